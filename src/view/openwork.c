#include "view/openwork.h"

#include "view/rows.h"

struct open_row {
        struct view *v;
        const struct ledger *l;
        enum open_what what;
        int64_t due, item, record;
        struct day due_day;
        bool put; /* or else it is taken away */
};

static enum err row_at(const struct open_row *x, int64_t office)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(x->v->st,
                       x->put ? S("INSERT INTO open_work (office, what, ledger, due, item, record,"
                                  " due_day) VALUES ($1, $2, $3, $4, $5, $6, $7)")
                              : S("DELETE FROM open_work WHERE office = $1 AND what = $2"
                                  " AND ledger = $3 AND due = $4 AND item = $5"),
                       &s));
        stmt_int(s, 1, office);
        stmt_int(s, 2, x->what);
        stmt_text_view(s, 3, x->l->name);
        stmt_int(s, 4, x->due);
        stmt_int(s, 5, x->item);
        if (x->put) {
                stmt_int(s, 6, x->record);
                stmt_int(s, 7, x->due_day.v);
        }
        return stmt_run(s);
}

/* ---- duties ---------------------------------------------------------------------------------- */

static bool is_open(const struct rduty *d)
{
        return d && d->outcome == OUT_OPEN;
}

static enum err duty_rows(struct open_row *x, const struct rduty *d, bool put)
{
        int up[OFFICE_DEPTH_MAX];
        const struct offices *o = x->v->city->offices;
        if (!is_open(d)) return OK;
        int holder = office_find(o, d->holder);
        size_t n = holder < 0 ? 0 : office_above(o, holder, DAY_NONE, up);
        x->due = d->due.ms;
        x->item = d->id;
        x->due_day = duty_stopped(d) ? DAY_FAR : (struct day){ 0 };
        x->put = put;
        for (size_t i = 1; i + 1 < n; i++) TRY(row_at(x, up[i] + 1));
        return OK;
}

static bool same(const struct rduty *b, const struct rduty *c)
{
        if (!b || !c || !is_open(b) || !is_open(c)) return is_open(b) == is_open(c);
        return b->due.ms == c->due.ms && duty_stopped(b) == duty_stopped(c) &&
               str_eq(b->holder, c->holder);
}

/* One duty from b to c; either may be NULL. */
static enum err move_duty(struct open_row *x, const struct rduty *b, const struct rduty *c)
{
        if (same(b, c)) return OK;
        TRY(duty_rows(x, b, false));
        return duty_rows(x, c, true);
}

enum err openwork_duties(struct view *v, const struct projection *p, const struct rec *after)
{
        const struct rec *before = p->before;
        struct open_row x = { .v = v, .l = p->l, .what = OPEN_DUTY, .record = p->e->record };
        for (size_t i = 0; i < after->duties_n; i++) {
                const struct rduty *d = &after->duties[i];
                TRY(move_duty(&x, rec_duty(before, d->id), d));
        }
        for (size_t i = 0; i < before->duties_n; i++) /* of a batch taken back */
                if (!rec_duty(after, before->duties[i].id))
                        TRY(move_duty(&x, &before->duties[i], NULL));
        return OK;
}

/* ---- records --------------------------------------------------------------------------------- */

static bool has(const struct openwork_at *x, int64_t office)
{
        for (size_t i = 0; x && i < x->n; i++)
                if (x->office[i] == office) return true;
        return false;
}

/* The rows of x, but for those that y has too. */
static enum err record_rows(struct open_row *row, const struct openwork_at *x,
                            const struct openwork_at *y)
{
        if (!x) return OK;
        row->item = row->record = x->r->id;
        row->due = moment_is(x->r->promised) ? x->r->promised.ms : OPEN_NEVER;
        for (size_t i = 0; i < x->n; i++)
                if (!has(y, x->office[i])) TRY(row_at(row, x->office[i]));
        return OK;
}

static bool is_there(const struct ledger *l, const struct rec *r)
{
        return r->id && l->states[r->state].kind == KIND_OPEN;
}

enum err openwork_record(struct view *v, const struct ledger *l, const struct openwork_at *before,
                         const struct openwork_at *after)
{
        const struct openwork_at *b = is_there(l, before->r) ? before : NULL;
        const struct openwork_at *c = is_there(l, after->r) ? after : NULL;
        bool stays = b && c && b->r->promised.ms == c->r->promised.ms;
        struct open_row x = { .v = v, .l = l, .what = OPEN_RECORD };
        TRY(record_rows(&x, b, stays ? c : NULL));
        x.put = true;
        return record_rows(&x, c, stays ? b : NULL);
}

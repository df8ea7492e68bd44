/* recount_fold.c: steps, and first entries, counted again by folding every record from the log:
 * their place is where the record stood then, which no derived row keeps. */
#include "ask/fold.h"
#include "ask/recount_in.h"
#include "view/rows.h"

struct folding {
        struct recount *x;
        struct tally *t;
        struct ask k; /* with an arena for one record */
        const struct rec *r;
        bool *entered; /* first entries of the row at hand, per figure */
};

/* The row counts: on this day, if the definition of the day says so. */
static enum err count_row(struct folding *f, size_t figure, struct rec_row *row, struct day day)
{
        const struct recount *x = f->x;
        const struct figure *now = &x->l->figures[figure], *def = now;
        const struct cell_table *t = &x->l->tables[x->table];
        struct arena *a = f->k.a;
        int64_t amount = 1;
        while (def && day_is(def->since) && day.v < def->since.v) def = def->before;
        if (!def || day.v > x->today.v || !rec_true(a, def->where, row, now->of)) return OK;
        struct str code = rec_office(row, &t->at);
        struct stand at = { .office = code.n ? office_find(&x->k->in->offices, code) : -1,
                            .tree = now->flow == FLOW_STOCK ? x->today : day,
                            .day = DAY_NONE };
        if (at.office < 0) return OK;
        for (size_t d = 0; d < t->by_n; d++) at.by[d] = ask_by(a, &row->r->v[t->by[d]]);
        if (now->agg == AGG_SUM) {
                const struct value *v = &row->r->v[now->field];
                if (v->type != T_NUMBER) return OK;
                TRY(ask_scale(v, now->digits, &amount));
        }
        if (now->agg != AGG_COUNT && now->agg != AGG_SUM) return OK;
        if (amount && now->flow == FLOW_FIRST) f->entered[figure] = true;
        tally_stand(x, f->t, &at, 2 * (size_t)now->column, amount);
        return OK;
}

static bool is_first(const struct recount *x, size_t i)
{
        const struct figure *g = &x->l->figures[i];
        return g->table == x->table && g->column >= 0 && g->flow == FLOW_FIRST &&
               !recount_cannot(x, g) && g->of != OF_STEP;
}

static bool is_step(const struct recount *x, size_t i)
{
        const struct figure *g = &x->l->figures[i];
        return g->table == x->table && g->column >= 0 && g->of == OF_STEP;
}

static bool any(const struct recount *x, bool (*is)(const struct recount *x, size_t figure))
{
        for (size_t i = 0; i < x->l->figures_n; i++)
                if (is(x, i)) return true;
        return false;
}

static enum err count_step(struct folding *f, const struct event *e, const struct change *c)
{
        int step = ledger_step(f->x->l, e->step);
        for (size_t i = 0; i < f->x->l->figures_n; i++) {
                if (!is_step(f->x, i) || f->x->l->figures[i].of_index != step) continue;
                struct rec_row row = { .city = f->k.in->city,
                                       .l = f->x->l,
                                       .r = f->r,
                                       .event = e,
                                       .warned = c->warned_n > 0 };
                TRY(count_row(f, i, &row, e->day));
        }
        return OK;
}

/* Is there a row `item` of the figure's kind yet? *ret_duty: it, or what is owed of the paper; else
 * NULL. */
static bool row_is(const struct folding *f, size_t figure, size_t item,
                   const struct rduty **ret_duty)
{
        const struct figure *g = &f->x->l->figures[figure];
        const struct rec *r = f->r;
        *ret_duty = NULL;
        if (g->of == OF_RECORD) return true;
        if (g->of == OF_DUTY) {
                if (item < r->duties_n) *ret_duty = &r->duties[item];
                return item < r->duties_n && r->duties[item].def == g->of_index;
        }
        if (item >= r->papers_n || r->papers[item].def != g->of_index) return false;
        *ret_duty = rec_owed(f->x->l, r, &r->papers[item]);
        return true;
}

static enum err count_first(struct folding *f, size_t figure, size_t item, struct day day)
{
        struct rec_row row = { .city = f->k.in->city, .l = f->x->l, .r = f->r };
        const struct rduty *d;
        if (!row_is(f, figure, item, &d)) return OK;
        row.duty = d;
        if (d) row.late = d->late;
        if (d && d->outcome == OUT_OPEN) row.late = day.v > duty_due_day(f->k.in->city, d).v;
        return count_row(f, figure, &row, day);
}

/* Days between two events on which a row may enter by itself: a duty becomes late, a definition
 * begins. */
static struct day next_by_itself(const struct folding *f, size_t figure, size_t item,
                                 struct day after)
{
        const struct rduty *d;
        struct day next = DAY_NONE;
        struct day at[2] = { f->x->l->figures[figure].since, DAY_NONE };
        if (row_is(f, figure, item, &d) && d && d->outcome == OUT_OPEN)
                at[1] = day_add(duty_due_day(f->k.in->city, d), 1);
        for (size_t i = 0; i < LEN(at); i++)
                if (day_is(at[i]) && at[i].v > after.v && (!day_is(next) || at[i].v < next.v))
                        next = at[i];
        return next;
}

static enum err first_entries(struct folding *f, const struct fold *h, size_t figure, size_t item)
{
        struct rec *r = fold_image(&f->k, h, 0);
        f->entered[figure] = false;
        f->r = r;
        for (size_t i = 0; i < h->n && !f->entered[figure]; i++) {
                struct day end = i + 1 < h->n ? h->e[i + 1].day : f->x->today;
                fold_step(&f->k, h, i, r);
                for (struct day d = h->e[i].day; day_is(d) && d.v <= end.v && !f->entered[figure];
                     d = next_by_itself(f, figure, item, d))
                        TRY(count_first(f, figure, item, d));
        }
        return OK;
}

static enum err one_record(struct folding *f, int64_t id)
{
        struct fold h;
        TRY(fold_read(&f->k, f->x->l, id, &h));
        struct rec *r = fold_image(&f->k, &h, 0);
        for (size_t i = 0; i < h.n; i++) {
                fold_step(&f->k, &h, i, r);
                f->r = r;
                TRY(count_step(f, &h.e[i], &h.c[i]));
        }
        for (size_t i = 0; i < f->x->l->figures_n; i++) {
                enum of of = f->x->l->figures[i].of;
                size_t rows = of == OF_DUTY ? r->duties_n : of == OF_PAPER ? r->papers_n : 1;
                for (size_t d = 0; is_first(f->x, i) && d < rows; d++)
                        TRY(first_entries(f, &h, i, d));
        }
        return OK;
}

/* Every record, or only those that took one of the steps. */
static void put_records(const struct recount *x, struct sql *q)
{
        size_t n = 0;
        sql_init(q, x->k->a);
        sql_put(q, S("SELECT r.id FROM "));
        sql_name(q, view_table(x->k->a, 'r', x->l, NULL));
        sql_put(q, S(" AS r WHERE "));
        scope_put_closed(q, S("r"));
        if (any(x, is_first)) return;
        sql_put(q, S(" AND r.id IN (SELECT e.record FROM event AS e WHERE e.step IN ("));
        for (size_t i = 0; i < x->l->figures_n; i++) {
                if (!is_step(x, i)) continue;
                if (n++) sql_put(q, S(", "));
                sql_text(q, x->l->steps[x->l->figures[i].of_index].name);
        }
        sql_put(q, S("))"));
}

enum err recount_folded(struct recount *x, struct tally *t)
{
        if (!any(x, is_first) && !any(x, is_step)) return OK;
        struct arena own = { 0 };
        struct folding f = {
                .x = x, .t = t, .k = *x->k, .entered = ARENA_NEW(&x->a, bool, x->l->figures_n)
        };
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        f.k.a = &own;
        put_records(x, &q);
        TRY(ask_stmt(x->k, &q, &s));
        enum row row = ROW_NONE;
        enum err e = OK;
        while (e == OK && (row = stmt_step(s)) == ROW_GOT) {
                e = one_record(&f, col_int(s, 0));
                arena_reset(&own);
        }
        arena_done(&own);
        return e == OK ? ask_ended(x->k, s, row) : e;
}

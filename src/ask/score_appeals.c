/* score_appeals.c: the appeals of a scorecard's period, and when its records took a step. */
#include "ask/label.h"
#include "ask/score_in.h"
#include "base/period.h"
#include "view/schema.h"

/* ---- the period of a record ------------------------------------------------------------------ */

/* The one field of type period; -1: none, or several. */
static int period_field(const struct ledger *l)
{
        int found = -1;
        for (size_t i = 0; i < l->fields_n; i++) {
                if (l->fields[i].type != F_PERIOD || l->fields[i].many) continue;
                if (found >= 0) return -1;
                found = (int)i;
        }
        return found;
}

/* 2022-08, 2022-Q3, 2022 */
static bool period_days(struct str s, struct period *ret)
{
        static const enum period_unit unit[] = { [SERIES_MONTH] = PERIOD_MONTH,
                                                 [SERIES_QUARTER] = PERIOD_QUARTER,
                                                 [SERIES_YEAR] = PERIOD_YEAR };
        for (int i = SERIES_MONTH; i <= SERIES_YEAR; i++) {
                int n, a_year = series_periods_a_year((enum series_step)i);
                if (!series_period((enum series_step)i, s, &n)) continue;
                struct day first;
                int month = n % a_year * (12 / a_year) + 1;
                if (day_from_ymd(n / a_year, month, 1, &first) != OK) return false;
                *ret = period_of(unit[i], first);
                return true;
        }
        return false;
}

/* One event of a record that once took the step. */
struct taken {
        int64_t record, seq;
        struct day day;
        struct str office, step, period;
};

/* Is it of the scorecard's period: by its record's, or else by its own day. `after`: what is taken
 * when the period is over. */
static bool within(const struct score_out *x, const struct taken *e, bool by_field, bool after)
{
        const struct score_in *in = &x->in;
        struct period p = { e->day, e->day };
        if (by_field && !period_days(e->period, &p)) return false;
        if (!by_field && after) return e->day.v >= x->last.v;
        if (!day_is(in->from)) return p.from.v <= x->last.v;
        return p.from.v >= in->from.v && p.to.v <= in->to.v;
}

/* ---- their events ---------------------------------------------------------------------------- */

/* All events of the records that ever took the step, in order. */
static enum err read_taken(const struct ask *k, const struct ledger *l, int step,
                           struct taken **ret, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        struct sql q;
        int field = period_field(l);
        size_t cap = 0;
        struct str name = view_table(k->a, 'r', l, NULL);
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT e.record, e.seq, e.day, e.office, e.step, "));
        if (field >= 0) sql_name(&q, column_of(k->a, &l->fields[field]));
        else sql_put(&q, S("NULL"));
        sql_put(&q, S(" FROM "));
        sql_name(&q, name);
        sql_put(&q, S(" AS r CROSS JOIN event AS e WHERE e.record = r.id AND EXISTS (SELECT 1 FROM"
                      " event AS x WHERE x.record = r.id AND x.step = "));
        sql_text(&q, l->steps[step].name);
        sql_put(&q, S(") AND "));
        scope_put_closed(&q, S("r"));
        sql_put(&q, S(" ORDER BY e.record, e.seq"));
        *ret = NULL;
        *ret_n = 0;
        TRY(ask_stmt(k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct taken *e = ARENA_PUSH(k->a, *ret, *ret_n, cap);
                *e = (struct taken){ .record = col_int(s, 0),
                                     .seq = col_int(s, 1),
                                     .day = { (int32_t)col_int(s, 2) },
                                     .office = col_text(s, k->a, 3),
                                     .step = col_text(s, k->a, 4) };
                if (!col_null(s, 5)) e->period = col_text(s, k->a, 5);
        }
        return ask_ended(k, s, row);
}

/* Recalling takes the event before it away: what is left of the records' lives. */
static size_t drop_recalled(const struct ledger *l, struct taken *e, size_t n)
{
        size_t left = 0;
        for (size_t i = 0; i < n; i++) {
                int step = ledger_step(l, e[i].step);
                bool recall = step >= 0 && l->steps[step].builtin == STEP_RECALL;
                if (recall && left && e[left - 1].record == e[i].record) left--;
                else e[left++] = e[i];
        }
        return left;
}

enum err score_taken(const struct ask *k, const struct score_out *x, int step, int64_t *ret_seq)
{
        const struct ledger *l = x->in.l;
        struct taken *e;
        size_t n;
        *ret_seq = 0;
        TRY(read_taken(k, l, step, &e, &n));
        n = drop_recalled(l, e, n);
        for (size_t i = 0; i < n; i++)
                if (str_eq(e[i].step, l->steps[step].name) && e[i].seq > *ret_seq &&
                    within(x, &e[i], period_field(l) >= 0, true))
                        *ret_seq = e[i].seq;
        return OK;
}

/* ---- beside their lines ---------------------------------------------------------------------- */

/* Does the step settle an appeal: one that answers it, or where it asks nothing any further one of
 * the ledger's own. */
static bool settles(const struct ledger *l, int appeal, struct str name)
{
        int step = ledger_step(l, name);
        if (step < 0) return false;
        if (l->steps[appeal].asks.is) return l->steps[step].answers >> appeal & 1;
        return l->steps[step].builtin == STEP_DECLARED;
}

/* The number, for whoever may see the record. */
static enum err number_of(const struct ask *k, const struct ledger *l, int64_t record,
                          struct str *ret)
{
        struct view v = { .st = k->st, .city = k->in->city };
        struct rec r = { 0 };
        enum err e = scope_check(k, l, record);
        if (e == OK) e = ask_failed(k, rec_load(&v, k->a, l, record, &r));
        *ret = r.number;
        return e == ERR_NOT_FOUND ? OK : e;
}

static enum err put_appeal(const struct ask *k, struct score_out *x, const struct taken *e,
                           size_t n)
{
        const struct ledger *l = x->in.l;
        const struct offices *o = &k->in->offices;
        struct score_appeal a = { .seq = e->seq, .record = e->record, .day = e->day, .open = true };
        int office = office_find(o, e->office);
        for (size_t i = 1; a.open && i < n && e[i].record == e->record; i++) {
                if (!settles(l, l->score.appeal, e[i].step)) continue;
                const struct step *s = &l->steps[ledger_step(l, e[i].step)];
                a.open = false;
                a.answer = label_in(&s->label, s->name, k->lang);
                a.answered = e[i].day;
        }
        TRY(number_of(k, l, e->record, &a.number));
        for (size_t i = 0; office >= 0 && i < x->n; i++) {
                struct score_line *v = &x->v[i];
                if (!office_under(o, office, v->office, x->last)) continue;
                struct score_appeal *all = ARENA_NEW(k->a, struct score_appeal, v->appeal_n + 1);
                for (size_t p = 0; p < v->appeal_n; p++) all[p] = v->appeal[p];
                all[v->appeal_n++] = a;
                v->appeal = all;
        }
        return OK;
}

enum err score_appeals(const struct ask *k, struct score_out *x)
{
        const struct ledger *l = x->in.l;
        int step = l->score.appeal;
        struct taken *e;
        size_t n;
        TRY(read_taken(k, l, step, &e, &n));
        n = drop_recalled(l, e, n);
        for (size_t i = 0; i < n; i++)
                if (str_eq(e[i].step, l->steps[step].name) &&
                    within(x, &e[i], period_field(l) >= 0, false))
                        TRY(put_appeal(k, x, &e[i], n - i));
        return OK;
}

/* touched.c: the records behind what a draft changes. */
#include "ask/touched.h"

#include "view/record_sql.h"

/* ---- conditions ------------------------------------------------------------------------------ */

/* r.state IN ('new', …) of open records. */
static void put_states(struct sql *q, const struct touch *t)
{
        const char *sep = "";
        sql_put(q, S(" r.kind = 'open' AND r.state IN ("));
        for (size_t i = 0; i < t->l->states_n; i++) {
                if (!(t->states >> i & 1)) continue;
                sql_put(q, str_c(sep));
                sql_text(q, t->l->states[i].name);
                sep = ", ";
        }
        sql_put(q, S(")"));
}

/* A duty opened without a clock of its own runs by that of its kind. */
static void put_clock(struct sql *q, const struct touch *t)
{
        sql_put(q, S(" AND (clock = "));
        sql_text(q, t->name);
        for (size_t i = 0; i < t->l->duties_n; i++) {
                if (t->l->duties[i].clock != t->index) continue;
                sql_put(q, S(" OR (clock = '' AND name = "));
                sql_text(q, t->l->duties[i].name);
                sql_put(q, S(")"));
        }
        sql_put(q, S(")"));
}

static void put_duties(struct sql *q, const struct touch *t)
{
        sql_put(q, S(" r.id IN (SELECT record FROM duty WHERE outcome = '' AND ledger = "));
        sql_text(q, t->l->name);
        if (t->how == TOUCH_CLOCK) {
                put_clock(q, t);
        } else {
                sql_put(q, S(" AND name = "));
                sql_text(q, t->l->duties[t->index].name);
        }
        sql_put(q, S(")"));
}

/* Filled; of a flag: set. */
static void put_filled(const struct ask *k, struct sql *q, const struct touch *t)
{
        const struct field *f = &t->l->fields[t->index];
        sql_put(q, S(" r.kind = 'open' AND "));
        if (f->many) {
                sql_put(q, S("EXISTS ("));
                record_many(q, t->l, PROP_FIELDS + t->index);
                sql_put(q, S(")"));
                return;
        }
        record_prop(q, k->a, t->l, PROP_FIELDS + t->index);
        sql_put(q, f->type == F_FLAG ? S(" = 1") : S(" IS NOT NULL"));
}

/* ---- records --------------------------------------------------------------------------------- */

static void put_from(const struct ask *k, struct sql *q, const struct touch *t, const char *what)
{
        sql_init(q, k->a);
        sql_put(q, S("SELECT "));
        sql_put(q, str_c(what));
        sql_put(q, S(" FROM "));
        sql_name(q, view_table(k->a, 'r', t->l, NULL));
        sql_put(q, S(" AS r WHERE"));
        switch (t->how) {
        case TOUCH_STATES: put_states(q, t); return;
        case TOUCH_FIELD: put_filled(k, q, t); return;
        case TOUCH_DUTY:
        case TOUCH_CLOCK: put_duties(q, t); return;
        }
}

static enum err count(const struct ask *k, struct touched *x)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        struct sql q;
        put_from(k, &q, &x->what, "count(*)");
        TRY(ask_stmt(k, &q, &s));
        enum row row = stmt_step(s);
        if (row != ROW_GOT) return ask_ended(k, s, row);
        x->records = col_int(s, 0);
        return OK;
}

static enum err read_some(const struct ask *k, struct touched *x)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        struct sql q;
        put_from(k, &q, &x->what, "r.number");
        sql_put(&q, S(" ORDER BY r.id DESC LIMIT "));
        sql_int(&q, TOUCHED_SHOWN);
        TRY(ask_stmt(k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT && x->n < TOUCHED_SHOWN)
                x->number[x->n++] = col_text(s, k->a, 0);
        return row == ROW_GOT ? OK : ask_ended(k, s, row);
}

enum err touched_read(const struct ask *k, const struct city *draft, struct touched **ret,
                      size_t *ret_n)
{
        struct touch *t = NULL;
        size_t n = 0;
        city_touches(k->a, k->in->city, draft, &t, &n);
        struct touched *v = ARENA_NEW(k->a, struct touched, n + 1);
        for (size_t i = 0; i < n; i++) {
                v[i].what = t[i];
                TRY(count(k, &v[i]));
                TRY(read_some(k, &v[i]));
        }
        *ret = v;
        *ret_n = n;
        return OK;
}

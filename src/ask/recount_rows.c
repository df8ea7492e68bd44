/* recount_rows.c: records, duties, papers and links counted again in SQL, one GROUP BY a figure. */
#include "ask/recount_in.h"

struct counting {
        struct recount *x;
        const struct figure *now, *def;
        struct row_sql cols;
        int value; /* column of the result */
};

/* SELECT office, by, by, …, value, count(*) … GROUP BY all before the count. Values are grouped,
 * not summed: scaling may round each of them. */
static enum err ask_groups(const struct counting *c, struct stmt **ret)
{
        const struct recount *x = c->x;
        const struct cell_table *t = &x->l->tables[x->table];
        struct sql q;
        sql_init(&q, x->k->a);
        sql_put(&q, S("SELECT "));
        row_office(&c->cols, &q, &t->at);
        for (size_t d = 0; d < t->by_n; d++) {
                sql_put(&q, S(", "));
                row_by(&c->cols, &q, t->by[d]);
        }
        sql_put(&q, S(", "));
        if (c->now->agg == AGG_SUM || c->now->agg == AGG_DISTINCT)
                row_prop(&c->cols, &q, PROP_FIELDS + c->now->field);
        else if (c->now->agg == AGG_AVG && !c->def->value->real)
                row_value(&c->cols, &q, c->def->value);
        else if (c->now->agg == AGG_AVG) sql_put(&q, S("r.id"));
        else sql_put(&q, S("1"));
        sql_put(&q, S(", count(*)"));
        row_from(&c->cols, &q, c->now->of_index);
        sql_put(&q, S(" WHERE "));
        scope_put_closed(&q, S("r"));
        sql_put(&q, S(" AND "));
        row_where(&c->cols, &q, c->def->where);
        char text[16];
        for (size_t d = 0; d < t->by_n + 2; d++) {
                int n = snprintf(text, sizeof text, "%s%zu", d ? ", " : " GROUP BY ", d + 1);
                sql_put(&q, (struct str){ text, (size_t)n });
        }
        return ask_stmt(x->k, &q, ret);
}

static bool stands(const struct counting *c, struct stmt *s, struct stand *ret)
{
        const struct cell_table *t = &c->x->l->tables[c->x->table];
        struct str code = col_text(s, &c->x->a, 0);
        int office = code.n ? office_find(&c->x->k->in->offices, code) : -1;
        *ret = (struct stand){ .office = office, .tree = c->x->today, .day = DAY_NONE };
        for (size_t d = 0; d < t->by_n; d++) ret->by[d] = col_text(s, &c->x->a, 1 + (int)d);
        return office >= 0;
}

/* A quotient is no exact number: the evaluator gives it, row by row. */
static enum err real_value(const struct counting *c, int64_t id, int64_t *ret, bool *ret_is)
{
        const struct ask *k = c->x->k;
        struct view v = { .st = k->st, .city = k->in->city };
        struct rec r;
        TRY(ask_failed(k, rec_load(&v, &c->x->a, c->x->l, id, &r)));
        struct rec_row row = { .city = k->in->city, .l = c->x->l, .r = &r };
        struct expr_env env = rec_env(&row);
        struct expr_row get = { .ctx = &row, .get = rec_prop };
        struct value n =
                expr_eval(&c->x->a, c->def->value, ledger_props(c->x->l, c->now->of), &env, &get);
        *ret_is = n.type == T_NUMBER;
        *ret = 0;
        return *ret_is ? ask_scale(&n, c->now->digits, ret) : OK;
}

static enum err one_group(const struct counting *c, struct stmt *s, struct tally *t)
{
        struct stand at;
        struct value v = { .type = T_NUMBER, .i = col_int(s, c->value) };
        bool is = !col_null(s, c->value);
        int64_t n = col_int(s, c->value + 1), amount = 0;
        size_t column = 2 * (size_t)c->now->column;
        if (!stands(c, s, &at)) return OK;
        if (c->now->agg == AGG_COUNT) {
                tally_stand(c->x, t, &at, column, n);
                return OK;
        }
        if (c->now->agg == AGG_SUM) v.digits = c->x->l->fields[c->now->field].digits;
        else v.digits = c->def->value->digits;
        if (c->now->agg == AGG_AVG && c->def->value->real) TRY(real_value(c, v.i, &amount, &is));
        else if (is) TRY(ask_scale(&v, c->now->digits, &amount));
        if (!is) return OK;
        tally_stand(c->x, t, &at, column, amount * n);
        if (c->now->agg == AGG_AVG) tally_stand(c->x, t, &at, column + 2, n);
        return OK;
}

static bool by_sql(const struct recount *x, const struct figure *f)
{
        if (f->of == OF_STEP || f->of == OF_FIGURES) return false;
        return f->flow != FLOW_FIRST && !recount_cannot(x, f);
}

static struct counting counting_of(struct recount *x, size_t i)
{
        struct counting c = { .x = x, .now = &x->l->figures[i], .def = recount_def(x, i) };
        c.cols = (struct row_sql){ x->k, x->l, c.now->of, x->today, c.now->of_index };
        c.value = 1 + (int)x->l->tables[x->table].by_n;
        return c;
}

enum err recount_rows(struct recount *x, struct tally *t)
{
        for (size_t i = 0; i < x->l->figures_n; i++) {
                struct counting c = counting_of(x, i);
                if (c.now->table != x->table || c.now->column < 0 || !by_sql(x, c.now) || !c.def)
                        continue;
                AUTO(stmt_done) struct stmt *s = NULL;
                TRY(ask_groups(&c, &s));
                enum row row;
                while ((row = stmt_step(s)) == ROW_GOT) TRY(one_group(&c, s, t));
                TRY(ask_ended(x->k, s, row));
        }
        return OK;
}

/* ---- distinct keys ---- */

static enum err read_presence(struct recount *x, size_t figure, struct tally *t)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, x->k->a);
        sql_put(&q, S("SELECT office, by, value, key, sum(plus - minus) FROM "));
        sql_name(&q, view_table(x->k->a, 'p', x->l, &x->l->tables[x->table]));
        sql_put(&q, S(" WHERE batch = 0 AND figure = "));
        sql_text(&q, x->l->figures[figure].name);
        sql_put(&q, S(" AND day <= "));
        sql_int(&q, x->today.v);
        sql_put(&q, S(" GROUP BY office, by, value, key"));
        TRY(ask_stmt(x->k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct spot at = { (int)col_int(s, 0) - 1, (int)col_int(s, 1), DAY_NONE,
                                   col_text(s, &x->a, 2), col_text(s, &x->a, 3) };
                if (at.office < 0 || (size_t)at.office >= x->k->in->offices.n) return ERR_CORRUPT;
                tally_at(t, &at)->booked[0] += col_int(s, 4);
        }
        return ask_ended(x->k, s, row);
}

/* The text a key has in presence. */
static struct str key_text(struct recount *x, const struct field *f, struct stmt *s, int n)
{
        char text[40];
        if (f->type == F_FLAG) return col_int(s, n) ? S("true") : S("false");
        if (col_null(s, n)) return STR_NONE;
        if (f->type == F_DAY)
                return str_dup(&x->a, day_format((struct day){ (int32_t)col_int(s, n) }, text));
        if (f->digits) return str_dup(&x->a, num_format_scaled(col_int(s, n), f->digits, text));
        return col_text(s, &x->a, n);
}

enum err recount_keys(struct recount *x)
{
        for (size_t i = 0; i < x->l->figures_n; i++) {
                struct counting c = counting_of(x, i);
                if (c.now->table != x->table || c.now->agg != AGG_DISTINCT) continue;
                struct tally t = tally_new(x, 1);
                TRY(read_presence(x, i, &t));
                AUTO(stmt_done) struct stmt *s = NULL;
                if (c.def && by_sql(x, c.now)) TRY(ask_groups(&c, &s));
                enum row row = ROW_NONE;
                while (s && (row = stmt_step(s)) == ROW_GOT) {
                        struct stand at;
                        if (!stands(&c, s, &at)) continue;
                        at.key = key_text(x, &x->l->fields[c.now->field], s, c.value);
                        if (at.key.n) tally_stand(x, &t, &at, 0, col_int(s, c.value + 1));
                }
                if (s) TRY(ask_ended(x->k, s, row));
                for (size_t n = 0; n < t.n; n++) {
                        struct mismatch m = { "recount.key", c.now->name, &t.v[n].at,
                                              t.v[n].booked[0], t.v[n].counted[0] };
                        x->compared++;
                        if (m.booked != m.counted) recount_fault(x, &m);
                }
        }
        return OK;
}

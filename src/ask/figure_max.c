/* figure_max.c: the greatest value over the rows of a figure as they stood on a day. Records
 * unchanged since then are read from their rows; those that have changed are folded from the
 * log. */
#include "ask/figure_in.h"
#include "ask/fold.h"
#include "ask/inside.h"
#include "ask/props.h"
#include "view/rows.h"

struct max {
        const struct ask *k;
        const struct figure_in *in;
        const struct figure *f;
        struct inside inside;
        struct day day;
        bool any;
        struct value best;
        struct figure_row row;
};

static double real_of(const struct value *v)
{
        if (v->real) return v->d;
        double x = (double)v->i;
        for (int i = 0; i < v->digits; i++) x /= 10;
        return x;
}

static bool greater(const struct value *a, const struct value *b)
{
        if (!a->real && !b->real && a->digits == b->digits) return a->i > b->i;
        return real_of(a) > real_of(b);
}

/* One row: where it stands, and its value. d: the duty, or what is owed of the paper. */
static void look(struct max *m, const struct rec *r, const struct rduty *d, int64_t item)
{
        const struct ledger *l = m->in->l;
        const struct cell_of *c = m->inside.cell;
        struct rec_row row = { .city = m->k->in->city, .l = l, .r = r, .duty = d };
        if (d) row.late = d->outcome == OUT_OPEN ? m->day.v > duty_due_day(row.city, d).v : d->late;
        struct str code = rec_office(&row, &l->tables[c->table].at), by = STR_NONE;
        int office = code.n ? office_find(&m->k->in->offices, code) : -1;
        if (office < 0 || !rec_true(m->k->a, m->f->where, &row, m->f->of)) return;
        if (c->dim) by = ask_by(m->k->a, &r->v[l->tables[c->table].by[c->dim - 1]]);
        if (!inside_cell(&m->inside, office, by, m->day)) return;
        struct expr_env env = rec_env(&row);
        struct expr_row get = { .ctx = &row, .get = rec_prop };
        struct value v = expr_eval(m->k->a, m->f->value, ledger_props(l, m->f->of), &env, &get);
        if (v.type != T_NUMBER || (m->any && !greater(&v, &m->best))) return;
        m->any = true;
        m->best = v;
        m->row = (struct figure_row){
                .record = r->id, .item = item, .day = r->last_day, .late = DAY_NONE
        };
}

static void look_all(struct max *m, const struct rec *r)
{
        if (r->id == 0) return;
        if (m->f->of == OF_RECORD) look(m, r, NULL, 0);
        for (size_t i = 0; m->f->of == OF_DUTY && i < r->duties_n; i++)
                if (r->duties[i].def == m->f->of_index) look(m, r, &r->duties[i], r->duties[i].id);
        for (size_t i = 0; m->f->of == OF_PAPER && i < r->papers_n; i++)
                if (r->papers[i].def == m->f->of_index)
                        look(m, r, rec_owed(m->in->l, r, &r->papers[i]), r->papers[i].id);
}

/* From the greatest down, until one stands in the cell. */
static enum err unchanged(struct max *m)
{
        const struct ask *k = m->k;
        struct row_sql x = { k, m->in->l, m->f->of, m->day, -1 };
        struct view v = { .st = k->st, .city = k->in->city };
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT r.id"));
        row_from(&x, &q, m->f->of_index);
        sql_put(&q, S(" WHERE r.last_day <= "));
        sql_int(&q, m->day.v);
        sql_put(&q, S(" AND "));
        scope_put_closed(&q, S("r"));
        sql_put(&q, S(" AND "));
        row_where(&x, &q, m->f->where);
        sql_put(&q, S(" ORDER BY "));
        row_value(&x, &q, m->f->value);
        sql_put(&q, S(" DESC"));
        TRY(ask_stmt(k, &q, &s));
        enum row row = ROW_NONE;
        while (!m->any && (row = stmt_step(s)) == ROW_GOT) {
                struct rec *r = ARENA_NEW(k->a, struct rec, 1);
                TRY(ask_failed(k, rec_load(&v, k->a, m->in->l, col_int(s, 0), r)));
                look_all(m, r);
        }
        return ask_ended(k, s, row);
}

static enum err changed(struct max *m)
{
        const struct ask *k = m->k;
        struct row_sql x = { k, m->in->l, OF_RECORD, m->day, -1 };
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT r.id"));
        row_from(&x, &q, -1);
        sql_put(&q, S(" WHERE r.entered <= "));
        sql_int(&q, m->day.v);
        sql_put(&q, S(" AND r.last_day > "));
        sql_int(&q, m->day.v);
        sql_put(&q, S(" AND "));
        scope_put_closed(&q, S("r"));
        TRY(ask_stmt(k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct rec *r;
                TRY(fold_on(k, m->in->l, col_int(s, 0), m->day, &r));
                look_all(m, r);
        }
        return ask_ended(k, s, row);
}

enum err figure_max(const struct ask *k, const struct figure_in *in, const struct cell_of *at,
                    struct amount *ret, struct figure_row *ret_row)
{
        struct day day = day_is(in->from) ? in->to : in->on;
        const struct figure *now = &in->l->figures[in->figure];
        struct max m = { .k = k, .in = in, .f = figure_on(now, day), .day = day };
        ret->none = true;
        if (!m.f) return OK;
        inside_init(&m.inside, k, at);
        TRY(unchanged(&m));
        TRY(changed(&m));
        ret->none = !m.any;
        if (!m.any) return OK;
        TRY(ask_scale(&m.best, now->digits, &ret->v));
        m.row.amount = ret->v;
        if (ret_row) *ret_row = m.row;
        return OK;
}

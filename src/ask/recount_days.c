/* recount_days.c: the books among each other: journal and cells of every day, closings and
 * cells. */
#include <limits.h>

#include "ask/recount_in.h"

/* ---- days ---- */

static enum err read_days(struct recount *x, struct tally *t)
{
        const struct cell_table *table = &x->l->tables[x->table];
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, x->k->a);
        sql_put(&q, S("SELECT office, by, day, value"));
        for (size_t i = 0; i < table->figures_n; i++) {
                ask_column(&q, ", ", 'p', i);
                ask_column(&q, " - ", 'm', i);
        }
        sql_put(&q, S(" FROM "));
        sql_name(&q, view_table(x->k->a, 'c', x->l, table));
        sql_put(&q, S(" WHERE batch = 0"));
        TRY(ask_stmt(x->k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct spot at = { (int)col_int(s, 0) - 1,
                                   (int)col_int(s, 1),
                                   { (int32_t)col_int(s, 2) },
                                   col_text(s, &x->a, 3),
                                   STR_NONE };
                if (at.office < 0 || (size_t)at.office >= x->k->in->offices.n) return ERR_CORRUPT;
                struct tally_row *r = tally_at(t, &at);
                for (size_t i = 0; i < t->width; i++) r->booked[i] += col_int(s, 4 + (int)i);
        }
        return ask_ended(x->k, s, row);
}

static void put_group_columns(struct sql *q, const struct cell_table *t)
{
        for (size_t i = 1; i <= t->by_n; i++) ask_column(q, ", j.", 'b', i);
}

static enum err read_journal(struct recount *x, struct tally *t)
{
        const struct cell_table *table = &x->l->tables[x->table];
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, x->k->a);
        sql_put(&q, S("SELECT j.office, j.day"));
        put_group_columns(&q, table);
        for (size_t i = 0; i < table->figures_n; i++) {
                ask_column(&q, ", sum(j.", 'a', i);
                sql_put(&q, S(")"));
        }
        sql_put(&q, S(" FROM "));
        sql_name(&q, view_table(x->k->a, 'j', x->l, table));
        sql_put(&q, S(" AS j WHERE "));
        scope_put_closed(&q, S("j"));
        sql_put(&q, S(" GROUP BY j.office, j.day"));
        put_group_columns(&q, table);
        TRY(ask_stmt(x->k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct stand at = { .office = (int)col_int(s, 0) - 1,
                                    .day = { (int32_t)col_int(s, 1) } };
                if (at.office < 0 || (size_t)at.office >= x->k->in->offices.n) return ERR_CORRUPT;
                at.tree = at.day;
                for (size_t i = 0; i < table->by_n; i++) at.by[i] = col_text(s, &x->a, 2 + (int)i);
                for (size_t i = 0; i < table->figures_n; i++) {
                        int64_t n = col_int(s, 2 + (int)table->by_n + (int)i);
                        if (n) tally_stand(x, t, &at, i, n);
                }
        }
        return ask_ended(x->k, s, row);
}

/* Does the row's place in the tree change on that day: its office's, or that of a by-value. */
static bool is_moved(const struct recount *x, const struct stand *s, struct day d)
{
        const struct cell_table *t = &x->l->tables[x->table];
        const struct offices *o = &x->k->in->offices;
        struct day before = day_add(d, -1);
        bool moved = office_moves(o, s->office, before).v == d.v;
        for (size_t i = 0; i < t->by_n && !moved; i++) {
                enum ftype type = x->l->fields[t->by[i]].type;
                int at = type == F_PLACE || type == F_OFFICE ? office_find(o, s->by[i]) : -1;
                moved = at >= 0 && office_moves(o, at, before).v == d.v;
        }
        return moved;
}

/* Balances of the day before go from the cells of the old tree to those of the new one. */
static enum err transfer(struct recount *x, struct tally *t, struct day d)
{
        const struct cell_table *table = &x->l->tables[x->table];
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, x->k->a);
        sql_put(&q, S("SELECT j.office"));
        put_group_columns(&q, table);
        for (size_t i = 0; i < table->figures_n; i++) {
                ask_column(&q, ", sum(j.", 'a', i);
                sql_put(&q, S(")"));
        }
        sql_put(&q, S(" FROM "));
        sql_name(&q, view_table(x->k->a, 'j', x->l, table));
        sql_put(&q, S(" AS j WHERE j.day < "));
        sql_int(&q, d.v);
        sql_put(&q, S(" AND "));
        scope_put_closed(&q, S("j"));
        sql_put(&q, S(" GROUP BY j.office"));
        put_group_columns(&q, table);
        TRY(ask_stmt(x->k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct stand at = { .office = (int)col_int(s, 0) - 1, .day = d };
                if (at.office < 0 || (size_t)at.office >= x->k->in->offices.n) return ERR_CORRUPT;
                for (size_t i = 0; i < table->by_n; i++) at.by[i] = col_text(s, &x->a, 1 + (int)i);
                if (!is_moved(x, &at, d)) continue;
                for (size_t i = 0; i < table->figures_n; i++) {
                        int64_t n = col_int(s, 1 + (int)table->by_n + (int)i);
                        if (n == 0 || x->l->figures[table->figures[i]].flow != FLOW_STOCK) continue;
                        at.tree = day_add(d, -1);
                        tally_stand(x, t, &at, i, -n);
                        at.tree = d;
                        tally_stand(x, t, &at, i, n);
                }
        }
        return ask_ended(x->k, s, row);
}

static enum err transfers(struct recount *x, struct tally *t)
{
        struct day *d;
        size_t n = recount_moves(x, &d);
        for (size_t i = 0; i < n; i++) TRY(transfer(x, t, d[i]));
        return OK;
}

enum err recount_days(struct recount *x)
{
        struct tally t = tally_new(x, x->l->tables[x->table].figures_n);
        TRY(read_days(x, &t));
        TRY(read_journal(x, &t));
        TRY(transfers(x, &t));
        for (size_t i = 0; i < t.n; i++)
                for (size_t c = 0; c < t.width; c++) {
                        struct mismatch m = { "recount.day", recount_column(x, c), &t.v[i].at,
                                              t.v[i].booked[c], t.v[i].counted[c] };
                        x->compared++;
                        if (m.booked != m.counted) recount_fault(x, &m);
                }
        return OK;
}

/* ---- months: two walks in the order (office, by, value, time), side by side ---- */

struct months {
        struct recount *x;
        struct stmt *cell, *closing;
        struct spot at; /* of the cell row under `cell` */
        bool more;      /* there is one */
        struct spot sum_at;
        int64_t *sum;
        int unclosed; /* month of the last cell added that no closing covered */
        size_t width;
};

static enum err open_walk(struct recount *x, char prefix, struct stmt **ret)
{
        const struct cell_table *table = &x->l->tables[x->table];
        const bool cell = prefix == 'c';
        struct sql q;
        sql_init(&q, x->k->a);
        sql_put(&q,
                cell ? S("SELECT office, by, value, day") : S("SELECT office, by, value, month"));
        for (size_t i = 0; i < table->figures_n; i++) {
                ask_column(&q, ", ", 'p', i);
                ask_column(&q, ", ", 'm', i);
        }
        sql_put(&q, S(" FROM "));
        sql_name(&q, view_table(x->k->a, prefix, x->l, table));
        if (cell) sql_put(&q, S(" WHERE batch = 0"));
        sql_put(&q, S(" ORDER BY 1, 2, 3, 4"));
        return ask_stmt(x->k, &q, ret);
}

static struct spot spot_of(struct months *m, struct stmt *s)
{
        return (struct spot){ (int)col_int(s, 0) - 1,
                              (int)col_int(s, 1),
                              { (int32_t)col_int(s, 3) },
                              col_text(s, &m->x->a, 2),
                              STR_NONE };
}

static enum err next_cell(struct months *m)
{
        enum row row = stmt_step(m->cell);
        m->more = row == ROW_GOT;
        if (m->more) m->at = spot_of(m, m->cell);
        if (m->more && (m->at.office < 0 || (size_t)m->at.office >= m->x->k->in->offices.n))
                return ERR_CORRUPT;
        return ask_ended(m->x->k, m->cell, row);
}

static int by_cell(const struct spot *a, const struct spot *b)
{
        if (a->office != b->office) return a->office < b->office ? -1 : 1;
        if (a->dim != b->dim) return a->dim < b->dim ? -1 : 1;
        return str_cmp(a->value, b->value);
}

/* A cell moved in a closed month that no closing follows. */
static void check_unclosed(struct months *m)
{
        if (m->unclosed == INT_MIN) return;
        struct mismatch x = { "recount.month", S("(closing)"), &m->sum_at, 0, 1 };
        m->sum_at.day = month_last(m->unclosed);
        recount_fault(m->x, &x);
        m->unclosed = INT_MIN;
}

static enum err add_cell(struct months *m, int closed)
{
        if (by_cell(&m->sum_at, &m->at) != 0) {
                check_unclosed(m);
                memset(m->sum, 0, m->width * sizeof *m->sum);
        }
        m->sum_at = m->at;
        bool any = false;
        for (size_t i = 0; i < m->width; i++) {
                int64_t n = col_int(m->cell, 4 + (int)i);
                m->sum[i] += n;
                any |= n != 0;
        }
        if (any && day_month(m->at.day) <= closed) m->unclosed = day_month(m->at.day);
        return next_cell(m);
}

static enum err check_closing(struct months *m, int closed)
{
        struct spot at = spot_of(m, m->closing);
        if (at.office < 0 || (size_t)at.office >= m->x->k->in->offices.n) return ERR_CORRUPT;
        at.day = month_last(at.day.v);
        while (m->more &&
               (by_cell(&m->at, &at) < 0 || (by_cell(&m->at, &at) == 0 && m->at.day.v <= at.day.v)))
                TRY(add_cell(m, closed));
        bool same = by_cell(&m->sum_at, &at) == 0;
        if (same) m->unclosed = INT_MIN;
        for (size_t i = 0; i < m->width; i++) {
                struct mismatch x = { "recount.month", recount_column(m->x, i / 2), &at,
                                      col_int(m->closing, 4 + (int)i), same ? m->sum[i] : 0 };
                m->x->compared++;
                if (x.booked != x.counted) recount_fault(m->x, &x);
        }
        return OK;
}

static enum err last_closed(const struct ask *k, int *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(ask_failed(k, store_stmt(k->st, S("SELECT max(month) FROM closing"), &s)));
        enum row row = stmt_step(s);
        *ret = row != ROW_GOT || col_null(s, 0) ? INT_MIN : (int)col_int(s, 0);
        return ask_ended(k, s, row);
}

static enum err walk_months(struct months *m)
{
        int closed;
        enum row row;
        TRY(last_closed(m->x->k, &closed));
        TRY(open_walk(m->x, 'c', &m->cell));
        TRY(open_walk(m->x, 'k', &m->closing));
        TRY(next_cell(m));
        while ((row = stmt_step(m->closing)) == ROW_GOT) TRY(check_closing(m, closed));
        TRY(ask_ended(m->x->k, m->closing, row));
        while (m->more) TRY(add_cell(m, closed));
        check_unclosed(m);
        return OK;
}

enum err recount_months(struct recount *x)
{
        struct months m = { .x = x,
                            .width = 2 * x->l->tables[x->table].figures_n,
                            .unclosed = INT_MIN };
        m.sum = ARENA_NEW(&x->a, int64_t, m.width);
        m.sum_at = (struct spot){ .office = 0, .dim = -1 };
        enum err e = walk_months(&m);
        stmt_done(&m.cell);
        stmt_done(&m.closing);
        return e;
}

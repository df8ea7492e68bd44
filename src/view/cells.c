#include "view/cells.h"

#include <limits.h>

#include "base/num.h"
#include "view/counter.h"
#include "view/plan.h"
#include "view/recent.h"
#include "view/schema.h"
#include "view/tally.h"

/* ---- where a row stands ---- */

/* The definition in force on a day: a figure with `since` has its former one before that day. */
static const struct figure *in_force(const struct figure *f, struct day d)
{
        while (f && day_is(f->since) && d.v < f->since.v) f = f->before;
        return f;
}

static struct str value_key(struct arena *a, const struct value *v)
{
        char text[40];
        switch (v->type) {
        case T_TEXT: return v->text;
        case T_BOOL: return v->truth ? S("true") : S("false");
        case T_NUMBER: return str_dup(a, num_format_scaled(v->i, v->digits, text));
        case T_DAY: return str_dup(a, day_format((struct day){ (int32_t)v->i }, text));
        case T_MOMENT: return str_printf(a, "%" PRId64, v->i);
        case T_NULL:
        case T_MANY:
        case T_ERROR: return STR_NONE;
        }
        BUG("value type");
}

/* A number for a sum: scaled to `digits`; half up where a division made more. */
static enum err scaled(const struct value *v, int digits, int64_t *ret)
{
        *ret = 0;
        if (v->type != T_NUMBER) return OK;
        if (v->real) {
                double x = v->d;
                for (int i = 0; i < digits; i++) x *= 10;
                if (!(x > -9e15 && x < 9e15)) return ERR_LIMIT;
                *ret = (int64_t)(x < 0 ? x - 0.5 : x + 0.5);
                return OK;
        }
        int64_t n = v->i;
        int have = (unsigned char)v->digits;
        for (int d = have; d < digits; d++) TRY(num_mul(n, 10, &n));
        if (have <= digits) {
                *ret = n;
                return OK;
        }
        int64_t unit = 1;
        for (int d = digits; d < have; d++) unit *= 10;
        return num_ratio(n, unit, 0, ROUND_HALF_UP, ret);
}

static enum err amounts(struct arena *a, const struct look *x, const struct figure *now,
                        const struct figure *f, struct pos *p)
{
        struct rec_row own = x->row;
        struct expr_env env = rec_env(&own);
        struct expr_row row = { .ctx = &own, .get = rec_prop };
        int64_t n;
        switch (f->agg) {
        case AGG_COUNT: p->amount[now->column] = 1; return OK;
        case AGG_SUM: return scaled(&x->row.r->v[f->field], now->digits, &p->amount[now->column]);
        case AGG_AVG: {
                struct value v = expr_eval(a, f->value, ledger_props(x->l, x->of), &env, &row);
                TRY(scaled(&v, now->digits, &n));
                p->amount[now->column] = n;
                p->amount[now->column + 1] = v.type == T_NUMBER;
                return OK;
        }
        case AGG_DISTINCT:
                if (!p->key) p->key = ARENA_NEW(a, struct str, x->l->figures_n);
                p->key[now - x->l->figures] = value_key(a, &x->row.r->v[f->field]);
                return OK;
        case AGG_MAX:
        case AGG_RATE:
        case AGG_SHARE: return OK;
        }
        BUG("aggregate");
}

uint64_t first_bit(const struct ledger *l, size_t figure)
{
        unsigned n = 0;
        if (l->figures[figure].flow != FLOW_FIRST) return 0;
        for (size_t i = 0; i < figure; i++) n += l->figures[i].flow == FLOW_FIRST;
        ASSERT(n < 64);
        return (uint64_t)1 << n;
}

static struct str key_at(const struct pos *p, size_t figure)
{
        return p && p->key ? p->key[figure] : STR_NONE;
}

enum err pos_at(struct arena *a, const struct look *x, struct day day, struct pos *ret)
{
        const struct cell_table *t = &x->l->tables[x->table];
        memset(ret, 0, sizeof *ret);
        struct str code = rec_office(&x->row, &t->at);
        ret->office = code.n ? office_find(x->row.city->offices, code) : -1;
        if (ret->office < 0) return OK;
        for (size_t i = 0; i < x->l->figures_n; i++) {
                const struct figure *now = &x->l->figures[i];
                if (now->table != x->table || now->of != x->of || now->of_index != x->of_index)
                        continue;
                const struct figure *f = in_force(now, day);
                if (!f) continue;
                if (x->seen && (x->seen & first_bit(x->l, i))) continue;
                if (!rec_true(a, f->where, &x->row, x->of)) continue;
                TRY(amounts(a, x, now, f, ret));
        }
        for (size_t i = 0; i < t->figures_n; i++) ret->in |= ret->amount[i] != 0;
        for (size_t i = 0; i < x->l->figures_n; i++) ret->in |= key_at(ret, i).n != 0;
        if (ret->in) ret->by = ARENA_NEW(a, struct str, t->by_n);
        for (size_t d = 0; ret->in && d < t->by_n; d++)
                ret->by[d] = value_key(a, &x->row.r->v[t->by[d]]);
        return OK;
}

/* ---- cells in memory ---- */

static void add(int64_t *to, int64_t n)
{
        if (num_add(*to, n, to) != OK) BUG("cell overflow");
}

void view_keep(struct view *v)
{
        tally_keep(v->cells);
        recent_keep(v->recent);
        counters_keep(v->counters);
}

void view_undo(struct view *v)
{
        tally_undo(v->cells);
        recent_undo(v->recent);
        counters_undo(v->counters);
}

void cells_add(struct view *v, const struct cell_at *at, const int64_t *n)
{
        struct cell_ref r = { at->l, at->table, at->office, at->dim, at->day, 0, at->value };
        struct cell *c = tally_cell(v->cells, &r);
        for (size_t k = 0; k < 2 * at->l->tables[at->table].figures_n; k++) add(&c->n[k], n[k]);
}

/* ---- movements ---- */

struct refs {
        struct cell_ref *r;
        size_t n, cap;
};

static void chain(const struct posting *p, struct day tree, int field, struct str value,
                  struct str *out, size_t *n)
{
        const struct field *f = &p->l->fields[field];
        const struct city *c = p->v->city;
        *n = 0;
        out[(*n)++] = value;
        if (value.n == 0) return;
        if (f->type == F_TREE) {
                const struct list *l = &c->lists[f->list];
                int i = list_choice(l, value);
                for (i = i < 0 ? -1 : l->c[i].parent; i >= 0 && *n < OFFICE_DEPTH_MAX;
                     i = l->c[i].parent)
                        out[(*n)++] = l->c[i].code;
        } else if (f->type == F_PLACE || f->type == F_OFFICE) {
                int i = office_find(c->offices, value), up[OFFICE_DEPTH_MAX];
                size_t k = i < 0 ? 0 : office_above(c->offices, i, tree, up);
                for (size_t u = 1; u < k; u++) out[(*n)++] = c->offices->o[up[u]].code;
        }
}

/* By the offices of the day `tree`. */
static void cells_of(const struct posting *p, const struct pos *x, struct day tree,
                     struct refs *ret)
{
        const struct cell_table *t = &p->l->tables[p->table];
        int up[OFFICE_DEPTH_MAX];
        *ret = (struct refs){ 0 };
        if (!x->in) return;
        size_t depth = office_above(p->v->city->offices, x->office, tree, up);
        for (size_t u = 0; u < depth; u++) {
                struct cell_ref r = { p->l, p->table, up[u], 0, p->day, p->batch, STR_NONE };
                *ARENA_PUSH(p->a, ret->r, ret->n, ret->cap) = r;
                for (size_t d = 0; d < t->by_n; d++) {
                        struct str v[OFFICE_DEPTH_MAX + 1];
                        size_t n;
                        chain(p, tree, t->by[d], x->by[d], v, &n);
                        for (size_t i = 0; i < n; i++) {
                                r.dim = (int)d + 1;
                                r.value = v[i];
                                *ARENA_PUSH(p->a, ret->r, ret->n, ret->cap) = r;
                        }
                }
        }
}

static bool same_ref(const struct cell_ref *a, const struct cell_ref *b)
{
        return a->office == b->office && a->dim == b->dim && str_eq(a->value, b->value);
}

static const struct cell_ref *ref_in(const struct refs *r, const struct cell_ref *x)
{
        for (size_t i = 0; i < r->n; i++)
                if (same_ref(&r->r[i], x)) return &r->r[i];
        return NULL;
}

static void presence_add(const struct posting *p, const struct cell_ref *r, size_t figure,
                         struct str key, int minus)
{
        struct presence_ref at = { *r, (int)figure, key };
        if (key.n) add(&tally_presence(p->v->cells, &at)->n[minus], p->sign);
}

/* Amounts of b and c in one cell (0 where the row does not stand in it). */
static void cell_add(const struct posting *p, const struct cell_ref *r, const struct pos *b,
                     const struct pos *c)
{
        size_t cols = p->l->tables[p->table].figures_n;
        struct cell *cell = NULL;
        for (size_t i = 0; i < cols; i++) {
                int64_t x = b ? b->amount[i] : 0, y = c ? c->amount[i] : 0;
                if (x == y) continue;
                if (!cell) cell = tally_cell(p->v->cells, r);
                /* more is plus, less is minus: also when it enters, leaves, or is below zero */
                if (y > x) add(&cell->n[2 * i], p->sign * (y - x));
                else add(&cell->n[2 * i + 1], p->sign * (x - y));
        }
        bool keys = (b && b->key) || (c && c->key);
        for (size_t i = 0; keys && i < p->l->figures_n; i++) {
                struct str x = key_at(b, i), y = key_at(c, i);
                if (str_eq(x, y)) continue;
                presence_add(p, r, i, x, 1);
                presence_add(p, r, i, y, 0);
        }
}

static void journal(const struct posting *p, const struct pos *x, const int64_t *amount)
{
        size_t cols = p->l->tables[p->table].figures_n;
        bool any = false;
        for (size_t i = 0; i < cols; i++) any |= amount[i] != 0;
        if (!any) return;
        struct jrow_ref at = { .l = p->l,
                               .table = p->table,
                               .office = x->office,
                               .day = p->day,
                               .seq = p->seq,
                               .record = p->record,
                               .item = p->item,
                               .by = x->by };
        struct jrow *r = tally_jrow(p->v->cells, &at);
        for (size_t i = 0; i < cols; i++) r->amount[i] += p->sign * amount[i];
}

static bool same_place(const struct posting *p, const struct pos *b, const struct pos *c)
{
        if (!b->in || !c->in || b->office != c->office) return false;
        for (size_t d = 0; d < p->l->tables[p->table].by_n; d++)
                if (!str_eq(b->by[d], c->by[d])) return false;
        return true;
}

static bool same_amounts(const struct posting *p, const struct pos *b, const struct pos *c)
{
        for (size_t i = 0; i < p->l->tables[p->table].figures_n; i++)
                if (b->amount[i] != c->amount[i]) return false;
        for (size_t i = 0; i < p->l->figures_n; i++)
                if (!str_eq(key_at(b, i), key_at(c, i))) return false;
        return true;
}

static void journal_move(const struct posting *p, const struct pos *b, const struct pos *c)
{
        size_t cols = p->l->tables[p->table].figures_n;
        int64_t amount[COLS_MAX] = { 0 };
        if (same_place(p, b, c)) {
                for (size_t i = 0; i < cols; i++) amount[i] = c->amount[i] - b->amount[i];
                journal(p, c, amount);
                return;
        }
        for (size_t i = 0; i < cols; i++) amount[i] = -b->amount[i];
        if (b->in) journal(p, b, amount);
        if (c->in) journal(p, c, c->amount);
}

static void own_key(const struct posting *p, const struct pos *x, size_t figure, int dim, int minus)
{
        if (!x->in || !x->key) return;
        struct cell_ref r = { p->l,
                              p->table,
                              x->office,
                              -1 - dim,
                              p->day,
                              p->batch,
                              dim ? x->by[dim - 1] : STR_NONE };
        presence_add(p, &r, figure, key_at(x, figure), minus);
}

/* Where keys stand themselves, without the offices and values above: what a figure by another tree
 * of offices is counted from. A row that stays leaves nothing. */
static void own_keys(const struct posting *p, const struct pos *b, const struct pos *c)
{
        if (!(b->in && b->key) && !(c->in && c->key)) return;
        for (int d = 0; d <= (int)p->l->tables[p->table].by_n; d++) {
                bool stays = b->in && c->in && b->office == c->office &&
                             (d == 0 || str_eq(b->by[d - 1], c->by[d - 1]));
                for (size_t i = 0; i < p->l->figures_n; i++) {
                        if (stays && str_eq(key_at(b, i), key_at(c, i))) continue;
                        own_key(p, b, i, d, 1);
                        own_key(p, c, i, d, 0);
                }
        }
}

void post_move(const struct posting *p, const struct pos *b, const struct pos *c)
{
        if (!b->in && !c->in) return;
        if (same_place(p, b, c) && same_amounts(p, b, c)) return;
        own_keys(p, b, c);
        struct refs rb, rc;
        cells_of(p, b, p->day, &rb);
        if (same_place(p, b, c)) { /* the usual case: the same cells */
                for (size_t i = 0; i < rb.n; i++) cell_add(p, &rb.r[i], b, c);
                journal_move(p, b, c);
                return;
        }
        cells_of(p, c, p->day, &rc);
        for (size_t i = 0; i < rb.n; i++)
                cell_add(p, &rb.r[i], b, ref_in(&rc, &rb.r[i]) ? c : NULL);
        for (size_t i = 0; i < rc.n; i++)
                if (!ref_in(&rb, &rc.r[i])) cell_add(p, &rc.r[i], NULL, c);
        journal_move(p, b, c);
}

void post_transfer(const struct posting *p, const struct pos *x)
{
        const struct cell_table *t = &p->l->tables[p->table];
        struct pos stock = *x;
        struct refs was, is;
        for (size_t i = 0; i < t->figures_n; i++)
                if (p->l->figures[t->figures[i]].flow != FLOW_STOCK) stock.amount[i] = 0;
        cells_of(p, x, day_add(p->day, -1), &was);
        cells_of(p, x, p->day, &is);
        for (size_t i = 0; i < was.n; i++)
                if (!ref_in(&is, &was.r[i])) cell_add(p, &was.r[i], &stock, NULL);
        for (size_t i = 0; i < is.n; i++)
                if (!ref_in(&was, &is.r[i])) cell_add(p, &is.r[i], NULL, &stock);
}

/* ---- to the database ---- */

static void pair_names(struct sql *q, size_t cols)
{
        char c[32];
        for (size_t i = 0; !sql_built(q) && i < cols; i++) {
                int n = snprintf(c, sizeof c, ", p%zu, m%zu", i, i);
                sql_put(q, (struct str){ c, (size_t)n });
        }
}

static void pair_adds(struct sql *q, size_t cols)
{
        char c[128];
        for (size_t i = 0; !sql_built(q) && i < cols; i++) {
                int n = snprintf(c, sizeof c,
                                 "%s p%zu = p%zu + excluded.p%zu, m%zu = m%zu + excluded.m%zu",
                                 i ? "," : "", i, i, i, i, i, i);
                sql_put(q, (struct str){ c, (size_t)n });
        }
}

static enum err run(struct sql *q, struct view *v, struct faults *f)
{
        struct stmt *s = NULL;
        enum err e = sql_stmt(q, v->st, &s);
        if (e == OK) e = stmt_run(s);
        stmt_done(&s);
        sql_done(q);
        if (e == OK) return OK;
        if (e == ERR_CONFLICT)
                return FAULT(f, ERR_CORRUPT, "identity.broken", STR_NONE, "勾稽关系被破坏：%.*s",
                             "an identity would be broken: %.*s", SP(store_why(v->st)));
        return store_failed(v->st, e, f);
}

static enum err insert_jrow(struct view *v, const struct jrow *r, const struct posted *by,
                            struct faults *f)
{
        const struct cell_table *t = &r->at.l->tables[r->at.table];
        struct arena *a = &v->cells->command;
        struct sql q;
        char c[16];
        struct table_plan *plan = plan_table(v, r->at.l, r->at.table);
        PLAN_SQL(&q, a, v, plan, journal);
        sql_put(&q, S("INSERT INTO "));
        sql_table(&q, 'j', r->at.l, t);
        sql_put(&q, S(" (batch, day, seq, by_seq, known, record, item, office"));
        for (size_t i = 0; !sql_built(&q) && i < t->by_n; i++)
                sql_put(&q, (struct str){ c, (size_t)snprintf(c, sizeof c, ", b%zu", i + 1) });
        for (size_t i = 0; !sql_built(&q) && i < t->figures_n; i++)
                sql_put(&q, (struct str){ c, (size_t)snprintf(c, sizeof c, ", a%zu", i) });
        sql_put(&q, S(") VALUES ("));
        const int64_t head[] = { by->batch, r->at.day.v, r->at.seq, by->seq };
        for (size_t i = 0; i < LEN(head); i++) {
                sql_int(&q, head[i]);
                sql_put(&q, S(", "));
        }
        if (by->at_day.v > r->at.day.v) sql_int(&q, by->at_day.v);
        else sql_null(&q);
        const int64_t tail[] = { r->at.record, r->at.item, r->at.office + 1 };
        for (size_t i = 0; i < LEN(tail); i++) {
                sql_put(&q, S(", "));
                sql_int(&q, tail[i]);
        }
        for (size_t i = 0; i < t->by_n; i++) {
                sql_put(&q, S(", "));
                sql_text(&q, r->at.by[i]);
        }
        for (size_t i = 0; i < t->figures_n; i++) {
                sql_put(&q, S(", "));
                sql_int(&q, r->amount[i]);
        }
        sql_put(&q, S(")"));
        return run(&q, v, f);
}

enum err journal_write(struct view *v, const struct posted *by, struct faults *f)
{
        struct cells *c = v->cells;
        for (size_t i = 0; i < c->jrow_n; i++) {
                const struct jrow *r = &c->jrow[i];
                bool any = false;
                for (size_t k = 0; k < r->at.l->tables[r->at.table].figures_n; k++)
                        any |= r->amount[k] != 0;
                if (any) TRY(insert_jrow(v, r, by, f));
        }
        tally_jrows_done(c); /* the next event of the same command begins anew */
        return OK;
}

static enum err flush_cell(struct view *v, struct arena *a, const struct cell *c, struct faults *f)
{
        const struct cell_table *t = &c->at.l->tables[c->at.table];
        struct sql q;
        struct table_plan *plan = plan_table(v, c->at.l, c->at.table);
        PLAN_SQL(&q, a, v, plan, cell);
        sql_put(&q, S("INSERT INTO "));
        sql_table(&q, 'c', c->at.l, t);
        sql_put(&q, S(" (batch, day, office, by, value"));
        pair_names(&q, t->figures_n);
        sql_put(&q, S(") VALUES ("));
        const int64_t head[] = { c->at.batch, c->at.day.v, c->at.office + 1, c->at.dim };
        for (size_t i = 0; i < LEN(head); i++) {
                sql_int(&q, head[i]);
                sql_put(&q, S(", "));
        }
        sql_text(&q, c->at.value);
        for (size_t i = 0; i < 2 * t->figures_n; i++) {
                sql_put(&q, S(", "));
                sql_int(&q, c->n[i]);
        }
        sql_put(&q, S(") ON CONFLICT (batch, day, office, by, value) DO UPDATE SET"));
        pair_adds(&q, t->figures_n);
        return run(&q, v, f);
}

/* A movement that lies in a closed month goes into that month's closing and every later one of
 * its cell.
 * First the closing of the month must stand: a copy of the latest before it. */
static enum err close_row(struct view *v, struct arena *a, const struct cell_ref *at, int month,
                          struct faults *f)
{
        const struct cell_table *t = &at->l->tables[at->table];
        struct str k = view_table(a, 'k', at->l, t);
        struct sql q;
        char c[96];
        struct table_plan *plan = plan_table(v, at->l, at->table);
        PLAN_SQL(&q, a, v, plan, close_row);
        sql_put(&q, S("INSERT INTO "));
        sql_name(&q, k);
        sql_put(&q, S(" (office, by, value, month"));
        pair_names(&q, t->figures_n);
        sql_put(&q, S(") SELECT x.office, x.by, x.value, x.month"));
        for (size_t i = 0; i < t->figures_n; i++)
                sql_put(&q, (struct str){ c, (size_t)snprintf(
                                                     c, sizeof c,
                                                     ", coalesce(k.p%zu, 0), coalesce(k.m%zu, 0)",
                                                     i, i) });
        sql_put(&q, S(" FROM (SELECT "));
        sql_int(&q, at->office + 1);
        sql_put(&q, S(" AS office, "));
        sql_int(&q, at->dim);
        sql_put(&q, S(" AS by, "));
        sql_text(&q, at->value);
        sql_put(&q, S(" AS value, "));
        sql_int(&q, month);
        sql_put(&q, S(" AS month) AS x LEFT JOIN "));
        sql_name(&q, k);
        sql_put(&q,
                S(" AS k ON k.office = x.office AND k.by = x.by AND k.value = x.value AND k.month ="
                  " (SELECT max(month) FROM "));
        sql_name(&q, k);
        sql_put(&q, S(" AS o WHERE o.office = x.office AND o.by = x.by AND o.value = x.value"
                      " AND o.month <= x.month) WHERE true"
                      " ON CONFLICT (office, by, value, month) DO NOTHING"));
        return run(&q, v, f);
}

static enum err close_add(struct view *v, struct arena *a, const struct cell *c, struct faults *f)
{
        const struct cell_table *t = &c->at.l->tables[c->at.table];
        int month = day_month(c->at.day);
        TRY(close_row(v, a, &c->at, month, f));
        struct sql q;
        char n[64];
        struct table_plan *plan = plan_table(v, c->at.l, c->at.table);
        PLAN_SQL(&q, a, v, plan, close_add);
        sql_put(&q, S("UPDATE "));
        sql_table(&q, 'k', c->at.l, t);
        sql_put(&q, S(" SET "));
        for (size_t i = 0; i < t->figures_n; i++) {
                for (int m = 0; m < 2; m++) {
                        char col = m ? 'm' : 'p';
                        sql_put(&q, (struct str){ n, (size_t)snprintf(
                                                             n, sizeof n, "%s%c%zu = %c%zu + ",
                                                             i || m ? ", " : "", col, i, col, i) });
                        sql_int(&q, c->n[2 * i + (size_t)m]);
                }
        }
        sql_put(&q, S(" WHERE office = "));
        sql_int(&q, c->at.office + 1);
        sql_put(&q, S(" AND by = "));
        sql_int(&q, c->at.dim);
        sql_put(&q, S(" AND value = "));
        sql_text(&q, c->at.value);
        sql_put(&q, S(" AND month >= "));
        sql_int(&q, month);
        return run(&q, v, f);
}

static enum err flush_presence(struct view *v, struct arena *a, const struct presence *x,
                               struct faults *f)
{
        const struct cell_ref *at = &x->at.at;
        const struct ledger *l = at->l;
        struct sql q;
        struct table_plan *plan = plan_table(v, l, at->table);
        PLAN_SQL(&q, a, v, plan, presence);
        sql_put(&q, S("INSERT INTO "));
        sql_table(&q, 'p', l, &l->tables[at->table]);
        sql_put(&q, S(" (figure, office, by, value, key, day, batch, plus, minus) VALUES ("));
        sql_text(&q, l->figures[x->at.figure].name);
        sql_put(&q, S(", "));
        sql_int(&q, at->office + 1);
        sql_put(&q, S(", "));
        sql_int(&q, at->dim);
        sql_put(&q, S(", "));
        sql_text(&q, at->value);
        sql_put(&q, S(", "));
        sql_text(&q, x->at.key);
        const int64_t tail[] = { at->day.v, at->batch, x->n[0], x->n[1] };
        for (size_t i = 0; i < LEN(tail); i++) {
                sql_put(&q, S(", "));
                sql_int(&q, tail[i]);
        }
        sql_put(&q, S(") ON CONFLICT (figure, office, by, value, key, day, batch) DO UPDATE SET"
                      " plus = plus + excluded.plus, minus = minus + excluded.minus"));
        return run(&q, v, f);
}

static bool all_zero(const struct cell *c)
{
        size_t cols = 2 * c->at.l->tables[c->at.table].figures_n;
        for (size_t i = 0; i < cols; i++)
                if (c->n[i]) return false;
        return true;
}

/* What the group changes in closed months, summed by cell and month: a batch of years costs one
 * change of a closing for each month, not for each day. NULL: nothing. */
static struct cells *closed_months(const struct view *v)
{
        const struct cells *g = v->cells;
        struct cells *ret = NULL;
        for (size_t i = 0; i < g->cell_n; i++) {
                const struct cell *c = &g->cell[i];
                int month = day_month(c->at.day);
                if (c->at.batch != 0 || month > v->closed || all_zero(c)) continue;
                struct cell_ref at = c->at;
                at.day = month_first(month);
                if (!ret) ret = cells_new();
                struct cell *sum = tally_cell(ret, &at);
                for (size_t k = 0; k < 2 * at.l->tables[at.table].figures_n; k++)
                        add(&sum->n[k], c->n[k]);
        }
        return ret;
}

static enum err flush_closings(struct view *v, struct arena *a, struct faults *f)
{
        AUTO(cells_free) struct cells *months = closed_months(v);
        for (size_t i = 0; months && i < months->cell_n; i++) {
                TRY(close_add(v, a, &months->cell[i], f));
                arena_reset(a);
        }
        return OK;
}

enum err view_flush(struct view *v, struct faults *f)
{
        struct cells *g = v->cells;
        struct arena a = { 0 };
        enum err e = OK;
        for (size_t i = 0; i < g->cell_n && e == OK; i++) {
                if (!all_zero(&g->cell[i])) e = flush_cell(v, &a, &g->cell[i], f);
                arena_reset(&a);
        }
        if (e == OK) e = flush_closings(v, &a, f);
        for (size_t i = 0; i < g->presence_n && e == OK; i++)
                if (g->presence[i].n[0] || g->presence[i].n[1])
                        e = flush_presence(v, &a, &g->presence[i], f);
        if (e == OK && (e = counters_flush(v)) != OK) store_failed(v->st, e, f);
        arena_done(&a);
        tally_clear(g);
        return e;
}

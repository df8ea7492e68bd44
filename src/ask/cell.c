#include "ask/cell.h"

#include <limits.h>

#include "ask/inside.h"

static size_t columns_of(const struct cell_of *at)
{
        return 2 * at->l->tables[at->table].figures_n;
}

static struct cell_sum *sum_of(const struct ask *k, struct cell_sums *x, struct str value,
                               size_t cols)
{
        int64_t i;
        x->by_value.a = k->a;
        if (map_get(&x->by_value, value, &i)) return &x->v[i];
        struct str own = str_dup(k->a, value);
        map_set(&x->by_value, own, (int64_t)x->n);
        struct cell_sum *s = ARENA_PUSH(k->a, x->v, x->n, x->cap);
        *s = (struct cell_sum){ own, ARENA_NEW(k->a, int64_t, cols) };
        return s;
}

const int64_t *cell_sums_of(const struct ask *k, const struct cell_sums *x,
                            const struct cell_of *at, struct str value)
{
        int64_t i;
        if (map_get(&x->by_value, value, &i)) return x->v[i].n;
        return ARENA_NEW(k->a, int64_t, columns_of(at));
}

void cell_values_add(const struct ask *k, struct cell_sums *x, const struct cell_of *at,
                     struct str value)
{
        const struct field *f = &at->l->fields[at->l->tables[at->table].by[at->dim - 1]];
        const struct offices *o = &k->in->offices;
        int up[OFFICE_DEPTH_MAX];
        (void)sum_of(k, x, value, columns_of(at) + 1);
        if (f->type == F_TREE) {
                const struct list *l = &k->in->city->lists[f->list];
                int i = list_choice(l, value);
                for (i = i < 0 ? -1 : l->c[i].parent; i >= 0; i = l->c[i].parent)
                        (void)sum_of(k, x, l->c[i].code, columns_of(at) + 1);
        } else if (f->type == F_PLACE || f->type == F_OFFICE) {
                int i = office_find(o, value);
                size_t n = i < 0 ? 0 : office_above(o, i, at->tree, up);
                for (size_t u = 1; u < n; u++)
                        (void)sum_of(k, x, o->o[up[u]].code, columns_of(at) + 1);
        }
}

/* Rows (value, column, column, …) added up by value. */
static enum err add_rows(const struct ask *k, struct sql *q, size_t cols, struct cell_sums *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(ask_stmt(k, q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct cell_sum *x = sum_of(k, ret, col_text(s, k->a, 0), cols);
                for (size_t i = 0; i < cols; i++) TRY(ask_add(k, col_int(s, (int)i + 1), &x->n[i]));
        }
        return ask_ended(k, s, row);
}

/* ---- cells of offices read together ---------------------------------------------------------- */

struct group {
        const struct ask *k;
        const struct cell_of *at; /* but for its office */
        const int *office;        /* ascending */
        size_t n;
        struct cell_sums *sums; /* of each */
};

static int by_number(const void *x, const void *y)
{
        const int *a = x, *b = y;
        return *a < *b ? -1 : *a > *b;
}

/* Rows (office, value, column, column, …). */
static enum err add_group(const struct group *g, struct sql *q, size_t cols)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(ask_stmt(g->k, q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                int office = (int)col_int(s, 0) - 1;
                const int *at = bsearch(&office, g->office, g->n, sizeof office, by_number);
                ASSERT(at);
                struct cell_sum *x =
                        sum_of(g->k, &g->sums[at - g->office], col_text(s, g->k->a, 1), cols);
                for (size_t i = 0; i < cols; i++)
                        TRY(ask_add(g->k, col_int(s, (int)i + 2), &x->n[i]));
        }
        return ask_ended(g->k, s, row);
}

static void put_columns(struct sql *q, const struct cell_of *at, const char *before,
                        const char *after)
{
        for (size_t i = 0; i < at->l->tables[at->table].figures_n; i++) {
                ask_column(q, before, 'p', i);
                sql_put(q, str_c(after));
                ask_column(q, before, 'm', i);
                sql_put(q, str_c(after));
        }
}

/* The dimension, and the value where only one is asked for. */
static void put_value(struct sql *q, const struct cell_of *at, struct str alias)
{
        sql_name(q, alias);
        sql_put(q, S(".by = "));
        sql_int(q, at->dim);
        if (!at->one && at->dim) return;
        sql_put(q, S(" AND "));
        sql_name(q, alias);
        sql_put(q, S(".value = "));
        sql_text(q, at->dim ? at->value : STR_NONE);
}

static void put_cell(struct sql *q, const struct cell_of *at, struct str alias)
{
        sql_name(q, alias);
        sql_put(q, S(".office = "));
        sql_int(q, at->office + 1);
        sql_put(q, S(" AND "));
        put_value(q, at, alias);
}

static enum err last_closed(const struct ask *k, int *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(ask_failed(k, store_stmt(k->st, S("SELECT max(month) FROM closing"), &s)));
        enum row row = stmt_step(s);
        *ret = row != ROW_GOT || col_null(s, 0) ? INT_MIN : (int)col_int(s, 0);
        return ask_ended(k, s, row);
}

/* zt_o (office) AS (…) */
static void put_offices(struct sql *q, const struct group *g)
{
        sql_put(q, S("zt_o (office) AS (VALUES "));
        for (size_t i = 0; i < g->n; i++) {
                sql_put(q, i ? S(", (") : S("("));
                sql_int(q, g->office[i] + 1);
                sql_put(q, S(")"));
        }
        sql_put(q, S(")"));
}

/* Of each office and value the latest closing up to the month. */
static enum err read_closing(const struct group *g, int month)
{
        struct sql q;
        const struct cell_of *at = g->at;
        struct str name = view_table(g->k->a, 'k', at->l, &at->l->tables[at->table]);
        bool one = at->one || at->dim == 0;
        sql_init(&q, g->k->a);
        sql_put(&q, S("WITH "));
        put_offices(&q, g);
        sql_put(&q, S(" SELECT k.office, k.value"));
        put_columns(&q, at, ", k.", "");
        sql_put(&q, S(" FROM zt_o CROSS JOIN "));
        sql_name(&q, name);
        sql_put(&q, S(" AS k WHERE k.office = zt_o.office AND "));
        put_value(&q, at, S("k"));
        sql_put(&q, S(" AND k.month = (SELECT max(o.month) FROM "));
        sql_name(&q, name);
        sql_put(&q, S(" AS o WHERE o.office = zt_o.office AND "));
        if (one) put_value(&q, at, S("o"));
        else sql_put(&q, S("o.by = k.by AND o.value = k.value"));
        sql_put(&q, S(" AND o.month <= "));
        sql_int(&q, month);
        sql_put(&q, S(")"));
        return add_group(g, &q, columns_of(at));
}

/* zt_d: the days that have cells at all, one seek each. */
static enum err read_days(const struct group *g, struct day from, struct day to)
{
        struct sql q;
        const struct cell_of *at = g->at;
        struct str name = view_table(g->k->a, 'c', at->l, &at->l->tables[at->table]);
        sql_init(&q, g->k->a);
        sql_put(&q, S("WITH RECURSIVE "));
        put_offices(&q, g);
        sql_put(&q, S(", zt_d (day) AS (SELECT min(day) FROM "));
        sql_name(&q, name);
        sql_put(&q, S(" WHERE batch = 0 AND day >= "));
        sql_int(&q, from.v);
        sql_put(&q, S(" UNION ALL SELECT (SELECT min(x.day) FROM "));
        sql_name(&q, name);
        sql_put(&q, S(" AS x WHERE x.batch = 0 AND x.day > zt_d.day) FROM zt_d WHERE zt_d.day < "));
        sql_int(&q, to.v);
        sql_put(&q, S(") SELECT c.office, c.value"));
        put_columns(&q, at, ", c.", "");
        sql_put(&q, S(" FROM zt_d CROSS JOIN zt_o CROSS JOIN "));
        sql_name(&q, name);
        sql_put(&q, S(" AS c WHERE zt_d.day <= "));
        sql_int(&q, to.v);
        sql_put(&q, S(" AND c.batch = 0 AND c.day = zt_d.day AND c.office = zt_o.office AND "));
        put_value(&q, at, S("c"));
        return add_group(g, &q, columns_of(at));
}

/* The last month whose closing may be taken: that of a day which ends it, else the one before. */
static int month_before(struct day day)
{
        return day_month(day_add(day, 1)) - 1;
}

static enum err read_group(const struct group *g, struct day day, int closed)
{
        struct day from = { INT32_MIN };
        int month = month_before(day);
        for (size_t i = 0; i < g->n; i++)
                g->sums[i] = (struct cell_sums){ .by_value = { .a = g->k->a } };
        if (month > closed) month = closed;
        if (month != INT_MIN) {
                TRY(read_closing(g, month));
                from = month_first(month + 1);
        }
        return from.v > day.v ? OK : read_days(g, from, day);
}

/* ---- what was read before -------------------------------------------------------------------- */

static struct str key_of_cell(struct arena *a, const struct cell_of *at, int office, struct day day)
{
        bool one = at->one && at->dim > 0;
        const int64_t part[] = {
                (int64_t)(uintptr_t)at->l, at->table, office, at->dim, one, day.v
        };
        size_t more = one ? at->value.n : 0;
        char *key = ARENA_NEW(a, char, sizeof part + more);
        memcpy(key, part, sizeof part);
        if (more) memcpy(key + sizeof part, at->value.p, more);
        return (struct str){ key, sizeof part + more };
}

struct kept_cells *kept_cells_new(struct arena *a)
{
        struct kept_cells *x = ARENA_NEW(a, struct kept_cells, 1);
        x->at.a = a;
        x->closed = INT_MAX;
        return x;
}

void kept_cells_together(const struct ask *k, const int *office, size_t n)
{
        if (!k->kept) return;
        k->kept->office = office;
        k->kept->office_n = n;
}

/* With those read together where it is one of them, and of one value. */
static enum err read_kept(const struct ask *k, const struct cell_of *at, struct day day)
{
        struct kept_cells *x = k->kept;
        struct group g = { k, at, &at->office, 1, NULL };
        bool one = at->one || at->dim == 0;
        if (one && x->office_n &&
            bsearch(&at->office, x->office, x->office_n, sizeof *x->office, by_number)) {
                g.office = x->office;
                g.n = x->office_n;
        }
        g.sums = ARENA_NEW(k->a, struct cell_sums, g.n);
        if (x->closed == INT_MAX) TRY(last_closed(k, &x->closed));
        TRY(read_group(&g, day, x->closed));
        for (size_t i = 0; i < g.n; i++) {
                struct kept_cell *c = ARENA_PUSH(k->a, x->v, x->n, x->cap);
                *c = (struct kept_cell){ *at, day, g.sums[i] };
                c->at.office = g.office[i];
                map_set(&x->at, key_of_cell(k->a, at, g.office[i], day), (int64_t)x->n - 1);
        }
        return OK;
}

static enum err kept_cells_get(const struct ask *k, const struct cell_of *at, struct day day,
                               struct cell_sums *ret)
{
        int64_t i;
        struct str key = key_of_cell(k->a, at, at->office, day);
        if (!map_get(&k->kept->at, key, &i)) {
                TRY(read_kept(k, at, day));
                if (!map_get(&k->kept->at, key, &i)) BUG("just read");
        }
        *ret = k->kept->v[i].sums;
        return OK;
}

enum err cell_read(const struct ask *k, const struct cell_of *at, struct day day,
                   struct cell_sums *ret)
{
        struct group g = { k, at, &at->office, 1, ret };
        int closed;
        if (k->kept) return kept_cells_get(k, at, day, ret);
        TRY(last_closed(k, &closed));
        return read_group(&g, day, closed);
}

/* ---- presence ---- */

/* One row a key that counts: (value, key). */
static void put_present(const struct ask *k, struct sql *q, const struct cell_of *at,
                        const struct keys_of *of)
{
        sql_put(q, S("SELECT p.value AS value, p.key AS key FROM "));
        sql_name(q, view_table(k->a, 'p', at->l, &at->l->tables[at->table]));
        sql_put(q, S(" AS p WHERE p.figure = "));
        sql_text(q, at->l->figures[of->figure].name);
        sql_put(q, S(" AND "));
        put_cell(q, at, S("p"));
        sql_put(q, S(" AND p.batch = 0 AND p.day <= "));
        sql_int(q, of->to.v);
        sql_put(q, S(" GROUP BY p.value, p.key HAVING sum("));
        if (!day_is(of->from)) {
                sql_put(q, S("p.plus - p.minus) > 0"));
                return;
        }
        sql_put(q, S("CASE WHEN p.day < "));
        sql_int(q, of->from.v);
        sql_put(q, S(" THEN p.plus - p.minus ELSE 0 END) > 0 OR sum(CASE WHEN p.day >= "));
        sql_int(q, of->from.v);
        sql_put(q, S(" THEN p.plus ELSE 0 END) > 0"));
}

/* ---- presence by a fixed tree: own stands, added up by key ---- */

struct held_keys {
        struct map at; /* key -> index */
        struct held_key {
                struct str key;
                int64_t before, in, now; /* balance before the period, plus in it, balance */
        } * v;
        size_t n, cap;
};

static void put_own(const struct ask *k, struct sql *q, const struct cell_of *at,
                    const struct keys_of *of)
{
        sql_put(q, S("SELECT p.office, p.value, p.key, p.day, p.plus, p.minus FROM "));
        sql_name(q, view_table(k->a, 'p', at->l, &at->l->tables[at->table]));
        sql_put(q, S(" AS p WHERE p.figure = "));
        sql_text(q, at->l->figures[of->figure].name);
        sql_put(q, S(" AND p.by = "));
        sql_int(q, -1 - at->dim);
        sql_put(q, S(" AND p.batch = 0 AND p.day <= "));
        sql_int(q, of->to.v);
}

static struct held_key *key_of(const struct ask *k, struct held_keys *x, struct str key)
{
        int64_t i;
        x->at.a = k->a;
        if (map_get(&x->at, key, &i)) return &x->v[i];
        struct str own = str_dup(k->a, key);
        map_set(&x->at, own, (int64_t)x->n);
        struct held_key *h = ARENA_PUSH(k->a, x->v, x->n, x->cap);
        *h = (struct held_key){ .key = own };
        return h;
}

/* values: those that occur are added there, and no keys are; else NULL. */
static enum err read_own(const struct ask *k, const struct cell_of *at, const struct keys_of *of,
                         struct held_keys *keys, struct cell_sums *values)
{
        struct cell_of cell = *at;
        struct inside in;
        struct sql q;
        struct arena scratch = { 0 };
        AUTO(stmt_done) struct stmt *s = NULL;
        if (values) cell.dim = 0;
        inside_init(&in, k, &cell);
        sql_init(&q, k->a);
        put_own(k, &q, at, of);
        TRY(ask_stmt(k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                arena_reset(&scratch);
                struct str value = col_text(s, &scratch, 1);
                int office = (int)col_int(s, 0) - 1;
                int32_t day = (int32_t)col_int(s, 3);
                if (!inside_cell(&in, office, value, at->tree)) continue;
                if (values) {
                        cell_values_add(k, values, at, value);
                        continue;
                }
                ASSERT(keys);
                struct held_key *h = key_of(k, keys, col_text(s, &scratch, 2));
                int64_t plus = col_int(s, 4), net = plus - col_int(s, 5);
                h->now += net;
                if (day_is(of->from) && day < of->from.v) h->before += net;
                else h->in += plus;
        }
        arena_done(&scratch);
        return ask_ended(k, s, row);
}

static bool counts(const struct keys_of *of, const struct held_key *h)
{
        return day_is(of->from) ? h->before > 0 || h->in > 0 : h->now > 0;
}

static enum err count_own(const struct ask *k, const struct cell_of *at, const struct keys_of *of,
                          int64_t *ret)
{
        struct held_keys x = { .n = 0 };
        TRY(read_own(k, at, of, &x, NULL));
        *ret = 0;
        for (size_t i = 0; i < x.n; i++) *ret += counts(of, &x.v[i]);
        return OK;
}

static enum err presence_own(const struct ask *k, const struct cell_of *at,
                             const struct keys_of *of, struct cell_sums *ret)
{
        struct cell_of one = *at;
        if (at->dim && !at->one) TRY(read_own(k, at, of, NULL, ret));
        else (void)sum_of(k, ret, at->dim ? at->value : STR_NONE, 1);
        one.one = true;
        for (size_t i = 0; i < ret->n; i++) {
                one.value = ret->v[i].value;
                TRY(count_own(k, &one, of, &ret->v[i].n[0]));
        }
        return OK;
}

static int by_key(const void *a, const void *b)
{
        const struct str *x = a, *y = b;
        return str_cmp(*x, *y);
}

static enum err keys_own(const struct ask *k, const struct cell_of *at, const struct keys_of *of,
                         struct str **ret, size_t *ret_n)
{
        struct held_keys x = { .n = 0 };
        size_t n = 0, cap = 0;
        TRY(read_own(k, at, of, &x, NULL));
        for (size_t i = 0; i < x.n; i++)
                if (counts(of, &x.v[i])) *ARENA_PUSH(k->a, *ret, n, cap) = x.v[i].key;
        if (n) qsort(*ret, n, sizeof **ret, by_key);
        *ret_n = n;
        return OK;
}

/* ---- presence in a cell ---- */

enum err presence_read(const struct ask *k, const struct cell_of *at, const struct keys_of *of,
                       struct cell_sums *ret)
{
        struct sql q;
        *ret = (struct cell_sums){ .by_value = { .a = k->a } };
        if (at->fixed) return presence_own(k, at, of, ret);
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT zt_p.value, count(*) FROM ("));
        put_present(k, &q, at, of);
        sql_put(&q, S(") AS zt_p GROUP BY zt_p.value"));
        return add_rows(k, &q, 1, ret);
}

enum err presence_keys(const struct ask *k, const struct cell_of *at, const struct keys_of *of,
                       struct str **ret, size_t *ret_n)
{
        struct sql q;
        size_t cap = 0;
        *ret = NULL;
        *ret_n = 0;
        if (at->fixed) return keys_own(k, at, of, ret, ret_n);
        sql_init(&q, k->a);
        put_present(k, &q, at, of);
        sql_put(&q, S(" ORDER BY p.value, p.key"));
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(ask_stmt(k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT)
                *ARENA_PUSH(k->a, *ret, *ret_n, cap) = col_text(s, k->a, 1);
        return ask_ended(k, s, row);
}

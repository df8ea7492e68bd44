#include "bench/lib/cells.h"

#include <sqlite3.h>

#include "bench/lib/meter.h"

void cells_run(struct bcity *c, struct str sql)
{
        if (store_exec(c->w.st, sql) == OK) return;
        fprintf(stderr, "%s\n%.200s\n", store_why(c->w.st).p, sql.p);
        bench_fail(NULL, "SQL");
}

/* Of k requests a day: what the figures make of them, so that the identities hold. */
static const char *worth(const struct ledger *l, const struct figure *f)
{
        static const struct {
                struct str name;
                const char *is;
        } of[] = { { SI("received"), "k" },     { SI("matters"), "k" },
                   { SI("open"), "k - k / 2" }, { SI("waiting"), "k - k / 2" },
                   { SI("done"), "k / 2" },     { SI("direct"), "k / 2" },
                   { SI("rated"), "k / 2" },    { SI("satisfied"), "k / 3" },
                   { SI("resolved"), "k / 3" }, { SI("handovers"), "k" },
                   { SI("first_led"), "k" } };
        for (size_t i = 0; i < LEN(of); i++)
                if (str_eq(of[i].name, f->name)) return of[i].is;
        for (size_t i = 0; i < l->identities_n; i++)
                if (l->identities[i].table == f->table && l->identities[i].coef[f->column])
                        return "0";
        return "k";
}

static void fill_closings(const struct cells *x, const struct ledger *l, const struct cell_table *t)
{
        AUTO(buf_free) struct buf q = { .limit = 1 << 20 };
        struct arena *a = &x->c->a;
        int end = day_month((struct day){ CELLS_FIRST + CELLS_DAYS });
        for (int m = day_month((struct day){ CELLS_FIRST }); m < end; m++) {
                buf_reset(&q);
                buf_printf(&q, "INSERT INTO %.*s SELECT office, by, value, %d",
                           SP(view_table(a, 'k', l, t)), m);
                for (size_t i = 0; i < t->figures_n; i++)
                        buf_printf(&q, ", sum(p%zu), sum(m%zu)", i, i);
                buf_printf(&q, " FROM %.*s WHERE day < %d GROUP BY office, by, value",
                           SP(view_table(a, 'c', l, t)), month_first(m + 1).v);
                cells_run(x->c, buf_view(&q));
        }
}

/* One office, day and value after the other; then the closings. */
void cells_fill(const struct cells *x, const struct ledger *l, const struct cell_table *t,
                struct str values)
{
        AUTO(buf_free) struct buf q = { .limit = 1 << 20 };
        buf_printf(&q,
                   "INSERT INTO %.*s WITH RECURSIVE d (day) AS (SELECT %d UNION ALL SELECT day + 1"
                   " FROM d WHERE day < %d), v (by, value) AS (VALUES %.*s),"
                   " o (office, k) AS (VALUES ",
                   SP(view_table(&x->c->a, 'c', l, t)), CELLS_FIRST, CELLS_FIRST + CELLS_DAYS - 1,
                   SP(values));
        for (int i = 0; i < x->n; i++)
                buf_printf(&q, "%s(%d, %" PRId64 ")", i ? ", " : "", x->at[i] + 1, x->worth[i]);
        buf_put(&q, S(") SELECT 0, day, office, by, value"));
        for (size_t i = 0; i < t->figures_n; i++)
                buf_printf(&q, ", %s, 0", worth(l, &l->figures[t->figures[i]]));
        buf_put(&q, S(" FROM (SELECT day, office, by, value, k * (1 + day % 3) AS k"
                      " FROM d, o, v ORDER BY day, office, by, value)"));
        cells_run(x->c, buf_view(&q));
        fill_closings(x, l, t);
}

void cells_commit(struct bcity *c)
{
        cells_run(c, S("DELETE FROM closing"));
        cells_run(c, str_printf(&c->a, "INSERT INTO closing (month) VALUES (%d)", CELLS_CLOSED));
        if (store_commit(c->w.st) != OK || store_checkpoint(c->w.st, true) != OK)
                bench_fail(NULL, "commit");
}

static struct period month(int m)
{
        return (struct period){ month_first(m), day_add(month_first(m + 1), -1) };
}

struct period cells_closed(void)
{
        return month(CELLS_CLOSED);
}

struct period cells_open(void)
{
        return month(CELLS_CLOSED + 1);
}

struct ask cells_ask(struct bcity *c, const struct reader *who, struct arena *a, struct faults *f)
{
        faults_init(f, a, LANG_EN);
        return (struct ask){ .st = c->w.st,
                             .keys = c->w.keys,
                             .in = &c->w.inforce,
                             .who = who,
                             .a = a,
                             .f = f,
                             .lang = LANG_EN,
                             .now = { (int64_t)(CELLS_FIRST + CELLS_DAYS) * 86400000 } };
}

/* ---- the floor ---- */

struct floor_read {
        const struct cells *x;
        sqlite3 *db;
        int64_t rows, sum;
};

static void add_up(struct floor_read *f, sqlite3_stmt *q)
{
        for (; sqlite3_step(q) == SQLITE_ROW; f->rows++)
                for (int i = 0; i < sqlite3_column_count(q); i++)
                        f->sum += sqlite3_column_int64(q, i);
        (void)sqlite3_reset(q);
}

static sqlite3_stmt *prepared(struct floor_read *f, struct str text)
{
        sqlite3_stmt *q;
        if (sqlite3_prepare_v2(f->db, text.p, (int)text.n, &q, NULL) != SQLITE_OK)
                bench_fail(NULL, sqlite3_errmsg(f->db));
        return q;
}

void floor_table(struct floor_read *f, const struct ledger *l, const struct cell_table *t,
                 struct period s)
{
        struct arena *a = &f->x->c->a;
        sqlite3_stmt *c = prepared(f, str_printf(a,
                                                 "SELECT * FROM %.*s WHERE batch = 0 AND day = ?1"
                                                 " AND office = ?2 AND by = 0 AND value = ''",
                                                 SP(view_table(a, 'c', l, t))));
        sqlite3_stmt *k = prepared(f, str_printf(a,
                                                 "SELECT * FROM %.*s WHERE office = ?2 AND by = 0"
                                                 " AND value = '' AND month = ?1",
                                                 SP(view_table(a, 'k', l, t))));
        bool open = day_month(s.to) > CELLS_CLOSED;
        for (int i = 0; i < f->x->n; i++) {
                (void)sqlite3_bind_int(c, 2, f->x->at[i] + 1);
                (void)sqlite3_bind_int(k, 2, f->x->at[i] + 1);
                (void)sqlite3_bind_int(k, 1, day_month(s.from) - 1);
                add_up(f, k);
                (void)sqlite3_bind_int(k, 1, day_month(s.to));
                add_up(f, k);
                for (struct day d = s.from; open && d.v <= s.to.v; d = day_add(d, 1)) {
                        (void)sqlite3_bind_int(c, 1, d.v);
                        add_up(f, c);
                }
        }
        (void)sqlite3_finalize(c);
        (void)sqlite3_finalize(k);
}

double floor_ms(const struct cells *x, void (*read)(struct floor_read *f, const void *ctx),
                const void *ctx, int64_t *ret_rows)
{
        struct floor_read f = { .x = x };
        struct arena *a = &x->c->a;
        const char *path = str_dupz(a, str_printf(a, "%s/data/city.db", x->c->dir));
        if (sqlite3_open_v2(path, &f.db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
                bench_fail(NULL, path);
        double best = 1e9;
        for (int n = 0; n < 5; n++) {
                struct meter from = meter_now(), sum = { 0 };
                f.rows = 0;
                read(&f, ctx);
                meter_add(&sum, &from);
                if (sum.cpu_s * 1e3 < best) best = sum.cpu_s * 1e3;
        }
        (void)sqlite3_close(f.db);
        *ret_rows = f.rows;
        return best;
}

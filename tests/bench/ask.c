/* ask: what reading costs on N made-up records (environment, default 100,000): pages of lists for
 * the whole city, a county and a bureau; figures as of a day. The rows are written by SQL, not
 * lived: states, offices, days and cells as a city of that size has them, 98 of 100 records done.
 * Median and 99th of 100. */
#include "ask/figure.h"
#include "ask/list.h"
#include "bench/lib/city.h"
#include "bench/lib/meter.h"

#define TIMES 200
#define DAYS  800

struct bench {
        struct bcity c;
        const struct ledger *l;
        struct reader all, county, bureau;
};

static void run(struct bench *b, const char *sql)
{
        if (store_exec(b->c.w.st, str_c(sql)) == OK) return;
        fprintf(stderr, "%s\n", store_why(b->c.w.st).p);
        bench_fail(NULL, sql);
}

static void fill_records(struct bench *b, int64_t n)
{
        char sql[4096];
        (void)snprintf(
                sql, sizeof sql,
                "INSERT INTO r_request (id, number, state, kind, owner, entered, last_day, round, "
                "parent,"
                " version, process, batch, promised_provisional, promised_calendar, seen, acts, promised,"
                " f_title, f_channel, f_urgent, f_direct, f_solved, f_lead)"
                " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %" PRId64
                ")"
                " SELECT i, printf('ZTC%%08d', i),"
                " CASE WHEN i %% 100 = 0 THEN 'handling' WHEN i %% 100 = 50 THEN 'assigned' ELSE "
                "'closed' END,"
                " CASE WHEN i %% 50 = 0 THEN 'open' ELSE 'done' END, '4313', 19000 + i * %d / %" PRId64
                ", 19000 + i * %d / %" PRId64
                ", 1, 0, i, 1, -1, 0, 1, 0, 0, 1650000000000 + i * 1000, i,"
                " CASE i %% 3 WHEN 0 THEN 'hotline' WHEN 1 THEN 'visit' ELSE 'report' END, 0, 0, 0,"
                " CASE WHEN i %% 1000 = 7 THEN '4313-GSL' WHEN i %% 5 = 0 THEN '431302' ELSE "
                "'431321' END"
                " FROM n",
                n, DAYS, n, DAYS, n);
        run(b, sql);
        const struct offices *o = &b->c.w.inforce.offices;
        (void)snprintf(
                sql, sizeof sql,
                "INSERT INTO scope (office, record) SELECT CASE f_lead WHEN '4313-GSL' THEN %d"
                " WHEN '431302' THEN %d ELSE %d END AS o, id FROM r_request ORDER BY o, id",
                office_find(o, S("4313-GSL")) + 1, office_find(o, S("431302")) + 1,
                office_find(o, S("431321")) + 1);
        run(b, sql);
}

#define CELLS                                                                                      \
        " SELECT %s FROM (WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n"         \
        " WHERE i < %d) SELECT i FROM n) AS x, (WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL"       \
        " SELECT i + 1 FROM n WHERE i < 3899) SELECT i FROM n) AS y ORDER BY 1, 2, 3, 4"

/* 300 offices × (all and 12 values) a day, closings of every month, five journal rows a record. */
static void fill_cells(struct bench *b, int64_t n)
{
        static char sql[8192], select[3000];
        char zeros[2048] = "", ones[1024] = "", bys[64] = "";
        const struct cell_table *t = &b->l->tables[0];
        for (size_t i = 0; i < 2 * t->figures_n; i++)
                (void)snprintf(zeros + strlen(zeros), 8, ", 0");
        for (size_t i = 0; i < t->by_n; i++) (void)snprintf(bys + strlen(bys), 16, ", 'hotline'");
        for (size_t i = 0; i < t->figures_n; i++) (void)snprintf(ones + strlen(ones), 8, ", 1");
        (void)snprintf(select, sizeof select,
                       "0, 19000 + x.i, y.i / 13 + 1, min(y.i %% 13, 1), 'v' || (y.i %% 13)%s",
                       zeros);
        (void)snprintf(sql, sizeof sql, "INSERT INTO c_request__owner" CELLS, select, DAYS - 1);
        run(b, sql);
        run(b, "UPDATE c_request__owner SET value = '' WHERE by = 0");
        (void)snprintf(select, sizeof select,
                       "y.i / 13 + 1, min(y.i %% 13, 1), 'v' || (y.i %% 13), 624 + x.i%s", zeros);
        (void)snprintf(sql, sizeof sql, "INSERT INTO k_request__owner" CELLS, select, DAYS / 30);
        run(b, sql);
        run(b, "UPDATE k_request__owner SET value = '' WHERE by = 0");
        run(b, "DELETE FROM closing");
        (void)snprintf(sql, sizeof sql, "INSERT INTO closing (month) VALUES (%d)", 624 + DAYS / 30);
        run(b, sql);
        (void)snprintf(
                sql, sizeof sql,
                "INSERT INTO j_request__owner SELECT NULL, 0, 19000 + i / 5 * %d / %" PRId64
                ", i, i, NULL, i / 5, 0, 1%s%s FROM (WITH RECURSIVE n (i) AS (SELECT 5 UNION ALL "
                "SELECT i + 1"
                " FROM n WHERE i < %" PRId64 ") SELECT i FROM n)",
                DAYS, n, bys, ones, 5 * n);
        run(b, sql);
}

static int by_time(const void *x, const void *y)
{
        const double *a = x, *b = y;
        return *a < *b ? -1 : *a > *b;
}

static void report(const char *name, double *ms, size_t n)
{
        qsort(ms, n, sizeof *ms, by_time);
        printf("ask %-44s %9.3f ms  p99 %9.3f ms\n", name, ms[n / 2], ms[n * 99 / 100]);
}

static struct ask ask_of(struct bench *b, struct arena *a, struct faults *f,
                         const struct reader *who)
{
        faults_init(f, a, LANG_EN);
        return (struct ask){ .st = b->c.w.st,
                             .keys = b->c.w.keys,
                             .in = &b->c.w.inforce,
                             .who = who,
                             .a = a,
                             .f = f,
                             .lang = LANG_EN,
                             .now = { 1650000000000 } };
}

static void list(struct bench *b, const char *name, const struct reader *who, struct list_in in)
{
        double ms[TIMES];
        struct str after = STR_NONE;
        for (size_t i = 0; i < TIMES; i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct ask k = ask_of(b, &a, &f, who);
                struct list_out x;
                struct meter from = meter_now(), sum = { 0 };
                in.l = b->l;
                in.after = after;
                if (list_read(&k, &in, &x) != OK) bench_fail(&f, name);
                meter_add(&sum, &from);
                ms[i] = sum.wall_s * 1e3;
                after = str_dup(&b->c.a, x.next);
        }
        report(name, ms, TIMES);
}

static void figure(struct bench *b, const char *name, struct figure_in in, size_t times)
{
        double ms[TIMES];
        for (size_t i = 0; i < times; i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct ask k = ask_of(b, &a, &f, &b->all);
                struct figure_out x;
                struct figure_rows rows;
                struct meter from = meter_now(), sum = { 0 };
                in.on = (struct day){ 19030 + (int)(i * 7 % (DAYS - 40)) };
                in.office = (int)(i % 300);
                if (figure_read(&k, &in, &x) != OK) bench_fail(&f, name);
                if (times < TIMES &&
                    figure_rows(&k, &x, &(struct rows_page){ .limit = 50 }, &rows) != OK)
                        bench_fail(&f, name);
                meter_add(&sum, &from);
                ms[i] = sum.wall_s * 1e3;
        }
        report(name, ms, times);
}

static void lists(struct bench *b)
{
        list(b, "list: whole city", &b->all, (struct list_in){ .limit = 50 });
        list(b, "list: county (a fifth)", &b->county, (struct list_in){ .limit = 50 });
        list(b, "list: bureau (a thousandth)", &b->bureau, (struct list_in){ .limit = 50 });
        list(b, "list: state = 'handling'", &b->all,
             (struct list_in){ .limit = 50, .filter = S("state = 'handling'") });
        list(b, "list: kind = 'open'", &b->all,
             (struct list_in){ .limit = 50, .filter = S("kind = 'open'") });
        list(b, "list: state = 'handling', bureau", &b->bureau,
             (struct list_in){ .limit = 50, .filter = S("state = 'handling'") });
        list(b, "list: number = 'ZTC00077777'", &b->all,
             (struct list_in){ .limit = 50, .filter = S("number = 'ZTC00077777'") });
        list(b, "list: channel = 'hotline'", &b->all,
             (struct list_in){ .limit = 50, .filter = S("channel = 'hotline'") });
        list(b, "list: open by promise", &b->all,
             (struct list_in){ .limit = 50, .filter = S("kind = 'open'"), .sort = S("promised") });
}

int main(void)
{
        static struct bench b;
        int64_t n = bench_records();
        sys_init();
        const char *dir = bench_dir();
        bcity_make(&b.c, dir);
        const struct inforce *in = &b.c.w.inforce;
        b.l = &in->city->ledgers[city_ledger(in->city, S("request"))];
        reader_init(&b.all, &b.c.a, in, READER_CITY);
        b.county = b.bureau = (struct reader){ .account = 0 };
        int at[] = { office_find(&in->offices, S("431302")),
                     office_find(&in->offices, S("4313-GSL")) };
        b.county.office = b.county.top = &at[0];
        b.bureau.office = b.bureau.top = &at[1];
        b.county.office_n = b.county.top_n = b.bureau.office_n = b.bureau.top_n = 1;
        if (store_begin(b.c.w.st, STORE_WRITE) != OK) bench_fail(NULL, "begin");
        fill_records(&b, n);
        fill_cells(&b, n);
        if (store_commit(b.c.w.st) != OK || store_checkpoint(b.c.w.st, true) != OK)
                bench_fail(NULL, "commit");
        if (store_begin(b.c.w.st, STORE_READ) != OK) bench_fail(NULL, "begin");
        lists(&b);
        struct figure_in f = {
                .l = b.l, .figure = ledger_figure(b.l, S("received")), .from = DAY_NONE, .by = -1
        };
        figure(&b, "figure: as of a day", f, TIMES);
        f.by = ledger_field(b.l, S("channel"));
        figure(&b, "figure: as of a day by channel", f, TIMES);
        f.by = -1;
        f.from = (struct day){ 19001 };
        f.to = (struct day){ 19000 + DAYS - 5 };
        figure(&b, "figure: over a period", f, TIMES);
        f.from = DAY_NONE;
        figure(&b, "figure: with its rows", f, 3);
        store_rollback(b.c.w.st);
        bcity_close(&b.c);
        bench_rmdir(dir);
        arena_done(&b.c.a);
        return 0;
}

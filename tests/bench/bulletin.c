/* bulletin: what printing a monthly bulletin of 30 tables costs, for an office with 100 offices
 * below it and N made-up requests (environment, default 100,000), in comparison with the month
 * before and with last year's. The cells are written by SQL, not lived: every office has all its
 * cells on every day. Processor time, median and worst of 20.
 *
 * A month that is closed, and one that is printed on its last day: its days are added up.
 *
 * The floor: bare SQLite looks up, once each, the cells of those offices that the tables rest on
 * (the closings before and at the end, or the days since), and adds up their columns. */
#include "ask/bulletin.h"
#include "bench/lib/cells.h"
#include "bench/lib/meter.h"

#define TIMES  20
#define BELOW  100
#define TARGET 200.0 /* ms */

static const char *const table[] = {
        "request.received, request.open, request.done, request.satisfaction by office",
        "request.received, request.received mom, request.received yoy by office ranked",
        "request.satisfaction, request.satisfaction mom by office ranked",
        "request.done, request.done last_year, request.done yoy by office",
        "request.open, request.open last_period, request.open mom by office ranked",
        "request.direct, request.assigned, request.handled by office",
        "request.rated, request.satisfied, request.satisfaction by office ranked",
        "request.resolved, request.resolution, request.resolution yoy by office",
        "request.waiting, request.pending, request.joined, request.repeats by office",
        "request.called, request.not_reached, request.self_rated, request.by_hand by office",
        "request.returned, request.returned mom by office",
        "request.blue, request.yellow, request.red by office ranked",
        "request.on_time, request.late, request.handovers by office ranked",
        "request.late, request.late mom, request.late yoy by office",
        "request.handovers, request.handovers yoy by office ranked",
        "request.slips_late by office ranked",
        "request.redone, request.delegated, request.extended by office",
        "request.redone yoy, request.delegated yoy, request.extended yoy by office",
        "request.remarks, request.clues by office",
        "request.received channel=hotline, request.received channel=visit by office",
        "request.matters, request.people by office",
        "request.received by office ranked top 10",
        "request.satisfaction by office ranked top 10",
        "request.on_time by office ranked top 10",
        "request.received, request.open, request.done, request.satisfaction by channel",
        "request.received, request.received mom, request.received yoy by channel ranked",
        "request.received, request.satisfaction by topic",
        "request.received, request.done, request.satisfaction by week",
        "request.done, request.done yoy by week",
        "request.on_time, request.late by week",
};
_Static_assert(LEN(table) == 30, "thirty tables");

struct bench {
        struct bcity c;
        const struct ledger *l;
        struct reader all;
        int at[BELOW + 1]; /* the office, and those below it */
        int64_t worth[BELOW + 1];
        struct cells cells;
};

/* ---- the city -------------------------------------------------------------------------------- */

static void define(struct bench *b, int64_t records)
{
        AUTO(buf_free) struct buf text = { .limit = 1 << 20 }, csv = { .limit = 1 << 20 };
        int64_t n;
        bcity_make(&b->c, bench_dir());
        buf_put(&text, S("# {{office}} {{from}} {{to}}\n\n"));
        for (size_t i = 0; i < LEN(table); i++) buf_printf(&text, "{{%s}}\n\n", table[i]);
        bcity_define(&b->c, S("bulletins/monthly.md"), buf_view(&text));
        buf_put(&csv, S("code,parent,level,kind,name\nB,4313,county,,Many\n"));
        for (int i = 0; i < BELOW; i++) buf_printf(&csv, "B%03d,B,township,,Office %d\n", i, i);
        if (admin_offices(&b->c.w, S("offices.csv"), buf_view(&csv), &b->c.f, &n) != OK)
                bench_fail(&b->c.f, "offices");
        const struct inforce *in = &b->c.w.inforce;
        b->l = &in->city->ledgers[city_ledger(in->city, S("request"))];
        b->at[0] = office_find(&in->offices, S("B"));
        for (int i = 0; i < BELOW; i++)
                b->at[1 + i] = office_find(&in->offices, str_printf(&b->c.a, "B%03d", i));
        for (int i = 0; i <= BELOW; i++)
                b->worth[i] = (records / CELLS_DAYS / BELOW + 1 + i % 3) * (i ? 1 : BELOW);
        b->cells = (struct cells){ &b->c, b->at, b->worth, BELOW + 1 };
        reader_init(&b->all, &b->c.a, in, READER_CITY);
}

static void fill_records(struct bench *b, int64_t n)
{
        AUTO(buf_free) struct buf flags = { .limit = 4096 }, no = { .limit = 4096 };
        for (size_t i = 0; i < b->l->fields_n; i++) {
                if (b->l->fields[i].type != F_FLAG) continue;
                buf_printf(&flags, ", f_%.*s", SP(b->l->fields[i].name));
                buf_put(&no, S(", 0"));
        }
        cells_run(&b->c,
                  str_printf(&b->c.a,
                             "INSERT INTO r_request (id, number, state, kind, owner, entered,"
                             " last_day, round, parent, version, process, batch,"
                             " promised_provisional, promised_calendar, seen, acts%.*s)"
                             " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                             " WHERE i < %" PRId64 ")"
                             " SELECT i, printf('ZTC%%08d', i), 'closed', 'done',"
                             " printf('B%%03d', i %% %d), %d + i * %d / %" PRId64
                             ", %d + i * %d / %" PRId64 ", 1, 0, i, 1, -1, 0, 1, 0, 0%.*s FROM n",
                             SP(buf_view(&flags)), n, BELOW, CELLS_FIRST, CELLS_DAYS, n,
                             CELLS_FIRST, CELLS_DAYS, n, SP(buf_view(&no))));
}

static void put_values(struct bench *b, struct buf *q, const struct cell_table *t)
{
        const struct city *c = b->c.w.inforce.city;
        buf_put(q, S("(0, '')"));
        for (size_t d = 0; d < t->by_n; d++) {
                const struct field *f = &b->l->fields[t->by[d]];
                if (f->type != F_CHOICE && f->type != F_TREE) continue;
                const struct list *l = &c->lists[f->list];
                for (size_t i = 0; i < l->n; i++)
                        buf_printf(q, ", (%zu, '%.*s')", d + 1, SP(l->c[i].code));
        }
}

static void fill(struct bench *b, int64_t n)
{
        AUTO(buf_free) struct buf values = { .limit = 1 << 16 };
        if (store_begin(b->c.w.st, STORE_WRITE) != OK) bench_fail(NULL, "begin");
        fill_records(b, n);
        for (size_t t = 0; t < b->l->tables_n; t++) {
                buf_reset(&values);
                put_values(b, &values, &b->l->tables[t]);
                cells_fill(&b->cells, b->l, &b->l->tables[t], buf_view(&values));
        }
        cells_commit(&b->c);
}

/* ---- the floor ------------------------------------------------------------------------------- */

struct floor_in {
        const struct ledger *l;
        struct period s;
};

static void read_floor(struct floor_read *f, const void *ctx)
{
        const struct floor_in *x = ctx;
        struct period then[] = { x->s, period_year_before(x->s), x->s };
        if (!period_before(x->s, &then[2])) BUG("a whole month");
        for (size_t t = 0; t < x->l->tables_n; t++)
                for (size_t i = 0; i < LEN(then); i++)
                        floor_table(f, x->l, &x->l->tables[t], then[i]);
}

/* ---- printing -------------------------------------------------------------------------------- */

static void print(struct bench *b, const char *name, struct period month,
                  enum markdown_format format)
{
        int64_t rows;
        struct floor_in what = { b->l, month };
        double floor = floor_ms(&b->cells, read_floor, &what, &rows);
        struct bulletin_in in = { .name = S("monthly"),
                                  .from = month.from,
                                  .to = month.to,
                                  .office = b->at[0],
                                  .format = format };
        double ms[TIMES];
        size_t bytes = 0, high = 0;
        for (size_t i = 0; i < TIMES; i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct bulletin_out x;
                struct ask k = cells_ask(&b->c, &b->all, &a, &f);
                struct meter from = meter_now(), sum = { 0 };
                if (bulletin_render(&k, &in, &x) != OK) bench_fail(&f, name);
                meter_add(&sum, &from);
                ms[i] = sum.cpu_s * 1e3;
                bytes = x.text.n;
                high = a.used;
        }
        times_sort(ms, TIMES);
        printf("bulletin %-24s %8.1f ms CPU, most %8.1f; %zu kB, arena %zu kB; floor %5.1f ms (%" PRId64
               " rows): %5.1f times; target %.0f ms: %s\n",
               name, ms[TIMES / 2], ms[TIMES - 1], bytes / 1000, high / 1000, floor, rows,
               ms[TIMES / 2] / floor, TARGET, ms[TIMES / 2] < TARGET ? "met" : "MISSED");
}

/* Every bulletin of the demo city (DEMO, its folder), one after the other. */
static void print_demo(const char *dir)
{
        static struct bcity c;
        double ms[TIMES], most = 0;
        size_t n = 0;
        struct reader all;
        struct str slowest = STR_NONE;
        bcity_open(&c, dir);
        if (moment_parse(S("2022-08-22 18:00"), c.w.inforce.zone, &c.clock.now) != OK) BUG("now");
        reader_init(&all, &c.a, &c.w.inforce, READER_CITY);
        if (store_begin(c.w.st, STORE_READ) != OK) bench_fail(NULL, "begin");
        for (size_t t = 0; t < TIMES; t++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct str *name;
                struct meter from = meter_now(), sum = { 0 };
                faults_init(&f, &a, LANG_ZH);
                struct ask k = { .st = c.w.st,
                                 .keys = c.w.keys,
                                 .in = &c.w.inforce,
                                 .who = &all,
                                 .a = &a,
                                 .f = &f,
                                 .lang = LANG_ZH,
                                 .now = c.clock.now };
                bulletin_names(&k, &name, &n);
                for (size_t i = 0; i < n; i++) {
                        struct bulletin_out x;
                        struct bulletin_in in = {
                                .name = name[i], .on = ask_today(&k), .from = DAY_NONE, .office = -1
                        };
                        struct meter begin = meter_now(), one = { 0 };
                        if (bulletin_render(&k, &in, &x) != OK) bench_fail(&f, "demo");
                        meter_add(&one, &begin);
                        if (t > 0 && one.cpu_s > most) slowest = str_dup(&c.a, name[i]);
                        if (t > 0 && one.cpu_s > most) most = one.cpu_s;
                }
                meter_add(&sum, &from);
                ms[t] = sum.cpu_s * 1e3;
        }
        times_sort(ms, TIMES);
        printf("bulletin all %zu of the demo city %6.1f ms CPU, most %6.1f; slowest %.*s %.1f; target "
               "100 ms: %s\n",
               n, ms[TIMES / 2], ms[TIMES - 1], SP(slowest), most * 1e3,
               ms[TIMES / 2] < 100 ? "met" : "MISSED");
        store_rollback(c.w.st);
        bcity_close(&c);
        arena_done(&c.a);
}

int main(void)
{
        static struct bench b;
        int64_t n = bench_records();
        const char *demo = getenv("DEMO");
        sys_init();
        if (demo) print_demo(demo);
        define(&b, n);
        fill(&b, n);
        printf("bulletin 30 tables, %d offices, %" PRId64 " records\n", BELOW, n);
        if (store_begin(b.c.w.st, STORE_READ) != OK) bench_fail(NULL, "begin");
        print(&b, "closed month, text", cells_closed(), MARKDOWN_TEXT);
        print(&b, "closed month, HTML", cells_closed(), MARKDOWN_HTML);
        print(&b, "open month, text", cells_open(), MARKDOWN_TEXT);
        print(&b, "open month, HTML", cells_open(), MARKDOWN_HTML);
        store_rollback(b.c.w.st);
        bcity_close(&b.c);
        bench_rmdir(b.c.dir);
        arena_done(&b.c.a);
        return 0;
}

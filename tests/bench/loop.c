/* loop: what N open records (environment, default 100,000) cost whoever looks at them: a round of
 * the timer, my work, a county's open records by promise, the duties by colour.
 *
 * The records are entered by the engine over five days, each with a duty and a promise of its own
 * moment; a twentieth of the duties are one bureau's, a fifth a county's, of another county only
 * the last hours', the rest any office's. Every twentieth has a request that lapses. The floor of a
 * page: a bare SQLite table of the same duties with exactly the index that the question needs, whose
 * 51 rows are read. CPU is that of the process; median and worst of the rounds. */
#include <sqlite3.h>

#include "ask/list.h"
#include "ask/open.h"
#include "ask/work.h"
#include "bench/lib/city.h"
#include "bench/lib/meter.h"
#include "loop/rules.h"

#define FILL   256
#define TIMES  100
#define LAPSES 20                 /* one record in so many asks for something */
#define SPAN   INT64_C(432000000) /* five days: entering all */
#define AHEAD  INT64_C(864000000) /* ten days: from a duty's opening to its due time */
#define DAYS_3 INT64_C(259200000)

static const char chase[] =
        "ledger: chase\n"
        "fields:\n"
        "  title: {type: text, required: true}\n"
        "  lead:  {type: office, required: true}\n"
        "  urgent: {type: flag}\n"
        "states:\n"
        "  given: {kind: open}\n"
        "  ended: {kind: done}\n"
        "promise: {rules: [{within: 300 hours}], from: [enter], told: requester}\n"
        "clocks:\n"
        "  handle: {rules: [{within: 240 hours}], colour: {yellow: 24 hours, red: 0}}\n"
        "duties:\n"
        "  handle: {holder: lead, clock: handle}\n"
        "papers:\n"
        "  yellow: {number: {form: \"Y{n}\", per: none}, text: dispatch_sheet}\n"
        "  red:    {number: {form: \"R{n}\", per: none}, text: dispatch_sheet}\n"
        "steps:\n"
        "  enter: {to: given, by: clerk@owner, ask: [title, lead, urgent], opens: {handle: {}},"
        " tell: [requester: received]}\n"
        "  end:   {from: given, to: ended, by: clerk@owner, ends: {handle: done}}\n"
        "  hurry: {from: given, by: supervisor@owner}\n"
        "  plead: {from: given, by: clerk@owner, asks: {answer: [grant], by: dispatcher@owner,"
        " within: 240 hours, silent: refuse}}\n"
        "  grant: {answers: plead, by: dispatcher@owner}\n"
        "rules:\n"
        "  yellow: {at: due - 24 hours, paper: yellow}\n"
        "  red:    {at: due + 24 hours, paper: red}\n"
        "  weekly: {every: monday, do: hurry, where: urgent = TRUE}\n"
        "figures:\n"
        "  given: {of: record, at: owner, count: true}\n"
        "  reds:  {of: paper red, at: lead, count: true}\n"
        "  late:  {of: duty handle, at: holder, where: \"late = TRUE\", count: true}\n"
        "identities:\n"
        "  - {at: owner, is: \"given = open + done + void\"}\n";

struct bench {
        struct bcity c;
        struct arena out;
        const struct ledger *l;
        int64_t n, pace;
        int clerk;
        uint64_t seed;
        int *late, *any; /* offices of the county whose duties are the last, and all others */
        size_t late_n, any_n;
        struct moment begun;
        struct sqlite3 *floor;
};

static size_t pick(struct bench *b, size_t n)
{
        return (size_t)(bench_random(&b->seed) >> 11) % n;
}

/* ---- the city -------------------------------------------------------------------------------- */

static void learn_offices(struct bench *b)
{
        const struct offices *o = &b->c.w.inforce.offices;
        int late = office_find(o, S("431381")), fifth = office_find(o, S("431302"));
        size_t late_cap = 0, any_cap = 0;
        for (int i = 0; i < (int)o->n; i++) {
                if (office_under(o, i, late, DAY_NONE))
                        *ARENA_PUSH(&b->c.a, b->late, b->late_n, late_cap) = i;
                else if (!office_under(o, i, fifth, DAY_NONE))
                        *ARENA_PUSH(&b->c.a, b->any, b->any_n, any_cap) = i;
        }
}

static struct str lead_of(struct bench *b, int64_t i)
{
        const struct offices *o = &b->c.w.inforce.offices;
        if (i % 20 == 7) return S("4313-GSL");
        if (i % 5 == 0) return i % 10 ? S("431302-YSB") : S("431302001");
        if (i > b->n - b->n / 20) return o->o[b->late[pick(b, b->late_n)]].code;
        return o->o[b->any[pick(b, b->any_n)]].code;
}

static void put(struct command *c, const char *name, struct str text)
{
        struct input *in = (struct input *)(uintptr_t)c->in;
        in[c->in_n++] = (struct input){ str_c(name), text };
}

static struct request command(struct bench *b, const char *step, int64_t record)
{
        struct request r = { .ledger = S("chase") };
        r.cmd = (struct command){ .who = { .account = b->clerk, .via = VIA_PAGE },
                                  .record = record,
                                  .step = str_c(step),
                                  .day = DAY_NONE,
                                  .version = -1,
                                  .in = ARENA_NEW(&b->out, struct input, 3) };
        return r;
}

static void run(struct bench *b, struct request *r, size_t n)
{
        writer_run(&b->c.w, &b->out, LANG_EN, r, n);
        for (size_t i = 0; i < n; i++)
                if (r[i].out.err != OK) bench_fail(&r[i].out.faults, "a step");
}

static void fill_group(struct bench *b, int64_t from)
{
        static struct request r[FILL], more[FILL];
        size_t n = 0, m = 0;
        for (int64_t i = from; i < b->n && n < FILL; i++, n++) {
                r[n] = command(b, "enter", 0);
                put(&r[n].cmd, "title", S("路灯坏了，请派人来修"));
                put(&r[n].cmd, "lead", lead_of(b, i));
                put(&r[n].cmd, "urgent", i % 1000 ? S("false") : S("true"));
        }
        run(b, r, n);
        for (size_t i = 0; i < n; i++)
                if ((from + (int64_t)i) % LAPSES == 0)
                        more[m++] = command(b, "plead", r[i].out.record);
        if (m) run(b, more, m);
        arena_reset(&b->out);
}

/* One after the other in time: the clock of a commit is that of its commands, so groups are small
 * enough for their due times to differ as much as the city is large. */
static void fill(struct bench *b)
{
        struct meter from = meter_now(), sum = { 0 };
        b->begun = b->c.clock.now;
        b->pace = SPAN / b->n;
        for (int64_t i = 0; i < b->n; i += FILL) {
                fill_group(b, i);
                b->c.clock.now.ms += FILL * b->pace;
        }
        meter_add(&sum, &from);
        if (store_checkpoint(b->c.w.st, true) != OK) bench_fail(NULL, "checkpoint");
        printf("filled: %" PRId64 " open records, %.0f us cpu each\n", b->n,
               sum.cpu_s / (double)b->n * 1e6);
}

static void make(struct bench *b, const char *dir)
{
        bcity_make(&b->c, dir);
        bcity_define(&b->c, S("ledgers/chase.yaml"), str_c(chase));
        const struct inforce *in = &b->c.w.inforce;
        b->clerk = account_find(&in->accounts, S("rx1"));
        b->seed = 20220317;
        b->n = bench_records();
        learn_offices(b);
        fill(b);
        b->l = &in->city->ledgers[city_ledger(in->city, S("chase"))];
}

/* ---- the floor ------------------------------------------------------------------------------- */

static void floor_exec(struct bench *b, const char *sql)
{
        if (sqlite3_exec(b->floor, sql, NULL, NULL, NULL) == SQLITE_OK) return;
        bench_fail(NULL, sqlite3_errmsg(b->floor));
}

static void floor_make(struct bench *b, const char *dir)
{
        const char *path = str_dupz(&b->c.a, str_printf(&b->c.a, "%s/floor.db", dir));
        const char *city = str_dupz(
                &b->c.a, str_printf(&b->c.a, "ATTACH '%s/city/data/city.db' AS city", dir));
        if (sqlite3_open(path, &b->floor) != SQLITE_OK) bench_fail(NULL, path);
        floor_exec(b, city);
        floor_exec(b, "CREATE TABLE f AS SELECT d.*, r.number, r.state, r.f_lead, r.entered,"
                      " r.promised FROM city.duty AS d JOIN city.r_chase AS r ON r.id = d.record"
                      " ORDER BY d.id");
        floor_exec(b, "CREATE INDEX f_due ON f (holder, due, id)");
        floor_exec(b, "DETACH city");
}

static void floor_page(struct bench *b)
{
        sqlite3_stmt *s;
        int64_t sum = 0;
        if (sqlite3_prepare_v2(
                    b->floor, "SELECT * FROM f WHERE holder = '4313-GSL' ORDER BY due, id LIMIT 51",
                    -1, &s, NULL) != SQLITE_OK)
                bench_fail(NULL, sqlite3_errmsg(b->floor));
        while (sqlite3_step(s) == SQLITE_ROW)
                for (int i = 0; i < sqlite3_column_count(s); i++) sum += sqlite3_column_bytes(s, i);
        if (sqlite3_finalize(s) != SQLITE_OK || sum == 0) bench_fail(NULL, "floor");
}

/* ---- questions ------------------------------------------------------------------------------- */

static int by_time(const void *x, const void *y)
{
        const double *a = x, *b = y;
        return *a < *b ? -1 : *a > *b;
}

struct question {
        const char *name;
        const char *login; /* NULL: the city's owner */
        enum { ASK_WORK, ASK_LIST, ASK_COLOUR, ASK_FLOOR } what;
        struct work_in work;
        struct list_in list;
};

static size_t ask(struct bench *b, const struct question *q, const struct reader *who,
                  struct str *after)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct ask k = { .st = b->c.w.st,
                         .keys = b->c.w.keys,
                         .in = &b->c.w.inforce,
                         .who = who,
                         .a = &a,
                         .f = &f,
                         .lang = LANG_EN,
                         .now = b->c.clock.now };
        enum err e = OK;
        size_t n = 0;
        faults_init(&f, &a, LANG_EN);
        if (q->what == ASK_WORK) {
                struct work_in in = q->work;
                struct work_out x;
                in.after = *after;
                in.count = true;
                e = work_read(&k, &in, &x);
                if (e == OK) n = x.n;
                if (e == OK) *after = str_dup(&b->c.a, x.next);
        } else if (q->what == ASK_LIST) {
                struct list_in in = q->list;
                struct list_out x;
                in.l = b->l;
                in.after = *after;
                in.limit = 50;
                e = list_read(&k, &in, &x);
                if (e == OK) n = x.n;
                if (e == OK) *after = str_dup(&b->c.a, x.next);
        } else if (q->what == ASK_COLOUR) {
                struct open_count *v;
                e = open_by_colour(&k, &v, &n);
        } else {
                floor_page(b);
        }
        if (e != OK) bench_fail(&f, q->name);
        return n;
}

static void question(struct bench *b, const struct question *q)
{
        static double cpu[TIMES], wall[TIMES];
        struct reader who;
        struct str after = STR_NONE;
        const struct inforce *in = &b->c.w.inforce;
        int account = q->login ? account_find(&in->accounts, str_c(q->login)) : READER_CITY;
        size_t n = 0;
        reader_init(&who, &b->c.a, in, account);
        for (size_t i = 0; i < TIMES; i++) {
                struct meter from = meter_now(), sum = { 0 };
                size_t got = ask(b, q, &who, &after);
                meter_add(&sum, &from);
                if (got > n) n = got;
                cpu[i] = sum.cpu_s * 1e3;
                wall[i] = sum.wall_s * 1e3;
        }
        qsort(cpu, TIMES, sizeof *cpu, by_time);
        qsort(wall, TIMES, sizeof *wall, by_time);
        printf("%-52s cpu %8.2f ms (worst %8.2f)  wall %8.2f ms  %4zu rows\n", q->name,
               cpu[TIMES / 2], cpu[TIMES - 1], wall[TIMES / 2], n);
}

#define OPEN S("kind = 'open'")
static void questions(struct bench *b)
{
        const struct question q[] = {
                { "floor: 51 rows by an index", NULL, ASK_FLOOR, { 0 }, { 0 } },
                { "work: a bureau (1/20), its own", "gsl.sl", ASK_WORK, { 0 }, { 0 } },
                { "work: the city, its own (none)", "ld1", ASK_WORK, { 0 }, { 0 } },
                { "work: the city and below", "ld1", ASK_WORK, { .below = true }, { 0 } },
                { "work: a county (1/5) and below",
                  "s.431302",
                  ASK_WORK,
                  { .below = true },
                  { 0 } },
                { "work: a county (1/20, the last due) and below",
                  "s.431381",
                  ASK_WORK,
                  { .below = true },
                  { 0 } },
                { "work: the owner, all", NULL, ASK_WORK, { 0 }, { 0 } },
                { "list: open by promise, the city",
                  "ld1",
                  ASK_LIST,
                  { 0 },
                  { .filter = OPEN, .sort = S("promised") } },
                { "list: open by promise, a county (1/5)",
                  "s.431302",
                  ASK_LIST,
                  { 0 },
                  { .filter = OPEN, .sort = S("promised") } },
                { "list: open by promise, a county (1/20)",
                  "s.431381",
                  ASK_LIST,
                  { 0 },
                  { .filter = OPEN, .sort = S("promised") } },
                { "list: open by promise, a bureau (1/20)",
                  "gsl.sl",
                  ASK_LIST,
                  { 0 },
                  { .filter = OPEN, .sort = S("promised") } },
                { "list: open, newest, a county (1/5)",
                  "s.431302",
                  ASK_LIST,
                  { 0 },
                  { .filter = OPEN } },
                { "list: open, newest, a county (1/20)",
                  "s.431381",
                  ASK_LIST,
                  { 0 },
                  { .filter = OPEN } },
                { "list: all, newest, a county (1/5)", "s.431302", ASK_LIST, { 0 }, { 0 } },
                { "duties by colour", NULL, ASK_COLOUR, { 0 }, { 0 } },
        };
        if (store_begin(b->c.w.st, STORE_READ) != OK) bench_fail(NULL, "read");
        for (size_t i = 0; i < LEN(q); i++) question(b, &q[i]);
        store_rollback(b->c.w.st);
}

/* ---- the timer ------------------------------------------------------------------------------- */

struct rounds {
        int n;
        int64_t events;
        double cpu_ms, most_ms, wall_ms, most_wall_ms;
};

static bool tick(struct bench *b, struct rounds *r)
{
        struct rules_did did;
        struct meter from = meter_now(), sum = { 0 };
        if (rules_tick(&b->c.w, &b->c.f, &did) != OK) bench_fail(&b->c.f, "tick");
        meter_add(&sum, &from);
        r->n++;
        r->events += did.events;
        r->cpu_ms += sum.cpu_s * 1e3;
        r->wall_ms += sum.wall_s * 1e3;
        if (sum.cpu_s * 1e3 > r->most_ms) r->most_ms = sum.cpu_s * 1e3;
        if (sum.wall_s * 1e3 > r->most_wall_ms) r->most_wall_ms = sum.wall_s * 1e3;
        return did.more;
}

static struct rounds tick_all(struct bench *b)
{
        struct rounds r = { 0 };
        while (tick(b, &r)) {}
        return r;
}

static void show_rounds(const char *name, const struct rounds *r)
{
        printf("tick: %-40s %6" PRId64
               " events, %4d rounds: cpu %7.2f ms a round, worst %7.2f; wall"
               " %7.2f, worst %7.2f; %5.0f us cpu an event\n",
               name, r->events, r->n, r->cpu_ms / r->n, r->most_ms, r->wall_ms / r->n,
               r->most_wall_ms, r->events ? r->cpu_ms * 1e3 / (double)r->events : 0.0);
}

/* The clock goes to where so many more of the first rule are due. */
static void due_more(struct bench *b, const char *name, int64_t n)
{
        b->c.clock.now.ms += n * b->pace;
        struct rounds r = tick_all(b);
        show_rounds(name, &r);
}

static void timer(struct bench *b)
{
        struct rounds none = { 0 };
        struct rounds r = tick_all(b);
        show_rounds("the day of a weekly rule (1 in 1000)", &r);
        for (int i = 0; i < TIMES; i++) (void)tick(b, &none);
        show_rounds("nothing due", &none);
        b->c.clock.now.ms = b->begun.ms + AHEAD - 86400000 - 1;
        r = tick_all(b);
        show_rounds("a week later: that rule, the first due", &r);
        due_more(b, "some due", 100);
        due_more(b, "more due", 1000);
        due_more(b, "three days off", DAYS_3 / b->pace);
}

int main(void)
{
        static struct bench b;
        sys_init();
        (void)setvbuf(stdout, NULL, _IOLBF, 0);
        const char *dir = bench_dir();
        make(&b, str_dupz(&b.c.a, str_printf(&b.c.a, "%s/city", dir)));
        floor_make(&b, dir);
        questions(&b);
        timer(&b);
        if (sqlite3_close(b.floor) != SQLITE_OK) BUG("floor");
        bcity_close(&b.c);
        bench_rmdir(dir);
        arena_done(&b.out);
        arena_done(&b.c.a);
        return 0;
}

#include "bench/lib/reads.h"

#include "ask/figure.h"
#include "ask/list.h"
#include "base/num.h"

#define QUESTIONS 2000
#define DAYS      700

struct reading {
        struct arena a; /* as long as the city is open */
        struct store *st;
        struct keys *keys;
        struct inforce in;
        struct reader city, county;
        struct moment now;
        const struct ledger *l;
        uint64_t seed;
};

struct ask_run {
        struct arena a;
        struct faults f;
        struct ask k;
};

static double now_ms(void)
{
        struct timespec t;
        if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) BUG("clock_gettime");
        return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
        const double *x = a, *y = b;
        return (*x > *y) - (*x < *y);
}

static void report(const char *what, double *ms, size_t n)
{
        qsort(ms, n, sizeof *ms, by_value);
        printf("%-58s p50 %7.3f ms  p99 %7.3f ms\n", what, ms[n / 2], ms[n * 99 / 100]);
}

static size_t pick(struct reading *x, size_t n)
{
        return (size_t)(bench_random(&x->seed) >> 11) % n;
}

static struct ask *begin(struct reading *x, struct ask_run *r, const struct reader *who)
{
        faults_init(&r->f, &r->a, LANG_EN);
        r->k = (struct ask){ .st = x->st,
                             .keys = x->keys,
                             .in = &x->in,
                             .who = who,
                             .a = &r->a,
                             .f = &r->f,
                             .lang = LANG_EN,
                             .now = x->now };
        if (store_begin(x->st, STORE_READ) != OK) bench_fail(NULL, "read");
        return &r->k;
}

static void end(struct reading *x, struct ask_run *r, enum err e, const char *what)
{
        if (e != OK) bench_fail(&r->f, what);
        if (store_commit(x->st) != OK) bench_fail(NULL, "read");
        arena_reset(&r->a);
}

/* Any figure, as of any day; at an office of the level, of which the city has one. */
static void figures(struct reading *x, const char *what, enum level level, bool by)
{
        double *ms = ARENA_NEW(&x->a, double, QUESTIONS);
        struct ask_run r = { 0 };
        const struct offices *o = &x->in.offices;
        int topic = ledger_field(x->l, S("topic"));
        for (size_t i = 0; i < QUESTIONS; i++) {
                struct figure_in in = { .l = x->l, .from = DAY_NONE, .to = DAY_NONE, .by = -1 };
                in.on = day_add(day_of(x->now, x->in.zone), -(int)pick(x, DAYS));
                in.figure = by ? ledger_figure(x->l, S("received")) : (int)pick(x, x->l->figures_n);
                in.by = by ? topic : -1;
                in.office = office_root(o);
                while (level != LEVEL_CITY && o->o[in.office].spans[0].level != level)
                        in.office = (int)pick(x, o->n);
                struct figure_out out;
                double t = now_ms();
                enum err e = figure_read(begin(x, &r, &x->city), &in, &out);
                end(x, &r, e, what);
                ms[i] = now_ms() - t;
        }
        report(what, ms, QUESTIONS);
        arena_done(&r.a);
}

static void pages(struct reading *x, const char *what, const struct reader *who, const char *filter)
{
        double *ms = ARENA_NEW(&x->a, double, QUESTIONS);
        struct ask_run r = { 0 };
        struct str after = STR_NONE;
        int64_t records = 0;
        for (size_t i = 0; i < QUESTIONS / 4; i++) {
                struct list_in in = {
                        .l = x->l, .filter = str_c(filter), .after = after, .limit = 50
                };
                struct list_out out;
                double t = now_ms();
                enum err e = list_read(begin(x, &r, who), &in, &out);
                if (e == OK) {
                        after = str_dup(&x->a, out.next);
                        records += (int64_t)out.n;
                }
                end(x, &r, e, what);
                ms[i] = now_ms() - t;
        }
        char line[128];
        (void)snprintf(line, sizeof line, "%s (%.1f a page)", what,
                       (double)records / (QUESTIONS / 4));
        report(line, ms, QUESTIONS / 4);
        arena_done(&r.a);
}

void bench_reads(const char *dir, struct moment now)
{
        struct reading x = { .now = now, .seed = 7 };
        struct faults f;
        struct sys sys = sys_real();
        struct paths path = paths_of(&x.a, dir);
        faults_init(&f, &x.a, LANG_EN);
        if (store_open(path.db, STORE_OPEN_READ, &x.st) != OK ||
            keys_open(path.keys, false, &sys, &x.keys) != OK ||
            inforce_load(x.st, x.keys, &f, &x.in) != OK)
                bench_fail(&f, "open for reading");
        reader_init(&x.city, &x.a, &x.in, READER_CITY);
        reader_init(&x.county, &x.a, &x.in, account_find(&x.in.accounts, S("s.431302")));
        x.l = &x.in.city->ledgers[city_ledger(x.in.city, S("request"))];
        figures(&x, "a figure as of a day, the city", LEVEL_CITY, false);
        figures(&x, "a figure as of a day, any county", LEVEL_COUNTY, false);
        figures(&x, "a figure as of a day, any township", LEVEL_TOWNSHIP, false);
        figures(&x, "a figure by topic as of a day, the city", LEVEL_CITY, true);
        pages(&x, "50 records, kind = 'open', whole city", &x.city, "kind = 'open'");
        pages(&x, "50 records, state = 'received', whole city", &x.city, "state = 'received'");
        pages(&x, "50 records, kind = 'open', one county's post", &x.county, "kind = 'open'");
        pages(&x, "50 records, no filter, one county's post", &x.county, "");
        inforce_done(&x.in);
        keys_close(&x.keys);
        store_close(&x.st);
        arena_done(&x.a);
}

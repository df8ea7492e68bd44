/* import: what loading a clerk's CSV file costs against a bare SQLite program.
 *
 * A file of N rows (environment, default 100,000) of requests, four of five closed, goes into the demo's
 * city; then the floor (lib/rows.h) gives the same rows in the same slices to a copy of the city as it was.
 * The clock stands still, so slices are as many commands as one commit may have. */
#include <sys/wait.h>

#include "bench/lib/city.h"
#include "bench/lib/meter.h"
#include "bench/lib/rows.h"
#include "exchange/import.h"

struct bench {
        struct bcity c;
        struct buf csv;
        const char *dir;
        int64_t rows;
        uint64_t seed;
};

static const char *path_in(struct bench *b, const char *name)
{
        return str_dupz(&b->c.a, str_printf(&b->c.a, "%s/%s", b->dir, name));
}

static struct str of(struct bench *b, struct str list)
{
        const struct city *c = b->c.w.inforce.city;
        const struct list *l = &c->lists[city_list(c, list)];
        size_t i;
        do i = (size_t)(bench_random(&b->seed) >> 11) % l->n;
        while (l->tree && l->c[i].parent < 0);
        return l->c[i].code;
}

static void put_row(struct bench *b, int64_t i)
{
        static const char *const state[] = { "received", "closed", "closed", "closed", "closed" };
        const struct offices *o = &b->c.w.inforce.offices;
        char day[16], end[16];
        struct day from = day_add(day_of(b->c.clock.now, (struct zone){ 480 }),
                                  -700 + (int)(i * 690 / b->rows));
        size_t place, s = (size_t)(bench_random(&b->seed) >> 11) % LEN(state);
        do place = (size_t)(bench_random(&b->seed) >> 11) % o->n;
        while (o->o[place].spans[0].level != LEVEL_VILLAGE);
        struct str channel = of(b, S("channels")), topic = of(b, S("topics"));
        buf_printf(&b->csv,
                   "停电第%" PRId64 "次,厂区近日多次停电，影响订单交付，请有关部门尽快协调解决,",
                   i);
        buf_printf(&b->csv, "%.*s,%.*s,%.*s,李先生；13000000002,4313-RSJ,已恢复供电,%s,%.*s,%.*s\n",
                   SP(channel), SP(topic), SP(o->o[place].code), state[s],
                   SP(day_format(from, day)),
                   SP(s ? day_format(day_add(from, (int)(i % 9)), end) : STR_NONE));
}

static void make_file(struct bench *b)
{
        b->csv.limit = (size_t)1 << 31;
        buf_put(&b->csv,
                S("title,body,channel,topic,place,contact,lead,reply,state,entered,ended\n"));
        for (int64_t i = 0; i < b->rows; i++) put_row(b, i);
        if (b->csv.err != OK) BUG("the file is too big");
}

static void load(struct bench *b)
{
        struct import_in in = { .ledger = S("request"),
                                .file = S("rows.csv"),
                                .raw = buf_view(&b->csv) };
        struct import_out out;
        if (import_run(&b->c.w, &in, &b->c.f, &out) != OK || out.loaded != b->rows)
                bench_fail(&b->c.f, "import");
}

static void copy_city(struct bench *b, const char *to)
{
        static const char *const file[] = { "data/city.db", "data/keys.db", "audit/signing.key" };
        const char *dir = path_in(b, to);
        struct arena *a = &b->c.a;
        if (dir_make(str_dupz(a, str_printf(a, "%s/data", dir))) != OK ||
            dir_make(str_dupz(a, str_printf(a, "%s/audit", dir))) != OK)
                BUG("copy of a folder");
        for (size_t i = 0; i < LEN(file); i++)
                copy_file(str_dupz(a, str_printf(a, "%s/city/%s", b->dir, file[i])),
                          str_dupz(a, str_printf(a, "%s/%s", dir, file[i])));
}

static void record_rows(struct bench *b)
{
        (void)fflush(stdout);
        pid_t pid = fork();
        if (pid == 0) {
                recording_begin(path_in(b, "rows"));
                bcity_open(&b->c, path_in(b, "recorded"));
                load(b);
                recording_end();
                _exit(0);
        }
        int status = 1;
        if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) BUG("recording");
        bench_rmdir(path_in(b, "recorded"));
}

static void report(const char *what, const struct meter *m, double rows, double events)
{
        printf("import %-8s %9.0f rows/s %9.0f events/s %6.1f us cpu %6.2f kB written an event\n",
               what, rows / m->wall_s, events / m->wall_s, m->cpu_s / events * 1e6,
               (double)m->written / events / 1e3);
}

int main(void)
{
        struct bench b = { .dir = bench_dir(), .rows = bench_records(), .seed = 3 };
        sys_init();
        (void)setvbuf(stdout, NULL, _IOLBF, 0);
        bcity_make(&b.c, path_in(&b, "city"));
        b.c.clock.now.ms += (int64_t)730 * 86400000;
        make_file(&b);
        bcity_close(&b.c);
        copy_city(&b, "recorded");
        copy_city(&b, "floor");
        record_rows(&b);
        bcity_open(&b.c, path_in(&b, "city"));
        int64_t before = (int64_t)b.c.w.log.tree.size;
        struct meter from = meter_now(), engine = { 0 }, bare = { 0 };
        load(&b);
        meter_add(&engine, &from);
        double events = (double)((int64_t)b.c.w.log.tree.size - before), rows = (double)b.rows;
        struct floor *f = floor_open(&b.c.a, path_in(&b, "floor"), path_in(&b, "rows"));
        from = meter_now();
        int64_t statements = floor_run(f);
        meter_add(&bare, &from);
        floor_close(&f);
        report("engine", &engine, rows, events);
        report("floor", &bare, rows, events);
        printf("import floor/engine: %.0f %% wall, %.0f %% cpu; %.1f statements an event, %.0f bytes a row\n",
               bare.wall_s / engine.wall_s * 100, bare.cpu_s / engine.cpu_s * 100,
               (double)statements / events, (double)b.csv.n / rows);
        bcity_close(&b.c);
        bench_rmdir(b.dir);
        buf_free(&b.csv);
        arena_done(&b.c.a);
        return 0;
}

/* engine: what a step costs against a bare SQLite program.
 *
 * N records (environment, default 100,000) live through two years; then single steps in groups
 * of 1, 16 and 256 a commit, without and with 2 ms more for each sync. Engine and floor
 * (lib/rows.h) take turns on two copies of the same city, so that noise falls on both. Then the
 * phases of a step, the size of the database, verify and rebuild. */
#include <sys/wait.h>

#include "bench/lib/city.h"
#include "bench/lib/meter.h"
#include "bench/lib/reads.h"
#include "bench/lib/rows.h"
#include "store/fault.h"

#define TURNS 4
#define FILL  256

struct load {                 /* what is measured at one group size and delay */
        size_t group, groups; /* commits in one turn */
        int sync_ms;
};
static const struct load loads[] = {
        { 1, 400, 0 }, { 16, 50, 0 }, { 256, 10, 0 }, { 1, 100, 2 }, { 16, 50, 2 }, { 256, 5, 2 },
};

struct bench {
        struct bcity c;
        struct life *life;
        struct request *r;
        struct arena out;
        const char *dir;
        int64_t records;
};

static const char *path_in(struct bench *b, const char *name)
{
        return str_dupz(&b->c.a, str_printf(&b->c.a, "%s/%s", b->dir, name));
}

static void run_group(struct bench *b, size_t n, struct meter *sum)
{
        life_group(b->life, b->r, n);
        struct meter from = meter_now();
        writer_run(&b->c.w, &b->out, LANG_EN, b->r, n);
        if (sum) meter_add(sum, &from);
        life_learn(b->life, b->r, n);
        arena_reset(&b->out);
}

static void fill(struct bench *b)
{
        struct meter sum = { 0 };
        int64_t events = (int64_t)b->c.w.log.tree.size;
        while (life_entered(b->life) < b->records) run_group(b, FILL, &sum);
        events = (int64_t)b->c.w.log.tree.size - events;
        printf("filled: %" PRId64 " records, %" PRId64
               " events in groups of %d: %.0f /s, %.0f us cpu, %.1f kB "
               "written an event\n",
               life_entered(b->life), events, FILL, (double)events / sum.wall_s,
               sum.cpu_s / (double)events * 1e6, (double)sum.written / (double)events / 1e3);
}

static void delay(int ms)
{
        store_fault_install(&(struct store_fault){ .sync_ms = ms });
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

/* In a process of its own, so that the life of the city goes on here from where it is. */
static void record_rows(struct bench *b)
{
        (void)fflush(stdout);
        pid_t pid = fork();
        if (pid == 0) {
                recording_begin(path_in(b, "rows"));
                bcity_open(&b->c, path_in(b, "recorded"));
                for (size_t i = 0; i < LEN(loads); i++)
                        for (size_t k = 0; k < TURNS * loads[i].groups; k++) {
                                run_group(b, loads[i].group, NULL);
                                if ((k + 1) % loads[i].groups == 0) recording_mark();
                        }
                recording_end();
                _exit(0);
        }
        int status = 1;
        if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) BUG("recording");
        bench_rmdir(path_in(b, "recorded"));
}

static void print_side(const struct meter *m, double events)
{
        printf("  %7.0f %6.0f %6.1f", events / m->wall_s, m->cpu_s / events * 1e6,
               (double)m->written / events / 1e3);
}

static void measure(struct bench *b, struct floor *f, const struct load *r)
{
        struct meter engine = { 0 }, bare = { 0 };
        int64_t statements = 0;
        delay(r->sync_ms);
        for (int t = 0; t < TURNS; t++) {
                for (size_t i = 0; i < r->groups; i++) run_group(b, r->group, &engine);
                struct meter from = meter_now();
                statements += floor_run(f);
                meter_add(&bare, &from);
        }
        double events = (double)(TURNS * r->groups * r->group);
        printf("engine  %5zu %8d ms", r->group, r->sync_ms);
        print_side(&engine, events);
        print_side(&bare, events);
        printf("  %5.0f %%  %5.0f %%  %10.1f\n", bare.wall_s / engine.wall_s * 100,
               bare.cpu_s / engine.cpu_s * 100, (double)statements / events);
        delay(0);
}

static void compare(struct bench *b)
{
        delay(0);
        struct floor *f = floor_open(&b->c.a, path_in(b, "floor"), path_in(b, "rows"));
        bcity_open(&b->c, path_in(b, "city"));
        printf("                            ---------- engine ----  ----------- floor ----  -- "
               "floor/engine --\n"
               "        group  + a sync     /s    us cpu kB/event     /s    us cpu kB/event   "
               "wall      cpu"
               "   statements\n");
        for (size_t i = 0; i < LEN(loads); i++) measure(b, f, &loads[i]);
        floor_close(&f);
        bench_rmdir(path_in(b, "floor"));
}

static void show_phases(struct bench *b, size_t group, size_t groups)
{
        phases_begin();
        struct phases sum = { .ns = { 0 } };
        for (size_t i = 0; i < groups; i++) {
                life_group(b->life, b->r, group);
                phases_begin();
                writer_run(&b->c.w, &b->out, LANG_EN, b->r, group);
                struct phases p = phases_end();
                for (int k = 0; k < PHASE_COUNT; k++) sum.ns[k] += p.ns[k];
                life_learn(b->life, b->r, group);
                arena_reset(&b->out);
        }
        printf("phases of a step in groups of %zu, us:", group);
        for (int k = 0; k < PHASE_COUNT; k++)
                printf(" %s %.1f", phase_name((enum phase)k),
                       (double)sum.ns[k] / (double)(group * groups) / 1e3);
        printf("\n");
}

static void verify_and_rebuild(struct bench *b)
{
        struct log_verify_in in = { .st = b->c.w.st, .keys = NULL, .zone = { 480 } };
        for (int texts = 0; texts < 2; texts++) {
                struct meter from = meter_now(), sum = { 0 };
                int64_t n;
                in.keys = texts ? b->c.w.keys : NULL;
                if (log_verify(&in, &b->c.a, &b->c.f, &n) != OK) bench_fail(&b->c.f, "verify");
                meter_add(&sum, &from);
                printf("verify the log%s: %.0f events/s, %.1f us cpu\n",
                       texts ? " with its texts" : "", (double)n / sum.wall_s,
                       sum.cpu_s / (double)n * 1e6);
        }
        struct meter from = meter_now(), sum = { 0 };
        int64_t n;
        if (admin_rebuild(&b->c.w, &b->c.f, &n) != OK) bench_fail(&b->c.f, "rebuild");
        meter_add(&sum, &from);
        printf("rebuild: %.0f events/s, %.1f us cpu\n", (double)n / sum.wall_s,
               sum.cpu_s / (double)n * 1e6);
}

int main(void)
{
        struct bench b = { .dir = bench_dir(), .records = bench_records() };
        sys_init();
        (void)setvbuf(stdout, NULL, _IOLBF, 0);
        bcity_make(&b.c, path_in(&b, "city"));
        b.life = life_new(&b.c, b.records);
        b.r = ARENA_NEW(&b.c.a, struct request, FILL);
        fill(&b);
        double events = (double)b.c.w.log.tree.size;
        bcity_close(&b.c);
        int64_t bytes = file_bytes(path_in(&b, "city/data/city.db"));
        printf("database: %.2f kB a record, %.2f kB an event\n",
               (double)bytes / (double)life_entered(b.life) / 1e3, (double)bytes / events / 1e3);
        bench_reads(path_in(&b, "city"), b.c.clock.now);
        copy_city(&b, "recorded");
        record_rows(&b);
        copy_city(&b, "floor");
        compare(&b);
        show_phases(&b, 1, 300);
        show_phases(&b, 256, 20);
        verify_and_rebuild(&b);
        bcity_close(&b.c);
        bench_rmdir(b.dir);
        arena_done(&b.out);
        arena_done(&b.c.a);
        return 0;
}

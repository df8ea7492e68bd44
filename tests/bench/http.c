/* http: what the server costs on a city of N records (environment, default 100,000) that lived
 * two years: submissions by 64 clients on kept connections, in turns with the engine without HTTP
 * and the bare SQLite floor, each on its own copy of the city; pages by 8 clients; an embedded file
 * and a 304 in turns with nginx, which serves the same bytes; memory and time to start.
 *
 * CPU is that of the server's process, all threads. CITY=folder keeps the lived city for the next
 * run, because a million records take minutes. ZT is the program, `make bench` gives it. */
#include <sys/wait.h>

#include "base/num.h"
#include "bench/lib/http.h"
#include "bench/lib/httpd.h"
#include "bench/lib/httprows.h"
#include "bench/lib/meter.h"
#include "bench/lib/rows.h"

#define FILL        256
#define TURNS       4
#define CLIENTS     64
#define TURN        (CLIENTS * 100) /* submissions of a side in a turn */
#define READERS     8
#define PAGES       3000
#define FILES       40000
#define HELD        1000
#define GROUP_GUESS 32 /* commands of a commit, when the server does not tell */

struct bench {
        struct bcity c;
        struct intake intake;
        struct httpd zt;
        struct arena a, out;
        const char *dir, *city;
        int64_t records;
        int64_t next; /* submission */
        struct str *number;
        size_t number_n;
};

static const char *path_in(struct bench *b, const char *name)
{
        return str_dupz(&b->a, str_printf(&b->a, "%s/%s", b->dir, name));
}

/* ---- the city -------------------------------------------------------------------------------- */

static void live(struct bench *b)
{
        bcity_make(&b->c, b->city);
        struct sys real = sys_real();
        b->c.clock.now.ms = real.now(real.ctx).ms - (int64_t)731 * 86400000;
        struct life *life = life_new(&b->c, b->records);
        struct request *r = ARENA_NEW(&b->a, struct request, FILL);
        while (life_entered(life) < b->records) {
                life_group(life, r, FILL);
                writer_run(&b->c.w, &b->out, LANG_EN, r, FILL);
                life_learn(life, r, FILL);
                arena_reset(&b->out);
        }
        struct str login = S(INTAKE_LOGIN);
        if (admin_password(&b->c.w, login, S(INTAKE_PASSWORD), &b->c.f) != OK)
                bench_fail(&b->c.f, "password");
        if (store_checkpoint(b->c.w.st, true) != OK) bench_fail(NULL, "checkpoint");
        bcity_close(&b->c);
}

static void open_city(struct bench *b, const char *dir)
{
        struct sys real = sys_real();
        b->c.clock = (struct sys_fake){ .now = real.now(real.ctx), .seed = 1 };
        bcity_open(&b->c, dir);
}

static void copy_city(struct bench *b, const char *to)
{
        static const char *const file[] = { "data/city.db", "data/keys.db", "audit/signing.key" };
        const char *dir = path_in(b, to);
        if (dir_make(str_dupz(&b->a, str_printf(&b->a, "%s/data", dir))) != OK ||
            dir_make(str_dupz(&b->a, str_printf(&b->a, "%s/audit", dir))) != OK)
                BUG("copy of a folder");
        for (size_t i = 0; i < LEN(file); i++)
                copy_file(str_dupz(&b->a, str_printf(&b->a, "%s/%s", b->city, file[i])),
                          str_dupz(&b->a, str_printf(&b->a, "%s/%s", dir, file[i])));
}

static void make_cities(struct bench *b)
{
        const char *kept = getenv("CITY");
        b->city = kept && *kept ? kept : path_in(b, "city");
        if (!file_exists(str_dupz(&b->a, str_printf(&b->a, "%s/data/city.db", b->city)))) live(b);
        copy_city(b, "served");
        copy_city(b, "engine");
        copy_city(b, "recorded");
        copy_city(b, "floor");
        open_city(b, path_in(b, "engine"));
        intake_learn(&b->intake, &b->c.w.inforce);
        bcity_close(&b->c);
}

/* ---- asking the server ----------------------------------------------------------------------- */

static struct http_answer get(struct bench *b, const char *path)
{
        struct str q = str_printf(&b->a,
                                  "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                  "Authorization: Bearer %.*s\r\n\r\n",
                                  path, SP(b->intake.token));
        struct http_answer x = http_once(&b->a, b->zt.port, q);
        if (x.status == 200) return x;
        fprintf(stderr, "%.*s%.*s\n", SP(x.head), SP(x.body));
        bench_fail(NULL, path);
}

static void sign_in(struct bench *b)
{
        struct str body =
                S("{\"login\":\"" INTAKE_LOGIN "\",\"password\":\"" INTAKE_PASSWORD "\"}");
        struct str why;
        struct jval *v;
        struct http_answer x = http_once(
                &b->a, b->zt.port,
                str_printf(&b->a,
                           "POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                           "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%.*s",
                           body.n, SP(body)));
        if (x.status / 100 != 2 || jval_parse(&b->a, x.body, &v, &why) != OK)
                bench_fail(NULL, "sign in");
        b->intake.token = jval_text(v, S("token"));
}

/* A number of /metrics; none: the server does not say. */
static double metric(struct bench *b, struct str name, double none)
{
        struct str text = get(b, "/metrics").body;
        for (struct str line; str_split(&text, '\n', &line);) {
                if (!str_starts(line, name) || line.n <= name.n || line.p[name.n] != ' ') continue;
                return strtod(str_dupz(&b->a, str_from(line, name.n + 1)), NULL);
        }
        return none;
}

/* ---- submissions ----------------------------------------------------------------------------- */

struct side {
        double wall_s, cpu_s, p50_ms, p99_ms;
        int64_t n;
};

static void post_turn(struct bench *b, struct side *sum)
{
        struct http_load load = { .port = b->zt.port,
                                  .clients = CLIENTS,
                                  .requests = TURN,
                                  .status = 201,
                                  .make = intake_post,
                                  .ctx = &b->intake };
        struct httpd_use before = httpd_use(&b->zt);
        struct http_done d = http_run(&load);
        sum->cpu_s += httpd_use(&b->zt).cpu_s - before.cpu_s;
        sum->wall_s += d.wall_s;
        sum->n += d.requests;
        if (d.p50_ms > sum->p50_ms) sum->p50_ms = d.p50_ms;
        if (d.p99_ms > sum->p99_ms) sum->p99_ms = d.p99_ms;
}

static void engine_turn(struct bench *b, size_t group, struct meter *sum)
{
        struct request *r = ARENA_NEW(&b->a, struct request, group);
        for (int64_t i = 0; i < TURN; i += (int64_t)group, b->next += (int64_t)group) {
                intake_requests(&b->intake, &b->out, r, b->next, group);
                struct meter from = meter_now();
                writer_run(&b->c.w, &b->out, LANG_EN, r, group);
                if (sum) meter_add(sum, &from);
                for (size_t k = 0; k < group; k++)
                        if (r[k].out.err != OK) bench_fail(&r[k].out.faults, "submission");
                arena_reset(&b->out);
        }
}

/* In a process of its own: nothing of the engine's stays in this one. */
static void record_rows(struct bench *b, size_t group)
{
        (void)fflush(stdout);
        pid_t pid = fork();
        if (pid == 0) {
                recording_begin(path_in(b, "rows"));
                open_city(b, path_in(b, "recorded"));
                for (int t = 0; t < TURNS; t++) {
                        engine_turn(b, group, NULL);
                        recording_mark();
                }
                recording_end();
                _exit(0);
        }
        int status = 1;
        if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) BUG("recording");
        bench_rmdir(path_in(b, "recorded"));
}

static void show_side(const char *name, double n, double wall_s, double cpu_s)
{
        printf("submissions %-8s %8.0f /s  %7.1f us cpu", name, n / wall_s, cpu_s / n * 1e6);
}

static void submissions(struct bench *b)
{
        struct side warm = { 0 }, http = { 0 };
        struct meter engine = { 0 }, bare = { 0 };
        struct str count = S("zhitong_group_commands_count");
        double commits = metric(b, count, -1);
        post_turn(b, &warm);
        commits = metric(b, count, -1) - commits;
        size_t group = commits > 0 ? (size_t)(TURN / commits + 0.5) : GROUP_GUESS;
        record_rows(b, group);
        struct floor *f = floor_open(&b->a, path_in(b, "floor"), path_in(b, "rows"));
        open_city(b, path_in(b, "engine"));
        for (int t = 0; t < TURNS; t++) {
                post_turn(b, &http);
                engine_turn(b, group, &engine);
                struct meter from = meter_now();
                (void)floor_run(f);
                meter_add(&bare, &from);
        }
        floor_close(&f);
        bcity_close(&b->c);
        double n = (double)http.n, per_engine = (double)b->next;
        show_side("http", n, http.wall_s, http.cpu_s);
        printf("  p50 %.2f ms  p99 %.2f ms (%d clients, %zu commands a commit%s)\n", http.p50_ms,
               http.p99_ms, CLIENTS, group, commits > 0 ? "" : ", guessed");
        show_side("engine", per_engine, engine.wall_s, engine.cpu_s);
        printf("  http/engine %.0f %%\n", n / http.wall_s / (per_engine / engine.wall_s) * 100);
        show_side("floor", per_engine, bare.wall_s, bare.cpu_s);
        printf("  http/floor  %.0f %%\n", n / http.wall_s / (per_engine / bare.wall_s) * 100);
        bench_rmdir(path_in(b, "floor"));
        bench_rmdir(path_in(b, "engine"));
}

/* ---- pages ----------------------------------------------------------------------------------- */

struct page {
        const char *name;
        const char *path; /* %s: a record's number */
};

struct asking {
        struct bench *b;
        const char *path, *more; /* headers */
        int port, status;
        size_t clients;
        int64_t requests;
};

static void make_get(void *ctx, int64_t n, struct buf *out)
{
        const struct asking *x = ctx;
        const char *hole = strstr(x->path, "%s");
        buf_put(out, S("GET "));
        if (hole) {
                buf_put(out, (struct str){ x->path, (size_t)(hole - x->path) });
                buf_put(out, x->b->number[(size_t)n % x->b->number_n]);
                buf_put(out, str_c(hole + 2));
        } else {
                buf_put(out, str_c(x->path));
        }
        buf_put(out, S(" HTTP/1.1\r\nHost: 127.0.0.1\r\n"));
        buf_put(out, str_c(x->more));
        buf_put(out, S("\r\n"));
}

static struct http_done ask(const struct asking *x)
{
        struct asking own = *x;
        struct http_load load = { .port = x->port,
                                  .clients = x->clients,
                                  .requests = x->requests,
                                  .status = x->status,
                                  .make = make_get,
                                  .ctx = &own };
        return http_run(&load);
}

static void learn_numbers(struct bench *b)
{
        struct str why;
        struct jval *v;
        struct http_answer x = get(b, "/api/v1/ledgers/request/records?limit=200");
        size_t cap = 0;
        if (jval_parse(&b->a, x.body, &v, &why) != OK) bench_fail(NULL, "list of records");
        const struct jval *list = jval_get(v, S("records"));
        for (size_t i = 0; list && i < list->n; i++)
                *ARENA_PUSH(&b->a, b->number, b->number_n, cap) =
                        jval_text(&list->items[i], S("number"));
        if (b->number_n == 0) bench_fail(NULL, "list of records");
}

/* What stands in the page between the two, the first time. */
static struct str between(struct str page, struct str before, char end)
{
        size_t at;
        struct str value, rest;
        if (!str_find(page, before, &at)) return STR_NONE;
        return str_cut(str_from(page, at + before.n), end, &value, &rest) ? value : STR_NONE;
}

/* Through the form, as a browser: its token and the visitor's cookie go back. */
static const char *sign_in_page(struct bench *b)
{
        struct http_answer form = get(b, "/signin");
        struct str visitor = between(form.head, S("Set-Cookie: zv="), ';');
        struct str token = between(form.body, S("name=\"_token\" value=\""), '"');
        struct str body = str_printf(&b->a, "_token=%.*s&_next=&_login=%s&_password=%s", SP(token),
                                     INTAKE_LOGIN, "a+password+of+the+bench");
        struct http_answer x = http_once(
                &b->a, b->zt.port,
                str_printf(&b->a,
                           "POST /signin HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: zv=%.*s\r\n"
                           "Origin: http://127.0.0.1\r\n"
                           "Content-Type: application/x-www-form-urlencoded\r\n"
                           "Content-Length: %zu\r\n\r\n%.*s",
                           SP(visitor), body.n, SP(body)));
        struct str session = between(x.head, S("Set-Cookie: zt="), ';');
        if (x.status != 303 || session.n == 0) {
                fprintf(stderr, "%d %.*s\n", x.status, SP(x.body));
                bench_fail(NULL, "sign in on the page");
        }
        return str_dupz(&b->a, str_printf(&b->a, "Cookie: zt=%.*s\r\n", SP(session)));
}

static void show_page(struct bench *b, const struct page *p, const char *more)
{
        struct asking x = { b, p->path, more, b->zt.port, 200, READERS, PAGES / 8 };
        (void)ask(&x);
        x.requests = PAGES;
        struct httpd_use before = httpd_use(&b->zt);
        struct http_done d = ask(&x);
        double cpu = httpd_use(&b->zt).cpu_s - before.cpu_s;
        printf("%-28s %7.0f /s  p50 %7.2f ms  p99 %7.2f ms  %8.1f us cpu  %6.1f kB\n", p->name,
               (double)d.requests / d.wall_s, d.p50_ms, d.p99_ms, cpu / (double)d.requests * 1e6,
               (double)d.bytes / (double)d.requests / 1e3);
}

static const struct page api_pages[] = {
        { "api record", "/api/v1/ledgers/request/records/%s" },
        { "api work", "/api/v1/work" },
        { "api list of 50", "/api/v1/ledgers/request/records?limit=50" },
        { "api list of 50 open",
          "/api/v1/ledgers/request/records?limit=50&filter=kind%20%3D%20%27open%27" },
        { "api figure", "/api/v1/figures/request.received" },
        { "api figure by topic", "/api/v1/figures/request.received?by=topic" },
        { "api bulletin", "/api/v1/bulletins/request" },
};
static const struct page staff_pages[] = {
        { "page record", "/app/records/request/%s" },
        { "page my work", "/app/work" },
        { "page list of 50", "/app/records/request" },
        { "page figure", "/app/figures/request.received" },
        { "page bulletin", "/app/bulletins/request" },
};
static const struct page public_pages[] = {
        { "page home", "/" },
        { "page form", "/enter/request" },
};

static void reading(struct bench *b)
{
        const char *bearer = str_dupz(
                &b->a, str_printf(&b->a, "Authorization: Bearer %.*s\r\n", SP(b->intake.token)));
        const char *cookie = sign_in_page(b);
        learn_numbers(b);
        for (size_t i = 0; i < LEN(staff_pages); i++) show_page(b, &staff_pages[i], cookie);
        for (size_t i = 0; i < LEN(public_pages); i++) show_page(b, &public_pages[i], "");
        for (size_t i = 0; i < LEN(api_pages); i++) show_page(b, &api_pages[i], bearer);
}

/* ---- files, beside nginx --------------------------------------------------------------------- */

struct file {
        const char *name, *path;
        int status;
        int64_t requests;
};

/* The same bytes for nginx; its own ETag. */
static void put_file(struct bench *b, const char *files, const char *path)
{
        struct str at = str_printf(&b->a, "%s%s", files, path), dir = at;
        while (dir.n && dir.p[dir.n - 1] != '/') dir.n--;
        if (dir_make(str_dupz(&b->a, str_sub(dir, 0, dir.n - 1))) != OK ||
            file_write(str_dupz(&b->a, at), get(b, path).body, 0644) != OK)
                BUG("a file for nginx");
}

static const char *unchanged(struct bench *b, const struct httpd *from, const struct file *f)
{
        struct str q = str_printf(&b->a, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", f->path);
        if (f->status == 200) return "";
        struct http_answer x = http_once(&b->a, from->port, q);
        return str_dupz(&b->a, str_printf(&b->a, "If-None-Match: %.*s\r\n",
                                          SP(http_header(&x, S("etag")))));
}

static void show_file(struct bench *b, const struct httpd *nginx, const struct file *f)
{
        const struct httpd *server[] = { &b->zt, nginx };
        double wall[2] = { 0 }, cpu[2] = { 0 }, p99[2] = { 0 };
        for (int t = 0; t < 2 * TURNS; t++) {
                const struct httpd *s = server[t % 2];
                struct asking x = { b,         f->path, unchanged(b, s, f), s->port,
                                    f->status, READERS, f->requests };
                struct httpd_use before = httpd_use(s);
                struct http_done d = ask(&x);
                cpu[t % 2] += httpd_use(s).cpu_s - before.cpu_s;
                wall[t % 2] += d.wall_s;
                if (d.p99_ms > p99[t % 2]) p99[t % 2] = d.p99_ms;
        }
        double n = (double)(TURNS * f->requests);
        printf("%-28s %7.0f /s  p99 %.2f ms  %.1f us cpu;  nginx %7.0f /s  p99 %.2f ms  %.1f us cpu"
               ";  zhitong/nginx %.0f %%, cpu %.0f %%\n",
               f->name, n / wall[0], p99[0], cpu[0] / n * 1e6, n / wall[1], p99[1],
               cpu[1] / n * 1e6, wall[1] / wall[0] * 100, cpu[0] / cpu[1] * 100);
}

static void files(struct bench *b)
{
        struct str home = get(b, "/").body, at = S("href=\"/assets/");
        const char *path[2], *folder = path_in(b, "files"), *work = path_in(b, "nginx");
        for (size_t i = 0, from; i < LEN(path); i++) {
                if (!str_find(home, at, &from)) bench_fail(NULL, "assets of the home page");
                path[i] = str_dupz(&b->a,
                                   str_printf(&b->a, "/assets/%.*s", SP(between(home, at, '"'))));
                home = str_from(home, from + at.n);
                put_file(b, folder, path[i]);
        }
        if (dir_make(work) != OK) BUG("folder of nginx");
        struct httpd nginx = httpd_nginx(&b->a, folder, work);
        const struct file file[] = {
                { "file, the large style", path[0], 200, FILES / 16 },
                { "file, the small style", path[1], 200, FILES / 4 },
                { "304", path[1], 304, FILES / 4 },
        };
        for (size_t i = 0; i < LEN(file); i++) show_file(b, &nginx, &file[i]);
        httpd_stop(&nginx);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static void memory(struct bench *b)
{
        struct str q = S("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        double before = (double)httpd_use(&b->zt).bytes;
        int *fd = http_hold(&b->a, b->zt.port, HELD, q);
        double held = (double)httpd_use(&b->zt).bytes;
        http_let_go(fd, HELD);
        printf("memory after the load %.1f MB, with %d more connections %.1f MB\n", before / 1e6,
               HELD, held / 1e6);
}

static void start(struct bench *b)
{
        b->zt = httpd_zhitong(path_in(b, "served"), path_in(b, "served.log"));
        printf("start: %.0f ms to the first answer at %" PRId64 " records, idle %.1f MB\n",
               b->zt.start_ms, b->records, (double)httpd_use(&b->zt).bytes / 1e6);
}

int main(void)
{
        static struct bench b;
        b.dir = bench_dir();
        b.records = bench_records();
        sys_init();
        (void)setvbuf(stdout, NULL, _IOLBF, 0);
        make_cities(&b);
        start(&b);
        sign_in(&b);
        reading(&b); /* before thousands of new requests wait for somebody */
        files(&b);
        submissions(&b);
        memory(&b);
        httpd_stop(&b.zt);
        bench_rmdir(b.dir);
        arena_done(&b.intake.a);
        arena_done(&b.a);
        arena_done(&b.out);
        arena_done(&b.c.a);
        return 0;
}

#include "serve/serve_in.h"

#include <arpa/inet.h>
#include <signal.h>

#include "loop/reckon.h"
#include "loop/rules.h"
#include "loop/succeed.h"
#include "serve/notify.h"
#include "view/beside.h"

#define LOG_BYTES_MAX (1u << 20) /* lines of one second */
#define OPEN_BYTES    (1u << 20) /* open duties in /metrics */

/* ---- where it listens ------------------------------------------------------------------------ */

struct place {
        const char *address;
        int port;
        bool loopback, v6;
};

static bool is_loopback(const char *address, bool *ret_v6)
{
        struct in_addr v4;
        struct in6_addr v6;
        *ret_v6 = inet_pton(AF_INET6, address, &v6) == 1;
        if (*ret_v6) return IN6_IS_ADDR_LOOPBACK(&v6);
        return inet_pton(AF_INET, address, &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127;
}

static bool is_address(const char *address)
{
        unsigned char any[sizeof(struct in6_addr)];
        return inet_pton(AF_INET, address, any) == 1 || inet_pton(AF_INET6, address, any) == 1;
}

static enum err read_place(struct serve *s, struct place *ret)
{
        struct str at = s->o->listen, host = at, port = STR_NONE;
        int64_t number;
        size_t colon = at.n;
        while (colon && at.p[colon - 1] != ':') colon--;
        if (colon) {
                host = str_sub(at, 0, colon - 1);
                port = str_from(at, colon);
        }
        if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
                host = str_sub(host, 1, host.n - 2);
        ret->address = str_dupz(&s->a, host);
        if (num_parse_i64(port, 0, 65535, &number) != OK || !is_address(ret->address))
                return FAULT(s->f, ERR_INPUT, "serve.listen", S("--listen"),
                             "“%.*s”应写作 地址:端口，如 127.0.0.1:8311 或 [::1]:8311",
                             "'%.*s': expected ADDRESS:PORT, as 127.0.0.1:8311 or [::1]:8311",
                             SP(at));
        ret->port = (int)number;
        ret->loopback = is_loopback(ret->address, &ret->v6);
        return OK;
}

/* Passwords and private texts must not cross a network in clear. */
static enum err check_place(struct serve *s, const struct place *at)
{
        struct str proxy = s->o->proxy;
        if (proxy.n &&
            (!str_starts(proxy, S("https://")) || proxy.n < 10 || proxy.p[proxy.n - 1] == '/'))
                return FAULT(s->f, ERR_INPUT, "serve.proxy", S("--proxy"),
                             "应写作 https://域名，如 https://12345.example.gov.cn",
                             "expected https://NAME, as https://12345.example.gov.cn");
        if (at->loopback || proxy.n) return OK;
        return FAULT(
                s->f, ERR_DENIED, "serve.open", S("--listen"),
                "%s 可从网络访问，而本程序不加密：请只监听 127.0.0.1，由 Caddy 或 nginx 提供 "
                "HTTPS（配置见 share/serve/），并以 --proxy https://域名 声明",
                "%s can be reached over the network, and this program does not encrypt: listen "
                "on 127.0.0.1 behind Caddy or nginx for HTTPS (configurations in "
                "share/serve/), and declare it with --proxy https://NAME",
                at->address);
}

static struct str own_url(struct serve *s, const struct place *at)
{
        return str_printf(&s->a, at->v6 ? "http://[%s]:%d" : "http://%s:%d", at->address,
                          net_port(s->net));
}

/* ---- what happens on the socket thread ------------------------------------------------------- */

/* Files of the program itself: memory, and no database. */
static bool quick(void *ctx, struct exchange *x)
{
        struct serve *s = ctx;
        struct web w = { .a = &x->a, .q = &x->q, .site = &s->site };
        if (!web_quick(&w, s->sets, s->sets_n)) return false;
        x->ans = w.ans;
        x->route = str_c(w.route->name);
        return true;
}

static bool take(void *ctx, struct exchange *x)
{
        struct serve *s = ctx;
        return queue_put(&s->queue, x);
}

static void done(void *ctx, struct exchange *x)
{
        serve_log(ctx, x);
        exchange_free(x);
}

static void stop(struct serve *s, enum stopping how)
{
        if (s->stopping == STOP_END || (s->stopping == STOP_AGAIN && how == STOP_AGAIN)) return;
        s->stopping = how;
        notify_say(how == STOP_END ? S("STOPPING=1") : S("RELOADING=1"));
        net_stop(s->net, how == STOP_AGAIN);
}

/* A backup under way is not cut short for new definitions: they are in force all the same. */
static void again_if_asked(struct serve *s)
{
        if (s->again && !timer_busy(s->timer)) stop(s, STOP_AGAIN);
}

static void on_signal(void *ctx, int signum)
{
        struct serve *s = ctx;
        if (signum == SIGHUP) {
                serve_log_flush(s);
                notifier_reload(s->notifier);
        } else if (signum == SIGUSR2) {
                s->again = true;
                again_if_asked(s);
        } else {
                stop(s, STOP_END);
        }
}

static void on_tick(void *ctx)
{
        struct serve *s = ctx;
        int64_t now = metric_clock_us();
        serve_log_flush(s);
        again_if_asked(s);
        if (!s->watchdog_ms || now - s->watchdog_us < s->watchdog_ms * 1000) return;
        s->watchdog_us = now;
        /* a pen that has not gone round for long hangs: systemd then starts the server again */
        if (pen_quiet_ms(s->pen) < 60000) notify_say(S("WATCHDOG=1"));
}

static enum err listen_at(struct serve *s, const struct place *at)
{
        int activated[NOTIFY_FDS + 1];
        struct net_options o = { .address = at->address,
                                 .port = at->port,
                                 .listen_fd = s->handed.listen_fd,
                                 .conn_fd = s->handed.conn_fd,
                                 .proxied = s->o->proxy.n != 0,
                                 .ctx = s,
                                 .quick = quick,
                                 .take = take,
                                 .done = done,
                                 .tick = on_tick,
                                 .signal = on_signal };
        if (!s->handed.any && notify_listen_fds(activated) > 0) o.listen_fd = activated;
        return net_open(&o, s->f, &s->net);
}

/* From a worker. */
static void answer(void *ctx, struct exchange *x)
{
        struct serve *s = ctx;
        net_answer(s->net, x);
}

/* ---- what happens on the pen's thread -------------------------------------------------------- */

static void job_done(void *ctx, struct pen_job *j)
{
        struct serve *s = ctx;
        workers_done(&s->queue, j);
}

/* What cannot be written now is done when it can: pen_trouble says why. */
static void run_rules(struct writer *w)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct rules_did did;
        struct faults f;
        int64_t begun = w->sys.boot_ms(w->sys.ctx);
        faults_init(&f, &a, LANG_EN);
        if (succeed_today(w, &f) != OK) return;
        do /* commands wait meanwhile: more than a slice is for the next second */
                if (rules_tick(w, &f, &did) != OK) return;
        while (did.more && w->sys.boot_ms(w->sys.ctx) - begun < RULES_SLICE_MS / 2);
}

static void pen_tick(void *ctx, struct writer *w)
{
        struct serve *s = ctx;
        timer_tick(s->timer, w);
        sweep_tick(s->sweep);
        run_rules(w);
}

static void pen_turned(void *ctx, struct writer *w)
{
        struct serve *s = ctx;
        if (!w->inforce.demo) return;
        demo_follow(&s->clock, w->log.at);
        w->wall0 = w->sys.now(w->sys.ctx);
        w->boot0 = w->sys.boot_ms(w->sys.ctx);
}

/* By way of the signal, so that the socket thread hears of it at once. */
static void pen_applied(void *ctx)
{
        (void)ctx;
        (void)kill(getpid(), SIGUSR2);
}

/* ---- beginning ------------------------------------------------------------------------------- */

/* What an interrupted import of a calendar left to do. Nothing written: it stays for the next
 * time, and whether the city can be written is told by the first command. */
static void reckon_rest(struct serve *s)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        faults_init(&f, &a, LANG_EN);
        if (reckon_provisional(&s->w, VIA_TIMER, &f, NULL) != OK) return;
}

static enum err open_city(struct serve *s)
{
        struct arena *a = &s->a;
        struct paths p = paths_of(a, s->o->dir);
        if (!s->handed.any && file_exists(p.db) && turn_served(p.data))
                return FAULT(s->f, ERR_BUSY, "serve.running", str_c(p.dir),
                             "这座城市已有服务器在运行",
                             "a server of this city is running already");
        TRY(writer_open(s->o->dir, &s->sys, s->f, &s->w));
        s->zone = s->w.inforce.zone;
        if (s->w.inforce.demo) {
                struct log_head h;
                if (log_head(s->w.st, &h) == OK) demo_follow(&s->clock, h.at);
                demo_follow(&s->clock, s->o->now);
                s->sys = demo_sys(&s->clock);
                s->w.sys = s->sys;
                s->w.wall0 = s->sys.now(s->sys.ctx);
                s->w.boot0 = s->sys.boot_ms(s->sys.ctx);
        }
        reckon_rest(s);
        enum err e = beside_ensure(s->w.st);
        if (e == OK) e = turns_open(&s->turns, s->w.path.data, s->handed.turn_fd);
        if (e == OK) return OK;
        return FAULT(s->f, e, "serve.data", str_c(s->w.path.data), "文件夹无法写入",
                     "the folder cannot be written to");
}

static enum err open_site(struct serve *s)
{
        const char *key = str_dupz(&s->a, str_printf(&s->a, "%s/site.key", s->w.path.data));
        enum err e = site_init(&s->site, &s->sys, key);
        if (e != OK)
                return FAULT(s->f, e, "serve.key", str_c(key), "签名用的密钥文件无法读写，或已损坏",
                             "the key file cannot be read or written, or is damaged");
        s->site.serve = s;
        s->site.https = s->o->proxy.n != 0;
        e = sessions_load(s->site.sessions, s->w.st, s->sys.now(s->sys.ctx));
        if (e == OK) return site_publish(&s->site, s->w.st, s->w.keys, s->f);
        return FAULT(s->f, e, "store", STR_NONE, "数据库：%.*s", "database: %.*s",
                     SP(store_why(s->w.st)));
}

static int worker_count(const struct serve_options *o)
{
        long cores = sysconf(_SC_NPROCESSORS_ONLN);
        int n = o->workers ? o->workers : (int)(cores > 8 ? 16 : 2 * cores);
        if (!o->workers && n < 4) n = 4;
        return n > WEB_WORKERS_MAX ? WEB_WORKERS_MAX : n;
}

static enum err start_threads(struct serve *s)
{
        queue_init(&s->queue);
        s->timer = timer_new(&(struct timer_options){ .path = &s->w.path,
                                                      .backup_dir = s->o->backup_dir,
                                                      .backup_minute = s->o->backup_minute,
                                                      .backup_keep = s->o->backup_keep,
                                                      .sys = s->sys,
                                                      .metrics = &s->metrics,
                                                      .log_fd = s->o->log_fd });
        s->sweep = sweep_new(&s->w.path);
        s->notifier = notifier_new(&(struct notifier_options){
                .path = &s->w.path, .site = &s->site, .sys = s->sys, .log_fd = s->o->log_fd });
        s->indexer = indexer_new(&(struct indexer_options){
                .path = &s->w.path, .site = &s->site, .sys = s->sys, .log_fd = s->o->log_fd });
        s->pen = pen_new(&(struct pen_options){ .w = &s->w,
                                                .site = &s->site,
                                                .turns = &s->turns,
                                                .metrics = &s->metrics,
                                                .ctx = s,
                                                .done = job_done,
                                                .tick = pen_tick,
                                                .turned = pen_turned,
                                                .applied = pen_applied });
        s->sets_n = s->o->routes_n + HEALTH_SETS;
        s->sets = ARENA_NEW(&s->a, struct web_routes, s->sets_n);
        for (size_t i = 0; i < s->sets_n; i++)
                s->sets[i] = i < HEALTH_SETS ? health_sets[i] : s->o->routes[i - HEALTH_SETS];
        const struct workers_options w = { .path = &s->w.path,
                                           .site = &s->site,
                                           .queue = &s->queue,
                                           .pen = s->pen,
                                           .sets = s->sets,
                                           .sets_n = s->sets_n,
                                           .n = worker_count(s->o),
                                           .ctx = s,
                                           .answer = answer };
        return workers_start(&s->workers, &w, s->f);
}

/* ---- the whole run --------------------------------------------------------------------------- */

static void stop_threads(struct serve *s, bool again)
{
        if (!s->pen) return;
        queue_close(&s->queue);
        workers_stop(&s->workers);
        pen_stop(s->pen, again);
        timer_stop(&s->timer);
        sweep_stop(&s->sweep);
        notifier_stop(&s->notifier);
        indexer_stop(&s->indexer);
        pen_free(&s->pen);
        queue_done(&s->queue);
}

static enum err serve_begin(struct serve *s, struct place *at)
{
        TRY(read_place(s, at));
        TRY(check_place(s, at));
        TRY(open_city(s));
        TRY(open_site(s));
        TRY(listen_at(s, at));
        exec_signals();
        s->site.base_url = s->o->proxy.n ? s->o->proxy : own_url(s, at);
        return start_threads(s);
}

static int *copy_fds(struct arena *a, const int *fd)
{
        size_t n = 0;
        while (fd[n] >= 0) n++;
        int *copy = ARENA_NEW(a, int, n + 1);
        for (size_t i = 0; i <= n; i++) copy[i] = fd[i];
        return copy;
}

/* Everything is on disk and closed when the next process begins. */
static void close_all(struct serve *s, bool again)
{
        struct handed next = { .ahead_ms = atomic_load(&s->clock.ahead_ms), .turn_fd = -1 };
        stop_threads(s, again);
        serve_log_flush(s);
        if (s->turns.path) next.turn_fd = turns_close(&s->turns, again);
        site_done(&s->site);
        writer_close(&s->w);
        if (again && s->net) {
                next.listen_fd = copy_fds(&s->a, net_listen_fds(s->net));
                next.conn_fd = copy_fds(&s->a, net_idle_fds(s->net));
        }
        if (s->net) net_close(&s->net);
        if (again) exec_again(&s->a, s->o->argv, &next);
}

static void serve_free(struct serve *s)
{
        metrics_done(&s->metrics);
        (void)pthread_mutex_destroy(&s->open.lock);
        buf_free(&s->open.text);
        buf_free(&s->log);
        struct arena a = s->a;
        arena_done(&a);
}

enum err serve_run(const struct serve_options *o, struct faults *f,
                   void (*ready)(void *ctx, struct str url), void *ctx)
{
        struct arena a = { 0 };
        struct serve *s = ARENA_NEW(&a, struct serve, 1);
        struct place at = { 0 };
        s->a = a;
        s->o = o;
        s->f = f;
        s->sys = o->sys;
        s->started = o->sys.now(o->sys.ctx);
        s->w.lock_fd = -1;
        s->log.limit = LOG_BYTES_MAX;
        s->open.text.limit = OPEN_BYTES;
        s->watchdog_ms = notify_watchdog_ms();
        metrics_init(&s->metrics);
        if (pthread_mutex_init(&s->open.lock, NULL) != 0) BUG("pthread_mutex_init");
        exec_handed(&s->a, &s->handed);
        atomic_init(&s->clock.ahead_ms, s->handed.any ? s->handed.ahead_ms : INT64_MIN / 4);
        enum err e = serve_begin(s, &at);
        if (e == OK) {
                notify_say(S("READY=1"));
                if (!s->handed.any) ready(ctx, s->site.base_url); /* once, not at each re-exec */
                net_run(s->net);
        }
        bool again = e == OK && s->stopping == STOP_AGAIN;
        close_all(s, again);
        if (again) /* still here: it could not be executed */
                e = FAULT(f, ERR_IO, "serve.again", STR_NONE, "未能重新启动",
                          "it could not be started again");
        serve_free(s);
        return e;
}

/* rig.h: a net in its own thread, requests taken by another that answers with what it saw, and a
 * client that speaks to it through real sockets. */
#ifndef ZT_TESTS_RIG_H
#define ZT_TESTS_RIG_H

#include "serve/conn.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/time.h"
#include "lib/t.h"

#define H "Host: a\r\n"

struct rig {
        struct net *net;
        struct net_options o;
        struct arena a;
        struct faults f;
        pthread_t loop, worker;
        pthread_mutex_t lock;
        pthread_cond_t more;
        struct exchange *first;
        bool end;
        _Atomic bool refuse;
        int file; /* answers of /file */
        int64_t file_bytes;
        _Atomic int taken, done, gone, bad, ticks, hold;
};

static inline bool take(void *ctx, struct exchange *x)
{
        struct rig *r = ctx;
        if (r->refuse) return false;
        r->taken++;
        /* Here, not in the worker: libuv closes descriptors behind the thread sanitizer's back, so
         * it takes a number used again by another thread for a race. */
        if (str_eq(x->q.path, S("/file")) || str_eq(x->q.path, S("/short")))
                x->ans.fd = dup(r->file);
        (void)pthread_mutex_lock(&r->lock);
        struct exchange **at = &r->first;
        while (*at) at = &(*at)->next;
        *at = x;
        (void)pthread_cond_signal(&r->more);
        (void)pthread_mutex_unlock(&r->lock);
        return true;
}

static inline void done(void *ctx, struct exchange *x)
{
        struct rig *r = ctx;
        r->done++;
        r->gone += x->gone;
        r->bad += x->ans.status >= 400;
        exchange_free(x);
}

static inline void tick(void *ctx)
{
        struct rig *r = ctx;
        r->ticks++;
}

/* "METHOD path|query|body|peer" */
static inline void answer(struct rig *r, struct exchange *x)
{
        struct str m = web_method_name(x->q.method);
        x->ans.status = 200;
        x->ans.type = S("text/plain; charset=utf-8");
        web_put_header(&x->a, &x->ans, S("X-Test"), S("a\r\nX-Evil: b"));
        if (str_eq(x->q.path, S("/file"))) {
                x->ans.fd_bytes = r->file_bytes;
        } else if (str_eq(x->q.path, S("/short"))) {
                x->ans.fd_bytes = r->file_bytes + 1;
        } else if (str_eq(x->q.path, S("/big"))) {
                memset(buf_take(&x->ans.body, 32u << 20), 'b', 32u << 20);
        } else if (str_eq(x->q.path, S("/204"))) {
                x->ans.status = 204;
        } else if (str_eq(x->q.path, S("/304"))) {
                x->ans.status = 304;
        } else if (str_eq(x->q.path, S("/none"))) {
                x->ans.status = 0;
        } else if (str_eq(x->q.path, S("/fixed"))) {
                x->ans.fixed = S("fixed");
        } else if (x->q.body.n > 1000) {
                buf_int(&x->ans.body, (int64_t)x->q.body.n);
        } else {
                buf_printf(&x->ans.body, "%.*s %.*s|%.*s|%.*s|%.*s%s", SP(m), SP(x->q.path),
                           SP(x->q.query), SP(x->q.body), SP(x->q.peer),
                           x->q.https ? " https" : "");
        }
        while (r->hold) (void)usleep(1000);
        net_answer(r->net, x);
}

static inline void *work(void *arg)
{
        struct rig *r = arg;
        (void)pthread_mutex_lock(&r->lock);
        while (!r->end || r->first) {
                struct exchange *x = r->first;
                if (!x) {
                        (void)pthread_cond_wait(&r->more, &r->lock);
                        continue;
                }
                r->first = x->next;
                (void)pthread_mutex_unlock(&r->lock);
                answer(r, x);
                (void)pthread_mutex_lock(&r->lock);
        }
        (void)pthread_mutex_unlock(&r->lock);
        return NULL;
}

static inline void on_signal(void *ctx, int signum)
{
        struct rig *r = ctx;
        net_stop(r->net, signum == SIGUSR2);
}

static inline void *run(void *arg)
{
        struct rig *r = arg;
        net_run(r->net);
        return NULL;
}

/* Asks for the stop as the server does: by a signal, which comes on the socket thread. */
static inline void rig_stop(struct rig *r, bool keep)
{
        (void)kill(getpid(), keep ? SIGUSR2 : SIGTERM);
        (void)pthread_join(r->loop, NULL);
        (void)pthread_mutex_lock(&r->lock);
        r->end = true;
        (void)pthread_cond_signal(&r->more);
        (void)pthread_mutex_unlock(&r->lock);
        (void)pthread_join(r->worker, NULL);
}

static inline bool rig_open(struct rig *r)
{
        r->o.ctx = r;
        r->o.take = take;
        r->o.done = done;
        r->o.tick = tick;
        r->o.signal = on_signal;
        if (!r->o.address) r->o.address = "127.0.0.1";
        faults_init(&r->f, &r->a, LANG_EN);
        (void)pthread_mutex_init(&r->lock, NULL);
        (void)pthread_cond_init(&r->more, NULL);
        return net_open(&r->o, &r->f, &r->net) == OK;
}

static inline void rig_run(struct rig *r)
{
        (void)pthread_create(&r->worker, NULL, work, r);
        (void)pthread_create(&r->loop, NULL, run, r);
}

static inline void rig_close(struct rig *r)
{
        CHECK_INT(-1, net_counts(r->net).connections, 0);
        net_close(&r->net);
        (void)pthread_mutex_destroy(&r->lock);
        (void)pthread_cond_destroy(&r->more);
        arena_done(&r->a);
}

/* ---- a client -------------------------------------------------------------------------------- */

static inline int dial(const struct rig *r)
{
        struct sockaddr_in in = { .sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)net_port(r->net)) };
        struct timeval t = { .tv_sec = 20 };
        (void)inet_pton(AF_INET, "127.0.0.1", &in.sin_addr);
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
        if (connect(fd, (struct sockaddr *)&in, sizeof in)) {
                (void)close(fd);
                return -1;
        }
        return fd;
}

static inline bool say(int fd, struct str s)
{
        return send(fd, s.p, s.n, MSG_NOSIGNAL) == (ssize_t)s.n;
}

/* One answer: its head into out, then its body. 0 = the connection ended before. */
static inline int hear(int fd, struct buf *out, bool head_only)
{
        size_t at = 0;
        char c;
        buf_reset(out);
        for (;;) {
                if (recv(fd, &c, 1, 0) != 1) return 0;
                buf_putc(out, c);
                if (str_ends(buf_view(out), S("\r\n\r\n"))) break;
        }
        int status = (out->p[9] - '0') * 100 + (out->p[10] - '0') * 10 + out->p[11] - '0';
        if (head_only || !str_find(buf_view(out), S("Content-Length: "), &at)) return status;
        size_t n = strtoul(out->p + at + 16, NULL, 10);
        char *to = buf_take(out, n);
        while (to && n) {
                ssize_t got = recv(fd, to, n, 0);
                if (got <= 0) return 0;
                to += got;
                n -= (size_t)got;
        }
        return status;
}

static inline bool has(const struct buf *b, const char *what)
{
        size_t at;
        return str_find(buf_view(b), str_c(what), &at);
}

static inline struct str body_of(const struct buf *b)
{
        size_t at;
        if (!str_find(buf_view(b), S("\r\n\r\n"), &at)) return STR_NONE;
        return str_from(buf_view(b), at + 4);
}

/* The other side has closed (or reset) it. */
static inline bool ended(int fd)
{
        char c[512];
        ssize_t got;
        while ((got = recv(fd, c, sizeof c, 0)) > 0) continue;
        return got == 0 || errno == ECONNRESET;
}

static inline void soon(_Atomic int *v, int want)
{
        for (int i = 0; i < 10000 && *v < want; i++) (void)usleep(1000);
}

#define OUT AUTO(buf_free) struct buf out = { .limit = 64u << 20 }

/* A file of 30 MB and a bit, each block other than the one before. */
static inline int file_make(int64_t *ret_bytes)
{
        char path[512], block[1024];
        (void)snprintf(path, sizeof path, "%s/file", t_dir());
        int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        for (int i = 0; i < 30000; i++) {
                memset(block, i / 4 % 251, sizeof block);
                *ret_bytes += (int64_t)write(fd, block, sizeof block);
        }
        *ret_bytes += write(fd, "end", 3);
        return fd;
}

#endif

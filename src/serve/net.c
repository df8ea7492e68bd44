#include "serve/conn.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/resource.h>

/* ---- exchanges coming back ------------------------------------------------------------------- */

void net_answer(struct net *n, struct exchange *x)
{
        x->next = NULL;
        /* The signal goes out under the lock: once the socket thread has taken the last exchange it
         * may close the net, and nobody may still be about to wake it. */
        (void)pthread_mutex_lock(&n->lock);
        *(n->back ? &n->back_last->next : &n->back) = x;
        n->back_last = x;
        (void)uv_async_send(&n->async);
        (void)pthread_mutex_unlock(&n->lock);
}

static void on_async(uv_async_t *h)
{
        struct net *n = h->data;
        (void)pthread_mutex_lock(&n->lock);
        struct exchange *x = n->back;
        n->back = NULL;
        (void)pthread_mutex_unlock(&n->lock);
        while (x) {
                struct exchange *next = x->next;
                ASSERT(x->conn && x->conn->x == x && x->conn->out);
                x->next = NULL;
                conn_answered(x->conn);
                x = next;
        }
}

/* ---- stopping -------------------------------------------------------------------------------- */

void net_drained(struct net *n)
{
        if (n->stopping && n->open == 0) uv_stop(&n->loop);
}

static void stop_listening(struct net *n, bool keep)
{
        n->listen_fd = ARENA_NEW(&n->a, int, n->listen_n + 1);
        for (size_t i = 0; i < n->listen_n; i++) {
                uv_os_fd_t fd;
                int twin = keep && uv_fileno(&n->listen[i].handle, &fd) == 0
                                   ? fcntl(fd, F_DUPFD, 3) /* open across exec */
                                   : -1;
                if (twin >= 0) n->listen_fd[n->listen_fd_n++] = twin;
                uv_close(&n->listen[i].handle, NULL);
        }
        n->listen_n = 0;
}

void net_stop(struct net *n, bool keep)
{
        if (n->stopping) { /* an end asked for while handing over */
                n->keep = n->keep && keep;
                return;
        }
        n->stopping = true;
        n->keep = keep;
        n->stop_at = uv_now(&n->loop);
        stop_listening(n, keep);
        while (n->list[CONN_IDLE].first) conn_retire(n->list[CONN_IDLE].first);
        net_drained(n);
}

static void fds_close(int *fd, size_t *n)
{
        while (*n) (void)close(fd[--*n]);
}

void net_run(struct net *n)
{
        net_drained(n); /* stopped before it ran */
        (void)uv_run(&n->loop, UV_RUN_DEFAULT);
        ASSERT(n->stopping && n->open == 0);
        if (!n->keep) {
                fds_close(n->listen_fd, &n->listen_fd_n);
                fds_close(n->idle_fd, &n->idle_fd_n);
        }
        n->listen_fd[n->listen_fd_n] = -1;
        *ARENA_PUSH(&n->a, n->idle_fd, n->idle_fd_n, n->idle_fd_cap) = -1;
        n->idle_fd_n--;
}

const int *net_listen_fds(const struct net *n)
{
        return n->listen_fd;
}

const int *net_idle_fds(const struct net *n)
{
        return n->idle_fd;
}

static void close_one(uv_handle_t *h, void *arg)
{
        (void)arg;
        if (!uv_is_closing(h)) uv_close(h, NULL);
}

void net_close(struct net **n)
{
        struct net *x = *n;
        if (!x) return;
        x->stopping = true;
        for (enum conn_state s = 0; s < CONN_CLOSED; s++)
                while (x->list[s].first) conn_close(x->list[s].first);
        uv_walk(&x->loop, close_one, NULL);
        do (void)uv_run(&x->loop, UV_RUN_DEFAULT); /* more than once: see net_drained */
        while (uv_loop_alive(&x->loop));
        ASSERT(x->open == 0);
        if (uv_loop_close(&x->loop)) BUG("the loop has handles left");
        (void)pthread_mutex_destroy(&x->lock);
        struct arena a = x->a;
        *n = NULL;
        arena_done(&a);
}

/* ---- timers and signals ---------------------------------------------------------------------- */

static void on_tick(uv_timer_t *t)
{
        struct net *n = t->data;
        if (n->o.tick) n->o.tick(n->o.ctx);
}

static void on_sweep(uv_timer_t *t)
{
        conn_sweep(t->data);
}

static void on_signal(uv_signal_t *s, int signum)
{
        struct net *n = s->data;
        if (n->o.signal) n->o.signal(n->o.ctx, signum);
}

static void signals_watch(struct net *n)
{
        static const int signum[NET_SIGNALS] = { SIGTERM, SIGINT, SIGHUP, SIGUSR2 };
        /* libuv writes without MSG_NOSIGNAL */
        struct sigaction ignore = { .sa_handler = SIG_IGN };
        (void)sigaction(SIGPIPE, &ignore, NULL);
        for (size_t i = 0; i < NET_SIGNALS; i++) {
                if (uv_signal_init(&n->loop, &n->sig[i])) BUG("a signal cannot be watched");
                n->sig[i].data = n;
                if (n->o.signal && uv_signal_start(&n->sig[i], on_signal, signum[i]))
                        BUG("a signal cannot be watched");
        }
}

/* ---- opening --------------------------------------------------------------------------------- */

static void on_connection(uv_stream_t *s, int status)
{
        /* Out of descriptors libuv closes the newcomer itself and tells of it here. */
        if (status == 0) conn_accept(s->data, s);
}

static enum err told(struct faults *f, const struct net_options *o, int e)
{
        struct str where = str_c(o->address ? o->address : "");
        if (e == UV_EADDRINUSE)
                return FAULT(f, ERR_BUSY, "serve.address-used", where,
                             "端口 %d 已被占用；请停止占用它的程序，或换一个端口",
                             "port %d is in use: stop the program that uses it, or take another",
                             o->port);
        if (e == UV_EINVAL)
                return FAULT(f, ERR_INPUT, "serve.address", where,
                             "地址须写成数字形式，例如 127.0.0.1 或 ::1（端口 %d）",
                             "an address is written in numbers, as 127.0.0.1 or ::1 (port %d)",
                             o->port);
        return FAULT(f, ERR_IO, "serve.listen", where, "不能在此地址（端口 %d）监听：%s",
                     "cannot listen at this address (port %d): %s", o->port, uv_strerror(e));
}

static int listen_at(struct net *n, union conn_handle *h, const char *address, int port)
{
        union {
                struct sockaddr any;
                struct sockaddr_in four;
                struct sockaddr_in6 six;
        } at;
        int e = strchr(address, ':') ? uv_ip6_addr(address, port, &at.six)
                                     : uv_ip4_addr(address, port, &at.four);
        if (!e) e = uv_tcp_init(&n->loop, &h->tcp);
        if (e) return e;
        n->listen_n++;
        return uv_tcp_bind(&h->tcp, &at.any, 0);
}

static int listen_on(struct net *n, union conn_handle *h, int fd)
{
        struct sockaddr_storage ss = { 0 };
        socklen_t len = sizeof ss;
        if (getsockname(fd, (struct sockaddr *)&ss, &len)) return -errno;
        bool local = ss.ss_family == AF_UNIX;
        int e = local ? uv_pipe_init(&n->loop, &h->pipe, 0) : uv_tcp_init(&n->loop, &h->tcp);
        if (e) return e;
        n->listen_n++;
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
        return local ? uv_pipe_open(&h->pipe, fd) : uv_tcp_open(&h->tcp, fd);
}

static int listen_all(struct net *n)
{
        const struct net_options *o = &n->o;
        int e = 0;
        for (int *fd = o->listen_fd; !e && fd && *fd >= 0; fd++)
                e = n->listen_n < NET_LISTEN_MAX ? listen_on(n, &n->listen[n->listen_n], *fd)
                                                 : UV_EMFILE;
        if (!e && n->listen_n == 0) e = listen_at(n, &n->listen[0], o->address, o->port);
        for (size_t i = 0; !e && i < n->listen_n; i++) {
                n->listen[i].handle.data = n;
                e = uv_listen(&n->listen[i].stream, SOMAXCONN, on_connection);
        }
        return e;
}

static int port_of(const uv_tcp_t *tcp)
{
        struct sockaddr_storage ss = { 0 };
        struct sockaddr_in in; /* the port of IPv6 stands at the same place */
        int len = (int)sizeof ss;
        if (tcp->type != UV_TCP || uv_tcp_getsockname(tcp, (struct sockaddr *)&ss, &len)) return 0;
        memcpy(&in, &ss, sizeof in);
        return ntohs(in.sin_port);
}

int net_port(const struct net *n)
{
        return n->port;
}

/* As many descriptors as the system lets us have; some stay for the database and files. */
static size_t connections_max(void)
{
        const rlim_t others = 256;
        struct rlimit r;
        if (getrlimit(RLIMIT_NOFILE, &r)) return (size_t)others;
        r.rlim_cur = r.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &r);
        if (getrlimit(RLIMIT_NOFILE, &r) || r.rlim_cur < 2 * others) return (size_t)others;
        r.rlim_cur -= others;
        return r.rlim_cur < WEB_CONNECTIONS_MAX ? (size_t)r.rlim_cur : WEB_CONNECTIONS_MAX;
}

static void loop_begin(struct net *n)
{
        enum { SECOND_MS = 1000, SWEEP_MS = 250 };
        if (uv_async_init(&n->loop, &n->async, on_async) || uv_timer_init(&n->loop, &n->tick) ||
            uv_timer_init(&n->loop, &n->sweep))
                BUG("the loop cannot begin");
        n->async.data = n->tick.data = n->sweep.data = n;
        if (uv_timer_start(&n->tick, on_tick, SECOND_MS, SECOND_MS) ||
            uv_timer_start(&n->sweep, on_sweep, SWEEP_MS, SWEEP_MS))
                BUG("a timer cannot begin");
        signals_watch(n);
}

enum err net_open(const struct net_options *o, struct faults *f, struct net **ret)
{
        struct arena a = { 0 };
        struct net *n = ARENA_NEW(&a, struct net, 1);
        n->a = a;
        n->o = *o;
        n->lim = (struct net_limits){ WEB_REQUEST_MS,      WEB_IDLE_MS,         WEB_WRITE_MS,
                                      WEB_STOP_MS,         WEB_LINGER_MS,       connections_max(),
                                      WEB_PER_ADDRESS_MAX, WEB_BODIES_BYTES_MAX };
        if (uv_loop_init(&n->loop) || pthread_mutex_init(&n->lock, NULL)) BUG("no loop");
        loop_begin(n);
        int e = listen_all(n);
        if (e) {
                net_close(&n);
                return told(f, o, e);
        }
        n->port = port_of(&n->listen[0].tcp);
        for (const int *fd = o->conn_fd; fd && *fd >= 0; fd++) conn_adopt(n, *fd);
        *ret = n;
        return OK;
}

struct net_counts net_counts(const struct net *n)
{
        return (struct net_counts){
                .connections = atomic_load(&n->count.connections),
                .accepted = atomic_load(&n->count.accepted),
                .refused_busy = atomic_load(&n->count.refused_busy),
                .refused_bad = atomic_load(&n->count.refused_bad),
                .bytes_in = atomic_load(&n->count.bytes_in),
                .bytes_out = atomic_load(&n->count.bytes_out),
        };
}

#include "bench/lib/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/num.h"

#define HEAD_MAX    (32u << 10)
#define READ_BYTES  (64u << 10)
#define REQUEST_MAX (64u << 10)
#define EVENTS      256
#define PER_ADDRESS 200
#define PATIENCE_MS 60000
#define ANSWER_MAX  (64u << 20)
#define LOCALHOST   0x7f000001u
#define NOT_YET     (-1)

static void fail(const char *what, struct str about)
{
        fprintf(stderr, "bench: http: %s\n%.*s\n", what, SP(str_sub(about, 0, 2000)));
        exit(1);
}

static double now_ms(void)
{
        struct timespec t;
        if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) BUG("clock_gettime");
        return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- connections ---- */

static struct sockaddr_in address(uint32_t host, int port)
{
        return (struct sockaddr_in){ .sin_family = AF_INET,
                                     .sin_port = htons((uint16_t)port),
                                     .sin_addr.s_addr = htonl(host) };
}

static int dial(int port, uint32_t from)
{
        struct sockaddr_in to = address(LOCALHOST, port), own = address(from, 0);
        int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0) fail("socket", str_c(strerror(errno)));
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (from != LOCALHOST && bind(fd, (struct sockaddr *)&own, sizeof own) != 0)
                fail("bind", str_c(strerror(errno)));
        if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
                fail("connect", str_c(strerror(errno)));
        return fd;
}

static void send_all(int fd, struct str s)
{
        while (s.n) {
                ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);
                if (n < 0 && errno != EAGAIN && errno != EINTR)
                        fail("send", str_c(strerror(errno)));
                if (n < 0) (void)poll(&(struct pollfd){ .fd = fd, .events = POLLOUT }, 1, 1000);
                else s = str_from(s, (size_t)n);
        }
}

/* ---- answers ---- */

struct http_reading {
        char head[HEAD_MAX];
        size_t head_n;
        int status;   /* 0 until the head is whole */
        int64_t left; /* of the body; NOT_YET */
        bool last;    /* the server closes after it */
};

static struct str value_of(struct str head, struct str name)
{
        for (struct str line; str_split(&head, '\n', &line);) {
                if (line.n <= name.n || line.p[name.n] != ':') continue;
                if (strncasecmp(line.p, name.p, name.n) == 0)
                        return str_trim(str_from(line, name.n + 1));
        }
        return STR_NONE;
}

static void read_head(struct http_reading *r, struct str head)
{
        int64_t status, length = 0;
        if (!str_starts(head, S("HTTP/1.1 ")) ||
            num_parse_i64(str_sub(head, 9, 3), 100, 599, &status) != OK)
                fail("not an answer", head);
        struct str n = value_of(head, S("content-length"));
        bool none = status == 204 || status == 304;
        if (!none && num_parse_i64(n, 0, INT64_MAX, &length) != OK) fail("no length", head);
        r->status = (int)status;
        r->left = none ? 0 : length;
        struct str connection = value_of(head, S("connection"));
        r->last = connection.n == 5 && strncasecmp(connection.p, "close", 5) == 0;
}

/* Takes what came; what of it belongs to the body. */
static struct str feed(struct http_reading *r, struct str s)
{
        if (r->status == 0) {
                size_t at, was = r->head_n, take = s.n;
                if (take > HEAD_MAX - was) take = HEAD_MAX - was;
                memcpy(r->head + was, s.p, take);
                struct str head = { r->head, was + take };
                if (!str_find(head, S("\r\n\r\n"), &at)) {
                        if (head.n == HEAD_MAX) fail("a head without end", head);
                        r->head_n = head.n;
                        return STR_NONE;
                }
                r->head_n = at + 4;
                read_head(r, str_sub(head, 0, at + 2));
                s = str_from(s, at + 4 - was);
        }
        if ((int64_t)s.n > r->left) fail("more than was announced", s);
        r->left -= (int64_t)s.n;
        return s;
}

static bool whole(const struct http_reading *r)
{
        return r->status != 0 && r->left == 0;
}

static void begin(struct http_reading *r)
{
        r->head_n = 0;
        r->status = 0;
        r->left = NOT_YET;
}

/* ---- the load ---- */

struct client {
        int fd;
        double since;
        struct http_reading r;
};
struct run {
        const struct http_load *load;
        struct client *client;
        int epoll;
        int64_t sent;
        double *ms;
        struct http_done done;
        struct buf request;
        char *room;
};

static void join(struct run *x, struct client *c)
{
        struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
        c->fd = dial(x->load->port, LOCALHOST);
        if (fcntl(c->fd, F_SETFL, O_NONBLOCK) != 0 || epoll_ctl(x->epoll, EPOLL_CTL_ADD, c->fd, &e))
                fail("epoll", str_c(strerror(errno)));
}

static void next(struct run *x, struct client *c)
{
        if (x->sent == x->load->requests) return;
        buf_reset(&x->request);
        x->load->make(x->load->ctx, x->sent++, &x->request);
        if (x->request.err != OK) BUG("a request is too long");
        begin(&c->r);
        c->since = now_ms();
        send_all(c->fd, buf_view(&x->request));
}

static void finish(struct run *x, struct client *c)
{
        if (c->r.status != x->load->status) {
                struct str last = { x->room, READ_BYTES };
                fprintf(stderr, "%.*s\n", SP(str_sub(last, 0, strnlen(x->room, 2000))));
                fail("another status than expected", (struct str){ c->r.head, c->r.head_n });
        }
        x->ms[x->done.requests++] = now_ms() - c->since;
        if (c->r.last) {
                (void)close(c->fd);
                join(x, c);
                x->done.reconnected++;
        }
        next(x, c);
}

static void receive(struct run *x, struct client *c)
{
        for (;;) {
                ssize_t n = recv(c->fd, x->room, READ_BYTES, 0);
                if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
                if (n <= 0) fail("the server went away", (struct str){ c->r.head, c->r.head_n });
                x->done.bytes += n;
                (void)feed(&c->r, (struct str){ x->room, (size_t)n });
                if (!whole(&c->r)) continue;
                finish(x, c);
                return;
        }
}

static int by_value(const void *a, const void *b)
{
        const double *x = a, *y = b;
        return (*x > *y) - (*x < *y);
}

struct http_done http_run(const struct http_load *load)
{
        struct arena a = { 0 };
        struct epoll_event event[EVENTS];
        struct run x = { .load = load,
                         .client = ARENA_NEW(&a, struct client, load->clients),
                         .epoll = epoll_create1(EPOLL_CLOEXEC),
                         .ms = ARENA_NEW(&a, double, (size_t)load->requests),
                         .request = { .limit = REQUEST_MAX },
                         .room = ARENA_NEW(&a, char, READ_BYTES) };
        for (size_t i = 0; i < load->clients; i++) join(&x, &x.client[i]);
        double from = now_ms();
        for (size_t i = 0; i < load->clients; i++) next(&x, &x.client[i]);
        while (x.done.requests < load->requests) {
                int n = epoll_wait(x.epoll, event, EVENTS, PATIENCE_MS);
                if (n == 0) fail("no answer for a minute", STR_NONE);
                for (int i = 0; i < n; i++) receive(&x, event[i].data.ptr);
        }
        x.done.wall_s = (now_ms() - from) / 1e3;
        for (size_t i = 0; i < load->clients; i++) (void)close(x.client[i].fd);
        (void)close(x.epoll);
        size_t n = (size_t)x.done.requests;
        qsort(x.ms, n, sizeof *x.ms, by_value);
        x.done.p50_ms = x.ms[n / 2];
        x.done.p99_ms = x.ms[n * 99 / 100];
        x.done.most_ms = x.ms[n - 1];
        buf_free(&x.request);
        arena_done(&a);
        return x.done;
}

/* ---- single requests ---- */

static struct http_answer answer_of(struct arena *a, int fd, struct str request)
{
        struct http_reading *r = ARENA_NEW(a, struct http_reading, 1);
        char *room = ARENA_NEW(a, char, READ_BYTES);
        struct buf body = { .limit = ANSWER_MAX };
        begin(r);
        send_all(fd, request);
        while (!whole(r)) {
                ssize_t n = recv(fd, room, READ_BYTES, 0);
                if (n <= 0) fail("no answer to", request);
                buf_put(&body, feed(r, (struct str){ room, (size_t)n }));
        }
        struct http_answer x = { r->status, { r->head, r->head_n }, str_dup(a, buf_view(&body)) };
        buf_free(&body);
        return x;
}

struct http_answer http_once(struct arena *a, int port, struct str request)
{
        int fd = dial(port, LOCALHOST);
        struct http_answer x = answer_of(a, fd, request);
        (void)close(fd);
        return x;
}

struct str http_header(const struct http_answer *x, struct str name)
{
        return value_of(x->head, name);
}

int *http_hold(struct arena *a, int port, size_t n, struct str request)
{
        int *fd = ARENA_NEW(a, int, n);
        for (size_t i = 0; i < n; i++) {
                struct arena once = { 0 };
                fd[i] = dial(port, LOCALHOST + (uint32_t)(i / PER_ADDRESS));
                (void)answer_of(&once, fd[i], request);
                arena_done(&once);
        }
        return fd;
}

void http_let_go(const int *fd, size_t n)
{
        for (size_t i = 0; i < n; i++) (void)close(fd[i]);
}

#include "serve/conn.h"

#include <arpa/inet.h>
#include <netinet/in.h>

/* ---- lists ----------------------------------------------------------------------------------- */

static void list_take(struct conn_list *l, struct conn *c)
{
        *(c->prev ? &c->prev->next : &l->first) = c->next;
        *(c->next ? &c->next->prev : &l->last) = c->prev;
        c->prev = c->next = NULL;
}

static void list_put(struct conn_list *l, struct conn *c)
{
        c->prev = l->last;
        c->next = NULL;
        *(l->last ? &l->last->next : &l->first) = c;
        l->last = c;
}

void conn_move(struct conn *c, enum conn_state to)
{
        list_take(&c->net->list[c->state], c);
        c->state = to;
        c->since = uv_now(&c->net->loop);
        list_put(&c->net->list[to], c);
}

/* ---- addresses ------------------------------------------------------------------------------- */

static struct conn **bucket_of(struct conn *c)
{
        struct str key = { (const char *)c->addr, sizeof c->addr };
        return &c->net->bucket[str_hash(key) % NET_BUCKETS];
}

static void address_count(struct conn *c)
{
        struct conn **at = bucket_of(c);
        c->counted = true;
        c->addr_prev = NULL;
        c->addr_next = *at;
        if (*at) (*at)->addr_prev = c;
        *at = c;
}

static void address_forget(struct conn *c)
{
        if (!c->counted) return;
        *(c->addr_prev ? &c->addr_prev->addr_next : bucket_of(c)) = c->addr_next;
        if (c->addr_next) c->addr_next->addr_prev = c->addr_prev;
        c->counted = false;
}

static size_t address_open(struct conn *c)
{
        size_t n = 0;
        for (const struct conn *at = *bucket_of(c); at; at = at->addr_next)
                n += at->addr[0] == c->addr[0] && at->addr[1] == c->addr[1];
        return n;
}

static bool peer_four(struct conn *c, const void *address)
{
        struct in_addr four;
        memcpy(&four, address, sizeof four);
        (void)uv_inet_ntop(AF_INET, &four, c->peer, sizeof c->peer);
        memcpy(&c->addr[1], &four, sizeof four);
        return (ntohl(four.s_addr) >> 24) == 127;
}

/* A network of 2^64 addresses is one client; a mapped address is that of IPv4. */
static bool peer_six(struct conn *c, const struct in6_addr *six)
{
        if (IN6_IS_ADDR_V4MAPPED(six)) return peer_four(c, &six->s6_addr[12]);
        (void)uv_inet_ntop(AF_INET6, six, c->peer, sizeof c->peer);
        memcpy(&c->addr[0], six, sizeof c->addr[0]);
        return IN6_IS_ADDR_LOOPBACK(six);
}

/* Who is there; false: nobody any more. */
static bool peer_read(struct conn *c)
{
        struct sockaddr_storage ss = { 0 };
        struct sockaddr_in in;
        struct sockaddr_in6 in6;
        int len = (int)sizeof ss;
        bool local = true;
        if (c->u.handle.type == UV_NAMED_PIPE) {
                memcpy(c->peer, "unix", 5);
        } else if (uv_tcp_getpeername(&c->u.tcp, (struct sockaddr *)&ss, &len)) {
                return false;
        } else if (ss.ss_family == AF_INET) {
                memcpy(&in, &ss, sizeof in);
                local = peer_four(c, &in.sin_addr);
        } else {
                memcpy(&in6, &ss, sizeof in6);
                local = peer_six(c, &in6.sin6_addr);
        }
        c->proxy = local && c->net->o.proxied;
        return true;
}

/* ---- beginning and end ----------------------------------------------------------------------- */

static struct conn *conn_new(struct net *n)
{
        enum { SLAB = 32 };
        if (!n->free) {
                struct conn *slab = ARENA_NEW(&n->a, struct conn, SLAB);
                for (size_t i = 0; i < SLAB; i++) {
                        slab[i].next = n->free;
                        n->free = &slab[i];
                }
        }
        struct conn *c = n->free;
        n->free = c->next;
        memset(c, 0, offsetof(struct conn, p));
        parse_init(&c->p);
        c->net = n;
        c->rest.limit = NET_READ_BYTES;
        c->state = CONN_IDLE;
        c->since = uv_now(&n->loop);
        list_put(&n->list[CONN_IDLE], c);
        n->open++;
        atomic_fetch_add(&n->count.connections, 1);
        return c;
}

void conn_release(struct conn *c)
{
        struct net *n = c->net;
        if (!c->let_go || c->out || c->fs_busy) return;
        if (c->x) {
                c->x->gone = true;
                conn_done(c);
        }
        n->bodies -= c->held;
        parse_done(&c->p);
        buf_free(&c->rest);
        address_forget(c);
        list_take(&n->list[c->state], c);
        c->next = n->free;
        n->free = c;
        n->open--;
        atomic_fetch_sub(&n->count.connections, 1);
        net_drained(n);
}

static void on_closed(uv_handle_t *h)
{
        struct conn *c = h->data;
        c->let_go = true;
        conn_release(c);
}

void conn_close(struct conn *c)
{
        if (c->state == CONN_CLOSED) return;
        conn_move(c, CONN_CLOSED);
        uv_close(&c->u.handle, on_closed);
}

void conn_retire(struct conn *c)
{
        struct net *n = c->net;
        uv_os_fd_t fd;
        if (n->keep && !c->eof && uv_fileno(&c->u.handle, &fd) == 0) {
                int twin = fcntl(fd, F_DUPFD, 3); /* open across exec */
                if (twin >= 0) *ARENA_PUSH(&n->a, n->idle_fd, n->idle_fd_n, n->idle_fd_cap) = twin;
        }
        conn_close(c);
}

/* ---- reading --------------------------------------------------------------------------------- */

static void on_alloc(uv_handle_t *h, size_t suggested, uv_buf_t *buf)
{
        enum { HEAD_BYTES = 16 << 10, AHEAD_BYTES = 512 };
        struct conn *c = h->data;
        size_t n = HEAD_BYTES, wants = parse_wants(&c->p);
        (void)suggested;
        if (c->state == CONN_LINGER || wants >= NET_READ_BYTES) n = NET_READ_BYTES;
        else if (c->state == CONN_OUT || c->state == CONN_WRITING) n = AHEAD_BYTES;
        else if (wants) n = wants; /* and nothing of the request behind it */
        *buf = uv_buf_init(c->net->read, (unsigned)n);
}

static void reading_stop(struct conn *c)
{
        if (c->reading) (void)uv_read_stop(&c->u.stream);
        c->reading = false;
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buf);

static void reading_start(struct conn *c)
{
        if (c->reading || c->eof || c->state == CONN_CLOSED) return;
        c->reading = uv_read_start(&c->u.stream, on_alloc, on_read) == 0;
        if (!c->reading) conn_close(c);
}

static void hold_body(struct conn *c)
{
        struct net *n = c->net;
        n->bodies += c->p.body.cap - c->held;
        c->held = c->p.body.cap;
        if (n->bodies > n->lim.bodies && c->p.body.cap) conn_refuse(c, 503);
}

static struct exchange *exchange_new(struct conn *c)
{
        struct arena a = { .limit = ARENA_REQUEST_BYTES };
        struct exchange *x = ARENA_NEW(&a, struct exchange, 1);
        x->a = a;
        x->conn = c;
        x->began_us = c->began_us;
        x->q.id = ++c->net->last_id;
        x->q.method = c->p.method;
        x->q.peer = str_dup(&x->a, str_c(c->peer));
        web_answer_init(&x->ans);
        return x;
}

/* A whole request: to whoever takes it. */
static void hand_over(struct conn *c)
{
        struct net *n = c->net;
        struct exchange *x = exchange_new(c);
        parse_request(&c->p, &x->a, &x->q);
        if (c->proxy) parse_forwarded(&x->q);
        x->head = c->p.head;
        x->in = c->p.body;
        x->close = !c->p.keep_alive;
        c->old = c->p.h.http_minor == 0;
        parse_init(&c->p); /* its bytes have moved */
        c->x = x;
        if (n->o.quick && n->o.quick(n->o.ctx, x)) {
                x->answered_us = net_now_us();
                conn_write(c);
                return;
        }
        c->out = true;
        conn_move(c, CONN_OUT);
        if (n->o.take(n->o.ctx, x)) return;
        c->out = false;
        atomic_fetch_add(&n->count.refused_busy, 1);
        answer_refusal(x, 503);
        conn_write(c);
}

void conn_refuse(struct conn *c, int status)
{
        struct net *n = c->net;
        atomic_fetch_add(status == 503 ? &n->count.refused_busy : &n->count.refused_bad, 1);
        c->x = exchange_new(c);
        c->x->close = true;
        c->old = false;
        answer_refusal(c->x, status);
        parse_done(&c->p);
        n->bodies -= c->held;
        c->held = 0;
        conn_write(c);
}

/* What came behind the request. No more is read before it is used up: pipelining waits in the
 * socket, not in our memory. */
static void keep_rest(struct conn *c, struct str s)
{
        if (s.n == 0) return;
        buf_put(&c->rest, s);
        ASSERT(c->rest.err == OK);
        reading_stop(c);
}

static void go_ahead(struct conn *c)
{
        char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
        uv_buf_t b = uv_buf_init(text, sizeof text - 1);
        /* Nothing else is being written: a socket without room for these bytes is broken. */
        if (uv_try_write(&c->u.stream, &b, 1) != (int)b.len) conn_close(c);
}

static void feed(struct conn *c, struct str s)
{
        size_t used = parse_feed(&c->p, s);
        if (c->state == CONN_IDLE && (parse_begun(&c->p) || c->p.state == PARSE_REFUSED)) {
                c->began_us = net_now_us();
                conn_move(c, CONN_READING);
        }
        hold_body(c);
        if (c->state != CONN_READING) return; /* nothing yet, or one body too many */
        switch (c->p.state) {
        case PARSE_HEAD: break;
        case PARSE_BODY:
                if (c->p.expect && c->p.body_raw == 0) go_ahead(c);
                c->p.expect = false;
                break;
        case PARSE_DONE:
                keep_rest(c, str_from(s, used));
                hand_over(c);
                break;
        case PARSE_REFUSED: conn_refuse(c, c->p.status); break;
        }
}

static void ended(struct conn *c, ssize_t why)
{
        c->reading = false;
        c->eof = true;
        (void)uv_read_stop(&c->u.stream);
        /* Who only sends no more may still read the answer. */
        if (why == UV_EOF && (c->state == CONN_OUT || c->state == CONN_WRITING)) return;
        conn_close(c);
}

static void on_read(uv_stream_t *stream, ssize_t got, const uv_buf_t *buf)
{
        struct conn *c = stream->data;
        struct str s = { buf->base, got > 0 ? (size_t)got : 0 };
        if (got == 0 || c->state == CONN_CLOSED) return;
        if (got < 0) {
                ended(c, got);
                return;
        }
        atomic_fetch_add(&c->net->count.bytes_in, got);
        switch (c->state) {
        case CONN_IDLE:
        case CONN_READING: feed(c, s); break;
        case CONN_OUT:
        case CONN_WRITING:
                if (c->last) break; /* it will not be read */
                keep_rest(c, s);
                break;
        case CONN_LINGER:
        case CONN_CLOSED:
        case CONN_STATE_COUNT: break;
        }
}

void conn_next(struct conn *c)
{
        struct net *n = c->net;
        conn_move(c, CONN_IDLE);
        if (c->rest.n) {
                AUTO(buf_free) struct buf rest = c->rest;
                c->rest = (struct buf){ .limit = NET_READ_BYTES };
                feed(c, buf_view(&rest));
        }
        if (c->state == CONN_IDLE && n->stopping) conn_retire(c);
        else if (c->eof && (c->state == CONN_IDLE || c->state == CONN_READING)) conn_close(c);
        else if (c->rest.n == 0) reading_start(c);
}

static void on_shutdown(uv_shutdown_t *req, int status)
{
        struct conn *c = req->data;
        if (status < 0 || c->eof) conn_close(c);
}

void conn_linger(struct conn *c)
{
        conn_move(c, CONN_LINGER);
        buf_free(&c->rest);
        reading_start(c);
        if (c->state != CONN_LINGER) return;
        c->req.shutdown.data = c;
        if (uv_shutdown(&c->req.shutdown, &c->u.stream, on_shutdown)) conn_close(c);
}

void conn_answered(struct conn *c)
{
        c->out = false;
        c->x->answered_us = net_now_us();
        if (c->state == CONN_CLOSED) conn_release(c);
        else conn_write(c);
}

/* ---- new ones -------------------------------------------------------------------------------- */

static void busy(struct conn *c)
{
        char text[] = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n"
                      "Content-Length: 0\r\nConnection: close\r\n\r\n";
        uv_buf_t b = uv_buf_init(text, sizeof text - 1);
        atomic_fetch_add(&c->net->count.refused_busy, 1);
        (void)uv_try_write(&c->u.stream, &b, 1);
        conn_close(c);
}

static void begin(struct conn *c)
{
        struct net *n = c->net;
        if (!peer_read(c)) {
                conn_close(c);
                return;
        }
        if (n->open > n->lim.connections || (!c->proxy && address_open(c) >= n->lim.per_address)) {
                busy(c);
                return;
        }
        atomic_fetch_add(&n->count.accepted, 1);
        if (!c->proxy) address_count(c);
        if (c->u.handle.type == UV_TCP) (void)uv_tcp_nodelay(&c->u.tcp, 1);
        reading_start(c);
}

static int handle_init(struct conn *c, bool local)
{
        int e = local ? uv_pipe_init(&c->net->loop, &c->u.pipe, 0)
                      : uv_tcp_init(&c->net->loop, &c->u.tcp);
        c->u.handle.data = c;
        return e;
}

void conn_accept(struct net *n, uv_stream_t *listener)
{
        struct conn *c = conn_new(n);
        if (handle_init(c, listener->type == UV_NAMED_PIPE)) BUG("a handle cannot be made");
        if (uv_accept(listener, &c->u.stream)) conn_close(c);
        else begin(c);
}

void conn_adopt(struct net *n, int fd)
{
        struct sockaddr_storage ss = { 0 };
        socklen_t len = sizeof ss;
        struct conn *c = conn_new(n);
        bool local = getsockname(fd, (struct sockaddr *)&ss, &len) == 0 && ss.ss_family == AF_UNIX;
        if (handle_init(c, local)) BUG("a handle cannot be made");
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
        if (local ? uv_pipe_open(&c->u.pipe, fd) : uv_tcp_open(&c->u.tcp, fd)) {
                (void)close(fd);
                conn_close(c);
                return;
        }
        begin(c);
}

/* ---- deadlines ------------------------------------------------------------------------------- */

static void sweep_writing(struct net *n, uint64_t now)
{
        struct conn_list *l = &n->list[CONN_WRITING];
        while (l->first && now - l->first->since >= n->lim.write_ms) {
                struct conn *c = l->first;
                size_t waiting = uv_stream_get_write_queue_size(&c->u.stream);
                bool moves = waiting < c->waiting;
                bool late = n->stopping && now - n->stop_at >= n->lim.write_ms;
                c->waiting = waiting;
                if (moves && !late) conn_move(c, CONN_WRITING);
                else conn_close(c);
        }
}

void conn_sweep(struct net *n)
{
        uint64_t now = uv_now(&n->loop);
        bool late = n->stopping && now - n->stop_at >= n->lim.stop_ms;
        uint64_t linger_ms = n->stopping ? n->lim.linger_ms / 4 : n->lim.linger_ms;
        struct conn_list *l = n->list;
        while (l[CONN_IDLE].first && now - l[CONN_IDLE].first->since >= n->lim.idle_ms)
                conn_close(l[CONN_IDLE].first);
        while (l[CONN_READING].first &&
               (late || now - l[CONN_READING].first->since >= n->lim.request_ms))
                conn_refuse(l[CONN_READING].first, 408);
        while (l[CONN_LINGER].first && now - l[CONN_LINGER].first->since >= linger_ms)
                conn_close(l[CONN_LINGER].first);
        sweep_writing(n, now);
}

/* How connections and the net come to an end: deadlines, clients that leave, stop, hand-over. */
#include "rig.h"

/* An end while requests are out, half sent, and waiting in the socket. */
TEST(net_stops)
{
        struct rig r = { 0 };
        OUT;
        NEED(rig_open(&r));
        r.net->lim.stop_ms = 500;
        rig_run(&r);
        int idle = dial(&r), out_there = dial(&r), half = dial(&r), never = dial(&r);
        CHECK(say(half, S("GET /half HTTP/1.1\r\n")));
        CHECK(say(never, S("GET /never HTTP/1.1\r\n")));
        r.hold = 1;
        CHECK(say(out_there, S("GET /out HTTP/1.1\r\n" H "\r\n")));
        soon(&r.taken, 1);
        (void)kill(getpid(), SIGTERM);
        CHECK(ended(idle));
        CHECK_INT(-1, dial(&r), -1);
        CHECK(say(half, S(H "\r\n")));
        soon(&r.taken, 2);
        r.hold = 0;
        CHECK_INT(-1, hear(out_there, &out, false), 200);
        CHECK(has(&out, "Connection: close\r\n"));
        CHECK_INT(-1, hear(half, &out, false), 200);
        CHECK_INT(-1, hear(never, &out, false), 408);
        (void)close(idle);
        (void)close(out_there);
        (void)close(half);
        (void)close(never);
        rig_stop(&r, false);
        CHECK_INT(-1, net_listen_fds(r.net)[0], -1);
        CHECK_INT(-1, net_idle_fds(r.net)[0], -1);
        rig_close(&r);
}

/* The next process takes the listening socket and the idle connections; nobody sees an end. */
TEST(net_hands_over)
{
        enum { IDLE = 20 };
        struct rig r = { .o.proxied = true };
        OUT;
        int fd[IDLE + 2], listen_fd[4] = { -1, -1, -1, -1 }, conn_fd[IDLE + 3], n = 0;
        NEED(rig_open(&r));
        rig_run(&r);
        for (int i = 0; i < IDLE; i++) {
                fd[i] = dial(&r);
                CHECK(say(fd[i], S("GET / HTTP/1.1\r\n" H "\r\n")));
                CHECK_INT(i, hear(fd[i], &out, false), 200);
        }
        int port = net_port(r.net);
        r.hold = 1;
        CHECK(say(fd[0], S("GET /out HTTP/1.1\r\n" H "\r\nGET /behind HTTP/1.1\r\n" H "\r\n")));
        soon(&r.taken, IDLE + 1);
        (void)kill(getpid(), SIGUSR2);
        for (int i = 0; i < 10000 && net_counts(r.net).connections > 1; i++) (void)usleep(1000);
        /* asked while nobody listens: waits in the socket */
        for (int i = 1; i < 4; i++) CHECK(say(fd[i], S("GET /next HTTP/1.1\r\n" H "\r\n")));
        r.hold = 0;
        CHECK_INT(-1, hear(fd[0], &out, false), 200);
        CHECK_INT(-1, hear(fd[0], &out, false), 200);
        CHECK(has(&out, "/behind") && !has(&out, "Connection: close"));
        rig_stop(&r, true);
        for (const int *f = net_listen_fds(r.net); *f >= 0 && n < 3; f++) listen_fd[n++] = *f;
        CHECK_INT(-1, n, 1);
        n = 0;
        for (const int *f = net_idle_fds(r.net); *f >= 0 && n < IDLE + 2; f++) {
                CHECK_INT(n, fcntl(*f, F_GETFD), 0);
                conn_fd[n++] = *f;
        }
        conn_fd[n] = -1;
        CHECK_INT(-1, n, IDLE);
        rig_close(&r);

        struct rig s = { .o = { .proxied = true, .listen_fd = listen_fd, .conn_fd = conn_fd } };
        NEED(rig_open(&s));
        CHECK_INT(-1, net_port(s.net), port);
        rig_run(&s);
        for (int i = 0; i < IDLE; i++) {
                if (i < 1 || i > 3) CHECK(say(fd[i], S("GET /next HTTP/1.1\r\n" H "\r\n")));
                CHECK_INT(i, hear(fd[i], &out, false), 200);
                CHECK_STR(i, body_of(&out), "GET /next|||127.0.0.1");
                (void)close(fd[i]);
        }
        int fresh = dial(&s);
        CHECK(say(fresh, S("GET /fresh HTTP/1.1\r\n" H "\r\n")));
        CHECK_INT(-1, hear(fresh, &out, false), 200);
        (void)close(fresh);
        rig_stop(&s, false);
        rig_close(&s);
}

/* A socket that systemd made in the file system, for the proxy on this machine. */
TEST(net_local_socket)
{
        struct sockaddr_un at = { .sun_family = AF_UNIX };
        struct timeval t = { .tv_sec = 20 };
        OUT;
        (void)snprintf(at.sun_path, sizeof at.sun_path, "%s/s", t_dir());
        int listen_fd[] = { socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), -1 };
        NEED(bind(listen_fd[0], (struct sockaddr *)&at, sizeof at) == 0);
        NEED(listen(listen_fd[0], 16) == 0);
        struct rig r = { .o = { .proxied = true, .listen_fd = listen_fd } };
        NEED(rig_open(&r));
        CHECK_INT(-1, net_port(r.net), 0);
        rig_run(&r);
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
        NEED(connect(fd, (struct sockaddr *)&at, sizeof at) == 0);
        CHECK(say(fd, S("GET / HTTP/1.1\r\n" H "X-Forwarded-For: 2001:db8::1\r\n\r\n")));
        CHECK_INT(-1, hear(fd, &out, false), 200);
        CHECK_STR(-1, body_of(&out), "GET /|||2001:db8::1");
        CHECK(say(fd, S("GET / HTTP/1.1\r\n" H "\r\n")));
        CHECK_INT(-1, hear(fd, &out, false), 200);
        CHECK_STR(-1, body_of(&out), "GET /|||unix");
        rig_stop(&r, true);
        int next_fd[] = { net_listen_fds(r.net)[0], -1 },
            conn_fd[] = { net_idle_fds(r.net)[0], -1 };
        rig_close(&r);
        struct rig s = { .o = { .listen_fd = next_fd, .conn_fd = conn_fd } };
        NEED(rig_open(&s));
        rig_run(&s);
        CHECK(say(fd, S("GET /next HTTP/1.1\r\n" H "\r\n")));
        CHECK_INT(-1, hear(fd, &out, false), 200);
        CHECK_STR(-1, body_of(&out), "GET /next|||unix");
        (void)close(fd);
        rig_stop(&s, false);
        rig_close(&s);
}

TEST(net_clients_that_leave)
{
        struct rig r = { 0 };
        NEED(rig_open(&r));
        rig_run(&r);
        r.hold = 1;
        int fd[3];
        for (int i = 0; i < 3; i++) {
                fd[i] = dial(&r);
                CHECK(say(fd[i], S("GET /big HTTP/1.1\r\n" H "\r\n")));
        }
        soon(&r.taken, 3);
        struct linger now = { .l_onoff = 1 };
        for (int i = 0; i < 3; i++) {
                if (i) (void)setsockopt(fd[i], SOL_SOCKET, SO_LINGER, &now, sizeof now);
                (void)close(fd[i]);
        }
        (void)usleep(50000);
        r.hold = 0;
        soon(&r.done, 3);
        CHECK_INT(-1, r.done, 3);
        CHECK_INT(-1, r.gone, 3);
        rig_stop(&r, false);
        rig_close(&r);
}

TEST(net_deadlines)
{
        struct rig r = { 0 };
        OUT;
        NEED(rig_open(&r));
        r.net->lim.request_ms = 600;
        r.net->lim.idle_ms = 700;
        rig_run(&r);
        int idle = dial(&r), head = dial(&r), body = dial(&r), slow = dial(&r);
        CHECK(say(head, S("GET / HTTP/1.1\r\nHo")));
        CHECK(say(body, S("POST / HTTP/1.1\r\n" H "Content-Length: 100\r\n\r\nabc")));
        /* one byte now and then does not move the deadline */
        struct str drip = S("GET / HTTP/1.1\r\nX: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        size_t at = 0;
        struct pollfd p = { .fd = slow, .events = POLLIN };
        while (at < drip.n && poll(&p, 1, 50) == 0) CHECK(say(slow, str_sub(drip, at++, 1)));
        CHECK(at > 5 && at < 30);
        CHECK_INT(-1, hear(slow, &out, false), 408);
        CHECK(ended(slow));
        CHECK_INT(-1, hear(head, &out, false), 408);
        CHECK_INT(-1, hear(body, &out, false), 408);
        CHECK_INT(-1, hear(idle, &out, false), 0);
        CHECK_INT(-1, out.n, 0);
        (void)close(idle);
        (void)close(head);
        (void)close(body);
        (void)close(slow);
        rig_stop(&r, false);
        CHECK_INT(-1, r.taken, 0);
        CHECK_INT(-1, r.done, 3);
        rig_close(&r);
}

TEST(net_slow_readers)
{
        struct rig r = { 0 };
        OUT;
        NEED(rig_open(&r));
        r.file = file_make(&r.file_bytes);
        r.net->lim.write_ms = 300;
        rig_run(&r);
        int one = dial(&r), two = dial(&r);
        CHECK(say(one, S("GET /big HTTP/1.1\r\n" H "\r\n")));
        CHECK(say(two, S("GET /file HTTP/1.1\r\n" H "\r\n")));
        soon(&r.gone, 2);
        CHECK_INT(-1, r.gone, 2);
        CHECK_INT(-1, hear(one, &out, false), 0);
        CHECK_INT(-1, hear(two, &out, false), 0);
        (void)close(one);
        (void)close(two);
        rig_stop(&r, false);
        (void)close(r.file);
        rig_close(&r);
}

/* ---- clients of every kind, at once ---------------------------------------------------------- */

struct mob {
        const struct rig *r;
        uint64_t seed;
        int64_t whole; /* answers heard to the end */
};

static unsigned dice(struct mob *m, unsigned sides)
{
        m->seed = m->seed * 6364136223846793005u + 1442695040888963407u;
        return (unsigned)(m->seed >> 33) % sides;
}

/* Sends a text in pieces, or only its beginning. */
static void mutter(struct mob *m, int fd, struct str s)
{
        if (dice(m, 6) == 0) s.n = dice(m, (unsigned)s.n);
        while (s.n) {
                size_t n = 1 + dice(m, (unsigned)s.n);
                if (!say(fd, str_sub(s, 0, n))) return;
                s = str_from(s, n);
        }
}

static void *mob_run(void *arg)
{
        static const char *const text[] = {
                "GET /a HTTP/1.1\r\n" H "\r\n",
                "GET /file HTTP/1.1\r\n" H "\r\n",
                "HEAD /file HTTP/1.1\r\n" H "\r\n",
                "POST /a HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhello",
                "POST /a HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
                "GET /a HTTP/1.1\r\n" H "\r\nGET /b HTTP/1.1\r\n" H "\r\nGET /c HTTP/1.0\r\n" H
                "\r\n",
                "GET /../ HTTP/1.1\r\n" H "\r\n",
                "POST /a HTTP/1.1\r\n" H "Content-Length: 99999999\r\n\r\n",
        };
        static const struct linger now = { .l_onoff = 1 };
        struct mob *m = arg;
        AUTO(buf_free) struct buf out = { .limit = 64u << 20 };
        for (int i = 0; i < 40; i++) {
                int fd = dial(m->r);
                if (fd < 0) continue;
                unsigned turns = 1 + dice(m, 3);
                for (unsigned j = 0; j < turns; j++) {
                        mutter(m, fd, str_c(text[dice(m, (unsigned)LEN(text))]));
                        unsigned next = dice(m, 4);
                        if (next == 0) (void)shutdown(fd, SHUT_WR);
                        if (next >= 2 && hear(fd, &out, next == 3) > 0) m->whole++;
                }
                if (dice(m, 2)) (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
                (void)close(fd);
        }
        return NULL;
}

TEST(net_mob)
{
        enum { MOBS = 8 };
        struct rig r = { .o.proxied = true };
        struct mob m[MOBS];
        pthread_t t[MOBS];
        int64_t whole = 0;
        NEED(rig_open(&r));
        r.file = file_make(&r.file_bytes);
        r.file_bytes = 300000;
        r.net->lim.request_ms = r.net->lim.idle_ms = 150;
        r.net->lim.linger_ms = 300;
        rig_run(&r);
        for (int i = 0; i < MOBS; i++) {
                m[i] = (struct mob){ &r, (uint64_t)i, 0 };
                (void)pthread_create(&t[i], NULL, mob_run, &m[i]);
        }
        for (int i = 0; i < MOBS; i++) {
                (void)pthread_join(t[i], NULL);
                whole += m[i].whole;
        }
        CHECK(whole > 50);
        rig_stop(&r, false);
        CHECK(r.done >= r.taken);
        CHECK_INT(-1, r.net->bodies, 0);
        (void)close(r.file);
        rig_close(&r);
}

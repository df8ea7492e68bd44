/* The socket thread against real sockets: requests, answers, refusals, limits. */
#include "rig.h"

TEST(net_keeps_alive)
{
        struct rig r = { 0 };
        OUT;
        NEED(rig_open(&r));
        rig_run(&r);
        int fd = dial(&r);
        for (int i = 0; i < 3; i++) {
                CHECK(say(fd, S("POST /a%20b?c=d HTTP/1.1\r\n" H "Content-Length: 2\r\n\r\nxy")));
                CHECK_INT(i, hear(fd, &out, false), 200);
                CHECK_STR(i, body_of(&out), "POST /a b|c=d|xy|127.0.0.1");
                CHECK_ROW(i, has(&out, "\r\nDate: ") && has(&out, " GMT\r\n"));
                CHECK_ROW(i, !has(&out, "Connection:"));
                CHECK_ROW(i, !has(&out, "\nX-Evil"));
        }
        CHECK(say(fd, S("GET / HTTP/1.1\r\n" H "Connection: close\r\n\r\n")));
        CHECK_INT(-1, hear(fd, &out, false), 200);
        CHECK(has(&out, "Connection: close\r\n"));
        CHECK(ended(fd));
        (void)close(fd);
        fd = dial(&r);
        CHECK(say(fd, S("GET / HTTP/1.0\r\n" H "Connection: keep-alive\r\n\r\n")));
        CHECK_INT(-1, hear(fd, &out, false), 200);
        CHECK(has(&out, "Connection: keep-alive\r\n"));
        CHECK(say(fd, S("GET / HTTP/1.0\r\n" H "\r\n")));
        CHECK_INT(-1, hear(fd, &out, false), 200);
        CHECK(ended(fd));
        (void)close(fd);
        rig_stop(&r, false);
        CHECK_INT(-1, r.taken, 6);
        CHECK_INT(-1, r.done, 6);
        CHECK_INT(-1, net_counts(r.net).accepted, 2);
        rig_close(&r);
}

TEST(net_bodies)
{
        static const struct {
                const char *request, *contains;
                int status;
                bool head_only;
                size_t n;
        } row[] = {
                { "HEAD /fixed HTTP/1.1\r\n" H "\r\n", "Content-Length: 5\r\n", 200, true, 0 },
                { "GET /fixed HTTP/1.1\r\n" H "\r\n", "Content-Length: 5\r\n", 200, false, 5 },
                { "HEAD /big HTTP/1.1\r\n" H "\r\n", "Content-Length: 33554432\r\n", 200, true, 0 },
                { "GET /big HTTP/1.1\r\n" H "\r\n", "Content-Length: 33554432\r\n", 200, false,
                  32u << 20 },
                { "GET /204 HTTP/1.1\r\n" H "\r\n", "HTTP/1.1 204 No Content\r\n", 204, true, 0 },
                { "GET /304 HTTP/1.1\r\n" H "\r\n", "HTTP/1.1 304 Not Modified\r\n", 304, true, 0 },
                { "HEAD /file HTTP/1.1\r\n" H "\r\n", "Content-Length: ", 200, true, 0 },
                { "GET /none HTTP/1.1\r\n" H "\r\n", "HTTP/1.1 500 ", 500, false, 44 },
                { "POST /x HTTP/1.1\r\n" H
                  "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n",
                  "|abcd|", 200, false, 23 },
        };
        struct rig r = { .file = -1 };
        OUT;
        NEED(rig_open(&r));
        rig_run(&r);
        int fd = dial(&r);
        for (size_t i = 0; i < LEN(row); i++) {
                CHECK_ROW(i, say(fd, str_c(row[i].request)));
                CHECK_INT(i, hear(fd, &out, row[i].head_only), row[i].status);
                CHECK_ROW(i, has(&out, row[i].contains));
                CHECK_INT(i, body_of(&out).n, row[i].n);
        }
        (void)close(fd);
        rig_stop(&r, false);
        rig_close(&r);
}

TEST(net_pipelines)
{
        struct rig r = { 0 };
        OUT;
        AUTO(buf_free) struct buf in = { .limit = 1 << 20 };
        NEED(rig_open(&r));
        rig_run(&r);
        int fd = dial(&r);
        for (int i = 0; i < 500; i++) {
                buf_printf(&in, "GET /n%d HTTP/1.1\r\n" H "\r\n", i);
                if (i % 7 == 0)
                        buf_printf(&in, "POST /p HTTP/1.1\r\n" H "Content-Length: 4\r\n\r\n%04d",
                                   i);
        }
        CHECK(say(fd, buf_view(&in)));
        for (int i = 0; i < 500; i++) {
                char want[64];
                (void)snprintf(want, sizeof want, "GET /n%d|||127.0.0.1", i);
                CHECK_INT(i, hear(fd, &out, false), 200);
                CHECK_STR(i, body_of(&out), want);
                if (i % 7) continue;
                (void)snprintf(want, sizeof want, "POST /p||%04d|127.0.0.1", i);
                CHECK_INT(i, hear(fd, &out, false), 200);
                CHECK_STR(i, body_of(&out), want);
        }
        /* whoever has sent all and shuts down still hears */
        CHECK(say(fd, S("GET /1 HTTP/1.1\r\n" H "\r\nGET /2 HTTP/1.1\r\n" H "\r\n")));
        (void)shutdown(fd, SHUT_WR);
        CHECK_INT(-1, hear(fd, &out, false), 200);
        CHECK_INT(-1, hear(fd, &out, false), 200);
        CHECK(ended(fd));
        (void)close(fd);
        rig_stop(&r, false);
        CHECK_INT(-1, r.done, r.taken);
        rig_close(&r);
}

struct talk {
        int fd;
        struct str what;
};

static void *talk_on(void *arg)
{
        const struct talk *t = arg;
        for (struct str rest = t->what; rest.n;) {
                ssize_t n = send(t->fd, rest.p, rest.n, MSG_NOSIGNAL);
                if (n <= 0) break;
                rest = str_from(rest, (size_t)n);
        }
        return NULL;
}

/* More than any buffer holds: each request is answered, in its order. */
TEST(net_pipelines_without_end)
{
        enum { MANY = 20000 };
        struct rig r = { 0 };
        OUT;
        AUTO(buf_free) struct buf in = { .limit = 4 << 20 };
        char want[64];
        int wrong = 0;
        pthread_t sender;
        NEED(rig_open(&r));
        rig_run(&r);
        for (int i = 0; i < MANY; i++) buf_printf(&in, "GET /n%d HTTP/1.1\r\n" H "\r\n", i);
        struct talk t = { dial(&r), buf_view(&in) };
        (void)pthread_create(&sender, NULL, talk_on, &t);
        for (int i = 0; i < MANY && wrong == 0; i++) {
                (void)snprintf(want, sizeof want, "GET /n%d|||127.0.0.1", i);
                wrong += hear(t.fd, &out, false) != 200 || !str_eq(body_of(&out), str_c(want));
        }
        CHECK_INT(-1, wrong, 0);
        (void)close(t.fd);
        (void)pthread_join(sender, NULL);
        rig_stop(&r, false);
        rig_close(&r);
}

TEST(net_refuses)
{
        static const struct {
                const char *request;
                int status;
        } row[] = {
                { "GET / HTTP/1.1\r\n\r\n", 400 },
                { "GET /../etc/passwd HTTP/1.1\r\n" H "\r\n", 400 },
                { "POST / HTTP/1.1\r\n" H "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400 },
                { "POST / HTTP/1.1\r\n" H
                  "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx",
                  400 },
                { "POST / HTTP/1.1\r\n" H "Content-Length: 1073741824\r\n\r\n", 413 },
                { "POST / HTTP/1.1\r\n" H
                  "Expect: 100-continue\r\nContent-Length: 1073741824\r\n\r\n",
                  413 },
                { "GET / HTTP/3.0\r\n" H "\r\n", 505 },
                { "PATCH / HTTP/1.1\r\n" H "\r\n", 405 },
                { "<script>\r\n\r\n", 400 },
                { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip\r\n\r\n", 501 },
        };
        struct rig r = { 0 };
        OUT;
        NEED(rig_open(&r));
        rig_run(&r);
        for (size_t i = 0; i < LEN(row); i++) {
                int fd = dial(&r);
                CHECK_ROW(i, say(fd, str_c(row[i].request)));
                CHECK_INT(i, hear(fd, &out, false), row[i].status);
                CHECK_ROW(i, has(&out, "Connection: close\r\n"));
                CHECK_ROW(i, has(&out, "text/plain; charset=utf-8"));
                CHECK_ROW(i, !has(&out, "script"));
                CHECK_ROW(i,
                          row[i].status != 405 || has(&out, "Allow: GET, HEAD, POST, DELETE\r\n"));
                CHECK_ROW(i, ended(fd));
                (void)close(fd);
        }
        r.refuse = true;
        int fd = dial(&r);
        CHECK(say(fd, S("GET / HTTP/1.1\r\n" H "\r\n")));
        CHECK_INT(-1, hear(fd, &out, false), 503);
        CHECK(has(&out, "Retry-After: 1\r\n"));
        r.refuse = false;
        CHECK(say(fd, S("GET / HTTP/1.1\r\n" H "\r\n")));
        CHECK_INT(-1, hear(fd, &out, false), 200);
        (void)close(fd);
        rig_stop(&r, false);
        CHECK_INT(-1, r.taken, 1);
        CHECK_INT(-1, r.bad, (int)LEN(row) + 1);
        CHECK_INT(-1, net_counts(r.net).refused_bad, LEN(row));
        CHECK_INT(-1, net_counts(r.net).refused_busy, 1);
        rig_close(&r);
}

/* A gigabyte that nobody wants: answered at once; a client that insists is cut off. */
TEST(net_huge_body)
{
        static char some[1 << 16];
        struct rig r = { 0 };
        OUT;
        NEED(rig_open(&r));
        r.net->lim.linger_ms = 300;
        rig_run(&r);
        int fd = dial(&r);
        CHECK(say(fd, S("POST / HTTP/1.1\r\n" H "Content-Length: 1073741824\r\n\r\n")));
        CHECK_INT(-1, hear(fd, &out, false), 413);
        int64_t sent = 0;
        while (sent < (1 << 30) && say(fd, (struct str){ some, sizeof some }))
                sent += (int64_t)sizeof some;
        CHECK(sent < 1 << 30 || ended(fd));
        (void)close(fd);
        /* 16 MB are taken */
        fd = dial(&r);
        CHECK(say(fd, S("POST / HTTP/1.1\r\n" H
                        "Expect: 100-continue\r\nContent-Length: 16777216\r\n\r\n")));
        CHECK_INT(-1, hear(fd, &out, true), 100);
        for (int i = 0; i < 256; i++) {
                struct str rest = { some, sizeof some };
                while (rest.n) {
                        ssize_t n = send(fd, rest.p, rest.n, MSG_NOSIGNAL);
                        NEED(n > 0);
                        rest = str_from(rest, (size_t)n);
                }
        }
        CHECK_INT(-1, hear(fd, &out, false), 200);
        CHECK_STR(-1, body_of(&out), "16777216");
        (void)close(fd);
        rig_stop(&r, false);
        CHECK_INT(-1, r.net->bodies, 0);
        rig_close(&r);
}

TEST(net_bodies_together)
{
        struct rig r = { 0 };
        OUT;
        NEED(rig_open(&r));
        r.net->lim.bodies = 100000;
        rig_run(&r);
        AUTO(buf_free) struct buf in = { .limit = 1 << 20 };
        buf_put(&in, S("POST / HTTP/1.1\r\n" H "Content-Length: 60000\r\n\r\n"));
        memset(buf_take(&in, 50000), 'x', 50000);
        int one = dial(&r), two = dial(&r);
        CHECK(say(one, buf_view(&in)));
        (void)usleep(100000);
        CHECK(say(two, buf_view(&in)));
        CHECK_INT(-1, hear(two, &out, false), 503);
        CHECK(ended(two));
        memset(buf_take(&in, 10000), 'x', 10000);
        CHECK(say(one, str_from(buf_view(&in), in.n - 10000)));
        CHECK_INT(-1, hear(one, &out, false), 200);
        (void)close(two);
        two = dial(&r);
        CHECK(say(two, buf_view(&in)));
        CHECK_INT(-1, hear(two, &out, false), 200);
        (void)close(one);
        (void)close(two);
        rig_stop(&r, false);
        rig_close(&r);
}

TEST(net_per_address)
{
        struct rig r = { 0 };
        OUT;
        int fd[6];
        NEED(rig_open(&r));
        r.net->lim.per_address = 4;
        rig_run(&r);
        for (int i = 0; i < 4; i++) {
                fd[i] = dial(&r);
                CHECK(say(fd[i], S("GET / HTTP/1.1\r\n" H "\r\n")));
                CHECK_INT(i, hear(fd[i], &out, false), 200);
        }
        for (int i = 4; i < 6; i++) {
                fd[i] = dial(&r);
                int got = hear(fd[i], &out, false);
                CHECK_ROW(i, got == 503 || got == 0);
        }
        (void)close(fd[0]);
        for (int i = 0; i < 2000 && net_counts(r.net).connections > 3; i++) (void)usleep(1000);
        fd[0] = dial(&r);
        CHECK(say(fd[0], S("GET / HTTP/1.1\r\n" H "\r\n")));
        CHECK_INT(-1, hear(fd[0], &out, false), 200);
        for (int i = 0; i < 6; i++) (void)close(fd[i]);
        rig_stop(&r, false);
        CHECK_INT(-1, net_counts(r.net).refused_busy, 2);
        rig_close(&r);
}

TEST(net_behind_a_proxy)
{
        struct rig r = { .o.proxied = true };
        OUT;
        NEED(rig_open(&r));
        r.net->lim.per_address = 2; /* not for the proxy */
        rig_run(&r);
        int fd[4];
        for (int i = 0; i < 4; i++) {
                fd[i] = dial(&r);
                CHECK(say(fd[i], S("GET / HTTP/1.1\r\n" H "X-Forwarded-For: 6.6.6.6, 1.2.3.4\r\n"
                                   "X-Forwarded-Proto: https\r\n\r\n")));
                CHECK_INT(i, hear(fd[i], &out, false), 200);
                CHECK_STR(i, body_of(&out), "GET /|||1.2.3.4 https");
        }
        CHECK(say(fd[0], S("GET / HTTP/1.1\r\n" H "X-Forwarded-For: me\r\n\r\n")));
        CHECK_INT(-1, hear(fd[0], &out, false), 200);
        CHECK_STR(-1, body_of(&out), "GET /|||127.0.0.1");
        for (int i = 0; i < 4; i++) (void)close(fd[i]);
        rig_stop(&r, false);
        rig_close(&r);
        struct rig plain = { 0 };
        NEED(rig_open(&plain));
        rig_run(&plain);
        fd[0] = dial(&plain);
        CHECK(say(fd[0], S("GET / HTTP/1.1\r\n" H
                           "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n\r\n")));
        CHECK_INT(-1, hear(fd[0], &out, false), 200);
        CHECK_STR(-1, body_of(&out), "GET /|||127.0.0.1");
        (void)close(fd[0]);
        rig_stop(&plain, false);
        rig_close(&plain);
}

TEST(net_streams_a_file)
{
        struct rig r = { 0 };
        OUT;
        NEED(rig_open(&r));
        r.file = file_make(&r.file_bytes);
        rig_run(&r);
        int fd = dial(&r);
        for (int i = 0; i < 2; i++) {
                CHECK(say(fd, S("GET /file HTTP/1.1\r\n" H "\r\n")));
                CHECK_INT(i, hear(fd, &out, false), 200);
                struct str b = body_of(&out);
                size_t wrong = 0;
                CHECK_INT(i, b.n, r.file_bytes);
                for (size_t j = 0; j + 3 < b.n; j++)
                        wrong += (unsigned char)b.p[j] != (unsigned)(j / 4096 % 251);
                CHECK_INT(i, wrong, 0);
                CHECK_ROW(i, str_ends(b, S("end")));
        }
        /* a file that lost its end: the client sees it is not whole */
        CHECK(say(fd, S("GET /short HTTP/1.1\r\n" H "\r\n")));
        CHECK_INT(-1, hear(fd, &out, false), 0);
        (void)close(fd);
        rig_stop(&r, false);
        CHECK_INT(-1, r.gone, 1);
        (void)close(r.file);
        rig_close(&r);
}

TEST(net_many_idle)
{
        enum { MANY = 2000 };
        static int fd[MANY];
        struct rig r = { .o.proxied = true };
        OUT;
        NEED(rig_open(&r));
        rig_run(&r);
        int n = 0;
        while (n < MANY && (fd[n] = dial(&r)) >= 0) n++;
        CHECK_INT(-1, n, MANY);
        for (int i = 0; i < 10000 && net_counts(r.net).connections < n; i++) (void)usleep(1000);
        CHECK_INT(-1, net_counts(r.net).connections, n);
        CHECK(sizeof(struct conn) < sizeof(uv_tcp_t) + 2048);
        CHECK(say(fd[n - 1], S("GET / HTTP/1.1\r\n" H "\r\n")));
        CHECK_INT(-1, hear(fd[n - 1], &out, false), 200);
        for (int i = 0; i < n; i += 2) (void)close(fd[i]);
        for (int i = 0; i < 10000 && net_counts(r.net).connections > n / 2; i++) (void)usleep(1000);
        CHECK_INT(-1, net_counts(r.net).connections, n / 2);
        rig_stop(&r, false);
        for (int i = 1; i < n; i += 2) {
                CHECK_ROW(i, ended(fd[i]));
                (void)close(fd[i]);
        }
        rig_close(&r);
}

TEST(net_over_the_top)
{
        struct rig r = { .o.proxied = true };
        int fd[20], refused = 0;
        OUT;
        NEED(rig_open(&r));
        r.net->lim.connections = 10;
        rig_run(&r);
        for (size_t i = 0; i < LEN(fd); i++) fd[i] = dial(&r);
        for (size_t i = 10; i < LEN(fd); i++) {
                int got = hear(fd[i], &out, false);
                refused += got == 503 || got == 0;
        }
        CHECK_INT(-1, refused, 10);
        CHECK(say(fd[0], S("GET / HTTP/1.1\r\n" H "\r\n")));
        CHECK_INT(-1, hear(fd[0], &out, false), 200);
        for (size_t i = 0; i < LEN(fd); i++) (void)close(fd[i]);
        rig_stop(&r, false);
        CHECK_INT(-1, net_counts(r.net).refused_busy, 10);
        rig_close(&r);
}

/* Not on machines without IPv6. */
TEST(net_six)
{
        struct rig r = { .o.address = "::1" };
        struct sockaddr_in6 at = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
        struct timeval t = { .tv_sec = 20 };
        OUT;
        if (!rig_open(&r)) {
                CHECK_INT(-1, r.f.first->err, ERR_IO);
                arena_done(&r.a);
                return;
        }
        r.net->lim.per_address = 1;
        rig_run(&r);
        at.sin6_port = htons((uint16_t)net_port(r.net));
        int fd[2];
        for (int i = 0; i < 2; i++) {
                fd[i] = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
                (void)setsockopt(fd[i], SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
                NEED(connect(fd[i], (struct sockaddr *)&at, sizeof at) == 0);
        }
        CHECK(say(fd[0], S("GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n")));
        CHECK_INT(-1, hear(fd[0], &out, false), 200);
        CHECK_STR(-1, body_of(&out), "GET /|||::1");
        CHECK(hear(fd[1], &out, false) != 200);
        for (int i = 0; i < 2; i++) (void)close(fd[i]);
        rig_stop(&r, false);
        rig_close(&r);
}

TEST(net_addresses)
{
        static const struct {
                const char *address;
                enum err err;
        } row[] = {
                { "127.0.0.1", OK },        { "::1", OK },
                { "localhost", ERR_INPUT }, { "", ERR_INPUT },
                { "1.2.3.4.5", ERR_INPUT }, { ":::", ERR_INPUT },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct rig r = { .o.address = row[i].address };
                bool opened = rig_open(&r);
                CHECK_INT(i, opened, row[i].err == OK);
                if (opened) CHECK_ROW(i, net_port(r.net) > 0);
                else CHECK_INT(i, r.f.first->err, row[i].err);
                net_close(&r.net);
                arena_done(&r.a);
        }
        struct rig r = { 0 }, again = { 0 };
        NEED(rig_open(&r));
        again.o.port = net_port(r.net);
        CHECK(!rig_open(&again));
        CHECK_INT(-1, again.f.first->err, ERR_BUSY);
        net_close(&r.net);
        arena_done(&r.a);
        arena_done(&again.a);
}

/* client.c: many clients that submit requests and keep a journal of what they were told.
 *
 *      client PORT CLIENTS MILLISECONDS JOURNAL PREFIX    submits until the time is over, or until
 *                                                         the server is gone
 *      client PORT --again JOURNAL                        submits what stands there once more
 *
 * A line of the journal is "KEY NUMBER" for an acknowledged submission and "KEY ?" for one that got
 * no answer; KEY is its idempotency key and its title. --again prints such lines to standard output.
 * The last line on standard error: "N acknowledged, N unanswered, N refused". Each client keeps one
 * connection; when that breaks it ends, as does one that was refused. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/num.h"
#include "base/sys.h"

#define CLIENTS_MAX  256
#define ANSWER_BYTES 8192
#define NUMBER_BYTES 64

struct run {
        int port, journal;
        int64_t until_ms;
        const char *prefix;
        atomic_int acknowledged, unanswered, refused;
};

struct client {
        struct run *run;
        pthread_t thread;
        int id, fd;
};

static int64_t clock_ms(void)
{
        struct timespec t;
        (void)clock_gettime(CLOCK_MONOTONIC, &t);
        return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int reach(int port)
{
        struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
        const struct timeval patience = { 20, 0 };
        const void *at = &in;
        in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0) return -1;
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (connect(fd, at, sizeof in) == 0) return fd;
        (void)close(fd);
        return -1;
}

static bool send_all(int fd, const char *p, size_t n)
{
        while (n) {
                ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
                if (k <= 0) return false;
                p += k;
                n -= (size_t)k;
        }
        return true;
}

static bool send_submission(int fd, const char *key)
{
        char body[512], all[1024];
        int n = snprintf(body, sizeof body,
                         "{\"fields\":{\"title\":\"%s\",\"body\":\"%s\",\"channel\":\"hotline\"}}",
                         key, key);
        int k = snprintf(all, sizeof all,
                         "POST /api/v1/ledgers/request/records HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                         "Content-Type: application/json\r\nIdempotency-Key: %s\r\n"
                         "Content-Length: %d\r\n\r\n%s",
                         key, n, body);
        return n > 0 && k > 0 && (size_t)k < sizeof all && send_all(fd, all, (size_t)k);
}

/* The bytes of a whole answer are there when its body is as long as its head says. */
static bool is_whole(struct str got)
{
        struct str head, rest;
        size_t end, at;
        int64_t n = 0;
        if (!str_find(got, S("\r\n\r\n"), &end)) return false;
        head = str_sub(got, 0, end);
        if (str_find(head, S("Content-Length: "), &at)) {
                struct str digits = str_from(head, at + 16);
                (void)str_cut(digits, '\r', &digits, &rest);
                if (num_parse_i64(digits, 0, 1 << 20, &n) != OK) return false;
        }
        return got.n >= end + 4 + (size_t)n;
}

/* The status, 0 without an answer. */
static int read_answer(int fd, char number[static NUMBER_BYTES])
{
        char all[ANSWER_BYTES] = { 0 };
        size_t n = 0, at;
        int64_t status = 0;
        number[0] = 0;
        while (!is_whole((struct str){ all, n })) {
                if (n == sizeof all) return 0;
                ssize_t k = recv(fd, all + n, sizeof all - n, 0);
                if (k <= 0) return 0;
                n += (size_t)k;
        }
        struct str got = { all, n }, value, rest;
        if (num_parse_i64(str_sub(got, 9, 3), 100, 599, &status) != OK) return 0;
        if (str_find(got, S("\"number\":\""), &at) &&
            str_cut(str_from(got, at + 10), '"', &value, &rest) && value.n < NUMBER_BYTES) {
                memcpy(number, value.p, value.n);
                number[value.n] = 0;
        }
        return (int)status;
}

static void note(int fd, const char *key, const char *number)
{
        char line[256];
        int n = snprintf(line, sizeof line, "%s %s\n", key, number);
        if (write(fd, line, (size_t)n) != n) BUG("the journal cannot be written");
}

/* false: this client ends. */
static bool submit(struct client *c, const char *key)
{
        char number[NUMBER_BYTES];
        int status = send_submission(c->fd, key) ? read_answer(c->fd, number) : 0;
        if (status == 201) {
                atomic_fetch_add(&c->run->acknowledged, 1);
                note(c->run->journal, key, number);
                return true;
        }
        if (status) atomic_fetch_add(&c->run->refused, 1);
        else atomic_fetch_add(&c->run->unanswered, 1);
        note(c->run->journal, key, "?");
        return false;
}

static void *live(void *arg)
{
        struct client *c = arg;
        char key[128];
        for (int i = 0; c->fd >= 0 && clock_ms() < c->run->until_ms; i++) {
                (void)snprintf(key, sizeof key, "%s-%d-%d", c->run->prefix, c->id, i);
                if (!submit(c, key)) break;
        }
        if (c->fd >= 0) (void)close(c->fd);
        return NULL;
}

static void run_clients(struct run *r, int n)
{
        static struct client c[CLIENTS_MAX];
        for (int i = 0; i < n; i++) {
                c[i] = (struct client){ .run = r, .id = i, .fd = reach(r->port) };
                if (pthread_create(&c[i].thread, NULL, live, &c[i]) != 0) BUG("pthread_create");
        }
        for (int i = 0; i < n; i++) (void)pthread_join(c[i].thread, NULL);
}

static void run_again(struct run *r, const char *path)
{
        struct arena a = { 0 };
        struct client c = { .run = r, .fd = reach(r->port) };
        struct str text, line, key, number;
        if (file_read(&a, path, 64u << 20, &text) != OK) BUG("the journal cannot be read");
        while (str_split(&text, '\n', &line))
                if (str_cut(line, ' ', &key, &number)) (void)submit(&c, str_dupz(&a, key));
        (void)close(c.fd);
        arena_done(&a);
}

static int number_of(const char *text)
{
        int64_t n;
        if (num_parse_i64(str_c(text), 0, 10000000, &n) != OK) BUG("a number was expected");
        return (int)n;
}

int main(int argc, char **argv)
{
        struct run r = { .journal = STDOUT_FILENO };
        if (argc < 4) BUG("see the head of tests/http/client.c");
        r.port = number_of(argv[1]);
        if (argc == 6) {
                r.journal = open(argv[4], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
                r.prefix = argv[5];
                r.until_ms = clock_ms() + number_of(argv[3]);
                run_clients(&r, number_of(argv[2]));
        } else {
                run_again(&r, argv[3]);
        }
        (void)fprintf(stderr, "%d acknowledged, %d unanswered, %d refused\n", r.acknowledged,
                      r.unanswered, r.refused);
        return 0;
}

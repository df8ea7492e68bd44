#include "serve/exec.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/num.h"
#include "serve/notify.h"

#define NAME            "ZHITONG_SERVE"
#define STATE_BYTES_MAX (120u << 10) /* one string of the environment: 128 KiB with its end */
#define FD_MAX          1000000

/* ---- taking ---------------------------------------------------------------------------------- */

static int *numbers(struct arena *a, struct str list)
{
        int *v = NULL;
        size_t n = 0, cap = 0;
        struct str piece;
        int64_t fd;
        while (str_split(&list, ',', &piece))
                if (num_parse_i64(piece, 0, FD_MAX, &fd) == OK && fcntl((int)fd, F_GETFD) >= 0)
                        *ARENA_PUSH(a, v, n, cap) = (int)fd;
        *ARENA_PUSH(a, v, n, cap) = -1;
        return v;
}

/* So that no other program started from here takes it for its own. */
static void forget(void)
{
        char **to = environ;
        for (char **p = environ; p && *p; p++)
                if (!str_starts(str_c(*p), S(NAME "="))) *to++ = *p;
        if (to) *to = NULL;
}

void exec_handed(struct arena *a, struct handed *ret)
{
        struct str rest = notify_env(S(NAME)), part;
        *ret = (struct handed){ .any = rest.n != 0, .turn_fd = -1 };
        while (str_split(&rest, ';', &part)) {
                struct str name, value;
                if (!str_cut(part, '=', &name, &value)) continue;
                if (str_eq(name, S("listen"))) ret->listen_fd = numbers(a, value);
                if (str_eq(name, S("conn"))) ret->conn_fd = numbers(a, value);
                if (str_eq(name, S("turn"))) ret->turn_fd = numbers(a, value)[0];
                if (str_eq(name, S("ahead")) &&
                    num_parse_i64(value, INT64_MIN, INT64_MAX, &ret->ahead_ms) != OK)
                        ret->ahead_ms = 0;
        }
        if (ret->turn_fd >= 0) (void)fcntl(ret->turn_fd, F_SETFD, FD_CLOEXEC);
        forget();
}

/* ---- handing on ------------------------------------------------------------------------------ */

/* Connections beyond the room that there is are closed: their clients connect again. */
static void put_numbers(struct buf *b, const char *name, const int *fd)
{
        buf_printf(b, "%s=", name);
        for (const int *p = fd; p && *p >= 0; p++) {
                if (b->n + 16 > STATE_BYTES_MAX) break;
                buf_printf(b, "%s%d", p == fd ? "" : ",", *p);
        }
        buf_putc(b, ';');
}

/* Where the program lies; a new version that was put in its place is the one to go on with. */
static const char *program(struct arena *a)
{
        char path[4096];
        ssize_t n = readlink("/proc/self/exe", path, sizeof path);
        struct str s = { path, n > 0 ? (size_t)n : 0 };
        if (str_ends(s, S(" (deleted)"))) s.n -= 10;
        return str_dupz(a, s);
}

static sigset_t answered(void)
{
        static const int signals[] = { SIGTERM, SIGINT, SIGHUP, SIGUSR2 };
        sigset_t s;
        (void)sigemptyset(&s);
        for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
                (void)sigaddset(&s, signals[i]);
        return s;
}

void exec_signals(void)
{
        sigset_t s = answered();
        (void)pthread_sigmask(SIG_UNBLOCK, &s, NULL);
}

void exec_again(struct arena *a, char *const *argv, const struct handed *h)
{
        struct buf b = { .limit = STATE_BYTES_MAX + 1024 };
        size_t n = 0, k = 0;
        buf_put(&b, S(NAME "="));
        put_numbers(&b, "listen", h->listen_fd);
        if (h->turn_fd >= 0) {
                (void)fcntl(h->turn_fd, F_SETFD, 0);
                buf_printf(&b, "turn=%d;", h->turn_fd);
        }
        buf_printf(&b, "ahead=%" PRId64 ";", h->ahead_ms);
        put_numbers(&b, "conn", h->conn_fd);
        while (environ && environ[n]) n++;
        char **envp = ARENA_NEW(a, char *, n + 2);
        for (size_t i = 0; i < n; i++)
                if (!str_starts(str_c(environ[i]), S("LISTEN_"))) envp[k++] = environ[i];
        char *own = ARENA_NEW(a, char, b.n + 1);
        memcpy(own, b.p, b.n);
        envp[k++] = own;
        envp[k] = NULL;
        buf_free(&b);
        sigset_t s = answered(); /* by default they would end a process that is just beginning */
        (void)pthread_sigmask(SIG_BLOCK, &s, NULL);
        (void)execve(program(a), argv, envp);
        (void)execve("/proc/self/exe", argv, envp); /* nothing is in its place: as before */
}

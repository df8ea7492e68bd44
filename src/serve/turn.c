#include "serve/turn.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#define WAIT_MS   INT64_C(60000) /* of a command for its first turn */
#define AGAIN_MS  INT64_C(1000)  /* a command whose server died looks for the next one */
#define LINGER_MS 50             /* how long it lets go of the lock then */
#define LOCK_MS   INT64_C(10000)

static const char word_turn[] = "turn\n", word_go[] = "go\n", word_wait[] = "wait\n";

/* A socket's path has room for 107 bytes and a city's folder may be deeper: by way of the folder's
 * descriptor every path is short. */
static int folder_open(const char *data, struct sockaddr_un *ret)
{
        int dir = open(data, O_PATH | O_DIRECTORY | O_CLOEXEC);
        *ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
        (void)snprintf(ret->sun_path, sizeof ret->sun_path, "/proc/self/fd/%d/socket", dir);
        return dir;
}

static void fd_close(int *fd)
{
        if (*fd >= 0) (void)close(*fd);
        *fd = -1;
}

static const struct sockaddr *plain(const struct sockaddr_un *un)
{
        const void *p = un;
        return p;
}

/* ---- the server's side ----------------------------------------------------------------------- */

enum err turns_open(struct turns *t, const char *data, int inherited)
{
        struct sockaddr_un un;
        *t = (struct turns){ .listen_fd = inherited, .holder = -1, .path = data };
        if (inherited >= 0) return OK;
        int dir = folder_open(data, &un);
        if (dir < 0) return ERR_IO;
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        (void)unlinkat(dir, "socket", 0);
        mode_t was = umask(0177);
        bool ok = fd >= 0 && bind(fd, plain(&un), sizeof un) == 0 && listen(fd, TURNS_MAX) == 0;
        (void)umask(was);
        fd_close(&dir);
        if (ok) t->listen_fd = fd;
        else fd_close(&fd);
        return ok ? OK : ERR_IO;
}

int turns_close(struct turns *t, bool keep)
{
        struct sockaddr_un un;
        int fd = t->listen_fd;
        for (size_t i = 0; i < t->n; i++) fd_close(&t->fd[i]);
        fd_close(&t->holder);
        t->n = 0;
        t->listen_fd = -1;
        if (keep || fd < 0) return fd;
        int dir = folder_open(t->path, &un);
        if (dir >= 0) (void)unlinkat(dir, "socket", 0);
        fd_close(&dir);
        fd_close(&fd);
        return -1;
}

size_t turns_watch(const struct turns *t, struct pollfd *p)
{
        size_t n = 0;
        p[n++] = (struct pollfd){ t->n < TURNS_MAX ? t->listen_fd : -1, POLLIN, 0 };
        p[n++] = (struct pollfd){ t->holder, POLLIN, 0 };
        for (size_t i = 0; i < t->n; i++) p[n++] = (struct pollfd){ t->fd[i], POLLIN, 0 };
        return n;
}

static bool is_ours(int fd)
{
        struct ucred who;
        socklen_t n = sizeof who;
        if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) != 0) return false;
        return who.uid == geteuid() || who.uid == 0;
}

static void take_new(struct turns *t)
{
        while (t->n < TURNS_MAX) {
                int fd = accept4(t->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
                if (fd < 0) return;
                if (!is_ours(fd)) {
                        fd_close(&fd);
                        continue;
                }
                t->fd[t->n] = fd;
                t->asked[t->n++] = false;
        }
}

enum heard { HEARD_NOTHING, HEARD_TURN, HEARD_END };

/* Whoever says anything else than "turn" has no business here. */
static enum heard listen_to(int fd)
{
        char said[16];
        ssize_t n = recv(fd, said, sizeof said, MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return HEARD_NOTHING;
        if (n == (ssize_t)sizeof word_turn - 1 && memcmp(said, word_turn, (size_t)n) == 0)
                return HEARD_TURN;
        return HEARD_END;
}

static void drop(struct turns *t, size_t i)
{
        fd_close(&t->fd[i]);
        t->n--;
        for (; i < t->n; i++) {
                t->fd[i] = t->fd[i + 1];
                t->asked[i] = t->asked[i + 1];
        }
}

void turns_serve(struct turns *t, const struct pollfd *p, size_t n)
{
        for (size_t i = n; i-- > 2;) { /* from behind: an ended one moves those after it */
                if (!p[i].revents) continue;
                switch (listen_to(p[i].fd)) {
                case HEARD_NOTHING: break;
                case HEARD_TURN: t->asked[i - 2] = true; break;
                case HEARD_END: drop(t, i - 2); break;
                }
        }
        if (p[1].revents) {
                enum heard h = listen_to(t->holder);
                if (h == HEARD_TURN && t->n < TURNS_MAX) { /* let go: waits for the next one */
                        t->fd[t->n] = t->holder;
                        t->asked[t->n++] = true;
                        t->holder = -1;
                } else if (h != HEARD_NOTHING) {
                        fd_close(&t->holder);
                }
        }
        if (p[0].revents) take_new(t);
}

bool turns_waiting(const struct turns *t)
{
        for (size_t i = 0; i < t->n; i++)
                if (t->asked[i]) return true;
        return false;
}

bool turns_out(const struct turns *t)
{
        return t->holder >= 0;
}

static bool say(int fd, const char *word, size_t n)
{
        return send(fd, word, n, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)n;
}

bool turns_give(struct turns *t)
{
        size_t i = 0;
        while (i < t->n && !t->asked[i]) i++;
        ASSERT(i < t->n && t->holder < 0);
        int fd = t->fd[i];
        t->fd[i] = -1;
        drop(t, i);
        t->told = false;
        if (!say(fd, word_go, sizeof word_go - 1)) fd_close(&fd);
        t->holder = fd;
        return fd >= 0;
}

void turns_ask(struct turns *t)
{
        if (t->told || t->holder < 0) return;
        t->told = true; /* if it cannot be said, he is gone, and the next poll shows it */
        (void)say(t->holder, word_wait, sizeof word_wait - 1);
}

/* ---- a command's side ------------------------------------------------------------------------ */

static int64_t clock_ms(void)
{
        struct timespec now;
        if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) BUG("clock_gettime");
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int reach(const char *data)
{
        struct sockaddr_un un;
        int dir = folder_open(data, &un);
        if (dir < 0) return -1;
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd >= 0 && connect(fd, plain(&un), sizeof un) != 0) fd_close(&fd);
        fd_close(&dir);
        return fd;
}

bool turn_served(const char *data)
{
        int fd = reach(data);
        bool is = fd >= 0;
        fd_close(&fd);
        return is;
}

/* "go" within ms: OK; the end of the connection: ERR_NOT_FOUND; neither: ERR_BUSY. */
static enum err await_go(int fd, int64_t ms)
{
        struct pollfd p = { fd, POLLIN, 0 };
        char said[sizeof word_go - 1];
        int64_t end = clock_ms() + ms;
        for (;;) {
                int64_t left = end - clock_ms();
                if (left <= 0) return ERR_BUSY;
                if (poll(&p, 1, (int)left) <= 0) continue;
                /* byte by byte: "wait" may follow at once, and is for later; an old one is passed
                 * over */
                if (recv(fd, said, 1, 0) != 1) return ERR_NOT_FOUND;
                if (said[0] != word_go[0]) continue;
                return recv(fd, said, sizeof said - 1, MSG_WAITALL) > 0 ? OK : ERR_NOT_FOUND;
        }
}

/* ERR_NOT_FOUND: there is no server. A server that executes itself anew ends the connection and
 * listens on. */
static enum err ask_turn(struct turn *t, int64_t ms)
{
        int64_t end = clock_ms() + ms;
        while (clock_ms() < end) {
                if (!t->on) {
                        t->fd = reach(t->data);
                        t->on = t->fd >= 0;
                }
                if (!t->on) return ERR_NOT_FOUND;
                t->served = true;
                bool said = say(t->fd, word_turn, sizeof word_turn - 1);
                enum err e = said ? await_go(t->fd, end - clock_ms()) : ERR_NOT_FOUND;
                if (e == OK) return OK;
                turn_end(t);
        }
        return ERR_BUSY;
}

static enum err busy(const struct turn *t, struct faults *f)
{
        return FAULT(f, ERR_BUSY, "city.locked", str_c(t->data), "另一个进程正在写入，请稍后再试",
                     "another process is writing; try again later");
}

enum err turn_begin(struct turn *t, const char *data, struct faults *f)
{
        *t = (struct turn){ .fd = -1, .data = data };
        enum err e = ask_turn(t, WAIT_MS);
        return e == ERR_BUSY ? busy(t, f) : OK;
}

void turn_end(struct turn *t)
{
        if (t->on) fd_close(&t->fd);
        t->on = false;
}

static bool was_asked(struct turn *t)
{
        char said[16];
        ssize_t n = recv(t->fd, said, sizeof said, MSG_DONTWAIT);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) turn_end(t);
        return n > 0;
}

static enum err regain(struct turn *t, struct writer *w, struct faults *f)
{
        enum news news;
        if (writer_regain(w, LOCK_MS) != OK) return busy(t, f);
        TRY(writer_refresh(w, f, &news));
        if (t->clock && t->clock->now.ms < w->log.at.ms) t->clock->now = w->log.at;
        if (news < NEWS_CITY) return OK;
        return FAULT(f, ERR_BUSY, "city.changed", STR_NONE,
                     "其间单位、日历或定义有变动，已停在此处：请再运行一次，将从这里继续",
                     "offices, calendars or definitions have changed meanwhile: run it again, it "
                     "goes on from here");
}

enum err turn_between(void *ctx, struct writer *w, struct faults *f)
{
        struct turn *t = ctx;
        bool asked = t->on && was_asked(t);
        bool lost = !t->on && t->served && clock_ms() - t->tried_ms >= AGAIN_MS;
        if (!asked && !lost) return OK;
        t->tried_ms = clock_ms();
        writer_yield(w);
        if (lost) usleep(LINGER_MS * 1000); /* a server that starts just now finds the lock free */
        if (ask_turn(t, WAIT_MS) == ERR_BUSY) return busy(t, f);
        return regain(t, w, f);
}

#include "serve/notify.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/num.h"

#define FIRST_FD 3 /* SD_LISTEN_FDS_START */

struct str notify_env(struct str name)
{
        for (char **p = environ; p && *p; p++) {
                struct str head, tail;
                if (str_cut(str_c(*p), '=', &head, &tail) && str_eq(head, name)) return tail;
        }
        return STR_NONE;
}

void notify_say(struct str state)
{
        struct sockaddr_un un = { .sun_family = AF_UNIX };
        struct str path = notify_env(S("NOTIFY_SOCKET"));
        const void *at = &un;
        if (path.n == 0 || path.n >= sizeof un.sun_path) return;
        memcpy(un.sun_path, path.p, path.n);
        if (un.sun_path[0] == '@') un.sun_path[0] = 0; /* an abstract name */
        int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (fd < 0) return;
        size_t n = offsetof(struct sockaddr_un, sun_path) + path.n;
        ssize_t sent = sendto(fd, state.p, state.n, MSG_NOSIGNAL, at, (socklen_t)n);
        (void)sent; /* whoever does not listen is not told */
        (void)close(fd);
}

/* Is what stands in the environment meant for this process: *_PID says so. */
static bool is_ours(struct str pid_name)
{
        int64_t pid;
        struct str pid_text = notify_env(pid_name);
        return num_parse_i64(pid_text, 1, INT32_MAX, &pid) == OK && pid == getpid();
}

int64_t notify_watchdog_ms(void)
{
        int64_t us;
        if (notify_env(S("WATCHDOG_PID")).n && !is_ours(S("WATCHDOG_PID"))) return 0;
        if (num_parse_i64(notify_env(S("WATCHDOG_USEC")), 1, INT64_MAX, &us) != OK) return 0;
        return us / 2000 > 0 ? us / 2000 : 1;
}

size_t notify_listen_fds(int fds[static NOTIFY_FDS + 1])
{
        int64_t n = 0;
        fds[0] = -1;
        if (!is_ours(S("LISTEN_PID"))) return 0;
        if (num_parse_i64(notify_env(S("LISTEN_FDS")), 1, NOTIFY_FDS, &n) != OK) return 0;
        for (int i = 0; i < (int)n; i++) {
                fds[i] = FIRST_FD + i;
                (void)fcntl(fds[i], F_SETFD, FD_CLOEXEC);
        }
        fds[n] = -1;
        return (size_t)n;
}

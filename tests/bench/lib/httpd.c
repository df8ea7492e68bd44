#include "bench/lib/httpd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/num.h"
#include "base/sys.h"
#include "bench/lib/city.h"

#define PATIENCE_MS 60000

static double now_ms(void)
{
        struct timespec t;
        if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) BUG("clock_gettime");
        return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void rest(void)
{
        (void)nanosleep(&(struct timespec){ .tv_nsec = 500000 }, NULL);
}

static char *word(struct arena *a, const char *text)
{
        size_t n = strlen(text);
        char *w = ARENA_NEW(a, char, n + 1);
        memcpy(w, text, n);
        return w;
}

/* Standard output and error to the log; gone with the bench, however that ends. */
static pid_t start(char *const *argv, const char *log)
{
        (void)unlink(log); /* of a server before */
        pid_t parent = getpid(), pid = fork();
        if (pid < 0) BUG("fork");
        if (pid > 0) return pid;
        int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent || fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0) _exit(127);
        (void)execvp(argv[0], argv);
        _exit(127);
}

static bool answers(int port)
{
        struct sockaddr_in to = { .sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        bool there = fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0;
        if (fd >= 0) (void)close(fd);
        return there;
}

/* The port of the address in what it has said; 0: not yet. */
static int port_said(const char *log)
{
        struct arena a = { 0 };
        struct str text, at = S("http://127.0.0.1:");
        size_t i, n = 0;
        int64_t port = 0;
        if (file_read(&a, log, 1 << 20, &text) == OK && str_find(text, at, &i)) {
                struct str rest_of = str_from(text, i + at.n);
                while (n < rest_of.n && rest_of.p[n] >= '0' && rest_of.p[n] <= '9') n++;
                if (n < rest_of.n && num_parse_i64(str_sub(rest_of, 0, n), 1, 65535, &port) != OK)
                        port = 0;
        }
        arena_done(&a);
        return (int)port;
}

static void await(struct httpd *x, double from, const char *log)
{
        while (x->port == 0 || !answers(x->port)) {
                int status;
                if (waitpid(x->pid, &status, WNOHANG) != 0 || now_ms() - from > PATIENCE_MS) {
                        fprintf(stderr, "see %s\n", log);
                        bench_fail(NULL, "start of a server");
                }
                if (x->port == 0) x->port = port_said(log);
                if (x->port == 0 || !answers(x->port)) rest();
        }
        x->start_ms = now_ms() - from;
}

struct httpd httpd_zhitong(const char *dir, const char *log)
{
        struct arena a = { 0 };
        const char *program = getenv("ZT");
        char *const argv[] = { word(&a, program ? program : "build/release/zhitong"),
                               word(&a, "serve"),
                               word(&a, dir),
                               word(&a, "--listen"),
                               word(&a, "127.0.0.1:0"),
                               NULL };
        double from = now_ms();
        struct httpd x = { .pid = start(argv, log) };
        await(&x, from, log);
        arena_done(&a);
        return x;
}

static int free_port(void)
{
        struct sockaddr_in at = { .sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        socklen_t n = sizeof at;
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0 || bind(fd, (struct sockaddr *)&at, n) != 0 ||
            getsockname(fd, (struct sockaddr *)&at, &n) != 0)
                BUG("a free port");
        (void)close(fd);
        return ntohs(at.sin_port);
}

struct httpd httpd_nginx(struct arena *a, const char *files, const char *work)
{
        struct httpd x = { .port = free_port() };
        const char *conf = str_dupz(a, str_printf(a, "%s/nginx.conf", work));
        const char *log = str_dupz(a, str_printf(a, "%s/nginx.log", work));
        struct str text = str_printf(
                a,
                "daemon off;\nmaster_process off;\npid %s/nginx.pid;\nerror_log stderr warn;\n"
                "events { worker_connections 4096; }\n"
                "http {\n  access_log off;\n  keepalive_requests 100000000;\n  sendfile on;\n"
                "  open_file_cache max=100;\n  etag on;\n"
                "  types { text/css css; application/javascript js; image/svg+xml svg; }\n"
                "  client_body_temp_path %s/body;\n  proxy_temp_path %s/proxy;\n"
                "  fastcgi_temp_path %s/fastcgi;\n  uwsgi_temp_path %s/uwsgi;\n"
                "  scgi_temp_path %s/scgi;\n"
                "  server { listen 127.0.0.1:%d; root %s; }\n}\n",
                work, work, work, work, work, work, x.port, files);
        if (file_write(conf, text, 0600) != OK) BUG("nginx.conf");
        char *const argv[] = { word(a, "nginx"), word(a, "-e"), word(a, "stderr"),
                               word(a, "-c"),    word(a, conf), NULL };
        double from = now_ms();
        x.pid = start(argv, log);
        await(&x, from, log);
        return x;
}

void httpd_stop(struct httpd *x)
{
        int status = 0;
        if (kill(x->pid, SIGTERM) != 0 || waitpid(x->pid, &status, 0) != x->pid)
                bench_fail(NULL, "end of a server");
        x->pid = 0;
}

struct httpd_use httpd_use(const struct httpd *x)
{
        struct arena a = { 0 };
        struct httpd_use u = { 0 };
        clockid_t clock;
        struct timespec t;
        struct str text, piece;
        if (clock_getcpuclockid(x->pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
                bench_fail(NULL, "CPU of a server");
        u.cpu_s = (double)t.tv_sec + (double)t.tv_nsec / 1e9;
        int fd = open(str_dupz(&a, str_printf(&a, "/proc/%d/statm", (int)x->pid)),
                      O_RDONLY | O_CLOEXEC);
        char *line = ARENA_NEW(&a, char, 256);
        ssize_t n = fd >= 0 ? read(fd, line, 255) : -1;
        text = (struct str){ line, n > 0 ? (size_t)n : 0 };
        if (!str_split(&text, ' ', &piece) || !str_split(&text, ' ', &piece) ||
            num_parse_i64(piece, 0, INT64_MAX / 65536, &u.bytes) != OK)
                bench_fail(NULL, "memory of a server");
        u.bytes *= sysconf(_SC_PAGESIZE);
        (void)close(fd);
        arena_done(&a);
        return u;
}

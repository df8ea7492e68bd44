#include "base/sys.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>

static int64_t clock_ms(clockid_t id)
{
        struct timespec t;
        if (clock_gettime(id, &t) != 0) BUG("clock_gettime");
        return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct moment real_now(void *ctx)
{
        (void)ctx;
        return (struct moment){ clock_ms(CLOCK_REALTIME) };
}

static int64_t real_boot(void *ctx)
{
        (void)ctx;
        return clock_ms(CLOCK_BOOTTIME);
}

static void real_random(void *ctx, void *out, size_t n)
{
        (void)ctx;
        randombytes_buf(out, n);
}

struct sys sys_real(void)
{
        return (struct sys){ NULL, real_now, real_boot, real_random };
}

void sys_init(void)
{
        if (sodium_init() < 0) BUG("libsodium cannot start");
}

static struct moment fake_now(void *ctx)
{
        return ((struct sys_fake *)ctx)->now;
}

static int64_t fake_boot(void *ctx)
{
        return ((struct sys_fake *)ctx)->now.ms;
}

/* splitmix64: a repeatable stream, for tests and the demo only */
static void fake_random(void *ctx, void *out, size_t n)
{
        struct sys_fake *f = ctx;
        unsigned char *p = out;
        for (size_t i = 0; i < n; i++) {
                f->seed += 0x9e3779b97f4a7c15u;
                uint64_t z = f->seed;
                z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
                z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
                p[i] = (unsigned char)((z ^ (z >> 31)) & 0xff);
        }
}

struct sys sys_fake(struct sys_fake *f)
{
        return (struct sys){ f, fake_now, fake_boot, fake_random };
}

static void fd_close(const int *fd)
{
        if (*fd >= 0) (void)close(*fd);
}

enum err file_read(struct arena *a, const char *path, size_t max, struct str *ret)
{
        AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0) return errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_IO;
        struct stat st;
        if (fstat(fd, &st) != 0 || S_ISDIR(st.st_mode)) return ERR_IO;
        size_t cap = S_ISREG(st.st_mode) ? (size_t)st.st_size : 0, n = 0;
        if (cap > max) return ERR_LIMIT;
        if (cap < 4096) cap = 4096;
        char *p = arena_get(a, cap + 1, 1);
        for (;;) {
                if (n == cap + 1) { /* a pipe or a growing file */
                        if (cap >= max) return ERR_LIMIT;
                        char *more = arena_get(a, cap * 2 + 1, 1);
                        memcpy(more, p, n);
                        p = more;
                        cap *= 2;
                }
                ssize_t r = read(fd, p + n, cap + 1 - n);
                if (r < 0 && errno == EINTR) continue;
                if (r < 0) return ERR_IO;
                if (r == 0) break;
                n += (size_t)r;
        }
        if (n > max) return ERR_LIMIT;
        *ret = (struct str){ p, n };
        return OK;
}

static enum err write_all(int fd, struct str s)
{
        while (s.n) {
                ssize_t w = write(fd, s.p, s.n);
                if (w < 0 && errno == EINTR) continue;
                if (w <= 0) return ERR_IO;
                s = str_from(s, (size_t)w);
        }
        return fsync(fd) == 0 ? OK : ERR_IO;
}

enum err file_write(const char *path, struct str s, unsigned mode)
{
        struct arena a = { 0 };
        struct str p = str_c(path);
        const char *tmp = str_dupz(&a, str_printf(&a, "%s.new", path));
        size_t slash = p.n;
        while (slash && p.p[slash - 1] != '/') slash--;
        const char *dir = slash ? str_dupz(&a, str_sub(p, 0, slash)) : ".";
        enum err e = ERR_IO;
        /* one left by a crash would keep its own mode */
        (void)unlink(tmp);
        int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
        if (fd >= 0) {
                e = write_all(fd, s);
                if (close(fd) != 0) e = ERR_IO;
                if (e == OK && rename(tmp, path) != 0) e = ERR_IO;
                if (e != OK) (void)unlink(tmp);
                int d = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
                if (d < 0 || fsync(d) != 0) e = ERR_IO;
                fd_close(&d);
        }
        arena_done(&a);
        return e;
}

enum err dir_make(const char *path)
{
        struct arena a = { 0 };
        struct str s = str_c(path);
        enum err e = OK;
        for (size_t i = 1; i <= s.n && e == OK; i++) {
                if (i < s.n && s.p[i] != '/') continue;
                const char *part = str_dupz(&a, str_sub(s, 0, i));
                if (mkdir(part, 0750) != 0 && errno != EEXIST) e = ERR_IO;
        }
        struct stat st;
        if (e == OK && (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))) e = ERR_IO;
        arena_done(&a);
        return e;
}

bool file_exists(const char *path)
{
        struct stat st;
        return stat(path, &st) == 0;
}

static int by_name(const void *a, const void *b)
{
        return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

enum err dir_list(struct arena *a, const char *path, struct str suffix, struct str **ret,
                  size_t *ret_n)
{
        *ret = NULL;
        *ret_n = 0;
        DIR *d = opendir(path);
        if (!d) return errno == ENOENT ? OK : ERR_IO;
        size_t cap = 16, n = 0;
        struct str *list = ARENA_NEW(a, struct str, cap);
        errno = 0;
        for (const struct dirent *e; (e = readdir(d)) != NULL; errno = 0) {
                struct str name = str_c(e->d_name);
                if (name.p[0] == '.' || !str_ends(name, suffix)) continue;
                *ARENA_PUSH(a, list, n, cap) = str_dup(a, name);
        }
        enum err e = errno == 0 ? OK : ERR_IO;
        (void)closedir(d);
        if (e != OK) return e;
        if (n) qsort(list, n, sizeof *list, by_name);
        *ret = list;
        *ret_n = n;
        return OK;
}

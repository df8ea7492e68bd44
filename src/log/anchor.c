/* The anchor file: one line of ANCHOR_BYTES, written over the old one where it stands.
 *
 *   <epoch, 10 digits> <size, 16 digits> <root, 64 hex> <first 16 hex of the SHA-256 of what
 *   precedes>
 *
 * It is shorter than a sector and begins at offset 0, so a power loss leaves the old line, the
 * new one, or (of a new file) nothing or zeros: that is "torn". Anything else was not written by
 * us: damaged. */
#include <errno.h>

#include "log/log.h"

#define EPOCH_DIGITS 10
#define SIZE_DIGITS  16
#define SUM_DIGITS   16
#define BODY_BYTES   (EPOCH_DIGITS + 1 + SIZE_DIGITS + 1 + 64 + 1)
#define ANCHOR_BYTES (BODY_BYTES + SUM_DIGITS + 1)

static void fd_close(const int *fd)
{
        if (*fd >= 0) (void)close(*fd);
}

static void format(const struct anchor *x, char out[static ANCHOR_BYTES + 1])
{
        char root[65], sum[65];
        (void)hash_hex(&x->root, root);
        int n = snprintf(out, ANCHOR_BYTES + 1, "%010" PRId64 " %016" PRIu64 " %.64s ", x->epoch,
                         x->size, root);
        ASSERT(n == BODY_BYTES);
        struct hash h = hash_of((struct str){ out, BODY_BYTES });
        (void)hash_hex(&h, sum);
        (void)snprintf(out + BODY_BYTES, SUM_DIGITS + 2, "%.16s\n", sum);
}

static enum err sync_folder(const char *path)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str s = str_c(path);
        while (s.n && s.p[s.n - 1] != '/') s.n--;
        AUTO(fd_close)
        int fd = open(s.n ? str_dupz(&a, s) : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return fd >= 0 && fsync(fd) == 0 ? OK : ERR_IO;
}

enum err anchor_write(const char *path, const struct anchor *x, bool sync)
{
        char line[ANCHOR_BYTES + 1];
        ASSERT(x->epoch >= 0 && x->epoch < 10000000000 && x->size <= MERKLE_SIZE_MAX);
        format(x, line);
        AUTO(fd_close) int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        struct stat st;
        if (fd < 0 || fstat(fd, &st) != 0) return ERR_IO;
        if (pwrite(fd, line, ANCHOR_BYTES, 0) != ANCHOR_BYTES) return ERR_IO;
        if (st.st_size > ANCHOR_BYTES && ftruncate(fd, ANCHOR_BYTES) != 0) return ERR_IO;
        if (!sync) return OK;
        if (fdatasync(fd) != 0) return ERR_IO;
        return st.st_size == 0 ? sync_folder(path) : OK;
}

/* Nothing, a beginning without its end, or zeros. */
static bool torn(const char *line, size_t n)
{
        if (n < ANCHOR_BYTES) return true;
        for (size_t i = 0; i < n; i++)
                if (line[i] != '\0') return false;
        return true;
}

static enum err parse(const char *line, struct anchor *ret)
{
        char again[ANCHOR_BYTES + 1];
        struct anchor x = { .epoch = 0 };
        struct str s = { line, ANCHOR_BYTES };
        for (int i = 0; i < 2; i++) {
                size_t at = i == 0 ? 0 : EPOCH_DIGITS + 1;
                size_t n = i == 0 ? EPOCH_DIGITS : SIZE_DIGITS;
                int64_t v = 0;
                for (; n > 0; n--, at++) {
                        if (line[at] < '0' || line[at] > '9') return ERR_CORRUPT;
                        v = v * 10 + (line[at] - '0');
                }
                if (i == 0) x.epoch = v;
                else x.size = (uint64_t)v;
        }
        if (x.size > MERKLE_SIZE_MAX) return ERR_CORRUPT;
        if (hash_parse(str_sub(s, EPOCH_DIGITS + SIZE_DIGITS + 2, 64), &x.root) != OK)
                return ERR_CORRUPT;
        format(&x, again);
        if (memcmp(again, line, ANCHOR_BYTES) != 0) return ERR_CORRUPT;
        *ret = x;
        return OK;
}

enum err anchor_read(const char *path, struct anchor *ret)
{
        char line[ANCHOR_BYTES + 1];
        size_t n = 0;
        AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0) return errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_IO;
        while (n < sizeof line) {
                ssize_t r = read(fd, line + n, sizeof line - n);
                if (r < 0 && errno == EINTR) continue;
                if (r < 0) return ERR_IO;
                if (r == 0) break;
                n += (size_t)r;
        }
        if (torn(line, n)) return ERR_NOT_FOUND;
        return n == ANCHOR_BYTES ? parse(line, ret) : ERR_CORRUPT;
}

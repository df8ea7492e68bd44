#include "bench/lib/meter.h"

#include <errno.h>
#include <ftw.h>
#include <sys/resource.h>

#include "base/num.h"
#include "bench/lib/city.h"

static int64_t ns_of(clockid_t id)
{
        struct timespec t;
        if (clock_gettime(id, &t) != 0) BUG("clock_gettime");
        return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t bytes_written(void)
{
        static const char name[] = "\nwrite_bytes: ";
        char text[512];
        int fd = open("/proc/self/io", O_RDONLY | O_CLOEXEC);
        if (fd < 0) return 0;
        ssize_t n = read(fd, text, sizeof text - 1);
        (void)close(fd);
        text[n > 0 ? n : 0] = '\0';
        const char *at = strstr(text, name);
        return at ? (int64_t)strtoll(at + sizeof name - 1, NULL, 10) : 0;
}

/* What is asked of /proc takes its time: before the clocks here, after them in meter_add. */
struct meter meter_now(void)
{
        struct meter m = { .written = bytes_written() };
        m.wall_s = (double)ns_of(CLOCK_MONOTONIC) / 1e9;
        m.cpu_s = (double)ns_of(CLOCK_PROCESS_CPUTIME_ID) / 1e9;
        return m;
}

void meter_add(struct meter *sum, const struct meter *from)
{
        double cpu_s = (double)ns_of(CLOCK_PROCESS_CPUTIME_ID) / 1e9;
        sum->wall_s += (double)ns_of(CLOCK_MONOTONIC) / 1e9 - from->wall_s;
        sum->cpu_s += cpu_s - from->cpu_s;
        sum->written += bytes_written() - from->written;
}

static int by_time(const void *x, const void *y)
{
        const double *a = x, *b = y;
        return *a < *b ? -1 : *a > *b;
}

void times_sort(double *ms, size_t n)
{
        qsort(ms, n, sizeof *ms, by_time);
}

/* ---- files ---- */

const char *bench_dir(void)
{
        static char dir[512];
        const char *tmp = getenv("TMPDIR");
        int n = snprintf(dir, sizeof dir, "%s/zt-bench-XXXXXX", tmp && *tmp ? tmp : "/tmp");
        if (n < 0 || (size_t)n >= sizeof dir || !mkdtemp(dir)) BUG("mkdtemp");
        return dir;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
        (void)st, (void)type, (void)ftw;
        return remove(path);
}

void bench_rmdir(const char *dir)
{
        (void)nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int64_t bench_records(void)
{
        const char *text = getenv("N");
        int64_t n = 100000;
        if (text && num_parse_i64(str_c(text), 1, 100000000, &n) != OK) BUG("N");
        return n;
}

int64_t file_bytes(const char *path)
{
        struct stat s;
        return stat(path, &s) == 0 ? (int64_t)s.st_size : 0;
}

void copy_file(const char *from, const char *to)
{
        int in = open(from, O_RDONLY | O_CLOEXEC);
        int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (in < 0 || out < 0) BUG("copy of a file");
        int64_t left = file_bytes(from);
        while (left > 0) {
                ssize_t n = copy_file_range(in, NULL, out, NULL, (size_t)left, 0);
                if (n <= 0) BUG("copy of a file");
                left -= n;
        }
        if (fsync(out) != 0 || close(out) != 0 || close(in) != 0) BUG("copy of a file");
}

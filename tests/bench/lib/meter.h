/* meter.h: time on the wall, CPU of the process and bytes it gave to the disk, between two
 * moments; and the phases of a command (--wrap at linking, see the Makefile): each call's own
 * time, without what the calls inside it took. */
#ifndef ZT_BENCH_METER_H
#define ZT_BENCH_METER_H

#include "base/err.h"
#include "base/str.h"

struct meter {
        double wall_s, cpu_s;
        int64_t written; /* bytes, /proc/self/io write_bytes */
};
struct meter meter_now(void);
void meter_add(struct meter *sum, const struct meter *from); /* what passed since `from` */
void times_sort(double *ms, size_t n); /* the median is ms[n / 2], the most ms[n - 1] */

enum phase {
        PHASE_REST,
        PHASE_LOAD,
        PHASE_DECIDE,
        PHASE_COMPLETE,
        PHASE_SEAL,
        PHASE_APPEND,
        PHASE_PROJECT,
        PHASE_ROWS,
        PHASE_JOURNAL,
        PHASE_FLUSH,
        PHASE_COMMIT,
        PHASE_COUNT
};
struct phases {
        int64_t ns[PHASE_COUNT], calls[PHASE_COUNT];
};
void phases_begin(void);
struct phases phases_end(void);
const char *phase_name(enum phase p);

/* A folder of this run below TMPDIR (or /tmp), removed by bench_rmdir. */
const char *bench_dir(void);
void bench_rmdir(const char *dir);
int64_t bench_records(void); /* N of the environment, or 100,000 */
int64_t file_bytes(const char *path);
void copy_file(const char *from, const char *to);

#endif

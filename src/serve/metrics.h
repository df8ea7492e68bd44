/* metrics.h: what the server counts about itself, for /metrics (Prometheus text format).
 *
 * Requests are counted on the socket thread, groups on the pen's, copies on the backup's; all under
 * one lock, held for a few additions. Names of routes are literals of the route tables. */
#ifndef ZT_SERVE_METRICS_H
#define ZT_SERVE_METRICS_H

#include <pthread.h>

#include "base/buf.h"
#include "base/time.h"

#define METRIC_ROWS  512 /* route × status: beyond them only the sum counts */
#define METRIC_STEPS 12

struct histogram {
        int64_t n[METRIC_STEPS + 1], sum_us, count;
};
struct metric_row {
        struct str route;
        int status;
        int64_t n;
};
struct metrics {
        pthread_mutex_t lock; /* guards all below */
        struct metric_row row[METRIC_ROWS];
        size_t rows;
        int64_t requests;
        struct histogram request, commit, size; /* size: commands of a group, not microseconds */
        int64_t admin_jobs, turns, flush_failed;
        int64_t lag_us, lag_max_us; /* of the pen's tick, once a second */
        int64_t backups, backups_failed;
        struct moment backup_at; /* of the last good one */
};

void metrics_init(struct metrics *m);
void metrics_done(struct metrics *m);
void metrics_request(struct metrics *m, struct str route, int status, int64_t us);
void metrics_group(struct metrics *m, size_t commands, int64_t us);
/* One more of an int64_t member. */
void metrics_more(struct metrics *m, int64_t *member);
void metrics_lag(struct metrics *m, int64_t us);
void metrics_backup(struct metrics *m, bool good, struct moment at);
/* Everything above. */
void metrics_put(struct metrics *m, struct buf *out);
/* One number of its own: "# HELP", "# TYPE" and the value. */
struct metric {
        const char *name, *type, *help;
};
void metric_put(struct buf *out, const struct metric *x, int64_t v);
int64_t metric_clock_us(void); /* CLOCK_MONOTONIC */

#endif

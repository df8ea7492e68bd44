/* timer.h: what happens by itself while the server runs: the scheduled backup.
 *
 * timer_tick is called each second by the pen. A backup is due once a local day, at its minute or
 * as soon after as the server runs. It is made in a thread of its own through connections of its
 * own, under another name first ("NAME.part"), then renamed; of older ones the newest `keep` stay.
 * One that failed is told (log line, metric) and tried again some minutes later.
 */
#ifndef ZT_SERVE_TIMER_H
#define ZT_SERVE_TIMER_H

#include "loop/writer.h"
#include "serve/metrics.h"

struct timer_options {
        const struct paths *path;
        const char *backup_dir; /* NULL: no backups */
        int backup_minute, backup_keep;
        struct sys sys;
        struct metrics *metrics;
        int log_fd; /* -1 = none */
};
struct timer;

struct timer *timer_new(const struct timer_options *o);
void timer_tick(struct timer *t, const struct writer *w);
bool timer_busy(const struct timer *t);
void timer_stop(struct timer **t); /* waits for a backup under way */

#endif

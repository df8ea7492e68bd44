/* notifier.h: the thread that tells people (exchange/notice.h, view/beside_notice.h).
 *
 * It follows the log through connections of its own and sends one notice after the other; it may
 * wait as long as a receiver lets it, nobody waits for it. DIR/notices.yaml is read when it begins
 * and at each notifier_reload; while there is none, or it has mistakes (told in a log line),
 * nothing is sent, and what happens meanwhile is not told later. */
#ifndef ZT_SERVE_NOTIFIER_H
#define ZT_SERVE_NOTIFIER_H

#include "exchange/notice.h"
#include "web/site.h"

struct notifier_options {
        const struct paths *path;
        struct site *site; /* the city in force */
        struct sys sys;
        int log_fd; /* -1 = none */
};
struct notifier;

struct notifier *notifier_new(const struct notifier_options *o);
void notifier_reload(struct notifier *x); /* from any thread */
void notifier_stop(struct notifier **p);  /* a try under way is given up and made again later */

struct notifier_counts {
        int64_t waiting, dead, sent, failed; /* sent and failed: tries since the start */
        bool on;                             /* notices.yaml names a way out */
};
struct notifier_counts notifier_count(struct notifier *x);

#endif

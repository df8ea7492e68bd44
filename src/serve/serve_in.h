/* serve_in.h: the running server, inside serve/. */
#ifndef ZT_SERVE_SERVE_IN_H
#define ZT_SERVE_SERVE_IN_H

#include <stdatomic.h>

#include "serve/exec.h"
#include "serve/indexer.h"
#include "serve/notifier.h"
#include "serve/pen.h"
#include "serve/queue.h"
#include "serve/serve.h"
#include "serve/sweep.h"
#include "serve/timer.h"
#include "serve/worker.h"

/* A demo city lives in its own time: from its last event on, as fast as ours. */
struct demo_clock {
        atomic_int_least64_t ahead_ms; /* of the real one; negative: behind */
};

enum stopping { STOP_NOT, STOP_END, STOP_AGAIN };

/* What /metrics tells of open duties, kept for some seconds. */
struct open_cache {
        pthread_mutex_t lock;
        struct arena a;
        struct buf text;
        int64_t at_us;
        bool any;
};

struct serve {
        struct arena a; /* holds this struct too */
        const struct serve_options *o;
        struct faults *f;
        struct demo_clock clock;
        struct sys sys;
        struct writer w;
        struct site site;
        struct net *net;
        struct queue queue;
        struct pen *pen;
        struct turns turns;
        struct workers workers;
        struct timer *timer;
        struct sweep *sweep;
        struct notifier *notifier;
        struct indexer *indexer;
        struct metrics metrics;
        struct open_cache open;
        struct handed handed;
        struct web_routes *sets;
        size_t sets_n;
        struct moment started;
        struct zone zone;
        struct buf log; /* of the socket thread: written when there is enough, and each second */
        int64_t watchdog_ms, watchdog_us;
        enum stopping stopping; /* the socket thread's */
        bool again;             /* the socket thread's: stop and begin anew as soon as may be */
};

/* log.c: the line of an answered request, on the socket thread */
void serve_log(struct serve *s, const struct exchange *x);
void serve_log_flush(struct serve *s);
/* health.c: /healthz and /metrics, as sets of routes; w->site->serve is the struct serve */
#define HEALTH_SETS 2
extern const struct web_routes health_sets[HEALTH_SETS];
/* clock.c */
struct sys demo_sys(struct demo_clock *c);
/* The clock stands at `at` now, if it is not later already. */
void demo_follow(struct demo_clock *c, struct moment at);

#endif

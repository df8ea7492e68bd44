/* worker.h: the threads that run the handlers, each with a desk of its own (read connections).
 *
 * A worker takes an exchange from the queue, makes a struct web in its arena and lets it through
 * the gate. An answer goes to `answer`; work for the writer goes to the pen, and when it comes back
 * (workers_done, through the queue) any worker finishes it. */
#ifndef ZT_SERVE_WORKER_H
#define ZT_SERVE_WORKER_H

#include "serve/pen.h"
#include "serve/queue.h"

struct workers_options {
        const struct paths *path;
        struct site *site;
        struct queue *queue;
        struct pen *pen;
        const struct web_routes *sets;
        size_t sets_n;
        int n; /* 1 … WEB_WORKERS_MAX */
        void *ctx;
        void (*answer)(void *ctx, struct exchange *x); /* on any worker's thread */
};
struct worker {
        struct workers *all;
        pthread_t thread;
        struct desk desk;
};
struct workers {
        struct workers_options o;
        struct worker v[WEB_WORKERS_MAX];
        int running;
};
/* Opens the desks and starts the threads. */
MUST_USE enum err workers_start(struct workers *k, const struct workers_options *o,
                                struct faults *f);
/* After queue_close: waits for them, closes the desks. */
void workers_stop(struct workers *k);
/* pen_options.done for jobs made here, with the queue as ctx: back to the workers. */
void workers_done(void *queue, struct pen_job *j);

#endif

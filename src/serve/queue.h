/* queue.h: exchanges on their way to the workers.
 *
 * Two lists behind one lock: new ones, at most WEB_QUEUE_MAX; and those that come back from the
 * pen, which go first and need no limit of their own, since they are at most the exchanges under
 * way. An exchange in the queue belongs to the queue.
 *
 * One worker is woken at a time; when it comes and finds more than one it wakes the next. So short
 * work, which one does sooner than a second wakes up, costs one change of threads and not many. */
#ifndef ZT_SERVE_QUEUE_H
#define ZT_SERVE_QUEUE_H

#include <pthread.h>

#include "serve/net.h"

struct queue {
        pthread_mutex_t lock; /* guards all below */
        pthread_cond_t some;
        struct exchange *first, **last; /* new */
        struct exchange *back, **back_last;
        size_t n;    /* new ones waiting */
        size_t idle; /* workers that wait for one */
        bool waking; /* one of them has been told and is not here yet */
        bool closed;
};

void queue_init(struct queue *q);
void queue_done(struct queue *q);
/* false: full, and x is still the caller's. */
bool queue_put(struct queue *q, struct exchange *x);
void queue_return(struct queue *q, struct exchange *x);
/* Waits for one; NULL once the queue is closed and empty. */
struct exchange *queue_take(struct queue *q);
void queue_close(struct queue *q);
size_t queue_waiting(struct queue *q);

#endif

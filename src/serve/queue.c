#include "serve/queue.h"

static void lock(struct queue *q)
{
        if (pthread_mutex_lock(&q->lock) != 0) BUG("pthread_mutex_lock");
}

static void unlock(struct queue *q)
{
        if (pthread_mutex_unlock(&q->lock) != 0) BUG("pthread_mutex_unlock");
}

void queue_init(struct queue *q)
{
        *q = (struct queue){ 0 };
        q->last = &q->first;
        q->back_last = &q->back;
        if (pthread_mutex_init(&q->lock, NULL) != 0) BUG("pthread_mutex_init");
        if (pthread_cond_init(&q->some, NULL) != 0) BUG("pthread_cond_init");
}

void queue_done(struct queue *q)
{
        ASSERT(!q->first && !q->back);
        (void)pthread_cond_destroy(&q->some);
        (void)pthread_mutex_destroy(&q->lock);
}

/* Under the lock: is somebody to be told, after it. */
static bool must_wake(struct queue *q)
{
        bool must = q->idle > 0 && !q->waking && (q->first || q->back);
        if (must) q->waking = true;
        return must;
}

static void unlock_and_wake(struct queue *q)
{
        bool wake = must_wake(q);
        unlock(q);
        if (wake) (void)pthread_cond_signal(&q->some);
}

bool queue_put(struct queue *q, struct exchange *x)
{
        lock(q);
        bool fits = q->n < WEB_QUEUE_MAX && !q->closed;
        if (fits) {
                x->next = NULL;
                *q->last = x;
                q->last = &x->next;
                q->n++;
        }
        unlock_and_wake(q);
        return fits;
}

void queue_return(struct queue *q, struct exchange *x)
{
        lock(q);
        x->next = NULL;
        *q->back_last = x;
        q->back_last = &x->next;
        unlock_and_wake(q);
}

static struct exchange *pop(struct exchange **first, struct exchange ***last)
{
        struct exchange *x = *first;
        *first = x->next;
        if (!*first) *last = first;
        x->next = NULL;
        return x;
}

struct exchange *queue_take(struct queue *q)
{
        struct exchange *x = NULL;
        lock(q);
        while (!q->first && !q->back && !q->closed) {
                q->idle++;
                (void)pthread_cond_wait(&q->some, &q->lock);
                q->idle--;
                q->waking = false;
        }
        if (q->back) {
                x = pop(&q->back, &q->back_last);
        } else if (q->first) {
                x = pop(&q->first, &q->last);
                q->n--;
        }
        unlock_and_wake(q);
        return x;
}

void queue_close(struct queue *q)
{
        lock(q);
        q->closed = true;
        (void)pthread_cond_broadcast(&q->some);
        unlock(q);
}

size_t queue_waiting(struct queue *q)
{
        lock(q);
        size_t n = q->n;
        unlock(q);
        return n;
}

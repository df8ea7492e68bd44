#include "serve/nap.h"

#include <errno.h>
#include <time.h>

#include "base/err.h"

void nap_init(struct nap *n)
{
        pthread_condattr_t attr;
        n->called = false;
        if (pthread_mutex_init(&n->lock, NULL) != 0) BUG("pthread_mutex_init");
        if (pthread_condattr_init(&attr) != 0) BUG("pthread_condattr_init");
        if (pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) != 0) BUG("condattr_setclock");
        if (pthread_cond_init(&n->wake, &attr) != 0) BUG("pthread_cond_init");
        (void)pthread_condattr_destroy(&attr);
}

void nap_done(struct nap *n)
{
        (void)pthread_cond_destroy(&n->wake);
        (void)pthread_mutex_destroy(&n->lock);
}

void nap_take(struct nap *n, int64_t ms)
{
        struct timespec t;
        if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) BUG("clock_gettime");
        int64_t ns = t.tv_nsec + ms % 1000 * 1000000;
        t.tv_sec += ms / 1000 + ns / 1000000000;
        t.tv_nsec = ns % 1000000000;
        if (pthread_mutex_lock(&n->lock) != 0) BUG("pthread_mutex_lock");
        while (!n->called) {
                int e = pthread_cond_timedwait(&n->wake, &n->lock, &t);
                if (e == ETIMEDOUT) break;
                if (e != 0) BUG("pthread_cond_timedwait");
        }
        n->called = false;
        if (pthread_mutex_unlock(&n->lock) != 0) BUG("pthread_mutex_unlock");
}

void nap_call(struct nap *n, atomic_bool *what)
{
        if (pthread_mutex_lock(&n->lock) != 0) BUG("pthread_mutex_lock");
        atomic_store(what, true);
        n->called = true;
        (void)pthread_cond_signal(&n->wake);
        if (pthread_mutex_unlock(&n->lock) != 0) BUG("pthread_mutex_unlock");
}

/* nap.h: how a thread that works in rounds sleeps in between, and how others wake it. */
#ifndef ZT_SERVE_NAP_H
#define ZT_SERVE_NAP_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct nap {
        pthread_mutex_t lock; /* `called` */
        pthread_cond_t wake;
        bool called;
};
void nap_init(struct nap *n);
void nap_done(struct nap *n);
/* Sleeps so long, or until it is called; at once when it was called since the nap before. */
void nap_take(struct nap *n, int64_t ms);
/* Sets *what, and wakes. From any thread. */
void nap_call(struct nap *n, atomic_bool *what);

#endif

/* site.h: what all requests of a running server share; and the one desk each worker has.
 *
 * A snapshot is the city in force, immutable and counted: each request holds one until it is
 * answered; when the city changes the writer publishes the next one (site_publish) and the last
 * holder frees the old. Locks: site.lock guards `now` only; sessions, looks and slows have their
 * own. */
#ifndef ZT_WEB_SITE_H
#define ZT_WEB_SITE_H

#include <pthread.h>
#include <stdatomic.h>

#include "loop/writer.h"
#include "view/index.h"
#include "web/looks.h"
#include "web/session.h"

struct snapshot {
        struct arena a; /* holds this struct; `in` has its own */
        struct inforce in;
        uint64_t n; /* rises with each one published */
        atomic_int holders;
};

struct site {
        struct sys sys;
        struct str base_url; /* "https://12345.example.gov.cn" or "http://127.0.0.1:8311" */
        bool https;          /* cookies are Secure */
        pthread_mutex_t lock;
        struct snapshot *now;
        struct sessions *sessions;
        struct looks *looks;
        struct slows *slows; /* signin.h: who has to wait before the next try */
        char data[1024]; /* the city's folder data/, where key_path lies; files on their way out */
        unsigned char secret[32]; /* signs form tokens and follow links: data/site.key */
        /* fills /metrics and /healthz: set by serve, NULL in tests */
        void *serve;
        void (*metrics)(void *serve, struct buf *out);
        bool (*healthy)(void *serve);
};

/* A worker's own connections. */
struct desk {
        struct store *st;
        struct keys *keys;
        uint64_t n; /* of the snapshot whose calendar the connection has */
        const char *search;
        struct index *index; /* NULL: not asked for yet */
};
/* p's texts live longer. */
MUST_USE enum err desk_open(struct desk *d, const struct paths *p, const struct sys *sys);
void desk_close(struct desk *d);
/* The search index, opened when it is first asked for. ERR_NOT_FOUND: there is none yet. */
MUST_USE enum err desk_index(struct desk *d, struct index **ret);

MUST_USE enum err site_init(struct site *s, const struct sys *sys, const char *key_path);
void site_done(struct site *s);
/* Loads what the log says now (in place: a city points into its struct inforce, which therefore
 * never moves) and lets new requests have it. Refused: the former one stays. */
MUST_USE enum err site_publish(struct site *s, struct store *st, struct keys *keys,
                               struct faults *f);
struct snapshot *site_hold(struct site *s); /* NULL before the first */
void site_release(struct snapshot *x);      /* accepts NULL */

#endif

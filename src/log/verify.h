/* verify.h: the sealed texts' part of log_verify (verify_seal.c), walked beside the events. */
#ifndef ZT_LOG_VERIFY_H
#define ZT_LOG_VERIFY_H

#include "log/log.h"

/* A place for a fault, in its arena; empty when the list is full already. */
struct str verify_place(struct faults *f, const char *fmt, ...)
        __attribute__((format(printf, 2, 3)));

struct seal_walk {
        struct store *st;
        struct keys *keys;
        struct faults *f;
        struct stmt *s; /* sealed rows in the order of seq */
        bool row;       /* one is under s */
        int64_t seq;    /* its seq */
};

MUST_USE enum err seal_walk_begin(struct seal_walk *w);
/* The rows of event e, in order of seq; a NULL e->result.p: the event is unreadable or not to be
 * trusted, and its rows are passed over. Rows of missing events are passed over too. */
MUST_USE enum err seal_walk_event(struct seal_walk *w, const struct event *e, struct arena *tmp);
/* Rows of events that never were: `end` is the size of the log. */
MUST_USE enum err seal_walk_end(struct seal_walk *w, int64_t end);

#endif

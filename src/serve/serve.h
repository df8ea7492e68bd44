/* serve.h: the server of one city: socket thread, queue, workers, the writer's thread, the timer
 * (design 4, 10).
 *
 * Threads and what they own:
 *   socket thread  net.h; the only one that touches sockets. Queues exchanges.
 *   N workers      each a desk (read connections); take from the queue, run the handler; WEB_WRITES
 *                  goes to the pen; what comes back from there is finished by any of them.
 *   the notifier   notifier.h: sends notices, one after the other, through connections of its own
 *   the indexer    indexer.h: keeps the search index, through connections of its own
 *   the pen        pen.h: the one writer (struct writer), group commits, turns of the command line,
 *                  looks and sessions, publishing snapshots.
 * Locks: queue.lock (bounded queue of exchanges), pen.lock (bounded queue of jobs), those of
 * web/site.h. Stop: stop accepting, drain the queue, drain the pen, write what is beside,
 * checkpoint, close. */
#ifndef ZT_SERVE_SERVE_H
#define ZT_SERVE_SERVE_H

#include "loop/writer.h"
#include "web/web.h"

struct serve_options {
        const char *dir;
        struct str listen;      /* "127.0.0.1:8311", "[::1]:8311"; port 0: any */
        struct str proxy;       /* "https://name" of the declared TLS proxy; empty = none */
        int workers;            /* 0 = two a core, at least 4, at most 16 */
        const char *backup_dir; /* NULL = no scheduled backup */
        int backup_minute;      /* of the local day */
        int backup_keep;
        struct sys sys;
        struct moment
                now; /* a demo city's clock starts here, if that is later than its last event */
        enum lang lang;
        char *const *argv; /* for the re-exec */
        const struct web_routes *routes;
        size_t routes_n;
        int log_fd; /* request lines; -1 = none */
};
/* Runs until a signal ends it. Refusals (no city, address not loopback without a proxy, locked) to
 * f. `ready` is called once it listens, with the address. */
MUST_USE enum err serve_run(const struct serve_options *o, struct faults *f,
                            void (*ready)(void *ctx, struct str url), void *ctx);

#endif

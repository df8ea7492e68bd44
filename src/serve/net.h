/* net.h: the socket thread: libuv's loop, llhttp's strict parser, connections and their limits
 * (design 10, style 5.1).
 *
 * It only parses and writes. A whole request (head and body within limits, within one deadline)
 * becomes an exchange and goes to `take`; when that returns false the answer is 503 with
 * Retry-After. The exchange comes back by net_answer from any thread (uv_async); its answer is
 * written, streamed from its file if it has one, and `done` frees it. A client that has gone only
 * marks the exchange. Pipelined requests wait in the socket: one exchange a connection at a time.
 *
 * What is refused here comes to `done` too, with ans.status set and an empty route. A request that
 * never became whole and got no answer (idle, the client left) is not told.
 *
 * 400 and close: both Content-Length and Transfer-Encoding, a repeated or differing length, no Host
 * or two, NUL, bad UTF-8 or "..", in the path, a lone CR or LF. 408 after the deadline, 413 body,
 * 414 target, 431 head, 405 and 501 other methods, 501 other codings, 417, 505; 503 when the bodies
 * of all requests together are too large. */
#ifndef ZT_SERVE_NET_H
#define ZT_SERVE_NET_H

#include "web/request.h"

struct net; /* opaque; one a process */

/* One request on its way: made by the socket thread, owned by whoever has it. */
struct exchange {
        struct arena a; /* the request's memory; limit ARENA_REQUEST_BYTES */
        struct web_request q;
        struct web_answer ans; /* moved here by whoever answers */
        bool close;            /* the connection ends after it */
        int64_t began_us;      /* CLOCK_MONOTONIC, when its first byte came */
        int64_t answered_us;
        struct conn *conn;     /* of net */
        struct exchange *next; /* for queues */
        void *own;             /* the taker's (struct web) */
        struct str route;      /* for the log line; empty: refused before routing */
        int64_t account, db_us;
        struct buf head, in; /* what came: header names and values, path and body are views of it */
        bool gone;           /* the client left before it had the whole answer */
};
/* Gives back all it holds: answer (its file is closed), bytes, arena. Called once, in `done`. */
void exchange_free(struct exchange *x);

struct net_options {
        const char *address; /* numeric */
        int port;            /* 0 = any free one */
        int *listen_fd;      /* inherited sockets instead (systemd, re-exec); -1 ends */
        int *conn_fd;        /* idle connections handed on by the process before; -1 ends */
        bool proxied;        /* believe X-Forwarded-For and -Proto of the peer (declared proxy) */
        void *ctx;
        /* What costs less than a change of threads is answered at once, on the socket thread: true
         * with x->ans made. NULL: nothing is. */
        bool (*quick)(void *ctx, struct exchange *x);
        bool (*take)(void *ctx, struct exchange *x); /* false: queue full */
        /* Answered (by whoever took it, or refused here: own is NULL, route empty) or given up: log
         * it, then exchange_free. On the socket thread; x->conn means nothing any more. */
        void (*done)(void *ctx, struct exchange *x);
        void (*tick)(void *ctx);               /* each second, on the socket thread */
        void (*signal)(void *ctx, int signum); /* SIGTERM SIGINT SIGHUP SIGUSR2 */
};
struct faults;
MUST_USE enum err net_open(const struct net_options *o, struct faults *f, struct net **ret);
int net_port(const struct net *n); /* of the first listener; 0: a local socket */
void net_run(struct net *n);       /* until net_stop has drained */
/* From any thread. */
void net_answer(struct net *n, struct exchange *x);
/* On the socket thread: stops accepting; answers what is under way; connections close when idle.
 * keep: idle connections stay open and are handed on (net_idle_fds) to the next process. */
void net_stop(struct net *n, bool keep);
/* After net_run: descriptors of listening sockets and idle connections that were kept, -1 at the
 * end; close-on-exec cleared. Arrays live until net_close. */
const int *net_listen_fds(const struct net *n);
const int *net_idle_fds(const struct net *n);
void net_close(struct net **n);
struct net_counts {
        int64_t connections, accepted, refused_busy, refused_bad, bytes_in, bytes_out;
};
struct net_counts net_counts(const struct net *n); /* atomics */

#endif

/* http.h: a load generator for a server on 127.0.0.1: clients on kept connections, each sending its
 * next request when the answer to the one before has come. One thread, epoll; it looks at status
 * and length of an answer and at nothing else, so that little of the machine goes to it. Everything
 * that goes wrong ends the bench. */
#ifndef ZT_BENCH_HTTP_H
#define ZT_BENCH_HTTP_H

#include "base/arena.h"
#include "base/buf.h"

struct http_load {
        int port;
        size_t clients;
        int64_t requests; /* of all clients together */
        int status;       /* that every answer must have */
        /* The n-th request, head and body, into the empty buffer. */
        void (*make)(void *ctx, int64_t n, struct buf *out);
        void *ctx;
};
struct http_done {
        double wall_s, p50_ms, p99_ms, most_ms; /* of the single request */
        int64_t requests, bytes, reconnected;   /* bytes: of the answers */
};
struct http_done http_run(const struct http_load *load);

struct http_answer {
        int status;
        struct str head, body;
};
/* One request on a connection of its own. */
struct http_answer http_once(struct arena *a, int port, struct str request);
/* The value of a header (any letter case); empty. */
struct str http_header(const struct http_answer *x, struct str name);
/* So many connections that each had one answer and stay open; from several loopback addresses,
 * because servers limit those of one. Closed by http_let_go. */
int *http_hold(struct arena *a, int port, size_t n, struct str request);
void http_let_go(const int *fd, size_t n);

#endif

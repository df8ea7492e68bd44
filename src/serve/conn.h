/* conn.h: inside of net: the loop's state and its connections. Only net*.c, conn*.c and their tests
 * include it; everything here happens on the socket thread but for `lock` and the counts.
 *
 *      IDLE ──first byte──▶ READING ──whole──▶ OUT ──net_answer──▶ WRITING ──▶ IDLE
 *                              │ refused, too slow ──────────────────▲  │ the last one
 *                                                                       ▼
 *      any ──gone, idle too long──▶ CLOSED ◀──the client closed─────  LINGER
 *
 * A connection is in the list of its state; a list's oldest stands first, so the sweep looks at
 * heads only. `since` is when it entered, or last moved on. A connection that is closed stays until
 * its exchange is back (out), its file is not being read (fs_busy) and libuv has let go (let_go):
 * conn_release. LINGER: what we wrote is not lost by closing before the client sent its last. */
#ifndef ZT_SERVE_CONN_H
#define ZT_SERVE_CONN_H

#include <pthread.h>
#include <stdatomic.h>
#include <uv.h>

#include "serve/net.h"
#include "serve/parse.h"

enum conn_state {
        CONN_IDLE,
        CONN_READING,
        CONN_OUT,
        CONN_WRITING,
        CONN_LINGER,
        CONN_CLOSED,
        CONN_STATE_COUNT
};

union conn_handle {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_tcp_t tcp;
        uv_pipe_t pipe;
};

enum { SEND_CHUNK_BYTES = 128 << 10 };
/* An answer's file on its way out; in the arena of the exchange. */
struct conn_file {
        uv_fs_t fs;
        int64_t at;
        char *bytes;
};

struct conn {
        union conn_handle u;
        union {
                uv_write_t write;
                uv_shutdown_t shutdown;
        } req;
        struct net *net;
        struct conn *prev, *next;           /* of its state */
        struct conn *addr_prev, *addr_next; /* of its address's bucket */
        uint64_t addr[2];
        uint64_t since;
        size_t waiting; /* bytes the client had not taken when the sweep looked last */
        int64_t began_us;
        struct exchange *x;
        struct conn_file *file;
        struct buf rest; /* came behind the request that is out */
        size_t held;     /* of net.bodies */
        enum conn_state state;
        bool counted; /* by address */
        bool proxy;   /* of the declared proxy: it says who the client is */
        bool reading; /* libuv gives us its bytes */
        bool eof;     /* the client sends no more */
        bool last;    /* it ends after this answer */
        bool old;     /* HTTP/1.0 */
        bool out, fs_busy, let_go;
        char peer[48];
        struct parse p;
};

struct conn_list {
        struct conn *first, *last;
};

/* From limits.h; tests shorten them. */
struct net_limits {
        uint64_t request_ms, idle_ms, write_ms, stop_ms, linger_ms;
        size_t connections, per_address, bodies;
};

enum { NET_LISTEN_MAX = 8, NET_SIGNALS = 4, NET_BUCKETS = 4096, NET_READ_BYTES = 64 << 10 };

struct net {
        struct arena a; /* of all below; connections are used again */
        struct net_options o;
        struct net_limits lim;
        uv_loop_t loop;
        union conn_handle listen[NET_LISTEN_MAX];
        size_t listen_n;
        int port;
        uv_async_t async;
        uv_timer_t tick, sweep;
        uv_signal_t sig[NET_SIGNALS];
        pthread_mutex_t lock; /* of back, back_last */
        struct exchange *back, *back_last;
        struct conn *free;
        struct conn_list list[CONN_STATE_COUNT];
        struct conn *bucket[NET_BUCKETS];
        size_t open;   /* connections */
        size_t bodies; /* bytes of bodies, being read or out */
        int64_t last_id;
        bool stopping, keep;
        uint64_t stop_at;
        int *listen_fd, *idle_fd;
        size_t listen_fd_n, idle_fd_n, idle_fd_cap;
        int64_t date_s;
        char date[64]; /* of the second date_s, for the header */
        struct {
                _Atomic int64_t connections, accepted, refused_busy, refused_bad, bytes_in,
                        bytes_out;
        } count;
        char read[NET_READ_BYTES]; /* what one read gave; used up before the next */
};

/* ---- conn.c: its life, reading --------------------------------------------------------------- */

/* From the listening socket. */
void conn_accept(struct net *n, uv_stream_t *listener);
/* Handed on by the process before: the descriptor is ours now. */
void conn_adopt(struct net *n, int fd);
void conn_move(struct conn *c, enum conn_state to); /* sets since */
void conn_close(struct conn *c);
/* The next request, after an answer: what waits in rest, then from the socket. */
void conn_next(struct conn *c);
void conn_linger(struct conn *c);
/* The exchange came back. */
void conn_answered(struct conn *c);
void conn_release(struct conn *c); /* if nothing holds it any more */
/* No request any more: to the next process, or closed. */
void conn_retire(struct conn *c);
void conn_sweep(struct net *n);
/* Answers a refusal and ends. */
void conn_refuse(struct conn *c, int status);

/* ---- conn_write.c ---------------------------------------------------------------------------- */

/* Writes c->x's answer, then conn_next or conn_linger. */
void conn_write(struct conn *c);
/* The exchange is done with: told, given back. */
void conn_done(struct conn *c);
/* A short text in both languages. */
void answer_refusal(struct exchange *x, int status);
int64_t net_now_us(void);
void net_drained(struct net *n); /* stops the loop when nothing is open any more */

#endif

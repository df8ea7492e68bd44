/* request.h: one HTTP request as it came in, and the answer to it, as values (RFC 9110).
 *
 * serve/ makes a request only of what its parser accepted: the path is decoded, is UTF-8 without
 * NUL or control characters, begins with "/" and has no empty, "." or ".." piece; header names are
 * in small letters; one Host. Handlers never see a socket. Everything lives in the arena of the
 * request. Query, form, cookies and headers are apart: none stands in for another (style 5.1). */
#ifndef ZT_WEB_REQUEST_H
#define ZT_WEB_REQUEST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"

enum web_method { WEB_GET, WEB_HEAD, WEB_POST, WEB_DELETE, WEB_METHOD_COUNT };
struct str web_method_name(enum web_method m);

struct web_pair {
        struct str name, value;
};

struct web_request {
        int64_t id; /* in log lines, from 1 */
        enum web_method method;
        struct str path;  /* decoded */
        struct str query; /* behind "?", as it came */
        struct web_pair *header;
        size_t header_n;
        struct str body;
        struct str peer; /* the client's address: of the connection, or what the proxy says */
        struct str host;
        bool https; /* it came through the declared TLS proxy */
};

/* The first header of that name (small letters); empty when there is none. */
struct str web_header(const struct web_request *q, struct str name);
/* application/x-www-form-urlencoded into pairs, at most WEB_PAIRS_MAX: ERR_INPUT for a bad escape,
 * NUL or bad UTF-8; ERR_LIMIT for too many. */
MUST_USE enum err web_pairs(struct arena *a, struct str encoded, struct web_pair **ret,
                            size_t *ret_n);
/* Value of a cookie; empty. */
struct str web_cookie(const struct web_request *q, struct str name);
/* Percent-encodes everything but unreserved characters; keep: further ones left as they are. */
struct str web_encode(struct arena *a, struct str s, struct str keep);

struct web_answer {
        int status;      /* 0 = none yet */
        struct str type; /* media type with charset */
        struct web_pair *header;
        size_t header_n, header_cap;
        struct buf body;  /* limit WEB_ANSWER_BYTES_MAX; freed by serve */
        struct str fixed; /* instead of body: bytes that live as long as the process */
        int fd;           /* instead of body: a file to stream, closed by serve; -1 = none */
        int64_t fd_bytes;
};
void web_answer_init(struct web_answer *x);
void web_answer_done(struct web_answer *x);
void web_put_header(struct arena *a, struct web_answer *x, struct str name, struct str value);

#endif

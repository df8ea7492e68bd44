/* parse.h: bytes of a connection → one request, or the status it is refused with. No sockets, no
 * clock: for tests and fuzzing as well.
 *
 * The head is collected byte by byte under rules of our own that no lenience can soften: lines end
 * in CR LF and neither stands alone, no line begins with a blank (obs-fold), no control characters,
 * limits. A whole head goes to llhttp at once, which reads the fields, the lengths and the body's
 * chunks. So the result never depends on how the bytes were split. Trailers are refused.
 *
 * Memory: nothing before the first byte; then the head as it grows, then the body as it comes. */
#ifndef ZT_SERVE_PARSE_H
#define ZT_SERVE_PARSE_H

#include <llhttp.h>

#include "web/request.h"

enum parse_state { PARSE_HEAD, PARSE_BODY, PARSE_DONE, PARSE_REFUSED };
struct parse_span {
        uint16_t at, n; /* in head */
};
struct parse {
        enum parse_state state;
        uint16_t status; /* when refused */
        uint16_t col;    /* of the head's last line */
        uint16_t lines, blank;
        uint16_t header_n, hosts, codings;
        enum web_method method;
        bool keep_alive;
        bool expect;       /* the client waits for "100 Continue" */
        bool chunked;      /* no length was told */
        char last;         /* byte of the head */
        uint32_t tail;     /* the last four bytes of the body as it came */
        uint64_t body_raw; /* bytes of the body with its chunk heads */
        uint64_t length;   /* told */
        struct buf head, body;
        llhttp_t h;
        struct parse_span path, query, host;
        struct parse_span name[WEB_HEADERS_MAX], value[WEB_HEADERS_MAX];
};

void parse_init(struct parse *p);
void parse_done(struct parse *p); /* frees; the value is as after parse_init */
bool parse_begun(const struct parse *p);
/* How many bytes were used: all, or up to the end of the request; none when DONE or REFUSED. */
size_t parse_feed(struct parse *p, struct str bytes);
/* Of a DONE one: method, path, query, headers, body and host, views of p->head and p->body. */
void parse_request(const struct parse *p, struct arena *a, struct web_request *q);
/* How many bytes are sure to belong to this request: 0 = not known (head, chunks). */
size_t parse_wants(const struct parse *p);

/* Decodes an absolute path in place: false when it is not one (request.h), and then its bytes are
 * undefined. */
bool path_decode(char *path, size_t n, size_t *ret_n);
/* What the declared proxy says of the client: an address (numeric) replaces q->peer, "https" sets
 * q->https. */
void parse_forwarded(struct web_request *q);

#endif

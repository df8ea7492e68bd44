#include "serve/parse.h"

#include <arpa/inet.h>

#include "base/num.h"
#include "base/utf8.h"

enum {
        BLANK_BYTES_MAX = 8,  /* line ends before a request: a leftover of some clients */
        LINE_EXTRA_BYTES = 32 /* the request line beside its target */
};

static void refuse(struct parse *p, int status)
{
        p->state = PARSE_REFUSED;
        p->status = (uint16_t)status;
        p->keep_alive = false;
}

static struct str span(const struct parse *p, struct parse_span s)
{
        return (struct str){ p->head.p + s.at, s.n };
}

/* ---- llhttp's callbacks --------------------------------------------------------------------- */

static struct parse *of(llhttp_t *h)
{
        return h->data;
}

static struct parse_span span_of(const struct parse *p, const char *at, size_t n)
{
        ASSERT(at >= p->head.p && n <= p->head.n && (size_t)(at - p->head.p) <= p->head.n - n);
        return (struct parse_span){ (uint16_t)(at - p->head.p), (uint16_t)n };
}

static int on_name(llhttp_t *h, const char *at, size_t n)
{
        struct parse *p = of(h);
        if (p->state != PARSE_HEAD) { /* a trailer */
                refuse(p, 400);
                return -1;
        }
        if (p->header_n == WEB_HEADERS_MAX) {
                refuse(p, 431);
                return -1;
        }
        p->name[p->header_n] = span_of(p, at, n);
        p->value[p->header_n] = (struct parse_span){ 0 };
        return 0;
}

static int on_value(llhttp_t *h, const char *at, size_t n)
{
        struct parse *p = of(h);
        struct parse_span *v = &p->value[p->header_n], now;
        if (p->state != PARSE_HEAD) return -1;
        if (n == 0) return 0;
        now = span_of(p, at, n);
        if (v->n && v->at + v->n != now.at) return -1; /* in pieces: a folded line */
        if (v->n) v->n = (uint16_t)(v->n + now.n);
        else *v = now;
        return 0;
}

static int on_value_complete(llhttp_t *h)
{
        struct parse *p = of(h);
        if (p->state == PARSE_HEAD) p->header_n++;
        return 0;
}

/* The fields that decide about the body and the connection, each at most once. */
static int field_check(struct parse *p, size_t i)
{
        struct str name = span(p, p->name[i]), value = span(p, p->value[i]);
        if (str_eq(name, S("host"))) {
                p->host = p->value[i];
                if (++p->hosts > 1 || value.n == 0 || value.n > 255) return 400;
                for (size_t j = 0; j < value.n; j++) {
                        char c = value.p[j];
                        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                    (c >= '0' && c <= '9');
                        if (!word && (c == 0 || !strchr(".:_-[]", c))) return 400;
                }
        } else if (str_eq(name, S("transfer-encoding"))) {
                if (++p->codings > 1) return 400;
                p->chunked = value.n == 7 && strncasecmp(value.p, "chunked", 7) == 0;
                if (!p->chunked) return 501;
        } else if (str_eq(name, S("expect"))) {
                p->expect = value.n == 12 && strncasecmp(value.p, "100-continue", 12) == 0;
                if (!p->expect) return 417;
        }
        return 0;
}

/* Names in small letters, values without blanks around. */
static void field_tidy(struct parse *p, size_t i)
{
        char *name = p->head.p + p->name[i].at;
        for (size_t j = 0; j < p->name[i].n; j++)
                if (name[j] >= 'A' && name[j] <= 'Z') name[j] = (char)(name[j] + 32);
        struct str v = str_trim(span(p, p->value[i]));
        p->value[i] = v.n ? span_of(p, v.p, v.n) : (struct parse_span){ 0 };
}

static int head_check(struct parse *p)
{
        for (size_t i = 0; i < p->header_n; i++) {
                field_tidy(p, i);
                if (p->name[i].n == 0) return 400;
                int status = field_check(p, i);
                if (status) return status;
        }
        if (p->hosts != 1) return 400;
        if (p->h.http_major != 1 || p->h.http_minor > 1) return 505;
        if (p->codings && (p->h.http_minor == 0 || p->h.flags & F_CONTENT_LENGTH)) return 400;
        if (p->h.flags & F_CONTENT_LENGTH) p->length = p->h.content_length;
        if (p->length > WEB_BODY_BYTES_MAX) return 413;
        if (p->h.http_minor == 0) p->expect = false;
        return 0;
}

static int on_headers_complete(llhttp_t *h)
{
        struct parse *p = of(h);
        int status = head_check(p);
        if (status) {
                refuse(p, status);
                return -1;
        }
        p->keep_alive = llhttp_should_keep_alive(h);
        h->upgrade = 0; /* no other protocol is offered: the request is read as any other */
        p->state = PARSE_BODY;
        return 0;
}

static int on_body(llhttp_t *h, const char *at, size_t n)
{
        struct parse *p = of(h);
        buf_put(&p->body, (struct str){ at, n });
        if (p->body.err == OK) return 0;
        refuse(p, 413);
        return -1;
}

static int on_message_complete(llhttp_t *h)
{
        (void)h;
        return HPE_PAUSED; /* what follows is another request */
}

static const llhttp_settings_t settings = {
        .on_header_field = on_name,
        .on_header_value = on_value,
        .on_header_value_complete = on_value_complete,
        .on_headers_complete = on_headers_complete,
        .on_body = on_body,
        .on_message_complete = on_message_complete,
};

/* ---- the head ------------------------------------------------------------------------------- */

void parse_init(struct parse *p)
{
        /* not the spans: they are written before they are read */
        memset(p, 0, offsetof(struct parse, name));
        p->head.limit = WEB_HEAD_BYTES_MAX;
        p->body.limit = WEB_BODY_BYTES_MAX;
}

void parse_done(struct parse *p)
{
        buf_free(&p->head);
        buf_free(&p->body);
        parse_init(p);
}

bool parse_begun(const struct parse *p)
{
        return p->head.n > 0 || p->state != PARSE_HEAD;
}

static int method_of(struct str s, enum web_method *ret)
{
        static const struct str refused[] = { SI("PUT"), SI("PATCH"), SI("OPTIONS"), SI("TRACE"),
                                              SI("CONNECT") };
        for (enum web_method m = 0; m < WEB_METHOD_COUNT; m++) {
                if (!str_eq(s, web_method_name(m))) continue;
                *ret = m;
                return 0;
        }
        for (size_t i = 0; i < LEN(refused); i++)
                if (str_eq(s, refused[i])) return 405;
        for (size_t i = 0; i < s.n; i++)
                if ((s.p[i] < 'A' || s.p[i] > 'Z') && s.p[i] != '-') return 400;
        return s.n ? 501 : 400;
}

static int version_check(struct str s)
{
        if (str_eq(s, S("HTTP/1.1")) || str_eq(s, S("HTTP/1.0"))) return 0;
        if (!str_starts(s, S("HTTP/")) || s.n == 5) return 400;
        for (size_t i = 5; i < s.n; i++)
                if (s.p[i] != '.' && (s.p[i] < '0' || s.p[i] > '9')) return 400;
        return 505;
}

static int hex_digit(char c)
{
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
}

static bool hex_pair(const char *p, unsigned char *ret)
{
        int hi = hex_digit(p[0]), lo = hex_digit(p[1]);
        if (hi < 0 || lo < 0) return false;
        *ret = (unsigned char)(hi * 16 + lo);
        return true;
}

/* Pieces between slashes: none empty but a last one, none "." or "..". */
static bool pieces_ok(struct str path)
{
        struct str rest = str_from(path, 1), piece;
        while (rest.n) {
                bool more = str_cut(rest, '/', &piece, &rest);
                if (!more) piece = rest, rest = STR_NONE;
                if (piece.n == 0 || str_eq(piece, S(".")) || str_eq(piece, S(".."))) return false;
        }
        return true;
}

bool path_decode(char *path, size_t n, size_t *ret_n)
{
        size_t to = 0;
        if (n == 0 || path[0] != '/') return false;
        for (size_t i = 0; i < n; i++) {
                unsigned char c = (unsigned char)path[i];
                if (c == '%') {
                        /* a slash that is no border of pieces would be one to the next reader */
                        if (n - i < 3 || !hex_pair(path + i + 1, &c) || c == '/') return false;
                        i += 2;
                }
                if (c < 0x20 || c == 0x7f || c == '\\') return false;
                path[to++] = (char)c;
        }
        struct str s = { path, to };
        if (!utf8_ok(s) || !pieces_ok(s)) return false;
        *ret_n = to;
        return true;
}

static int target_check(struct parse *p, struct str target)
{
        struct str path = target, query = STR_NONE;
        size_t n = 0;
        for (size_t i = 0; i < target.n; i++)
                if (target.p[i] <= 0x20 || target.p[i] >= 0x7f || target.p[i] == '#') return 400;
        if (target.n > WEB_TARGET_BYTES_MAX) return 414;
        (void)str_cut(target, '?', &path, &query);
        p->path = span_of(p, path.p, path.n);
        if (query.n) p->query = span_of(p, query.p, query.n);
        if (!path_decode(p->head.p + p->path.at, path.n, &n)) return 400;
        p->path.n = (uint16_t)n;
        return 0;
}

static int line_check(struct parse *p)
{
        struct str line = buf_view(&p->head), method, target, version;
        if (!str_cut(line, '\r', &line, &version)) return 400;
        if (!str_cut(line, ' ', &method, &line) || !str_cut(line, ' ', &target, &version))
                return 400;
        int status = version_check(version);
        if (status == 0) status = method_of(method, &p->method);
        return status ? status : target_check(p, target);
}

/* The path is decoded only when llhttp has read the line as it came. */
static void head_end(struct parse *p)
{
        struct buf raw = p->head;
        llhttp_init(&p->h, HTTP_REQUEST, &settings);
        p->h.data = p;
        llhttp_errno_t e = llhttp_execute(&p->h, raw.p, raw.n);
        if (p->state == PARSE_REFUSED) return;
        bool line = e != HPE_INVALID_METHOD && e != HPE_INVALID_VERSION && e != HPE_INVALID_URL;
        int status = line_check(p);
        if (status == 0 && (p->state != PARSE_BODY || !line || (e != HPE_OK && e != HPE_PAUSED)))
                status = 400;
        if (status) refuse(p, status);
        else if (e == HPE_PAUSED) p->state = PARSE_DONE;
}

/* 0, or the status this byte is refused with. Keeps col, lines, last. */
static int byte_check(struct parse *p, unsigned char c)
{
        if ((c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7f) return 400;
        if ((p->last == '\r') != (c == '\n')) return 400;
        if (p->col == 0 && (c == ' ' || c == '\t')) return 400;
        if (c == '\n') p->lines++, p->col = 0;
        else if (c != '\r') p->col++;
        p->last = (char)c;
        return 0;
}

static size_t feed_blank(struct parse *p, struct str s)
{
        size_t i = 0;
        for (; i < s.n && (s.p[i] == '\r' || s.p[i] == '\n'); i++) {
                if (byte_check(p, (unsigned char)s.p[i]) || ++p->blank > BLANK_BYTES_MAX) {
                        refuse(p, 400);
                        return i + 1;
                }
        }
        if (i < s.n && p->last == '\r') refuse(p, 400);
        if (i < s.n) p->lines = 0, p->col = 0, p->last = 0;
        return i;
}

static size_t feed_head(struct parse *p, struct str s)
{
        size_t i = 0;
        int status = 0;
        bool end = false;
        while (i < s.n && !end && !status) {
                size_t at = p->head.n + i;
                bool empty = p->col == 0;
                if (at >= WEB_HEAD_BYTES_MAX) status = 431;
                else if (p->lines == 0 && at >= WEB_TARGET_BYTES_MAX + LINE_EXTRA_BYTES)
                        status = 414;
                else status = byte_check(p, (unsigned char)s.p[i]);
                end = status == 0 && s.p[i] == '\n' && empty;
                i++;
        }
        buf_put(&p->head, str_sub(s, 0, status ? i - 1 : i));
        if (status) refuse(p, status);
        else if (end) head_end(p);
        return i;
}

/* ---- the body ------------------------------------------------------------------------------- */

static void tail_keep(struct parse *p, struct str used)
{
        for (size_t i = used.n > 4 ? used.n - 4 : 0; i < used.n; i++)
                p->tail = p->tail << 8 | (unsigned char)used.p[i];
}

static size_t feed_body(struct parse *p, struct str s)
{
        /* heads of chunks cost nothing to keep, but must end some time */
        const uint64_t raw_max = 2 * (uint64_t)WEB_BODY_BYTES_MAX;
        if (p->chunked && s.n > raw_max - p->body_raw) s.n = (size_t)(raw_max - p->body_raw);
        if (s.n == 0) {
                refuse(p, 413);
                return 0;
        }
        llhttp_errno_t e = llhttp_execute(&p->h, s.p, s.n);
        size_t used = e == HPE_OK ? s.n : (size_t)(llhttp_get_error_pos(&p->h) - s.p);
        ASSERT(used <= s.n);
        p->body_raw += used;
        tail_keep(p, str_sub(s, 0, used));
        if (p->state == PARSE_REFUSED || e == HPE_OK) return used;
        /* llhttp takes a lone LF for the end of the last line */
        if (e != HPE_PAUSED || (p->chunked && p->tail != 0x0d0a0d0a)) refuse(p, 400);
        else p->state = PARSE_DONE;
        return used;
}

size_t parse_feed(struct parse *p, struct str bytes)
{
        size_t used = 0;
        while (used < bytes.n && p->state < PARSE_DONE) {
                struct str rest = str_from(bytes, used);
                if (p->state == PARSE_BODY) {
                        used += feed_body(p, rest);
                        continue;
                }
                size_t blank = p->head.n ? 0 : feed_blank(p, rest);
                used += blank;
                rest = str_from(rest, blank);
                if (rest.n && p->state == PARSE_HEAD) used += feed_head(p, rest);
        }
        return used;
}

size_t parse_wants(const struct parse *p)
{
        if (p->state != PARSE_BODY || p->chunked) return 0;
        return (size_t)(p->length - p->body.n);
}

/* ---- the request ---------------------------------------------------------------------------- */

void parse_request(const struct parse *p, struct arena *a, struct web_request *q)
{
        ASSERT(p->state == PARSE_DONE);
        q->method = p->method;
        q->path = span(p, p->path);
        if (p->query.n) q->query = span(p, p->query);
        q->host = span(p, p->host);
        q->body = buf_view(&p->body);
        q->header_n = p->header_n;
        q->header = ARENA_NEW(a, struct web_pair, p->header_n);
        for (size_t i = 0; i < p->header_n; i++)
                q->header[i] = (struct web_pair){ span(p, p->name[i]), span(p, p->value[i]) };
}

/* The last of a comma-separated list, over all headers of that name: what the proxy itself put. */
static struct str header_last(const struct web_request *q, struct str name)
{
        struct str last = STR_NONE;
        for (size_t i = 0; i < q->header_n; i++)
                if (str_eq(q->header[i].name, name)) last = q->header[i].value;
        for (struct str before, after; str_cut(last, ',', &before, &after);) last = after;
        return str_trim(last);
}

void parse_forwarded(struct web_request *q)
{
        struct str peer = header_last(q, S("x-forwarded-for"));
        char text[INET6_ADDRSTRLEN];
        struct in6_addr six;
        struct in_addr four;
        if (peer.n > 0 && peer.n < sizeof text) {
                memcpy(text, peer.p, peer.n);
                text[peer.n] = 0;
                if (inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1)
                        q->peer = peer;
        }
        if (str_eq(header_last(q, S("x-forwarded-proto")), S("https"))) q->https = true;
}

/* First byte: where to split; then what a client sends. Whole or split anywhere, the result is the
 * same; what is accepted keeps the limits and the form that web/request.h promises. */
#include "fuzz.h"
#include "serve/parse.h"

#include "base/utf8.h"

static size_t feed(struct parse *p, struct str s, size_t step)
{
        size_t used = 0;
        parse_init(p);
        while (used < s.n && p->state < PARSE_DONE) used += parse_feed(p, str_sub(s, used, step));
        ASSERT(used <= s.n);
        return used;
}

static void path_check(struct str path)
{
        struct str rest = str_from(path, 1), piece;
        ASSERT(path.n > 0 && path.p[0] == '/' && utf8_ok(path));
        for (size_t i = 0; i < path.n; i++) ASSERT((unsigned char)path.p[i] >= 0x20);
        while (rest.n) {
                if (!str_cut(rest, '/', &piece, &rest)) piece = rest, rest = STR_NONE;
                ASSERT(piece.n > 0 && !str_eq(piece, S(".")) && !str_eq(piece, S("..")));
        }
}

static void request_check(struct arena *a, const struct parse *p, struct web_request *q)
{
        parse_request(p, a, q);
        path_check(q->path);
        ASSERT(q->path.n + q->query.n <= WEB_TARGET_BYTES_MAX);
        ASSERT(q->body.n <= WEB_BODY_BYTES_MAX && q->header_n <= WEB_HEADERS_MAX);
        ASSERT(q->host.n > 0 && q->host.n <= 255 && str_eq(web_header(q, S("host")), q->host));
        for (size_t i = 0; i < q->header_n; i++) {
                struct str name = q->header[i].name, value = q->header[i].value;
                ASSERT(name.n > 0 && value.n < WEB_HEAD_BYTES_MAX);
                for (size_t j = 0; j < name.n; j++)
                        ASSERT(name.p[j] > ' ' && !(name.p[j] >= 'A' && name.p[j] <= 'Z'));
                for (size_t j = 0; j < value.n; j++)
                        ASSERT((unsigned char)value.p[j] >= ' ' || value.p[j] == '\t');
        }
        q->peer = S("peer");
        parse_forwarded(q);
}

static void same(const struct web_request *x, const struct web_request *y)
{
        ASSERT(x->method == y->method && str_eq(x->path, y->path) && str_eq(x->query, y->query));
        ASSERT(str_eq(x->body, y->body) && str_eq(x->host, y->host) && x->header_n == y->header_n);
        ASSERT(str_eq(x->peer, y->peer) && x->https == y->https);
        for (size_t i = 0; i < x->header_n; i++)
                ASSERT(str_eq(x->header[i].name, y->header[i].name) &&
                       str_eq(x->header[i].value, y->header[i].value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(parse_done) struct parse whole, split;
        struct web_request q = { 0 }, again = { 0 };
        if (size == 0) {
                parse_init(&whole), parse_init(&split);
                return 0;
        }
        struct str s = { (const char *)data + 1, size - 1 };
        size_t used = feed(&whole, s, s.n);
        size_t used_split = feed(&split, s, (size_t)data[0] + 1);
        ASSERT(whole.state == split.state && whole.status == split.status);
        ASSERT(whole.head.n <= WEB_HEAD_BYTES_MAX);
        ASSERT((whole.state == PARSE_REFUSED) == (whole.status >= 400));
        if (whole.state != PARSE_DONE) return 0;
        ASSERT(used == used_split && whole.keep_alive == split.keep_alive);
        request_check(&a, &whole, &q);
        request_check(&a, &split, &again);
        same(&q, &again);
        return 0;
}

/* Bytes to a request or to a status, whole and split anywhere. */
#include "serve/parse.h"

#include "lib/t.h"

#define H "Host: a\r\n"

/* "200 METHOD path|query body", or the status alone. */
static struct str result(struct arena *a, const struct parse *p)
{
        if (p->state == PARSE_REFUSED) return str_printf(a, "%d", p->status);
        if (p->state != PARSE_DONE) return S("more");
        struct web_request q = { 0 };
        parse_request(p, a, &q);
        struct str m = web_method_name(q.method);
        return str_printf(a, "200 %.*s %.*s|%.*s %.*s%s", SP(m), SP(q.path), SP(q.query),
                          SP(q.body), p->keep_alive ? "" : " close");
}

static struct str fed(struct arena *a, struct str s, size_t step, size_t *ret_used)
{
        struct parse p;
        size_t used = 0;
        parse_init(&p);
        while (used < s.n && p.state < PARSE_DONE) used += parse_feed(&p, str_sub(s, used, step));
        struct str r = result(a, &p);
        r = str_dup(a, r);
        parse_done(&p);
        *ret_used = used;
        return r;
}

static const struct {
        const char *in, *want;
} row[] = {
        { "GET / HTTP/1.1\r\n" H "\r\n", "200 GET /| " },
        { "\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n", "200 GET /| " },
        { "GET / HTTP/1.0\r\n" H "\r\n", "200 GET /|  close" },
        { "GET / HTTP/1.0\r\n" H "Connection: keep-alive\r\n\r\n", "200 GET /| " },
        { "GET / HTTP/1.1\r\n" H "Connection: close\r\n\r\n", "200 GET /|  close" },
        { "HEAD /a/b/ HTTP/1.1\r\n" H "\r\n", "200 HEAD /a/b/| " },
        { "GET /%E6%9D%91/a%20b?x=%20&y HTTP/1.1\r\n" H "\r\n", "200 GET /村/a b|x=%20&y " },
        { "GET /a?..//../%00 HTTP/1.1\r\n" H "\r\n", "200 GET /a|..//../%00 " },
        { "DELETE /... HTTP/1.1\r\n" H "\r\n", "200 DELETE /...| " },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc", "200 POST /| abc" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n", "200 POST /| " },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nab", "more" },
        { "POST / HTTP/1.1\r\n" H
          "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
          "200 POST /| abcde" },
        { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: Chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\n\r\n",
          "200 POST /| abc" },
        { "GET / HTTP/1.1\r\n" H "Upgrade: h2c\r\nConnection: upgrade\r\n\r\n", "200 GET /| " },
        { "GET / HTTP/1.1\r\n" H "X: \xe6\x9d\x91\t.\r\nEmpty:\r\nBlank:   \r\n\r\n",
          "200 GET /| " },
        /* lines */
        { "GET / HTTP/1.1\n" H "\r\n", "400" },
        { "GET / HTTP/1.1\r\nHost: a\n\r\n", "400" },
        { "GET / HTTP/1.1\r\n" H "\n", "400" },
        { "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\n X: a\r\n" H "\r\n", "400" },
        { "GET / HTTP/1.1\r\n" H "X: a\x01\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\n" H "X : a\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\n" H ": a\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\n" H "X\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\n" H "X\xe6: a\r\n\r\n", "400" },
        { " GET / HTTP/1.1\r\n" H "\r\n", "400" },
        { "\rGET / HTTP/1.1\r\n" H "\r\n", "400" },
        { "\n\nGET / HTTP/1.1\r\n" H "\r\n", "400" },
        { "\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET  / HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET / HTTP/1.1 \r\n" H "\r\n", "400" },
        { "GET /\r\n" H "\r\n", "505" },
        { "GET\r\n\r\n", "400" },
        { "\x16\x03\x01", "400" },
        /* versions, methods */
        { "GET / HTTP/2.0\r\n" H "\r\n", "505" },
        { "GET / HTTP/0.9\r\n" H "\r\n", "505" },
        { "GET / HTTP/1.2\r\n" H "\r\n", "505" },
        { "GET / HTTP/1.11\r\n" H "\r\n", "505" },
        { "GET / RTSP/1.0\r\n" H "\r\n", "400" },
        { "SOURCE / ICE/1.0\r\n" H "\r\n", "400" },
        { "get / HTTP/1.1\r\n" H "\r\n", "400" },
        { "PUT / HTTP/1.1\r\n" H "\r\n", "405" },
        { "OPTIONS * HTTP/1.1\r\n" H "\r\n", "405" },
        { "CONNECT a:1 HTTP/1.1\r\n" H "\r\n", "405" },
        { "BREW / HTTP/1.1\r\n" H "\r\n", "501" },
        { "PROPFIND / HTTP/1.1\r\n" H "\r\n", "501" },
        { "G\"T / HTTP/1.1\r\n" H "\r\n", "400" },
        { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505" },
        /* targets */
        { "GET http://a/ HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET a HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET //a HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /a//b HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /.. HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /a/../b HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /a/./b HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /%2e%2E/b HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /a%2fb HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /a%5Cb HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /a\\b HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /a%00 HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /a%0A HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /a%7f HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /a% HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /a%4 HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /a%zz HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /%ff HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /%c0%ae HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /\xe6\x9d\x91 HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /a#b HTTP/1.1\r\n" H "\r\n", "400" },
        { "GET /a\tb HTTP/1.1\r\n" H "\r\n", "400" },
        /* hosts */
        { "GET / HTTP/1.1\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\n" H H "\r\n", "400" },
        { "GET / HTTP/1.1\r\nHost:\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\nHostile: a\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\nHost: <a>\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", "400" },
        { "GET / HTTP/1.1\r\nHost: [::1]:8311\r\n\r\n", "200 GET /| " },
        { "GET / HTTP/1.1\r\nhOST: a_b-c.d:1\r\n\r\n", "200 GET /| " },
        /* lengths and codings */
        { "POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "400" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", "400" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 3, 3\r\n\r\nabc", "400" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: +3\r\n\r\nabc", "400" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: -3\r\n\r\nabc", "400" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 0x3\r\n\r\nabc", "400" },
        { "POST / HTTP/1.1\r\n" H "Content-Length:\r\n\r\nabc", "400" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 3 3\r\n\r\nabc", "400" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 99999999999999999999999\r\n\r\nabc", "400" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 16777217\r\n\r\n", "413" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 1073741824\r\n\r\n", "413" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 16777216\r\n\r\n", "more" },
        { "POST / HTTP/1.1\r\n" H "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
          "400" },
        { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
          "400" },
        { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip\r\n\r\n", "501" },
        { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: identity\r\n\r\n", "501" },
        { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n\r\n", "501" },
        { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: superchunked\r\n\r\n", "501" },
        { "POST / HTTP/1.1\r\n" H
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
          "400" },
        { "POST / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400" },
        { "POST / HTTP/1.1\r\n" H "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "400" },
        { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n", "400" },
        { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
          "400" },
        { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n\n", "400" },
        { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n", "400" },
        { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "400" },
        { "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
          "400" },
        { "POST / HTTP/1.1\r\n" H "Expect: 100-continue\r\nContent-Length: 1\r\n\r\nx",
          "200 POST /| x" },
        { "POST / HTTP/1.1\r\n" H "Expect: tea\r\nContent-Length: 1\r\n\r\nx", "417" },
};

TEST(parse_rows)
{
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                size_t all, one;
                struct str s = str_c(row[i].in);
                struct str whole = fed(&a, s, s.n, &all);
                CHECK_STR(i, whole, row[i].want);
                for (size_t step = 1; step < 8; step++) {
                        CHECK_STR(i, fed(&a, s, step, &one), row[i].want);
                        if (str_starts(whole, S("200"))) CHECK_INT(i, one, all);
                }
        }
}

TEST(parse_stops_at_the_end)
{
        static const char two[] =
                "POST /a HTTP/1.1\r\n" H "Content-Length: 2\r\n\r\nxyGET /b HTTP/1.1\r\n" H "\r\n";
        static const char chunks[] =
                "POST /a HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\nGET";
        AUTO(arena_done) struct arena a = { 0 };
        size_t used;
        CHECK_STR(0, fed(&a, str_c(two), sizeof two - 1, &used), "200 POST /a| xy");
        CHECK_STR(0, str_sub(str_c(two), used, 6), "GET /b");
        CHECK_STR(1, fed(&a, str_c(chunks), sizeof chunks - 1, &used), "200 POST /a| x");
        CHECK_STR(1, str_from(str_c(chunks), used), "GET");
}

static struct str repeat(struct buf *b, const char *head, char c, size_t n, const char *tail)
{
        buf_reset(b);
        buf_put(b, str_c(head));
        memset(buf_take(b, n), c, n);
        buf_put(b, str_c(tail));
        return buf_view(b);
}

TEST(parse_limits)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = 64u << 20 };
        size_t used;
        struct str s = repeat(&b, "GET /", 'a', WEB_TARGET_BYTES_MAX - 1, " HTTP/1.1\r\n" H "\r\n");
        CHECK_ROW(0, str_starts(fed(&a, s, s.n, &used), S("200 GET /aaa")));
        s = repeat(&b, "GET /", 'a', WEB_TARGET_BYTES_MAX, " HTTP/1.1\r\n" H "\r\n");
        CHECK_STR(1, fed(&a, s, s.n, &used), "414");
        s = repeat(&b, "GET /", 'a', 1 << 20, "");
        CHECK_STR(2, fed(&a, s, s.n, &used), "414");
        CHECK(used < WEB_TARGET_BYTES_MAX + 100);
        s = repeat(&b, "GET / HTTP/1.1\r\n" H "X: ", 'a', 1 << 20, "");
        CHECK_STR(3, fed(&a, s, s.n, &used), "431");
        CHECK_INT(3, used, WEB_HEAD_BYTES_MAX + 1);
        s = repeat(&b, "GET / HTTP/1.1\r\nHost: ", 'a', 256, "\r\n\r\n");
        CHECK_STR(4, fed(&a, s, s.n, &used), "400");
        s = repeat(&b, "GET / HTTP/1.1\r\nHost: ", 'a', 255, "\r\n\r\n");
        CHECK_STR(5, fed(&a, s, s.n, &used), "200 GET /| ");
        for (int i = 0; i < 2; i++) { /* 64 headers, then 65 */
                buf_reset(&b);
                buf_put(&b, S("GET / HTTP/1.1\r\n" H));
                for (int j = 1; j < WEB_HEADERS_MAX + i; j++) buf_put(&b, S("X: y\r\n"));
                buf_put(&b, S("\r\n"));
                CHECK_STR(6 + i, fed(&a, buf_view(&b), b.n, &used), i ? "431" : "200 GET /| ");
        }
}

TEST(parse_body_limits)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = 64u << 20 };
        size_t used;
        struct str s =
                repeat(&b, "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n1000001\r\n",
                       'a', WEB_BODY_BYTES_MAX + 1, "\r\n0\r\n\r\n");
        CHECK_STR(0, fed(&a, s, 60000, &used), "413");
        s = repeat(&b, "POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n1;", 'a',
                   3 * WEB_BODY_BYTES_MAX, "");
        CHECK_STR(1, fed(&a, s, 60000, &used), "413");
        CHECK(used < 2 * WEB_BODY_BYTES_MAX + 1000);
}

TEST(parse_forwarded_rows)
{
        static const struct {
                const char *first, *second, *proto, *peer;
                bool https;
        } f[] = {
                { "1.2.3.4", NULL, "https", "1.2.3.4", true },
                { "9.9.9.9, 1.2.3.4", NULL, "http", "1.2.3.4", false },
                { "9.9.9.9", "8.8.8.8 ,1.2.3.4 ", "http, https", "1.2.3.4", true },
                { "2001:db8::1", NULL, "HTTPS", "2001:db8::1", false },
                { "unknown", NULL, "", "peer", false },
                { "1.2.3.4:80", NULL, "", "peer", false },
                { "1.2.3.4,", NULL, "", "peer", false },
                { "<script>", NULL, "", "peer", false },
                { "11111111111111111111111111111111111111111111111111", NULL, "", "peer", false },
        };
        for (size_t i = 0; i < LEN(f); i++) {
                struct web_pair h[] = { { S("x-forwarded-for"), str_c(f[i].first) },
                                        { S("x-forwarded-proto"), str_c(f[i].proto) },
                                        { S("x-forwarded-for"), str_c(f[i].second) } };
                struct web_request q = { .header = h,
                                         .header_n = f[i].second ? 3 : 2,
                                         .peer = S("peer") };
                parse_forwarded(&q);
                CHECK_STR(i, q.peer, f[i].peer);
                CHECK_INT(i, q.https, f[i].https);
        }
}

#include "web/request.h"

#include "lib/t.h"

TEST(request_pairs)
{
        static const struct {
                const char *text;
                enum err err;
                size_t n;
                const char *name, *value; /* of the last */
        } row[] = {
                { "", OK, 0, "", "" },
                { "a=1", OK, 1, "a", "1" },
                { "a=1&b=2", OK, 2, "b", "2" },
                { "a", OK, 1, "a", "" },
                { "=1", OK, 1, "", "1" },
                { "&&a=1&&", OK, 1, "a", "1" },
                { "a=b=c", OK, 1, "a", "b=c" },
                { "a=x+y%2B%20z", OK, 1, "a", "x y+ z" },
                { "%E5%8D%95%E4%BD%8D=%e6%9d%91", OK, 1, "单位", "村" },
                { "a=line%0D%0Aline%09", OK, 1, "a", "line\r\nline\t" },
                { "a=%", ERR_INPUT, 0, "", "" },
                { "a=%4", ERR_INPUT, 0, "", "" },
                { "a=%zz", ERR_INPUT, 0, "", "" },
                { "%4=a", ERR_INPUT, 0, "", "" },
                { "a=%00", ERR_INPUT, 0, "", "" },
                { "a=%01", ERR_INPUT, 0, "", "" },
                { "a=%ff", ERR_INPUT, 0, "", "" },
                { "a=%c0%af", ERR_INPUT, 0, "", "" },
                { "a=%ed%a0%80", ERR_INPUT, 0, "", "" },
                { "a=\xe5\x8d", ERR_INPUT, 0, "", "" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct web_pair *v = NULL;
                size_t n = 0;
                CHECK_INT(i, web_pairs(&a, str_c(row[i].text), &v, &n), row[i].err);
                CHECK_INT(i, n, row[i].n);
                if (n == 0) continue;
                CHECK_STR(i, v[n - 1].name, row[i].name);
                CHECK_STR(i, v[n - 1].value, row[i].value);
        }
}

TEST(request_pairs_limit)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = 1 << 20 };
        struct web_pair *v = NULL;
        size_t n = 0;
        for (int i = 0; i < WEB_PAIRS_MAX; i++) buf_put(&b, S("a=1&"));
        CHECK_OK(-1, web_pairs(&a, buf_view(&b), &v, &n));
        CHECK_INT(-1, n, WEB_PAIRS_MAX);
        buf_put(&b, S("b"));
        CHECK_INT(-1, web_pairs(&a, buf_view(&b), &v, &n), ERR_LIMIT);
        CHECK_INT(-1, n, WEB_PAIRS_MAX);
}

TEST(request_cookie)
{
        static const struct {
                const char *first, *second, *name, *want;
        } row[] = {
                { "s=abc", "", "s", "abc" },
                { "a=1; s=abc; b=2", "", "s", "abc" },
                { "a=1;s=abc", "", "s", "abc" },
                { "sx=1; xs=2", "", "s", "" },
                { "a=s=abc", "", "s", "" },
                { "s=\"abc\"", "", "s", "abc" },
                { "s=\"", "", "s", "\"" },
                { "s=", "", "s", "" },
                { "s", "", "s", "" },
                { "", "", "s", "" },
                { "a=1", "b=2; s=z", "s", "z" },
                { "s=1; s=2", "s=3", "s", "1" },
                { " ;; ; s = abc ;", "", "s", "abc" },
                { "S=abc", "", "s", "" },
                { "s=a=b", "", "s", "a=b" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct web_pair h[] = { { S("host"), S("s=no") },
                                        { S("cookie"), str_c(row[i].first) },
                                        { S("cookie"), str_c(row[i].second) },
                                        { S("x-cookie"), S("s=no") } };
                struct web_request q = { .header = h, .header_n = LEN(h) };
                CHECK_STR(i, web_cookie(&q, str_c(row[i].name)), row[i].want);
        }
}

TEST(request_header)
{
        struct web_pair h[] = { { S("accept"), S("a") }, { S("accept"), S("b") } };
        struct web_request q = { .header = h, .header_n = LEN(h) };
        CHECK_STR(-1, web_header(&q, S("accept")), "a");
        CHECK_STR(-1, web_header(&q, S("accep")), "");
        CHECK_STR(-1, web_header(&q, S("accept-language")), "");
        CHECK_STR(-1, web_method_name(WEB_DELETE), "DELETE");
}

TEST(request_encode)
{
        static const struct {
                const char *text, *keep, *want;
        } row[] = {
                { "", "", "" },
                { "aZ09-._~", "", "aZ09-._~" },
                { "a b/c?d=e&f", "", "a%20b%2Fc%3Fd%3De%26f" },
                { "a/b c", "/", "a/b%20c" },
                { "村\"<>", "", "%E6%9D%91%22%3C%3E" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                CHECK_STR(i, web_encode(&a, str_c(row[i].text), str_c(row[i].keep)), row[i].want);
        }
        AUTO(arena_done) struct arena a = { 0 };
        CHECK_STR(-1, web_encode(&a, (struct str){ "\0\xff", 2 }, STR_NONE), "%00%FF");
}

TEST(request_answer)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct web_answer x;
        web_answer_init(&x);
        CHECK_INT(-1, x.fd, -1);
        CHECK_INT(-1, x.status, 0);
        for (int i = 0; i < 20; i++) web_put_header(&a, &x, S("X-N"), str_printf(&a, "%d", i));
        CHECK_INT(-1, x.header_n, 20);
        CHECK_STR(-1, x.header[19].value, "19");
        buf_put(&x.body, S("text"));
        x.fd = dup(0);
        int fd = x.fd;
        NEED(fd >= 0);
        web_answer_done(&x);
        CHECK_INT(-1, fcntl(fd, F_GETFD), -1);
        CHECK_INT(-1, x.body.n, 0);
        web_answer_done(&x);
}

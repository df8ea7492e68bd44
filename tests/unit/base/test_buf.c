#include "base/buf.h"

#include <string.h>

#include "lib/dies.h"
#include "lib/t.h"

TEST(buf_puts)
{
        AUTO(buf_free) struct buf b = { .limit = 1000 };
        CHECK_INT(-1, buf_view(&b).n, 0);
        buf_put(&b, S("ab"));
        buf_put(&b, STR_NONE);
        buf_putc(&b, '-');
        buf_int(&b, INT64_MIN);
        buf_putc(&b, '\0');
        buf_int(&b, 0);
        buf_printf(&b, "%s%%%.*s", "x", SP(S("路")));
        buf_printf(&b, "%s", "");
        buf_hex(&b, "\x00\x9f\xff", 3);
        CHECK(str_eq(buf_view(&b), S("ab--9223372036854775808\0"
                                     "0x%路009fff")));
        CHECK_INT(-1, b.err, OK);
        buf_reset(&b);
        CHECK_INT(-1, buf_view(&b).n, 0);
        buf_put(&b, S("again"));
        CHECK_STR(-1, buf_view(&b), "again");
        buf_free(&b);
        CHECK(b.p == NULL && b.n == 0 && b.limit == 1000);
        buf_free(&b);
}

/* One byte too many, by each way of putting: nothing of it is written, and nothing after it. */
TEST(buf_limit_is_exact_and_sticky)
{
        for (int way = 0; way < 5; way++) {
                AUTO(buf_free) struct buf b = { .limit = 10 };
                buf_put(&b, S("12345678"));
                switch (way) {
                case 0: buf_put(&b, S("abc")); break;
                case 1: buf_int(&b, -99); break;
                case 2: buf_printf(&b, "%s", "abc"); break;
                case 3: buf_hex(&b, "ab", 2); break;
                default:
                        buf_putc(&b, '9');
                        buf_putc(&b, '0');
                        CHECK_INT(way, b.err, OK); /* full, not over */
                        CHECK_STR(way, buf_view(&b), "1234567890");
                        buf_putc(&b, 'a');
                }
                CHECK_INT(way, b.err, ERR_LIMIT);
                buf_putc(&b, 'x');
                buf_put(&b, S("y"));
                CHECK_INT(way, b.err, ERR_LIMIT);
                CHECK_STR(way, buf_view(&b), way < 4 ? "12345678" : "1234567890");
                buf_reset(&b);
                CHECK_INT(way, b.err, OK);
                buf_put(&b, S("1234567890"));
                CHECK_STR(way, buf_view(&b), "1234567890");
        }
}

TEST(buf_grows)
{
        AUTO(buf_free) struct buf b = { .limit = 3u << 20 };
        for (int i = 0; i < 3 << 20; i++) buf_putc(&b, (char)(i % 251));
        CHECK_INT(-1, b.n, 3 << 20);
        CHECK_INT(-1, b.err, OK);
        size_t wrong = 0;
        for (int i = 0; i < 3 << 20; i++) wrong += b.p[i] != (char)(i % 251);
        CHECK_INT(-1, wrong, 0);
}

static void no_limit(void *arg)
{
        (void)arg;
        struct buf b = { 0 };
        buf_putc(&b, 'x');
}

TEST(buf_without_limit_is_a_bug)
{
        CHECK(dies(no_limit, NULL));
}

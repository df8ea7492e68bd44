/* A Cookie header: what is found is a piece of it without its borders, and a name that is not there
 * finds nothing. */
#include "fuzz.h"
#include "web/request.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct str s = { (const char *)data, size };
        struct web_pair h[] = { { S("cookie"), s } };
        struct web_request q = { .header = h, .header_n = 1 };
        struct str v = web_cookie(&q, S("session"));
        size_t at;
        if (v.n == 0) return 0;
        ASSERT(v.p >= s.p && v.p + v.n <= s.p + s.n && !memchr(v.p, ';', v.n));
        ASSERT(str_find(s, S("session"), &at) && at + 7 < (size_t)(v.p - s.p));
        AUTO(arena_done) struct arena a = { 0 };
        h[0].value = str_printf(&a, "a=1; session=%.*s", SP(v));
        if (!str_find(v, S("\""), &at) && v.n < INT32_MAX && !memchr(v.p, 0, v.n))
                ASSERT(str_eq(web_cookie(&q, S("session")), str_trim(v)));
        h[0].name = S("x-cookie");
        ASSERT(web_cookie(&q, S("session")).n == 0);
        return 0;
}

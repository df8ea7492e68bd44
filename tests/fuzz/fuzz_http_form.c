/* A form is refused, or its pairs are UTF-8 and come out the same when they are written as a form
 * and read again. */
#include "fuzz.h"
#include "web/request.h"

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = size * 4 + 64 };
        struct str s = { (const char *)data, size };
        struct web_pair *v = NULL, *again = NULL;
        size_t n = 4711, n_again = 0;
        enum err e = web_pairs(&a, s, &v, &n);
        if (e != OK) {
                ASSERT((e == ERR_INPUT || e == ERR_LIMIT) && n == 4711 && !v);
                return 0;
        }
        ASSERT(n <= WEB_PAIRS_MAX);
        for (size_t i = 0; i < n; i++) {
                ASSERT(utf8_ok(v[i].name) && utf8_ok(v[i].value));
                buf_put(&b, web_encode(&a, v[i].name, STR_NONE));
                buf_putc(&b, '=');
                buf_put(&b, web_encode(&a, v[i].value, S(" /")));
                buf_putc(&b, '&');
        }
        ASSERT(b.err == OK && web_pairs(&a, buf_view(&b), &again, &n_again) == OK && n == n_again);
        for (size_t i = 0; i < n; i++)
                ASSERT(str_eq(v[i].name, again[i].name) && str_eq(v[i].value, again[i].value));
        return 0;
}

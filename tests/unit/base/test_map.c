#include "base/map.h"

#include "base/err.h"
#include "lib/t.h"

TEST(map_starts_empty)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct map m = { .a = &a };
        int64_t v = 7;
        CHECK(!map_get(&m, S("x"), &v) && v == 7);
        CHECK_INT(-1, map_at(&m, S("x")), -1);
        map_set(&m, STR_NONE, 5); /* the empty text is a key too */
        CHECK_INT(-1, map_at(&m, S("")), 5);
        map_set(&m, S("x"), 1);
        map_set(&m, S("x"), -2); /* set again: replaced */
        CHECK(map_get(&m, S("x"), &v) && v == -2);
        CHECK_INT(-1, m.n, 2);
}

TEST(map_of_ten_thousand)
{
        enum { N = 10000 };
        AUTO(arena_done) struct arena a = { 0 };
        struct map m = { .a = &a };
        for (int i = 0; i < N; i++) map_set(&m, str_printf(&a, "key-%d", i), i);
        for (int i = 0; i < N; i += 3) map_set(&m, str_printf(&a, "key-%d", i), -i);
        CHECK_INT(-1, m.n, N);
        for (int i = 0; i < N; i++) {
                int64_t v = 4711;
                CHECK_ROW(i, map_get(&m, str_printf(&a, "key-%d", i), &v));
                CHECK_INT(i, v, i % 3 == 0 ? -i : i);
        }
        for (int i = 0; i < N; i++) CHECK_INT(i, map_at(&m, str_printf(&a, "no-%d", i)), -1);
        CHECK(m.n * 2 <= m.cap); /* a search always meets an empty slot */
}

#include "base/arena.h"

#include <string.h>

#include "base/err.h"
#include "base/limits.h"
#include "lib/dies.h"
#include "lib/t.h"

TEST(arena_gives_zeroed_aligned_memory)
{
        static const struct {
                size_t bytes, align;
        } row[] = {
                { 1, 1 },
                { 8, 8 },
                { 3, 2 },
                { 16, 16 },
                { 0, 1 },
                { 24, 8 },
                { 1, 1 },
                { ARENA_CHUNK_BYTES / 2, 16 },
                { 5, 4 },
                { ARENA_CHUNK_BYTES, 8 },
                { ARENA_CHUNK_BYTES * 3 + 1, 1 },
                { 40000, 16 },
                { 7, 1 },
                { 30000, 8 },
                { 30000, 8 },
        };
        struct arena a = { 0 };
        for (int round = 0; round < 3; round++) {
                unsigned char *p[LEN(row)];
                size_t used = 0;
                for (size_t i = 0; i < LEN(row); i++) {
                        p[i] = arena_get(&a, row[i].bytes, row[i].align);
                        used += row[i].bytes;
                        CHECK_INT(i, (uintptr_t)p[i] % row[i].align, 0);
                        size_t zero = 0;
                        while (zero < row[i].bytes && p[i][zero] == 0) zero++;
                        CHECK_INT(i, zero, row[i].bytes);
                        memset(p[i], (int)i + 1, row[i].bytes);
                }
                for (size_t i = 0; i < LEN(row); i++) /* and no piece lies in another */
                        for (size_t k = 0; k < row[i].bytes; k++)
                                if (p[i][k] != i + 1) CHECK_ROW(i, false);
                CHECK_INT(round, a.used, used);
                arena_reset(&a);
                CHECK_INT(round, a.used, 0);
        }
        arena_done(&a);
        CHECK(a.head == NULL);
        arena_done(&a); /* empty again, and valid */
        arena_reset(&a);
}

TEST(arena_past_its_limit_serves_and_says_so)
{
        struct arena a = { .limit = 1000 };
        (void)arena_get(&a, 1000, 1);
        CHECK(!arena_over(&a));
        CHECK(arena_get(&a, 1, 1) != NULL);
        CHECK(arena_over(&a));
        arena_reset(&a);
        CHECK(!arena_over(&a) && a.limit == 1000);
        (void)arena_get(&a, 1001, 1);
        CHECK(arena_over(&a));
        arena_done(&a);
        CHECK(!arena_over(&a) && a.limit == 1000);
}

static void too_many(void *arg)
{
        (void)arena_get_n(arg, SIZE_MAX / 2, 4, 1);
}

static void odd_align(void *arg)
{
        (void)arena_get(arg, 1, 64);
}

TEST(arena_misuse_is_a_bug)
{
        AUTO(arena_done) struct arena a = { 0 };
        CHECK(dies(too_many, &a));
        CHECK(dies(odd_align, &a));
}

TEST(arena_strings)
{
        AUTO(arena_done) struct arena a = { 0 };
        char from[] = "路灯";
        struct str d = str_dup(&a, str_c(from));
        const char *z = str_dupz(&a, (struct str){ from, 3 });
        from[0] = 'x';
        CHECK_STR(-1, d, "路灯");
        CHECK_STR(-1, str_c(z), "路");
        CHECK_INT(-1, str_dup(&a, STR_NONE).n, 0);
        CHECK_INT(-1, str_dupz(&a, STR_NONE)[0], 0);
        CHECK_STR(-1, str_join(&a, S("ab"), S("cd")), "abcd");
        CHECK_STR(-1, str_join(&a, STR_NONE, S("cd")), "cd");
        CHECK_STR(-1, str_join(&a, S("ab"), STR_NONE), "ab");
        CHECK_STR(-1, str_join(&a, STR_NONE, STR_NONE), "");
        CHECK_STR(-1, str_printf(&a, "%d-%.*s", 7, SP(d)), "7-路灯");
        for (int n = 250; n < 260; n++) { /* around its small buffer */
                struct str s = str_printf(&a, "%0*d", n, 5);
                CHECK_INT(n, s.n, n);
                CHECK_ROW(n, s.p[0] == '0' && s.p[s.n - 1] == '5');
        }
}

TEST(arena_growing_array)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct pair {
                int64_t x;
                char y;
        } *list = NULL;
        size_t n = 0, cap = 0;
        for (int i = 0; i < 5000; i++) {
                struct pair *p = ARENA_PUSH(&a, list, n, cap);
                CHECK_ROW(i, p->x == 0 && p->y == 0);
                p->x = i;
                p->y = 'y';
        }
        CHECK_INT(-1, n, 5000);
        for (int i = 0; i < 5000; i++) CHECK_ROW(i, list[i].x == i && list[i].y == 'y');
}

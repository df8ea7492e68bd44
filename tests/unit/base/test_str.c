#include "base/str.h"

#include <string.h>

#include "lib/t.h"

TEST(str_compares)
{
        static const struct {
                const char *a, *b;
                int want;
        } row[] = {
                { "", "", 0 },
                { "a", "a", 0 },
                { "a", "b", -1 },
                { "b", "a", 1 },
                { "a", "", 1 },
                { "", "a", -1 },
                { "ab", "a", 1 },
                { "a", "ab", -1 },
                { "A", "a", -1 },
                { "z", "路", -1 },
                { "\xff", "a", 1 },
                { "路", "灯", 1 },
                { "\xef\xbf\xbd", "\xf0\x9f\x98\x80", -1 }, /* by code point, not UTF-16 */
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct str a = str_c(row[i].a), b = str_c(row[i].b);
                int c = str_cmp(a, b);
                CHECK_INT(i, (c > 0) - (c < 0), row[i].want);
                CHECK_INT(i, str_eq(a, b), row[i].want == 0);
                CHECK_INT(i, str_hash(a) == str_hash(b), row[i].want == 0);
        }
        CHECK(str_eq(str_c(NULL), STR_NONE) && str_cmp(STR_NONE, S("")) == 0);
        CHECK(!str_eq(S("a\0b"), S("a\0c")) && str_cmp(S("a\0b"), S("a")) > 0);
}

/* A map looks at the low bits: texts that differ in one byte must spread over them. */
TEST(str_hash_spreads)
{
        char text[64];
        int at[256] = { 0 }, most = 0;
        for (size_t n = 1; n <= sizeof text; n++)
                for (size_t i = 0; i < n; i++) {
                        memset(text, 'x', sizeof text);
                        uint64_t h = str_hash((struct str){ text, n });
                        text[i] = 'y';
                        uint64_t k = str_hash((struct str){ text, n });
                        CHECK(h != k);
                        at[k & 255]++;
                }
        for (size_t i = 0; i < LEN(at); i++) most = at[i] > most ? at[i] : most;
        CHECK(most < 30); /* 2,080 texts over 256 places: some 8 each */
        CHECK(str_hash(S("a")) != str_hash(S("a\0")));
}

TEST(str_starts_and_ends)
{
        static const struct {
                const char *s, *part;
                bool starts, ends;
        } row[] = {
                { "abc", "a", true, false },     { "abc", "c", false, true },
                { "abc", "abc", true, true },    { "abc", "", true, true },
                { "", "", true, true },          { "", "a", false, false },
                { "abc", "abcd", false, false }, { "aba", "a", true, true },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                CHECK_INT(i, str_starts(str_c(row[i].s), str_c(row[i].part)), row[i].starts);
                CHECK_INT(i, str_ends(str_c(row[i].s), str_c(row[i].part)), row[i].ends);
        }
}

TEST(str_pieces)
{
        CHECK_STR(-1, str_from(S("abc"), 1), "bc");
        CHECK_STR(-1, str_from(S("abc"), 3), "");
        CHECK_STR(-1, str_from(S("abc"), SIZE_MAX), "");
        CHECK_STR(-1, str_sub(S("abc"), 1, 1), "b");
        CHECK_STR(-1, str_sub(S("abc"), 1, 99), "bc");
        CHECK_STR(-1, str_sub(S("abc"), 9, 1), "");
        CHECK_STR(-1, str_trim(S(" \t\r\na b\n ")), "a b");
        CHECK_STR(-1, str_trim(S("　a")), "　a"); /* ASCII white space only */
        CHECK_STR(-1, str_trim(S(" \n")), "");
        CHECK_STR(-1, str_trim(STR_NONE), "");
}

TEST(str_finds)
{
        static const struct {
                const char *s, *what;
                int want;
        } row[] = {
                { "abcabc", "c", 2 },  { "abcabc", "bc", 1 }, { "abcabc", "abcabc", 0 },
                { "abc", "x", -1 },    { "abc", "", -1 },     { "", "a", -1 },
                { "abc", "abcd", -1 }, { "aab", "ab", 1 },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                size_t at = 99;
                bool found = str_find(str_c(row[i].s), str_c(row[i].what), &at);
                CHECK_INT(i, found, row[i].want >= 0);
                CHECK_INT(i, at, found ? row[i].want : 99); /* written only if found */
        }
        size_t at = 0;
        CHECK(str_find(S("a\0b\0c"), S("\0c"), &at) && at == 3);
}

TEST(str_splits)
{
        static const struct {
                const char *s, *pieces;
        } row[] = {
                { "", "" },        { "a", "[a]" },         { "a,b", "[a][b]" },
                { ",a", "[][a]" }, { "a,,b", "[a][][b]" }, { ",", "[]" },
                { "a,", "[a]" }, /* no piece after the last */
        };
        for (size_t i = 0; i < LEN(row); i++) {
                char got[64] = "";
                size_t n = 0;
                struct str rest = str_c(row[i].s), piece;
                while (str_split(&rest, ',', &piece)) {
                        got[n++] = '[';
                        if (piece.n) memcpy(got + n, piece.p, piece.n);
                        n += piece.n;
                        got[n++] = ']';
                }
                CHECK_STR(i, ((struct str){ got, n }), row[i].pieces);
        }
}

TEST(str_cuts)
{
        static const struct {
                const char *s, *head, *tail;
        } row[] = {
                { "a=b", "a", "b" }, { "a=b=c", "a", "b=c" }, { "=", "", "" },    { "a=", "a", "" },
                { "=b", "", "b" },   { "ab", NULL, NULL },    { "", NULL, NULL },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct str head = S("?"), tail = S("?");
                CHECK_INT(i, str_cut(str_c(row[i].s), '=', &head, &tail), row[i].head != NULL);
                CHECK_STR(i, head, row[i].head ? row[i].head : "?");
                CHECK_STR(i, tail, row[i].tail ? row[i].tail : "?");
        }
}

TEST(str_distances)
{
        static const struct {
                const char *a, *b;
                size_t max, want;
        } row[] = {
                { "", "", 3, 0 },           { "state", "state", 3, 0 },
                { "state", "stat", 3, 1 },  { "state", "tate", 3, 1 },
                { "state", "stale", 3, 1 }, { "state", "sttae", 3, 2 },
                { "abc", "xyz", 3, 3 },     { "abc", "xyz", 2, 3 },
                { "abcd", "wxyz", 2, 3 },   { "", "ab", 3, 2 },
                { "ab", "", 1, 2 },         { "kitten", "sitting", 5, 3 },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct str a = str_c(row[i].a), b = str_c(row[i].b);
                CHECK_INT(i, str_distance(a, b, row[i].max), row[i].want);
                CHECK_INT(i, str_distance(b, a, row[i].max), row[i].want);
        }
        char longer[100];
        memset(longer, 'a', sizeof longer);
        CHECK_INT(-1, str_distance((struct str){ longer, 65 }, (struct str){ longer, 64 }, 2), 3);
        CHECK_INT(-1, str_distance((struct str){ longer, 64 }, (struct str){ longer, 63 }, 2), 1);
}

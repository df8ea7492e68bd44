#include "base/utf8.h"

#include "lib/t.h"

TEST(utf8_well_formed)
{
        static const struct {
                const char *s;
                bool ok;
        } row[] = {
                { "", true },
                { "abc\t\r\n", true },
                { "路灯不亮", true },
                { "\xf0\xa0\xae\xb7", true }, /* 𠮷: outside the first plane */
                { "\xf4\x8f\xbf\xbf", true }, /* the last code point */
                { "\xc2\xa0", true },         /* no-break space */
                { "\xef\xbb\xbf", true },     /* byte order mark: a character like others here */
                { "\x01", false },
                { "\x1f", false },
                { "\x7f", false },
                { "\x0b", false },
                { "\xc2\x80", false }, /* control characters of the second block */
                { "\xc2\x9f", false },
                { "\x80", false },     /* continuation alone */
                { "\xe8\xb7", false }, /* cut */
                { "\xc0\x80", false }, /* overlong NUL */
                { "\xc1\xbf", false },
                { "\xe0\x80\xaf", false },
                { "\xf0\x80\x80\xaf", false },
                { "\xed\xa0\x80", false },     /* surrogate */
                { "\xf4\x90\x80\x80", false }, /* beyond the last */
                { "\xf8\x88\x80\x80\x80", false },
                { "\xff", false },
                { "a\xe8\xb7z", false },
                { "\xb7\xaf\xb5\xc6", false }, /* GB18030 */
        };
        for (size_t i = 0; i < LEN(row); i++) CHECK_INT(i, utf8_ok(str_c(row[i].s)), row[i].ok);
        CHECK(!utf8_ok(S("a\0b")));
        CHECK(utf8_ok(STR_NONE));
}

TEST(utf8_counts_and_walks)
{
        static const struct {
                const char *s;
                size_t n;
                uint32_t last;
        } row[] = {
                { "a", 1, 'a' },
                { "路灯", 2, 0x706f },
                { "\xf0\xa0\xae\xb7", 1, 0x20bb7 },
                { "aé路", 3, 0x8def },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct str s = str_c(row[i].s);
                size_t n = 0;
                uint32_t c = 0;
                for (size_t at = 0; at < s.n; n++) c = utf8_next(s, &at);
                CHECK_INT(i, n, row[i].n);
                CHECK_INT(i, utf8_len(s), row[i].n);
                CHECK_INT(i, c, row[i].last);
        }
        CHECK_INT(-1, utf8_len(STR_NONE), 0);
        size_t at = 0; /* malformed: one byte at a time */
        CHECK(utf8_next(S("\xe8\xb7"), &at) == 0xfffd && at == 1);
        CHECK(utf8_next(S("\xe8\xb7"), &at) == 0xfffd && at == 2);
}

TEST(utf8_folds)
{
        static const struct {
                const char *s, *want;
        } row[] = {
                { "", "" },
                { "ABC abc", "abc abc" },
                { "Straße", "strasse" },
                { "路灯", "路灯" },
                { "ÀÉ", "àé" },
                { "A\xcc\x80", "à" }, /* composed */
                { "ΣΑΣ", "σασ" },
                { "ς", "σ" },
                { "İ", "i\xcc\x87" },
                { "ＡＢ", "ａｂ" }, /* width is not case */
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                struct str once = utf8_fold(&a, str_c(row[i].s));
                CHECK_STR(i, once, row[i].want);
                CHECK_STR(i, utf8_fold(&a, once), row[i].want);
        }
        CHECK_STR(-1, utf8_fold(&a, S("A\xff")), "A\xff"); /* malformed text folds to itself */
}

TEST(utf8_kinds)
{
        static const struct {
                const char *s;
                enum utf8_kind kind;
        } row[] = {
                { "a", UTF8_WORD },
                { "Z", UTF8_WORD },
                { "7", UTF8_WORD },
                { "é", UTF8_WORD },
                { "Ж", UTF8_WORD },
                { "\xcc\x81", UTF8_WORD }, /* a mark belongs to its letter */
                { "路", UTF8_HAN },
                { "𠮷", UTF8_HAN },
                { "々", UTF8_HAN },
                { "カ", UTF8_HAN },
                { "한", UTF8_HAN },
                { " ", UTF8_OTHER },
                { "_", UTF8_OTHER },
                { "，", UTF8_OTHER },
                { "。", UTF8_OTHER },
                { "・", UTF8_OTHER },
                { "\xff", UTF8_OTHER },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                size_t at = 0;
                CHECK_INT(i, utf8_kind(utf8_next(str_c(row[i].s), &at)), row[i].kind);
        }
}

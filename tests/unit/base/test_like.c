/* The pattern language of LIKE. */
#include "base/like.h"

#include "lib/t.h"

TEST(like_matches)
{
        static const struct {
                const char *text, *pattern;
                bool want;
        } row[] = {
                { "", "", true },
                { "", "%", true },
                { "", "%%", true },
                { "", "_", false },
                { "a", "", false },
                { "a", "a", true },
                { "a", "A", false }, /* case counts */
                { "a", "_", true },
                { "ab", "_", false },
                { "ab", "__", true },
                { "abc", "a%", true },
                { "abc", "%c", true },
                { "abc", "%b%", true },
                { "abc", "a%c", true },
                { "abc", "a%d", false },
                { "abc", "%%%", true },
                { "abc", "a_%c", true },
                { "ac", "a_%c", false },
                { "mississippi", "m%iss%pi", true },
                { "mississippi", "m%iss%ssi%pi", true },
                { "mississippi", "m%iss%iss%iss%", false },
                { "mississippi", "%ss%ss%", true },
                { "mississippi", "%ss%ss%ss%", false },
                { "aaa", "%a", true },
                { "100%", "100\\%", true },
                { "100x", "100\\%", false },
                { "a_b", "a\\_b", true },
                { "axb", "a\\_b", false },
                { "a\\b", "a\\\\b", true },
                { "ab", "a\\b", true }, /* \ before a plain character */
                { "a\\", "a\\", true }, /* a last \ is plain */
                { "营商环境", "营商__", true },
                { "营商环境", "营商_", false },
                { "营商环境", "%环%", true },
                { "营商环境", "_商%", true },
                { "营商环境", "%境_", false },
                { "中a文", "中_文", true },
                { "😀x", "_x", true },
                { "é", "_", true },          /* one character … */
                { "e\xCC\x81", "_", false }, /* … and two: no normalisation */
                { "中", "\\中", true },
        };
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_INT(i, like_match(str_c(row[i].text), str_c(row[i].pattern)), row[i].want);
}

TEST(like_prefixes)
{
        static const struct {
                const char *pattern, *want;
        } row[] = {
                { "", "" },          { "abc", "abc" },    { "ab%c", "ab" },
                { "_b", "" },        { "a\\%b%", "a%b" }, { "a\\\\_", "a\\" },
                { "营商%", "营商" }, { "%", "" },         { "ab\\", "ab\\" },
        };
        char out[32];
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_STR(i, like_prefix(str_c(row[i].pattern), out), row[i].want);
}

/* |text| × |pattern| steps at most: this would never end with one point of return per %. */
TEST(like_is_not_exponential)
{
        char text[2001], pattern[2001];
        for (size_t i = 0; i < 2000; i++) {
                text[i] = 'a';
                pattern[i] = i % 2 ? 'a' : '%';
        }
        pattern[1998] = 'b';
        CHECK(!like_match((struct str){ text, 2000 }, (struct str){ pattern, 1999 }));
}

/* test_terms.c: which terms a text has, and where a phrase stands in it. */
#include "view/terms.h"

#include "base/limits.h"
#include "lib/t.h"

static bool has(struct arena *a, const char *text, const char *what)
{
        struct terms t = { .n = 0 };
        struct phrases p;
        terms_put(&t, a, str_c(text));
        if (phrases_read(a, str_c(what), &p) != OK) return false;
        for (size_t i = 0; i < p.terms.n; i++) {
                bool found = false;
                for (size_t k = 0; k < t.n; k++) found |= t.v[k] == p.terms.v[i];
                if (!found) return false;
        }
        return true;
}

TEST(terms_of_a_text_and_of_a_word)
{
        static const struct {
                const char *text, *what;
                bool terms, found; /* found: the phrase stands there as it is */
        } row[] = {
                { "门前路灯坏了", "灯", true, true },
                { "门前路灯坏了", "路灯", true, true },
                { "门前路灯坏了", "路灯坏", true, true },
                { "门前路灯坏了", "灯路", false, false },
                { "道路上的灯坏了", "路灯", false, false },
                { "道路，灯", "路灯", false, false },
                { "前路与路灯", "前路灯", true, false }, /* both pairs, not side by side */
                { "安装5G基站", "5g", true, true },
                { "安装５Ｇ基站", "5g基站", true, true },
                { "安装5G 基站", "5g基站", true, false },
                { "The Office is CLOSED.", "closed", true, true },
                { "The Office is CLOSED.", "close", false, false },
                { "Straße gesperrt", "STRASSE", true, true },
                { "Cafe\xCC\x81", "caf\xC3\xA9", true, true },
                { "路灯，不亮", "路灯 不亮", true, true },
                { "路灯，不亮", "不亮　路灯", true, true }, /* the white space of Chinese text */
                { "カメラが壊れた", "カメラ", true, true },
                { "", "灯", false, false },
                { "𠮷野家门口", "𠮷野", true, true },
        };
        struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                struct phrases p;
                size_t from, to;
                CHECK_INT(i, has(&a, row[i].text, row[i].what), row[i].terms);
                NEED(phrases_read(&a, str_c(row[i].what), &p) == OK);
                bool found = true;
                for (size_t k = 0; k < p.n; k++)
                        found &= phrase_find(&p.v[k], &a, str_c(row[i].text), &from, &to);
                CHECK_INT(i, found, row[i].found);
        }
        arena_done(&a);
}

TEST(terms_leave_out_telephones)
{
        static const struct {
                const char *what;
                enum err err;
        } row[] = {
                { "13800001111", ERR_INPUT },
                { "431302199001011234", ERR_INPUT },
                { "43130219900101123X", ERR_INPUT },
                { "8234567", ERR_INPUT },
                { "路灯 13800001111", ERR_INPUT },
                { "823456", OK },
                { "2022", OK },
                { "，。！", ERR_INPUT },
                { "", ERR_INPUT },
                { "   ", ERR_INPUT },
        };
        struct arena a = { 0 };
        struct terms t = { .n = 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                struct phrases p;
                CHECK_INT(i, phrases_read(&a, str_c(row[i].what), &p), row[i].err);
        }
        terms_put(&t, &a, S("13800001111,8234567 43130219900101123x"));
        CHECK_INT(-1, t.n, 0);
        char *lang = ARENA_NEW(&a, char, SEARCH_BYTES_MAX + 1);
        memset(lang, 'a', SEARCH_BYTES_MAX + 1);
        struct phrases p;
        CHECK_INT(-1, phrases_read(&a, (struct str){ lang, SEARCH_BYTES_MAX + 1 }, &p), ERR_LIMIT);
        CHECK_OK(-1, phrases_read(&a, (struct str){ lang, SEARCH_BYTES_MAX }, &p));
        arena_done(&a);
}

TEST(terms_take_any_bytes)
{
        static const char *const row[] = { "\xFF\xFE路灯\xC0", "\xE8\xB7", "a\377b" };
        struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                struct terms t = { .n = 0 };
                terms_put(&t, &a, str_c(row[i]));
                CHECK_ROW(i, t.n <= strlen(row[i]) * 2);
        }
        CHECK(has(&a, row[0], "路灯"));
        arena_done(&a);
}

#include "base/err.h"

#include "base/arena.h"
#include "base/limits.h"
#include "lib/dies.h"
#include "lib/t.h"

TEST(err_names)
{
        CHECK_STR(-1, err_name(OK), "ok");
        CHECK_STR(-1, err_name(ERR_NOT_FOUND), "not-found");
        for (unsigned e = 0; e < ERR_COUNT; e++) CHECK_ROW(e, err_name((enum err)e).n > 0);
}

TEST(faults_in_order_and_language)
{
        static const enum lang lang[] = { LANG_ZH, LANG_EN };
        static const char *const want[] = { "没有“a”", "there is no “a”" };
        for (size_t i = 0; i < LEN(lang); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                char place[] = "x.yaml:1:2";
                faults_init(&f, &a, lang[i]);
                CHECK_ROW(i, f.n == 0 && f.first == NULL);
                enum err e = FAULT(&f, ERR_INPUT, "name.none", str_c(place), "没有“%.*s”",
                                   "there is no “%.*s”", SP(S("a")));
                CHECK_INT(i, e, ERR_INPUT);
                place[0] = '?';
                (void)FAULT(&f, ERR_CONFLICT, "second", STR_NONE, "二", "two");
                NEED(f.n == 2 && f.first && f.first->next == f.last);
                CHECK_STR(i, f.first->text, want[i]);
                CHECK_STR(i, f.first->where, "x.yaml:1:2"); /* a copy */
                CHECK_STR(i, str_c(f.first->code), "name.none");
                CHECK_INT(i, f.last->err, ERR_CONFLICT);
                CHECK_ROW(i, f.last->next == NULL);
        }
}

TEST(faults_many_and_long)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        faults_init(&f, &a, LANG_EN);
        for (int i = 0; i < FAULTS_MAX + 50; i++)
                CHECK_INT(i, FAULT(&f, ERR_LIMIT, "x", STR_NONE, "〇%0*d", "%0*d", 600, i),
                          ERR_LIMIT);
        CHECK_INT(-1, f.n, FAULTS_MAX + 50);
        size_t kept = 0;
        for (const struct fault *x = f.first; x; x = x->next) kept++;
        CHECK_INT(-1, kept, FAULTS_MAX);
        CHECK(f.last->text.n == 600 && str_ends(f.last->text, S("0999")));
}

static void no_error(void *f)
{
        (void)FAULT((struct faults *)f, OK, "x", STR_NONE, "错", "x");
}

TEST(faults_ok_is_a_bug)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        faults_init(&f, &a, LANG_EN);
        CHECK(dies(no_error, &f));
}

/* Definition files that must be refused: tests/reject/NNN-*.yaml, each put into the city of
 * tests/reject/base as ledgers/case.yaml, or where its line "# as:" says. Its lines
 * "# expect: CODE LINE:COL TEXT" are all its mistakes, no more and no fewer: the code, the place
 * ("-":
 * not looked at) and a piece of the English text. And tests/accept/NNN-*.yaml, which must pass. */
#include "lib/t.h"

#include "defs_folder.h"

static bool has_fault(const struct faults *f, struct str file, struct str expect)
{
        struct str code, rest, place, text;
        size_t at;
        if (!str_cut(expect, ' ', &code, &rest) || !str_cut(rest, ' ', &place, &text)) return false;
        for (const struct fault *x = f->first; x; x = x->next) {
                struct str where = str_printf(f->a, "%.*s:%.*s", SP(file), SP(place));
                bool here = str_eq(place, S("-")) || str_eq(where, x->where);
                if (here && str_eq(code, str_c(x->code)) &&
                    (text.n == 0 || str_find(x->text, text, &at)))
                        return true;
        }
        return false;
}

static void print_faults(const struct faults *f, struct str name)
{
        printf("  %.*s gives:\n", SP(name));
        for (const struct fault *x = f->first; x; x = x->next)
                printf("    %s %.*s %.*s\n", x->code, SP(x->where), SP(x->text));
}

static void check_case(struct arena *a, const struct defs *base, const struct one_file *x)
{
        struct faults f, zh;
        struct city *c = NULL;
        struct str path = S("ledgers/case.yaml"), rest = x->expect, expect;
        bool well = true;
        size_t expected = 0;
        (void)case_says(&rest, S("as: "), &path);
        struct defs d = defs_with(a, base, path, x->text);
        faults_init(&f, a, LANG_EN);
        enum err e = city_build(a, &d, NULL, &f, &c);
        rest = x->expect;
        for (; case_says(&rest, S("expect: "), &expect); expected++)
                well = has_fault(&f, path, expect) && well;
        well = well && f.n == expected && (e == ERR_INPUT) == (expected > 0);
        if (!well) print_faults(&f, x->name);
        t_true(str_dupz(a, x->name), 1, -1, well, "its mistakes and no others");
        faults_init(&zh, a, LANG_ZH); /* as many in Chinese */
        c = NULL;
        CHECK_INT(-1, city_build(a, &d, NULL, &zh, &c), e);
        CHECK_INT(-1, zh.n, f.n);
}

static size_t check_folder(const char *dir)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct defs base;
        struct one_file *v = NULL;
        size_t n = cases_of(&a, dir, &v);
        faults_init(&f, &a, LANG_EN);
        if (defs_load(&a, "tests/reject/base", &f, &base) != OK) return 0;
        for (size_t i = 0; i < n; i++) {
                AUTO(arena_done) struct arena one = { 0 };
                check_case(&one, &base, &v[i]);
        }
        return n;
}

TEST(definitions_refused)
{
        CHECK(check_folder("tests/reject") >= 70);
}

TEST(definitions_accepted)
{
        CHECK(check_folder("tests/accept") > 0);
}

/* The twelve cases of the language, tests/language/NN-NAME.yaml, together in one city with the files of
 * tests/language/base: all pass the check, and what of each does not run yet is exactly what
 * tests/language/unrun.txt says. */
#include "lib/t.h"

#include "defs_folder.h"

static struct str ledger_path(struct arena *a, struct str file)
{
        return str_printf(a, "ledgers/%.*s", SP(str_from(file, 3))); /* "07-" */
}

/* The distinct words of faults in one file, ascending, with ", " between them. */
static struct str words_of(struct arena *a, const struct faults *f, struct str path)
{
        struct str all = STR_NONE, last = STR_NONE;
        for (;;) {
                struct str next = STR_NONE;
                for (const struct fault *x = f->first; x; x = x->next) {
                        struct str rest, word;
                        if (!str_starts(x->where, path)) continue;
                        if (!str_cut(x->text, '\'', &word, &rest) ||
                            !str_cut(rest, '\'', &word, &rest))
                                continue;
                        bool later = str_cmp(word, last) > 0;
                        if (later && (next.n == 0 || str_cmp(word, next) < 0)) next = word;
                }
                if (next.n == 0) return all;
                all = str_printf(a, "%.*s%s%.*s", SP(all), all.n ? ", " : "", SP(next));
                last = next;
        }
}

static void check_unrun(struct arena *a, const struct faults *f, const struct one_file *v, size_t n)
{
        struct str text, line;
        size_t rows = 0;
        if (file_read(a, "tests/language/unrun.txt", 1u << 16, &text) != OK) return;
        while (str_split(&text, '\n', &line)) {
                struct str name, words;
                if (!str_cut(line, ':', &name, &words) || rows >= n) break;
                struct str path = ledger_path(a, v[rows].name);
                CHECK_STR(rows, str_sub(path, 8, path.n - 13), str_dupz(a, name));
                CHECK_STR(rows, words_of(a, f, path), str_dupz(a, str_trim(words)));
                rows++;
        }
        CHECK_INT(-1, rows, n);
}

TEST(language_twelve_cases)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct defs d;
        struct one_file *v = NULL;
        struct city *c = NULL;
        size_t n = cases_of(&a, "tests/language", &v);
        faults_init(&f, &a, LANG_EN);
        CHECK_INT(-1, n, 12);
        NEED(defs_load(&a, "tests/language/base", &f, &d) == OK);
        for (size_t i = 0; i < n; i++) d = defs_with(&a, &d, ledger_path(&a, v[i].name), v[i].text);
        CHECK_OK(-1, city_build(&a, &d, NULL, &f, &c));
        for (const struct fault *x = f.first; x; x = x->next)
                printf("  %.*s %s %.*s\n", SP(x->where), x->code, SP(x->text));
        NEED(c != NULL);
        CHECK_INT(-1, city_runs(c, &f), ERR_INPUT);
        check_unrun(&a, &f, v, n);
}

/* The twelve cases of the language, tests/language/NN-NAME.yaml, together in one city with the
 * files of tests/language/base: all pass the check, and what of each does not run yet (nothing
 * now) is exactly what tests/language/unrun.txt says. */
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
        CHECK_OK(-1, city_runs(c, &f));
        check_unrun(&a, &f, v, n);
}

/* Words of a small ledger that do not run yet. */
static const struct {
        const char *fields, *steps, *figures, *words;
} small_row[] = {
        { "code: {type: code}", "a: {from: new, by: clerk}",
          "f: {of: record, at: owner, count: true}", "" },
        { "code: {type: code, sealed: true}", "a: {from: new, by: clerk}",
          "f: {of: record, at: owner, count: true}", "sealed" },
        { "code: {type: code}",
          "a: {on: paper slip, by: clerk}, b: {from: new, by: clerk, paper: slip}",
          "f: {of: paper slip, at: owner, count: true}", "" },
        { "firm: {type: link, of: case}",
          "a: {from: new, by: clerk, needs: {case: firm}, follows: firm}",
          "f: {of: link firm, at: owner, count: true}", "" },
        { "firms: {type: link, of: case, many: true}", "a: {from: new, by: clerk}",
          "f: {of: link firms, at: owner, distinct: firms}", "" },
        { "who: {type: account, many: true, recuse: true}", "a: {from: new, by: clerk}",
          "f: {of: link who, at: owner, distinct: who}", "" },
        { "mean: {type: int}", "a: {from: new, by: clerk, late: 1 day}",
          "f: {of: record, at: owner, avg: mean}, g: {of: record, at: owner, max: mean}, "
          "h: {share: [open, done]}",
          "" },
};

TEST(language_unrun_words)
{
        for (size_t i = 0; i < LEN(small_row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct defs d = { 0 };
                struct city *c = NULL;
                struct str text =
                        str_printf(&a,
                                   "ledger: case\nfields: {%s}\nstates: {new: {kind: open}}\n"
                                   "clocks: {look: {rules: {within: 1 day}, stops: why}}\n"
                                   "papers: {slip: {text: slip, due: look}}\n"
                                   "steps: {enter: {to: new, by: clerk}, "
                                   "signed: {on: paper slip, by: clerk}, %s}\nfigures: {%s}\n",
                                   small_row[i].fields, small_row[i].steps, small_row[i].figures);
                d = defs_with(&a, &d, S("ledgers/case.yaml"), text);
                d = defs_with(&a, &d, S("city.yaml"), S("city: x\n"));
                d = defs_with(&a, &d, S("lists/why.yaml"), S("list: why\nchoices: {code: rain}\n"));
                d = defs_with(&a, &d, S("texts/slip.zh.md"), S("{{number}}"));
                d = defs_with(&a, &d, S("texts/slip.en.md"), S("{{number}}"));
                faults_init(&f, &a, LANG_EN);
                CHECK_OK(i, city_build(&a, &d, NULL, &f, &c));
                for (const struct fault *x = f.first; x; x = x->next)
                        printf("  %.*s %s %.*s\n", SP(x->where), x->code, SP(x->text));
                if (!c) continue;
                CHECK_INT(i, city_runs(c, &f), small_row[i].words[0] ? ERR_INPUT : OK);
                CHECK_STR(i, words_of(&a, &f, S("ledgers/case.yaml")), small_row[i].words);
        }
}

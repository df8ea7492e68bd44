/* Any text as the ledger file of a small city: either it is built, and then its words that do
 * not run and its difference from nothing can be told, or there is at least one fault, each with
 * its place. */
#include "city/city.h"
#include "fuzz.h"

static const struct defs_file city_files[] = {
        { { "city.yaml", 9 }, { "city: x\n", 8 } },
        { { "ledgers/case.yaml", 17 }, { NULL, 0 } }, /* what is tried */
        { { "lists/channels.yaml", 19 },
          { "list: channels\nchoices: [{code: hotline}, {code: visit, children: [{code: again}]}]\n",
            81 } },
        { { "texts/received.en.md", 20 }, { "{{number}}", 10 } },
        { { "texts/received.zh.md", 20 }, { "{{number}}", 10 } },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf out = { .limit = 1u << 20 };
        struct defs_file files[LEN(city_files)];
        struct faults f;
        struct city *c = NULL;
        memcpy(files, city_files, sizeof files);
        files[1].text = (struct str){ (const char *)data, size };
        struct defs d = { files, LEN(files) };
        faults_init(&f, &a, size % 2 ? LANG_ZH : LANG_EN);
        enum err e = city_build(&a, &d, NULL, &f, &c);
        ASSERT((e == OK) == (f.n == 0) && (e == OK) == (c != NULL));
        for (const struct fault *x = f.first; x; x = x->next)
                ASSERT(x->where.n > 0 && x->text.n > 0 && x->err != OK);
        if (!c) return 0;
        const struct ledger *l = &c->ledgers[0];
        ASSERT(c->ledgers_n == 1 && l->states_n >= 3 && l->steps_n >= 7 && l->tables_n >= 1);
        for (size_t i = 0; i < l->steps_n; i++)
                ASSERT(l->steps[i].enters || l->steps[i].from != 0 || l->steps[i].retired);
        ASSERT((city_runs(c, &f) == OK) == (l->unrun_n == 0));
        ASSERT(city_diff(NULL, c, &f, LANG_EN, &out) != ERR_INPUT);
        return 0;
}

/* twice.h: the ledger `matter` (tests/unit/ask/matter) put in force in a town besides what it has:
 * what seems to come twice, over the API and on the pages. */
#ifndef ZT_TESTS_TWICE_H
#define ZT_TESTS_TWICE_H

#include "lib/town.h"

static inline bool twice_ledger(struct town *t)
{
        const char *path = "tests/unit/ask/matter/ledgers/matter.yaml";
        struct defs d = t->w.inforce.city->defs;
        struct defs_file *f = ARENA_NEW(&t->a, struct defs_file, d.n + 1);
        struct buf report = { .limit = 1 << 20 };
        size_t n = 0;
        bool put = false;
        for (size_t i = 0; i < d.n; i++) {
                if (!put && str_cmp(d.f[i].path, S("ledgers/matter.yaml")) > 0) {
                        f[n++].path = S("ledgers/matter.yaml");
                        put = true;
                        if (file_read(&t->a, path, 1 << 20, &f[n - 1].text) != OK) return false;
                }
                f[n++] = (struct defs_file){ str_dup(&t->a, d.f[i].path),
                                             str_dup(&t->a, d.f[i].text) };
        }
        d.f = f;
        d.n = n;
        enum err e = put ? admin_apply(&t->w, &d, LANG_EN, &t->f, &report) : ERR_INPUT;
        if (e != OK) town_print(&t->f);
        buf_free(&report);
        return e == OK;
}

#endif

/* hidden.h: the request ledger of a town with fields that hide records: `hush` (confidential),
 * `against` (a recused office), `party` and `parties` (recused accounts), asked when one is
 * received. */
#ifndef ZT_TESTS_HIDDEN_H
#define ZT_TESTS_HIDDEN_H

#include "lib/town.h"

static inline struct str hidden_swap(struct arena *a, struct str text, struct str from,
                                     struct str to)
{
        size_t at;
        if (!str_find(text, from, &at)) BUG("text of share/ledgers/request.yaml");
        return str_printf(a, "%.*s%.*s%.*s", SP(str_sub(text, 0, at)), SP(to),
                          SP(str_from(text, at + from.n)));
}

/* Fields more, the lines of their declaration, and ", name …" of those asked when received. */
static inline bool hidden_more(struct town *t, const char *lines, const char *asks)
{
        struct defs d = t->w.inforce.city->defs;
        struct defs_file *f = ARENA_NEW(&t->a, struct defs_file, d.n);
        struct buf report = { .limit = 1 << 20 };
        for (size_t i = 0; i < d.n; i++) {
                f[i] = (struct defs_file){ str_dup(&t->a, d.f[i].path),
                                           str_dup(&t->a, d.f[i].text) };
                if (!str_eq(f[i].path, S("ledgers/request.yaml"))) continue;
                f[i].text = hidden_swap(&t->a, f[i].text, S("\nstates:"),
                                        str_printf(&t->a, "%s\nstates:", lines));
                f[i].text = hidden_swap(&t->a, f[i].text, S("place, contact]"),
                                        str_printf(&t->a, "place, contact%s]", asks));
        }
        d.f = f;
        enum err e = admin_apply(&t->w, &d, LANG_EN, &t->f, &report);
        if (e != OK) town_print(&t->f);
        buf_free(&report);
        return e == OK;
}

static inline bool hidden_fields(struct town *t)
{
        return hidden_more(t,
                           "  hush: {type: flag, confidential: true}\n"
                           "  against: {type: office, recuse: true}\n"
                           "  party: {type: account, recuse: true}\n"
                           "  parties: {type: account, many: true, recuse: true}\n",
                           ", hush, against, party, parties");
}

#endif

/* matter.h: a town with the ledger `matter` (tests/unit/ask/matter) and a search index, for the
 * tests of what seems to come twice. */
#ifndef ZT_TESTS_MATTER_H
#define ZT_TESTS_MATTER_H

#include "ask/candidates.h"
#include "ask/warnings.h"
#include "lib/t.h"
#include "lib/town.h"

struct matter {
        struct town t;
        struct arena a;
        struct index *index;
        const struct ledger *l;
        struct faults f;
        struct reader who;
};

static inline bool matter_open(struct matter *m)
{
        *m = (struct matter){ .index = NULL };
        if (!town_open_more(&m->t, t_dir(), "tests/unit/ask/matter")) return false;
        const char *path = str_dupz(&m->a, str_printf(&m->a, "%s/search.db", t_dir()));
        const struct city *c = m->t.w.inforce.city;
        m->l = &c->ledgers[city_ledger(c, S("matter"))];
        return index_open(path, true, &m->index) == OK;
}

static inline void matter_close(struct matter *m)
{
        index_close(&m->index);
        town_close(&m->t);
        arena_done(&m->a);
}

static inline int64_t matter_update(struct matter *m)
{
        struct index_in in = { m->t.w.st, m->t.w.keys, m->t.w.inforce.city, 0 };
        int64_t behind = -1;
        CHECK_OK(-1, index_update(m->index, &in, &behind));
        return behind;
}

static inline struct ask matter_ask(struct matter *m, const char *login)
{
        const struct inforce *in = &m->t.w.inforce;
        int account = *login ? account_find(&in->accounts, str_c(login)) : READER_CITY;
        faults_init(&m->f, &m->a, LANG_EN);
        reader_init(&m->who, &m->a, in, account);
        return (struct ask){ .st = m->t.w.st,
                             .keys = m->t.w.keys,
                             .in = in,
                             .who = &m->who,
                             .a = &m->a,
                             .f = &m->f,
                             .lang = LANG_EN,
                             .now = m->t.fake.now };
}

static inline int64_t matter_do(struct matter *m, const char *login, int64_t record,
                                const char *step, const char *fields)
{
        struct outcome_of o = town_do(&m->t, login, "matter", record, step, fields);
        if (!CHECK_OK(record, o.err)) town_print(&o.faults);
        return o.record;
}

#endif

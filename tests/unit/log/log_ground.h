/* log_ground.h: what the tests of log/ stand on: a city's database and keys.db in the test's
 * folder. */
#ifndef ZT_TESTS_LOG_GROUND_H
#define ZT_TESTS_LOG_GROUND_H

#include "base/limits.h"
#include "lib/t.h"
#include "log/log.h"

struct ground {
        struct arena a;
        struct sys_fake fake;
        struct sys sys;
        struct store *st;
        struct keys *keys;
        struct log log;
};

static inline const char *ground_path(struct ground *g, const char *name)
{
        return str_dupz(&g->a, str_printf(&g->a, "%s/%s", t_dir(), name));
}

static inline void ground_init(struct ground *g)
{
        *g = (struct ground){ .fake.seed = 11 };
        g->sys = sys_fake(&g->fake); /* g must not move any more */
        ASSERT(store_open(ground_path(g, "city.db"), STORE_CREATE, &g->st) == OK);
        ASSERT(store_begin(g->st, STORE_WRITE) == OK);
        ASSERT(log_schema(g->st) == OK);
        ASSERT(store_commit(g->st) == OK);
        ASSERT(keys_open(ground_path(g, "keys.db"), true, &g->sys, &g->keys) == OK);
}

static inline void ground_done(struct ground *g)
{
        log_done(&g->log);
        store_close(&g->st);
        keys_close(&g->keys);
        arena_done(&g->a);
}

/* One statement in a transaction of its own. */
static inline enum err ground_run(struct store *st, struct str sql)
{
        TRY(store_begin(st, STORE_WRITE));
        enum err e = store_exec(st, sql);
        if (e == OK) return store_commit(st);
        store_rollback(st);
        return e;
}

/* First column of the first row; -1 without one or on an error. */
static inline int64_t ground_number(struct store *st, struct str sql)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (store_stmt(st, sql, &s) != OK || stmt_step(s) != ROW_GOT) return -1;
        return col_int(s, 0);
}

#endif

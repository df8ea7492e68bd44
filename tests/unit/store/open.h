/* open.h: a database in the test's own folder, and short ways to run and read. */
#ifndef ZT_TESTS_STORE_OPEN_H
#define ZT_TESTS_STORE_OPEN_H

#include "base/err.h"
#include "lib/t.h"
#include "store/store.h"

/* t_dir()/name; in the arena. */
static inline const char *path_of(struct arena *a, const char *name)
{
        return str_dupz(a, str_printf(a, "%s/%s", t_dir(), name));
}

/* Aborts on failure: for the ground a test stands on. */
static inline struct store *open_db(struct arena *a, const char *name)
{
        struct store *st = NULL;
        ASSERT(store_open(path_of(a, name), STORE_CREATE, &st) == OK);
        return st;
}

/* One statement in a transaction of its own. */
static inline enum err run_tx(struct store *st, const char *sql)
{
        TRY(store_begin(st, STORE_WRITE));
        enum err e = store_exec(st, str_c(sql));
        if (e == OK) return store_commit(st);
        store_rollback(st);
        return e;
}

static inline void must(struct store *st, const char *sql)
{
        if (run_tx(st, sql) != OK) BUG(store_why(st).p);
}

/* First column of the first row, or -1 without a row, or -1000 - err. */
static inline int64_t number(struct store *st, const char *sql)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        enum err e = store_stmt(st, str_c(sql), &s);
        if (e != OK) return -1000 - (int64_t)e;
        switch (stmt_step(s)) {
        case ROW_GOT: return col_int(s, 0);
        case ROW_NONE: return -1;
        case ROW_ERR: break;
        }
        return -1000 - (int64_t)stmt_err(s);
}

/* The table of the log in small: append-only by triggers, as log/ makes it. */
static inline void make_events(struct store *st)
{
        must(st, "CREATE TABLE event (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
        must(st, "CREATE TRIGGER event_update BEFORE UPDATE ON event "
                 "BEGIN SELECT RAISE(ABORT, 'events are not changed'); END");
        must(st, "CREATE TRIGGER event_delete BEFORE DELETE ON event "
                 "BEGIN SELECT RAISE(ABORT, 'events are not deleted'); END");
        must(st, "INSERT INTO event VALUES (0, 'first'), (1, 'second')");
}

#endif

/* The commit hook stands behind the authorizer and stmt_step, so nothing of the interface reaches
 * it: here a COMMIT is sent past them, over the connection itself. */
#include "open.h"
#include "store/sqlite.h"

TEST(commit_hook_refuses_a_foreign_commit)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        must(st, "CREATE TABLE t (a INTEGER) STRICT");
        /* on its own: SQLite would commit it at once */
        CHECK(sqlite3_exec(st->db, "INSERT INTO t VALUES (1)", NULL, NULL, NULL) ==
              SQLITE_CONSTRAINT_COMMITHOOK);
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), 0);
        /* within our transaction: refused before, by the authorizer */
        NEED(store_begin(st, STORE_WRITE) == OK);
        CHECK_OK(-1, store_exec(st, S("INSERT INTO t VALUES (1)")));
        CHECK_INT(-1, sqlite3_exec(st->db, "COMMIT", NULL, NULL, NULL), SQLITE_AUTH);
        st->inside = true;
        CHECK(sqlite3_exec(st->db, "COMMIT", NULL, NULL, NULL) == SQLITE_CONSTRAINT_COMMITHOOK);
        st->inside = false;
        /* which rolled back: the rest is refused, and a commit says so */
        CHECK_INT(-1, store_exec(st, S("INSERT INTO t VALUES (2)")), ERR_IO);
        CHECK_STR(-1, store_why(st), "an earlier error has ended the transaction");
        CHECK_INT(-1, store_mark(st), ERR_IO);
        CHECK_INT(-1, store_commit(st), ERR_IO);
        CHECK(!store_in_tx(st));
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), 0);
        must(st, "INSERT INTO t VALUES (3)");
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), 1);
}

TEST(commit_hook_lost_inside_savepoints)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        must(st, "CREATE TABLE t (a INTEGER) STRICT");
        NEED(store_begin(st, STORE_WRITE) == OK);
        CHECK_OK(-1, store_mark(st));
        CHECK_OK(-1, store_mark(st));
        CHECK_OK(-1, store_exec(st, S("INSERT INTO t VALUES (1)")));
        st->inside = true;
        CHECK_OK(-1, sqlite3_exec(st->db, "ROLLBACK", NULL, NULL, NULL)); /* as SQLite may */
        st->inside = false;
        store_undo(st);
        CHECK_INT(-1, store_keep(st), ERR_IO);
        CHECK_INT(-1, store_commit(st), ERR_IO);
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), 0);
}

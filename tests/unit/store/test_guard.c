/* The hardening of a connection, and the two guards: nobody changes an event, nothing is committed
 * but by store_commit. */
#include "base/sys.h"
#include "open.h"

static struct str text_of(struct store *st, struct arena *a, const char *sql)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (store_stmt(st, str_c(sql), &s) != OK || stmt_step(s) != ROW_GOT) return STR_NONE;
        return col_text(s, a, 0);
}

TEST(guard_settings)
{
        static const struct {
                const char *sql, *want;
        } row[] = {
                { "PRAGMA synchronous", "2" },
                { "PRAGMA foreign_keys", "1" },
                { "PRAGMA recursive_triggers", "1" },
                { "PRAGMA cell_size_check", "1" },
                { "PRAGMA trusted_schema", "0" },
                { "PRAGMA page_size", "4096" },
                { "PRAGMA wal_autocheckpoint", "20000" },
                { "PRAGMA busy_timeout", "5000" },
                { "PRAGMA secure_delete", "2" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_STR(i, text_of(st, &a, row[i].sql), row[i].want);
        must(st, "CREATE TABLE t (a INTEGER) STRICT");
        CHECK(file_exists(path_of(&a, "a.db-wal")));
}

/* What must not even be prepared, alone or in a transaction. */
TEST(guard_refuses_statements)
{
        static const char *const refused[] = {
                "BEGIN",
                "BEGIN IMMEDIATE",
                "COMMIT",
                "END",
                "ROLLBACK",
                "SAVEPOINT x",
                "RELEASE m",
                "ROLLBACK TO m",
                "PRAGMA foreign_keys = OFF",
                "PRAGMA recursive_triggers = OFF",
                "PRAGMA synchronous = OFF",
                "PRAGMA journal_mode = DELETE",
                "PRAGMA writable_schema = ON",
                "PRAGMA wal_checkpoint",
                "PRAGMA secure_delete = OFF",
                "ATTACH 'x.db' AS x",
                "DETACH main",
                "SELECT load_extension('x')",
                "UPDATE event SET body = 'x'",
                "UPDATE EVENT SET seq = 7 WHERE seq = 1",
                "DELETE FROM event",
                "DELETE FROM main.\"Event\" WHERE seq = 1",
                "WITH x AS (SELECT 1) DELETE FROM event",
                "INSERT INTO event VALUES (1, 'x') ON CONFLICT (seq) DO UPDATE SET body = 'x'",
                "DROP TABLE event",
                "DROP TABLE IF EXISTS event",
                "DROP TRIGGER event_update",
                "ALTER TABLE event RENAME TO past",
                "ALTER TABLE event RENAME COLUMN body TO text",
                "ALTER TABLE event ADD COLUMN more TEXT",
                "ALTER TABLE event DROP COLUMN body",
                "UPDATE sqlite_schema SET sql = NULL",
                "DELETE FROM sqlite_schema WHERE name = 'event_update'",
                "INSERT INTO words_data VALUES (1, x'00')", /* shadow table: defensive */
        };
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        make_events(st);
        must(st, "CREATE VIRTUAL TABLE words USING fts5(w)");
        for (size_t i = 0; i < LEN(refused); i++) {
                struct stmt *s = NULL;
                CHECK_INT(i, store_stmt(st, str_c(refused[i]), &s), ERR_IO);
                CHECK_ROW(i, s == NULL && store_why(st).n > 0);
                CHECK_INT(i, run_tx(st, refused[i]), ERR_IO);
                CHECK_ROW(i, !store_in_tx(st));
        }
        CHECK_INT(-1, store_exec(st, S("VACUUM INTO 'x.db'")), ERR_IO); /* only store_copy */
        CHECK_INT(-1, run_tx(st, "VACUUM"), ERR_IO);
        CHECK_INT(-1, number(st, "SELECT sum(seq) * 10 + count(*) FROM event"), 12);
        must(st, "INSERT INTO words VALUES ('x')"); /* an ordinary change passes */
        must(st, "DELETE FROM words");
        must(st, "PRAGMA user_version = 3");
        CHECK_INT(-1, number(st, "PRAGMA user_version"), 3);
        CHECK_INT(-1, number(st, "SELECT count(*) FROM pragma_table_info('event')"), 2);
        CHECK_STR(-1, text_of(st, &a, "PRAGMA integrity_check"), "ok");
}

/* The authorizer sees an INSERT only: the triggers must hold, and they do by recursive_triggers. */
TEST(guard_event_survives_replace)
{
        static const char *const wrong[] = {
                "INSERT OR REPLACE INTO event VALUES (1, 'other')",
                "REPLACE INTO event VALUES (0, 'other')",
                "INSERT INTO event VALUES (1, 'other')",
        };
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        make_events(st);
        for (size_t i = 0; i < LEN(wrong); i++) {
                CHECK_INT(i, run_tx(st, wrong[i]), ERR_CONFLICT);
                CHECK_INT(i, number(st, "SELECT count(*) FROM event WHERE body = 'other'"), 0);
        }
        CHECK_OK(-1, run_tx(st, "INSERT OR IGNORE INTO event VALUES (1, 'other')"));
        CHECK_STR(-1, text_of(st, &a, "SELECT body FROM event WHERE seq = 1"), "second");
}

/* Neither by way of a trigger or a foreign key of another table. */
TEST(guard_event_survives_detours)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        must(st, "CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT");
        must(st, "INSERT INTO t VALUES (1)");
        must(st, "CREATE TABLE event (seq INTEGER PRIMARY KEY,"
                 " t INTEGER REFERENCES t ON DELETE CASCADE) STRICT");
        must(st, "INSERT INTO event VALUES (0, 1)");
        CHECK(run_tx(st, "DELETE FROM t") != OK);
        CHECK_OK(-1, run_tx(st, "CREATE TRIGGER x AFTER INSERT ON t "
                                "BEGIN DELETE FROM event; END"));
        CHECK(run_tx(st, "INSERT INTO t VALUES (2)") != OK);
        CHECK_INT(-1, number(st, "SELECT count(*) FROM event"), 1);
}

TEST(guard_tamper_switch_is_for_tests)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        make_events(st);
        store_allow_tamper(st);
        CHECK_INT(-1, run_tx(st, "DELETE FROM event"), ERR_CONFLICT); /* the trigger still holds */
        must(st, "DROP TRIGGER event_delete");
        must(st, "DELETE FROM event WHERE seq = 1");
        CHECK_INT(-1, number(st, "SELECT count(*) FROM event"), 1);
}

TEST(guard_reading_transaction_writes_nothing)
{
        static const char *const writes[] = {
                "INSERT INTO t VALUES (1)",
                "CREATE TABLE u (a INTEGER) STRICT",
                "DELETE FROM t",
                "PRAGMA user_version = 4",
                "DROP TABLE t",
        };
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        must(st, "CREATE TABLE t (a INTEGER) STRICT");
        for (size_t i = 0; i < LEN(writes); i++) {
                NEED(store_begin(st, STORE_READ) == OK);
                CHECK_INT(i, store_exec(st, str_c(writes[i])), ERR_IO);
                CHECK_STR(i, store_why(st), "a reading transaction may not write");
                CHECK_OK(i, store_commit(st));
                /* nor outside of any */
                CHECK_INT(i, store_exec(st, str_c(writes[i])), ERR_IO);
                CHECK_STR(i, store_why(st), "a write outside a transaction");
        }
        AUTO(stmt_done) struct stmt *s = NULL;
        NEED(store_stmt(st, S("INSERT INTO t VALUES (5) RETURNING a"), &s) == OK);
        CHECK(stmt_step(s) == ROW_ERR && stmt_err(s) == ERR_IO); /* by stepping neither */
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), 0);
        CHECK_INT(-1, number(st, "PRAGMA user_version"), 0);
        must(st, "INSERT INTO t VALUES (1)");
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), 1);
}

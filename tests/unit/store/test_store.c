/* What store.h says, sentence by sentence; hardening and faults have files of their own. */
#include "store/store.h"

#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/sys.h"
#include "lib/dies.h"
#include "open.h"

TEST(store_opens_makes_and_refuses)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct store *st = NULL;
        struct stat s;
        CHECK_INT(-1, store_open(path_of(&a, "none.db"), STORE_OPEN, &st), ERR_NOT_FOUND);
        CHECK_INT(-1, store_open(path_of(&a, "none.db"), STORE_OPEN_READ, &st), ERR_NOT_FOUND);
        CHECK(!file_exists(path_of(&a, "none.db")) && st == NULL);
        CHECK_INT(-1, store_open(path_of(&a, "none/none.db"), STORE_CREATE, &st), ERR_IO);
        CHECK_OK(-1, file_write(path_of(&a, "text"), S("this is no database, but a text\n"), 0600));
        CHECK_INT(-1, store_open(path_of(&a, "text"), STORE_OPEN, &st), ERR_IO);
        CHECK_INT(-1, store_open(path_of(&a, "text"), STORE_OPEN_READ, &st), ERR_IO);
        CHECK(st == NULL);

        st = open_db(&a, "new.db");
        CHECK(stat(path_of(&a, "new.db"), &s) == 0);
        CHECK_INT(-1, s.st_mode & 0777, 0600);
        must(st, "CREATE TABLE t (a INTEGER) STRICT");
        store_close(&st);
        CHECK(st == NULL);
        store_close(&st);                                                   /* accepts NULL */
        CHECK_OK(-1, store_open(path_of(&a, "new.db"), STORE_CREATE, &st)); /* it is there: kept */
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), 0);
        store_close(&st);
}

TEST(store_opened_for_reading_only_reads)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        AUTO(store_close) struct store *r = NULL;
        must(st, "CREATE TABLE t (a INTEGER) STRICT");
        must(st, "INSERT INTO t VALUES (7)");
        NEED(store_open(path_of(&a, "a.db"), STORE_OPEN_READ, &r) == OK);
        CHECK_INT(-1, number(r, "SELECT a FROM t"), 7);
        CHECK_INT(-1, store_begin(r, STORE_WRITE), ERR_IO);
        CHECK(!store_in_tx(r));
        must(st, "UPDATE t SET a = 8");
        CHECK_INT(-1, number(r, "SELECT a FROM t"), 8);
        store_close(&st);
        CHECK_INT(-1, number(r, "SELECT a FROM t"), 8);
        store_close(&r); /* and opens where no other connection has the log open */
        NEED(store_open(path_of(&a, "a.db"), STORE_OPEN_READ, &r) == OK);
        CHECK_INT(-1, number(r, "SELECT a FROM t"), 8);
}

TEST(store_path_is_never_a_uri)
{
        char before[4096];
        NEED(getcwd(before, sizeof before) && chdir(t_dir()) == 0);
        struct store *st = NULL;
        CHECK_OK(-1, store_open("file:a.db?mode=memory", STORE_CREATE, &st));
        must(st, "CREATE TABLE t (a INTEGER) STRICT");
        CHECK_OK(-1, store_copy(st, "file:b.db?mode=memory"));
        store_close(&st);
        CHECK(file_exists("file:a.db?mode=memory") && file_exists("file:b.db?mode=memory"));
        CHECK(chdir(before) == 0);
}

TEST(store_in_memory)
{
        struct store *st = NULL;
        NEED(store_open(":memory:", STORE_CREATE, &st) == OK);
        must(st, "CREATE TABLE t (a INTEGER) STRICT");
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), 0);
        CHECK_INT(-1, store_wal_bytes(st), 0);
        store_close(&st);
}

TEST(stmt_values_and_columns)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        AUTO(stmt_done) struct stmt *s = NULL;
        NEED(store_stmt(st, S("SELECT $1 AS \"first\", $2, $3, $4, $5, $6"), &s) == OK);
        stmt_int(s, 1, INT64_MIN);
        stmt_text(s, 2, S("路灯 \0 x"));
        stmt_text(s, 3, STR_NONE);
        stmt_blob(s, 4, S("\0\1\xff"));
        stmt_null(s, 5);
        stmt_blob(s, 6, STR_NONE);
        NEED(stmt_step(s) == ROW_GOT);
        CHECK_INT(-1, col_count(s), 6);
        CHECK_STR(-1, col_name(s, &a, 0), "first");
        CHECK_INT(-1, col_int(s, 0), INT64_MIN);
        struct str text = col_text(s, &a, 1), blob = col_blob(s, &a, 3);
        CHECK(str_eq(text, S("路灯 \0 x")));
        CHECK(!col_null(s, 2) && col_text(s, &a, 2).n == 0); /* empty is not NULL */
        CHECK(col_null(s, 4) && col_text(s, &a, 4).n == 0 && col_int(s, 4) == 0);
        CHECK(!col_null(s, 5) && col_blob(s, &a, 5).n == 0);
        CHECK_INT(-1, stmt_step(s), ROW_NONE);
        CHECK_INT(-1, stmt_step(s), ROW_NONE);                              /* stays at the end */
        CHECK(str_eq(text, S("路灯 \0 x")) && str_eq(blob, S("\0\1\xff"))); /* copies */
}

TEST(stmt_comes_reset_with_parameters_cleared)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        struct stmt *s = NULL, *again = NULL;
        NEED(store_stmt(st, S("SELECT $1"), &s) == OK);
        stmt_int(s, 1, 5);
        CHECK(stmt_step(s) == ROW_GOT && col_int(s, 0) == 5);
        struct stmt *first = s;
        stmt_done(&s);
        CHECK(s == NULL);
        stmt_done(&s); /* accepts NULL */
        NEED(store_stmt(st, S("SELECT $1"), &again) == OK);
        CHECK(again == first); /* prepared once */
        CHECK(stmt_step(again) == ROW_GOT && col_null(again, 0));
        stmt_done(&again);
}

TEST(stmt_parameters_by_number)
{
        static const struct {
                const char *sql;
                int64_t want;
        } row[] = {
                { "SELECT $2 * 10 + $1", 21 }, /* not by order of appearance */
                { "SELECT $1 * 10 + $2", 12 },
                { "SELECT $2 * 100 + $1 * 10 + $2", 212 },
                { "SELECT length('$1') + $1 * 10 + $2 * 0", 12 }, /* not inside a literal */
                { "SELECT length('it''s $1') * 10 + $2 + $1 * 0", 72 },
                { "SELECT \"$1\" * 10 + $1 FROM (SELECT 4 AS \"$1\") WHERE $2 = 2", 41 },
                { "SELECT [$1] * 10 + $1 FROM (SELECT 4 AS [$1]) WHERE $2 = 2", 41 },
                { "SELECT `$1` * 10 + $1 FROM (SELECT 4 AS `$1`) WHERE $2 = 2", 41 },
                { "SELECT $2 /* $1 ' */ * 10 + $1", 21 },
                { "SELECT $2 -- $1 '\n * 10 + $1", 21 },
                { "SELECT a$1 * 10 + $1 FROM (SELECT 4 AS a$1) WHERE $2 = 2", 41 },
                { "SELECT 路$1 * 10 + $1 FROM (SELECT 4 AS 路$1) WHERE $2 = 2", 41 },
                { "SELECT 4-$1 + $2 * 10", 23 },
                { "SELECT $2/$1;  -- end\n;/* x */ ", 2 },
        };
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(stmt_done) struct stmt *s = NULL;
                if (!CHECK_OK(i, store_stmt(st, str_c(row[i].sql), &s))) continue;
                stmt_int(s, 1, 1);
                stmt_int(s, 2, 2);
                CHECK_ROW(i, stmt_step(s) == ROW_GOT && col_int(s, 0) == row[i].want);
        }
}

TEST(stmt_texts_that_do_not_prepare)
{
        static const struct {
                const char *sql, *why;
        } row[] = {
                { "SELECT 1; SELECT 2", "text after the statement" },
                { "SELECT 1; x", "text after the statement" },
                { "SELECT 1;;/* */ --\n 'x'", "text after the statement" },
                { "", "no statement" },
                { " -- nothing", "no statement" },
                { "SELECT", NULL },
                { "SELECT * FROM missing", NULL },
                { "SELECT \"missing\"", NULL }, /* not a string */
                { "SELECT ?", "parameters are $1 to $n" },
                { "SELECT ?1", "parameters are $1 to $n" },
                { "SELECT :a", "parameters are $1 to $n" },
                { "SELECT @a", "parameters are $1 to $n" },
                { "SELECT $a", "parameters are $1 to $n" },
                { "SELECT $", "parameters are $1 to $n" },
                { "SELECT $0", NULL },
                { "SELECT $1001", NULL },
                { "SELECT $99999999999", NULL },
                { "SELECT 'x", NULL },
        };
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        struct stmt *s = NULL;
        for (size_t i = 0; i < LEN(row); i++) {
                CHECK_INT(i, store_stmt(st, str_c(row[i].sql), &s), ERR_IO);
                CHECK_INT(i, store_exec(st, str_c(row[i].sql)), ERR_IO);
                if (row[i].why) CHECK_STR(i, store_why(st), row[i].why);
                CHECK_ROW(i, store_why(st).n > 0 && s == NULL);
        }
        CHECK_INT(-1, store_stmt(st, S("SELECT 1\0"), &s), ERR_IO);
}

TEST(stmt_too_long)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        AUTO(buf_free) struct buf b = { .limit = STORE_VALUE_MAX + 2 };
        AUTO(stmt_done) struct stmt *s = NULL;
        buf_put(&b, S("SELECT 1 --"));
        while (b.n < STORE_SQL_BYTES_MAX) buf_putc(&b, 'x');
        CHECK_OK(-1, store_stmt(st, buf_view(&b), &s));
        buf_putc(&b, 'x');
        CHECK_INT(-1, store_stmt(st, buf_view(&b), &s), ERR_LIMIT);
        CHECK(store_why(st).n > 0);
        while (b.n < STORE_VALUE_MAX + 1) buf_putc(&b, 'x');
        NEED(store_stmt(st, S("SELECT length($1)"), &s) == OK);
        stmt_text(s, 1, buf_view(&b));
        CHECK(stmt_step(s) == ROW_ERR && stmt_err(s) == ERR_LIMIT);
        stmt_text(s, 1, S("short"));
        CHECK(stmt_step(s) == ROW_ERR); /* until it is reset */
        stmt_done(&s);
        NEED(store_stmt(st, S("SELECT length($1)"), &s) == OK);
        CHECK(stmt_step(s) == ROW_GOT && col_null(s, 0));
}

/* Each must abort; one that comes back before its wrong call is a failed test. */
static struct stmt *get(struct store *st, const char *sql, bool stepped)
{
        struct stmt *s = NULL;
        if (store_stmt(st, str_c(sql), &s) != OK) _exit(0);
        if (stepped && stmt_step(s) != ROW_GOT) _exit(0);
        return s;
}

static void begin(struct store *st, enum store_mode mode)
{
        if (store_begin(st, mode) != OK) _exit(0);
}

static void get_twice(void *st)
{
        (void)get(st, "SELECT 1 UNION SELECT 2", true);
        (void)get(st, "SELECT 1 UNION SELECT 2", false);
}

static void bind_while_stepping(void *st)
{
        stmt_int(get(st, "SELECT $1 UNION SELECT 2", true), 1, 1);
}

static void bind_too_many(void *st)
{
        stmt_int(get(st, "SELECT $1", false), 2, 1);
}

static void read_before_step(void *st)
{
        (void)col_int(get(st, "SELECT 1", false), 0);
}

static void read_after_end(void *st)
{
        struct stmt *s = get(st, "SELECT 1", true);
        (void)stmt_step(s);
        (void)col_int(s, 0);
}

static void read_past_columns(void *st)
{
        (void)col_int(get(st, "SELECT 1", true), 1);
}

static void run_with_rows(void *st)
{
        (void)!stmt_run(get(st, "SELECT 1", false));
}

static void begin_twice(void *st)
{
        begin(st, STORE_WRITE);
        begin(st, STORE_READ);
}

static void commit_nothing(void *st)
{
        (void)!store_commit(st);
}

static void commit_inside_mark(void *st)
{
        begin(st, STORE_WRITE);
        if (store_mark(st) == OK) (void)!store_commit(st);
}

static void mark_while_reading(void *st)
{
        begin(st, STORE_READ);
        (void)!store_mark(st);
}

static void keep_nothing(void *st)
{
        begin(st, STORE_WRITE);
        (void)!store_keep(st);
}

static void checkpoint_in_tx(void *st)
{
        begin(st, STORE_WRITE);
        (void)!store_checkpoint(st, false);
}

static void copy_in_tx(void *st)
{
        begin(st, STORE_READ);
        (void)!store_copy(st, "/nowhere/copy.db");
}

TEST(store_misuse_is_a_bug)
{
        static void (*const wrong[])(void *) = {
                get_twice,        bind_while_stepping, bind_too_many,      read_before_step,
                read_after_end,   read_past_columns,   run_with_rows,      begin_twice,
                commit_nothing,   commit_inside_mark,  mark_while_reading, keep_nothing,
                checkpoint_in_tx, copy_in_tx,
        };
        struct store *st = NULL; /* in memory: a child may not touch the parent's file */
        NEED(store_open(":memory:", STORE_CREATE, &st) == OK);
        for (size_t i = 0; i < LEN(wrong); i++) CHECK_ROW(i, dies(wrong[i], st));
        store_close(&st);
}

TEST(stmt_run_again_and_again)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        AUTO(stmt_done) struct stmt *s = NULL, *t = NULL;
        must(st, "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER CHECK (a <> 13)) STRICT");
        NEED(store_begin(st, STORE_WRITE) == OK);
        NEED(store_stmt(st, S("INSERT INTO t (a) VALUES ($1)"), &s) == OK);
        NEED(store_stmt(st, S("UPDATE t SET a = a + 100 WHERE a < 50"), &t) == OK);
        for (int i = 0; i < 20; i++) {
                stmt_int(s, 1, i);
                CHECK_INT(i, stmt_run(s), i == 13 ? ERR_CONFLICT : OK);
                CHECK_INT(i, stmt_changes(s), i != 13);
        }
        CHECK_OK(-1, stmt_run(s)); /* parameters stay */
        CHECK_OK(-1, stmt_run(t));
        CHECK_INT(-1, stmt_changes(s), 20);
        CHECK_OK(-1, stmt_run(t)); /* without parameters: runs again */
        CHECK_INT(-1, stmt_changes(t), 0);
        CHECK_OK(-1, store_exec(st, S("CREATE TABLE u (a INTEGER) STRICT")));
        CHECK_INT(-1, stmt_changes(t), 0);
        CHECK_OK(-1, store_commit(st));
        CHECK_INT(-1, number(st, "SELECT sum(a) FROM t"), 190 - 13 + 19 + 20 * 100);
}

TEST(stmt_errors)
{
        static const struct {
                const char *sql;
                enum err want;
        } row[] = {
                { "INSERT INTO t VALUES (1, 'again')", ERR_CONFLICT }, /* UNIQUE */
                { "INSERT INTO t VALUES (2, '')", ERR_CONFLICT },      /* CHECK */
                { "INSERT INTO t VALUES (2, NULL)", ERR_CONFLICT },    /* NOT NULL */
                { "INSERT INTO t VALUES ('two', 'x')", ERR_CONFLICT }, /* STRICT */
                { "INSERT INTO u VALUES (9)", ERR_CONFLICT },          /* FOREIGN KEY */
                { "DELETE FROM t WHERE id = 1", ERR_CONFLICT },
                { "INSERT INTO t VALUES (3, 'x')", OK },
        };
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        must(st, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL CHECK (a <> '')) STRICT");
        must(st, "CREATE TABLE u (t INTEGER NOT NULL REFERENCES t) STRICT");
        must(st, "INSERT INTO t VALUES (1, 'one')");
        must(st, "INSERT INTO u VALUES (1)");
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(stmt_done) struct stmt *s = NULL;
                NEED(store_begin(st, STORE_WRITE) == OK);
                NEED(store_stmt(st, str_c(row[i].sql), &s) == OK);
                CHECK_INT(i, stmt_run(s), row[i].want);
                CHECK_INT(i, stmt_err(s), row[i].want);
                CHECK_ROW(i, row[i].want == OK || store_why(st).n > 0);
                CHECK_OK(i, store_commit(st)); /* only the statement is undone */
        }
        CHECK_INT(-1, number(st, "SELECT count(*) * 10 + max(id) FROM t"), 23);
}

TEST(stmt_cache_is_bounded)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        struct stmt *open = NULL;
        NEED(store_stmt(st, S("SELECT 1 UNION SELECT 2"), &open) == OK);
        CHECK(stmt_step(open) == ROW_GOT);
        for (int round = 0; round < 2; round++) {
                for (int i = 0; i < STORE_STMTS_MAX + 500; i++) {
                        AUTO(stmt_done) struct stmt *s = NULL;
                        NEED(store_stmt(st, str_printf(&a, "SELECT %d", i), &s) == OK);
                        CHECK_ROW(i, stmt_step(s) == ROW_GOT && col_int(s, 0) == i);
                }
        }
        CHECK(col_int(open, 0) == 1 && stmt_step(open) == ROW_GOT && col_int(open, 0) == 2);
        stmt_done(&open);
}

TEST(stmt_survives_a_changed_schema)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db"), *other = open_db(&a, "a.db");
        must(st, "CREATE TABLE t (a INTEGER) STRICT");
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), 0);
        must(other, "ALTER TABLE t ADD COLUMN b INTEGER");
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), 0);
        must(st, "INSERT INTO t VALUES (1, 2)");
        must(other, "DROP TABLE t");
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), -1000 - ERR_IO);
}

TEST(store_transactions)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db"), *other = open_db(&a, "a.db");
        must(st, "CREATE TABLE t (a INTEGER) STRICT");
        CHECK(!store_in_tx(st));
        store_rollback(st); /* nothing open: nothing */
        NEED(store_begin(st, STORE_WRITE) == OK);
        CHECK(store_in_tx(st));
        CHECK_OK(-1, store_exec(st, S("INSERT INTO t VALUES (1)")));
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), 1);
        CHECK_INT(-1, number(other, "SELECT count(*) FROM t"), 0);
        store_rollback(st);
        CHECK(!store_in_tx(st));
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), 0);
        must(st, "INSERT INTO t VALUES (1)");
        CHECK_INT(-1, number(other, "SELECT count(*) FROM t"), 1);
        /* a reading transaction sees one state */
        NEED(store_begin(other, STORE_READ) == OK);
        CHECK_INT(-1, number(other, "SELECT count(*) FROM t"), 1);
        must(st, "INSERT INTO t VALUES (2)");
        CHECK_INT(-1, number(other, "SELECT count(*) FROM t"), 1);
        CHECK_OK(-1, store_commit(other));
        CHECK_INT(-1, number(other, "SELECT count(*) FROM t"), 2);
        /* closing with one open undoes it */
        NEED(store_begin(st, STORE_WRITE) == OK);
        CHECK_OK(-1, store_exec(st, S("INSERT INTO t VALUES (3)")));
        store_close(&st);
        CHECK_INT(-1, number(other, "SELECT count(*) FROM t"), 2);
}

TEST(store_failed_commit_has_rolled_back)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db"), *other = open_db(&a, "a.db");
        must(st, "CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT");
        must(st, "CREATE TABLE u (t INTEGER REFERENCES t DEFERRABLE INITIALLY DEFERRED) STRICT");
        NEED(store_begin(st, STORE_WRITE) == OK);
        CHECK_OK(-1, store_exec(st, S("INSERT INTO u VALUES (1)")));
        CHECK_INT(-1, store_commit(st), ERR_CONFLICT); /* SQLite would keep it open */
        CHECK(!store_in_tx(st) && store_why(st).n > 0);
        CHECK_INT(-1, number(st, "SELECT count(*) FROM u"), 0);
        store_busy_ms(other, 0);
        CHECK_OK(-1, store_begin(other, STORE_WRITE)); /* no lock is left */
        store_rollback(other);
        must(st, "INSERT INTO t VALUES (1)");
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), 1);
}

TEST(store_savepoints)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        must(st, "CREATE TABLE t (a INTEGER UNIQUE) STRICT");
        NEED(store_begin(st, STORE_WRITE) == OK);
        for (int depth = 0; depth < STORE_MARKS_MAX; depth++) {
                CHECK_OK(depth, store_mark(st));
                CHECK_OK(depth, store_exec(st, str_printf(&a, "INSERT INTO t VALUES (%d)", depth)));
        }
        CHECK_INT(-1, store_mark(st), ERR_LIMIT);
        store_undo(st); /* 15 */
        CHECK_INT(-1, number(st, "SELECT max(a) FROM t"), 14);
        CHECK_OK(-1, store_keep(st)); /* 14 goes into 13's */
        store_undo(st);               /* 13 and 14 */
        CHECK_INT(-1, number(st, "SELECT max(a) FROM t"), 12);
        CHECK_INT(-1, store_exec(st, S("INSERT INTO t VALUES (12)")), ERR_CONFLICT);
        for (int depth = 12; depth >= 0; depth--) CHECK_OK(depth, store_keep(st));
        CHECK_OK(-1, store_mark(st));
        CHECK_OK(-1, store_exec(st, S("CREATE TABLE u (a INTEGER) STRICT")));
        store_undo(st);
        CHECK_OK(-1, store_commit(st));
        CHECK_INT(-1, number(st, "SELECT count(*) FROM t"), 13);
        CHECK_INT(-1, number(st, "SELECT count(*) FROM u"), -1000 - ERR_IO);
}

TEST(store_busy)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db"), *other = open_db(&a, "a.db");
        must(st, "CREATE TABLE t (a INTEGER) STRICT");
        CHECK_INT(-1, number(st, "PRAGMA busy_timeout"), STORE_BUSY_MS);
        store_busy_ms(other, 30);
        NEED(store_begin(st, STORE_WRITE) == OK);
        struct sys sys = sys_real();
        int64_t begin = sys.boot_ms(sys.ctx);
        CHECK_INT(-1, store_begin(other, STORE_WRITE), ERR_BUSY);
        CHECK(sys.boot_ms(sys.ctx) - begin >= 25); /* it did wait */
        CHECK(!store_in_tx(other) && store_why(other).n > 0);
        CHECK_OK(-1, store_begin(other, STORE_READ)); /* readers never wait */
        CHECK_INT(-1, number(other, "SELECT count(*) FROM t"), 0);
        CHECK_OK(-1, store_commit(other));
        CHECK_OK(-1, store_commit(st));
        CHECK_OK(-1, store_begin(other, STORE_WRITE));
        CHECK_OK(-1, store_commit(other));
}

TEST(store_deadline_ends_long_reads)
{
        static const char slow[] = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                                   "LIMIT 1000000000) SELECT count(*) FROM n";
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        struct sys sys = sys_real();
        must(st, "CREATE TABLE t (a INTEGER) STRICT");
        int64_t begin = sys.boot_ms(sys.ctx);
        store_deadline(st, 20);
        CHECK_INT(-1, number(st, slow), -1000 - ERR_LIMIT);
        CHECK(store_why(st).n > 0);
        CHECK(sys.boot_ms(sys.ctx) - begin < 2000);
        CHECK_INT(-1, number(st, "SELECT 1"), -1000 - ERR_LIMIT); /* many short ones too */
        must(st, "INSERT INTO t VALUES (1)");                     /* writing goes on */
        must(st, "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n "
                 "LIMIT 50000) SELECT i FROM n");
        must(st, "DELETE FROM t WHERE a > 1");
        store_deadline(st, 10000);
        CHECK_INT(-1, number(st, "SELECT a FROM t"), 1);
        store_deadline(st, 0);
        CHECK_INT(-1, number(st, "SELECT a FROM t"), 1);
}

TEST(store_checkpoints)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db"), *other = open_db(&a, "a.db");
        must(st, "CREATE TABLE t (a BLOB) STRICT");
        must(st, "INSERT INTO t VALUES (randomblob(100000))");
        CHECK(store_wal_bytes(st) > 100000);
        CHECK_OK(-1, store_checkpoint(st, false));
        CHECK(store_wal_bytes(st) > 100000); /* moved, but the file keeps its size */
        /* A statement not reset holds its snapshot: the log cannot be emptied. */
        struct stmt *s = NULL;
        NEED(store_stmt(other, S("SELECT 1 FROM t, (SELECT 1 UNION SELECT 2)"), &s) == OK);
        CHECK(stmt_step(s) == ROW_GOT);
        must(st, "INSERT INTO t VALUES (randomblob(100000))");
        store_busy_ms(st, 20);
        CHECK_INT(-1, store_checkpoint(st, true), ERR_BUSY);
        CHECK(store_wal_bytes(st) > 0);
        stmt_done(&s);
        CHECK_OK(-1, store_checkpoint(st, true));
        CHECK_INT(-1, store_wal_bytes(st), 0);
        /* One that was stepped to its end holds nothing, reset or not. */
        NEED(store_stmt(other, S("SELECT 1 FROM t LIMIT 1"), &s) == OK);
        CHECK(stmt_step(s) == ROW_GOT && stmt_step(s) == ROW_NONE);
        must(st, "INSERT INTO t VALUES (randomblob(100000))");
        CHECK_OK(-1, store_checkpoint(st, true));
        CHECK_INT(-1, store_wal_bytes(st), 0);
}

TEST(store_has_table_by_name_and_pattern)
{
        static const struct {
                const char *name;
                bool want;
        } row[] = {
                { "v_request", true },   { "v_*", true },        { "request", false },
                { "v_request_", false }, { "vXrequest", false }, { "V_REQUEST", false },
                { "look", false },       { "", false },
        };
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        must(st, "CREATE TABLE v_request (a INTEGER) STRICT");
        must(st, "CREATE VIEW look AS SELECT a FROM v_request");
        for (size_t i = 0; i < LEN(row); i++) {
                bool got = !row[i].want;
                CHECK_OK(i, store_has_table(st, str_c(row[i].name), &got));
                CHECK_INT(i, got, row[i].want);
        }
}

TEST(store_has_column_of_a_table)
{
        static const struct {
                const char *table, *name;
                bool want;
        } row[] = {
                { "request", "a", true }, { "request", "b", false }, { "request", "", false },
                { "none", "a", false },   { "", "a", false },
        };
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        must(st, "CREATE TABLE request (a INTEGER) STRICT");
        for (size_t i = 0; i < LEN(row); i++) {
                bool got = !row[i].want;
                CHECK_OK(i, store_has_column(st, str_c(row[i].table), str_c(row[i].name), &got));
                CHECK_INT(i, got, row[i].want);
        }
}

TEST(store_copy_is_whole_and_new)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "a.db"), *copy = NULL;
        struct stat s;
        make_events(st);
        CHECK_OK(-1, store_copy(st, path_of(&a, "copy.db")));
        CHECK(stat(path_of(&a, "copy.db"), &s) == 0 && (s.st_mode & 0777) == 0600);
        CHECK(!file_exists(path_of(&a, "copy.db-journal")));
        CHECK_INT(-1, store_copy(st, path_of(&a, "copy.db")), ERR_CONFLICT);
        CHECK_INT(-1, store_copy(st, path_of(&a, "none/copy.db")), ERR_IO);
        must(st, "INSERT INTO event VALUES (2, 'later')");
        NEED(store_open(path_of(&a, "copy.db"), STORE_OPEN, &copy) == OK);
        CHECK_INT(-1, number(copy, "SELECT count(*) FROM event"), 2);
        CHECK_INT(-1, run_tx(copy, "DELETE FROM event"), ERR_IO);
        CHECK_INT(-1, number(copy, "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'"), 2);
        /* and from a connection that only reads, beside a writer */
        AUTO(store_close) struct store *r = NULL;
        NEED(store_open(path_of(&a, "a.db"), STORE_OPEN_READ, &r) == OK);
        NEED(store_begin(st, STORE_WRITE) == OK);
        CHECK_OK(-1, store_exec(st, S("INSERT INTO event VALUES (3, 'unfinished')")));
        CHECK_OK(-1, store_copy(r, path_of(&a, "copy2.db")));
        store_rollback(st);
        store_close(&copy);
        NEED(store_open(path_of(&a, "copy2.db"), STORE_OPEN, &copy) == OK);
        CHECK_INT(-1, number(copy, "SELECT count(*) FROM event"), 3);
}

static bool file_has(struct arena *a, const char *name, struct str what)
{
        struct str text = STR_NONE;
        size_t at;
        enum err e = file_read(a, path_of(a, name), 64u << 20, &text);
        return e == OK && str_find(text, what, &at);
}

TEST(store_secure_delete_leaves_no_bytes)
{
        static const char secret[] = "kq8Zr2Vw-secret-Tn4Xb7Lm";
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = open_db(&a, "keys.db");
        CHECK_OK(-1, store_secure_delete(st));
        CHECK_INT(-1, number(st, "PRAGMA secure_delete"), 1);
        must(st, "CREATE TABLE key (id INTEGER PRIMARY KEY, k TEXT) STRICT");
        NEED(store_begin(st, STORE_WRITE) == OK);
        for (int i = 0; i < 2000; i++) {
                AUTO(stmt_done) struct stmt *s = NULL;
                NEED(store_stmt(st, S("INSERT INTO key (k) VALUES ($1)"), &s) == OK);
                stmt_text(s, 1, str_c(secret));
                CHECK_OK(i, stmt_run(s));
        }
        CHECK_OK(-1, store_commit(st));
        CHECK_OK(-1, store_checkpoint(st, true));
        CHECK(file_has(&a, "keys.db", str_c(secret)));
        must(st, "DELETE FROM key");
        CHECK_OK(-1, store_checkpoint(st, true));
        CHECK(!file_has(&a, "keys.db", str_c(secret)));
        CHECK_INT(-1, store_wal_bytes(st), 0);
}

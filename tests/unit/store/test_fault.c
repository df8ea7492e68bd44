/* Disks that fail: the N-th write, read, sync or truncation, for N = 1, 2, 3 … until a run meets
 * none. Whatever happens, what was acknowledged is there, what was refused is not seen by the
 * connection that was refused, and the file is whole (S12). */
#include "store/fault.h"

#include "base/sys.h"
#include "open.h"

#define ROUNDS 6

/* What the connection was told: attempt[seq] is the attempt that was acknowledged as event seq. */
struct told {
        int64_t acked, attempt[ROUNDS];
        int64_t last_refused; /* attempt of the last refused commit of event `acked`; -1 = none */
        bool opened;
};

static enum err insert(struct store *st, int64_t seq, int64_t attempt)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("INSERT INTO event VALUES ($1, $2, zeroblob(9000))"), &s));
        stmt_int(s, 1, seq);
        stmt_int(s, 2, attempt);
        return stmt_run(s);
}

static enum err attempt_one(struct store *st, const struct told *t, int64_t attempt)
{
        TRY(store_begin(st, STORE_WRITE));
        enum err e = store_mark(st);
        if (e == OK) e = insert(st, t->acked, attempt);
        if (e == OK) {
                e = store_keep(st);
        } else if (store_in_tx(st)) {
                store_rollback(st);
                return e;
        }
        if (e == OK) return store_commit(st);
        store_rollback(st);
        return e;
}

/* One life of a database under the fault installed. */
static struct told live(const char *path, long row)
{
        struct told t = { .last_refused = -1 };
        AUTO(store_close) struct store *st = NULL;
        if (store_open(path, STORE_CREATE, &st) != OK) return t;
        t.opened = true;
        if (run_tx(st, "CREATE TABLE event (seq INTEGER PRIMARY KEY, attempt INTEGER, b BLOB) "
                       "STRICT") != OK)
                return t;
        for (int64_t i = 0; i < ROUNDS; i++) {
                enum err e = attempt_one(st, &t, i);
                CHECK_ROW(row, !store_in_tx(st));
                if (e == OK) t.attempt[t.acked++] = i;
                t.last_refused = e == OK ? -1 : i;
                int64_t seen = number(st, "SELECT count(*) FROM event");
                CHECK_ROW(row, seen == t.acked || seen < -1000); /* or it could not be read */
                if (i % 2 == 1) (void)!store_checkpoint(st, i % 4 == 3);
        }
        return t;
}

/* The disk is well again: is everything there that was acknowledged? */
static void look(const char *path, const struct told *t, long row)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(store_close) struct store *st = NULL;
        AUTO(stmt_done) struct stmt *check = NULL, *rows = NULL;
        if (!CHECK_OK(row, store_open(path, STORE_CREATE, &st))) return;
        if (CHECK_OK(row, store_stmt(st, S("PRAGMA integrity_check"), &check)) &&
            CHECK_ROW(row, stmt_step(check) == ROW_GOT))
                CHECK_STR(row, col_text(check, &a, 0), "ok");
        bool have = false;
        CHECK_OK(row, store_has_table(st, S("event"), &have));
        CHECK_ROW(row, have || t->acked == 0);
        if (!have ||
            !CHECK_OK(row, store_stmt(st, S("SELECT seq, attempt FROM event ORDER BY seq"), &rows)))
                return;
        int64_t n = 0;
        for (; stmt_step(rows) == ROW_GOT; n++) {
                CHECK_INT(row, col_int(rows, 0), n);
                if (n < t->acked) CHECK_INT(row, col_int(rows, 1), t->attempt[n]);
                else CHECK_INT(row, col_int(rows, 1), t->last_refused);
        }
        /* One refused last may stand in the log and be found again, as after a crash. */
        CHECK_ROW(row, n == t->acked || (n == t->acked + 1 && t->last_refused >= 0));
}

static void loop(const char *name, struct store_fault f)
{
        AUTO(arena_done) struct arena a = { 0 };
        for (f.at = 1;; f.at++) {
                const char *path =
                        path_of(&a, str_dupz(&a, str_printf(&a, "%s%d", name, (int)f.at)));
                store_fault_install(&f);
                struct told t = live(path, (long)f.at);
                int64_t failed = store_fault_stats().failed;
                store_fault_install(NULL);
                look(path, &t, (long)f.at);
                if (failed == 0) {
                        CHECK_INT(f.at, t.acked, ROUNDS);
                        break;
                }
        }
        CHECK(f.at > 2); /* the loop did loop */
}

TEST(fault_write)
{
        loop("a", (struct store_fault){ .op = FAULT_WRITE });
        loop("b", (struct store_fault){ .op = FAULT_WRITE, .full = true, .half = true });
        loop("c", (struct store_fault){ .op = FAULT_WRITE, .onward = true, .half = true });
        loop("d", (struct store_fault){ .op = FAULT_WRITE, .onward = true, .full = true });
}

TEST(fault_sync)
{
        loop("a", (struct store_fault){ .op = FAULT_SYNC });
        loop("b", (struct store_fault){ .op = FAULT_SYNC, .onward = true });
}

TEST(fault_read)
{
        loop("a", (struct store_fault){ .op = FAULT_READ });
        loop("b", (struct store_fault){ .op = FAULT_READ, .onward = true });
}

TEST(fault_truncate)
{
        loop("a", (struct store_fault){ .op = FAULT_TRUNCATE });
        loop("b", (struct store_fault){ .op = FAULT_TRUNCATE, .onward = true });
}

/* A copy that fails leaves no file; one that succeeds is whole. */
TEST(fault_while_copying)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct store_fault f = { .op = FAULT_WRITE, .full = true };
        store_fault_install(&(struct store_fault){ .at = 0 });
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        make_events(st);
        for (f.at = 1; f.at < 1000; f.at++) {
                store_fault_install(&f);
                enum err e = store_copy(st, path_of(&a, "copy.db"));
                int64_t failed = store_fault_stats().failed;
                store_fault_install(&(struct store_fault){ .at = 0 });
                CHECK_INT(f.at, e, failed ? ERR_IO : OK);
                CHECK_INT(f.at, file_exists(path_of(&a, "copy.db")), failed == 0);
                if (!failed) break;
        }
        CHECK(f.at > 1);
        store_fault_install(NULL);
        AUTO(store_close) struct store *copy = NULL;
        NEED(store_open(path_of(&a, "copy.db"), STORE_OPEN, &copy) == OK);
        CHECK_INT(-1, number(copy, "SELECT count(*) FROM event"), 2);
}

TEST(fault_counts_and_slows)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct sys sys = sys_real();
        CHECK(store_fault_vfs() == NULL);
        store_fault_install(&(struct store_fault){ .sync_ms = 20 });
        CHECK(store_fault_vfs() != NULL);
        AUTO(store_close) struct store *st = open_db(&a, "a.db");
        must(st, "CREATE TABLE t (a INTEGER) STRICT");
        store_fault_install(&(struct store_fault){ .sync_ms = 20 }); /* from zero */
        int64_t begin = sys.boot_ms(sys.ctx);
        must(st, "INSERT INTO t VALUES (1)");
        int64_t took = sys.boot_ms(sys.ctx) - begin;
        struct store_fault_stats s = store_fault_stats();
        CHECK_INT(-1, s.calls[FAULT_SYNC], 1); /* a commit is one sync of the log */
        CHECK(s.calls[FAULT_WRITE] >= 2 && took >= 20);
        CHECK_INT(-1, s.failed, 0);
        store_fault_install(NULL);
        CHECK(store_fault_vfs() == NULL);
        must(st, "INSERT INTO t VALUES (2)"); /* open still, and harmless */
        CHECK_INT(-1, store_fault_stats().calls[FAULT_SYNC], 1);
        CHECK_INT(-1, number(st, "SELECT sum(a) FROM t"), 3);
}

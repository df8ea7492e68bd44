/* The store on SQLite 3.40: opening, transactions, copies. */
#include "store/sqlite.h"

#include <errno.h>

#include "base/sys.h"
#include "store/fault.h"

/* ---- errors ---------------------------------------------------------------------------------- */

enum err store_refuse(struct store *st, enum err e, const char *why)
{
        (void)snprintf(st->why, sizeof st->why, "%s", why);
        return e;
}

/* SQLite's sums are exact or refused; what it adds up to a REAL, a STRICT column refuses. */
#define SUM_OVER "a sum does not fit in 64 bits"
static bool is_sum_over(struct str words)
{
        return str_eq(words, S("integer overflow")) ||
               str_starts(words, S("cannot store REAL value in INTEGER column"));
}

enum err store_fail(struct store *st, const char *doing, int rc)
{
        if (is_sum_over(str_c(sqlite3_errmsg(st->db))))
                return store_refuse(st, ERR_LIMIT, SUM_OVER);
        (void)snprintf(st->why, sizeof st->why, "%s: %s (%d)", doing, sqlite3_errmsg(st->db), rc);
        switch (rc & 0xff) {
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH: return ERR_CONFLICT; /* a text where an INTEGER key stands */
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return ERR_BUSY;
        case SQLITE_TOOBIG: return ERR_LIMIT;
        case SQLITE_INTERRUPT:
                return store_refuse(st, ERR_LIMIT, "the time for reading has passed");
        case SQLITE_MISUSE: BUG("sqlite misused");
        default: return ERR_IO;
        }
}

struct str store_why(const struct store *st)
{
        return st ? str_c(st->why) : STR_NONE;
}

enum err store_sum_over(struct faults *f)
{
        return FAULT(f, ERR_LIMIT, "figure.limit", STR_NONE,
                     "合计超出 64 位整数的范围，没有算出也没有保存",
                     "a sum does not fit in 64 bits: it is neither given nor saved");
}

enum err store_failed(const struct store *st, enum err e, struct faults *f)
{
        if (e == OK || f->n) return e;
        if (str_eq(store_why(st), S(SUM_OVER))) return store_sum_over(f);
        return FAULT(f, e, "store", STR_NONE, "数据库：%.*s", "database: %.*s", SP(store_why(st)));
}

enum err store_unsaved(const struct store *st, enum err e, struct faults *f)
{
        if (e == OK || f->n) return e;
        if (str_eq(store_why(st), S(SUM_OVER))) return store_sum_over(f);
        return FAULT(f, e, "store", STR_NONE, "没有保存：%.*s", "not saved: %.*s",
                     SP(store_why(st)));
}

/* ---- one statement --------------------------------------------------------------------------- */

enum err store_prepare(struct store *st, struct str sql, unsigned flags, sqlite3_stmt **ret)
{
        const char *why = NULL, *tail = NULL;
        sqlite3_stmt *h = NULL;
        enum err e = text_rewrite(&st->rewritten, sql, &why);
        if (e != OK) return store_refuse(st, e, why);
        int rc =
                sqlite3_prepare_v3(st->db, st->rewritten.p, (int)st->rewritten.n, flags, &h, &tail);
        if (rc != SQLITE_OK) {
                e = store_fail(st, "prepare", rc);
                return e == ERR_LIMIT || e == ERR_BUSY ? e : ERR_IO;
        }
        if (h && text_blank(tail)) {
                *ret = h;
                return OK;
        }
        (void)sqlite3_finalize(h);
        return store_refuse(st, ERR_IO, h ? "text after the statement" : "no statement");
}

enum err store_exec(struct store *st, struct str sql)
{
        struct stmt s = { .st = st };
        TRY(store_prepare(st, sql, 0, &s.h));
        enum err e = sqlite3_column_count(s.h) ? store_refuse(st, ERR_IO, "a statement with rows")
                                               : stmt_run(&s);
        (void)sqlite3_finalize(s.h);
        return e;
}

/* Runs one of our own statements, which the guard refuses to others. */
static enum err tx_run(struct store *st, enum tx_stmt which)
{
        st->inside = true; /* SQLite may prepare it again */
        int rc = sqlite3_step(st->tx_stmt[which]);
        enum err e = rc == SQLITE_DONE ? OK : store_fail(st, sqlite3_sql(st->tx_stmt[which]), rc);
        (void)sqlite3_reset(st->tx_stmt[which]);
        st->inside = false;
        return e;
}

/* Prepared at opening, so that a rollback never depends on preparing. */
static enum err tx_prepare(struct store *st)
{
        static const char *const text[] = {
                [TX_READ] = "BEGIN",         [TX_WRITE] = "BEGIN IMMEDIATE",
                [TX_COMMIT] = "COMMIT",      [TX_ROLLBACK] = "ROLLBACK",
                [TX_MARK] = "SAVEPOINT m",   [TX_KEEP] = "RELEASE m",
                [TX_UNDO] = "ROLLBACK TO m",
        };
        _Static_assert(LEN(text) == TX_STMT_COUNT, "one text per statement");
        st->inside = true;
        int rc = SQLITE_OK;
        for (size_t i = 0; i < LEN(text) && rc == SQLITE_OK; i++)
                rc = sqlite3_prepare_v3(st->db, text[i], -1, SQLITE_PREPARE_PERSISTENT,
                                        &st->tx_stmt[i], NULL);
        st->inside = false;
        return rc == SQLITE_OK ? OK : store_fail(st, "prepare", rc);
}

/* ---- opening --------------------------------------------------------------------------------- */

static bool in_memory(const char *path)
{
        return str_eq(str_c(path), S(":memory:"));
}

/* Debian's SQLite takes "file:…" for a URI. */
static const char *plain_path(struct arena *a, const char *path)
{
        if (!str_starts(str_c(path), S("file:"))) return path;
        return str_dupz(a, str_join(a, S("./"), str_c(path)));
}

/* A new file is for its owner only; SQLite gives its log the same mode. */
static enum err file_create(const char *path)
{
        int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd >= 0) return close(fd) == 0 ? OK : ERR_IO;
        return errno == EEXIST ? ERR_CONFLICT : ERR_IO;
}

static enum err open_file(struct store *st, const char *path, enum store_open how)
{
        int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
        st->read_only = how == STORE_OPEN_READ;
        switch (how) {
        case STORE_CREATE:
                if (!in_memory(path) && file_create(path) == ERR_IO) return ERR_IO;
                flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
                break;
        case STORE_OPEN: flags |= SQLITE_OPEN_READWRITE; break;
        case STORE_OPEN_READ: flags |= SQLITE_OPEN_READONLY; break;
        }
        if (how != STORE_CREATE && !file_exists(path)) return ERR_NOT_FOUND;
        int rc = sqlite3_open_v2(plain_path(&st->a, path), &st->db, flags, store_fault_vfs());
        if (rc != SQLITE_OK) return store_fail(st, "open", rc);
        TRY(guard_init(st));
        TRY(functions_init(st));
        return tx_prepare(st);
}

enum err store_open(const char *path, enum store_open how, struct store **ret)
{
        struct arena a = { 0 };
        ASSERT(sqlite3_threadsafe() != 0);
        /* else each of SQLite's many allocations takes a lock to count bytes nobody asks for;
         * refused, and no matter, once SQLite has begun its work */
        (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        struct store *st = ARENA_NEW(&a, struct store, 1);
        st->a = a;
        st->rewritten.limit = STORE_SQL_BYTES_MAX + 1;
        enum err e = open_file(st, path, how);
        if (e == OK) *ret = st;
        else store_close(&st); /* SQLite gives a handle even when it cannot open */
        return e;
}

void store_close(struct store **p)
{
        struct store *st = *p;
        *p = NULL;
        if (!st) return;
        store_rollback(st);
        stmts_close(st);
        for (size_t i = 0; i < LEN(st->tx_stmt); i++) (void)sqlite3_finalize(st->tx_stmt[i]);
        if (sqlite3_close(st->db) != SQLITE_OK) BUG("a statement is still open");
        buf_free(&st->rewritten);
        arena_done(&st->scratch);
        struct arena a = st->a;
        arena_done(&a);
}

/* ---- transactions ---------------------------------------------------------------------------- */

/* SQLite ends a transaction by itself on some errors (full disk, I/O). What follows would each be a
 * transaction of its own; nothing of it may be committed. */
static bool tx_lost(const struct store *st)
{
        return st->lost || sqlite3_get_autocommit(st->db);
}

bool store_in_tx(const struct store *st)
{
        return st->tx != TX_NONE;
}

enum err store_begin(struct store *st, enum store_mode mode)
{
        ASSERT(st->tx == TX_NONE);
        /* SQLite would begin a reading one and say nothing */
        if (mode == STORE_WRITE && st->read_only)
                return store_refuse(st, ERR_IO, "the database was opened for reading");
        TRY(tx_run(st, mode == STORE_WRITE ? TX_WRITE : TX_READ));
        st->tx = mode == STORE_WRITE ? TX_WRITING : TX_READING;
        st->lost = false;
        st->marks = 0;
        return OK;
}

void store_rollback(struct store *st)
{
        if (st->tx == TX_NONE) return;
        if (!sqlite3_get_autocommit(st->db)) (void)tx_run(st, TX_ROLLBACK);
        ASSERT(sqlite3_get_autocommit(st->db));
        st->tx = TX_NONE;
        st->lost = false;
        st->marks = 0;
}

enum err store_commit(struct store *st)
{
        ASSERT(st->tx != TX_NONE && st->marks == 0);
        enum err e;
        if (tx_lost(st)) {
                e = store_refuse(st, ERR_IO, "an earlier error has ended the transaction");
        } else {
                st->committing = true;
                e = tx_run(st, TX_COMMIT);
                st->committing = false;
        }
        if (e == OK) st->tx = TX_NONE;
        else store_rollback(st);
        return e;
}

enum err store_mark(struct store *st)
{
        ASSERT(st->tx == TX_WRITING);
        if (st->marks == STORE_MARKS_MAX) return store_refuse(st, ERR_LIMIT, "too many savepoints");
        /* outside a transaction SAVEPOINT would begin one */
        if (tx_lost(st))
                return store_refuse(st, ERR_IO, "an earlier error has ended the transaction");
        TRY(tx_run(st, TX_MARK));
        st->marks++;
        return OK;
}

enum err store_keep(struct store *st)
{
        ASSERT(st->marks > 0);
        st->marks--;
        if (tx_lost(st))
                return store_refuse(st, ERR_IO, "an earlier error has ended the transaction");
        enum err e = tx_run(st, TX_KEEP);
        if (e != OK) st->lost = true;
        return e;
}

void store_undo(struct store *st)
{
        ASSERT(st->marks > 0);
        st->marks--;
        if (tx_lost(st)) return;
        if (tx_run(st, TX_UNDO) != OK || tx_run(st, TX_KEEP) != OK) st->lost = true;
}

/* ---- time and size --------------------------------------------------------------------------- */

static int on_progress(void *ctx)
{
        const struct store *st = ctx;
        return st->reading && monotonic_ms() >= st->deadline_ms;
}

void store_deadline(struct store *st, int64_t ms)
{
        ASSERT(ms >= 0);
        st->deadline_ms = ms ? monotonic_ms() + ms : 0;
        /* every 1,000 steps of SQLite's machine: some 20 µs */
        sqlite3_progress_handler(st->db, ms ? 1000 : 0, ms ? on_progress : NULL, st);
}

void store_busy_ms(struct store *st, int ms)
{
        (void)sqlite3_busy_timeout(st->db, ms);
}

enum err store_checkpoint(struct store *st, bool all)
{
        ASSERT(st->tx == TX_NONE);
        int rc = sqlite3_wal_checkpoint_v2(
                st->db, NULL, all ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, NULL,
                NULL);
        return rc == SQLITE_OK ? OK : store_fail(st, "checkpoint", rc);
}

int64_t store_wal_bytes(const struct store *st)
{
        const char *name = sqlite3_db_filename(st->db, "main");
        struct stat s;
        if (!name || !*name || stat(sqlite3_filename_wal(name), &s) != 0) return 0;
        return (int64_t)s.st_size;
}

enum err store_has_table(struct store *st, struct str name, bool *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name GLOB $1"),
                       &s));
        stmt_text(s, 1, name);
        enum row row = stmt_step(s);
        if (row == ROW_ERR) return stmt_err(s);
        *ret = row == ROW_GOT;
        return OK;
}

enum err store_has_column(struct store *st, struct str table, struct str name, bool *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("SELECT 1 FROM pragma_table_info($1) WHERE name = $2"), &s));
        stmt_text(s, 1, table);
        stmt_text(s, 2, name);
        enum row row = stmt_step(s);
        if (row == ROW_ERR) return stmt_err(s);
        *ret = row == ROW_GOT;
        return OK;
}

/* ---- copies, erasing ------------------------------------------------------------------------- */

static enum err vacuum_into(struct store *st, const char *path)
{
        sqlite3_stmt *h = NULL;
        st->copying = st->inside = true; /* it attaches its target */
        (void)sqlite3_limit(st->db, SQLITE_LIMIT_ATTACHED, 1);
        int rc = sqlite3_prepare_v3(st->db, "VACUUM INTO ?1", -1, 0, &h, NULL);
        if (rc == SQLITE_OK) rc = sqlite3_bind_text(h, 1, path, -1, SQLITE_STATIC);
        if (rc == SQLITE_OK) rc = sqlite3_step(h);
        enum err e = rc == SQLITE_DONE ? OK : store_fail(st, "copy", rc);
        (void)sqlite3_finalize(h);
        (void)sqlite3_limit(st->db, SQLITE_LIMIT_ATTACHED, 0);
        st->copying = st->inside = false;
        return e;
}

static enum err sync_path(const char *path, int flags)
{
        int fd = open(path, flags | O_RDONLY | O_CLOEXEC);
        if (fd < 0) return ERR_IO;
        enum err e = fsync(fd) == 0 ? OK : ERR_IO;
        return close(fd) == 0 ? e : ERR_IO;
}

/* VACUUM INTO does not sync what it wrote. */
static enum err sync_copy(const char *path)
{
        struct arena a = { 0 };
        struct str s = str_c(path);
        while (s.n && s.p[s.n - 1] != '/') s.n--;
        enum err e = sync_path(path, 0);
        if (e == OK) e = sync_path(s.n ? str_dupz(&a, s) : ".", O_DIRECTORY);
        arena_done(&a);
        return e;
}

enum err store_copy(struct store *st, const char *path)
{
        struct arena a = { 0 };
        ASSERT(st->tx == TX_NONE);
        enum err e = file_create(path);
        if (e == ERR_CONFLICT) return store_refuse(st, e, "the file is there already");
        if (e != OK) return store_refuse(st, e, "the file cannot be made");
        e = vacuum_into(st, plain_path(&a, path));
        if (e == OK && (e = sync_copy(path)) != OK) (void)store_refuse(st, e, "sync of the copy");
        if (e != OK) (void)unlink(path);
        arena_done(&a);
        return e;
}

enum err store_secure_delete(struct store *st)
{
        sqlite3_stmt *h = NULL;
        st->inside = true;
        int rc = sqlite3_prepare_v3(st->db, "PRAGMA secure_delete=ON", -1, 0, &h, NULL);
        if (rc == SQLITE_OK) rc = sqlite3_step(h);
        bool on = rc == SQLITE_ROW && sqlite3_column_int(h, 0) == 1;
        enum err e = on ? OK : store_fail(st, "secure_delete", rc);
        (void)sqlite3_finalize(h);
        st->inside = false;
        return e;
}

void store_allow_tamper(struct store *st)
{
        st->tamper = true;
}

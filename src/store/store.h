/* store.h: the database behind one small interface. SQLite now (sqlite.c); PostgreSQL is one more
 * file.
 *
 * A struct store is one connection with its statement cache; one owner (thread) at a time. SQL text
 * is literal or built by sqlgen.c; parameters are $1…$n (rewritten to ?n for SQLite). One statement
 * per text. Opening hardens the connection (style.md 5.5): WAL, synchronous=FULL, foreign keys on,
 * recursive triggers on, defensive, untrusted schema, no double-quoted strings, no extensions.
 *
 * Transactions: store_begin(WRITE) is BEGIN IMMEDIATE; in a READ transaction and outside of
 * any, a statement that writes is refused (ERR_IO). Only store_commit commits; a failed commit has
 * rolled back. After an error that made SQLite end the transaction (full disk, I/O) every step is
 * refused until store_rollback, or store_commit, which fails. Savepoints nest inside a write
 * transaction. Every error leaves text in store_why. No function retries by itself beyond the busy
 * timeout. */
#ifndef ZT_STORE_STORE_H
#define ZT_STORE_STORE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct store;
struct stmt;

enum store_mode { STORE_READ, STORE_WRITE };
/* STORE_CREATE makes a missing file; STORE_OPEN_READ opens read-only. */
enum store_open { STORE_CREATE, STORE_OPEN, STORE_OPEN_READ };

MUST_USE enum err store_open(const char *path, enum store_open how, struct store **ret);
void store_close(struct store **p); /* accepts NULL inside; sets NULL */
/* The last error in words, for logs and faults; valid until the next call. */
struct str store_why(const struct store *st);
/* The same as a fault "store", of a reading and of what was to be kept. OK, and what f has told
 * already, go through untold. */
enum err store_failed(const struct store *st, enum err e, struct faults *f);
enum err store_unsaved(const struct store *st, enum err e, struct faults *f);
/* A sum does not fit in 64 bits: the words, and ERR_LIMIT. Both functions above say so too. */
enum err store_sum_over(struct faults *f);

/* Statements: prepared once per connection and text and kept (beyond STORE_STMTS_MAX texts the one
 * asked for longest ago goes: hold a statement no longer than its use). The statement returned is
 * reset with its parameters cleared; the caller resets it when done (AUTO(stmt_done)). Getting the
 * same text again while it is still being stepped is a BUG. A text that does not prepare is ERR_IO
 * with store_why (or ERR_LIMIT for over-long SQL). */
MUST_USE enum err store_stmt(struct store *st, struct str sql, struct stmt **ret);
/* The same for a text whose str_hash is known. */
MUST_USE enum err store_stmt_hashed(struct store *st, struct str sql, uint64_t hash,
                                    struct stmt **ret);
void stmt_done(struct stmt **s);                     /* reset; accepts NULL inside */
void stmt_int(struct stmt *s, int n, int64_t v);     /* parameters count from 1 */
void stmt_text(struct stmt *s, int n, struct str v); /* copied until reset */
void stmt_blob(struct stmt *s, int n, struct str v);
void stmt_null(struct stmt *s, int n);
/* Not copied: v lives until the statement is reset. */
void stmt_text_view(struct stmt *s, int n, struct str v);
void stmt_blob_view(struct stmt *s, int n, struct str v);

enum row { ROW_ERR, ROW_NONE, ROW_GOT };
enum row stmt_step(struct stmt *s);
/* Step a statement that returns nothing; resets it. ERR_CONFLICT on a constraint (UNIQUE, CHECK),
 * ERR_BUSY when locked, ERR_LIMIT when the deadline passed, ERR_IO otherwise. */
MUST_USE enum err stmt_run(struct stmt *s);
enum err stmt_err(const struct stmt *s);    /* why the last step gave ROW_ERR */
int64_t stmt_changes(const struct stmt *s); /* rows changed by the last stmt_run on this store */
/* Columns count from 0. Text and blobs are copied into the arena. */
bool col_null(const struct stmt *s, int n);
int64_t col_int(const struct stmt *s, int n);                      /* NULL reads as 0 */
struct str col_text(const struct stmt *s, struct arena *a, int n); /* NULL reads as empty */
struct str col_blob(const struct stmt *s, struct arena *a, int n);
/* A blob of exactly this many bytes (a hash, a key), copied to out; else false, nothing written. */
bool col_blob_into(const struct stmt *s, int n, void *out, size_t bytes);
int col_count(const struct stmt *s);
struct str col_name(const struct stmt *s, struct arena *a, int n);

/* Text without parameters and rows (DDL). One statement. */
MUST_USE enum err store_exec(struct store *st, struct str sql);

MUST_USE enum err store_begin(struct store *st, enum store_mode mode);
MUST_USE enum err store_commit(struct store *st);
void store_rollback(struct store *st); /* no transaction open: nothing */
bool store_in_tx(const struct store *st);
/* Savepoints are numbered by depth: mark, then either keep or undo the innermost. */
MUST_USE enum err store_mark(struct store *st);
MUST_USE enum err store_keep(struct store *st);
void store_undo(struct store *st);

/* Long reads end with ERR_LIMIT after this many milliseconds from now; 0 = no deadline. */
void store_deadline(struct store *st, int64_t ms);
/* How long to wait for another connection's lock; STORE_BUSY_MS at opening. */
void store_busy_ms(struct store *st, int ms);
/* Moves the WAL into the file (PASSIVE; all = TRUNCATE); only outside a transaction. */
MUST_USE enum err store_checkpoint(struct store *st, bool all);
int64_t store_wal_bytes(const struct store *st);
/* Tables of the name pattern exist? */
MUST_USE enum err store_has_table(struct store *st, struct str name, bool *ret);
MUST_USE enum err store_has_column(struct store *st, struct str table, struct str name, bool *ret);
/* A consistent copy into a new file (VACUUM INTO). */
MUST_USE enum err store_copy(struct store *st, const char *path);
/* Overwrite freed pages with zeros from now on (keys.db). */
MUST_USE enum err store_secure_delete(struct store *st);

/* The calendar behind the SQL function zt_workdays(from, to), days since 1970: the worked days in
 * (from, to]; false gives NULL. ctx must live until the next call. Without it the function fails.
 * */
void store_workdays(struct store *st,
                    bool (*workdays)(const void *ctx, int64_t from, int64_t to, int64_t *ret),
                    const void *ctx);

/* The event table is append-only: connections refuse UPDATE and DELETE on it (authorizer) and its
 * triggers raise; this switch is for tests that tamper, and nothing else. */
void store_allow_tamper(struct store *st);

#endif

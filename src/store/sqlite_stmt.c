/* Statements: the cache by text, binding, stepping, reading columns. */
#include "store/sqlite.h"

/* ---- the cache ------------------------------------------------------------------------------- */

static struct stmt **bucket_of(struct store *st, uint64_t hash)
{
        return &st->bucket[hash % STMT_BUCKETS];
}

static struct stmt *find(struct store *st, struct str sql, uint64_t hash)
{
        for (struct stmt *s = *bucket_of(st, hash); s; s = s->next)
                if (s->hash == hash && str_eq(buf_view(&s->text), sql)) return s;
        return NULL;
}

static void empty(struct stmt *s)
{
        (void)sqlite3_finalize(s->h);
        buf_free(&s->text);
        *s = (struct stmt){ 0 };
}

/* The statement that nobody asked for the longest, out of its bucket and empty. */
static struct stmt *oldest(struct store *st)
{
        struct stmt *old = NULL;
        for (size_t i = 0; i < st->n; i++)
                if (st->all[i]->state != STMT_ROW && (!old || st->all[i]->used < old->used))
                        old = st->all[i];
        if (!old) BUG("every statement is being stepped");
        struct stmt **at = bucket_of(st, old->hash);
        while (*at != old) at = &(*at)->next;
        *at = old->next;
        empty(old);
        return old;
}

static struct stmt *add(struct store *st, struct str sql, uint64_t hash, sqlite3_stmt *h)
{
        struct stmt *s;
        if (st->n < STORE_STMTS_MAX) {
                s = ARENA_NEW(&st->a, struct stmt, 1);
                st->all[st->n++] = s;
        } else {
                s = oldest(st);
        }
        *s = (struct stmt){ .h = h, .st = st, .hash = hash };
        s->text.limit = STORE_SQL_BYTES_MAX;
        buf_put(&s->text, sql);
        s->next = *bucket_of(st, hash);
        *bucket_of(st, hash) = s;
        return s;
}

static void reset(struct stmt *s)
{
        if (s->state == STMT_ROW) (void)sqlite3_reset(s->h);
        if (s->bound) (void)sqlite3_clear_bindings(s->h);
        s->bound = false;
        s->state = STMT_FRESH;
        s->bind_err = OK;
}

enum err store_stmt(struct store *st, struct str sql, struct stmt **ret)
{
        return store_stmt_hashed(st, sql, str_hash(sql), ret);
}

enum err store_stmt_hashed(struct store *st, struct str sql, uint64_t hash, struct stmt **ret)
{
        struct stmt *s = find(st, sql, hash);
        if (!s) {
                sqlite3_stmt *h = NULL;
                TRY(store_prepare(st, sql, SQLITE_PREPARE_PERSISTENT, &h));
                s = add(st, sql, hash, h);
        }
        if (s->state == STMT_ROW) BUG("the statement is still being stepped");
        reset(s);
        s->err = OK;
        s->used = ++st->tick;
        *ret = s;
        return OK;
}

void stmt_done(struct stmt **s)
{
        if (*s) reset(*s);
        *s = NULL;
}

void stmts_close(struct store *st)
{
        for (size_t i = 0; i < st->n; i++) empty(st->all[i]);
        st->n = 0;
}

/* ---- parameters ------------------------------------------------------------------------------ */

static void bound(struct stmt *s, int rc)
{
        if (rc == SQLITE_TOOBIG) s->bind_err = ERR_LIMIT;
        else if (rc == SQLITE_NOMEM) s->bind_err = ERR_IO;
        else if (rc == SQLITE_RANGE) BUG("the statement has no such parameter");
        else ASSERT(rc == SQLITE_OK); /* else it is being stepped */
        s->bound = true;
        s->state = STMT_FRESH;
}

void stmt_int(struct stmt *s, int n, int64_t v)
{
        bound(s, sqlite3_bind_int64(s->h, n, v));
}

/* A NULL pointer would bind NULL. */
static const char *pointer(struct str v)
{
        return v.n ? v.p : "";
}

void stmt_text(struct stmt *s, int n, struct str v)
{
        bound(s, sqlite3_bind_text64(s->h, n, pointer(v), v.n, SQLITE_TRANSIENT, SQLITE_UTF8));
}

void stmt_text_view(struct stmt *s, int n, struct str v)
{
        bound(s, sqlite3_bind_text64(s->h, n, pointer(v), v.n, SQLITE_STATIC, SQLITE_UTF8));
}

void stmt_blob_view(struct stmt *s, int n, struct str v)
{
        bound(s, sqlite3_bind_blob64(s->h, n, pointer(v), v.n, SQLITE_STATIC));
}

void stmt_blob(struct stmt *s, int n, struct str v)
{
        bound(s, sqlite3_bind_blob64(s->h, n, pointer(v), v.n, SQLITE_TRANSIENT));
}

void stmt_null(struct stmt *s, int n)
{
        bound(s, sqlite3_bind_null(s->h, n));
}

/* ---- stepping -------------------------------------------------------------------------------- */

static bool reads_only(const struct stmt *s)
{
        return sqlite3_stmt_readonly(s->h) != 0;
}

/* What must not even start. query_only would do for the reading transaction, but switching it
 * expires every prepared statement of the connection. */
static enum err check(struct stmt *s)
{
        struct store *st = s->st;
        if (s->bind_err == ERR_LIMIT) return store_refuse(st, ERR_LIMIT, "a value is too long");
        if (s->bind_err != OK) return store_refuse(st, ERR_IO, "out of memory");
        if (st->tx != TX_NONE && (st->lost || sqlite3_get_autocommit(st->db)))
                return store_refuse(st, ERR_IO, "an earlier error has ended the transaction");
        if (!reads_only(s) && st->tx == TX_READING)
                return store_refuse(st, ERR_IO, "a reading transaction may not write");
        if (!reads_only(s) && st->tx == TX_NONE)
                return store_refuse(st, ERR_IO, "a write outside a transaction");
        if (reads_only(s) && st->deadline_ms && monotonic_ms() >= st->deadline_ms)
                return store_refuse(st, ERR_LIMIT, "the time for reading has passed");
        return OK;
}

enum row stmt_step(struct stmt *s)
{
        struct store *st = s->st;
        if (s->state == STMT_ENDED) return s->err == OK ? ROW_NONE : ROW_ERR;
        s->err = check(s);
        if (s->err == OK) {
                st->reading = reads_only(s);
                int rc = sqlite3_step(s->h);
                st->reading = false;
                if (rc == SQLITE_ROW) {
                        s->state = STMT_ROW;
                        return ROW_GOT;
                }
                if (rc != SQLITE_DONE) s->err = store_fail(st, "step", rc);
        }
        (void)sqlite3_reset(s->h); /* gives the words of the error again */
        s->state = STMT_ENDED;
        return s->err == OK ? ROW_NONE : ROW_ERR;
}

enum err stmt_run(struct stmt *s)
{
        struct store *st = s->st;
        ASSERT(sqlite3_column_count(s->h) == 0);
        int64_t before = sqlite3_total_changes64(st->db);
        (void)stmt_step(s);
        /* DDL leaves the count of the statement before it */
        st->changes = sqlite3_total_changes64(st->db) == before ? 0 : sqlite3_changes64(st->db);
        s->state = STMT_FRESH;
        return s->err;
}

enum err stmt_err(const struct stmt *s)
{
        return s->err;
}

int64_t stmt_changes(const struct stmt *s)
{
        return s->st->changes;
}

/* ---- columns --------------------------------------------------------------------------------- */

static void column_check(const struct stmt *s, int n)
{
        ASSERT(s->state == STMT_ROW && n >= 0 && n < sqlite3_column_count(s->h));
}

bool col_null(const struct stmt *s, int n)
{
        column_check(s, n);
        return sqlite3_column_type(s->h, n) == SQLITE_NULL;
}

int64_t col_int(const struct stmt *s, int n)
{
        column_check(s, n);
        return sqlite3_column_int64(s->h, n);
}

static struct str copy(const struct stmt *s, struct arena *a, const void *p, int n)
{
        size_t bytes = (size_t)sqlite3_column_bytes(s->h, n);
        if (!p && sqlite3_errcode(s->st->db) == SQLITE_NOMEM) BUG("out of memory");
        return str_dup(a, (struct str){ p, p ? bytes : 0 });
}

struct str col_text(const struct stmt *s, struct arena *a, int n)
{
        column_check(s, n);
        return copy(s, a, sqlite3_column_text(s->h, n), n);
}

struct str col_blob(const struct stmt *s, struct arena *a, int n)
{
        column_check(s, n);
        return copy(s, a, sqlite3_column_blob(s->h, n), n);
}

bool col_blob_into(const struct stmt *s, int n, void *out, size_t bytes)
{
        column_check(s, n);
        const void *p = sqlite3_column_blob(s->h, n);
        if (!p || (size_t)sqlite3_column_bytes(s->h, n) != bytes) return false;
        memcpy(out, p, bytes);
        return true;
}

int col_count(const struct stmt *s)
{
        return sqlite3_column_count(s->h);
}

struct str col_name(const struct stmt *s, struct arena *a, int n)
{
        ASSERT(n >= 0 && n < sqlite3_column_count(s->h));
        return str_dup(a, str_c(sqlite3_column_name(s->h, n)));
}

#include "view/beside.h"

static const struct str tables[] = {
        SI("CREATE TABLE IF NOT EXISTS x_key (scope TEXT NOT NULL, key TEXT NOT NULL,"
           " hash BLOB NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,"
           " PRIMARY KEY (scope, key)) STRICT, WITHOUT ROWID"),
        SI("CREATE TABLE IF NOT EXISTS x_password (account INTEGER PRIMARY KEY, hash TEXT NOT NULL,"
           " at INTEGER NOT NULL) STRICT"),
        SI("CREATE TABLE IF NOT EXISTS x_session (id BLOB PRIMARY KEY, account INTEGER NOT NULL,"
           " duty INTEGER NOT NULL, record INTEGER NOT NULL, half INTEGER NOT NULL,"
           " api INTEGER NOT NULL, began INTEGER NOT NULL, seen INTEGER NOT NULL,"
           " address TEXT NOT NULL DEFAULT '', browser TEXT NOT NULL DEFAULT '') STRICT"),
        SI("CREATE INDEX IF NOT EXISTS x_session_account ON x_session (account)"),
        SI("CREATE TABLE IF NOT EXISTS x_lock (login TEXT PRIMARY KEY, failures INTEGER NOT NULL,"
           " since INTEGER NOT NULL, until INTEGER NOT NULL) STRICT"),
        SI("CREATE INDEX IF NOT EXISTS x_lock_since ON x_lock (since)"),
        SI("CREATE TABLE IF NOT EXISTS x_signin (id INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
           " account INTEGER NOT NULL, address TEXT NOT NULL, ok INTEGER NOT NULL,"
           " why TEXT NOT NULL) STRICT"),
        SI("CREATE INDEX IF NOT EXISTS x_signin_account ON x_signin (account, id)"),
        SI("CREATE INDEX IF NOT EXISTS x_signin_at ON x_signin (at)"),
        SI("CREATE TABLE IF NOT EXISTS x_totp (account INTEGER PRIMARY KEY, cipher BLOB NOT NULL,"
           " confirmed INTEGER NOT NULL, step INTEGER NOT NULL, at INTEGER NOT NULL) STRICT"),
        SI("CREATE TABLE IF NOT EXISTS x_link (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE,"
           " kind TEXT NOT NULL, account INTEGER NOT NULL, duty INTEGER NOT NULL,"
           " record INTEGER NOT NULL, ledger TEXT NOT NULL, made_by INTEGER NOT NULL,"
           " made_at INTEGER NOT NULL, expires INTEGER NOT NULL, used_at INTEGER) STRICT"),
        SI("CREATE INDEX IF NOT EXISTS x_link_account ON x_link (account)"),
        SI("CREATE INDEX IF NOT EXISTS x_link_duty ON x_link (duty) WHERE duty > 0"),
        SI("CREATE TABLE IF NOT EXISTS x_look (id INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
           " account INTEGER NOT NULL, record INTEGER NOT NULL, how TEXT NOT NULL) STRICT"),
        SI("CREATE INDEX IF NOT EXISTS x_look_record ON x_look (record, id)"),
        SI("CREATE INDEX IF NOT EXISTS x_look_account ON x_look (account, id)"),
        SI("CREATE INDEX IF NOT EXISTS x_look_at ON x_look (at, id)"),
        SI("CREATE TABLE IF NOT EXISTS x_file (file TEXT PRIMARY KEY, record INTEGER NOT NULL,"
           " seq INTEGER NOT NULL, field TEXT NOT NULL) STRICT, WITHOUT ROWID"),
        SI("CREATE INDEX IF NOT EXISTS x_file_record ON x_file (record)"),
};

enum err beside_schema(struct store *st)
{
        for (size_t i = 0; i < LEN(tables); i++) TRY(store_exec(st, tables[i]));
        return OK;
}

/* What tables of a former version do not have yet. */
static const struct str later[] = {
        SI("ALTER TABLE x_session ADD COLUMN address TEXT NOT NULL DEFAULT ''"),
        SI("ALTER TABLE x_session ADD COLUMN browser TEXT NOT NULL DEFAULT ''"),
};

static enum err is_complete(struct store *st, bool *ret)
{
        TRY(store_has_table(st, S("x_file"), ret));
        return *ret ? store_has_column(st, S("x_session"), S("browser"), ret) : OK;
}

static enum err complete(struct store *st)
{
        bool has;
        TRY(beside_schema(st));
        TRY(is_complete(st, &has));
        for (size_t i = 0; !has && i < LEN(later); i++) TRY(store_exec(st, later[i]));
        return OK;
}

enum err beside_ensure(struct store *st)
{
        bool has;
        TRY(is_complete(st, &has));
        if (has) return OK;
        TRY(store_begin(st, STORE_WRITE));
        enum err e = complete(st);
        if (e == OK) e = store_commit(st);
        else store_rollback(st);
        return e;
}

enum err beside_key_get(struct store *st, struct str scope, struct str key, struct moment since,
                        struct hash *ret_body, int64_t *ret_seq)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        AUTO(arena_done) struct arena a = { 0 };
        TRY(store_stmt(st,
                       S("SELECT hash, seq FROM x_key WHERE scope = $1 AND key = $2 AND at > $3"),
                       &s));
        stmt_text(s, 1, scope);
        stmt_text(s, 2, key);
        stmt_int(s, 3, since.ms);
        enum row row = stmt_step(s);
        if (row != ROW_GOT) return row == ROW_NONE ? ERR_NOT_FOUND : stmt_err(s);
        struct str h = col_blob(s, &a, 0);
        if (h.n != HASH_BYTES) return ERR_CORRUPT;
        memcpy(ret_body->b, h.p, HASH_BYTES);
        *ret_seq = col_int(s, 1);
        return OK;
}

static enum err forget(struct store *st, struct str scope, struct moment since)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("DELETE FROM x_key WHERE scope = $1 AND at <= $2"), &s));
        stmt_text(s, 1, scope);
        stmt_int(s, 2, since.ms);
        return stmt_run(s);
}

enum err beside_key_put(struct store *st, const struct beside_key *k, struct moment since)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(forget(st, k->scope, since));
        TRY(store_stmt(st,
                       S("INSERT INTO x_key (scope, key, hash, seq, at) VALUES ($1, $2, $3, $4, $5)"
                         " ON CONFLICT (scope, key) DO UPDATE SET hash = excluded.hash,"
                         " seq = excluded.seq, at = excluded.at"),
                       &s));
        stmt_text(s, 1, k->scope);
        stmt_text(s, 2, k->key);
        stmt_blob(s, 3, (struct str){ (const char *)k->body.b, HASH_BYTES });
        stmt_int(s, 4, k->seq);
        stmt_int(s, 5, k->at.ms);
        return stmt_run(s);
}

enum err beside_password_put(struct store *st, int64_t account, struct str hash, struct moment at)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("INSERT INTO x_password (account, hash, at) VALUES ($1, $2, $3)"
                         " ON CONFLICT (account) DO UPDATE SET hash = excluded.hash,"
                         " at = excluded.at"),
                       &s));
        stmt_int(s, 1, account);
        stmt_text(s, 2, hash);
        stmt_int(s, 3, at.ms);
        return stmt_run(s);
}

enum err beside_password_get(struct store *st, struct arena *a, int64_t account, struct str *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("SELECT hash FROM x_password WHERE account = $1"), &s));
        stmt_int(s, 1, account);
        enum row row = stmt_step(s);
        if (row != ROW_GOT) return row == ROW_NONE ? ERR_NOT_FOUND : stmt_err(s);
        *ret = col_text(s, a, 0);
        return OK;
}

enum err beside_password_end(struct store *st, int64_t account)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("DELETE FROM x_password WHERE account = $1"), &s));
        stmt_int(s, 1, account);
        return stmt_run(s);
}

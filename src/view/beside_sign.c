#include "view/beside_sign.h"

static struct str bytes_of(const struct hash *h)
{
        return (struct str){ (const char *)h->b, HASH_BYTES };
}

/* ---- locks ---- */

enum err lock_get(struct store *st, struct str login, struct lock_row *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("SELECT failures, since, until FROM x_lock WHERE login = $1"), &s));
        stmt_text(s, 1, login);
        enum row row = stmt_step(s);
        if (row == ROW_ERR) return stmt_err(s);
        *ret = (struct lock_row){ 0 };
        if (row == ROW_NONE) return OK;
        ret->failures = col_int(s, 0);
        ret->since.ms = col_int(s, 1);
        ret->until.ms = col_int(s, 2);
        return OK;
}

static enum err lock_forget(struct store *st, struct moment before)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("DELETE FROM x_lock WHERE since < $1 AND until < $1"), &s));
        stmt_int(s, 1, before.ms);
        return stmt_run(s);
}

enum err lock_put(struct store *st, struct str login, const struct lock_row *x,
                  struct moment before)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(lock_forget(st, before));
        TRY(store_stmt(st,
                       S("INSERT INTO x_lock (login, failures, since, until)"
                         " VALUES ($1, $2, $3, $4) ON CONFLICT (login) DO UPDATE SET"
                         " failures = excluded.failures, since = excluded.since,"
                         " until = excluded.until"),
                       &s));
        stmt_text(s, 1, login);
        stmt_int(s, 2, x->failures);
        stmt_int(s, 3, x->since.ms);
        stmt_int(s, 4, x->until.ms);
        return stmt_run(s);
}

enum err lock_end(struct store *st, struct str login)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("DELETE FROM x_lock WHERE login = $1"), &s));
        stmt_text(s, 1, login);
        return stmt_run(s);
}

/* ---- attempts ---- */

enum err signin_put(struct store *st, const struct signin_row *x)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("INSERT INTO x_signin (at, account, address, ok, why)"
                         " VALUES ($1, $2, $3, $4, $5)"),
                       &s));
        stmt_int(s, 1, x->at.ms);
        stmt_int(s, 2, x->account);
        stmt_text(s, 3, x->address);
        stmt_int(s, 4, x->ok);
        stmt_text(s, 5, x->why);
        return stmt_run(s);
}

enum err signin_expire(struct store *st, struct moment before)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("DELETE FROM x_signin WHERE at < $1"), &s));
        stmt_int(s, 1, before.ms);
        return stmt_run(s);
}

/* ---- second factors ---- */

enum err totp_get(struct store *st, struct arena *a, int64_t account, struct totp_row *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("SELECT cipher, confirmed, step FROM x_totp WHERE account = $1"), &s));
        stmt_int(s, 1, account);
        enum row row = stmt_step(s);
        if (row != ROW_GOT) return row == ROW_NONE ? ERR_NOT_FOUND : stmt_err(s);
        *ret = (struct totp_row){ col_blob(s, a, 0), col_int(s, 1) != 0, col_int(s, 2) };
        return OK;
}

enum err totp_put(struct store *st, int64_t account, const struct totp_row *x, struct moment at)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("INSERT INTO x_totp (account, cipher, confirmed, step, at)"
                         " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account) DO UPDATE SET"
                         " cipher = excluded.cipher, confirmed = excluded.confirmed,"
                         " step = excluded.step, at = excluded.at"),
                       &s));
        stmt_int(s, 1, account);
        stmt_blob(s, 2, x->cipher);
        stmt_int(s, 3, x->confirmed);
        stmt_int(s, 4, x->step);
        stmt_int(s, 5, at.ms);
        return stmt_run(s);
}

enum err totp_end(struct store *st, int64_t account)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("DELETE FROM x_totp WHERE account = $1"), &s));
        stmt_int(s, 1, account);
        return stmt_run(s);
}

/* ---- links ---- */

enum err link_put(struct store *st, const struct link_row *x)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("INSERT INTO x_link (hash, kind, account, duty, record, ledger, made_by,"
                         " made_at, expires) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
                       &s));
        stmt_blob(s, 1, bytes_of(&x->hash));
        stmt_text(s, 2, x->kind);
        stmt_int(s, 3, x->account);
        stmt_int(s, 4, x->duty);
        stmt_int(s, 5, x->record);
        stmt_text(s, 6, x->ledger);
        stmt_int(s, 7, x->made_by);
        stmt_int(s, 8, x->made.ms);
        stmt_int(s, 9, x->expires.ms);
        return stmt_run(s);
}

enum err link_get(struct store *st, struct arena *a, const struct hash *h, struct link_row *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("SELECT id, kind, ledger, account, duty, record, made_by, made_at,"
                         " expires, used_at FROM x_link WHERE hash = $1"),
                       &s));
        stmt_blob(s, 1, bytes_of(h));
        enum row row = stmt_step(s);
        if (row != ROW_GOT) return row == ROW_NONE ? ERR_NOT_FOUND : stmt_err(s);
        *ret = (struct link_row){ .id = col_int(s, 0),
                                  .hash = *h,
                                  .kind = col_text(s, a, 1),
                                  .ledger = col_text(s, a, 2),
                                  .account = col_int(s, 3),
                                  .duty = col_int(s, 4),
                                  .record = col_int(s, 5),
                                  .made_by = col_int(s, 6),
                                  .made = { col_int(s, 7) },
                                  .expires = { col_int(s, 8) },
                                  .used = MOMENT_NONE };
        if (!col_null(s, 9)) ret->used.ms = col_int(s, 9);
        return OK;
}

enum err link_use(struct store *st, int64_t id, struct moment at)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("UPDATE x_link SET used_at = coalesce(used_at, $1) WHERE id = $2"),
                       &s));
        stmt_int(s, 1, at.ms);
        stmt_int(s, 2, id);
        return stmt_run(s);
}

enum err link_end(struct store *st, struct str kind, int64_t account)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("UPDATE x_link SET expires = made_at WHERE kind = $1 AND account = $2"
                         " AND used_at IS NULL"),
                       &s));
        stmt_text(s, 1, kind);
        stmt_int(s, 2, account);
        return stmt_run(s);
}

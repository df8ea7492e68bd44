#include "view/beside_session.h"

static struct str bytes_of(const struct hash *h)
{
        return (struct str){ (const char *)h->b, HASH_BYTES };
}

enum err session_rows(struct store *st, struct arena *a, struct session_row **ret, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        struct session_row *v = NULL;
        size_t n = 0, cap = 0;
        enum row row;
        TRY(store_stmt(st,
                       S("SELECT id, account, duty, record, half, api, began, seen, address,"
                         " browser FROM x_session ORDER BY seen"),
                       &s));
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct session_row *x = ARENA_PUSH(a, v, n, cap);
                if (!col_blob_into(s, 0, x->id.b, HASH_BYTES)) return ERR_CORRUPT;
                x->account = col_int(s, 1);
                x->duty = col_int(s, 2);
                x->record = col_int(s, 3);
                x->half = col_int(s, 4) != 0;
                x->api = col_int(s, 5) != 0;
                x->began.ms = col_int(s, 6);
                x->seen.ms = col_int(s, 7);
                x->address = col_text(s, a, 8);
                x->browser = col_text(s, a, 9);
        }
        if (row == ROW_ERR) return stmt_err(s);
        *ret = v;
        *ret_n = n;
        return OK;
}

enum err session_row_put(struct store *st, const struct session_row *x)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("INSERT INTO x_session (id, account, duty, record, half, api, began, seen,"
                         " address, browser) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
                       &s));
        stmt_blob(s, 1, bytes_of(&x->id));
        stmt_int(s, 2, x->account);
        stmt_int(s, 3, x->duty);
        stmt_int(s, 4, x->record);
        stmt_int(s, 5, x->half);
        stmt_int(s, 6, x->api);
        stmt_int(s, 7, x->began.ms);
        stmt_int(s, 8, x->seen.ms);
        stmt_text(s, 9, x->address);
        stmt_text(s, 10, x->browser);
        return stmt_run(s);
}

enum err session_row_seen(struct store *st, const struct hash *id, struct moment seen)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("UPDATE x_session SET seen = $1 WHERE id = $2"), &s));
        stmt_int(s, 1, seen.ms);
        stmt_blob(s, 2, bytes_of(id));
        return stmt_run(s);
}

enum err session_row_end(struct store *st, const struct hash *id)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("DELETE FROM x_session WHERE id = $1"), &s));
        stmt_blob(s, 1, bytes_of(id));
        return stmt_run(s);
}

enum err session_rows_end(struct store *st, int64_t account, const struct hash *but)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("DELETE FROM x_session WHERE account = $1 AND id <> $2"), &s));
        stmt_int(s, 1, account);
        stmt_blob(s, 2, bytes_of(but));
        return stmt_run(s);
}

enum err session_rows_expire(struct store *st, struct moment began, struct moment seen)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("DELETE FROM x_session WHERE began < $1 OR seen < $2"), &s));
        stmt_int(s, 1, began.ms);
        stmt_int(s, 2, seen.ms);
        return stmt_run(s);
}

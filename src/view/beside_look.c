#include "view/beside_look.h"

#include "base/limits.h"

enum err look_row_put(struct store *st, const struct look_row *x)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("INSERT INTO x_look (at, account, record, how) VALUES ($1, $2, $3, $4)"),
                       &s));
        stmt_int(s, 1, x->at.ms);
        stmt_int(s, 2, x->account);
        stmt_int(s, 3, x->record);
        stmt_text(s, 4, x->how);
        return stmt_run(s);
}

enum err look_rows_expire(struct store *st, struct moment before)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("DELETE FROM x_look WHERE id IN (SELECT id FROM x_look WHERE at < $1"
                         " ORDER BY at LIMIT $2)"),
                       &s));
        stmt_int(s, 1, before.ms);
        stmt_int(s, 2, LOOKS_MAX);
        return stmt_run(s);
}

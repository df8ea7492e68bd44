#include "view/held.h"

#include "store/sqlgen.h"
#include "view/lookup.h"

enum err held_by_office(struct store *st, struct arena *a, struct held **ret, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        struct held *v = NULL;
        size_t n = 0, cap = 0;
        enum row row;
        TRY(store_stmt(st,
                       S("SELECT holder, count(*) FROM duty WHERE outcome = '' GROUP BY holder"
                         " ORDER BY holder"),
                       &s));
        while ((row = stmt_step(s)) == ROW_GOT)
                *ARENA_PUSH(a, v, n, cap) = (struct held){ col_text(s, a, 0), col_int(s, 1) };
        if (row == ROW_ERR) return stmt_err(s);
        *ret = v;
        *ret_n = n;
        return OK;
}

static enum err number_of(struct store *st, struct arena *a, struct str ledger, int64_t record,
                          struct str *ret)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, a);
        sql_put(&q, S("SELECT number FROM "));
        sql_name(&q, str_join(a, S("r_"), ledger));
        sql_put(&q, S(" WHERE id = "));
        sql_int(&q, record);
        enum err e = sql_stmt(&q, st, &s);
        sql_done(&q);
        TRY(e);
        if (stmt_step(s) != ROW_GOT) return stmt_err(s);
        *ret = str_printf(a, "%.*s/%.*s", SP(ledger), SP(col_text(s, a, 0)));
        return OK;
}

enum err held_numbers(struct store *st, struct arena *a, struct str office, int64_t most,
                      struct str **ret, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        size_t n = 0, cap = 0;
        enum row row;
        *ret = NULL;
        TRY(store_stmt(st,
                       S("SELECT DISTINCT record, ledger, due FROM duty WHERE outcome = '' AND"
                         " holder = $1 ORDER BY due, record LIMIT $2"),
                       &s));
        stmt_text(s, 1, office);
        stmt_int(s, 2, most);
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct str *v = ARENA_PUSH(a, *ret, n, cap);
                TRY(number_of(st, a, col_text(s, a, 1), col_int(s, 0), v));
        }
        *ret_n = n;
        return row == ROW_NONE ? OK : stmt_err(s);
}

enum err held_duty(struct store *st, struct arena *a, int64_t id, struct held_duty *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(
                st, S("SELECT record, ledger, name, holder, outcome FROM duty WHERE id = $1"), &s));
        stmt_int(s, 1, id);
        enum row row = stmt_step(s);
        if (row != ROW_GOT) return row == ROW_NONE ? ERR_NOT_FOUND : stmt_err(s);
        *ret = (struct held_duty){ .id = id,
                                   .record = col_int(s, 0),
                                   .ledger = col_text(s, a, 1),
                                   .name = col_text(s, a, 2),
                                   .holder = col_text(s, a, 3) };
        ret->open = col_text(s, a, 4).n == 0;
        return OK;
}

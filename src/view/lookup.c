#include "view/lookup.h"

#include "view/schema.h"

static enum err one_int(struct stmt *s, int64_t *ret)
{
        enum row row = stmt_step(s);
        if (row == ROW_ERR) return stmt_err(s);
        if (row == ROW_NONE || col_null(s, 0)) return ERR_NOT_FOUND;
        *ret = col_int(s, 0);
        return OK;
}

enum err lookup_city_event(struct store *st, struct arena *a, struct str step, struct event *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        int64_t seq = -1;
        TRY(store_stmt(st, S("SELECT max(seq) FROM event WHERE record = 0 AND step = $1"), &s));
        stmt_text(s, 1, step);
        TRY(one_int(s, &seq));
        return log_get(st, a, seq, ret);
}

enum err lookup_has_records(struct store *st, bool *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        int64_t one;
        TRY(store_stmt(st, S("SELECT 1 FROM event WHERE record > 0 LIMIT 1"), &s));
        enum err e = one_int(s, &one);
        *ret = e == OK;
        return e == ERR_NOT_FOUND ? OK : e;
}

enum err lookup_sealed(struct store *st, int64_t subject, struct str field, int64_t *ret_seq)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(
                st,
                S("SELECT max(e.seq) FROM event AS e JOIN sealed AS t ON t.seq = e.seq"
                  " WHERE e.record > 0 AND e.record = $1 AND t.subject = $1 AND t.field = $2"),
                &s));
        stmt_int(s, 1, subject);
        stmt_text(s, 2, field);
        return one_int(s, ret_seq);
}

static void put_key(struct sql *q, const struct value *v)
{
        if (v->type == T_TEXT) sql_text(q, v->text);
        else sql_int(q, v->type == T_BOOL ? v->truth : v->i);
}

enum err lookup_key(struct store *st, struct arena *a, const struct ledger *l,
                    const struct value *const *key, int64_t *ret)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, a);
        sql_put(&q, S("SELECT id FROM "));
        sql_name(&q, view_table(a, 'r', l, NULL));
        for (size_t i = 0; i < l->key_n; i++) {
                sql_put(&q, i ? S(" AND ") : S(" WHERE "));
                sql_name(&q, column_of(a, &l->fields[l->key[i]]));
                sql_put(&q, S(" = "));
                put_key(&q, key[i]);
        }
        sql_put(&q, S(" ORDER BY id LIMIT 1"));
        enum err e = sql_stmt(&q, st, &s);
        sql_done(&q);
        return e == OK ? one_int(s, ret) : e;
}

enum err lookup_open_batch(struct store *st, struct str ledger, struct str source,
                           struct batch_is *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("SELECT id, done FROM batch WHERE ledger = $1 AND source = $2"
                         " AND state = 'open'"),
                       &s));
        stmt_text(s, 1, ledger);
        stmt_text(s, 2, source);
        TRY(one_int(s, &ret->id));
        ret->done = col_int(s, 1);
        return OK;
}

enum err lookup_batch(struct store *st, struct arena *a, int64_t id, struct batch_is *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("SELECT id, done, ledger, state FROM batch WHERE id = $1"), &s));
        stmt_int(s, 1, id);
        TRY(one_int(s, &ret->id));
        ret->done = col_int(s, 1);
        ret->ledger = col_text(s, a, 2);
        ret->state = col_text(s, a, 3);
        return OK;
}

enum err lookup_batch_records(struct store *st, struct arena *a, int64_t id, int64_t **ret,
                              size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        size_t cap = 0;
        *ret = NULL;
        *ret_n = 0;
        TRY(store_stmt(st,
                       S("SELECT DISTINCT record FROM event WHERE record > 0 AND batch = $1"
                         " AND NOT EXISTS (SELECT 1 FROM event AS o WHERE o.record > 0"
                         " AND o.record = event.record AND o.batch = $1 AND o.step = 'take_back')"
                         " ORDER BY record DESC"),
                       &s));
        stmt_int(s, 1, id);
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) *ARENA_PUSH(a, *ret, *ret_n, cap) = col_int(s, 0);
        return row == ROW_NONE ? OK : stmt_err(s);
}

enum err lookup_importing(struct store *st, int64_t seq, int64_t *ret_batch)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("SELECT b.id FROM event AS e JOIN batch AS b ON b.id = e.batch"
                         " WHERE e.seq = $1 AND b.state = 'open'"),
                       &s));
        stmt_int(s, 1, seq);
        enum err e = one_int(s, ret_batch);
        if (e == ERR_NOT_FOUND) *ret_batch = -1;
        return e == ERR_NOT_FOUND ? OK : e;
}

enum err lookup_gone_on(struct store *st, int64_t record, int64_t batch, int64_t *ret_seq)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("SELECT seq FROM event WHERE record > 0 AND record = $1"
                         " AND batch IS NOT $2 AND step <> 'erase' AND batch NOT IN"
                         " (SELECT id FROM batch WHERE state = 'taken') AND seq > (SELECT min(seq)"
                         " FROM event WHERE record > 0 AND record = $1 AND batch = $2) LIMIT 1"),
                       &s));
        stmt_int(s, 1, record);
        stmt_int(s, 2, batch);
        enum err e = one_int(s, ret_seq);
        if (e == ERR_NOT_FOUND) *ret_seq = 0;
        return e == ERR_NOT_FOUND ? OK : e;
}

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
        struct str of_record =
                S("SELECT max(e.seq) FROM event AS e JOIN sealed AS t ON t.seq = e.seq"
                  " WHERE e.record > 0 AND e.record = $1 AND t.subject = $1 AND t.field = $2");
        /* from the latest back: CROSS JOIN keeps the order of the tables */
        struct str of_account =
                S("SELECT e.seq FROM event AS e CROSS JOIN sealed AS t ON t.seq = e.seq"
                  " WHERE e.record = 0 AND t.subject = $1 AND t.field = $2"
                  " ORDER BY e.seq DESC LIMIT 1");
        TRY(store_stmt(st, subject > 0 ? of_record : of_account, &s));
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

enum err lookup_linked(struct view *v, const struct ledger *l, struct str name, int64_t *ret)
{
        struct value code = value_text(name);
        const struct value *key = &code;
        struct arena a = { 0 };
        enum err e = rec_find(v, l, name, ret);
        if (e == ERR_NOT_FOUND && l->key_n == 1 && l->fields[l->key[0]].type == F_CODE)
                e = lookup_key(v->st, &a, l, &key, ret);
        arena_done(&a);
        return e;
}

enum err lookup_ids(struct store *st, struct arena *a, struct sql *q, struct record_ids *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        size_t cap = 0;
        *ret = (struct record_ids){ 0 };
        enum err e = sql_stmt(q, st, &s);
        enum row row = ROW_NONE;
        while (e == OK && (row = stmt_step(s)) == ROW_GOT)
                *ARENA_PUSH(a, ret->v, ret->n, cap) = col_int(s, 0);
        sql_done(q);
        return e != OK || row == ROW_NONE ? e : stmt_err(s);
}

enum err lookup_children(struct store *st, struct arena *a, const struct ledger *l, int64_t parent,
                         int64_t limit, struct record_ids *ret)
{
        struct sql q;
        sql_init(&q, a);
        sql_put(&q, S("SELECT id FROM "));
        sql_name(&q, view_table(a, 'r', l, NULL));
        sql_put(&q, S(" WHERE parent > 0 AND parent = "));
        sql_int(&q, parent);
        sql_put(&q, S(" ORDER BY id LIMIT "));
        sql_int(&q, limit);
        return lookup_ids(st, a, &q, ret);
}

enum err lookup_met(struct store *st, struct arena *a, const struct like_it *x, int64_t *ret_record,
                    int64_t *ret_duty)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, a);
        sql_put(&q, S("SELECT d.record, d.id FROM duty AS d JOIN "));
        sql_name(&q, view_table(a, 'r', x->l, NULL));
        sql_put(&q, S(" AS r ON r.id = d.record WHERE d.outcome = '' AND d.ledger = "));
        sql_text(&q, x->l->name);
        sql_put(&q, S(" AND d.name = "));
        sql_text(&q, x->l->duties[x->duty].name);
        for (size_t i = 0; i < x->n; i++) {
                sql_put(&q, S(" AND r."));
                sql_name(&q, column_of(a, &x->l->fields[x->field[i]]));
                sql_put(&q, S(" = "));
                put_key(&q, x->value[i]);
        }
        sql_put(&q, S(" ORDER BY d.due, d.id LIMIT 1"));
        enum err e = sql_stmt(&q, st, &s);
        sql_done(&q);
        TRY(e);
        TRY(one_int(s, ret_record));
        *ret_duty = col_int(s, 1);
        return OK;
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

enum err lookup_standing_batch(struct store *st, struct str ledger, struct str source, int64_t *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("SELECT id FROM batch WHERE ledger = $1 AND source = $2"
                         " AND state <> 'taken' LIMIT 1"),
                       &s));
        stmt_text(s, 1, ledger);
        stmt_text(s, 2, source);
        return one_int(s, ret);
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
                         " AND batch IS NOT $2 AND step NOT IN ('erase', 'reckon', 'reveal')"
                         " AND batch NOT IN"
                         " (SELECT id FROM batch WHERE state = 'taken') AND seq > (SELECT min(seq)"
                         " FROM event WHERE record > 0 AND record = $1 AND batch = $2) LIMIT 1"),
                       &s));
        stmt_int(s, 1, record);
        stmt_int(s, 2, batch);
        enum err e = one_int(s, ret_seq);
        if (e == ERR_NOT_FOUND) *ret_seq = 0;
        return e == ERR_NOT_FOUND ? OK : e;
}

enum err lookup_silent(struct store *st, struct arena *a, struct moment now, int64_t limit,
                       struct silent_is **ret, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        size_t cap = 0;
        *ret = NULL;
        *ret_n = 0;
        TRY(store_stmt(st,
                       S("SELECT record, ledger, min(until) FROM act WHERE kind = 'asked'"
                         " AND done IS NULL AND until IS NOT NULL AND until < $1"
                         " GROUP BY record, ledger ORDER BY 3, 1 LIMIT $2"),
                       &s));
        stmt_int(s, 1, now.ms);
        stmt_int(s, 2, limit);
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT)
                *ARENA_PUSH(a, *ret, *ret_n, cap) =
                        (struct silent_is){ col_int(s, 0), col_text(s, a, 1) };
        return row == ROW_NONE ? OK : stmt_err(s);
}

enum err lookup_provisional(struct store *st, struct arena *a, const struct ledger *l,
                            int64_t after, int64_t limit, struct record_ids *ret)
{
        struct sql q;
        sql_init(&q, a);
        /* each half by the index of what is open (state and due say so): asked in order of records
         * the planner would read all of them */
        sql_put(&q, S("WITH p AS MATERIALIZED (SELECT id, promised, promised_provisional FROM "));
        sql_name(&q, view_table(a, 'r', l, NULL));
        sql_put(&q, S(" WHERE kind = 'open' AND state > ''), d AS MATERIALIZED (SELECT record AS id"
                      " FROM duty WHERE outcome = '' AND provisional = 1 AND due > 0"
                      " AND ledger = "));
        sql_text(&q, l->name);
        sql_put(&q, S(") SELECT id FROM (SELECT id FROM p WHERE promised IS NOT NULL AND"
                      " promised_provisional = 1 UNION SELECT id FROM d) AS x WHERE id > "));
        sql_int(&q, after);
        sql_put(&q, S(" ORDER BY 1 LIMIT "));
        sql_int(&q, limit);
        return lookup_ids(st, a, &q, ret);
}

static void put_codes(struct sql *q, const struct at_offices *x)
{
        sql_put(q, S(" IN ("));
        for (size_t i = 0; i < x->n; i++) {
                if (i) sql_put(q, S(", "));
                sql_text(q, x->code[i]);
        }
        sql_put(q, S(")"));
}

/* Owner and office fields of the open ones. */
static void put_led(struct sql *q, struct arena *a, const struct at_offices *x)
{
        sql_put(q, S("SELECT r.id FROM "));
        sql_name(q, view_table(a, 'r', x->l, NULL));
        sql_put(q, S(" AS r WHERE r.kind = 'open' AND r.state > '' AND (r.owner"));
        put_codes(q, x);
        for (size_t i = 0; i < x->l->fields_n; i++) {
                const struct field *f = &x->l->fields[i];
                if (f->type != F_OFFICE) continue;
                if (f->many) {
                        sql_put(q, S(" OR EXISTS (SELECT 1 FROM many AS m WHERE m.record = r.id AND"
                                     " m.field = "));
                        sql_text(q, f->name);
                        sql_put(q, S(" AND m.value"));
                        put_codes(q, x);
                        sql_put(q, S(")"));
                } else {
                        sql_put(q, S(" OR r."));
                        sql_name(q, column_of(a, f));
                        put_codes(q, x);
                }
        }
        sql_put(q, S(")"));
}

enum err lookup_open_at(struct store *st, struct arena *a, const struct at_offices *x,
                        struct record_ids *ret)
{
        struct sql q;
        *ret = (struct record_ids){ 0 };
        if (x->n == 0) return OK;
        sql_init(&q, a);
        sql_put(&q, S("SELECT id FROM ("));
        put_led(&q, a, x);
        sql_put(&q, S(" UNION SELECT record FROM duty WHERE outcome = '' AND ledger = "));
        sql_text(&q, x->l->name);
        sql_put(&q, S(" AND holder"));
        put_codes(&q, x);
        sql_put(&q, S(") AS x WHERE id > "));
        sql_int(&q, x->after);
        sql_put(&q, S(" ORDER BY 1 LIMIT "));
        sql_int(&q, x->limit);
        return lookup_ids(st, a, &q, ret);
}

enum err lookup_ended_before(struct store *st, struct arena *a, const struct ledger *l,
                             struct day before, struct ended_is **ret, size_t *ret_n)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        size_t cap = 0;
        *ret = NULL;
        *ret_n = 0;
        sql_init(&q, a);
        sql_put(&q, S("SELECT id, number, last_day FROM "));
        sql_name(&q, view_table(a, 'r', l, NULL));
        sql_put(&q, S(" WHERE kind IN ('done', 'void') AND last_day < "));
        sql_int(&q, before.v);
        sql_put(&q, S(" AND (batch <= 0 OR batch NOT IN (SELECT id FROM batch WHERE state = 'open'"
                      ")) ORDER BY number"));
        enum err e = sql_stmt(&q, st, &s);
        sql_done(&q);
        TRY(e);
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT)
                *ARENA_PUSH(a, *ret, *ret_n, cap) = (struct ended_is){ col_int(s, 0),
                                                                       col_text(s, a, 1),
                                                                       { (int32_t)col_int(s, 2) } };
        return row == ROW_NONE ? OK : stmt_err(s);
}

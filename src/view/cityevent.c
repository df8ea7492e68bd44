/* cityevent.c: what events of the city itself do to derived tables, and the closing of months. */
#include <limits.h>

#include "view/cells.h"
#include "view/counter.h"
#include "view/inforce.h"
#include "view/plan.h"
#include "view/recent.h"
#include "view/ruled.h"
#include "view/schema.h"
#include "view/stand.h"
#include "view/tally.h"

static enum err run_sql(struct view *v, struct sql *q)
{
        struct stmt *s = NULL;
        enum err e = sql_stmt(q, v->st, &s);
        if (e == OK) e = stmt_run(s);
        stmt_done(&s);
        sql_done(q);
        return e;
}

/* ---- accounts ---- */

static enum err put_account(struct view *v, const struct jval *o)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st,
                       S("INSERT INTO account (id, login, disabled, named) VALUES ($1, $2, $3, $4)"
                         " ON CONFLICT (id) DO UPDATE SET disabled = excluded.disabled,"
                         " named = excluded.named"),
                       &s));
        stmt_int(s, 1, jval_int(o, S("account"), 0));
        stmt_text(s, 2, jval_text(o, S("login")));
        stmt_int(s, 3, jval_bool(o, S("disabled")));
        stmt_int(s, 4, jval_get(o, S("name")) != NULL);
        return stmt_run(s);
}

static enum err put_posts(struct view *v, const struct jval *o)
{
        AUTO(stmt_done) struct stmt *d = NULL;
        TRY(store_stmt(v->st, S("DELETE FROM post WHERE account = $1"), &d));
        stmt_int(d, 1, jval_int(o, S("account"), 0));
        TRY(stmt_run(d));
        const struct jval *posts = jval_get(o, S("posts"));
        for (size_t i = 0; posts && i < posts->n; i++) {
                AUTO(stmt_done) struct stmt *s = NULL;
                TRY(store_stmt(v->st,
                               S("INSERT INTO post (account, office, role) VALUES ($1, $2, $3)"),
                               &s));
                stmt_int(s, 1, jval_int(o, S("account"), 0));
                stmt_text(s, 2, jval_text(&posts->items[i], S("office")));
                stmt_text(s, 3, jval_text(&posts->items[i], S("role")));
                TRY(stmt_run(s));
        }
        return OK;
}

static enum err take_account(struct view *v, const struct jval *o)
{
        TRY(put_account(v, o));
        TRY(put_posts(v, o));
        TRY(counter_take(v, S("account"), jval_int(o, S("account"), 0)));
        return counters_flush(v); /* what follows may open the view anew */
}

/* ---- batches ---- */

static enum err open_batch(struct view *v, const struct event *e, const struct jval *o)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st,
                       S("INSERT INTO batch (id, ledger, state, source, total, done)"
                         " VALUES ($1, $2, 'open', $3, $4, 0)"),
                       &s));
        stmt_int(s, 1, e->seq);
        stmt_text(s, 2, jval_text(o, S("ledger")));
        stmt_text(s, 3, jval_text(o, S("source")));
        stmt_int(s, 4, jval_int(o, S("total"), 0));
        return stmt_run(s);
}

static enum err batch_state(struct view *v, int64_t id, struct str state)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st, S("UPDATE batch SET state = $1 WHERE id = $2"), &s));
        stmt_text(s, 1, state);
        stmt_int(s, 2, id);
        return stmt_run(s);
}

static enum err batch_ledger(struct view *v, struct arena *a, int64_t id, const struct ledger **ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st, S("SELECT ledger FROM batch WHERE id = $1"), &s));
        stmt_int(s, 1, id);
        if (stmt_step(s) != ROW_GOT) return ERR_CORRUPT;
        int i = city_ledger(v->city, col_text(s, a, 0));
        if (i < 0) return ERR_CORRUPT;
        *ret = &v->city->ledgers[i];
        return OK;
}

/* Cells of the batch become everybody's: read, added to batch 0 (and to closings), deleted. */
static enum err merge_table(struct view *v, struct arena *a, const struct ledger *l, int ti,
                            int64_t id)
{
        const struct cell_table *t = &l->tables[ti];
        struct sql q;
        char c[32];
        sql_init(&q, a);
        sql_put(&q, S("SELECT day, office, by, value"));
        for (size_t i = 0; i < t->figures_n; i++)
                sql_put(&q, (struct str){ c, (size_t)snprintf(c, sizeof c, ", p%zu, m%zu", i, i) });
        sql_put(&q, S(" FROM "));
        sql_name(&q, view_table(a, 'c', l, t));
        sql_put(&q, S(" WHERE batch = "));
        sql_int(&q, id);
        AUTO(stmt_done) struct stmt *s = NULL;
        enum err e = sql_stmt(&q, v->st, &s);
        sql_done(&q);
        TRY(e);
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct cell_at at = { l,
                                      ti,
                                      { (int32_t)col_int(s, 0) },
                                      (int)col_int(s, 1) - 1,
                                      (int)col_int(s, 2),
                                      col_text(s, a, 3) };
                int64_t n[2 * COLS_MAX];
                for (size_t i = 0; i < 2 * t->figures_n; i++) n[i] = col_int(s, 4 + (int)i);
                cells_add(v, &at, n);
        }
        if (row == ROW_ERR) return stmt_err(s);
        stmt_done(&s);
        sql_init(&q, a);
        sql_put(&q, S("DELETE FROM "));
        sql_name(&q, view_table(a, 'c', l, t));
        sql_put(&q, S(" WHERE batch = "));
        sql_int(&q, id);
        return run_sql(v, &q);
}

static enum err merge_presence(struct view *v, struct arena *a, const struct ledger *l, int ti,
                               int64_t id)
{
        struct str p = view_table(a, 'p', l, &l->tables[ti]);
        bool has;
        struct sql q;
        TRY(store_has_table(v->st, p, &has));
        if (!has) return OK;
        sql_init(&q, a);
        sql_put(&q, S("INSERT INTO "));
        sql_name(&q, p);
        sql_put(&q, S(" (figure, office, by, value, key, day, batch, plus, minus)"
                      " SELECT figure, office, by, value, key, day, 0, plus, minus FROM "));
        sql_name(&q, p);
        sql_put(&q, S(" WHERE batch = "));
        sql_int(&q, id);
        sql_put(&q, S(" ON CONFLICT (figure, office, by, value, key, day, batch) DO UPDATE SET"
                      " plus = plus + excluded.plus, minus = minus + excluded.minus"));
        TRY(run_sql(v, &q));
        sql_init(&q, a);
        sql_put(&q, S("DELETE FROM "));
        sql_name(&q, p);
        sql_put(&q, S(" WHERE batch = "));
        sql_int(&q, id);
        return run_sql(v, &q);
}

/* Nobody knew of it before: its journal rows are known since the closing. */
static enum err date_journal(struct view *v, struct arena *a, const struct cell_table *t,
                             const struct ledger *l, const struct event *e, int64_t id)
{
        int64_t day = day_of(e->at, v->city->zone).v;
        struct sql q;
        sql_init(&q, a);
        sql_put(&q, S("UPDATE "));
        sql_name(&q, view_table(a, 'j', l, t));
        sql_put(&q, S(" SET by_seq = "));
        sql_int(&q, e->seq);
        sql_put(&q, S(", known = CASE WHEN day < "));
        sql_int(&q, day);
        sql_put(&q, S(" THEN "));
        sql_int(&q, day);
        sql_put(&q, S(" END WHERE batch > 0 AND batch = "));
        sql_int(&q, id);
        return run_sql(v, &q);
}

static enum err close_batch(struct view *v, struct arena *a, const struct event *e, int64_t id,
                            struct faults *f)
{
        const struct ledger *l;
        TRY(batch_ledger(v, a, id, &l));
        for (size_t t = 0; t < l->tables_n; t++) {
                TRY(merge_table(v, a, l, (int)t, id));
                TRY(merge_presence(v, a, l, (int)t, id));
                TRY(date_journal(v, a, &l->tables[t], l, e, id));
        }
        TRY(view_flush(v, f));
        return batch_state(v, id, S("closed"));
}

static enum err delete_rows(struct view *v, struct arena *a, struct str table, int64_t id)
{
        struct sql q;
        bool has;
        TRY(store_has_table(v->st, table, &has));
        if (!has) return OK;
        sql_init(&q, a);
        sql_put(&q, S("DELETE FROM "));
        sql_name(&q, table);
        sql_put(&q, S(" WHERE batch > 0 AND batch = "));
        sql_int(&q, id);
        return run_sql(v, &q);
}

/* Of one that was never closed nothing was ever seen, and nothing is left to add up. */
static enum err take_batch(struct view *v, struct arena *a, int64_t id)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        const struct ledger *l;
        TRY(batch_ledger(v, a, id, &l));
        TRY(store_stmt(v->st, S("SELECT 1 FROM batch WHERE id = $1 AND state = 'open'"), &s));
        stmt_int(s, 1, id);
        enum row row = stmt_step(s);
        if (row == ROW_ERR) return stmt_err(s);
        for (size_t t = 0; row == ROW_GOT && t < l->tables_n; t++) {
                TRY(delete_rows(v, a, view_table(a, 'c', l, &l->tables[t]), id));
                TRY(delete_rows(v, a, view_table(a, 'p', l, &l->tables[t]), id));
                TRY(delete_rows(v, a, view_table(a, 'j', l, &l->tables[t]), id));
        }
        stmt_done(&s);
        return batch_state(v, id, S("taken"));
}

enum err view_importing(struct view *v, bool *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (v->open_batches < 0) {
                TRY(store_stmt(v->st, S("SELECT count(*) FROM batch WHERE state = 'open'"), &s));
                if (stmt_step(s) != ROW_GOT) return stmt_err(s);
                v->open_batches = (int)col_int(s, 0);
        }
        *ret = v->open_batches > 0;
        return OK;
}

enum err view_project_city(struct view *v, const struct event *e, struct arena *a, struct faults *f)
{
        struct jval *o;
        struct str why;
        if (jval_parse(a, e->result, &o, &why) != OK) return ERR_CORRUPT;
        TRY(view_flush(v, f));
        if (str_eq(e->step, S("account"))) return store_failed(v->st, take_account(v, o), f);
        if (str_eq(e->step, S("stand_in"))) return store_failed(v->st, stand_take(v, e, o), f);
        if (str_eq(e->step, S("stand_in_end"))) return store_failed(v->st, stand_end(v, e, o), f);
        if (str_eq(e->step, S("rule"))) return store_failed(v->st, ruled_day(v, e->seq, o), f);
        v->open_batches = -1;
        v->open_batch = -1;
        if (str_eq(e->step, S("batch_open"))) return store_failed(v->st, open_batch(v, e, o), f);
        int64_t batch = jval_int(o, S("batch"), -1);
        if (str_eq(e->step, S("batch_close")))
                return store_failed(v->st, close_batch(v, a, e, batch, f), f);
        if (str_eq(e->step, S("batch_taken")))
                return store_failed(v->st, take_batch(v, a, batch), f);
        return OK;
}

/* ---- months ---- */

static enum err close_table(struct view *v, struct arena *a, const struct ledger *l, int ti,
                            int month)
{
        const struct cell_table *t = &l->tables[ti];
        struct str k = view_table(a, 'k', l, t);
        struct sql q;
        char c[128];
        sql_init(&q, a);
        sql_put(&q, S("INSERT INTO "));
        sql_name(&q, k);
        sql_put(&q, S(" (office, by, value, month"));
        for (size_t i = 0; i < t->figures_n; i++)
                sql_put(&q, (struct str){ c, (size_t)snprintf(c, sizeof c, ", p%zu, m%zu", i, i) });
        sql_put(&q, S(") SELECT x.office, x.by, x.value, "));
        sql_int(&q, month);
        for (size_t i = 0; i < t->figures_n; i++)
                sql_put(&q,
                        (struct str){
                                c, (size_t)snprintf(
                                           c, sizeof c,
                                           ", coalesce(k.p%zu, 0) + x.p%zu, coalesce(k.m%zu, 0) + "
                                           "x.m%zu",
                                           i, i, i, i) });
        sql_put(&q, S(" FROM (SELECT office, by, value"));
        for (size_t i = 0; i < t->figures_n; i++)
                sql_put(&q,
                        (struct str){ c, (size_t)snprintf(c, sizeof c,
                                                          ", sum(p%zu) AS p%zu, sum(m%zu) AS m%zu",
                                                          i, i, i, i) });
        sql_put(&q, S(" FROM "));
        sql_name(&q, view_table(a, 'c', l, t));
        sql_put(&q, S(" WHERE batch = 0 AND day BETWEEN "));
        sql_int(&q, month_first(month).v);
        sql_put(&q, S(" AND "));
        sql_int(&q, month_last(month).v);
        sql_put(&q, S(" GROUP BY office, by, value) AS x LEFT JOIN "));
        sql_name(&q, k);
        sql_put(&q,
                S(" AS k ON k.office = x.office AND k.by = x.by AND k.value = x.value AND k.month ="
                  " (SELECT max(o.month) FROM "));
        sql_name(&q, k);
        sql_put(&q, S(" AS o WHERE o.office = x.office AND o.by = x.by AND o.value = x.value)"));
        return run_sql(v, &q);
}

static enum err close_month(struct view *v, int month)
{
        struct arena a = { 0 };
        enum err e = OK;
        size_t ledgers = v->closed != INT_MIN && v->city ? v->city->ledgers_n : 0;
        for (size_t i = 0; i < ledgers && e == OK; i++)
                for (size_t t = 0; t < v->city->ledgers[i].tables_n && e == OK; t++)
                        e = close_table(v, &a, &v->city->ledgers[i], (int)t, month);
        arena_done(&a);
        TRY(e);
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st, S("INSERT INTO closing (month) VALUES ($1)"), &s));
        stmt_int(s, 1, month);
        TRY(stmt_run(s));
        v->closed = month;
        return OK;
}

enum err view_month(struct view *v, struct moment at, struct zone z, struct faults *f)
{
        int before = day_month(day_of(at, z)) - 1;
        if (v->closed >= before) return OK;
        TRY(view_flush(v, f));
        if (v->closed == INT_MIN) return store_failed(v->st, close_month(v, before), f);
        while (v->closed < before) {
                enum err e = close_month(v, v->closed + 1);
                if (e != OK) return store_failed(v->st, e, f);
        }
        return OK;
}

enum err view_open(struct view *v, struct store *st, const struct city *c)
{
        *v = (struct view){ .st = st,
                            .city = c,
                            .cells = cells_new(),
                            .plans = plans_new(c),
                            .recent = recent_new(),
                            .counters = counters_new(),
                            .open_batches = -1,
                            .open_batch = -1,
                            .closed = INT_MIN };
        AUTO(stmt_done) struct stmt *s = NULL;
        bool has;
        TRY(store_has_table(st, S("closing"), &has));
        if (!has) return OK; /* tables that are gone: rebuild opens a view too */
        TRY(store_stmt(st, S("SELECT max(month) FROM closing"), &s));
        if (stmt_step(s) != ROW_GOT) return stmt_err(s);
        if (!col_null(s, 0)) v->closed = (int)col_int(s, 0);
        return OK;
}

void view_forget(struct view *v)
{
        recent_clear(v->recent);
        counters_clear(v->counters);
        v->open_batches = -1;
        v->open_batch = -1;
}

void view_close(struct view *v)
{
        cells_free(&v->cells);
        plans_free(&v->plans);
        recent_free(&v->recent);
        counters_free(&v->counters);
        *v = (struct view){ 0 };
}

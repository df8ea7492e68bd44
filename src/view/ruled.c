#include "view/ruled.h"

#include "view/lookup.h"
#include "view/record_sql.h"
#include "view/schema.h"
#include "view/where.h"

bool rule_wants(struct arena *a, const struct city *c, const struct rule_def *r,
                const struct rec *rec, const struct rduty *duty)
{
        const struct ledger *l = &c->ledgers[r->each];
        struct rec_row row = { .city = c, .l = l, .r = rec };
        if (duty && (duty->outcome != OUT_OPEN || duty_stopped(duty))) return false;
        bool any = duty && r->duty < 0 && l->duties[duty->def].paper < 0;
        if (duty && duty->def != r->duty && !any) return false;
        if (!rec_true(a, r->where, &row, OF_RECORD)) return false;
        if (r->step < 0) return l->states[rec->state].kind != KIND_VOID;
        const struct step *s = &l->steps[r->step];
        if (!(s->from >> rec->state & 1)) return false;
        if (duty && s->on == ON_DUTY && s->on_duty != duty->def) return false;
        return rec_true(a, s->when, &row, OF_RECORD);
}

/* ---- projection ---- */

static enum err put_done(struct view *v, const struct rule_thing *x, int64_t seq)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st,
                       S("INSERT INTO rule_done (rule, at, record, seq) VALUES ($1, $2, $3, $4)"
                         " ON CONFLICT DO NOTHING"),
                       &s));
        stmt_text(s, 1, x->rule);
        stmt_int(s, 2, x->at);
        stmt_int(s, 3, x->record);
        stmt_int(s, 4, seq);
        return stmt_run(s);
}

static enum err forget_waiting(struct view *v, int64_t record)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st, S("DELETE FROM rule_wait WHERE record = $1"), &s));
        stmt_int(s, 1, record);
        return stmt_run(s);
}

static enum err put_waiting(struct view *v, const struct rule_def *r, const struct rec *rec,
                            const struct rduty *d)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        const struct rule_thing x = { r->key, d->id, rec->id };
        bool done;
        TRY(ruled_done(v->st, &x, &done));
        if (done) return OK;
        TRY(store_stmt(v->st,
                       S("INSERT INTO rule_wait (rule, due, duty, record)"
                         " VALUES ($1, $2, $3, $4)"),
                       &s));
        stmt_text(s, 1, r->key);
        stmt_int(s, 2, duty_judged(d).ms);
        stmt_int(s, 3, d->id);
        stmt_int(s, 4, rec->id);
        return stmt_run(s);
}

static enum err wait_for(struct view *v, struct arena *a, const struct rule_def *r,
                         const struct rec *rec)
{
        for (size_t i = 0; i < rec->duties_n; i++)
                if (rule_wants(a, v->city, r, rec, &rec->duties[i]))
                        TRY(put_waiting(v, r, rec, &rec->duties[i]));
        return OK;
}

enum err ruled_project(struct view *v, const struct projection *p, const struct rec *r)
{
        const struct rule_thing x = { p->c->rule.name, p->c->rule.at, p->e->record };
        bool forgot = false;
        if (x.rule.n) TRY(put_done(v, &x, p->e->seq));
        for (size_t i = 0; i < v->city->ledgers_n; i++) {
                const struct ledger *l = &v->city->ledgers[i];
                for (size_t k = 0; k < l->rules_n; k++) {
                        const struct rule_def *d = &l->rules[k];
                        if (d->when != RULE_AT || d->each != (int)(p->l - v->city->ledgers))
                                continue;
                        if (!forgot) TRY(forget_waiting(v, p->e->record));
                        forgot = true;
                        if (r->id) TRY(wait_for(v, p->a, d, r));
                }
        }
        return OK;
}

enum err ruled_day(struct view *v, int64_t seq, const struct jval *o)
{
        const struct rule_thing x = { jval_text(o, S("rule")), jval_int(o, S("at"), 0), 0 };
        return put_done(v, &x, seq);
}

/* ---- questions ---- */

enum err ruled_done(struct store *st, const struct rule_thing *x, bool *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("SELECT 1 FROM rule_done WHERE rule = $1 AND at = $2 AND record = $3"),
                       &s));
        stmt_text(s, 1, x->rule);
        stmt_int(s, 2, x->at);
        stmt_int(s, 3, x->record);
        enum row row = stmt_step(s);
        *ret = row == ROW_GOT;
        return row == ROW_ERR ? stmt_err(s) : OK;
}

enum err ruled_last_day(struct store *st, struct str rule, struct day *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("SELECT at FROM rule_done WHERE rule = $1 AND record = 0"
                         " ORDER BY at DESC LIMIT 1"),
                       &s));
        stmt_text(s, 1, rule);
        enum row row = stmt_step(s);
        if (row == ROW_ERR) return stmt_err(s);
        if (row == ROW_NONE) return ERR_NOT_FOUND;
        *ret = (struct day){ (int32_t)col_int(s, 0) };
        return OK;
}

enum err ruled_last_record(struct store *st, struct str rule, struct day d, int64_t *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("SELECT record FROM rule_done WHERE rule = $1 AND at = $2"
                         " ORDER BY record DESC LIMIT 1"),
                       &s));
        stmt_text(s, 1, rule);
        stmt_int(s, 2, d.v);
        enum row row = stmt_step(s);
        if (row == ROW_ERR) return stmt_err(s);
        *ret = row == ROW_GOT ? col_int(s, 0) : 0;
        return OK;
}

enum err ruled_waiting(struct store *st, struct arena *a, struct str rule, int64_t limit,
                       struct rule_waits **ret, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        size_t cap = 0;
        *ret = NULL;
        *ret_n = 0;
        TRY(store_stmt(st,
                       S("SELECT record, duty, due FROM rule_wait WHERE rule = $1"
                         " ORDER BY due, duty LIMIT $2"),
                       &s));
        stmt_text(s, 1, rule);
        stmt_int(s, 2, limit);
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT)
                *ARENA_PUSH(a, *ret, *ret_n, cap) =
                        (struct rule_waits){ col_int(s, 0), col_int(s, 1), { col_int(s, 2) } };
        return row == ROW_NONE ? OK : stmt_err(s);
}

/* The last of the next RULES_LOOK records, found or not. */
static enum err window_end(struct store *st, struct arena *a, const struct ledger *l, int64_t after,
                           struct rule_window *ret)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, a);
        sql_put(&q, S("SELECT count(*), coalesce(max(id), 0) FROM (SELECT id FROM "));
        sql_name(&q, view_table(a, 'r', l, NULL));
        sql_put(&q, S(" WHERE id > "));
        sql_int(&q, after);
        sql_put(&q, S(" ORDER BY id LIMIT "));
        sql_int(&q, RULES_LOOK);
        sql_put(&q, S(") AS x"));
        enum err e = sql_stmt(&q, st, &s);
        sql_done(&q);
        TRY(e);
        if (stmt_step(s) != ROW_GOT) return stmt_err(s);
        ret->last = col_int(s, 1);
        ret->end = col_int(s, 0) < RULES_LOOK;
        return OK;
}

/* States from which the step is taken; by all other rules those that are not void. */
static void put_states(struct sql *q, const struct ledger *l, const struct rule_def *r)
{
        if (r->step < 0) {
                sql_put(q, S(" AND r.kind <> 'void'"));
                return;
        }
        sql_put(q, S(" AND r.state IN (''"));
        for (size_t i = 0; i < l->states_n; i++) {
                if (!(l->steps[r->step].from >> i & 1)) continue;
                sql_put(q, S(", "));
                sql_text(q, l->states[i].name);
        }
        sql_put(q, S(")"));
}

enum err ruled_records(struct store *st, struct arena *a, const struct city *c,
                       const struct rule_def *r, int64_t after, struct rule_window *ret)
{
        const struct ledger *l = &c->ledgers[r->each];
        struct sql q;
        TRY(window_end(st, a, l, after, ret));
        where_calendar(st, c->calendar);
        sql_init(&q, a);
        sql_put(&q, S("SELECT r.id FROM "));
        sql_name(&q, view_table(a, 'r', l, NULL));
        sql_put(&q, S(" AS r WHERE r.id > "));
        sql_int(&q, after);
        sql_put(&q, S(" AND r.id <= "));
        sql_int(&q, ret->last);
        put_states(&q, l, r);
        sql_put(&q, S(" AND "));
        record_where(&q, a, c, l, r->where);
        sql_put(&q, S(" ORDER BY r.id LIMIT "));
        sql_int(&q, RULES_SLICE);
        TRY(lookup_ids(st, a, &q, &ret->found));
        if (ret->found.n < RULES_SLICE) return OK;
        ret->last = ret->found.v[RULES_SLICE - 1];
        ret->end = false;
        return OK;
}

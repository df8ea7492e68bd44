/* rows.c: a record's derived rows: r_L, many, duty, paper; read into struct rec and written from
 * it. */
#include "view/rows.h"

#include "base/num.h"
#include "view/plan.h"
#include "view/recent.h"
#include "view/schema.h"

/* ---- reading ---- */

static struct value column_value(struct stmt *s, struct arena *a, const struct field *f, int n)
{
        if (f->type == F_FLAG) return value_flag(col_int(s, n) != 0);
        if (col_null(s, n)) return value_null();
        if (f->sealed) return value_int(col_int(s, n), 0);
        switch (f->type) {
        case F_INT:
        case F_DECIMAL:
        case F_MONEY:
        case F_ACCOUNT:
        case F_LINK: return value_int(col_int(s, n), f->digits);
        case F_DAY: return (struct value){ .type = T_DAY, .i = col_int(s, n) };
        case F_MOMENT: return (struct value){ .type = T_MOMENT, .i = col_int(s, n) };
        case F_TEXT:
        case F_NOTE:
        case F_CODE:
        case F_CHOICE:
        case F_TREE:
        case F_FLAG:
        case F_PERIOD:
        case F_OFFICE:
        case F_PERSON:
        case F_PLACE:
        case F_FILE:
        case F_ROWS:
        case F_TYPE_COUNT: return value_text(col_text(s, a, n));
        }
        BUG("field type");
}

static struct moment moment_or_none(const struct stmt *s, int n)
{
        return col_null(s, n) ? MOMENT_NONE : (struct moment){ col_int(s, n) };
}

enum {
        R_ID,
        R_NUMBER,
        R_STATE,
        R_OWNER,
        R_ENTERED,
        R_LAST,
        R_ROUND,
        R_PARENT,
        R_VERSION,
        R_PROCESS,
        R_BATCH,
        R_PROMISED,
        R_START,
        R_PROVISIONAL,
        R_WITHIN,
        R_CALENDAR,
        R_SEEN,
        R_ACTS,
        R_FIELDS
};

void rec_columns(struct sql *q, const struct ledger *l, struct arena *a)
{
        if (sql_built(q)) return;
        sql_put(q,
                S("id, number, state, owner, entered, last_day, round, parent, version, process, "
                  "batch,"
                  " promised, promised_start, promised_provisional, promised_within, "
                  "promised_calendar,"
                  " seen, acts"));
        for (size_t i = 0; i < l->fields_n; i++) {
                if (!has_column(&l->fields[i])) continue;
                sql_put(q, S(", "));
                sql_name(q, column_of(a, &l->fields[i]));
        }
}

enum err rec_read(struct stmt *s, struct arena *a, const struct ledger *l, struct rec *r)
{
        rec_init(r, a, l);
        r->id = col_int(s, R_ID);
        r->number = col_text(s, a, R_NUMBER);
        r->state = ledger_state(l, col_text(s, a, R_STATE));
        if (r->state < 0) return ERR_CORRUPT;
        r->owner = col_text(s, a, R_OWNER);
        r->entered.v = (int32_t)col_int(s, R_ENTERED);
        r->last_day.v = (int32_t)col_int(s, R_LAST);
        r->round = col_int(s, R_ROUND);
        r->parent = col_int(s, R_PARENT);
        r->version = col_int(s, R_VERSION);
        r->process = col_int(s, R_PROCESS);
        r->batch = col_int(s, R_BATCH);
        r->promised = moment_or_none(s, R_PROMISED);
        r->promised_start = moment_or_none(s, R_START);
        r->promised_provisional = col_int(s, R_PROVISIONAL) != 0;
        r->promised_within = col_text(s, a, R_WITHIN);
        r->promised_calendar = col_int(s, R_CALENDAR);
        r->seen = (uint64_t)col_int(s, R_SEEN);
        r->acts_kept = (size_t)col_int(s, R_ACTS);
        int n = R_FIELDS;
        for (size_t i = 0; i < l->fields_n; i++)
                if (has_column(&l->fields[i])) r->v[i] = column_value(s, a, &l->fields[i], n++);
        return OK;
}

static enum err load_many(struct view *v, struct arena *a, const struct ledger *l, struct rec *r)
{
        bool any = false;
        for (size_t i = 0; i < l->fields_n; i++) any |= l->fields[i].many;
        if (!any) return OK;
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st,
                       S("SELECT field, value FROM many WHERE record = $1 ORDER BY field, pos"),
                       &s));
        stmt_int(s, 1, r->id);
        enum row row;
        size_t cap[LEDGER_FIELDS_MAX] = { 0 };
        while ((row = stmt_step(s)) == ROW_GOT) {
                int i = ledger_field(l, col_text(s, a, 0));
                if (i < 0) return ERR_CORRUPT;
                struct value *x = &r->v[i];
                *ARENA_PUSH(a, x->many, x->many_n, cap[i]) = col_text(s, a, 1);
        }
        return row == ROW_NONE ? OK : stmt_err(s);
}

static enum outcome outcome_of(struct str s)
{
        for (int i = 0; i < OUT_COUNT; i++)
                if (str_eq(outcome_name((enum outcome)i), s)) return (enum outcome)i;
        BUG("outcome");
}

/* Empty: the duty's own. */
static int clock_of(const struct ledger *l, int def, struct str name)
{
        if (name.n == 0) return l->duties[def].clock;
        for (size_t i = 0; i < l->clocks_n; i++)
                if (str_eq(l->clocks[i].name, name)) return (int)i;
        return -1;
}

#define DUTY_COLUMNS                                                                               \
        "id, name, holder, round, lead, start, due, provisional, within, calendar,"                \
        " outcome, late, opened, ended, ended_at, opened_seq, ended_seq, seen,"                    \
        " parent, former, clock"

void duty_columns(struct sql *q)
{
        sql_put(q, S(DUTY_COLUMNS));
}

enum err duty_read(struct stmt *s, struct arena *a, const struct ledger *l, struct rduty *d)
{
        *d = (struct rduty){ .id = col_int(s, 0),
                             .def = ledger_duty(l, col_text(s, a, 1)),
                             .holder = col_text(s, a, 2),
                             .round = col_int(s, 3),
                             .lead = col_int(s, 4) != 0,
                             .start = { col_int(s, 5) },
                             .due = { col_int(s, 6) },
                             .provisional = col_int(s, 7) != 0,
                             .within = col_text(s, a, 8),
                             .calendar = col_int(s, 9),
                             .outcome = outcome_of(col_text(s, a, 10)),
                             .late = col_int(s, 11) != 0,
                             .opened = { (int32_t)col_int(s, 12) },
                             .ended = DAY_NONE,
                             .ended_at = moment_or_none(s, 14),
                             .opened_seq = col_int(s, 15),
                             .ended_seq = col_null(s, 16) ? -1 : col_int(s, 16),
                             .seen = (uint64_t)col_int(s, 17),
                             .parent = col_int(s, 18),
                             .former = col_int(s, 19),
                             .held = MOMENT_NONE,
                             .else_due = MOMENT_NONE };
        if (d->def >= 0) d->clock = clock_of(l, d->def, col_text(s, a, 20));
        if (!col_null(s, 13)) d->ended = (struct day){ (int32_t)col_int(s, 13) };
        return d->def < 0 || d->clock < 0 ? ERR_CORRUPT : OK;
}

static enum err load_duties(struct view *v, struct arena *a, const struct ledger *l, struct rec *r)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st, S("SELECT " DUTY_COLUMNS " FROM duty WHERE record = $1 ORDER BY id"),
                       &s));
        stmt_int(s, 1, r->id);
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct rduty *d = ARENA_PUSH(a, r->duties, r->duties_n, r->duties_cap);
                TRY(duty_read(s, a, l, d));
        }
        return row == ROW_NONE ? OK : stmt_err(s);
}

static enum act act_of(struct str s)
{
        for (int i = 0; i < ACT_KINDS; i++)
                if (str_eq(act_name((enum act)i), s)) return (enum act)i;
        BUG("act");
}

static enum err load_acts(struct view *v, struct arena *a, const struct ledger *l, struct rec *r)
{
        if (r->acts_kept == 0) return OK;
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st,
                       S("SELECT kind, seq, done, duty, round, step, at, until, due, text FROM act"
                         " WHERE record = $1 ORDER BY n"),
                       &s));
        stmt_int(s, 1, r->id);
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct ract *x = ARENA_PUSH(a, r->acts, r->acts_n, r->acts_cap);
                struct str step = col_text(s, a, 5);
                *x = (struct ract){ .kind = act_of(col_text(s, a, 0)),
                                    .seq = col_int(s, 1),
                                    .done = col_null(s, 2) ? -1 : col_int(s, 2),
                                    .duty = col_int(s, 3),
                                    .round = col_int(s, 4),
                                    .step = step.n ? ledger_step(l, step) : -1,
                                    .at = { col_int(s, 6) },
                                    .until = moment_or_none(s, 7),
                                    .due = moment_or_none(s, 8),
                                    .text = col_text(s, a, 9) };
                if (step.n && x->step < 0) return ERR_CORRUPT;
        }
        rec_settle(r);
        if (row != ROW_NONE) return stmt_err(s);
        return r->acts_n == r->acts_kept ? OK : ERR_CORRUPT;
}

static enum err load_papers(struct view *v, struct arena *a, const struct ledger *l, struct rec *r)
{
        if (l->papers_n == 0) return OK;
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(
                v->st,
                S("SELECT id, name, number, office, day, seq, seen FROM paper WHERE record = $1"
                  " ORDER BY id"),
                &s));
        stmt_int(s, 1, r->id);
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct rpaper *p = ARENA_PUSH(a, r->papers, r->papers_n, r->papers_cap);
                *p = (struct rpaper){ .id = col_int(s, 0),
                                      .def = ledger_paper(l, col_text(s, a, 1)),
                                      .number = col_text(s, a, 2),
                                      .office = col_text(s, a, 3),
                                      .day = { (int32_t)col_int(s, 4) },
                                      .seq = col_int(s, 5),
                                      .seen = (uint64_t)col_int(s, 6) };
                if (p->def < 0) return ERR_CORRUPT;
        }
        return row == ROW_NONE ? OK : stmt_err(s);
}

enum err rec_load_rest(struct view *v, struct arena *a, const struct ledger *l, struct rec *r)
{
        TRY(load_many(v, a, l, r));
        TRY(load_duties(v, a, l, r));
        TRY(load_acts(v, a, l, r));
        return load_papers(v, a, l, r);
}

enum err rec_load(struct view *v, struct arena *a, const struct ledger *l, int64_t id,
                  struct rec *ret)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        if (v->recent && recent_get(v->recent, a, l, id, ret)) return OK;
        struct ledger_plan *plan = plan_of(v, l);
        PLAN_SQL(&q, a, v, plan, load);
        sql_put(&q, S("SELECT "));
        rec_columns(&q, l, a);
        sql_put(&q, S(" FROM "));
        sql_table(&q, 'r', l, NULL);
        sql_put(&q, S(" WHERE id = "));
        sql_int(&q, id);
        enum err e = sql_stmt(&q, v->st, &s);
        sql_done(&q);
        TRY(e);
        enum row row = stmt_step(s);
        if (row == ROW_NONE) return ERR_NOT_FOUND;
        if (row == ROW_ERR) return stmt_err(s);
        struct rec r;
        TRY(rec_read(s, a, l, &r));
        TRY(rec_load_rest(v, a, l, &r));
        *ret = r;
        return OK;
}

enum err rec_find(struct view *v, const struct ledger *l, struct str number, int64_t *ret_id)
{
        struct arena a = { 0 };
        struct sql q;
        struct stmt *s = NULL;
        struct ledger_plan *plan = plan_of(v, l);
        PLAN_SQL(&q, &a, v, plan, find);
        sql_put(&q, S("SELECT id FROM "));
        sql_table(&q, 'r', l, NULL);
        sql_put(&q, S(" WHERE number = "));
        sql_text(&q, number);
        enum err e = sql_stmt(&q, v->st, &s);
        if (e == OK) {
                enum row row = stmt_step(s);
                if (row == ROW_GOT) *ret_id = col_int(s, 0);
                e = row == ROW_GOT ? OK : row == ROW_NONE ? ERR_NOT_FOUND : stmt_err(s);
        }
        stmt_done(&s);
        sql_done(&q);
        arena_done(&a);
        return e;
}

/* ---- writing ---- */

static void put_moment(struct sql *q, struct moment m)
{
        if (moment_is(m)) sql_int(q, m.ms);
        else sql_null(q);
}

static void put_value(struct sql *q, const struct value *v)
{
        switch (v->type) {
        case T_NULL: sql_null(q); return;
        case T_BOOL: sql_int(q, v->truth); return;
        case T_NUMBER:
        case T_DAY:
        case T_MOMENT: sql_int(q, v->i); return;
        case T_TEXT: sql_text(q, v->text); return;
        case T_MANY:
        case T_ERROR: break;
        }
        BUG("column value");
}

static void set_name(struct sql *q, struct str name, bool *any)
{
        sql_put(q, *any ? S(", ") : S(" SET "));
        *any = true;
        sql_name(q, name);
        sql_put(q, S(" = "));
}

static void set_column(struct sql *q, const struct field *f, bool *any)
{
        if (!sql_built(q)) set_name(q, column_of(q->a, f), any);
}

static enum err run(struct sql *q, struct view *v)
{
        struct stmt *s = NULL;
        enum err e = sql_stmt(q, v->st, &s);
        if (e == OK) e = stmt_run(s);
        stmt_done(&s);
        sql_done(q);
        return e;
}

static enum err insert_rec(struct view *v, const struct projection *p)
{
        const struct rec *r = p->after;
        struct sql q;
        struct ledger_plan *plan = plan_of(v, p->l);
        PLAN_SQL(&q, p->a, v, plan, insert);
        sql_put(&q, S("INSERT INTO "));
        sql_table(&q, 'r', p->l, NULL);
        sql_put(&q, S(" ("));
        rec_columns(&q, p->l, p->a);
        sql_put(&q, S(", kind) VALUES ("));
        sql_int(&q, r->id);
        const struct str texts[] = { r->number, p->l->states[r->state].name, r->owner };
        for (size_t i = 0; i < LEN(texts); i++) {
                sql_put(&q, S(", "));
                sql_text(&q, texts[i]);
        }
        const int64_t ints[] = { r->entered.v, r->last_day.v, r->round, r->parent,
                                 r->version,   r->process,    r->batch };
        for (size_t i = 0; i < LEN(ints); i++) {
                sql_put(&q, S(", "));
                sql_int(&q, ints[i]);
        }
        sql_put(&q, S(", "));
        put_moment(&q, r->promised);
        sql_put(&q, S(", "));
        put_moment(&q, r->promised_start);
        sql_put(&q, S(", "));
        sql_int(&q, r->promised_provisional);
        sql_put(&q, S(", "));
        sql_text(&q, r->promised_within);
        sql_put(&q, S(", "));
        sql_int(&q, r->promised_calendar);
        sql_put(&q, S(", "));
        sql_int(&q, (int64_t)r->seen);
        sql_put(&q, S(", "));
        sql_int(&q, (int64_t)r->acts_n);
        for (size_t i = 0; i < p->l->fields_n; i++) {
                if (!has_column(&p->l->fields[i])) continue;
                sql_put(&q, S(", "));
                put_value(&q, &r->v[i]);
        }
        sql_put(&q, S(", "));
        sql_text(&q, kind_name(p->l->states[r->state].kind));
        sql_put(&q, S(")"));
        return run(&q, v);
}

/* What an update may name besides version and last_day. */
enum { UP_STATE, UP_OWNER, UP_ROUND, UP_PARENT, UP_SEEN, UP_ACTS, UP_PROMISE, UP_FIELDS };

/* Only what changed: an index whose columns are not named is not touched. One byte each: 1 =
 * changed. */
static struct str changed_columns(const struct projection *p)
{
        const struct rec *r = p->after, *b = p->before;
        size_t n = UP_FIELDS + p->l->fields_n;
        char *c = ARENA_NEW(p->a, char, n);
        c[UP_STATE] = (char)(r->state != b->state);
        c[UP_OWNER] = (char)!str_eq(r->owner, b->owner);
        c[UP_ROUND] = (char)(r->round != b->round);
        c[UP_PARENT] = (char)(r->parent != b->parent);
        c[UP_SEEN] = (char)(r->seen != b->seen);
        c[UP_ACTS] = (char)(r->acts_n != b->acts_n);
        c[UP_PROMISE] = (char)(p->c->promise || r->promised.ms != b->promised.ms ||
                               r->promised_calendar != b->promised_calendar);
        for (size_t i = 0; i < p->l->fields_n; i++)
                c[UP_FIELDS + i] =
                        (char)(has_column(&p->l->fields[i]) && !value_eq(&r->v[i], &b->v[i]));
        return (struct str){ c, n };
}

static void set_int(struct sql *q, struct str name, int64_t v, bool *any)
{
        set_name(q, name, any);
        sql_int(q, v);
}

static void set_promise(struct sql *q, const struct rec *r, bool *any)
{
        set_name(q, S("promised"), any);
        put_moment(q, r->promised);
        set_name(q, S("promised_start"), any);
        put_moment(q, r->promised_start);
        set_int(q, S("promised_provisional"), r->promised_provisional, any);
        set_name(q, S("promised_within"), any);
        sql_text(q, r->promised_within);
        set_int(q, S("promised_calendar"), r->promised_calendar, any);
}

static enum err update_rec(struct view *v, const struct projection *p)
{
        const struct rec *r = p->after;
        struct str changed = changed_columns(p);
        bool any = false;
        struct sql q;
        sql_init_kept(&q, p->a, plan_arena(v), plan_update(v, p->l, changed));
        sql_put(&q, S("UPDATE "));
        sql_table(&q, 'r', p->l, NULL);
        set_int(&q, S("version"), r->version, &any);
        set_int(&q, S("last_day"), r->last_day.v, &any);
        if (changed.p[UP_STATE]) {
                set_name(&q, S("state"), &any);
                sql_text(&q, p->l->states[r->state].name);
                set_name(&q, S("kind"), &any);
                sql_text(&q, kind_name(p->l->states[r->state].kind));
        }
        if (changed.p[UP_OWNER]) {
                set_name(&q, S("owner"), &any);
                sql_text(&q, r->owner);
        }
        if (changed.p[UP_ROUND]) set_int(&q, S("round"), r->round, &any);
        if (changed.p[UP_PARENT]) set_int(&q, S("parent"), r->parent, &any);
        if (changed.p[UP_SEEN]) set_int(&q, S("seen"), (int64_t)r->seen, &any);
        if (changed.p[UP_ACTS]) set_int(&q, S("acts"), (int64_t)r->acts_n, &any);
        if (changed.p[UP_PROMISE]) set_promise(&q, r, &any);
        for (size_t i = 0; i < p->l->fields_n; i++) {
                if (!changed.p[UP_FIELDS + i]) continue;
                set_column(&q, &p->l->fields[i], &any);
                put_value(&q, &r->v[i]);
        }
        sql_put(&q, S(" WHERE id = "));
        sql_int(&q, r->id);
        return run(&q, v);
}

static enum err write_many(struct view *v, const struct projection *p)
{
        for (size_t i = 0; i < p->l->fields_n; i++) {
                const struct value *x = &p->after->v[i];
                bool was = p->before->id && p->before->v[i].many_n;
                if (!p->l->fields[i].many) continue;
                if (p->before->id ? value_eq(x, &p->before->v[i]) : x->many_n == 0) continue;
                AUTO(stmt_done) struct stmt *s = NULL;
                if (was) {
                        TRY(store_stmt(v->st,
                                       S("DELETE FROM many WHERE record = $1 AND field = $2"), &s));
                        stmt_int(s, 1, p->after->id);
                        stmt_text(s, 2, p->l->fields[i].name);
                        TRY(stmt_run(s));
                        stmt_done(&s);
                }
                for (size_t k = 0; k < x->many_n; k++) {
                        TRY(store_stmt(
                                v->st,
                                S("INSERT INTO many (record, field, pos, value) VALUES ($1, $2, "
                                  "$3, $4)"),
                                &s));
                        stmt_int(s, 1, p->after->id);
                        stmt_text(s, 2, p->l->fields[i].name);
                        stmt_int(s, 3, (int64_t)k);
                        stmt_text(s, 4, x->many[k]);
                        TRY(stmt_run(s));
                        stmt_done(&s);
                }
        }
        return OK;
}

static void stmt_moment(struct stmt *s, int n, struct moment m)
{
        if (moment_is(m)) stmt_int(s, n, m.ms);
        else stmt_null(s, n);
}

static enum err insert_duty(struct view *v, const struct projection *p, const struct rduty *d)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(
                v->st,
                S("INSERT INTO duty (id, ledger, record, name, holder, round, lead, start, due, "
                  "due_day,"
                  " provisional, within, calendar, outcome, late, opened, opened_seq, seen,"
                  " parent, former, clock)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', 0, $14, "
                  "$15, $16, $17, $18, $19)"),
                &s));
        stmt_int(s, 1, d->id);
        stmt_text_view(s, 2, p->l->name);
        stmt_int(s, 3, p->after->id);
        stmt_text_view(s, 4, p->l->duties[d->def].name);
        stmt_text_view(s, 5, d->holder);
        stmt_int(s, 6, d->round);
        stmt_int(s, 7, d->lead);
        stmt_int(s, 8, d->start.ms);
        stmt_int(s, 9, d->due.ms);
        stmt_int(s, 10, duty_due_day(v->city, d).v);
        stmt_int(s, 11, d->provisional);
        stmt_text_view(s, 12, d->within);
        stmt_int(s, 13, d->calendar);
        stmt_int(s, 14, d->opened.v);
        stmt_int(s, 15, d->opened_seq);
        stmt_int(s, 16, (int64_t)d->seen);
        stmt_int(s, 17, d->parent);
        stmt_int(s, 18, d->former);
        bool own = d->clock == p->l->duties[d->def].clock;
        stmt_text_view(s, 19, own ? STR_NONE : p->l->clocks[d->clock].name);
        return stmt_run(s);
}

/* Its clock was stopped, freed or extended. */
static enum err update_due(struct view *v, const struct rduty *d)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st,
                       S("UPDATE duty SET due = $1, due_day = $2, provisional = $3, calendar = $4"
                         " WHERE id = $5"),
                       &s));
        stmt_int(s, 1, d->due.ms);
        stmt_int(s, 2, duty_due_day(v->city, d).v);
        stmt_int(s, 3, d->provisional);
        stmt_int(s, 4, d->calendar);
        stmt_int(s, 5, d->id);
        return stmt_run(s);
}

static bool same_due(const struct rduty *a, const struct rduty *b)
{
        return a->due.ms == b->due.ms && a->held.ms == b->held.ms &&
               a->else_due.ms == b->else_due.ms && a->provisional == b->provisional &&
               a->calendar == b->calendar;
}

static enum err update_duty(struct view *v, const struct rduty *d)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(
                v->st,
                S("UPDATE duty SET outcome = $1, late = $2, ended = $3, ended_at = $4, ended_seq "
                  "= $5,"
                  " seen = $6 WHERE id = $7"),
                &s));
        stmt_text_view(s, 1, outcome_name(d->outcome));
        stmt_int(s, 2, d->late);
        if (day_is(d->ended)) {
                stmt_int(s, 3, d->ended.v);
                stmt_int(s, 4, d->ended_at.ms);
                stmt_int(s, 5, d->ended_seq);
        } else {
                stmt_null(s, 3);
                stmt_null(s, 4);
                stmt_null(s, 5);
        }
        stmt_int(s, 6, (int64_t)d->seen);
        stmt_int(s, 7, d->id);
        return stmt_run(s);
}

/* Its office has ended: it goes on at another. */
static enum err update_holder(struct view *v, const struct rduty *d)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st, S("UPDATE duty SET holder = $1 WHERE id = $2"), &s));
        stmt_text_view(s, 1, d->holder);
        stmt_int(s, 2, d->id);
        return stmt_run(s);
}

static enum err write_duties(struct view *v, const struct projection *p)
{
        for (size_t i = 0; i < p->after->duties_n; i++) {
                const struct rduty *d = &p->after->duties[i];
                if (i >= p->before->duties_n) {
                        TRY(insert_duty(v, p, d));
                        if (d->outcome != OUT_OPEN) TRY(update_duty(v, d));
                        continue;
                }
                const struct rduty *b = &p->before->duties[i];
                ASSERT(b->id == d->id);
                if (!same_due(b, d)) TRY(update_due(v, d));
                if (!str_eq(b->holder, d->holder)) TRY(update_holder(v, d));
                if (b->outcome != d->outcome || b->late != d->late || b->seen != d->seen)
                        TRY(update_duty(v, d));
        }
        return OK;
}

static enum err insert_paper(struct view *v, const struct projection *p, const struct rpaper *x)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(
                v->st,
                S("INSERT INTO paper (id, ledger, record, name, number, office, day, seq, seen)"
                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
                &s));
        stmt_int(s, 1, x->id);
        stmt_text(s, 2, p->l->name);
        stmt_int(s, 3, p->after->id);
        stmt_text(s, 4, p->l->papers[x->def].name);
        stmt_text(s, 5, x->number);
        stmt_text(s, 6, x->office);
        stmt_int(s, 7, x->day.v);
        stmt_int(s, 8, x->seq);
        stmt_int(s, 9, (int64_t)x->seen);
        return stmt_run(s);
}

static enum err update_paper(struct view *v, const struct rpaper *x)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st, S("UPDATE paper SET seen = $1 WHERE id = $2"), &s));
        stmt_int(s, 1, (int64_t)x->seen);
        stmt_int(s, 2, x->id);
        return stmt_run(s);
}

static enum err write_papers(struct view *v, const struct projection *p)
{
        for (size_t i = 0; i < p->after->papers_n; i++) {
                const struct rpaper *x = &p->after->papers[i];
                bool was = i < p->before->papers_n;
                if (!was) TRY(insert_paper(v, p, x));
                else if (x->seen != p->before->papers[i].seen) TRY(update_paper(v, x));
        }
        return OK;
}

static enum err insert_act(struct view *v, const struct projection *p, size_t n)
{
        const struct ract *x = &p->after->acts[n];
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st,
                       S("INSERT INTO act (record, n, ledger, kind, seq, done, duty, round, step,"
                         " at, until, due, text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
                         " $11, $12, $13)"),
                       &s));
        stmt_int(s, 1, p->after->id);
        stmt_int(s, 2, (int64_t)n);
        stmt_text(s, 3, p->l->name);
        stmt_text(s, 4, act_name(x->kind));
        stmt_int(s, 5, x->seq);
        if (x->done < 0) stmt_null(s, 6);
        else stmt_int(s, 6, x->done);
        stmt_int(s, 7, x->duty);
        stmt_int(s, 8, x->round);
        stmt_text(s, 9, x->step < 0 ? STR_NONE : p->l->steps[x->step].name);
        stmt_int(s, 10, x->at.ms);
        stmt_moment(s, 11, x->until);
        stmt_moment(s, 12, x->due);
        stmt_text(s, 13, x->text);
        return stmt_run(s);
}

static enum err update_act(struct view *v, const struct projection *p, size_t n)
{
        const struct ract *x = &p->after->acts[n];
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st,
                       S("UPDATE act SET done = $1, until = $2, text = $3 WHERE record = $4 AND"
                         " n = $5"),
                       &s));
        if (x->done < 0) stmt_null(s, 1);
        else stmt_int(s, 1, x->done);
        stmt_moment(s, 2, x->until);
        stmt_text(s, 3, x->text);
        stmt_int(s, 4, p->after->id);
        stmt_int(s, 5, (int64_t)n);
        return stmt_run(s);
}

static enum err write_acts(struct view *v, const struct projection *p)
{
        for (size_t i = 0; i < p->after->acts_n; i++) {
                const struct ract *x = &p->after->acts[i];
                const struct ract *b = i < p->before->acts_n ? &p->before->acts[i] : NULL;
                if (!b) TRY(insert_act(v, p, i));
                else if (b->done != x->done || b->until.ms != x->until.ms ||
                         !str_eq(b->text, x->text))
                        TRY(update_act(v, p, i));
        }
        return OK;
}

enum err rec_write(struct view *v, const struct projection *p)
{
        TRY(p->before->id ? update_rec(v, p) : insert_rec(v, p));
        TRY(write_many(v, p));
        TRY(write_duties(v, p));
        TRY(write_acts(v, p));
        return write_papers(v, p);
}

static enum err delete_by(struct view *v, struct str sql, int64_t id)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st, sql, &s));
        stmt_int(s, 1, id);
        return stmt_run(s);
}

enum err rec_delete(struct view *v, const struct ledger *l, int64_t id, struct arena *a)
{
        static const struct str sql[] = { SI("DELETE FROM many WHERE record = $1"),
                                          SI("DELETE FROM duty WHERE record = $1"),
                                          SI("DELETE FROM act WHERE record = $1"),
                                          SI("DELETE FROM paper WHERE record = $1") };
        for (size_t i = 0; i < LEN(sql); i++) TRY(delete_by(v, sql[i], id));
        struct sql q;
        sql_init(&q, a);
        sql_put(&q, S("DELETE FROM "));
        sql_table(&q, 'r', l, NULL);
        sql_put(&q, S(" WHERE id = "));
        sql_int(&q, id);
        return run(&q, v);
}

struct day duty_due_day(const struct city *c, const struct rduty *d)
{
        struct clock_rules r = city_clock(c, -1);
        return duty_stopped(d) ? DAY_FAR : clock_due_day(&r, duty_judged(d));
}

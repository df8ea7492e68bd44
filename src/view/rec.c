#include "view/rec.h"

#include "base/arena.h"
#include "base/num.h"

struct value value_null(void)
{
        return (struct value){ .type = T_NULL };
}

struct value value_text(struct str s)
{
        return (struct value){ .type = T_TEXT, .text = s };
}

struct value value_int(int64_t i, int digits)
{
        return (struct value){ .type = T_NUMBER, .i = i, .digits = (int8_t)digits };
}

struct value value_flag(bool b)
{
        return (struct value){ .type = T_BOOL, .truth = b };
}

static bool many_eq(const struct value *a, const struct value *b)
{
        if (a->many_n != b->many_n) return false;
        for (size_t i = 0; i < a->many_n; i++)
                if (!str_eq(a->many[i], b->many[i])) return false;
        return true;
}

bool value_eq(const struct value *a, const struct value *b)
{
        if (a->type != b->type) return false;
        switch (a->type) {
        case T_NULL:
        case T_ERROR: return true;
        case T_BOOL: return a->truth == b->truth;
        case T_NUMBER: return !a->real && !b->real && a->i == b->i && a->digits == b->digits;
        case T_DAY:
        case T_MOMENT: return a->i == b->i;
        case T_TEXT: return str_eq(a->text, b->text);
        case T_MANY: return many_eq(a, b);
        }
        BUG("value type");
}

void rec_init(struct rec *r, struct arena *a, const struct ledger *l)
{
        *r = (struct rec){ .state = -1,
                           .entered = DAY_NONE,
                           .last_day = DAY_NONE,
                           .batch = -1,
                           .version = -1,
                           .process = -1,
                           .round = 1,
                           .promised = MOMENT_NONE,
                           .promised_start = MOMENT_NONE,
                           .promised_held = MOMENT_NONE };
        r->v = ARENA_NEW(a, struct value, l->fields_n);
        for (size_t i = 0; i < l->fields_n; i++) {
                r->v[i] = value_null();
                if (l->fields[i].type == F_FLAG) r->v[i] = value_flag(false);
                if (l->fields[i].many) r->v[i] = (struct value){ .type = T_MANY };
        }
}

struct rec *rec_copy(struct arena *a, const struct ledger *l, const struct rec *r)
{
        struct rec *c = ARENA_NEW(a, struct rec, 1);
        *c = *r;
        c->v = ARENA_NEW(a, struct value, l->fields_n);
        for (size_t i = 0; i < l->fields_n; i++) c->v[i] = r->v[i];
        c->duties = ARENA_NEW(a, struct rduty, r->duties_n + 4);
        c->duties_cap = r->duties_n + 4;
        if (r->duties_n) memcpy(c->duties, r->duties, r->duties_n * sizeof *r->duties);
        c->papers = ARENA_NEW(a, struct rpaper, r->papers_n + 2);
        c->papers_cap = r->papers_n + 2;
        if (r->papers_n) memcpy(c->papers, r->papers, r->papers_n * sizeof *r->papers);
        if (r->acts_n == 0) return c;
        c->acts = ARENA_NEW(a, struct ract, r->acts_n + 4);
        c->acts_cap = r->acts_n + 4;
        memcpy(c->acts, r->acts, r->acts_n * sizeof *r->acts);
        return c;
}

/* ---- values one by one ---- */

size_t value_count(const struct value *v)
{
        return v->type == T_MANY ? v->many_n : v->type != T_NULL;
}

struct value value_one(const struct field *f, const struct value *v, size_t i)
{
        int64_t id = 0;
        if (v->type != T_MANY) return *v;
        if (f->type != F_LINK && f->type != F_ACCOUNT) return value_text(v->many[i]);
        if (num_parse_i64(v->many[i], 0, INT64_MAX, &id) != OK) return value_null();
        return value_int(id, 0);
}

struct rec *rec_with(struct arena *a, const struct ledger *l, const struct rec *r, int field,
                     const struct value *one)
{
        struct rec *x = ARENA_NEW(a, struct rec, 1);
        *x = *r;
        x->v = ARENA_NEW(a, struct value, l->fields_n);
        memcpy(x->v, r->v, l->fields_n * sizeof *x->v);
        x->v[field] = *one;
        return x;
}

/* ---- duties and acts ---- */

struct str act_name(enum act k)
{
        static const struct str name[] = { [ACT_TAKEN] = SI("taken"),
                                           [ACT_ASKED] = SI("asked"),
                                           [ACT_BARRED] = SI("barred"),
                                           [ACT_MORE] = SI("more"),
                                           [ACT_HELD] = SI("held") };
        ASSERT(k < ACT_KINDS);
        return name[k];
}

struct rduty *rec_duty(const struct rec *r, int64_t id)
{
        for (size_t i = 0; i < r->duties_n; i++)
                if (r->duties[i].id == id) return &r->duties[i];
        return NULL;
}

struct rduty *rec_owed(const struct ledger *l, const struct rec *r, const struct rpaper *p)
{
        int def = l->papers[p->def].duty;
        for (size_t i = 0; def >= 0 && i < r->duties_n; i++)
                if (r->duties[i].def == def && r->duties[i].opened_seq == p->seq)
                        return &r->duties[i];
        return NULL;
}

const struct rpaper *rec_paper(const struct ledger *l, const struct rec *r, const struct rduty *d)
{
        int def = l->duties[d->def].paper;
        for (size_t i = 0; def >= 0 && i < r->papers_n; i++)
                if (r->papers[i].def == def && r->papers[i].seq == d->opened_seq)
                        return &r->papers[i];
        return NULL;
}

struct ract *rec_asked(const struct rec *r, int64_t seq)
{
        for (size_t i = 0; i < r->acts_n; i++)
                if (r->acts[i].kind == ACT_ASKED && r->acts[i].seq == seq && r->acts[i].done < 0)
                        return &r->acts[i];
        return NULL;
}

void rec_settle(struct rec *r)
{
        for (size_t i = 0; i < r->duties_n; i++)
                r->duties[i].held = r->duties[i].else_due = MOMENT_NONE;
        r->promised_held = MOMENT_NONE;
        for (size_t i = 0; i < r->acts_n; i++) {
                const struct ract *x = &r->acts[i];
                if (x->done >= 0) continue;
                struct rduty *d = x->duty ? rec_duty(r, x->duty) : NULL;
                if (x->kind == ACT_HELD && d) d->held = x->at;
                /* a new round has told a new promise */
                if (x->kind == ACT_HELD && !x->duty && x->round == r->round)
                        r->promised_held = x->at;
                if (x->kind == ACT_ASKED && d) d->else_due = x->due;
        }
}

bool duty_stopped(const struct rduty *d)
{
        return duty_held(d) && d->held.ms <= d->due.ms;
}

struct moment duty_judged(const struct rduty *d)
{
        return d->else_due.ms > d->due.ms ? d->else_due : d->due;
}

bool duty_late_at(const struct rduty *d, struct moment now)
{
        return !duty_stopped(d) && now.ms > duty_judged(d).ms;
}

static struct value of_day(struct day d)
{
        return day_is(d) ? (struct value){ .type = T_DAY, .i = d.v } : value_null();
}

static struct value of_moment(struct moment m)
{
        return moment_is(m) ? (struct value){ .type = T_MOMENT, .i = m.ms } : value_null();
}

static struct value of_str(struct str s)
{
        return s.n ? value_text(s) : value_null();
}

static bool handed_down(const struct ledger *l, const struct rduty *d)
{
        return d->parent && !str_eq(l->duties[d->def].name, S("review"));
}

/* Did an earlier event of the record open one of the kind, held in the same way? */
static bool duty_again(const struct ledger *l, const struct rec *r, const struct rduty *d)
{
        for (size_t i = 0; i < r->duties_n; i++) {
                const struct rduty *o = &r->duties[i];
                if (o->def == d->def && o->opened_seq < d->opened_seq && o->lead == d->lead &&
                    handed_down(l, o) == handed_down(l, d))
                        return true;
        }
        return false;
}

static struct value duty_prop(const struct rec_row *x, int prop)
{
        const struct rduty *d = x->duty;
        bool flag = prop == PROP_LATE || prop >= PROP_ASSISTING;
        if (!d) return flag ? value_flag(false) : value_null();
        switch (prop) {
        case PROP_HOLDER: return of_str(d->holder);
        case PROP_OUTCOME: return of_str(outcome_name(d->outcome));
        case PROP_LATE: return value_flag(x->late);
        case PROP_DUE: return of_moment(d->due);
        case PROP_OPENED: return of_day(d->opened);
        case PROP_ENDED: return d->outcome == OUT_OPEN ? value_null() : of_day(d->ended);
        case PROP_ASSISTING: return value_flag(!d->lead);
        case PROP_HANDED_DOWN: return value_flag(handed_down(x->l, d));
        case PROP_AGAIN: return value_flag(duty_again(x->l, x->r, d));
        default: BUG("duty property");
        }
}

static struct value step_prop(const struct rec_row *x, int prop)
{
        const struct event *e = x->event;
        ASSERT(e != NULL);
        switch (prop) {
        case PROP_OFFICE: return of_str(e->office);
        case PROP_DAY: return of_day(e->day);
        case PROP_LATE_ENTRY: return value_flag(day_of(e->at, x->city->zone).v > e->day.v);
        case PROP_WARNED: return value_flag(x->warned);
        default: BUG("step property");
        }
}

/* A property behind the record's own is of a record that the step needs; r is NULL when there is
 * none. */
static bool is_needed(const struct rec_row *x, int prop, struct rec_row *ret, int *ret_prop)
{
        int own = PROP_FIELDS + (int)x->l->fields_n;
        if (prop < own) return false;
        ASSERT(x->step);
        const struct step_prop *p = &x->step->prop[prop - own];
        *ret = (struct rec_row){ .city = x->city,
                                 .l = &x->city->ledgers[x->step->need[p->need].ledger],
                                 .r = x->need ? x->need[p->need] : NULL };
        *ret_prop = p->prop;
        return true;
}

struct value rec_prop(void *row, int prop)
{
        const struct rec_row *x = row;
        const struct rec *r = x->r;
        struct rec_row other;
        if (is_needed(x, prop, &other, &prop))
                return other.r ? rec_prop(&other, prop) : value_null();
        if (prop >= PROP_FIELDS) {
                const struct value *v = &r->v[prop - PROP_FIELDS];
                return *v;
        }
        switch (prop) {
        case PROP_NUMBER: return of_str(r->number);
        case PROP_STATE: return value_text(x->l->states[r->state].name);
        case PROP_KIND: return value_text(kind_name(x->l->states[r->state].kind));
        case PROP_OWNER: return of_str(r->owner);
        case PROP_ENTERED: return of_day(r->entered);
        case PROP_ROUND:
                if (x->duty) return value_int(x->duty->round, 0);
                return value_int(x->event ? x->event->round : r->round, 0);
        case PROP_PARENT: return r->parent ? value_int(r->parent, 0) : value_null();
        case PROP_PROMISED: return of_moment(r->promised);
        case PROP_DAY:
                if (x->step) return of_day(x->day);
                break;
        default: break;
        }
        return prop < PROP_OFFICE ? duty_prop(x, prop) : step_prop(x, prop);
}

static bool row_under(void *ctx, int prop, struct str code, struct str above)
{
        const struct rec_row *x = ctx;
        struct rec_row other;
        if (is_needed(x, prop, &other, &prop)) x = &other;
        const struct field *f = prop >= PROP_FIELDS ? &x->l->fields[prop - PROP_FIELDS] : NULL;
        if (f && f->type == F_TREE) return list_under(&x->city->lists[f->list], code, above);
        if (!x->city->offices) return str_eq(code, above);
        int i = office_find(x->city->offices, code), top = office_find(x->city->offices, above);
        return i >= 0 && top >= 0 && office_under(x->city->offices, i, top, DAY_NONE);
}

static struct str row_level(void *ctx, struct str office)
{
        const struct rec_row *x = ctx;
        const struct offices *o = x->city->offices;
        int i = o ? office_find(o, office) : -1;
        const struct office_span *s = i < 0 ? NULL : office_on(o, i, DAY_NONE);
        return s ? level_names[s->level] : STR_NONE;
}

struct expr_env rec_env(const struct rec_row *row)
{
        return (struct expr_env){ .cal = row->city->calendar,
                                  .zone = row->city->zone,
                                  .ctx = rec_ctx(row),
                                  .under = row_under,
                                  .level = row_level };
}

static const struct props *row_props(const struct rec_row *row, enum of of)
{
        return row->step ? &row->step->props : ledger_props(row->l, of);
}

struct value rec_eval(struct arena *a, const struct expr *e, const struct rec_row *row, enum of of)
{
        struct expr_env env = rec_env(row);
        struct expr_row get = { .ctx = rec_ctx(row), .get = rec_prop };
        return expr_eval(a, e, row_props(row, of), &env, &get);
}

bool rec_true(struct arena *a, const struct expr *e, const struct rec_row *row, enum of of)
{
        if (!e) return true;
        struct expr_env env = rec_env(row);
        struct expr_row get = { .ctx = rec_ctx(row), .get = rec_prop };
        return expr_true(a, e, row_props(row, of), &env, &get);
}

struct str rec_office(const struct rec_row *row, const struct rel *at)
{
        switch (at->kind) {
        case REL_OWNER: return row->r->owner;
        case REL_HOLDER: return row->duty ? row->duty->holder : STR_NONE;
        case REL_PLACE:
        case REL_FIELD: {
                const struct value *v = &row->r->v[at->field];
                return v->type == T_TEXT ? v->text : STR_NONE;
        }
        case REL_NONE:
        case REL_ABOVE: return STR_NONE;
        }
        BUG("relation");
}

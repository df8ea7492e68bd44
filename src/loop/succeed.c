/* succeed.c: open records and duties of ended offices go on at their successors. */
#include "loop/succeed.h"

#include <inttypes.h>

#include "loop/slices.h"
#include "view/held.h"

#define SHOWN 3 /* records named in a refusal */

/* ---- one record ------------------------------------------------------------------------------ */

/* The successor's code; empty: the office goes on, or has none. */
static struct str heir_of(const struct offices *o, struct str code, struct day today)
{
        int i = code.n ? office_find(o, code) : -1;
        int heir = i < 0 ? -1 : office_heir(o, i, today);
        return heir < 0 || heir == i ? STR_NONE : o->o[heir].code;
}

static struct day today_of(const struct slices *x)
{
        const struct day *today = x->ctx;
        return *today;
}

/* Does a duty find its holder by this field? */
static bool leads(const struct ledger *l, int field)
{
        for (size_t i = 0; i < l->duties_n; i++)
                if (l->duties[i].each == field ||
                    (l->duties[i].holder.kind == REL_FIELD && l->duties[i].holder.field == field))
                        return true;
        return false;
}

static bool value_heir(const struct slices *x, struct arena *a, const struct value *v,
                       struct value *ret)
{
        const struct offices *o = &x->w->inforce.offices;
        struct str heir = v->type == T_TEXT ? heir_of(o, v->text, today_of(x)) : STR_NONE;
        bool any = heir.n != 0;
        *ret = any ? value_text(heir) : *v;
        if (v->type != T_MANY) return any;
        ret->many = ARENA_NEW(a, struct str, v->many_n);
        ret->many_n = 0;
        for (size_t i = 0; i < v->many_n; i++) {
                heir = heir_of(o, v->many[i], today_of(x));
                any |= heir.n != 0;
                struct str code = heir.n ? heir : v->many[i];
                bool have = false; /* two towns that go into one */
                for (size_t k = 0; k < ret->many_n; k++) have |= str_eq(ret->many[k], code);
                if (!have) ret->many[ret->many_n++] = code;
        }
        return any;
}

static void hand_duties(struct slices *x, const struct ledger *l, const struct rec *r,
                        struct change *c)
{
        for (size_t i = 0; i < r->duties_n; i++) {
                const struct rduty *d = &r->duties[i];
                struct str heir = d->outcome == OUT_OPEN
                                          ? heir_of(&x->w->inforce.offices, d->holder, today_of(x))
                                          : STR_NONE;
                if (heir.n == 0) continue;
                *ARENA_PUSH(&x->a, c->hand, c->hand_n, c->hand_cap) =
                        (struct change_hand){ d->id, heir };
                slices_tell(x, l, r, c, heir);
        }
}

static void hand_fields(struct slices *x, const struct ledger *l, const struct rec *r,
                        struct change *c)
{
        for (int i = 0; i < (int)l->fields_n; i++) {
                struct value v;
                if (l->fields[i].type != F_OFFICE || !leads(l, i)) continue;
                if (!value_heir(x, &x->a, &r->v[i], &v)) continue;
                *ARENA_PUSH(&x->a, c->set, c->set_n, c->set_cap) =
                        (struct change_set){ .field = i, .name = l->fields[i].name, .value = v };
        }
}

static enum err succeed_one(struct slices *x, const struct ledger *l, const struct rec *r)
{
        struct change c = { .state = -1 };
        struct rec *after;
        hand_duties(x, l, r, &c);
        if (l->states[r->state].kind == KIND_OPEN) {
                hand_fields(x, l, r, &c);
                c.owner = heir_of(&x->w->inforce.offices, r->owner, today_of(x));
        }
        if (c.owner.n == 0 && c.set_n == 0 && c.hand_n == 0) return OK;
        change_sort(&c);
        return slices_put(x, l, r, NULL, &c, &after);
}

/* ---- all of them ----------------------------------------------------------------------------- */

/* Codes of the offices that have a successor on that day. */
static struct str *ended(struct arena *a, const struct offices *o, struct day today, size_t *ret_n)
{
        struct str *v = ARENA_NEW(a, struct str, o->n);
        size_t n = 0;
        for (size_t i = 0; i < o->n; i++)
                if (heir_of(o, o->o[i].code, today).n) v[n++] = o->o[i].code;
        *ret_n = n;
        return v;
}

/* By the tree of now. */
static enum err find(struct slices *x, struct arena *a, const struct ledger *l, int64_t last,
                     struct record_ids *ret)
{
        struct at_offices at = { .l = l, .after = last, .limit = SLICE_RECORDS_MAX };
        at.code = ended(a, &x->w->inforce.offices, today_of(x), &at.n);
        return lookup_open_at(x->w->st, a, &at, ret);
}

enum err succeed_all(struct writer *w, enum via via, struct faults *f, int64_t *ret_events)
{
        struct day today = day_of(w->sys.now(w->sys.ctx), w->inforce.zone);
        struct slices x = { .w = w,
                            .f = f,
                            .via = via,
                            .step = S("succeed"),
                            .find = find,
                            .take = succeed_one,
                            .ctx = &today };
        struct arena a = { 0 };
        struct event import;
        size_t n;
        (void)ended(&a, &w->inforce.offices, today, &n);
        enum err e = OK;
        if (n) e = store_unsaved(w->st, lookup_city_event(w->st, &a, S("offices"), &import), f);
        if (n && e == OK) {
                x.cause = import.seq;
                e = slices_run(&x);
        }
        if (ret_events) *ret_events = x.events;
        arena_done(&a);
        return e;
}

enum err succeed_today(struct writer *w, struct faults *f)
{
        struct day today = day_of(w->sys.now(w->sys.ctx), w->inforce.zone);
        if (w->succeeded.v == today.v) return OK;
        TRY(succeed_all(w, VIA_TIMER, f, NULL));
        w->succeeded = today;
        return OK;
}

/* ---- before -------------------------------------------------------------------------------- */

/* Ends for good, and nobody comes after it. */
static bool heirless(const struct offices *o, int i)
{
        return office_heir(o, i, DAY_NONE) < 0;
}

static enum err refuse_open(struct writer *w, struct arena *a, const struct held *h,
                            struct faults *f)
{
        struct str *number, list = STR_NONE;
        size_t n;
        TRY(store_unsaved(w->st, held_numbers(w->st, a, h->office, SHOWN, &number, &n), f));
        for (size_t i = 0; i < n; i++)
                list = str_printf(a, "%.*s%s%.*s", SP(list), i ? ", " : "", SP(number[i]));
        return FAULT(f, ERR_CONFLICT, "office.open", h->office,
                     "单位 %.*s 终止而没有并入单位，但还有 %" PRId64
                     " 项未完成任务（%.*s …）：请填写 into，或先办结、改派",
                     "office %.*s ends without a successor, and %" PRId64
                     " duties are open there (%.*s …): name one in `into`, or end or reassign them",
                     SP(h->office), h->duties, SP(list));
}

enum err succeed_check(struct writer *w, const struct offices *next, struct day today,
                       struct faults *f, struct succession *ret)
{
        struct arena a = { 0 };
        struct held *held;
        size_t n, before = f->n;
        struct succession x = { .offices = (int64_t)next->n };
        struct at_offices at = { .limit = INT64_MAX };
        enum err e = store_unsaved(w->st, held_by_office(w->st, &a, &held, &n), f);
        for (size_t i = 0; e == OK && i < n; i++) {
                int office = office_find(next, held[i].office);
                if (office < 0) continue;
                if (heir_of(next, held[i].office, today).n) x.duties += held[i].duties;
                else if (heirless(next, office)) (void)refuse_open(w, &a, &held[i], f);
        }
        at.code = ended(&a, next, today, &at.n);
        x.ended = (int64_t)at.n;
        const struct city *c = w->inforce.city;
        for (size_t i = 0; e == OK && c && at.n && i < c->ledgers_n; i++) {
                struct record_ids found;
                at.l = &c->ledgers[i];
                e = store_unsaved(w->st, lookup_open_at(w->st, &a, &at, &found), f);
                if (e == OK) x.records += (int64_t)found.n;
        }
        arena_done(&a);
        if (e == OK && f->n != before) e = ERR_CONFLICT;
        if (e == OK) *ret = x;
        return e;
}

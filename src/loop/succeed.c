/* succeed.c: open records and duties of ended offices, in slices of at most BATCH_SLICE_MS; between
 * them others may write. Each event carries what it led to, so a replay decides nothing. */
#include "loop/succeed.h"

#include <inttypes.h>

#include "loop/history.h"
#include "view/held.h"
#include "view/lookup.h"
#include "view/sight.h"

#define RECORDS_MAX 200 /* looked at in one slice */
#define SHOWN       3   /* records named in a refusal */

struct succeeding {
        struct writer *w;
        enum via via;
        struct faults *f;
        struct arena a; /* of the record at hand */
        struct moment at;
        struct day today;
        int64_t cause;
        int64_t events;
};

static enum err failed(struct writer *w, enum err e, struct faults *f)
{
        if (e == OK || f->n) return e;
        return FAULT(f, e, "store", STR_NONE, "没有保存：%.*s", "not saved: %.*s",
                     SP(store_why(w->st)));
}

/* ---- one record ------------------------------------------------------------------------------ */

/* The successor's code; empty: the office goes on, or has none. */
static struct str heir_of(const struct offices *o, struct str code, struct day today)
{
        int i = code.n ? office_find(o, code) : -1;
        int heir = i < 0 ? -1 : office_heir(o, i, today);
        return heir < 0 || heir == i ? STR_NONE : o->o[heir].code;
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

static bool value_heir(const struct succeeding *x, struct arena *a, const struct value *v,
                       struct value *ret)
{
        const struct offices *o = &x->w->inforce.offices;
        struct str heir = v->type == T_TEXT ? heir_of(o, v->text, x->today) : STR_NONE;
        bool any = heir.n != 0;
        *ret = any ? value_text(heir) : *v;
        if (v->type != T_MANY) return any;
        ret->many = ARENA_NEW(a, struct str, v->many_n);
        ret->many_n = 0;
        for (size_t i = 0; i < v->many_n; i++) {
                heir = heir_of(o, v->many[i], x->today);
                any |= heir.n != 0;
                struct str code = heir.n ? heir : v->many[i];
                bool have = false; /* two towns that go into one */
                for (size_t k = 0; k < ret->many_n; k++) have |= str_eq(ret->many[k], code);
                if (!have) ret->many[ret->many_n++] = code;
        }
        return any;
}

static void tell(struct succeeding *x, const struct ledger *l, const struct rec *r,
                 struct change *c, struct str office)
{
        for (size_t i = 0; i < c->tell_n; i++)
                if (str_eq(c->tell[i].to, office)) return;
        *ARENA_PUSH(&x->a, c->tell, c->tell_n, c->tell_cap) =
                (struct change_tell){ office, S("succeed"),
                                      sight_code_recused(x->w->inforce.city, l, r, office) };
}

static void hand_duties(struct succeeding *x, const struct ledger *l, const struct rec *r,
                        struct change *c)
{
        for (size_t i = 0; i < r->duties_n; i++) {
                const struct rduty *d = &r->duties[i];
                struct str heir = d->outcome == OUT_OPEN
                                          ? heir_of(&x->w->inforce.offices, d->holder, x->today)
                                          : STR_NONE;
                if (heir.n == 0) continue;
                *ARENA_PUSH(&x->a, c->hand, c->hand_n, c->hand_cap) =
                        (struct change_hand){ d->id, heir };
                tell(x, l, r, c, heir);
        }
}

static void hand_fields(struct succeeding *x, const struct ledger *l, const struct rec *r,
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

static enum err succeed_one(struct succeeding *x, const struct ledger *l, const struct rec *r)
{
        const struct city *city = x->w->inforce.city;
        struct change c = { .state = -1 };
        struct rec *after;
        hand_duties(x, l, r, &c);
        if (l->states[r->state].kind == KIND_OPEN) {
                hand_fields(x, l, r, &c);
                c.owner = heir_of(&x->w->inforce.offices, r->owner, x->today);
        }
        if (c.owner.n == 0 && c.set_n == 0 && c.hand_n == 0) return OK;
        change_sort(&c);
        struct event e = { .at = x->at,
                           .day = day_of(x->at, city->zone),
                           .via = x->via,
                           .cause = x->cause,
                           .batch = -1,
                           .ledger = l->name,
                           .version = city->version,
                           .record = r->id,
                           .round = r->round,
                           .step = S("succeed") };
        struct completing done = { l, &c, &e, r, &x->a };
        TRY(writer_record_event(x->w, &done, x->f, &after));
        view_keep(&x->w->view);
        x->events++;
        return OK;
}

static enum err succeed_record(struct succeeding *x, const struct ledger *l, int64_t id)
{
        struct rec *r = ARENA_NEW(&x->a, struct rec, 1);
        struct faults mute;
        TRY(failed(x->w, rec_load(&x->w->view, &x->a, l, id, r), x->f));
        faults_init(&mute, &x->a, LANG_EN);
        enum err e = history_settled(x->w, r, -1, &mute);
        if (e == ERR_BUSY || e == ERR_CONFLICT) return OK; /* of an import that is not closed */
        TRY(failed(x->w, e, x->f));
        return succeed_one(x, l, r);
}

/* ---- all of them ----------------------------------------------------------------------------- */

static enum err slice(struct succeeding *x, const struct ledger *l, const int64_t *record, size_t n,
                      int64_t *ret_last)
{
        struct writer *w = x->w;
        enum err e = OK;
        TRY(writer_begin(w, x->f, &x->at));
        int64_t start = w->sys.boot_ms(w->sys.ctx);
        for (size_t i = 0; e == OK && i < n; i++) {
                e = succeed_record(x, l, record[i]);
                *ret_last = record[i];
                arena_reset(&x->a);
                if (w->sys.boot_ms(w->sys.ctx) - start >= BATCH_SLICE_MS) break;
        }
        if (e == OK) return writer_commit(w, x->f);
        writer_rollback(w);
        return e;
}

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

/* The city may be another one after each pause: the ledger is found by its name, the offices by the
 * tree of now. */
static enum err succeed_ledger(struct succeeding *x, struct str name)
{
        struct arena a = { 0 };
        int64_t last = 0;
        struct record_ids found = { .n = 1 };
        enum err e = OK;
        while (e == OK && found.n) {
                struct writer *w = x->w;
                struct at_offices at = { .after = last, .limit = RECORDS_MAX };
                int i = city_ledger(w->inforce.city, name);
                if (i < 0) break;
                at.l = &w->inforce.city->ledgers[i];
                at.code = ended(&a, &w->inforce.offices, x->today, &at.n);
                e = failed(w, lookup_open_at(w->st, &a, &at, &found), x->f);
                if (e == OK && found.n) e = slice(x, at.l, found.v, found.n, &last);
                if (e == OK && found.n) e = writer_between(w, x->f);
                arena_reset(&a);
        }
        arena_done(&a);
        return e;
}

enum err succeed_all(struct writer *w, enum via via, struct faults *f, int64_t *ret_events)
{
        struct succeeding x = { .w = w, .via = via, .f = f, .cause = -1 };
        struct arena a = { 0 };
        struct event import;
        const struct city *c = w->inforce.city;
        size_t n = c ? c->ledgers_n : 0, ended_n;
        struct str *name = ARENA_NEW(&a, struct str, n);
        x.today = day_of(w->sys.now(w->sys.ctx), w->inforce.zone);
        (void)ended(&a, &w->inforce.offices, x.today, &ended_n);
        enum err e = OK;
        for (size_t i = 0; i < n; i++) name[i] = str_dup(&a, c->ledgers[i].name);
        if (ended_n) e = failed(w, lookup_city_event(w->st, &a, S("offices"), &import), f);
        if (ended_n && e == OK) x.cause = import.seq;
        for (size_t i = 0; ended_n && e == OK && i < n; i++) e = succeed_ledger(&x, name[i]);
        if (ret_events) *ret_events = x.events;
        arena_done(&x.a);
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
        TRY(failed(w, held_numbers(w->st, a, h->office, SHOWN, &number, &n), f));
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
        enum err e = failed(w, held_by_office(w->st, &a, &held, &n), f);
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
                e = failed(w, lookup_open_at(w->st, &a, &at, &found), f);
                if (e == OK) x.records += (int64_t)found.n;
        }
        arena_done(&a);
        if (e == OK && f->n != before) e = ERR_CONFLICT;
        if (e == OK) *ret = x;
        return e;
}

/* reckon.c: after a year's notice, due times that rested on a year not arranged are reckoned anew:
 * one event each, step `reckon`, caused by the notice (design 7). Each event carries what it led
 * to, so a replay decides nothing. Slices of at most BATCH_SLICE_MS; between them others may write.
 * Interrupted, it goes on with what is still provisional. */
#include "loop/reckon.h"

#include "loop/decide_in.h"
#include "loop/history.h"
#include "view/lookup.h"
#include "view/sight.h"

#define RECORDS_MAX 200 /* looked at in one slice */

struct reckoning {
        struct writer *w;
        enum via via;
        struct faults *f;
        struct arena a; /* of the record at hand */
        struct moment at;
        int64_t events;
};

static enum err failed(struct writer *w, enum err e, struct faults *f)
{
        if (e == OK || f->n) return e;
        return FAULT(f, e, "store", STR_NONE, "没有保存：%.*s", "not saved: %.*s",
                     SP(store_why(w->st)));
}

/* Whoever was told the former time is told the new one. */
static void tell(struct reckoning *x, struct change *c, const struct ledger *l, const struct rec *r,
                 const struct rduty *d)
{
        struct str to = d ? d->holder : S("requester");
        *ARENA_PUSH(&x->a, c->tell, c->tell_n, c->tell_cap) =
                (struct change_tell){ to, S("reckon"),
                                      sight_code_recused(x->w->inforce.city, l, r, to) };
}

/* d NULL: the promise. *ret_after: the image as the event left it, or r. */
static enum err reckon_one(struct reckoning *x, const struct ledger *l, const struct rec *r,
                           const struct rduty *d, const struct rec **ret_after)
{
        const struct city *city = x->w->inforce.city;
        const struct decide_in in = {
                .a = &x->a, .f = x->f, .city = city, .l = l, .rec = r, .now = x->at
        };
        struct moment was = d ? d->due : r->promised;
        struct change c = { .state = -1 };
        struct due due;
        struct rec *after;
        *ret_after = r;
        TRY(decide_anew(&in, d, &due));
        if (due.at.ms == was.ms && due.provisional) return OK;
        if (due.at.ms != was.ms) tell(x, &c, l, r, d);
        struct change_clock m = { .duty = d ? d->id : 0,
                                  .move = CLOCK_ANEW,
                                  .at = x->at,
                                  .due = due.at,
                                  .provisional = due.provisional,
                                  .calendar = city->calendar->version };
        c.clock = &m;
        c.clock_n = 1;
        struct event e = { .at = x->at,
                           .day = day_of(x->at, city->zone),
                           .via = x->via,
                           .cause = city->calendar->version,
                           .batch = -1,
                           .ledger = l->name,
                           .version = city->version,
                           .record = r->id,
                           .duty = m.duty,
                           .round = d ? d->round : r->round,
                           .step = S("reckon") };
        struct completing done = { l, &c, &e, r, &x->a };
        TRY(writer_record_event(x->w, &done, x->f, &after));
        view_keep(&x->w->view);
        x->events++;
        *ret_after = after;
        return OK;
}

/* The promise first, then duties in the order of their ids: what others lie under comes before. */
static enum err reckon_record(struct reckoning *x, const struct ledger *l, int64_t id)
{
        struct rec *was = ARENA_NEW(&x->a, struct rec, 1);
        struct faults mute;
        TRY(failed(x->w, rec_load(&x->w->view, &x->a, l, id, was), x->f));
        faults_init(&mute, &x->a, LANG_EN);
        enum err e = history_settled(x->w, was, -1, &mute);
        if (e == ERR_BUSY || e == ERR_CONFLICT) return OK; /* of an import that is not closed */
        TRY(failed(x->w, e, x->f));
        const struct rec *r = was;
        bool open = l->states[r->state].kind == KIND_OPEN && moment_is(r->promised);
        if (open && r->promised_provisional && !moment_is(r->promised_held))
                TRY(reckon_one(x, l, r, NULL, &r));
        for (size_t i = 0; i < r->duties_n; i++) {
                const struct rduty *d = &r->duties[i];
                if (d->outcome == OUT_OPEN && d->provisional && !duty_held(d))
                        TRY(reckon_one(x, l, r, d, &r));
        }
        return OK;
}

static enum err slice(struct reckoning *x, const struct ledger *l, const int64_t *record, size_t n,
                      int64_t *ret_last)
{
        struct writer *w = x->w;
        enum err e = OK;
        TRY(writer_begin(w, x->f, &x->at));
        int64_t start = w->sys.boot_ms(w->sys.ctx);
        for (size_t i = 0; e == OK && i < n; i++) {
                e = reckon_record(x, l, record[i]);
                *ret_last = record[i];
                arena_reset(&x->a);
                if (w->sys.boot_ms(w->sys.ctx) - start >= BATCH_SLICE_MS) break;
        }
        if (e == OK) return writer_commit(w, x->f);
        writer_rollback(w);
        return e;
}

/* The city may be another one after each pause: the ledger is found by its name. */
static enum err reckon_ledger(struct reckoning *x, struct str name)
{
        struct arena a = { 0 };
        int64_t last = 0;
        struct record_ids found = { .n = 1 };
        enum err e = OK;
        while (e == OK && found.n) {
                int i = city_ledger(x->w->inforce.city, name);
                if (i < 0) break;
                const struct ledger *l = &x->w->inforce.city->ledgers[i];
                e = failed(x->w, lookup_provisional(x->w->st, &a, l, last, RECORDS_MAX, &found),
                           x->f);
                if (e == OK && found.n) e = slice(x, l, found.v, found.n, &last);
                if (e == OK && found.n) e = writer_between(x->w, x->f);
                arena_reset(&a);
        }
        arena_done(&a);
        return e;
}

enum err reckon_provisional(struct writer *w, enum via via, struct faults *f, int64_t *ret_events)
{
        struct reckoning x = { .w = w, .via = via, .f = f };
        struct arena names = { 0 };
        enum err e = OK;
        const struct city *c = w->inforce.city;
        size_t n = c && c->calendar ? c->ledgers_n : 0;
        struct str *name = ARENA_NEW(&names, struct str, n);
        for (size_t i = 0; i < n; i++) name[i] = str_dup(&names, c->ledgers[i].name);
        for (size_t i = 0; e == OK && i < n; i++) e = reckon_ledger(&x, name[i]);
        if (ret_events) *ret_events = x.events;
        arena_done(&x.a);
        arena_done(&names);
        return e;
}

/* reckon.c: after a year's notice, due times that rested on a year not arranged are reckoned anew:
 * one event each, step `reckon`, caused by the notice (design 7). */
#include "loop/reckon.h"

#include "loop/decide_in.h"
#include "loop/slices.h"

/* Whoever was told the former time is told the new one. d NULL: the promise. *ret_after: the image
 * as the event left it, or r. */
static enum err reckon_one(struct slices *x, const struct ledger *l, const struct rec *r,
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
        if (due.at.ms != was.ms) slices_tell(x, l, r, &c, d ? d->holder : S("requester"));
        struct change_clock m = { .duty = d ? d->id : 0,
                                  .move = CLOCK_ANEW,
                                  .at = x->at,
                                  .due = due.at,
                                  .provisional = due.provisional,
                                  .calendar = city->calendar->version };
        c.clock = &m;
        c.clock_n = 1;
        x->cause = city->calendar->version;
        TRY(slices_put(x, l, r, d, &c, &after));
        *ret_after = after;
        return OK;
}

/* The promise first, then duties in the order of their ids: what others lie under comes before. */
static enum err take(struct slices *x, const struct ledger *l, const struct rec *r)
{
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

static enum err find(struct slices *x, struct arena *a, const struct ledger *l, int64_t last,
                     struct record_ids *ret)
{
        return lookup_provisional(x->w->st, a, l, last, SLICE_RECORDS_MAX, ret);
}

enum err reckon_provisional(struct writer *w, enum via via, struct faults *f, int64_t *ret_events)
{
        struct slices x = {
                .w = w, .f = f, .via = via, .step = S("reckon"), .find = find, .take = take
        };
        enum err e = w->inforce.city && w->inforce.city->calendar ? slices_run(&x) : OK;
        if (ret_events) *ret_events = x.events;
        return e;
}

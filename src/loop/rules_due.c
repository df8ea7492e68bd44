/* rules_due.c: what has fallen due: the calendar of rules, and the three sources. */
#include "loop/decide.h"
#include "loop/rules.h"
#include "view/lookup.h"
#include "view/ruled.h"

/* ---- days ------------------------------------------------------------------------------------ */

static bool falls_on(const struct rule_def *r, const struct calendar *cal, struct day d)
{
        int y, m, n;
        day_to_ymd(d, &y, &m, &n);
        int last = (int)(month_last(day_month(d)).v - month_first(day_month(d)).v) + 1;
        switch (r->every) {
        case EVERY_DAY: return true;
        case EVERY_WORKDAY: return calendar_works(cal, d);
        case EVERY_WEEK: return day_weekday(d) == 1;
        case EVERY_MONTH: return n == 1;
        case EVERY_QUARTER: return n == 1 && m % 3 == 1;
        case EVERY_YEAR: return n == 1 && m == 1;
        case EVERY_MONDAY:
        case EVERY_TUESDAY:
        case EVERY_WEDNESDAY:
        case EVERY_THURSDAY:
        case EVERY_FRIDAY:
        case EVERY_SATURDAY:
        case EVERY_SUNDAY: return day_weekday(d) == 1 + (int)(r->every - EVERY_MONDAY);
        case EVERY_MONTHLY: return n == (r->day_n < last ? r->day_n : last);
        }
        BUG("every");
}

struct day rules_next_day(const struct rule_def *r, const struct calendar *cal, struct day after,
                          struct day today)
{
        for (struct day d = day_add(after, 1); d.v <= today.v; d = day_add(d, 1))
                if (falls_on(r, cal, d)) return d;
        return DAY_NONE;
}

enum err rules_moment(const struct rule_def *r, const struct clock_rules *k, struct moment due,
                      struct moment *ret)
{
        struct clock c = { .start = due, .within = r->by };
        struct due more;
        bool clocked = r->by.unit == UNIT_MINUTES || r->by.unit == UNIT_HOURS ||
                       r->by.unit == UNIT_WORKHOURS;
        if (!clocked) c.start.ms--; /* 24:00 belongs to the day that ends */
        *ret = due;
        switch (r->at) {
        case AT_DUE: return OK;
        case AT_BEFORE: return clock_before(k, due, r->by, ret);
        case AT_AFTER: break;
        }
        TRY(clock_due(k, &c, due, &more));
        *ret = more.at;
        return OK;
}

/* ---- the three sources ----------------------------------------------------------------------- */

struct gather {
        struct writer *w;
        struct arena *a;
        struct moment now;
        struct rule_item *v;
        size_t n, cap;
        struct moment bound; /* later ones may have others before them that were not read */
};

static void put(struct gather *g, struct rule_item x)
{
        x.order = g->n;
        *ARENA_PUSH(g->a, g->v, g->n, g->cap) = x;
}

static void bound_by(struct gather *g, struct moment m)
{
        if (!moment_is(g->bound) || m.ms < g->bound.ms) g->bound = m;
}

static enum err gather_day(struct gather *g, const struct rule_def *r)
{
        const struct city *c = g->w->inforce.city;
        struct day last;
        enum err e = ruled_last_day(g->w->st, r->key, &last);
        if (e == ERR_NOT_FOUND) return OK;
        TRY(e);
        struct day d = rules_next_day(r, c->calendar, last, day_of(g->now, c->zone));
        if (!day_is(d)) return OK;
        put(g, (struct rule_item){ .fell = moment_at(d, 0, c->zone),
                                   .rule = r,
                                   .l = &c->ledgers[r->each],
                                   .at = d.v,
                                   .day = d });
        return OK;
}

static enum err gather_waiting(struct gather *g, const struct rule_def *r)
{
        const struct city *c = g->w->inforce.city;
        struct clock_rules k = city_clock(c, -1);
        struct rule_waits *v;
        size_t n;
        TRY(ruled_waiting(g->w->st, g->a, r->key, RULES_SLICE, &v, &n));
        for (size_t i = 0; i < n; i++) {
                struct moment m;
                TRY(rules_moment(r, &k, v[i].due, &m));
                if (r->at == AT_BEFORE ? g->now.ms < m.ms : g->now.ms <= m.ms) return OK;
                put(g, (struct rule_item){ .fell = m,
                                           .rule = r,
                                           .l = &c->ledgers[r->each],
                                           .record = v[i].record,
                                           .at = v[i].duty,
                                           .duty = v[i].duty,
                                           .day = day_of(m, c->zone) });
                if (i + 1 == RULES_SLICE) bound_by(g, m);
        }
        return OK;
}

static enum err gather_rules(struct gather *g)
{
        const struct city *c = g->w->inforce.city;
        for (size_t i = 0; i < c->ledgers_n; i++)
                for (size_t k = 0; k < c->ledgers[i].rules_n; k++) {
                        const struct rule_def *r = &c->ledgers[i].rules[k];
                        switch (r->when) {
                        case RULE_EVERY: TRY(gather_day(g, r)); break;
                        case RULE_AT: TRY(gather_waiting(g, r)); break;
                        case RULE_LAPSE: break;
                        }
                }
        return OK;
}

/* The rules that go by a lapse come right after it. */
static void gather_after(struct gather *g, const struct rule_item *lapse)
{
        const struct city *c = g->w->inforce.city;
        for (size_t i = 0; i < c->ledgers_n; i++)
                for (size_t k = 0; k < c->ledgers[i].rules_n; k++) {
                        const struct rule_def *r = &c->ledgers[i].rules[k];
                        if (r->when != RULE_LAPSE || &c->ledgers[r->each] != lapse->l) continue;
                        struct rule_item x = *lapse;
                        x.rule = r;
                        x.at = lapse->fell.ms;
                        put(g, x);
                }
}

static enum err gather_lapses(struct gather *g)
{
        const struct city *c = g->w->inforce.city;
        struct silent_is *some;
        size_t n;
        TRY(lookup_silent(g->w->st, g->a, g->now, RULES_SLICE, &some, &n));
        for (size_t i = 0; i < n; i++) {
                int at = city_ledger(c, some[i].ledger);
                if (at < 0) return ERR_CORRUPT;
                const struct ledger *l = &c->ledgers[at];
                struct rec *r = ARENA_NEW(g->a, struct rec, 1);
                TRY(rec_load(&g->w->view, g->a, l, some[i].record, r));
                struct lapses late = decide_lapses(g->a, c, l, r, g->now);
                for (size_t k = 0; k < late.n; k++) {
                        const struct lapse *x = &late.v[k];
                        struct rule_item item = { .fell = x->fell,
                                                  .l = l,
                                                  .record = r->id,
                                                  .asked = x->asked,
                                                  .step = x->step,
                                                  .day = x->day };
                        put(g, item);
                        gather_after(g, &item);
                }
                if (i + 1 == RULES_SLICE && late.n) bound_by(g, late.v[0].fell);
        }
        return OK;
}

static int by_fell(const void *x, const void *y)
{
        const struct rule_item *a = x, *b = y;
        if (a->fell.ms != b->fell.ms) return a->fell.ms < b->fell.ms ? -1 : 1;
        return a->order < b->order ? -1 : a->order > b->order;
}

enum err rules_due(struct writer *w, struct arena *a, struct moment now, struct rule_item **ret,
                   size_t *ret_n)
{
        struct gather g = { .w = w, .a = a, .now = now, .bound = MOMENT_NONE };
        *ret = NULL;
        *ret_n = 0;
        if (!w->inforce.city || !w->inforce.city->calendar) return OK;
        TRY(gather_lapses(&g));
        TRY(gather_rules(&g));
        if (g.n) qsort(g.v, g.n, sizeof *g.v, by_fell);
        while (g.n && moment_is(g.bound) && g.v[g.n - 1].fell.ms > g.bound.ms) g.n--;
        *ret = g.v;
        *ret_n = g.n;
        return OK;
}

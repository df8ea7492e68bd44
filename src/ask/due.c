#include "ask/due.h"

static const struct allowance one_day = { 1, UNIT_WORKDAYS }, nothing = { 0, UNIT_WORKDAYS };

struct str colour_name(enum colour c)
{
        static const struct str names[] = { SI(""), SI("green"), SI("yellow"), SI("red") };
        return names[c];
}

struct str colour_label(enum colour c, enum lang lang)
{
        static const struct str zh[] = { SI(""), SI("绿灯"), SI("黄灯"), SI("红灯") };
        return lang == LANG_ZH ? zh[c] : colour_name(c);
}

static enum colour colour_of(const struct ask *k, const struct clock_rules *r, struct moment due,
                             const struct clock_def *clock)
{
        struct allowance yellow = one_day, red = nothing;
        struct moment from = due;
        if (clock && clock->has_colour) {
                yellow = clock->yellow;
                red = clock->red;
        }
        if (clock_before(r, due, red, &from) == OK && k->now.ms >= from.ms) return COLOUR_RED;
        if (clock_before(r, due, yellow, &from) == OK && k->now.ms >= from.ms) return COLOUR_YELLOW;
        return COLOUR_GREEN;
}

static const struct clock_def *clock_of(const struct ledger *l, const struct rduty *d)
{
        int c = l->duties[d->def].clock;
        return c < 0 ? NULL : &l->clocks[c];
}

enum colour duty_colour(const struct ask *k, const struct ledger *l, const struct rduty *d)
{
        const struct clock_def *clock = clock_of(l, d);
        struct clock_rules r = city_clock(k->in->city, clock ? clock->end_minute : -1);
        return d->outcome == OUT_OPEN ? colour_of(k, &r, d->due, clock) : COLOUR_NONE;
}

enum colour promise_colour(const struct ask *k, const struct ledger *l, const struct rec *r)
{
        struct clock_rules rules = city_clock(k->in->city, -1);
        if (!moment_is(r->promised) || l->states[r->state].kind != KIND_OPEN) return COLOUR_NONE;
        return colour_of(k, &rules, r->promised, NULL);
}

int64_t due_days_left(const struct ask *k, struct moment due)
{
        struct clock_rules rules = city_clock(k->in->city, -1);
        return clock_days_left(&rules, k->now, due);
}

struct reckoned {
        struct moment start;
        struct str within;
        int64_t calendar;
        int end_minute;
};

static enum err explain(const struct ask *k, const struct reckoned *x, struct str *ret)
{
        struct clock clock = { .start = x->start };
        struct clock_rules rules = city_clock(k->in->city, x->end_minute);
        struct calendar *cal;
        AUTO(buf_free) struct buf b = { .limit = TEXT_BYTES_MAX };
        *ret = STR_NONE;
        if (!moment_is(x->start) || allowance_parse(x->within, &clock.within) != OK) return OK;
        if (rules.cal == NULL || x->calendar != rules.cal->version) {
                TRY(inforce_calendar(k->st, k->keys, k->a, x->calendar, k->f, &cal));
                rules.cal = cal;
        }
        clock_explain(&rules, &clock, k->now, k->lang, &b);
        TRY(b.err);
        *ret = str_dup(k->a, buf_view(&b));
        return OK;
}

enum err promise_explain(const struct ask *k, const struct rec *r, struct str *ret)
{
        struct reckoned x = { r->promised_start, r->promised_within, r->promised_calendar, -1 };
        return explain(k, &x, ret);
}

enum err duty_explain(const struct ask *k, const struct ledger *l, const struct rduty *d,
                      struct str *ret)
{
        const struct clock_def *clock = clock_of(l, d);
        struct reckoned x = { d->start, d->within, d->calendar, clock ? clock->end_minute : -1 };
        return explain(k, &x, ret);
}

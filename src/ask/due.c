#include "ask/due.h"

#include "ask/label.h"

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
        ASSERT(d->clock >= 0 && (size_t)d->clock < l->clocks_n);
        return &l->clocks[d->clock];
}

enum colour duty_colour(const struct ask *k, const struct ledger *l, const struct rduty *d)
{
        const struct clock_def *clock = clock_of(l, d);
        struct clock_rules r = city_clock(k->in->city, clock->end_minute);
        if (d->outcome != OUT_OPEN || duty_stopped(d)) return COLOUR_NONE;
        return colour_of(k, &r, duty_judged(d), clock);
}

enum colour promise_colour(const struct ask *k, const struct ledger *l, const struct rec *r)
{
        struct clock_rules rules = city_clock(k->in->city, -1);
        if (!moment_is(r->promised) || l->states[r->state].kind != KIND_OPEN) return COLOUR_NONE;
        if (moment_is(r->promised_held) && r->promised_held.ms <= r->promised.ms)
                return COLOUR_NONE;
        return colour_of(k, &rules, r->promised, NULL);
}

/* ---- in words ---- */

struct str duty_due_said(const struct ask *k, const struct rduty *d)
{
        if (d->outcome != OUT_OPEN || !duty_held(d)) return label_due(k, d->due);
        return str_printf(k->a, k->lang == LANG_ZH ? "%.*s 起中止计时" : "stopped since %.*s",
                          SP(label_moment(k, d->held)));
}

/* The reason's label in the clock's list; its code for those of the promise. */
static struct str reason_said(const struct ask *k, const struct ledger *l, const struct rduty *d,
                              struct str code)
{
        const struct city *c = k->in->city;
        for (size_t n = 0; n < l->clocks_n; n++) {
                int i = !d || d->clock == (int)n ? city_list(c, l->clocks[n].stops) : -1;
                int choice = i < 0 ? -1 : list_choice(&c->lists[i], code);
                if (choice >= 0) return label_in(&c->lists[i].c[choice].label, code, k->lang);
        }
        return code;
}

struct str clock_move_said(const struct ask *k, const struct ledger *l, const struct rduty *d,
                           const struct change_clock *m)
{
        bool zh = k->lang == LANG_ZH;
        struct str due = moment_is(m->due) ? label_due(k, m->due) : STR_NONE;
        switch (m->move) {
        case CLOCK_HELD:
                return str_printf(k->a, zh ? "中止计时：%.*s" : "stopped: %.*s",
                                  SP(reason_said(k, l, d, m->text)));
        case CLOCK_FREED:
                return str_printf(k->a, zh ? "恢复计时，%.*s 前" : "runs again, due %.*s", SP(due));
        case CLOCK_MORE:
                return str_printf(k->a, zh ? "延长 %.*s，%.*s 前" : "extended by %.*s, due %.*s",
                                  SP(label_within(k, m->text)), SP(due));
        case CLOCK_ANEW:
                return str_printf(k->a,
                                  zh ? "按放假安排重新计算，%.*s 前"
                                     : "reckoned anew by the year's days off, due %.*s",
                                  SP(due));
        }
        BUG("clock move");
}

int64_t due_days_left(const struct ask *k, struct moment due)
{
        struct clock_rules rules = city_clock(k->in->city, -1);
        return clock_days_left(&rules, k->now, due);
}

struct str due_left_said(const struct ask *k, int64_t days_left)
{
        bool zh = k->lang == LANG_ZH;
        if (days_left == 0) return zh ? S("今天到期") : S("due today");
        if (days_left == 1) return zh ? S("剩1个工作日") : S("1 working day left");
        if (days_left == -1) return zh ? S("已逾期") : S("overdue");
        return days_left > 0
                       ? str_printf(k->a,
                                    zh ? "剩%" PRId64 "个工作日" : "%" PRId64 " working days left",
                                    days_left)
                       : str_printf(k->a,
                                    zh ? "已超%" PRId64 "个工作日"
                                       : "overdue by %" PRId64 " working days",
                                    -days_left);
}

/* ---- how it came about ---- */

struct reckoned {
        struct clock clock;
        struct allowance *more;
        struct clock_stop *stops;
        size_t more_cap, stops_cap;
        struct str within;
        int64_t calendar;
        int end_minute;
};

/* Extensions and stops of one clock, in the order of the log. */
static void take_act(const struct ask *k, const struct ledger *l, const struct rduty *d,
                     const struct ract *act, struct reckoned *x)
{
        struct allowance more;
        if (act->kind == ACT_MORE && allowance_parse(act->text, &more) == OK)
                *ARENA_PUSH(k->a, x->more, x->clock.more_n, x->more_cap) = more;
        if (act->kind != ACT_HELD) return;
        struct moment to = act->until;
        if (!moment_is(to) && d && d->outcome != OUT_OPEN) to = d->ended_at;
        *ARENA_PUSH(k->a, x->stops, x->clock.stops_n, x->stops_cap) =
                (struct clock_stop){ act->at, to, reason_said(k, l, d, act->text) };
}

static enum err explain(const struct ask *k, struct reckoned *x, struct str *ret)
{
        struct clock_rules rules = city_clock(k->in->city, x->end_minute);
        struct calendar *cal;
        AUTO(buf_free) struct buf b = { .limit = TEXT_BYTES_MAX };
        *ret = STR_NONE;
        x->clock.more = x->more;
        x->clock.stops = x->stops;
        if (!moment_is(x->clock.start) || allowance_parse(x->within, &x->clock.within) != OK)
                return OK;
        if (rules.cal == NULL || x->calendar != rules.cal->version) {
                TRY(inforce_calendar(k->st, k->keys, k->a, x->calendar, k->f, &cal));
                rules.cal = cal;
        }
        clock_explain(&rules, &x->clock, k->now, k->lang, &b);
        TRY(b.err);
        *ret = str_dup(k->a, buf_view(&b));
        return OK;
}

enum err promise_explain(const struct ask *k, const struct ledger *l, const struct rec *r,
                         struct str *ret)
{
        struct reckoned x = { .clock = { .start = r->promised_start },
                              .within = r->promised_within,
                              .calendar = r->promised_calendar,
                              .end_minute = -1 };
        for (size_t i = 0; i < r->acts_n; i++)
                if (r->acts[i].duty == 0 && r->acts[i].round == r->round)
                        take_act(k, l, NULL, &r->acts[i], &x);
        return explain(k, &x, ret);
}

enum err duty_explain(const struct ask *k, const struct ledger *l, const struct rec *r,
                      const struct rduty *d, struct str *ret)
{
        const struct clock_def *clock = clock_of(l, d);
        const struct rduty *base = d;
        struct reckoned x = { .calendar = d->calendar, .end_minute = clock->end_minute };
        while (base->former && rec_duty(r, base->former)) base = rec_duty(r, base->former);
        x.clock.start = base->start;
        x.within = base->within;
        for (size_t i = 0; i < r->acts_n; i++)
                for (const struct rduty *u = d; u; u = u->former ? rec_duty(r, u->former) : NULL)
                        if (r->acts[i].duty == u->id) take_act(k, l, u, &r->acts[i], &x);
        return explain(k, &x, ret);
}

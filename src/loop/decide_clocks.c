/* decide_clocks.c: clocks extended, stopped and freed (design 7): the due time reckoned anew from
 * what is stored, nested in what it lies under, and never earlier than it was (I7). */
#include "loop/decide_in.h"

#define REFUSE(x, e, code, where, ...) FAULT((x)->in->f, e, code, where, __VA_ARGS__)

static struct str moment_said(const struct deciding *x, struct moment m)
{
        char text[40];
        return str_dup(x->in->a, moment_short(m, x->in->city->zone, text));
}

static struct str duty_said(const struct deciding *x, const struct rduty *d)
{
        const struct duty_def *def = &x->in->l->duties[d->def];
        return label_in(&def->label, def->name, x->in->f->lang);
}

/* ---- reckoning anew -------------------------------------------------------------------------- */

/* What this step adds to the clock of a duty (0: the promise). */
struct edit {
        int64_t duty;
        const struct allowance *more;
        bool frees;
};

/* The clock as it is stored: start and allowance of whoever it was taken over from, what was added,
 * what stood outside it. */
struct stored {
        struct clock c;
        struct allowance *more;
        struct clock_stop *stops;
        size_t more_cap, stops_cap;
};

/* A late entry may be dated to the day on which the clock was stopped, before that hour. */
static struct moment freed_at(const struct deciding *x, struct moment held)
{
        struct moment at = decide_start(x);
        return at.ms < held.ms ? held : at;
}

static void take_act(const struct deciding *x, const struct ract *act, const struct rduty *of,
                     const struct edit *e, struct stored *s)
{
        struct arena *a = x->in->a;
        if (act->kind == ACT_MORE) {
                struct allowance more;
                if (allowance_parse(act->text, &more) == OK)
                        *ARENA_PUSH(a, s->more, s->c.more_n, s->more_cap) = more;
        }
        if (act->kind != ACT_HELD) return;
        struct moment to = act->until;
        if (!moment_is(to) && of && of->outcome != OUT_OPEN) to = of->ended_at;
        if (!moment_is(to) && e->frees && e->duty == act->duty) to = freed_at(x, act->at);
        *ARENA_PUSH(a, s->stops, s->c.stops_n, s->stops_cap) =
                (struct clock_stop){ act->at, to, act->text };
}

static void take_more(const struct deciding *x, const struct edit *e, struct stored *s)
{
        if (e->more) *ARENA_PUSH(x->in->a, s->more, s->c.more_n, s->more_cap) = *e->more;
        s->c.more = s->more;
        s->c.stops = s->stops;
}

/* Acts of the duty and of those whose time it took over, in the order of the log. */
static bool of_chain(const struct rec *r, const struct rduty *d, int64_t duty)
{
        for (; d; d = d->former ? rec_duty(r, d->former) : NULL)
                if (d->id == duty) return true;
        return false;
}

static enum err far(const struct deciding *x, struct str what)
{
        return REFUSE(x, ERR_LIMIT, "clock.far", what, "时限超出可计算范围",
                      "the due time lies beyond what can be reckoned");
}

/* The due time of the promise as the event leaves it. */
static struct moment promise_due(const struct deciding *x)
{
        return x->now->promised;
}

static bool freed_by(const struct deciding *x, int64_t duty)
{
        for (size_t i = 0; i < x->d->c.clock_n; i++)
                if (x->d->c.clock[i].duty == duty && x->d->c.clock[i].move == CLOCK_FREED)
                        return true;
        return false;
}

/* And of a duty. */
static struct moment due_now(const struct deciding *x, const struct rduty *d)
{
        for (size_t i = 0; i < x->d->c.clock_n; i++)
                if (x->d->c.clock[i].duty == d->id && moment_is(x->d->c.clock[i].due))
                        return x->d->c.clock[i].due;
        return d->due;
}

static const struct rduty *parent_of(const struct deciding *x, const struct rduty *d)
{
        const struct rec *r = x->in->rec;
        const struct duty_def *def = &x->in->l->duties[d->def];
        if (d->parent) return rec_duty(r, d->parent);
        for (size_t i = r->duties_n; def->under == UNDER_DUTY && i-- > 0;)
                if (r->duties[i].def == def->under_duty && r->duties[i].parent == 0 &&
                    r->duties[i].outcome == OUT_OPEN)
                        return &r->duties[i];
        return NULL;
}

/* What the duty lies under: MOMENT_NONE if nothing bounds it, or what is above stands still. */
static struct moment bound_of(const struct deciding *x, const struct rduty *d)
{
        const struct rduty *parent = parent_of(x, d);
        const struct rec *r = x->in->rec;
        if (parent && duty_stopped(parent) && !freed_by(x, parent->id)) return MOMENT_NONE;
        if (parent) return due_now(x, parent);
        if (d->parent || x->in->l->duties[d->def].under != UNDER_PROMISE) return MOMENT_NONE;
        bool still = moment_is(r->promised_held) && r->promised_held.ms <= r->promised.ms;
        return still && !freed_by(x, 0) ? MOMENT_NONE : promise_due(x);
}

/* max(start + at_least, min(the clock, what it lies under less the reserve)) */
static enum err nested(const struct deciding *x, const struct rduty *d, struct clock_rules *rules,
                       struct due *due)
{
        const struct duty_def *def = &x->in->l->duties[d->def];
        struct moment bound = bound_of(x, d);
        if (moment_is(bound)) {
                if (def->has_take && clock_before(rules, bound, def->reserve, &bound) != OK)
                        return far(x, def->name);
                if (bound.ms < due->at.ms) due->at = bound;
        }
        if (!def->has_floor) return OK;
        struct clock floor = { .start = d->start, .within = def->at_least };
        struct due least;
        if (clock_due(rules, &floor, x->in->now, &least) != OK) return far(x, def->name);
        if (least.at.ms > due->at.ms) *due = least;
        return OK;
}

static enum err plain_duty(const struct deciding *x, const struct rduty *d, const struct edit *e,
                           struct due *ret)
{
        const struct rec *r = x->in->rec;
        const struct rduty *base = d;
        struct clock_rules rules = city_clock(x->in->city, x->in->l->clocks[d->clock].end_minute);
        struct stored s = { 0 };
        while (base->former && rec_duty(r, base->former)) base = rec_duty(r, base->former);
        s.c.start = base->start;
        if (allowance_parse(base->within, &s.c.within) != OK) return ERR_CORRUPT;
        for (size_t i = 0; i < r->acts_n; i++)
                if (r->acts[i].duty && of_chain(r, d, r->acts[i].duty))
                        take_act(x, &r->acts[i], rec_duty(r, r->acts[i].duty), e, &s);
        take_more(x, e, &s);
        if (clock_due(&rules, &s.c, x->in->now, ret) != OK) return far(x, x->s->name);
        return nested(x, d, &rules, ret);
}

static enum err reckon_duty(const struct deciding *x, const struct rduty *d, const struct edit *e,
                            struct due *ret)
{
        TRY(plain_duty(x, d, e, ret));
        if (ret->at.ms < d->due.ms) *ret = (struct due){ d->due, d->provisional };
        return OK;
}

static enum err plain_promise(const struct deciding *x, const struct edit *e, struct due *ret)
{
        const struct rec *r = x->in->rec;
        struct clock_rules rules = city_clock(x->in->city, -1);
        struct stored s = { 0 };
        s.c.start = r->promised_start;
        if (allowance_parse(r->promised_within, &s.c.within) != OK) return ERR_CORRUPT;
        for (size_t i = 0; i < r->acts_n; i++)
                if (r->acts[i].duty == 0 && r->acts[i].round == r->round)
                        take_act(x, &r->acts[i], NULL, e, &s);
        take_more(x, e, &s);
        return clock_due(&rules, &s.c, x->in->now, ret) == OK ? OK : far(x, S("promise"));
}

static enum err reckon_promise(const struct deciding *x, const struct edit *e, struct due *ret)
{
        const struct rec *r = x->in->rec;
        TRY(plain_promise(x, e, ret));
        if (ret->at.ms < r->promised.ms)
                *ret = (struct due){ r->promised, r->promised_provisional };
        return OK;
}

/* ---- which clocks ---------------------------------------------------------------------------- */

static bool has_clock(const struct clock_list *l, const struct rduty *d)
{
        return l->clocks >> d->clock & 1;
}

static bool below(const struct rec *r, const struct rduty *d, const struct rduty *top)
{
        while (d && d->parent && d->parent != top->id) d = rec_duty(r, d->parent);
        return d && d->parent == top->id;
}

/* The duty asked about, or acted on; on a record step every one; with it, where `down`, what was
 * handed down from it. */
static bool meant(const struct deciding *x, const struct rduty *d, bool down)
{
        const struct rduty *one = x->about ? x->about : x->duty;
        if (d->outcome != OUT_OPEN || decide_ending(x, d->id)) return false;
        return !one || d->id == one->id || (down && below(x->in->rec, d, one));
}

static struct change_clock *add(struct deciding *x, int64_t duty, enum clock_move move)
{
        struct change *c = &x->d->c;
        struct change_clock *m = ARENA_PUSH(x->in->a, c->clock, c->clock_n, c->clock_cap);
        *m = (struct change_clock){
                .duty = duty, .move = move, .at = decide_start(x), .due = MOMENT_NONE
        };
        return m;
}

static void put_due(const struct deciding *x, struct change_clock *m, const struct due *due)
{
        m->due = due->at;
        m->provisional = due->provisional;
        m->calendar = x->in->city->calendar->version;
        if (m->duty == 0) x->now->promised = due->at;
}

/* ---- extensions ------------------------------------------------------------------------------ */

struct granted {
        int64_t times, n; /* n: in the unit of by */
};

/* What this round has been given already for these clocks; one event counts once. */
static struct granted granted_of(const struct deciding *x, const struct step_extends *e)
{
        const struct rec *r = x->in->rec;
        struct granted g = { 0 };
        int64_t last = -1;
        for (size_t i = 0; i < r->acts_n; i++) {
                const struct ract *act = &r->acts[i];
                const struct rduty *d = act->duty ? rec_duty(r, act->duty) : NULL;
                bool one = d ? has_clock(&e->of, d) : act->duty == 0 && e->of.promise;
                struct allowance more;
                if (act->kind != ACT_MORE || act->round != r->round || !one || act->seq == last)
                        continue;
                last = act->seq;
                g.times++;
                if (allowance_parse(act->text, &more) == OK && more.unit == e->by.unit)
                        g.n += more.n;
        }
        return g;
}

static enum err check_granted(const struct deciding *x, const struct step *s)
{
        const struct step_extends *e = &s->extends;
        struct granted g = granted_of(x, e);
        struct allowance had = { (int32_t)g.n, e->by.unit };
        if (e->times && g.times >= e->times)
                return REFUSE(x, ERR_CONFLICT, "extends.times", s->name,
                              "已延期 %" PRId64 " 次，至多 %" PRId64 " 次",
                              "extended %" PRId64 " times already, at most %" PRId64, g.times,
                              e->times);
        if (!e->has_max || g.n + e->by.n <= e->max.n) return OK;
        return REFUSE(x, ERR_CONFLICT, "extends.max", s->name,
                      "已延期 %.*s，再延 %.*s 就超过上限 %.*s",
                      "extended by %.*s already: %.*s more would pass the most, %.*s",
                      SP(allowance_format(x->in->a, had, x->in->f->lang)),
                      SP(allowance_format(x->in->a, e->by, x->in->f->lang)),
                      SP(allowance_format(x->in->a, e->max, x->in->f->lang)));
}

/* Who wrote the ledger is told what to write: a duty ends with its promise at the latest. */
static const char *promise_too(const struct deciding *x, const struct step_extends *e,
                               const struct rduty *parent)
{
        if (parent || e->of.promise) return "";
        return x->in->f->lang == LANG_ZH
                       ? "；要连承诺一同延长，台账中该环节应写 extends: {clock: [时限, promise]}"
                       : "; for the promise to move with it, the ledger says at this step "
                         "extends: {clock: [CLOCK, promise]}";
}

static enum err gains_nothing(const struct deciding *x, const struct step_extends *e,
                              const struct rduty *d)
{
        const struct rduty *parent = parent_of(x, d);
        struct moment bound = bound_of(x, d);
        struct str by = decide_due_said(x, bound);
        return REFUSE(x, ERR_CONFLICT, "extends.nothing", x->s->name,
                      parent ? "上级任务“%.*s”%.*s 到期，没有可延的时间%s"
                             : "%.*s承诺时限 %.*s 到期，没有可延的时间%s",
                      parent ? "the duty above (%.*s) is due %.*s and leaves no time to extend "
                               "into%s"
                             : "%.*sthe promise is due %.*s and leaves no time to extend into%s",
                      SP(parent ? duty_said(x, parent) : STR_NONE), SP(by),
                      promise_too(x, e, parent));
}

/* Asked for in time or not at all: without a request, what is past due stays past due. */
static enum err check_past(const struct deciding *x, const struct rduty *d)
{
        if (x->asked || !duty_late_at(d, x->in->now)) return OK;
        return REFUSE(x, ERR_CONFLICT, "extends.late", x->s->name,
                      "任务“%.*s”已于 %.*s 到期，不能再延期",
                      "the duty \"%.*s\" was due %.*s: it cannot be extended any more",
                      SP(duty_said(x, d)), SP(decide_due_said(x, d->due)));
}

static enum err extend_promise(struct deciding *x)
{
        const struct step_extends *e = &x->s->extends;
        struct edit edit = { .more = &e->by };
        struct due due;
        if (!e->of.promise || !moment_is(x->in->rec->promised)) return OK;
        TRY(reckon_promise(x, &edit, &due));
        struct change_clock *m = add(x, 0, CLOCK_MORE);
        m->text = allowance_format(x->in->a, e->by, LANG_EN);
        put_due(x, m, &due);
        return OK;
}

static enum err extend(struct deciding *x)
{
        const struct step_extends *e = &x->s->extends;
        const struct rec *r = x->in->rec;
        if (!e->is) return OK;
        TRY(check_granted(x, x->s));
        TRY(extend_promise(x));
        for (size_t i = 0; i < r->duties_n; i++) {
                const struct rduty *d = &r->duties[i];
                struct edit edit = { .duty = d->id, .more = &e->by };
                struct due due;
                if (!meant(x, d, false) || !has_clock(&e->of, d)) continue;
                TRY(check_past(x, d));
                TRY(reckon_duty(x, d, &edit, &due));
                if (due.at.ms <= d->due.ms) return gains_nothing(x, e, d);
                struct change_clock *m = add(x, d->id, CLOCK_MORE);
                m->text = allowance_format(x->in->a, e->by, LANG_EN);
                put_due(x, m, &due);
        }
        if (x->d->c.clock_n) return OK;
        return REFUSE(x, ERR_CONFLICT, "extends.none", x->s->name, "没有可延期的未完成任务",
                      "there is no open duty whose clock it could extend");
}

enum err decide_extended(struct deciding *x, const struct step *s, const struct rduty *d,
                         struct moment *ret)
{
        const struct step_extends *e = &s->extends;
        struct edit edit = { .duty = d->id, .more = &e->by };
        struct moment promised = x->now->promised;
        struct due due;
        if (!e->is || !has_clock(&e->of, d)) return OK;
        TRY(check_granted(x, s));
        if (e->of.promise && moment_is(promised)) {
                struct edit whole = { .more = &e->by };
                TRY(reckon_promise(x, &whole, &due));
                x->now->promised = due.at;
        }
        enum err err = reckon_duty(x, d, &edit, &due);
        if (err == OK && due.at.ms <= d->due.ms) err = gains_nothing(x, e, d);
        x->now->promised = promised;
        if (err == OK) *ret = due.at;
        return err;
}

/* ---- stops ----------------------------------------------------------------------------------- */

static bool held_by(const struct deciding *x, int64_t duty)
{
        for (size_t i = 0; i < x->d->c.clock_n; i++)
                if (x->d->c.clock[i].duty == duty && x->d->c.clock[i].move == CLOCK_HELD)
                        return true;
        return false;
}

/* What is above runs on: a stop below it would hide that it passes. */
static enum err check_above(const struct deciding *x, const struct rduty *d)
{
        const struct rduty *parent = parent_of(x, d);
        bool promise = !d->parent && x->in->l->duties[d->def].under == UNDER_PROMISE &&
                       moment_is(x->in->rec->promised);
        if (parent && !duty_held(parent) && !held_by(x, parent->id))
                return REFUSE(x, ERR_CONFLICT, "clock.above", x->s->name,
                              "上级任务“%.*s”（%.*s）仍在计时，%.*s 到期：须先中止上级任务",
                              "the duty above, \"%.*s\" of %.*s, runs on and is due %.*s: stop "
                              "that one first",
                              SP(duty_said(x, parent)), SP(parent->holder),
                              SP(decide_due_said(x, parent->due)));
        if (!promise || moment_is(x->in->rec->promised_held) || held_by(x, 0)) return OK;
        return REFUSE(x, ERR_CONFLICT, "clock.above", x->s->name,
                      "承诺时限仍在计时，%.*s 到期：不能只中止任务",
                      "the promise runs on and is due %.*s: the duty alone cannot be stopped",
                      SP(decide_due_said(x, x->in->rec->promised)));
}

static struct str reason_of(const struct deciding *x)
{
        const struct value *v = x->s->reason < 0 ? NULL : &x->now->v[x->s->reason];
        return v && v->type == T_TEXT ? v->text : STR_NONE;
}

static enum err check_reason(const struct deciding *x)
{
        if (x->s->reason < 0 || reason_of(x).n) return OK;
        const struct field *f = &x->in->l->fields[x->s->reason];
        return REFUSE(x, ERR_INPUT, "input.required", f->name, "“%.*s”必填", "%.*s is required",
                      SP(label_in(&f->label, f->name, x->in->f->lang)));
}

static enum err stands_still(const struct deciding *x, struct moment since)
{
        return REFUSE(x, ERR_CONFLICT, "clock.held", x->s->name,
                      "时限自 %.*s 起已中止，恢复后才能再办",
                      "the clock has stood still since %.*s", SP(moment_said(x, since)));
}

static enum err hold(struct deciding *x)
{
        const struct rec *r = x->in->rec;
        const struct clock_list *of = &x->s->holds;
        struct moment since = MOMENT_NONE;
        if (!of->clocks && !of->promise) return OK;
        TRY(check_reason(x));
        if (of->promise && moment_is(r->promised) && !moment_is(r->promised_held))
                add(x, 0, CLOCK_HELD)->text = reason_of(x);
        for (size_t i = 0; i < r->duties_n; i++) {
                const struct rduty *d = &r->duties[i];
                if (!meant(x, d, true) || !has_clock(of, d)) continue;
                if (duty_held(d)) since = d->held;
                if (duty_held(d)) continue;
                TRY(check_above(x, d));
                add(x, d->id, CLOCK_HELD)->text = reason_of(x);
        }
        if (x->d->c.clock_n) return OK;
        if (moment_is(since)) return stands_still(x, since);
        return REFUSE(x, ERR_CONFLICT, "clock.none", x->s->name, "没有可中止的时限",
                      "there is no clock that it could stop");
}

static enum err release(struct deciding *x)
{
        const struct rec *r = x->in->rec;
        const struct clock_list *of = &x->s->frees;
        struct due due;
        if (!of->clocks && !of->promise) return OK;
        if (of->promise && moment_is(r->promised_held)) {
                struct edit edit = { .frees = true };
                TRY(reckon_promise(x, &edit, &due));
                struct change_clock *m = add(x, 0, CLOCK_FREED);
                m->at = freed_at(x, r->promised_held);
                put_due(x, m, &due);
        }
        for (size_t i = 0; i < r->duties_n; i++) { /* those above come first */
                const struct rduty *d = &r->duties[i];
                const struct rduty *one = x->about ? x->about : x->duty;
                struct edit edit = { .duty = d->id, .frees = true };
                bool listed = has_clock(of, d) || (one && below(r, d, one));
                if (!duty_held(d) || !meant(x, d, true) || !listed) continue;
                TRY(reckon_duty(x, d, &edit, &due));
                struct change_clock *m = add(x, d->id, CLOCK_FREED);
                m->at = freed_at(x, d->held);
                put_due(x, m, &due);
        }
        if (x->d->c.clock_n) return OK;
        return REFUSE(x, ERR_CONFLICT, "clock.runs", x->s->name, "时限没有中止，无须恢复",
                      "no clock is stopped that it could free");
}

enum err decide_clocks(struct deciding *x)
{
        if (!x->in->rec) return OK;
        TRY(release(x));
        TRY(extend(x));
        return hold(x);
}

/* ---- a year's notice ------------------------------------------------------------------------- */

/* What was told is not moved forward (I7); an office's time is what the calendar says, but it is
 * not made late by a notice that comes after it. */
enum err decide_anew(const struct decide_in *in, const struct rduty *d, struct due *ret)
{
        static const struct step step = { .name = SI("reckon") };
        struct decision none = { .step = -1, .day = day_of(in->now, in->city->zone) };
        struct rec now = *in->rec;
        struct deciding x = { .in = in, .s = &step, .d = &none, .now = &now, .today = none.day };
        struct edit edit = { .duty = d ? d->id : 0 };
        struct due due;
        if (d) TRY(plain_duty(&x, d, &edit, &due));
        else TRY(plain_promise(&x, &edit, &due));
        struct moment was = d ? d->due : now.promised;
        struct moment least = d && in->now.ms < was.ms ? in->now : was;
        if (due.at.ms < least.ms) due.at = was;
        *ret = due;
        return OK;
}

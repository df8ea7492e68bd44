/* open.c: promises and duties: when they are due, who holds them, how they end (design 7). */
#include "loop/decide_in.h"

static struct rec_row row_of(const struct deciding *x)
{
        return (struct rec_row){ .city = x->in->city, .l = x->in->l, .r = x->now };
}

static const struct rule *rule_for(const struct deciding *x, const struct rule *r, size_t n)
{
        struct rec_row row = row_of(x);
        for (size_t i = 0; i < n; i++)
                if (rec_true(x->in->a, r[i].when, &row, OF_RECORD)) return &r[i];
        return NULL;
}

/* A late entry counts from its day, at the same time of day. */
static struct moment start_of(const struct deciding *x)
{
        int64_t back = (int64_t)x->today.v - x->d->day.v;
        return (struct moment){ x->in->now.ms - back * 86400000 };
}

static enum err reckon(const struct deciding *x, struct str what, const struct clock *c,
                       int end_minute, struct due *ret)
{
        struct clock_rules rules = city_clock(x->in->city, end_minute);
        if (clock_due(&rules, c, x->in->now, ret) == OK) return OK;
        return FAULT(x->in->f, ERR_LIMIT, "clock.far", what, "时限超出可计算范围",
                     "the due time lies beyond what can be reckoned");
}

static bool tells_promise(const struct deciding *x)
{
        const struct promise_def *p = &x->in->l->promise;
        if (!p->is) return false;
        return p->from ? (p->from >> x->d->step & 1) != 0 : x->s->enters;
}

enum err decide_promise(struct deciding *x)
{
        if (!tells_promise(x)) return OK;
        const struct promise_def *p = &x->in->l->promise;
        const struct rule *r = rule_for(x, p->rules, p->rules_n);
        if (!r)
                return FAULT(x->in->f, ERR_CONFLICT, "clock.rule", S("promise"),
                             "没有适用的承诺时限规则", "no rule of the promise applies");
        struct clock c = { .start = start_of(x), .within = r->within };
        struct due due;
        TRY(reckon(x, S("promise"), &c, -1, &due));
        struct change *ch = &x->d->c;
        ch->promise = true;
        ch->promised = due.at;
        ch->promised_start = c.start;
        ch->promised_provisional = due.provisional;
        ch->promised_within = allowance_format(x->in->a, r->within, LANG_EN);
        ch->promised_calendar = x->in->city->calendar->version;
        x->now->promised = due.at;
        return OK;
}

void decide_end(struct deciding *x, const struct rduty *u, enum outcome o)
{
        struct change *c = &x->d->c;
        for (size_t i = 0; i < c->end_n; i++)
                if (c->end[i].duty == u->id) return;
        *ARENA_PUSH(x->in->a, c->end, c->end_n, c->end_cap) = (struct change_end){
                .duty = u->id, .outcome = o, .late = x->in->now.ms > u->due.ms
        };
}

static bool ending(const struct deciding *x, int64_t id)
{
        for (size_t i = 0; i < x->d->c.end_n; i++)
                if (x->d->c.end[i].duty == id) return true;
        return false;
}

/* ---- opening ---- */

struct opening {
        const struct duty_def *def;
        int def_index, clock;
        enum under under;
        struct moment start;
        const struct rduty *former; /* of the same kind, whose clock is kept */
};

/* The due time of what the duty lies under: the promise, or the duty of that kind opened last. */
static struct moment parent_due(const struct deciding *x, const struct opening *o)
{
        const struct change *c = &x->d->c;
        const struct rec *r = x->in->rec;
        if (o->under == UNDER_PROMISE) return x->now->promised;
        if (o->under != UNDER_DUTY) return MOMENT_NONE;
        for (size_t i = c->open_n; i-- > 0;)
                if (c->open[i].def == o->def->under_duty) return c->open[i].due;
        for (size_t i = r ? r->duties_n : 0; i-- > 0;)
                if (r->duties[i].def == o->def->under_duty && r->duties[i].outcome == OUT_OPEN &&
                    !ending(x, r->duties[i].id))
                        return r->duties[i].due;
        return MOMENT_NONE;
}

/* due = max(start + at_least, min(start + within, parent's due - reserve)) */
static enum err due_of(const struct deciding *x, const struct opening *o, struct str within,
                       const struct clock *c, struct due *ret)
{
        const struct clock_def *cd = &x->in->l->clocks[o->clock];
        struct clock_rules rules = city_clock(x->in->city, cd->end_minute);
        TRY(reckon(x, within, c, cd->end_minute, ret));
        struct moment parent = parent_due(x, o);
        if (moment_is(parent)) {
                if (o->def->has_take &&
                    clock_before(&rules, parent, o->def->reserve, &parent) != OK)
                        return ERR_LIMIT;
                if (parent.ms < ret->at.ms) ret->at = parent;
        }
        if (!o->def->has_floor) return OK;
        struct clock floor = { .start = o->start, .within = o->def->at_least };
        struct due least;
        TRY(reckon(x, within, &floor, cd->end_minute, &least));
        if (least.at.ms > ret->at.ms) *ret = least;
        return OK;
}

static enum err open_one(struct deciding *x, const struct opening *o, struct str holder, bool lead)
{
        const struct clock_def *cd = &x->in->l->clocks[o->clock];
        const struct rule *r = rule_for(x, cd->rules, cd->rules_n);
        if (!r)
                return FAULT(x->in->f, ERR_CONFLICT, "clock.rule", cd->name, "没有适用的时限规则",
                             "no rule of the clock applies");
        struct clock c = { .start = o->start, .within = r->within };
        struct due due;
        TRY(due_of(x, o, o->def->name, &c, &due));
        if (o->former && x->s->clock != CLOCK_RESTART) {
                due.at = o->former->due;
                due.provisional = o->former->provisional;
                if (x->s->clock == CLOCK_KEEP) c.start = o->former->start;
        }
        struct change *ch = &x->d->c;
        *ARENA_PUSH(x->in->a, ch->open, ch->open_n, ch->open_cap) =
                (struct change_open){ .def = o->def_index,
                                      .holder = holder,
                                      .lead = lead,
                                      .start = c.start,
                                      .due = due.at,
                                      .provisional = due.provisional,
                                      .within = allowance_format(x->in->a, r->within, LANG_EN),
                                      .calendar = x->in->city->calendar->version };
        return OK;
}

/* A step that keeps the clock (`clock: keep`) takes over the time of the duty of the same kind it
 * ends. */
static const struct rduty *former_of(const struct deciding *x, int def)
{
        if (!x->in->rec || x->s->clock == CLOCK_RESTART) return NULL;
        for (size_t i = x->in->rec->duties_n; i-- > 0;)
                if (x->in->rec->duties[i].def == def && ending(x, x->in->rec->duties[i].id))
                        return &x->in->rec->duties[i];
        return NULL;
}

static enum err open_duty(struct deciding *x, const struct step_opens *so)
{
        const struct duty_def *def = &x->in->l->duties[so->duty];
        struct opening o = { .def = def,
                             .def_index = so->duty,
                             .clock = so->clock >= 0 ? so->clock : def->clock,
                             .under = so->under != UNDER_NONE ? so->under : def->under,
                             .start = start_of(x),
                             .former = former_of(x, so->duty) };
        struct rec_row row = row_of(x);
        const struct rel *at = so->holder.kind != REL_NONE ? &so->holder : &def->holder;
        struct str holder = rec_office(&row, at);
        if (holder.n == 0)
                return FAULT(x->in->f, ERR_CONFLICT, "duty.holder", at->name,
                             "任务“%.*s”没有承办单位：请填写“%.*s”",
                             "duty \"%.*s\" has no holder: fill in %.*s",
                             SP(label_in(&def->label, def->name, x->in->f->lang)), SP(at->name));
        TRY(open_one(x, &o, holder, true));
        const struct value *each = def->each >= 0 ? &x->now->v[def->each] : NULL;
        for (size_t i = 0; each && i < each->many_n; i++)
                if (!str_eq(each->many[i], holder)) TRY(open_one(x, &o, each->many[i], false));
        return OK;
}

/* ---- ending ---- */

static bool in_group(const struct rduty *a, const struct rduty *b)
{
        return a->def == b->def && a->round == b->round && a->outcome == OUT_OPEN;
}

/* With this duty ended, is the group it belongs to complete by done_when? */
static bool complete(const struct deciding *x)
{
        const struct duty_def *def = &x->in->l->duties[x->duty->def];
        switch (def->done_when) {
        case DONE_ANY: return true;
        case DONE_LEAD: return x->duty->lead;
        case DONE_ALL:
                for (size_t i = 0; i < x->in->rec->duties_n; i++)
                        if (in_group(&x->in->rec->duties[i], x->duty) &&
                            &x->in->rec->duties[i] != x->duty)
                                return false;
                return true;
        }
        BUG("done_when");
}

static void end_all(struct deciding *x, int def, enum outcome o)
{
        for (size_t i = 0; x->in->rec && i < x->in->rec->duties_n; i++) {
                const struct rduty *u = &x->in->rec->duties[i];
                if (u->outcome == OUT_OPEN && (def < 0 || u->def == def)) decide_end(x, u, o);
        }
}

static void end_declared(struct deciding *x)
{
        for (size_t i = 0; i < x->s->ends_n; i++) {
                const struct step_ends *e = &x->s->ends[i];
                if (x->duty && e->duty == x->duty->def) decide_end(x, x->duty, e->outcome);
        }
}

bool decide_whole(const struct deciding *x)
{
        for (size_t i = 0; x->duty && i < x->s->ends_n; i++)
                if (x->s->ends[i].duty == x->duty->def) return complete(x);
        return true;
}

static enum err open_all(struct deciding *x, bool under_duty)
{
        for (size_t i = 0; i < x->s->opens_n; i++) {
                const struct step_opens *so = &x->s->opens[i];
                enum under under =
                        so->under != UNDER_NONE ? so->under : x->in->l->duties[so->duty].under;
                if ((under == UNDER_DUTY) == under_duty) TRY(open_duty(x, so));
        }
        return OK;
}

enum err decide_duties(struct deciding *x)
{
        bool whole = decide_whole(x);
        if (x->duty) {
                end_declared(x);
                bool ends = ending(x, x->duty->id);
                for (size_t i = 0; ends && whole && i < x->in->rec->duties_n; i++)
                        if (in_group(&x->in->rec->duties[i], x->duty))
                                decide_end(x, &x->in->rec->duties[i], OUT_WITHDRAWN);
        }
        if (!whole) return OK;
        for (size_t i = 0; i < x->s->ends_n; i++)
                if (!x->duty || x->s->ends[i].duty != x->duty->def)
                        end_all(x, x->s->ends[i].duty, x->s->ends[i].outcome);
        int to = x->s->to;
        if (to >= 0 && x->in->l->states[to].kind == KIND_VOID) end_all(x, -1, OUT_WITHDRAWN);
        TRY(open_all(x, false)); /* what others lie under first */
        return open_all(x, true);
}

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
                if ((r[i].until < 0 || x->now->v[r[i].until].type == T_DAY) &&
                    rec_true(x->in->a, r[i].when, &row, OF_RECORD))
                        return &r[i];
        return NULL;
}

/* `until`: so many days from the start on; a day that is past already is the start itself. */
static struct allowance time_of(const struct deciding *x, const struct rule *r, struct moment start)
{
        if (r->until < 0) return r->within;
        int64_t n = x->now->v[r->until].i - day_of(start, x->in->city->zone).v;
        return (struct allowance){ n < 0 ? 0 : (int32_t)n, UNIT_DAYS };
}

struct moment decide_start(const struct deciding *x)
{
        int64_t back = (int64_t)x->today.v - x->d->day.v;
        struct moment begun = moment_at(x->d->day, 0, x->in->city->zone);
        if (x->in->cmd && x->in->cmd->rule)
                return x->in->cmd->rule->fell.ms < begun.ms ? begun : x->in->cmd->rule->fell;
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
        struct clock c = { .start = decide_start(x) };
        struct due due;
        c.within = time_of(x, r, c.start);
        TRY(reckon(x, S("promise"), &c, -1, &due));
        struct change *ch = &x->d->c;
        ch->promise = true;
        ch->promised = due.at;
        ch->promised_start = c.start;
        ch->promised_provisional = due.provisional;
        ch->promised_within = allowance_format(x->in->a, c.within, LANG_EN);
        ch->promised_calendar = x->in->city->calendar->version;
        x->now->promised = due.at;
        return OK;
}

void decide_end(struct deciding *x, const struct rduty *u, enum outcome o)
{
        struct change *c = &x->d->c;
        const struct ruling *k = x->in->cmd ? x->in->cmd->rule : NULL;
        struct moment at = k ? k->fell : x->in->now; /* a timer that was down makes nobody late */
        for (size_t i = 0; i < c->end_n; i++)
                if (c->end[i].duty == u->id) return;
        *ARENA_PUSH(x->in->a, c->end, c->end_n, c->end_cap) =
                (struct change_end){ .duty = u->id, .outcome = o, .late = duty_late_at(u, at) };
}

bool decide_ending(const struct deciding *x, int64_t id)
{
        for (size_t i = 0; i < x->d->c.end_n; i++)
                if (x->d->c.end[i].duty == id) return true;
        return false;
}

/* ---- duties handed down ---- */

/* The duty at whose level the step acts: a review stands for the duty it reviews. */
static const struct rduty *level_of(const struct deciding *x)
{
        if (!x->duty || !str_eq(x->in->l->duties[x->duty->def].name, S("review"))) return x->duty;
        const struct rduty *reviewed =
                x->duty->parent ? rec_duty(x->in->rec, x->duty->parent) : NULL;
        return reviewed ? reviewed : x->duty;
}

bool decide_inner(const struct deciding *x)
{
        const struct rduty *level = level_of(x);
        return level && level->parent != 0;
}

/* Is it the duty `top`, or was it handed down from it? */
static bool within(const struct rec *r, const struct rduty *d, const struct rduty *top)
{
        while (d && d != top) d = d->parent ? rec_duty(r, d->parent) : NULL;
        return d == top;
}

static const struct rduty *above_of(const struct rec *r, const struct rduty *d)
{
        return d->parent ? rec_duty(r, d->parent) : NULL;
}

/* What ends takes what was handed down from it along. */
static void close_below(struct deciding *x)
{
        const struct rec *r = x->in->rec;
        for (size_t i = 0; r && i < r->duties_n; i++) { /* parents have smaller ids */
                const struct rduty *up = above_of(r, &r->duties[i]);
                if (up && r->duties[i].outcome == OUT_OPEN && decide_ending(x, up->id))
                        decide_end(x, &r->duties[i], OUT_WITHDRAWN);
        }
}

/* ---- opening ---- */

struct opening {
        const struct duty_def *def;
        int def_index, clock;
        enum under under;
        struct moment start;
        const struct rduty *former; /* of the same kind, whose clock is kept */
        const struct rduty *parent; /* which it is handed down from, or reviews */
};

/* The due time of what the duty lies under: the promise, or the duty of that kind opened last. */
static struct moment parent_due(const struct deciding *x, const struct opening *o)
{
        const struct change *c = &x->d->c;
        const struct rec *r = x->in->rec;
        if (o->under == UNDER_PROMISE) return x->now->promised;
        if (o->under == UNDER_THIS && o->parent && !duty_stopped(o->parent)) return o->parent->due;
        if (o->under != UNDER_DUTY) return MOMENT_NONE;
        for (size_t i = c->open_n; i-- > 0;)
                if (c->open[i].def == o->def->under_duty) return c->open[i].due;
        for (size_t i = r ? r->duties_n : 0; i-- > 0;)
                if (r->duties[i].def == o->def->under_duty && r->duties[i].parent == 0 &&
                    r->duties[i].outcome == OUT_OPEN && !decide_ending(x, r->duties[i].id))
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
        struct clock c = { .start = o->start, .within = time_of(x, r, o->start) };
        struct due due;
        TRY(due_of(x, o, o->def->name, &c, &due));
        bool takes_over = o->former && x->s->clock != CLOCK_RESTART;
        if (takes_over) {
                due.at = o->former->due;
                due.provisional = o->former->provisional;
                if (x->s->clock == CLOCK_KEEP) c.start = o->former->start;
        }
        struct change *ch = &x->d->c;
        *ARENA_PUSH(x->in->a, ch->open, ch->open_n, ch->open_cap) =
                (struct change_open){ .parent = o->parent ? o->parent->id : 0,
                                      .former = takes_over ? o->former->id : 0,
                                      .def = o->def_index,
                                      .clock = o->clock,
                                      .holder = holder,
                                      .lead = lead,
                                      .start = c.start,
                                      .due = due.at,
                                      .provisional = due.provisional,
                                      .within = allowance_format(x->in->a, c.within, LANG_EN),
                                      .calendar = x->in->city->calendar->version };
        return OK;
}

/* A step that keeps the clock (`clock: keep`) takes over the time of the duty of the same kind it
 * ends. */
static const struct rduty *former_of(const struct deciding *x, int def)
{
        if (!x->in->rec || x->s->clock == CLOCK_RESTART) return NULL;
        for (size_t i = x->in->rec->duties_n; i-- > 0;)
                if (x->in->rec->duties[i].def == def && !x->in->rec->duties[i].parent &&
                    decide_ending(x, x->in->rec->duties[i].id))
                        return &x->in->rec->duties[i];
        return NULL;
}

/* A duty of the kind as the step says, else as declared. */
static struct opening opening_of(const struct deciding *x, int duty, const struct step_opens *so)
{
        const struct duty_def *def = &x->in->l->duties[duty];
        return (struct opening){ .def = def,
                                 .def_index = duty,
                                 .clock = so && so->clock >= 0 ? so->clock : def->clock,
                                 .under = so && so->under != UNDER_NONE ? so->under : def->under,
                                 .start = decide_start(x),
                                 .former = former_of(x, duty) };
}

static enum err open_duty(struct deciding *x, const struct step_opens *so)
{
        const struct duty_def *def = &x->in->l->duties[so->duty];
        struct opening o = opening_of(x, so->duty, so);
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

/* To whom it says, else to the holder of the duty it is about, else to the record's owner. */
static struct str addressee(const struct deciding *x, const struct duty_def *def)
{
        const struct ruling *k = x->in->cmd->rule;
        const struct rduty *about = x->duty ? x->duty : x->about;
        struct rec_row row = row_of(x);
        if (k && k->duty) about = rec_duty(x->in->rec, k->duty);
        if (def->holder.kind != REL_NONE) return rec_office(&row, &def->holder);
        return about ? about->holder : x->now->owner;
}

enum err decide_paper(struct deciding *x)
{
        if (x->s->paper < 0) return OK;
        const struct paper_def *p = &x->in->l->papers[x->s->paper];
        struct change *c = &x->d->c;
        const struct rec *r = x->in->rec; /* a rule's: the paper is of its owner */
        struct str office = x->in->cmd->rule && r ? r->owner : x->d->office;
        *ARENA_PUSH(x->in->a, c->paper, c->paper_n, c->paper_cap) =
                (struct change_paper){ .def = x->s->paper, .office = office };
        if (p->duty < 0) return OK;
        const struct duty_def *def = &x->in->l->duties[p->duty];
        struct opening o = opening_of(x, p->duty, NULL);
        struct str to = addressee(x, def);
        o.former = NULL; /* each has a time of its own */
        /* a rule's that was late in coming: nobody can sign for it before it is there */
        if (x->in->cmd->rule && o.start.ms < x->in->now.ms) o.start = x->in->now;
        if (to.n) return open_one(x, &o, to, true);
        return FAULT(x->in->f, ERR_CONFLICT, "paper.to", def->holder.name,
                     "文书“%.*s”没有送达单位：请填写“%.*s”",
                     "the paper \"%.*s\" has no office to go to: fill in %.*s",
                     SP(label_in(&p->label, p->name, x->in->f->lang)), SP(def->holder.name));
}

/* Down the tree, and no way back: not to whoever has it above, nor twice to the same office. */
static enum err check_handing(const struct deciding *x, const struct rduty *level,
                              struct str holder)
{
        const struct rec *r = x->in->rec;
        size_t depth = 1;
        bool again = false;
        for (const struct rduty *d = level; d; d = above_of(r, d)) {
                again |= str_eq(d->holder, holder);
                depth++;
        }
        for (size_t i = 0; i < r->duties_n; i++)
                again |= r->duties[i].parent == level->id && r->duties[i].def == level->def &&
                         r->duties[i].outcome == OUT_OPEN && str_eq(r->duties[i].holder, holder);
        if (again)
                return FAULT(x->in->f, ERR_CONFLICT, "delegate.again", x->s->name,
                             "“%.*s”已经承担此任务，不能再转给它",
                             "%.*s has this duty already: it cannot be handed down to it again",
                             SP(holder));
        if (depth <= OFFICE_DEPTH_MAX) return OK;
        return FAULT(x->in->f, ERR_CONFLICT, "delegate.deep", x->s->name, "至多转办 %d 级",
                     "a duty is handed down through %d levels at most", OFFICE_DEPTH_MAX);
}

static enum err hand_down(struct deciding *x, const struct step_opens *so)
{
        struct opening o = opening_of(x, so->duty, so);
        struct rec_row row = row_of(x);
        o.former = NULL;
        o.parent = level_of(x);
        row.duty = x->duty;
        struct str holder = rec_office(&row, &so->holder);
        if (holder.n == 0)
                return FAULT(x->in->f, ERR_CONFLICT, "duty.holder", so->holder.name,
                             "没有写明转给哪个单位：请填写“%.*s”",
                             "it does not say to whom it is handed down: fill in %.*s",
                             SP(so->holder.name));
        if (o.parent->outcome != OUT_OPEN || decide_ending(x, o.parent->id))
                return FAULT(x->in->f, ERR_CONFLICT, "delegate.ended", x->s->name,
                             "任务已经结束，不能转办",
                             "the duty has ended: it cannot be handed down");
        TRY(check_handing(x, o.parent, holder));
        return open_one(x, &o, holder, true);
}

/* The end of a duty handed down goes back to whoever handed it down. */
static enum err open_reviews(struct deciding *x)
{
        const struct rec *r = x->in->rec;
        const struct rduty *level = level_of(x);
        int review = ledger_duty(x->in->l, S("review"));
        if (!level || !level->parent || !decide_ending(x, level->id)) return OK;
        const struct rduty *up = above_of(r, level);
        if (!up || review < 0 || up->outcome != OUT_OPEN || decide_ending(x, up->id)) return OK;
        struct opening o = opening_of(x, review, NULL);
        o.former = NULL;
        o.parent = up;
        return open_one(x, &o, up->holder, true);
}

/* ---- ending ---- */

static bool in_group(const struct rduty *a, const struct rduty *b)
{
        return a->def == b->def && a->round == b->round && a->parent == b->parent &&
               a->outcome == OUT_OPEN;
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

/* What was handed down is not ended by name: it ends with what it lies under. */
static bool on_top(const struct deciding *x, const struct rduty *u)
{
        struct deciding y = *x;
        y.duty = u;
        return !decide_inner(&y);
}

static void end_all(struct deciding *x, int def, enum outcome o)
{
        for (size_t i = 0; x->in->rec && i < x->in->rec->duties_n; i++) {
                const struct rduty *u = &x->in->rec->duties[i];
                if (u->outcome == OUT_OPEN && (def < 0 || (u->def == def && on_top(x, u))))
                        decide_end(x, u, o);
        }
}

static void end_open(struct deciding *x, const struct rduty *u, enum outcome o)
{
        if (u->outcome == OUT_OPEN) decide_end(x, u, o);
}

/* On a duty handed down, or its review, the step ends what stands at that level and below. */
static void end_level(struct deciding *x)
{
        const struct rec *r = x->in->rec;
        const struct rduty *level = level_of(x);
        for (size_t i = 0; i < x->s->ends_n; i++) {
                const struct step_ends *e = &x->s->ends[i];
                if (e->duty == level->def) end_open(x, level, e->outcome);
                for (size_t k = 0; k < r->duties_n; k++)
                        if (r->duties[k].def == e->duty && e->duty != x->duty->def &&
                            e->duty != level->def && within(r, &r->duties[k], level))
                                end_open(x, &r->duties[k], e->outcome);
        }
}

/* ---- the duty follows its fields ---- */

/* The offices that hold duties of the kind by the fields of the image: the first is the lead. */
struct held_by {
        struct str *v;
        size_t n;
};

static struct held_by holders_of(const struct deciding *x, const struct rec *r,
                                 const struct duty_def *def)
{
        struct rec_row row = { .city = x->in->city, .l = x->in->l, .r = r };
        const struct value *each = def->each >= 0 ? &r->v[def->each] : NULL;
        size_t many = each ? each->many_n : 0;
        struct held_by h = { ARENA_NEW(x->in->a, struct str, many + 1), 1 };
        h.v[0] = rec_office(&row, &def->holder);
        for (size_t i = 0; i < many; i++)
                if (!str_eq(each->many[i], h.v[0])) h.v[h.n++] = each->many[i];
        return h;
}

static bool same_holders(const struct held_by *a, const struct held_by *b)
{
        if (a->n != b->n) return false;
        for (size_t i = 0; i < a->n; i++)
                if (!str_eq(a->v[i], b->v[i])) return false;
        return true;
}

static bool holds_still(const struct rduty *d, const struct held_by *h)
{
        for (size_t i = 0; i < h->n; i++)
                if (d->lead == (i == 0) && str_eq(d->holder, h->v[i])) return true;
        return false;
}

/* A ruling that moves an office moves its duty: it ends as returned and begins with the new one,
 * unless the step says itself what ends and opens. */
static enum err follow_fields(struct deciding *x)
{
        const struct rec *r = x->in->rec;
        const struct rduty *u = x->about;
        if (!u || u->parent || u->outcome != OUT_OPEN || decide_ending(x, u->id)) return OK;
        for (size_t i = 0; i < x->s->opens_n; i++)
                if (x->s->opens[i].duty == u->def) return OK;
        const struct duty_def *def = &x->in->l->duties[u->def];
        if (def->paper >= 0) return OK; /* it stays with whom it was issued to */
        struct held_by before = holders_of(x, r, def), after = holders_of(x, x->now, def);
        if (same_holders(&before, &after) || after.v[0].n == 0) return OK;
        for (size_t i = 0; i < r->duties_n; i++)
                if (in_group(&r->duties[i], u) && !holds_still(&r->duties[i], &after))
                        decide_end(x, &r->duties[i], OUT_RETURNED);
        struct opening o = opening_of(x, u->def, NULL);
        for (size_t i = 0; i < after.n; i++) {
                bool has = false;
                for (size_t k = 0; k < r->duties_n; k++)
                        has |= in_group(&r->duties[k], u) && !decide_ending(x, r->duties[k].id) &&
                               str_eq(r->duties[k].holder, after.v[i]);
                if (!has) TRY(open_one(x, &o, after.v[i], i == 0));
        }
        return OK;
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
        if (decide_inner(x)) return false;
        for (size_t i = 0; x->duty && i < x->s->ends_n; i++)
                if (x->s->ends[i].duty == x->duty->def) return complete(x);
        return true;
}

static enum err hand_all_down(struct deciding *x)
{
        for (size_t i = 0; i < x->s->opens_n; i++)
                if (x->s->opens[i].under == UNDER_THIS) TRY(hand_down(x, &x->s->opens[i]));
        return OK;
}

static enum err open_all(struct deciding *x, bool under_duty)
{
        for (size_t i = 0; i < x->s->opens_n; i++) {
                const struct step_opens *so = &x->s->opens[i];
                if (so->under == UNDER_THIS) continue;
                enum under under =
                        so->under != UNDER_NONE ? so->under : x->in->l->duties[so->duty].under;
                if ((under == UNDER_DUTY) == under_duty) TRY(open_duty(x, so));
        }
        return OK;
}

/* The duty acted on ends, and when its group is complete the others of it. */
static void end_acted(struct deciding *x, bool whole)
{
        if (!x->duty) return;
        end_declared(x);
        bool ends = decide_ending(x, x->duty->id);
        bool group = ends && whole && x->s->on_paper < 0; /* each paper is answered by itself */
        for (size_t i = 0; group && i < x->in->rec->duties_n; i++)
                if (in_group(&x->in->rec->duties[i], x->duty))
                        decide_end(x, &x->in->rec->duties[i], OUT_WITHDRAWN);
}

static enum err duties_inner(struct deciding *x)
{
        end_level(x);
        close_below(x);
        TRY(hand_all_down(x));
        return open_reviews(x);
}

enum err decide_duties(struct deciding *x)
{
        bool whole = decide_whole(x);
        end_acted(x, whole);
        if (decide_inner(x)) return duties_inner(x);
        if (!whole) {
                close_below(x);
                return OK;
        }
        for (size_t i = 0; i < x->s->ends_n; i++)
                if (!x->duty || x->s->ends[i].duty != x->duty->def)
                        end_all(x, x->s->ends[i].duty, x->s->ends[i].outcome);
        int to = x->s->to;
        if (to >= 0 && x->in->l->states[to].kind == KIND_VOID) end_all(x, -1, OUT_WITHDRAWN);
        TRY(follow_fields(x));
        close_below(x);
        TRY(hand_all_down(x));
        TRY(open_all(x, false)); /* what others lie under first */
        return open_all(x, true);
}

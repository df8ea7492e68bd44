/* apply.c: the image of a record after an event: live and replay go through rec_apply. */
#include "view/change.h"

static void apply_duties(struct arena *a, struct rec *r, const struct event *e,
                         const struct change *c)
{
        for (size_t i = 0; i < c->end_n; i++) {
                struct rduty *d = rec_duty(r, c->end[i].duty);
                if (!d || d->outcome != OUT_OPEN) continue;
                d->outcome = c->end[i].outcome;
                d->late = c->end[i].late;
                d->ended = e->day;
                d->ended_at = e->at;
                d->ended_seq = e->seq;
        }
        for (size_t i = 0; i < c->hand_n; i++) {
                struct rduty *d = rec_duty(r, c->hand[i].duty);
                if (d && d->outcome == OUT_OPEN) d->holder = c->hand[i].holder;
        }
        for (size_t i = 0; i < c->reopen_n; i++) {
                struct rduty *d = rec_duty(r, c->reopen[i]);
                if (!d) continue;
                d->outcome = OUT_OPEN;
                d->late = false;
                d->ended = DAY_NONE;
                d->ended_at = MOMENT_NONE;
                d->ended_seq = -1;
        }
        for (size_t i = 0; i < c->open_n; i++) {
                const struct change_open *o = &c->open[i];
                *ARENA_PUSH(a, r->duties, r->duties_n, r->duties_cap) =
                        (struct rduty){ .id = o->duty,
                                        .parent = o->parent,
                                        .former = o->former,
                                        .def = o->def,
                                        .clock = o->clock,
                                        .held = MOMENT_NONE,
                                        .else_due = MOMENT_NONE,
                                        .holder = o->holder,
                                        .round = r->round,
                                        .lead = o->lead,
                                        .start = o->start,
                                        .due = o->due,
                                        .provisional = o->provisional,
                                        .within = o->within,
                                        .calendar = o->calendar,
                                        .outcome = OUT_OPEN,
                                        .opened = e->day,
                                        .ended = DAY_NONE,
                                        .ended_at = MOMENT_NONE,
                                        .opened_seq = e->seq,
                                        .ended_seq = -1 };
        }
}

/* ---- acts ---- */

static struct ract *add_act(struct arena *a, struct rec *r, const struct event *e, enum act kind)
{
        struct ract *x = ARENA_PUSH(a, r->acts, r->acts_n, r->acts_cap);
        *x = (struct ract){ .kind = kind,
                            .seq = e->seq,
                            .done = -1,
                            .round = r->round,
                            .step = -1,
                            .at = e->at,
                            .until = MOMENT_NONE,
                            .due = MOMENT_NONE };
        return x;
}

/* The due time that a clock's move has led to. */
static void take_due(struct rec *r, const struct change_clock *m)
{
        struct rduty *d = m->duty ? rec_duty(r, m->duty) : NULL;
        if (d) {
                d->due = m->due;
                d->provisional = m->provisional;
                d->calendar = m->calendar;
        } else if (!m->duty) {
                r->promised = m->due;
                r->promised_provisional = m->provisional;
                r->promised_calendar = m->calendar;
        }
}

static void apply_clock(struct arena *a, struct rec *r, const struct event *e,
                        const struct change_clock *m)
{
        if (m->move == CLOCK_FREED) {
                for (size_t i = 0; i < r->acts_n; i++) {
                        struct ract *x = &r->acts[i];
                        if (x->kind != ACT_HELD || x->duty != m->duty || x->done >= 0) continue;
                        x->done = e->seq;
                        x->until = m->at;
                }
        } else if (m->move != CLOCK_ANEW) {
                struct ract *x = add_act(a, r, e, m->move == CLOCK_HELD ? ACT_HELD : ACT_MORE);
                x->duty = m->duty;
                x->at = m->at;
                x->text = m->text;
        }
        if (m->move != CLOCK_HELD) take_due(r, m);
}

static void apply_settled(struct rec *r, const struct event *e, const struct change *c)
{
        for (size_t i = 0; i < c->answer_n; i++) {
                struct ract *x = rec_asked(r, c->answer[i]);
                if (x) x->done = e->seq;
        }
        for (size_t i = 0; c->undoes && i < r->acts_n; i++) {
                struct ract *x = &r->acts[i];
                if (x->done == c->undoes) x->done = -1;
                if (x->seq == c->undoes) x->done = e->seq;
        }
        struct ract *raised = c->raises ? rec_asked(r, c->raises) : NULL;
        if (!raised) return;
        raised->until = c->ask.until;
        raised->text = c->ask.office;
}

static void apply_acts(struct arena *a, const struct ledger *l, struct rec *r,
                       const struct event *e, const struct change *c)
{
        bool news = c->clock_n || c->answer_n || c->ask.is || c->counts || c->bar_n || c->undoes ||
                    c->raises;
        if (!news && r->acts_n == 0) return;
        apply_settled(r, e, c);
        for (size_t i = 0; i < c->clock_n; i++) apply_clock(a, r, e, &c->clock[i]);
        if (c->ask.is) {
                struct ract *x = add_act(a, r, e, ACT_ASKED);
                x->duty = e->duty;
                x->step = ledger_step(l, e->step);
                x->until = c->ask.until;
                x->due = c->ask.due;
                x->text = c->ask.office;
        }
        if (c->counts) {
                struct ract *x = add_act(a, r, e, ACT_TAKEN);
                x->duty = e->duty;
                x->step = ledger_step(l, e->step);
        }
        for (size_t i = 0; i < c->bar_n; i++) add_act(a, r, e, ACT_BARRED)->step = c->bar[i];
        rec_settle(r);
}

void rec_apply(struct arena *a, const struct ledger *l, struct rec *r, const struct event *e,
               const struct change *c)
{
        if (c->reveals.n) return; /* nobody who filled in a form meanwhile has to look again */
        if (c->enters) {
                rec_init(r, a, l);
                r->id = e->record;
                r->number = c->number;
                r->owner = c->owner;
                r->entered = e->day;
                r->process = e->version;
                r->batch = e->batch;
        }
        for (size_t i = 0; i < c->set_n; i++) r->v[c->set[i].field] = c->set[i].value;
        if (c->state >= 0) r->state = c->state;
        if (c->owner.n) r->owner = c->owner;
        if (c->round) r->round = c->round;
        if (c->parent) r->parent = c->parent;
        if (c->promise) {
                r->promised = c->promised;
                r->promised_start = c->promised_start;
                r->promised_provisional = c->promised_provisional;
                r->promised_within = c->promised_within;
                r->promised_calendar = c->promised_calendar;
        }
        apply_duties(a, r, e, c);
        apply_acts(a, l, r, e, c);
        for (size_t i = 0; i < c->paper_n; i++)
                *ARENA_PUSH(a, r->papers, r->papers_n, r->papers_cap) =
                        (struct rpaper){ .id = c->paper[i].id,
                                         .def = c->paper[i].def,
                                         .number = c->paper[i].number,
                                         .office = c->paper[i].office,
                                         .day = e->day,
                                         .seq = e->seq };
        r->version = e->seq;
        r->last_day = e->day;
}

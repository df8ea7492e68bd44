/* decide_asks.c: whose turn it is: limits of a step, requests and their answers, what an answer
 * bars, what silence means, who is told. */
#include "loop/decide_in.h"
#include "view/sight.h"

#define REFUSE(x, e, code, where, ...) FAULT((x)->in->f, e, code, where, __VA_ARGS__)

static struct str step_label(const struct deciding *x, int step)
{
        const struct step *s = &x->in->l->steps[step];
        return label_in(&s->label, s->name, x->in->f->lang);
}

static struct str moment_said(const struct deciding *x, struct moment m)
{
        char text[40];
        return str_dup(x->in->a, moment_short(m, x->in->city->zone, text));
}

static struct str day_said(const struct deciding *x, struct moment m)
{
        char text[16];
        return str_dup(x->in->a, day_format(day_of(m, x->in->city->zone), text));
}

/* ---- requests -------------------------------------------------------------------------------- */

static const struct step_asks *asks_of(const struct ledger *l, const struct ract *act)
{
        return &l->steps[act->step].asks;
}

static bool waits(const struct ract *act)
{
        return act->kind == ACT_ASKED && act->done < 0;
}

static bool lapsed(const struct ledger *l, const struct ract *act, struct moment now)
{
        return waits(act) && asks_of(l, act)->silent && moment_is(act->until) &&
               now.ms > act->until.ms;
}

void decide_find(struct deciding *x)
{
        const struct decide_in *in = x->in;
        bool timer = x->s->builtin == STEP_LAPSE;
        for (size_t i = 0; in->rec && (timer || x->s->answers) && i < in->rec->acts_n; i++) {
                const struct ract *act = &in->rec->acts[i];
                if (!waits(act) || (in->cmd->asked && in->cmd->asked != act->seq)) continue;
                if (timer ? !lapsed(in->l, act, in->now) : !(x->s->answers >> act->step & 1))
                        continue;
                x->asked = act;
                x->about = rec_duty(in->rec, act->duty);
                break;
        }
        if (!x->asked || in->cmd->who.via != VIA_TIMER) return;
        x->silent = lapsed(in->l, x->asked, in->now) &&
                    asks_of(in->l, x->asked)->silent_step == x->d->step;
}

static enum err check_answers(const struct deciding *x)
{
        const struct ledger *l = x->in->l;
        struct str what = STR_NONE;
        if (x->asked) return OK;
        if (x->s->builtin == STEP_LAPSE)
                return REFUSE(x, ERR_CONFLICT, "lapse.none", x->s->name, "没有逾期未答复的请求",
                              "no request has gone unanswered past its time");
        if (!x->s->answers) return OK;
        for (size_t i = 0; i < l->steps_n; i++)
                if (x->s->answers >> i & 1)
                        what = str_printf(x->in->a, "%.*s%s%.*s", SP(what),
                                          what.n ? x->in->f->lang == LANG_ZH ? "、" : ", " : "",
                                          SP(step_label(x, (int)i)));
        return REFUSE(x, ERR_CONFLICT, "answers.none", x->s->name,
                      "没有待答复的请求（%.*s），不能办理“%.*s”",
                      "there is no open request (%.*s) for \"%.*s\" to answer", SP(what),
                      SP(step_label(x, x->d->step)));
}

/* The rights of a step on the very duty asked about. */
enum err decide_answerer(struct deciding *x)
{
        const struct decide_in *in = x->in;
        if (!in->rec) return decide_rights(x);
        TRY(check_answers(x));
        if (!x->about || x->s->on == ON_DUTY || x->about->outcome != OUT_OPEN)
                return decide_rights(x);
        struct step on_it = *x->s;
        struct rec one = *in->rec;
        struct rduty duty = *x->about;
        struct decide_in only = *in;
        struct deciding y = *x;
        on_it.on = ON_DUTY;
        on_it.on_duty = duty.def;
        one.duties = &duty;
        one.duties_n = 1;
        only.rec = &one;
        y.s = &on_it;
        y.in = &only;
        enum err e = decide_rights(&y);
        x->d->duty = 0;
        return e;
}

/* The same has been asked already, and waits. */
static enum err check_asked(const struct deciding *x)
{
        const struct rec *r = x->in->rec;
        int64_t duty = x->duty ? x->duty->id : 0;
        for (size_t i = 0; i < r->acts_n; i++) {
                const struct ract *act = &r->acts[i];
                if (!waits(act) || act->step != x->d->step || act->duty != duty) continue;
                return REFUSE(x, ERR_CONFLICT, "asks.open", x->s->name,
                              "“%.*s”已于 %.*s 提出，等待%.*s答复，期限：%.*s",
                              "\"%.*s\" was asked on %.*s and waits for %.*s to answer, until "
                              "%.*s",
                              SP(step_label(x, x->d->step)), SP(moment_said(x, act->at)),
                              SP(decide_answerer_said(x, act)), SP(decide_due_said(x, act->until)));
        }
        return OK;
}

static enum err check_before(const struct deciding *x)
{
        if (!x->s->asks.before_due || !duty_late_at(x->duty, x->in->now)) return OK;
        return REFUSE(x, ERR_CONFLICT, "asks.before", x->s->name, "“%.*s”须在到期（%.*s）前提出",
                      "\"%.*s\" had to be asked before the duty was due (%.*s)",
                      SP(step_label(x, x->d->step)), SP(decide_due_said(x, duty_judged(x->duty))));
}

/* ---- limits and bars ------------------------------------------------------------------------- */

static enum err limit_refused(const struct deciding *x, const char *code, struct str why)
{
        struct str say = label_in(&x->s->say, STR_NONE, x->in->f->lang);
        return REFUSE(x, ERR_CONFLICT, code, x->s->name, "“%.*s”%.*s%s%.*s", "\"%.*s\" %.*s%s%.*s",
                      SP(step_label(x, x->d->step)), SP(why),
                      say.n ? x->in->f->lang == LANG_ZH ? "：" : ": " : "", SP(say));
}

/* From when a limit's time counts: the duty's start, or the round's promise, or the day it was
 * entered. */
static struct moment limit_start(const struct deciding *x)
{
        const struct rec *r = x->in->rec;
        if (x->duty) return x->duty->start;
        if (moment_is(r->promised_start)) return r->promised_start;
        return moment_at(r->entered, 1440, x->in->city->zone);
}

static enum err check_limit(const struct deciding *x)
{
        const struct step_limit *lim = &x->s->limit;
        const struct rec *r = x->in->rec;
        int64_t duty = x->duty ? x->duty->id : 0, times = 0;
        bool zh = x->in->f->lang == LANG_ZH;
        if (!lim->is) return OK;
        for (size_t i = 0; i < r->acts_n; i++) {
                const struct ract *act = &r->acts[i];
                times += act->kind == ACT_TAKEN && act->done < 0 && act->step == x->d->step &&
                         act->round == r->round && act->duty == duty;
        }
        if (lim->times && times >= lim->times)
                return limit_refused(x, "limit.times",
                                     str_printf(x->in->a,
                                                zh ? "至多办理%" PRId64 "次，已经办满"
                                                   : "can be taken %" PRId64
                                                     " times at most, and was",
                                                lim->times));
        if (!lim->has_within) return OK;
        struct clock c = { .start = limit_start(x), .within = lim->within };
        struct clock_rules rules = city_clock(x->in->city, -1);
        struct due due;
        if (clock_due(&rules, &c, x->in->now, &due) != OK || x->in->now.ms <= due.at.ms) return OK;
        return limit_refused(x, "limit.within",
                             str_printf(x->in->a,
                                        zh ? "只能在 %.*s 前办理" : "was possible only until %.*s",
                                        SP(decide_due_said(x, due.at))));
}

static enum err check_bars(const struct deciding *x)
{
        const struct rec *r = x->in->rec;
        for (size_t i = 0; i < r->acts_n; i++) {
                const struct ract *act = &r->acts[i];
                if (act->kind != ACT_BARRED || act->done >= 0 || act->step != x->d->step ||
                    act->round != r->round)
                        continue;
                return REFUSE(x, ERR_CONFLICT, "step.barred", x->s->name,
                              "%.*s 已作裁定，此后不能再办理“%.*s”",
                              "it was ruled on %.*s that \"%.*s\" cannot be taken any more",
                              SP(day_said(x, act->at)), SP(step_label(x, x->d->step)));
        }
        return OK;
}

enum err decide_turn(struct deciding *x)
{
        if (!x->in->rec) return OK;
        if (x->in->rec->acts_n) TRY(check_bars(x));
        if (x->s->asks.is) TRY(check_asked(x));
        TRY(check_limit(x));
        return x->s->asks.is && x->duty ? check_before(x) : OK;
}

/* ---- results --------------------------------------------------------------------------------- */

struct str decide_above(const struct deciding *x, struct str code)
{
        const struct offices *o = x->in->city->offices;
        int up[OFFICE_DEPTH_MAX], i = code.n ? office_find(o, code) : -1;
        if (i < 0 || office_above(o, i, x->d->day, up) < 2) return STR_NONE;
        return o->o[up[1]].code;
}

/* An office by its relation to the record, or to the duty acted on or asked about. */
static struct str office_of(const struct deciding *x, const struct rel *at)
{
        const struct rduty *duty = x->duty ? x->duty : x->about;
        struct rec_row row = { .city = x->in->city, .l = x->in->l, .r = x->now, .duty = duty };
        if (at->kind == REL_NONE) return x->now->owner;
        if (at->kind == REL_ABOVE) return decide_above(x, duty ? duty->holder : x->now->owner);
        return rec_office(&row, at);
}

static enum err reckon_until(const struct deciding *x, struct moment start, struct moment *ret)
{
        struct clock c = { .start = start, .within = x->s->asks.within };
        struct clock_rules rules = city_clock(x->in->city, -1);
        struct due due;
        if (x->s->builtin == STEP_LAPSE) c.within = asks_of(x->in->l, x->asked)->within;
        if (clock_due(&rules, &c, x->in->now, &due) != OK)
                return REFUSE(x, ERR_LIMIT, "clock.far", x->s->name, "时限超出可计算范围",
                              "the due time lies beyond what can be reckoned");
        *ret = due.at;
        return OK;
}

/* Silence speaks when the answer's own time is over, or when the duty is due. */
static enum err ask(struct deciding *x)
{
        const struct step_asks *asks = &x->s->asks;
        struct change_ask *a = &x->d->c.ask;
        if (!asks->is) return OK;
        *a = (struct change_ask){ .is = true, .until = MOMENT_NONE, .due = MOMENT_NONE };
        for (size_t i = 0; i < asks->by_n && a->office.n == 0; i++)
                if (asks->by[i].role != ROLE_REQUESTER && asks->by[i].role != ROLE_TIMER)
                        a->office = office_of(x, &asks->by[i].at);
        if (asks->silent == SILENT_NONE) return OK;
        if (asks->has_within) TRY(reckon_until(x, decide_start(x), &a->until));
        else if (x->duty) a->until = x->duty->due;
        if (moment_is(a->until) && a->until.ms < x->in->now.ms) a->until = x->in->now;
        if (asks->silent != SILENT_GRANT || !x->duty) return OK;
        return decide_extended(x, &x->in->l->steps[asks->silent_step], x->duty, &a->due);
}

static void settle(struct deciding *x, int64_t seq)
{
        struct change *c = &x->d->c;
        for (size_t i = 0; i < c->answer_n; i++)
                if (c->answer[i] == seq) return;
        *ARENA_PUSH(x->in->a, c->answer, c->answer_n, c->answer_cap) = seq;
}

/* What is asked about a duty that ends, or of a record that becomes void, needs no answer. */
static void settle_idle(struct deciding *x)
{
        const struct rec *r = x->in->rec;
        int to = x->d->c.state;
        bool gone = to >= 0 && x->in->l->states[to].kind == KIND_VOID;
        for (size_t i = 0; r && i < r->acts_n; i++)
                if (waits(&r->acts[i]) &&
                    (gone || (r->acts[i].duty && decide_ending(x, r->acts[i].duty))))
                        settle(x, r->acts[i].seq);
}

/* Nobody answered: the request is refused, or it goes a level up and waits there. */
static enum err lapse(struct deciding *x)
{
        const struct step_asks *asks = asks_of(x->in->l, x->asked);
        struct change *c = &x->d->c;
        switch (asks->silent) {
        case SILENT_NONE: return OK;
        case SILENT_REFUSE:
        case SILENT_GRANT:
                if (asks->silent_step < 0) {
                        settle(x, x->asked->seq);
                        return OK;
                }
                return REFUSE(x, ERR_CONFLICT, "lapse.step", x->s->name,
                              "无人答复时应自动办理“%.*s”", "silence is the step \"%.*s\" here",
                              SP(step_label(x, asks->silent_step)));
        case SILENT_ESCALATE: break;
        }
        struct str above = decide_above(x, x->asked->text);
        bool further = above.n && decide_above(x, above).n;
        c->raises = x->asked->seq;
        c->ask = (struct change_ask){ .office = above.n ? above : x->asked->text,
                                      .until = MOMENT_NONE,
                                      .due = MOMENT_NONE };
        return further && asks->has_within ? reckon_until(x, x->asked->until, &c->ask.until) : OK;
}

enum err decide_asks(struct deciding *x)
{
        struct change *c = &x->d->c;
        c->counts = x->s->limit.is;
        TRY(ask(x));
        settle_idle(x);
        if (x->s->builtin == STEP_LAPSE) return lapse(x);
        if (x->asked) settle(x, x->asked->seq);
        for (size_t i = 0; x->s->bars && i < x->in->l->steps_n; i++)
                if (x->s->bars >> i & 1)
                        *ARENA_PUSH(x->in->a, c->bar, c->bar_n, c->bar_cap) = (int)i;
        return OK;
}

/* What a duty handed down does is not told to the requester. */
void decide_tells(struct deciding *x)
{
        struct change *c = &x->d->c;
        for (size_t i = 0; i < x->s->tell_n; i++) {
                const struct tell *t = &x->s->tell[i];
                bool requester = t->rel.kind == REL_NONE;
                struct str to = requester ? S("requester") : office_of(x, &t->rel);
                if (to.n == 0 || (requester && decide_inner(x))) continue;
                *ARENA_PUSH(x->in->a, c->tell, c->tell_n, c->tell_cap) = (struct change_tell){
                        to, t->text, sight_code_recused(x->in->city, x->in->l, x->now, to)
                };
        }
}

/* ---- the timer's work ------------------------------------------------------------------------ */

static int by_fell(const void *a, const void *b)
{
        const struct lapse *x = a, *y = b;
        if (x->fell.ms != y->fell.ms) return x->fell.ms < y->fell.ms ? -1 : 1;
        return x->asked < y->asked ? -1 : x->asked > y->asked;
}

struct lapses decide_lapses(struct arena *a, const struct city *c, const struct ledger *l,
                            const struct rec *r, struct moment now)
{
        struct lapse *v = ARENA_NEW(a, struct lapse, r->acts_n);
        size_t n = 0;
        for (size_t i = 0; i < r->acts_n; i++) {
                const struct ract *act = &r->acts[i];
                if (!lapsed(l, act, now)) continue;
                int step = asks_of(l, act)->silent_step;
                struct day day = day_of(act->until, c->zone);
                if (step < 0) step = ledger_step(l, S("lapse"));
                if (day.v < r->last_day.v) day = r->last_day;
                v[n++] = (struct lapse){ act->seq, step, act->until, day };
        }
        if (n) qsort(v, n, sizeof *v, by_fell);
        return (struct lapses){ v, n };
}

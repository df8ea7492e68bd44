/* decide_rules.c: what happens by itself: a rule opens a duty, issues a paper, or takes a step. Its
 * right is the rule's own: nobody's post is asked for. */
#include "view/ruled.h"

#include "loop/decide_in.h"

#define REFUSE(x, e, code, where, ...) FAULT((x)->in->f, e, code, where, __VA_ARGS__)

/* The duty a rule is about, or for a step on another kind the open one opened first. */
static enum err find_duty(struct deciding *x)
{
        const struct rec *r = x->in->rec;
        const struct ruling *k = x->in->cmd->rule;
        const struct rduty *found = NULL;
        for (size_t i = r->duties_n; i-- > 0;) {
                const struct rduty *u = &r->duties[i];
                if (u->outcome != OUT_OPEN || u->def != x->s->on_duty) continue;
                if (!found || found->id != k->duty) found = u;
        }
        if (!found)
                return REFUSE(x, ERR_CONFLICT, "duty.none", x->s->name, "没有未完成的任务“%.*s”",
                              "there is no open duty \"%.*s\"",
                              SP(x->in->l->duties[x->s->on_duty].name));
        x->duty = found;
        x->d->duty = found->id;
        return OK;
}

/* The lapse it goes by must have been noted first; that is tried again. */
static enum err check_lapsed(struct deciding *x)
{
        const struct ruling *k = x->in->cmd->rule;
        for (size_t i = 0; i < x->in->rec->acts_n; i++) {
                const struct ract *act = &x->in->rec->acts[i];
                if (act->kind != ACT_ASKED || act->seq != x->in->cmd->asked || act->done >= 0 ||
                    act->until.ms != k->fell.ms)
                        continue;
                return REFUSE(x, ERR_BUSY, "rule.lapse", k->def->name, "请求尚未记为逾期",
                              "the request has not lapsed yet");
        }
        return OK;
}

/* It is made for a record that fits; those made for one that does not any more are gone. */
static enum err check_made(struct deciding *x)
{
        const struct ruling *k = x->in->cmd->rule;
        const struct rec *r = x->in->source;
        bool fits = r && rule_wants(x->in->a, x->in->city, k->def, r, NULL);
        if (fits == x->s->enters) return OK;
        return REFUSE(x, ERR_CONFLICT, "rule.idle", k->def->name, "规则“%.*s”对该记录没有要办的事",
                      "rule %.*s has nothing to do for this record", SP(k->def->name));
}

/* What it is about may have changed since it was found. */
enum err decide_rule_right(struct deciding *x)
{
        const struct ruling *k = x->in->cmd->rule;
        if (k->def->makes.ledger >= 0) return check_made(x);
        const struct rduty *d = k->duty ? rec_duty(x->in->rec, k->duty) : NULL;
        if (k->def->when == RULE_LAPSE) TRY(check_lapsed(x));
        if ((k->duty && !d) || !rule_wants(x->in->a, x->in->city, k->def, x->in->rec, d))
                return REFUSE(x, ERR_CONFLICT, "rule.idle", k->def->name,
                              "规则“%.*s”对该记录没有要办的事",
                              "rule %.*s has nothing to do for this record", SP(k->def->name));
        return x->s->on == ON_DUTY ? find_duty(x) : OK;
}

/* Without a step of the ledger: the event is named `rule`. */
enum err decide_rule(struct deciding *x)
{
        const struct ruling *k = x->in->cmd->rule;
        struct step_opens *opens = ARENA_NEW(x->in->a, struct step_opens, 1);
        struct step *step = ARENA_NEW(x->in->a, struct step, 1);
        *opens = (struct step_opens){ .duty = k->def->opens, .clock = -1 };
        *step = (struct step){ .name = S("rule"),
                               .on = ON_RECORD,
                               .on_duty = -1,
                               .on_paper = -1,
                               .to = -1,
                               .opens = opens,
                               .opens_n = k->def->opens >= 0,
                               .paper = k->def->paper,
                               .reason = -1 };
        x->s = step;
        x->d->c.rule = (struct change_rule){ k->def->key, k->at, k->refused };
        TRY(decide_day(x));
        if (k->refused.n) return OK;
        TRY(decide_rule_right(x));
        TRY(decide_duties(x));
        return decide_paper(x);
}

/* ledger_check.c: what only the whole of a ledger shows: that every state can be reached, every
 * step can be taken, every duty begins and ends. Retired steps count: records went their way. */
#include "city/ledger_in.h"

static uint64_t bit(int i)
{
        return i < 0 ? 0 : UINT64_C(1) << i;
}

/* ---- states ---------------------------------------------------------------------------------- */

/* States in which a record can begin: by a step that enters it, or by import. */
static uint64_t first_states(const struct ledger *l)
{
        uint64_t reached = 0;
        for (size_t i = 0; i < l->steps_n; i++)
                if (l->steps[i].enters) reached |= bit(l->steps[i].to);
        for (size_t i = 0; i < l->import.states_n; i++) reached |= bit(l->import.state_to[i]);
        return reached;
}

static uint64_t reached_states(const struct ledger *l)
{
        uint64_t reached = first_states(l), before;
        do {
                before = reached;
                for (size_t i = 0; i < l->steps_n; i++)
                        if (l->steps[i].from & reached) reached |= bit(l->steps[i].to);
        } while (reached != before);
        return reached;
}

static bool to_told(const struct lbuild *b)
{
        for (size_t i = 0; i < map_size(b->k.steps); i++)
                if (ynode_get(b->k.steps->items[i], S("to")) && b->l->steps[i].to < 0) return true;
        return false;
}

static void check_states(struct lbuild *b)
{
        const struct ledger *l = b->l;
        if (to_told(b)) return; /* an unknown `to` would make others unreached */
        if (first_states(l) == 0) {
                if (b->k.steps)
                        FAULT(b->r.f, ERR_INPUT, "ledger.enter", reader_at(&b->r, b->k.steps),
                              "没有登记新记录的环节（不写 from 的环节）",
                              "no step enters a record (a step without from does)");
                return;
        }
        uint64_t reached = reached_states(l);
        for (size_t i = 0; i < map_size(b->k.states) && i < l->states_n; i++)
                if (!(reached & bit((int)i)) && !l->states[i].retired)
                        FAULT(b->r.f, ERR_INPUT, "state.unreached",
                              reader_at(&b->r, b->k.states->keys[i]),
                              "没有环节能到达状态“%.*s”：写一个 to: %.*s 的环节，或在 import 的 state 中对应它，否则删去",
                              "no way of steps leads to the state '%.*s': write a step with "
                              "to: %.*s, or map it in the state of import; else leave it out",
                              SP(l->states[i].name), SP(l->states[i].name));
}

static void check_ways(struct lbuild *b)
{
        const struct ledger *l = b->l;
        for (size_t i = 0; i < map_size(b->k.steps) && i < l->steps_n; i++) {
                const struct step *s = &l->steps[i];
                const struct ynode *from = ynode_get(b->k.steps->items[i], S("from"));
                if (from && item_count(from) == 0)
                        FAULT(b->r.f, ERR_INPUT, "step.from", reader_at(&b->r, from),
                              "环节“%.*s”从任何状态都不能办：from 写明状态，登记新记录的环节不写 from",
                              "the step '%.*s' can be taken from no state: from names some, "
                              "and a step that enters has no from",
                              SP(s->name));
        }
}

/* ---- duties ---------------------------------------------------------------------------------- */

/* Rules of any ledger that open a duty in each record of l. */
static bool rule_opens(const struct lbuild *b, const struct lbuild *other, struct str duty)
{
        const struct ynode *rules = other->k.rules;
        for (size_t i = 0; i < map_size(rules); i++) {
                const struct ynode *opens = ynode_get(rules->items[i], S("opens"));
                const struct ynode *each = ynode_get(rules->items[i], S("each"));
                struct str of = each ? each->text : other->l->name;
                if (opens && str_eq(opens->text, duty) && str_eq(of, b->l->name)) return true;
        }
        return false;
}

/* Steps of any ledger that meet a duty of l. */
static bool step_meets(const struct lbuild *b, const struct lbuild *other, struct str duty)
{
        const struct ynode *steps = other->k.steps;
        for (size_t i = 0; i < map_size(steps); i++) {
                const struct ynode *met =
                        ynode_get(ynode_get(steps->items[i], S("meets")), S("duty"));
                struct str ledger = other->l->name, name;
                if (!met) continue;
                if (!str_cut(met->text, '.', &ledger, &name)) name = met->text;
                if (str_eq(ledger, b->l->name) && str_eq(name, duty)) return true;
        }
        return false;
}

static bool opened(const struct lbuild *b, int duty)
{
        const struct ledger *l = b->l;
        bool review = str_eq(l->duties[duty].name, S("review"));
        for (size_t i = 0; i < l->steps_n; i++)
                for (size_t k = 0; k < l->steps[i].opens_n; k++) {
                        const struct step_opens *o = &l->steps[i].opens[k];
                        if (o->duty == duty || (review && o->under == UNDER_THIS)) return true;
                }
        for (size_t i = 0; i < b->c->ledgers_n; i++)
                if (rule_opens(b, &b->all[i], l->duties[duty].name)) return true;
        return false;
}

static bool ended(const struct lbuild *b, int duty)
{
        const struct ledger *l = b->l;
        for (size_t i = 0; i < l->steps_n; i++)
                for (size_t k = 0; k < l->steps[i].ends_n; k++)
                        if (l->steps[i].ends[k].duty == duty) return true;
        for (size_t i = 0; i < b->c->ledgers_n; i++)
                if (step_meets(b, &b->all[i], l->duties[duty].name)) return true;
        return false;
}

static void check_duties(struct lbuild *b)
{
        const struct ledger *l = b->l;
        for (size_t i = 0; i < l->duties_said; i++) {
                bool begins = opened(b, (int)i), stops = ended(b, (int)i);
                if (begins && stops) continue;
                struct str where = reader_at(&b->r, b->k.duties->keys[i]);
                if (!begins)
                        FAULT(b->r.f, ERR_INPUT, "duty.opened", where,
                              "没有环节开启任务“%.*s”：在某个环节写 opens: {%.*s: {}}",
                              "no step opens the duty '%.*s': write opens: {%.*s: {}} on a step",
                              SP(l->duties[i].name), SP(l->duties[i].name));
                else
                        FAULT(b->r.f, ERR_INPUT, "duty.ended", where,
                              "没有环节结束任务“%.*s”：在某个环节写 ends: {%.*s: done}",
                              "no step ends the duty '%.*s': write ends: {%.*s: done} on a step",
                              SP(l->duties[i].name), SP(l->duties[i].name));
        }
}

/* What is owed can be ended: else it would stay open for ever. */
static void check_papers(struct lbuild *b)
{
        const struct ledger *l = b->l;
        for (size_t i = l->duties_said; i < l->duties_n; i++)
                if (!ended(b, (int)i))
                        FAULT(b->r.f, ERR_INPUT, "paper.ended",
                              reader_at(&b->r, b->k.papers->keys[l->duties[i].paper]),
                              "文书“%.*s”有期限，却没有环节（on: paper %.*s）签收",
                              "the paper '%.*s' is due, but no step (on: paper %.*s) ends it",
                              SP(l->duties[i].name), SP(l->duties[i].name));
}

/* ---- clocks ---------------------------------------------------------------------------------- */

static bool names_clock(const struct lbuild *b, struct str key, struct str clock)
{
        for (size_t i = 0; i < map_size(b->k.steps); i++) {
                const struct ynode *n = ynode_get(b->k.steps->items[i], key);
                for (size_t k = 0; k < item_count(n); k++)
                        if (str_eq(item_at(n, k)->text, clock)) return true;
        }
        return false;
}

static void check_promise_held(struct lbuild *b)
{
        bool holds = names_clock(b, S("holds"), S("promise")),
             frees = names_clock(b, S("frees"), S("promise"));
        if (!b->k.promise || holds == frees) return;
        FAULT(b->r.f, ERR_INPUT, "clock.held", reader_at(&b->r, b->k.promise),
              holds ? "承诺时限有环节暂停，却没有环节恢复（frees）"
                    : "承诺时限有环节恢复，却没有环节暂停（holds）",
              holds ? "a step holds the promise, but none frees it"
                    : "a step frees the promise, but none holds it");
}

static void check_clocks(struct lbuild *b)
{
        check_promise_held(b);
        for (size_t i = 0; i < b->l->clocks_n; i++) {
                const struct clock_def *c = &b->l->clocks[i];
                struct str where = reader_at(&b->r, b->k.clocks->keys[i]);
                bool holds = names_clock(b, S("holds"), c->name),
                     frees = names_clock(b, S("frees"), c->name);
                if (holds != frees)
                        FAULT(b->r.f, ERR_INPUT, "clock.held", where,
                              holds ? "时限“%.*s”有环节暂停，却没有环节恢复（frees）"
                                    : "时限“%.*s”有环节恢复，却没有环节暂停（holds）",
                              holds ? "a step holds the clock '%.*s', but none frees it"
                                    : "a step frees the clock '%.*s', but none holds it",
                              SP(c->name));
                if (holds && c->stops.n == 0)
                        FAULT(b->r.f, ERR_INPUT, "clock.stops", where,
                              "时限“%.*s”可以暂停，须写明 stops：理由的选项表",
                              "the clock '%.*s' is held by a step: it needs stops: a list of "
                              "reasons",
                              SP(c->name));
        }
}

void ledger_check(struct lbuild *b)
{
        check_states(b);
        check_ways(b);
        check_duties(b);
        check_papers(b);
        check_clocks(b);
        turns_check(b);
}

/* ledger_ends.c: what contradicts itself only when all ledgers are known: a step or a duty that
 * waits for what never comes, a duty that no way of steps ends, values that are made of each other,
 * rules that set each other off without end.
 *
 * Each is looked for in a ledger that has no other mistake: one of those would bring others with
 * it. Conditions are taken as possible, so nothing is refused that could be meant. */
#include "city/ledger_in.h"

#define RULE_LEDGERS_DEEP 4 /* ledgers that rules lead through until one is met again */

static uint64_t bit(int i)
{
        return i < 0 ? 0 : UINT64_C(1) << i;
}

static const struct ynode *step_key(const struct lbuild *b, size_t step)
{
        return b->k.steps->keys[step];
}

static const struct ynode *step_node(const struct lbuild *b, size_t step)
{
        return b->k.steps->items[step];
}

/* Steps that the file declares; those that every ledger has come after them, or narrow one. */
static bool declared(const struct lbuild *b, size_t step)
{
        return step < map_size(b->k.steps) && b->l->steps[step].builtin == STEP_DECLARED;
}

static bool has_mistakes(const struct lbuild *b)
{
        for (const struct fault *x = b->r.f->first; x; x = x->next)
                if (str_starts(x->where, b->r.file)) return true;
        return false;
}

/* ---- who could take it ----------------------------------------------------------------------- */

static bool step_fills(const struct step *s, int field)
{
        for (size_t i = 0; i < s->ask_n; i++)
                if (s->ask[i] == field && s->builtin == STEP_DECLARED) return true;
        for (size_t i = 0; i < s->set_n; i++)
                if (s->set[i].field == field) return true;
        for (size_t i = 0; i < s->moves_n; i++)
                if (s->moves[i].field == field) return true;
        return false;
}

static bool makes_fills(const struct makes *m, int ledger, int field)
{
        for (size_t i = 0; m->ledger == ledger && i < m->map_n; i++)
                if (m->map[i].to == field) return true;
        return false;
}

/* Does anything but a correction ever put a value there: a step, an import, another ledger. */
static bool is_filled(const struct lbuild *b, int field)
{
        const struct ledger *l = b->l;
        int self = (int)(l - b->c->ledgers);
        for (size_t i = 0; i < l->steps_n; i++)
                if (step_fills(&l->steps[i], field)) return true;
        for (size_t i = 0; i < l->import.n; i++)
                if (l->import.field[i] == field) return true;
        for (size_t i = 0; i < b->c->ledgers_n; i++) {
                const struct ledger *other = &b->c->ledgers[i];
                for (size_t k = 0; k < other->rules_n; k++)
                        if (makes_fills(&other->rules[k].makes, self, field)) return true;
                for (size_t k = 0; k < other->steps_n; k++)
                        for (size_t m = 0; m < other->steps[k].makes_n; m++)
                                if (makes_fills(&other->steps[k].makes[m], self, field))
                                        return true;
        }
        return false;
}

static bool rel_never(const struct lbuild *b, const struct rel *at)
{
        bool field = at->kind == REL_FIELD || at->kind == REL_PLACE;
        return field && at->field >= 0 && !is_filled(b, at->field);
}

/* By steps of this ledger: with a parent, or as what silence means. */
static bool taken_along(const struct ledger *l, int step)
{
        for (size_t i = 0; i < l->steps_n; i++) {
                const struct step *s = &l->steps[i];
                if (s->has_also && s->also == step) return true;
                if (s->asks.is && s->asks.silent_step == step) return true;
        }
        return false;
}

/* By rules and steps of any ledger, in records of `self`. */
static bool taken_from(const struct ledger *l, int self, int step)
{
        for (size_t k = 0; k < l->rules_n; k++) {
                const struct rule_def *r = &l->rules[k];
                if (r->each == self && r->step == step) return true;
                if (r->makes.ledger == self && (r->gone == step || r->makes.step == step))
                        return true;
        }
        for (size_t k = 0; k < l->steps_n; k++)
                for (size_t m = 0; m < l->steps[k].makes_n; m++) {
                        const struct makes *x = &l->steps[k].makes[m];
                        if (x->ledger == self && x->step == step) return true;
                }
        return false;
}

/* Taken without a person: by a rule, with a parent, for a record it is made for, by silence. */
static bool taken_by_itself(const struct lbuild *b, int step)
{
        int self = (int)(b->l - b->c->ledgers);
        if (taken_along(b->l, step)) return true;
        for (size_t i = 0; i < b->c->ledgers_n; i++)
                if (taken_from(&b->c->ledgers[i], self, step)) return true;
        return false;
}

/* Administrators keep the system; they work on no record. */
static bool keeps_system(enum role role)
{
        return role == ROLE_SYSTEM || role == ROLE_SECURITY || role == ROLE_AUDIT;
}

static void check_taken(struct lbuild *b, size_t step)
{
        const struct step *s = &b->l->steps[step];
        const struct ynode *by = ynode_get(step_node(b, step), S("by"));
        bool timer = false, never = false;
        if (s->retired || !by || taken_by_itself(b, (int)step)) return;
        for (size_t i = 0; i < s->by_n; i++) {
                bool clock = s->by[i].role == ROLE_TIMER, gone = rel_never(b, &s->by[i].at);
                if (!clock && !gone && !keeps_system(s->by[i].role)) return;
                timer |= clock;
                never |= gone;
        }
        struct str name = s->name, where = reader_at(&b->r, by);
        if (timer)
                FAULT(b->r.f, ERR_INPUT, "step.nobody", where,
                      "环节“%.*s”只由定时办理，却没有规则办理它：在 rules 中写一条 do: %.*s，"
                      "或在 by 中写明谁可以办",
                      "the step '%.*s' is for the timer alone, but no rule does it: write a rule "
                      "with do: %.*s, or say in by who may take it",
                      SP(name), SP(name));
        else if (never)
                FAULT(b->r.f, ERR_INPUT, "step.nobody", where,
                      "没有人能办环节“%.*s”：by 所指的单位字段“%.*s”从来没有填写；"
                      "在此前的环节写 ask: [%.*s]，或改用 @owner",
                      "nobody can take the step '%.*s': the office field '%.*s' that its by speaks "
                      "of is never filled; let an earlier step ask: [%.*s], or use @owner",
                      SP(name), SP(s->by[0].at.name), SP(s->by[0].at.name));
        else
                FAULT(b->r.f, ERR_INPUT, "step.nobody", where,
                      "没有人能办环节“%.*s”：system、security、audit 是管理员，不办理事项；"
                      "请用 clerk、dispatcher、handler 等角色",
                      "nobody can take the step '%.*s': system, security and audit are "
                      "administrators and take no steps; use a role such as clerk, dispatcher or "
                      "handler",
                      SP(name));
}

static void check_holder(struct lbuild *b, size_t duty)
{
        const struct duty_def *d = &b->l->duties[duty];
        bool needed = false;
        for (size_t i = 0; i < b->l->steps_n; i++)
                for (size_t k = 0; k < b->l->steps[i].opens_n; k++) {
                        const struct step_opens *o = &b->l->steps[i].opens[k];
                        needed |= o->duty == (int)duty && o->holder.kind == REL_NONE;
                }
        if (!needed || d->each >= 0 || !rel_never(b, &d->holder)) return;
        const struct ynode *n = ynode_get(b->k.duties->items[duty], S("holder"));
        FAULT(b->r.f, ERR_INPUT, "duty.nobody", reader_at(&b->r, n),
              "任务“%.*s”没有单位承办：字段“%.*s”从来没有填写；在开启它之前（或同时）写 ask: [%.*s]",
              "no office ever holds the duty '%.*s': the field '%.*s' is never filled; let "
              "the step "
              "that opens it, or one before, ask: [%.*s]",
              SP(d->name), SP(d->holder.name), SP(d->holder.name));
}

/* ---- duties that no way of steps ends -------------------------------------------------------- */

static bool ends(const struct step *s, int duty)
{
        for (size_t i = 0; i < s->ends_n; i++)
                if (s->ends[i].duty == duty) return true;
        return false;
}

/* What is handed down is reviewed when it ends. */
static bool opens(const struct ledger *l, const struct step *s, int duty)
{
        bool review = str_eq(l->duties[duty].name, S("review"));
        for (size_t i = 0; i < s->opens_n; i++) {
                const struct step_opens *o = &s->opens[i];
                if (o->duty == duty || (review && o->under == UNDER_THIS)) return true;
        }
        return s->paper >= 0 && l->papers[s->paper].duty == duty;
}

static bool rule_opens(const struct lbuild *b, int duty)
{
        int self = (int)(b->l - b->c->ledgers);
        for (size_t i = 0; i < b->c->ledgers_n; i++)
                for (size_t k = 0; k < b->c->ledgers[i].rules_n; k++) {
                        const struct rule_def *r = &b->c->ledgers[i].rules[k];
                        if (r->each != self) continue;
                        if (r->opens == duty ||
                            (r->paper >= 0 && b->l->papers[r->paper].duty == duty))
                                return true;
                }
        return false;
}

static uint64_t voids(const struct ledger *l)
{
        uint64_t mask = 0;
        for (size_t i = 0; i < l->states_n; i++)
                if (l->states[i].kind == KIND_VOID) mask |= bit((int)i);
        return mask;
}

/* Where a record stands after step s from states `from`. A void one has no duties any more. */
static uint64_t after(const struct ledger *l, const struct step *s, uint64_t from)
{
        if (!s->enters && !from) return 0;
        return (s->to >= 0 ? bit(s->to) : from) & ~voids(l);
}

/* States from which it can be taken; on a duty: where that may be open. */
static uint64_t from_of(const struct step *s, const uint64_t *open)
{
        if (s->enters) return 0;
        return s->on == ON_DUTY && s->on_duty >= 0 ? s->from & open[s->on_duty] : s->from;
}

/* Of each duty, the states in which it may be open. */
static uint64_t *open_states(const struct lbuild *b)
{
        const struct ledger *l = b->l;
        uint64_t *open = ARENA_NEW(b->r.a, uint64_t, l->duties_n);
        bool more = true;
        for (size_t d = 0; d < l->duties_n; d++)
                if (rule_opens(b, (int)d)) open[d] = ~voids(l);
        while (more) {
                more = false;
                for (size_t i = 0; i < l->steps_n * l->duties_n; i++) {
                        const struct step *s = &l->steps[i / l->duties_n];
                        int d = (int)(i % l->duties_n);
                        uint64_t from = from_of(s, open), before = open[d];
                        if (opens(l, s, d)) open[d] |= after(l, s, from);
                        else if (!ends(s, d) && from & open[d])
                                open[d] |= after(l, s, from & open[d]);
                        more |= open[d] != before;
                }
        }
        return open;
}

/* States from which some way of steps ends the duty. */
static uint64_t ending_states(const struct ledger *l, int duty, const uint64_t *open)
{
        uint64_t out = 0, before;
        do {
                before = out;
                for (size_t i = 0; i < l->steps_n; i++) {
                        const struct step *s = &l->steps[i];
                        if (s->builtin != STEP_DECLARED || s->retired) continue;
                        bool over = ends(s, duty) && !opens(l, s, duty);
                        if (over || bit(s->to) & (out | voids(l))) out |= from_of(s, open);
                }
        } while (out != before);
        return out;
}

/* The first step after which it stays open for ever: where the mistake is mended. */
static int strays(const struct ledger *l, int duty, const uint64_t *open, uint64_t out,
                  uint64_t *ret_lost)
{
        for (size_t i = 0; i < l->steps_n; i++) {
                const struct step *s = &l->steps[i];
                uint64_t from = from_of(s, open);
                if (s->retired) continue;
                if (!opens(l, s, duty)) from &= ends(s, duty) ? 0 : open[duty] & out;
                *ret_lost = s->enters && !opens(l, s, duty) ? 0 : after(l, s, from) & ~out;
                if (*ret_lost) return (int)i;
        }
        return -1;
}

static bool met_elsewhere(const struct lbuild *b, int duty)
{
        int self = (int)(b->l - b->c->ledgers);
        for (size_t i = 0; i < b->c->ledgers_n; i++)
                for (size_t k = 0; k < b->c->ledgers[i].steps_n; k++) {
                        const struct step_meets *m = &b->c->ledgers[i].steps[k].meets;
                        if (m->is && m->ledger == self && m->duty == duty) return true;
                }
        return false;
}

static void check_ended(struct lbuild *b, int duty, const uint64_t *open)
{
        const struct ledger *l = b->l;
        uint64_t lost = 0;
        int step = strays(l, duty, open, ending_states(l, duty, open), &lost), state = 0;
        bool review = str_eq(l->duties[duty].name, S("review")); /* ends with what it is about */
        if (step < 0 || review || met_elsewhere(b, duty) || rule_opens(b, duty)) return;
        while (!(lost >> state & 1)) state++;
        struct str name = l->duties[duty].name, by = l->steps[step].name,
                   at = l->states[state].name;
        FAULT(b->r.f, ERR_INPUT, "duty.stuck", reader_at(&b->r, step_key(b, (size_t)step)),
              "办理“%.*s”后任务“%.*s”仍未结束，而从状态“%.*s”起没有环节能结束它：在“%.*s”写 "
              "ends: {%.*s: done}（或 withdrawn），或写一个从“%.*s”办理、结束它的环节",
              "after '%.*s' the duty '%.*s' is still open, and from the state '%.*s' on no "
              "step ends "
              "it: on '%.*s' write ends: {%.*s: done} (or withdrawn), or write a step from '%.*s' "
              "that ends it",
              SP(by), SP(name), SP(at), SP(by), SP(name), SP(at));
}

/* ---- what an import leaves without a way out ------------------------------------------------- */

/* What a record imported in the state owes: what the step that enters it so opens. */
static void import_owes(const struct lbuild *b, int state, bool *owed)
{
        const struct ledger *l = b->l;
        const struct step *enters = NULL;
        for (size_t i = 0; i < l->steps_n && !enters; i++)
                if (l->steps[i].enters && l->steps[i].to == state) enters = &l->steps[i];
        for (size_t d = 0; d < l->duties_n; d++)
                owed[d] = (enters && opens(l, enters, (int)d)) || rule_opens(b, (int)d);
}

/* States that steps lead to from `state`, with the duties owed there, and what these steps open. */
static uint64_t reached_from(const struct ledger *l, int state, bool *owed)
{
        uint64_t out = bit(state);
        bool more = true;
        while (more) {
                more = false;
                for (size_t i = 0; i < l->steps_n; i++) {
                        const struct step *s = &l->steps[i];
                        bool can = s->on == ON_RECORD || (s->on_duty >= 0 && owed[s->on_duty]);
                        if (s->enters || s->retired || !can || !(s->from & out)) continue;
                        if (bit(s->to) & ~out) more = true;
                        out |= bit(s->to);
                        for (size_t d = 0; d < l->duties_n; d++)
                                if (!owed[d] && opens(l, s, (int)d)) owed[d] = more = true;
                }
        }
        return out;
}

static void check_imported(struct lbuild *b, size_t row)
{
        const struct ledger *l = b->l;
        int state = l->import.state_to[row];
        bool *owed = ARENA_NEW(b->r.a, bool, l->duties_n),
             *all = ARENA_NEW(b->r.a, bool, l->duties_n);
        uint64_t done = 0;
        for (size_t i = 0; i < l->states_n; i++)
                if (l->states[i].kind == KIND_DONE) done |= bit((int)i);
        for (size_t d = 0; d < l->duties_n; d++) all[d] = true;
        import_owes(b, state, owed);
        if (l->states[state].kind != KIND_OPEN || reached_from(l, state, owed) & done) return;
        if (!(reached_from(l, state, all) & done)) return;
        struct str name = l->states[state].name;
        FAULT(b->r.f, ERR_INPUT, "import.stuck",
              reader_at(&b->r, ynode_get(b->k.import, S("state"))->items[row]),
              "导入到状态“%.*s”的记录没有任务（任务由进入该状态的环节开启），而从那里只有任务上的环节"
              "（on: duty）能办结：写一个从“%.*s”办理、不带 on 的环节，以 ends 结束任务；或导入到此前的状态",
              "a record imported in the state '%.*s' has no duty (the step before opens it), but "
              "only steps on: duty lead from there to its end: let a step from '%.*s' be on the "
              "record, with ends: {DUTY: done}, or import such rows in an earlier state",
              SP(name), SP(name));
}

/* ---- values made of each other --------------------------------------------------------------- */

/* Of the fields that a step sets: used[i][k]: the i-th is made of the k-th. */
static void check_sets(struct lbuild *b, size_t step)
{
        const struct step *s = &b->l->steps[step];
        size_t n = s->set_n, props = s->props.n;
        bool *of = ARENA_NEW(b->r.a, bool, n *n), *used = ARENA_NEW(b->r.a, bool, props);
        for (size_t i = 0; i < n; i++) {
                for (size_t k = 0; k < props; k++) used[k] = false;
                expr_uses(s->set[i].value, used, props);
                for (size_t k = 0; k < n; k++)
                        of[i * n + k] = i != k && used[PROP_FIELDS + s->set[k].field];
        }
        for (size_t m = 0; m < n; m++) /* through others */
                for (size_t i = 0; i < n; i++)
                        for (size_t k = 0; k < n; k++)
                                of[i * n + k] |= of[i * n + m] && of[m * n + k];
        for (size_t i = 0; i < n; i++) {
                if (!of[i * n + i]) continue;
                struct str name = b->l->fields[s->set[i].field].name;
                FAULT(b->r.f, ERR_INPUT, "set.circle",
                      reader_at(&b->r, ynode_get(step_node(b, step), S("set"))),
                      "set 中“%.*s”的值绕了一圈要用它自己来算：分成两个环节，或只用此前已有的字段",
                      "in set the value of '%.*s' is made of others that are made of it: use two "
                      "steps, or only fields that were there before",
                      SP(name));
                return;
        }
}

/* ---- rules without end ----------------------------------------------------------------------- */

/* Duties of `each` that an `at` rule opens whenever a duty it is about falls due. */
static bool rule_brings(const struct ledger *l, const struct rule_def *r, int duty)
{
        const struct step *s = r->step >= 0 ? &l->steps[r->step] : NULL;
        if (r->opens == duty || (r->paper >= 0 && l->papers[r->paper].duty == duty)) return true;
        if (!s || s->when || !opens(l, s, duty)) return false;
        /* it can be taken again where it leads */
        return after(l, s, s->from) & s->from;
}

static bool is_about(const struct lbuild *b, const struct rule_def *r)
{
        return r->when == RULE_AT && !r->where && r->each == (int)(b->l - b->c->ledgers);
}

static bool starts_from(const struct rule_def *r, size_t duty)
{
        return r->duty < 0 || r->duty == (int)duty;
}

/* to[d * n + e]: when d falls due rules open e, or what leads to e. */
static void find_ways(const struct lbuild *b, bool *to)
{
        size_t n = b->l->duties_n;
        for (size_t i = 0; i < b->c->ledgers_n; i++)
                for (size_t k = 0; k < b->c->ledgers[i].rules_n; k++) {
                        const struct rule_def *r = &b->c->ledgers[i].rules[k];
                        for (size_t d = 0; is_about(b, r) && d < n * n; d++)
                                to[d] |=
                                        starts_from(r, d / n) && rule_brings(b->l, r, (int)(d % n));
                }
        for (size_t m = 0; m < n; m++)
                for (size_t d = 0; d < n * n; d++) to[d] |= to[d / n * n + m] && to[m * n + d % n];
}

/* The duty that rule r opens again and again; -1: none. */
static int again(const struct lbuild *b, const struct rule_def *r, const bool *to)
{
        size_t n = b->l->duties_n;
        for (size_t d = 0; d < n; d++)
                for (size_t e = 0; e < n; e++)
                        if (starts_from(r, d) && rule_brings(b->l, r, (int)e) &&
                            (d == e || to[e * n + d]))
                                return (int)e;
        return -1;
}

static void check_due_again(struct lbuild *b)
{
        bool *to = ARENA_NEW(b->r.a, bool, b->l->duties_n * b->l->duties_n);
        find_ways(b, to);
        for (size_t i = 0; i < b->c->ledgers_n; i++)
                for (size_t k = 0; k < b->c->ledgers[i].rules_n; k++) {
                        const struct rule_def *r = &b->c->ledgers[i].rules[k];
                        int duty = is_about(b, r) ? again(b, r, to) : -1;
                        if (duty < 0) continue;
                        struct str where = reader_at(&b->all[i].r, b->all[i].k.rules->keys[k]);
                        FAULT(b->r.f, ERR_INPUT, "rule.endless", where,
                              "规则“%.*s”没有尽头：它到期开启的任务“%.*s”到期后又会轮到它；用 duty "
                              "写明针对哪种任务，用 where 写明何时，定期的事改用 every",
                              "the rule '%.*s' has no end: the duty '%.*s' that it opens "
                              "leads back "
                              "to it when it falls due; say of which duty (duty), or when (where); "
                              "what comes regularly is for every",
                              SP(r->name), SP(b->l->duties[duty].name));
                }
}

/* A record for each record there: those of one ledger bring others in the next, without limit. */
static bool for_each(const struct rule_def *r)
{
        if (r->when != RULE_EVERY || r->where || r->makes.ledger < 0) return false;
        for (size_t i = 0; i < r->key_n; i++)
                if (r->key_of[i] == r->makes.link) return true;
        return false;
}

/* Do records of `from` bring others in `to`, through at most `deep` ledgers. */
static bool brings(const struct city *c, int from, int to, size_t deep)
{
        if (from == to) return true;
        for (size_t i = 0; deep && i < c->ledgers_n; i++)
                for (size_t k = 0; k < c->ledgers[i].rules_n; k++) {
                        const struct rule_def *r = &c->ledgers[i].rules[k];
                        if (for_each(r) && r->each == from &&
                            brings(c, r->makes.ledger, to, deep - 1))
                                return true;
                }
        return false;
}

static void check_made_again(struct lbuild *b)
{
        for (size_t i = 0; i < b->l->rules_n; i++) {
                const struct rule_def *r = &b->l->rules[i];
                if (!for_each(r) || !brings(b->c, r->makes.ledger, r->each, RULE_LEDGERS_DEEP))
                        continue;
                FAULT(b->r.f, ERR_INPUT, "rule.endless", reader_at(&b->r, b->k.rules->keys[i]),
                      "规则“%.*s”没有尽头：台账 %.*s 的每条记录都在 %.*s 建一条，后者又由别的规则建回"
                      "前者，越建越多；用 where 写明针对哪些记录",
                      "the rule '%.*s' has no end: each record of %.*s makes one in %.*s, "
                      "and another "
                      "rule makes one back for each of those; say in where which records are meant",
                      SP(r->name), SP(b->c->ledgers[r->each].name),
                      SP(b->c->ledgers[r->makes.ledger].name));
        }
}

/* Whom a rule is for is known from the record alone, on any day. */
static void check_rules_days(struct lbuild *b)
{
        const struct ledger *all = b->c->ledgers;
        for (size_t i = 0; i < b->l->rules_n; i++) {
                const struct rule_def *r = &b->l->rules[i];
                const struct ynode *n = b->k.rules->items[i];
                const struct step *s = r->step >= 0   ? &all[r->each].steps[r->step]
                                       : r->gone >= 0 ? &all[r->makes.ledger].steps[r->gone]
                                                      : NULL;
                if (!s || !s->when) continue;
                bool *used = ARENA_NEW(b->r.a, bool, s->props.n);
                expr_uses(s->when, used, s->props.n);
                if (!used[PROP_DAY]) continue;
                FAULT(b->r.f, ERR_INPUT, "rule.do",
                      reader_at(&b->r, ynode_get(n, r->step >= 0 ? S("do") : S("gone"))),
                      "环节“%.*s”的条件要看办理之日（day），规则不能办理；日期条件写在规则的 every 或 at 里",
                      "a rule cannot do the step '%.*s': its condition looks at the day; say the "
                      "day with every or at",
                      SP(s->name));
        }
}

void ends_check(struct lbuild *b)
{
        if (has_mistakes(b)) return;
        check_rules_days(b);
        for (size_t i = 0; i < b->l->steps_n; i++) {
                if (!declared(b, i)) continue;
                check_taken(b, i);
                check_sets(b, i);
        }
        for (size_t i = 0; i < b->l->duties_said; i++) check_holder(b, i);
        const uint64_t *open = open_states(b);
        for (size_t i = 0; i < b->l->duties_n; i++) check_ended(b, (int)i, open);
        for (size_t i = 0; i < b->l->import.states_n; i++) check_imported(b, i);
        check_due_again(b);
        check_made_again(b);
}

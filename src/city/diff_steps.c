/* diff_steps.c: the steps and rules of a ledger as texts that can be compared. */
#include "city/diff_text.h"

static struct str who(const struct side *s, const struct by *by, size_t n)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < n; i++) {
                struct str role = role_name(by[i].role), at = by[i].at.name;
                all = diff_add(s, all,
                               at.n ? str_printf(s->a, "%.*s@%.*s", SP(role), SP(at)) : role);
        }
        return all;
}

static struct str on(const struct side *s, const struct step *x)
{
        switch (x->on) {
        case ON_RECORD: return S("record");
        case ON_DUTY:
                if (x->on_paper >= 0)
                        return str_join(s->a, S("paper "), diff_paper(s, x->on_paper));
                return str_join(s->a, S("duty "), diff_duty(s, x->on_duty));
        }
        BUG("on");
}

static struct str sets(const struct side *s, const struct step *x)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->set_n; i++) {
                struct str f = diff_field(s, x->set[i].field),
                           v = diff_condition(s, x->set[i].value);
                all = diff_add(s, all, str_printf(s->a, "%.*s = %.*s", SP(f), SP(v)));
        }
        return all;
}

static struct str opens(const struct side *s, const struct step *x)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->opens_n; i++) {
                const struct step_opens *o = &x->opens[i];
                struct str duty = diff_duty(s, o->duty), more = o->holder.name;
                if (o->clock >= 0) more = diff_add(s, more, diff_clock(s, o->clock));
                if (o->under != UNDER_NONE) more = diff_add(s, more, diff_under(s, o->under, -1));
                all = diff_add(s, all,
                               more.n ? str_printf(s->a, "%.*s (%.*s)", SP(duty), SP(more)) : duty);
        }
        return all;
}

static struct str ends(const struct side *s, const struct step *x)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->ends_n; i++)
                all = diff_add(s, all,
                               diff_pair(s, diff_duty(s, x->ends[i].duty),
                                         outcome_name(x->ends[i].outcome)));
        return all;
}

static struct str moves(const struct side *s, const struct step *x)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->moves_n; i++)
                all = diff_add(s, all,
                               diff_pair(s, diff_field(s, x->moves[i].field),
                                         diff_field(s, x->moves[i].from_field)));
        return all;
}

static struct str tells(const struct side *s, const struct step *x)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->tell_n; i++)
                all = diff_add(s, all, diff_pair(s, x->tell[i].who, x->tell[i].text));
        return all;
}

static struct str limit(const struct side *s, const struct step_limit *x)
{
        struct str all = STR_NONE;
        if (x->times) all = diff_add(s, all, str_printf(s->a, "times: %" PRId64, x->times));
        if (x->has_within)
                all = diff_add(s, all, str_join(s->a, S("within: "), diff_allowance(s, x->within)));
        return all;
}

/* "by: dispatcher@above, before: due, silent: refuse"; the answers say what they answer. */
static struct str asks(const struct side *s, const struct step_asks *x)
{
        static const char *const silent[] = { "", "refuse", "grant", "escalate" };
        struct str all = who(s, x->by, x->by_n);
        if (x->before_due) all = diff_add(s, all, S("before: due"));
        if (x->has_within)
                all = diff_add(s, all, str_join(s->a, S("within: "), diff_allowance(s, x->within)));
        if (x->silent)
                all = diff_add(s, all, str_join(s->a, S("silent: "), str_c(silent[x->silent])));
        return all;
}

static struct str clock_list(const struct side *s, const struct clock_list *x)
{
        struct str all = diff_names(s, x->clocks, s->l->clocks_n, diff_clock);
        return x->promise ? diff_add(s, all, S("promise")) : all;
}

static struct str extends(const struct side *s, const struct step_extends *x)
{
        if (!x->is) return STR_NONE;
        struct str all = diff_pair(s, clock_list(s, &x->of), diff_allowance(s, x->by));
        if (x->has_max)
                all = diff_add(s, all, str_join(s->a, S("max: "), diff_allowance(s, x->max)));
        if (x->times) all = diff_add(s, all, str_printf(s->a, "times: %" PRId64, x->times));
        return all;
}

static void put_turns(const struct side *s, const struct step *x, struct thing *t)
{
        diff_put(t, "次数与时限", "limit", limit(s, &x->limit));
        diff_put(t, "请求", "asks", asks(s, &x->asks));
        diff_put(t, "答复", "answers", diff_names(s, x->answers, s->l->steps_n, diff_step));
        diff_put(t, "此后不得", "bars", diff_names(s, x->bars, s->l->steps_n, diff_step));
        diff_put(t, "延长时限", "extends", extends(s, &x->extends));
        diff_put(t, "中止时限", "holds", clock_list(s, &x->holds));
        diff_put(t, "恢复时限", "frees", clock_list(s, &x->frees));
}

/* What a built-in step may be taken from, and what `correct` asks, where the ledger does not narrow
 * it: that follows from its states and fields and is no change of its own (ledger_steps.c). */
static bool from_all(const struct ledger *l, const struct step *x)
{
        if (x->builtin == STEP_DECLARED) return false;
        for (size_t i = 0; i < l->states_n; i++) {
                enum kind k = l->states[i].kind;
                bool done = x->builtin == STEP_VOID || x->builtin == STEP_LAPSE;
                bool may = x->builtin == STEP_CORRECT || x->builtin == STEP_RECALL ||
                           k == KIND_OPEN || (done && k == KIND_DONE);
                if (may != (x->from >> i & 1)) return false;
        }
        return true;
}

static bool asks_all(const struct ledger *l, const struct step *x)
{
        size_t n = 0;
        for (size_t i = 0; i < l->fields_n; i++) {
                const struct field *f = &l->fields[i];
                n += !f->retired;
        }
        return x->builtin == STEP_CORRECT && x->ask_n == n;
}

/* "item.give: each decisions, what = what, origin = meeting" */
static struct str made(const struct side *s, const struct ledger *l, const struct makes *m)
{
        const struct ledger *to = &s->c->ledgers[m->ledger];
        const struct field *rows = m->each < 0 ? NULL : &l->fields[m->each];
        struct str all = str_printf(s->a, "%.*s.%.*s", SP(to->name), SP(to->steps[m->step].name));
        ASSERT(l->fields);
        if (rows) all = diff_add(s, all, str_join(s->a, S("each: "), rows->name));
        if (m->when)
                all = diff_add(s, all, str_join(s->a, S("when: "), diff_condition(s, m->when)));
        for (size_t i = 0; i < m->map_n; i++) {
                const struct makes_map *x = &m->map[i];
                struct str from =
                        x->of_row && rows ? rows->rows[x->from].name : l->fields[x->from].name;
                all = diff_add(s, all, diff_pair(s, to->fields[x->to].name, from));
        }
        if (m->link >= 0)
                all = diff_add(s, all, str_join(s->a, S("link: "), to->fields[m->link].name));
        return all;
}

/* What it looks at in other records, and of what it warns. */
static void put_needs(const struct side *s, const struct step *x, struct thing *t)
{
        struct str needs = STR_NONE, warns = STR_NONE;
        for (size_t i = 0; i < x->need_n; i++) {
                const struct step_need *n = &x->need[i];
                struct str by = n->link < 0 ? STR_NONE : diff_field(s, n->link);
                for (size_t k = 0; k < n->n; k++) by = diff_add(s, by, diff_field(s, n->ours[k]));
                needs = diff_add(
                        s, needs,
                        str_printf(s->a, "%.*s (%.*s)", SP(s->c->ledgers[n->ledger].name), SP(by)));
        }
        for (size_t i = 0; i < x->warn_n; i++)
                warns = diff_add(s, warns,
                                 str_printf(s->a, "%.*s: %.*s (%.*s)", SP(x->warn[i].name),
                                            SP(diff_condition(s, x->warn[i].when)),
                                            SP(diff_label(s, &x->warn[i].say))));
        diff_put(t, "查看", "needs", needs);
        diff_put(t, "提醒", "warn", warns);
}

/* What it does with other records. */
static void put_cross(const struct side *s, const struct step *x, struct thing *t)
{
        if (x->follows.is)
                diff_put(t, "并入", "follows",
                         x->follows.field < 0 ? S("parent") : diff_field(s, x->follows.field));
        if (x->has_also) diff_put(t, "并入件随同", "also: children", s->l->steps[x->also].name);
        for (size_t i = 0; i < x->makes_n; i++)
                diff_put(t, "建立记录", "makes", made(s, s->l, &x->makes[i]));
        if (!x->meets.is) return;
        const struct ledger *l = &s->c->ledgers[x->meets.ledger];
        struct str by = STR_NONE;
        for (size_t i = 0; i < x->meets.n; i++)
                by = diff_add(s, by, diff_field(s, x->meets.ours[i]));
        diff_put(t, "完成任务", "meets",
                 str_printf(s->a, "%.*s.%.*s: %.*s", SP(l->name), SP(l->duties[x->meets.duty].name),
                            SP(by)));
}

static void put_step(const struct side *s, const struct step *x, struct thing *t)
{
        static const char *const effect[] = { "", "keep", "restart" };
        diff_put_label(s, t, &x->label);
        diff_put(t, "由谁办理", "by", who(s, x->by, x->by_n));
        diff_put(t, "针对", "on", on(s, x));
        uint64_t from = from_all(s->l, x) ? 0 : x->from;
        diff_put(t, "从状态", "from", diff_names(s, from, s->l->states_n, diff_state));
        diff_put(t, "到状态", "to", diff_state(s, x->to));
        diff_put(t, "条件", "when", diff_condition(s, x->when));
        diff_put(t, "不符时说明", "say", diff_label(s, &x->say));
        diff_put(t, "填写", "ask", diff_fields(s, x->ask, asks_all(s->l, x) ? 0 : x->ask_n));
        diff_put(t, "置值", "set", sets(s, x));
        diff_put(t, "发起任务", "opens", opens(s, x));
        diff_put(t, "结束任务", "ends", ends(s, x));
        diff_put(t, "改派", "moves", moves(s, x));
        diff_put(t, "时限处理", "clock", str_c(effect[x->clock]));
        diff_put(t, "进入下一轮", "round: next", diff_yes(s, x->round_next));
        diff_put(t, "补录期限", "late", x->has_late ? diff_allowance(s, x->late) : STR_NONE);
        diff_put(t, "文书", "paper", diff_paper(s, x->paper));
        diff_put(t, "通知", "tell", tells(s, x));
        diff_put(t, "更正", "corrects", diff_yes(s, x->corrects));
        put_turns(s, x, t);
        put_needs(s, x, t);
        put_cross(s, x, t);
}

struct things diff_steps(const struct side *s)
{
        struct things all = diff_things(s, s->l->steps_n);
        for (size_t i = 0; i < all.n; i++) {
                all.v[i].name = s->l->steps[i].name;
                all.v[i].retired = s->l->steps[i].retired;
                put_step(s, &s->l->steps[i], &all.v[i]);
        }
        return all;
}

struct things diff_happenings(const struct side *s)
{
        struct things all = diff_things(s, s->l->rules_n);
        for (size_t i = 0; i < all.n; i++) {
                const struct rule_def *x = &s->l->rules[i];
                struct thing *t = &all.v[i];
                if (x->each < 0) continue;
                const struct ledger *l = &s->c->ledgers[x->each];
                const struct side each = { s->a, s->lang, s->c, l };
                t->name = x->name;
                diff_put_label(s, t, &x->label);
                diff_put(t, "何时", "when", x->words);
                diff_put(t, "针对", "each", l->name);
                diff_put(t, "任务", "duty", diff_duty(&each, x->duty));
                diff_put(t, "条件", "where", diff_condition(&each, x->where));
                diff_put(t, "办理", "do", x->step < 0 ? STR_NONE : l->steps[x->step].name);
                diff_put(t, "发起任务", "opens", diff_duty(&each, x->opens));
                diff_put(t, "文书", "paper", diff_paper(&each, x->paper));
                if (x->makes.ledger < 0) continue;
                const struct ledger *to = &s->c->ledgers[x->makes.ledger];
                const struct side other = { s->a, s->lang, s->c, to };
                diff_put(t, "建立记录", "makes", made(s, l, &x->makes));
                diff_put(t, "每轮一件", "key: round", diff_yes(s, x->each_round));
                diff_put(t, "识别重复", "key", diff_fields(&other, x->key_of, x->key_n));
                diff_put(t, "不再符合时", "gone", x->gone < 0 ? STR_NONE : to->steps[x->gone].name);
        }
        return all;
}

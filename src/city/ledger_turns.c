/* ledger_turns.c: whose turn it is and how long it lasts: requests and their answers, limits, and
 * the clocks that a step extends, holds or frees. */
#include "base/limits.h"
#include "city/ledger_in.h"

#define LIMIT_KEYS(X)                                                                              \
        X(times, "times", SHAPE_TEXT, 0)                                                           \
        X(within, "within", SHAPE_TEXT, 0)
KEYS(limit, LIMIT_KEYS)

static void not_entering(struct lbuild *b, const struct ynode *n, const struct step *s)
{
        if (!n || !s->enters) return;
        FAULT(b->r.f, ERR_INPUT, "step.enters", reader_at(&b->r, n),
              "登记新记录的环节还没有时限和请求可言",
              "a step that enters a record has no clock yet, no limit and nobody to ask");
}

static void define_limit(struct lbuild *b, const struct ynode *n, struct step *s)
{
        union limit_keys k;
        if (!n) return;
        READ_KEYS(&b->r, n, limit, &k);
        s->limit.is = true;
        s->limit.has_within = k.within != NULL;
        take_int(&b->r, k.times, 1, 1000, &s->limit.times);
        take_allowance(&b->r, k.within, &s->limit.within);
        not_entering(b, n, s);
        if (!k.times && !k.within)
                FAULT(b->r.f, ERR_INPUT, "step.limit", reader_at(&b->r, n), "应有 times 或 within",
                      "times or within should stand here");
}

/* ---- requests and answers -------------------------------------------------------------------- */

#define ASKS_KEYS(X)                                                                               \
        X(answer, "answer", SHAPE_LIST, KEY_NEEDED)                                                \
        X(by, "by", SHAPE_LIST, KEY_NEEDED)                                                        \
        X(before, "before", SHAPE_TEXT, 0)                                                         \
        X(within, "within", SHAPE_TEXT, 0)                                                         \
        X(silent, "silent", SHAPE_TEXT, 0)
KEYS(asks, ASKS_KEYS)

static bool lists_name(const struct ynode *n, struct str name)
{
        for (size_t i = 0; i < item_count(n); i++)
                if (str_eq(item_at(n, i)->text, name)) return true;
        return false;
}

/* The step that asks and the step that answers name each other. */
static void check_pair(struct lbuild *b, const struct ynode *n, int other, bool asks,
                       struct str self)
{
        if (other < 0 || (size_t)other >= map_size(b->k.steps)) return;
        const struct ynode *step = b->k.steps->items[other];
        const struct ynode *back = asks ? ynode_get(step, S("answers"))
                                        : ynode_get(ynode_get(step, S("asks")), S("answer"));
        if (lists_name(back, self)) return;
        FAULT(b->r.f, ERR_INPUT, "step.answers", reader_at(&b->r, n),
              asks ? "环节“%.*s”没有写 answers: %.*s" : "环节“%.*s”的 asks 中没有 answer: %.*s",
              asks ? "the step '%.*s' does not say answers: %.*s"
                   : "the asks of step '%.*s' does not name answer: %.*s",
              SP(b->l->steps[other].name), SP(self));
}

/* refuse: the answer of that name, if any; grant: the one of that name, or the only one. */
static int silent_answer(const struct lbuild *b, const struct ynode *answers, enum silent silent)
{
        if (silent != SILENT_REFUSE && silent != SILENT_GRANT) return -1;
        struct str name = silent == SILENT_GRANT ? S("grant") : S("refuse");
        if (silent == SILENT_GRANT && item_count(answers) == 1) name = item_at(answers, 0)->text;
        return lists_name(answers, name) ? ledger_step(b->l, name) : -1;
}

static void check_silent(struct lbuild *b, const union asks_keys *k, const struct step *s)
{
        const struct step_asks *x = &s->asks;
        if (x->before_due && s->on != ON_DUTY)
                FAULT(b->r.f, ERR_INPUT, "asks.before", reader_at(&b->r, k->before),
                      "before: due 只用于任务上的环节", "before: due is for steps on a duty");
        if (x->silent == SILENT_NONE && x->has_within)
                FAULT(b->r.f, ERR_INPUT, "asks.within", reader_at(&b->r, k->within),
                      "没有 silent，过了 within 也不会发生什么",
                      "without silent nothing happens when within is over");
        if (x->silent == SILENT_NONE) return;
        if (!x->has_within && s->on != ON_DUTY)
                FAULT(b->r.f, ERR_INPUT, "asks.silent", reader_at(&b->r, k->silent),
                      "不在任务上的请求没有到期时间：请写明 within",
                      "a request that is not on a duty never falls due: it needs within");
        if (x->silent == SILENT_GRANT && x->silent_step < 0)
                FAULT(b->r.f, ERR_INPUT, "asks.silent", reader_at(&b->r, k->silent),
                      "silent: grant 须有名为 grant 的答复环节，或只有一个答复环节",
                      "silent: grant needs an answering step named grant, or only one");
}

static void define_asks(struct lbuild *b, const struct ynode *n, struct step *s)
{
        static const struct str before[] = { WORD("due") };
        static const struct str silent[] = { WORD("refuse"), WORD("grant"), WORD("escalate") };
        union asks_keys k;
        struct step_asks *x = &s->asks;
        int due = -1, silence = -1;
        if (!n) return;
        READ_KEYS(&b->r, n, asks, &k);
        x->is = true;
        not_entering(b, n, s);
        for (size_t i = 0; i < item_count(k.answer); i++) {
                const struct ynode *item = item_at(k.answer, i);
                check_pair(b, item, take_ref(&b->r, item, NOUN_STEP, STEPS(b->l)), true, s->name);
        }
        x->by = ARENA_NEW(b->r.a, struct by, item_count(k.by));
        for (size_t i = 0; i < item_count(k.by); i++)
                x->by_n += take_by(b, item_at(k.by, i), s->on == ON_DUTY, &x->by[x->by_n]);
        take_word(&b->r, k.before, WORDS(before), &due);
        take_word(&b->r, k.silent, WORDS(silent), &silence);
        take_allowance(&b->r, k.within, &x->within);
        x->has_within = k.within != NULL;
        x->before_due = due == 0;
        x->silent = (enum silent)(silence + 1);
        x->silent_step = silent_answer(b, k.answer, x->silent);
        check_silent(b, &k, s);
}

static uint64_t step_mask(struct lbuild *b, const struct ynode *n)
{
        struct index_list v = { 0 };
        uint64_t mask = 0;
        take_refs(&b->r, n, NOUN_STEP, STEPS(b->l), &v);
        for (size_t i = 0; i < v.n; i++) mask |= UINT64_C(1) << v.v[i];
        return mask;
}

static void define_answers(struct lbuild *b, const struct ynode *n, struct step *s)
{
        s->answers = step_mask(b, n);
        for (size_t i = 0; i < item_count(n); i++) {
                const struct ynode *item = item_at(n, i);
                check_pair(b, item, named_find(STEPS(b->l), item->text), false, s->name);
        }
}

/* ---- clocks ---------------------------------------------------------------------------------- */

/* Clocks by name, and `promise` for the record's own. */
static void take_clocks(struct lbuild *b, const struct ynode *n, struct clock_list *ret)
{
        for (size_t i = 0; i < item_count(n); i++) {
                const struct ynode *item = item_at(n, i);
                if (item->kind == Y_SCALAR && str_eq(item->text, S("promise"))) {
                        ret->promise = true;
                        if (!b->k.promise)
                                FAULT(b->r.f, ERR_INPUT, "step.promise", reader_at(&b->r, item),
                                      "此台账没有 promise", "this ledger has no promise");
                        continue;
                }
                int c = take_ref(&b->r, item, NOUN_CLOCK, CLOCKS(b->l));
                if (c >= 0 && c < CLOCKS_MAX) ret->clocks |= UINT64_C(1) << c;
        }
}

#define EXTENDS_KEYS(X)                                                                            \
        X(clock, "clock", SHAPE_LIST, KEY_NEEDED)                                                  \
        X(by, "by", SHAPE_TEXT, KEY_NEEDED)                                                        \
        X(max, "max", SHAPE_TEXT, 0)                                                               \
        X(times, "times", SHAPE_TEXT, 0)
KEYS(extends, EXTENDS_KEYS)

static void define_extends(struct lbuild *b, const struct ynode *n, struct step *s)
{
        union extends_keys k;
        struct step_extends *x = &s->extends;
        if (!n) return;
        READ_KEYS(&b->r, n, extends, &k);
        x->is = true;
        x->has_max = k.max != NULL;
        not_entering(b, n, s);
        take_clocks(b, k.clock, &x->of);
        take_allowance(&b->r, k.by, &x->by);
        take_allowance(&b->r, k.max, &x->max);
        take_int(&b->r, k.times, 1, 1000, &x->times);
        if (!x->has_max || (x->max.unit == x->by.unit && x->max.n >= x->by.n)) return;
        FAULT(b->r.f, ERR_INPUT, "extends.max", reader_at(&b->r, k.max),
              "max 须与 by 同一单位，且不少于 by", "max should be of the unit of by, and not less");
}

/* The field that says why: one of those asked whose list is the clock's reasons. */
static void define_reason(struct lbuild *b, const struct ynode *n, struct step *s)
{
        const struct ledger *l = b->l;
        for (size_t c = 0; c < l->clocks_n && c < CLOCKS_MAX; c++) {
                struct str stops = l->clocks[c].stops;
                if (!(s->holds.clocks >> c & 1) || stops.n == 0) continue;
                int found = -1;
                for (size_t i = s->ask_n; i-- > 0;) {
                        const struct field *f = &l->fields[s->ask[i]];
                        bool choice = f->type == F_CHOICE || f->type == F_TREE;
                        if (choice && !f->many && str_eq(f->of, stops)) found = s->ask[i];
                }
                if (found < 0)
                        FAULT(b->r.f, ERR_INPUT, "step.holds", reader_at(&b->r, n),
                              "暂停时限“%.*s”须填写理由：ask 中应有选项表“%.*s”的字段",
                              "to hold the clock '%.*s' says why: ask a field of the list '%.*s'",
                              SP(l->clocks[c].name), SP(stops));
                if (s->reason < 0) s->reason = found;
        }
}

static void define_stops(struct lbuild *b, const struct step_turns *k, struct step *s)
{
        take_clocks(b, k->holds, &s->holds);
        take_clocks(b, k->frees, &s->frees);
        not_entering(b, k->holds, s);
        not_entering(b, k->frees, s);
        if (k->holds) define_reason(b, k->holds, s);
}

/* I7: whom the promise was told is told that it moves. */
static void check_told(struct lbuild *b, const struct step_turns *k, const struct step *s)
{
        bool told = false;
        for (size_t i = 0; i < s->tell_n; i++) told |= s->tell[i].rel.kind == REL_NONE;
        const struct ynode *n = s->extends.of.promise ? k->extends
                                : s->holds.promise    ? k->holds
                                                      : k->frees;
        if (told || !(s->extends.of.promise || s->holds.promise || s->frees.promise)) return;
        FAULT(b->r.f, ERR_INPUT, "step.untold", reader_at(&b->r, n),
              "承诺时限变动须告知诉求人：tell: requester",
              "a promise that moves is told: tell: requester");
}

void step_turns_define(struct lbuild *b, int step, const struct step_turns *k)
{
        struct step *s = &b->l->steps[step];
        define_limit(b, k->limit, s);
        define_asks(b, k->asks, s);
        define_answers(b, k->answers, s);
        s->bars = step_mask(b, k->bars);
        define_extends(b, k->extends, s);
        define_stops(b, k, s);
        check_told(b, k, s);
}

/* Silence may lengthen a clock, which everybody reckons with from the asking on; whatever else a
 * step does would not be seen while the timer is down. */
static bool does_more(const struct step *s)
{
        return s->to >= 0 || s->opens_n || s->ends_n || s->moves_n || s->set_n || s->round_next ||
               s->paper >= 0 || s->holds.clocks || s->holds.promise || s->frees.clocks ||
               s->frees.promise;
}

void turns_check(struct lbuild *b)
{
        const struct ledger *l = b->l;
        for (size_t i = 0; i < map_size(b->k.steps) && i < l->steps_n; i++) {
                const struct step_asks *x = &l->steps[i].asks;
                const struct step *s =
                        x->is && x->silent_step >= 0 ? &l->steps[x->silent_step] : NULL;
                if (!s || (!does_more(s) && (x->silent == SILENT_GRANT || !s->extends.is)))
                        continue;
                const struct ynode *asks = ynode_get(b->k.steps->items[i], S("asks"));
                FAULT(b->r.f, ERR_INPUT, "asks.silent",
                      reader_at(&b->r, ynode_get(asks, S("silent"))),
                      "无人答复时“%.*s”自动办理，只能延长时限，不能有其他后果",
                      "the step '%.*s' is taken by silence: it may extend a clock and do nothing "
                      "else",
                      SP(s->name));
        }
}

/* ledger_steps.c: the steps of a ledger: who may take them from where, and what they do. */
#include "base/limits.h"
#include "city/ledger_in.h"

#define STEP_KEYS(X)                                                                               \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(on, "on", SHAPE_TEXT, 0)                                                                 \
        X(from, "from", SHAPE_LIST, 0)                                                             \
        X(to, "to", SHAPE_TEXT, 0)                                                                 \
        X(by, "by", SHAPE_LIST, 0)                                                                 \
        X(when, "when", SHAPE_TEXT, 0)                                                             \
        X(say, "say", SHAPE_ANY, 0)                                                                \
        X(needs, "needs", SHAPE_MAP, 0)                                                            \
        X(warn, "warn", SHAPE_MAP, 0)                                                              \
        X(ask, "ask", SHAPE_LIST, 0)                                                               \
        X(set, "set", SHAPE_MAP, 0)                                                                \
        X(limit, "limit", SHAPE_MAP, 0)                                                            \
        X(opens, "opens", SHAPE_MAP, 0)                                                            \
        X(ends, "ends", SHAPE_MAP, 0)                                                              \
        X(moves, "moves", SHAPE_MAP, 0)                                                            \
        X(clock, "clock", SHAPE_TEXT, 0)                                                           \
        X(asks, "asks", SHAPE_MAP, 0)                                                              \
        X(answers, "answers", SHAPE_LIST, 0)                                                       \
        X(bars, "bars", SHAPE_LIST, 0)                                                             \
        X(extends, "extends", SHAPE_MAP, 0)                                                        \
        X(holds, "holds", SHAPE_LIST, 0)                                                           \
        X(frees, "frees", SHAPE_LIST, 0)                                                           \
        X(round, "round", SHAPE_TEXT, 0)                                                           \
        X(follows, "follows", SHAPE_TEXT, 0)                                                       \
        X(also, "also", SHAPE_MAP, 0)                                                              \
        X(meets, "meets", SHAPE_MAP, 0)                                                            \
        X(makes, "makes", SHAPE_LIST, 0)                                                           \
        X(paper, "paper", SHAPE_TEXT, 0)                                                           \
        X(tell, "tell", SHAPE_LIST, 0)                                                             \
        X(late, "late", SHAPE_TEXT, 0)                                                             \
        X(corrects, "corrects", SHAPE_TEXT, 0)                                                     \
        X(retired, "retired", SHAPE_TEXT, 0)
KEYS(step, STEP_KEYS)

static const struct str outcome_words[] = { WORD("done"), WORD("failed"), WORD("returned"),
                                            WORD("withdrawn") };
_Static_assert(LEN(outcome_words) == OUT_COUNT - 1, "one word per outcome but open");

struct str outcome_name(enum outcome o)
{
        ASSERT(o < OUT_COUNT);
        return o == OUT_OPEN ? STR_NONE : outcome_words[o - 1];
}

/* ---- names ----------------------------------------------------------------------------------- */

static const struct {
        struct str name;
        struct label label;
} builtin_steps[] = {
        [STEP_DECLARED] = { { 0 }, { { 0 }, { 0 } } },
        [STEP_CORRECT] = { WORD("correct"), { WORD("更正"), WORD("Correct") } },
        [STEP_VOID] = { WORD("void"), { WORD("作废"), WORD("Void") } },
        [STEP_RECALL] = { WORD("recall"), { WORD("撤回上一步"), WORD("Recall") } },
        [STEP_WITHDRAW] = { WORD("withdraw"), { WORD("撤回诉求"), WORD("Withdraw") } },
        [STEP_SUPPLEMENT] = { WORD("supplement"), { WORD("补充"), WORD("Supplement") } },
        [STEP_HURRY] = { WORD("hurry"), { WORD("催办"), WORD("Hurry") } },
        [STEP_LAPSE] = { WORD("lapse"), { WORD("逾期未答复"), WORD("No answer in time") } },
};

/* Silence is an event only where some step says what silence means. */
static bool has_silence(const struct ynode *steps)
{
        for (size_t i = 0; i < map_size(steps); i++) {
                const struct ynode *asks = ynode_get(steps->items[i], S("asks"));
                if (asks && asks->kind == Y_MAP && ynode_get(asks, S("silent"))) return true;
        }
        return false;
}

/* Events of a record that are no step of its flow have these names in the log. */
static void check_free(struct lbuild *b, const struct ynode *key)
{
        static const struct str taken[] = { WORD("import"), WORD("erase"),  WORD("take_back"),
                                            WORD("reveal"), WORD("reckon"), WORD("rule"),
                                            WORD("meet"),   WORD("succeed") };
        for (size_t i = 0; i < LEN(taken); i++)
                if (str_eq(key->text, taken[i]))
                        FAULT(b->r.f, ERR_INPUT, "name.reserved", reader_at(&b->r, key),
                              "“%.*s”是系统自己的留痕名称，环节请用别的名称",
                              "'%.*s' is the name of an event of the system; choose another for "
                              "the step",
                              SP(key->text));
}

void steps_declare(struct lbuild *b)
{
        struct ledger *l = b->l;
        const struct ynode *n = b->k.steps;
        size_t declared = map_size(n), builtin = LEN(builtin_steps) - 1 - !has_silence(n);
        if (n && declared == 0)
                FAULT(b->r.f, ERR_INPUT, "ledger.steps", reader_at(&b->r, n), "至少要有一个环节",
                      "a ledger needs a step");
        if (declared + builtin > STEPS_MAX) {
                FAULT(b->r.f, ERR_INPUT, "ledger.steps", reader_at(&b->r, n), "环节超过%zu个",
                      "more than %zu steps", STEPS_MAX - builtin);
                declared = STEPS_MAX - builtin;
        }
        l->steps = ARENA_NEW(b->r.a, struct step, declared + builtin);
        for (; l->steps_n < declared; l->steps_n++) {
                check_name(&b->r, n->keys[l->steps_n], NOUN_STEP);
                check_free(b, n->keys[l->steps_n]);
                l->steps[l->steps_n].name = n->keys[l->steps_n]->text;
        }
        for (size_t i = 1; i <= builtin; i++) {
                int at = named_find(STEPS(l), builtin_steps[i].name);
                struct step *s = at < 0 ? &l->steps[l->steps_n++] : &l->steps[at];
                s->name = builtin_steps[i].name;
                s->builtin = (enum builtin)i;
                s->label = builtin_steps[i].label;
        }
}

/* ---- where from and to ----------------------------------------------------------------------- */

static uint64_t states_of(const struct ledger *l, bool (*in)(const struct state *s))
{
        uint64_t mask = 0;
        for (size_t i = 0; i < l->states_n; i++)
                if (in(&l->states[i])) mask |= UINT64_C(1) << i;
        return mask;
}

static bool is_open(const struct state *s)
{
        return s->kind == KIND_OPEN;
}

static bool is_not_void(const struct state *s)
{
        return s->kind != KIND_VOID;
}

static bool is_state(const struct state *s)
{
        return s->name.n > 0;
}

/* on: record | duty NAME | paper NAME */
static void define_on(struct lbuild *b, const struct ynode *n, struct step *s)
{
        struct str kind, name;
        s->on = ON_RECORD;
        s->on_duty = s->on_paper = -1;
        if (!n || str_eq(n->text, S("record"))) return;
        bool two = str_cut(n->text, ' ', &kind, &name), duty = two && str_eq(kind, S("duty"));
        if (!duty && !(two && str_eq(kind, S("paper")))) {
                FAULT(b->r.f, ERR_INPUT, "step.on", reader_at(&b->r, n),
                      "应为 record、“duty 任务”或“paper 文书”，不是“%.*s”",
                      "should be record, duty NAME or paper NAME, not '%.*s'", SP(n->text));
                return;
        }
        struct ynode called = *n;
        called.text = str_trim(name);
        s->on = ON_DUTY;
        if (duty) s->on_duty = take_ref(&b->r, &called, NOUN_DUTY, DUTIES(b->l));
        else s->on_paper = take_ref(&b->r, &called, NOUN_PAPER, PAPERS(b->l));
        if (s->on_paper < 0) return;
        s->on_duty = b->l->papers[s->on_paper].duty;
        if (s->on_duty < 0)
                FAULT(b->r.f, ERR_INPUT, "step.on", reader_at(&b->r, n),
                      "文书“%.*s”没有期限（due），没有可办的",
                      "the paper '%.*s' has no due: there is nothing to do on it", SP(called.text));
}

static void define_way(struct lbuild *b, const struct ynode *key, const union step_keys *k,
                       struct step *s)
{
        const struct ledger *l = b->l;
        struct index_list from = { 0 };
        take_refs(&b->r, k->from, NOUN_STATE, STATES(l), &from);
        for (size_t i = 0; i < from.n; i++) s->from |= UINT64_C(1) << from.v[i];
        if (from.n < item_count(k->from))
                s->from |= states_of(l, is_state); /* told; no more follows */
        s->to = take_ref(&b->r, k->to, NOUN_STATE, STATES(l));
        s->enters = !k->from && s->on == ON_RECORD && !k->answers;
        if (!k->from && s->on == ON_RECORD && k->answers) s->from = states_of(l, is_not_void);
        if (!k->from && s->on != ON_RECORD) s->from = states_of(l, is_not_void);
        if (s->enters && !k->to)
                FAULT(b->r.f, ERR_INPUT, "step.to", reader_at(&b->r, key),
                      "环节“%.*s”没有 from，即登记新记录，须写明 to",
                      "the step '%.*s' has no from, so it enters a record: it needs a to",
                      SP(s->name));
        if (s->to >= 0 && l->states[s->to].retired && !s->retired)
                FAULT(b->r.f, ERR_INPUT, "step.to", reader_at(&b->r, k->to), "状态“%.*s”已停用",
                      "the state '%.*s' is retired", SP(l->states[s->to].name));
}

static void define_by(struct lbuild *b, const struct ynode *key, const struct ynode *n,
                      struct step *s)
{
        s->by = ARENA_NEW(b->r.a, struct by, item_count(n));
        for (size_t i = 0; i < item_count(n); i++)
                s->by_n += take_by(b, item_at(n, i), s->on == ON_DUTY, &s->by[s->by_n]);
        if (item_count(n) > 0) return;
        FAULT(b->r.f, ERR_INPUT, "step.by", reader_at(&b->r, n ? n : key),
              "环节“%.*s”没有人可以办：请写明 by", "nobody may take the step '%.*s': it needs a by",
              SP(s->name));
}

/* ---- what it does ---------------------------------------------------------------------------- */

static void define_ask(struct lbuild *b, const struct ynode *n, struct step *s)
{
        const struct ledger *l = b->l;
        s->ask = ARENA_NEW(b->r.a, int, item_count(n));
        for (size_t i = 0; i < item_count(n); i++) {
                const struct ynode *item = item_at(n, i);
                if (item->kind == Y_SCALAR && str_eq(item->text, S("parent")) &&
                    ledger_field(l, S("parent")) < 0)
                        continue; /* step_later_define asks for it */
                int f = take_ref(&b->r, item, NOUN_FIELD, FIELDS(l));
                bool again = false;
                for (size_t k = 0; k < s->ask_n; k++) again |= s->ask[k] == f;
                if (f < 0) continue;
                if (l->fields[f].retired)
                        FAULT(b->r.f, ERR_INPUT, "step.ask", reader_at(&b->r, item),
                              "字段“%.*s”已停用", "the field '%.*s' is retired", SP(item->text));
                if (again)
                        FAULT(b->r.f, ERR_INPUT, "list.repeat", reader_at(&b->r, item),
                              "“%.*s”重复出现", "'%.*s' stands here twice", SP(item->text));
                else s->ask[s->ask_n++] = f;
        }
}

static void fault_set(struct lbuild *b, const struct ynode *n, const struct field *f)
{
        FAULT(b->r.f, ERR_INPUT, "step.set", reader_at(&b->r, n),
              "字段“%.*s”的类型是 %.*s，不能由此表达式给出",
              "the field '%.*s' is of type %.*s and cannot take this expression", SP(f->name),
              SP(ftype_name(f->type)));
}

/* The field may hold what the expression gives. */
static void check_set(struct lbuild *b, const struct ynode *n, const struct field *f,
                      const struct prop *p, const struct expr *e)
{
        bool literal = e->op == E_LIT && e->type == T_TEXT;
        if (untyped(f)) return;
        if (f->sealed || f->many || p->type == T_NULL) {
                fault_set(b, n, f);
                return;
        }
        bool day = f->type == F_DAY && e->type == T_MOMENT;
        if (e->type != p->type && e->type != T_NULL && p->type != T_ERROR && !day)
                fault_set(b, n, f);
        if (!literal || p->type != T_TEXT || p->codes_n == 0) return;
        struct near near = near_init(e->lit.text);
        for (size_t i = 0; i < p->codes_n; i++) {
                if (str_eq(p->codes[i], e->lit.text)) return;
                near_try(&near, p->codes[i]);
        }
        reader_unknown(&b->r, n, NOUN_CHOICE, &near);
}

static void define_set(struct lbuild *b, const struct ynode *n, struct step *s)
{
        s->set = ARENA_NEW(b->r.a, struct step_set, map_size(n));
        for (size_t i = 0; i < map_size(n); i++) {
                int f = take_ref(&b->r, n->keys[i], NOUN_FIELD, FIELDS(b->l));
                struct expr *e = take_expr(&b->r, n->items[i], &s->props, T_NULL);
                if (f < 0 || !e) continue;
                check_set(b, n->items[i], &b->l->fields[f], &b->l->props_record.p[PROP_FIELDS + f],
                          e);
                s->set[s->set_n++] = (struct step_set){ f, e };
        }
}

#define OPENS_KEYS(X)                                                                              \
        X(holder, "holder", SHAPE_TEXT, 0)                                                         \
        X(clock, "clock", SHAPE_TEXT, 0)                                                           \
        X(under, "under", SHAPE_TEXT, 0)
KEYS(opens, OPENS_KEYS)

static void define_open(struct lbuild *b, const struct ynode *n, const struct step *s,
                        struct step_opens *o)
{
        static const struct str words[] = { WORD("promise"), WORD("this") };
        union opens_keys k;
        int under = -1;
        READ_KEYS(&b->r, n, opens, &k);
        if (k.holder)
                take_rel(b, k.holder, k.holder->text, s->on == ON_DUTY ? MAY_HOLDER : 0,
                         &o->holder);
        o->clock = take_ref(&b->r, k.clock, NOUN_CLOCK, CLOCKS(b->l));
        take_word(&b->r, k.under, WORDS(words), &under);
        if (under == 0) {
                o->under = UNDER_PROMISE;
                if (!b->k.promise)
                        FAULT(b->r.f, ERR_INPUT, "duty.under", reader_at(&b->r, k.under),
                              "此台账没有 promise：请写明 promise 一节，或去掉 under",
                              "this ledger has no promise: write the section promise, or "
                              "leave under out");
        } else if (under == 1) {
                o->under = UNDER_THIS;
                if (s->on != ON_DUTY || s->on_paper >= 0)
                        FAULT(b->r.f, ERR_INPUT, "step.this", reader_at(&b->r, k.under),
                              "只有任务上的环节才有 this", "only a step on a duty has a this");
                if (ledger_duty(b->l, S("review")) < 0)
                        FAULT(b->r.f, ERR_INPUT, "step.review", reader_at(&b->r, k.under),
                              "转办的任务办完后须由上级复核：请声明任务 review",
                              "a delegated duty's end opens the duty 'review': declare it");
                if (!k.holder)
                        FAULT(b->r.f, ERR_INPUT, "step.delegate", reader_at(&b->r, k.under),
                              "转办须写明交给谁：holder",
                              "a duty that is handed down needs its holder");
        }
}

static void define_duties(struct lbuild *b, const union step_keys *k, struct step *s)
{
        s->opens = ARENA_NEW(b->r.a, struct step_opens, map_size(k->opens));
        for (size_t i = 0; i < map_size(k->opens); i++) {
                struct step_opens *o = &s->opens[s->opens_n];
                o->duty = take_ref(&b->r, k->opens->keys[i], NOUN_DUTY, DUTIES(b->l));
                define_open(b, k->opens->items[i], s, o);
                s->opens_n += o->duty >= 0;
        }
        s->ends = ARENA_NEW(b->r.a, struct step_ends, map_size(k->ends) + 1);
        bool goes_on = k->ends || k->asks || k->answers || k->extends || k->holds || k->frees;
        if (s->on_paper >= 0 && s->on_duty >= 0 && !goes_on) /* it is receipted */
                s->ends[s->ends_n++] = (struct step_ends){ s->on_duty, OUT_DONE };
        for (size_t i = 0; i < map_size(k->ends); i++) {
                int duty = take_ref(&b->r, k->ends->keys[i], NOUN_DUTY, OWED(b->l)), outcome = 0;
                take_word(&b->r, k->ends->items[i], WORDS(outcome_words), &outcome);
                if (duty >= 0)
                        s->ends[s->ends_n++] =
                                (struct step_ends){ duty, (enum outcome)(outcome + 1) };
        }
}

static int office_field(struct lbuild *b, const struct ynode *n)
{
        int f = take_ref(&b->r, n, NOUN_FIELD, FIELDS(b->l));
        if (f < 0 || untyped(&b->l->fields[f]) ||
            (b->l->fields[f].type == F_OFFICE && !b->l->fields[f].many))
                return f;
        FAULT(b->r.f, ERR_INPUT, "step.moves", reader_at(&b->r, n), "“%.*s”不是单个单位的字段",
              "'%.*s' is not a field of one office", SP(n->text));
        return -1;
}

static void define_moves(struct lbuild *b, const struct ynode *n, struct step *s)
{
        s->moves = ARENA_NEW(b->r.a, struct step_moves, map_size(n));
        for (size_t i = 0; i < map_size(n); i++) {
                struct step_moves m = { office_field(b, n->keys[i]), office_field(b, n->items[i]) };
                if (m.field >= 0 && m.from_field >= 0) s->moves[s->moves_n++] = m;
        }
}

/* One of tell: WHO: TEXT, or WHO alone for the text of the step's name. */
static void define_tell(struct lbuild *b, const struct ynode *who, const struct ynode *text,
                        struct step *s, struct tell *t)
{
        unsigned may = MAY_TELL | MAY_ABOVE | (s->on == ON_DUTY ? MAY_HOLDER : 0);
        t->who = who->text;
        t->text = s->name;
        t->rel = (struct rel){ REL_NONE, -1, STR_NONE };
        take_text(&b->r, text, &t->text);
        check_text(b, text ? text : who, t->text);
        if (!str_eq(t->who, S("requester"))) (void)take_rel(b, who, t->who, may, &t->rel);
}

static void define_tells(struct lbuild *b, const struct ynode *n, struct step *s)
{
        size_t cap = 0;
        for (size_t i = 0; i < item_count(n); i++) {
                const struct ynode *item = item_at(n, i);
                if (item->kind == Y_LIST) {
                        FAULT(b->r.f, ERR_INPUT, "value.shape", reader_at(&b->r, item),
                              "应为“对象: 文本”", "WHO: TEXT should stand here");
                        continue;
                }
                if (item->kind == Y_SCALAR)
                        define_tell(b, item, NULL, s, ARENA_PUSH(b->r.a, s->tell, s->tell_n, cap));
                for (size_t k = 0; k < map_size(item); k++)
                        define_tell(b, item->keys[k], item->items[k], s,
                                    ARENA_PUSH(b->r.a, s->tell, s->tell_n, cap));
        }
}

static void define_rest(struct lbuild *b, const union step_keys *k, struct step *s)
{
        static const struct str clock_words[] = { [CLOCK_REST] = WORD("rest"),
                                                  [CLOCK_KEEP] = WORD("keep"),
                                                  [CLOCK_RESTART] = WORD("restart") };
        static const struct str round_words[] = { WORD("next") };
        int clock = CLOCK_REST, round = -1;
        take_word(&b->r, k->clock, WORDS(clock_words), &clock);
        take_word(&b->r, k->round, WORDS(round_words), &round);
        s->clock = (enum clock_effect)clock;
        s->round_next = round == 0;
        s->paper = take_ref(&b->r, k->paper, NOUN_PAPER, PAPERS(b->l));
        define_tells(b, k->tell, s);
        s->has_late = k->late != NULL;
        take_allowance(&b->r, k->late, &s->late);
        take_bool(&b->r, k->corrects, &s->corrects);
        const struct ynode *odd = s->round_next ? k->round : s->corrects ? k->corrects : k->ends;
        if (s->enters && odd)
                FAULT(b->r.f, ERR_INPUT, "step.enters", reader_at(&b->r, odd),
                      "登记新记录的环节还没有轮次、任务和可更正的内容",
                      "a step that enters a record has no round to end, no duty and nothing to "
                      "correct");
}

/* ---- one step -------------------------------------------------------------------------------- */

static void define_more(struct lbuild *b, const union step_keys *k, int step)
{
        struct step_turns turns = { k->limit,   k->asks,  k->answers, k->bars,
                                    k->extends, k->holds, k->frees };
        struct step_later later = {
                .follows = k->follows, .also = k->also, .meets = k->meets, .makes = k->makes
        };
        step_turns_define(b, step, &turns);
        later.ask = k->ask;
        step_later_define(b, step, &later);
}

static void define_step(struct lbuild *b, const struct ynode *key, const struct ynode *n,
                        struct step *s)
{
        union step_keys k;
        READ_KEYS(&b->r, n, step, &k);
        s->reason = -1;
        take_label(&b->r, k.label, &s->label);
        take_label(&b->r, k.say, &s->say);
        take_bool(&b->r, k.retired, &s->retired);
        define_on(b, k.on, s);
        define_way(b, key, &k, s);
        define_by(b, key, k.by, s);
        step_needs_define(b, k.needs, s);
        s->when = take_expr(&b->r, k.when, &s->props, T_BOOL);
        step_warns_define(b, k.warn, s);
        if (k.say && !k.when && !k.limit)
                FAULT(b->r.f, ERR_INPUT, "step.say", reader_at(&b->r, k.say),
                      "没有 when 或 limit，say 不会用到",
                      "without a when or a limit, say is never said");
        define_ask(b, k.ask, s);
        define_set(b, k.set, s);
        define_duties(b, &k, s);
        define_moves(b, k.moves, s);
        define_rest(b, &k, s);
        define_more(b, &k, (int)(s - b->l->steps));
}

/* ---- built-in steps -------------------------------------------------------------------------- */

/* A ledger may narrow who takes a built-in step, when and from where; what it does is fixed. */
#define NARROW_KEYS(X)                                                                             \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(from, "from", SHAPE_LIST, 0)                                                             \
        X(by, "by", SHAPE_LIST, 0)                                                                 \
        X(when, "when", SHAPE_TEXT, 0)                                                             \
        X(say, "say", SHAPE_ANY, 0)                                                                \
        X(ask, "ask", SHAPE_LIST, 0)                                                               \
        X(tell, "tell", SHAPE_LIST, 0)                                                             \
        X(late, "late", SHAPE_TEXT, 0)
KEYS(narrow, NARROW_KEYS)

static void default_by(struct lbuild *b, struct step *s)
{
        static const struct {
                size_t n;
                enum role role[2];
        } row[] = {
                [STEP_DECLARED] = { 0, { ROLE_CLERK, ROLE_CLERK } },
                [STEP_CORRECT] = { 2, { ROLE_RECORDER, ROLE_CLERK } },
                [STEP_VOID] = { 2, { ROLE_DISPATCHER, ROLE_SUPERVISOR } },
                [STEP_RECALL] = { 0,
                                  { ROLE_CLERK,
                                    ROLE_CLERK } }, /* whoever may take the step recalled */
                [STEP_WITHDRAW] = { 2, { ROLE_REQUESTER, ROLE_CLERK } },
                [STEP_SUPPLEMENT] = { 2, { ROLE_REQUESTER, ROLE_CLERK } },
                [STEP_HURRY] = { 2, { ROLE_REQUESTER, ROLE_CLERK } },
                [STEP_LAPSE] = { 1, { ROLE_TIMER, ROLE_TIMER } },
        };
        s->by_n = row[s->builtin].n;
        s->by = ARENA_NEW(b->r.a, struct by, s->by_n);
        for (size_t i = 0; i < s->by_n; i++) {
                s->by[i].role = row[s->builtin].role[i];
                s->by[i].at = (struct rel){ REL_OWNER, -1, S("owner") };
                if (s->by[i].role == ROLE_REQUESTER || s->by[i].role == ROLE_TIMER)
                        s->by[i].at = (struct rel){ REL_NONE, -1, STR_NONE };
        }
}

/* Everything may be corrected that is still asked. */
static void default_ask(struct lbuild *b, struct step *s)
{
        const struct ledger *l = b->l;
        s->ask = ARENA_NEW(b->r.a, int, l->fields_n);
        for (size_t i = 0; i < l->fields_n; i++)
                if (!l->fields[i].retired) s->ask[s->ask_n++] = (int)i;
}

static void default_step(struct lbuild *b, struct step *s)
{
        const struct ledger *l = b->l;
        bool only_open = s->builtin == STEP_WITHDRAW || s->builtin == STEP_SUPPLEMENT ||
                         s->builtin == STEP_HURRY;
        s->on = ON_RECORD;
        s->on_duty = s->on_paper = s->paper = s->to = s->reason = -1;
        s->from = states_of(l, s->builtin == STEP_CORRECT || s->builtin == STEP_RECALL ? is_state
                               : only_open                                             ? is_open
                                           : is_not_void);
        if (s->builtin == STEP_VOID) s->to = ledger_state(l, S("voided"));
        if (s->builtin == STEP_WITHDRAW) s->to = ledger_state(l, S("withdrawn"));
        s->corrects = s->builtin == STEP_CORRECT;
        default_by(b, s);
        if (s->corrects) default_ask(b, s);
}

static void narrow_step(struct lbuild *b, const struct ynode *key, const struct ynode *n,
                        struct step *s)
{
        union narrow_keys k;
        uint64_t chosen = 0;
        struct index_list from = { 0 };
        READ_KEYS(&b->r, n, narrow, &k);
        take_label(&b->r, k.label, &s->label);
        take_label(&b->r, k.say, &s->say);
        take_refs(&b->r, k.from, NOUN_STATE, STATES(b->l), &from);
        for (size_t i = 0; i < from.n; i++) {
                chosen |= UINT64_C(1) << from.v[i];
                if (!(s->from >> from.v[i] & 1))
                        FAULT(b->r.f, ERR_INPUT, "step.narrow", reader_at(&b->r, k.from),
                              "“%.*s”本来就不能从状态“%.*s”办理，台账只能收窄",
                              "'%.*s' could never be taken from '%.*s': a ledger may only narrow "
                              "it",
                              SP(s->name), SP(b->l->states[from.v[i]].name));
        }
        if (k.from) s->from = chosen;
        if (k.by) {
                s->by_n = 0;
                define_by(b, key, k.by, s);
        }
        step_needs_define(b, NULL, s);
        s->when = take_expr(&b->r, k.when, &s->props, T_BOOL);
        if (k.ask && !s->corrects)
                FAULT(b->r.f, ERR_INPUT, "step.narrow", reader_at(&b->r, k.ask),
                      "只有 correct 可以用 ask 限定可更正的字段",
                      "of the built-in steps only correct can narrow the fields it asks");
        if (k.ask && s->corrects) {
                s->ask_n = 0;
                define_ask(b, k.ask, s);
        }
        define_tells(b, k.tell, s);
        s->has_late = k.late != NULL;
        take_allowance(&b->r, k.late, &s->late);
}

void builtin_define(struct lbuild *b)
{
        struct ledger *l = b->l;
        for (size_t i = 0; i < l->steps_n; i++) {
                struct step *s = &l->steps[i];
                if (s->builtin == STEP_DECLARED) continue;
                default_step(b, s);
                if (i < map_size(b->k.steps))
                        narrow_step(b, b->k.steps->keys[i], b->k.steps->items[i], s);
        }
}

void steps_define(struct lbuild *b)
{
        struct ledger *l = b->l;
        for (size_t i = 0; i < map_size(b->k.steps) && i < l->steps_n; i++) {
                struct step *s = &l->steps[i];
                if (s->builtin == STEP_DECLARED)
                        define_step(b, b->k.steps->keys[i], b->k.steps->items[i], s);
        }
}

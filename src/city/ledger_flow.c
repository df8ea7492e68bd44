/* ledger_flow.c: states, clocks, the promise, duties and papers of a ledger. */
#include "base/limits.h"
#include "city/ledger_in.h"

static const struct str kind_words[] = { WORD("open"), WORD("done"), WORD("void") };
_Static_assert(LEN(kind_words) == KIND_COUNT, "one word per kind");

struct str kind_name(enum kind k)
{
        ASSERT(k < KIND_COUNT);
        return kind_words[k];
}

/* ---- states ---------------------------------------------------------------------------------- */

#define STATE_KEYS(X)                                                                              \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(kind, "kind", SHAPE_TEXT, KEY_NEEDED)                                                    \
        X(retired, "retired", SHAPE_TEXT, 0)
KEYS(state, STATE_KEYS)

static const struct state builtin_states[] = {
        { WORD("voided"), { WORD("已作废"), WORD("Voided") }, KIND_VOID, false },
        { WORD("withdrawn"), { WORD("已撤回"), WORD("Withdrawn") }, KIND_VOID, false },
};

static void read_state(struct lbuild *b, const struct ynode *n, struct state *s)
{
        union state_keys k;
        int kind = KIND_OPEN;
        READ_KEYS(&b->r, n, state, &k);
        take_label(&b->r, k.label, &s->label);
        take_word(&b->r, k.kind, WORDS(kind_words), &kind);
        take_bool(&b->r, k.retired, &s->retired);
        s->kind = (enum kind)kind;
}

static void check_builtin_state(struct lbuild *b, const struct ynode *key)
{
        for (size_t i = 0; i < LEN(builtin_states); i++)
                if (str_eq(key->text, builtin_states[i].name))
                        FAULT(b->r.f, ERR_INPUT, "name.reserved", reader_at(&b->r, key),
                              "状态“%.*s”每个台账都有，不必声明",
                              "every ledger has the state '%.*s' without declaring it",
                              SP(key->text));
}

static void states_declare(struct lbuild *b)
{
        const struct ynode *n = b->k.states;
        struct ledger *l = b->l;
        size_t declared = map_size(n);
        if (n && declared == 0)
                FAULT(b->r.f, ERR_INPUT, "ledger.states", reader_at(&b->r, n), "至少要有一个状态",
                      "a ledger needs a state");
        if (declared + LEN(builtin_states) > STATES_MAX) {
                FAULT(b->r.f, ERR_INPUT, "ledger.states", reader_at(&b->r, n), "状态超过%zu个",
                      "more than %zu states", STATES_MAX - LEN(builtin_states));
                declared = STATES_MAX - LEN(builtin_states);
        }
        l->states = ARENA_NEW(b->r.a, struct state, declared + LEN(builtin_states));
        for (size_t i = 0; i < declared; i++) {
                check_name(&b->r, n->keys[i], NOUN_STATE);
                check_builtin_state(b, n->keys[i]);
                l->states[i].name = n->keys[i]->text;
                read_state(b, n->items[i], &l->states[i]);
        }
        for (size_t i = 0; i < LEN(builtin_states); i++)
                l->states[declared + i] = builtin_states[i];
        l->states_n = declared + LEN(builtin_states);
}

static bool reserved_duty(struct str name)
{
        return str_eq(name, S("promise")) || str_eq(name, S("this"));
}

/* A step may name a paper that is not declared: its text is the one of its name. */
static const struct ynode *implied_paper(const struct ledger *l, const struct ynode *step)
{
        const struct ynode *paper = ynode_get(step, S("paper"));
        if (!paper || paper->kind != Y_SCALAR || named_find(PAPERS(l), paper->text) >= 0)
                return NULL;
        return paper;
}

/* What is owed has a name of its own among the duties. */
static int owed_declare(struct lbuild *b, const struct ynode *key, int paper)
{
        struct ledger *l = b->l;
        if (ledger_duty(l, key->text) >= 0 || reserved_duty(key->text) ||
            str_eq(key->text, S("review")))
                FAULT(b->r.f, ERR_INPUT, "name.reserved", reader_at(&b->r, key),
                      "“%.*s”已是任务的名称，有期限的文书请用别的名称",
                      "'%.*s' is the name of a duty; a paper with a due needs another",
                      SP(key->text));
        l->duties[l->duties_n] = (struct duty_def){ .name = key->text, .paper = paper };
        return (int)l->duties_n++;
}

static void papers_declare(struct lbuild *b)
{
        struct ledger *l = b->l;
        size_t declared = map_size(b->k.papers), steps = map_size(b->k.steps);
        l->papers = ARENA_NEW(b->r.a, struct paper_def, declared + steps);
        for (; l->papers_n < declared; l->papers_n++) {
                const struct ynode *key = b->k.papers->keys[l->papers_n];
                bool owed = ynode_get(b->k.papers->items[l->papers_n], S("due")) != NULL;
                check_name(&b->r, key, NOUN_PAPER);
                l->papers[l->papers_n].name = key->text;
                l->papers[l->papers_n].duty = -1;
                if (owed) l->papers[l->papers_n].duty = owed_declare(b, key, (int)l->papers_n);
        }
        for (size_t i = 0; i < steps; i++) {
                const struct ynode *paper = implied_paper(l, b->k.steps->items[i]);
                if (!paper) continue;
                check_name(&b->r, paper, NOUN_PAPER);
                check_text(b, paper, paper->text);
                struct paper_def *p = &l->papers[l->papers_n++];
                *p = (struct paper_def){ .name = paper->text, .text = paper->text, .duty = -1 };
                take_number(b, NULL, true, &p->form, &p->per_year);
        }
}

void flow_declare(struct lbuild *b)
{
        struct ledger *l = b->l;
        states_declare(b);
        l->clocks_n = map_size(b->k.clocks);
        l->clocks = ARENA_NEW(b->r.a, struct clock_def, l->clocks_n);
        for (size_t i = 0; i < l->clocks_n; i++) {
                const struct ynode *key = b->k.clocks->keys[i];
                check_name(&b->r, key, NOUN_CLOCK);
                l->clocks[i].name = key->text;
                if (str_eq(key->text, S("promise")))
                        FAULT(b->r.f, ERR_INPUT, "name.reserved", reader_at(&b->r, key),
                              "“%.*s”指承诺时限，时限请用别的名称",
                              "'%.*s' means the promise; choose another name", SP(key->text));
                if (i == CLOCKS_MAX)
                        FAULT(b->r.f, ERR_INPUT, "ledger.clocks", reader_at(&b->r, key),
                              "时限超过%d个", "more than %d clocks", CLOCKS_MAX);
        }
        l->duties_n = l->duties_said = map_size(b->k.duties);
        l->duties = ARENA_NEW(b->r.a, struct duty_def, l->duties_n + map_size(b->k.papers));
        for (size_t i = 0; i < l->duties_n; i++) {
                const struct ynode *key = b->k.duties->keys[i];
                check_name(&b->r, key, NOUN_DUTY);
                if (reserved_duty(key->text))
                        FAULT(b->r.f, ERR_INPUT, "name.reserved", reader_at(&b->r, key),
                              "“%.*s”在 under 中另有含义，任务请用别的名称",
                              "'%.*s' has a meaning of its own after under:; choose another name",
                              SP(key->text));
                l->duties[i].name = key->text;
                l->duties[i].paper = -1;
        }
        papers_declare(b);
}

/* ---- clocks ---------------------------------------------------------------------------------- */

#define RULE_KEYS(X)                                                                               \
        X(when, "when", SHAPE_TEXT, 0)                                                             \
        X(within, "within", SHAPE_TEXT, 0)                                                         \
        X(until, "until", SHAPE_TEXT, 0)                                                           \
        X(basis, "basis", SHAPE_TEXT, 0)
KEYS(rule, RULE_KEYS)

/* How long, or until which day of the record. */
static void take_time(struct lbuild *b, const struct ynode *item, const union rule_keys *k,
                      struct rule *r)
{
        r->until = take_ref(&b->r, k->until, NOUN_FIELD, FIELDS(b->l));
        take_allowance(&b->r, k->within, &r->within);
        if (r->until >= 0 && b->l->fields[r->until].type != F_DAY)
                FAULT(b->r.f, ERR_INPUT, "rules.until", reader_at(&b->r, k->until),
                      "until 应为日期字段", "until should name a field of type day");
        if (item->kind == Y_MAP && !k->within == !k->until)
                FAULT(b->r.f, ERR_INPUT, "rules.time", reader_at(&b->r, item),
                      "应有 within 或 until 之一", "one of within and until should stand here");
}

static bool conditional(const struct ynode *item)
{
        return item->kind != Y_MAP || ynode_get(item, S("when")) || ynode_get(item, S("until"));
}

struct rule *take_rules(struct lbuild *b, const struct ynode *n, size_t *ret_n)
{
        size_t count = item_count(n);
        struct rule *v = ARENA_NEW(b->r.a, struct rule, count);
        for (size_t i = 0; i < count; i++) {
                const struct ynode *item = item_at(n, i);
                union rule_keys k;
                READ_KEYS(&b->r, item, rule, &k);
                v[i].when = take_expr(&b->r, k.when, &b->l->props_record, T_BOOL);
                take_time(b, item, &k, &v[i]);
                take_text(&b->r, k.basis, &v[i].basis);
                if (i + 1 == count && (k.when || k.until))
                        FAULT(b->r.f, ERR_INPUT, "rules.last",
                              reader_at(&b->r, k.when ? k.when : k.until),
                              "最后一条规则不能带 when 或 until，否则有的情形没有时限",
                              "the last rule cannot have a when or until: some cases would have "
                              "no time");
                if (i + 1 < count && !conditional(item))
                        FAULT(b->r.f, ERR_INPUT, "rules.unreached", reader_at(&b->r, item),
                              "此规则没有 when，其后的规则永远不会用到",
                              "this rule has no when, so those after it are never used");
        }
        if (n && count == 0)
                FAULT(b->r.f, ERR_INPUT, "rules.none", reader_at(&b->r, n), "至少要有一条规则",
                      "at least one rule is needed");
        *ret_n = count;
        return v;
}

#define CLOCK_KEYS(X)                                                                              \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(rules, "rules", SHAPE_LIST, KEY_NEEDED)                                                  \
        X(stops, "stops", SHAPE_TEXT, 0)                                                           \
        X(colour, "colour", SHAPE_MAP, 0)                                                          \
        X(end, "end", SHAPE_TEXT, 0)
KEYS(clock, CLOCK_KEYS)

#define COLOUR_KEYS(X)                                                                             \
        X(yellow, "yellow", SHAPE_TEXT, KEY_NEEDED)                                                \
        X(red, "red", SHAPE_TEXT, 0)
KEYS(colour, COLOUR_KEYS)

static void define_clock(struct lbuild *b, const struct ynode *n, struct clock_def *c)
{
        union clock_keys k;
        READ_KEYS(&b->r, n, clock, &k);
        take_label(&b->r, k.label, &c->label);
        c->rules = take_rules(b, k.rules, &c->rules_n);
        take_ref(&b->r, k.stops, NOUN_LIST, NAMED(b->c->lists, b->c->lists_n));
        take_text(&b->r, k.stops, &c->stops);
        c->end_minute = -1;
        take_minute(&b->r, k.end, &c->end_minute);
        if (!k.colour) return;
        union colour_keys colour;
        READ_KEYS(&b->r, k.colour, colour, &colour);
        c->has_colour = true;
        c->red = (struct allowance){ 0, UNIT_WORKDAYS };
        take_allowance(&b->r, colour.yellow, &c->yellow);
        take_allowance(&b->r, colour.red, &c->red);
}

#define PROMISE_KEYS(X)                                                                            \
        X(rules, "rules", SHAPE_LIST, KEY_NEEDED)                                                  \
        X(from, "from", SHAPE_LIST, 0)                                                             \
        X(told, "told", SHAPE_TEXT, 0)
KEYS(promise, PROMISE_KEYS)

static void define_promise(struct lbuild *b)
{
        static const struct str told[] = { WORD("requester") };
        struct promise_def *p = &b->l->promise;
        struct index_list from = { 0 };
        union promise_keys k;
        int who = 0;
        if (!b->k.promise) return;
        READ_KEYS(&b->r, b->k.promise, promise, &k);
        p->is = true;
        p->rules = take_rules(b, k.rules, &p->rules_n);
        take_refs(&b->r, k.from, NOUN_STEP, STEPS(b->l), &from);
        for (size_t i = 0; i < from.n; i++) p->from |= UINT64_C(1) << from.v[i];
        take_word(&b->r, k.told, WORDS(told), &who);
}

/* ---- duties ---------------------------------------------------------------------------------- */

#define DUTY_KEYS(X)                                                                               \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(holder, "holder", SHAPE_TEXT, KEY_NEEDED)                                                \
        X(each, "each", SHAPE_TEXT, 0)                                                             \
        X(under, "under", SHAPE_TEXT, 0)                                                           \
        X(take, "take", SHAPE_TEXT, 0)                                                             \
        X(at_least, "at_least", SHAPE_TEXT, 0)                                                     \
        X(clock, "clock", SHAPE_TEXT, KEY_NEEDED)                                                  \
        X(done_when, "done_when", SHAPE_TEXT, 0)
KEYS(duty, DUTY_KEYS)

static void define_each(struct lbuild *b, const union duty_keys *k, struct duty_def *d)
{
        static const struct str words[] = { WORD("lead"), WORD("all"), WORD("any") };
        int done_when = DONE_LEAD;
        d->each = take_ref(&b->r, k->each, NOUN_FIELD, FIELDS(b->l));
        const struct field *f = d->each < 0 ? NULL : &b->l->fields[d->each];
        if (f && !untyped(f) && (f->type != F_OFFICE || !f->many))
                FAULT(b->r.f, ERR_INPUT, "duty.each", reader_at(&b->r, k->each),
                      "each 须是可多选的单位字段（type: office, many: true）",
                      "each must be an office field with many: true");
        if (k->done_when && !k->each)
                FAULT(b->r.f, ERR_INPUT, "duty.done_when", reader_at(&b->r, k->done_when),
                      "没有 each 的任务只有一个承办单位，不需要 done_when",
                      "a duty without each has one holder; done_when says nothing");
        take_word(&b->r, k->done_when, WORDS(words), &done_when);
        d->done_when = (enum done_when)done_when;
}

/* take: rest, or rest - ALLOWANCE */
static void define_take(struct lbuild *b, const struct ynode *n, struct duty_def *d)
{
        struct str s = n->text;
        d->has_take = true;
        d->reserve = (struct allowance){ 0, UNIT_WORKDAYS };
        if (str_eq(s, S("rest"))) return;
        struct str less = str_trim(str_starts(s, S("rest")) ? str_from(s, 4) : STR_NONE);
        if (less.n > 1 && less.p[0] == '-' &&
            allowance_parse(str_trim(str_from(less, 1)), &d->reserve) == OK)
                return;
        FAULT(b->r.f, ERR_INPUT, "duty.take", reader_at(&b->r, n),
              "应为 rest 或“rest - 时长”（如 rest - 1 workday），不是“%.*s”",
              "should be rest or rest less a time, such as rest - 1 workday, not '%.*s'", SP(s));
}

static void define_under(struct lbuild *b, const union duty_keys *k, struct duty_def *d)
{
        d->under = UNDER_NONE;
        d->under_duty = -1;
        if (k->take && !k->under)
                FAULT(b->r.f, ERR_INPUT, "duty.take", reader_at(&b->r, k->take),
                      "没有 under 就没有可取的余下时间", "without under there is no rest to take");
        if (k->take) define_take(b, k->take, d);
        if (!k->under) return;
        if (!str_eq(k->under->text, S("promise"))) {
                d->under = UNDER_DUTY;
                d->under_duty = take_ref(&b->r, k->under, NOUN_DUTY, DUTIES(b->l));
                return;
        }
        d->under = UNDER_PROMISE;
        if (!b->k.promise)
                FAULT(b->r.f, ERR_INPUT, "duty.under", reader_at(&b->r, k->under),
                      "此台账没有 promise：请写明 promise 一节，或去掉 under",
                      "this ledger has no promise: write the section promise, or leave under out");
}

static void define_duty(struct lbuild *b, const struct ynode *n, struct duty_def *d)
{
        union duty_keys k;
        READ_KEYS(&b->r, n, duty, &k);
        take_label(&b->r, k.label, &d->label);
        if (k.holder) take_rel(b, k.holder, k.holder->text, 0, &d->holder);
        d->clock = take_ref(&b->r, k.clock, NOUN_CLOCK, CLOCKS(b->l));
        d->has_floor = k.at_least != NULL;
        take_allowance(&b->r, k.at_least, &d->at_least);
        define_each(b, &k, d);
        define_under(b, &k, d);
}

/* A duty that lies under itself has no parent's due time to begin with. */
static void check_nesting(struct lbuild *b)
{
        const struct ledger *l = b->l;
        for (size_t i = 0; i < l->duties_said; i++) {
                int at = (int)i;
                size_t up = 0;
                while (up <= l->duties_n && at >= 0 && l->duties[at].under == UNDER_DUTY) {
                        at = l->duties[at].under_duty;
                        up++;
                }
                if (up > l->duties_n)
                        FAULT(b->r.f, ERR_INPUT, "duty.cycle",
                              reader_at(&b->r, b->k.duties->keys[i]),
                              "任务“%.*s”的 under 绕回了自身：其中一个改为 under: promise，或不写",
                              "the duty '%.*s' lies under itself: let one of them lie under "
                              "the promise, or under nothing",
                              SP(l->duties[i].name));
        }
}

/* ---- papers ---------------------------------------------------------------------------------- */

#define PAPER_KEYS(X)                                                                              \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(number, "number", SHAPE_MAP, 0)                                                          \
        X(text, "text", SHAPE_TEXT, 0)                                                             \
        X(to, "to", SHAPE_TEXT, 0)                                                                 \
        X(due, "due", SHAPE_TEXT, 0)
KEYS(paper, PAPER_KEYS)

/* Without `to` it goes to the holder of the duty it is about, else to the record's owner. */
static void define_owed(struct lbuild *b, const union paper_keys *k, const struct paper_def *p)
{
        if (k->to && !k->due)
                FAULT(b->r.f, ERR_INPUT, "paper.to", reader_at(&b->r, k->to),
                      "没有期限（due）的文书无须回执，to 不会用到",
                      "nobody owes a paper without a due: its to says nothing");
        if (p->duty < 0) return;
        struct duty_def *d = &b->l->duties[p->duty];
        d->label = p->label;
        d->holder = (struct rel){ REL_NONE, -1, STR_NONE };
        d->each = d->under_duty = -1;
        if (k->to) take_rel(b, k->to, k->to->text, 0, &d->holder);
        d->clock = take_ref(&b->r, k->due, NOUN_CLOCK, CLOCKS(b->l));
}

static void define_paper(struct lbuild *b, const struct ynode *key, const struct ynode *n,
                         struct paper_def *p)
{
        union paper_keys k;
        READ_KEYS(&b->r, n, paper, &k);
        take_label(&b->r, k.label, &p->label);
        take_number(b, k.number, true, &p->form, &p->per_year);
        p->text = p->name;
        take_text(&b->r, k.text, &p->text);
        check_text(b, k.text ? k.text : key, p->text);
        define_owed(b, &k, p);
}

void flow_define(struct lbuild *b)
{
        struct ledger *l = b->l;
        for (size_t i = 0; i < l->clocks_n; i++)
                define_clock(b, b->k.clocks->items[i], &l->clocks[i]);
        define_promise(b);
        for (size_t i = 0; i < l->duties_said; i++)
                define_duty(b, b->k.duties->items[i], &l->duties[i]);
        check_nesting(b);
        for (size_t i = 0; i < map_size(b->k.papers); i++)
                define_paper(b, b->k.papers->keys[i], b->k.papers->items[i], &l->papers[i]);
}

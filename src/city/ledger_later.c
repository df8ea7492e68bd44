/* ledger_later.c: what the language says and the engine does not run yet. Names, types and shapes
 * are checked here; the words themselves are recorded by KEY_LATER and refused by apply. */
#include "base/limits.h"
#include "city/ledger_in.h"

static const struct ledger *ledger_of(const struct lbuild *b, int i)
{
        return i < 0 ? NULL : &b->c->ledgers[i];
}

static int take_ledger(struct lbuild *b, const struct ynode *n)
{
        return take_ref(&b->r, n, NOUN_LEDGER, NAMED(b->c->ledgers, b->c->ledgers_n));
}

static void check_refs(struct lbuild *b, const struct ynode *n, enum noun what, struct named all)
{
        struct index_list ignore = { 0 };
        take_refs(&b->r, n, what, all, &ignore);
}

/* Names of properties that a key may have: fields in clear, round, owner, … */
static void check_keys(struct lbuild *b, const struct ynode *n, const struct ledger *l)
{
        const struct props *p = &l->props_record;
        for (size_t i = 0; i < item_count(n); i++) {
                int at = take_ref(&b->r, item_at(n, i), NOUN_FIELD, NAMED(p->p, p->n));
                if (at < 0 || !p->p[at].sealed) continue;
                FAULT(b->r.f, ERR_INPUT, "field.is_sealed", reader_at(&b->r, item_at(n, i)),
                      "字段“%.*s”的内容是密封的，不能用于此处",
                      "the text of field '%.*s' is sealed and cannot be used here",
                      SP(p->p[at].name));
        }
}

/* ---- steps ----------------------------------------------------------------------------------- */

static void later_needs(struct lbuild *b, const struct ynode *n)
{
        for (size_t i = 0; i < map_size(n); i++) {
                const struct ledger *l = ledger_of(b, take_ledger(b, n->keys[i]));
                if (l) check_refs(b, n->items[i], NOUN_FIELD, FIELDS(l));
        }
}

#define LIMIT_KEYS(X)                                                                              \
        X(times, "times", SHAPE_TEXT, 0)                                                           \
        X(within, "within", SHAPE_TEXT, 0)
KEYS(limit, LIMIT_KEYS)

static void later_limit(struct lbuild *b, const struct ynode *n)
{
        union limit_keys k;
        int64_t times;
        struct allowance within;
        if (!n) return;
        READ_KEYS(&b->r, n, limit, &k);
        take_int(&b->r, k.times, 1, 1000, &times);
        take_allowance(&b->r, k.within, &within);
        if (!k.times && !k.within)
                FAULT(b->r.f, ERR_INPUT, "step.limit", reader_at(&b->r, n), "应有 times 或 within",
                      "times or within should stand here");
}

#define ASKS_KEYS(X)                                                                               \
        X(answer, "answer", SHAPE_LIST, KEY_NEEDED)                                                \
        X(by, "by", SHAPE_LIST, KEY_NEEDED)                                                        \
        X(before, "before", SHAPE_TEXT, 0)                                                         \
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

static void later_asks(struct lbuild *b, const struct ynode *n, const struct step *s)
{
        static const struct str before[] = { WORD("due") };
        static const struct str silent[] = { WORD("refuse"), WORD("grant"), WORD("escalate") };
        union asks_keys k;
        int word;
        if (!n) return;
        READ_KEYS(&b->r, n, asks, &k);
        for (size_t i = 0; i < item_count(k.answer); i++) {
                const struct ynode *item = item_at(k.answer, i);
                check_pair(b, item, take_ref(&b->r, item, NOUN_STEP, STEPS(b->l)), true, s->name);
        }
        for (size_t i = 0; i < item_count(k.by); i++) {
                struct by by;
                (void)take_by(b, item_at(k.by, i), s->on == ON_DUTY, &by);
        }
        take_word(&b->r, k.before, WORDS(before), &word);
        take_word(&b->r, k.silent, WORDS(silent), &word);
}

static void later_answers(struct lbuild *b, const struct ynode *n, const struct step *s)
{
        for (size_t i = 0; i < item_count(n); i++) {
                const struct ynode *item = item_at(n, i);
                check_pair(b, item, take_ref(&b->r, item, NOUN_STEP, STEPS(b->l)), false, s->name);
        }
}

#define EXTENDS_KEYS(X)                                                                            \
        X(clock, "clock", SHAPE_TEXT, KEY_NEEDED)                                                  \
        X(by, "by", SHAPE_TEXT, KEY_NEEDED)                                                        \
        X(max, "max", SHAPE_TEXT, 0)                                                               \
        X(times, "times", SHAPE_TEXT, 0)
KEYS(extends, EXTENDS_KEYS)

static void later_extends(struct lbuild *b, const struct ynode *n)
{
        union extends_keys k;
        struct allowance ignore;
        int64_t times;
        if (!n) return;
        READ_KEYS(&b->r, n, extends, &k);
        take_ref(&b->r, k.clock, NOUN_CLOCK, CLOCKS(b->l));
        take_allowance(&b->r, k.by, &ignore);
        take_allowance(&b->r, k.max, &ignore);
        take_int(&b->r, k.times, 1, 1000, &times);
}

/* follows: parent, or a link to the same ledger */
static void later_follows(struct lbuild *b, const struct ynode *n)
{
        if (!n || str_eq(n->text, S("parent"))) return;
        int f = take_ref(&b->r, n, NOUN_FIELD, FIELDS(b->l));
        if (f < 0 || untyped(&b->l->fields[f]) ||
            (b->l->fields[f].type == F_LINK && ledger_of(b, b->l->fields[f].of_ledger) == b->l))
                return;
        FAULT(b->r.f, ERR_INPUT, "step.follows", reader_at(&b->r, n),
              "应为 parent 或指向本台账的关联字段", "should be parent or a link to this ledger");
}

#define ALSO_KEYS(X) X(children, "children", SHAPE_TEXT, KEY_NEEDED)
KEYS(also, ALSO_KEYS)

static void later_also(struct lbuild *b, const struct ynode *n)
{
        union also_keys k;
        if (!n) return;
        READ_KEYS(&b->r, n, also, &k);
        take_ref(&b->r, k.children, NOUN_STEP, STEPS(b->l));
}

#define MEETS_KEYS(X)                                                                              \
        X(duty, "duty", SHAPE_TEXT, KEY_NEEDED)                                                    \
        X(by, "by", SHAPE_LIST, 0)
KEYS(meets, MEETS_KEYS)

/* meets: {duty: DUTY or LEDGER.DUTY, by: [keys]}: the keys are fields of both ledgers. */
static void later_meets(struct lbuild *b, const struct ynode *n)
{
        union meets_keys k;
        struct str ledger, duty;
        const struct ledger *l = b->l;
        if (!n) return;
        READ_KEYS(&b->r, n, meets, &k);
        if (!k.duty) return;
        struct ynode piece = *k.duty;
        if (str_cut(k.duty->text, '.', &ledger, &duty)) {
                piece.text = ledger;
                l = ledger_of(b, take_ledger(b, &piece));
                piece.text = duty;
        }
        check_keys(b, k.by, b->l);
        if (!l) return;
        take_ref(&b->r, &piece, NOUN_DUTY, DUTIES(l));
        if (l != b->l) check_keys(b, k.by, l);
}

#define MAKES_KEYS(X)                                                                              \
        X(ledger, "ledger", SHAPE_TEXT, KEY_NEEDED)                                                \
        X(each, "each", SHAPE_TEXT, 0)                                                             \
        X(map, "map", SHAPE_MAP, 0)                                                                \
        X(link, "link", SHAPE_TEXT, 0)
KEYS(makes, MAKES_KEYS)

/* map: {field of the record made: field of this one, or of its row} */
static void later_map(struct lbuild *b, const struct ynode *n, const struct ledger *made, int rows)
{
        const struct ledger *l = b->l;
        for (size_t i = 0; i < map_size(n); i++) {
                const struct ynode *from = n->items[i];
                take_ref(&b->r, n->keys[i], NOUN_FIELD, FIELDS(made));
                if (rows >= 0 && from->kind == Y_SCALAR &&
                    named_find(NAMED(l->fields[rows].rows, l->fields[rows].rows_n), from->text) >=
                            0)
                        continue;
                take_ref(&b->r, from, NOUN_FIELD, FIELDS(l));
        }
}

static void later_makes(struct lbuild *b, const struct ynode *n)
{
        union makes_keys k;
        READ_KEYS(&b->r, n, makes, &k);
        const struct ledger *made = ledger_of(b, take_ledger(b, k.ledger));
        int rows = take_ref(&b->r, k.each, NOUN_FIELD, FIELDS(b->l));
        if (rows >= 0 && untyped(&b->l->fields[rows])) rows = -1;
        if (rows >= 0 && b->l->fields[rows].type != F_ROWS) {
                FAULT(b->r.f, ERR_INPUT, "makes.each", reader_at(&b->r, k.each),
                      "“%.*s”不是 rows 字段", "'%.*s' is not a field of type rows",
                      SP(k.each->text));
                rows = -1;
        }
        if (!made) return;
        later_map(b, k.map, made, rows);
        int link = take_ref(&b->r, k.link, NOUN_FIELD, FIELDS(made));
        if (link >= 0 && made->fields[link].type != F_LINK && !untyped(&made->fields[link]))
                FAULT(b->r.f, ERR_INPUT, "makes.link", reader_at(&b->r, k.link),
                      "台账 %.*s 的字段“%.*s”不是关联",
                      "in ledger %.*s the field '%.*s' is not a link", SP(made->name),
                      SP(k.link->text));
}

void step_later_define(struct lbuild *b, int step, const struct step_later *k)
{
        const struct step *s = &b->l->steps[step];
        later_needs(b, k->needs);
        later_limit(b, k->limit);
        later_asks(b, k->asks, s);
        later_answers(b, k->answers, s);
        check_refs(b, k->bars, NOUN_STEP, STEPS(b->l));
        later_extends(b, k->extends);
        take_ref(&b->r, k->holds, NOUN_CLOCK, CLOCKS(b->l));
        take_ref(&b->r, k->frees, NOUN_CLOCK, CLOCKS(b->l));
        later_follows(b, k->follows);
        later_also(b, k->also);
        later_meets(b, k->meets);
        for (size_t i = 0; i < item_count(k->makes); i++) later_makes(b, item_at(k->makes, i));
}

/* ---- rules ----------------------------------------------------------------------------------- */

#define RULES_KEYS(X)                                                                              \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(every, "every", SHAPE_TEXT, 0)                                                           \
        X(at, "at", SHAPE_TEXT, 0)                                                                 \
        X(on, "on", SHAPE_TEXT, 0)                                                                 \
        X(each, "each", SHAPE_TEXT, 0)                                                             \
        X(where, "where", SHAPE_TEXT, 0)                                                           \
        X(key, "key", SHAPE_LIST, 0)                                                               \
        X(do_, "do", SHAPE_TEXT, 0)                                                                \
        X(opens, "opens", SHAPE_TEXT, 0)                                                           \
        X(makes, "makes", SHAPE_TEXT, 0)                                                           \
        X(paper, "paper", SHAPE_TEXT, 0)                                                           \
        X(gone, "gone", SHAPE_TEXT, 0)
KEYS(rules, RULES_KEYS)

/* every: day … year, monday … sunday, "N monthly" */
static void rule_every(struct lbuild *b, const struct ynode *n)
{
        static const struct str words[] = {
                WORD("day"),       WORD("workday"),  WORD("week"),   WORD("month"),
                WORD("quarter"),   WORD("year"),     WORD("monday"), WORD("tuesday"),
                WORD("wednesday"), WORD("thursday"), WORD("friday"), WORD("saturday"),
                WORD("sunday"),
        };
        struct str day, rest;
        int word;
        int64_t v;
        if (!n) return;
        if (str_cut(n->text, ' ', &day, &rest) && str_eq(str_trim(rest), S("monthly")) &&
            num_parse_i64(day, 1, 31, &v) == OK)
                return;
        take_word(&b->r, n, WORDS(words), &word);
}

/* at: due, due - 1 workday, due + 1 workday */
static void rule_at(struct lbuild *b, const struct ynode *n)
{
        struct allowance w;
        if (!n || str_eq(n->text, S("due"))) return;
        struct str more = str_trim(str_starts(n->text, S("due")) ? str_from(n->text, 3) : STR_NONE);
        if (more.n > 1 && (more.p[0] == '-' || more.p[0] == '+') &&
            allowance_parse(str_trim(str_from(more, 1)), &w) == OK)
                return;
        FAULT(b->r.f, ERR_INPUT, "rule.at", reader_at(&b->r, n),
              "应为 due 或“due - 时长”（如 due - 1 workday），不是“%.*s”",
              "should be due, or due with a time, such as due - 1 workday, not '%.*s'",
              SP(n->text));
}

static void check_rule(struct lbuild *b, const struct ynode *key, const struct ynode *n)
{
        static const struct str on[] = { WORD("lapse") };
        union rules_keys k;
        struct label label;
        int word;
        READ_KEYS(&b->r, n, rules, &k);
        take_label(&b->r, k.label, &label);
        if (!!k.every + !!k.at + !!k.on != 1)
                FAULT(b->r.f, ERR_INPUT, "rule.when", reader_at(&b->r, key),
                      "规则“%.*s”须有且只有一个：every、at、on",
                      "the rule '%.*s' needs exactly one of every, at, on", SP(key->text));
        if (!!k.do_ + !!k.opens + !!k.makes + !!k.paper != 1)
                FAULT(b->r.f, ERR_INPUT, "rule.what", reader_at(&b->r, key),
                      "规则“%.*s”须有且只有一个：do、opens、makes、paper",
                      "the rule '%.*s' needs exactly one of do, opens, makes, paper",
                      SP(key->text));
        rule_every(b, k.every);
        rule_at(b, k.at);
        take_word(&b->r, k.on, WORDS(on), &word);
        const struct ledger *each = k.each ? ledger_of(b, take_ledger(b, k.each)) : b->l;
        const struct ledger *made = k.makes ? ledger_of(b, take_ledger(b, k.makes)) : b->l;
        if (made) check_keys(b, k.key, made);
        if (made) take_ref(&b->r, k.gone, NOUN_STEP, STEPS(made));
        if (!each) return;
        (void)take_expr(&b->r, k.where, &each->props_record, T_BOOL);
        take_ref(&b->r, k.do_, NOUN_STEP, STEPS(each));
        take_ref(&b->r, k.opens, NOUN_DUTY, DUTIES(each));
        take_ref(&b->r, k.paper, NOUN_PAPER, PAPERS(each));
}

/* ---- series ---------------------------------------------------------------------------------- */

#define SERIES_KEYS(X)                                                                             \
        X(value, "value", SHAPE_TEXT, KEY_NEEDED)                                                  \
        X(period, "period", SHAPE_TEXT, KEY_NEEDED)                                                \
        X(of, "of", SHAPE_LIST, KEY_NEEDED)                                                        \
        X(compare, "compare", SHAPE_LIST, 0)                                                       \
        X(revised, "revised", SHAPE_TEXT, 0)
KEYS(series, SERIES_KEYS)

static void check_compare(struct lbuild *b, const struct ynode *n)
{
        static const struct str words[] = { WORD("yoy"), WORD("mom"), WORD("points"),
                                            WORD("base") };
        struct str base, year;
        int word;
        int64_t v;
        if (n->kind == Y_SCALAR && str_cut(n->text, ' ', &base, &year) && str_eq(base, S("base")) &&
            num_parse_i64(year, 1900, 2200, &v) == OK)
                return;
        if (n->kind == Y_SCALAR && str_starts(n->text, S("base")))
                FAULT(b->r.f, ERR_INPUT, "series.base", reader_at(&b->r, n),
                      "应为“base 年份”（如 base 2016）",
                      "should be base with a year, such as base 2016");
        else take_word(&b->r, n, WORDS(words), &word);
}

static void check_series(struct lbuild *b, const struct ynode *n)
{
        static const struct str periods[] = { WORD("month"), WORD("quarter"), WORD("year") };
        static const struct str revised[] = { WORD("known") };
        union series_keys k;
        int word;
        if (!n) return;
        READ_KEYS(&b->r, n, series, &k);
        int f = take_clear_field(b, k.value);
        if (f >= 0 && !untyped(&b->l->fields[f]) &&
            b->l->props_record.p[PROP_FIELDS + f].type != T_NUMBER)
                FAULT(b->r.f, ERR_INPUT, "series.value", reader_at(&b->r, k.value),
                      "字段“%.*s”不是数", "the field '%.*s' is not a number", SP(k.value->text));
        take_word(&b->r, k.period, WORDS(periods), &word);
        check_keys(b, k.of, b->l);
        for (size_t i = 0; i < item_count(k.compare); i++) check_compare(b, item_at(k.compare, i));
        take_word(&b->r, k.revised, WORDS(revised), &word);
}

/* ---- score ----------------------------------------------------------------------------------- */

#define SCORE_KEYS(X)                                                                              \
        X(groups, "groups", SHAPE_MAP, KEY_NEEDED)                                                 \
        X(bonus, "bonus", SHAPE_LIST, 0)                                                           \
        X(minus, "minus", SHAPE_LIST, 0)                                                           \
        X(peers, "peers", SHAPE_LIST, 0)                                                           \
        X(appeal, "appeal", SHAPE_TEXT, 0)                                                         \
        X(freeze, "freeze", SHAPE_TEXT, 0)
KEYS(score, SCORE_KEYS)

#define GROUP_KEYS(X)                                                                              \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(weight, "weight", SHAPE_TEXT, KEY_NEEDED)                                                \
        X(items, "items", SHAPE_LIST, KEY_NEEDED)
KEYS(group, GROUP_KEYS)

#define ITEM_KEYS(X)                                                                               \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(value, "value", SHAPE_TEXT, KEY_NEEDED)                                                  \
        X(cap, "cap", SHAPE_TEXT, 0)                                                               \
        X(floor, "floor", SHAPE_TEXT, 0)                                                           \
        X(small, "small", SHAPE_TEXT, 0)                                                           \
        X(evidence, "evidence", SHAPE_TEXT, 0)
KEYS(item, ITEM_KEYS)

static void take_points(struct lbuild *b, const struct ynode *n)
{
        int64_t v;
        if (!n || num_parse_scaled(n->text, 2, &v) == OK) return;
        FAULT(b->r.f, ERR_INPUT, "value.number", reader_at(&b->r, n),
              "应为至多%d位小数的数，不是“%.*s”",
              "should be a number of at most %d decimals, not '%.*s'", 2, SP(n->text));
}

static void check_item(struct lbuild *b, const struct ynode *n, const struct props *figures)
{
        union item_keys k;
        struct label label;
        int64_t small;
        READ_KEYS(&b->r, n, item, &k);
        take_label(&b->r, k.label, &label);
        (void)take_expr(&b->r, k.value, figures, T_NUMBER);
        take_points(b, k.cap);
        take_points(b, k.floor);
        take_int(&b->r, k.small, 0, 1000000, &small);
        take_ref(&b->r, k.evidence, NOUN_FIELD, FIELDS(b->l));
}

/* Figures as properties: of this ledger by name, of others as LEDGER.FIGURE. */
static struct props figure_props(struct lbuild *b)
{
        struct prop *p = NULL;
        size_t n = 0, cap = 0;
        for (size_t i = 0; i < b->c->ledgers_n; i++) {
                const struct ledger *l = &b->c->ledgers[i];
                for (size_t k = 0; k < l->figures_n; k++) {
                        struct str name = l->figures[k].name;
                        if (l != b->l)
                                name = str_printf(b->r.a, "%.*s.%.*s", SP(l->name), SP(name));
                        *ARENA_PUSH(b->r.a, p, n, cap) =
                                (struct prop){ .name = name, .type = T_NUMBER, .real = true };
                }
        }
        return (struct props){ p, n };
}

static void check_group(struct lbuild *b, const struct ynode *n, const struct props *figures)
{
        union group_keys k;
        struct label label;
        READ_KEYS(&b->r, n, group, &k);
        take_label(&b->r, k.label, &label);
        take_points(b, k.weight);
        for (size_t i = 0; i < item_count(k.items); i++)
                check_item(b, item_at(k.items, i), figures);
}

static void check_score(struct lbuild *b, const struct ynode *n)
{
        union score_keys k;
        struct props figures = figure_props(b);
        struct str ignore;
        if (!n) return;
        READ_KEYS(&b->r, n, score, &k);
        for (size_t i = 0; i < map_size(k.groups); i++)
                check_group(b, k.groups->items[i], &figures);
        for (size_t i = 0; i < item_count(k.bonus); i++)
                check_item(b, item_at(k.bonus, i), &figures);
        for (size_t i = 0; i < item_count(k.minus); i++)
                check_item(b, item_at(k.minus, i), &figures);
        for (size_t i = 0; i < item_count(k.peers); i++)
                take_text(&b->r, item_at(k.peers, i), &ignore);
        take_ref(&b->r, k.appeal, NOUN_STEP, STEPS(b->l));
        take_ref(&b->r, k.freeze, NOUN_STEP, STEPS(b->l));
}

void later_define(struct lbuild *b)
{
        for (size_t i = 0; i < map_size(b->k.rules); i++) {
                check_name(&b->r, b->k.rules->keys[i], NOUN_RULE);
                check_rule(b, b->k.rules->keys[i], b->k.rules->items[i]);
        }
        check_series(b, b->k.series);
        check_score(b, b->k.score);
}

/* ledger_rules.c: things that happen by themselves, and when. */
#include "base/limits.h"
#include "city/ledger_in.h"

#define RULES_KEYS(X)                                                                              \
        X(label, "label", SHAPE_ANY, 0)                                                            \
        X(every, "every", SHAPE_TEXT, 0)                                                           \
        X(at, "at", SHAPE_TEXT, 0)                                                                 \
        X(on, "on", SHAPE_TEXT, 0)                                                                 \
        X(each, "each", SHAPE_TEXT, 0)                                                             \
        X(duty, "duty", SHAPE_TEXT, 0)                                                             \
        X(where, "where", SHAPE_TEXT, 0)                                                           \
        X(key, "key", SHAPE_LIST, 0)                                                               \
        X(do_, "do", SHAPE_TEXT, 0)                                                                \
        X(opens, "opens", SHAPE_TEXT, 0)                                                           \
        X(makes, "makes", SHAPE_TEXT, 0)                                                           \
        X(step, "step", SHAPE_TEXT, 0)                                                             \
        X(map, "map", SHAPE_MAP, 0)                                                                \
        X(link, "link", SHAPE_TEXT, 0)                                                             \
        X(paper, "paper", SHAPE_TEXT, 0)                                                           \
        X(gone, "gone", SHAPE_TEXT, 0)
KEYS(rules, RULES_KEYS)

/* every: day … year, monday … sunday, "N monthly" */
static void define_every(struct lbuild *b, const struct ynode *n, struct rule_def *r)
{
        static const struct str words[] = {
                [EVERY_DAY] = WORD("day"),
                [EVERY_WORKDAY] = WORD("workday"),
                [EVERY_WEEK] = WORD("week"),
                [EVERY_MONTH] = WORD("month"),
                [EVERY_QUARTER] = WORD("quarter"),
                [EVERY_YEAR] = WORD("year"),
                [EVERY_MONDAY] = WORD("monday"),
                [EVERY_TUESDAY] = WORD("tuesday"),
                [EVERY_WEDNESDAY] = WORD("wednesday"),
                [EVERY_THURSDAY] = WORD("thursday"),
                [EVERY_FRIDAY] = WORD("friday"),
                [EVERY_SATURDAY] = WORD("saturday"),
                [EVERY_SUNDAY] = WORD("sunday"),
        };
        struct str day, rest;
        int word = 0;
        int64_t v;
        if (!n) return;
        if (str_cut(n->text, ' ', &day, &rest) && str_eq(str_trim(rest), S("monthly")) &&
            num_parse_i64(day, 1, 31, &v) == OK) {
                r->every = EVERY_MONTHLY;
                r->day_n = (int)v;
                return;
        }
        take_word(&b->r, n, WORDS(words), &word);
        r->every = (enum rule_every)word;
}

/* at: due, due - 1 workday, due + 1 workday */
static void define_at(struct lbuild *b, const struct ynode *n, struct rule_def *r)
{
        if (!n || str_eq(n->text, S("due"))) return;
        struct str more = str_trim(str_starts(n->text, S("due")) ? str_from(n->text, 3) : STR_NONE);
        if (more.n > 1 && (more.p[0] == '-' || more.p[0] == '+') &&
            allowance_parse(str_trim(str_from(more, 1)), &r->by) == OK) {
                r->at = more.p[0] == '-' ? AT_BEFORE : AT_AFTER;
                return;
        }
        FAULT(b->r.f, ERR_INPUT, "rule.at", reader_at(&b->r, n),
              "应为 due 或“due - 时长”（如 due - 1 workday），不是“%.*s”",
              "should be due, or due with a time, such as due - 1 workday, not '%.*s'",
              SP(n->text));
}

static void define_when(struct lbuild *b, const struct ynode *key, const union rules_keys *k,
                        struct rule_def *r)
{
        static const struct str on[] = { WORD("lapse") };
        int word;
        if (!!k->every + !!k->at + !!k->on != 1)
                FAULT(b->r.f, ERR_INPUT, "rule.when", reader_at(&b->r, key),
                      "规则“%.*s”须有且只有一个：every、at、on",
                      "the rule '%.*s' needs exactly one of every, at, on", SP(key->text));
        const struct ynode *said = k->at ? k->at : k->on ? k->on : k->every;
        if (said)
                r->words = str_printf(b->r.a, "%s %.*s",
                                      k->at   ? "at"
                                      : k->on ? "on"
                                              : "every",
                                      SP(said->text));
        r->when = k->at ? RULE_AT : k->on ? RULE_LAPSE : RULE_EVERY;
        define_every(b, k->every, r);
        define_at(b, k->at, r);
        take_word(&b->r, k->on, WORDS(on), &word);
        if (k->duty && r->when != RULE_AT)
                FAULT(b->r.f, ERR_INPUT, "rule.duty", reader_at(&b->r, k->duty),
                      "duty 只用于 at 规则", "duty is for rules with at");
}

/* A step that a rule does goes on with a record that is there, and answers nobody. */
static void check_do(struct lbuild *b, const struct ynode *n, const struct rule_def *r)
{
        const struct lbuild *each = &b->all[r->each];
        if (r->step < 0 || (size_t)r->step >= map_size(each->k.steps)) return;
        const struct ynode *step = each->k.steps->items[r->step];
        const struct ynode *on = ynode_get(step, S("on"));
        bool duty = on && !str_eq(on->text, S("record"));
        if (ynode_get(step, S("needs")) && ynode_get(step, S("when")))
                FAULT(b->r.f, ERR_INPUT, "rule.do", reader_at(&b->r, n),
                      "环节“%.*s”的条件要查看别的台账，规则不能办理",
                      "a rule cannot do the step '%.*s': its condition looks at other ledgers",
                      SP(n->text));
        if (!ynode_get(step, S("answers")) && (ynode_get(step, S("from")) || duty)) return;
        FAULT(b->r.f, ERR_INPUT, "rule.do", reader_at(&b->r, n),
              "环节“%.*s”登记新记录或答复请求，规则不能办理",
              "a rule cannot do the step '%.*s': it enters a record or answers a request",
              SP(n->text));
}

static void define_what(struct lbuild *b, const struct ynode *key, const union rules_keys *k,
                        struct rule_def *r)
{
        if (!!k->do_ + !!k->opens + !!k->makes + !!k->paper != 1)
                FAULT(b->r.f, ERR_INPUT, "rule.what", reader_at(&b->r, key),
                      "规则“%.*s”须有且只有一个：do、opens、makes、paper",
                      "the rule '%.*s' needs exactly one of do, opens, makes, paper",
                      SP(key->text));
        if (r->each < 0) return;
        const struct ledger *each = &b->c->ledgers[r->each];
        r->where = take_expr(&b->r, k->where, &each->props_record, T_BOOL);
        r->step = take_ref(&b->r, k->do_, NOUN_STEP, STEPS(each));
        r->opens = take_ref(&b->r, k->opens, NOUN_DUTY, DUTIES(each));
        r->paper = take_ref(&b->r, k->paper, NOUN_PAPER, PAPERS(each));
        r->duty = take_ref(&b->r, k->duty, NOUN_DUTY, OWED(each));
        if (k->do_) check_do(b, k->do_, r);
}

static void define_made(struct lbuild *b, const union rules_keys *k, struct rule_def *r)
{
        struct rule_said said = { { k->makes, k->step, NULL, NULL, k->map, k->link },
                                  k->key,
                                  k->gone };
        const struct ynode *more[] = { k->step, k->map, k->link, k->key, k->gone };
        for (size_t i = 0; i < LEN(more); i++)
                if (more[i] && !k->makes)
                        FAULT(b->r.f, ERR_INPUT, "rule.what", reader_at(&b->r, more[i]),
                              "step、map、link、key 和 gone 只用于 makes 规则",
                              "step, map, link, key and gone are for rules with makes");
        rule_makes_define(b, &said, r);
}

static void define_rule(struct lbuild *b, const struct ynode *key, const struct ynode *n,
                        struct rule_def *r)
{
        union rules_keys k;
        READ_KEYS(&b->r, n, rules, &k);
        *r = (struct rule_def){ .name = key->text,
                                .key = str_printf(b->r.a, "%.*s.%.*s", SP(b->l->name),
                                                  SP(key->text)),
                                .duty = -1,
                                .step = -1,
                                .opens = -1,
                                .paper = -1 };
        take_label(&b->r, k.label, &r->label);
        r->each = k.each ? take_ledger(b, k.each) : (int)(b->l - b->c->ledgers);
        define_when(b, key, &k, r);
        define_what(b, key, &k, r);
        define_made(b, &k, r);
}

void rules_define(struct lbuild *b)
{
        struct ledger *l = b->l;
        l->rules = ARENA_NEW(b->r.a, struct rule_def, map_size(b->k.rules));
        for (; l->rules_n < map_size(b->k.rules); l->rules_n++) {
                check_name(&b->r, b->k.rules->keys[l->rules_n], NOUN_RULE);
                define_rule(b, b->k.rules->keys[l->rules_n], b->k.rules->items[l->rules_n],
                            &l->rules[l->rules_n]);
        }
}

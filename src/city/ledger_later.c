/* ledger_later.c: what the language says and the engine does not run yet. Names, types and shapes
 * are checked here; the words themselves are recorded by KEY_LATER and refused by apply. */
#include "base/limits.h"
#include "city/ledger_in.h"

static const struct ledger *ledger_of(const struct lbuild *b, int i)
{
        return i < 0 ? NULL : &b->c->ledgers[i];
}

int take_ledger(struct lbuild *b, const struct ynode *n)
{
        return take_ref(&b->r, n, NOUN_LEDGER, NAMED(b->c->ledgers, b->c->ledgers_n));
}

void check_keys(struct lbuild *b, const struct ynode *n, const struct ledger *l)
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

/* follows: parent, or a link to the same ledger */
static void define_follows(struct lbuild *b, const struct step_later *k, struct step *s)
{
        const struct ynode *n = k->follows;
        bool asked = false;
        for (size_t i = 0; i < item_count(k->ask); i++)
                asked |= str_eq(item_at(k->ask, i)->text, S("parent"));
        s->follows = (struct step_follows){ n != NULL, -1 };
        bool parent = n && str_eq(n->text, S("parent"));
        if (parent != (asked && ledger_field(b->l, S("parent")) < 0))
                FAULT(b->r.f, ERR_INPUT, "step.follows", reader_at(&b->r, n ? n : k->ask),
                      "follows: parent 与 ask: parent 须同时写明",
                      "follows: parent and ask: parent belong together");
        if (n && (s->enters || s->on != ON_RECORD))
                FAULT(b->r.f, ERR_INPUT, "step.follows", reader_at(&b->r, n),
                      "follows 只用于已登记记录上的环节",
                      "follows is for steps on a record that is entered already");
        if (!n || parent) return;
        int f = s->follows.field = take_ref(&b->r, n, NOUN_FIELD, FIELDS(b->l));
        if (f < 0 || untyped(&b->l->fields[f]) ||
            (b->l->fields[f].type == F_LINK && ledger_of(b, b->l->fields[f].of_ledger) == b->l))
                return;
        FAULT(b->r.f, ERR_INPUT, "step.follows", reader_at(&b->r, n),
              "应为 parent 或指向本台账的关联字段", "should be parent or a link to this ledger");
}

#define ALSO_KEYS(X) X(children, "children", SHAPE_TEXT, KEY_NEEDED)
KEYS(also, ALSO_KEYS)

/* The children's step goes on with a record, and answers nobody. */
static void define_also(struct lbuild *b, const struct ynode *n, struct step *s)
{
        union also_keys k;
        if (!n) return;
        READ_KEYS(&b->r, n, also, &k);
        s->also = take_ref(&b->r, k.children, NOUN_STEP, STEPS(b->l));
        s->has_also = s->also >= 0;
        if (!s->has_also || (size_t)s->also >= map_size(b->k.steps)) return;
        const struct ynode *step = b->k.steps->items[s->also];
        if (ynode_get(step, S("from")) && !ynode_get(step, S("on")) &&
            !ynode_get(step, S("answers")))
                return;
        FAULT(b->r.f, ERR_INPUT, "step.also", reader_at(&b->r, k.children),
              "环节“%.*s”不是已登记记录上的环节",
              "the step '%.*s' is none on a record entered already", SP(k.children->text));
}

#define MEETS_KEYS(X)                                                                              \
        X(duty, "duty", SHAPE_TEXT, KEY_NEEDED)                                                    \
        X(by, "by", SHAPE_LIST, KEY_NEEDED)
KEYS(meets, MEETS_KEYS)

/* Fields of both ledgers, in clear and with one value, of one type. */
static void define_meets_by(struct lbuild *b, const struct ynode *n, const struct ledger *l,
                            struct step_meets *m)
{
        m->ours = ARENA_NEW(b->r.a, int, item_count(n));
        m->theirs = ARENA_NEW(b->r.a, int, item_count(n));
        if (n && item_count(n) == 0)
                FAULT(b->r.f, ERR_INPUT, "meets.by", reader_at(&b->r, n), "至少要有一个字段",
                      "a field at least should stand here");
        for (size_t i = 0; i < item_count(n); i++) {
                const struct ynode *item = item_at(n, i);
                int x = take_ref(&b->r, item, NOUN_FIELD, FIELDS(b->l)),
                    y = take_ref(&b->r, item, NOUN_FIELD, FIELDS(l));
                if (x < 0 || y < 0) continue;
                const struct field *p = &b->l->fields[x], *q = &l->fields[y];
                m->ours[m->n] = x;
                m->theirs[m->n++] = y;
                if (untyped(p) || untyped(q)) continue;
                if (!p->sealed && !p->many && !q->sealed && !q->many && p->type == q->type &&
                    p->digits == q->digits)
                        continue;
                FAULT(b->r.f, ERR_INPUT, "meets.by", reader_at(&b->r, item),
                      "字段“%.*s”在两个台账中须同一类型、单值、不密封",
                      "the field '%.*s' must be of one type in both ledgers, single and not sealed",
                      SP(item->text));
        }
}

/* meets: {duty: DUTY or LEDGER.DUTY, by: [keys]}: the keys are fields of both ledgers. */
static void define_meets(struct lbuild *b, const struct ynode *n, struct step *s)
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
        if (!l) return;
        s->meets.ledger = (int)(l - b->c->ledgers);
        s->meets.duty = take_ref(&b->r, &piece, NOUN_DUTY, DUTIES(l));
        s->meets.is = s->meets.duty >= 0;
        define_meets_by(b, k.by, l, &s->meets);
}

void step_later_define(struct lbuild *b, int step, const struct step_later *k)
{
        struct step *s = &b->l->steps[step];
        define_follows(b, k, s);
        define_also(b, k->also, s);
        define_meets(b, k->meets, s);
        step_makes_define(b, k->makes, s);
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
        return (struct props){ .p = p, .n = n };
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
        rules_define(b);
        check_score(b, b->k.score);
}

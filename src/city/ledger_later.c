/* ledger_later.c: what a step does with other records. */
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
                      "字段“%.*s”的内容是密封的，不能用于此处；要统计、排序的内容请用 choice、flag、code、"
                      "数或日期字段",
                      "the text of field '%.*s' is sealed and cannot be used here; what is "
                      "counted or sorted is a "
                      "choice, a flag, a code, a number or a day",
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
            (b->l->fields[f].type == F_LINK && !b->l->fields[f].many &&
             ledger_of(b, b->l->fields[f].of_ledger) == b->l))
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

/* ledger_makes.c: records that steps and rules enter in other ledgers. */
#include "base/limits.h"
#include "city/ledger_in.h"

#define MAKES_KEYS(X)                                                                              \
        X(ledger, "ledger", SHAPE_TEXT, KEY_NEEDED)                                                \
        X(step, "step", SHAPE_TEXT, 0)                                                             \
        X(each, "each", SHAPE_TEXT, 0)                                                             \
        X(when, "when", SHAPE_TEXT, 0)                                                             \
        X(map, "map", SHAPE_MAP, 0)                                                                \
        X(link, "link", SHAPE_TEXT, 0)
KEYS(makes, MAKES_KEYS)

/* ---- the step that enters it ----------------------------------------------------------------- */

/* As it is written: the other ledger's steps may not have been read yet. */
static bool enters(const struct lbuild *made, size_t step)
{
        const struct ynode *n = made->k.steps->items[step], *on = ynode_get(n, S("on")),
                           *retired = ynode_get(n, S("retired"));
        return made->l->steps[step].builtin == STEP_DECLARED && !ynode_get(n, S("from")) &&
               !ynode_get(n, S("answers")) && (!on || str_eq(on->text, S("record"))) &&
               !(retired && str_eq(retired->text, S("true")));
}

static int entering(struct lbuild *b, const struct ynode *said, const struct ynode *at,
                    const struct lbuild *made)
{
        int s = said ? take_ref(&b->r, said, NOUN_STEP, STEPS(made->l)) : -1;
        size_t n = map_size(made->k.steps);
        if (said && s < 0) return -1;
        for (size_t i = 0; i < n && i < made->l->steps_n; i++)
                if ((s < 0 || s == (int)i) && enters(made, i)) return (int)i;
        FAULT(b->r.f, ERR_INPUT, "makes.step", reader_at(&b->r, said ? said : at),
              "台账 %.*s 没有这样的登记环节", "ledger %.*s has no such step that enters a record",
              SP(made->l->name));
        return -1;
}

/* ---- what goes into it ----------------------------------------------------------------------- */

static bool is_text(const struct field *f)
{
        return f->type == F_TEXT || f->type == F_NOTE;
}

/* Texts go into texts; else the types must be the same, down to list, ledger and digits. */
static bool agree(const struct field *to, const struct field *from)
{
        if (untyped(to) || untyped(from)) return true;
        if (is_text(to)) return is_text(from) || from->type == F_CODE;
        return to->type == from->type && to->type != F_FILE && to->type != F_ROWS &&
               to->list == from->list && to->of_ledger == from->of_ledger &&
               to->many == from->many && to->digits == from->digits;
}

/* A column of the row, or a field of the record. */
static const struct field *source(struct lbuild *b, const struct ynode *n, const struct ledger *l,
                                  const struct makes *m, struct makes_map *to)
{
        const struct field *rows = m->each < 0 ? NULL : &l->fields[m->each];
        int i = rows && n->kind == Y_SCALAR ? named_find(NAMED(rows->rows, rows->rows_n), n->text)
                                            : -1;
        to->of_row = i >= 0;
        to->from = i >= 0 ? i : take_ref(&b->r, n, NOUN_FIELD, FIELDS(l));
        if (to->from < 0) return NULL;
        return rows && to->of_row ? &rows->rows[i] : &l->fields[to->from];
}

/* map: {field of the record made: field of this one, or of its row} */
static void define_map(struct lbuild *b, const struct ynode *n, const struct ledger *l,
                       struct makes *m)
{
        const struct ledger *made = &b->c->ledgers[m->ledger];
        m->map = ARENA_NEW(b->r.a, struct makes_map, map_size(n));
        for (size_t i = 0; i < map_size(n); i++) {
                struct makes_map *x = &m->map[m->map_n];
                x->to = take_ref(&b->r, n->keys[i], NOUN_FIELD, FIELDS(made));
                const struct field *from = source(b, n->items[i], l, m, x);
                if (x->to < 0 || !from) continue;
                m->map_n++;
                if (x->to != m->link && agree(&made->fields[x->to], from)) continue;
                FAULT(b->r.f, ERR_INPUT, "makes.map", reader_at(&b->r, n->items[i]),
                      "台账 %.*s 的字段“%.*s”不能由“%.*s”填写：类型不同，或已由 link 填写",
                      "in ledger %.*s the field '%.*s' cannot take '%.*s': the types differ, or "
                      "link fills it",
                      SP(made->name), SP(n->keys[i]->text), SP(from->name));
        }
}

static void define_link(struct lbuild *b, const struct ynode *n, const struct ledger *l,
                        struct makes *m)
{
        const struct ledger *made = &b->c->ledgers[m->ledger];
        int f = m->link = take_ref(&b->r, n, NOUN_FIELD, FIELDS(made));
        if (f < 0 || untyped(&made->fields[f]) ||
            (made->fields[f].type == F_LINK && !made->fields[f].many &&
             (made->fields[f].of_ledger < 0 || &b->c->ledgers[made->fields[f].of_ledger] == l)))
                return;
        FAULT(b->r.f, ERR_INPUT, "makes.link", reader_at(&b->r, n),
              "台账 %.*s 的字段“%.*s”不是到 %.*s 的关联",
              "in ledger %.*s the field '%.*s' is not a link to %.*s", SP(made->name), SP(n->text),
              SP(l->name));
        m->link = -1;
}

static void define_each(struct lbuild *b, const struct ynode *n, const struct ledger *l,
                        struct makes *m)
{
        m->each = take_ref(&b->r, n, NOUN_FIELD, FIELDS(l));
        if (m->each < 0 || l->fields[m->each].type == F_ROWS) return;
        if (!untyped(&l->fields[m->each]))
                FAULT(b->r.f, ERR_INPUT, "makes.each", reader_at(&b->r, n), "“%.*s”不是 rows 字段",
                      "'%.*s' is not a field of type rows", SP(n->text));
        m->each = -1;
}

struct makes makes_none(void)
{
        return (struct makes){ .ledger = -1, .step = -1, .each = -1, .link = -1 };
}

void makes_define(struct lbuild *b, const struct ledger *l, const struct makes_said *k,
                  struct makes *m)
{
        *m = makes_none();
        int made = take_ledger(b, k->ledger);
        define_each(b, k->each, l, m);
        m->when = take_expr(&b->r, k->when, &l->props_record, T_BOOL);
        if (made < 0) return;
        m->ledger = made;
        m->step = entering(b, k->step, k->ledger, &b->all[made]);
        define_link(b, k->link, l, m);
        define_map(b, k->map, l, m);
}

void step_makes_define(struct lbuild *b, const struct ynode *n, struct step *s)
{
        s->makes = ARENA_NEW(b->r.a, struct makes, item_count(n));
        for (; s->makes_n < item_count(n); s->makes_n++) {
                union makes_keys k;
                READ_KEYS(&b->r, item_at(n, s->makes_n), makes, &k);
                struct makes_said said = { k.ledger, k.step, k.each, k.when, k.map, k.link };
                makes_define(b, b->l, &said, &s->makes[s->makes_n]);
        }
}

/* ---- rules ----------------------------------------------------------------------------------- */

/* The only link to the ledger of the records it is about. */
static int only_link(const struct ledger *made, int each)
{
        int found = -1, n = 0;
        for (size_t i = 0; i < made->fields_n; i++) {
                const struct field *f = &made->fields[i];
                if (f->type != F_LINK || f->many || f->of_ledger != each) continue;
                found = (int)i;
                n++;
        }
        return n == 1 ? found : -1;
}

/* Two records are alike by the link, by what the map gives in clear, and by the round. */
static bool may_be_key(const struct ledger *made, const struct ledger *each, const struct makes *m,
                       int field)
{
        const struct field *f = &made->fields[field];
        if (field == m->link) return true;
        for (size_t i = 0; i < m->map_n; i++)
                if (m->map[i].to == field)
                        return !f->sealed && !f->many && !each->fields[m->map[i].from].sealed;
        return false;
}

static void define_key(struct lbuild *b, const struct ynode *n, struct rule_def *r)
{
        const struct ledger *made = &b->c->ledgers[r->makes.ledger];
        r->key_of = ARENA_NEW(b->r.a, int, item_count(n) + 1);
        for (size_t i = 0; i < item_count(n); i++) {
                const struct ynode *item = item_at(n, i);
                if (item->kind == Y_SCALAR && str_eq(item->text, S("round"))) {
                        r->each_round = true;
                        continue;
                }
                int f = take_ref(&b->r, item, NOUN_FIELD, FIELDS(made));
                if (f < 0 || untyped(&made->fields[f])) continue;
                r->key_of[r->key_n++] = f;
                if (may_be_key(made, &b->c->ledgers[r->each], &r->makes, f)) continue;
                FAULT(b->r.f, ERR_INPUT, "rule.key", reader_at(&b->r, item),
                      "key 只能是 round、关联字段，或 map 所填、内容不密封的单值字段",
                      "a key is round, the link, or a single field in clear that the map fills");
        }
        if (r->key_n == 0 && r->makes.link >= 0) r->key_of[r->key_n++] = r->makes.link;
}

/* It goes on with a record that is there, and needs nothing to be said. */
static void define_gone(struct lbuild *b, const struct ynode *n, struct rule_def *r)
{
        const struct lbuild *made = &b->all[r->makes.ledger];
        r->gone = take_ref(&b->r, n, NOUN_STEP, STEPS(made->l));
        if (r->gone < 0) return;
        enum builtin is = made->l->steps[r->gone].builtin;
        const struct ynode *step = is == STEP_DECLARED && (size_t)r->gone < map_size(made->k.steps)
                                           ? made->k.steps->items[r->gone]
                                           : NULL;
        if (step ? ynode_get(step, S("from")) && !ynode_get(step, S("on")) &&
                            !ynode_get(step, S("answers"))
                 : is == STEP_VOID || is == STEP_WITHDRAW)
                return;
        FAULT(b->r.f, ERR_INPUT, "rule.gone", reader_at(&b->r, n),
              "环节“%.*s”不是定时可以在已登记记录上办理的",
              "the step '%.*s' is none that the timer takes on a record entered already",
              SP(n->text));
}

void rule_makes_define(struct lbuild *b, const struct rule_said *k, struct rule_def *r)
{
        r->makes = makes_none();
        r->gone = -1;
        if (!k->makes.ledger || r->each < 0) return;
        makes_define(b, &b->c->ledgers[r->each], &k->makes, &r->makes);
        if (r->when != RULE_EVERY)
                FAULT(b->r.f, ERR_INPUT, "rule.makes", reader_at(&b->r, k->makes.ledger),
                      "makes 只用于 every 规则", "makes is for rules with every");
        if (r->makes.ledger < 0) return;
        const struct ledger *made = &b->c->ledgers[r->makes.ledger];
        if (r->makes.ledger == r->each)
                FAULT(b->r.f, ERR_INPUT, "rule.makes", reader_at(&b->r, k->makes.ledger),
                      "规则不能在 each 的台账里再建记录",
                      "a rule makes its records in another ledger than that of each");
        if (!k->makes.link) r->makes.link = only_link(made, r->each);
        if (r->makes.link < 0 && !k->makes.link)
                FAULT(b->r.f, ERR_INPUT, "makes.link", reader_at(&b->r, k->makes.ledger),
                      "台账 %.*s 须有一个到 %.*s 的关联字段；不止一个时请写明 link",
                      "ledger %.*s needs a link to %.*s; of several, link says which",
                      SP(made->name), SP(b->c->ledgers[r->each].name));
        define_key(b, k->key, r);
        define_gone(b, k->gone, r);
}

/* ---- what only all ledgers together show ----------------------------------------------------- */

/* How many records one after the other a step brings about, counted up to one too many. */
static int chain(const struct city *c, const struct step *s, int depth)
{
        int most = depth;
        for (size_t i = 0; i < s->makes_n && most <= CROSS_DEPTH_MAX; i++) {
                const struct makes *m = &s->makes[i];
                if (m->ledger < 0 || m->step < 0) continue;
                int n = chain(c, &c->ledgers[m->ledger].steps[m->step], depth + 1);
                if (n > most) most = n;
        }
        return most;
}

void makes_check(struct lbuild *b)
{
        for (size_t i = 0; i < b->l->steps_n; i++) {
                if (chain(b->c, &b->l->steps[i], 0) <= CROSS_DEPTH_MAX) continue;
                const struct ynode *n = ynode_get(b->k.steps->items[i], S("makes"));
                FAULT(b->r.f, ERR_INPUT, "makes.chain", reader_at(&b->r, n),
                      "环节“%.*s”所建记录又建记录，回到自己或超过 %d 层：去掉其中一处 makes",
                      "what the step '%.*s' makes makes others in turn: in a circle, or through "
                      "more than %d levels: leave one of the makes out",
                      SP(b->l->steps[i].name), CROSS_DEPTH_MAX);
        }
}

/* ledger_needs.c: what a step looks at in records of other ledgers (needs), and of what it warns
 * whoever takes it. */
#include "base/limits.h"
#include "city/ledger_in.h"

/* ---- keys ------------------------------------------------------------------------------------ */

static bool same_type(const struct field *p, const struct field *q)
{
        return p->type == q->type && p->digits == q->digits && p->list == q->list &&
               p->of_ledger == q->of_ledger;
}

static bool clear(const struct field *f)
{
        return !f->sealed && !f->many && f->type != F_ROWS;
}

/* A key: a field of both ledgers, in clear and with one value, of one type. */
static void define_key(struct lbuild *b, const struct ynode *n, struct step_need *x)
{
        const struct ledger *l = &b->c->ledgers[x->ledger];
        int ours = take_ref(&b->r, n, NOUN_FIELD, FIELDS(b->l)),
            theirs = ours < 0 ? -1 : take_ref(&b->r, n, NOUN_FIELD, FIELDS(l));
        if (theirs < 0) return;
        const struct field *p = &b->l->fields[ours], *q = &l->fields[theirs];
        for (size_t i = 0; i < x->n; i++)
                if (x->ours[i] == ours)
                        FAULT(b->r.f, ERR_INPUT, "list.repeat", reader_at(&b->r, n),
                              "“%.*s”重复出现", "'%.*s' stands here twice", SP(n->text));
        if (!untyped(p) && !untyped(q) && !(clear(p) && clear(q) && same_type(p, q)))
                FAULT(b->r.f, ERR_INPUT, "needs.key", reader_at(&b->r, n),
                      "字段“%.*s”在两个台账中须同一类型、单值、不密封",
                      "the field '%.*s' must be of one type in both ledgers, single and not sealed",
                      SP(n->text));
        x->ours[x->n] = ours;
        x->theirs[x->n++] = theirs;
}

/* A link of ours to that ledger names the very record; -1: it is none. */
static int link_to(const struct lbuild *b, const struct ynode *n, int ledger)
{
        int f = n->kind == Y_SCALAR ? ledger_field(b->l, n->text) : -1;
        bool is = f >= 0 && b->l->fields[f].type == F_LINK && !b->l->fields[f].many;
        return is && b->l->fields[f].of_ledger == ledger ? f : -1;
}

static void define_need(struct lbuild *b, const struct ynode *n, struct step_need *x)
{
        size_t count = item_count(n);
        x->link = -1;
        if (count == 0 || count > NEEDS_KEYS_MAX) {
                FAULT(b->r.f, ERR_INPUT, "needs.keys", reader_at(&b->r, n),
                      "应写 1 到 %d 个字段：两个台账都有的，或指向该台账的关联",
                      "1 to %d fields should stand here: of both ledgers, or a link to that one",
                      NEEDS_KEYS_MAX);
                return;
        }
        x->ours = ARENA_NEW(b->r.a, int, count);
        x->theirs = ARENA_NEW(b->r.a, int, count);
        for (size_t i = 0; i < count; i++) {
                const struct ynode *item = item_at(n, i);
                int link = link_to(b, item, x->ledger);
                if (link < 0) {
                        define_key(b, item, x);
                        continue;
                }
                x->link = link;
                if (count > 1)
                        FAULT(b->r.f, ERR_INPUT, "needs.link", reader_at(&b->r, item),
                              "关联“%.*s”已指明是哪一件，不能再写别的字段",
                              "the link '%.*s' says which record it is: nothing else stands here",
                              SP(item->text));
        }
}

/* ---- names in expressions -------------------------------------------------------------------- */

static bool has_prop(const struct props *p, size_t i)
{
        return (i <= PROP_KIND || i >= PROP_FIELDS) && p->p[i].name.n;
}

/* The record's own properties, the day of the step (as its rows have it: ledger_fields.c), and
 * after them LEDGER.number, LEDGER.state, LEDGER.kind and LEDGER.FIELD. */
static void define_props(struct lbuild *b, struct step *s)
{
        const struct props *own = &b->l->props_record;
        size_t n = own->n, more = 0;
        for (size_t i = 0; i < s->need_n; i++) n += b->c->ledgers[s->need[i].ledger].props_record.n;
        struct prop *p = ARENA_NEW(b->r.a, struct prop, n);
        s->prop = ARENA_NEW(b->r.a, struct step_prop, n - own->n);
        for (size_t i = 0; i < own->n; i++) p[i] = own->p[i];
        p[PROP_DAY] = b->l->props_step.p[PROP_DAY];
        for (size_t i = 0; i < s->need_n; i++) {
                const struct ledger *l = &b->c->ledgers[s->need[i].ledger];
                for (size_t k = 0; k < l->props_record.n; k++) {
                        if (!has_prop(&l->props_record, k)) continue;
                        struct prop *to = &p[own->n + more];
                        *to = l->props_record.p[k];
                        to->name = str_printf(b->r.a, "%.*s.%.*s", SP(l->name), SP(to->name));
                        s->prop[more++] = (struct step_prop){ (int)i, (int)k };
                }
        }
        s->props = (struct props){ .p = p, .n = own->n + more, .once = true };
}

void step_needs_define(struct lbuild *b, const struct ynode *n, struct step *s)
{
        s->need = ARENA_NEW(b->r.a, struct step_need, map_size(n));
        for (size_t i = 0; i < map_size(n); i++) {
                struct step_need *x = &s->need[s->need_n];
                x->ledger = take_ledger(b, n->keys[i]);
                if (x->ledger < 0) continue;
                define_need(b, n->items[i], x);
                s->need_n++;
        }
        define_props(b, s);
}

/* ---- warnings -------------------------------------------------------------------------------- */

#define WARN_KEYS(X)                                                                               \
        X(when, "when", SHAPE_TEXT, KEY_NEEDED)                                                    \
        X(say, "say", SHAPE_ANY, KEY_NEEDED)
KEYS(warn, WARN_KEYS)

void step_warns_define(struct lbuild *b, const struct ynode *n, struct step *s)
{
        if (map_size(n) > WARNS_MAX)
                FAULT(b->r.f, ERR_INPUT, "step.warn", reader_at(&b->r, n), "提醒超过%d条",
                      "more than %d warnings", WARNS_MAX);
        s->warn = ARENA_NEW(b->r.a, struct step_warn, map_size(n));
        for (size_t i = 0; i < map_size(n); i++) {
                union warn_keys k;
                struct step_warn *w = &s->warn[s->warn_n++];
                check_name(&b->r, n->keys[i], NOUN_WARNING);
                w->name = n->keys[i]->text;
                READ_KEYS(&b->r, n->items[i], warn, &k);
                take_label(&b->r, k.say, &w->say);
                w->when = take_expr(&b->r, k.when, &s->props, T_BOOL);
        }
}

#include "loop/same.h"

static bool fields_same(const struct ledger *a, const struct ledger *b)
{
        if (a->fields_n != b->fields_n) return false;
        for (size_t i = 0; i < a->fields_n; i++) {
                const struct field *x = &a->fields[i], *y = &b->fields[i];
                if (!str_eq(x->name, y->name) || x->type != y->type || x->many != y->many ||
                    x->sealed != y->sealed || x->digits != y->digits || !str_eq(x->of, y->of))
                        return false;
        }
        return true;
}

static bool states_same(const struct ledger *a, const struct ledger *b)
{
        if (a->states_n != b->states_n) return false;
        for (size_t i = 0; i < a->states_n; i++)
                if (!str_eq(a->states[i].name, b->states[i].name) ||
                    a->states[i].kind != b->states[i].kind)
                        return false;
        return true;
}

/* Positions of duties, steps and papers are what figures' of_index means. */
static bool orders_same(const struct ledger *a, const struct ledger *b)
{
        if (a->duties_n != b->duties_n || a->papers_n != b->papers_n || a->steps_n != b->steps_n)
                return false;
        for (size_t i = 0; i < a->duties_n; i++)
                if (!str_eq(a->duties[i].name, b->duties[i].name)) return false;
        for (size_t i = 0; i < a->papers_n; i++)
                if (!str_eq(a->papers[i].name, b->papers[i].name)) return false;
        for (size_t i = 0; i < a->steps_n; i++)
                if (!str_eq(a->steps[i].name, b->steps[i].name)) return false;
        return true;
}

static bool exprs_same(const struct expr *a, const struct expr *b)
{
        return a && b ? expr_same(a, b) : a == b;
}

static bool figure_same(const struct figure *x, const struct figure *y)
{
        return str_eq(x->name, y->name) && x->of == y->of && x->of_index == y->of_index &&
               x->table == y->table && x->column == y->column && x->agg == y->agg &&
               x->field == y->field && x->a == y->a && x->b == y->b && x->flow == y->flow &&
               x->digits == y->digits && x->since.v == y->since.v &&
               exprs_same(x->where, y->where) && exprs_same(x->value, y->value);
}

static bool figures_same(const struct ledger *a, const struct ledger *b)
{
        if (a->figures_n != b->figures_n || a->identities_n != b->identities_n) return false;
        for (size_t i = 0; i < a->figures_n; i++)
                if (!figure_same(&a->figures[i], &b->figures[i])) return false;
        for (size_t i = 0; i < a->identities_n; i++)
                if (!str_eq(a->identities[i].text, b->identities[i].text)) return false;
        return true;
}

static bool tables_same(const struct ledger *a, const struct ledger *b)
{
        if (a->tables_n != b->tables_n || a->key_n != b->key_n) return false;
        for (size_t t = 0; t < a->tables_n; t++) {
                const struct cell_table *x = &a->tables[t], *y = &b->tables[t];
                if (!str_eq(x->at.name, y->at.name) || x->by_n != y->by_n) return false;
                for (size_t i = 0; i < x->by_n; i++)
                        if (x->by[i] != y->by[i]) return false;
        }
        for (size_t i = 0; i < a->key_n; i++)
                if (a->key[i] != b->key[i]) return false;
        return true;
}

/* New choices change nothing that was counted; a choice under another parent does. */
static bool lists_same(const struct city *a, const struct city *b)
{
        for (size_t i = 0; i < a->lists_n; i++) {
                int k = city_list(b, a->lists[i].name);
                const struct list *x = &a->lists[i], *y = k < 0 ? NULL : &b->lists[k];
                for (size_t c = 0; c < x->n; c++) {
                        int j = y ? list_choice(y, x->c[c].code) : -1;
                        if (j < 0) return false;
                        struct str p = x->c[c].parent < 0 ? STR_NONE : x->c[x->c[c].parent].code;
                        struct str q = y->c[j].parent < 0 ? STR_NONE : y->c[y->c[j].parent].code;
                        if (!str_eq(p, q)) return false;
                }
        }
        return true;
}

/* What waits for rules that go by due times stands in a derived table (view/ruled.h). */
static bool waits_same(const struct city *a, const struct rule_def *x, const struct city *b,
                       const struct rule_def *y)
{
        if (x->when != RULE_AT && y->when != RULE_AT) return true;
        if (x->when != y->when || !str_eq(x->key, y->key) || x->each != y->each ||
            x->duty != y->duty || x->step != y->step || !exprs_same(x->where, y->where))
                return false;
        if (x->step < 0) return true;
        const struct step *s = &a->ledgers[x->each].steps[x->step],
                          *t = &b->ledgers[y->each].steps[y->step];
        return s->from == t->from && s->on == t->on && s->on_duty == t->on_duty &&
               exprs_same(s->when, t->when);
}

static bool rules_same(const struct city *a, const struct city *b, size_t ledger)
{
        const struct ledger *x = &a->ledgers[ledger], *y = &b->ledgers[ledger];
        if (x->rules_n != y->rules_n) return false;
        for (size_t i = 0; i < x->rules_n; i++)
                if (!waits_same(a, &x->rules[i], b, &y->rules[i])) return false;
        return true;
}

bool definitions_same(const struct city *a, const struct city *b)
{
        if (!a || a->ledgers_n != b->ledgers_n || !lists_same(a, b)) return false;
        for (size_t i = 0; i < a->ledgers_n; i++) {
                const struct ledger *x = &a->ledgers[i], *y = &b->ledgers[i];
                if (!str_eq(x->name, y->name) || !fields_same(x, y) || !states_same(x, y) ||
                    !orders_same(x, y) || !figures_same(x, y) || !tables_same(x, y) ||
                    !rules_same(a, b, i))
                        return false;
        }
        return true;
}

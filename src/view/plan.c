#include "view/plan.h"

struct plans {
        struct arena a; /* holds this struct too */
        const struct city *city;
        struct ledger_plan *ledger;
};

struct plans *plans_new(const struct city *c)
{
        struct arena a = { 0 };
        struct plans *p = ARENA_NEW(&a, struct plans, 1);
        p->city = c;
        p->ledger = ARENA_NEW(&a, struct ledger_plan, c ? c->ledgers_n : 0);
        for (size_t i = 0; c && i < c->ledgers_n; i++)
                p->ledger[i].table = ARENA_NEW(&a, struct table_plan, c->ledgers[i].tables_n);
        p->a = a;
        return p;
}

void plans_free(struct plans **p)
{
        if (!*p) return;
        struct arena a = (*p)->a;
        *p = NULL;
        arena_done(&a);
}

struct arena *plan_arena(struct view *v)
{
        return v->plans ? &v->plans->a : NULL;
}

struct ledger_plan *plan_of(struct view *v, const struct ledger *l)
{
        const struct plans *p = v->plans;
        if (!p) return NULL;
        ASSERT(l >= p->city->ledgers && l < p->city->ledgers + p->city->ledgers_n);
        return &p->ledger[l - p->city->ledgers];
}

struct table_plan *plan_table(struct view *v, const struct ledger *l, int table)
{
        const struct ledger_plan *p = plan_of(v, l);
        return p ? &p->table[table] : NULL;
}

struct sql_kept *plan_update(struct view *v, const struct ledger *l, struct str columns)
{
        struct ledger_plan *p = plan_of(v, l);
        if (!p) return NULL;
        struct arena *a = &v->plans->a;
        int64_t i = map_at(&p->updates, columns);
        if (i >= 0) return p->update[i];
        p->updates.a = a;
        map_set(&p->updates, str_dup(a, columns), (int64_t)p->update_n);
        struct sql_kept *k = ARENA_NEW(a, struct sql_kept, 1);
        *ARENA_PUSH(a, p->update, p->update_n, p->update_cap) = k;
        return k;
}

void sql_table(struct sql *q, char prefix, const struct ledger *l, const struct cell_table *t)
{
        if (!sql_built(q)) sql_name(q, view_table(q->a, prefix, l, t));
}

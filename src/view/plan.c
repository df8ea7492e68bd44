#include "view/plan.h"

struct plans {
        struct arena a; /* holds this struct too */
        const struct city *city;
        struct ledger_plan *ledger;
};

static struct row_plan *row_in(struct table_plan *t, enum of of, int of_index)
{
        for (size_t i = 0; i < t->row_n; i++)
                if (t->row[i].of == of && t->row[i].of_index == of_index) return &t->row[i];
        return NULL;
}

static void figure_reads(const struct figure *f, bool *used, size_t n)
{
        for (; f; f = f->before) {
                if (f->where) expr_uses(f->where, used, n);
                if (f->value) expr_uses(f->value, used, n);
                if (f->agg == AGG_SUM || f->agg == AGG_DISTINCT)
                        used[PROP_FIELDS + f->field] = true;
        }
}

static void table_reads(const struct cell_table *t, bool *used)
{
        if (t->at.kind == REL_OWNER) used[PROP_OWNER] = true;
        if (t->at.kind == REL_HOLDER) used[PROP_HOLDER] = true;
        if (t->at.kind == REL_PLACE || t->at.kind == REL_FIELD)
                used[PROP_FIELDS + t->at.field] = true;
        for (size_t d = 0; d < t->by_n; d++) used[PROP_FIELDS + t->by[d]] = true;
}

static void row_reads(struct arena *a, const struct ledger *l, int table, struct row_plan *row)
{
        bool used[PROP_FIELDS + LEDGER_FIELDS_MAX] = { false };
        size_t n = PROP_FIELDS + l->fields_n;
        table_reads(&l->tables[table], used);
        for (size_t i = 0; i < l->figures_n; i++) {
                const struct figure *f = &l->figures[i];
                if (f->table == table && f->of == row->of && f->of_index == row->of_index)
                        figure_reads(f, used, n);
        }
        row->prop = ARENA_NEW(a, int, n);
        for (size_t i = 0; i < n; i++)
                if (used[i]) row->prop[row->n++] = (int)i;
}

static void plan_rows(struct arena *a, const struct ledger *l, struct table_plan *t, int table)
{
        for (size_t i = 0; i < l->figures_n; i++) {
                const struct figure *f = &l->figures[i];
                if (f->table == table && !row_in(t, f->of, f->of_index))
                        *ARENA_PUSH(a, t->row, t->row_n, t->row_cap) =
                                (struct row_plan){ .of = f->of, .of_index = f->of_index };
        }
        for (size_t i = 0; i < t->row_n; i++) row_reads(a, l, table, &t->row[i]);
}

static struct table_plan *plan_tables(struct arena *a, const struct ledger *l)
{
        struct table_plan *t = ARENA_NEW(a, struct table_plan, l->tables_n);
        for (size_t i = 0; i < l->tables_n; i++) plan_rows(a, l, &t[i], (int)i);
        return t;
}

struct plans *plans_new(const struct city *c)
{
        struct arena a = { 0 };
        struct plans *p = ARENA_NEW(&a, struct plans, 1);
        p->city = c;
        p->ledger = ARENA_NEW(&a, struct ledger_plan, c ? c->ledgers_n : 0);
        for (size_t i = 0; c && i < c->ledgers_n; i++)
                p->ledger[i].table = plan_tables(&a, &c->ledgers[i]);
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

const struct row_plan *plan_row(struct view *v, const struct ledger *l, int table, enum of of,
                                int of_index)
{
        struct table_plan *t = plan_table(v, l, table);
        return t ? row_in(t, of, of_index) : NULL;
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

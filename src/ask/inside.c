#include "ask/inside.h"

enum { UNKNOWN, INSIDE, OUTSIDE };

static int by_day(const void *x, const void *y)
{
        const struct day *a = x, *b = y;
        return a->v < b->v ? -1 : a->v > b->v;
}

static void eras(struct arena *a, struct places *p)
{
        size_t n = 0, cap = 0;
        for (size_t i = 0; i < p->o->n; i++)
                for (size_t s = 0; s < p->o->o[i].spans_n; s++) {
                        const struct office_span *x = &p->o->o[i].spans[s];
                        if (day_is(x->from)) *ARENA_PUSH(a, p->era, n, cap) = x->from;
                        if (day_is(x->to)) *ARENA_PUSH(a, p->era, n, cap) = day_add(x->to, 1);
                }
        if (n) qsort(p->era, n, sizeof *p->era, by_day);
        for (size_t i = 0; i < n; i++)
                if (i == 0 || p->era[i].v != p->era[p->era_n - 1].v) p->era[p->era_n++] = p->era[i];
}

static struct places places_of(struct arena *a, const struct offices *o, int top)
{
        struct places p = { .o = o, .top = top };
        eras(a, &p);
        p.seen = ARENA_NEW(a, char, (p.era_n + 1) * o->n);
        return p;
}

static bool place_inside(struct places *p, int office, struct day d)
{
        size_t from = 0, to = p->era_n;
        while (from < to) {
                size_t mid = (from + to) / 2;
                if (p->era[mid].v <= d.v) from = mid + 1;
                else to = mid;
        }
        char *seen = &p->seen[from * p->o->n + (size_t)office];
        if (*seen != UNKNOWN) return *seen == INSIDE;
        int up[OFFICE_DEPTH_MAX];
        size_t n = office_above(p->o, office, d, up);
        *seen = OUTSIDE;
        for (size_t i = 0; i < n; i++)
                if (up[i] == p->top) *seen = INSIDE;
        return *seen == INSIDE;
}

void inside_init(struct inside *x, const struct ask *k, const struct cell_of *c)
{
        *x = (struct inside){ .a = k->a, .cell = c, .memo = { .a = k->a } };
        x->office = places_of(k->a, &k->in->offices, c->office);
        if (c->dim == 0 || c->value.n == 0) return;
        const struct field *f = &c->l->fields[c->l->tables[c->table].by[c->dim - 1]];
        if (f->type == F_TREE) x->tree = &k->in->city->lists[f->list];
        int top = office_find(&k->in->offices, c->value);
        if ((f->type == F_PLACE || f->type == F_OFFICE) && top >= 0)
                x->value = places_of(k->a, &k->in->offices, top);
}

static bool value_inside(struct inside *x, struct str value, struct day d)
{
        struct str want = x->cell->value;
        int64_t seen;
        if (str_eq(value, want)) return true;
        if (value.n == 0 || want.n == 0) return false;
        if (x->value.o) {
                int i = office_find(x->value.o, value);
                return i >= 0 && place_inside(&x->value, i, d);
        }
        if (!x->tree) return false;
        if (map_get(&x->memo, value, &seen)) return seen == INSIDE;
        bool in = list_choice(x->tree, value) >= 0 && list_under(x->tree, value, want);
        map_set(&x->memo, str_dup(x->a, value), in ? INSIDE : OUTSIDE);
        return in;
}

bool inside_cell(struct inside *x, int office, struct str value, struct day d)
{
        if (x->cell->fixed) d = x->cell->tree;
        if (!place_inside(&x->office, office, d)) return false;
        return x->cell->dim == 0 || value_inside(x, value, d);
}

bool inside_settled(const struct ask *k, const struct cell_of *c, struct day last)
{
        struct places p = places_of(k->a, &k->in->offices, c->office);
        const struct field *f =
                c->dim ? &c->l->fields[c->l->tables[c->table].by[c->dim - 1]] : NULL;
        if (f && (f->type == F_PLACE || f->type == F_OFFICE) && p.era_n) return false;
        for (int i = 0; i < (int)p.o->n; i++) {
                bool in = place_inside(&p, i, c->tree);
                if (p.era_n && place_inside(&p, i, day_add(p.era[0], -1)) != in) return false;
                for (size_t e = 0; e < p.era_n && p.era[e].v <= last.v; e++)
                        if (place_inside(&p, i, p.era[e]) != in) return false;
        }
        return true;
}

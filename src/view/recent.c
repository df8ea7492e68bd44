#include "view/recent.h"

#define PLACES 16384 /* of a generation, at most half of them taken; a power of two */

struct seat {
        int64_t id; /* 0 = free */
        const struct ledger *l;
        const struct rec *r; /* NULL = forgotten */
};
struct generation {
        struct arena a;
        struct seat *seat;
        size_t n;
};
struct recent {
        struct arena self; /* holds this struct too */
        struct generation young, old;
        struct arena command;
        int64_t *put; /* ids of the command at hand */
        size_t put_n, put_cap;
};

struct recent *recent_new(void)
{
        struct arena a = { 0 };
        struct recent *x = ARENA_NEW(&a, struct recent, 1);
        x->young.seat = ARENA_NEW(&a, struct seat, PLACES);
        x->old.seat = ARENA_NEW(&a, struct seat, PLACES);
        x->self = a;
        return x;
}

void recent_free(struct recent **p)
{
        struct recent *x = *p;
        *p = NULL;
        if (!x) return;
        arena_done(&x->young.a);
        arena_done(&x->old.a);
        arena_done(&x->command);
        struct arena self = x->self;
        arena_done(&self);
}

/* The record's place, or the free one where it would stand. */
static struct seat *seat_of(const struct generation *g, int64_t id)
{
        size_t i = (uint64_t)id * 0x9e3779b97f4a7c15u >> 32 & (PLACES - 1);
        while (g->seat[i].id && g->seat[i].id != id) i = (i + 1) & (PLACES - 1);
        return &g->seat[i];
}

static void empty(struct generation *g)
{
        arena_done(&g->a);
        memset(g->seat, 0, PLACES * sizeof *g->seat);
        g->n = 0;
}

/* ---- copies ---- */

static void copy_value(struct arena *a, struct value *v)
{
        v->text = str_dup(a, v->text);
        if (v->type != T_MANY) return;
        struct str *many = ARENA_NEW(a, struct str, v->many_n);
        for (size_t i = 0; i < v->many_n; i++) many[i] = str_dup(a, v->many[i]);
        v->many = many;
}

static struct rec *copy(struct arena *a, const struct ledger *l, const struct rec *r)
{
        struct rec *c = rec_copy(a, l, r);
        c->number = str_dup(a, r->number);
        c->owner = str_dup(a, r->owner);
        c->promised_within = str_dup(a, r->promised_within);
        for (size_t i = 0; i < l->fields_n; i++) copy_value(a, &c->v[i]);
        for (size_t i = 0; i < c->duties_n; i++) {
                c->duties[i].holder = str_dup(a, c->duties[i].holder);
                c->duties[i].within = str_dup(a, c->duties[i].within);
        }
        for (size_t i = 0; i < c->papers_n; i++) {
                c->papers[i].number = str_dup(a, c->papers[i].number);
                c->papers[i].office = str_dup(a, c->papers[i].office);
        }
        for (size_t i = 0; i < c->acts_n; i++) c->acts[i].text = str_dup(a, c->acts[i].text);
        return c;
}

bool recent_get(const struct recent *x, struct arena *a, const struct ledger *l, int64_t id,
                struct rec *ret)
{
        const struct seat *s = seat_of(&x->young, id);
        if (!s->id) s = seat_of(&x->old, id);
        if (!s->r || s->l != l) return false;
        *ret = *copy(a, l, s->r);
        return true;
}

void recent_put(struct recent *x, const struct ledger *l, const struct rec *r)
{
        struct generation *g = &x->young;
        if (g->a.used > RECENT_BYTES || g->n * 2 >= PLACES) {
                struct generation old = x->old;
                x->old = *g;
                *g = old;
                empty(g);
        }
        struct seat *s = seat_of(g, r->id);
        g->n += s->id == 0;
        *s = (struct seat){ r->id, l, copy(&g->a, l, r) };
        *ARENA_PUSH(&x->command, x->put, x->put_n, x->put_cap) = r->id;
}

void recent_forget(struct recent *x, int64_t id)
{
        struct generation *g[] = { &x->young, &x->old };
        for (size_t i = 0; i < LEN(g); i++) seat_of(g[i], id)->r = NULL;
}

void recent_keep(struct recent *x)
{
        x->put = NULL;
        x->put_n = x->put_cap = 0;
        arena_reset(&x->command);
}

void recent_undo(struct recent *x)
{
        for (size_t i = 0; i < x->put_n; i++) recent_forget(x, x->put[i]);
        recent_keep(x);
}

void recent_clear(struct recent *x)
{
        empty(&x->young);
        empty(&x->old);
        recent_keep(x);
}

#include "view/tally.h"

struct tally_undo { /* what an entry was before the command */
        size_t i;
        bool presence;
        int64_t *n;
};

struct cells *cells_new(void)
{
        struct arena a = { 0 };
        struct cells *c = ARENA_NEW(&a, struct cells, 1);
        c->self = a;
        c->command_no = 1;
        return c;
}

void cells_free(struct cells **p)
{
        struct cells *c = *p;
        *p = NULL;
        if (!c) return;
        arena_done(&c->command);
        arena_done(&c->group);
        struct arena self = c->self;
        arena_done(&self);
}

/* ---- finding ---- */

static uint64_t mix(uint64_t h, uint64_t x)
{
        h = (h ^ x) * 0x9e3779b97f4a7c15u;
        return h ^ h >> 32;
}

static uint64_t ref_hash(const struct cell_ref *r)
{
        uint64_t h = mix((uint64_t)r->batch, (uint64_t)(uintptr_t)r->l + (uint64_t)r->table);
        h = mix(h, (uint64_t)(uint32_t)r->office << 32 | (uint32_t)r->day.v);
        return mix(h ^ (uint64_t)r->dim, str_hash(r->value));
}

static bool ref_same(const struct cell_ref *a, const struct cell_ref *b)
{
        return a->office == b->office && a->day.v == b->day.v && a->dim == b->dim &&
               a->table == b->table && a->l == b->l && a->batch == b->batch &&
               str_eq(a->value, b->value);
}

static bool cell_same(const struct cells *c, size_t i, const void *ref)
{
        return ref_same(&c->cell[i].at, ref);
}

static bool presence_same(const struct cells *c, size_t i, const void *ref)
{
        const struct presence_ref *a = &c->presence[i].at, *b = ref;
        return a->figure == b->figure && str_eq(a->key, b->key) && ref_same(&a->at, &b->at);
}

static bool jrow_same(const struct cells *c, size_t i, const void *ref)
{
        const struct jrow_ref *a = &c->jrow[i].at, *b = ref;
        bool same = a->l == b->l && a->table == b->table && a->office == b->office &&
                    a->day.v == b->day.v && a->seq == b->seq && a->record == b->record &&
                    a->item == b->item;
        for (size_t d = 0; same && d < a->l->tables[a->table].by_n; d++)
                same = str_eq(a->by[d], b->by[d]);
        return same;
}

struct finding {
        struct slots *s;
        uint64_t hash;
        const void *ref;
        bool (*same)(const struct cells *c, size_t i, const void *ref);
};

static bool find(const struct cells *c, const struct finding *f, size_t *ret)
{
        const struct slots *s = f->s;
        if (s->cap == 0) return false;
        for (size_t k = f->hash & (s->cap - 1); s->at[k]; k = (k + 1) & (s->cap - 1)) {
                size_t i = s->at[k] - 1;
                if (s->hash[i] != f->hash || !f->same(c, i, f->ref)) continue;
                *ret = i;
                return true;
        }
        return false;
}

static void place(struct slots *s, size_t i)
{
        size_t k = s->hash[i] & (s->cap - 1);
        while (s->at[k]) k = (k + 1) & (s->cap - 1);
        s->at[k] = (uint32_t)i + 1;
}

/* The next entry stands under the hash. */
static void add(struct slots *s, struct arena *a, uint64_t hash)
{
        *ARENA_PUSH(a, s->hash, s->n, s->hash_cap) = hash;
        if (s->n * 2 <= s->cap) {
                place(s, s->n - 1);
                return;
        }
        s->cap = s->cap ? s->cap * 2 : 64;
        s->at = ARENA_NEW(a, uint32_t, s->cap);
        for (size_t i = 0; i < s->n; i++) place(s, i);
}

/* ---- entries ---- */

static void note_undo(struct cells *c, size_t i, bool presence, const int64_t *n, size_t cols)
{
        int64_t *was = ARENA_NEW(&c->command, int64_t, cols);
        memcpy(was, n, cols * sizeof *n);
        *ARENA_PUSH(&c->command, c->undo, c->undo_n, c->undo_cap) =
                (struct tally_undo){ i, presence, was };
}

static size_t columns(const struct cell_ref *r)
{
        return 2 * r->l->tables[r->table].figures_n;
}

struct cell *tally_cell(struct cells *c, const struct cell_ref *r)
{
        struct finding f = { &c->cell_slots, ref_hash(r), r, cell_same };
        size_t i = c->cell_n;
        if (!find(c, &f, &i)) {
                struct cell *x = ARENA_PUSH(&c->group, c->cell, c->cell_n, c->cell_cap);
                x->at = *r;
                x->at.value = str_dup(&c->group, r->value);
                x->n = ARENA_NEW(&c->group, int64_t, columns(r));
                add(&c->cell_slots, &c->group, f.hash);
        }
        struct cell *x = &c->cell[i];
        if (x->touched != c->command_no) note_undo(c, i, false, x->n, columns(r));
        x->touched = c->command_no;
        return x;
}

struct presence *tally_presence(struct cells *c, const struct presence_ref *r)
{
        uint64_t hash = mix(ref_hash(&r->at) ^ (uint64_t)r->figure, str_hash(r->key));
        struct finding f = { &c->presence_slots, hash, r, presence_same };
        size_t i = c->presence_n;
        if (!find(c, &f, &i)) {
                struct presence *x =
                        ARENA_PUSH(&c->group, c->presence, c->presence_n, c->presence_cap);
                x->at = *r;
                x->at.at.value = str_dup(&c->group, r->at.value);
                x->at.key = str_dup(&c->group, r->key);
                add(&c->presence_slots, &c->group, f.hash);
        }
        struct presence *x = &c->presence[i];
        if (x->touched != c->command_no) note_undo(c, i, true, x->n, LEN(x->n));
        x->touched = c->command_no;
        return x;
}

struct jrow *tally_jrow(struct cells *c, const struct jrow_ref *r)
{
        uint64_t hash = mix((uint64_t)r->seq, (uint64_t)r->item);
        hash = mix(hash, (uint64_t)(uint32_t)r->office << 32 | (uint32_t)r->day.v);
        struct finding f = { &c->jrow_slots, mix(hash, (uint64_t)r->table), r, jrow_same };
        size_t i = c->jrow_n;
        if (!find(c, &f, &i)) {
                const struct cell_table *t = &r->l->tables[r->table];
                struct jrow *x = ARENA_PUSH(&c->command, c->jrow, c->jrow_n, c->jrow_cap);
                x->at = *r;
                x->at.by = ARENA_NEW(&c->command, struct str, t->by_n);
                for (size_t d = 0; d < t->by_n; d++) x->at.by[d] = str_dup(&c->command, r->by[d]);
                x->amount = ARENA_NEW(&c->command, int64_t, t->figures_n);
                add(&c->jrow_slots, &c->command, f.hash);
        }
        return &c->jrow[i];
}

void tally_jrows_done(struct cells *c)
{
        c->jrow = NULL;
        c->jrow_n = c->jrow_cap = 0;
        c->jrow_slots = (struct slots){ 0 };
}

/* ---- commands and groups ---- */

void tally_keep(struct cells *c)
{
        tally_jrows_done(c);
        c->undo = NULL;
        c->undo_n = c->undo_cap = 0;
        c->command_no++;
        arena_reset(&c->command);
}

void tally_undo(struct cells *c)
{
        for (size_t k = 0; k < c->undo_n; k++) {
                const struct tally_undo *u = &c->undo[k];
                if (u->presence) memcpy(c->presence[u->i].n, u->n, sizeof c->presence[u->i].n);
                else memcpy(c->cell[u->i].n, u->n, columns(&c->cell[u->i].at) * sizeof *u->n);
        }
        tally_keep(c);
}

void tally_clear(struct cells *c)
{
        tally_keep(c);
        c->cell = NULL;
        c->cell_n = c->cell_cap = 0;
        c->presence = NULL;
        c->presence_n = c->presence_cap = 0;
        c->cell_slots = c->presence_slots = (struct slots){ 0 };
        arena_reset(&c->group);
}

#include "base/map.h"

#include "base/err.h"

struct map_slot {
        struct str key;
        int64_t value;
        bool used;
};

static struct map_slot *slot_of(const struct map *m, struct str key)
{
        for (size_t i = (size_t)str_hash(key) & (m->cap - 1);; i = (i + 1) & (m->cap - 1))
                if (!m->slots[i].used || str_eq(m->slots[i].key, key)) return &m->slots[i];
}

bool map_get(const struct map *m, struct str key, int64_t *ret)
{
        if (m->cap == 0) return false;
        const struct map_slot *s = slot_of(m, key);
        if (!s->used) return false;
        *ret = s->value;
        return true;
}

int64_t map_at(const struct map *m, struct str key)
{
        int64_t v = -1;
        (void)map_get(m, key, &v);
        return v;
}

void map_set(struct map *m, struct str key, int64_t value)
{
        ASSERT(m->a != NULL);
        if (m->n * 2 >= m->cap) {
                struct map old = *m;
                m->cap = old.cap ? old.cap * 2 : 16;
                m->slots = ARENA_NEW(m->a, struct map_slot, m->cap);
                for (size_t i = 0; i < old.cap; i++)
                        if (old.slots[i].used) *slot_of(m, old.slots[i].key) = old.slots[i];
        }
        struct map_slot *s = slot_of(m, key);
        if (!s->used) m->n++;
        *s = (struct map_slot){ key, value, true };
}

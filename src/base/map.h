/* map.h: names to small integers, in an arena. Grows; never shrinks; no removal. Keys are kept by
 * reference: they must live as long as the map. The zero value with .a set is an empty map. */
#ifndef ZT_BASE_MAP_H
#define ZT_BASE_MAP_H

#include "base/arena.h"

struct map {
        struct arena *a;
        struct map_slot *slots;
        size_t n, cap;
};

bool map_get(const struct map *m, struct str key, int64_t *ret);
/* The value of key, or -1. */
int64_t map_at(const struct map *m, struct str key);
void map_set(struct map *m, struct str key, int64_t value);

#endif

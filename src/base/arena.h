/* arena.h: memory of one lifetime (a request, a definition in force, a command-line run).
 *
 * Memory is zeroed, aligned, and freed all at once. Past its limit the arena keeps serving and sets
 * a flag (arena_over); the gate answers ERR_LIMIT. malloc failing aborts. No call site checks NULL.
 * Not thread-safe: one owner at a time. */
#ifndef ZT_BASE_ARENA_H
#define ZT_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct arena {
        struct arena_chunk *head;
        size_t used, limit; /* bytes handed out; limit 0 = none */
        bool over;
};

/* The zero value is a valid empty arena without limit. */
void arena_done(struct arena *a);  /* frees everything; the value is empty again */
void arena_reset(struct arena *a); /* as arena_done, but keeps one chunk */
bool arena_over(const struct arena *a);
void *arena_get(struct arena *a, size_t bytes, size_t align);
#define ARENA_NEW(a, type, n) ((type *)arena_get_n((a), (n), sizeof(type), _Alignof(type)))
void *arena_get_n(struct arena *a, size_t n, size_t size, size_t align); /* aborts on overflow */

struct str str_dup(struct arena *a, struct str s);
const char *str_dupz(struct arena *a, struct str s); /* NUL-terminated copy, for the border */
struct str str_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
struct str str_join(struct arena *a, struct str x, struct str y);

/* Growing array in an arena: ARENA_PUSH(a, ptr, n, cap) gives the address of the new zeroed last
 * element. ptr, n (size_t), cap (size_t) are lvalues. */
#define ARENA_PUSH(a, ptr, n, cap)                                                                 \
        ((n) == (cap) ? (void)((ptr) = arena_grow((a), (ptr), &(cap), ARENA_SIZE(ptr))) : (void)0, \
         &(ptr)[(n)++])
#define ARENA_SIZE(ptr) sizeof(__typeof__(*(ptr))) /* of a type: the ptr may point to pointers */
void *arena_grow(struct arena *a, const void *old, size_t *cap, size_t size);

#endif

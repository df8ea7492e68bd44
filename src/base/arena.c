#include "base/arena.h"

#include <stdarg.h>

#include "base/err.h"
#include "base/limits.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#endif
#endif
#ifndef ASAN_POISON_MEMORY_REGION
#define ASAN_POISON_MEMORY_REGION(p, n)   ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

struct arena_chunk {
        struct arena_chunk *next;
        size_t size, at; /* bytes of data[], bytes used of it */
        _Alignas(max_align_t) unsigned char data[];
};

static struct arena_chunk *chunk_new(size_t size)
{
        struct arena_chunk *c = malloc(sizeof *c + size);
        if (!c) BUG("out of memory");
        c->next = NULL;
        c->size = size;
        c->at = 0;
        ASAN_POISON_MEMORY_REGION(c->data, size);
        return c;
}

static void chunks_free(struct arena_chunk *c)
{
        while (c) {
                struct arena_chunk *next = c->next;
                ASAN_UNPOISON_MEMORY_REGION(c->data, c->size);
                free(c);
                c = next;
        }
}

void arena_done(struct arena *a)
{
        chunks_free(a->head);
        *a = (struct arena){ .limit = a->limit };
}

void arena_reset(struct arena *a)
{
        struct arena_chunk *keep = a->head;
        if (keep && keep->size != ARENA_CHUNK_BYTES) keep = NULL;
        if (!keep) {
                arena_done(a);
                return;
        }
        chunks_free(keep->next);
        keep->next = NULL;
        keep->at = 0;
        ASAN_POISON_MEMORY_REGION(keep->data, keep->size);
        *a = (struct arena){ .head = keep, .limit = a->limit };
}

bool arena_over(const struct arena *a)
{
        return a->over;
}

void *arena_get(struct arena *a, size_t bytes, size_t align)
{
        ASSERT(align <= _Alignof(max_align_t) && bytes < SIZE_MAX / 2);
        a->used += bytes;
        if (a->limit && a->used > a->limit) a->over = true;
        struct arena_chunk *c = a->head;
        size_t at = c ? (c->at + align - 1) & ~(align - 1) : 0;
        if (!c || at > c->size || bytes > c->size - at) {
                if (bytes > ARENA_CHUNK_BYTES / 4 && c) {
                        /* a big piece gets its own chunk behind the current one */
                        struct arena_chunk *own = chunk_new(bytes);
                        own->next = c->next;
                        c->next = own;
                        c = own;
                } else {
                        c = chunk_new(bytes > ARENA_CHUNK_BYTES ? bytes : ARENA_CHUNK_BYTES);
                        c->next = a->head;
                        a->head = c;
                }
                at = 0;
        }
        c->at = at + bytes;
        ASAN_UNPOISON_MEMORY_REGION(c->data + at, bytes);
        return memset(c->data + at, 0, bytes);
}

void *arena_get_n(struct arena *a, size_t n, size_t size, size_t align)
{
        size_t bytes;
        if (__builtin_mul_overflow(n, size, &bytes)) BUG("arena size overflow");
        return arena_get(a, bytes, align);
}

struct str str_dup(struct arena *a, struct str s)
{
        if (s.n == 0) return STR_NONE;
        char *p = arena_get(a, s.n, 1);
        memcpy(p, s.p, s.n);
        return (struct str){ p, s.n };
}

const char *str_dupz(struct arena *a, struct str s)
{
        char *p = arena_get(a, s.n + 1, 1);
        if (s.n) memcpy(p, s.p, s.n);
        return p;
}

struct str str_printf(struct arena *a, const char *fmt, ...)
{
        char small[256];
        va_list ap;
        va_start(ap, fmt);
        int n = vsnprintf(small, sizeof small, fmt, ap);
        va_end(ap);
        ASSERT(n >= 0);
        if ((size_t)n < sizeof small) return str_dup(a, (struct str){ small, (size_t)n });
        char *p = arena_get(a, (size_t)n + 1, 1);
        va_start(ap, fmt);
        (void)vsnprintf(p, (size_t)n + 1, fmt, ap);
        va_end(ap);
        return (struct str){ p, (size_t)n };
}

struct str str_join(struct arena *a, struct str x, struct str y)
{
        char *p = arena_get(a, x.n + y.n, 1);
        if (x.n) memcpy(p, x.p, x.n);
        if (y.n) memcpy(p + x.n, y.p, y.n);
        return (struct str){ p, x.n + y.n };
}

void *arena_grow(struct arena *a, const void *old, size_t *cap, size_t size)
{
        size_t more = *cap ? *cap * 2 : 8;
        void *p = arena_get_n(a, more, size, _Alignof(max_align_t));
        if (*cap) memcpy(p, old, *cap * size);
        *cap = more;
        return p;
}

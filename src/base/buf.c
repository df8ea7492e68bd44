#include "base/buf.h"

#include <stdarg.h>

void buf_free(struct buf *b)
{
        free(b->p);
        *b = (struct buf){ .limit = b->limit };
}

void buf_reset(struct buf *b)
{
        b->n = 0;
        b->err = OK;
}

static bool grow(struct buf *b, size_t n)
{
        ASSERT(b->limit > 0);
        if (b->err != OK) return false;
        if (n > b->limit - b->n) {
                b->err = ERR_LIMIT;
                return false;
        }
        size_t need = b->n + n + 1;
        if (need <= b->cap) return true;
        size_t cap = b->cap ? b->cap : 256;
        while (cap < need) cap *= 2;
        char *p = realloc(b->p, cap);
        if (!p) BUG("out of memory");
        b->p = p;
        b->cap = cap;
        return true;
}

/* Room for n more bytes and a NUL; false (and the error set) if the limit forbids. */
static inline bool room(struct buf *b, size_t n)
{
        if (b->n + n < b->cap && b->n + n <= b->limit && b->err == OK) return true;
        return grow(b, n);
}

void buf_put(struct buf *b, struct str s)
{
        if (s.n == 0 || !room(b, s.n)) return;
        memcpy(b->p + b->n, s.p, s.n);
        b->n += s.n;
}

void buf_putc(struct buf *b, char c)
{
        if (!room(b, 1)) return;
        b->p[b->n++] = c;
}

char *buf_take(struct buf *b, size_t n)
{
        if (!room(b, n)) return NULL;
        b->n += n;
        return b->p + b->n - n;
}

void buf_int(struct buf *b, int64_t v)
{
        char digits[24];
        size_t i = sizeof digits;
        uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
        do digits[--i] = (char)('0' + u % 10);
        while (u /= 10);
        if (v < 0) digits[--i] = '-';
        buf_put(b, (struct str){ digits + i, sizeof digits - i });
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
        va_list ap;
        va_start(ap, fmt);
        int n = vsnprintf(NULL, 0, fmt, ap);
        va_end(ap);
        ASSERT(n >= 0);
        if (!room(b, (size_t)n)) return;
        va_start(ap, fmt);
        (void)vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
        va_end(ap);
        b->n += (size_t)n;
}

void buf_hex(struct buf *b, const void *bytes, size_t n)
{
        static const char digit[] = "0123456789abcdef";
        const unsigned char *p = bytes;
        if (!room(b, n * 2)) return;
        for (size_t i = 0; i < n; i++) {
                b->p[b->n++] = digit[p[i] >> 4];
                b->p[b->n++] = digit[p[i] & 15];
        }
}

struct str buf_view(const struct buf *b)
{
        return (struct str){ b->p, b->n };
}

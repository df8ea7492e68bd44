#include "base/utf8.h"

#include <utf8proc.h>

uint32_t utf8_next(struct str s, size_t *at)
{
        ASSERT(*at < s.n);
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + *at,
                                              (utf8proc_ssize_t)(s.n - *at), &c);
        if (n <= 0) {
                *at += 1;
                return 0xFFFD;
        }
        *at += (size_t)n;
        return (uint32_t)c;
}

bool utf8_ok(struct str s)
{
        for (size_t at = 0; at < s.n;) {
                if (s.p[at] >= 0x20 && s.p[at] < 0x7f) { /* codes and numbers are such throughout */
                        at++;
                        continue;
                }
                utf8proc_int32_t c;
                utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + at,
                                                      (utf8proc_ssize_t)(s.n - at), &c);
                if (n <= 0) return false;
                if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') return false;
                if (c >= 0x7f && c < 0xa0) return false;
                at += (size_t)n;
        }
        return true;
}

size_t utf8_len(struct str s)
{
        size_t n = 0;
        for (size_t i = 0; i < s.n; i++) n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
        return n;
}

struct str utf8_fold(struct arena *a, struct str s)
{
        if (s.n == 0) return STR_NONE;
        utf8proc_uint8_t *out = NULL;
        utf8proc_ssize_t n =
                utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &out,
                             UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
        if (n < 0) return s; /* malformed text folds to itself */
        struct str r = str_dup(a, (struct str){ (const char *)out, (size_t)n });
        free(out);
        return r;
}

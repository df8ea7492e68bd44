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

enum utf8_kind utf8_kind(uint32_t c)
{
        static const struct {
                uint32_t from, to;
        } han[] = {
                { 0x3005, 0x3007 }, { 0x3041, 0x3096 },   { 0x30A1, 0x30FA },   { 0x30FC, 0x30FE },
                { 0x3105, 0x312F }, { 0x3400, 0x4DBF },   { 0x4E00, 0x9FFF },   { 0xAC00, 0xD7A3 },
                { 0xF900, 0xFAFF }, { 0x20000, 0x2FA1F }, { 0x30000, 0x323AF },
        };
        if (c < 0x80) {
                bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
                return letter || (c >= '0' && c <= '9') ? UTF8_WORD : UTF8_OTHER;
        }
        for (size_t i = 0; i < LEN(han); i++)
                if (c >= han[i].from && c <= han[i].to) return UTF8_HAN;
        utf8proc_category_t k = utf8proc_category((utf8proc_int32_t)c);
        return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_NO ? UTF8_WORD : UTF8_OTHER;
}

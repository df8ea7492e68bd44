#include "base/like.h"

/* Bytes of the character at s[at]: as many as its continuation bytes say. */
static size_t char_bytes(struct str s, size_t at)
{
        size_t n = 1;
        while (at + n < s.n && ((unsigned char)s.p[at + n] & 0xC0) == 0x80) n++;
        return n;
}

/* One step of the pattern at *p against the text at *t, both moved on when it fits. Plain bytes are
 * compared one by one: equal bytes are equal characters. */
static bool step(struct str text, size_t *t, struct str pattern, size_t *p)
{
        size_t at = *p;
        if (at >= pattern.n) return false;
        if (pattern.p[at] == '_') {
                *t += char_bytes(text, *t);
                *p = at + 1;
                return true;
        }
        if (pattern.p[at] == '\\' && at + 1 < pattern.n) at++;
        if (text.p[*t] != pattern.p[at]) return false;
        *t += 1;
        *p = at + 1;
        return true;
}

/* Greedy with one point of return: after a second % the first need not be tried again. */
bool like_match(struct str text, struct str pattern)
{
        size_t t = 0, p = 0, back_t = 0, back_p = 0;
        bool back = false;
        while (t < text.n) {
                if (p < pattern.n && pattern.p[p] == '%') {
                        back = true;
                        back_p = ++p;
                        back_t = t;
                } else if (!step(text, &t, pattern, &p)) {
                        if (!back) return false;
                        back_t += char_bytes(text, back_t);
                        t = back_t;
                        p = back_p;
                }
        }
        while (p < pattern.n && pattern.p[p] == '%') p++;
        return p == pattern.n;
}

struct str like_prefix(struct str pattern, char *out)
{
        size_t n = 0;
        for (size_t i = 0; i < pattern.n && pattern.p[i] != '%' && pattern.p[i] != '_'; i++) {
                if (pattern.p[i] == '\\' && i + 1 < pattern.n) i++;
                out[n++] = pattern.p[i];
        }
        return (struct str){ out, n };
}

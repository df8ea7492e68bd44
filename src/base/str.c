#include "base/str.h"

#include <string.h>

struct str str_c(const char *c)
{
        return c ? (struct str){ c, strlen(c) } : STR_NONE;
}

bool str_eq(struct str a, struct str b)
{
        return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

int str_cmp(struct str a, struct str b)
{
        size_t n = a.n < b.n ? a.n : b.n;
        int c = n ? memcmp(a.p, b.p, n) : 0;
        if (c != 0) return c;
        return (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
        return s.n >= prefix.n && str_eq((struct str){ s.p, prefix.n }, prefix);
}

bool str_ends(struct str s, struct str suffix)
{
        return s.n >= suffix.n && str_eq(str_from(s, s.n - suffix.n), suffix);
}

struct str str_from(struct str s, size_t at)
{
        if (at >= s.n) return STR_NONE;
        return (struct str){ s.p + at, s.n - at };
}

struct str str_sub(struct str s, size_t at, size_t n)
{
        struct str r = str_from(s, at);
        if (r.n > n) r.n = n;
        return r;
}

static bool is_space(char c)
{
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct str str_trim(struct str s)
{
        while (s.n && is_space(s.p[0])) s.p++, s.n--;
        while (s.n && is_space(s.p[s.n - 1])) s.n--;
        return s;
}

bool str_find(struct str s, struct str what, size_t *ret_at)
{
        if (what.n == 0 || what.n > s.n) return false;
        const char *at = memmem(s.p, s.n, what.p, what.n);
        if (!at) return false;
        *ret_at = (size_t)(at - s.p);
        return true;
}

bool str_split(struct str *rest, char sep, struct str *ret_piece)
{
        if (rest->p == NULL || rest->n == 0) return false;
        const char *at = memchr(rest->p, sep, rest->n);
        size_t n = at ? (size_t)(at - rest->p) : rest->n;
        *ret_piece = (struct str){ rest->p, n };
        *rest = at ? (struct str){ at + 1, rest->n - n - 1 } : STR_NONE;
        return true;
}

bool str_cut(struct str s, char sep, struct str *ret_head, struct str *ret_tail)
{
        const char *at = s.n ? memchr(s.p, sep, s.n) : NULL;
        if (!at) return false;
        size_t n = (size_t)(at - s.p);
        *ret_head = (struct str){ s.p, n };
        *ret_tail = (struct str){ at + 1, s.n - n - 1 };
        return true;
}

static uint64_t mix(uint64_t h, uint64_t word)
{
        h = (h ^ word) * 0x9e3779b97f4a7c15u;
        return h ^ h >> 32;
}

/* Eight bytes at a step: the texts of statements are long. */
uint64_t str_hash(struct str s)
{
        uint64_t h = s.n, word;
        for (; s.n >= sizeof word; s = str_from(s, sizeof word)) {
                memcpy(&word, s.p, sizeof word);
                h = mix(h, word);
        }
        word = 0;
        if (s.n) memcpy(&word, s.p, s.n);
        return mix(h, word);
}

/* Damerau-Levenshtein without transposition, one row; names are short (<= 64). */
size_t str_distance(struct str a, struct str b, size_t max)
{
        enum { MOST = 64 };
        if (a.n > MOST || b.n > MOST) return max + 1;
        size_t row[MOST + 1];
        for (size_t j = 0; j <= b.n; j++) row[j] = j;
        for (size_t i = 1; i <= a.n; i++) {
                size_t diagonal = row[0];
                row[0] = i;
                for (size_t j = 1; j <= b.n; j++) {
                        size_t up = row[j];
                        size_t best = diagonal + (a.p[i - 1] != b.p[j - 1]);
                        if (up + 1 < best) best = up + 1;
                        if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
                        row[j] = best;
                        diagonal = up;
                }
        }
        return row[b.n] > max ? max + 1 : row[b.n];
}

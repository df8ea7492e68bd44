/* mask_within.c: telephone and ID numbers, and given names, inside running text.
 *
 * A number is a run of digits (ASCII or full-width) with at most one blank or hyphen between two of
 * them, not right behind a Latin letter or one of "-/_": those are numbers of records and papers.
 * What counts: ID numbers of 18 characters whose birth date is possible (GB 11643), mobile numbers
 * with or without 86, telephone numbers with their area code, bank cards of 16 to 19 digits. */
#include "ask/mask.h"
#include "base/buf.h"
#include "base/utf8.h"

#define RUN_MAX 24 /* longer ones are no number of a person */

struct number {
        size_t at[RUN_MAX], size[RUN_MAX]; /* each digit's place and bytes */
        char digit[RUN_MAX + 1];
        size_t n, end; /* end: behind its last digit */
};

/* '0'…'9', 'X' for an ID number's last place, 0: neither. */
static char digit_at(struct str s, size_t at, size_t *ret_size)
{
        size_t next = at;
        uint32_t c = utf8_next(s, &next);
        *ret_size = next - at;
        if (c >= '0' && c <= '9') return (char)c;
        if (c >= 0xFF10 && c <= 0xFF19) return (char)('0' + (char)(c - 0xFF10));
        return c == 'X' || c == 'x' || c == 0xFF38 || c == 0xFF58 ? 'X' : 0;
}

static bool is_gap(struct str s, size_t at)
{
        return at < s.n && (s.p[at] == ' ' || s.p[at] == '-');
}

/* The run of digits that begins at `at`. Over RUN_MAX digits: n is RUN_MAX, end behind all. */
static void number_read(struct str s, size_t at, struct number *ret)
{
        size_t size;
        char d;
        *ret = (struct number){ .end = at };
        while (at < s.n && (d = digit_at(s, at, &size)) != 0) {
                if (d == 'X' && ret->n != 17) return;
                if (ret->n < RUN_MAX) {
                        ret->at[ret->n] = at;
                        ret->size[ret->n] = size;
                        ret->digit[ret->n++] = d;
                }
                at += size;
                ret->end = at;
                if (d == 'X') return;
                size_t after;
                if (is_gap(s, at) && at + 1 < s.n && digit_at(s, at + 1, &after) >= '0' &&
                    digit_at(s, at + 1, &after) <= '9')
                        at++;
        }
}

static int two(const char *p)
{
        return (p[0] - '0') * 10 + (p[1] - '0');
}

static bool is_identity(const struct number *x)
{
        const char *d = x->digit;
        if (x->n != 18 || memchr(d, 'X', 17)) return false;
        int century = two(d + 6), month = two(d + 10), day = two(d + 12);
        return century >= 18 && century <= 20 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static bool is_mobile(const char *d, size_t n)
{
        return n == 11 && d[0] == '1' && d[1] >= '3';
}

/* How many digits stay at the front and the back; false: no number of a person. */
static bool number_masks(const struct number *x, size_t *ret_head, size_t *ret_tail)
{
        const char *d = x->digit;
        *ret_head = 3;
        *ret_tail = 4;
        if (is_mobile(d, x->n)) return true;
        if (x->n == 13 && d[0] == '8' && d[1] == '6' && is_mobile(d + 2, 11)) {
                *ret_head = 5;
                return true;
        }
        if (is_identity(x)) {
                *ret_head = 6;
                return true;
        }
        if (memchr(d, 'X', x->n)) return false;
        if (d[0] == '0' && d[1] != '0' && x->n >= 10 && x->n <= 12) {
                *ret_tail = 3;
                return true;
        }
        *ret_head = 4;
        return x->n >= 16 && x->n <= 19;
}

static void number_put(struct buf *b, struct str s, const struct number *x)
{
        size_t head, tail;
        size_t from = x->at[0];
        if (x->n >= RUN_MAX || !number_masks(x, &head, &tail)) {
                buf_put(b, str_sub(s, from, x->end - from));
                return;
        }
        buf_put(b, str_sub(s, from, x->at[head - 1] + x->size[head - 1] - from));
        buf_put(b, S("****"));
        buf_put(b, str_sub(s, x->at[x->n - tail], x->end - x->at[x->n - tail]));
}

/* A number of a record, a paper, a street: what stands right before it says so. */
static bool is_named(struct str s, size_t at)
{
        if (at == 0) return false;
        char c = s.p[at - 1];
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '/';
}

/* Length of the given name that stands here; 0. */
static size_t name_at(struct str s, size_t at, const struct str *name, size_t n)
{
        size_t most = 0;
        for (size_t i = 0; i < n; i++)
                if (name[i].n > most && str_starts(str_from(s, at), name[i])) most = name[i].n;
        return most;
}

struct str mask_within(struct arena *a, struct str s, const struct str *name, size_t n)
{
        struct buf b = { .limit = 4 * s.n + 64 };
        size_t at = 0, size;
        while (at < s.n) {
                size_t named = name_at(s, at, name, n), next = at;
                char d = digit_at(s, at, &size);
                if (named) {
                        (void)utf8_next(s, &next);
                        buf_put(&b, str_sub(s, at, next - at));
                        buf_put(&b, S("**"));
                        at += named;
                        continue;
                }
                if (d == 0 || d == 'X') {
                        buf_put(&b, str_sub(s, at, size));
                        at += size;
                        continue;
                }
                struct number x;
                number_read(s, at, &x);
                if (is_named(s, at)) buf_put(&b, str_sub(s, at, x.end - at));
                else number_put(&b, s, &x);
                at = x.end;
        }
        struct str out = str_dup(a, buf_view(&b));
        buf_free(&b);
        return out;
}

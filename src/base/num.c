#include "base/num.h"

enum err num_parse_i64(struct str s, int64_t min, int64_t max, int64_t *ret)
{
        bool neg = s.n && s.p[0] == '-';
        if (neg) s = str_from(s, 1);
        if (s.n == 0) return ERR_INPUT;
        int64_t v = 0;
        for (size_t i = 0; i < s.n; i++) {
                if (s.p[i] < '0' || s.p[i] > '9') return ERR_INPUT;
                if (__builtin_mul_overflow(v, 10, &v)) return ERR_LIMIT;
                /* downwards, so that INT64_MIN can be read */
                if (__builtin_sub_overflow(v, s.p[i] - '0', &v)) return ERR_LIMIT;
        }
        if (!neg && __builtin_sub_overflow(0, v, &v)) return ERR_LIMIT;
        if (v < min || v > max) return ERR_LIMIT;
        *ret = v;
        return OK;
}

enum err num_parse_scaled(struct str s, int digits, int64_t *ret)
{
        ASSERT(digits >= 0 && digits <= 9);
        struct str whole = s, frac = STR_NONE;
        bool point = str_cut(s, '.', &whole, &frac);
        if (point && frac.n == 0) return ERR_INPUT;
        bool neg = whole.n && whole.p[0] == '-';
        int64_t v = 0;
        TRY(num_parse_i64(whole, INT64_MIN, INT64_MAX, &v));
        for (int i = 0; i < digits; i++) {
                char c = '0';
                if ((size_t)i < frac.n) c = frac.p[i];
                if (c < '0' || c > '9') return ERR_INPUT;
                int d = neg ? -(c - '0') : c - '0';
                if (__builtin_mul_overflow(v, 10, &v)) return ERR_LIMIT;
                if (__builtin_add_overflow(v, d, &v)) return ERR_LIMIT;
        }
        for (size_t i = (size_t)digits; i < frac.n; i++)
                if (frac.p[i] != '0') return ERR_INPUT;
        *ret = v;
        return OK;
}

struct str num_format_scaled(int64_t v, int digits, char out[static 24])
{
        ASSERT(digits >= 0 && digits <= 9);
        char rev[32];
        size_t n = 0;
        uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
        for (int i = 0; u || i <= digits; i++) {
                if (i == digits && digits) rev[n++] = '.';
                rev[n++] = (char)('0' + u % 10);
                u /= 10;
        }
        if (v < 0) rev[n++] = '-';
        ASSERT(n <= 24);
        for (size_t i = 0; i < n; i++) out[i] = rev[n - 1 - i];
        return (struct str){ out, n };
}

enum err num_add(int64_t a, int64_t b, int64_t *ret)
{
        int64_t r;
        if (__builtin_add_overflow(a, b, &r)) return ERR_LIMIT;
        *ret = r;
        return OK;
}

enum err num_mul(int64_t a, int64_t b, int64_t *ret)
{
        int64_t r;
        if (__builtin_mul_overflow(a, b, &r)) return ERR_LIMIT;
        *ret = r;
        return OK;
}

enum err num_ratio(int64_t n, int64_t d, int digits, enum round r, int64_t *ret)
{
        ASSERT(d != 0 && digits >= 0 && digits <= 9);
        __extension__ __int128 num = n, den = d;
        for (int i = 0; i < digits; i++) num *= 10;
        bool neg = (num < 0) != (den < 0);
        if (num < 0) num = -num;
        if (den < 0) den = -den;
        __extension__ __int128 q = num / den, rest = num % den;
        switch (r) {
        case ROUND_HALF_UP: q += rest * 2 >= den; break;
        case ROUND_HALF_EVEN: q += rest * 2 > den || (rest * 2 == den && (q & 1)); break;
        case ROUND_DOWN: break;
        }
        if (q > INT64_MAX) return ERR_LIMIT;
        *ret = neg ? -(int64_t)q : (int64_t)q;
        return OK;
}

static int hex_digit(char c)
{
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        return -1;
}

enum err num_parse_hex(struct str s, void *ret_bytes, size_t n)
{
        if (s.n != n * 2) return ERR_INPUT;
        for (size_t i = 0; i < s.n; i++)
                if (hex_digit(s.p[i]) < 0) return ERR_INPUT;
        unsigned char *out = ret_bytes;
        for (size_t i = 0; i < n; i++)
                out[i] = (unsigned char)(hex_digit(s.p[2 * i]) * 16 + hex_digit(s.p[2 * i + 1]));
        return OK;
}

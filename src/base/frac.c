#include "base/frac.h"

static uint64_t size_of(int64_t v)
{
        return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

/* The greatest that divides both; 1 for (0, 0). */
static int64_t common(int64_t x, int64_t y)
{
        uint64_t a = size_of(x), b = size_of(y);
        while (b) {
                uint64_t rest = a % b;
                a = b;
                b = rest;
        }
        return a == 0 || a > INT64_MAX ? 1 : (int64_t)a;
}

static struct frac lowest(int64_t num, int64_t den)
{
        int64_t g = common(num, den);
        ASSERT(den > 0);
        return (struct frac){ true, num / g, den / g };
}

struct frac frac_scaled(int64_t v, int digits)
{
        int64_t den = 1;
        ASSERT(digits >= 0 && digits <= 18);
        for (int i = 0; i < digits; i++) den *= 10;
        return lowest(v, den);
}

enum err frac_add(struct frac a, struct frac b, struct frac *ret)
{
        int64_t x, y, sum, den;
        *ret = FRAC_NONE;
        if (!a.is || !b.is) return OK;
        int64_t g = common(a.den, b.den);
        TRY(num_mul(a.num, b.den / g, &x));
        TRY(num_mul(b.num, a.den / g, &y));
        TRY(num_add(x, y, &sum));
        TRY(num_mul(a.den / g, b.den, &den));
        *ret = lowest(sum, den);
        return OK;
}

enum err frac_sub(struct frac a, struct frac b, struct frac *ret)
{
        TRY(num_mul(b.num, -1, &b.num));
        return frac_add(a, b, ret);
}

enum err frac_mul(struct frac a, struct frac b, struct frac *ret)
{
        int64_t num, den;
        *ret = FRAC_NONE;
        if (!a.is || !b.is) return OK;
        int64_t g = common(a.num, b.den),
                h = common(b.num, a.den); /* crosswise first: it fits longer */
        TRY(num_mul(a.num / g, b.num / h, &num));
        TRY(num_mul(a.den / h, b.den / g, &den));
        *ret = lowest(num, den);
        return OK;
}

enum err frac_div(struct frac a, struct frac b, struct frac *ret)
{
        struct frac over = { b.is && b.num != 0, b.den, b.num };
        if (over.is && over.den < 0) {
                TRY(num_mul(over.num, -1, &over.num));
                TRY(num_mul(over.den, -1, &over.den));
        }
        return frac_mul(a, over, ret);
}

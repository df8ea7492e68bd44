#include "base/arith.h"

#include <math.h>

#include "base/err.h"
#include "base/num.h"

struct num num_exact(int64_t i)
{
        return (struct num){ .is = true, .i = i };
}

struct num num_double(double d)
{
        if (!isfinite(d)) return NUM_NONE;
        return (struct num){ .is = true, .real = true, .d = d };
}

static bool is_zero(struct num a)
{
        return a.real ? !(a.d < 0) && !(a.d > 0) : a.i == 0;
}

static struct num exact(enum arith op, int64_t a, int64_t b)
{
        int64_t r = 0;
        bool over = false;
        switch (op) {
        case ARITH_ADD: over = __builtin_add_overflow(a, b, &r); break;
        case ARITH_SUB: over = __builtin_sub_overflow(a, b, &r); break;
        case ARITH_MUL: over = __builtin_mul_overflow(a, b, &r); break;
        case ARITH_MOD: r = b == -1 ? 0 : a % b; break;
        case ARITH_IDIV:
                over = a == INT64_MIN && b == -1;
                r = over ? 0 : a / b;
                break;
        case ARITH_DIV:
        case ARITH_POW: BUG("exact / or ^");
        }
        return over ? NUM_NONE : num_exact(r);
}

static struct num real(enum arith op, double a, double b)
{
        switch (op) {
        case ARITH_ADD: return num_double(a + b);
        case ARITH_SUB: return num_double(a - b);
        case ARITH_MUL: return num_double(a * b);
        case ARITH_DIV: return num_double(a / b);
        case ARITH_MOD: return num_double(fmod(a, b));
        case ARITH_IDIV: return num_double(trunc(a / b));
        case ARITH_POW: return num_double(pow(a, b));
        }
        BUG("arith");
}

struct num num_arith(enum arith op, struct num a, struct num b)
{
        if (!a.is || !b.is) return NUM_NONE;
        ASSERT(a.real == b.real);
        bool divides = op == ARITH_DIV || op == ARITH_MOD || op == ARITH_IDIV;
        if (divides && is_zero(b)) return NUM_NONE;
        return a.real ? real(op, a.d, b.d) : exact(op, a.i, b.i);
}

struct num num_negate(struct num a)
{
        if (!a.is) return NUM_NONE;
        return a.real ? num_double(-a.d) : exact(ARITH_SUB, 0, a.i);
}

static int64_t ten_to(int64_t digits)
{
        ASSERT(digits >= 0 && digits <= DIGITS_MAX);
        int64_t r = 1;
        while (digits--) r *= 10;
        return r;
}

struct num num_scale(struct num a, int64_t digits)
{
        if (!a.is) return NUM_NONE;
        ASSERT(!a.real);
        return exact(ARITH_MUL, a.i, ten_to(digits));
}

struct num num_to_real(struct num a, int64_t digits)
{
        if (!a.is || a.real) return a;
        return num_double((double)a.i / (double)ten_to(digits));
}

int num_cmp(struct num a, struct num b)
{
        ASSERT(a.is && b.is && a.real == b.real);
        return a.real ? (a.d > b.d) - (a.d < b.d) : (a.i > b.i) - (a.i < b.i);
}

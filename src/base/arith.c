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

/* ---- programs -------------------------------------------------------------------------------- */

struct calc {
        const struct num *operand;
        size_t operands, n;
        struct num at[CALC_STACK];
};

static bool push(struct calc *c, struct num x)
{
        if (c->n == CALC_STACK) return false;
        c->at[c->n++] = x;
        return true;
}

/* #n and =i */
static bool load(struct calc *c, char what, struct str arg)
{
        int64_t i;
        if (num_parse_i64(arg, INT64_MIN, INT64_MAX, &i) != OK) return false;
        if (what == '=') return push(c, num_exact(i));
        return i >= 0 && (size_t)i < c->operands && push(c, c->operand[i]);
}

/* sN, rN and n */
static bool change(struct calc *c, char what, struct str arg)
{
        int64_t digits = 0;
        if (c->n == 0) return false;
        struct num *top = &c->at[c->n - 1];
        if (what == 'n') {
                *top = num_negate(*top);
                return arg.n == 0;
        }
        if (num_parse_i64(arg, 0, DIGITS_MAX, &digits) != OK) return false;
        if (what == 's' && top->is && top->real) return false;
        *top = what == 's' ? num_scale(*top, digits) : num_to_real(*top, digits);
        return true;
}

static bool apply(struct calc *c, char what)
{
        static const char ops[] = "+-*/%d^";
        static const enum arith op[] = { ARITH_ADD, ARITH_SUB,  ARITH_MUL, ARITH_DIV,
                                         ARITH_MOD, ARITH_IDIV, ARITH_POW };
        const char *at = what ? strchr(ops, what) : NULL;
        if (!at || c->n < 2) return false;
        struct num b = c->at[--c->n], *a = &c->at[c->n - 1];
        bool real_only = what == '/' || what == '^';
        if (a->is && b.is && (a->real != b.real || (real_only && !b.real))) return false;
        *a = num_arith(op[at - ops], *a, b);
        return true;
}

bool calc_run(struct str program, const struct num *operand, size_t n, struct num *ret)
{
        struct calc c = { .operand = operand, .operands = n };
        struct str word;
        while (str_split(&program, ' ', &word)) {
                if (word.n == 0) return false;
                char what = word.p[0];
                struct str arg = str_from(word, 1);
                bool ok;
                if (what == '#' || what == '=') ok = load(&c, what, arg);
                else if (what == 's' || what == 'r' || what == 'n') ok = change(&c, what, arg);
                else ok = arg.n == 0 && apply(&c, what);
                if (!ok) return false;
        }
        if (c.n != 1) return false;
        *ret = c.at[0];
        return true;
}

/* arith.h: the arithmetic of expressions, one for the evaluator and for the database (zt_calc).
 *
 * A number is exact (a scaled 64-bit integer whose digits the caller knows) or real (a double).
 * NULL goes through every operation. What does not fit is NULL, not an error: an integer outside 64
 * bits, a real that is not finite, a division by zero. Operands are of one kind and, but for
 * ARITH_MUL, of the same digits; ARITH_DIV and ARITH_POW take reals only. Pure. */
#ifndef ZT_BASE_ARITH_H
#define ZT_BASE_ARITH_H

#include "base/str.h"

#define DIGITS_MAX 9 /* decimals of an exact number */

struct num {
        bool is;   /* false: NULL */
        bool real; /* held in .d, else in .i */
        int64_t i;
        double d;
};

#define NUM_NONE ((struct num){ 0 })

enum arith { ARITH_ADD, ARITH_SUB, ARITH_MUL, ARITH_DIV, ARITH_MOD, ARITH_IDIV, ARITH_POW };

struct num num_exact(int64_t i);
struct num num_double(double d); /* NULL unless finite */
/* ARITH_MOD has the sign of a; ARITH_IDIV cuts off towards zero (digits of the result: 0). */
struct num num_arith(enum arith op, struct num a, struct num b);
struct num num_negate(struct num a);
/* Exact, scaled by 10^digits more (0..DIGITS_MAX). */
struct num num_scale(struct num a, int64_t digits);
/* The double of an exact number with so many digits. */
struct num num_to_real(struct num a, int64_t digits);
/* <0, 0, >0 of two numbers that are, of one kind. */
int num_cmp(struct num a, struct num b);

/* A formula as a program for a stack of numbers, words with one space between: #n pushes operand n,
 * =i an exact number, sN scales the top by 10^N, rN makes it real (N its digits), n negates it,
 * + - * / % d ^ take two and push one. False: no such program (too deep, no such operand, kinds
 * mixed). */
#define CALC_STACK 64
bool calc_run(struct str program, const struct num *operand, size_t n, struct num *ret);

#endif

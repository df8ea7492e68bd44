/* The arithmetic of expressions: what is exact, and what becomes NULL. */
#include "base/arith.h"

#include "lib/t.h"

#define MOST  INT64_MAX
#define LEAST INT64_MIN

TEST(arith_exact)
{
        static const struct {
                enum arith op;
                int64_t a, b;
                bool is;
                int64_t want;
        } row[] = {
                { ARITH_ADD, 2, 3, true, 5 },
                { ARITH_ADD, MOST, 1, false, 0 },
                { ARITH_ADD, LEAST, -1, false, 0 },
                { ARITH_SUB, LEAST, 1, false, 0 },
                { ARITH_SUB, 0, LEAST, false, 0 },
                { ARITH_SUB, -1, LEAST, true, MOST },
                { ARITH_MUL, 3037000500, 3037000500, false, 0 },
                { ARITH_MUL, 3037000499, 3037000499, true, 9223372030926249001 },
                { ARITH_MUL, LEAST, -1, false, 0 },
                { ARITH_MOD, 7, 3, true, 1 },
                { ARITH_MOD, -7, 3, true, -1 }, /* the sign of the left side */
                { ARITH_MOD, 7, -3, true, 1 },
                { ARITH_MOD, 7, 0, false, 0 },
                { ARITH_MOD, LEAST, -1, true, 0 },
                { ARITH_IDIV, 7, 2, true, 3 },
                { ARITH_IDIV, -7, 2, true, -3 }, /* towards zero */
                { ARITH_IDIV, 7, 0, false, 0 },
                { ARITH_IDIV, LEAST, -1, false, 0 },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct num r = num_arith(row[i].op, num_exact(row[i].a), num_exact(row[i].b));
                CHECK_INT(i, r.is, row[i].is);
                CHECK_INT(i, r.i, row[i].want);
        }
}

TEST(arith_real)
{
        static const struct {
                enum arith op;
                double a, b;
                bool is;
                double want;
        } row[] = {
                { ARITH_ADD, 0.5, 0.25, true, 0.75 },  { ARITH_SUB, 1, 0.5, true, 0.5 },
                { ARITH_MUL, 1e200, 1e200, false, 0 }, { ARITH_DIV, 7, 2, true, 3.5 },
                { ARITH_DIV, 7, 0, false, 0 },         { ARITH_DIV, 7, -0.0, false, 0 },
                { ARITH_MOD, 7.5, 2, true, 1.5 },      { ARITH_MOD, -7.5, 2, true, -1.5 },
                { ARITH_MOD, 1, 0, false, 0 },         { ARITH_IDIV, -7, 2, true, -3 },
                { ARITH_IDIV, 7, 0, false, 0 },        { ARITH_POW, 2, 10, true, 1024 },
                { ARITH_POW, 0, -1, false, 0 },        { ARITH_POW, -8, 0.5, false, 0 },
                { ARITH_POW, 10, 400, false, 0 },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct num r = num_arith(row[i].op, num_double(row[i].a), num_double(row[i].b));
                CHECK_INT(i, r.is, row[i].is);
                if (r.is) CHECK_INT(i, num_cmp(r, num_double(row[i].want)), 0);
        }
}

TEST(arith_null_goes_through)
{
        enum arith op[] = { ARITH_ADD, ARITH_SUB, ARITH_MUL, ARITH_MOD, ARITH_IDIV };
        for (size_t i = 0; i < LEN(op); i++) {
                CHECK_ROW(i, !num_arith(op[i], NUM_NONE, num_exact(1)).is);
                CHECK_ROW(i, !num_arith(op[i], num_exact(1), NUM_NONE).is);
        }
        CHECK(!num_negate(NUM_NONE).is && !num_negate(num_exact(LEAST)).is);
        CHECK(!num_scale(NUM_NONE, 2).is && !num_to_real(NUM_NONE, 2).is);
}

TEST(arith_scales)
{
        CHECK_INT(-1, num_scale(num_exact(-12), 3).i, -12000);
        CHECK_INT(-1, num_scale(num_exact(12), 0).i, 12);
        CHECK(!num_scale(num_exact(9223372036854775), 4).is);
        CHECK_INT(-1, num_cmp(num_to_real(num_exact(125), 2), num_double(1.25)), 0);
        CHECK_INT(-1, num_cmp(num_to_real(num_double(1.25), 2), num_double(1.25)), 0);
        CHECK_INT(-1, num_cmp(num_exact(1), num_exact(2)), -1);
        CHECK_INT(-1, num_negate(num_exact(5)).i, -5);
}

/* Programs: operands 12 (exact), 2.5 (real), NULL. "" stands for a refusal. */
TEST(calc_runs)
{
        static const struct {
                const char *program, *want;
        } row[] = {
                { "=5", "5" },
                { "#0", "12" },
                { "#0 =5 +", "17" },
                { "#0 s2 =5 -", "1195" },
                { "#0 r1 #1 *", "~3" }, /* 1.2 · 2.5 */
                { "#0 n", "-12" },
                { "#0 =5 %", "2" },
                { "#0 =5 d", "2" },
                { "#1 #1 /", "~1" },
                { "#1 =2 r0 ^", "~6.25" },
                { "#2 =5 +", "NULL" },
                { "=5 #2 *", "NULL" },
                { "#2 s3 r2 n", "NULL" },
                { "=9223372036854775807 =1 +", "NULL" },
                { "=-9223372036854775808 n", "NULL" },
                { "", "" },
                { "#3", "" },
                { "#-1", "" },
                { "#", "" },
                { "=", "" },
                { "+", "" },
                { "=1 +", "" },
                { "=1 =2", "" },   /* two results */
                { "=1 #1 +", "" }, /* kinds mixed */
                { "=1 =2 /", "" },
                { "#1 s2", "" },
                { "=1 s10", "" },
                { "=1 r-1", "" },
                { "=1 nn", "" },
                { "=1 =2 ++", "" },
                { "=1  n", "" },
                { "x", "" },
        };
        const struct num operand[] = { num_exact(12), num_double(2.5), NUM_NONE };
        for (size_t i = 0; i < LEN(row); i++) {
                char got[64] = "";
                struct num r;
                if (calc_run(str_c(row[i].program), operand, LEN(operand), &r)) {
                        if (!r.is) (void)snprintf(got, sizeof got, "NULL");
                        else if (r.real) (void)snprintf(got, sizeof got, "~%g", r.d);
                        else (void)snprintf(got, sizeof got, "%" PRId64, r.i);
                }
                CHECK_STR(i, str_c(got), row[i].want);
        }
}

TEST(calc_stack_ends)
{
        char s[3 * (CALC_STACK + 1)];
        for (size_t i = 0; i <= CALC_STACK; i++) memcpy(s + 3 * i, "=1 ", 3);
        struct num r;
        CHECK(!calc_run((struct str){ s, sizeof s - 1 }, NULL, 0, &r));
}

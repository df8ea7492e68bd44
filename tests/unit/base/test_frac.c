#include "base/frac.h"

#include "lib/t.h"

static struct frac of(int64_t num, int64_t den)
{
        struct frac r = { .is = false };
        if (den == 0) return FRAC_NONE;
        CHECK_OK(-1, frac_div(frac_scaled(num, 0), frac_scaled(den, 0), &r));
        return r;
}

TEST(frac_reckons_exactly)
{
        static const struct {
                int64_t a, b; /* a/b … c/d; of 0 in b: none */
                char op;
                int64_t c, d;
                enum err err;
                int64_t num, den; /* den 0: none */
        } row[] = {
                { 1, 3, '+', 1, 6, OK, 1, 2 },
                { 1, 3, '+', -1, 3, OK, 0, 1 },
                { 1, 10, '+', 2, 10, OK, 3, 10 },
                { 1, 2, '-', 3, 4, OK, -1, 4 },
                { -2, 3, '*', 3, -4, OK, 1, 2 },
                { 2, 3, '/', -4, 9, OK, -3, 2 },
                { 5, 1, '/', 0, 1, OK, 0, 0 },
                { 0, 1, '/', 0, 1, OK, 0, 0 },
                { 0, 5, '/', 7, 1, OK, 0, 1 },
                { 1, 0, '+', 1, 2, OK, 0, 0 },
                { 1, 2, '*', 1, 0, OK, 0, 0 },
                { INT64_MAX, 1, '+', 1, 1, ERR_LIMIT, 0, 0 },
                { INT64_MAX, 1, '*', 2, 1, ERR_LIMIT, 0, 0 },
                { INT64_MIN, 1, '-', 0, 1, OK, INT64_MIN, 1 },
                { 0, 1, '-', INT64_MIN, 1, ERR_LIMIT, 0, 0 },
                { 1, 1, '/', INT64_MIN, 1, ERR_LIMIT, 0, 0 },
                { INT64_MAX, 3, '*', 3, INT64_MAX, OK, 1, 1 }, /* crosswise it fits */
                { 4000000000, 1, '*', 3, 4000000000, OK, 3, 1 },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct frac x = of(row[i].a, row[i].b), y = of(row[i].c, row[i].d), r = FRAC_NONE;
                enum err e = row[i].op == '+'   ? frac_add(x, y, &r)
                             : row[i].op == '-' ? frac_sub(x, y, &r)
                             : row[i].op == '*' ? frac_mul(x, y, &r)
                                                : frac_div(x, y, &r);
                CHECK_INT(i, e, row[i].err);
                if (e != OK) continue;
                CHECK_INT(i, r.is, row[i].den != 0);
                CHECK_INT(i, r.num, row[i].num);
                CHECK_INT(i, r.den, row[i].den);
        }
}

TEST(frac_of_scaled_numbers)
{
        static const struct {
                int64_t v;
                int digits;
                int64_t num, den;
        } row[] = {
                { 968, 1, 484, 5 },
                { -25, 2, -1, 4 },
                { 0, 9, 0, 1 },
                { 7, 0, 7, 1 },
                { 1, 18, 1, 1000000000000000000 },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct frac r = frac_scaled(row[i].v, row[i].digits);
                CHECK_INT(i, r.num, row[i].num);
                CHECK_INT(i, r.den, row[i].den);
        }
}

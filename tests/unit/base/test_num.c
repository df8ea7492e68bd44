#include "base/num.h"

#include "lib/t.h"

TEST(num_parses_integers)
{
        static const struct {
                const char *s;
                int64_t min, max;
                enum err err;
                int64_t want;
        } row[] = {
                { "0", 0, 9, OK, 0 },
                { "-0", 0, 9, OK, 0 },
                { "007", 0, 9, OK, 7 },
                { "9223372036854775807", INT64_MIN, INT64_MAX, OK, INT64_MAX },
                { "-9223372036854775808", INT64_MIN, INT64_MAX, OK, INT64_MIN },
                { "9223372036854775808", INT64_MIN, INT64_MAX, ERR_LIMIT, 0 },
                { "-9223372036854775809", INT64_MIN, INT64_MAX, ERR_LIMIT, 0 },
                { "99999999999999999999999", INT64_MIN, INT64_MAX, ERR_LIMIT, 0 },
                { "9", 0, 9, OK, 9 },
                { "10", 0, 9, ERR_LIMIT, 0 },
                { "-1", 0, 9, ERR_LIMIT, 0 },
                { "", 0, 9, ERR_INPUT, 0 },
                { "-", 0, 9, ERR_INPUT, 0 },
                { "+1", 0, 9, ERR_INPUT, 0 },
                { " 1", 0, 9, ERR_INPUT, 0 },
                { "1 ", 0, 9, ERR_INPUT, 0 },
                { "1x", 0, 9, ERR_INPUT, 0 },
                { "--1", -9, 9, ERR_INPUT, 0 },
                { "0x1", 0, 9, ERR_INPUT, 0 },
                { "1.0", 0, 9, ERR_INPUT, 0 },
                { "1e3", 0, 9999, ERR_INPUT, 0 },
                { "１", 0, 9, ERR_INPUT, 0 }, /* full width */
        };
        for (size_t i = 0; i < LEN(row); i++) {
                int64_t v = 4711;
                CHECK_INT(i, num_parse_i64(str_c(row[i].s), row[i].min, row[i].max, &v),
                          row[i].err);
                CHECK_INT(i, v, row[i].err == OK ? row[i].want : 4711);
        }
        int64_t v = 4711;
        CHECK_INT(-1, num_parse_i64(S("1\0"), 0, 9, &v), ERR_INPUT);
        CHECK_INT(-1, num_parse_i64(STR_NONE, 0, 9, &v), ERR_INPUT);
}

TEST(num_parses_decimals)
{
        static const struct {
                const char *s;
                int digits;
                enum err err;
                int64_t want;
        } row[] = {
                { "12.30", 2, OK, 1230 },
                { "-12.30", 2, OK, -1230 },
                { "-0.5", 1, OK, -5 },
                { "-0.05", 2, OK, -5 },
                { "12", 2, OK, 1200 },
                { "12.3", 2, OK, 1230 },
                { "12.3000", 2, OK, 1230 },
                { "12.301", 2, ERR_INPUT, 0 },
                { "12.3", 0, ERR_INPUT, 0 },
                { "12.0", 0, OK, 12 },
                { "12.", 2, ERR_INPUT, 0 },
                { ".5", 2, ERR_INPUT, 0 },
                { "-.5", 2, ERR_INPUT, 0 },
                { "1.2.3", 4, ERR_INPUT, 0 },
                { "1.-2", 2, ERR_INPUT, 0 },
                { "1. 2", 2, ERR_INPUT, 0 },
                { "1.2x", 1, ERR_INPUT, 0 },
                { "", 2, ERR_INPUT, 0 },
                { ".", 2, ERR_INPUT, 0 },
                { "1,000", 2, ERR_INPUT, 0 },
                { "9223372036.854775807", 9, OK, INT64_MAX },
                { "-9223372036.854775808", 9, OK, INT64_MIN },
                { "9223372036.854775808", 9, ERR_LIMIT, 0 },
                { "-9223372036.854775809", 9, ERR_LIMIT, 0 },
                { "9223372037", 9, ERR_LIMIT, 0 },
                { "92233720368547758.07", 2, OK, INT64_MAX },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                int64_t v = 4711;
                CHECK_INT(i, num_parse_scaled(str_c(row[i].s), row[i].digits, &v), row[i].err);
                CHECK_INT(i, v, row[i].err == OK ? row[i].want : 4711);
        }
}

TEST(num_formats_decimals)
{
        static const struct {
                int64_t v;
                int digits;
                const char *want;
        } row[] = {
                { 0, 0, "0" },
                { 0, 3, "0.000" },
                { 5, 1, "0.5" },
                { -5, 1, "-0.5" },
                { -5, 2, "-0.05" },
                { 1230, 2, "12.30" },
                { -7, 0, "-7" },
                { 100, 2, "1.00" },
                { INT64_MAX, 0, "9223372036854775807" },
                { INT64_MIN, 0, "-9223372036854775808" },
                { INT64_MIN, 9, "-9223372036.854775808" },
                { INT64_MAX, 2, "92233720368547758.07" },
                { 1, 9, "0.000000001" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                char out[24];
                struct str s = num_format_scaled(row[i].v, row[i].digits, out);
                CHECK_STR(i, s, row[i].want);
                int64_t back = 4711;
                CHECK_OK(i, num_parse_scaled(s, row[i].digits, &back));
                CHECK_INT(i, back, row[i].v);
        }
}

TEST(num_adds_and_multiplies)
{
        static const struct {
                int64_t a, b;
                enum err add, mul;
        } row[] = {
                { 2, 3, OK, OK },
                { INT64_MAX, 1, ERR_LIMIT, OK },
                { INT64_MIN, -1, ERR_LIMIT, ERR_LIMIT },
                { INT64_MAX, INT64_MIN, OK, ERR_LIMIT },
                { INT64_MAX, 2, ERR_LIMIT, ERR_LIMIT },
                { INT64_MAX, 0, OK, OK },
                { -4, 5, OK, OK },
                { 3037000500, 3037000500, OK, ERR_LIMIT },
                { 3037000499, 3037000499, OK, OK },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                int64_t r = 4711;
                CHECK_INT(i, num_add(row[i].a, row[i].b, &r), row[i].add);
                CHECK_INT(i, r, row[i].add == OK ? row[i].a + row[i].b : 4711);
                r = 4711;
                CHECK_INT(i, num_mul(row[i].a, row[i].b, &r), row[i].mul);
                CHECK_INT(i, r, row[i].mul == OK ? row[i].a * row[i].b : 4711);
        }
}

TEST(num_ratio_rounds_by_rule)
{
        /* n / d to so many digits: half up, half even, down */
        static const struct {
                int64_t n, d;
                int digits;
                int64_t up, even, down;
        } row[] = {
                { 1, 2, 0, 1, 0, 0 },
                { 3, 2, 0, 2, 2, 1 },
                { 5, 2, 0, 3, 2, 2 },
                { -1, 2, 0, -1, 0, 0 }, /* half up is away from zero */
                { -3, 2, 0, -2, -2, -1 },
                { -5, 2, 0, -3, -2, -2 },
                { 5, -2, 0, -3, -2, -2 },
                { -5, -2, 0, 3, 2, 2 },
                { 1, 3, 0, 0, 0, 0 },
                { 2, 3, 0, 1, 1, 0 },
                { -2, 3, 0, -1, -1, 0 },
                { 2, 3, 4, 6667, 6667, 6666 },
                { 339, 386, 3, 878, 878, 878 },
                { 968, 1000, 3, 968, 968, 968 }, /* 96.8 % */
                { 1, 8, 2, 13, 12, 12 },
                { 3, 8, 2, 38, 38, 37 },
                { 0, 7, 9, 0, 0, 0 },
                { 7, 7, 9, 1000000000, 1000000000, 1000000000 },
                { INT64_MAX, 1, 0, INT64_MAX, INT64_MAX, INT64_MAX },
                { INT64_MAX, INT64_MAX, 9, 1000000000, 1000000000, 1000000000 },
                { INT64_MIN, INT64_MIN, 2, 100, 100, 100 },
                { INT64_MAX, INT64_MIN, 0, -1, -1, 0 },
                { 1, INT64_MIN, 9, 0, 0, 0 },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                const int64_t want[] = { [ROUND_HALF_UP] = row[i].up,
                                         [ROUND_HALF_EVEN] = row[i].even,
                                         [ROUND_DOWN] = row[i].down };
                for (int r = 0; r < 3; r++) {
                        int64_t v = 4711;
                        CHECK_OK(i,
                                 num_ratio(row[i].n, row[i].d, row[i].digits, (enum round)r, &v));
                        CHECK_INT(i, v, want[r]);
                }
        }
        int64_t v = 4711;
        CHECK_INT(-1, num_ratio(INT64_MAX, 1, 1, ROUND_DOWN, &v), ERR_LIMIT);
        CHECK_INT(-1, num_ratio(INT64_MIN, -1, 0, ROUND_DOWN, &v), ERR_LIMIT);
        CHECK_INT(-1, num_ratio(INT64_MAX, 1, 9, ROUND_HALF_UP, &v), ERR_LIMIT);
        CHECK_INT(-1, v, 4711);
}

TEST(num_parses_hex)
{
        static const struct {
                const char *s;
                size_t n;
                enum err err;
        } row[] = {
                { "00ff9a", 3, OK },         { "", 0, OK },
                { "00FF9A", 3, ERR_INPUT },  { "00ff9", 3, ERR_INPUT },
                { "00ff9a0", 3, ERR_INPUT }, { "00ff9g", 3, ERR_INPUT },
                { "0x009a", 3, ERR_INPUT },  { " 0ff9a", 3, ERR_INPUT },
                { "", 3, ERR_INPUT },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                unsigned char b[3] = { 7, 7, 7 };
                CHECK_INT(i, num_parse_hex(str_c(row[i].s), b, row[i].n), row[i].err);
                bool got = row[i].err == OK && row[i].n == 3;
                CHECK_MEM(i, b, got ? "\x00\xff\x9a" : "\7\7\7", 3);
        }
}

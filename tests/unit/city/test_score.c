/* test_score.c: the arithmetic of scorecards: exact points, rounded once, caps and floors, what
 * `small` looks at, who is compared with whom. */
#include "city/score.h"

#include "lib/t.h"

static const struct prop figures[] = {
        { .name = SI("a"), .type = T_NUMBER, .real = true },
        { .name = SI("b"), .type = T_NUMBER, .real = true },
        { .name = SI("c"), .type = T_NUMBER, .real = true },
};
static const struct props props = { .p = figures, .n = LEN(figures) };

static struct expr *parsed(struct arena *a, const char *text)
{
        struct faults f;
        struct expr *e = NULL;
        faults_init(&f, a, LANG_EN);
        CHECK_OK(-1, expr_parse(a, S("t"), str_c(text), &f, &e));
        CHECK_OK(-1, expr_check(a, e, &props, T_NUMBER, S("t"), &f));
        return e;
}

TEST(score_points_are_exact_and_rounded_once)
{
        static const struct {
                const char *value;
                int64_t a, b, c; /* with one digit; -1: none */
                const char *cap, *floor;
                const char *points; /* of two digits; "": not assessed */
        } row[] = {
                /* a city's monthly score: 0.2, 0.3 and 0.5 of three rates */
                { "0.2 * a + 0.3 * b + 0.5 * c", 1000, 950, 1000, "", "0", "98.50" },
                { "0.2 * a + 0.3 * b + 0.5 * c", 998, 967, 1000, "", "0", "98.97" },
                { "a / b", 10, 30, 0, "", "0", "0.33" },
                { "3 * (a / b)", 10, 30, 0, "", "0", "1.00" }, /* not 0.99 */
                { "a / b + a / b + a / b", 10, 30, 0, "", "0", "1.00" },
                { "0.1 * a + 0.2 * a - 0.3 * a", 10, 0, 0, "", "0", "0.00" },
                { "a / 8", 10, 0, 0, "", "0", "0.13" }, /* 0.125: half up */
                { "-a / 8", 10, 0, 0, "", "-9", "-0.13" },
                { "a / b", 10, 0, 0, "", "0", "" },
                { "a / b", 0, 0, 0, "", "0", "" },
                { "a + b", 10, -1, 0, "", "0", "" },
                { "a - b", 10, 50, 0, "", "0", "0.00" },
                { "a - b", 10, 50, 0, "", "-2.5", "-2.50" },
                { "a", 305, 0, 0, "30", "0", "30.00" },
                { "a", 299, 0, 0, "30", "0", "29.90" },
                { "a * b * c / 1000000", 10000000, 10000000, 10, "", "0", "1000000.00" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                const int64_t v[] = { row[i].a, row[i].b, row[i].c };
                struct frac used[3], value;
                struct score_def s = { .digits = 2 };
                struct score_item it = { .capped = *row[i].cap != '\0' };
                int64_t points;
                char text[24];
                for (size_t k = 0; k < 3; k++)
                        used[k] = v[k] == -1 ? FRAC_NONE : frac_scaled(v[k], 1);
                if (it.capped) CHECK_OK(i, num_parse_scaled(str_c(row[i].cap), 2, &it.cap));
                CHECK_OK(i, num_parse_scaled(str_c(row[i].floor), 2, &it.floor));
                CHECK_OK(i, score_value(parsed(&a, row[i].value), used, &value));
                CHECK_INT(i, value.is, *row[i].points != '\0');
                if (!value.is) continue;
                CHECK_OK(i, score_points(&s, &it, value, &points));
                CHECK_STR(i, num_format_scaled(points, 2, text), row[i].points);
        }
}

TEST(score_values_that_do_not_fit_are_told)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct frac used[] = { frac_scaled(INT64_MAX, 0), frac_scaled(2, 0), frac_scaled(3, 0) };
        struct frac value;
        struct score_def s = { .digits = 4 };
        struct score_item it = { .capped = false };
        int64_t points;
        CHECK_INT(0, score_value(parsed(&a, "a * b"), used, &value), ERR_LIMIT);
        CHECK_OK(1, score_value(parsed(&a, "a / b * b"), used, &value));
        CHECK_INT(1, score_points(&s, &it, value, &points), ERR_LIMIT);
}

TEST(score_small_looks_at_what_is_divided_by)
{
        static const struct {
                const char *value;
                bool ratio;       /* is `a` a rate */
                const char *want; /* the figures looked at */
        } row[] = {
                { "a", false, "a" },
                { "a + b", false, "ab" },
                { "0.3 * a", true, "a" },
                { "a + b", true, "a" },
                { "a / b", false, "b" },
                { "100 * a / (b + c)", false, "bc" },
                { "a / 3", false, "a" },
                { "a / b + c", false, "b" },
                { "a / b", true, "ab" },
                { "b / 2 + 1", true, "b" },
                { "c / (b / a)", false, "ab" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                bool ratio[] = { row[i].ratio, false, false }, counted[3];
                char got[4] = "";
                score_counted(parsed(&a, row[i].value), ratio, counted, 3);
                for (size_t k = 0, n = 0; k < 3; k++)
                        if (counted[k]) got[n++] = (char)('a' + (char)k);
                CHECK_STR(i, str_c(got), row[i].want);
        }
}

TEST(score_peers_by_level_and_kind)
{
        static struct score_peers peers[] = {
                { .name = SI("county"), .level = LEVEL_COUNTY, .kind = OFFICE_AREA },
                { .name = SI("city bureau"), .level = LEVEL_CITY, .kind = OFFICE_BUREAU },
                { .name = SI("firm"), .any_level = true, .kind = OFFICE_FIRM },
        };
        const struct score_def s = { .peers = peers, .peers_n = LEN(peers) };
        static const struct {
                enum level level;
                enum office_kind kind;
                int want;
        } row[] = {
                { LEVEL_COUNTY, OFFICE_AREA, 0 },  { LEVEL_COUNTY, OFFICE_BUREAU, -1 },
                { LEVEL_CITY, OFFICE_BUREAU, 1 },  { LEVEL_CITY, OFFICE_AREA, -1 },
                { LEVEL_VILLAGE, OFFICE_FIRM, 2 }, { LEVEL_CITY, OFFICE_FIRM, 2 },
        };
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_INT(i, score_peers_of(&s, row[i].level, row[i].kind), row[i].want);
}

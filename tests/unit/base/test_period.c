/* test_period.c: what lies before a period, and what is like it. */
#include "base/period.h"

#include "lib/t.h"

static struct day day(const char *s)
{
        struct day d = DAY_NONE;
        if (*s && day_parse(str_c(s), &d) != OK) BUG("no day");
        return d;
}

TEST(period_ones_before_are_like_them)
{
        static const struct {
                const char *from, *to;
                enum period_unit unit;
                const char *year_from, *year_to;
                const char *before_from, *before_to; /* NULL: none */
        } row[] = {
                { "2022-08-01", "2022-08-31", PERIOD_MONTH, "2021-08-01", "2021-08-31",
                  "2022-07-01", "2022-07-31" },
                { "2022-03-01", "2022-03-31", PERIOD_MONTH, "2021-03-01", "2021-03-31",
                  "2022-02-01", "2022-02-28" },
                { "2024-02-01", "2024-02-29", PERIOD_MONTH, "2023-02-01", "2023-02-28",
                  "2024-01-01", "2024-01-31" },
                { "2025-02-01", "2025-02-28", PERIOD_MONTH, "2024-02-01", "2024-02-29",
                  "2025-01-01", "2025-01-31" },
                { "2022-01-01", "2022-03-31", PERIOD_QUARTER, "2021-01-01", "2021-03-31",
                  "2021-10-01", "2021-12-31" },
                { "2022-02-01", "2022-04-30", PERIOD_OTHER, "2021-02-01", "2021-04-30", NULL,
                  NULL },
                { "2022-01-01", "2022-12-31", PERIOD_YEAR, "2021-01-01", "2021-12-31", "2021-01-01",
                  "2021-12-31" },
                { "2022-08-15", "2022-08-21", PERIOD_WEEK, "2021-08-16", "2021-08-22", "2022-08-08",
                  "2022-08-14" },
                { "2022-08-16", "2022-08-22", PERIOD_OTHER, "2021-08-16", "2021-08-22", NULL,
                  NULL },
                { "2022-08-22", "2022-08-22", PERIOD_DAY, "2021-08-22", "2021-08-22", "2022-08-21",
                  "2022-08-21" },
                { "2022-01-01", "2022-08-22", PERIOD_OTHER, "2021-01-01", "2021-08-22", NULL,
                  NULL },
                { "2022-01-01", "2022-02-28", PERIOD_OTHER, "2021-01-01", "2021-02-28", NULL,
                  NULL },
                { "", "2022-08-22", PERIOD_OTHER, "", "2021-08-22", "", "2022-07-22" },
                { "", "2022-08-31", PERIOD_OTHER, "", "2021-08-31", "", "2022-07-31" },
                { "", "2022-04-30", PERIOD_OTHER, "", "2021-04-30", "", "2022-03-31" },
                { "", "2022-03-31", PERIOD_OTHER, "", "2021-03-31", "", "2022-02-28" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct period s = { day(row[i].from), day(row[i].to) }, got;
                CHECK_INT(i, period_unit(s), row[i].unit);
                got = period_year_before(s);
                CHECK_INT(i, got.from.v, day(row[i].year_from).v);
                CHECK_INT(i, got.to.v, day(row[i].year_to).v);
                CHECK_INT(i, period_before(s, &got), row[i].before_to != NULL);
                if (!row[i].before_to) continue;
                CHECK_INT(i, got.from.v, day(row[i].before_from).v);
                CHECK_INT(i, got.to.v, day(row[i].before_to).v);
        }
}

TEST(period_of_a_day_holds_it)
{
        static const struct {
                enum period_unit u;
                const char *day, *from, *to;
        } row[] = {
                { PERIOD_DAY, "2022-08-22", "2022-08-22", "2022-08-22" },
                { PERIOD_WEEK, "2022-08-21", "2022-08-15", "2022-08-21" },
                { PERIOD_WEEK, "2022-08-22", "2022-08-22", "2022-08-28" },
                { PERIOD_MONTH, "2024-02-29", "2024-02-01", "2024-02-29" },
                { PERIOD_QUARTER, "2022-12-31", "2022-10-01", "2022-12-31" },
                { PERIOD_YEAR, "2022-12-31", "2022-01-01", "2022-12-31" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct period s = period_of(row[i].u, day(row[i].day));
                CHECK_INT(i, s.from.v, day(row[i].from).v);
                CHECK_INT(i, s.to.v, day(row[i].to).v);
        }
}

TEST(period_is_read_from_its_name)
{
        static const struct {
                const char *text, *from, *to; /* NULL: none */
        } row[] = {
                { "2022-08-22", "2022-08-22", "2022-08-22" },
                { "2022-08", "2022-08-01", "2022-08-31" },
                { "2024-02", "2024-02-01", "2024-02-29" },
                { "2022-Q1", "2022-01-01", "2022-03-31" },
                { "2022-Q4", "2022-10-01", "2022-12-31" },
                { "2022", "2022-01-01", "2022-12-31" },
                { "2022-W34", "2022-08-22", "2022-08-28" },
                { "2022-W01", "2022-01-03", "2022-01-09" },
                { "2020-W53", "2020-12-28", "2021-01-03" },
                { "2021-W01", "2021-01-04", "2021-01-10" },
                { "2022-W53", NULL, NULL },
                { "2022-W00", NULL, NULL },
                { "2022-W1", NULL, NULL },
                { "2022-Q5", NULL, NULL },
                { "2022-Q01", NULL, NULL },
                { "2022-13", NULL, NULL },
                { "2022-00", NULL, NULL },
                { "2022-8", NULL, NULL },
                { "22", NULL, NULL },
                { "1899", NULL, NULL },
                { "2022-", NULL, NULL },
                { "", NULL, NULL },
                { "2022-02-30", NULL, NULL },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct period s;
                if (!CHECK_INT(i, period_parse(str_c(row[i].text), &s), row[i].from != NULL) ||
                    !row[i].from)
                        continue;
                CHECK_INT(i, s.from.v, day(row[i].from).v);
                CHECK_INT(i, s.to.v, day(row[i].to).v);
        }
}

TEST(period_weeks_are_those_of_the_standard)
{
        static const struct {
                const char *day;
                int year, week;
        } row[] = { { "2022-08-22", 2022, 34 }, { "2022-01-02", 2021, 52 },
                    { "2021-01-03", 2020, 53 }, { "2019-12-30", 2020, 1 },
                    { "2024-12-31", 2025, 1 },  { "2026-12-31", 2026, 53 } };
        for (size_t i = 0; i < LEN(row); i++) {
                int year, week;
                period_week(day(row[i].day), &year, &week);
                CHECK_INT(i, year, row[i].year);
                CHECK_INT(i, week, row[i].week);
        }
}

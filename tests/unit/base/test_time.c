#include "base/time.h"

#include "lib/dies.h"
#include "lib/t.h"

static struct day day(const char *s)
{
        struct day d = DAY_NONE;
        if (day_parse(str_c(s), &d) != OK) BUG("no day");
        return d;
}

static const struct zone utc = { 0 }, china = { 480 };

TEST(time_refuses_days_that_do_not_exist)
{
        static const struct {
                int y, m, d;
                bool ok;
        } row[] = {
                { 2022, 2, 28, true },   { 2022, 2, 29, false },     { 2022, 2, 30, false },
                { 2024, 2, 29, true },   { 2000, 2, 29, true },      { 1900, 2, 29, false },
                { 2100, 2, 29, false },  { 2022, 4, 31, false },     { 2022, 12, 31, true },
                { 2022, 12, 32, false }, { 2022, 0, 1, false },      { 2022, 13, 1, false },
                { 2022, 1, 0, false },   { 2022, -1, -1, false },    { 1599, 12, 31, false },
                { 1600, 1, 1, true },    { 9999, 12, 31, true },     { 10000, 1, 1, false },
                { 0, 1, 1, false },      { INT32_MAX, 1, 1, false }, { 2022, 1, INT32_MIN, false },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct day d = DAY_NONE;
                CHECK_INT(i, day_from_ymd(row[i].y, row[i].m, row[i].d, &d) == OK, row[i].ok);
                CHECK_INT(i, day_is(d), row[i].ok);
        }
}

static int month_days(int y, int m)
{
        if (m == 2) return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 ? 29 : 28;
        return m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31;
}

/* Every day there is, counted one by one beside the arithmetic. */
TEST(time_counts_every_day)
{
        int32_t v = -135140; /* 1600-01-01, a Saturday */
        int weekday = 6;
        long wrong = 0;
        for (int y = 1600; y <= 9999; y++)
                for (int m = 1; m <= 12; m++)
                        for (int d = 1; d <= month_days(y, m); d++, v++) {
                                struct day x = DAY_NONE;
                                int yy, mm, dd;
                                wrong += day_from_ymd(y, m, d, &x) != OK || x.v != v;
                                day_to_ymd((struct day){ v }, &yy, &mm, &dd);
                                wrong += yy != y || mm != m || dd != d;
                                wrong += day_weekday(x) != weekday;
                                weekday = weekday % 7 + 1;
                        }
        CHECK_INT(-1, wrong, 0);
        CHECK_INT(-1, v, 2932897);
        CHECK_INT(-1, day("1970-01-01").v, 0);
        CHECK_INT(-1, day_weekday(day("2022-08-22")), 1);
}

TEST(time_months)
{
        static const struct {
                const char *day;
                int month;
                const char *first, *last;
        } row[] = {
                { "2022-08-22", 631, "2022-08-01", "2022-08-31" },
                { "1970-01-01", 0, "1970-01-01", "1970-01-31" },
                { "1969-12-31", -1, "1969-12-01", "1969-12-31" },
                { "1969-01-01", -12, "1969-01-01", "1969-01-31" },
                { "1968-12-01", -13, "1968-12-01", "1968-12-31" },
                { "2024-02-10", 649, "2024-02-01", "2024-02-29" },
                { "1600-01-01", -4440, "1600-01-01", "1600-01-31" },
                { "9999-12-31", 96359, "9999-12-01", "9999-12-31" },
        };
        char out[16];
        for (size_t i = 0; i < LEN(row); i++) {
                CHECK_INT(i, day_month(day(row[i].day)), row[i].month);
                CHECK_STR(i, day_format(month_first(row[i].month), out), row[i].first);
                CHECK_STR(i, day_format(month_last(row[i].month), out), row[i].last);
        }
        for (int m = -4440; m <= 96359; m++) {
                if (day_month(month_first(m)) == m && day_month(month_last(m)) == m &&
                    month_last(m).v + 1 == month_first(m + 1).v)
                        continue;
                CHECK_ROW(m, false);
        }
}

TEST(time_adds)
{
        static const struct {
                const char *from;
                int n;
                const char *want;
        } months[] = {
                { "2022-01-15", 1, "2022-02-15" },
                { "2022-01-31", 1, "2022-02-28" }, /* Civil Code 202: the month's end */
                { "2024-01-31", 1, "2024-02-29" },
                { "2022-08-31", 6, "2023-02-28" },
                { "2022-02-28", 1, "2022-03-28" },
                { "2022-03-31", 1, "2022-04-30" },
                { "2022-12-31", 2, "2023-02-28" },
                { "2020-02-29", 12, "2021-02-28" },
                { "2020-02-29", 48, "2024-02-29" },
                { "2022-03-31", -1, "2022-02-28" },
                { "2022-01-15", -13, "2020-12-15" },
                { "1970-01-31", -11, "1969-02-28" },
                { "2022-05-05", 0, "2022-05-05" },
        };
        char out[16];
        for (size_t i = 0; i < LEN(months); i++)
                CHECK_STR(i, day_format(day_add_months(day(months[i].from), months[i].n), out),
                          months[i].want);
        CHECK_STR(-1, day_format(day_add(day("2022-12-31"), 1), out), "2023-01-01");
        CHECK_STR(-1, day_format(day_add(day("2024-03-01"), -1), out), "2024-02-29");
        CHECK_STR(-1, day_format(day_add(day("1970-01-01"), -366), out), "1968-12-31");
}

TEST(time_parses_days)
{
        static const struct {
                const char *s;
                bool ok;
        } row[] = {
                { "2022-08-22", true },   { "1600-01-01", true },  { "9999-12-31", true },
                { "2022-8-22", false },   { "2022-08-2", false },  { "2022-08-221", false },
                { "22-08-22", false },    { "2022/08/22", false }, { "2022-02-30", false },
                { "1599-12-31", false },  { "2022-00-10", false }, { "2022-13-01", false },
                { "2022-01-00", false },  { "2022-01-32", false }, { "2022-0a-01", false },
                { "2022--1-01", false },  { "2022-01--1", false }, { "-022-01-01", false },
                { "+022-01-01", false },  { " 2022-1-01", false }, { "", false },
                { "2022-08-22 ", false }, { "20220822", false },   { "２022-08-2", false },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct day d = DAY_NONE;
                char out[16];
                CHECK_INT(i, day_parse(str_c(row[i].s), &d), row[i].ok ? OK : ERR_INPUT);
                CHECK_INT(i, day_is(d), row[i].ok);
                if (row[i].ok) CHECK_STR(i, day_format(d, out), row[i].s);
        }
}

TEST(time_parses_zones)
{
        static const struct {
                const char *s;
                bool ok;
                int minutes;
        } row[] = {
                { "+08:00", true, 480 },
                { "Asia/Shanghai", true, 480 },
                { "UTC", true, 0 },
                { "Z", true, 0 },
                { "z", true, 0 },
                { "-03:30", true, -210 },
                { "+14:00", true, 840 },
                { "+00:00", true, 0 },
                { "-00:00", true, 0 },
                { "+15:00", false, 0 },
                { "+08:60", false, 0 },
                { "08:00", false, 0 },
                { "+0800", false, 0 },
                { "+8:00", false, 0 },
                { "", false, 0 },
                { "asia/shanghai", false, 0 },
                { "Europe/Berlin", false, 0 },
                { "+08-00", false, 0 },
                { "+-8:00", false, 0 },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct zone z = { 4711 };
                CHECK_INT(i, zone_parse(str_c(row[i].s), &z), row[i].ok ? OK : ERR_INPUT);
                CHECK_INT(i, z.minutes, row[i].ok ? row[i].minutes : 4711);
        }
}

TEST(time_parses_moments)
{
        static const struct {
                const char *s;
                int64_t want;
        } row[] = {
                /* -1: refused */
                { "1970-01-01T00:00:00Z", 0 },
                { "1970-01-01T08:00", 0 },
                { "1970-01-01 08:00", 0 },
                { "1970-01-01T08:00:01", 1000 },
                { "1970-01-01T08:00:01.5", 1500 },
                { "1970-01-01T08:00:01.999999999", 1999 },
                { "1970-01-01 00:00:00.001z", 1 },
                { "1970-01-01T05:30+05:30", 0 },
                { "1969-12-31T20:30-03:30", 0 },
                { "2022-08-22T17:30:00.000+08:00", 1661160600000 },
                { "2022-08-22T09:30:00Z", 1661160600000 },
                { "2022-08-22", -1 },
                { "2022-08-22T17", -1 },
                { "2022-08-22T1730", -1 },
                { "2022-08-22T24:00", -1 },
                { "2022-08-22T17:60", -1 },
                { "2022-08-22T17:30:60", -1 },
                { "2022-08-22T17:30:", -1 },
                { "2022-08-22T17:30:1", -1 },
                { "2022-08-22T17:30:00.", -1 },
                { "2022-08-22T17:30:00.Z", -1 },
                { "2022-08-22T17:30:00.1234567890", -1 },
                { "2022-08-22T17:30.5", -1 },
                { "2022-08-22T17:30:00,5", -1 },
                { "2022-08-22T17:30 Z", -1 },
                { "2022-08-22T17:30+0800", -1 },
                { "2022-08-22T17:30+08", -1 },
                { "2022-08-22T17:30ZZ", -1 },
                { "2022-08-22T17:30UTC", -1 },
                { "2022-08-22T17:30Asia/Shanghai", -1 },
                { "2022-08-22x17:30", -1 },
                { "2022-02-30T17:30", -1 },
                { "2022-08-22T-1:30", -1 },
                { "2022-08-22T17:-1", -1 },
                { "1600-01-01T00:00Z", -1 },
                { "9999-12-31T00:00Z", -1 },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct moment m = MOMENT_NONE;
                enum err e = moment_parse(str_c(row[i].s), china, &m);
                CHECK_INT(i, e, row[i].want < 0 ? ERR_INPUT : OK);
                CHECK_INT(i, m.ms, row[i].want < 0 ? INT64_MIN : row[i].want);
        }
        struct moment m = MOMENT_NONE;
        char out[40];
        CHECK_OK(-1, moment_parse(S("1600-01-02T00:00Z"), china, &m));
        CHECK_STR(-1, moment_format(m, (struct zone){ -899 }, out),
                  "1600-01-01T09:01:00.000-14:59");
        CHECK_OK(-1, moment_parse(S("9999-12-30T23:59:59.999Z"), china, &m));
        CHECK_STR(-1, moment_format(m, (struct zone){ 899 }, out), "9999-12-31T14:58:59.999+14:59");
}

TEST(time_formats_moments)
{
        static const struct {
                int64_t ms;
                int zone;
                const char *full, *brief;
        } row[] = {
                { 0, 0, "1970-01-01T00:00:00.000+00:00", "1970-01-01 00:00" },
                { 0, 480, "1970-01-01T08:00:00.000+08:00", "1970-01-01 08:00" },
                { -1, 0, "1969-12-31T23:59:59.999+00:00", "1969-12-31 23:59" },
                { -1, 480, "1970-01-01T07:59:59.999+08:00", "1970-01-01 07:59" },
                { 0, -210, "1969-12-31T20:30:00.000-03:30", "1969-12-31 20:30" },
                { 1661160600000, 480, "2022-08-22T17:30:00.000+08:00", "2022-08-22 17:30" },
                { 1661183999999, 480, "2022-08-22T23:59:59.999+08:00", "2022-08-22 23:59" },
                { 1661184000000, 480, "2022-08-23T00:00:00.000+08:00", "2022-08-23 00:00" },
                { -11670000000001, 0, "1600-03-11T13:19:59.999+00:00", "1600-03-11 13:19" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                char out[40];
                struct zone z = { row[i].zone };
                struct moment m = { row[i].ms }, back = MOMENT_NONE;
                CHECK_STR(i, moment_short(m, z, out), row[i].brief);
                struct str s = moment_format(m, z, out);
                CHECK_STR(i, s, row[i].full);
                CHECK_OK(i, moment_parse(s, utc, &back)); /* its own offset counts */
                CHECK_INT(i, back.ms, m.ms);
        }
}

/* The end of a day belongs to the day. */
TEST(time_due_is_said_by_its_day)
{
        static const struct {
                const char *at, *want;
        } row[] = {
                { "2022-03-01 00:00", "2022-02-28 24:00" },
                { "2022-03-01 00:01", "2022-03-01 00:01" },
                { "2022-01-01 17:30", "2022-01-01 17:30" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct moment m;
                char out[40];
                CHECK_OK(i, moment_parse(str_c(row[i].at), (struct zone){ 480 }, &m));
                CHECK_STR(i, moment_due_short(m, (struct zone){ 480 }, out), row[i].want);
        }
}

TEST(time_days_and_moments_meet_in_a_zone)
{
        struct day d = day("2022-08-22");
        static const int zones[] = { 480, 0, -210, 840, -840 };
        for (size_t i = 0; i < LEN(zones); i++) {
                struct zone z = { zones[i] };
                struct moment begin = moment_at(d, 0, z), end = moment_at(d, 1440, z);
                CHECK_INT(i, end.ms - begin.ms, 86400000);
                CHECK_INT(i, end.ms, moment_at(day_add(d, 1), 0, z).ms); /* 24:00 */
                CHECK_INT(i, day_of(begin, z).v, d.v);
                CHECK_INT(i, day_of((struct moment){ begin.ms - 1 }, z).v, d.v - 1);
                CHECK_INT(i, day_of((struct moment){ end.ms - 1 }, z).v, d.v);
                CHECK_INT(i, minute_of(begin, z), 0);
                CHECK_INT(i, minute_of((struct moment){ end.ms - 1 }, z), 1439);
                for (int m = 0; m < 1440; m += 7) CHECK_INT(i, minute_of(moment_at(d, m, z), z), m);
        }
        CHECK_INT(-1, minute_of((struct moment){ -1 }, utc), 1439);
        CHECK(!day_is(DAY_NONE) && !moment_is(MOMENT_NONE) && day_is(d) &&
              moment_is((struct moment){ 0 }));
}

static void none_plus_one(void *arg)
{
        (void)arg, (void)day_add(DAY_NONE, 1);
}

static void past_all_days(void *arg)
{
        (void)arg, (void)day_add((struct day){ INT32_MAX }, 1);
}

static void too_many_months(void *arg)
{
        (void)arg, (void)day_add_months((struct day){ 0 }, INT32_MAX);
}

static void day_of_none(void *arg)
{
        (void)arg, (void)day_of(MOMENT_NONE, utc);
}

static void late_minute(void *arg)
{
        (void)arg, (void)moment_at((struct day){ 0 }, 1441, utc);
}

TEST(time_misuse_is_a_bug)
{
        static void (*const wrong[])(void *) = { none_plus_one, past_all_days, too_many_months,
                                                 day_of_none, late_minute };
        for (size_t i = 0; i < LEN(wrong); i++) CHECK_ROW(i, dies(wrong[i], NULL));
}

/* When things are due: vectors counted by hand and by others, stops, extensions. Explanations are
 * in test_clock_explain.c, random clocks in test_clock_random.c. */
#include "city/clock.h"

#include "../../lib/t.h"
#include "clocks.h"

static struct clock_rules rules(const struct calendar *cal, int end_minute)
{
        return (struct clock_rules){ cal, beijing, 540, 1020, end_minute };
}

/* "2022-06-01 24:00", with a ? behind a provisional one, or the name of the error. */
static struct str due_text(struct arena *a, const struct clock_rules *r, const struct clock *c,
                           struct moment now)
{
        struct due due;
        char text[16];
        enum err e = clock_due(r, c, now, &due);
        if (e != OK) return err_name(e);
        int minute = minute_of(due.at, beijing);
        struct day d = minute ? day_of(due.at, beijing) : clock_due_day(r, due.at);
        if (minute == 0) minute = 1440;
        return str_printf(a, "%.*s %02d:%02d%s", SP(day_format(d, text)), minute / 60, minute % 60,
                          due.provisional ? "?" : "");
}

/* ---- the published vectors ------------------------------------------------------------------- */

TEST(clock_workdays)
{
        static const struct {
                const char *start;
                int n;
                const char *due;
        } row[] = {
                { "2022-05-13", 13, "2022-06-01 24:00" },
                { "2022-05-13", 3, "2022-05-18 24:00" },
                { "2022-03-31", 5, "2022-04-08 24:00" }, /* make-up Saturday 2 April counts */
                { "2022-04-29", 1, "2022-05-05 24:00" },
                { "2022-04-29", 5, "2022-05-10 24:00" }, /* make-up Saturday 7 May */
                { "2022-09-29", 10, "2022-10-18 24:00" },
                { "2022-12-29", 5, "2023-01-06 24:00" }, /* over the year's end */
                { "2024-02-08", 5, "2024-02-21 24:00" }, /* make-up Sunday 18 February */
                { "2024-02-08", 15, "2024-03-06 24:00" },
                { "2025-01-24", 5, "2025-02-07 24:00" },
                { "2025-09-26", 10, "2025-10-16 24:00" },
                { "2025-12-31", 1, "2026-01-04 24:00" }, /* a Sunday that works */
                { "2025-12-31", 3, "2026-01-06 24:00" },
                { "2026-02-13", 1, "2026-02-14 24:00" },
                { "2026-02-13", 2, "2026-02-24 24:00" }, /* after nine days off */
                { "2026-02-13", 20, "2026-03-19 24:00" },
                { "2026-04-30", 5, "2026-05-11 24:00" },
                { "2026-09-18", 1, "2026-09-20 24:00" },
                { "2026-09-18", 5, "2026-09-24 24:00" },
                { "2026-09-30", 1, "2026-10-08 24:00" },
                { "2026-09-30", 3, "2026-10-10 24:00" },
                { "2026-12-31", 1, "2027-01-01 24:00?" }, /* not arranged: provisional */
                { "2026-12-30", 1, "2026-12-31 24:00" },
                { "2026-12-30", 2, "2027-01-01 24:00?" },
                { "2015-12-25", 5, "2016-01-04 24:00?" }, /* before the first arranged year */
                { "2015-12-31", 1, "2016-01-04 24:00" },
                { "2010-03-01", 1, "2010-03-02 24:00?" },
                { "2022-05-13", 0, "2022-05-13 24:00" },
                { "2022-05-14", 0, "2022-05-16 24:00" }, /* a Saturday */
                { "2022-05-14", 1, "2022-05-16 24:00" },
                { "2022-10-01", 0, "2022-10-08 24:00" }, /* a make-up Saturday */
                { "2022-05-13", 3660, "limit" },
                { "2022-05-13", INT32_MAX, "limit" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct clock_rules r = rules(arranged(&a, FIRST_YEAR, LAST_YEAR), 1440);
        for (size_t i = 0; i < LEN(row); i++) {
                struct clock c = { .within = { row[i].n, UNIT_WORKDAYS } };
                c.start = moment_at(day(row[i].start), 0, beijing);
                CHECK_STR(i, due_text(&a, &r, &c, c.start), row[i].due);
                c.start.ms += 86400000 - 1; /* the hour of the start makes no difference */
                CHECK_STR(i, due_text(&a, &r, &c, c.start), row[i].due);
        }
}

TEST(clock_other_units)
{
        static const struct {
                const char *start, *within, *due;
        } row[] = {
                { "2026-09-20 10:00", "15 days", "2026-10-08 24:00" }, /* 5 October is off */
                { "2026-09-20 10:00", "10 days", "2026-09-30 24:00" },
                { "2026-09-15 10:00", "5 days", "2026-09-20 24:00" }, /* a Sunday that works */
                { "2022-05-13 10:00", "0 days", "2022-05-13 24:00" },
                { "2022-05-13 10:00", "1 day", "2022-05-16 24:00" },
                { "2026-12-20 10:00", "15 days", "2027-01-04 24:00?" },
                { "2026-12-20 10:00", "11 days", "2026-12-31 24:00" },
                { "2026-12-20 10:00", "3660 days", "limit" },
                { "2026-01-31 10:00", "1 month", "2026-02-28 24:00" }, /* works: stays */
                { "2026-01-30 23:59", "1 month", "2026-02-28 24:00" },
                { "2024-01-31 10:00", "1 month", "2024-02-29 24:00" },
                { "2026-02-28 10:00", "1 month", "2026-03-30 24:00" }, /* 28 March is a Saturday */
                { "2025-12-04 10:00", "1 month", "2026-01-04 24:00" }, /* a Sunday that works */
                { "2024-02-29 10:00", "1 year", "2025-02-28 24:00" },
                { "2022-05-13 10:00", "2 years", "2024-05-13 24:00" },
                { "2022-05-13 10:00", "0 months", "2022-05-13 24:00" },
                { "2026-12-01 10:00", "1 month", "2027-01-01 24:00?" },
                { "2022-05-13 10:00", "10 years", "2032-05-13 24:00?" },
                { "2022-05-13 10:00", "11 years", "limit" },
                { "2022-05-13 10:00", "3661 months", "limit" },
                { "2022-08-19 17:30", "24 hours", "2022-08-20 17:30" }, /* Friday to Saturday */
                { "2022-09-30 17:30", "24 hours", "2022-10-01 17:30" }, /* into a holiday too */
                { "2022-08-19 17:30", "30 minutes", "2022-08-19 18:00" },
                { "2022-08-19 23:45", "30 minutes", "2022-08-20 00:15" },
                { "2022-08-19 23:30", "30 minutes", "2022-08-19 24:00" },
                { "2022-08-19 00:00", "0 minutes", "2022-08-18 24:00" },
                { "2026-12-31 20:00", "24 hours", "2027-01-01 20:00" }, /* no calendar asked */
                { "2022-08-19 17:30", "87840 hours", "2032-08-26 17:30" },
                { "2022-08-19 17:30", "87900 hours", "limit" },
                { "2022-08-19 17:30", "2147483647 minutes", "limit" },
                { "2022-08-19 16:00", "4 workhours", "2022-08-22 12:00" },
                { "2022-08-19 10:00", "4 workhours", "2022-08-19 14:00" },
                { "2022-08-19 08:00", "8 workhours", "2022-08-19 17:00" }, /* ends at close */
                { "2022-08-19 18:00", "1 workhour", "2022-08-22 10:00" },
                { "2022-08-20 12:00", "9 workhours", "2022-08-23 10:00" },
                { "2022-08-19 18:00", "0 workhours", "2022-08-19 18:00" },
                { "2022-09-30 16:00", "2 workhours", "2022-10-08 10:00" },
                { "2026-12-31 16:00", "2 workhours", "2027-01-01 10:00?" },
                { "2026-12-31 16:00", "1 workhour", "2026-12-31 17:00" },
                { "2022-08-19 18:00", "2147483647 workhours", "limit" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct clock_rules r = rules(arranged(&a, FIRST_YEAR, LAST_YEAR), 1440);
        for (size_t i = 0; i < LEN(row); i++) {
                struct clock c = { .start = at(row[i].start), .within = within(row[i].within) };
                CHECK_STR(i, due_text(&a, &r, &c, c.start), row[i].due);
        }
}

TEST(clock_close_of_business)
{
        static const struct {
                const char *start, *within, *due;
        } row[] = {
                { "2022-05-13 10:00", "13 workdays", "2022-06-01 17:30" },
                { "2022-05-13 23:00", "1 workday", "2022-05-16 17:30" },
                { "2022-05-13 17:30", "0 workdays", "2022-05-13 17:30" },
                { "2022-05-13 17:31", "0 workdays", "2022-05-16 17:30" }, /* after hours */
                { "2022-05-13 17:31", "0 days", "2022-05-16 17:30" },
                { "2026-09-20 10:00", "15 days", "2026-10-08 17:30" },
                { "2022-08-19 17:30", "24 hours", "2022-08-20 17:30" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct clock_rules r = rules(arranged(&a, FIRST_YEAR, LAST_YEAR), 1050);
        for (size_t i = 0; i < LEN(row); i++) {
                struct clock c = { .start = at(row[i].start), .within = within(row[i].within) };
                CHECK_STR(i, due_text(&a, &r, &c, c.start), row[i].due);
        }
}

TEST(clock_provisional_ends_when_the_notice_comes)
{
        AUTO(arena_done) struct arena a = { 0 };
        const struct calendar *until_2025 = arranged(&a, FIRST_YEAR, 2025);
        struct clock_rules r = rules(until_2025, 1440);
        struct clock c = { .start = at("2025-12-31 09:00"), .within = within("1 workday") };
        CHECK_STR(-1, due_text(&a, &r, &c, c.start), "2026-01-01 24:00?");
        struct calendar_year y = year_file(&a, 2026);
        r.cal = calendar_with(&a, until_2025, &y, 9);
        CHECK_STR(-1, due_text(&a, &r, &c, c.start), "2026-01-04 24:00");
        /* a local day is known in any year */
        r.cal = with_local(&a, until_2025, "local: true\noff: [{day: 2026-01-01}]\n");
        CHECK_STR(-1, due_text(&a, &r, &c, c.start), "2026-01-02 24:00?");
}

/* ---- stops and extensions -------------------------------------------------------------------- */

/* "from - to; from -" */
static size_t read_stops(const char *text, struct clock_stop stop[4])
{
        struct str rest = str_c(text), piece, from, to;
        size_t n = 0;
        while (str_split(&rest, ';', &piece)) {
                piece = str_trim(piece);
                from = str_sub(piece, 0, 16);
                to = str_trim(str_from(piece, 18));
                ASSERT(n < 4);
                stop[n] = (struct clock_stop){ .to = MOMENT_NONE };
                if (moment_parse(from, beijing, &stop[n].from) != OK) BUG(text);
                if (to.n && moment_parse(to, beijing, &stop[n].to) != OK) BUG(text);
                n++;
        }
        return n;
}

/* Monday 2022-08-15 … Friday 2022-08-26 have no holiday. */
static const struct {
        const char *start, *within, *stops, *due;
} stops_row[] = {
        /* K2: a day counts when the clock runs at its end */
        { "2022-08-15 10:00", "3 workdays", "", "2022-08-18 24:00" },
        { "2022-08-15 10:00", "3 workdays", "2022-08-16 10:00 - 2022-08-16 15:00",
          "2022-08-18 24:00" }, /* within one day: nothing */
        { "2022-08-15 10:00", "3 workdays", "2022-08-16 10:00 - 2022-08-17 09:00",
          "2022-08-19 24:00" }, /* over one night: one day */
        { "2022-08-15 10:00", "3 workdays", "2022-08-16 00:00 - 2022-08-18 00:00",
          "2022-08-22 24:00" }, /* all of two days */
        { "2022-08-15 10:00", "3 workdays", "2022-08-16 10:00 - 2022-08-18 15:00",
          "2022-08-22 24:00" }, /* two nights */
        { "2022-08-15 10:00", "3 workdays", "2022-08-18 23:59 - 2022-08-23 15:00",
          "2022-08-23 24:00" }, /* on the last day: due the day it is freed */
        { "2022-08-15 10:00", "3 workdays", "2022-08-19 00:00 - 2022-08-23 15:00",
          "2022-08-18 24:00" }, /* after the due time */
        { "2022-08-15 10:00", "3 workdays", "2022-08-19 10:00 - 2022-08-22 15:00",
          "2022-08-18 24:00" },
        { "2022-08-15 10:00", "5 workdays", "2022-08-19 10:00 - 2022-08-21 15:00",
          "2022-08-23 24:00" }, /* over a weekend: Friday only */
        { "2022-08-15 10:00", "5 workdays", "2022-08-20 10:00 - 2022-08-21 15:00",
          "2022-08-22 24:00" }, /* a weekend: nothing */
        { "2022-08-15 10:00", "3 workdays", "2022-08-15 11:00 - 2022-08-16 11:00",
          "2022-08-18 24:00" }, /* the start day did not count anyway */
        { "2022-08-15 10:00", "3 workdays", "2022-08-10 11:00 - 2022-08-16 11:00",
          "2022-08-18 24:00" },
        { "2022-08-15 10:00", "3 workdays", "2022-08-10 11:00 - 2022-08-17 00:00",
          "2022-08-19 24:00" }, /* held to the very end of the 16th */
        { "2022-08-15 10:00", "0 workdays", "2022-08-15 11:00 - 2022-08-17 11:00",
          "2022-08-17 24:00" },
        /* two, overlapping, out of order */
        { "2022-08-15 10:00", "3 workdays",
          "2022-08-16 10:00 - 2022-08-17 09:00; 2022-08-18 10:00 - 2022-08-19 09:00",
          "2022-08-22 24:00" },
        { "2022-08-15 10:00", "3 workdays",
          "2022-08-17 10:00 - 2022-08-19 09:00; 2022-08-16 10:00 - 2022-08-18 09:00",
          "2022-08-23 24:00" },
        /* still running: as if freed now (Tuesday 2022-08-23 12:00) */
        { "2022-08-15 10:00", "3 workdays", "2022-08-16 10:00 -", "2022-08-25 24:00" },
        { "2022-08-15 10:00", "3 workdays", "2022-08-23 10:00 -", "2022-08-18 24:00" },
        { "2022-08-22 10:00", "3 workdays", "2022-08-23 10:00 -", "2022-08-25 24:00" },
        { "2022-08-22 10:00", "3 workdays", "2022-08-23 18:00 -", "2022-08-25 24:00" },
        /* calendar days, months: nights too; the last day moves on (CC 203) */
        { "2022-08-15 10:00", "3 days", "2022-08-16 10:00 - 2022-08-17 09:00", "2022-08-19 24:00" },
        { "2022-08-15 10:00", "3 days", "2022-08-16 10:00 - 2022-08-18 09:00", "2022-08-22 24:00" },
        { "2022-07-15 10:00", "1 month", "2022-08-01 10:00 - 2022-08-03 09:00",
          "2022-08-17 24:00" },
        { "2022-08-15 10:00", "4 days", "2022-08-21 10:00 - 2022-08-22 09:00", "2022-08-19 24:00" },
        { "2022-08-15 10:00", "5 days", "2022-08-22 10:00 - 2022-08-23 09:00",
          "2022-08-23 24:00" }, /* Saturday moves to Monday, which is held */
        /* K5: time to the minute */
        { "2022-08-15 10:00", "24 hours", "2022-08-15 20:00 - 2022-08-16 08:15",
          "2022-08-16 22:15" },
        { "2022-08-15 10:00", "24 hours", "2022-08-16 10:00 - 2022-08-17 10:00",
          "2022-08-16 10:00" }, /* begins when it is due */
        { "2022-08-15 10:00", "30 minutes", "2022-08-15 09:00 - 2022-08-15 11:00",
          "2022-08-15 11:30" }, /* held at the start */
        { "2022-08-15 10:00", "60 minutes",
          "2022-08-15 10:30 - 2022-08-15 11:00; 2022-08-15 10:45 - 2022-08-15 11:30",
          "2022-08-15 12:00" },
        { "2022-08-15 10:00", "60 minutes",
          "2022-08-15 11:10 - 2022-08-15 11:30; 2022-08-15 10:30 - 2022-08-15 11:00",
          "2022-08-15 11:50" },
        { "2022-08-15 10:00", "60 minutes", "2022-08-15 10:00 - 2022-08-15 10:00",
          "2022-08-15 11:00" },
        { "2022-08-23 10:00", "60 minutes", "2022-08-23 10:30 -", "2022-08-23 12:30" },
        { "2022-08-15 10:00", "8 workhours", "2022-08-15 12:00 - 2022-08-15 14:00",
          "2022-08-16 12:00" },
        { "2022-08-15 10:00", "8 workhours", "2022-08-15 16:00 - 2022-08-16 10:00",
          "2022-08-16 12:00" },
        { "2022-08-15 10:00", "8 workhours", "2022-08-15 18:00 - 2022-08-16 08:00",
          "2022-08-16 10:00" }, /* at night: nothing */
};

TEST(clock_stops)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct clock_rules r = rules(arranged(&a, FIRST_YEAR, LAST_YEAR), 1440);
        struct moment now = at("2022-08-23 12:00");
        for (size_t i = 0; i < LEN(stops_row); i++) {
                struct clock_stop stop[4];
                struct clock c = { .start = at(stops_row[i].start),
                                   .within = within(stops_row[i].within) };
                c.stops = stop;
                c.stops_n = read_stops(stops_row[i].stops, stop);
                CHECK_STR(i, due_text(&a, &r, &c, now), stops_row[i].due);
        }
}

TEST(clock_stops_and_the_close_of_business)
{
        static const struct {
                const char *stops, *due;
        } row[] = {
                { "2022-08-16 17:29 - 2022-08-17 09:00", "2022-08-19 17:30" },
                { "2022-08-16 17:30 - 2022-08-17 09:00",
                  "2022-08-18 17:30" }, /* the 16th is over */
                { "2022-08-16 17:30 - 2022-08-17 17:30", "2022-08-19 17:30" }, /* all of the 17th */
                { "2022-08-16 17:30 - 2022-08-17 17:29", "2022-08-18 17:30" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct clock_rules r = rules(arranged(&a, FIRST_YEAR, LAST_YEAR), 1050);
        for (size_t i = 0; i < LEN(row); i++) {
                struct clock_stop stop[4];
                struct clock c = { .start = at("2022-08-15 10:00"),
                                   .within = within("3 workdays") };
                c.stops = stop;
                c.stops_n = read_stops(row[i].stops, stop);
                CHECK_STR(i, due_text(&a, &r, &c, c.start), row[i].due);
        }
}

TEST(clock_extensions)
{
        static const struct {
                const char *start, *within, *more[3], *due;
        } row[] = {
                { "2022-05-13 10:00", "10 workdays", { "3 workdays" }, "2022-06-01 24:00" },
                { "2022-05-13 10:00",
                  "10 workdays",
                  { "1 workday", "2 workdays" },
                  "2022-06-01 24:00" },
                { "2022-05-13 10:00", "13 workdays", { "0 workdays" }, "2022-06-01 24:00" },
                /* one period: its last day moves on, not the first one's */
                { "2026-09-20 10:00", "15 days", { "5 days" }, "2026-10-10 24:00" },
                { "2026-09-20 10:00", "15 days", { "1 day" }, "2026-10-08 24:00" },
                { "2026-01-31 10:00", "1 month", { "1 month" }, "2026-03-31 24:00" },
                /* other units begin where the time before ends */
                { "2026-09-20 10:00", "15 days", { "2 workdays" }, "2026-10-10 24:00" },
                { "2022-08-19 17:30", "24 hours", { "1 workday" }, "2022-08-22 24:00" },
                { "2022-08-19 17:30", "24 hours", { "0 workdays" }, "2022-08-22 24:00" },
                { "2022-08-19 00:00", "24 hours", { "1 day" }, "2022-08-22 24:00" },
                { "2022-08-18 00:00", "24 hours", { "1 day" }, "2022-08-19 24:00" },
                { "2022-08-15 10:00", "1 workday", { "2 hours" }, "2022-08-17 02:00" },
                { "2022-08-15 10:00", "1 workday", { "2 hours", "1 workday" }, "2022-08-18 24:00" },
                { "2022-08-15 16:00",
                  "2 workhours",
                  { "2 workhours", "30 minutes" },
                  "2022-08-16 12:30" },
                { "2022-08-15 10:00", "1 month", { "1 year" }, "2023-09-15 24:00" },
                { "2022-05-13 10:00", "10 workdays", { "2147483647 workdays" }, "limit" },
                { "2022-05-13 10:00", "9 years", { "1 year", "1 month" }, "limit" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct clock_rules r = rules(arranged(&a, FIRST_YEAR, LAST_YEAR), 1440);
        for (size_t i = 0; i < LEN(row); i++) {
                struct allowance more[3];
                struct clock c = { .start = at(row[i].start), .within = within(row[i].within) };
                c.more = more;
                for (size_t k = 0; k < 3 && row[i].more[k]; k++)
                        more[c.more_n++] = within(row[i].more[k]);
                CHECK_STR(i, due_text(&a, &r, &c, c.start), row[i].due);
        }
}

/* ---- looking at a due time ------------------------------------------------------------------- */

TEST(clock_days_left_for_colours)
{
        static const struct {
                const char *now;
                int64_t want;
        } row[] = {
                { "2022-05-13 10:00", 13 }, { "2022-05-31 23:59", 1 },  { "2022-06-01 00:00", 0 },
                { "2022-06-01 23:59", 0 },  { "2022-06-02 00:00", 0 }, /* the very end of the 1st */
                { "2022-06-02 00:01", -1 }, { "2022-06-06 10:00", -2 }, /* 3–5 June are off */
                { "2022-06-08 10:00", -4 }, { "2022-05-14 10:00", 13 },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct clock_rules r = rules(arranged(&a, FIRST_YEAR, LAST_YEAR), 1440);
        struct moment due = moment_at(day("2022-06-01"), 1440, beijing);
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_INT(i, clock_days_left(&r, at(row[i].now), due), row[i].want);
        /* an hour's clock that ran out this morning, or on a day off */
        CHECK_INT(-1, clock_days_left(&r, at("2022-06-01 10:00"), at("2022-06-01 09:00")), -1);
        CHECK_INT(-1, clock_days_left(&r, at("2022-05-29 10:00"), at("2022-05-28 09:00")), -1);
        CHECK_INT(-1, clock_due_day(&r, due).v, day("2022-06-01").v);
        CHECK_INT(-1, clock_due_day(&r, at("2022-06-01 17:30")).v, day("2022-06-01").v);
}

TEST(clock_before_goes_back)
{
        static const struct {
                const char *due, *less, *want;
        } row[] = {
                { "2022-06-02 00:00", "1 workday", "2022-06-01 00:00" }, /* 24:00 of 31 May */
                { "2022-06-02 00:00", "0 workdays", "2022-06-02 00:00" },
                { "2022-06-02 00:00", "13 workdays", "2022-05-14 00:00" },
                { "2022-05-17 00:00", "1 workday", "2022-05-14 00:00" }, /* Monday to Friday */
                { "2022-10-09 00:00", "1 workday", "2022-10-01 00:00" }, /* over a holiday */
                { "2022-05-14 17:30", "1 workday", "2022-05-13 00:00" }, /* Friday stays whole */
                { "2022-06-02 00:00", "1 day", "2022-06-01 00:00" },
                { "2022-05-19 00:00", "3 days", "2022-05-14 00:00" },   /* Sunday: back to Friday */
                { "2022-05-31 17:30", "3 months", "2022-03-01 00:00" }, /* 28 February */
                { "2024-02-29 17:30", "1 year", "2023-03-01 00:00" },
                { "2022-06-02 00:00", "24 hours", "2022-06-01 00:00" },
                { "2022-06-01 17:30", "45 minutes", "2022-06-01 16:45" },
                { "2022-06-02 00:00", "4 workhours", "2022-06-01 13:00" },
                { "2022-05-16 10:00", "2 workhours", "2022-05-13 16:00" },
                { "2022-05-16 11:00", "2 workhours", "2022-05-16 09:00" },
                { "2022-05-15 11:00", "9 workhours", "2022-05-12 16:00" },
        };
        static const char *const limit[] = { "3661 days",   "3000 workdays", "11 years",
                                             "3661 months", "87841 hours",   "40000 workhours" };
        AUTO(arena_done) struct arena a = { 0 };
        struct clock_rules r = rules(arranged(&a, FIRST_YEAR, LAST_YEAR), 1440);
        struct moment m;
        char text[40];
        for (size_t i = 0; i < LEN(row); i++) {
                CHECK_OK(i, clock_before(&r, at(row[i].due), within(row[i].less), &m));
                CHECK_STR(i, moment_short(m, beijing, text), row[i].want);
        }
        for (size_t i = 0; i < LEN(limit); i++)
                CHECK_INT(i, clock_before(&r, at("2022-06-01 17:30"), within(limit[i]), &m),
                          ERR_LIMIT);
}

/* ---- allowances as text ---------------------------------------------------------------------- */

TEST(allowance_reads_and_writes)
{
        static const struct {
                const char *text;
                struct allowance want;
                const char *en, *zh;
        } row[] = {
                { "13 workdays", { 13, UNIT_WORKDAYS }, "13 workdays", "13个工作日" },
                { "1 workday", { 1, UNIT_WORKDAYS }, "1 workday", "1个工作日" },
                { "0 workdays", { 0, UNIT_WORKDAYS }, "0 workdays", "0个工作日" },
                { "13个工作日", { 13, UNIT_WORKDAYS }, "13 workdays", "13个工作日" },
                { "13 个工作日", { 13, UNIT_WORKDAYS }, "13 workdays", "13个工作日" },
                { "13工作日", { 13, UNIT_WORKDAYS }, "13 workdays", "13个工作日" },
                { "30 minutes", { 30, UNIT_MINUTES }, "30 minutes", "30分钟" },
                { "1 minutes", { 1, UNIT_MINUTES }, "1 minute", "1分钟" },
                { "30分钟", { 30, UNIT_MINUTES }, "30 minutes", "30分钟" },
                { "24 hours", { 24, UNIT_HOURS }, "24 hours", "24小时" },
                { "24个小时", { 24, UNIT_HOURS }, "24 hours", "24小时" },
                { "4 workhours", { 4, UNIT_WORKHOURS }, "4 workhours", "4个工作小时" },
                { "4工作小时", { 4, UNIT_WORKHOURS }, "4 workhours", "4个工作小时" },
                { "15 days", { 15, UNIT_DAYS }, "15 days", "15日" },
                { "15天", { 15, UNIT_DAYS }, "15 days", "15日" },
                { "15日", { 15, UNIT_DAYS }, "15 days", "15日" },
                { "2 months", { 2, UNIT_MONTHS }, "2 months", "2个月" },
                { "2个月", { 2, UNIT_MONTHS }, "2 months", "2个月" },
                { "3年", { 3, UNIT_YEARS }, "3 years", "3年" },
                { "1 year", { 1, UNIT_YEARS }, "1 year", "1年" },
                { "2147483647 days", { INT32_MAX, UNIT_DAYS }, "2147483647 days", "2147483647日" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                struct allowance w;
                if (!CHECK_OK(i, allowance_parse(str_c(row[i].text), &w))) continue;
                CHECK_INT(i, w.n, row[i].want.n);
                CHECK_INT(i, w.unit, row[i].want.unit);
                CHECK_STR(i, allowance_format(&a, w, LANG_EN), row[i].en);
                CHECK_STR(i, allowance_format(&a, w, LANG_ZH), row[i].zh);
        }
}

TEST(allowance_round_trip)
{
        AUTO(arena_done) struct arena a = { 0 };
        uint64_t seed = 7;
        for (int i = 0; i < 500; i++) {
                struct allowance w = { chance(&seed, 1 << chance(&seed, 31)),
                                       (enum unit)chance(&seed, UNIT_COUNT) };
                for (enum lang lang = LANG_ZH; lang <= LANG_EN; lang++) {
                        struct allowance back;
                        if (!CHECK_OK(i, allowance_parse(allowance_format(&a, w, lang), &back)))
                                continue;
                        CHECK_INT(i, back.n, w.n);
                        CHECK_INT(i, back.unit, w.unit);
                }
        }
}

TEST(allowance_refuses)
{
        static const struct {
                const char *text;
                enum err want;
        } row[] = {
                { "", ERR_INPUT },
                { "5", ERR_INPUT },
                { "workdays", ERR_INPUT },
                { " workdays", ERR_INPUT },
                { "-1 workdays", ERR_INPUT },
                { "-1个工作日", ERR_INPUT },
                { "+1 workdays", ERR_INPUT },
                { "1.5 hours", ERR_INPUT },
                { "1  workday", ERR_INPUT },
                { "1workday", ERR_INPUT },
                { " 1 workday", ERR_INPUT },
                { "1 workday ", ERR_INPUT },
                { "1\tworkday", ERR_INPUT },
                { "1 Workday", ERR_INPUT },
                { "1 week", ERR_INPUT },
                { "1 business day", ERR_INPUT },
                { "2月", ERR_INPUT }, /* that is February */
                { "两个月", ERR_INPUT },
                { "2  个月", ERR_INPUT },
                { "１个月", ERR_INPUT },
                { "2147483648 days", ERR_LIMIT },
                { "99999999999999999999个工作日", ERR_LIMIT },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct allowance w = { -7, UNIT_COUNT };
                CHECK_INT(i, allowance_parse(str_c(row[i].text), &w), row[i].want);
                CHECK_INT(i, w.n, -7); /* written only on success */
        }
}

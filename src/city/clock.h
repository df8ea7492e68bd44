/* clock.h: when something is due. Pure: same input, same output; no clock is read.
 *
 * Civil Code 200–204: a period in days, months or years does not count its first day; hours and
 * minutes run from the moment; a last day that is off moves to the next worked day (calendar-day,
 * month and year periods; a working-day period ends on a worked day by construction; minutes and
 * hours run on); the end of the day is 24:00 or the close of business (setting). Working hours run
 * only between opening and close on worked days.
 *
 * Stops: a day counts when the clock runs at its end (24:00, or the close of business). The day a
 * clock is held therefore does not count, the day it is freed does; a stop within one day changes
 * nothing; no due time of days falls into a stop. Minutes and hours leave out stopped time exactly.
 * Extensions of one unit are added up; one of another unit starts where the time before it ends.
 * The numbered rules and their reasons are in clock.c.
 *
 * Stored with a due time: start, allowance, stops, extensions, calendar version; clock_explain
 * derives the lines from them and reads the same for everybody. */
#ifndef ZT_CITY_CLOCK_H
#define ZT_CITY_CLOCK_H

#include "base/buf.h"
#include "city/calendar.h"

enum unit {
        UNIT_MINUTES,
        UNIT_HOURS,
        UNIT_WORKHOURS,
        UNIT_DAYS,
        UNIT_WORKDAYS,
        UNIT_MONTHS,
        UNIT_YEARS,
        UNIT_COUNT
};
struct allowance {
        int32_t n; /* >= 0; 0 workdays = the same day, or the next worked one */
        enum unit unit;
};

/* "13 workdays", "1 workday", "30 minutes", "24 hours", "4 workhours", "15 days", "2 months", "3
 * years"; Chinese too, with or without one space: "13个工作日", "30分钟", "24小时",
 * "4个工作小时", "15日" or "15天", "2个月", "3年". ERR_LIMIT over INT32_MAX, else ERR_INPUT. */
MUST_USE enum err allowance_parse(struct str s, struct allowance *ret);
struct str allowance_format(struct arena *a, struct allowance w,
                            enum lang lang); /* en = canonical form */

/* What all clocks of a city share. Minutes of the day; close 1440 = 24:00. */
struct clock_rules {
        const struct calendar *cal;
        struct zone zone;
        int open_minute, close_minute; /* for working hours; defaults 540 (9:00) and 1020 (17:00) */
        int end_minute;                /* end of a day: 1440, or e.g. 1050 for 17:30; never 0 */
};

/* A stretch outside the clock; `to` MOMENT_NONE while it still runs. */
struct clock_stop {
        struct moment from, to;
        struct str reason;
};
struct clock {
        struct moment start;
        struct allowance within;
        const struct allowance *more; /* extensions granted, in order */
        size_t more_n;
        const struct clock_stop *stops;
        size_t stops_n;
};
struct due {
        struct moment at;
        bool provisional; /* whether a day is worked was asked of a year that is not arranged */
};

/* ERR_LIMIT past CLOCK_DAYS_MAX. While a stop still runs the due time is reckoned as if it ended at
 * `now`, the only use of `now`. Stops in any order; those outside the clock's run do nothing. */
MUST_USE enum err clock_due(const struct clock_rules *r, const struct clock *c, struct moment now,
                            struct due *ret);
/* One line per counted and uncounted stretch, stop and extension, then the due line; e.g.
 *   2022-05-13 周五     起算日，不计入
 *   2022-05-14 – 05-15  周末，不计
 *   2022-05-16 – 05-20  第1–5个工作日
 *   2022-05-20 24:00    届满
 * Two columns, padded for a fixed-width font (Chinese characters take two places), two spaces
 * between. Lines that rest on a year that is not arranged end in 暂定, and a last line says which.
 * */
void clock_explain(const struct clock_rules *r, const struct clock *c, struct moment now,
                   enum lang lang, struct buf *out);
/* Worked days after today up to the due day, for colours: 0 on the last day. Negative when past: -1
 * from the moment on, then minus the worked days since the due day. */
int64_t clock_days_left(const struct clock_rules *r, struct moment now, struct moment due);
/* due minus an allowance, going back (rest - 1 workday; at: due - 1 workday); 0 is due itself.
 * Days, working days, months: the end of the latest worked day that leaves at least so much (a day
 * off moves back, so that what is kept in reserve stays whole). */
MUST_USE enum err clock_before(const struct clock_rules *r, struct moment due, struct allowance w,
                               struct moment *ret);
/* The day after whose end the thing is late: 24:00 belongs to the day that ends. */
struct day clock_due_day(const struct clock_rules *r, struct moment due);

#endif

/* calendar.h: which days are worked. Pure, immutable once built.
 *
 * A year is arranged when its State Council notice (days off and make-up working days) is in the
 * calendar; in other years Monday–Friday are taken as worked and everything reckoned there is
 * provisional (暂定). One local layer (typhoon closures, a city's own days) lies on top: it may
 * close a day or open one in any year. A notice may reach into the December before it (2018,
 * 2022): those days stand in the list of their own year, which is then put in again. `version`
 * is the seq of the event that put this calendar in force (0 before the first); due times store
 * it. Source: the yearly notices under State Council Order 795 (2024) and its predecessors. */
#ifndef ZT_CITY_CALENDAR_H
#define ZT_CITY_CALENDAR_H

#include "base/time.h"

struct calendar_day {
        struct day day;
        struct str name; /* 春节; empty if none was given */
};

/* One year's notice, or the local layer (year 0). Days ascending, without repeats. */
struct calendar_year {
        int year;
        struct str source;
        struct calendar_day *off, *work;
        size_t off_n, work_n;
};

struct calendar {
        int64_t version;
        struct calendar_year *years; /* ascending by year */
        size_t years_n;
        struct calendar_year local; /* year 0 */
};

/* Why a day counts or not, for explanations. */
enum day_kind { DAY_WORKED, DAY_MAKE_UP, DAY_WEEKEND, DAY_HOLIDAY, DAY_LOCAL_OFF, DAY_LOCAL_WORK };
struct day_why {
        enum day_kind kind;
        bool worked, arranged; /* arranged: the year's notice is known (local days always are) */
        struct str name;
};
struct day_why calendar_day(const struct calendar *c, struct day d);
bool calendar_works(const struct calendar *c, struct day d);
bool calendar_arranged(const struct calendar *c, struct day d);
/* First worked day on or after d. */
struct day calendar_next_work(const struct calendar *c, struct day d);
/* Worked days in (from, to]; minus those in (to, from] when to < from: the function
 * workdays(from, to) of CQL2. Costs the days listed in the range, not its length. */
int64_t calendar_workdays(const struct calendar *c, struct day from, struct day to);

/* Reads one file of share/calendars (year: or local: true; source: text; off: and work: lists of
 * {day, name}, in order, without repeats; days of the year; in `work` weekend days, unless local).
 * Every mistake goes to f with file:line:col. Result in a. */
MUST_USE enum err calendar_parse(struct arena *a, struct str file, struct str text,
                                 struct faults *f, struct calendar_year *ret);
/* A new calendar with one year (or the local layer) put in or replaced; the first one is put into
 * the zero calendar. Shares the rest. */
struct calendar *calendar_with(struct arena *a, const struct calendar *c,
                               const struct calendar_year *y, int64_t version);

#endif

/* period.h: periods: months, quarters, what lies before them, what lies within. Pure.
 *
 * Comparable with a period is only one like it: a whole week, month, quarter or year (or a day)
 * with the one before; anything with the same days a year earlier, month ends with month ends. */
#ifndef ZT_BASE_PERIOD_H
#define ZT_BASE_PERIOD_H

#include "base/time.h"

enum period_unit {
        PERIOD_DAY,
        PERIOD_WEEK,
        PERIOD_MONTH,
        PERIOD_QUARTER,
        PERIOD_YEAR,
        PERIOD_OTHER
};
struct period {
        struct day from, to; /* both in it; from DAY_NONE: as of the end of `to` */
};
/* A whole week (from a Monday), month, quarter, year or single day; else PERIOD_OTHER. */
enum period_unit period_unit(struct period s);
/* The same days a year earlier (weeks: 52 weeks). */
struct period period_year_before(struct period s);
/* The one before: of a whole unit the unit before, of an as-of day the same day a month earlier.
 * False: there is none like it. */
bool period_before(struct period s, struct period *ret);
/* The period of the unit (day to year) in which a day lies. */
struct period period_of(enum period_unit u, struct day d);
/* 2022-08-22, 2022-W34 (ISO 8601), 2022-08, 2022-Q3, 2022. False: none of them. */
bool period_parse(struct str s, struct period *ret);
/* Year and week of ISO 8601. */
void period_week(struct day d, int *ret_year, int *ret_week);

#endif

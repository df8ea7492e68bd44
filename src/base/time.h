/* time.h: civil days and moments as distinct types, and the one place where they meet.
 *
 * struct day counts days from 1970-01-01 in the proleptic Gregorian calendar (Civil Code art. 200);
 * struct moment is milliseconds UTC. No function converts between them without a zone. A zone is a
 * fixed offset: China has one time without summer time since 1992 (docs/decisions). Pure. */
#ifndef ZT_BASE_TIME_H
#define ZT_BASE_TIME_H

#include "base/arena.h"
#include "base/err.h"

struct day {
        int32_t v;
};
struct moment {
        int64_t ms;
};
struct zone {
        int32_t minutes;
}; /* east of UTC */

#define DAY_NONE    ((struct day){ INT32_MIN })
#define MOMENT_NONE ((struct moment){ INT64_MIN })

bool day_is(struct day d);       /* not DAY_NONE */
bool moment_is(struct moment m); /* not MOMENT_NONE */
/* 1600..9999; a day that does not exist (2022-02-30) is ERR_INPUT. */
MUST_USE enum err day_from_ymd(int y, int m, int d, struct day *ret);
void day_to_ymd(struct day d, int *ret_y, int *ret_m, int *ret_d);
int day_weekday(struct day d); /* 1 Monday … 7 Sunday */
int day_month(struct day d);   /* months since 1970-01: 2022-08 = 631; for closings */
struct day month_first(int month);
struct day month_last(int month);
struct day day_add(struct day d, int n);
/* Same-numbered day n months on, or the month's end (Civil Code art. 202). */
struct day day_add_months(struct day d, int n);
MUST_USE enum err day_parse(struct str s, struct day *ret); /* YYYY-MM-DD */
struct str day_format(struct day d, char out[static 16]);

MUST_USE enum err zone_parse(struct str s, struct zone *ret); /* "+08:00", "Asia/Shanghai", "UTC" */
struct day day_of(struct moment m, struct zone z);
struct moment moment_at(struct day d, int minute_of_day, struct zone z); /* 0..1440 (24:00) */
int minute_of(struct moment m, struct zone z);                           /* 0..1439 */
/* RFC 3339, or local "YYYY-MM-DD[T ]HH:MM[:SS[.mmm]]" read in z when no offset stands there. From
 * 1600-01-02 until 9999-12-31 UTC, so that its day can be written and read in any zone; a leap
 * second is ERR_INPUT. */
MUST_USE enum err moment_parse(struct str s, struct zone z, struct moment *ret);
struct str moment_format(struct moment m, struct zone z,
                         char out[static 40]); /* 2022-08-22T17:30:00.000+08:00 */
struct str moment_short(struct moment m, struct zone z, char out[static 40]); /* 2022-08-22 17:30 */
/* A due time: the end of a day is 24:00 of that day, not 00:00 of the next. */
struct str moment_due_short(struct moment m, struct zone z, char out[static 40]);

#endif

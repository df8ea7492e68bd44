/* series.h: a ledger whose records are values by period: one record is one value of one thing
 * (language: docs/ledgers.md, "series"). Part of ledger.h. */
#ifndef ZT_CITY_SERIES_H
#define ZT_CITY_SERIES_H

#include "base/str.h"

enum series_step { SERIES_MONTH, SERIES_QUARTER, SERIES_YEAR };
#define SERIES_OF_MAX 4
struct series_def {
        bool is;
        int value, period; /* fields */
        int unit;          /* choice field that says in what; -1: the value field's own unit */
        enum series_step step;
        int of[SERIES_OF_MAX]; /* fields: what the value is of */
        size_t of_n;
        bool yoy, mom, points; /* what stands beside each value */
        int base;              /* the year compared with; 0 = none */
};

/* A period as a number that counts months, quarters or years. False: not written as one of the
 * step: 2022-08, 2022-Q3, 2022. */
bool series_period(enum series_step step, struct str s, int *ret);
/* And back; at most 8 bytes into out. */
struct str series_period_text(enum series_step step, int period, char out[static 16]);
int series_periods_a_year(enum series_step step); /* 12, 4, 1 */

#endif

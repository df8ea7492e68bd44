/* compare.h: a figure beside the same figure of another time: on the year (同比), on the period
 * before (环比). The engine chooses the word, and refuses to compare what is not alike. */
#ifndef ZT_ASK_COMPARE_H
#define ZT_ASK_COMPARE_H

#include "ask/figure.h"
#include "base/period.h"
#include "city/hole.h"

/* The period compared with. ERR_INPUT ("compare.unlike", told): there is none like it. */
MUST_USE enum err compare_period(const struct ask *k, struct period now, enum hole_compare how,
                                 struct period *ret);

struct compared {
        struct figure_out now, then;
        enum hole_compare how; /* COMPARE_YOY or COMPARE_MOM */
        enum period_unit unit; /* of the period */
        bool none;             /* nothing to compare with */
        bool points;           /* a rate: the difference in points; else the change in percent */
        int64_t v;             /* both with one digit */
};
/* x->now, x->then and x->how are given. */
MUST_USE enum err compare_figures(struct compared *x);
/* "同比增长12.3%", "up 3.5 points on the month before"; another definition then is said. */
struct str compare_words(const struct ask *k, const struct compared *x);
/* "+12.3%", "−3.5": for tables. */
struct str compare_short(const struct ask *k, const struct compared *x);
/* "同比", "环比", "On the year", …: the heading of such a column. */
struct str compare_heading(const struct ask *k, enum hole_compare how, enum period_unit unit);

#endif

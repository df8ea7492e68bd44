/* clock_walk.h: a clock's run, step by step; private to clock.c and clock_explain.c.
 *
 * clock_due takes the end of the walk, clock_explain looks at its steps: they cannot disagree. */
#ifndef ZT_CITY_CLOCK_WALK_H
#define ZT_CITY_CLOCK_WALK_H

#include "city/clock.h"

enum step_kind {
        STEP_START,    /* .begin, .day; .sum: the first allowance */
        STEP_MONTHS,   /* .day is .sum on from .start, .n days later */
        STEP_COUNTED,  /* .day is the .n-th counted; .why for working days */
        STEP_OFF,      /* .day is not worked (.why) and not counted */
        STEP_HELD,     /* .day is not counted: the clock is held at its end */
        STEP_MOVED,    /* .day cannot be the last one: off (.why), or its end is past */
        STEP_STOP,     /* .stop, from .begin to .end */
        STEP_RAN,      /* from .begin to .end, all of it counted */
        STEP_EXTENDED, /* by .sum; .day or .begin is where the time before it is used up */
        STEP_DUE       /* .end */
};

struct step {
        enum step_kind kind;
        enum unit unit;
        struct day day, start;
        struct moment begin, end;
        struct day_why why;
        struct allowance sum;
        int64_t n;
        const struct clock_stop *stop;
        bool provisional; /* rests on a year that is not arranged */
};

struct walk {
        const struct clock_rules *r;
        const struct clock *c;
        struct moment now;
        void (*see)(void *ctx, const struct step *s); /* may be NULL */
        void *ctx;
        /* inside */
        struct moment at;   /* where the clock stands */
        struct moment seen; /* stops that begin before this were told */
        struct day limit;   /* CLOCK_DAYS_MAX after the start */
        int open_year;      /* first year met that is not arranged, or 0 */
};

MUST_USE enum err clock_walk(struct walk *w, struct due *ret);
/* The end of a stop; of one that still runs: now. */
struct moment clock_stop_end(const struct walk *w, const struct clock_stop *s);

#endif

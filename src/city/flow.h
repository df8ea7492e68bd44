/* flow.h: clocks, the promise, duties and papers of a ledger. Part of ledger.h; steps: step.h. */
#ifndef ZT_CITY_FLOW_H
#define ZT_CITY_FLOW_H

#include "city/clock.h"
#include "city/expr.h"
#include "city/field.h"
#include "city/office.h"

struct rule {              /* of a clock or promise: first whose `when` is TRUE */
        struct expr *when; /* NULL = always */
        struct allowance within;
        int until; /* in place of `within`: a day field, for where it is filled; -1 */
        struct str basis;
};
struct clock_def {
        struct str name;
        struct label label;
        struct rule *rules;
        size_t rules_n;
        struct str stops; /* list of reasons */
        bool has_colour;
        struct allowance yellow, red;
        int end_minute; /* -1 = the city's */
};
struct promise_def {
        bool is;
        struct rule *rules;
        size_t rules_n;
        uint64_t from; /* mask of steps that tell one; 0 = the entering steps */
};

enum done_when { DONE_LEAD, DONE_ALL, DONE_ANY };
enum under { UNDER_NONE, UNDER_PROMISE, UNDER_DUTY, UNDER_THIS /* the duty acted on */ };
#define CLOCKS_MAX 62 /* a set of clocks is a bit mask */
struct duty_def {
        struct str name;
        struct label label;
        struct rel holder;
        int each;  /* office field (many) whose offices hold one each too; -1 */
        int clock; /* index */
        enum under under;
        int under_duty;
        bool has_take; /* take: rest - reserve */
        struct allowance reserve;
        bool has_floor;
        struct allowance at_least;
        enum done_when done_when;
        int paper; /* what is owed is the receipt of this paper; -1 */
};

/* A paper with a due time is owed: its issue opens a duty of the paper's name, which a step on the
 * paper ends. So it is due, late, coloured, extended and counted as every duty is. */
struct paper_def {
        struct str name;
        struct label label;
        struct str form, text; /* number form, texts/NAME */
        bool per_year;
        int duty; /* index into the ledger's duties; -1: issued, and that is all */
};

#endif

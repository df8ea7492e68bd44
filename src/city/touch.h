/* touch.h: which records that stand a change of definitions touches: for each field, state, clock,
 * duty, step and paper that is different in the new city, where its records are found in the old.
 * What is only added touches nothing, but for a step: it can be taken from its states at once. */
#ifndef ZT_CITY_TOUCH_H
#define ZT_CITY_TOUCH_H

#include "city/city.h"

enum touch_how {
        TOUCH_STATES, /* open records in one of these states */
        TOUCH_DUTY,   /* records that hold an open duty of this kind */
        TOUCH_CLOCK,  /* … an open duty that runs by this clock */
        TOUCH_FIELD   /* open records in which this field is filled */
};
struct touch {
        const char *zh, *en; /* what it is: 环节, step */
        struct str name;
        const struct ledger *l; /* of the old city */
        enum touch_how how;
        uint64_t states; /* mask */
        int index;       /* duty, clock or field */
};
/* In the order of the ledgers, and of city_diff in each; labels that differ touch nothing. */
void city_touches(struct arena *a, const struct city *old, const struct city *new_,
                  struct touch **ret, size_t *ret_n);

#endif

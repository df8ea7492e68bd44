/* touched.h: how many records a change of definitions touches (city/touch.h), and some of them. */
#ifndef ZT_ASK_TOUCHED_H
#define ZT_ASK_TOUCHED_H

#include "ask/ask.h"
#include "city/touch.h"

#define TOUCHED_SHOWN 3
struct touched {
        struct touch what;
        int64_t records;
        struct str number[TOUCHED_SHOWN]; /* of the latest; as many as there are */
        size_t n;
};
/* One for each thing that changes, those that touch nothing too. k reads the city in force. */
MUST_USE enum err touched_read(const struct ask *k, const struct city *draft, struct touched **ret,
                               size_t *ret_n);

#endif

/* open.h: how many duties are open, by ledger and colour: what the city may soon be late with. */
#ifndef ZT_ASK_OPEN_H
#define ZT_ASK_OPEN_H

#include "ask/due.h"

struct open_count {
        const struct ledger *l;
        int64_t n[COLOUR_RED + 1]; /* by colour */
};
/* One for each ledger in force, in its order. */
MUST_USE enum err open_by_colour(const struct ask *k, struct open_count **ret, size_t *ret_n);

#endif

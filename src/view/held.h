/* held.h: what offices owe right now. */
#ifndef ZT_VIEW_HELD_H
#define ZT_VIEW_HELD_H

#include "view/view.h"

struct held {
        struct str office;
        int64_t duties; /* open */
};
/* Every office with open duties, by code. */
MUST_USE enum err held_by_office(struct store *st, struct arena *a, struct held **ret,
                                 size_t *ret_n);
/* Numbers of records with open duties of the office, the one due first first, at most `most`. */
MUST_USE enum err held_numbers(struct store *st, struct arena *a, struct str office, int64_t most,
                               struct str **ret, size_t *ret_n);
/* One duty. ERR_NOT_FOUND. */
struct held_duty {
        int64_t id, record;
        struct str ledger, name, holder;
        bool open;
};
MUST_USE enum err held_duty(struct store *st, struct arena *a, int64_t id, struct held_duty *ret);

#endif

/* fold.h: a record as it stood, folded again from its events (I8), corrections in their place.
 *
 * A correction says that something was always so: its values stand where the field was last given
 * before it, or where the record entered. Events of a batch that was taken back are left out.
 * Independent of the derived tables: recount.c and maxima of past days rest on it. */
#ifndef ZT_ASK_FOLD_H
#define ZT_ASK_FOLD_H

#include "ask/ask.h"

struct fold {
        const struct ledger *l;
        struct event *e; /* in the order of (day, seq); none: the record is gone */
        struct change *c;
        size_t n, cap, c_n, c_cap;
};
MUST_USE enum err fold_read(const struct ask *k, const struct ledger *l, int64_t record,
                            struct fold *ret);
/* The image after the first n events. id 0: none. */
struct rec *fold_image(const struct ask *k, const struct fold *x, size_t n);
/* Goes on by one event: r is the image before x->e[i] and becomes the one after. */
void fold_step(const struct ask *k, const struct fold *x, size_t i, struct rec *r);
/* As it stood at the end of a day; id 0 when it had not entered, or was taken back. */
MUST_USE enum err fold_on(const struct ask *k, const struct ledger *l, int64_t record,
                          struct day day, struct rec **ret);

#endif

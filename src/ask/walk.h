/* walk.h: the records a reader may see, from the last to the first, for questions that get their
 * records from elsewhere (search, candidates): which of them are worth looking at, and then, by the
 * one condition of scope.h, which are his. Inside ask/. */
#ifndef ZT_ASK_WALK_H
#define ZT_ASK_WALK_H

#include "ask/ask.h"

struct walk_office;
struct walk {
        const struct ask *k;
        struct walk_office *office;
        size_t offices_n;
        bool none; /* he sees no record at all */
};
void walk_begin(struct walk *x, const struct ask *k);
/* The greatest record not above at_most that may be the reader's; 0: there is none. at_most may
 * not rise from call to call. (Whoever sees the whole city: at_most itself.) */
MUST_USE enum err walk_seek(struct walk *x, int64_t at_most, int64_t *ret);

#define WALK_SLICE 64 /* records read together */
/* Those of the ledger that the reader sees, each at the place of its id; NULL where there is
 * none. */
MUST_USE enum err walk_read(const struct ask *k, const struct ledger *l, const int64_t *id,
                            size_t n, struct rec *ret[static WALK_SLICE]);

#endif

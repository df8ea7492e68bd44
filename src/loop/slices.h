/* slices.h: work on many records, one event each, that follows from what is in force (reckon.c,
 * succeed.c): in slices of at most BATCH_SLICE_MS, each a transaction of its own; between them
 * others may write. Each event carries what it led to, so a replay decides nothing. Interrupted,
 * the work goes on with what is still to be found. */
#ifndef ZT_LOOP_SLICES_H
#define ZT_LOOP_SLICES_H

#include "loop/writer.h"
#include "view/lookup.h"

#define SLICE_RECORDS_MAX 200 /* looked at in one slice */

struct slices {
        struct writer *w;
        struct faults *f;
        enum via via;
        struct str step; /* of its events */
        int64_t cause;   /* and the event that causes them all */
        /* Records of the ledger after `last` that may be concerned, in the order of their ids, at
         * most SLICE_RECORDS_MAX; a belongs to the slice. */
        enum err (*find)(struct slices *x, struct arena *a, const struct ledger *l, int64_t last,
                         struct record_ids *ret);
        /* One of them; decides, and keeps with slices_put. */
        enum err (*take)(struct slices *x, const struct ledger *l, const struct rec *r);
        void *ctx; /* of find and take */
        /* the rest is slices_run's */
        struct arena a;   /* of the record at hand */
        struct moment at; /* of the transaction */
        int64_t events;
};

/* All ledgers in force. Outside of transactions. Records of an import that is not closed are passed
 * over. */
MUST_USE enum err slices_run(struct slices *x);

/* An event with this change; duty 0: of the record itself. *ret_after: the record as it left it. */
MUST_USE enum err slices_put(struct slices *x, const struct ledger *l, const struct rec *r,
                             const struct rduty *d, struct change *c, struct rec **ret_after);
/* This office hears of it, once; "requester" too. */
void slices_tell(struct slices *x, const struct ledger *l, const struct rec *r, struct change *c,
                 struct str to);

#endif

/* lookup.h: questions the writer asks the database while it decides and imports. */
#ifndef ZT_VIEW_LOOKUP_H
#define ZT_VIEW_LOOKUP_H

#include "view/view.h"

/* The last event of the city with that step. ERR_NOT_FOUND. */
MUST_USE enum err lookup_city_event(struct store *st, struct arena *a, struct str step,
                                    struct event *ret);
MUST_USE enum err lookup_has_records(struct store *st, bool *ret);
/* Seq of the latest text sealed for a subject under that field name. ERR_NOT_FOUND. */
MUST_USE enum err lookup_sealed(struct store *st, int64_t subject, struct str field,
                                int64_t *ret_seq);
/* The record whose key fields have these values (ledger.key order). ERR_NOT_FOUND. */
MUST_USE enum err lookup_key(struct store *st, struct arena *a, const struct ledger *l,
                             const struct value *const *key, int64_t *ret);

struct batch_is {
        int64_t id, done;
        struct str ledger, state; /* open, closed, taken */
};
/* The open batch of a source. ERR_NOT_FOUND. */
MUST_USE enum err lookup_open_batch(struct store *st, struct str ledger, struct str source,
                                    struct batch_is *ret);
MUST_USE enum err lookup_batch(struct store *st, struct arena *a, int64_t id, struct batch_is *ret);
/* Records with events of the batch that are not taken back yet, last first. */
MUST_USE enum err lookup_batch_records(struct store *st, struct arena *a, int64_t id, int64_t **ret,
                                       size_t *ret_n);
/* The batch that brought the event about, if it is still open; -1 = none. */
MUST_USE enum err lookup_importing(struct store *st, int64_t seq, int64_t *ret_batch);
/* The first event by others after the batch's first on the record, but for batches taken back; 0
 * = none. */
MUST_USE enum err lookup_gone_on(struct store *st, int64_t record, int64_t batch, int64_t *ret_seq);

#endif

/* lookup.h: questions the writer asks the database while it decides and imports. */
#ifndef ZT_VIEW_LOOKUP_H
#define ZT_VIEW_LOOKUP_H

#include "store/sqlgen.h"
#include "view/view.h"

/* The last event of the city with that step. ERR_NOT_FOUND. */
MUST_USE enum err lookup_city_event(struct store *st, struct arena *a, struct str step,
                                    struct event *ret);
MUST_USE enum err lookup_has_records(struct store *st, bool *ret);
/* Seq of the latest text sealed for a subject under that field name: a record, or an account
 * (-(account id), its name). ERR_NOT_FOUND. */
MUST_USE enum err lookup_sealed(struct store *st, int64_t subject, struct str field,
                                int64_t *ret_seq);
/* The record whose key fields have these values (ledger.key order). ERR_NOT_FOUND. */
MUST_USE enum err lookup_key(struct store *st, struct arena *a, const struct ledger *l,
                             const struct value *const *key, int64_t *ret);

/* The record that a link names: by its number, or where the ledger's key is one code by that. */
MUST_USE enum err lookup_linked(struct view *v, const struct ledger *l, struct str name,
                                int64_t *ret);

/* The first column of a query's rows; ends q. */
MUST_USE enum err lookup_ids(struct store *st, struct arena *a, struct sql *q,
                             struct record_ids *ret);
/* Records that follow this one, at most `limit`. */
MUST_USE enum err lookup_children(struct store *st, struct arena *a, const struct ledger *l,
                                  int64_t parent, int64_t limit, struct record_ids *ret);
/* The open duty of the kind that is due first, of a record with these values in these fields.
 * ERR_NOT_FOUND. */
struct like_it {
        const struct ledger *l;
        int duty;
        const int *field;
        const struct value *const *value;
        size_t n;
};
MUST_USE enum err lookup_met(struct store *st, struct arena *a, const struct like_it *x,
                             int64_t *ret_record, int64_t *ret_duty);

struct batch_is {
        int64_t id, done;
        struct str ledger, state; /* open, closed, taken */
};
/* The open batch of a source. ERR_NOT_FOUND. */
MUST_USE enum err lookup_open_batch(struct store *st, struct str ledger, struct str source,
                                    struct batch_is *ret);
/* The batch of a source, open or closed, that is not taken back. ERR_NOT_FOUND. */
MUST_USE enum err lookup_standing_batch(struct store *st, struct str ledger, struct str source,
                                        int64_t *ret);
MUST_USE enum err lookup_batch(struct store *st, struct arena *a, int64_t id, struct batch_is *ret);
/* Records with events of the batch that are not taken back yet, last first. */
MUST_USE enum err lookup_batch_records(struct store *st, struct arena *a, int64_t id, int64_t **ret,
                                       size_t *ret_n);
/* The batch that brought the event about, if it is still open; -1 = none. */
MUST_USE enum err lookup_importing(struct store *st, int64_t seq, int64_t *ret_batch);
/* Records with a request whose time for an answer was over before `now`, the earliest first, at
 * most `limit`: the timer asks decide_lapses about each. */
struct silent_is {
        int64_t record;
        struct str ledger;
};
MUST_USE enum err lookup_silent(struct store *st, struct arena *a, struct moment now, int64_t limit,
                                struct silent_is **ret, size_t *ret_n);
/* Open records after `after` with a due time that rests on a year that was not arranged, their own
 * or an open duty's, in ascending order, at most `limit`. */
MUST_USE enum err lookup_provisional(struct store *st, struct arena *a, const struct ledger *l,
                                     int64_t after, int64_t limit, struct record_ids *ret);
/* Records after `after` that are open and owned by one of the offices, or lead to one by a field,
 * or have an open duty there; ascending, at most `limit`. */
struct at_offices {
        const struct ledger *l;
        const struct str *code;
        size_t n;
        int64_t after, limit;
};
MUST_USE enum err lookup_open_at(struct store *st, struct arena *a, const struct at_offices *x,
                                 struct record_ids *ret);
/* Records of a ledger that are done or void since before that day (their last), by number; those of
 * open batches are left out. */
struct ended_is {
        int64_t record;
        struct str number;
        struct day last;
};
MUST_USE enum err lookup_ended_before(struct store *st, struct arena *a, const struct ledger *l,
                                      struct day before, struct ended_is **ret, size_t *ret_n);
/* The first event by others after the batch's first on the record, but for batches taken back; 0
 * = none. */
MUST_USE enum err lookup_gone_on(struct store *st, int64_t record, int64_t batch, int64_t *ret_seq);

#endif

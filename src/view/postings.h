/* postings.h: which records have a term: the tables of search.db (inside view/).
 *
 * posting(term, first, ids): records in blocks, ascending; `first` is the block's first record, ids
 * the steps to the next ones as varints, at most SEARCH_BLOCK_BYTES. The first block of a term
 * whose `first` is not above a record is the one it belongs to. One owner at a time. */
#ifndef ZT_VIEW_POSTINGS_H
#define ZT_VIEW_POSTINGS_H

#include "store/store.h"

struct posting {
        int64_t term, record;
};
MUST_USE enum err postings_schema(struct store *st);
/* Adds them, in any order and with repeats; v is sorted. In a write transaction. */
MUST_USE enum err postings_add(struct store *st, struct posting *v, size_t n);

/* The records of a term, from the last to the first. */
struct posting_cursor {
        int64_t term;
        struct arena *scratch;
        int64_t *id; /* of the block at hand, ascending */
        size_t n;
};
/* scratch: emptied by each seek, may serve several cursors. */
void postings_begin(struct posting_cursor *c, struct arena *a, struct arena *scratch, int64_t term);
/* The greatest record not above at_most; 0: there is none. at_most may not rise from call to
 * call. */
MUST_USE enum err postings_seek(struct store *st, struct posting_cursor *c, int64_t at_most,
                                int64_t *ret);

/* About how many records have the term, to tell rare ones from others: exact for none and one, and
 * no more counted than there are in some blocks. */
MUST_USE enum err postings_about(struct store *st, int64_t term, int64_t *ret);

/* Takes records (ascending) out of at most so many blocks after *place; *ret_end: there are no
 * more. In a write transaction. */
struct posting_place {
        int64_t term, first;
};
MUST_USE enum err postings_sweep(struct store *st, const int64_t *record, size_t n,
                                 struct posting_place *place, int64_t blocks, bool *ret_end);
/* Every term and record, in order, as one number; for tests and verify: two indexes of the same
 * texts have the same. */
MUST_USE enum err postings_sum(struct store *st, uint64_t *ret_sum, int64_t *ret_n);

#endif

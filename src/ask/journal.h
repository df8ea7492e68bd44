/* journal.h: which rows moved a cell: the journal read for one figure's column in one cell.
 *
 * A journal row stands in the cell of an office when that office is its office or above it, and in
 * a by-value's cell when its value is that value or below it in the tree. Of places and offices the
 * tree of the movement's own day counts for movements, and that of the last day for rows: balances
 * go with their office when the offices change (view/cells.h); in a cell of a fixed tree that one
 * for all. Rows of batches that are not closed
 * are passed over. */
#ifndef ZT_ASK_JOURNAL_H
#define ZT_ASK_JOURNAL_H

#include "ask/cell.h"

/* What was known at the end of a day, or after an event. The zero value is no limit. */
struct known {
        bool is;
        struct day day; /* DAY_NONE: by seq */
        int64_t seq;
};
#define KNOWN_NOW ((struct known){ 0 })

struct journal_of {
        struct cell_of cell; /* with .one when .dim is not 0 */
        int column;
        struct day from, to; /* from DAY_NONE: from the beginning */
        struct known known;
        bool only_later; /* only what became known after .known (which then is given) */
        bool each;       /* groups are movements (day, seq), not rows */
};
/* One row (record, duty, step, paper) or one movement of it, with Σ amount: all, and what was
 * known. */
struct journal_group {
        int64_t record, item, seq; /* item: 0, or the duty's, event's, paper's id */
        struct day day;            /* the movement's; of rows the last */
        struct day late;           /* its latest row became known on this later day; DAY_NONE */
        int64_t now, then;
};
/* Groups of which `now` or `then` is not 0, by (record, item, day, seq). ERR_LIMIT over
 * ROWS_OF_FIGURE_MAX. */
MUST_USE enum err journal_groups(const struct ask *k, const struct journal_of *of,
                                 struct journal_group **ret, size_t *ret_n);

/* The by-values that occur in the cell (every value of its dimension), and those above them in
 * their tree; without sums. */
MUST_USE enum err journal_values(const struct ask *k, const struct cell_of *at, struct day to,
                                 struct cell_sums *ret);

#endif

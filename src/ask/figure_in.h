/* figure_in.h: what the files of figures share (inside ask/). */
#ifndef ZT_ASK_FIGURE_IN_H
#define ZT_ASK_FIGURE_IN_H

#include "ask/figure.h"

/* The cell asked for; dim 0: the whole. */
struct cell_of figure_cell(const struct ask *k, const struct figure_in *in, int table, int dim);
/* Is an amount, read for whoever reaches the office, not for this reader. */
bool figure_kept_back(const struct ask *k, const struct figure_out *x, const struct amount *v);
/* The journal of a column, as the figure asks for it. */
struct journal_of figure_journal(const struct figure_in *in, const struct cell_of *at, int column,
                                 enum flow flow);
/* One counted column over what is asked for; opening, in and out of a stock over a period. */
struct flowed {
        int64_t opening, in, out, value;
};
/* All of it from the journal: of a cell of a fixed tree, which no cells in the books hold. */
MUST_USE enum err figure_by_journal(const struct ask *k, const struct figure_in *in,
                                    const struct cell_of *at, int column, enum flow flow,
                                    struct flowed *ret);
/* What a group gives to the value: its sum, or for each and first what is above 0. */
int64_t figure_gives(enum flow flow, int64_t sum);
/* Maximum over the rows as they stood, and the row that has it (may be NULL): figure_max.c. */
MUST_USE enum err figure_max(const struct ask *k, const struct figure_in *in,
                             const struct cell_of *at, struct amount *ret,
                             struct figure_row *ret_row);

#endif

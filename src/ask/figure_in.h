/* figure_in.h: what the files of figures share (inside ask/). */
#ifndef ZT_ASK_FIGURE_IN_H
#define ZT_ASK_FIGURE_IN_H

#include "ask/figure.h"

/* The journal of a column, as the figure asks for it. */
struct journal_of figure_journal(const struct figure_in *in, const struct cell_of *at, int column,
                                 enum flow flow);
/* What a group gives to the value: its sum, or for each and first what is above 0. */
int64_t figure_gives(enum flow flow, int64_t sum);
/* Maximum over the rows as they stood, and the row that has it (may be NULL): figure_max.c. */
MUST_USE enum err figure_max(const struct ask *k, const struct figure_in *in,
                             const struct cell_of *at, struct amount *ret,
                             struct figure_row *ret_row);

#endif

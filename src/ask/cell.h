/* cell.h: what stands in cells: month closing + days, presence of keys. The numbers below figures.
 *
 * As of day D = the latest closing of a month before D's (or of D's own, which it ends) + the days
 * of cells from there to D, read by point lookups (a cell's key begins with the day; a range would
 * read every office). All figures of a cell table come in one row, because they stand in one row.
 * Batch 0 only: closed batches have joined it. */
#ifndef ZT_ASK_CELL_H
#define ZT_ASK_CELL_H

#include "ask/ask.h"

struct cell_of {
        const struct ledger *l;
        int table, office; /* index of the office */
        int dim;           /* 0 = all; d = by-values of field table.by[d - 1] */
        bool one;          /* only `value`; else every value of the dimension */
        struct str value;
        bool fixed;      /* all days by one tree of offices: not for cell_read, whose cells stand */
        struct day tree; /* by the tree of their day. That of this day */
};
struct cell_sum {
        struct str value;
        int64_t *n; /* 2 per column: plus and minus from the beginning to the day */
};
struct cell_sums {
        struct cell_sum *v;
        size_t n, cap;
        struct map by_value;
};
/* Everything posted up to the end of the day; values without movement may be missing. */
MUST_USE enum err cell_read(const struct ask *k, const struct cell_of *at, struct day day,
                            struct cell_sums *ret);
/* What one answer has read is not read again: for an answer that asks many figures in one read
 * transaction (a bulletin), in its arena. k->kept is that, or NULL. */
struct kept_cells {
        struct map at;
        struct kept_cell {
                struct cell_of at;
                struct day day;
                struct cell_sums sums;
        } * v;
        size_t n, cap;
        const int *office; /* ascending */
        size_t office_n;
        int closed; /* the last month that is; INT_MAX: not asked yet */
};
struct kept_cells *kept_cells_new(struct arena *a);
/* From now on the cells of these offices (ascending) are read in one query; none: each by
 * itself. */
void kept_cells_together(const struct ask *k, const int *office, size_t n);
/* Adds a value, and those above it in its tree (of offices: the fixed one), with zeros. */
void cell_values_add(const struct ask *k, struct cell_sums *x, const struct cell_of *at,
                     struct str value);
/* The sums of a value; zeros when there are none. */
const int64_t *cell_sums_of(const struct ask *k, const struct cell_sums *x,
                            const struct cell_of *at, struct str value);

/* By a fixed tree the rows of own stands are read (view/cells.h).
 * Distinct keys of a figure (index) that stood at the end of `to` or, when `from` is a day, at any
 * time from `from` to `to`: one count a value, n[0]. */
struct keys_of {
        int figure;
        struct day from, to;
};
MUST_USE enum err presence_read(const struct ask *k, const struct cell_of *at,
                                const struct keys_of *of, struct cell_sums *ret);
/* Those keys of one value, in order. */
MUST_USE enum err presence_keys(const struct ask *k, const struct cell_of *at,
                                const struct keys_of *of, struct str **ret, size_t *ret_n);

#endif

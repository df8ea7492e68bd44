/* inside.h: does a row stand in a cell: is its office the cell's or below it on that day, and its
 * by-value the cell's or below it in the tree. A cell of a fixed tree is asked of that tree,
 * whatever the day. Answers are remembered: the tree changes on few
 * days. */
#ifndef ZT_ASK_INSIDE_H
#define ZT_ASK_INSIDE_H

#include "ask/cell.h"

struct places { /* offices at or below one */
        const struct offices *o;
        int top;
        struct day *era; /* days on which the tree changed, ascending */
        size_t era_n;
        char *seen; /* per era and office */
};
struct inside {
        struct arena *a;
        const struct cell_of *cell;  /* must outlive it */
        struct places office, value; /* .value: of a place or office dimension */
        const struct list *tree;
        struct map memo; /* tree values */
};

void inside_init(struct inside *x, const struct ask *k, const struct cell_of *c);
bool inside_cell(struct inside *x, int office, struct str value, struct day d);

/* Has the cell of a fixed tree held the same rows by the tree of every day up to `last`? Then it is
 * the cell that stands in the books. */
bool inside_settled(const struct ask *k, const struct cell_of *c, struct day last);

#endif

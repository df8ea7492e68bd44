/* cells.h: from the images of a row to movements in cells, journal and presence (design 8).
 *
 * A row (record, duty, step event, paper, value of a field) stands on a day at one office with one
 * value per dimension and an amount per column of its ledger's cell table: a struct pos. It stands
 * in the cells (that office and each above it on that day) × (all, and each dimension's value with
 * everything above it in its tree). A movement from one pos to another gives plus to cells
 * entered, minus to cells left, nothing where it stays. Movements that lie ahead (a duty becomes
 * late on the day after it is due; a figure's new definition begins on its day) are posted at
 * once on their day and reversed when they will not come.
 *
 * Keys of distinct figures have, besides, a row where they stand themselves, with the dimension
 * d as -1 - d: the journal of keys, so to speak. Offices that change do not move it.
 *
 * Journal rows: (day, seq) is when the movement counts and the event it belongs to; by_seq the
 * event that posted it, or closed its batch; known the day it became known when that is later than
 * day. A reversal carries the (day, seq) of what it reverses. So Σ over (record, item, day, seq) is
 * what holds. */
#ifndef ZT_VIEW_CELLS_H
#define ZT_VIEW_CELLS_H

#include "view/view.h"

struct pos {
        bool in;        /* some amount is not 0, or some key not empty */
        int office;     /* index */
        struct str *by; /* per dimension; NULL unless in */
        int64_t amount[COLS_MAX];
        struct str *key; /* per figure of the ledger: of distinct ones; NULL = none at all */
};

/* The row and the day it is looked at. */
struct look {
        const struct ledger *l;
        int table;
        struct rec_row row; /* .late is set per day */
        enum of of;
        int of_index;
        uint64_t seen; /* `first` figures entered before (first_bit) */
};
/* Where the row stands on `day`. A `first` figure it has entered before has no amount. */
MUST_USE enum err pos_at(struct arena *a, const struct look *x, struct day day, struct pos *ret);
/* The bit of a `first` figure in `seen`; 0 for others. A ledger has at most 64 of them. */
uint64_t first_bit(const struct ledger *l, size_t figure);

/* What one event posts: where it counts. */
struct posting {
        struct view *v;
        struct arena *a;
        const struct ledger *l;
        int table;
        struct day day;
        int64_t seq, batch; /* batch 0 unless its batch is still open */
        int64_t record, item;
        int sign; /* +1; -1 takes the movement back */
};
/* Movement of one row from `b` to `c`. */
void post_move(const struct posting *p, const struct pos *b, const struct pos *c);

/* The offices change on p->day: balances go from the cells of the day before to those of the
 * day. The row itself does not move: there is nothing for the journal, and flows do not flow. */
void post_transfer(const struct posting *p, const struct pos *x);

/* Writes the command's journal rows (those that cancel are left out), as posted by one event. */
struct posted {
        int64_t seq, batch;
        struct day at_day; /* local day of the event's `at` */
};
MUST_USE enum err journal_write(struct view *v, const struct posted *by, struct faults *f);

/* Adds to a cell of batch 0 in the group (a batch that closes). n: plus and minus per column. */
struct cell_at {
        const struct ledger *l;
        int table;
        struct day day;
        int office, dim;
        struct str value;
};
void cells_add(struct view *v, const struct cell_at *at, const int64_t *n);

#endif

/* recount_in.h: what the files of the recount share (inside ask/). */
#ifndef ZT_ASK_RECOUNT_IN_H
#define ZT_ASK_RECOUNT_IN_H

#include "ask/props.h"
#include "ask/recount.h"
#include "view/view.h"

/* Where a number stands. day: only of the days' books; key: only of distinct figures. */
struct spot {
        int office, dim;
        struct day day;
        struct str value, key;
};
/* Numbers by spot: what is booked and what was counted, pairs (plus, minus) per column. */
struct tally {
        struct arena *a;
        struct map map;
        struct tally_row {
                struct spot at;
                int64_t *booked, *counted;
        } * v;
        size_t n, cap, width;
};
struct recount {
        const struct ask *k;
        const struct ledger *l;
        int table;
        struct day today;
        int64_t compared;
        bool moved;     /* offices have changed */
        struct arena a; /* of one table */
};

struct tally tally_new(struct recount *x, size_t width);
struct tally_row *tally_at(struct tally *t, const struct spot *at);

/* One row of a figure: where it stands, and what it gives. */
struct stand {
        int office; /* index */
        struct str by[LEDGER_FIELDS_MAX];
        struct day tree; /* whose tree of offices */
        struct day day;  /* of the spot; DAY_NONE */
        struct str key;
};
/* Adds to every cell the row stands in. */
void tally_stand(const struct recount *x, struct tally *t, const struct stand *s, size_t column,
                 int64_t n);
/* Flows of records and duties since whose beginning the definition or the offices have changed:
 * their movements follow the definition and the tree of their day, which rows as they stand cannot
 * tell. Only days and months are checked. */
bool recount_cannot(const struct recount *x, const struct figure *f);
/* Days on which an office came under another, ascending. */
size_t recount_moves(struct recount *x, struct day **ret);
/* The definition in force today, or NULL; the figure itself in *ret_now. */
const struct figure *recount_def(const struct recount *x, size_t figure);

/* What is counted, into t->counted. */
MUST_USE enum err recount_rows(struct recount *x, struct tally *t); /* recount_rows.c */
MUST_USE enum err recount_keys(struct recount *x);
MUST_USE enum err recount_folded(struct recount *x, struct tally *t); /* recount_fold.c */
MUST_USE enum err recount_days(struct recount *x);                    /* recount_days.c */
MUST_USE enum err recount_months(struct recount *x);
/* One number that is not as it should be. */
struct mismatch {
        const char *code;
        struct str figure;
        const struct spot *at;
        int64_t booked, counted;
};
void recount_fault(const struct recount *x, const struct mismatch *m);
struct str recount_column(const struct recount *x, size_t column);

#endif

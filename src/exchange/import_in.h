/* import_in.h: an import while it runs: its columns and rows, apart from what is done with them.
 * Only for import*.c. */
#ifndef ZT_EXCHANGE_IMPORT_IN_H
#define ZT_EXCHANGE_IMPORT_IN_H

#include "exchange/import.h"
#include "exchange/totals.h"

/* What a column feeds. */
enum feed { FEED_NONE, FEED_FIELD, FEED_STATE, FEED_NUMBER, FEED_STEP, FEED_DAY, FEED_END };
struct column {
        enum feed feed;
        int field;
        enum import_part part;
        struct str format;
};

struct importing {
        struct writer *w;
        const struct import_in *in;
        const struct ledger *l;
        struct faults *f;
        struct arena *a, *told; /* while it runs; of what is told afterwards */
        struct read read;
        struct column *column;
        size_t column_n;
        struct map keys; /* of rows seen: key → line */
        struct map bad;  /* lines put aside, and the totals line */
        struct totals totals;
        struct map gone;   /* records with steps in rows before */
        bool steps;        /* some row takes a step */
        bool enters;       /* some row is a record */
        size_t no_end_cap; /* of out.no_end */
        enum err once;     /* may it: a file with steps is taken once */
        struct str source; /* the hash of the file's bytes */
        struct batch b;
        struct day today;
        struct import_out out;
};

struct str import_line(const struct importing *x, int line); /* "rows.csv:7" */
/* Finds the fields of the columns that came since the last row (JSON Lines may bring new ones on
 * any line). import_columns.c */
MUST_USE enum err import_columns(struct importing *x);
/* After the last row: x->out.missing. */
void import_missing(struct importing *x);
/* One row of the file as a row of the batch; every mistake of it is told. import_row.c */
MUST_USE enum err import_row(struct importing *x, struct arena *a, const struct read_row *row,
                             struct batch_row *ret);
/* Does some entering step ask it? What only later steps ask is not required of what enters. */
bool import_asked(const struct ledger *l, int field);

#endif

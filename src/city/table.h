/* table.h: a CSV file whose header line names known columns (offices.csv, accounts.csv).
 *
 * Columns stand in any order, by name or by Chinese name; unknown, repeated and missing needed ones
 * are mistakes. Bytes as Excel saves them (csv_to_utf8). Cells come trimmed, one line each, without
 * control characters; rows of empty cells only are passed over; a row with a mistake is told
 * ("offices.csv:7") and passed over, so that a reader sees every mistake of the file. */
#ifndef ZT_CITY_TABLE_H
#define ZT_CITY_TABLE_H

#include "base/csv.h"

struct table_column {
        struct str name, zh;
        bool needed;
};
struct table {
        /* given by the caller */
        struct arena *a;
        struct faults *f;
        struct str file;
        const struct table_column *column;
        size_t n;
        /* results */
        struct str *cell; /* of the row, by column; empty where the file has none */
        int line;
        /* inner */
        struct csv csv;
        int *column_of; /* by cell of the file; -1: passed over */
        size_t width;
};

/* Reads the header line; OK if rows can be read. */
MUST_USE enum err table_open(struct table *t, struct str raw);
/* The next row into t->cell (views of the text); false at the end. */
bool table_next(struct table *t);
/* "offices.csv:7" */
struct str table_where(const struct table *t);

#endif

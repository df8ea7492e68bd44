/* read.h: the rows of an input file: CSV (UTF-8 with or without BOM, GB18030) or JSON Lines.
 *
 * The first row of CSV names the columns; each later row gives its cells under those names.
 * Separators are commas, tabs or semicolons, whichever the first row holds most of; columns without
 * a name must be empty; rows of empty cells only are passed over; the apostrophe our CSV writer
 * puts before what a spreadsheet would run is taken off (csv_plain). JSON Lines gives an object a
 * line; its members are the cells (text; numbers and flags as written; null as nothing; lists of
 * these joined by commas; whatever else is nested as JSON). A row tells the line it began on.
 * Mistakes of form go to f once each and the reading goes on with the next row. Spreadsheet files
 * (xlsx, xls) are refused by name. */
#ifndef ZT_EXCHANGE_READ_H
#define ZT_EXCHANGE_READ_H

#include "base/csv.h"
#include "base/err.h"
#include "base/map.h"

struct read {
        struct str text; /* UTF-8 */
        struct csv csv;
        bool jsonl;
        struct str *header; /* names of columns; JSON Lines: in the order they first came */
        size_t header_n, header_cap;
        struct map column; /* name → index */
        int *column_of;    /* CSV: index by cell of the file, -1: a column without a name */
        size_t column_of_n;
        int line;
        bool gb18030;
        struct arena *a; /* keeps header and text */
};
struct read_row {
        int line;
        struct str *cell; /* header_n of the moment; missing ones are empty */
        size_t n;         /* 0 when they could not be read */
};
/* file: by its name .jsonl or .ndjson is JSON Lines, all else CSV. The texts given live as long as
 * a (header) and raw (cells). */
MUST_USE enum err read_open(struct arena *a, struct str file, struct str raw, struct faults *f,
                            struct read *ret);
/* Next row into `row_a`; false at the end. *ret_err: this row's form is wrong (told to f with
 * "FILE:LINE"); reading can go on. */
bool read_next(struct read *r, struct str file, struct arena *row_a, struct faults *f,
               struct read_row *ret, enum err *ret_err);
/* From the first row again. */
void read_again(struct read *r);

#endif

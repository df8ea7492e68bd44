/* totals.h: the totals line of a clerk's file (inside exchange/).
 *
 * The last row of a CSV file whose first filled cell says 合计, 总计, 共计 or Total is no record. Each
 * number in it under a number field must be the sum of the column; what disagrees is told. Sums
 * are of the rows that are right, so they are compared only when all are. */
#ifndef ZT_EXCHANGE_TOTALS_H
#define ZT_EXCHANGE_TOTALS_H

#include "city/field.h"
#include "exchange/read.h"

struct totals {
        int64_t *sum; /* by column, in the field's digits */
        bool *over;   /* it does not fit in 64 bits */
};
struct totals totals_new(struct arena *a, size_t columns);
bool totals_is(const struct read *r, struct str file, const struct read_row *row);
/* A cell under the number field f. */
void totals_add(struct totals *t, size_t column, const struct field *f, struct str cell);
/* The cell of the totals line; `where` is its place in the file. */
MUST_USE enum err totals_check(const struct totals *t, size_t column, const struct field *f,
                               struct str cell, struct str where, struct faults *to);

#endif

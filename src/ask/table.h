/* table.h: a field of type rows as it is shown: a table in one sealed text. */
#ifndef ZT_ASK_TABLE_H
#define ZT_ASK_TABLE_H

#include "ask/label.h"

struct table_shown {
        const struct field *f;
        size_t n;         /* rows */
        struct str *cell; /* n * f->rows_n, as people read them */
};
/* Of the opened text. Private columns and persons are masked, and what label_text masks; not with
 * BARE. False: it is no table. */
struct table_in {
        const struct ledger *l;
        const struct rec *r;
        int field;
        enum bare bare;
};
bool table_read(const struct ask *k, const struct table_in *in, struct str text,
                struct table_shown *ret);
/* One line a row: "1. Item: …; Lead: …" */
struct str table_text(const struct ask *k, const struct table_shown *x);
/* The record's table, masked as above: an array of objects; null when there is none. A private or
 * erased one is the text that is shown for it. */
void table_json(const struct ask *k, const struct ledger *l, const struct rec *r, int field,
                struct jout *j);

#endif

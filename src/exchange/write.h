/* write.h: rows out as a file for people and programs: CSV for spreadsheets, or JSON Lines.
 *
 * CSV: BOM, a line of names, CRLF; flags are TRUE and FALSE, several values are joined by ; and
 * moments of whole minutes are local (2022-08-22 17:30), others RFC 3339. JSON Lines: one object a
 * line with the names as keys; decimals are strings, as everywhere in our JSON; no value is null.
 * What is written is read again by read.h as the same texts. One put for each name and row, then
 * write_row: anything else is a BUG. The buffer's sticky error tells whether it all fitted; the
 * caller may empty it between rows. */
#ifndef ZT_EXCHANGE_WRITE_H
#define ZT_EXCHANGE_WRITE_H

#include "base/json.h"
#include "city/expr.h"

enum write_format { WRITE_CSV, WRITE_JSONL };
/* "csv", "jsonl"; others are refused by name. */
MUST_USE enum err write_format_parse(struct str s, struct faults *f, enum write_format *ret);

struct write {
        enum write_format format;
        struct zone zone;
        struct buf *out;
        const struct str *name; /* kept by reference */
        size_t n, at;           /* names; cells put in this row */
        struct jout j;
};
void write_open(struct write *w, enum write_format format, struct zone zone, struct buf *out,
                const struct str *name, size_t n);
void write_text(struct write *w, struct str s);
void write_int(struct write *w, int64_t v);
void write_scaled(struct write *w, int64_t v, int digits);
void write_flag(struct write *w, bool v);
void write_many(struct write *w, const struct str *v, size_t n);
void write_none(struct write *w);
void write_value(struct write *w, const struct value *v); /* T_NULL: write_none; a real is a BUG */
void write_row(struct write *w);

#endif

/* csv.h: CSV by RFC 4180, as Excel writes and reads it.
 *
 * Reader: UTF-8 with or without BOM; LF or CRLF (or CR); quoted cells may hold separators,
 * quotes ("") and line breaks; a quote inside an unquoted cell is text; blank lines are passed
 * over; every row tells the line it began on. Cells are views of the text where nothing had to
 * be undone: the text must outlive them. Mistakes: an unclosed quote, text after a closing
 * quote, NUL, a cell over CSV_CELL_BYTES_MAX, more cells than CSV_COLUMNS_MAX. GB18030 is turned
 * into UTF-8 before (csv_to_utf8). Writer: BOM, CRLF, quotes where needed; a cell that a
 * spreadsheet would run (= + - @ tab CR LF first, or the full-width ＝＋－＠) gets a leading
 * apostrophe unless it is a plain number (-12.30), and so does one that stands behind
 * apostrophes already, so that csv_plain can undo it.
 */
#ifndef ZT_BASE_CSV_H
#define ZT_BASE_CSV_H

#include "base/arena.h"
#include "base/buf.h"

struct csv {
        struct str rest;
        char sep;
        int line; /* of the row last given, or of the mistake's row */
        int next_line;
        const char *why; /* after ERR_INPUT or ERR_LIMIT: "csv.quote.open", … */
        size_t width;    /* cells of the row last given */
};
void csv_init(struct csv *c, struct str text); /* takes the BOM off; sep ',' */
/* The next row into the arena; false at the end. A row with a mistake is given without cells, with
 * *ret_err set (else OK) and c->why: csv.quote.open, csv.quote.text, csv.nul (ERR_INPUT),
 * csv.cell.long, csv.columns (ERR_LIMIT); a further call goes on with the next row. */
bool csv_next(struct csv *c, struct arena *a, struct str **ret_cells, size_t *ret_n,
              enum err *ret_err);
/* The sentence for a why of csv_next. */
struct str csv_why(const char *why, enum lang lang);

void csv_bom(struct buf *out);
void csv_cell(struct buf *out, struct str s, bool first); /* puts the comma unless first */
/* CRLF; the buffer may be emptied between rows only (a row of one empty cell is written ""). */
void csv_end(struct buf *out);
/* The cell without the apostrophe that csv_cell put before what a spreadsheet would run: what the
 * writer wrote is read back equal. */
struct str csv_plain(struct str cell);

enum csv_code { CSV_UTF8, CSV_GB18030 };
/* Well-formed UTF-8 (BOM allowed) stays; else GB18030 by iconv: what Excel saves as "CSV" on a
 * Chinese Windows is code page 936 without any mark, of which GB18030 is a superset but for 0x80
 * (€). Neither is ERR_INPUT, and so is UTF-8 with a few broken bytes, which GB18030 would read as
 * other characters: text with a UTF-8 BOM, or with over four well-formed sequences for each byte
 * that is not. */
MUST_USE enum err csv_to_utf8(struct arena *a, struct str raw, struct str *ret,
                              enum csv_code *ret_code);

#endif

#include "base/csv.h"

#include <errno.h>
#include <iconv.h>

#include "base/limits.h"

#define BOM "\xEF\xBB\xBF"

void csv_init(struct csv *c, struct str text)
{
        if (str_starts(text, S(BOM))) text = str_from(text, 3);
        *c = (struct csv){ .rest = text, .sep = ',', .next_line = 1 };
}

/* ---- reading ---- */

/* The first mistake of a row is the one told; the row is read on to its end all the same, so that
 * the next call stands at the next row. */
static void mistake(struct csv *c, const char *why)
{
        if (!c->why) c->why = why;
}

static void to(struct csv *c, const char *p)
{
        c->rest.n -= (size_t)(p - c->rest.p);
        c->rest.p = p;
}

/* p is at a CR or LF: the place behind the line break. */
static const char *behind_break(struct csv *c, const char *p, const char *end)
{
        c->next_line++;
        return p + (p[0] == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1);
}

/* The end of the cell's text, which no quotes surround. */
static const char *plain_end(const struct csv *c, const char *p, const char *end)
{
        char sep = c->sep;
        /* line breaks and NUL are below 14, and little else is */
        while (p < end && *p != sep && ((unsigned char)*p > '\r' || (*p != '\n' && *p != '\r')))
                p++;
        return p;
}

static struct str plain_cell(struct csv *c, const char *end)
{
        const char *from = c->rest.p, *p = plain_end(c, from, end);
        struct str cell = { from, (size_t)(p - from) };
        if (cell.n && memchr(from, 0, cell.n)) mistake(c, "csv.nul");
        to(c, p);
        return cell;
}

/* "a""b" without its outer quotes: a""b to a"b. */
static struct str undouble(struct arena *a, struct str s, size_t doubled)
{
        char *out = arena_get(a, s.n - doubled, 1);
        size_t n = 0;
        for (size_t i = 0; i < s.n; i++) {
                out[n++] = s.p[i];
                i += s.p[i] == '"';
        }
        ASSERT(n == s.n - doubled);
        return (struct str){ out, n };
}

static void count_breaks(struct csv *c, struct str s)
{
        const char *end = s.p + s.n;
        for (const char *p = s.p; p < end;) {
                if (*p == '\n' || *p == '\r') {
                        p = behind_break(c, p, end);
                        continue;
                }
                if (*p == 0) mistake(c, "csv.nul");
                p++;
        }
}

/* The cell that begins with a quote. Text behind the closing quote is a mistake and is passed over.
 */
static struct str quoted_cell(struct csv *c, struct arena *a, const char *end)
{
        const char *from = c->rest.p + 1, *p = from;
        size_t doubled = 0;
        for (;; p += 2, doubled++) {
                p = p < end ? memchr(p, '"', (size_t)(end - p)) : NULL;
                if (!p) {
                        mistake(c, "csv.quote.open");
                        to(c, end);
                        return STR_NONE;
                }
                if (p + 1 == end || p[1] != '"') break;
        }
        struct str cell = { from, (size_t)(p - from) };
        count_breaks(c, cell);
        const char *after = plain_end(c, p + 1, end);
        if (after != p + 1) mistake(c, "csv.quote.text");
        to(c, after);
        return doubled ? undouble(a, cell, doubled) : cell;
}

/* Cells of one row as they come; grows by doubling. */
struct cells {
        struct str *v;
        size_t n, cap;
};

static void row_read(struct csv *c, struct arena *a, struct cells *row)
{
        const char *end = c->rest.p + c->rest.n;
        for (;;) {
                bool quoted = c->rest.n && c->rest.p[0] == '"';
                struct str cell = quoted ? quoted_cell(c, a, end) : plain_cell(c, end);
                if (cell.n > CSV_CELL_BYTES_MAX) mistake(c, "csv.cell.long");
                if (row->n == CSV_COLUMNS_MAX) mistake(c, "csv.columns");
                else *ARENA_PUSH(a, row->v, row->n, row->cap) = cell;
                if (c->rest.n == 0) return;
                if (c->rest.p[0] != c->sep) {
                        to(c, behind_break(c, c->rest.p, end));
                        return;
                }
                to(c, c->rest.p + 1);
        }
}

bool csv_next(struct csv *c, struct arena *a, struct str **ret_cells, size_t *ret_n,
              enum err *ret_err)
{
        c->why = NULL;
        *ret_err = OK;
        while (c->rest.n && (c->rest.p[0] == '\n' || c->rest.p[0] == '\r'))
                to(c, behind_break(c, c->rest.p, c->rest.p + c->rest.n));
        if (c->rest.n == 0) return false;
        c->line = c->next_line;
        struct cells row = { .cap = c->width ? c->width
                                             : 8 }; /* rows are mostly as wide as the last */
        row.v = ARENA_NEW(a, struct str, row.cap);
        row_read(c, a, &row);
        if (c->why) {
                bool limit =
                        strcmp(c->why, "csv.columns") == 0 || strcmp(c->why, "csv.cell.long") == 0;
                *ret_err = limit ? ERR_LIMIT : ERR_INPUT;
                row.n = 0;
        } else {
                c->width = row.n;
        }
        *ret_cells = row.v;
        *ret_n = row.n;
        return true;
}

struct str csv_why(const char *why, enum lang lang)
{
        static const struct {
                const char *why, *zh, *en;
        } row[] = {
                { "csv.quote.open", "引号没有闭合", "a quote is not closed" },
                { "csv.quote.text", "闭合的引号后面还有文字",
                  "text stands behind a closing quote" },
                { "csv.nul", "含有空字节（NUL）", "a NUL byte stands in it" },
                { "csv.cell.long", "单元格过长", "a cell is too long" },
                { "csv.columns", "列数过多", "too many columns" },
        };
        for (size_t i = 0; i < LEN(row); i++)
                if (strcmp(row[i].why, why) == 0)
                        return str_c(lang == LANG_ZH ? row[i].zh : row[i].en);
        BUG("no such mistake");
}

/* ---- writing ---- */

void csv_bom(struct buf *out)
{
        buf_put(out, S(BOM));
}

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

/* -12 or -12.30 */
static bool is_number(struct str s)
{
        size_t i = s.n && s.p[0] == '-', from = i;
        while (i < s.n && is_digit(s.p[i])) i++;
        if (i == from) return false;
        if (i == s.n) return true;
        if (s.p[i++] != '.' || i == s.n) return false;
        while (i < s.n && is_digit(s.p[i])) i++;
        return i == s.n;
}

/* Would a spreadsheet run it, were its apostrophes taken off? */
static bool runs(struct str s)
{
        static const char wide[][4] = { "＝", "＋", "－", "＠" };
        struct str bare = s;
        while (bare.n && bare.p[0] == '\'') bare = str_from(bare, 1);
        if (bare.n == 0) return false;
        for (size_t i = 0; i < LEN(wide); i++)
                if (str_starts(bare, (struct str){ wide[i], 3 })) return true;
        return memchr("=+-@\t\r\n", bare.p[0], 7) && !is_number(s);
}

struct str csv_plain(struct str cell)
{
        if (cell.n < 2 || cell.p[0] != '\'') return cell;
        struct str inner = str_from(cell, 1);
        return runs(inner) ? inner : cell;
}

void csv_cell(struct buf *out, struct str s, bool first)
{
        if (!first) buf_putc(out, ',');
        bool quote = false; /* also what other readers may take for a separator */
        for (size_t i = 0; i < s.n && !quote; i++) quote = s.p[i] && strchr("\",;\t\r\n", s.p[i]);
        if (quote) buf_putc(out, '"');
        if (runs(s)) buf_putc(out, '\'');
        if (!quote) {
                buf_put(out, s);
                return;
        }
        for (const char *at; s.n && (at = memchr(s.p, '"', s.n)) != NULL;) {
                size_t n = (size_t)(at - s.p) + 1;
                buf_put(out, (struct str){ s.p, n });
                buf_putc(out, '"');
                s = str_from(s, n);
        }
        buf_put(out, s);
        buf_putc(out, '"');
}

void csv_end(struct buf *out)
{
        /* an empty line would be passed over: nothing in this row yet means one empty cell */
        struct str b = buf_view(out);
        if (b.n == 0 || b.p[b.n - 1] == '\n' || str_eq(b, S(BOM))) buf_put(out, S("\"\""));
        buf_put(out, S("\r\n"));
}

/* ---- GB18030 ---- */

/* Length of the well-formed UTF-8 sequence at p (RFC 3629), 0 if there is none. */
static size_t utf8_one(const unsigned char *p, size_t n)
{
        if (p[0] < 0x80) return 1;
        size_t need = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
        if (p[0] < 0xC2 || p[0] > 0xF4 || n < need) return 0;
        for (size_t i = 1; i < need; i++)
                if ((p[i] & 0xC0) != 0x80) return 0;
        if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F)) return 0;
        if ((p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F)) return 0;
        return need;
}

struct tally {
        size_t good, bad;
}; /* sequences of two and more bytes; stray bytes */

static struct tally utf8_tally(struct str raw)
{
        const unsigned char *p = (const unsigned char *)raw.p;
        struct tally t = { 0 };
        for (size_t i = 0; i < raw.n;) {
                uint64_t eight; /* most of a table is ASCII */
                if (i + 8 <= raw.n && (memcpy(&eight, p + i, 8), !(eight & 0x8080808080808080u))) {
                        i += 8;
                        continue;
                }
                size_t n = utf8_one(p + i, raw.n - i);
                t.good += n > 1;
                t.bad += n == 0;
                i += n ? n : 1;
        }
        return t;
}

/* iconv, with 0x80 read as code page 936 does. */
static enum err convert(iconv_t cd, struct arena *a, struct str raw, struct str *ret)
{
        size_t cap = raw.n + raw.n / 2 + 16, left = raw.n, room = cap;
        char *out = arena_get(a, cap, 1), *at = out;
        char *in;
        memcpy(&in, &raw.p, sizeof in); /* iconv wants char *, but does not write to it */
        while (iconv(cd, &in, &left, &at, &room) == (size_t)-1) {
                bool euro = errno == EILSEQ && (unsigned char)*in == 0x80;
                if (errno != E2BIG && !euro) return ERR_INPUT;
                if (room < 16) {
                        size_t n = (size_t)(at - out);
                        char *more = arena_get(a, cap * 2, 1);
                        memcpy(more, out, n);
                        out = more;
                        at = out + n;
                        cap *= 2;
                        room = cap - n;
                }
                if (!euro) continue;
                memcpy(at, "\xE2\x82\xAC", 3);
                at += 3, room -= 3;
                in++, left--;
        }
        *ret = (struct str){ out, (size_t)(at - out) };
        return OK;
}

enum err csv_to_utf8(struct arena *a, struct str raw, struct str *ret, enum csv_code *ret_code)
{
        struct tally t = utf8_tally(raw);
        if (t.bad == 0) {
                *ret = raw;
                *ret_code = CSV_UTF8;
                return OK;
        }
        if (str_starts(raw, S(BOM)) || t.good > 4 * t.bad) return ERR_INPUT;
        /* kept in the arena: gcc's analyzer wants the -1 of a failure closed */
        iconv_t *cd = ARENA_NEW(a, iconv_t, 1);
        struct str text;
        *cd = iconv_open("UTF-8", "GB18030");
        if ((intptr_t)*cd == -1) return ERR_IO; /* libc without its tables */
        enum err e = convert(*cd, a, raw, &text);
        (void)iconv_close(*cd);
        TRY(e);
        *ret = text;
        *ret_code = CSV_GB18030;
        return OK;
}

/* Any bytes are rows and mistakes; rows written and read again are equal; what csv_to_utf8 gives is
 * UTF-8. */
#include "base/csv.h"
#include "base/limits.h"
#include "fuzz.h"

struct row {
        struct str *cell;
        size_t n;
};

static size_t rows_read(struct arena *a, struct str text, struct row *row, size_t max)
{
        struct csv c;
        size_t n = 0;
        struct row r;
        enum err e;
        csv_init(&c, text);
        for (int last = 0; csv_next(&c, a, &r.cell, &r.n, &e); last = c.line) {
                ASSERT(e == OK ? r.n >= 1 && r.n <= CSV_COLUMNS_MAX : r.n == 0);
                ASSERT((e != OK) == (c.why != NULL) && c.line > last && c.next_line >= c.line);
                if (c.why) ASSERT(csv_why(c.why, LANG_EN).n > 0);
                if (e == OK && n < max) row[n++] = r;
        }
        return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        enum { MAX = 64 };
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf out = { .limit = (size + 8) * 8 };
        struct row row[MAX], again[MAX];
        struct str raw = { (const char *)data, size }, text = raw;
        enum csv_code code;
        if (csv_to_utf8(&a, raw, &text, &code) == OK) {
                struct str same;
                ASSERT(csv_to_utf8(&a, text, &same, &code) == OK && code == CSV_UTF8);
        }
        size_t n = rows_read(&a, text, row, MAX);
        csv_bom(&out);
        for (size_t i = 0; i < n; i++) {
                for (size_t j = 0; j < row[i].n; j++) csv_cell(&out, row[i].cell[j], j == 0);
                csv_end(&out);
        }
        ASSERT(out.err == OK);
        ASSERT(rows_read(&a, buf_view(&out), again, MAX) == n);
        for (size_t i = 0; i < n; i++) {
                ASSERT(row[i].n == again[i].n);
                for (size_t j = 0; j < row[i].n; j++)
                        ASSERT(str_eq(row[i].cell[j], csv_plain(again[i].cell[j])));
        }
        return 0;
}

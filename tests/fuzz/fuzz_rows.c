/* Any bytes as a CSV or a JSON Lines file: rows and mistakes; what is read, written and read
 * again is the same. */
#include "exchange/read.h"
#include "exchange/write.h"
#include "fuzz.h"

enum { FUZZ_ROWS = 64 };
struct rows {
        struct read r;
        struct read_row v[FUZZ_ROWS];
        size_t n;
};

/* False if the file cannot be opened. */
static bool rows_read(struct arena *a, struct str file, struct str raw, struct rows *ret)
{
        struct faults f;
        struct read_row row;
        enum err e;
        faults_init(&f, a, LANG_EN);
        enum err opened = read_open(a, file, raw, &f, &ret->r);
        ASSERT((opened == OK) == (f.n == 0));
        if (opened != OK) return false;
        for (int last = 0; read_next(&ret->r, file, a, &f, &row, &e); last = row.line) {
                ASSERT(row.line > last && row.n <= ret->r.header_n);
                ASSERT(e == OK ? row.n > 0 || ret->r.jsonl : f.n > 0);
                if (e == OK && ret->n < FUZZ_ROWS) ret->v[ret->n++] = row;
        }
        return true;
}

static bool has_text(const struct read_row *row)
{
        bool any = false;
        for (size_t i = 0; i < row->n; i++) any |= row->cell[i].n > 0;
        return any;
}

static void check_again(struct arena *a, const struct rows *x, enum write_format format,
                        size_t size)
{
        AUTO(buf_free) struct buf out = { .limit = (size + 64) * 1024 };
        struct rows again = { 0 };
        struct write w;
        size_t n = x->r.header_n, k = 0;
        write_open(&w, format, (struct zone){ 0 }, &out, x->r.header, n);
        for (size_t i = 0; i < x->n; i++) {
                for (size_t c = 0; c < n; c++)
                        write_text(&w, c < x->v[i].n ? x->v[i].cell[c] : STR_NONE);
                write_row(&w);
        }
        ASSERT(out.err == OK);
        ASSERT(rows_read(a, format == WRITE_CSV ? S("a.csv") : S("a.jsonl"), buf_view(&out),
                         &again));
        ASSERT(again.r.header_n == n || x->n == 0);
        for (size_t i = 0; i < x->n; i++) {
                if (format == WRITE_CSV && !has_text(&x->v[i])) continue; /* passed over */
                ASSERT(k < again.n);
                for (size_t c = 0; c < x->v[i].n; c++)
                        ASSERT(str_eq(x->v[i].cell[c], again.v[k].cell[c]));
                k++;
        }
        ASSERT(k == again.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct rows csv = { 0 }, json = { 0 };
        struct str raw = { (const char *)data, size };
        if (size > 4096) return 0;
        if (rows_read(&a, S("a.csv"), raw, &csv)) {
                check_again(&a, &csv, WRITE_CSV, size);
                check_again(&a, &csv, WRITE_JSONL, size);
        }
        /* JSON keys may be what no line of CSV can name: blank, or with white space around */
        if (rows_read(&a, S("a.jsonl"), raw, &json) && json.r.header_n)
                check_again(&a, &json, WRITE_JSONL, size);
        return 0;
}

#include "exchange/read.h"

#include "base/json.h"

static struct str where(const struct faults *f, struct str file, int line)
{
        return str_printf(f->a, "%.*s:%d", SP(file), line);
}

/* ---- opening
 * ------------------------------------------------------------------------------------- */

/* Files that are no text, by their first bytes. */
static enum err refuse_binary(struct str file, struct str raw, struct faults *f)
{
        bool zip = str_starts(raw, S("PK\x03\x04")), ole = str_starts(raw, S("\xD0\xCF\x11\xE0"));
        bool utf16 = str_starts(raw, S("\xFF\xFE")) || str_starts(raw, S("\xFE\xFF"));
        if (zip || ole)
                return FAULT(
                        f, ERR_INPUT, "file.xlsx", file,
                        "这是 Excel 文件，还不能直接导入：请在 Excel 中另存为“CSV UTF-8（逗号分隔）”",
                        "this is an Excel file, which cannot be imported as it is: save it as "
                        "\"CSV UTF-8 (comma delimited)\" in Excel");
        if (utf16)
                return FAULT(
                        f, ERR_INPUT, "file.code", file,
                        "文件是 UTF-16 编码（“Unicode 文本”）：请另存为“CSV UTF-8（逗号分隔）”",
                        "the file is UTF-16 (\"Unicode text\"): save it as \"CSV UTF-8 (comma "
                        "delimited)\"");
        return OK;
}

/* Of , tab ; the one the first line holds most of, outside quotes. */
static char separator(struct str text)
{
        static const char sep[] = ",\t;";
        size_t count[3] = { 0 }, best = 0;
        bool quoted = false;
        for (size_t i = 0; i < text.n && (quoted || (text.p[i] != '\n' && text.p[i] != '\r'));
             i++) {
                const char *at = text.p[i] ? strchr(sep, text.p[i]) : NULL;
                if (text.p[i] == '"') quoted = !quoted;
                if (at && !quoted) count[at - sep]++;
        }
        for (size_t k = 1; k < 3; k++)
                if (count[k] > count[best]) best = k;
        return sep[best];
}

static enum err csv_fault(const struct read *r, struct str file, struct faults *f, enum err e)
{
        struct str why = csv_why(r->csv.why, f->lang);
        return FAULT(f, e, r->csv.why, where(f, file, r->csv.line), "CSV 有误：%.*s",
                     "bad CSV: %.*s", SP(why));
}

static void column_put(struct read *r, struct str name)
{
        map_set(&r->column, name, (int64_t)r->header_n);
        *ARENA_PUSH(r->a, r->header, r->header_n, r->header_cap) = name;
}

static void csv_begin(struct read *r)
{
        csv_init(&r->csv, r->text);
        r->csv.sep = separator(r->csv.rest);
}

static enum err open_csv(struct read *r, struct str file, struct faults *f)
{
        struct str *cell;
        size_t n, before = f->n;
        enum err e = OK;
        csv_begin(r);
        if (!csv_next(&r->csv, r->a, &cell, &n, &e))
                return FAULT(f, ERR_INPUT, "file.empty", file, "文件是空的", "the file is empty");
        if (e != OK) return csv_fault(r, file, f, e);
        r->column_of = ARENA_NEW(r->a, int, n);
        r->column_of_n = n;
        for (size_t i = 0; i < n; i++) {
                struct str name = str_trim(csv_plain(cell[i]));
                r->column_of[i] = name.n ? (int)r->header_n : -1;
                if (map_at(&r->column, name) >= 0)
                        FAULT(f, ERR_INPUT, "csv.header", where(f, file, r->csv.line),
                              "列“%.*s”出现两次", "the column '%.*s' comes twice", SP(name));
                if (name.n) column_put(r, name);
        }
        if (r->header_n == 0)
                FAULT(f, ERR_INPUT, "csv.header", where(f, file, r->csv.line), "首行没有列名",
                      "the first line names no columns");
        return f->n == before ? OK : ERR_INPUT;
}

enum err read_open(struct arena *a, struct str file, struct str raw, struct faults *f,
                   struct read *ret)
{
        struct read r = { .a = a,
                          .jsonl = str_ends(file, S(".jsonl")) || str_ends(file, S(".ndjson")) };
        enum csv_code code;
        r.column.a = a;
        TRY(refuse_binary(file, raw, f));
        if (csv_to_utf8(a, raw, &r.text, &code) != OK)
                return FAULT(f, ERR_INPUT, "file.code", file,
                             "文件既不是 UTF-8 也不是 GB18030 编码",
                             "the file is neither UTF-8 nor GB18030");
        r.gb18030 = code == CSV_GB18030;
        if (r.jsonl) csv_init(&r.csv, r.text);
        else TRY(open_csv(&r, file, f));
        *ret = r;
        return OK;
}

void read_again(struct read *r)
{
        struct arena a = { 0 };
        struct str *cell;
        size_t n;
        enum err e;
        r->line = 0;
        if (r->jsonl) {
                csv_init(&r->csv, r->text);
                return;
        }
        csv_begin(r);
        bool header = csv_next(&r->csv, &a, &cell, &n, &e);
        ASSERT(header);
        arena_done(&a);
}

/* ---- CSV
 * ----------------------------------------------------------------------------------------- */

/* Puts the cells in their columns; false if all are empty. */
static bool place_cells(const struct read *r, struct str file, const struct str *cell, size_t n,
                        struct faults *f, struct read_row *row)
{
        bool any = false;
        for (size_t i = 0; i < n; i++) {
                if (cell[i].n == 0) continue;
                any = true;
                int to = i < r->column_of_n ? r->column_of[i] : -1;
                if (to >= 0) {
                        row->cell[to] = csv_plain(cell[i]);
                        continue;
                }
                struct str head = str_sub(cell[i], 0, 60);
                FAULT(f, ERR_INPUT, "csv.cells", where(f, file, row->line),
                      "“%.*s”所在的列没有列名", "no column has a name where '%.*s' stands",
                      SP(head));
        }
        return any;
}

static bool next_csv(struct read *r, struct str file, struct arena *a, struct faults *f,
                     struct read_row *ret, enum err *ret_err)
{
        struct str *cell;
        size_t n;
        while (csv_next(&r->csv, a, &cell, &n, ret_err)) {
                size_t before = f->n;
                ret->line = r->csv.line;
                if (*ret_err != OK) {
                        csv_fault(r, file, f, *ret_err);
                        return true;
                }
                ret->cell = ARENA_NEW(a, struct str, r->header_n);
                if (!place_cells(r, file, cell, n, f, ret)) continue;
                ret->n = r->header_n;
                if (f->n != before) *ret_err = ERR_INPUT;
                return true;
        }
        return false;
}

/* ---- JSON Lines
 * ---------------------------------------------------------------------------------- */

/* The shortest of the usual forms that gives the same number again. */
static struct str real_text(struct arena *a, double d)
{
        char text[40];
        for (int digits = 15; digits <= 17; digits++) {
                (void)snprintf(text, sizeof text, "%.*g", digits, d);
                double back = strtod(text, NULL);
                if (!(back < d) && !(back > d)) break;
        }
        return str_dup(a, str_c(text));
}

static void put_json(struct jout *j, struct arena *a, const struct jval *v)
{
        switch (v->kind) {
        case JNULL: jout_null(j); return;
        case JBOOL: jout_bool(j, v->truth); return;
        case JINT: jout_int(j, v->i); return;
        case JREAL: jout_text(j, real_text(a, v->real)); return; /* decimals travel as text */
        case JTEXT: jout_text(j, v->text); return;
        case JARRAY:
        case JOBJECT: break;
        }
        jout_open(j, v->kind == JARRAY ? '[' : '{');
        for (size_t i = 0; i < v->n; i++) {
                if (v->kind == JOBJECT) jout_key(j, v->keys[i]);
                put_json(j, a, &v->items[i]); /* as deep as JSON_DEPTH_MAX allows */
        }
        jout_close(j);
}

static struct str nested(struct arena *a, const struct jval *v)
{
        AUTO(buf_free) struct buf b = { .limit = JSON_BYTES_MAX };
        struct jout j;
        jout_init(&j, &b, false);
        put_json(&j, a, v);
        return str_dup(a, buf_view(&b)); /* not longer than the line it came from, or not much */
}

static struct str cell_of(struct arena *a, const struct jval *v)
{
        struct str all = STR_NONE;
        switch (v->kind) {
        case JNULL: return STR_NONE;
        case JBOOL: return v->truth ? S("true") : S("false");
        case JINT: return str_printf(a, "%" PRId64, v->i);
        case JREAL: return real_text(a, v->real);
        case JTEXT: return v->text;
        case JOBJECT: return nested(a, v);
        case JARRAY: break;
        }
        for (size_t i = 0; i < v->n; i++)
                if (v->items[i].kind == JARRAY || v->items[i].kind == JOBJECT) return nested(a, v);
        for (size_t i = 0; i < v->n; i++) {
                struct str one = cell_of(a, &v->items[i]);
                all = str_printf(a, "%.*s%s%.*s", SP(all), i ? "," : "", SP(one));
        }
        return all;
}

/* The next line that is not empty. */
static bool next_line(struct read *r, struct str *ret)
{
        while (r->csv.rest.n) {
                struct str line = r->csv.rest, rest = STR_NONE;
                (void)str_cut(r->csv.rest, '\n', &line, &rest);
                r->csv.rest = rest;
                r->line++;
                *ret = str_trim(line);
                if (ret->n) return true;
        }
        return false;
}

static bool next_json(struct read *r, struct str file, struct arena *a, struct faults *f,
                      struct read_row *ret, enum err *ret_err)
{
        struct str line, why = STR_NONE;
        struct jval *o = NULL;
        if (!next_line(r, &line)) return false;
        ret->line = r->line;
        *ret_err = jval_parse(a, line, &o, &why);
        if (*ret_err != OK || o->kind != JOBJECT) {
                const char *mark = why.n ? ": " : "";
                *ret_err = FAULT(f, ERR_INPUT, "jsonl.form", where(f, file, r->line),
                                 "不是 JSON 对象%s%.*s", "no JSON object%s%.*s", mark, SP(why));
                return true;
        }
        for (size_t i = 0; i < o->n; i++)
                if (map_at(&r->column, o->keys[i]) < 0) column_put(r, str_dup(r->a, o->keys[i]));
        if (r->header_n > CSV_COLUMNS_MAX) {
                *ret_err = FAULT(f, ERR_LIMIT, "csv.columns", where(f, file, r->line), "列数过多",
                                 "too many columns");
                return true;
        }
        ret->n = r->header_n;
        ret->cell = ARENA_NEW(a, struct str, r->header_n);
        for (size_t i = 0; i < o->n; i++)
                ret->cell[map_at(&r->column, o->keys[i])] = cell_of(a, &o->items[i]);
        return true;
}

bool read_next(struct read *r, struct str file, struct arena *row_a, struct faults *f,
               struct read_row *ret, enum err *ret_err)
{
        *ret = (struct read_row){ 0 };
        *ret_err = OK;
        return r->jsonl ? next_json(r, file, row_a, f, ret, ret_err)
                        : next_csv(r, file, row_a, f, ret, ret_err);
}

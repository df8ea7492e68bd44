#include "exchange/write.h"

#include "base/csv.h"
#include "base/num.h"

enum err write_format_parse(struct str s, struct faults *f, enum write_format *ret)
{
        if (str_eq(s, S("xlsx")))
                return FAULT(f, ERR_INPUT, "export.xlsx", S("format"),
                             "还不能写 xlsx：请用 csv（Excel 可直接打开）或 jsonl",
                             "xlsx cannot be written yet: use csv (Excel opens it) or jsonl");
        if (!str_eq(s, S("csv")) && !str_eq(s, S("jsonl")))
                return FAULT(f, ERR_INPUT, "export.format", S("format"),
                             "不认识的格式“%.*s”：应为 csv 或 jsonl",
                             "unknown format '%.*s': csv or jsonl", SP(s));
        *ret = str_eq(s, S("csv")) ? WRITE_CSV : WRITE_JSONL;
        return OK;
}

void write_open(struct write *w, enum write_format format, struct zone zone, struct buf *out,
                const struct str *name, size_t n)
{
        ASSERT(n > 0);
        *w = (struct write){ .format = format, .zone = zone, .out = out, .name = name, .n = n };
        if (format == WRITE_JSONL) return;
        csv_bom(out);
        for (size_t i = 0; i < n; i++) csv_cell(out, name[i], i == 0);
        csv_end(out);
}

/* Before each cell: the key, where there is one. */
static void cell_begin(struct write *w)
{
        ASSERT(w->at < w->n);
        if (w->format == WRITE_JSONL) {
                if (w->at == 0) {
                        jout_init(&w->j, w->out, false);
                        jout_open(&w->j, '{');
                }
                jout_key(&w->j, w->name[w->at]);
        }
        w->at++;
}

static void csv_put(struct write *w, struct str s)
{
        csv_cell(w->out, s, w->at == 1);
}

void write_text(struct write *w, struct str s)
{
        cell_begin(w);
        if (w->format == WRITE_JSONL) jout_text(&w->j, s);
        else csv_put(w, s);
}

void write_int(struct write *w, int64_t v)
{
        cell_begin(w);
        if (w->format == WRITE_JSONL) {
                jout_int(&w->j, v);
                return;
        }
        char text[24];
        csv_put(w, num_format_scaled(v, 0, text));
}

void write_scaled(struct write *w, int64_t v, int digits)
{
        if (digits == 0) {
                write_int(w, v);
                return;
        }
        char text[24];
        write_text(w, num_format_scaled(v, digits, text));
}

void write_flag(struct write *w, bool v)
{
        cell_begin(w);
        if (w->format == WRITE_JSONL) jout_bool(&w->j, v);
        else csv_put(w, v ? S("TRUE") : S("FALSE"));
}

void write_none(struct write *w)
{
        cell_begin(w);
        if (w->format == WRITE_JSONL) jout_null(&w->j);
        else csv_put(w, STR_NONE);
}

void write_many(struct write *w, const struct str *v, size_t n)
{
        struct arena a = { 0 };
        struct str all = STR_NONE;
        cell_begin(w);
        if (w->format == WRITE_JSONL) {
                jout_open(&w->j, '[');
                for (size_t i = 0; i < n; i++) jout_text(&w->j, v[i]);
                jout_close(&w->j);
                return;
        }
        for (size_t i = 0; i < n; i++)
                all = str_printf(&a, "%.*s%s%.*s", SP(all), i ? ";" : "", SP(v[i]));
        csv_put(w, all);
        arena_done(&a);
}

static void put_moment(struct write *w, struct moment m)
{
        char text[40];
        bool whole = w->format == WRITE_CSV && m.ms % 60000 == 0;
        write_text(w, whole ? moment_short(m, w->zone, text) : moment_format(m, w->zone, text));
}

void write_value(struct write *w, const struct value *v)
{
        char text[16];
        switch (v->type) {
        case T_BOOL: write_flag(w, v->truth); return;
        case T_NUMBER:
                ASSERT(!v->real);
                write_scaled(w, v->i, v->digits);
                return;
        case T_TEXT: write_text(w, v->text); return;
        case T_DAY: write_text(w, day_format((struct day){ (int32_t)v->i }, text)); return;
        case T_MOMENT: put_moment(w, (struct moment){ v->i }); return;
        case T_MANY: write_many(w, v->many, v->many_n); return;
        case T_NULL: write_none(w); return;
        case T_ERROR: break;
        }
        BUG("value");
}

void write_row(struct write *w)
{
        ASSERT(w->at == w->n);
        w->at = 0;
        if (w->format == WRITE_CSV) {
                csv_end(w->out);
                return;
        }
        jout_close(&w->j);
        buf_putc(w->out, '\n');
}

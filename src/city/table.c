#include "city/table.h"

#include "city/reader.h"

struct str table_where(const struct table *t)
{
        return str_printf(t->f->a, "%.*s:%d", SP(t->file), t->line);
}

static void csv_fault(const struct table *t, enum err e)
{
        struct str why = csv_why(t->csv.why, t->f->lang);
        FAULT(t->f, e, t->csv.why, table_where(t), "CSV 有误：%.*s", "bad CSV: %.*s", SP(why));
}

static int column_find(const struct table *t, struct str name)
{
        for (size_t i = 0; i < t->n; i++)
                if (str_eq(t->column[i].name, name) || str_eq(t->column[i].zh, name)) return (int)i;
        return -1;
}

static void column_unknown(const struct table *t, struct str name)
{
        struct reader r = { .a = t->a, .f = t->f };
        struct near near = near_init(name);
        for (size_t i = 0; i < t->n; i++) near_try(&near, t->column[i].name);
        struct str hint = near_hint(&r, &near);
        FAULT(t->f, ERR_INPUT, "table.column", table_where(t), "不认识的列“%.*s”%.*s",
              "unknown column '%.*s'%.*s", SP(name), SP(hint));
}

/* The header's cells, with what is wrong about them. */
static void header_read(struct table *t, const struct str *head)
{
        bool *seen = ARENA_NEW(t->a, bool, t->n);
        t->column_of = ARENA_NEW(t->a, int, t->width);
        for (size_t i = 0; i < t->width; i++) {
                struct str name = str_trim(head[i]);
                int c = t->column_of[i] = column_find(t, name);
                if (c < 0 && name.n) column_unknown(t, name);
                if (c < 0) continue;
                if (seen[c])
                        FAULT(t->f, ERR_INPUT, "table.column.twice", table_where(t),
                              "列“%.*s”出现两次", "the column '%.*s' comes twice", SP(name));
                seen[c] = true;
        }
        for (size_t i = 0; i < t->n; i++)
                if (t->column[i].needed && !seen[i])
                        FAULT(t->f, ERR_INPUT, "table.column.missing", table_where(t),
                              "首行缺少列 %.*s（%.*s）",
                              "the first line lacks the column %.*s (%.*s)", SP(t->column[i].name),
                              SP(t->column[i].zh));
}

enum err table_open(struct table *t, struct str raw)
{
        struct str text, *head;
        enum csv_code code;
        enum err e = csv_to_utf8(t->a, raw, &text, &code);
        if (e != OK)
                return FAULT(t->f, e, "table.code", t->file, "文件既不是 UTF-8 也不是 GB18030 编码",
                             "the file is neither UTF-8 nor GB18030");
        csv_init(&t->csv, text);
        bool got = csv_next(&t->csv, t->a, &head, &t->width, &e);
        t->line = t->csv.line;
        if (!got)
                return FAULT(t->f, ERR_INPUT, "table.empty", t->file, "文件是空的",
                             "the file is empty");
        if (e != OK) {
                csv_fault(t, e);
                return e;
        }
        size_t before = t->f->n;
        header_read(t, head);
        t->cell = ARENA_NEW(t->a, struct str, t->n);
        return t->f->n == before ? OK : ERR_INPUT;
}

static bool has_control(struct str s)
{
        for (size_t i = 0; i < s.n; i++)
                if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f) return true;
        return false;
}

/* Puts the cells of one row in place; false if the row is empty or wrong. */
static bool row_take(struct table *t, const struct str *cell, size_t n)
{
        bool any = false, ok = true;
        for (size_t i = 0; i < t->n; i++) t->cell[i] = STR_NONE;
        for (size_t i = 0; i < n; i++) {
                struct str s = str_trim(cell[i]);
                if (s.n == 0) continue;
                any = true;
                if (i >= t->width || t->column_of[i] < 0) {
                        FAULT(t->f, ERR_INPUT, "table.cell.extra", table_where(t),
                              "“%.*s”所在的列没有表头", "no column has a name where '%.*s' stands",
                              SP(s));
                        return false;
                }
                if (has_control(s)) {
                        struct str name = t->column[t->column_of[i]].name;
                        FAULT(t->f, ERR_INPUT, "table.control", table_where(t),
                              "%.*s 中有换行或控制字符",
                              "a line break or control character stands in %.*s", SP(name));
                        ok = false;
                }
                t->cell[t->column_of[i]] = s;
        }
        return any && ok;
}

bool table_next(struct table *t)
{
        struct str *cell;
        size_t n;
        enum err e;
        while (csv_next(&t->csv, t->a, &cell, &n, &e)) {
                t->line = t->csv.line;
                if (e != OK) csv_fault(t, e);
                else if (row_take(t, cell, n)) return true;
        }
        return false;
}

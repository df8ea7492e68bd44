/* input_rows.c: a table inside a record: rows of values, each read by the one gate. */
#include "base/json.h"
#include "base/num.h"
#include "loop/command.h"

static struct str number_again(struct arena *a, const struct city *c, const struct field *f,
                               const struct value *v)
{
        if (f->type == F_ACCOUNT) {
                int i = account_by_id(c->accounts, v->i);
                return i < 0 ? STR_NONE : c->accounts->v[i].login;
        }
        char text[24];
        return str_dup(a, num_format_scaled(v->i, v->digits, text));
}

struct str input_again(struct arena *a, const struct city *c, const struct field *f,
                       const struct value *v)
{
        char text[40];
        struct str all = STR_NONE;
        switch (v->type) {
        case T_NULL:
        case T_ERROR: return STR_NONE;
        case T_BOOL: return v->truth ? S("true") : S("false");
        case T_TEXT: return v->text;
        case T_DAY: return str_dup(a, day_format((struct day){ (int32_t)v->i }, text));
        case T_MOMENT: return str_dup(a, moment_format((struct moment){ v->i }, c->zone, text));
        case T_NUMBER: return number_again(a, c, f, v);
        case T_MANY:
                for (size_t i = 0; i < v->many_n; i++) {
                        struct value x = value_one(f, v, i);
                        struct str one = x.type == T_NUMBER ? number_again(a, c, f, &x) : x.text;
                        all = str_printf(a, "%.*s%s%.*s", SP(all), i ? "," : "", SP(one));
                }
                return all;
        }
        BUG("value type");
}

/* ---- one row --------------------------------------------------------------------------------- */

struct table {
        const struct input_ctx *x;
        const struct field *f;
        struct str where;
        struct ledger columns; /* as if the columns were fields of a ledger */
        size_t *order;         /* columns by name, as canonical JSON has them */
        struct jout j;
        size_t n; /* rows put */
};

static bool member_text(struct arena *a, const struct jval *v, struct str *ret)
{
        switch (v->kind) {
        case JNULL: *ret = STR_NONE; return true;
        case JBOOL: *ret = v->truth ? S("true") : S("false"); return true;
        case JINT: *ret = str_printf(a, "%" PRId64, v->i); return true;
        case JREAL: *ret = str_printf(a, "%.15g", v->real); return true;
        case JTEXT: *ret = v->text; return true;
        case JARRAY:
        case JOBJECT: return false;
        }
        BUG("json kind");
}

/* What is sealed of a value that was read: it is read again when a record is made of it. */
static struct str kept_text(const struct table *t, const struct field *f,
                            const struct change_set *s, struct str text)
{
        struct arena *a = t->x->a;
        bool as_given = f->type == F_LINK || f->type == F_ACCOUNT;
        if (f->type == F_PLACE)
                return s->sealed ? str_printf(a, "%.*s@%.*s", SP(s->value.text), SP(s->text))
                                 : s->value.text;
        if (s->sealed) return s->text;
        return as_given ? str_trim(text) : input_again(a, t->x->city, f, &s->value);
}

static enum err read_cell(struct table *t, int column, struct str text, struct str at,
                          struct str *ret)
{
        const struct field *f = &t->columns.fields[column];
        struct input_ctx ctx = *t->x;
        struct change_set s;
        ctx.l = &t->columns;
        *ret = STR_NONE;
        if (str_trim(text).n == 0) {
                if (!f->required || f->retired || f->type == F_FLAG) return OK;
                return FAULT(ctx.f, ERR_INPUT, "input.required", at, "“%.*s”必填",
                             "%.*s is required", SP(label_in(&f->label, f->name, ctx.f->lang)));
        }
        TRY(input_read(&ctx, column, text, at, &s));
        *ret = kept_text(t, f, &s, text);
        return OK;
}

/* Mistakes name the row: “第2行 牵头单位”. */
static void label_row(struct table *t, size_t row)
{
        for (size_t i = 0; i < t->f->rows_n; i++) {
                const struct field *f = &t->f->rows[i];
                struct label *to = &t->columns.fields[i].label;
                struct arena *a = t->x->a;
                to->zh = str_printf(a, "第%zu行 %.*s", row,
                                    SP(label_in(&f->label, f->name, LANG_ZH)));
                to->en = str_printf(a, "row %zu, %.*s", row,
                                    SP(label_in(&f->label, f->name, LANG_EN)));
        }
}

static enum err wrong(const struct table *t, struct str at)
{
        return FAULT(t->x->f, ERR_INPUT, "input.rows", at,
                     "“%.*s”是一张表：应为 JSON 数组，每行一个对象，每格一个值",
                     "%.*s is a table: expected a JSON array of objects with plain values",
                     SP(label_in(&t->f->label, t->f->name, t->x->f->lang)));
}

static enum err texts_of(struct table *t, const struct jval *row, struct str at, struct str *text,
                         bool *ret_any)
{
        if (row->kind != JOBJECT) return wrong(t, at);
        for (size_t i = 0; i < row->n; i++) {
                int column = ledger_field(&t->columns, row->keys[i]);
                if (column < 0)
                        return FAULT(t->x->f, ERR_INPUT, "input.field", at, "“%.*s”没有列“%.*s”",
                                     "%.*s has no column %.*s", SP(t->f->name),
                                     SP(str_sub(row->keys[i], 0, 60)));
                if (!member_text(t->x->a, &row->items[i], &text[column])) return wrong(t, at);
                *ret_any |= str_trim(text[column]).n > 0;
        }
        return OK;
}

/* An empty row, as forms send them, is none. */
static enum err read_row(struct table *t, const struct jval *row, size_t at)
{
        struct arena *a = t->x->a;
        struct str *text = ARENA_NEW(a, struct str, t->f->rows_n);
        struct str place = str_printf(a, "%.*s.%zu", SP(t->where), at);
        bool any = false;
        enum err e = OK;
        TRY(texts_of(t, row, place, text, &any));
        if (!any) return OK;
        t->n++;
        label_row(t, at);
        jout_open(&t->j, '{');
        for (size_t i = 0; i < t->f->rows_n; i++) {
                size_t c = t->order[i];
                struct str name = t->f->rows[c].name, cell;
                enum err one = read_cell(t, (int)c, text[c],
                                         str_printf(a, "%.*s.%.*s", SP(place), SP(name)), &cell);
                if (one != OK) e = one;
                else if (cell.n) jout_key_text(&t->j, name, cell);
        }
        jout_close(&t->j);
        return e;
}

/* ---- the table ------------------------------------------------------------------------------- */

static void order_columns(struct table *t)
{
        for (size_t i = 0; i < t->f->rows_n; i++) {
                size_t k = i;
                for (; k && str_cmp(t->f->rows[t->order[k - 1]].name, t->f->rows[i].name) > 0; k--)
                        t->order[k] = t->order[k - 1];
                t->order[k] = i;
        }
}

static enum err too_long(const struct table *t)
{
        return FAULT(t->x->f, ERR_INPUT, "input.long", t->where, "“%.*s”太长：至多 %d 行、%u 字节",
                     "%.*s is too long: at most %d rows, %u bytes",
                     SP(label_in(&t->f->label, t->f->name, t->x->f->lang)), ROWS_MAX,
                     ROWS_BYTES_MAX);
}

enum err input_rows(const struct input_ctx *x, const struct field *f, struct str text,
                    struct str where, struct change_set *ret)
{
        struct table t = { .x = x, .f = f, .where = where };
        struct jval *v;
        struct str why;
        enum err e = OK;
        if (text.n > (size_t)4 * ROWS_BYTES_MAX) return too_long(&t);
        if (jval_parse(x->a, text, &v, &why) != OK || v->kind != JARRAY) return wrong(&t, where);
        if (v->n > ROWS_MAX) return too_long(&t);
        t.columns = (struct ledger){ .name = x->l->name, .fields_n = f->rows_n };
        t.columns.fields = ARENA_NEW(x->a, struct field, f->rows_n);
        t.order = ARENA_NEW(x->a, size_t, f->rows_n);
        for (size_t i = 0; i < f->rows_n; i++) t.columns.fields[i] = f->rows[i];
        order_columns(&t);
        AUTO(buf_free) struct buf out = { .limit = ROWS_BYTES_MAX };
        jout_init(&t.j, &out, true);
        jout_open(&t.j, '[');
        for (size_t i = 0; i < v->n; i++) {
                enum err one = read_row(&t, &v->items[i], i + 1);
                if (one != OK) e = one;
        }
        if (e != OK) return e;
        jout_close(&t.j);
        if (out.err != OK) return too_long(&t);
        if (t.n == 0) return OK; /* nothing is in it */
        ret->sealed = true;
        ret->text = str_dup(x->a, buf_view(&out));
        return OK;
}

/* import_columns.c: which field, or what else, each column of a file feeds. */
#include "exchange/import_in.h"

static bool by_def(const struct importing *x, struct str name, struct column *c)
{
        const struct import_def *d = &x->l->import;
        if (!d->is) return false;
        if (d->state_column.n && str_eq(name, d->state_column)) {
                c->feed = FEED_STATE;
                return true;
        }
        if (d->number_column.n && str_eq(name, d->number_column)) {
                c->feed = FEED_NUMBER;
                return true;
        }
        if (d->step_column.n && str_eq(name, d->step_column)) {
                c->feed = FEED_STEP;
                return true;
        }
        for (size_t i = 0; i < d->n; i++) {
                if (!str_eq(d->header[i], name)) continue;
                *c = (struct column){ FEED_FIELD, d->field[i], d->part ? d->part[i] : PART_WHOLE,
                                      d->format ? d->format[i] : STR_NONE };
                return true;
        }
        return false;
}

static bool by_name(const struct importing *x, struct str name, struct column *c)
{
        static const struct {
                struct str s;
                enum feed feed;
        } word[] = {
                { SI("state"), FEED_STATE },   { SI("状态"), FEED_STATE },
                { SI("number"), FEED_NUMBER }, { SI("编号"), FEED_NUMBER },
                { SI("entered"), FEED_DAY },   { SI("日期"), FEED_DAY },
                { SI("step"), FEED_STEP },     { SI("环节"), FEED_STEP },
                { SI("ended"), FEED_END },     { SI("错误"), FEED_NONE },
                { SI("error"), FEED_NONE },
        };
        int field = ledger_field(x->l, name);
        for (size_t i = 0; field < 0 && i < x->l->fields_n; i++)
                if (str_eq(x->l->fields[i].label.zh, name) ||
                    str_eq(x->l->fields[i].label.en, name))
                        field = (int)i;
        if (field >= 0) {
                *c = (struct column){ .feed = FEED_FIELD, .field = field };
                /* names of files do not bring the files */
                if (x->l->fields[field].type == F_FILE) c->feed = FEED_NONE;
                return true;
        }
        for (size_t i = 0; i < LEN(word); i++) {
                if (!str_eq(word[i].s, name)) continue;
                c->feed = word[i].feed;
                return true;
        }
        return false;
}

/* 1 the map names it, 0 it does not, -1 it says: pass over. */
static int by_map(const struct importing *x, struct str name, struct str *ret)
{
        struct str rest = x->in->map, line, head, tail;
        while (str_split(&rest, '\n', &line)) {
                if (!str_cut(line, '=', &head, &tail) || !str_eq(str_trim(head), name)) continue;
                *ret = str_trim(tail);
                return ret->n ? 1 : -1;
        }
        return 0;
}

static enum err find_column(struct importing *x, size_t i)
{
        struct str name = x->read.header[i], target = name;
        struct column *c = &x->column[i];
        *c = (struct column){ .field = -1 };
        int mapped = by_map(x, name, &target);
        if (mapped < 0) return OK;
        if (mapped == 0 && by_def(x, name, c)) return OK;
        if (by_name(x, target, c)) return OK;
        struct str near = STR_NONE;
        size_t best = 3;
        for (size_t k = 0; k < x->l->fields_n; k++) {
                size_t d = str_distance(x->l->fields[k].name, target, 2);
                if (d < best) best = d, near = x->l->fields[k].name;
        }
        return FAULT(x->f, ERR_INPUT, "import.column", import_line(x, 1),
                     "列“%.*s”不是台账“%.*s”的字段%s%.*s",
                     "column \"%.*s\" is no field of ledger %.*s%s%.*s", SP(name), SP(x->l->name),
                     near.n ? (x->f->lang == LANG_ZH ? "，是否 " : "; did you mean ") : "",
                     SP(near));
}

enum err import_columns(struct importing *x)
{
        if (x->column_n == x->read.header_n) return OK;
        struct column *c = ARENA_NEW(x->a, struct column, x->read.header_n);
        for (size_t i = 0; i < x->column_n; i++) c[i] = x->column[i];
        x->column = c;
        enum err e = OK;
        for (; x->column_n < x->read.header_n; x->column_n++) {
                enum err one = find_column(x, x->column_n);
                if (one != OK) e = one;
        }
        return e;
}

/* ---- columns that did not come --------------------------------------------------------------- */

/* What the rows mean without it is another thing: that they are in the first state, of today, or
 * entered without what a person would have had to fill in. */
static bool wanted(const struct ledger *l, int field)
{
        const struct field *f = &l->fields[field];
        return field == l->import.day_field || field == l->import.end_field ||
               (f->required && !f->retired && import_asked(l, field));
}

static bool has_column(const struct importing *x, enum feed feed, int field)
{
        for (size_t i = 0; i < x->column_n; i++)
                if (x->column[i].feed == feed && x->column[i].field == field) return true;
        return false;
}

void import_missing(struct importing *x)
{
        const struct import_def *d = &x->l->import;
        struct import_out *out = &x->out;
        if (!d->is || !x->enters) return;
        out->missing = ARENA_NEW(x->told, struct str, d->n + 1);
        if (d->state_column.n && !has_column(x, FEED_STATE, -1))
                out->missing[out->missing_n++] = d->state_column;
        for (size_t i = 0; i < d->n; i++)
                if (wanted(x->l, d->field[i]) && !has_column(x, FEED_FIELD, d->field[i]))
                        out->missing[out->missing_n++] = d->header[i];
}

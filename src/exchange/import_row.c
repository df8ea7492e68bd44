/* import_row.c: the cells of a row, read as the fields, state, step and days of one record. */
#include "exchange/import_in.h"
#include "view/lookup.h"

/* A day or moment written as the format says (yyyy MM dd HH mm ss, M d H, and what stands between)
 * to ISO. */
static enum err to_iso(struct arena *a, struct str format, struct str cell, struct str *ret)
{
        static const struct {
                struct str word;
                size_t at, n;
        } part[] = {
                { SI("yyyy"), 0, 4 }, { SI("MM"), 5, 2 },  { SI("dd"), 8, 2 },
                { SI("HH"), 11, 2 },  { SI("mm"), 14, 2 }, { SI("ss"), 17, 2 },
                { SI("M"), 5, 2 },    { SI("d"), 8, 2 },   { SI("H"), 11, 2 },
        };
        char iso[] = "0000-00-00T00:00:00";
        bool time = false;
        while (format.n) {
                size_t k = 0;
                while (k < LEN(part) && !str_starts(format, part[k].word)) k++;
                if (k == LEN(part)) {
                        if (cell.n == 0 || cell.p[0] != format.p[0]) return ERR_INPUT;
                        format = str_from(format, 1);
                        cell = str_from(cell, 1);
                        continue;
                }
                size_t n = 0;
                while (n < part[k].n && n < cell.n && cell.p[n] >= '0' && cell.p[n] <= '9') n++;
                if (n == 0 || (k == 0 && n != 4)) return ERR_INPUT;
                memcpy(iso + part[k].at + part[k].n - n, cell.p, n);
                time |= part[k].at >= 11;
                format = str_from(format, part[k].word.n);
                cell = str_from(cell, n);
        }
        if (cell.n) return ERR_INPUT;
        *ret = str_dup(a, (struct str){ iso, time ? 19 : 10 });
        return OK;
}

struct cells {
        struct importing *x;
        struct arena *a;
        struct read_row row;
        struct str at; /* "rows.csv:7 " */
        struct batch_row *out;
        size_t set_cap;
        struct str lat, lon, state, step;
        struct input *given; /* of every cell at most one */
        int point_field;
        bool has_state;
};

static struct change_set *set_for(struct cells *c, int field)
{
        struct batch_row *r = c->out;
        for (size_t i = 0; i < r->set_n; i++)
                if (r->set[i].field == field) return &r->set[i];
        struct change_set *s = ARENA_PUSH(c->a, r->set, r->set_n, c->set_cap);
        *s = (struct change_set){ .field = -1 };
        return s;
}

static struct str at_cell(const struct cells *c, size_t column)
{
        return str_join(c->a, c->at, c->x->read.header[column]);
}

static enum err take_day(const struct cells *c, size_t i, struct str text, struct day *ret)
{
        struct moment m;
        if (text.n == 0) return OK;
        if (day_parse(text, ret) == OK) return OK;
        if (moment_parse(text, c->x->w->inforce.zone, &m) == OK) {
                *ret = day_of(m, c->x->w->inforce.zone);
                return OK;
        }
        return FAULT(c->x->f, ERR_INPUT, "input.value", at_cell(c, i),
                     "“%.*s”不是日期（2022-08-22）", "\"%.*s\" is no day (2022-08-22)",
                     SP(str_sub(text, 0, 60)));
}

static enum err find_link(void *view, const struct ledger *l, struct str number, int64_t *ret)
{
        return lookup_linked(view, l, number, ret);
}

/* What a step would be given. */
static void give(struct cells *c, struct str name, struct str text)
{
        c->given[c->out->in_n++] = (struct input){ name, text };
}

/* The rows of a file are all read before the first is written. */
static void say_link(const struct cells *c, int field)
{
        struct fault *last = c->x->f->last;
        const struct field *f = &c->x->l->fields[field];
        bool own = f->type == F_LINK && &c->x->w->inforce.city->ledgers[f->of_ledger] == c->x->l;
        if (!own || !last || strcmp(last->code, "input.link") != 0) return;
        last->text =
                str_join(c->x->f->a, last->text,
                         c->x->f->lang == LANG_ZH
                                 ? S("；同一文件的行不能互相关联：先导入被关联的，再导入一个文件")
                                 : S("; rows of the same file cannot be linked: import those "
                                     "linked to first, from a file of their own"));
}

static enum err take_field(struct cells *c, size_t i, struct str text)
{
        const struct column *col = &c->x->column[i];
        if (col->part == PART_LAT || col->part == PART_LON) {
                *(col->part == PART_LAT ? &c->lat : &c->lon) = str_trim(text);
                c->point_field = col->field;
                return OK;
        }
        struct input_ctx ctx = { c->a, c->x->w->inforce.city, c->x->l, c->x->today, NULL, c->x->f };
        struct linker link = { .ctx = &c->x->w->view, .find = find_link };
        ctx.link = &link;
        struct change_set s;
        enum err e = input_read(&ctx, col->field, text, at_cell(c, i), &s);
        if (e != OK) say_link(c, col->field);
        TRY(e);
        *set_for(c, col->field) = s;
        if (str_trim(text).n) give(c, s.name, text);
        return OK;
}

static enum err take_cell(struct cells *c, size_t i)
{
        const struct column *col = &c->x->column[i];
        struct str text = c->row.cell[i];
        if (col->format.n && str_trim(text).n &&
            to_iso(c->a, col->format, str_trim(text), &text) != OK)
                return FAULT(c->x->f, ERR_INPUT, "input.format", at_cell(c, i),
                             "“%.*s”不合格式 %.*s", "\"%.*s\" does not have the form %.*s",
                             SP(str_sub(text, 0, 60)), SP(col->format));
        switch (col->feed) {
        case FEED_NONE: return OK;
        case FEED_FIELD: return take_field(c, i, text);
        case FEED_STATE:
                c->state = str_trim(text);
                c->has_state = true;
                return OK;
        case FEED_NUMBER: c->out->number = str_trim(text); return OK;
        case FEED_STEP: c->step = str_trim(text); return OK;
        case FEED_DAY: return take_day(c, i, str_trim(text), &c->out->day);
        case FEED_END: return take_day(c, i, str_trim(text), &c->out->end);
        }
        BUG("feed");
}

static enum err take_point(struct cells *c)
{
        if (c->lat.n == 0 && c->lon.n == 0) return OK;
        struct change_set *s = set_for(c, c->point_field), one;
        struct str area = s->field >= 0 && s->value.type == T_TEXT ? s->value.text : STR_NONE;
        struct str text = str_printf(c->a, "%.*s@%.*s,%.*s", SP(area), SP(c->lat), SP(c->lon));
        struct input_ctx ctx = { c->a, c->x->w->inforce.city, c->x->l, c->x->today, NULL, c->x->f };
        s->field = c->point_field;
        s->name = c->x->l->fields[c->point_field].name;
        TRY(input_read(&ctx, c->point_field, text, import_line(c->x, c->row.line), &one));
        *s = one;
        give(c, one.name, text);
        return OK;
}

static int entering_state(const struct ledger *l)
{
        for (size_t i = 0; i < l->steps_n; i++)
                if (l->steps[i].enters && l->steps[i].to >= 0) return l->steps[i].to;
        return 0;
}

static enum err take_state(struct cells *c)
{
        const struct ledger *l = c->x->l;
        const struct import_def *d = &l->import;
        c->out->state = entering_state(l);
        c->out->stays = !c->has_state || c->state.n == 0;
        if (c->out->stays) return OK;
        c->out->state = -1;
        for (size_t i = 0; i < d->states_n; i++)
                if (str_eq(d->state_from[i], c->state)) c->out->state = d->state_to[i];
        for (size_t i = 0; c->out->state < 0 && i < l->states_n; i++)
                if (str_eq(l->states[i].name, c->state) ||
                    str_eq(l->states[i].label.zh, c->state) ||
                    str_eq(l->states[i].label.en, c->state))
                        c->out->state = (int)i;
        if (c->out->state >= 0) return OK;
        return FAULT(c->x->f, ERR_INPUT, "import.state", import_line(c->x, c->row.line),
                     "没有状态“%.*s”", "there is no state \"%.*s\"", SP(str_sub(c->state, 0, 60)));
}

/* The day of a row, from the field the map names. */
static void take_days(struct cells *c)
{
        const struct import_def *d = &c->x->l->import;
        for (size_t i = 0; d->is && i < c->out->set_n; i++) {
                const struct change_set *s = &c->out->set[i];
                struct day *to = s->field == d->day_field   ? &c->out->day
                                 : s->field == d->end_field ? &c->out->end
                                                            : NULL;
                if (!to || s->field < 0) continue;
                if (s->value.type == T_DAY) *to = (struct day){ (int32_t)s->value.i };
                if (s->value.type == T_MOMENT)
                        *to = day_of((struct moment){ s->value.i }, c->x->w->inforce.zone);
        }
        if (c->x->l->states[c->out->state].kind == KIND_OPEN) c->out->end = DAY_NONE;
}

bool import_asked(const struct ledger *l, int field)
{
        for (size_t i = 0; i < l->steps_n; i++)
                for (size_t k = 0; l->steps[i].enters && k < l->steps[i].ask_n; k++)
                        if (l->steps[i].ask[k] == field) return true;
        return false;
}

/* Has the file a column for it? */
static bool fed(const struct importing *x, int field)
{
        for (size_t i = 0; i < x->column_n; i++)
                if (x->column[i].feed == FEED_FIELD && x->column[i].field == field) return true;
        return false;
}

static const char *no_column(const struct importing *x)
{
        return x->f->lang == LANG_ZH
                       ? "，而表里没有这一列（表头可写字段名或标签，或写进 import.columns）"
                       : ", and the file has no column for it (headed with the "
                         "field's name or label, or as import.columns says)";
}

static enum err check_required(struct cells *c)
{
        enum err e = OK;
        for (size_t i = 0; i < c->x->l->fields_n; i++) {
                const struct field *f = &c->x->l->fields[i];
                if (!f->required || f->retired || f->type == F_FILE) continue;
                if (!import_asked(c->x->l, (int)i)) continue;
                bool have = false;
                for (size_t k = 0; k < c->out->set_n; k++)
                        have |= c->out->set[k].field == (int)i &&
                                (c->out->set[k].sealed || c->out->set[k].value.type != T_NULL);
                if (!have)
                        e = FAULT(c->x->f, ERR_INPUT, "input.required",
                                  import_line(c->x, c->row.line), "“%.*s”必填%s",
                                  "%.*s is required%s",
                                  SP(label_in(&f->label, f->name, c->x->f->lang)),
                                  fed(c->x, (int)i) ? "" : no_column(c->x));
        }
        return e;
}

/* ---- rows that take a step ---- */

static bool asks(const struct ledger *l, const struct step *s, struct str field)
{
        for (size_t i = 0; i < s->ask_n; i++)
                if (str_eq(l->fields[s->ask[i]].name, field)) return true;
        return false;
}

static bool finds(const struct ledger *l, struct str field)
{
        const struct import_def *d = &l->import;
        int f = ledger_field(l, field);
        for (size_t i = 0; i < l->key_n; i++)
                if (l->key[i] == f) return true;
        return d->is && (f == d->day_field || f == d->end_field);
}

/* The key finds the record, the day dates the step; the other cells are given to it. */
static void drop_finding(struct cells *c)
{
        struct batch_row *r = c->out;
        struct input *in = ARENA_NEW(c->a, struct input, r->in_n);
        size_t n = 0;
        for (size_t i = 0; i < r->in_n; i++)
                if (asks(c->x->l, r->step, r->in[i].name) || !finds(c->x->l, r->in[i].name))
                        in[n++] = r->in[i];
        r->in = in;
        r->in_n = n;
}

static enum err take_step(struct cells *c)
{
        const struct ledger *l = c->x->l;
        struct str where = import_line(c->x, c->row.line);
        int step = ledger_step(l, c->step);
        for (size_t i = 0; step < 0 && i < l->steps_n; i++)
                if (str_eq(l->steps[i].label.zh, c->step) || str_eq(l->steps[i].label.en, c->step))
                        step = (int)i;
        if (step < 0)
                return FAULT(c->x->f, ERR_INPUT, "step.unknown", where, "台账“%.*s”没有环节“%.*s”",
                             "ledger %.*s has no step \"%.*s\"", SP(l->name),
                             SP(str_sub(c->step, 0, 60)));
        TRY(batch_step_check(&l->steps[step], where, c->x->f));
        c->out->step = &l->steps[step];
        c->x->steps = true;
        drop_finding(c);
        return OK;
}

enum err import_row(struct importing *x, struct arena *a, const struct read_row *row,
                    struct batch_row *ret)
{
        *ret = (struct batch_row){ .line = row->line, .day = x->today, .end = DAY_NONE };
        struct cells c = { .x = x, .a = a, .row = *row, .out = ret };
        ret->in = c.given = ARENA_NEW(a, struct input, row->n);
        c.at = str_printf(a, "%.*s:%d ", SP(x->in->file), row->line);
        size_t before = x->f->n;
        TRY(import_columns(x));
        for (size_t i = 0; i < row->n; i++)
                if (take_cell(&c, i) != OK) continue;
        if (take_state(&c) == OK) take_days(&c);
        if (take_point(&c) == OK && x->f->n == before && c.step.n && take_step(&c) == OK)
                return batch_row_check(ret, x->today, import_line(x, row->line), x->f);
        if (x->f->n == before && check_required(&c) == OK)
                return batch_row_check(ret, x->today, import_line(x, row->line), x->f);
        return ERR_INPUT;
}

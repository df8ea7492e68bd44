#include "exchange/import.h"

#include "exchange/read.h"

#define CHUNK      512 /* rows in memory at once */
#define CHECK_ROWS 64  /* rows looked at before others may write */

/* What a column feeds. */
enum feed { FEED_NONE, FEED_FIELD, FEED_STATE, FEED_NUMBER, FEED_DAY, FEED_END };
struct column {
        enum feed feed;
        int field;
        enum import_part part;
        struct str format;
};

struct importing {
        struct writer *w;
        const struct import_in *in;
        const struct ledger *l;
        struct faults *f;
        struct arena *a;
        struct read read;
        struct column *column;
        size_t column_n;
        struct map keys; /* of rows seen: key → line */
        struct map bad;  /* lines put aside */
        struct day today;
        struct import_out out;
};

static struct str at_line(const struct importing *x, int line)
{
        return str_printf(x->f->a, "%.*s:%d", SP(x->in->file), line);
}

/* ---- columns ---- */

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
        return FAULT(x->f, ERR_INPUT, "import.column", at_line(x, 1),
                     "列“%.*s”不是台账“%.*s”的字段%s%.*s",
                     "column \"%.*s\" is no field of ledger %.*s%s%.*s", SP(name), SP(x->l->name),
                     near.n ? (x->f->lang == LANG_ZH ? "，是否 " : "; did you mean ") : "",
                     SP(near));
}

/* Columns that came since the last row (JSON Lines may bring new ones on any line). */
static enum err find_columns(struct importing *x)
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

/* ---- cells ---- */

/* A day or moment written as the format says (yyyy MM dd HH mm ss and what stands between) to
 * ISO. */
static enum err to_iso(struct arena *a, struct str format, struct str cell, struct str *ret)
{
        static const struct {
                struct str word;
                size_t at, n;
        } part[] = {
                { SI("yyyy"), 0, 4 }, { SI("MM"), 5, 2 },  { SI("dd"), 8, 2 },
                { SI("HH"), 11, 2 },  { SI("mm"), 14, 2 }, { SI("ss"), 17, 2 },
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
                time |= k >= 3;
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
        struct str lat, lon, state;
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
        return rec_find(view, l, number, ret);
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
        TRY(input_read(&ctx, col->field, text, at_cell(c, i), &s));
        *set_for(c, col->field) = s;
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
        TRY(input_read(&ctx, c->point_field, text, at_line(c->x, c->row.line), &one));
        *s = one;
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
        if (!c->has_state || c->state.n == 0) return OK;
        c->out->state = -1;
        for (size_t i = 0; i < d->states_n; i++)
                if (str_eq(d->state_from[i], c->state)) c->out->state = d->state_to[i];
        for (size_t i = 0; c->out->state < 0 && i < l->states_n; i++)
                if (str_eq(l->states[i].name, c->state) ||
                    str_eq(l->states[i].label.zh, c->state) ||
                    str_eq(l->states[i].label.en, c->state))
                        c->out->state = (int)i;
        if (c->out->state >= 0) return OK;
        return FAULT(c->x->f, ERR_INPUT, "import.state", at_line(c->x, c->row.line),
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

static enum err check_required(struct cells *c)
{
        enum err e = OK;
        for (size_t i = 0; i < c->x->l->fields_n; i++) {
                const struct field *f = &c->x->l->fields[i];
                if (!f->required || f->retired || f->type == F_FILE) continue;
                bool have = false;
                for (size_t k = 0; k < c->out->set_n; k++)
                        have |= c->out->set[k].field == (int)i &&
                                (c->out->set[k].sealed || c->out->set[k].value.type != T_NULL);
                if (!have)
                        e = FAULT(c->x->f, ERR_INPUT, "input.required", at_line(c->x, c->row.line),
                                  "“%.*s”必填", "%.*s is required",
                                  SP(label_in(&f->label, f->name, c->x->f->lang)));
        }
        return e;
}

/* One row of the file as a row of the batch; every mistake of it is told. */
static enum err take_row(struct importing *x, struct arena *a, const struct read_row *row,
                         struct batch_row *ret)
{
        *ret = (struct batch_row){ .line = row->line, .day = x->today, .end = DAY_NONE };
        struct cells c = { .x = x, .a = a, .row = *row, .out = ret };
        c.at = str_printf(a, "%.*s:%d ", SP(x->in->file), row->line);
        size_t before = x->f->n;
        TRY(find_columns(x));
        for (size_t i = 0; i < row->n; i++)
                if (take_cell(&c, i) != OK) continue;
        if (take_state(&c) == OK) take_days(&c);
        if (take_point(&c) == OK && x->f->n == before && check_required(&c) == OK)
                return batch_row_check(ret, x->today, at_line(x, row->line), x->f);
        return ERR_INPUT;
}

/* ---- the whole file ---- */

static enum err check_key(struct importing *x, struct arena *a, const struct batch_row *r)
{
        struct str key = STR_NONE;
        for (size_t k = 0; k < x->l->key_n; k++)
                for (size_t i = 0; i < r->set_n; i++)
                        if (r->set[i].field == x->l->key[k]) {
                                const struct value *v = &r->set[i].value;
                                key = v->type == T_TEXT
                                              ? str_printf(a, "%.*s/%.*s", SP(key), SP(v->text))
                                              : str_printf(a, "%.*s/%" PRId64, SP(key), v->i);
                        }
        if (x->l->key_n == 0) return OK;
        int64_t line = map_at(&x->keys, key), id;
        if (line >= 0)
                return FAULT(x->f, ERR_INPUT, "import.twice", at_line(x, (int)r->line),
                             "与第 %" PRId64 " 行重复（同一键）", "the same key as line %" PRId64,
                             line);
        map_set(&x->keys, str_dup(x->a, key), r->line);
        enum err e = batch_find(&x->w->view, a, x->l, r, &id);
        if (e == ERR_CONFLICT)
                return FAULT(x->f, ERR_INPUT, "import.key", at_line(x, (int)r->line), "键字段为空",
                             "a key field is empty");
        return e == ERR_NOT_FOUND ? OK : e;
}

static enum err check_number(struct importing *x, const struct batch_row *r)
{
        int64_t id;
        if (r->number.n == 0) return OK;
        enum err e = rec_find(&x->w->view, x->l, r->number, &id);
        if (e == ERR_NOT_FOUND || (e == OK && x->l->key_n)) return OK;
        if (e != OK) return e;
        return FAULT(x->f, ERR_INPUT, "import.number", at_line(x, (int)r->line), "编号“%.*s”已存在",
                     "number %.*s is taken", SP(r->number));
}

static void reject_header(struct importing *x)
{
        if (!x->in->aside || x->out.rejected != 1) return;
        csv_bom(x->in->rejects);
        for (size_t i = 0; i < x->read.header_n; i++)
                csv_cell(x->in->rejects, x->read.header[i], i == 0);
        csv_cell(x->in->rejects, x->in->lang == LANG_ZH ? S("错误") : S("error"),
                 x->read.header_n == 0);
        csv_end(x->in->rejects);
}

/* The wrong row with all that is wrong with it, for the clerk to mend. */
static void reject(struct importing *x, const struct read_row *row, const struct fault *from)
{
        struct arena a = { 0 };
        x->out.rejected++;
        map_set(&x->bad, str_printf(x->a, "%d", row->line), 1);
        reject_header(x);
        if (x->in->aside) {
                struct str why = STR_NONE;
                for (const struct fault *k = from; k; k = k->next)
                        why = str_printf(&a, "%.*s%s%.*s: %.*s", SP(why), why.n ? "; " : "",
                                         SP(k->where), SP(k->text));
                for (size_t i = 0; i < x->read.header_n; i++)
                        csv_cell(x->in->rejects, i < row->n ? row->cell[i] : STR_NONE, i == 0);
                csv_cell(x->in->rejects, why, x->read.header_n == 0);
                csv_end(x->in->rejects);
        }
        arena_done(&a);
}

static enum err check_one(struct importing *x, struct arena *a, const struct read_row *row,
                          enum err form)
{
        struct batch_row r;
        TRY(form);
        TRY(take_row(x, a, row, &r));
        TRY(check_key(x, a, &r));
        return check_number(x, &r);
}

static enum err check_all(struct importing *x)
{
        struct arena a = { 0 };
        struct faults *all = x->f, one;
        struct read_row row;
        enum err e = find_columns(x), form = OK;
        while (e == OK) {
                faults_init(&one, &a, all->lang);
                if (!read_next(&x->read, x->in->file, &a, &one, &row, &form)) break;
                if (++x->out.in % CHECK_ROWS == 0) e = writer_between(x->w, all);
                if (e != OK) break;
                x->f = &one;
                enum err bad = check_one(x, &a, &row, form);
                x->f = all;
                if (bad == ERR_IO || bad == ERR_CORRUPT || form == ERR_LIMIT) e = bad;
                if (bad != OK) reject(x, &row, one.first);
                for (const struct fault *k = one.first; k; k = k->next)
                        (void)faults_add(all, k->err, k->code, k->where, "%.*s", SP(k->text));
                arena_reset(&a);
        }
        arena_done(&a);
        return e;
}

static enum err write_chunk(struct importing *x, struct batch *b, const struct batch_row *rows,
                            size_t n)
{
        size_t at = 0;
        while (at < n) {
                size_t done = 0;
                TRY(batch_write(x->w, b, rows + at, n - at, x->f, &done));
                at += done;
        }
        return OK;
}

static enum err write_all(struct importing *x, struct batch *b)
{
        struct arena a = { 0 };
        struct batch_row *rows = ARENA_NEW(x->a, struct batch_row, CHUNK);
        struct read_row row;
        struct faults quiet;
        size_t n = 0;
        enum err e = OK, form;
        int64_t skip = b->skip;
        read_again(&x->read);
        faults_init(&quiet, x->a, x->in->lang);
        while (e == OK && read_next(&x->read, x->in->file, &a, &quiet, &row, &form)) {
                bool bad = x->bad.n && map_at(&x->bad, str_printf(&a, "%d", row.line)) > 0;
                if (bad || skip-- > 0) continue;
                e = take_row(x, &a, &row, &rows[n++]);
                if (e != OK || n < CHUNK) continue;
                e = write_chunk(x, b, rows, n);
                n = 0;
                arena_reset(&a);
        }
        if (e == OK) e = write_chunk(x, b, rows, n);
        arena_done(&a);
        return e;
}

static enum err write_batch(struct importing *x)
{
        struct hash h = hash_of(x->in->raw);
        char hex[65];
        struct batch b;
        TRY(batch_begin(x->w, x->l, hash_hex(&h, hex), x->out.in - x->out.rejected, x->f, &b));
        b.because = str_printf(x->a, "%s %.*s", x->in->lang == LANG_ZH ? "导入" : "import",
                               SP(x->in->file));
        enum err e = write_all(x, &b);
        if (e == OK) e = batch_end(x->w, &b, x->f);
        x->out.batch = b.id;
        x->out.resumed = b.resumed;
        x->out.loaded = b.loaded + b.skip;
        x->out.updated = b.updated;
        x->out.unchanged = b.unchanged;
        return e;
}

static enum err run(struct importing *x)
{
        TRY(read_open(x->a, x->in->file, x->in->raw, x->f, &x->read));
        x->out.gb18030 = x->read.gb18030;
        TRY(check_all(x));
        if (x->out.rejected && !x->in->aside) return ERR_INPUT;
        if (x->in->dry || x->out.in == x->out.rejected) return OK;
        return write_batch(x);
}

enum err import_run(struct writer *w, const struct import_in *in, struct faults *f,
                    struct import_out *ret)
{
        struct arena a = { 0 };
        struct importing x = { .w = w, .in = in, .f = f, .a = &a };
        x.keys.a = x.bad.a = &a;
        x.out.batch = -1;
        x.today = day_of(w->sys.now(w->sys.ctx), w->inforce.zone);
        int i = w->inforce.city ? city_ledger(w->inforce.city, in->ledger) : -1;
        enum err e = OK;
        if (i < 0)
                e = FAULT(f, ERR_NOT_FOUND, "ledger.none", in->ledger, "没有台账“%.*s”",
                          "there is no ledger %.*s", SP(in->ledger));
        if (e == OK) {
                x.l = &w->inforce.city->ledgers[i];
                e = run(&x);
        }
        *ret = x.out;
        arena_done(&a);
        return e;
}

/* import.c: the running of an import: the whole file is checked, then written. */
#include "exchange/import_in.h"
#include "view/lookup.h"

#define CHUNK      512 /* rows in memory at once */
#define CHECK_ROWS 64  /* rows looked at before others may write */

struct str import_line(const struct importing *x, int line)
{
        return str_printf(x->f->a, "%.*s:%d", SP(x->in->file), line);
}

static struct str key_of(const struct importing *x, struct arena *a, const struct batch_row *r)
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
        return key;
}

static enum err check_key(struct importing *x, struct arena *a, const struct batch_row *r)
{
        struct str key = key_of(x, a, r);
        if (x->l->key_n == 0) return OK;
        int64_t line = map_at(&x->keys, key), id;
        if (line >= 0)
                return FAULT(x->f, ERR_INPUT, "import.twice", import_line(x, (int)r->line),
                             "与第 %" PRId64 " 行重复（同一键）", "the same key as line %" PRId64,
                             line);
        map_set(&x->keys, str_dup(x->a, key), r->line);
        enum err e = batch_find(&x->w->view, a, x->l, r, &id);
        if (e == ERR_CONFLICT)
                return FAULT(x->f, ERR_INPUT, "import.key", import_line(x, (int)r->line),
                             "键字段为空", "a key field is empty");
        return e == ERR_NOT_FOUND ? OK : e;
}

static enum err check_number(struct importing *x, const struct batch_row *r)
{
        int64_t id;
        if (r->number.n == 0) return OK;
        enum err e = rec_find(&x->w->view, x->l, r->number, &id);
        if (e == ERR_NOT_FOUND || (e == OK && x->l->key_n)) return OK;
        if (e != OK) return e;
        return FAULT(x->f, ERR_INPUT, "import.number", import_line(x, (int)r->line),
                     "编号“%.*s”已存在", "number %.*s is taken", SP(r->number));
}

/* Of a record that stands, the first of its steps is tried as it stands now; what follows, and what
 * is done with a record of this very file, is decided when it is written. */
static enum err check_step(struct importing *x, struct arena *a, const struct batch_row *r)
{
        int64_t id;
        struct str where = import_line(x, (int)r->line);
        if (x->gone.n == 0) x->once = batch_once(x->w, x->l, x->source, x->in->dry, where, x->f);
        TRY(x->once);
        if (x->l->key_n && r->number.n == 0 && map_at(&x->keys, key_of(x, a, r)) >= 0) return OK;
        enum err e = batch_find(&x->w->view, a, x->l, r, &id);
        if (e == ERR_NOT_FOUND || e == ERR_CONFLICT)
                return FAULT(
                        x->f, ERR_INPUT, "import.record", where,
                        "找不到要办理的记录：须写明编号，或与已有记录相同的键",
                        "no record to take the step on: its number is needed, or the key of one "
                        "that stands");
        TRY(e);
        struct str at = str_printf(a, "%" PRId64, id);
        if (map_at(&x->gone, at) >= 0) return OK;
        map_set(&x->gone, str_dup(x->a, at), r->line);
        return batch_step_try(x->w, &x->b, a, r, id, x->f);
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

/* It came to its end, and the file does not say when. */
static void check_end(struct importing *x, const struct batch_row *r)
{
        const struct import_def *d = &x->l->import;
        bool over = !r->stays && x->l->states[r->state].kind != KIND_OPEN;
        if (!d->is || d->end_field < 0 || !over || day_is(r->end)) return;
        *ARENA_PUSH(x->told, x->out.no_end, x->out.no_end_n, x->no_end_cap) = r->line;
}

static enum err check_one(struct importing *x, struct arena *a, const struct read_row *row,
                          enum err form)
{
        struct batch_row r;
        TRY(form);
        TRY(import_row(x, a, row, &r));
        if (r.step) return check_step(x, a, &r);
        x->enters = true;
        check_end(x, &r);
        TRY(check_key(x, a, &r));
        return check_number(x, &r);
}

/* The number field that a column feeds; NULL. */
static const struct field *number_of(const struct importing *x, size_t column)
{
        const struct column *c = &x->column[column];
        if (c->feed != FEED_FIELD) return NULL;
        const struct field *f = &x->l->fields[c->field];
        return f->type == F_INT || f->type == F_DECIMAL || f->type == F_MONEY ? f : NULL;
}

static void add_to_totals(struct importing *x, const struct read_row *row)
{
        for (size_t i = 0; !x->read.jsonl && i < row->n; i++)
                if (number_of(x, i)) totals_add(&x->totals, i, number_of(x, i), row->cell[i]);
}

static enum err check_totals(struct importing *x, const struct read_row *row)
{
        enum err e = OK;
        map_set(&x->bad, str_printf(x->a, "%d", row->line), 1);
        for (size_t i = 0; x->out.rejected == 0 && i < row->n; i++) {
                const struct field *f = number_of(x, i);
                struct str where = str_printf(x->f->a, "%.*s:%d %.*s", SP(x->in->file), row->line,
                                              SP(x->read.header[i]));
                if (f && totals_check(&x->totals, i, f, row->cell[i], where, x->f) != OK)
                        e = ERR_INPUT;
        }
        x->out.in += e != OK; /* put aside as a row is */
        return e;
}

static enum err check_all(struct importing *x)
{
        struct arena a = { 0 };
        struct faults *all = x->f, one;
        struct read_row row;
        enum err e = import_columns(x), form = OK;
        while (e == OK) {
                faults_init(&one, &a, all->lang);
                if (!read_next(&x->read, x->in->file, &a, &one, &row, &form)) break;
                bool total = form == OK && totals_is(&x->read, x->in->file, &row);
                if (!total && ++x->out.in % CHECK_ROWS == 0) e = writer_between(x->w, all);
                if (e != OK) break;
                x->f = &one;
                enum err bad = total ? check_totals(x, &row) : check_one(x, &a, &row, form);
                x->f = all;
                if (bad == OK && !total) add_to_totals(x, &row);
                if (bad == ERR_IO || bad == ERR_CORRUPT || form == ERR_LIMIT) e = bad;
                if (x->once != OK) e = x->once;
                else if (bad != OK) reject(x, &row, one.first);
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
                e = import_row(x, &a, &row, &rows[n++]);
                if (e != OK || n < CHUNK) continue;
                e = write_chunk(x, b, rows, n);
                n = 0;
                arena_reset(&a);
        }
        if (e == OK) e = write_chunk(x, b, rows, n);
        arena_done(&a);
        return e;
}

/* A step was refused half-way, or the disk is full: what came before it is as if it had never been.
 * Cannot it be taken back now, the next import of the file does (batch_once). */
static void take_back(struct importing *x, int64_t batch)
{
        int64_t records;
        (void)!batch_take_back(x->w, batch, x->f, &records);
}

static enum err write_batch(struct importing *x)
{
        struct batch b;
        TRY(batch_begin(x->w, x->l, x->source, x->out.in - x->out.rejected, x->f, &b));
        b.file = x->b.file;
        b.because = x->b.because;
        enum err e = write_all(x, &b);
        if (e == OK) e = batch_end(x->w, &b, x->f);
        else if (x->steps) take_back(x, b.id);
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
        x->totals = totals_new(x->a, x->read.header_n);
        TRY(check_all(x));
        import_missing(x);
        if (x->out.rejected && !x->in->aside) return ERR_INPUT;
        if (x->in->dry || x->out.in == x->out.rejected) return OK;
        return write_batch(x);
}

enum err import_run(struct writer *w, const struct import_in *in, struct faults *f,
                    struct import_out *ret)
{
        struct arena a = { 0 };
        struct importing x = { .w = w, .in = in, .f = f, .a = &a, .told = f->a };
        x.keys.a = x.bad.a = x.gone.a = &a;
        x.out.batch = -1;
        x.today = day_of(w->sys.now(w->sys.ctx), w->inforce.zone);
        int i = w->inforce.city ? city_ledger(w->inforce.city, in->ledger) : -1;
        enum err e = OK;
        if (i < 0)
                e = FAULT(f, ERR_NOT_FOUND, "ledger.none", in->ledger, "没有台账“%.*s”",
                          "there is no ledger %.*s", SP(in->ledger));
        if (e == OK) {
                x.l = &w->inforce.city->ledgers[i];
                struct hash h = hash_of(in->raw);
                char hex[65];
                x.source = str_dup(&a, hash_hex(&h, hex));
                x.b = (struct batch){ .l = x.l, .file = in->file };
                x.b.because = str_printf(&a, "%s %.*s", in->lang == LANG_ZH ? "导入" : "import",
                                         SP(in->file));
                e = run(&x);
        }
        *ret = x.out;
        arena_done(&a);
        return e;
}

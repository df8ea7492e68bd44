#include "exchange/export.h"

#include "ask/label.h"
#include "base/csv.h"

static const struct str fixed[] = { SI("number"), SI("state"), SI("owner"), SI("entered") };

struct exporting {
        struct ask k; /* with the arena of the page */
        const struct export_in *in;
        struct buf out;
};

static struct str joined(struct arena *a, const struct value *v)
{
        struct str s = STR_NONE;
        for (size_t i = 0; i < v->many_n; i++) s = str_printf(a, "%.*s%s%.*s", SP(s), i ? "," : "", SP(v->many[i]));
        return s;
}

static struct str link_number(const struct ask *k, const struct field *f, int64_t id)
{
        struct view v = { .st = k->st, .city = k->in->city };
        struct rec r;
        bool there = rec_load(&v, k->a, &k->in->city->ledgers[f->of_ledger], id, &r) == OK;
        return there ? r.number : str_printf(k->a, "#%" PRId64, id);
}

/* As input_read takes it again. */
static struct str value_out(const struct exporting *x, const struct rec *r, int field)
{
        const struct field *f = &x->in->l->fields[field];
        const struct value *v = &r->v[field];
        struct arena *a = x->k.a;
        char text[40];
        if (f->sealed) return v->type == T_NULL ? STR_NONE : label_field(&x->k, x->in->l, r, field, MASKED);
        switch (v->type) {
        case T_NULL:
        case T_ERROR: return STR_NONE;
        case T_BOOL: return v->truth ? S("true") : S("false");
        case T_NUMBER:
                if (f->type == F_LINK) return link_number(&x->k, f, v->i);
                return str_dup(a, num_format_scaled(v->i, v->digits, text));
        case T_TEXT: return v->text;
        case T_DAY: return str_dup(a, day_format((struct day){ (int32_t)v->i }, text));
        case T_MOMENT: return str_dup(a, moment_format((struct moment){ v->i }, x->k.in->zone, text));
        case T_MANY: return joined(a, v);
        }
        BUG("value type");
}

static struct str fixed_out(const struct exporting *x, const struct rec *r, size_t i)
{
        char text[16];
        switch (i) {
        case 0: return r->number;
        case 1: return x->in->l->states[r->state].name;
        case 2: return r->owner;
        default: return str_dup(x->k.a, day_format(r->entered, text));
        }
}

static bool shown(const struct field *f)
{
        return f->type != F_ROWS && f->type != F_FILE;
}

static void put_header(struct exporting *x)
{
        if (x->in->form != EXPORT_CSV) return;
        csv_bom(&x->out);
        for (size_t i = 0; i < LEN(fixed); i++) csv_cell(&x->out, fixed[i], i == 0);
        for (size_t i = 0; i < x->in->l->fields_n; i++)
                if (shown(&x->in->l->fields[i])) csv_cell(&x->out, x->in->l->fields[i].name, false);
        csv_end(&x->out);
}

static void put_csv(struct exporting *x, const struct rec *r)
{
        for (size_t i = 0; i < LEN(fixed); i++) csv_cell(&x->out, fixed_out(x, r, i), i == 0);
        for (size_t i = 0; i < x->in->l->fields_n; i++)
                if (shown(&x->in->l->fields[i])) csv_cell(&x->out, value_out(x, r, (int)i), false);
        csv_end(&x->out);
}

static void put_jsonl(struct exporting *x, const struct rec *r)
{
        struct jout j;
        jout_init(&j, &x->out, false);
        jout_open(&j, '{');
        for (size_t i = 0; i < LEN(fixed); i++) jout_key_text(&j, fixed[i], fixed_out(x, r, i));
        for (size_t i = 0; i < x->in->l->fields_n; i++) {
                const struct field *f = &x->in->l->fields[i];
                const struct value *v = &r->v[i];
                if (!shown(f) || v->type == T_NULL || (v->type == T_MANY && v->many_n == 0)) continue;
                jout_key(&j, f->name);
                if (v->type == T_BOOL) jout_bool(&j, v->truth);
                else jout_text(&j, value_out(x, r, (int)i));
        }
        jout_close(&j);
        buf_putc(&x->out, '\n');
}

static enum err put_page(struct exporting *x, const struct list_out *page)
{
        for (size_t i = 0; i < page->n; i++) {
                if (x->in->form == EXPORT_CSV) put_csv(x, &page->v[i]);
                else put_jsonl(x, &page->v[i]);
        }
        if (x->out.err != OK) return x->out.err;
        return x->in->flush(x->in->ctx, &x->out);
}

enum err export_run(const struct ask *k, const struct export_in *in, int64_t *ret_records)
{
        struct exporting x = { .k = *k, .in = in, .out = { .limit = 256u << 20 } };
        struct arena page_a = { 0 }, key_a = { 0 };
        struct list_in li = { .l = in->l, .filter = in->filter, .limit = LIST_LIMIT_MAX, .rest = true };
        struct list_out page;
        int64_t n = 0;
        x.k.a = &page_a;
        put_header(&x);
        enum err e;
        do {
                e = list_read(&x.k, &li, &page);
                if (e == OK) e = put_page(&x, &page);
                if (e != OK) break;
                n += (int64_t)page.n;
                arena_reset(&key_a);
                li.after = str_dup(&key_a, page.next);
                arena_reset(&page_a);
        } while (li.after.n);
        *ret_records = n;
        buf_free(&x.out);
        arena_done(&page_a);
        arena_done(&key_a);
        return e;
}

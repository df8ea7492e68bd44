#include "exchange/export.h"

#include "ask/table.h"

static const struct str fixed[] = { SI("number"), SI("state"), SI("owner"), SI("entered") };

/* one page of the longest rows there are */
#define EXPORT_PAGE_BYTES (256u << 20)

struct exporting {
        struct ask k; /* with the arena of the page */
        const struct export_in *in;
        struct buf out;
        struct write w;
};

static struct str link_number(const struct ask *k, const struct field *f, int64_t id)
{
        struct view v = { .st = k->st, .city = k->in->city };
        struct rec r;
        bool there = rec_load(&v, k->a, &k->in->city->ledgers[f->of_ledger], id, &r) == OK;
        return there ? r.number : str_printf(k->a, "#%" PRId64, id);
}

/* A table as the JSON text that is given for it. */
static struct str table_given(const struct exporting *x, const struct rec *r, int field)
{
        struct buf b = { .limit = (size_t)4 * ROWS_BYTES_MAX };
        struct jout j;
        jout_init(&j, &b, false);
        table_json(&x->k, x->in->l, r, field, &j);
        struct str text = str_dup(x->k.a, buf_view(&b));
        buf_free(&b);
        return text;
}

static struct str account_login(const struct ask *k, int64_t id)
{
        int i = account_by_id(&k->in->accounts, id);
        return i < 0 ? STR_NONE : k->in->accounts.v[i].login;
}

/* What a link or an account is known by: the record's number, the login. */
static struct str known_by(struct exporting *x, const struct field *f, int64_t id)
{
        return f->type == F_LINK ? link_number(&x->k, f, id) : account_login(&x->k, id);
}

static void put_known(struct exporting *x, const struct field *f, const struct value *v)
{
        struct str *name = ARENA_NEW(x->k.a, struct str, value_count(v));
        for (size_t i = 0; i < value_count(v); i++) name[i] = known_by(x, f, value_one(f, v, i).i);
        if (f->many) write_many(&x->w, name, v->many_n);
        else write_text(&x->w, name[0]);
}

/* As input_read takes it again. */
static void put_field(struct exporting *x, const struct rec *r, int field)
{
        const struct field *f = &x->in->l->fields[field];
        const struct value *v = &r->v[field];
        if (v->type == T_NULL) write_none(&x->w);
        else if (f->type == F_ROWS && !f->private) write_text(&x->w, table_given(x, r, field));
        else if (f->sealed || (f->private && f->type != F_FLAG))
                write_text(&x->w, label_field(&x->k, x->in->l, r, field, MASKED));
        else if (f->type == F_LINK || f->type == F_ACCOUNT) put_known(x, f, v);
        else write_value(&x->w, v);
}

static void put_record(struct exporting *x, const struct rec *r)
{
        write_text(&x->w, r->number);
        write_text(&x->w, x->in->l->states[r->state].name);
        write_text(&x->w, r->owner);
        write_value(&x->w, &(struct value){ .type = T_DAY, .i = r->entered.v });
        for (size_t i = 0; i < x->in->l->fields_n; i++) put_field(x, r, (int)i);
        write_row(&x->w);
}

static struct str *names_of(struct arena *a, const struct ledger *l, size_t *ret_n)
{
        struct str *name = ARENA_NEW(a, struct str, LEN(fixed) + l->fields_n);
        size_t n = 0;
        for (size_t i = 0; i < LEN(fixed); i++) name[n++] = fixed[i];
        for (size_t i = 0; i < l->fields_n; i++)
                name[n++] = l->fields[i].name; /* of files the names */
        *ret_n = n;
        return name;
}

static enum err put_page(struct exporting *x, const struct list_out *page)
{
        for (size_t i = 0; i < page->n; i++) put_record(x, &page->v[i]);
        if (x->out.err != OK) return x->out.err;
        for (size_t i = 0; x->in->seen && i < page->n; i++) x->in->seen(x->in->ctx, page->v[i].id);
        return x->in->flush(x->in->ctx, &x->out);
}

enum err export_run(const struct ask *k, const struct export_in *in, int64_t *ret_records)
{
        struct exporting x = { .k = *k, .in = in, .out = { .limit = EXPORT_PAGE_BYTES } };
        struct arena page_a = { 0 }, key_a = { 0 };
        struct list_in li = {
                .l = in->l, .filter = in->filter, .limit = LIST_LIMIT_MAX, .rest = true
        };
        struct list_out page;
        int64_t n = 0;
        x.k.a = &page_a;
        size_t names_n;
        const struct str *names = names_of(k->a, in->l, &names_n);
        write_open(&x.w, in->form, k->in->zone, &x.out, names, names_n);
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

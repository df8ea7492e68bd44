/* bulletin_view.c: records of a declared view in a bulletin: cases picked by hand, without
 * persons. Whoever reads a bulletin reads them: none that is hidden from somebody. */
#include "ask/bulletin_in.h"
#include "ask/label.h"
#include "ask/list.h"

#define VIEW_USUAL 20

/* Persons, accounts and private fields never stand in a bulletin, nor tables, which may hold
 * them. */
static bool shown(const struct ledger *l, struct str column)
{
        int f = ledger_field(l, column);
        enum ftype t = f < 0 ? F_TEXT : l->fields[f].type;
        return f < 0 || (t != F_PERSON && t != F_ACCOUNT && t != F_ROWS && !l->fields[f].private);
}

/* The record picked, if it stands in the view and is the reader's to see. */
static enum err read_one(const struct bulletin *x, const struct hole *h, struct str number,
                         struct list_out *ret)
{
        const struct ask *k = x->k;
        struct list_in in = {
                .l = h->l, .view = h->l->views[h->view].name, .limit = 1, .open = true
        };
        struct list_out out;
        size_t at;
        bool odd = str_find(number, S("'"), &at);
        in.filter = str_printf(k->a, "number = '%.*s'", SP(odd ? STR_NONE : number));
        TRY(list_read(k, &in, &out));
        if (out.n == 0)
                return FAULT(k->f, ERR_NOT_FOUND, "bulletin.pick", S("pick"),
                             "视图“%.*s”中没有事项 %.*s", "the view '%.*s' has no record %.*s",
                             SP(in.view), SP(number));
        ret->column = out.column;
        ret->columns_n = out.columns_n;
        ret->v[ret->n++] = out.v[0];
        return OK;
}

static enum err read_picked(struct bulletin *x, const struct hole *h, struct list_out *ret)
{
        *ret = (struct list_out){ .v = ARENA_NEW(x->k->a, struct rec, x->in->picked_n) };
        x->out->picks = true;
        for (size_t i = 0; i < x->in->picked_n; i++) {
                struct str ledger, number;
                if (!str_cut(x->in->picked[i], '/', &ledger, &number)) {
                        ledger = h->l->name;
                        number = x->in->picked[i];
                }
                if (str_eq(ledger, h->l->name)) TRY(read_one(x, h, number, ret));
        }
        x->picked += ret->n;
        return OK;
}

static enum err read_view(const struct bulletin *x, const struct hole *h, struct list_out *ret)
{
        struct list_in in = { .l = h->l,
                              .view = h->l->views[h->view].name,
                              .limit = h->top ? h->top : VIEW_USUAL,
                              .open = true };
        return list_read(x->k, &in, ret);
}

void bulletin_pick(struct arena *a, struct str text, struct bulletin_in *in)
{
        struct str *v = NULL, one;
        size_t n = 0, cap = 0;
        while (str_split(&text, ',', &one))
                if (str_trim(one).n) *ARENA_PUSH(a, v, n, cap) = str_trim(one);
        in->picked = v;
        in->picked_n = n;
}

static void put_record(const struct bulletin *x, const struct ledger *l, const struct rec *r,
                       const struct str *column, size_t n, struct markdown_cell *c)
{
        const struct ask *k = x->k;
        for (size_t i = 0; i < n; i++) {
                if (!label_prop(k, l, r, column[i], &c[i].text)) continue;
                if (str_eq(column[i], S("number")))
                        c[i].url = str_printf(k->a, "%.*srecords/%.*s/%.*s", SP(x->in->base),
                                              SP(l->name), SP(r->number));
        }
}

enum err hole_view(struct bulletin *x, const struct hole *h, struct markdown_fill *ret)
{
        const struct ask *k = x->k;
        struct markdown_table *m = ARENA_NEW(k->a, struct markdown_table, 1);
        struct list_out out;
        TRY(h->picked ? read_picked(x, h, &out) : read_view(x, h, &out));
        if (out.n == 0) {
                ret->cell.text = k->lang == LANG_ZH ? S("（无）") : S("(none)");
                return OK;
        }
        struct str *column = ARENA_NEW(k->a, struct str, out.columns_n);
        for (size_t i = 0; i < out.columns_n; i++)
                if (shown(h->l, out.column[i])) column[m->columns++] = out.column[i];
        m->left = m->columns;
        m->rows = out.n + 1;
        struct markdown_cell *c = ARENA_NEW(k->a, struct markdown_cell, m->rows * m->columns);
        for (size_t i = 0; i < m->columns; i++) c[i].text = label_heading(k, h->l, column[i]);
        for (size_t i = 0; i < out.n; i++)
                put_record(x, h->l, &out.v[i], column, m->columns, c + (i + 1) * m->columns);
        m->cell = c;
        ret->table = m;
        return OK;
}

/* bulletin_view.c: records of a declared view in a bulletin: cases picked by hand, without
 * persons. */
#include "ask/bulletin_in.h"
#include "ask/label.h"
#include "ask/list.h"

#define VIEW_USUAL 20

/* Persons and private fields never stand in a bulletin. */
static bool shown(const struct ledger *l, struct str column)
{
        int f = ledger_field(l, column);
        return f < 0 || (l->fields[f].type != F_PERSON && !l->fields[f].private);
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
        struct list_in in = { .l = h->l,
                              .view = h->l->views[h->view].name,
                              .limit = h->top ? h->top : VIEW_USUAL };
        struct list_out out;
        TRY(list_read(k, &in, &out));
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

/* bulletin_series.c: values of a series in a bulletin: each opens its record. */
#include "ask/bulletin_in.h"
#include "ask/chart.h"
#include "ask/series.h"

/* The last period that had ended by the bulletin's day. */
static int last_period(const struct bulletin *x, const struct series_def *s)
{
        int y, m, d;
        struct day next = day_add(bulletin_period(x).to, 1);
        day_to_ymd(next, &y, &m, &d);
        int a_year = series_periods_a_year(s->step);
        return y * a_year + (m - 1) * a_year / 12 - 1;
}

static struct str address(const struct bulletin *x, const struct series_out *o,
                          const struct series_point *p)
{
        return str_printf(x->k->a, "%.*srecords/%.*s/%.*s", SP(x->in->base), SP(o->in.l->name),
                          SP(p->number));
}

static struct str with_unit(const struct bulletin *x, const struct series_out *o,
                            const struct series_point *p)
{
        struct str n = series_number(x->k, o->in.l, p->v);
        return p->unit.n ? str_join(x->k->a, n, p->unit) : n;
}

static enum err put_table(const struct bulletin *x, const struct series_out *o,
                          struct markdown_fill *ret)
{
        const struct ask *k = x->k;
        const struct ledger *l = o->in.l;
        struct markdown_table *t = ARENA_NEW(k->a, struct markdown_table, 1);
        t->left = 1;
        t->columns = 2;
        t->rows = o->n + 1;
        for (int b = 0; b < BESIDE_COUNT; b++) t->columns += series_has(l, (enum series_beside)b);
        struct markdown_cell *c = ARENA_NEW(k->a, struct markdown_cell, t->rows * t->columns);
        c[0].text = k->lang == LANG_ZH ? S("期间") : S("Period");
        c[1].text = k->lang == LANG_ZH ? S("数值") : S("Value");
        for (size_t i = 0; i < t->rows; i++) {
                const struct series_point *p = i ? &o->v[i - 1] : NULL;
                struct markdown_cell *row = c + i * t->columns;
                size_t n = 2;
                if (p) {
                        row[0].text = p->name;
                        row[1].text = with_unit(x, o, p);
                        row[1].url = address(x, o, p);
                }
                for (int b = 0; b < BESIDE_COUNT; b++) {
                        if (!series_has(l, (enum series_beside)b)) continue;
                        row[n++].text = p ? series_short(k, p, (enum series_beside)b)
                                          : series_heading(k, l, (enum series_beside)b);
                }
        }
        t->cell = c;
        ret->table = t;
        return OK;
}

static enum err put_chart(const struct bulletin *x, const struct series_out *o,
                          struct markdown_fill *ret)
{
        struct arena *a = x->k->a;
        struct str name = series_name(x->k, o->in.l, o->in.of);
        struct str *label = ARENA_NEW(a, struct str, o->n);
        struct chart_point *v = ARENA_NEW(a, struct chart_point, o->n);
        for (size_t i = 0; i < o->n; i++) {
                label[i] = o->v[i].name;
                v[i] = (struct chart_point){ true, o->v[i].v,
                                             series_number(x->k, o->in.l, o->v[i].v) };
        }
        struct chart c = { &name, 1, label, o->n, v, true };
        ret->svg = chart_svg(a, &c);
        return OK;
}

enum err hole_series(struct bulletin *x, const struct hole *h, struct markdown_fill *ret)
{
        const struct ask *k = x->k;
        const struct series_def *s = &h->l->series;
        struct series_in in = { .l = h->l, .to = h->period, .known = x->in->known };
        struct series_out o;
        struct str here = k->in->offices.o[bulletin_office(x)].code;
        for (size_t i = 0; i < s->of_n; i++) in.of[i] = h->of[i].n ? h->of[i] : here;
        if (in.to.n == 0) {
                char text[16];
                in.to = str_dup(k->a, series_period_text(s->step, last_period(x, s), text));
        }
        TRY(series_read(k, &in, &o));
        if (h->table || (h->chart && x->in->format != MARKDOWN_HTML)) return put_table(x, &o, ret);
        if (h->chart) return put_chart(x, &o, ret);
        const struct series_point *p = o.n ? &o.v[o.n - 1] : NULL;
        if (!p || (h->period.n && !str_eq(p->name, h->period))) {
                ret->cell.text = S("—");
                return OK;
        }
        ret->cell.url = address(x, &o, p);
        ret->cell.title = p->name;
        if (h->beside >= 0)
                ret->cell.text = series_words(k, h->l, p, (enum series_beside)h->beside);
        else ret->cell.text = h->named ? p->name : with_unit(x, &o, p);
        return OK;
}

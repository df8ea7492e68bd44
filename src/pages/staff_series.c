/* staff_series.c: values by period, as a table and as a line. */
#include "ask/chart.h"
#include "ask/label.h"
#include "ask/series.h"
#include "pages/staff.h"

static struct str series_url(struct web *w, const struct ledger *l)
{
        return str_printf(w->a, "/app/series/%.*s", SP(l->name));
}

static struct str one_url(struct web *w, const struct ledger *l, const struct str *of)
{
        struct str u = series_url(w, l);
        for (size_t i = 0; i < l->series.of_n; i++)
                u = staff_with(w, u, l->fields[l->series.of[i]].name, of[i]);
        return u;
}

/* ---- which there are ------------------------------------------------------------------------- */

static enum err list_page(struct web *w, const struct ledger *l)
{
        struct page p;
        struct str *of;
        size_t n;
        TRY(series_list(&w->ask, l, &of, &n));
        page_begin(&p, w, staff_label(w, &l->label, l->name), PAGE_STAFF);
        if (n == 0)
                page_empty(&p, TR(w, "There are no values yet."),
                           TR(w, "Enter one in this ledger, or import them."));
        if (n) TAG(&p.h, "<div class=\"card\"><ul class=\"list-group list-group-flush\">");
        for (size_t i = 0; i < n; i++)
                HTML(&p.h, "<li class=\"list-group-item\"><a href=\"{}\">{}</a></li>\n",
                     U(one_url(w, l, of + i * l->series.of_n)),
                     T(series_name(&w->ask, l, of + i * l->series.of_n)));
        if (n) TAG(&p.h, "</ul></div>\n");
        return page_end(&p, 200);
}

/* ---- one ------------------------------------------------------------------------------------- */

static void put_chart(struct page *p, const struct series_out *x)
{
        struct web *w = p->w;
        const struct ledger *l = x->in.l;
        struct str name = series_name(&w->ask, l, x->in.of);
        struct chart c = { .name = &name, .names = 1, .points = x->n, .time = true };
        struct str *label = ARENA_NEW(w->a, struct str, x->n);
        struct chart_point *v = ARENA_NEW(w->a, struct chart_point, x->n);
        for (size_t i = 0; i < x->n; i++) {
                label[i] = x->v[i].name;
                v[i] = (struct chart_point){ true, x->v[i].v,
                                             series_number(&w->ask, l, x->v[i].v) };
        }
        c.label = label;
        c.v = v;
        HTML(&p->h, "<div class=\"card-body zt-bulletin\">{}</div>",
             F(html_markdown(chart_svg(w->a, &c))));
}

static void put_point(struct page *p, const struct series_out *x, const struct series_point *v)
{
        struct web *w = p->w;
        const struct ledger *l = x->in.l;
        HTML(&p->h, "<tr><th scope=\"row\">{}</th><td class=\"zt-num\">{} {}</td>", T(v->name),
             T(series_number(&w->ask, l, v->v)), T(v->unit));
        for (int b = 0; b < BESIDE_COUNT; b++)
                if (series_has(l, (enum series_beside)b))
                        HTML(&p->h, "<td class=\"zt-num\">{}</td>",
                             T(series_short(&w->ask, v, (enum series_beside)b)));
        HTML(&p->h, "<td><a href=\"{}\">{}</a></td><td>", U(staff_record_url(w, l, v->number)),
             T(v->number));
        for (size_t i = 0; i < v->was_n; i++)
                HTML(&p->h, "{} ({}) ", T(series_number(&w->ask, l, v->was[i].v)),
                     T(label_day(&w->ask, v->was[i].known)));
        TAG(&p->h, "</td></tr>\n");
}

static void put_table(struct page *p, const struct series_out *x)
{
        struct web *w = p->w;
        staff_table(p, TR(w, "Values"));
        staff_head(p, TR(w, "Period"));
        staff_head(p, TR(w, "Value"));
        for (int b = 0; b < BESIDE_COUNT; b++)
                if (series_has(x->in.l, (enum series_beside)b))
                        staff_head(p, series_heading(&w->ask, x->in.l, (enum series_beside)b));
        staff_head(p, TR(w, "Record"));
        staff_head(p, TR(w, "Before it was revised"));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < x->n; i++) put_point(p, x, &x->v[i]);
        staff_table_end(p);
}

static enum err one_page(struct web *w, const struct series_in *in)
{
        struct page p;
        struct series_out x;
        TRY(series_read(&w->ask, in, &x));
        page_begin(&p, w, series_name(&w->ask, in->l, in->of), PAGE_STAFF);
        HTML(&p.h, "<p><a href=\"{}\">{}</a></p>\n", U(series_url(w, in->l)),
             T(staff_label(w, &in->l->label, in->l->name)));
        if (x.n == 0) {
                page_empty(&p, TR(w, "There are no values yet."), STR_NONE);
                return page_end(&p, 200);
        }
        staff_card(&p, TR(w, "Values"));
        put_chart(&p, &x);
        put_table(&p, &x);
        staff_card_end(&p);
        return page_end(&p, 200);
}

enum err staff_series(struct web *w)
{
        struct series_in in = { 0 };
        size_t given = 0;
        TRY(web_ask(w));
        int i = city_ledger(w->in->in.city, w->arg[0]);
        if (i < 0 || !w->in->in.city->ledgers[i].series.is)
                return FAULT(&w->f, ERR_NOT_FOUND, "series.none", w->arg[0], "没有此数列",
                             "there is no such series");
        in.l = &w->in->in.city->ledgers[i];
        for (size_t f = 0; f < in.l->series.of_n; f++) {
                struct str name = in.l->fields[in.l->series.of[f]].name;
                if (!web_has_query(w, name)) continue;
                in.of[f] = web_query(w, name);
                given++;
        }
        return given == in.l->series.of_n ? one_page(w, &in) : list_page(w, in.l);
}

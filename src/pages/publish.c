/* publish.c: bulletins and figures for everybody. Whoever is signed in sees the rows that are his
 * to see; the public sees how many there are. */
#include "ask/bulletin.h"
#include "ask/label.h"
#include "pages/public.h"

#define ROWS_SHOWN 50

/* ---- as of which day ---- */

static enum err read_on(struct web *w, struct day *ret)
{
        TRY(web_query_day(w, S("on"), ret));
        if (!day_is(*ret)) *ret = ask_today(&w->ask);
        return OK;
}

static void put_days(struct page *p, struct str action, struct day on)
{
        struct form_input in = { .name = S("on"),
                                 .type = S("date"),
                                 .label = TR(p->w, "As it stood at the end of"),
                                 .value = label_day(&p->w->ask, on) };
        form_get(p, action);
        form_plain(p, &in);
        form_end(p, TR(p->w, "Show"));
}

/* ---- bulletins ---- */

enum err publish_bulletin(struct web *w)
{
        struct page p;
        struct bulletin_in in = { .name = w->arg[0],
                                  .from = DAY_NONE,
                                  .to = DAY_NONE,
                                  .office = -1,
                                  .format = MARKDOWN_HTML,
                                  .notes = true,
                                  .base = S("/") };
        struct bulletin_out x;
        TRY(web_ask(w));
        TRY(read_on(w, &in.on));
        if (w->who.account_id == 0 && !public_bulletin(w, in.name))
                return FAULT(&w->f, ERR_NOT_FOUND, "bulletin.unknown", STR_NONE,
                             "没有公开的这份通报", "there is no such public bulletin");
        TRY(bulletin_render(&w->ask, &in, &x));
        page_begin(&p, w,
                   str_printf(w->a, "%.*s%s%.*s", SP(TR(w, "Bulletin")),
                              w->lang == LANG_ZH ? "：" : ": ", SP(x.title)),
                   PAGE_PUBLIC);
        put_days(&p, str_printf(w->a, "/bulletin/%.*s", SP(web_encode(w->a, w->arg[0], STR_NONE))),
                 in.on);
        HTML(&p.h,
             "<article class=\"card zt-bulletin\"><div class=\"card-body\">\n{}</div>"
             "</article>\n<p class=\"zt-note\">{}</p>\n",
             F(html_markdown(bulletin_body(&x))), L("Each number in the text opens its rows."));
        return page_end(&p, 200);
}

/* ---- one figure ---- */

static enum err read_in(struct web *w, struct figure_in *ret)
{
        struct str office = web_query(w, S("office")), by = web_query(w, S("by"));
        const struct ledger *l;
        int figure;
        TRY(figure_find(&w->ask, w->arg[0], NULL, &l, &figure));
        struct figure_in in = { .l = l, .figure = figure, .office = -1, .by = -1 };
        TRY(read_on(w, &in.on));
        TRY(web_query_day(w, S("from"), &in.from));
        TRY(web_query_day(w, S("to"), &in.to));
        if (day_is(in.from) && !day_is(in.to)) in.to = ask_today(&w->ask);
        if (office.n && (in.office = office_find(&w->in->in.offices, office)) < 0)
                return FAULT(&w->f, ERR_NOT_FOUND, "office.unknown", S("office"), "没有单位“%.*s”",
                             "there is no office \"%.*s\"", SP(str_sub(office, 0, 60)));
        if (by.n) TRY(figure_by(&w->ask, l, figure, by, &in.by));
        *ret = in;
        return OK;
}

static struct str address_of(struct web *w, const struct figure_in *in)
{
        return str_printf(w->a, "/figures/%.*s.%.*s", SP(in->l->name),
                          SP(in->l->figures[in->figure].name));
}

static void put_value(struct page *p, const struct figure_out *x)
{
        struct web *w = p->w;
        const struct ask *k = &w->ask;
        struct str when = x->period ? str_printf(w->a, "%.*s – %.*s", SP(label_day(k, x->in.from)),
                                                 SP(label_day(k, x->in.to)))
                                    : label_day(k, x->last);
        HTML(&p->h,
             "<section class=\"card\"><div class=\"card-body\">\n<p class=\"zt-big\">{} "
             "<span class=\"zt-name\">{}</span></p>\n",
             T(figure_told(k, x, &x->all)), T(x->def->unit));
        HTML(&p->h, "<dl class=\"zt-facts\"><dt>{}</dt><dd>{}</dd>\n<dt>{}</dt><dd>{}</dd>\n",
             L("Day"), T(when), L("Office"),
             T(label_office(k, w->in->in.offices.o[x->in.office].code, x->last)));
        if (x->ratio && !x->all.small)
                HTML(&p->h, "<dt>{}</dt><dd>{}</dd>\n", L("Numerator and denominator"),
                     T(figure_fraction(k, x, &x->all, S(" / "))));
        HTML(&p->h, "<dt>{}</dt><dd><code>{}</code></dd></dl>\n", L("Definition"), T(x->def->text));
        public_card_end(p);
}

static void put_ways(struct page *p, const struct figure_out *x)
{
        struct web *w = p->w;
        const struct ledger *l = x->in.l;
        int table = l->figures[x->in.figure].table;
        if (table < 0 || l->tables[table].by_n == 0) return;
        HTML(&p->h, "<p class=\"btn-list\">{} ", L("Broken down by"));
        for (size_t i = 0; i < l->tables[table].by_n; i++) {
                const struct field *f = &l->fields[l->tables[table].by[i]];
                struct str to = str_printf(w->a, "%.*s?on=%.*s&by=%.*s", SP(address_of(w, &x->in)),
                                           SP(label_day(&w->ask, x->last)), SP(f->name));
                HTML(&p->h, "<a class=\"btn btn-sm\" href=\"{}\">{}</a> ", U(to),
                     T(label_in(&f->label, f->name, w->lang)));
        }
        TAG(&p->h, "</p>\n");
}

static void put_by(struct page *p, const struct figure_out *x)
{
        struct web *w = p->w;
        if (x->in.by < 0) return;
        const struct field *f = &x->in.l->fields[x->in.by];
        HTML(&p->h,
             "<section class=\"card\"><div class=\"table-responsive\" role=\"region\" "
             "tabindex=\"0\" aria-label=\"{}\"><table class=\"table card-table\"><thead><tr>"
             "<th scope=\"col\">{}</th><th scope=\"col\" class=\"zt-num\">{}</th></tr></thead>"
             "<tbody>\n",
             T(label_in(&f->label, f->name, w->lang)), T(label_in(&f->label, f->name, w->lang)),
             L("Value"));
        for (size_t i = 0; i < x->by_n; i++) {
                TAG(&p->h, "<tr><th scope=\"row\">");
                for (int d = 0; d < x->by[i].depth; d++) TAG(&p->h, "\u3000");
                HTML(&p->h, "{}</th><td class=\"zt-num\">{}</td></tr>\n", T(x->by[i].label),
                     T(figure_told(&w->ask, x, &x->by[i])));
        }
        TAG(&p->h, "</tbody></table></div></section>\n");
}

static void put_row(struct page *p, const struct figure_out *x, const struct figure_row *r)
{
        struct web *w = p->w;
        HTML(&p->h, "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"zt-num\">{}</td></tr>\n",
             T(r->number.n ? r->number : r->key), T(label_day(&w->ask, r->day)), T(r->state),
             T(label_number(&w->ask, r->amount, x->ratio ? x->den_digits : x->digits)));
}

static enum err put_rows(struct page *p, const struct figure_out *x)
{
        struct web *w = p->w;
        struct figure_rows rows;
        struct rows_page page = { 0, ROWS_SHOWN, false };
        if (x->def->agg == AGG_MAX || x->all.small) return OK;
        TRY(figure_rows(&w->ask, x, &page, &rows));
        struct str unit = figure_row_unit(x);
        public_card(p, TR(w, "Rows"));
        HTML(&p->h, "<p>{} = {} + {}</p>\n", I(rows.shown + rows.withheld),
             T(str_printf(w->a, "%.*s %" PRId64, SP(TR(w, "open to you")), rows.shown)),
             T(str_printf(w->a, "%.*s %" PRId64, SP(TR(w, "withheld")), rows.withheld)));
        if (rows.n) {
                HTML(&p->h,
                     "<div class=\"table-responsive\" role=\"region\" tabindex=\"0\" "
                     "aria-label=\"{}\"><table class=\"table\"><thead><tr><th scope=\"col\">{}</th>"
                     "<th scope=\"col\">{}</th><th scope=\"col\">{}</th>"
                     "<th scope=\"col\" class=\"zt-num\">{}</th></tr></thead><tbody>\n",
                     L("Rows"), L("Number"), L("Day"), L("State"),
                     T(unit.n ? unit : TR(w, "Amount")));
                for (size_t i = 0; i < rows.n; i++) put_row(p, x, &rows.v[i]);
                TAG(&p->h, "</tbody></table></div>\n");
        }
        public_card_end(p);
        return OK;
}

enum err publish_figure(struct web *w)
{
        struct page p;
        struct figure_in in;
        struct figure_out x;
        TRY(web_ask(w));
        TRY(read_in(w, &in));
        TRY(figure_read(&w->ask, &in, &x));
        const struct figure *g = &in.l->figures[in.figure];
        page_begin(&p, w, label_in(&g->label, g->name, w->lang), PAGE_PUBLIC);
        put_days(&p, address_of(w, &in), x.last);
        put_value(&p, &x);
        put_ways(&p, &x);
        put_by(&p, &x);
        TRY(put_rows(&p, &x));
        return page_end(&p, 200);
}

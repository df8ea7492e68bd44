/* staff_figures.c: the figures of a ledger, all of them, at one office, as of a day or over a
 * period. */
#include "ask/label.h"
#include "pages/staff.h"

static struct str figures_url(struct web *w, const struct ledger *l)
{
        return str_printf(w->a, "/app/figures/%.*s", SP(l->name));
}

enum err staff_figure_ledgers(struct web *w)
{
        struct page p;
        const struct city *c = w->in->in.city;
        TRY(web_ask(w));
        page_begin(&p, w, TR(w, "Figures"), PAGE_STAFF);
        TAG(&p.h, "<div class=\"card\"><ul class=\"list-group list-group-flush\">");
        for (size_t i = 0; i < c->ledgers_n; i++) {
                const struct ledger *l = &c->ledgers[i];
                HTML(&p.h, "<li class=\"list-group-item\"><a href=\"{}\">{}</a></li>\n",
                     U(figures_url(w, l)), T(staff_label(w, &l->label, l->name)));
        }
        TAG(&p.h, "</ul></div>\n");
        return page_end(&p, 200);
}

/* ---- one ledger ------------------------------------------------------------------------------ */

static struct str moved(const struct ask *k, const struct figure_out *x, const struct amount *v)
{
        bool zh = k->lang == LANG_ZH;
        if (x->ratio || !x->period || v->small || x->in.l->figures[x->in.figure].flow != FLOW_STOCK)
                return figure_fraction(k, x, v, S(" / "));
        return str_printf(k->a,
                          zh ? "期初 %.*s，加 %.*s，减 %.*s" : "opening %.*s, in %.*s, out %.*s",
                          SP(figure_number(k, x, v->opening)), SP(figure_number(k, x, v->in)),
                          SP(figure_number(k, x, v->out)));
}

struct str staff_parts(struct web *w, const struct figure_out *x, const struct amount *v)
{
        return moved(&w->ask, x, v);
}

/* Not in force yet on the day, or a maximum over too many rows: the others are shown all the
 * same. */
static void put_missing(struct page *p, const struct figure *f, struct str url)
{
        HTML(&p->h, "<tr><td><a href=\"{}\">{}</a></td><td class=\"text-secondary\" colspan=\"2\">",
             U(url), T(staff_label(p->w, &f->label, f->name)));
        for (const struct fault *x = p->w->f.first; x; x = x->next) HTML(&p->h, "{} ", T(x->text));
        TAG(&p->h, "</td></tr>\n");
        faults_init(&p->w->f, p->w->a, p->w->lang);
}

static enum err put_figure(struct page *p, const struct ledger *l, int figure,
                           const struct staff_span *s)
{
        struct web *w = p->w;
        const struct figure *f = &l->figures[figure];
        struct figure_in in = { .l = l,
                                .figure = figure,
                                .on = s->on,
                                .from = s->from,
                                .to = s->to,
                                .office = s->office,
                                .by = -1,
                                .now = s->now };
        struct figure_out x;
        struct str url = staff_span_url(
                w, str_printf(w->a, "/app/figures/%.*s.%.*s", SP(l->name), SP(f->name)), s);
        enum err e = figure_read(&w->ask, &in, &x);
        if (e == ERR_INPUT || e == ERR_LIMIT || e == ERR_NOT_FOUND) {
                put_missing(p, f, url);
                return OK;
        }
        TRY(e);
        HTML(&p->h,
             "<tr><td><a href=\"{}\">{}</a></td><td class=\"text-end\"><strong>{}</strong>{}</td>"
             "<td class=\"text-secondary\">{}</td></tr>\n",
             U(url), T(staff_label(w, &f->label, f->name)), T(figure_text(&w->ask, &x, &x.all)),
             T(f->unit.n ? str_printf(w->a, " %.*s", SP(f->unit)) : STR_NONE),
             T(moved(&w->ask, &x, &x.all)));
        return OK;
}

static void put_asked(struct page *p, const struct staff_span *s)
{
        struct web *w = p->w;
        bool zh = w->lang == LANG_ZH;
        struct day last = day_is(s->from) ? s->to : s->on;
        struct str office =
                s->office < 0 ? STR_NONE
                              : label_office(&w->ask, w->in->in.offices.o[s->office].code, last);
        struct str when = day_is(s->from) ? str_printf(w->a, zh ? "%.*s 至 %.*s" : "%.*s to %.*s",
                                                       SP(label_day(&w->ask, s->from)),
                                                       SP(label_day(&w->ask, s->to)))
                                          : str_printf(w->a, zh ? "截至 %.*s" : "as of %.*s",
                                                       SP(label_day(&w->ask, s->on)));
        HTML(&p->h, "<p><strong>{}</strong> · {}</p>\n", T(office), T(when));
}

static enum err ledger_page(struct web *w, const struct ledger *l)
{
        struct page p;
        struct staff_span s;
        bool zh = w->lang == LANG_ZH;
        TRY(staff_span_read(w, &s));
        page_begin(&p, w,
                   str_printf(w->a, zh ? "%.*s：指标" : "%.*s: figures",
                              SP(staff_label(w, &l->label, l->name))),
                   PAGE_STAFF);
        form_get(&p, figures_url(w, l));
        staff_span_put(&p, &s);
        form_end(&p, TR(w, "Show"));
        put_asked(&p, &s);
        if (l->score.is)
                HTML(&p.h, "<p><a href=\"{}\">{}</a></p>\n",
                     U(staff_span_url(w, str_printf(w->a, "/app/score/%.*s", SP(l->name)), &s)),
                     L("Scorecard"));
        TAG(&p.h, "<section class=\"card mb-3\">");
        staff_table(&p, TR(w, "Figures"));
        staff_head(&p, TR(w, "Figure"));
        staff_head_number(&p, TR(w, "Value"));
        staff_head(&p, TR(w, "Made of"));
        TAG(&p.h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < l->figures_n; i++) TRY(put_figure(&p, l, (int)i, &s));
        staff_table_end(&p);
        staff_card_end(&p);
        return page_end(&p, 200);
}

/* "request" is a ledger, "request.received" one of its figures. */
enum err staff_figure_any(struct web *w)
{
        const struct ledger *l;
        int figure;
        struct str head, tail;
        TRY(web_ask(w));
        if (str_cut(w->arg[0], '.', &head, &tail)) {
                TRY(figure_find(&w->ask, w->arg[0], NULL, &l, &figure));
                return staff_figure(w, l, figure);
        }
        TRY(web_ledger(w, w->arg[0], &l));
        return ledger_page(w, l);
}

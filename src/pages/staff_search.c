/* staff_search.c: records found by words in their texts, in every ledger or one. */
#include "pages/staff.h"
#include "web/search.h"

#include "ask/label.h"

static struct str asked_url(struct web *w)
{
        struct str u = staff_with(w, S("/app/search"), S("q"), web_query(w, S("q")));
        return staff_with(w, u, S("ledger"), web_query(w, S("ledger")));
}

static void put_form(struct page *p)
{
        struct web *w = p->w;
        const struct city *c = w->in->in.city;
        form_get(p, S("/app/search"));
        form_plain(p, &(struct form_input){ .name = S("q"),
                                            .label = TR(w, "Words to look for"),
                                            .type = S("text"),
                                            .value = web_query(w, S("q")) });
        HTML(&p->h,
             "<div class=\"zt-field\"><label class=\"form-label\" for=\"q-ledger\">{}</label>"
             "<select class=\"form-select\" id=\"q-ledger\" name=\"ledger\">",
             L("Ledger"));
        staff_option(p, STR_NONE, TR(w, "All"), web_query(w, S("ledger")));
        for (size_t i = 0; i < c->ledgers_n; i++)
                staff_option(p, c->ledgers[i].name,
                             staff_label(w, &c->ledgers[i].label, c->ledgers[i].name),
                             web_query(w, S("ledger")));
        TAG(&p->h, "</select></div>");
        form_end(p, TR(w, "Search"));
}

/* The first place in the text where one of the phrases stands. */
static bool next_mark(struct page *p, const struct phrases *what, struct str text, size_t *ret_from,
                      size_t *ret_to)
{
        size_t from, to;
        bool any = false;
        for (size_t i = 0; i < what->n; i++) {
                if (!phrase_find(&what->v[i], p->w->a, text, &from, &to)) continue;
                if (any && from >= *ret_from) continue;
                *ret_from = from;
                *ret_to = to;
                any = true;
        }
        return any;
}

static void put_marked(struct page *p, const struct phrases *what, struct str text)
{
        size_t from = 0, to = 0;
        while (text.n && next_mark(p, what, text, &from, &to)) {
                HTML(&p->h, "{}<mark>{}</mark>", T(str_sub(text, 0, from)),
                     T(str_sub(text, from, to - from)));
                text = str_from(text, to);
        }
        HTML(&p->h, "{}", T(text));
}

static void put_hit(struct page *p, const struct search_out *x, const struct search_hit *h)
{
        struct web *w = p->w;
        TAG(&p->h, "<tr>");
        staff_cell(p, TR(w, "Number"));
        HTML(&p->h, "<a class=\"text-nowrap\" href=\"{}\">{}</a></td>",
             U(staff_record_url(w, h->l, h->r->number)), T(h->r->number));
        staff_cell(p, TR(w, "Ledger"));
        HTML(&p->h, "{}</td>", T(staff_label(w, &h->l->label, h->l->name)));
        staff_cell(p, TR(w, "Title"));
        HTML(&p->h, "<div class=\"zt-text\">{}</div></td>", T(h->title));
        staff_cell(p, TR(w, "Found in"));
        HTML(&p->h, "<div class=\"zt-text\">{}: ", T(label_heading(&w->ask, h->l, h->field)));
        put_marked(p, &x->what, h->snippet);
        TAG(&p->h, "</div></td></tr>\n");
}

static void put_hits(struct page *p, const struct search_out *x)
{
        struct web *w = p->w;
        TAG(&p->h, "<section class=\"card mb-3\">");
        staff_stack(p, TR(w, "Search"));
        staff_head(p, TR(w, "Number"));
        staff_head(p, TR(w, "Ledger"));
        staff_head(p, TR(w, "Title"));
        staff_head(p, TR(w, "Found in"));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < x->n; i++) put_hit(p, x, &x->v[i]);
        staff_table_end(p);
        staff_card_end(p);
}

static void put_answer(struct page *p, const struct search_out *x)
{
        struct web *w = p->w;
        if (x->n) put_hits(p, x);
        else if (x->next.n)
                page_empty(p, TR(w, "Nothing among the records looked at so far."),
                           TR(w, "Go on to the next page, or look for more words at once."));
        else
                page_empty(p, TR(w, "Nothing was found."),
                           TR(w, "Looked at are titles, texts and replies of the records open to "
                                 "you; all words must be found in a record."));
        if (x->behind)
                HTML(&p->h, "<p class=\"form-hint\">{} {}</p>\n",
                     L("Events of the last moments that cannot be found yet:"), I(x->behind));
        page_more(p, asked_url(w), x->next);
}

/* x NULL: nothing was asked, or there was a mistake. */
static enum err put_page(struct web *w, const struct search_out *x, int status)
{
        struct page p;
        page_begin(&p, w, TR(w, "Search"), PAGE_STAFF);
        page_mistakes(&p);
        put_form(&p);
        if (x) put_answer(&p, x);
        return page_end(&p, status);
}

enum err staff_search(struct web *w)
{
        struct search_in in = { .text = web_query(w, S("q")), .limit = STAFF_PAGE };
        struct search_out x;
        TRY(web_ask(w));
        if (str_trim(in.text).n == 0) return put_page(w, NULL, 200);
        enum err e = web_search(w, &in, &x);
        if (e == ERR_INPUT || e == ERR_LIMIT) return put_page(w, NULL, web_status(e));
        TRY(e);
        return put_page(w, &x, 200);
}

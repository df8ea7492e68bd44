/* staff_work.c: my work today: open duties by the working time that is left. */
#include "ask/work.h"
#include "pages/staff.h"

static void put_ledgers(struct page *p, const struct ledger *now)
{
        const struct city *c = p->w->in->in.city;
        HTML(&p->h,
             "<div class=\"zt-field\"><label class=\"form-label\" for=\"q-ledger\">{}</label>"
             "<select class=\"form-select\" id=\"q-ledger\" name=\"ledger\">",
             L("Ledger"));
        staff_option(p, STR_NONE, TR(p->w, "All"), now ? now->name : STR_NONE);
        for (size_t i = 0; i < c->ledgers_n; i++)
                staff_option(p, c->ledgers[i].name,
                             staff_label(p->w, &c->ledgers[i].label, c->ledgers[i].name),
                             now ? now->name : STR_NONE);
        TAG(&p->h, "</select></div>");
}

static void put_filter(struct page *p, const struct work_in *in)
{
        form_get(p, S("/app/"));
        put_ledgers(p, in->l);
        HTML(&p->h,
             "<div class=\"zt-field\"><label class=\"form-label\" for=\"q-below\">{}</label>"
             "<select class=\"form-select\" id=\"q-below\" name=\"below\">",
             L("Whose"));
        staff_option(p, STR_NONE, TR(p->w, "My offices"), in->below ? S("1") : STR_NONE);
        staff_option(p, S("1"), TR(p->w, "My offices and those below"),
                     in->below ? S("1") : STR_NONE);
        TAG(&p->h, "</select></div>");
        form_end(p, TR(p->w, "Show"));
}

static struct str so_many(struct page *p, int64_t n)
{
        struct arena *a = p->w->a;
        if (n > WORK_COUNT_MAX) return str_printf(a, "%d+", WORK_COUNT_MAX);
        return str_printf(a, "%" PRId64, n);
}

static void put_counts(struct page *p, const struct work_out *x)
{
        HTML(&p->h,
             "<p class=\"text-secondary\">{} <strong>{}</strong> · {} <strong>{}</strong></p>\n",
             L("Open duties:"), T(so_many(p, x->open)), L("past due:"), T(so_many(p, x->past)));
}

static void put_item(struct page *p, const struct work_item *i)
{
        struct web *w = p->w;
        TAG(&p->h, "<tr>");
        staff_cell(p, TR(w, "Colour"));
        HTML(&p->h, "{}</td>", F(page_colour(&p->h, i->colour)));
        staff_cell(p, TR(w, "Due"));
        HTML(&p->h,
             "<span class=\"text-nowrap\">{}</span><br>"
             "<span class=\"text-secondary text-nowrap\">{}</span></td>",
             T(i->due), T(due_left_said(&w->ask, i->days_left)));
        staff_cell(p, TR(w, "Duty"));
        HTML(&p->h, "{}</td>", T(i->label));
        staff_cell(p, TR(w, "Record"));
        HTML(&p->h, "<a href=\"{}\">{}</a>", U(staff_record_url(w, i->l, i->r->number)),
             T(i->r->number));
        if (i->title.n) HTML(&p->h, "<br>{}", T(i->title));
        TAG(&p->h, "</td>");
        staff_cell(p, TR(w, "Holder"));
        HTML(&p->h, "{}</td>", T(i->holder));
        staff_cell(p, TR(w, "Ledger"));
        HTML(&p->h, "{}</td></tr>\n", T(staff_label(w, &i->l->label, i->l->name)));
}

static void put_items(struct page *p, const struct work_out *x)
{
        static const struct str head[] = { PO("Colour"), PO("Due"),    PO("Duty"),
                                           PO("Record"), PO("Holder"), PO("Ledger") };
        staff_card(p, TR(p->w, "Open duties"));
        staff_stack(p, TR(p->w, "Open duties"));
        for (size_t i = 0; i < LEN(head); i++) staff_head(p, tr(p->w->lang, head[i]));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < x->n; i++) put_item(p, &x->v[i]);
        staff_table_end(p);
        staff_card_end(p);
}

/* The three administrators reach no records: their pages are in the menu. */
static void put_none(struct page *p, const struct work_in *in)
{
        if (p->w->reader.top_n == 0 && !p->w->reader.all)
                page_empty(p, TR(p->w, "Your posts reach no records."),
                           TR(p->w, "What you administer stands in the menu."));
        else if (in->below)
                page_empty(p, TR(p->w, "No open duties."),
                           TR(p->w, "New ones stand here as soon as they are handed over."));
        else
                page_empty(
                        p, TR(p->w, "No open duties of your offices."),
                        TR(p->w, "Choose \"My offices and those below\" to see the work below."));
}

static struct str base_of(struct web *w, const struct work_in *in)
{
        struct str u = staff_with(w, S("/app/"), S("ledger"), in->l ? in->l->name : STR_NONE);
        return staff_with(w, u, S("below"), in->below ? S("1") : STR_NONE);
}

enum err staff_work(struct web *w)
{
        struct page p;
        struct work_out x;
        struct str ledger = web_query(w, S("ledger"));
        struct work_in in = { .limit = STAFF_PAGE,
                              .count = true,
                              .below = str_eq(web_query(w, S("below")), S("1")),
                              .after = web_query(w, S("after")) };
        TRY(web_ask(w));
        if (ledger.n) TRY(web_ledger(w, ledger, &in.l));
        TRY(work_read(&w->ask, &in, &x));
        page_begin(&p, w, TR(w, "My work"), PAGE_STAFF);
        put_filter(&p, &in);
        put_counts(&p, &x);
        if (x.n) put_items(&p, &x);
        else put_none(&p, &in);
        page_more(&p, base_of(w, &in), x.next);
        return page_end(&p, 200);
}

/* admin_operation.c: is the server well: what /metrics counts, and how many duties are open. */
#include "ask/open.h"
#include "pages/admin.h"

static void put_open(struct page *p, const struct open_count *x, size_t n)
{
        struct web *w = p->w;
        staff_card(p, TR(w, "Open duties"));
        staff_table(p, TR(w, "Open duties"));
        staff_head(p, TR(w, "Ledger"));
        for (int c = COLOUR_GREEN; c <= COLOUR_RED; c++)
                staff_head(p, colour_label((enum colour)c, w->lang));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < n; i++) {
                HTML(&p->h, "<tr><td>{}</td>", T(staff_label(w, &x[i].l->label, x[i].l->name)));
                for (int c = COLOUR_GREEN; c <= COLOUR_RED; c++)
                        HTML(&p->h, "<td>{}</td>", I(x[i].n[c]));
                TAG(&p->h, "</tr>\n");
        }
        staff_table_end(p);
        staff_card_end(p);
}

static void put_numbers(struct page *p)
{
        const struct site *s = p->w->site;
        AUTO(buf_free) struct buf b = { .limit = TEXT_BYTES_MAX };
        if (!s->metrics || !s->serve) return;
        s->metrics(s->serve, &b);
        staff_card(p, TR(p->w, "Numbers of the server (Prometheus text, /metrics)"));
        HTML(&p->h, "<pre class=\"card-body mb-0\" tabindex=\"0\">{}</pre>", T(buf_view(&b)));
        staff_card_end(p);
}

enum err admin_operation_page(struct web *w)
{
        struct page p;
        struct open_count *x;
        size_t n;
        const struct site *s = w->site;
        TRY(web_ask(w));
        TRY(open_by_colour(&w->ask, &x, &n));
        page_begin(&p, w, TR(w, "Operation"), PAGE_STAFF);
        if (s->healthy && s->serve)
                HTML(&p.h, "<p>{} <strong>{}</strong></p>\n", L("Health:"),
                     s->healthy(s->serve) ? L("good") : L("not good: look at the log lines"));
        HTML(&p.h, "<p>{} {} · {} {}</p>\n", L("Accounts:"), I((int64_t)w->in->in.accounts.n),
             L("Offices:"), I((int64_t)w->in->in.offices.n));
        put_open(&p, x, n);
        put_numbers(&p);
        return page_end(&p, 200);
}

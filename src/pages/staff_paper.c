/* staff_paper.c: the papers of a record: numbered, addressed, due, receipted; and one of them as it
 * is handed over. */
#include "ask/label.h"
#include "ask/paper.h"
#include "pages/staff.h"

static struct str paper_url(const struct page *p, const struct staff_record *r,
                            const struct show_paper *x)
{
        struct web *w = p->w;
        return str_printf(w->a, "%.*s/papers/%" PRId64,
                          SP(staff_record_url(w, r->l, r->x.r.number)), x->p->id);
}

/* Nothing is owed of some: two empty cells. */
static void put_owed(struct page *p, const struct staff_record *r, const struct show_paper *x)
{
        struct web *w = p->w;
        const struct show_duty *d = &x->owed;
        if (d->d) {
                staff_due_put(p, r, d, x->explanation);
        } else {
                staff_cell(p, TR(w, "Due"));
                TAG(&p->h, "</td>");
        }
        staff_cell(p, TR(w, "Receipt"));
        if (d->d) HTML(&p->h, "{}", T(d->outcome));
        if (d->d && d->d->late) HTML(&p->h, " <span class=\"badge zt-red\">{}</span>", L("late"));
        if (x->receipt.n) HTML(&p->h, "<br>{} {}", T(x->receipt), T(x->receipted));
        TAG(&p->h, "</td></tr>\n");
}

static void put_paper(struct page *p, const struct staff_record *r, const struct show_paper *x)
{
        struct web *w = p->w;
        TAG(&p->h, "<tr>");
        staff_cell(p, TR(w, "Paper"));
        HTML(&p->h, "{}<br><a href=\"{}\">{}</a></td>", T(x->line.label), U(paper_url(p, r, x)),
             T(x->p->number));
        staff_cell(p, TR(w, "Issued"));
        HTML(&p->h, "<span class=\"text-nowrap\">{}</span><br>{}</td>",
             T(label_day(&w->ask, x->p->day)), T(x->office));
        staff_cell(p, TR(w, "Holder"));
        HTML(&p->h, "{}</td>", T(x->owed.holder));
        put_owed(p, r, x);
}

void staff_papers_put(struct page *p, const struct staff_record *r)
{
        static const struct str head[] = { PO("Paper"), PO("Issued"), PO("Holder"), PO("Due"),
                                           PO("Receipt") };
        if (r->x.paper_n == 0) return;
        staff_card(p, TR(p->w, "Papers"));
        staff_stack(p, TR(p->w, "Papers"));
        for (size_t i = 0; i < LEN(head); i++) staff_head(p, tr(p->w->lang, head[i]));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < r->x.paper_n; i++) put_paper(p, r, &r->x.paper[i]);
        staff_table_end(p);
        staff_card_end(p);
}

/* Of several that are open somebody says which; none: the one due first. */
void staff_paper_input(struct page *p, const struct staff_form *x)
{
        struct web *w = p->w;
        struct form_input in = { .name = S("_paper"), .label = TR(w, "Paper") };
        if (x->s->on_paper < 0 || !x->r) return;
        struct form_choice *c = ARENA_NEW(w->a, struct form_choice, x->r->papers_n + 1);
        size_t n = 1;
        c[0].label = TR(w, "the one that is due first");
        for (size_t i = 0; i < x->r->papers_n; i++) {
                const struct rpaper *one = &x->r->papers[i];
                const struct rduty *d = rec_owed(x->l, x->r, one);
                if (one->def != x->s->on_paper || !d || d->outcome != OUT_OPEN) continue;
                c[n++] = (struct form_choice){ one->number, one->number };
        }
        if (n > 2) form_choose(p, &in, c, n);
}

/* ---- the paper itself ---- */

enum err staff_paper(struct web *w)
{
        struct staff_record r;
        const struct show_paper *x;
        struct paper_out out;
        struct page p;
        int64_t id;
        TRY(staff_record_read(w, &r));
        if (num_parse_i64(w->arg[2], 1, INT64_MAX, &id) != OK) id = 0;
        TRY(paper_find(&w->ask, &r.x, id, &x));
        TRY(paper_render(&w->ask, &r.x, x, MARKDOWN_HTML, &out));
        struct look look = { w->now, w->who.account_id, r.x.r.id, LOOK_PAGE };
        if (w->site->looks) looks_note(w->site->looks, &look);
        page_begin(&p, w, str_printf(w->a, "%.*s %.*s", SP(out.label), SP(out.number)), PAGE_STAFF);
        HTML(&p.h,
             "<article class=\"card zt-bulletin\"><div class=\"card-body\">\n{}</div>"
             "</article>\n<p class=\"d-print-none\"><a href=\"{}\">{}</a></p>\n",
             F(html_markdown(out.text)), U(staff_record_url(w, r.l, r.x.r.number)),
             T(r.x.r.number));
        return page_end(&p, 200);
}

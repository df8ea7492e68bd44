/* staff_reveal.c: a private field of a record, shown once, for a reason that stays recorded. */
#include "ask/label.h"
#include "pages/staff.h"
#include "web/reveal.h"

/* ---- the form on the record's page ----------------------------------------------------------- */

/* Those that have a value: the page shows them masked. */
static size_t choices(struct web *w, const struct staff_record *r, struct form_choice **ret)
{
        size_t n = 0;
        *ret = ARENA_NEW(w->a, struct form_choice, r->x.field_n);
        for (size_t i = 0; i < r->x.field_n; i++) {
                int f = ledger_field(r->l, r->x.field[i].name);
                if (f < 0 || !r->l->fields[f].private) continue;
                (*ret)[n++] = (struct form_choice){ r->x.field[i].name, r->x.field[i].label };
        }
        return n;
}

void staff_reveal_put(struct page *p, const struct staff_record *r)
{
        struct web *w = p->w;
        struct form_choice *c;
        size_t n = choices(w, r, &c);
        struct form_input field = { .name = S("_field"),
                                    .label = TR(w, "Private field"),
                                    .value = web_form(w, S("_field")) };
        struct form_input why = { .name = S("_why"),
                                  .label = TR(w, "Reason"),
                                  .type = S("text"),
                                  .value = web_form(w, S("_why")),
                                  .hint = TR(w, "It stays on the record, with your name."),
                                  .required = true };
        if (n == 0) return;
        bool open = str_eq(r->tried, S("reveal"));
        staff_card(p, TR(w, "Private fields"));
        if (open) TAG(&p->h, "<details class=\"card-body zt-why\" open>");
        else TAG(&p->h, "<details class=\"card-body zt-why\">");
        HTML(&p->h, "<summary>{}</summary>", L("Show a private field"));
        form_begin(p, str_printf(w->a, "%.*s/reveal", SP(staff_record_url(w, r->l, r->x.r.number))),
                   false);
        form_choose(p, &field, c, n);
        form_plain(p, &why);
        form_end(p, TR(w, "Show it once"));
        TAG(&p->h, "</details>\n");
        staff_card_end(p);
}

/* ---- showing it ------------------------------------------------------------------------------ */

enum err staff_reveal(struct web *w)
{
        struct staff_record r;
        TRY(staff_record_read(w, &r)); /* as he may see it */
        struct reveal in = { .l = r.l,
                             .record = r.x.r.id,
                             .field = web_form(w, S("_field")),
                             .because = web_form(w, S("_why")),
                             .via = VIA_PAGE };
        web_reveal(w, &in);
        return OK;
}

static enum err refused(struct web *w)
{
        struct staff_record r;
        TRY(staff_record_read(w, &r));
        r.tried = S("reveal");
        for (struct fault *x = w->f.first; x; x = x->next) {
                if (str_eq(x->where, S("because"))) x->where = S("_why");
                if (str_eq(x->where, S("field"))) x->where = S("_field");
        }
        return staff_record_page(w, &r, web_status(w->job.err));
}

enum err staff_revealed(struct web *w)
{
        const struct revealing *x = w->state;
        const struct ledger *l;
        struct str value;
        struct page p;
        if (w->job.err != OK) return refused(w);
        TRY(web_ask(w));
        TRY(web_ledger(w, x->ledger, &l));
        TRY(show_bare(&w->ask, l, x->in.record, x->in.field, &value));
        page_begin(&p, w, TR(w, "Private field"), PAGE_STAFF);
        HTML(&p.h, "<p class=\"alert alert-warning\">{}</p><dl><dt>{}</dt><dd>{}</dd></dl>\n",
             L("Shown only now; who saw it, and why, stands on the record."),
             T(label_heading(&w->ask, l, x->in.field)), F(html_lines(&p.h, value)));
        HTML(&p.h, "<p><a class=\"btn\" href=\"{}\">{}</a></p>\n",
             U(staff_record_url(w, l, w->arg[1])), L("Back to the record"));
        return page_end(&p, 200);
}

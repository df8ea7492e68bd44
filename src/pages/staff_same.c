/* staff_same.c: records that may be the same matter as one that is entered, or that stands: told
 * with what can be done on them instead of entering another. */
#include "ask/label.h"
#include "pages/staff.h"

/* A record's page, with the form of a step open. */
static struct str step_url(struct web *w, const struct ledger *l, struct str number,
                           struct str step)
{
        return staff_with(w, staff_record_url(w, l, number), S("step"), step);
}

/* In a tab of its own: what was typed here stays. */
static void put_link(struct page *p, struct str url, struct str label)
{
        HTML(&p->h, "<a href=\"{}\" target=\"_blank\" hx-boost=\"false\">{}</a> ", U(url),
             T(label));
}

/* The step of that kind in the ledger's own words. */
static void put_builtin(struct page *p, const struct staff_same *x, struct str number,
                        enum builtin is)
{
        const struct ledger *l = x->d->l;
        for (size_t i = 0; i < l->steps_n; i++)
                if (l->steps[i].builtin == is)
                        put_link(p, step_url(p->w, l, number, l->steps[i].name),
                                 staff_label(p->w, &l->steps[i].label, l->steps[i].name));
}

/* It follows that record: its form on this page, with the number filled in. */
static void put_follow(struct page *p, const struct staff_same *x, const struct candidate *c)
{
        struct web *w = p->w;
        const struct step *s = x->follow;
        if (!s) return;
        struct str field =
                s->follows.field < 0 ? S("parent") : x->d->l->fields[s->follows.field].name;
        struct str url =
                staff_with(w, step_url(w, x->d->l, x->number, s->name), field, c->r->number);
        HTML(&p->h, "<a class=\"btn btn-sm\" href=\"{}\">{}</a> ", U(url),
             T(staff_label(w, &s->label, s->name)));
}

/* A link field of the form to its own ledger takes the record, unless something is typed there. */
static void put_repeat(struct page *p, const struct staff_same *x, const struct candidate *c)
{
        struct web *w = p->w;
        if (x->repeat < 0) return;
        const struct field *f = &x->d->l->fields[x->repeat];
        struct str value = str_printf(w->a, "%.*s=%.*s", SP(f->name), SP(c->r->number));
        bool chosen = str_eq(web_form(w, S("_repeat")), value);
        HTML(&p->h,
             "<label class=\"form-check\"><input type=\"radio\" class=\"form-check-input\""
             " name=\"_repeat\" value=\"{}\"{}> <span class=\"form-check-label\">{}: {}</span>"
             "</label>",
             T(value), F(html_markdown(chosen ? S(" checked") : STR_NONE)), L("Repeat of this"),
             T(staff_label(w, &f->label, f->name)));
}

static void put_candidate(struct page *p, const struct staff_same *x, const struct candidate *c)
{
        struct web *w = p->w;
        TAG(&p->h, "<tr>");
        staff_cell(p, TR(w, "Number"));
        put_link(p, staff_record_url(w, x->d->l, c->r->number), c->r->number);
        HTML(&p->h, "<div class=\"zt-text\">{}</div></td>", T(c->title));
        staff_cell(p, TR(w, "State"));
        HTML(&p->h, "{}<br>{}", F(page_kind(&p->h, &w->ask, x->d->l, c->r->state)), T(c->office));
        if (c->due.n) HTML(&p->h, "<br>{} {}", L("Due"), T(c->due));
        TAG(&p->h, "</td>");
        staff_cell(p, TR(w, "Entered"));
        HTML(&p->h, "{}</td>", T(label_day(&w->ask, c->r->entered)));
        staff_cell(p, TR(w, "Why it may be the same"));
        HTML(&p->h, "{}</td>", T(candidate_why(&w->ask, c)));
        staff_cell(p, TR(w, "Go on with it"));
        put_follow(p, x, c);
        if (c->supplement) put_builtin(p, x, c->r->number, STEP_SUPPLEMENT);
        if (c->hurry) put_builtin(p, x, c->r->number, STEP_HURRY);
        put_repeat(p, x, c);
        TAG(&p->h, "</td></tr>\n");
}

static void put_table(struct page *p, const struct staff_same *x)
{
        static const struct str head[] = { PO("Number"), PO("State"), PO("Entered"),
                                           PO("Why it may be the same"), PO("Go on with it") };
        staff_stack(p, TR(p->w, "May be the same matter"));
        for (size_t i = 0; i < LEN(head); i++) staff_head(p, tr(p->w->lang, head[i]));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < x->found.n; i++) put_candidate(p, x, &x->found.v[i]);
        staff_table_end(p);
}

void staff_same_put(struct page *p, const struct staff_same *x)
{
        if (x->found.n) put_table(p, x);
        else
                HTML(&p->h, "<p class=\"text-secondary\">{}</p>\n",
                     L("Nothing open to you seems to be the same matter."));
        if (x->found.behind)
                HTML(&p->h, "<p class=\"form-hint\">{} {}</p>\n",
                     L("Events of the last moments that cannot be found yet:"), I(x->found.behind));
}

/* ---- on a record's page ---------------------------------------------------------------------- */

static const struct step *follow_step(const struct staff_record *r)
{
        for (size_t i = 0; i < r->offer_n; i++) {
                const struct step *s = &r->l->steps[r->offer[i].step];
                if (r->offer[i].may && s->follows.is) return s;
        }
        return NULL;
}

/* Looked for at once by whoever may let the record follow another; the others ask for it. */
enum err staff_same_record(struct page *p, const struct staff_record *r)
{
        struct web *w = p->w;
        struct draft d;
        struct index *index;
        struct staff_same x = {
                .d = &d, .number = r->x.r.number, .follow = follow_step(r), .repeat = -1
        };
        if (r->l->states[r->x.r.state].kind != KIND_OPEN) return OK;
        TRY(web_index(w, &index));
        staff_card(p, TR(w, "May be the same matter"));
        TAG(&p->h, "<div class=\"card-body\" id=\"same\">");
        if (index && (x.follow || web_has_query(w, S("same")))) {
                TRY(draft_of(&w->ask, r->l, &r->x.r, &d));
                TRY(web_candidates(w, &d, VIA_PAGE, &x.found));
                staff_same_put(p, &x);
        } else {
                struct str url =
                        staff_with(w, staff_record_url(w, r->l, x.number), S("same"), S("1"));
                HTML(&p->h, "<a class=\"btn\" href=\"{}\">{}</a>", U(url), L("Look for the same"));
        }
        TAG(&p->h, "</div>");
        staff_card_end(p);
        return OK;
}

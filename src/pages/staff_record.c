/* staff_record.c: one record: what it is, what was promised, who owes what, what happened. */
#include "ask/label.h"
#include "pages/staff.h"

static struct actor who(const struct web *w)
{
        return web_actor(w, VIA_PAGE);
}

enum err staff_record_read(struct web *w, struct staff_record *ret)
{
        struct staff_record r = { .seen = -1 };
        int64_t id;
        TRY(web_ask(w));
        TRY(web_ledger(w, w->arg[0], &r.l));
        TRY(show_number(&w->ask, r.l, w->arg[1], &id));
        TRY(show_read(&w->ask, r.l, id, false, &r.x));
        TRY(offers_read(&w->ask, r.l, &r.x.r, who(w), &r.offer, &r.offer_n));
        *ret = r;
        return OK;
}

/* ---- parts ----------------------------------------------------------------------------------- */

static struct str title_of(const struct staff_record *r)
{
        for (size_t i = 0; i < r->x.field_n; i++) {
                int f = ledger_field(r->l, r->x.field[i].name);
                if (f >= 0 && r->l->fields[f].type == F_TEXT && !r->l->fields[f].private)
                        return r->x.field[i].text;
        }
        return STR_NONE;
}

static void put_head(struct page *p, const struct staff_record *r)
{
        struct web *w = p->w;
        struct str title = title_of(r);
        if (title.n) HTML(&p->h, "<p class=\"fs-2 mb-1\">{}</p>", T(title));
        HTML(&p->h, "<p class=\"text-secondary\"><a href=\"{}\">{}</a> · {} · {} {} · {} {}</p>\n",
             U(str_printf(w->a, "/app/records/%.*s", SP(r->l->name))),
             T(staff_label(w, &r->l->label, r->l->name)), T(r->x.owner), L("entered"),
             T(label_day(&w->ask, r->x.r.entered)), L("round"), I(r->x.r.round));
}

static void put_line(struct page *p, const struct show_line *x)
{
        HTML(&p->h,
             "<div class=\"datagrid-item\"><dt class=\"datagrid-title\">{}</dt>"
             "<dd class=\"datagrid-content\">{}</dd></div>",
             T(x->label), F(html_lines(&p->h, x->text)));
}

static void put_fields(struct page *p, const struct staff_record *r)
{
        staff_card(p, TR(p->w, "What it is"));
        TAG(&p->h, "<div class=\"card-body\"><dl class=\"datagrid\">");
        for (size_t i = 0; i < r->x.field_n; i++) put_line(p, &r->x.field[i]);
        TAG(&p->h, "</dl>");
        page_files(p, &r->x, staff_record_url(p->w, r->l, r->x.r.number), STR_NONE);
        for (size_t i = 0; i < r->x.paper_n; i++)
                HTML(&p->h, "<p class=\"mb-0 mt-2\">{}: {}</p>", T(r->x.paper[i].label),
                     T(r->x.paper[i].text));
        TAG(&p->h, "</div>");
        staff_card_end(p);
}

static void put_state(struct page *p, const struct staff_record *r)
{
        struct web *w = p->w;
        staff_card(p, TR(w, "State and promise"));
        HTML(&p->h, "<div class=\"card-body\"><p><strong>{}</strong>: {}</p>", L("State"),
             F(page_kind(&p->h, &w->ask, r->l, r->x.r.state)));
        if (r->x.promised.n) {
                HTML(&p->h, "<p><strong>{}</strong>: {} ({}) {}", L("Promised by"),
                     T(r->x.promised), T(label_within(&w->ask, r->x.r.promised_within)),
                     F(page_colour(&p->h, r->x.colour)));
                if (r->x.colour != COLOUR_NONE)
                        HTML(&p->h, " <span class=\"text-secondary\">{}</span>",
                             T(staff_left(w, due_days_left(&w->ask, r->x.r.promised))));
                TAG(&p->h, "</p>");
                page_explain(p, r->x.explanation);
        } else {
                HTML(&p->h, "<p class=\"text-secondary\">{}</p>", L("No time was promised."));
        }
        TAG(&p->h, "</div>");
        staff_card_end(p);
}

/* ---- duties ---------------------------------------------------------------------------------- */

/* A dispatcher or supervisor above may let somebody without an account do it. */
static void put_link(struct page *p, const struct staff_record *r, const struct rduty *d)
{
        struct web *w = p->w;
        const struct offices *o = &w->in->in.offices;
        unsigned roles = WEB_ROLE(DISPATCHER) | WEB_ROLE(SUPERVISOR);
        struct form_input duty = { .name = S("duty"),
                                   .type = S("hidden"),
                                   .value = label_number(&w->ask, d->id, 0) };
        struct form_input back = { .name = S("back"),
                                   .type = S("hidden"),
                                   .value = staff_record_url(w, r->l, r->x.r.number) };
        if (d->outcome != OUT_OPEN || (!staff_holds_at(w, roles, office_find(o, d->holder)) &&
                                       !staff_holds_at(w, roles, office_find(o, r->x.r.owner))))
                return;
        HTML(&p->h, "<details class=\"zt-why\"><summary>{}</summary>",
             L("Link for somebody without an account"));
        form_begin(p, S("/app/links"), false);
        form_plain(p, &duty);
        form_plain(p, &back);
        form_end(p, TR(w, "Make a link"));
        TAG(&p->h, "</details>");
}

static void put_due(struct page *p, const struct staff_record *r, const struct show_duty *d,
                    struct str lines)
{
        staff_cell(p, TR(p->w, "Due"));
        HTML(&p->h, "{} <span class=\"text-nowrap\">{}</span>", F(page_colour(&p->h, d->colour)),
             T(d->due));
        if (d->d->outcome == OUT_OPEN)
                HTML(&p->h, "<br><span class=\"text-secondary\">{}</span>",
                     T(staff_left(p->w, d->days_left)));
        page_explain(p, lines);
        put_link(p, r, d->d);
        TAG(&p->h, "</td>");
}

static enum err put_duty(struct page *p, const struct staff_record *r, const struct show_duty *d)
{
        struct web *w = p->w;
        struct str lines;
        TRY(duty_explain(&w->ask, r->l, &r->x.r, d->d, &lines));
        TAG(&p->h, "<tr>");
        staff_cell(p, TR(w, "Duty"));
        HTML(&p->h, "{}</td>", T(d->label));
        staff_cell(p, TR(w, "Holder"));
        HTML(&p->h, "{}</td>", T(d->holder));
        staff_cell(p, TR(w, "Round"));
        HTML(&p->h, "{}</td>", I(d->d->round));
        put_due(p, r, d, lines);
        staff_cell(p, TR(w, "Outcome"));
        HTML(&p->h, "{}", T(d->outcome));
        if (d->d->late) HTML(&p->h, " <span class=\"badge zt-red\">{}</span>", L("late"));
        TAG(&p->h, "</td></tr>\n");
        return OK;
}

static enum err put_duties(struct page *p, const struct staff_record *r)
{
        static const struct str head[] = { PO("Duty"), PO("Holder"), PO("Round"), PO("Due"),
                                           PO("Outcome") };
        if (r->x.duty_n == 0) return OK;
        staff_card(p, TR(p->w, "Duties"));
        staff_stack(p, TR(p->w, "Duties"));
        for (size_t i = 0; i < LEN(head); i++) staff_head(p, tr(p->w->lang, head[i]));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < r->x.duty_n; i++) TRY(put_duty(p, r, &r->x.duty[i]));
        staff_table_end(p);
        staff_card_end(p);
        return OK;
}

/* ---- what happened --------------------------------------------------------------------------- */

static void put_event(struct page *p, const struct show_event *e)
{
        HTML(&p->h, "<li class=\"list-group-item\"><div><strong>{}</strong> {} {} {}", T(e->label),
             T(e->at), T(e->office), T(e->actor));
        if (e->corrects) HTML(&p->h, " <span class=\"badge\">{}</span>", L("it was always so"));
        if (e->known.n)
                HTML(&p->h, " <span class=\"badge\">{} {}, {} {}</span>", L("counts on"), T(e->day),
                     L("known since"), T(e->known));
        TAG(&p->h, "</div>");
        if (e->change_n) TAG(&p->h, "<ul class=\"mb-0\">");
        for (size_t i = 0; i < e->change_n; i++)
                HTML(&p->h, "<li>{}: {}</li>", T(e->change[i].label),
                     F(html_lines(&p->h, e->change[i].text)));
        if (e->change_n) TAG(&p->h, "</ul>");
        TAG(&p->h, "</li>\n");
}

/* Latest first: that is what is looked for. */
static void put_events(struct page *p, const struct staff_record *r)
{
        staff_card(p, TR(p->w, "What happened"));
        TAG(&p->h, "<ol class=\"list-group list-group-flush\" reversed>\n");
        for (size_t i = r->x.event_n; i > 0; i--) put_event(p, &r->x.event[i - 1]);
        TAG(&p->h, "</ol>");
        staff_card_end(p);
}

/* ---- said above ------------------------------------------------------------------------------ */

static bool is_stale(const struct faults *f)
{
        for (const struct fault *x = f->first; x; x = x->next)
                if (str_eq(str_c(x->code), S("version.stale"))) return true;
        return false;
}

static void put_stale(struct page *p, const struct staff_record *r)
{
        HTML(&p->h, "<div class=\"alert alert-warning\"><p>{}</p><ul class=\"mb-0\">",
             L("Somebody went on with this record while you filled in the form. What you typed is "
               "kept below; look at what has changed, then submit again if it still holds."));
        for (size_t i = 0; i < r->x.event_n; i++) {
                const struct show_event *e = &r->x.event[i];
                if (e->seq <= r->seen) continue;
                HTML(&p->h, "<li>{} <strong>{}</strong> {} {}</li>", T(e->at), T(e->label),
                     T(e->office), T(e->actor));
        }
        TAG(&p->h, "</ul></div>\n");
}

/* ---- the page -------------------------------------------------------------------------------- */

static void note_look(const struct web *w, const struct staff_record *r)
{
        struct look l = { w->now, w->who.account_id, r->x.r.id, LOOK_PAGE };
        if (w->site->looks) looks_note(w->site->looks, &l);
}

enum err staff_record_page(struct web *w, struct staff_record *r, int status)
{
        struct page p;
        note_look(w, r);
        page_begin(&p, w, str_printf(w->a, "%.*s %.*s", SP(r->x.r.number), SP(r->x.state)),
                   PAGE_STAFF);
        if (is_stale(&w->f)) put_stale(&p, r);
        page_mistakes(&p);
        put_head(&p, r);
        /* what can be done comes first on a phone, beside the rest on a wide screen */
        TAG(&p.h, "<div class=\"row\"><div class=\"col-12 col-lg-5 order-lg-last\">\n");
        staff_steps_put(&p, r);
        TAG(&p.h, "</div><div class=\"col-12 col-lg-7\">\n");
        put_state(&p, r);
        put_fields(&p, r);
        staff_reveal_put(&p, r);
        TRY(put_duties(&p, r));
        put_events(&p, r);
        TAG(&p.h, "</div></div>\n");
        return page_end(&p, status);
}

enum err staff_record(struct web *w)
{
        struct staff_record r;
        TRY(staff_record_read(w, &r));
        return staff_record_page(w, &r, 200);
}

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
        TRY(web_warnings(w, &r.x));
        TRY(offers_read(&w->ask, r.l, &r.x.r, who(w), &r.offer, &r.offer_n));
        r.suggest = ARENA_NEW(w->a, struct suggested, r.offer_n);
        for (size_t i = 0; i < r.offer_n; i++)
                if (r.offer[i].may)
                        TRY(suggest_read(&w->ask, r.l, &r.x.r, &r.l->steps[r.offer[i].step],
                                         &r.suggest[i]));
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

/* What may not be good enough in it stands beside it, for the reviewer. */
static size_t put_warnings(struct page *p, const struct staff_record *r, struct str field)
{
        struct web *w = p->w;
        size_t n = 0;
        for (size_t i = 0; i < r->x.warning_n; i++) {
                const struct warning *x = &r->x.warning[i];
                if (!str_eq(x->field, field)) continue;
                HTML(&p->h, "<div><span class=\"badge zt-yellow\">{}</span> ", L("look again"));
                if (x->record.n)
                        HTML(&p->h, "<a href=\"{}\">{}</a></div>",
                             U(staff_record_url(w, r->l, x->record)), T(x->text));
                else HTML(&p->h, "{}</div>", T(x->text));
                n++;
        }
        return n;
}

static void put_line(struct page *p, const struct staff_record *r, const struct show_line *x)
{
        HTML(&p->h,
             "<div class=\"datagrid-item\"><dt class=\"datagrid-title\">{}</dt>"
             "<dd class=\"datagrid-content\">",
             T(x->label));
        for (size_t i = 0; i < x->link_n; i++) {
                if (i) TAG(&p->h, "<br>");
                staff_way(p, &x->link[i]);
        }
        if (x->link_n == 0) HTML(&p->h, "{}", F(html_lines(&p->h, x->text)));
        (void)put_warnings(p, r, x->name);
        TAG(&p->h, "</dd></div>");
}

static bool is_filled(const struct staff_record *r, struct str field)
{
        for (size_t i = 0; i < r->x.field_n; i++)
                if (str_eq(r->x.field[i].name, field)) return true;
        return false;
}

/* Warned of, though nothing stands there: once each. */
static void put_missing(struct page *p, const struct staff_record *r)
{
        struct web *w = p->w;
        for (size_t i = 0; i < r->l->fields_n; i++) {
                struct show_line none = { .name = r->l->fields[i].name };
                none.label = staff_label(w, &r->l->fields[i].label, none.name);
                for (size_t k = 0; k < r->x.warning_n && !is_filled(r, none.name); k++)
                        if (str_eq(r->x.warning[k].field, none.name)) {
                                put_line(p, r, &none);
                                break;
                        }
        }
}

static void put_table(struct page *p, const struct show_line *x)
{
        const struct table_shown *t = x->table;
        HTML(&p->h, "<p class=\"datagrid-title mt-3 mb-1\">{}</p>", T(x->label));
        staff_table(p, x->label);
        for (size_t c = 0; c < t->f->rows_n; c++)
                staff_head(p, staff_label(p->w, &t->f->rows[c].label, t->f->rows[c].name));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < t->n; i++) {
                TAG(&p->h, "<tr>");
                for (size_t c = 0; c < t->f->rows_n; c++)
                        HTML(&p->h, "<td>{}</td>",
                             F(html_lines(&p->h, t->cell[i * t->f->rows_n + c])));
                TAG(&p->h, "</tr>\n");
        }
        staff_table_end(p);
}

/* The records made for it, each with the way there. */
static void put_made(struct page *p, const struct staff_record *r)
{
        if (r->x.made_n == 0) return;
        staff_card(p, TR(p->w, "Made for it or linked to it"));
        TAG(&p->h, "<ul class=\"list-group list-group-flush\">\n");
        for (size_t i = 0; i < r->x.made_n; i++) {
                const struct made_shown *m = &r->x.made[i];
                HTML(&p->h,
                     "<li class=\"list-group-item\">{} <a href=\"{}\">{}</a> "
                     "<span class=\"text-secondary\">{}</span></li>\n",
                     T(m->label), U(staff_record_url(p->w, m->l, m->number)), T(m->text),
                     T(m->state));
        }
        TAG(&p->h, "</ul>\n");
        staff_card_end(p);
}

static void put_fields(struct page *p, const struct staff_record *r)
{
        staff_card(p, TR(p->w, "What it is"));
        TAG(&p->h, "<div class=\"card-body\"><dl class=\"datagrid\">");
        for (size_t i = 0; i < r->x.field_n; i++)
                if (!r->x.field[i].table) put_line(p, r, &r->x.field[i]);
        put_missing(p, r);
        TAG(&p->h, "</dl>");
        for (size_t i = 0; i < r->x.field_n; i++)
                if (r->x.field[i].table) put_table(p, &r->x.field[i]);
        page_files(p, &r->x, staff_record_url(p->w, r->l, r->x.r.number), STR_NONE);
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
                             T(due_left_said(&w->ask, due_days_left(&w->ask, r->x.r.promised))));
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

void staff_due_put(struct page *p, const struct staff_record *r, const struct show_duty *d,
                   struct str lines)
{
        staff_cell(p, TR(p->w, "Due"));
        HTML(&p->h, "{} <span class=\"text-nowrap\">{}</span>", F(page_colour(&p->h, d->colour)),
             T(d->due));
        if (d->d->outcome == OUT_OPEN)
                HTML(&p->h, "<br><span class=\"text-secondary\">{}</span>",
                     T(due_left_said(&p->w->ask, d->days_left)));
        page_explain(p, lines);
        put_link(p, r, d->d);
        TAG(&p->h, "</td>");
}

/* The form of a step that meets a duty of the record, with what the record can tell of itself: its
 * number where a link to it is asked, and the codes by which the duty is met. */
static struct str meet_url(struct web *w, const struct staff_record *r, const struct ledger *l,
                           const struct step *s)
{
        struct str u = str_printf(w->a, "/app/records/%.*s/new", SP(l->name));
        u = staff_with(w, u, S("step"), s->name);
        for (size_t i = 0; i < s->ask_n; i++) {
                const struct field *f = &l->fields[s->ask[i]];
                bool link = f->type == F_LINK && !f->many && f->of_ledger >= 0;
                if (link && &w->in->in.city->ledgers[f->of_ledger] == r->l)
                        u = staff_with(w, u, f->name, r->x.r.number);
                for (size_t k = 0; f->type == F_CODE && k < s->meets.n; k++)
                        if (s->meets.ours[k] == s->ask[i] &&
                            r->x.r.v[s->meets.theirs[k]].type == T_TEXT)
                                u = staff_with(w, u, f->name, r->x.r.v[s->meets.theirs[k]].text);
        }
        return u;
}

/* A duty that is met by what is entered elsewhere: the way there. */
static void put_meets(struct page *p, const struct staff_record *r, const struct rduty *d)
{
        struct web *w = p->w;
        const struct city *c = w->in->in.city;
        for (size_t i = 0; d->outcome == OUT_OPEN && i < c->ledgers_n; i++)
                for (size_t k = 0; k < c->ledgers[i].steps_n; k++) {
                        const struct ledger *l = &c->ledgers[i];
                        const struct step *s = &l->steps[k];
                        if (!s->meets.is || s->meets.duty != d->def ||
                            &c->ledgers[s->meets.ledger] != r->l || !staff_may_enter(w, s))
                                continue;
                        HTML(&p->h, "<br><a href=\"{}\">{}</a>", U(meet_url(w, r, l, s)),
                             T(staff_label(w, &s->label, s->name)));
                }
}

static enum err put_duty(struct page *p, const struct staff_record *r, const struct show_duty *d)
{
        struct web *w = p->w;
        struct str lines;
        TRY(duty_explain(&w->ask, r->l, &r->x.r, d->d, &lines));
        TAG(&p->h, "<tr>");
        staff_cell(p, TR(w, "Duty"));
        HTML(&p->h, "{}", T(d->label));
        put_meets(p, r, d->d);
        TAG(&p->h, "</td>");
        staff_cell(p, TR(w, "Holder"));
        HTML(&p->h, "{}</td>", T(d->holder));
        staff_cell(p, TR(w, "Round"));
        HTML(&p->h, "{}</td>", I(d->d->round));
        staff_due_put(p, r, d, lines);
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
             T(e->at), T(e->office), T(show_who(&p->w->ask, e)));
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
                     T(e->office), T(show_who(&p->w->ask, e)));
        }
        TAG(&p->h, "</ul></div>\n");
}

/* Of what the step just taken warned: ?warned= and its number in the log. */
static void put_warned(struct page *p, const struct staff_record *r)
{
        int64_t seq;
        if (num_parse_i64(web_query(p->w, S("warned")), 0, INT64_MAX, &seq) != OK) return;
        for (size_t i = 0; i < r->x.event_n; i++) {
                const struct show_event *e = &r->x.event[i];
                for (size_t k = 0; e->seq == seq && k < e->change_n; k++)
                        if (str_eq(e->change[k].name, S("warned")))
                                page_warning(p, e->change[k].text);
        }
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
        put_warned(&p, r);
        if (is_stale(&w->f)) put_stale(&p, r);
        page_mistakes(&p);
        put_head(&p, r);
        /* what can be done comes first on a phone, beside the rest on a wide screen */
        TAG(&p.h, "<div class=\"row\"><div class=\"col-12 col-lg-5 order-lg-last\">\n");
        staff_steps_put(&p, r);
        TAG(&p.h, "</div><div class=\"col-12 col-lg-7\">\n");
        put_state(&p, r);
        put_fields(&p, r);
        put_made(&p, r);
        staff_reveal_put(&p, r);
        TRY(put_duties(&p, r));
        TRY(staff_same_record(&p, r));
        staff_papers_put(&p, r);
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

/* staff_bulletins.c: bulletins with figures that open; publishing; what was published and what has
 * changed since. */

#include "ask/label.h"
#include "base/json.h"
#include "pages/staff.h"
#include "web/publish.h"

#define PUBLISHED_SHOWN 20

static struct str bulletin_url(struct web *w, struct str name)
{
        return str_printf(w->a, "/app/bulletins/%.*s", SP(web_encode(w->a, name, STR_NONE)));
}

static struct str title_of(struct web *w, struct str name)
{
        return bulletin_title(&w->ask, name);
}

/* ---- published ------------------------------------------------------------------------------- */

static struct str actor_of(const struct web *w, const struct event *e)
{
        int i = e->actor ? account_by_id(&w->in->in.accounts, e->actor) : -1;
        return i < 0 ? STR_NONE : w->in->in.accounts.v[i].login;
}

static enum err put_one(struct page *p, int64_t seq)
{
        struct web *w = p->w;
        struct event e;
        struct jval *o;
        struct str why;
        char text[24];
        TRY(ask_failed(&w->ask, log_get(w->ask.st, w->a, seq, &e)));
        if (jval_parse(w->a, e.result, &o, &why) != OK) return ERR_CORRUPT;
        struct str name = jval_text(o, S("bulletin")), from = jval_text(o, S("from"));
        HTML(&p->h, "<tr><td><a href=\"{}\">{}</a></td><td>{}</td><td>{}{}{}</td>",
             U(staff_with(w, bulletin_url(w, name), S("published"),
                          num_format_scaled(seq, 0, text))),
             T(title_of(w, name)), T(label_moment(&w->ask, e.at)), T(from),
             T(from.n ? S(" – ") : STR_NONE), T(jval_text(o, S("on"))));
        HTML(&p->h, "<td>{}</td><td>{}</td></tr>\n",
             T(label_office(&w->ask, jval_text(o, S("office")), DAY_NONE)), T(actor_of(w, &e)));
        return OK;
}

static enum err put_published(struct page *p, struct str name)
{
        struct web *w = p->w;
        int64_t *seq;
        size_t n;
        TRY(bulletin_published(&w->ask, name, &seq, &n));
        staff_card(p, TR(w, "Published"));
        if (n == 0) {
                HTML(&p->h, "<div class=\"card-body text-secondary\">{}</div>",
                     L("Nothing was published yet."));
                staff_card_end(p);
                return OK;
        }
        staff_table(p, TR(w, "Published"));
        staff_head(p, TR(w, "Bulletin"));
        staff_head(p, TR(w, "Published at"));
        staff_head(p, TR(w, "For"));
        staff_head(p, TR(w, "Office"));
        staff_head(p, TR(w, "By"));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < n && i < PUBLISHED_SHOWN; i++) TRY(put_one(p, seq[i]));
        staff_table_end(p);
        staff_card_end(p);
        return OK;
}

static struct str figure_name(struct web *w, const struct figure_in *in)
{
        const struct figure *f = &in->l->figures[in->figure];
        return staff_label(w, &f->label, f->name);
}

static void put_change(struct page *p, const struct figure_out *was, const struct figure_change *c)
{
        struct web *w = p->w;
        HTML(&p->h, "<tr><td>{}", T(figure_name(w, &was->in)));
        if (was->in.one) HTML(&p->h, " · {}", T(was->all.label));
        HTML(&p->h,
             "</td><td class=\"zt-num\">{}</td><td class=\"zt-num\">{}</td>"
             "<td class=\"zt-num\">{}</td><td>",
             T(figure_told(&w->ask, was, &c->then)), T(figure_told(&w->ask, was, &c->now)),
             T(bulletin_difference(&w->ask, was, c)));
        for (size_t i = 0; i < c->n && i < STAFF_PAGE; i++)
                if (c->v[i].record && !c->v[i].hidden)
                        HTML(&p->h, "<a href=\"{}\">{}</a> ",
                             U(staff_record_url(w, was->in.l, c->v[i].number)), T(c->v[i].number));
        if (c->withheld) HTML(&p->h, "{} {}", L("withheld:"), I(c->withheld));
        TAG(&p->h, "</td></tr>\n");
}

static enum err published_page(struct web *w, int64_t seq)
{
        struct bulletin_since x;
        struct page p;
        enum err e = bulletin_changes(&w->ask, seq, &x);
        if (e == ERR_NOT_FOUND && w->f.n == 0)
                return FAULT(&w->f, e, "bulletin.none", S("published"), "没有发布过这一期",
                             "no such bulletin was published");
        TRY(e);
        page_begin(&p, w, title_of(w, x.in.name), PAGE_STAFF);
        HTML(&p.h, "<p><a href=\"{}\">{}</a> · {} {}</p>\n", U(bulletin_url(w, x.in.name)),
             L("The bulletin as it is now"), L("published"), T(label_moment(&w->ask, x.event.at)));
        if (x.root.n)
                HTML(&p.h, "<p class=\"text-secondary\">{} {}, {} <code>{}</code></p>\n",
                     L("The log then: events"), I(x.size), L("root"), T(x.root));
        staff_card(&p, TR(w, "As it was published"));
        struct str text = STR_NONE;
        if (x.markdown) TRY(bulletin_kept(&w->ask, x.text, MARKDOWN_HTML, &text));
        HTML(&p.h, "<div class=\"card-body zt-bulletin\">{}</div>",
             F(x.markdown ? html_markdown(text) : html_lines(&p.h, x.text)));
        staff_card_end(&p);
        staff_card(&p, TR(w, "What has changed since"));
        if (x.n == 0) {
                HTML(&p.h, "<div class=\"card-body\">{}</div>", L("Nothing has changed."));
        } else {
                staff_table(&p, TR(w, "What has changed since"));
                staff_head(&p, TR(w, "Figure"));
                staff_head_number(&p, TR(w, "Then"));
                staff_head_number(&p, TR(w, "Now"));
                staff_head_number(&p, TR(w, "Difference"));
                staff_head(&p, TR(w, "Rows"));
                TAG(&p.h, "</tr></thead><tbody>\n");
                for (size_t i = 0; i < x.n; i++) put_change(&p, &x.v[i].was, &x.v[i].change);
                staff_table_end(&p);
        }
        staff_card_end(&p);
        return page_end(&p, 200);
}

/* ---- all of them ----------------------------------------------------------------------------- */

enum err staff_bulletins(struct web *w)
{
        struct page p;
        struct str *name;
        size_t n;
        TRY(web_ask(w));
        bulletin_names(&w->ask, &name, &n);
        page_begin(&p, w, TR(w, "Bulletins"), PAGE_STAFF);
        if (n == 0)
                page_empty(&p, TR(w, "There are no bulletins."),
                           TR(w, "A ledger's file declares one, or a file in bulletins/."));
        if (n) TAG(&p.h, "<div class=\"card mb-3\"><ul class=\"list-group list-group-flush\">");
        for (size_t i = 0; i < n; i++)
                HTML(&p.h, "<li class=\"list-group-item\"><a href=\"{}\">{}</a></li>\n",
                     U(bulletin_url(w, name[i])), T(title_of(w, name[i])));
        if (n) TAG(&p.h, "</ul></div>\n");
        TRY(put_published(&p, STR_NONE));
        return page_end(&p, 200);
}

/* ---- one ------------------------------------------------------------------------------------- */

static struct bulletin_in asked(struct web *w, const struct staff_span *s)
{
        struct bulletin_in in = { .name = w->arg[0],
                                  .on = s->on,
                                  .from = s->from,
                                  .to = s->to,
                                  .office = s->office,
                                  .now = s->now,
                                  .format = MARKDOWN_HTML,
                                  .notes = true,
                                  .base = S("/app/") };
        if (day_is(s->known)) in.known = (struct known){ .is = true, .day = s->known };
        return in;
}

static void hidden(struct page *p, struct str name, struct str value)
{
        struct form_input in = { .name = name, .type = S("hidden"), .value = value };
        if (value.n) form_plain(p, &in);
}

static void put_publish(struct page *p, const struct staff_span *s)
{
        struct web *w = p->w;
        if (w->who.account < 0 || s->office < 0 || day_is(s->known) || s->now ||
            !bulletin_may_publish(&w->in->in, w->who.account, s->office))
                return;
        staff_card(p, TR(w, "Publish"));
        HTML(&p->h, "<div class=\"card-body\"><p>{}</p>",
             L("The text is kept as it stands now, in the log. Should a figure change later by "
               "what "
               "becomes known, this page says by how much and by which records."));
        form_begin(p, bulletin_url(w, w->arg[0]), false);
        hidden(p, S("on"), label_day(&w->ask, s->on));
        hidden(p, S("from"), label_day(&w->ask, s->from));
        hidden(p, S("to"), label_day(&w->ask, s->to));
        hidden(p, S("office"), w->in->in.offices.o[s->office].code);
        hidden(p, S("pick"), web_query(w, S("pick")));
        form_end(p, TR(w, "Publish this bulletin"));
        TAG(&p->h, "</div>");
        staff_card_end(p);
}

/* The records that stand in this issue as cases. */
static void put_pick(struct page *p)
{
        struct form_input in = { .name = S("pick"),
                                 .type = S("text"),
                                 .label = TR(p->w, "Cases picked for this issue"),
                                 .hint = TR(p->w, "Numbers of records, separated by commas"),
                                 .value = web_query(p->w, S("pick")) };
        form_plain(p, &in);
}

/* The last day, week, month, quarter and year that have ended. */
static void put_periods(struct page *p, const struct staff_span *s)
{
        struct web *w = p->w;
        struct day today = ask_today(&w->ask);
        TAG(&p->h, "<p class=\"btn-list d-print-none\">");
        for (int u = PERIOD_DAY; u < PERIOD_OTHER; u++) {
                struct period last = period_of((enum period_unit)u, today);
                if (last.to.v >= today.v)
                        last = period_of((enum period_unit)u, day_add(last.from, -1));
                struct str url = str_printf(
                        w->a, "%.*s?from=%.*s&to=%.*s&office=%.*s", SP(bulletin_url(w, w->arg[0])),
                        SP(label_day(&w->ask, last.from)), SP(label_day(&w->ask, last.to)),
                        SP(s->office < 0 ? STR_NONE : w->in->in.offices.o[s->office].code));
                HTML(&p->h, "<a class=\"btn btn-sm text-wrap\" href=\"{}\">{}</a> ", U(url),
                     T(label_period(&w->ask, last)));
        }
        TAG(&p->h, "</p>\n");
}

static enum err put_bulletin(struct page *p, const struct staff_span *s,
                             const struct bulletin_out *x)
{
        struct web *w = p->w;
        form_get(p, bulletin_url(w, w->arg[0]));
        staff_span_put(p, s);
        if (x->picks) put_pick(p);
        form_end(p, TR(w, "Show"));
        put_periods(p, s);
        HTML(&p->h,
             "<section class=\"card mb-3\"><div class=\"card-body zt-bulletin\">{}</div>"
             "</section>\n",
             F(html_markdown(bulletin_body(x))));
        put_publish(p, s);
        return put_published(p, w->arg[0]);
}

enum err staff_bulletin(struct web *w)
{
        struct staff_span s;
        struct bulletin_out x;
        struct page p;
        int64_t seq;
        TRY(web_ask(w));
        TRY(web_query_int(w, S("published"), -1, &seq));
        if (seq >= 0) return published_page(w, seq);
        TRY(staff_span_read(w, &s));
        struct bulletin_in in = asked(w, &s);
        bulletin_pick(w->a, web_query(w, S("pick")), &in);
        TRY(bulletin_render(&w->ask, &in, &x));
        page_begin(&p, w, title_of(w, w->arg[0]), PAGE_STAFF);
        TRY(put_bulletin(&p, &s, &x));
        return page_end(&p, 200);
}

/* ---- publishing ------------------------------------------------------------------------------ */

static enum err posted_day(struct web *w, struct str name, struct day *ret)
{
        struct str s = web_form(w, name);
        *ret = DAY_NONE;
        if (s.n == 0 || day_parse(s, ret) == OK) return OK;
        return FAULT(&w->f, ERR_INPUT, "day", name, "日期应为 2022-08-22 这样的形式",
                     "a day is written as 2022-08-22");
}

enum err staff_publish(struct web *w)
{
        struct staff_span s = { .known = DAY_NONE };
        TRY(posted_day(w, S("on"), &s.on));
        TRY(posted_day(w, S("from"), &s.from));
        TRY(posted_day(w, S("to"), &s.to));
        struct day last = day_is(s.from) ? s.to : s.on;
        if (!day_is(last) || last.v > day_of(w->now, w->in->in.zone).v ||
            (day_is(s.from) && s.to.v < s.from.v))
                return FAULT(&w->f, ERR_INPUT, "day", S("on"), "须给出不在将来的日期或期间",
                             "a day or a period that is not in the future is needed");
        s.office = office_find(&w->in->in.offices, web_form(w, S("office")));
        if (s.office < 0)
                return FAULT(&w->f, ERR_NOT_FOUND, "office.none", S("office"), "没有此单位",
                             "there is no such office");
        struct bulletin_in in = asked(w, &s);
        bulletin_pick(w->a, web_form(w, S("pick")), &in);
        in.format = MARKDOWN_TEXT;
        web_publish(w, &in);
        return OK;
}

enum err staff_published(struct web *w)
{
        if (w->job.err != OK) return w->job.err;
        page_done(w, bulletin_url(w, w->arg[0]), S("published"));
        return OK;
}

/* admin_calendar.c: which days are worked, and when something is due. */
#include "ask/label.h"
#include "loop/admin.h"
#include "pages/admin.h"

/* ---- the years ------------------------------------------------------------------------------- */

static void put_days(struct page *p, const struct calendar_day *d, size_t n)
{
        char text[16];
        TAG(&p->h, "<td>");
        for (size_t i = 0; i < n; i++) {
                HTML(&p->h, "<span class=\"text-nowrap\">{}",
                     T(str_from(str_dup(p->w->a, day_format(d[i].day, text)), 5)));
                if (d[i].name.n) HTML(&p->h, " {}", T(d[i].name));
                TAG(&p->h, "</span> ");
        }
        TAG(&p->h, "</td>");
}

static void put_year(struct page *p, const struct calendar_year *y)
{
        if (y->year) HTML(&p->h, "<tr><td>{}</td>", I(y->year));
        else HTML(&p->h, "<tr><td>{}</td>", L("of this city"));
        put_days(p, y->off, y->off_n);
        put_days(p, y->work, y->work_n);
        HTML(&p->h, "<td>{}</td></tr>\n", T(y->source));
}

static void put_years(struct page *p, const struct calendar *c)
{
        struct web *w = p->w;
        staff_card(p, TR(w, "Years that are arranged"));
        staff_table(p, TR(w, "Years that are arranged"));
        staff_head(p, TR(w, "Year"));
        staff_head(p, TR(w, "Days off"));
        staff_head(p, TR(w, "Make-up working days"));
        staff_head(p, TR(w, "Source"));
        TAG(&p->h, "</tr></thead><tbody>\n");
        if (c->local.off_n + c->local.work_n) put_year(p, &c->local);
        for (size_t i = c->years_n; i > 0; i--) put_year(p, &c->years[i - 1]);
        staff_table_end(p);
        staff_card_end(p);
}

/* ---- when is it due -------------------------------------------------------------------------- */

struct reckoning {
        struct str from, within;
        bool is;
        struct clock clock;
        struct due due;
        struct clock_rules rules;
};

static enum err read_from(struct web *w, struct reckoning *x)
{
        struct day d;
        struct str s = x->from;
        char copy[40];
        if (day_parse(s, &d) == OK) {
                x->clock.start = moment_at(d, 0, x->rules.zone);
                return OK;
        }
        /* 2022-05-13T09:30 of a browser is 2022-05-13 09:30 */
        if (s.n < sizeof copy) memcpy(copy, s.p, s.n);
        if (s.n > 10 && s.n < sizeof copy && copy[10] == 'T') copy[10] = ' ';
        if (s.n < sizeof copy) s.p = copy;
        if (moment_parse(s, x->rules.zone, &x->clock.start) == OK) return OK;
        return FAULT(&w->f, ERR_INPUT, "from", S("from"),
                     "应为日期或时刻，如 2022-05-13 或 2022-05-13 09:30",
                     "expected a day or a moment, as 2022-05-13 or 2022-05-13 09:30");
}

static enum err reckon(struct web *w, struct reckoning *x)
{
        x->from = str_trim(web_query(w, S("from")));
        x->within = str_trim(web_query(w, S("within")));
        x->rules = city_clock(w->in->in.city, -1);
        if (x->from.n + x->within.n == 0) return OK;
        enum err e = read_from(w, x);
        if (allowance_parse(x->within, &x->clock.within) != OK)
                e = FAULT(&w->f, ERR_INPUT, "within", S("within"),
                          "应为期限，如 13个工作日、30分钟、2个月",
                          "expected an allowance, as 13 workdays, 30 minutes, 2 months");
        if (e != OK) return e;
        x->is = clock_due(&x->rules, &x->clock, x->clock.start, &x->due) == OK;
        if (x->is) return OK;
        return FAULT(&w->f, ERR_INPUT, "within", S("within"), "时限超出可计算范围（十年）",
                     "the due time lies beyond what can be reckoned (ten years)");
}

static void put_due(struct page *p, const struct reckoning *x)
{
        struct web *w = p->w;
        AUTO(buf_free) struct buf b = { .limit = TEXT_BYTES_MAX };
        if (!x->is) return;
        clock_explain(&x->rules, &x->clock, x->clock.start, w->lang, &b);
        HTML(&p->h, "<p>{} <strong>{}</strong>", L("Due:"), T(label_due(&w->ask, x->due.at)));
        if (x->due.provisional) HTML(&p->h, " <span class=\"badge\">{}</span>", L("provisional"));
        HTML(&p->h, "</p><pre tabindex=\"0\">{}</pre>", T(buf_view(&b)));
}

static void put_calculator(struct page *p, const struct reckoning *x)
{
        struct web *w = p->w;
        struct form_input from = { .name = S("from"),
                                   .label = TR(w, "From"),
                                   .type = S("text"),
                                   .value = x->from,
                                   .hint = S("2022-05-13 09:30") };
        struct form_input within = { .name = S("within"),
                                     .label = TR(w, "Allowance"),
                                     .type = S("text"),
                                     .value = x->within,
                                     .hint = w->lang == LANG_ZH ? S("13个工作日 · 30分钟 · 2个月")
                                                                : S("13 workdays · 30 minutes") };
        staff_card(p, TR(w, "When is it due"));
        TAG(&p->h, "<div class=\"card-body\">");
        form_get(p, S("/app/calendar"));
        form_plain(p, &from);
        form_plain(p, &within);
        form_end(p, TR(w, "Reckon"));
        put_due(p, x);
        TAG(&p->h, "</div>");
        staff_card_end(p);
}

/* ---- import ---------------------------------------------------------------------------------- */

static void put_import(struct page *p)
{
        struct form_input in = { .name = S("text"),
                                 .label = TR(p->w, "The year's file (YAML)"),
                                 .type = S("note"),
                                 .required = true };
        if (!web_may_administer(p->w, ADMINISTER_CALENDARS)) return;
        staff_card(p, TR(p->w, "Import a year"));
        HTML(&p->h, "<div class=\"card-body\"><p class=\"text-secondary\">{}</p>",
             L("The file of one year, or of the days of this city, as in calendars/: days off and "
               "make-up working days."));
        form_begin(p, S("/app/calendar"), false);
        form_plain(p, &in);
        form_end(p, TR(p->w, "Put in force"));
        TAG(&p->h, "</div>");
        staff_card_end(p);
}

static enum err put_page(struct web *w, int status)
{
        struct page p;
        struct reckoning x = { 0 };
        TRY(web_ask(w));
        if (reckon(w, &x) != OK) status = 400;
        page_begin(&p, w, TR(w, "Calendar"), PAGE_STAFF);
        page_mistakes(&p);
        put_calculator(&p, &x);
        put_import(&p);
        if (w->in->in.calendar) put_years(&p, w->in->in.calendar);
        else
                page_empty(&p, TR(w, "No year is arranged yet."),
                           TR(w, "Monday to Friday count as worked; what is reckoned is "
                                 "provisional."));
        return page_end(&p, status);
}

enum err admin_calendar_page(struct web *w)
{
        return put_page(w, 200);
}

static enum err import(struct writer *wr, void *ctx, struct faults *f)
{
        const struct str *text = ctx;
        return admin_calendar(wr, S("calendar.yaml"), *text, f);
}

enum err admin_calendar_import(struct web *w)
{
        struct str *text = ARENA_NEW(w->a, struct str, 1);
        *text = web_form(w, S("text"));
        web_administer(w, import, text);
        return OK;
}

enum err admin_calendar_imported(struct web *w)
{
        if (w->job.err != OK && w->job.err != ERR_INPUT && w->job.err != ERR_CONFLICT)
                return w->job.err;
        if (w->job.err != OK) return put_page(w, web_status(w->job.err));
        page_done(w, S("/app/calendar"), S("saved"));
        return OK;
}

/* staff.c: what the staff pages share, and their routes. */
#include "pages/staff.h"

#include "ask/label.h"

/* ---- addresses ------------------------------------------------------------------------------- */

struct str staff_with(struct web *w, struct str base, struct str name, struct str value)
{
        size_t at;
        if (value.n == 0) return base;
        const char *mark = str_find(base, S("?"), &at) ? "&" : "?";
        return str_printf(w->a, "%.*s%s%.*s=%.*s", SP(base), mark, SP(name),
                          SP(web_encode(w->a, value, STR_NONE)));
}

struct str staff_record_url(struct web *w, const struct ledger *l, struct str number)
{
        return str_printf(w->a, "/app/records/%.*s/%.*s", SP(l->name),
                          SP(web_encode(w->a, number, STR_NONE)));
}

void staff_way(struct page *p, const struct linked *x)
{
        if (x->number.n)
                HTML(&p->h, "<a href=\"{}\">{}</a>", U(staff_record_url(p->w, x->l, x->number)),
                     T(x->text));
        else HTML(&p->h, "{}", T(x->text));
}

/* ---- words ----------------------------------------------------------------------------------- */

struct str staff_label(const struct web *w, const struct label *l, struct str name)
{
        return label_in(l, name, w->lang);
}

/* ---- rights ---------------------------------------------------------------------------------- */

static const struct account *account_of(const struct web *w)
{
        return w->who.account < 0 ? NULL : &w->in->in.accounts.v[w->who.account];
}

bool staff_may_enter(const struct web *w, const struct step *s)
{
        const struct account *x = account_of(w);
        if (!s->enters || s->retired || s->builtin != STEP_DECLARED) return false;
        for (size_t i = 0; x && i < x->posts_n; i++)
                for (size_t k = 0; k < s->by_n; k++) {
                        enum role r = x->posts[i].role;
                        bool office =
                                s->by[k].role != ROLE_REQUESTER && s->by[k].role != ROLE_TIMER;
                        if (office && (r == s->by[k].role || (r == ROLE_RECORDER && s->has_late)))
                                return true;
                }
        return false;
}

bool staff_holds_at(const struct web *w, unsigned roles, int office)
{
        const struct account *x = account_of(w);
        for (size_t i = 0; x && office >= 0 && i < x->posts_n; i++)
                if ((roles >> x->posts[i].role & 1) &&
                    office_under(&w->in->in.offices, office, x->posts[i].office, DAY_NONE))
                        return true;
        return false;
}

/* ---- parts ----------------------------------------------------------------------------------- */

void staff_option(struct page *p, struct str value, struct str label, struct str now)
{
        if (str_eq(value, now))
                HTML(&p->h, "<option value=\"{}\" selected>{}</option>", T(value), T(label));
        else HTML(&p->h, "<option value=\"{}\">{}</option>", T(value), T(label));
}

static void office_choice(struct page *p, int office, size_t *left)
{
        const struct offices *o = &p->w->in->in.offices;
        if (*left == 0) return;
        --*left;
        HTML(&p->h, "<option value=\"{}\">{}</option>", T(o->o[office].code),
             T(office_name(o, office, DAY_NONE, p->w->lang)));
}

void staff_office_input(struct page *p, struct str name, struct str label, int now)
{
        const struct offices *o = &p->w->in->in.offices;
        const struct reader *who = &p->w->reader;
        size_t left = STAFF_CHOICES_MAX;
        int above[OFFICE_DEPTH_MAX];
        HTML(&p->h,
             "<div class=\"zt-field\"><label class=\"form-label\" for=\"q-{}\">{}</label>"
             "<input class=\"form-control\" id=\"q-{}\" name=\"{}\" value=\"{}\" list=\"l-{}\">"
             "<datalist id=\"l-{}\">",
             T(name), T(label), T(name), T(name), T(now < 0 ? STR_NONE : o->o[now].code), T(name),
             T(name));
        for (size_t i = 0; i < who->top_n; i++) office_choice(p, who->top[i], &left);
        size_t n = now < 0 ? 0 : office_above(o, now, DAY_NONE, above);
        for (size_t i = 1; i < n; i++)
                if (reader_reaches(who, &p->w->in->in, above[i])) office_choice(p, above[i], &left);
        for (int i = 0; now >= 0 && left && i < (int)o->n; i++)
                if (o->o[i].spans[o->o[i].spans_n - 1].parent == now) office_choice(p, i, &left);
        TAG(&p->h, "</datalist></div>");
}

void staff_card(struct page *p, struct str title)
{
        HTML(&p->h,
             "<section class=\"card mb-3\"><div class=\"card-header\">"
             "<h2 class=\"card-title\">{}</h2></div>\n",
             T(title));
}

void staff_card_end(struct page *p)
{
        TAG(&p->h, "</section>\n");
}

void staff_table(struct page *p, struct str caption)
{
        HTML(&p->h,
             "<div class=\"table-responsive\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">"
             "<table class=\"table table-vcenter card-table\"><thead><tr>",
             T(caption));
}

void staff_head(struct page *p, struct str label)
{
        HTML(&p->h, "<th scope=\"col\">{}</th>", T(label));
}

void staff_head_number(struct page *p, struct str label)
{
        HTML(&p->h, "<th scope=\"col\" class=\"text-end\">{}</th>", T(label));
}

void staff_stack(struct page *p, struct str caption)
{
        HTML(&p->h,
             "<div class=\"table-responsive\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">"
             "<table class=\"table table-vcenter card-table zt-stack\"><thead><tr>",
             T(caption));
}

void staff_cell(struct page *p, struct str label)
{
        HTML(&p->h, "<td data-label=\"{}\">", T(label));
}

void staff_table_end(struct page *p)
{
        TAG(&p->h, "</tbody></table></div>\n");
}

/* ---- when and where -------------------------------------------------------------------------- */

static enum err check_future(struct web *w, struct str name, struct day d)
{
        struct day today = ask_today(&w->ask);
        char a[16], b[16];
        if (!day_is(d) || d.v <= today.v) return OK;
        return FAULT(&w->f, ERR_INPUT, "day.future", name, "%.*s 在将来（今天是 %.*s）",
                     "%.*s lies in the future (today is %.*s)", SP(day_format(d, a)),
                     SP(day_format(today, b)));
}

static enum err read_office(struct web *w, int *ret)
{
        struct str code = web_query(w, S("office"));
        *ret = w->reader.top_n && !w->reader.all ? w->reader.top[0]
                                                 : office_root(&w->in->in.offices);
        if (code.n == 0) return OK;
        int i = office_find(&w->in->in.offices, code);
        if (i < 0)
                return FAULT(&w->f, ERR_NOT_FOUND, "office.none", S("office"), "没有单位“%.*s”",
                             "there is no office '%.*s'", SP(str_sub(code, 0, 60)));
        *ret = i;
        return OK;
}

enum err staff_span_read(struct web *w, struct staff_span *ret)
{
        struct staff_span x;
        TRY(web_query_day(w, S("on"), &x.on));
        TRY(web_query_day(w, S("from"), &x.from));
        TRY(web_query_day(w, S("to"), &x.to));
        TRY(web_query_day(w, S("known"), &x.known));
        if (day_is(x.from) && !day_is(x.to)) x.to = ask_today(&w->ask);
        if (!day_is(x.from) && day_is(x.to))
                return FAULT(&w->f, ERR_INPUT, "usage.period", S("from"), "期间须有首日",
                             "a period has a first day");
        if (day_is(x.from) && x.to.v < x.from.v)
                return FAULT(&w->f, ERR_INPUT, "usage.period", S("to"), "期间的末日早于首日",
                             "the period ends before it begins");
        TRY(check_future(w, S("on"), x.on));
        TRY(check_future(w, S("to"), x.to));
        TRY(check_future(w, S("known"), x.known));
        if (!day_is(x.on)) x.on = ask_today(&w->ask);
        TRY(read_office(w, &x.office));
        TRY(web_query_tree(w, &x.now));
        x.plain = false;
        *ret = x;
        return OK;
}

static void day_input(struct page *p, struct str name, struct str label, struct day d)
{
        char text[16];
        HTML(&p->h,
             "<div class=\"zt-field\"><label class=\"form-label\" for=\"q-{}\">{}</label>"
             "<input class=\"form-control\" type=\"date\" id=\"q-{}\" name=\"{}\" value=\"{}\">"
             "</div>",
             T(name), T(label), T(name), T(name),
             T(day_is(d) ? str_dup(p->w->a, day_format(d, text)) : STR_NONE));
}

void staff_span_put(struct page *p, const struct staff_span *x)
{
        bool period = day_is(x->from);
        staff_office_input(p, S("office"), TR(p->w, "Office"), x->office);
        day_input(p, S("on"), TR(p->w, "As of"), period ? DAY_NONE : x->on);
        day_input(p, S("from"), TR(p->w, "or from"), x->from);
        day_input(p, S("to"), TR(p->w, "to"), period ? x->to : DAY_NONE);
        if (x->plain) return;
        HTML(&p->h,
             "<div class=\"zt-field\"><label class=\"form-label\" for=\"q-tree\">{}</label>"
             "<select class=\"form-select\" id=\"q-tree\" name=\"tree\">"
             "<option value=\"then\">{}</option>",
             L("Tree of offices"), L("as of each day"));
        if (x->now) HTML(&p->h, "<option value=\"now\" selected>{}</option>", L("as of today"));
        else HTML(&p->h, "<option value=\"now\">{}</option>", L("as of today"));
        TAG(&p->h, "</select></div>");
}

static struct str with_day(struct web *w, struct str base, struct str name, struct day d)
{
        char text[16];
        return day_is(d) ? staff_with(w, base, name, day_format(d, text)) : base;
}

struct str staff_span_url(struct web *w, struct str base, const struct staff_span *x)
{
        bool period = day_is(x->from);
        struct str u = base;
        u = with_day(w, u, S("on"), period ? DAY_NONE : x->on);
        u = with_day(w, u, S("from"), x->from);
        u = with_day(w, u, S("to"), period ? x->to : DAY_NONE);
        u = with_day(w, u, S("known"), x->known);
        if (x->now) u = staff_with(w, u, S("tree"), S("now"));
        return x->office < 0 ? u
                             : staff_with(w, u, S("office"), w->in->in.offices.o[x->office].code);
}

/* ---- routes ---------------------------------------------------------------------------------- */

#define STAFF(method, pattern, name, flags, run, after)                                            \
        {                                                                                          \
                method, pattern, name, DOOR_SIGNED, 0, flags, run, after                           \
        }

const struct web_route staff_routes[] = {
        STAFF(WEB_GET, "/app", "app.work", 0, staff_work, NULL),
        STAFF(WEB_GET, "/app/", "app.work", 0, staff_work, NULL),
        STAFF(WEB_GET, "/app/work", "app.work", 0, staff_work, NULL),
        STAFF(WEB_GET, "/app/sessions", "app.sessions", 0, staff_sessions, NULL),
        STAFF(WEB_POST, "/app/sessions", "app.session.end", WEB_FORM, staff_session_end,
              staff_session_ended),
        STAFF(WEB_GET, "/app/search", "app.search", 0, staff_search, NULL),
        STAFF(WEB_GET, "/app/records/{ledger}", "app.list", 0, staff_list, NULL),
        STAFF(WEB_GET, "/app/records/{ledger}/export.csv", "app.export", 0, staff_export, NULL),
        STAFF(WEB_GET, "/app/records/{ledger}/new", "app.new", 0, staff_new, NULL),
        STAFF(WEB_POST, "/app/records/{ledger}/new", "app.enter", WEB_FORM, staff_enter,
              staff_entered),
        STAFF(WEB_GET, "/app/records/{ledger}/{number}", "app.record", 0, staff_record, NULL),
        STAFF(WEB_POST, "/app/records/{ledger}/{number}/{step}", "app.step", WEB_FORM, staff_step,
              staff_stepped),
        STAFF(WEB_POST, "/app/records/{ledger}/{number}/reveal", "app.reveal", WEB_FORM,
              staff_reveal, staff_revealed),
        STAFF(WEB_GET, "/app/records/{ledger}/{number}/files/{file}", "app.file", 0, staff_file,
              NULL),
        STAFF(WEB_GET, "/app/records/{ledger}/{number}/papers/{paper}", "app.paper", 0, staff_paper,
              NULL),
        STAFF(WEB_POST, "/app/links", "app.link", WEB_FORM, staff_link, staff_linked),
        STAFF(WEB_GET, "/app/figures", "app.figures", 0, staff_figure_ledgers, NULL),
        STAFF(WEB_GET, "/app/figures/{name}", "app.figure", 0, staff_figure_any, NULL),
        STAFF(WEB_GET, "/app/series/{name}", "app.series", 0, staff_series, NULL),
        STAFF(WEB_GET, "/app/score/{name}", "app.score", 0, staff_score, NULL),
        STAFF(WEB_GET, "/app/bulletins", "app.bulletins", 0, staff_bulletins, NULL),
        STAFF(WEB_GET, "/app/bulletins/{name}", "app.bulletin", 0, staff_bulletin, NULL),
        STAFF(WEB_POST, "/app/bulletins/{name}", "app.publish", WEB_FORM, staff_publish,
              staff_published),
};
const size_t staff_routes_n = LEN(staff_routes);

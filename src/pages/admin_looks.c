/* admin_looks.c: what the audit administrator reads: who opened which record, who signed in, which
 * links were issued. */
#include "ask/label.h"
#include "ask/looks.h"
#include "pages/admin.h"

struct looking {
        struct looks_in in;
        struct str login, record; /* as typed */
};

/* ---- what is asked --------------------------------------------------------------------------- */

static enum err find_login(struct web *w, struct looking *x)
{
        if (x->login.n == 0) return OK;
        int i = account_find(&w->in->in.accounts, x->login);
        if (i < 0)
                return FAULT(&w->f, ERR_INPUT, "account.none", S("login"), "没有账号“%.*s”",
                             "there is no account '%.*s'", SP(str_sub(x->login, 0, 60)));
        x->in.account = w->in->in.accounts.v[i].id;
        return OK;
}

/* "request/ZTC2022000017", or a number alone, that is looked for in every ledger. The scope of the
 * reader does not matter: this is the log of looks, not the record. */
static enum err find_record(struct web *w, struct looking *x)
{
        const struct city *c = w->in->in.city;
        struct view v = { .st = w->ask.st, .city = c };
        struct str ledger = STR_NONE, number = x->record;
        if (x->record.n == 0) return OK;
        (void)str_cut(x->record, '/', &ledger, &number);
        for (size_t i = 0; i < c->ledgers_n; i++) {
                if (ledger.n && !str_eq(ledger, c->ledgers[i].name)) continue;
                enum err e = rec_find(&v, &c->ledgers[i], number, &x->in.record);
                if (e != ERR_NOT_FOUND) return ask_failed(&w->ask, e);
        }
        return FAULT(&w->f, ERR_INPUT, "record.unknown", S("record"), "没有编号“%.*s”",
                     "there is no number '%.*s'", SP(str_sub(x->record, 0, 60)));
}

static enum err read_asked(struct web *w, struct looking *ret)
{
        struct looking x = { .login = str_trim(web_query(w, S("login"))),
                             .record = str_trim(web_query(w, S("record"))) };
        x.in.limit = STAFF_PAGE;
        x.in.after = web_query(w, S("after"));
        x.in.from = x.in.to = DAY_NONE;
        *ret = x;
        TRY(web_ask(w));
        enum err e = web_query_day(w, S("from"), &ret->in.from);
        enum err to = web_query_day(w, S("to"), &ret->in.to);
        enum err login = find_login(w, ret), record = find_record(w, ret);
        if (e == OK) e = to;
        if (e == OK) e = login;
        return e == OK ? record : e;
}

static void put_input(struct page *p, struct str name, struct str label, struct str type,
                      struct str value)
{
        struct form_input in = { .name = name, .label = label, .type = type, .value = value };
        form_plain(p, &in);
}

static void put_asking(struct page *p, const struct looking *x, struct str action, bool record)
{
        struct web *w = p->w;
        page_mistakes(p);
        form_get(p, action);
        if (record) put_input(p, S("record"), TR(w, "Number of the record"), S("text"), x->record);
        put_input(p, S("login"), TR(w, "Login"), S("text"), x->login);
        put_input(p, S("from"), TR(w, "From day"), S("date"), label_day(&w->ask, x->in.from));
        put_input(p, S("to"), TR(w, "To day"), S("date"), label_day(&w->ask, x->in.to));
        form_end(p, TR(w, "Show"));
}

static struct str asked_url(struct web *w, const struct looking *x, struct str action)
{
        struct str u = staff_with(w, action, S("record"), x->record);
        u = staff_with(w, u, S("login"), x->login);
        u = staff_with(w, u, S("from"), label_day(&w->ask, x->in.from));
        return staff_with(w, u, S("to"), label_day(&w->ask, x->in.to));
}

static void put_nothing(struct page *p)
{
        page_empty(p, TR(p->w, "Nothing here."),
                   TR(p->w, "Nothing was noted that fits; ask for more days or fewer words."));
}

/* ---- looks ----------------------------------------------------------------------------------- */

static void put_look(struct page *p, const struct look_line *l)
{
        struct web *w = p->w;
        HTML(&p->h, "<tr><td class=\"text-nowrap\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
             T(label_moment(&w->ask, l->at)),
             T(l->login.n ? l->login : TR(w, "(without an account)")),
             T(l->number.n ? str_printf(w->a, "%.*s/%.*s", SP(l->ledger), SP(l->number))
                           : label_number(&w->ask, l->record, 0)),
             T(look_how_label(l->how, w->lang)));
}

enum err admin_looks_page(struct web *w)
{
        struct looking x;
        struct looks_out out = { 0 };
        struct page p;
        enum err e = read_asked(w, &x);
        if (e == OK) e = looks_read(&w->ask, &x.in, &out);
        if (e != OK && e != ERR_INPUT) return e;
        page_begin(&p, w, TR(w, "Log of looks"), PAGE_STAFF);
        put_asking(&p, &x, S("/app/looks"), true);
        if (out.n == 0) {
                put_nothing(&p);
                return page_end(&p, e == OK ? 200 : web_status(e));
        }
        TAG(&p.h, "<section class=\"card mb-3\">");
        staff_table(&p, TR(w, "Log of looks"));
        staff_head(&p, TR(w, "When"));
        staff_head(&p, TR(w, "Login"));
        staff_head(&p, TR(w, "Record"));
        staff_head(&p, TR(w, "How"));
        TAG(&p.h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < out.n; i++) put_look(&p, &out.v[i]);
        staff_table_end(&p);
        staff_card_end(&p);
        page_more(&p, asked_url(w, &x, S("/app/looks")), out.next);
        return page_end(&p, 200);
}

/* ---- sign-ins -------------------------------------------------------------------------------- */

static struct str why_label(struct web *w, const struct signin_line *l)
{
        if (str_eq(l->why, S("password"))) return TR(w, "wrong password");
        if (str_eq(l->why, S("locked"))) return TR(w, "locked");
        if (str_eq(l->why, S("disabled"))) return TR(w, "disabled");
        if (str_eq(l->why, S("code"))) return TR(w, "wrong code");
        if (str_eq(l->why, S("half"))) return TR(w, "the code was still to come");
        return l->why;
}

static void put_signin(struct page *p, const struct signin_line *l)
{
        struct web *w = p->w;
        HTML(&p->h,
             "<tr><td "
             "class=\"text-nowrap\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
             T(label_moment(&w->ask, l->at)), T(l->login.n ? l->login : TR(w, "(no such login)")),
             T(l->address), T(l->ok ? TR(w, "signed in") : TR(w, "refused")), T(why_label(w, l)));
}

enum err admin_signins_page(struct web *w)
{
        struct looking x;
        struct signins_out out = { 0 };
        struct page p;
        enum err e = read_asked(w, &x);
        if (e == OK) e = signins_read(&w->ask, &x.in, &out);
        if (e != OK && e != ERR_INPUT) return e;
        page_begin(&p, w, TR(w, "Sign-ins"), PAGE_STAFF);
        put_asking(&p, &x, S("/app/signins"), false);
        if (out.n == 0) {
                put_nothing(&p);
                return page_end(&p, e == OK ? 200 : web_status(e));
        }
        TAG(&p.h, "<section class=\"card mb-3\">");
        staff_table(&p, TR(w, "Sign-ins"));
        staff_head(&p, TR(w, "When"));
        staff_head(&p, TR(w, "Login"));
        staff_head(&p, TR(w, "Address"));
        staff_head(&p, TR(w, "Result"));
        staff_head(&p, TR(w, "Why"));
        TAG(&p.h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < out.n; i++) put_signin(&p, &out.v[i]);
        staff_table_end(&p);
        staff_card_end(&p);
        page_more(&p, asked_url(w, &x, S("/app/signins")), out.next);
        return page_end(&p, 200);
}

/* ---- links ----------------------------------------------------------------------------------- */

static struct str kind_label(struct web *w, struct str kind)
{
        if (str_eq(kind, S("first"))) return TR(w, "first administrators");
        if (str_eq(kind, S("password"))) return TR(w, "password");
        if (str_eq(kind, S("duty"))) return TR(w, "one duty");
        return kind;
}

static void put_link(struct page *p, const struct link_line *l)
{
        struct web *w = p->w;
        struct str whose = l->number.n ? str_printf(w->a, "%.*s/%.*s", SP(l->ledger), SP(l->number))
                                       : l->login;
        HTML(&p->h, "<tr><td class=\"text-nowrap\">{}</td><td>{}</td><td>{}</td><td>{}</td>",
             T(label_moment(&w->ask, l->made)), T(kind_label(w, l->kind)), T(whose),
             T(l->made_by.n ? l->made_by : TR(w, "command line")));
        HTML(&p->h, "<td>{}</td><td>{}</td></tr>\n", T(label_moment(&w->ask, l->expires)),
             T(moment_is(l->used) ? label_moment(&w->ask, l->used) : TR(w, "not yet")));
}

enum err admin_links_page(struct web *w)
{
        struct looking x;
        struct links_out out = { 0 };
        struct page p;
        enum err e = read_asked(w, &x);
        if (e == OK) e = links_read(&w->ask, &x.in, &out);
        if (e != OK && e != ERR_INPUT) return e;
        page_begin(&p, w, TR(w, "Links issued"), PAGE_STAFF);
        put_asking(&p, &x, S("/app/links"), false);
        if (out.n == 0) {
                put_nothing(&p);
                return page_end(&p, e == OK ? 200 : web_status(e));
        }
        TAG(&p.h, "<section class=\"card mb-3\">");
        staff_table(&p, TR(w, "Links issued"));
        staff_head(&p, TR(w, "Issued"));
        staff_head(&p, TR(w, "Kind of link"));
        staff_head(&p, TR(w, "For whom or what"));
        staff_head(&p, TR(w, "By"));
        staff_head(&p, TR(w, "Good until"));
        staff_head(&p, TR(w, "First used"));
        TAG(&p.h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < out.n; i++) put_link(&p, &out.v[i]);
        staff_table_end(&p);
        staff_card_end(&p);
        page_more(&p, asked_url(w, &x, S("/app/links")), out.next);
        return page_end(&p, 200);
}

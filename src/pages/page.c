#include "pages/page.h"

#include "ask/label.h"

/* ---- small parts ---- */

struct frag page_colour(struct html *h, enum colour c)
{
        static const struct str look[] = { [COLOUR_NONE] = SI("zt-none"),
                                           [COLOUR_GREEN] = SI("zt-green"),
                                           [COLOUR_YELLOW] = SI("zt-yellow"),
                                           [COLOUR_RED] = SI("zt-red") };
        size_t from = h->b->n;
        if (c != COLOUR_NONE)
                HTML(h, "<span class=\"badge {}\">{}</span>", T(look[c]),
                     T(colour_label(c, h->lang)));
        return html_cut(h, from);
}

struct frag page_kind(struct html *h, const struct ask *k, const struct ledger *l, int state)
{
        static const struct str look[] = { [KIND_OPEN] = SI("zt-open"),
                                           [KIND_DONE] = SI("zt-done"),
                                           [KIND_VOID] = SI("zt-void") };
        _Static_assert(LEN(look) == KIND_COUNT, "one row per kind");
        size_t from = h->b->n;
        HTML(h, "<span class=\"badge {}\">{}</span>", T(look[l->states[state].kind]),
             T(label_state(k, l, state)));
        return html_cut(h, from);
}

void page_more(struct page *p, struct str base, struct str after)
{
        if (after.n == 0) return;
        size_t at;
        const char *mark = str_find(base, S("?"), &at) ? "&" : "?";
        struct str to = str_printf(p->w->a, "%.*s%safter=%.*s", SP(base), mark,
                                   SP(web_encode(p->w->a, after, STR_NONE)));
        HTML(&p->h, "<p class=\"zt-more\"><a class=\"btn\" rel=\"next\" href=\"{}\">{}</a></p>\n",
             U(to), L("Next page"));
}

void page_empty(struct page *p, struct str what, struct str hint)
{
        HTML(&p->h, "<div class=\"empty zt-empty\"><p class=\"empty-title\">{}</p>", T(what));
        if (hint.n) HTML(&p->h, "<p class=\"empty-subtitle\">{}</p>", T(hint));
        TAG(&p->h, "</div>\n");
}

void page_explain(struct page *p, struct str lines)
{
        struct str line;
        if (str_trim(lines).n == 0) return;
        HTML(&p->h, "<details class=\"zt-why\"><summary>{}</summary>\n<ul>\n",
             L("How it was reckoned"));
        while (str_split(&lines, '\n', &line))
                if (str_trim(line).n) HTML(&p->h, "<li>{}</li>\n", T(str_trim(line)));
        TAG(&p->h, "</ul></details>\n");
}

void page_mistakes(struct page *p)
{
        const struct faults *f = &p->w->f;
        if (f->n == 0) return;
        HTML(&p->h,
             "<div class=\"alert alert-danger zt-alert\" role=\"alert\" id=\"mistakes\">"
             "<h2 class=\"alert-title\">{}</h2>\n<ul>\n",
             L("This could not be done yet"));
        for (const struct fault *x = f->first; x; x = x->next)
                HTML(&p->h, "<li>{}</li>\n", T(x->text));
        TAG(&p->h, "</ul></div>\n");
}

void page_warning(struct page *p, struct str text)
{
        HTML(&p->h, "<div class=\"alert alert-warning\" role=\"alert\">{}: {}</div>\n",
             L("Warning"), T(text));
}

void page_warned(struct page *p, const struct ledger *l, struct str step,
                 const struct outcome_of *o)
{
        for (size_t i = 0; i < o->warned_n; i++)
                page_warning(p, label_warning(&p->w->ask, l, step, o->warned[i]));
}

/* ---- local paths ---- */

struct str page_local(struct str path, struct str none)
{
        if (path.n == 0 || path.p[0] != '/') return none;
        if (path.n > 1 && path.p[1] == '/') return none;
        for (size_t i = 0; i < path.n; i++)
                if ((unsigned char)path.p[i] < 0x20 || path.p[i] == '\\' || path.p[i] == 0x7f)
                        return none;
        return path;
}

void page_done(struct web *w, struct str to, struct str word)
{
        size_t at;
        const char *mark = str_find(to, S("?"), &at) ? "&" : "?";
        web_redirect(w, str_printf(w->a, "%.*s%sdone=%.*s", SP(to), mark, SP(word)));
}

/* The address of this page, to come back to. */
static struct str here(const struct web *w)
{
        struct str path = web_encode(w->a, w->q->path, S("/"));
        if (w->q->method == WEB_POST || w->q->query.n == 0) return path;
        return str_printf(w->a, "%.*s?%.*s", SP(path), SP(w->q->query));
}

/* ---- the head ---- */

static struct str city_name(const struct web *w)
{
        if (!w->in || !w->in->in.city) return TR(w, "Zhitong");
        const struct city *c = w->in->in.city;
        return label_in(&c->label, c->name, w->lang);
}

static void put_head(struct page *p, struct str title)
{
        struct html *h = &p->h;
        HTML(h, "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n",
             T(p->w->lang == LANG_ZH ? S("zh-CN") : S("en")));
        if (str_eq(title, city_name(p->w))) HTML(h, "<title>{}</title>\n", T(title));
        else HTML(h, "<title>{} · {}</title>\n", T(title), T(city_name(p->w)));
        TAG(h, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        /* eval and style elements are forbidden by the CSP; nothing of a page is kept in the
         * browser's storage; error pages are shown like others */
        HTML(h, "<meta name=\"htmx-config\" content=\"{}\">\n",
             T(S("{\"includeIndicatorStyles\":false,\"allowEval\":false,\"historyCacheSize\":0,"
                 "\"refreshOnHistoryMiss\":true,\"selfRequestsOnly\":true,"
                 "\"responseHandling\":[{\"code\":\"204\",\"swap\":false},"
                 "{\"code\":\"...\",\"swap\":true}]}")));
        HTML(h, "<link rel=\"stylesheet\" href=\"{}\">\n", U(asset_url(p->w, S("tabler.min.css"))));
        HTML(h, "<link rel=\"stylesheet\" href=\"{}\">\n", U(asset_url(p->w, S("app.css"))));
        HTML(h, "<link rel=\"icon\" type=\"image/svg+xml\" href=\"{}\">\n",
             U(asset_url(p->w, S("mark.svg"))));
        HTML(h, "<script src=\"{}\" defer></script>\n</head>\n",
             U(asset_url(p->w, S("htmx.min.js"))));
}

/* ---- menus ---- */

static void put_item(struct page *p, struct str to, struct str label)
{
        bool is = str_eq(page_local(p->w->q->path, S("/")), to);
        HTML(&p->h, "<li><a href=\"{}\"{}>{}</a></li>\n", U(to),
             F(is ? html_markdown(S(" aria-current=\"page\"")) : html_markdown(STR_NONE)),
             T(label));
}

static bool account_is(const struct page *p)
{
        return p->w->who.account >= 0 && p->w->who.account_id != 0 && !p->w->who.half && p->w->in;
}

static bool has_role(const struct page *p, unsigned roles)
{
        if (!account_is(p)) return false;
        const struct account *a = &p->w->in->in.accounts.v[p->w->who.account];
        for (size_t i = 0; i < a->posts_n; i++)
                if (1u << a->posts[i].role & roles) return true;
        return false;
}

/* Roles that reach records (ask/scope.h): all but the three administrators. */
#define WORKING                                                                                    \
        (WEB_ROLE(CLERK) | WEB_ROLE(RECORDER) | WEB_ROLE(DISPATCHER) | WEB_ROLE(HANDLER) |         \
         WEB_ROLE(SUPERVISOR) | WEB_ROLE(EVALUATOR) | WEB_ROLE(LEADER) | WEB_ROLE(AUDITOR))

static bool may_enter(const struct page *p, const struct ledger *l)
{
        for (size_t s = 0; s < l->steps_n; s++)
                for (size_t b = 0; l->steps[s].enters && b < l->steps[s].by_n; b++)
                        if (has_role(p, 1u << l->steps[s].by[b].role)) return true;
        return false;
}

static void staff_ledgers(struct page *p)
{
        const struct city *c = p->w->in->in.city;
        for (size_t i = 0; c && i < c->ledgers_n; i++) {
                const struct ledger *l = &c->ledgers[i];
                struct str to = str_printf(p->w->a, "/app/records/%.*s", SP(l->name));
                put_item(p, to, label_in(&l->label, l->name, p->w->lang));
                if (may_enter(p, l))
                        put_item(p, str_printf(p->w->a, "%.*s/new", SP(to)),
                                 str_printf(p->w->a, "%.*s%s%.*s", SP(TR(p->w, "Enter")),
                                            p->w->lang == LANG_ZH ? "：" : ": ",
                                            SP(label_in(&l->label, l->name, p->w->lang))));
        }
}

struct entry {
        const char *to;
        struct str label; /* English */
        unsigned roles;   /* 0: everybody signed in */
};

static const struct entry working[] = {
        { "/app/figures", PO("Figures"), WORKING },
        { "/app/bulletins", PO("Bulletins"), WORKING },
        { "/app/offices", PO("Offices"), 0 },
        { "/app/definitions", PO("Definitions"), 0 },
        { "/app/calendar", PO("Calendar"), 0 },
        { "/app/accounts", PO("Accounts"),
          WEB_ROLE(SYSTEM) | WEB_ROLE(SECURITY) | WEB_ROLE(AUDIT) },
        { "/app/verify", PO("Verify"), WEB_ROLE(AUDIT) | WEB_ROLE(AUDITOR) },
        { "/app/looks", PO("Log of looks"), WEB_ROLE(AUDIT) },
        { "/app/signins", PO("Sign-ins"), WEB_ROLE(AUDIT) },
        { "/app/links", PO("Links issued"), WEB_ROLE(AUDIT) },
        { "/app/operation", PO("Operation"), WEB_ROLE(SYSTEM) },
        { "/app/notices", PO("Notices"), WEB_ROLE(SYSTEM) },
        { "/app/me", PO("My account"), 0 },
};

static void staff_menu(struct page *p)
{
        if (!account_is(p)) return;
        if (has_role(p, WORKING)) {
                put_item(p, S("/app/"), TR(p->w, "My work"));
                staff_ledgers(p);
        }
        for (size_t i = 0; i < LEN(working); i++)
                if (!working[i].roles || has_role(p, working[i].roles))
                        put_item(p, str_c(working[i].to), tr(p->w->lang, working[i].label));
}

static void public_menu(struct page *p)
{
        put_item(p, S("/"), TR(p->w, "Home"));
        put_item(p, S("/follow"), TR(p->w, "Follow a request"));
        if (account_is(p)) put_item(p, S("/app/"), TR(p->w, "My work"));
        else put_item(p, S("/signin"), TR(p->w, "Sign in"));
}

static void put_language(struct page *p)
{
        struct web *w = p->w;
        bool zh = w->lang == LANG_ZH;
        struct str to = str_printf(w->a, "/lang/%s?back=%.*s", zh ? "en" : "zh",
                                   SP(web_encode(w->a, here(w), S("/"))));
        HTML(&p->h, "<a class=\"zt-lang\" href=\"{}\" lang=\"{}\" hx-boost=\"false\">{}</a>\n",
             U(to), T(zh ? S("en") : S("zh-CN")), T(zh ? S("English") : S("中文")));
}

/* For whoever reaches records; the page of the answer has a form of its own. */
static void put_search(struct page *p)
{
        if (!has_role(p, WORKING) || str_eq(p->w->q->path, S("/app/search"))) return;
        form_search(p, S("/app/search"));
}

static void put_account(struct page *p)
{
        if (!account_is(p)) return;
        HTML(&p->h, "<span class=\"zt-who\">{}</span>\n",
             T(p->w->in->in.accounts.v[p->w->who.account].login));
        form_begin(p, S("/signout"), false);
        form_end(p, TR(p->w, "Sign out"));
}

/* ---- the frame ---- */

/* What was done, after a redirect: only these words mean anything. */
static const struct {
        struct str word, say;
} notices[] = {
        { SI("done"), PO("Done.") },
        { SI("entered"), PO("It has been entered.") },
        { SI("stepped"), PO("The step has been taken.") },
        { SI("saved"), PO("It has been saved.") },
        { SI("signed_out"), PO("You have signed out.") },
        { SI("password"), PO("The password has been set.") },
        { SI("factor"), PO("The second factor is in use from now on.") },
        { SI("factor_off"), PO("The second factor is off.") },
        { SI("ended"), PO("The other sessions have been ended.") },
        { SI("published"), PO("The bulletin has been published.") },
};

static void put_notice(struct page *p)
{
        struct str word = web_query(p->w, S("done"));
        for (size_t i = 0; word.n && i < LEN(notices); i++)
                if (str_eq(notices[i].word, word))
                        HTML(&p->h, "<p class=\"alert alert-success\" role=\"status\">{}</p>\n",
                             T(tr(p->w->lang, notices[i].say)));
}

static void put_menu(struct page *p)
{
        if (p->frame == PAGE_BARE) return;
        HTML(&p->h,
             "<details class=\"zt-menu\"><summary>{}</summary></details>\n"
             "<nav class=\"zt-nav\" aria-label=\"{}\"><ul>\n",
             L("Menu"), L("Main menu"));
        if (p->frame == PAGE_STAFF) staff_menu(p);
        else public_menu(p);
        TAG(&p->h, "</ul></nav>\n");
}

void page_begin(struct page *p, struct web *w, struct str title, enum page_frame frame)
{
        static const struct str look[] = { [PAGE_PUBLIC] = SI("zt-public"),
                                           [PAGE_STAFF] = SI("zt-staff"),
                                           [PAGE_BARE] = SI("zt-bare") };
        buf_reset(&w->ans.body);
        *p = (struct page){ .w = w, .h = { &w->ans.body, w->a, w->lang }, .frame = frame };
        put_head(p, title);
        /* htmx changes what is in the body, not the body itself: the look stands inside */
        HTML(&p->h, "<body hx-boost=\"true\">\n<div class=\"zt-page {}\">\n", T(look[frame]));
        HTML(&p->h, "<a class=\"zt-skip\" href=\"#main\">{}</a>\n", L("Skip to the content"));
        bool staff = frame == PAGE_STAFF && account_is(p);
        HTML(&p->h, "<header class=\"zt-top\">\n<a class=\"zt-brand\" href=\"{}\">{}</a>\n",
             U(staff ? S("/app/") : S("/")), T(city_name(w)));
        TAG(&p->h, "<div class=\"zt-side\">\n");
        if (frame == PAGE_STAFF) put_search(p);
        put_language(p);
        if (frame == PAGE_STAFF) put_account(p);
        TAG(&p->h, "</div>\n</header>\n<div class=\"zt-body\">\n");
        put_menu(p);
        TAG(&p->h, "<main id=\"main\" class=\"zt-main\" tabindex=\"-1\">\n");
        HTML(&p->h, "<h1>{}</h1>\n", T(title));
        put_notice(p);
}

enum err page_end(struct page *p, int status)
{
        struct web *w = p->w;
        form_lists(p);
        HTML(&p->h,
             "</main>\n</div>\n<footer class=\"zt-foot\">{}</footer>\n</div>\n</body>\n</html>\n",
             L("Every number here can be opened down to its rows; every step is kept."));
        TRY(w->ans.body.err);
        /* a form that comes back with nothing wrong in it was asked for more lines */
        w->ans.status = status == 400 && w->f.n == 0 ? 200 : status;
        w->ans.type = S("text/html; charset=utf-8");
        return OK;
}

/* ---- mistakes ---- */

struct told {
        int status;
        struct str title, next; /* English */
};

static const struct told tellings[] = {
        { 400, PO("This could not be read"),
          PO("Please check what was entered, or go back and begin again.") },
        { 403, PO("You may not do this"),
          PO("Your posts do not reach this. Whoever keeps the accounts can tell you who may.") },
        { 404, PO("There is no such page"),
          PO("It may have been moved, or it is not open to you. Begin at the home page.") },
        { 405, PO("This address does not take that"), PO("Begin at the home page.") },
        { 409, PO("Something has changed meanwhile"),
          PO("Go back, load the page again, and look before you repeat the step.") },
        { 413, PO("That is too much at once"), PO("Please send less at a time.") },
        { 422, PO("This form was already used for something else"),
          PO("Go back, load the form again and fill it in once more.") },
        { 429, PO("Too many attempts"), PO("Please wait a little, then try again.") },
        { 503, PO("Busy at the moment"),
          PO("Nothing is lost. Please try again in a few seconds.") },
        { 500, PO("Something went wrong here"),
          PO("It was not your doing, and nothing was saved. Please try again later.") },
};

static const struct told *telling(int status)
{
        for (size_t i = 0; i < LEN(tellings); i++)
                if (tellings[i].status == status) return &tellings[i];
        return &tellings[LEN(tellings) - 1];
}

/* Behind a door for accounts, without one: to the sign-in page, and back here after it. */
static bool send_to_signin(struct web *w, enum err e)
{
        if (e != ERR_DENIED || !w->route || w->route->door == DOOR_ANY) return false;
        if (w->who.half && w->route->door != DOOR_HALF) {
                web_redirect(w, S("/signin/code"));
                return true;
        }
        if (w->who.account_id != 0) return false;
        bool get = w->q->method == WEB_GET || w->q->method == WEB_HEAD;
        struct str next = get ? page_local(here(w), S("/app/")) : S("/app/");
        web_redirect(w, str_printf(w->a, "/signin?next=%.*s", SP(web_encode(w->a, next, S("/")))));
        return true;
}

void page_fault(struct web *w, enum err e)
{
        struct page p;
        if (send_to_signin(w, e)) return;
        int status = w->ans.status ? w->ans.status : web_status(e);
        const struct told *t = telling(status);
        bool staff = str_starts(w->q->path, S("/app")) && w->who.account_id != 0 && !w->who.half;
        page_begin(&p, w, tr(w->lang, t->title), staff ? PAGE_STAFF : PAGE_BARE);
        HTML(&p.h, "<div class=\"card\"><div class=\"card-body\">\n<p class=\"zt-status\">{}</p>\n",
             I(status));
        for (const struct fault *f = w->f.first; f; f = f->next)
                HTML(&p.h, "<p>{}</p>\n", T(f->text));
        HTML(&p.h, "<p>{}</p>\n", T(tr(w->lang, t->next)));
        HTML(&p.h, "<p><a class=\"btn btn-primary\" href=\"{}\">{}</a></p>\n</div></div>\n",
             U(staff ? S("/app/") : S("/")), staff ? L("My work") : L("Home"));
        if (page_end(&p, status) == OK) return;
        buf_reset(&w->ans.body);
        web_text(w, 500, S("text/plain; charset=utf-8"), S("500\n"));
}

/* admin_accounts.c: accounts and their posts, by the rules of the three administrators
 * (web/administer.h): the system administrator adds accounts, the security administrator gives
 * posts, disables, resets and unlocks, the audit administrator looks. */
#include "ask/label.h"
#include "base/csv.h"
#include "log/seal.h"
#include "pages/admin.h"
#include "view/lookup.h"
#include "view/stand.h"
#include "web/link.h"

/* ---- one account ----------------------------------------------------------------------------- */

static struct str account_url(struct web *w, const struct account *a)
{
        return str_printf(w->a, "/app/accounts/%.*s", SP(web_encode(w->a, a->login, STR_NONE)));
}

/* The name is a sealed text under the account's own subject (view/inforce.h). */
static struct str name_of(struct web *w, const struct account *a)
{
        int64_t seq;
        if (lookup_sealed(w->ask.st, -a->id, S("name"), &seq) != OK) return STR_NONE;
        return text_open(&w->ask, -a->id, seq, S("name"), NULL);
}

static struct str login_of(struct web *w, int64_t id)
{
        int i = account_by_id(&w->in->in.accounts, id);
        return i < 0 ? STR_NONE : w->in->in.accounts.v[i].login;
}

static struct str posts_text(struct web *w, const struct account *a)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < a->posts_n; i++) {
                const struct post *p = &a->posts[i];
                struct str own = str_printf(
                        w->a, "%.*s · %.*s",
                        SP(office_name(&w->in->in.offices, p->office, DAY_NONE, w->lang)),
                        SP(role_label(p->role, w->lang)));
                if (p->acting_for)
                        own = str_printf(w->a,
                                         w->lang == LANG_ZH ? "%.*s（代 %.*s）" : "%.*s (for %.*s)",
                                         SP(own), SP(login_of(w, p->acting_for)));
                all = str_printf(w->a, "%.*s%s%.*s", SP(all), i ? "\n" : "", SP(own));
        }
        return all;
}

static enum err find_account(struct web *w, const struct account **ret)
{
        int i = account_find(&w->in->in.accounts, w->arg[0]);
        if (i >= 0) {
                *ret = &w->in->in.accounts.v[i];
                return OK;
        }
        return FAULT(&w->f, ERR_NOT_FOUND, "account.none", S("login"), "没有账号“%.*s”",
                     "there is no account '%.*s'", SP(str_sub(w->arg[0], 0, 60)));
}

/* ---- the list -------------------------------------------------------------------------------- */

static bool at_office(const struct account *a, int office)
{
        for (size_t i = 0; i < a->posts_n; i++)
                if (a->posts[i].office == office) return true;
        return false;
}

static bool fits(const struct account *a, struct str login, int office)
{
        size_t at;
        if (login.n && !str_find(a->login, login, &at)) return false;
        return office < 0 || at_office(a, office);
}

static void put_account(struct page *p, const struct account *a)
{
        struct web *w = p->w;
        HTML(&p->h, "<tr><td><a href=\"{}\">{}</a></td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
             U(account_url(w, a)), T(a->login), T(name_of(w, a)),
             F(html_lines(&p->h, posts_text(w, a))),
             T(a->disabled ? TR(w, "disabled") : TR(w, "enabled")));
}

static enum err put_list(struct page *p, struct str login, int office)
{
        struct web *w = p->w;
        const struct accounts *x = &w->in->in.accounts;
        char text[24];
        int64_t after;
        size_t n = 0, i = 0;
        int64_t last = 0;
        TRY(web_query_int(w, S("after"), 0, &after));
        staff_card(p, TR(w, "Accounts"));
        staff_table(p, TR(w, "Accounts"));
        staff_head(p, TR(w, "Login"));
        staff_head(p, TR(w, "Name"));
        staff_head(p, TR(w, "Posts"));
        staff_head(p, TR(w, "State"));
        TAG(&p->h, "</tr></thead><tbody>\n");
        for (; i < x->n && n < STAFF_PAGE; i++) {
                if (x->v[i].id <= after || !fits(&x->v[i], login, office)) continue;
                put_account(p, &x->v[i]);
                last = x->v[i].id;
                n++;
        }
        staff_table_end(p);
        staff_card_end(p);
        if (n == 0)
                page_empty(p, TR(w, "No account fits."),
                           TR(w, "Look for a part of the login, or leave the office empty."));
        struct str base = staff_with(w, S("/app/accounts"), S("login"), login);
        if (office >= 0) base = staff_with(w, base, S("office"), w->in->in.offices.o[office].code);
        page_more(p, base, i < x->n ? num_format_scaled(last, 0, text) : STR_NONE);
        return OK;
}

static void put_search(struct page *p, struct str login, int office)
{
        form_get(p, S("/app/accounts"));
        HTML(&p->h,
             "<div class=\"zt-field\"><label class=\"form-label\" for=\"q-login\">{}</label>"
             "<input class=\"form-control\" id=\"q-login\" name=\"login\" value=\"{}\"></div>",
             L("Login"), T(login));
        staff_office_input(p, S("office"), TR(p->w, "Office"), office);
        form_end(p, TR(p->w, "Search"));
}

static void put_add(struct page *p)
{
        struct web *w = p->w;
        struct form_input in = { .name = S("csv"),
                                 .label = TR(w, "Accounts as CSV"),
                                 .type = S("note"),
                                 .value = S("login,name,office,roles\n"),
                                 .hint = TR(w, "login,name,office,roles: several roles are "
                                               "separated by spaces; one line for one account, or "
                                               "thousands."),
                                 .required = true };
        if (!web_may_administer(w, ADMINISTER_ADD)) return;
        staff_card(p, TR(w, "Add accounts"));
        TAG(&p->h, "<div class=\"card-body\">");
        form_begin(p, S("/app/accounts"), false);
        form_plain(p, &in);
        form_end(p, TR(w, "Add them"));
        TAG(&p->h, "</div>");
        staff_card_end(p);
}

static enum err list_page(struct web *w, int status)
{
        struct page p;
        struct str login = str_trim(web_query(w, S("login"))), code = web_query(w, S("office"));
        int office = code.n ? office_find(&w->in->in.offices, code) : -1;
        TRY(web_ask(w));
        if (code.n && office < 0)
                return FAULT(&w->f, ERR_NOT_FOUND, "office.none", S("office"), "没有单位“%.*s”",
                             "there is no office '%.*s'", SP(str_sub(code, 0, 60)));
        page_begin(&p, w, TR(w, "Accounts"), PAGE_STAFF);
        page_mistakes(&p);
        put_search(&p, login, office);
        TRY(put_list(&p, login, office));
        put_add(&p);
        return page_end(&p, status);
}

enum err admin_accounts_page(struct web *w)
{
        return list_page(w, 200);
}

/* ---- adding ---------------------------------------------------------------------------------- */

struct adding {
        struct web *w;
        struct str csv;
        struct new_link *link;
        size_t link_n;
        int64_t added;
};

static int acting(const struct writer *wr, const struct web *w)
{
        return account_by_id(&wr->inforce.accounts, w->who.account_id);
}

static enum err add(struct writer *wr, void *ctx, struct faults *f)
{
        struct adding *x = ctx;
        struct account_rows rows;
        TRY(accounts_read(x->w->a, &wr->inforce.offices, S("accounts.csv"), x->csv, f, &rows));
        TRY(admin_accounts_by(wr, acting(wr, x->w), &rows, f, &x->added));
        return admin_links_new(wr, x->w->a, &rows, f, &x->link, &x->link_n);
}

enum err admin_accounts_add(struct web *w)
{
        struct adding *x = ARENA_NEW(w->a, struct adding, 1);
        *x = (struct adding){ .w = w, .csv = web_form(w, S("csv")) };
        w->state = x;
        web_administer(w, add, x);
        return OK;
}

static bool told_here(enum err e)
{
        return e == ERR_INPUT || e == ERR_CONFLICT || e == ERR_DENIED || e == ERR_NOT_FOUND;
}

/* The links are shown once: only their hashes are kept. */
enum err admin_accounts_added(struct web *w)
{
        const struct adding *x = w->state;
        struct page p;
        if (told_here(w->job.err)) return list_page(w, web_status(w->job.err));
        if (w->job.err != OK) return w->job.err;
        page_begin(&p, w, TR(w, "Accounts added"), PAGE_STAFF);
        HTML(&p.h, "<p>{} <strong>{}</strong></p><p class=\"alert alert-warning\">{}</p>\n",
             L("New accounts:"), I(x->added),
             L("Hand each person the link by which to set a password. The links are shown only now "
               "and are good for 30 days."));
        TAG(&p.h, "<section class=\"card mb-3\">");
        staff_table(&p, TR(w, "Links"));
        staff_head(&p, TR(w, "Login"));
        staff_head(&p, TR(w, "Link"));
        TAG(&p.h, "</tr></thead><tbody>\n");
        for (size_t i = 0; i < x->link_n; i++)
                HTML(&p.h, "<tr><td>{}</td><td><code>{}</code></td></tr>\n", T(x->link[i].login),
                     T(link_url(w, x->link[i].token)));
        staff_table_end(&p);
        staff_card_end(&p);
        HTML(&p.h, "<p><a class=\"btn\" href=\"/app/accounts\">{}</a></p>\n", L("All accounts"));
        return page_end(&p, 201);
}

/* ---- the page of one account ----------------------------------------------------------------- */

static void act_begin(struct page *p, const struct account *a, struct str title, const char *act)
{
        staff_card(p, title);
        TAG(&p->h, "<div class=\"card-body\">");
        form_begin(p, str_printf(p->w->a, "%.*s/%s", SP(account_url(p->w, a)), act), false);
}

static void act_end(struct page *p, struct str submit)
{
        form_end(p, submit);
        TAG(&p->h, "</div>");
        staff_card_end(p);
}

static struct str posts_lines(struct web *w, const struct account *a)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < account_own(a); i++)
                all = str_printf(w->a, "%.*s%s%.*s %.*s", SP(all), i ? "\n" : "",
                                 SP(w->in->in.offices.o[a->posts[i].office].code),
                                 SP(role_name(a->posts[i].role)));
        return all;
}

static void put_posts(struct page *p, const struct account *a)
{
        struct web *w = p->w;
        struct form_input in = { .name = S("posts"),
                                 .label = TR(w, "Posts, one a line: office role"),
                                 .type = S("note"),
                                 .value = posts_lines(w, a),
                                 .hint = TR(w, "For example: 431302 handler") };
        if (!web_may_administer(w, ADMINISTER_POSTS)) return;
        act_begin(p, a, TR(w, "Posts"), "posts");
        form_plain(p, &in);
        act_end(p, TR(w, "Put these in place of the present ones"));
}

static void put_hand_over(struct page *p, const struct account *a)
{
        struct web *w = p->w;
        struct form_input to = { .name = S("to"),
                                 .label = TR(w, "Who takes over (login)"),
                                 .type = S("text"),
                                 .required = true };
        if (!web_may_administer(w, ADMINISTER_POSTS) || account_own(a) == 0) return;
        act_begin(p, a, TR(w, "Hand over posts"), "hand-over");
        form_plain(p, &to);
        staff_office_input(p, S("office"), TR(w, "Only the posts at this office"), -1);
        act_end(p, TR(w, "Hand over"));
}

static void put_stand(struct page *p, const struct account *a, const struct stand *s)
{
        struct web *w = p->w;
        struct form_input id = { .name = S("id"), .type = S("hidden") };
        id.value = str_printf(w->a, "%" PRId64, s->id);
        HTML(&p->h, "<li class=\"list-group-item\">{} {} {} · {} – {} {} {}",
             T(login_of(w, s->account)), L("stands in for"), T(login_of(w, s->acting_for)),
             T(label_day(&w->ask, s->first)), T(label_day(&w->ask, s->last)), T(s->office),
             T(s->role));
        if (web_may_administer(w, ADMINISTER_STAND)) {
                form_begin(p, str_printf(w->a, "%.*s/stand-in-end", SP(account_url(w, a))), false);
                form_plain(p, &id);
                form_end(p, TR(w, "End"));
        }
        TAG(&p->h, "</li>\n");
}

static void put_stand_form(struct page *p, const struct account *a)
{
        struct web *w = p->w;
        const struct form_input in[] = {
                { .name = S("for"),
                  .label = TR(w, "It stands in for (login)"),
                  .type = S("text"),
                  .required = true },
                { .name = S("from"), .label = TR(w, "From day"), .type = S("date") },
                { .name = S("to"), .label = TR(w, "To day"), .type = S("date") },
        };
        if (!web_may_administer(w, ADMINISTER_STAND) || a->disabled) return;
        act_begin(p, a, TR(w, "Let it stand in for another account"), "stand-in");
        for (size_t i = 0; i < LEN(in); i++) form_plain(p, &in[i]);
        act_end(p, TR(w, "Let it stand in"));
}

static enum err put_stands(struct page *p, const struct account *a)
{
        struct web *w = p->w;
        struct stand *v;
        size_t n, shown = 0;
        TRY(ask_failed(&w->ask, stand_list(w->ask.st, w->a, ask_today(&w->ask), &v, &n)));
        for (size_t i = 0; i < n; i++) {
                if (v[i].account != a->id && v[i].acting_for != a->id) continue;
                if (shown++ == 0) {
                        staff_card(p, TR(w, "Stand-ins"));
                        TAG(&p->h, "<ul class=\"list-group list-group-flush\">");
                }
                put_stand(p, a, &v[i]);
        }
        if (shown) {
                TAG(&p->h, "</ul>");
                staff_card_end(p);
        }
        put_stand_form(p, a);
        return OK;
}

static void put_disable(struct page *p, const struct account *a)
{
        struct web *w = p->w;
        struct form_input to = { .name = S("to"),
                                 .label = TR(w, "Who takes over (login)"),
                                 .type = S("text"),
                                 .hint = TR(w,
                                            "Needed when nobody else holds the post at an office "
                                            "with open duties.") };
        if (!web_may_administer(w, ADMINISTER_DISABLE)) return;
        if (a->disabled) {
                act_begin(p, a, TR(w, "Enable"), "enable");
                act_end(p, TR(w, "Enable the account"));
                return;
        }
        act_begin(p, a, TR(w, "Disable"), "disable");
        form_plain(p, &to);
        act_end(p, TR(w, "Disable the account"));
}

static void put_sign_in(struct page *p, const struct account *a)
{
        struct web *w = p->w;
        if (web_may_administer(w, ADMINISTER_RESET)) {
                act_begin(p, a, TR(w, "Reset the password"), "reset");
                HTML(&p->h, "<p class=\"text-secondary\">{}</p>",
                     L("The old password, the second factor and all sessions end; a link to set "
                       "a new "
                       "password is shown once."));
                act_end(p, TR(w, "Reset"));
        }
        if (web_may_administer(w, ADMINISTER_UNLOCK)) {
                act_begin(p, a, TR(w, "Unlock"), "unlock");
                act_end(p, TR(w, "Let it sign in again"));
        }
}

static enum err account_page(struct web *w, int status)
{
        const struct account *a;
        struct page p;
        TRY(web_ask(w));
        TRY(find_account(w, &a));
        page_begin(&p, w, a->login, PAGE_STAFF);
        page_mistakes(&p);
        HTML(&p.h, "<p><a href=\"/app/accounts\">{}</a> · {} · {}</p><p>{}</p>\n",
             L("All accounts"), T(name_of(w, a)),
             T(a->disabled ? TR(w, "disabled") : TR(w, "enabled")),
             F(html_lines(&p.h, posts_text(w, a))));
        put_posts(&p, a);
        put_hand_over(&p, a);
        TRY(put_stands(&p, a));
        put_disable(&p, a);
        put_sign_in(&p, a);
        return page_end(&p, status);
}

enum err admin_account_page(struct web *w)
{
        return account_page(w, 200);
}

/* ---- what is done to one --------------------------------------------------------------------- */

struct acting {
        struct web *w;
        struct str login, to, office;
        struct stand_in stand;
        int64_t id;
        struct post *post;
        size_t post_n, post_cap;
        struct handed handed;
        char token[65];
};

static struct acting *acting_on(struct web *w)
{
        struct acting *x = ARENA_NEW(w->a, struct acting, 1);
        *x = (struct acting){ .w = w, .login = w->arg[0] };
        w->state = x;
        return x;
}

/* In memory too; the rows have gone with the account's change. */
static enum err end_sessions(struct writer *wr, const struct acting *x, enum err e)
{
        int i = account_find(&wr->inforce.accounts, x->login);
        struct hash none = { 0 };
        if (e != OK || i < 0) return e;
        return sessions_end_all(x->w->site->sessions, wr->st, wr->inforce.accounts.v[i].id, none);
}

static enum err give_posts(struct writer *wr, void *ctx, struct faults *f)
{
        struct acting *x = ctx;
        struct account_posts p = { x->login, x->post, x->post_n };
        return admin_account_posts(wr, acting(wr, x->w), &p, f);
}

static enum err disable(struct writer *wr, void *ctx, struct faults *f)
{
        struct acting *x = ctx;
        x->handed.a = x->w->a;
        return end_sessions(
                wr, x, admin_account_disable(wr, acting(wr, x->w), x->login, x->to, f, &x->handed));
}

static enum err hand_over(struct writer *wr, void *ctx, struct faults *f)
{
        struct acting *x = ctx;
        struct hand_over h = { x->login, x->to, x->office };
        x->handed.a = x->w->a;
        return end_sessions(wr, x,
                            admin_account_hand_over(wr, acting(wr, x->w), &h, f, &x->handed));
}

static enum err stand_in(struct writer *wr, void *ctx, struct faults *f)
{
        struct acting *x = ctx;
        return admin_stand_in(wr, acting(wr, x->w), &x->stand, f, &x->id);
}

static enum err end_stand(struct writer *wr, void *ctx, struct faults *f)
{
        struct acting *x = ctx;
        return admin_stand_end(wr, acting(wr, x->w), x->id, f);
}

static enum err enable(struct writer *wr, void *ctx, struct faults *f)
{
        struct acting *x = ctx;
        return admin_account_enable(wr, acting(wr, x->w), x->login, f);
}

static enum err unlock(struct writer *wr, void *ctx, struct faults *f)
{
        struct acting *x = ctx;
        return admin_account_unlock(wr, x->login, f);
}

static enum err reset(struct writer *wr, void *ctx, struct faults *f)
{
        struct acting *x = ctx;
        return end_sessions(wr, x,
                            admin_account_reset(wr, acting(wr, x->w), x->login, f, x->token));
}

/* "431302 handler", one a line. */
static enum err read_post(struct web *w, struct acting *x, struct str line)
{
        struct str code = line, word = STR_NONE;
        enum role role;
        (void)str_cut(line, ' ', &code, &word);
        int office = office_find(&w->in->in.offices, code);
        if (office < 0)
                return FAULT(&w->f, ERR_INPUT, "office.none", S("posts"), "没有单位“%.*s”",
                             "there is no office '%.*s'", SP(str_sub(code, 0, 60)));
        if (role_parse(str_trim(word), &role) != OK)
                return FAULT(&w->f, ERR_INPUT, "role.none", S("posts"), "没有角色“%.*s”",
                             "there is no role '%.*s'", SP(str_sub(word, 0, 60)));
        *ARENA_PUSH(w->a, x->post, x->post_n, x->post_cap) =
                (struct post){ .office = office, .role = role };
        return OK;
}

enum err admin_account_posts_set(struct web *w)
{
        struct acting *x = acting_on(w);
        struct str all = web_form(w, S("posts")), line;
        enum err e = OK;
        while (str_split(&all, '\n', &line)) {
                line = str_trim(line);
                if (line.n && read_post(w, x, line) != OK) e = ERR_INPUT;
        }
        if (e != OK) return account_page(w, web_status(e));
        web_administer(w, give_posts, x);
        return OK;
}

enum err admin_account_act(struct web *w)
{
        static const struct {
                struct str name;
                web_admin fn;
        } acts[] = { { SI("disable"), disable },
                     { SI("hand-over"), hand_over },
                     { SI("enable"), enable },
                     { SI("unlock"), unlock },
                     { SI("reset"), reset } };
        struct acting *x = acting_on(w);
        x->to = str_trim(web_form(w, S("to")));
        x->office = str_trim(web_form(w, S("office")));
        for (size_t i = 0; i < LEN(acts); i++)
                if (str_eq(acts[i].name, w->arg[1])) {
                        web_administer(w, acts[i].fn, x);
                        return OK;
                }
        return FAULT(&w->f, ERR_NOT_FOUND, "path", STR_NONE, "没有这个页面",
                     "there is nothing at this address");
}

static enum err form_day(struct web *w, struct str name, struct day *ret)
{
        struct str s = str_trim(web_form(w, name));
        *ret = DAY_NONE;
        if (s.n == 0 || day_parse(s, ret) == OK) return OK;
        return FAULT(&w->f, ERR_INPUT, "query.day", name, "应为日期，如 2022-08-22",
                     "expected a day, as 2022-08-22");
}

enum err admin_account_stand(struct web *w)
{
        struct acting *x = acting_on(w);
        x->stand = (struct stand_in){ .login = w->arg[0],
                                      .acting_for = str_trim(web_form(w, S("for"))) };
        enum err e = form_day(w, S("from"), &x->stand.from);
        if (e == OK) e = form_day(w, S("to"), &x->stand.to);
        if (e != OK) return account_page(w, web_status(e));
        web_administer(w, stand_in, x);
        return OK;
}

enum err admin_account_stand_end(struct web *w)
{
        struct acting *x = acting_on(w);
        if (num_parse_i64(str_trim(web_form(w, S("id"))), 1, INT64_MAX, &x->id) != OK) {
                enum err e = FAULT(&w->f, ERR_INPUT, "stand.over", S("id"), "没有这样的代理",
                                   "there is no such stand-in");
                return account_page(w, web_status(e));
        }
        web_administer(w, end_stand, x);
        return OK;
}

static enum err reset_page(struct web *w, const struct acting *x)
{
        struct page p;
        page_begin(&p, w, TR(w, "The password is reset"), PAGE_STAFF);
        HTML(&p.h, "<p>{} <strong>{}</strong></p><p class=\"alert alert-warning\">{}</p>\n",
             L("Login"), T(x->login),
             L("Hand this link to the person. It is shown only now, is good for 24 hours, and "
               "once."));
        HTML(&p.h, "<p><code>{}</code></p><p><a class=\"btn\" href=\"/app/accounts\">{}</a></p>\n",
             T(link_url(w, str_c(x->token))), L("All accounts"));
        return page_end(&p, 200);
}

enum err admin_account_acted(struct web *w)
{
        const struct acting *x = w->state;
        if (told_here(w->job.err)) return account_page(w, web_status(w->job.err));
        if (w->job.err != OK) return w->job.err;
        if (x->token[0]) return reset_page(w, x);
        page_done(w,
                  str_printf(w->a, "/app/accounts/%.*s", SP(web_encode(w->a, x->login, STR_NONE))),
                  S("saved"));
        return OK;
}

/* The gate: routes, methods, languages, doors, content types, form tokens, headers. */
#include "web/gate.h"

#include "lib/site.h"
#include "lib/t.h"
#include "web/administer.h"
#include "web/token.h"

/* ---- a program of routes for tests ---- */

static enum err say(struct web *w)
{
        web_text(w, 200, S("text/plain"),
                 str_printf(w->a, "%s|%.*s|%.*s|%s", w->route->name, SP(w->arg[0]), SP(w->arg[1]),
                            w->lang == LANG_ZH ? "zh" : "en"));
        return OK;
}

static enum err form(struct web *w)
{
        struct str token = web_form_token(w);
        web_text(w, 200, S("text/plain"), token);
        return OK;
}

static enum err nothing(struct writer *w, void *ctx, struct faults *f)
{
        (void)w;
        bool *refuse = ctx;
        return *refuse ? FAULT(f, ERR_CONFLICT, "t.no", STR_NONE, "不行", "no way") : OK;
}

static enum err put_it(struct web *w)
{
        bool *refuse = ARENA_NEW(w->a, bool, 1);
        *refuse = web_form(w, S("refuse")).n > 0;
        w->state = refuse;
        web_administer(w, nothing, refuse);
        return OK;
}

static enum err wrote(struct web *w)
{
        if (w->job.err != OK) return w->job.err;
        web_redirect(w, S("/app/written"));
        return OK;
}

static enum err too_much(struct web *w)
{
        buf_put(&w->ans.body, S("half a page"));
        w->ans.status = 200;
        return FAULT(&w->f, ERR_LIMIT, "t.limit", STR_NONE, "太多", "too much");
}

static enum err numbers(struct web *w)
{
        int64_t n;
        struct day d;
        char text[16];
        TRY(web_query_int(w, S("n"), -7, &n));
        TRY(web_query_day(w, S("d"), &d));
        web_text(w, 200, S("text/plain"),
                 str_printf(w->a, "%" PRId64 " %.*s", n,
                            SP(day_is(d) ? day_format(d, text) : S("none"))));
        return OK;
}

static enum err ask_ledger(struct web *w)
{
        const struct ledger *l;
        TRY(web_ask(w));
        TRY(web_ledger(w, w->arg[0], &l));
        web_text(w, 200, S("text/plain"), l->name);
        return OK;
}

static void fault(struct web *w, enum err e)
{
        struct str code = w->f.first ? str_c(w->f.first->code) : S("?");
        web_text(w, w->ans.status ? w->ans.status : web_status(e), S("text/plain"), code);
}

#define ADMINS (WEB_ROLE(SYSTEM) | WEB_ROLE(SECURITY) | WEB_ROLE(AUDIT))
static const struct web_route pages[] = {
        { WEB_GET, "/", "root", DOOR_ANY, 0, 0, say, NULL },
        { WEB_GET, "/a/{x}", "one", DOOR_ANY, 0, 0, say, NULL },
        { WEB_GET, "/a/new", "new", DOOR_ANY, 0, 0, say, NULL },
        { WEB_GET, "/a/{x}/{y}", "two", DOOR_ANY, 0, 0, say, NULL },
        { WEB_GET, "/files/{path*}", "files", DOOR_ANY, 0, WEB_BARE, say, NULL },
        { WEB_GET, "/form", "form", DOOR_ANY, 0, 0, form, NULL },
        { WEB_POST, "/form", "write", DOOR_ANY, 0, WEB_FORM, put_it, wrote },
        { WEB_POST, "/free", "free", DOOR_ANY, 0, WEB_FORM | WEB_NO_TOKEN, put_it, wrote },
        { WEB_POST, "/file", "file", DOOR_ANY, 0, WEB_FILE, say, NULL },
        { WEB_GET, "/limit", "limit", DOOR_ANY, 0, 0, too_much, NULL },
        { WEB_GET, "/numbers", "numbers", DOOR_ANY, 0, 0, numbers, NULL },
        { WEB_GET, "/ledger/{name}", "ledger", DOOR_ANY, 0, 0, ask_ledger, NULL },
};
static const struct web_route staff[] = {
        { WEB_GET, "/app/any", "any", DOOR_ANY, 0, 0, say, NULL },
        { WEB_GET, "/app/signed", "signed", DOOR_SIGNED, 0, 0, say, NULL },
        { WEB_GET, "/app/half", "half", DOOR_HALF, 0, 0, say, NULL },
        { WEB_GET, "/app/system", "system", DOOR_ROLE, WEB_ROLE(SYSTEM), 0, say, NULL },
        { WEB_GET, "/app/security", "security", DOOR_ROLE, WEB_ROLE(SECURITY), 0, say, NULL },
        { WEB_GET, "/app/audit", "audit", DOOR_ROLE, WEB_ROLE(AUDIT), 0, say, NULL },
        { WEB_GET, "/app/admins", "admins", DOOR_ROLE, ADMINS, 0, say, NULL },
        { WEB_GET, "/app/clerk", "clerk", DOOR_ROLE, WEB_ROLE(CLERK), 0, say, NULL },
        { WEB_GET, "/app/form", "form", DOOR_ANY, 0, 0, form, NULL },
        { WEB_POST, "/app/form", "write", DOOR_ANY, 0, WEB_FORM, put_it, wrote },
};
static const struct web_route api[] = {
        { WEB_GET, "/api/x", "api.x", DOOR_ANY, 0, 0, say, NULL },
        { WEB_GET, "/api/me", "api.me", DOOR_SIGNED, 0, 0, say, NULL },
        { WEB_POST, "/api/x", "api.post", DOOR_ANY, 0, WEB_JSON, say, NULL },
};
static const struct web_routes sets[] = {
        { SI("/"), pages, LEN(pages), fault, false },
        { SI("/app"), staff, LEN(staff), fault, false },
        { SI("/api"), api, LEN(api), fault, true },
};

static bool open_site(struct site_town *s)
{
        return site_open(s, t_dir(), sets, LEN(sets));
}

static struct site_reply call(struct site_town *s, enum web_method m, const char *target,
                              const char *header, const char *body)
{
        struct site_call c = { m, target, header, str_c(body) };
        return site_do(s, &c);
}

#define FORM_TYPE "content-type: application/x-www-form-urlencoded"

/* ---- routes ---- */

TEST(gate_routes)
{
        static const struct {
                enum web_method m;
                const char *target;
                int status;
                const char *body;
        } row[] = {
                { WEB_GET, "/", 200, "root|||en" },
                { WEB_HEAD, "/", 200, "root|||en" }, /* the socket drops what it does not send */
                { WEB_GET, "/a/b", 200, "one|b||en" },
                { WEB_GET, "/a/new", 200, "new|||en" },
                { WEB_GET, "/a/b/c", 200, "two|b|c|en" },
                { WEB_GET, "/a", 404, "path" },
                { WEB_GET, "/a/", 404, "path" },
                { WEB_GET, "/a/b/c/d", 404, "path" },
                { WEB_GET, "/files/x/y/z", 200, "files|x/y/z||en" },
                { WEB_GET, "/files/", 404, "path" },
                { WEB_GET, "/app/any", 200, "any|||en" },
                { WEB_GET, "/apple", 404, "path" },
                { WEB_GET, "/app", 404, "path" },
                { WEB_POST, "/", 405, "method" },
                { WEB_DELETE, "/form", 405, "method" },
                { WEB_GET, "/free", 405, "method" },
                { WEB_GET, "/limit", 413, "t.limit" },
        };
        struct site_town s;
        NEED(open_site(&s));
        for (size_t i = 0; i < LEN(row); i++) {
                struct site_reply r = call(&s, row[i].m, row[i].target, NULL, NULL);
                CHECK_INT(i, r.status, row[i].status);
                CHECK_STR(i, r.body, row[i].body);
        }
        struct site_reply r = call(&s, WEB_DELETE, "/form", NULL, NULL);
        CHECK_STR(-1, site_header(&r, "allow"), "GET, HEAD, POST");
        r = call(&s, WEB_POST, "/", NULL, NULL);
        CHECK_STR(-1, site_header(&r, "allow"), "GET, HEAD");
        site_close(&s);
}

TEST(gate_no_set_fits)
{
        struct site_town s;
        NEED(site_open(&s, t_dir(), &sets[1], 1));
        struct site_reply r = site_get(&s, "/elsewhere");
        CHECK_INT(-1, r.status, 404);
        CHECK_STR(-1, site_header(&r, "x-content-type-options"), "nosniff");
        site_close(&s);
}

TEST(gate_query)
{
        static const struct {
                const char *target;
                int status;
                const char *body;
        } row[] = {
                { "/numbers", 200, "-7 none" },
                { "/numbers?n=12&d=2022-08-22", 200, "12 2022-08-22" },
                { "/numbers?n=&d=", 200, "-7 none" },
                { "/numbers?n=1x", 400, "query.number" },
                { "/numbers?n=99999999999999999999", 400, "query.number" },
                { "/numbers?d=2022-02-30", 400, "query.day" },
                { "/numbers?n=%zz", 400, "pairs" },
                { "/numbers?n=%00", 400, "pairs" },
                { "/numbers?n=%ff", 400, "pairs" },
                { "/ledger/request", 200, "request" },
                { "/ledger/nothing", 404, "ledger.none" },
        };
        struct site_town s;
        NEED(open_site(&s));
        for (size_t i = 0; i < LEN(row); i++) {
                struct site_reply r = site_get(&s, row[i].target);
                CHECK_INT(i, r.status, row[i].status);
                CHECK_STR(i, r.body, row[i].body);
        }
        CHECK(!store_in_tx(s.desk.st)); /* the read transaction has ended each time */
        site_close(&s);
}

/* ---- language ---- */

TEST(gate_accept_language)
{
        static const struct {
                const char *header;
                enum lang lang;
        } row[] = {
                { "", LANG_ZH },
                { "en", LANG_EN },
                { "en-GB", LANG_EN },
                { "zh-CN,zh;q=0.9,en;q=0.8", LANG_ZH },
                { "en-US,en;q=0.9,zh;q=0.8", LANG_EN },
                { "zh;q=0.5,en;q=0.7", LANG_EN },
                { "en;q=0", LANG_ZH },
                { "fr,de;q=0.9", LANG_ZH },
                { "fr, EN;q=0.3", LANG_EN },
                { "english", LANG_ZH },
                { "en;q=x,zh;q=0.1", LANG_ZH },
                { ",,;;q=,en", LANG_EN },
        };
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_INT(i, accept_language(str_c(row[i].header)), row[i].lang);
}

TEST(gate_language)
{
        struct site_town s;
        NEED(open_site(&s));
        s.language = "zh";
        CHECK_STR(-1, site_get(&s, "/").body, "root|||zh");
        CHECK_STR(-1, site_get(&s, "/?lang=en").body, "root|||zh"); /* pages: the cookie */
        CHECK_STR(-1, site_get(&s, "/api/x?lang=en").body, "api.x|||en");
        CHECK_STR(-1, call(&s, WEB_GET, "/", "cookie: lang=en", NULL).body, "root|||en");
        CHECK_STR(-1, call(&s, WEB_GET, "/", "cookie: lang=xx", NULL).body, "root|||zh");
        s.language = NULL;
        CHECK_STR(-1, site_get(&s, "/").body, "root|||zh");
        site_close(&s);
}

/* ---- doors: each of them for nobody, half signed in, and every kind of account ---- */

static const char more_people[] = "login,name,office,roles\n"
                                  "sec,安全管理员,4313,security\n"
                                  "aud,审计管理员,4313,audit\n"
                                  "sys.low,下级系统管理员,431302,system\n";

static bool add_people(struct site_town *s)
{
        struct account_rows rows;
        int64_t n;
        struct writer *w = &s->t.w;
        if (accounts_read(&s->t.a, &w->inforce.offices, S("p"), str_c(more_people), &s->t.f,
                          &rows) != OK ||
            admin_accounts(w, rows.v, rows.n, &s->t.f, &n) != OK) {
                town_print(&s->t.f);
                return false;
        }
        return site_news(s);
}

static bool enter_as(struct site_town *s, const char *login, bool half, bool bearer)
{
        char token[65];
        struct writer *w = &s->t.w;
        int i = account_find(&w->inforce.accounts, str_c(login));
        if (i < 0) return false;
        struct session x = { .account_id = w->inforce.accounts.v[i].id,
                             .half = half,
                             .api = bearer };
        if (sessions_begin(s->site.sessions, w->st, &x, s->t.fake.now, token) != OK) return false;
        struct str t = str_dup(&s->t.a, str_c(token));
        s->cookies = 0;
        s->bearer = STR_NONE;
        if (bearer) s->bearer = t;
        else s->cookie[s->cookies++] = (struct web_pair){ S("zt"), t };
        return true;
}

TEST(gate_doors)
{
        static const char *const door[] = { "any",      "signed", "half",   "system",
                                            "security", "audit",  "admins", "clerk" };
        static const struct {
                const char *login;
                bool half;
                int status[LEN(door)];
        } row[] = {
                { "", false, { 200, 401, 401, 401, 401, 401, 401, 401 } },
                { "sys", true, { 200, 401, 200, 401, 401, 401, 401, 401 } },
                { "clerk", false, { 200, 200, 401, 403, 403, 403, 403, 200 } },
                { "clerk2",
                  false,
                  { 200, 200, 401, 403, 403, 403, 403, 403 } }, /* not the root's */
                { "sys", false, { 200, 200, 401, 200, 403, 403, 200, 403 } },
                { "sec", false, { 200, 200, 401, 403, 200, 403, 200, 403 } },
                { "aud", false, { 200, 200, 401, 403, 403, 200, 200, 403 } },
                { "sys.low", false, { 200, 200, 401, 403, 403, 403, 403, 403 } },
        };
        struct site_town s;
        NEED(open_site(&s) && add_people(&s));
        for (size_t i = 0; i < LEN(row); i++) {
                s.cookies = 0;
                if (row[i].login[0]) NEED(enter_as(&s, row[i].login, row[i].half, false));
                for (size_t k = 0; k < LEN(door); k++) {
                        const char *at = str_dupz(&s.t.a, str_printf(&s.t.a, "/app/%s", door[k]));
                        CHECK_INT(i * 100 + k, site_get(&s, at).status, row[i].status[k]);
                }
        }
        site_close(&s);
}

/* The half session says so: the page then asks for the code. */
TEST(gate_half_is_told)
{
        struct site_town s;
        NEED(open_site(&s));
        CHECK_STR(-1, site_get(&s, "/app/signed").body, "session.none");
        NEED(enter_as(&s, "sys", true, false));
        CHECK_STR(-1, site_get(&s, "/app/signed").body, "session.half");
        site_close(&s);
}

TEST(gate_kinds_of_session_apart)
{
        struct site_town s;
        NEED(open_site(&s));
        NEED(enter_as(&s, "clerk", false, true));
        CHECK_INT(-1, site_get(&s, "/api/me").status, 200);
        CHECK_INT(-1, site_get(&s, "/app/signed").status, 401); /* a bearer is no cookie */
        s.cookie[s.cookies++] = (struct web_pair){ S("zt"), s.bearer };
        CHECK_INT(-1, site_get(&s, "/app/signed").status, 401);
        NEED(enter_as(&s, "clerk", false, false));
        CHECK_INT(-1, site_get(&s, "/app/signed").status, 200);
        CHECK_INT(-1, site_get(&s, "/api/me").status, 401); /* nor the other way */
        s.bearer = s.cookie[0].value;
        struct site_reply r = site_get(&s, "/api/me");
        CHECK_INT(-1, r.status, 401);
        CHECK_STR(-1, site_header(&r, "www-authenticate"), "Bearer");
        /* a bearer that is over is told, also where nobody need be signed in */
        CHECK_INT(-1, site_get(&s, "/api/x").status, 401);
        s.bearer = STR_NONE;
        CHECK_INT(-1, site_get(&s, "/api/x").status, 200);
        site_close(&s);
}

TEST(gate_disabled_at_once)
{
        struct site_town s;
        struct handed handed;
        NEED(open_site(&s));
        handed = (struct handed){ .a = &s.t.a };
        NEED(enter_as(&s, "clerk", false, false));
        CHECK_INT(-1, site_get(&s, "/app/signed").status, 200);
        CHECK_OK(-1, admin_account_disable(&s.t.w, -1, S("clerk"), STR_NONE, &s.t.f, &handed));
        NEED(site_news(&s));
        CHECK_INT(-1, site_get(&s, "/app/signed").status, 401);
        site_close(&s);
}

TEST(gate_session_ends_when_idle)
{
        struct site_town s;
        NEED(open_site(&s));
        NEED(enter_as(&s, "clerk", false, false));
        s.t.fake.now.ms += 29 * 60000;
        CHECK_INT(-1, site_get(&s, "/app/signed").status, 200);
        s.t.fake.now.ms += 30 * 60000;
        CHECK_INT(-1, site_get(&s, "/app/signed").status, 401);
        site_close(&s);
}

/* ---- bodies and forms ---- */

TEST(gate_content_types)
{
        static const struct {
                const char *target, *header, *body;
                int status;
        } row[] = {
                { "/free", FORM_TYPE, "a=1", 303 },
                { "/free", FORM_TYPE "; charset=utf-8", "a=1", 303 },
                { "/free", "content-type: Application/X-WWW-form-urlencoded", "a=1", 303 },
                { "/free", "content-type: application/json", "{}", 415 },
                { "/free", "content-type: text/plain", "a=1", 415 },
                { "/free", NULL, "a=1", 415 },
                { "/free", NULL, NULL, 303 },
                { "/free", FORM_TYPE, "a=%zz", 400 },
                { "/free", FORM_TYPE, "refuse=1", 409 },
                { "/api/x", "content-type: application/json", "{}", 200 },
                { "/api/x", FORM_TYPE, "a=1", 415 },
                { "/api/x", NULL, NULL, 200 },
                { "/file", "content-type: text/csv", "a,b", 200 },
                { "/file", NULL, "a,b", 200 },
        };
        struct site_town s;
        NEED(open_site(&s));
        for (size_t i = 0; i < LEN(row); i++) {
                struct site_reply r = call(&s, WEB_POST, row[i].target, row[i].header, row[i].body);
                CHECK_INT(i, r.status, row[i].status);
        }
        struct site_reply r = call(&s, WEB_POST, "/free", FORM_TYPE, "refuse=1");
        CHECK_STR(-1, r.body, "t.no"); /* the writer's own sentence */
        r = call(&s, WEB_POST, "/free", FORM_TYPE, "a=1");
        CHECK_STR(-1, site_header(&r, "location"), "/app/written");
        site_close(&s);
}

static int post_token(struct site_town *s, const char *target, struct str token)
{
        struct str body = str_printf(&s->t.a, FORM_TOKEN "=%.*s&a=1", SP(token));
        return site_post(s, target, body).status;
}

TEST(gate_form_tokens)
{
        struct site_town s;
        NEED(open_site(&s));
        CHECK_INT(-1, site_post(&s, "/form", S("a=1")).status, 403);
        CHECK_STR(-1, site_post(&s, "/form", S("a=1")).body, "form.token");
        struct str token = site_get(&s, "/form").body; /* sets the visitor's cookie */
        CHECK_INT(-1, token.n, 64);
        CHECK_INT(-1, s.cookies, 1);
        CHECK_INT(-1, post_token(&s, "/form", token), 303);
        CHECK_INT(-1, post_token(&s, "/form", token), 303);
        CHECK_STR(-1, site_get(&s, "/form").body, str_dupz(&s.t.a, token));
        CHECK_INT(-1, post_token(&s, "/form", str_sub(token, 0, 63)), 403);
        CHECK_INT(-1, post_token(&s, "/form", str_join(&s.t.a, str_sub(token, 1, 63), S("0"))),
                  403);
        /* good until the end of the next day */
        s.t.fake.now.ms += 86400000;
        CHECK_INT(-1, post_token(&s, "/form", token), 303);
        s.t.fake.now.ms += 86400000;
        CHECK_INT(-1, post_token(&s, "/form", token), 403);
        /* another visitor's is no good */
        token = site_get(&s, "/form").body;
        s.cookies = 0;
        CHECK_INT(-1, post_token(&s, "/form", token), 403);
        (void)site_get(&s, "/form");
        CHECK_INT(-1, post_token(&s, "/form", token), 403);
        site_close(&s);
}

TEST(gate_form_tokens_of_sessions)
{
        struct site_town s;
        NEED(open_site(&s));
        struct str visitor = site_get(&s, "/app/form").body;
        struct web_pair zv = s.cookie[0];
        NEED(enter_as(&s, "clerk", false, false));
        struct str clerk = site_get(&s, "/app/form").body;
        CHECK_INT(-1, post_token(&s, "/app/form", clerk), 303);
        s.cookie[s.cookies++] = zv;
        CHECK_INT(-1, post_token(&s, "/app/form", visitor), 403); /* from before signing in */
        NEED(enter_as(&s, "disp", false, false));
        CHECK_INT(-1, post_token(&s, "/app/form", clerk), 403);
        NEED(enter_as(&s, "clerk", false, false));
        CHECK_INT(-1, post_token(&s, "/app/form", clerk), 403); /* of another session of his */
        site_close(&s);
}

TEST(gate_other_sites)
{
        static const struct {
                const char *header;
                int status;
        } row[] = {
                { "origin: http://127.0.0.1:8311", 303 },
                { "origin: https://127.0.0.1:8311", 303 }, /* behind the TLS proxy */
                { "origin: http://evil.example", 403 },
                { "origin: http://127.0.0.1:8311.evil.example", 403 },
                { "origin: http://127.0.0.1", 403 },
                { "origin: null", 403 },
                { "sec-fetch-site: same-origin", 303 },
                { "sec-fetch-site: none", 303 },
                { "sec-fetch-site: same-site", 403 },
                { "sec-fetch-site: cross-site", 403 },
                { "sec-fetch-site: cross-site\norigin: http://127.0.0.1:8311", 403 },
        };
        struct site_town s;
        NEED(open_site(&s));
        for (size_t i = 0; i < LEN(row); i++) {
                struct str h = str_printf(&s.t.a, FORM_TYPE "\n%s", row[i].header);
                struct site_reply r = call(&s, WEB_POST, "/free", str_dupz(&s.t.a, h), "a=1");
                CHECK_INT(i, r.status, row[i].status);
        }
        /* bearers are not sent by browsers on their own */
        struct site_reply r =
                call(&s, WEB_POST, "/api/x",
                     "content-type: application/json\norigin: http://x.example", "{}");
        CHECK_INT(-1, r.status, 200);
        site_close(&s);
}

/* ---- headers ---- */

TEST(gate_headers)
{
        static const char *const target[] = { "/", "/nothing", "/app/signed", "/limit", "/api/x" };
        struct site_town s;
        NEED(open_site(&s));
        for (size_t i = 0; i < LEN(target); i++) {
                struct site_reply r = site_get(&s, target[i]);
                struct str csp = site_header(&r, "content-security-policy");
                CHECK_ROW(i, str_starts(csp, S("default-src 'none'; script-src 'self'")));
                size_t at;
                CHECK_ROW(i, !str_find(csp, S("unsafe"), &at));
                CHECK_STR(i, site_header(&r, "x-content-type-options"), "nosniff");
                CHECK_STR(i, site_header(&r, "referrer-policy"), "same-origin");
                CHECK_STR(i, site_header(&r, "cache-control"), "no-store");
                CHECK_STR(i, site_header(&r, "strict-transport-security"), "");
                CHECK_STR(i, site_header(&r, "vary"), i == 4 ? "" : "Cookie, Accept-Language");
        }
        s.site.https = true;
        struct site_reply r = site_get(&s, "/form");
        CHECK(site_header(&r, "strict-transport-security").n > 0);
        size_t at;
        CHECK(str_find(site_header(&r, "set-cookie"), S("; Secure"), &at));
        CHECK(str_find(site_header(&r, "set-cookie"), S("; HttpOnly"), &at));
        CHECK(str_find(site_header(&r, "set-cookie"), S("; SameSite=Lax"), &at));
        site_close(&s);
}

/* ---- the table of what administrators may do ---- */

TEST(administrators_apart)
{
        for (int i = 0; i < ADMINISTER_COUNT; i++) {
                unsigned roles = administer_roles((enum administer)i);
                CHECK_ROW(i, (roles & ADMINS) != 0);
                CHECK_ROW(i, administer_name((enum administer)i, LANG_ZH).n > 0);
                CHECK_ROW(i, administer_name((enum administer)i, LANG_EN).n > 0);
                if (i == ADMINISTER_ACCOUNTS) continue; /* the list: all three */
                unsigned admins = roles & ADMINS;
                CHECK_INT(i, admins & (admins - 1), 0);
        }
}

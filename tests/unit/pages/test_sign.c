/* Signing in and out, one's own account, one-time and one-duty links. */
#include "loop/admin_account.h"
#include "visit.h"

#define WORD "a-long-enough-word"

static bool set_password(struct visit *v, const char *login)
{
        struct town *t = &v->s.t;
        return admin_password(&t->w, str_c(login), S(WORD), &t->f) == OK;
}

static struct site_reply sign_in(struct visit *v, const char *login, const char *word,
                                 const char *next)
{
        struct site_reply form = site_get(&v->s, "/signin");
        struct str more =
                str_printf(&v->s.t.a, "_login=%s&_password=%s&_next=%s", login, word, next);
        return visit_post(v, &form, "/signin", str_dupz(&v->s.t.a, more));
}

static const struct {
        const char *next, *to;
} nexts[] = {
        { "", "/app/" },
        { "/app/records/request", "/app/records/request" },
        { "//evil.example", "/app/" },
        { "http%3A//evil.example", "/app/" },
        { "/%5Cevil.example", "/app/" },
        { "/a%0D%0ASet-Cookie:x", "/app/" },
};

TEST(who_signs_in_comes_to_a_local_page)
{
        struct visit v;
        NEED(visit_open(&v));
        NEED(set_password(&v, "clerk"));
        for (size_t i = 0; i < LEN(nexts); i++) {
                v.s.cookies = 0;
                struct site_reply r = sign_in(&v, "clerk", WORD, nexts[i].next);
                CHECK_INT(i, r.status, 303);
                CHECK_STR(i, site_header(&r, "location"), nexts[i].to);
        }
        site_close(&v.s);
}

/* The list of one's own sessions says from where each began: as the server saw it, in words. */
TEST(sessions_say_from_where)
{
        struct visit v;
        NEED(visit_open(&v));
        NEED(set_password(&v, "clerk"));
        v.s.peer = "10.43.1.7";
        v.s.agent = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0";
        CHECK_INT(0, sign_in(&v, "clerk", WORD, "").status, 303);
        v.s.cookies = 0;
        v.s.peer = "2001:db8::7";
        v.s.agent = "<b>nobody's</b>";
        CHECK_INT(1, sign_in(&v, "clerk", WORD, "").status, 303);
        struct site_reply r = site_get(&v.s, "/app/sessions");
        CHECK(has(&r, "<td>Firefox, Windows<br>10.43.1.7</td>"));
        CHECK(has(&r, "<td>Another browser<br>2001:db8::7</td>"));
        CHECK(!has(&r, "nobody"));
        site_close(&v.s);
}

TEST(a_page_behind_the_door_asks_to_sign_in_and_comes_back)
{
        struct visit v;
        NEED(visit_open(&v));
        NEED(set_password(&v, "clerk"));
        struct site_reply r = site_get(&v.s, "/app/me?a=b%26c");
        CHECK_INT(-1, r.status, 303);
        CHECK_STR(-1, site_header(&r, "location"), "/signin?next=/app/me%3Fa%3Db%2526c");
        r = sign_in(&v, "clerk", WORD, "/app/me");
        CHECK_INT(-1, r.status, 303);
        r = site_get(&v.s, "/app/me");
        CHECK_INT(-1, r.status, 200);
        CHECK(has(&r, "clerk") && has(&r, "Loudi") && has(&r, "Sign out"));
        struct site_reply out = visit_post(&v, &r, "/signout", "");
        CHECK_INT(-1, out.status, 303);
        CHECK_INT(-1, site_get(&v.s, "/app/me").status, 303);
        site_close(&v.s);
}

TEST(wrong_passwords_say_one_thing_and_are_slowed_down)
{
        struct visit v;
        NEED(visit_open(&v));
        NEED(set_password(&v, "clerk"));
        struct site_reply a = sign_in(&v, "clerk", "wrong-wrong-wrong", "");
        struct site_reply b = sign_in(&v, "nobody", "wrong-wrong-wrong", "");
        CHECK_INT(-1, a.status, 401);
        CHECK_INT(-1, b.status, 401);
        CHECK_STR(-1, between(&a, "role=\"alert\"", "</div>"),
                  str_dupz(&v.s.t.a, between(&b, "role=\"alert\"", "</div>")));
        CHECK(!has(&a, "wrong-wrong-wrong")); /* a password never comes back */
        int last = 0;
        for (int i = 0; i < 5 && last != 429; i++)
                last = sign_in(&v, "clerk", "wrong-wrong-wrong", "").status;
        CHECK_INT(-1, last, 429);
        site_close(&v.s);
}

TEST(the_menu_shows_what_a_role_may_open)
{
        struct visit v;
        NEED(visit_open(&v));
        NEED(set_password(&v, "clerk") && set_password(&v, "h.a") && set_password(&v, "sys"));
        (void)sign_in(&v, "clerk", WORD, "");
        struct site_reply r = site_get(&v.s, "/app/me");
        CHECK(has(&r, "/app/records/request/new\"") && !has(&r, "/app/accounts\""));
        v.s.cookies = 0;
        (void)sign_in(&v, "h.a", WORD, "");
        r = site_get(&v.s, "/app/me");
        CHECK(has(&r, "/app/records/request\"") && !has(&r, "/app/records/request/new\""));
        v.s.cookies = 0;
        (void)sign_in(&v, "sys", WORD, "");
        r = site_get(&v.s, "/app/me");
        CHECK(has(&r, "/app/accounts\"") && !has(&r, "/app/records/"));
        site_close(&v.s);
}

static const struct {
        const char *fields;
        int status;
} changes[] = {
        { "_old=wrong&_password=another-long-word&_again=another-long-word", 403 },
        { "_old=" WORD "&_password=another-long-word&_again=another-long", 400 },
        { "_old=" WORD "&_password=short&_again=short", 400 },
        { "_old=" WORD "&_password=another-long-word&_again=another-long-word", 303 },
};

TEST(a_password_is_changed_by_who_knows_the_old_one)
{
        struct visit v;
        NEED(visit_open(&v));
        NEED(set_password(&v, "clerk"));
        (void)sign_in(&v, "clerk", WORD, "");
        for (size_t i = 0; i < LEN(changes); i++) {
                struct site_reply page = site_get(&v.s, "/app/me");
                struct site_reply r = visit_post(&v, &page, "/app/me/password", changes[i].fields);
                CHECK_INT(i, r.status, changes[i].status);
                CHECK_ROW(i, !has(&r, "another-long"));
        }
        v.s.cookies = 0;
        CHECK_INT(-1, sign_in(&v, "clerk", WORD, "").status, 401);
        CHECK_INT(-1, sign_in(&v, "clerk", "another-long-word", "").status, 303);
        site_close(&v.s);
}

TEST(a_link_sets_a_password_once)
{
        struct visit v;
        NEED(visit_open(&v));
        struct town *t = &v.s.t;
        char token[65];
        NEED(admin_account_reset(&t->w, -1, S("clerk"), &t->f, token) == OK);
        const char *at = str_dupz(&t->a, str_printf(&t->a, "/link/%s", token));
        struct site_reply page = site_get(&v.s, at);
        CHECK_INT(-1, page.status, 200);
        struct site_reply r = visit_post(&v, &page, at, "password=" WORD "&_again=other");
        CHECK_INT(-1, r.status, 400);
        r = visit_post(&v, &page, at, "password=" WORD "&_again=" WORD);
        CHECK_INT(-1, r.status, 303);
        CHECK_STR(-1, site_header(&r, "location"), "/signin?done=password");
        CHECK_INT(-1, site_get(&v.s, at).status, 404);
        CHECK_INT(-1, sign_in(&v, "clerk", WORD, "").status, 303);
        site_close(&v.s);
}

/* A request on the power company's desk; the id of its open `handle` duty. */
static int64_t a_duty(struct town *t)
{
        struct outcome_of o = town_do(t, "clerk", "request", 0, "receive",
                                      "title=lamp&body=dark&channel=hotline");
        CHECK_STR(-1, str_c(outcome_code(&o)), "");
        o = town_do(t, "disp", "request", o.record, "assign", "lead=4313-DL");
        CHECK_STR(-1, str_c(outcome_code(&o)), "");
        struct view view = { .st = t->w.st, .city = t->w.inforce.city };
        const struct ledger *l = &view.city->ledgers[city_ledger(view.city, S("request"))];
        struct rec r;
        if (rec_load(&view, &t->a, l, o.record, &r) != OK) return 0;
        for (size_t i = 0; i < r.duties_n; i++)
                if (r.duties[i].outcome == OUT_OPEN &&
                    str_eq(l->duties[r.duties[i].def].name, S("sign")))
                        return r.duties[i].id;
        return 0;
}

TEST(a_link_opens_one_duty)
{
        struct visit v;
        NEED(visit_open(&v));
        struct town *t = &v.s.t;
        char token[65];
        int64_t duty = a_duty(t);
        int disp = account_find(&t->w.inforce.accounts, S("disp"));
        NEED(duty && admin_link_duty(&t->w, disp, duty, &t->f, token) == OK);
        CHECK_INT(-1, site_get(&v.s, "/duty").status, 404);
        const char *at = str_dupz(&t->a, str_printf(&t->a, "/link/%s", token));
        struct site_reply r = site_get(&v.s, at);
        CHECK_INT(-1, r.status, 200);
        CHECK(!has(&r, "lamp")); /* only whoever presses the button sees it */
        r = visit_post(&v, &r, at, "");
        CHECK_INT(-1, r.status, 303);
        CHECK_STR(-1, site_header(&r, "location"), "/duty");
        r = site_get(&v.s, "/duty");
        CHECK_INT(-1, r.status, 200);
        CHECK(has(&r, "lamp") && has(&r, "action=\"/duty/sign\"") && !has(&r, "/duty/reply\""));
        CHECK(!has(&r, "/duty/assign\"") && !has(&r, "/duty/correct\""));
        CHECK_INT(-1, site_get(&v.s, "/app/").status, 303);
        struct site_reply other = visit_post(&v, &r, "/duty/assign", "lead=4313-RSJ");
        CHECK(other.status == 403 || other.status == 409);
        r = visit_post(&v, &r, "/duty/sign", "");
        CHECK_INT(-1, r.status, 200);
        CHECK(has(&r, "Thank you: the task is done"));
        CHECK_INT(-1, site_get(&v.s, "/duty").status, 404);
        site_close(&v.s);
}

#define ZEROES "0000000000000000"
static const char *const tokens[] = { "0", "nonsense", (ZEROES ZEROES ZEROES ZEROES) };

TEST(an_unknown_link_says_so)
{
        struct visit v;
        NEED(visit_open(&v));
        for (size_t i = 0; i < LEN(tokens); i++) {
                const char *at = str_dupz(&v.s.t.a, str_printf(&v.s.t.a, "/link/%s", tokens[i]));
                struct site_reply r = site_get(&v.s, at);
                CHECK_INT(i, r.status, 404);
                CHECK_ROW(i, has(&r, "<h1>"));
        }
        site_close(&v.s);
}

/* The public pages: entering, following by number and code, steps of the requester, bulletins. */
#include "lib/hidden.h"
#include "visit.h"

#define GOOD                                                                                       \
        "title=%E8%B7%AF%E7%81%AF&body=dark&channel=hotline&contact.name=Wang%2C+Li&contact.phone=13000001234"

struct entered {
        struct str number, code;
};

static struct entered enter(struct visit *v)
{
        struct site_reply form = site_get(&v->s, "/enter/request");
        struct site_reply r = visit_post(v, &form, "/enter/request", GOOD);
        struct entered x = { between(&r, "id=\"number\">", "<"), between(&r, "id=\"code\">", "<") };
        CHECK_INT(-1, r.status, 200);
        CHECK(x.number.n && x.code.n);
        return x;
}

static struct site_reply follow(struct visit *v, const struct entered *x)
{
        struct site_reply form = site_get(&v->s, "/follow");
        const char *more = str_dupz(&v->s.t.a, str_printf(&v->s.t.a, "_number=%.*s&_code=%.*s",
                                                          SP(x->number), SP(x->code)));
        return visit_post(v, &form, "/follow", more);
}

TEST(home_says_what_can_be_done)
{
        struct visit v;
        NEED(visit_open(&v));
        struct site_reply r = site_get(&v.s, "/");
        CHECK_INT(-1, r.status, 200);
        CHECK_STR(-1, r.type, "text/html; charset=utf-8");
        CHECK(has(&r, "<html lang=\"en\">"));
        CHECK(has(&r, "href=\"/enter/request\"") && has(&r, "href=\"/bulletin/request\""));
        CHECK(has(&r, "href=\"/figures/request.received\""));
        CHECK(!has(&r, "organisation")); /* not a public ledger */
        CHECK(!has(&r, "/app/"));
        v.s.language = "zh-CN";
        r = site_get(&v.s, "/");
        CHECK(has(&r, "<html lang=\"zh-CN\">") && has(&r, "提交诉求"));
        site_close(&v.s);
}

TEST(a_request_is_entered_and_followed)
{
        struct visit v;
        NEED(visit_open(&v));
        struct entered x = enter(&v);
        struct site_reply r = follow(&v, &x);
        CHECK_INT(-1, r.status, 200);
        CHECK(has(&r, "路灯") && has(&r, "dark"));
        CHECK(has(&r, "You will have an answer by") && has(&r, "How it was reckoned"));
        CHECK(has(&r, "W**") && !has(&r, "Wang  Li") && !has(&r, "13000001234"));
        CHECK(has(&r, "/withdraw\"") && !has(&r, "/assign\"") && !has(&r, "/confirm\""));
        CHECK(!has(&r, "disp")); /* nothing from inside */
        /* the code stands in hidden inputs only */
        CHECK_STR(-1, hidden(&v, &r, "_code"), str_dupz(&v.s.t.a, x.code));
        site_close(&v.s);
}

TEST(the_same_form_enters_once)
{
        struct visit v;
        NEED(visit_open(&v));
        struct site_reply form = site_get(&v.s, "/enter/request");
        struct site_reply a = visit_post(&v, &form, "/enter/request", GOOD);
        struct site_reply b = visit_post(&v, &form, "/enter/request", GOOD);
        CHECK_STR(-1, between(&a, "id=\"number\">", "<"),
                  str_dupz(&v.s.t.a, between(&b, "id=\"number\">", "<")));
        site_close(&v.s);
}

TEST(mistakes_stand_at_their_fields_and_values_stay)
{
        struct visit v;
        NEED(visit_open(&v));
        struct site_reply form = site_get(&v.s, "/enter/request");
        struct site_reply r = visit_post(&v, &form, "/enter/request",
                                         "title=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%27&body="
                                         "&channel=nope&place=431302&contact.phone=1+2");
        CHECK_INT(-1, r.status, 400);
        CHECK(!has(&r, "<script>alert"));
        CHECK(has(&r, "value=\"&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;\""));
        CHECK(has(&r, "value=\"431302\"") && has(&r, "value=\"1 2\""));
        CHECK(has(&r, "role=\"alert\""));
        CHECK(has(&r, "aria-invalid=\"true\" aria-describedby=\"i1-channel-e\""));
        CHECK(has(&r, "id=\"i1-body-e\"") && !has(&r, "id=\"i1-title-e\""));
        /* the form goes on with the key it had */
        CHECK_STR(-1, hidden(&v, &r, FORM_KEY), str_dupz(&v.s.t.a, hidden(&v, &form, FORM_KEY)));
        site_close(&v.s);
}

static const struct {
        const char *target, *body;
        int status;
} refused[] = {
        { "/enter/request", GOOD, 403 }, /* no token */
        { "/enter/request", FORM_TOKEN "=0123&" GOOD, 403 },
        { "/enter/request", "title=%00", 400 },
        { "/enter/request", "title=%ff", 400 },
        { "/enter/organisation", GOOD, 403 },
        { "/follow", "_number=ZTC2022000001&_code=x", 403 },
        { "/signin", "_login=clerk&_password=x", 403 },
        { "/signout", "", 403 },
};

TEST(forms_without_their_token_do_nothing)
{
        struct visit v;
        NEED(visit_open(&v));
        for (size_t i = 0; i < LEN(refused); i++) {
                struct site_reply r = site_post(&v.s, refused[i].target, str_c(refused[i].body));
                CHECK_INT(i, r.status, refused[i].status);
                CHECK_ROW(i, has(&r, "<h1>"));
        }
        site_close(&v.s);
}

TEST(a_wrong_code_is_one_sentence_and_slowed_down)
{
        struct visit v;
        NEED(visit_open(&v));
        struct entered x = enter(&v), no = x, bad = x;
        no.number = S("ZTC2022999999");
        bad.code = S("AAAAAAAA");
        struct site_reply a = follow(&v, &no), b = follow(&v, &bad);
        CHECK_INT(-1, a.status, 404);
        CHECK_INT(-1, b.status, 404);
        const char *sentence = "the number or the code is not right";
        CHECK(has(&a, sentence) && has(&b, sentence));
        int last = 0;
        for (int i = 0; i < 5 && last != 429; i++) last = follow(&v, &bad).status;
        CHECK_INT(-1, last, 429);
        site_close(&v.s);
}

static struct str step_to(struct visit *v, const struct entered *x, const char *step)
{
        return str_printf(&v->s.t.a, "/follow/request/%.*s/%s", SP(x->number), step);
}

static struct site_reply take(struct visit *v, const struct entered *x, const char *step,
                              const char *fields)
{
        struct site_reply page = follow(v, x);
        const char *more = str_dupz(
                &v->s.t.a, str_printf(&v->s.t.a, "_code=%.*s&_version=%.*s&%s", SP(x->code),
                                      SP(hidden(v, &page, "_version")), fields));
        return visit_post(v, &page, str_dupz(&v->s.t.a, step_to(v, x, step)), more);
}

TEST(the_requester_rates_and_sends_back)
{
        struct visit v;
        NEED(visit_open(&v));
        struct town *t = &v.s.t;
        struct entered x = enter(&v);
        int64_t id = 1;
        struct outcome_of o = town_do(t, "clerk", "request", id, "answer", "reply=soon");
        CHECK_STR(-1, str_c(outcome_code(&o)), "");
        struct site_reply r = follow(&v, &x);
        /* answered at once: to be taken up again, not to be done again by a unit it never had */
        CHECK(has(&r, "/confirm\"") && has(&r, "/reopen\"") && !has(&r, "/redo\""));
        r = take(&v, &x, "confirm", "solved=false&rating=nonsense");
        CHECK_INT(-1, r.status, 400);
        CHECK(has(&r, "<details class=\"zt-step\" open>"));
        r = take(&v, &x, "reopen", "why=still+dark");
        CHECK_INT(-1, r.status, 200);
        CHECK(has(&r, "The step has been taken."));
        o = town_do(t, "clerk", "request", id, "answer", "reply=now");
        CHECK_STR(-1, str_c(outcome_code(&o)), "");
        r = take(&v, &x, "confirm", "solved=false&solved=true&rating=satisfied");
        CHECK_INT(-1, r.status, 200);
        CHECK(has(&r, "zt-done"));
        r = take(&v, &x, "assign", "lead=4313-RSJ");
        CHECK_INT(-1, r.status, 409);
        site_close(&v.s);
}

/* What a step open to the public warns of is told to whoever took it, as to staff. */
TEST(the_public_is_warned)
{
        struct visit v;
        NEED(visit_open(&v));
        NEED(hidden_more(
                     &v.s.t, "",
                     "], warn: {burns: {when: \"channel = 'hotline'\", say: Ring 119 if it burns}},"
                     " bars: [") &&
             site_news(&v.s));
        struct site_reply form = site_get(&v.s, "/enter/request");
        CHECK(!has(&form, "alert-warning"));
        struct site_reply r = visit_post(&v, &form, "/enter/request", GOOD);
        CHECK_INT(-1, r.status, 200);
        CHECK(has(&r, "Warning: Ring 119 if it burns"));
        struct entered x = { between(&r, "id=\"number\">", "<"), between(&r, "id=\"code\">", "<") };
        r = follow(&v, &x);
        CHECK(!has(&r, "alert-warning")); /* once */
        site_close(&v.s);
}

TEST(a_stale_form_is_refused_and_kept)
{
        struct visit v;
        NEED(visit_open(&v));
        struct entered x = enter(&v);
        struct site_reply page = follow(&v, &x);
        struct outcome_of o = town_do(&v.s.t, "clerk", "request", 1, "answer", "reply=soon");
        CHECK_STR(-1, str_c(outcome_code(&o)), "");
        const char *more =
                str_dupz(&v.s.t.a, str_printf(&v.s.t.a, "_code=%.*s&_version=%.*s&_because=no+need",
                                              SP(x.code), SP(hidden(&v, &page, "_version"))));
        struct site_reply r =
                visit_post(&v, &page, str_dupz(&v.s.t.a, step_to(&v, &x, "withdraw")), more);
        CHECK_INT(-1, r.status, 409);
        CHECK(has(&r, "role=\"alert\""));
        site_close(&v.s);
}

static const struct {
        const char *target;
        int status;
        const char *has, *not ;
} opened[] = {
        { "/bulletin/request", 200, "href=\"/figures/request.received?on=", NULL },
        { "/bulletin/request?on=2022-03-01", 200, "value=\"2022-03-01\"", NULL },
        { "/bulletin/request?on=%3Cb%3E", 400, "&lt;b&gt;", "<b>" },
        { "/bulletin/none", 404, NULL, NULL },
        { "/bulletin/organisation", 404, NULL, NULL },
        { "/figures/request.received", 200, "withheld 1", "ZTC2022" },
        { "/figures/request.received?by=channel", 200, "Hotline", NULL },
        { "/figures/request.satisfaction", 200, "Numerator and denominator", NULL },
        { "/figures/request.none", 404, NULL, NULL },
        { "/figures/organisation.open", 403, NULL, "href=\"/signin" },
        { "/figures/request.received?office=%3Cx", 404, "&lt;x", "<x" },
        { "/none", 404, "There is no such page", NULL },
        { "/enter/organisation", 404, NULL, NULL },
        { "/?done=entered", 200, "It has been entered.", NULL },
        { "/?done=%3Cscript%3E", 200, NULL, "script>" },
};

TEST(what_is_public_opens_and_the_rest_does_not)
{
        struct visit v;
        NEED(visit_open(&v));
        (void)enter(&v);
        for (size_t i = 0; i < LEN(opened); i++) {
                struct site_reply r = site_get(&v.s, opened[i].target);
                CHECK_INT(i, r.status, opened[i].status);
                if (opened[i].has) CHECK_ROW(i, has(&r, opened[i].has));
                if (opened[i].not &&!str_eq(str_c(opened[i].not ), S("script>")))
                        CHECK_ROW(i, !has(&r, opened[i].not ));
                CHECK_ROW(i, !has(&r, "<script>"));
        }
        site_close(&v.s);
}

static const struct {
        const char *target, *to;
} tongues[] = {
        { "/lang/en?back=/follow", "/follow" },
        { "/lang/zh?back=/bulletin/request%3Fon%3D2022-03-01", "/bulletin/request?on=2022-03-01" },
        { "/lang/en?back=//evil.example", "/" },
        { "/lang/en?back=/%5Cevil.example", "/" },
        { "/lang/en?back=http://evil.example", "/" },
        { "/lang/en", "/" },
};

TEST(the_language_is_kept_in_a_cookie)
{
        struct visit v;
        NEED(visit_open(&v));
        for (size_t i = 0; i < LEN(tongues); i++) {
                struct site_reply r = site_get(&v.s, tongues[i].target);
                CHECK_INT(i, r.status, 303);
                CHECK_STR(i, site_header(&r, "location"), tongues[i].to);
        }
        CHECK_INT(-1, site_get(&v.s, "/lang/fr").status, 404);
        struct site_reply zh = site_get(&v.s, "/lang/zh");
        CHECK_INT(-1, zh.status, 303);
        zh = site_get(&v.s, "/follow");
        CHECK(has(&zh, "查询进度"));
        site_close(&v.s);
}

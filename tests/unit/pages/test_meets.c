/* A duty that is met by what is entered in another ledger: the way there, with what the record can
 * tell of itself; what a rule did, in words; no follow-code where nobody asks. */
#include "loop/rules.h"
#include "visit.h"

#define DEFS "tests/unit/pages/meets"

static bool sign_in(struct visit *v)
{
        v->s.cookies = 0;
        struct site_reply form = site_get(&v->s, "/signin");
        return visit_post(v, &form, "/signin", "_login=clerk&_password=a-long-enough-word")
                       .status == 303;
}

static bool open_meets(struct visit *v)
{
        struct town *t = &v->s.t;
        page_sets(v->sets);
        return site_open_more(&v->s, t_dir(), v->sets, PAGE_SETS, DEFS) &&
               admin_password(&t->w, S("clerk"), S("a-long-enough-word"), &t->f) == OK &&
               sign_in(v);
}

static void next_day(struct visit *v, const char *at)
{
        struct town *t = &v->s.t;
        struct rules_did did = { .more = true };
        town_at(t, at);
        for (int i = 0; did.more && i < 50; i++) CHECK_OK(i, rules_tick(&t->w, &t->f, &did));
        CHECK(sign_in(v)); /* the session has ended meanwhile */
}

TEST(meets_are_reached_from_the_duty)
{
        struct visit v;
        NEED(open_meets(&v));
        struct town *t = &v.s.t;
        struct outcome_of o = town_do(t, "clerk", "vow", 0, "vow", "ref=V-1&title=every day");
        NEED(o.err == OK);
        const char *page =
                str_dupz(&t->a, str_printf(&t->a, "/app/records/vow/%.*s", SP(o.number)));
        const char *way =
                str_dupz(&t->a, str_printf(&t->a,
                                           "href=\"/app/records/keep/new?step=keep&amp;vow=%.*s"
                                           "&amp;ref=V-1\">Enter it as kept</a>",
                                           SP(o.number)));
        struct site_reply r = site_get(&v.s, page);
        CHECK(!has(&r, "/app/records/keep/new?")); /* nothing is owed yet */
        next_day(&v, "2022-03-19 08:00");
        r = site_get(&v.s, page);
        CHECK_INT(-1, r.status, 200);
        CHECK(has(&r, way));
        CHECK(!has(&r, "Enter another")); /* a supervisor's step */
        CHECK(has(&r, "<strong>By rule</strong>") && has(&r, "Rule: Every day"));
        /* the form knows what it is about */
        const char *form = str_dupz(&t->a, str_printf(&t->a,
                                                      "/app/records/keep/new?step=keep&vow=%.*s"
                                                      "&ref=V-1",
                                                      SP(o.number)));
        r = site_get(&v.s, form);
        CHECK_INT(-1, r.status, 200);
        CHECK(has(&r, str_dupz(&t->a, str_printf(&t->a, "value=\"%.*s\"", SP(o.number)))));
        CHECK(has(&r, "value=\"V-1\""));
        const char *body = str_dupz(
                &t->a, str_printf(&t->a, "_step=keep&vow=%.*s&ref=V-1&note=done", SP(o.number)));
        r = visit_post(&v, &r, "/app/records/keep/new", body);
        CHECK_INT(-1, r.status, 201);
        CHECK(has(&r, "It has been entered."));
        CHECK(!has(&r, "Follow-code"));
        /* it is met: the way is gone, and why stands there */
        r = site_get(&v.s, page);
        CHECK_INT(-1, r.status, 200);
        CHECK(!has(&r, "/app/records/keep/new?"));
        CHECK(has(&r, "Met by another record"));
        site_close(&v.s);
}

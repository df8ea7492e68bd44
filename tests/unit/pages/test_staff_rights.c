/* test_staff_rights.c: every role over every route of the staff and administration pages, against
 * one table; and every way of seeing records shows a reader the same set (I6). */
#include "staff_town.h"

#include <stdio.h>
#include <string.h>

#include "lib/hidden.h"
#include "pages/admin.h"

/* clerk · recorder and clerk · dispatcher · village handler · bureau handler · supervisor ·
 * evaluator · leader · auditor · system · security · audit administrator · nobody */
static const char *const people[] = { "clerk", "rec", "disp", "h.a", "h.rsj", "sup", "eval",
                                      "lead",  "aud", "sys",  "sec", "audit", "" };

/* o 200, i 400, d 403, n 404, c 409, g 303 (goes on), s to the sign-in page */
static const struct {
        const char *route;         /* name in the table of routes */
        const char *target, *form; /* NULL: GET */
        const char *want;
} row[] = {
        { "app.work", "/app", NULL, "oooooooooooos" },
        { "app.work", "/app/", NULL, "oooooooooooos" },
        { "app.work", "/app/work?below=1", NULL, "oooooooooooos" },
        { "app.sessions", "/app/sessions", NULL, "oooooooooooos" },
        { "app.session.end", "/app/sessions", "session=x", "nnnnnnnnnnnns" },
        { "app.search", "/app/search", NULL, "oooooooooooos" },
        { "app.search", "/app/search?q=text", NULL, "oooooooooooos" },
        { "app.search", "/app/search?q=13800001111", NULL, "iiiiiiiiiiiis" },
        { "app.search", "/app/search?q=text&ledger=nothing", NULL, "nnnnnnnnnnnns" },
        { "app.list", "/app/records/request", NULL, "oooooooooooos" },
        { "app.list", "/app/records/nothing", NULL, "nnnnnnnnnnnns" },
        { "app.export", "/app/records/request/export.csv", NULL, "oooooooooooos" },
        { "app.new", "/app/records/request/new", NULL, "ooddddddddddds" },
        { "app.enter", "/app/records/request/new", "_step=receive", "iiddddddddddds" },
        { "app.record", "/app/records/request/ZTC2022000001", NULL, "ooooNooooNNNs" },
        { "app.record", "/app/records/request/ZTC2022000002", NULL, "oooNoooooNNNs" },
        { "app.record", "/app/records/request/ZTC2022000003", NULL, "oooNNooooNNNs" },
        { "app.record", "/app/records/request/ZTC2022000099", NULL, "NNNNNNNNNNNNs" },
        { "app.step", "/app/records/request/ZTC2022000004/answer", "_day=2023-01-01",
          "ccdNNddddNNNs" },
        { "app.step", "/app/records/request/ZTC2022000001/sign", "_day=2023-01-01",
          "dddcNddddNNNs" },
        { "app.step", "/app/records/request/ZTC2022000001/nothing", "a=b", "nnnnNnnnnNNNs" },
        { "app.reveal", "/app/records/request/ZTC2022000001/reveal", "_field=contact&_why=x",
          "ccccNccddNNNs" },
        { "app.reveal", "/app/records/request/ZTC2022000001/reveal",
          "_field=contact&_why=", "iiiiNiiiiNNNs" },
        { "app.file", "/app/records/request/ZTC2022000001/files/00000000000000000000000000000000",
          NULL, "nnnnNnnnnNNNs" },
        { "app.paper", "/app/records/request/ZTC2022000001/papers/1", NULL, "ooooNooooNNNs" },
        { "app.paper", "/app/records/request/ZTC2022000001/papers/2", NULL, "nnnnNnnnnNNNs" },
        { "app.link", "/app/links", "duty=x", "iiiiiiiiiiiis" },
        { "app.figures", "/app/figures", NULL, "oooooooooooos" },
        { "app.figure", "/app/figures/request", NULL, "oooooooooooos" },
        { "app.figure", "/app/figures/organisation", NULL, "ooooooooodddds" },
        { "app.figure", "/app/figures/request.received?rows=1&by=channel&value=hotline", NULL,
          "oooooooooooos" },
        { "app.figure", "/app/figures/organisation.active", NULL, "ooooooooodddds" },
        { "app.figure", "/app/figures/request.nothing", NULL, "nnnnnnnnnnnns" },
        { "app.series", "/app/series/request", NULL, "nnnnnnnnnnnns" },
        { "app.score", "/app/score/request", NULL, "nnnnnnnnnnnns" },
        { "app.score", "/app/score/review", NULL, "ooooooooodddds" },
        { "app.bulletins", "/app/bulletins", NULL, "oooooooooooos" },
        { "app.bulletin", "/app/bulletins/request", NULL, "oooooooooooos" },
        { "app.bulletin", "/app/bulletins/organisation", NULL, "ooooooooodddds" },
        { "app.publish", "/app/bulletins/request", "on=2022-03-18&office=4313", "ddgddgdgdddds" },
        { "app.offices", "/app/offices?name=Leping", NULL, "oooooooooooos" },
        { "app.offices.import", "/app/offices", "csv=nonsense", "dddddddddidds" },
        { "app.definitions", "/app/definitions?file=city.yaml", NULL, "oooooooooooos" },
        { "app.definition", "/app/definitions/request", NULL, "oooooooooooos" },
        { "app.calendar", "/app/calendar?from=2022-03-18&within=5+workdays", NULL,
          "oooooooooooos" },
        { "app.calendar.import", "/app/calendar", "text=nonsense", "dddddddddidds" },
        { "app.accounts", "/app/accounts", NULL, "dddddddddooos" },
        { "app.accounts.add", "/app/accounts", "csv=nonsense", "dddddddddidds" },
        { "app.account", "/app/accounts/clerk", NULL, "dddddddddooos" },
        { "app.account.posts", "/app/accounts/clerk/posts", "posts=4313+nothing", "ddddddddddids" },
        { "app.account.stand", "/app/accounts/clerk/stand-in", "for=nobody", "dddddddddndds" },
        { "app.account.stand_end", "/app/accounts/clerk/stand-in-end", "id=0", "dddddddddidds" },
        { "app.account.act", "/app/accounts/clerk/hand-over", "to=nobody", "ddddddddddnds" },
        { "app.account.act", "/app/accounts/clerk/unlock", "a=b", "ddddddddddgds" },
        { "app.account.act", "/app/accounts/clerk/nothing", "a=b", "ddddddddddnds" },
        { "app.verify", "/app/verify?run=1", NULL, "ddddddddoddos" },
        { "app.looks", "/app/looks", NULL, "dddddddddddos" },
        { "app.signins", "/app/signins", NULL, "dddddddddddos" },
        { "app.links", "/app/links", NULL, "dddddddddddos" },
        { "app.operation", "/app/operation", NULL, "dddddddddodds" },
        { "app.notices", "/app/notices", NULL, "dddddddddodds" },
        { "app.notices.retry", "/app/notices", "id=0", "dddddddddgdds" },
};

static char letter(const struct site_reply *r)
{
        switch (r->status) {
        case 200: return 'o';
        case 400: return 'i';
        case 403: return 'd';
        case 404: return 'n';
        case 409: return 'c';
        case 303: return str_starts(site_header(r, "location"), S("/signin")) ? 's' : 'g';
        default: return '?';
        }
}

/* A record that is not for the reader and one that is not there are told apart by nothing. */
static bool is_hidden(const struct site_reply *r)
{
        return r->status == 404 && r->f.first &&
               str_eq(str_c(r->f.first->code), S("record.unknown"));
}

static void check_route(struct staff_town *x, size_t i, size_t who)
{
        struct site_reply r = row[i].form ? staff_post(x, row[i].target, row[i].form)
                                          : site_get(&x->s, row[i].target);
        size_t n = strlen(row[i].want);
        char want = who + 1 == LEN(people) ? row[i].want[n - 1] : row[i].want[who];
        char got = want == 'N' && is_hidden(&r) ? 'N' : letter(&r);
        if (got != want)
                fprintf(stderr, "  %s %s as \"%s\": %d, wanted %c\n", row[i].form ? "POST" : "GET",
                        row[i].target, people[who], r.status, want);
        CHECK_ROW(i, got == want);
        CHECK_STR(i, r.route, row[i].route);
}

TEST(staff_roles_over_routes)
{
        struct staff_town x;
        NEED(staff_open(&x) && site_index(&x.s));
        for (size_t p = 0; p < LEN(people); p++) {
                NEED(staff_as(&x, people[p]));
                for (size_t i = 0; i < LEN(row); i++) check_route(&x, i, p);
        }
        staff_close(&x);
}

static bool has_row(const char *name)
{
        for (size_t i = 0; i < LEN(row); i++)
                if (strcmp(row[i].route, name) == 0) return true;
        return false;
}

TEST(staff_every_route_has_a_row)
{
        for (size_t i = 0; i < staff_routes_n; i++) CHECK_ROW(i, has_row(staff_routes[i].name));
        for (size_t i = 0; i < admin_routes_n; i++) CHECK_ROW(i, has_row(admin_routes[i].name));
}

TEST(staff_doors_are_those_of_the_administrators)
{
        static const struct {
                const char *route;
                enum administer what;
        } door[] = {
                { "app.offices.import", ADMINISTER_OFFICES },
                { "app.calendar.import", ADMINISTER_CALENDARS },
                { "app.accounts", ADMINISTER_ACCOUNTS },
                { "app.account", ADMINISTER_ACCOUNTS },
                { "app.accounts.add", ADMINISTER_ADD },
                { "app.account.posts", ADMINISTER_POSTS },
                { "app.account.act", ADMINISTER_DISABLE },
                { "app.account.act", ADMINISTER_RESET },
                { "app.account.act", ADMINISTER_UNLOCK },
                { "app.verify", ADMINISTER_VERIFY },
                { "app.looks", ADMINISTER_LOOKS },
                { "app.signins", ADMINISTER_SIGNINS },
                { "app.links", ADMINISTER_LINKS },
        };
        for (size_t i = 0; i < LEN(door); i++)
                for (size_t r = 0; r < admin_routes_n; r++)
                        if (strcmp(admin_routes[r].name, door[i].route) == 0)
                                CHECK_INT(i, admin_routes[r].roles, administer_roles(door[i].what));
}

/* ---- I6 ---- */

/* Which of the records stand in a text: bit k is ZTC202200000k. */
static unsigned records_in(struct str text)
{
        unsigned set = 0;
        size_t at;
        while (str_find(text, S("ZTC202200000"), &at)) {
                text = str_from(text, at + 12);
                if (text.n && text.p[0] >= '1' && text.p[0] <= '9')
                        set |= 1u << (unsigned)(text.p[0] - '0');
        }
        return set;
}

static unsigned records_open(struct staff_town *x, unsigned last)
{
        unsigned set = 0;
        for (unsigned k = 1; k <= last; k++) {
                struct site_reply r = site_get(
                        &x->s,
                        str_dupz(&x->s.t.a,
                                 str_printf(&x->s.t.a, "/app/records/request/ZTC202200000%u", k)));
                if (r.status == 200) set |= 1u << k;
        }
        return set;
}

struct sees {
        const char *login;
        unsigned want; /* bits 1 … */
};

static void check_ways(struct staff_town *x, const struct sees *who, size_t n, unsigned last)
{
        static const char *const ways[] = {
                "/app/records/request",
                "/app/records/request?sort=number",
                "/app/search?q=text",
                "/app/search?q=text&ledger=request",
                "/app/records/request?filter=kind+%3D+%27open%27",
                "/app/records/request/export.csv",
                "/app/figures/request.received?office=4313&rows=1",
                "/app/figures/request.received?office=4313&rows=1&by=channel&value=hotline",
        };
        if (!CHECK(site_index(&x->s))) return;
        for (size_t i = 0; i < n; i++) {
                if (!CHECK_ROW(i, staff_as(x, who[i].login))) return;
                CHECK_INT(i, records_open(x, last), who[i].want);
                for (size_t k = 0; k < LEN(ways); k++) {
                        struct site_reply r = site_get(&x->s, ways[k]);
                        CHECK_INT(i * 100 + k, r.status, 200);
                        CHECK_INT(i * 100 + k, records_in(r.body), who[i].want);
                }
                struct site_reply work = site_get(&x->s, "/app/work?below=1");
                CHECK_INT(i, records_in(work.body) & ~who[i].want, 0);
        }
}

TEST(staff_every_way_shows_the_same_records)
{
        static const struct sees who[] = {
                { "clerk", 30 },     { "rec", 30 },  { "disp", 30 }, { "sup", 30 },
                { "eval", 30 },      { "lead", 30 }, { "aud", 30 },  { "clerk2", 10 },
                { "h.louxing", 10 }, { "h.a", 2 },   { "h.rsj", 4 }, { "h.dl", 0 },
                { "sys", 0 },        { "sec", 0 },   { "audit", 0 },
        };
        struct staff_town x;
        NEED(staff_open(&x));
        check_ways(&x, who, LEN(who), 4);
        staff_close(&x);
}

/* 5: of county Louxing, confidential, assigned to village A. 6: Louxing is the party complained of;
 * its village A has it all the same. 7: the account clerk is the party. */
/* The power company's handler stands in for the bureau's: he sees what that one sees. */
static bool stands_in(struct staff_town *x)
{
        const struct stand_in in = {
                .login = S("h.dl"), .acting_for = S("h.rsj"), .from = DAY_NONE, .to = DAY_NONE
        };
        int64_t id;
        struct town *t = &x->s.t;
        return admin_stand_in(&t->w, -1, &in, &t->f, &id) == OK && site_news(&x->s);
}

static bool make_hidden(struct staff_town *x)
{
        struct town *t = &x->s.t;
        if (!hidden_fields(t) || !site_news(&x->s)) return false;
        struct outcome_of five = town_do(t, "clerk2", "request", 0, "receive",
                                         "title=five&body=text&channel=hotline&hush=true"),
                          six = town_do(t, "clerk", "request", 0, "receive",
                                        "title=six&body=text&channel=hotline"),
                          seven = town_do(t, "clerk", "request", 0, "receive",
                                          "title=seven&body=text&channel=hotline&party=clerk");
        return seven.err == OK &&
               town_do(t, "disp", "request", five.record, "assign", "lead=431302001001").err ==
                       OK &&
               town_do(t, "disp", "request", six.record, "assign", "lead=431302001001").err == OK &&
               town_do(t, "disp", "request", six.record, "mark", "accused=431302").err == OK &&
               stands_in(x);
}

TEST(staff_hidden_records_are_hidden_every_way)
{
        static const struct sees who[] = {
                { "clerk", 94 },     { "rec", 222 },  { "disp", 254 }, { "sup", 254 },
                { "eval", 222 },     { "lead", 254 }, { "aud", 222 },  { "clerk2", 42 },
                { "h.louxing", 42 }, { "h.a", 34 },   { "h.rsj", 4 },  { "h.dl", 4 },
                { "sys", 0 },        { "sec", 0 },    { "audit", 0 },
        };
        /* what is not for him is not there, whatever he asks of it */
        static const struct {
                const char *login, *target, *form;
        } none[] = {
                { "h.a", "/app/records/request/ZTC2022000006/sign", "a=b" },
                { "h.a", "/app/records/request/ZTC2022000006/reveal", "_field=contact&_why=x" },
                { "h.louxing", "/app/records/request/ZTC2022000006", NULL },
                { "clerk", "/app/records/request/ZTC2022000005/hurry", "a=b" },
                { "clerk", "/app/records/request/ZTC2022000007/answer", "reply=x" },
                { "clerk", "/app/records/request/ZTC2022000007/reveal", "_field=contact&_why=x" },
        };
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(make_hidden(&x));
        check_ways(&x, who, LEN(who), 7);
        for (size_t i = 0; i < LEN(none); i++) {
                NEED(staff_as(&x, none[i].login));
                struct site_reply r = none[i].form ? staff_post(&x, none[i].target, none[i].form)
                                                   : site_get(&x.s, none[i].target);
                CHECK_ROW(i, is_hidden(&r));
        }
        staff_close(&x);
}

TEST(staff_private_field_is_shown_once)
{
        struct staff_town x;
        NEED(staff_open(&x));
        struct outcome_of o = town_do(&x.s.t, "clerk", "request", 0, "receive",
                                      "title=t&body=b&channel=hotline&contact=王小五,13800001111");
        NEED(o.err == OK && staff_as(&x, "clerk"));
        struct site_reply r = site_get(&x.s, "/app/records/request/ZTC2022000005");
        CHECK(staff_has(&r, "138****1111") && !staff_has(&r, "13800001111"));
        CHECK(staff_has(&r, "/app/records/request/ZTC2022000005/reveal"));
        r = staff_post(&x, "/app/records/request/ZTC2022000005/reveal", "_field=contact&_why=");
        CHECK_INT(0, r.status, 400);
        CHECK(!staff_has(&r, "13800001111"));
        r = staff_post(&x, "/app/records/request/ZTC2022000005/reveal",
                       "_field=contact&_why=to+call+back");
        CHECK_INT(1, r.status, 200);
        CHECK(staff_has(&r, "13800001111"));
        r = site_get(&x.s, "/app/records/request/ZTC2022000005");
        CHECK(staff_has(&r, "Private field shown") && staff_has(&r, "to call back"));
        CHECK(!staff_has(&r, "13800001111"));
        NEED(staff_as(&x, "audit"));
        r = site_get(&x.s, "/app/looks?login=clerk");
        CHECK(staff_has(&r, "private field revealed"));
        staff_close(&x);
}

TEST(staff_nobody_gets_in_without_a_session)
{
        struct staff_town x;
        NEED(staff_open(&x));
        x.s.cookie[x.s.cookies++] = (struct web_pair){ S("zt"), S("0123456789abcdef") };
        CHECK_INT(0, site_get(&x.s, "/app/records/request").status, 303);
        NEED(staff_as(&x, "clerk"));
        x.token = S("forged");
        CHECK_INT(1, staff_post(&x, "/app/records/request/ZTC2022000004/answer", "reply=x").status,
                  403);
        staff_close(&x);
}

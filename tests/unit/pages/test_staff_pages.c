/* test_staff_pages.c: the staff pages: what they show, and what comes of their forms. */
#include "staff_town.h"

#include <string.h>

#define FOUR "/app/records/request/ZTC2022000004"

static struct str version_of(struct staff_town *x, const char *target)
{
        struct site_reply r = site_get(&x->s, target);
        return str_dup(&x->s.t.a, staff_hidden(r.body, "_version"));
}

TEST(staff_work_shows_the_most_urgent_first)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "h.a"));
        struct site_reply r = site_get(&x.s, "/app/");
        CHECK(staff_has(&r, "ZTC2022000001"));
        CHECK(!staff_has(&r, "ZTC2022000002"));
        CHECK(staff_has(&r, "zt-yellow") || staff_has(&r, "zt-green"));
        town_at(&x.s.t, "2022-04-18 08:00");
        NEED(staff_as(&x, "h.a"));
        r = site_get(&x.s, "/app/");
        CHECK(staff_has(&r, "zt-red"));
        CHECK(staff_has(&r, "overdue"));
        NEED(staff_as(&x, "disp"));
        r = site_get(&x.s, "/app/?ledger=organisation");
        CHECK(staff_has(&r, "No open duties of your offices."));
        CHECK_INT(0, site_get(&x.s, "/app/?after=nonsense").status, 400);
        staff_close(&x);
}

TEST(staff_list_filters_sorts_and_turns_pages)
{
        static const struct {
                const char *query;
                int status;
                const char *has, *lacks;
        } row[] = {
                { "", 200, "ZTC2022000004", "invalid" },
                { "?filter=state+%3D+%27received%27", 200, "ZTC2022000003", "ZTC2022000001" },
                { "?state=assigned", 200, "ZTC2022000002", "ZTC2022000003" },
                { "?state=%40done", 200, "No records here.", "ZTC2022000001" },
                { "?state=nonsense", 400, "there is no state", "ZTC2022000001" },
                { "?filter=chanel+%3D+%27hotline%27", 400, "filter:1", "ZTC2022000001" },
                { "?filter=%28", 400, "aria-invalid", "ZTC2022000001" },
                { "?filter=title+%3D+%27one%27", 400, "sealed", "ZTC2022000001" },
                { "?sort=number", 200, "aria-sort=\"ascending\"", "invalid" },
                { "?sort=title", 400, "sealed", "ZTC2022000001" },
                { "?count=1", 200, "Records in all:", "invalid" },
                { "?after=zzz", 400, "page mark", "ZTC2022000001" },
                { "?view=nonsense", 404, "no view", "ZTC2022000001" },
                { "?filter=%3Cscript%3E", 400, "&lt;script&gt;", "<script>" },
        };
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "clerk"));
        for (size_t i = 0; i < LEN(row); i++) {
                const char *target = str_dupz(
                        &x.s.t.a, str_printf(&x.s.t.a, "/app/records/request%s", row[i].query));
                struct site_reply r = site_get(&x.s, target);
                CHECK_INT(i, r.status, row[i].status);
                CHECK_ROW(i, staff_has(&r, row[i].has));
                CHECK_ROW(i, !staff_has(&r, row[i].lacks));
        }
        for (int i = 0; i < 50; i++) NEED(staff_record_made(&x, "clerk", "more") > 0);
        struct site_reply r = site_get(&x.s, "/app/records/request");
        CHECK(staff_has(&r, "rel=\"next\""));
        CHECK(!staff_has(&r, "/ZTC2022000004\""));
        staff_close(&x);
}

TEST(staff_search_marks_what_was_found)
{
        static const struct {
                const char *query;
                int status;
                const char *has, *lacks;
        } row[] = {
                { "", 200, "name=\"q\"", "Nothing was found" },
                { "?q=+", 200, "name=\"q\"", "Nothing was found" },
                { "?q=lamp", 200, "the <mark>LAMP</mark> &lt;b&gt; is", "<b>" },
                { "?q=dark+lamp", 200, "is <mark>dark</mark>, the <mark>lamp</mark>", "<b>" },
                { "?q=lamp&ledger=request", 200, "ZTC2022000005", "ZTC2022000004" },
                { "?q=lamp&ledger=organisation", 200, "Nothing was found", "ZTC2022000005" },
                { "?q=nowhere", 200, "Nothing was found", "ZTC2022" },
                { "?q=%22%3E%3Cscript%3E", 200, "&quot;&gt;&lt;script&gt;", "<script>" },
                { "?q=13800001111", 400, "telephones", "ZTC2022" },
                { "?q=text&after=zzz", 400, "page mark", "ZTC2022" },
                { "?q=text&ledger=nothing", 404, "no ledger", "ZTC2022" },
        };
        struct staff_town x;
        NEED(staff_open(&x) && staff_as(&x, "clerk"));
        CHECK_INT(0, site_get(&x.s, "/app/search?q=text").status, 503); /* there is no index */
        NEED(staff_record_made(&x, "clerk", "the LAMP <b> is dark, the lamp") > 0);
        NEED(site_index(&x.s));
        for (size_t i = 0; i < LEN(row); i++) {
                const char *target =
                        str_dupz(&x.s.t.a, str_printf(&x.s.t.a, "/app/search%s", row[i].query));
                struct site_reply r = site_get(&x.s, target);
                CHECK_INT(i, r.status, row[i].status);
                CHECK_ROW(i, staff_has(&r, row[i].has));
                CHECK_ROW(i, !staff_has(&r, row[i].lacks));
        }
        for (int i = 0; i < 50; i++) NEED(staff_record_made(&x, "clerk", "more") > 0);
        struct site_reply r = site_get(&x.s, "/app/search?q=text");
        CHECK(staff_has(&r, "cannot be found yet") && !staff_has(&r, "rel=\"next\""));
        NEED(site_index(&x.s));
        r = site_get(&x.s, "/app/search?q=text");
        CHECK(staff_has(&r, "rel=\"next\" href=\"/app/search?q=text&amp;after="));
        CHECK(!staff_has(&r, "/ZTC2022000004\""));
        staff_close(&x);
}

/* The form in the frame is for those who reach records, but for the page that has its own. */
TEST(staff_search_stands_in_the_frame)
{
        static const struct {
                const char *login, *target;
                bool has;
        } row[] = {
                { "clerk", "/app/", true }, { "h.a", "/app/figures", true },
                { "sys", "/app/", false },  { "clerk", "/app/search?q=one", false },
                { "clerk", "/", false },
        };
        struct staff_town x;
        NEED(staff_open(&x) && site_index(&x.s));
        for (size_t i = 0; i < LEN(row); i++) {
                NEED(staff_as(&x, row[i].login));
                struct site_reply r = site_get(&x.s, row[i].target);
                CHECK_INT(i, r.status, 200);
                CHECK_ROW(i, staff_has(&r, "role=\"search\"") == row[i].has);
        }
        staff_close(&x);
}

/* Deleted at any time, and made again by whoever keeps it. */
TEST(staff_search_follows_the_file)
{
        struct staff_town x;
        NEED(staff_open(&x) && staff_as(&x, "clerk") && site_index(&x.s));
        struct site_reply r = site_get(&x.s, "/app/search?q=text");
        CHECK(staff_has(&r, "ZTC2022000004"));
        NEED(unlink(x.s.t.w.path.search) == 0);
        CHECK_INT(0, site_get(&x.s, "/app/search?q=text").status, 503);
        NEED(site_index(&x.s));
        r = site_get(&x.s, "/app/search?q=text");
        CHECK_INT(1, r.status, 200);
        CHECK(staff_has(&r, "ZTC2022000004"));
        staff_close(&x);
}

TEST(staff_record_shows_what_there_is)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "clerk"));
        struct site_reply r = site_get(&x.s, FOUR);
        CHECK(staff_has(&r, "four"));
        CHECK(staff_has(&r, "Promised by"));
        CHECK(staff_has(&r, "How it was reckoned"));
        CHECK(staff_has(&r, "Answer at once"));
        CHECK(staff_has(&r, "name=\"reply\""));
        CHECK(staff_has(&r, "Steps not open to you now, and why"));
        CHECK(!staff_has(&r, "name=\"lead\" list")); /* to assign is the dispatcher's */
        CHECK_INT(0, looks_waiting(x.s.site.looks), 1);
        NEED(staff_as(&x, "disp"));
        r = site_get(&x.s, FOUR);
        CHECK(staff_has(&r, "Link for somebody without an account"));
        staff_close(&x);
}

TEST(staff_step_is_taken_once_and_shown)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "clerk"));
        struct str v = version_of(&x, FOUR);
        const char *form = str_dupz(
                &x.s.t.a, str_printf(&x.s.t.a, "_version=%.*s&_key=k1&reply=done+so", SP(v)));
        struct site_reply r = staff_post(&x, FOUR "/answer", form);
        CHECK_INT(0, r.status, 303);
        CHECK_STR(0, site_header(&r, "location"), FOUR "?done=stepped");
        r = site_get(&x.s, FOUR "?done=stepped");
        CHECK(staff_has(&r, "done so"));
        CHECK(staff_has(&r, "The step has been taken."));
        /* the same form again: the same answer, nothing twice */
        uint64_t size = x.s.t.w.log.tree.size;
        CHECK_INT(1, staff_post(&x, FOUR "/answer", form).status, 303);
        CHECK_INT(1, x.s.t.w.log.tree.size, size);
        staff_close(&x);
}

TEST(staff_step_refused_keeps_what_was_typed)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "disp"));
        struct site_reply r = staff_post(&x, FOUR "/assign", "_key=k&lead=NOWHERE");
        CHECK_INT(0, r.status, 400);
        CHECK(staff_has(&r, "value=\"NOWHERE\""));
        CHECK(staff_has(&r, "<details class=\"card-body zt-step\" open>"));
        CHECK(staff_has(&r, "aria-invalid=\"true\""));
        staff_close(&x);
}

/* The step that ends what is owed is open, all others are folded. */
TEST(staff_record_opens_the_likely_step)
{
        static const struct {
                const char *login, *summary;
        } row[] = { { "disp", "Assign" }, { "clerk", "Answer at once" } };
        struct staff_town x;
        NEED(staff_open(&x));
        for (size_t i = 0; i < LEN(row); i++) {
                NEED(staff_as(&x, row[i].login));
                struct site_reply r = site_get(&x.s, FOUR "?lang=en");
                struct str rest = r.body;
                size_t at, n = 0;
                for (; str_find(rest, S("zt-step\" open>"), &at); n++)
                        rest = str_from(rest, at + 1);
                CHECK_INT(i, n, 1);
                CHECK_ROW(i,
                          staff_has(&r, str_dupz(&x.s.t.a,
                                                 str_printf(&x.s.t.a, "zt-step\" open><summary>%s<",
                                                            row[i].summary))));
                CHECK_ROW(i, staff_has(&r, "zt-step\"><summary>"));
        }
        staff_close(&x);
}

TEST(staff_step_on_a_stale_page_says_what_changed)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "clerk"));
        struct str v = version_of(&x, FOUR);
        NEED(town_do(&x.s.t, "disp", "request", 4, "assign", "lead=4313-RSJ").err == OK);
        struct site_reply r = staff_post(
                &x, FOUR "/answer",
                str_dupz(&x.s.t.a,
                         str_printf(&x.s.t.a, "_version=%.*s&_key=k&reply=typed+text", SP(v))));
        CHECK_INT(0, r.status, 409);
        CHECK(staff_has(&r, "Somebody went on with this record"));
        CHECK(staff_has(&r, "<strong>Assign</strong> 娄底市 disp") ||
              staff_has(&r, "<strong>Assign</strong> Loudi disp"));
        CHECK(staff_has(&r, "typed text"));
        CHECK(!str_eq(staff_hidden(r.body, "_version"), v));
        staff_close(&x);
}

TEST(staff_enters_for_callers)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "clerk"));
        struct site_reply r =
                staff_post(&x, "/app/records/request/new",
                           "_step=receive&_key=e1&title=a+lamp&body=dark&channel=hotline");
        CHECK_INT(0, r.status, 201);
        CHECK(staff_has(&r, "ZTC2022000005"));
        CHECK(staff_has(&r, "Follow-code"));
        r = staff_post(&x, "/app/records/request/new",
                       "_step=receive&_key=e2&title=kept&channel=nonsense");
        CHECK_INT(1, r.status, 400);
        CHECK(staff_has(&r, "value=\"kept\""));
        CHECK(staff_has(&r, "zt-mistake"));
        CHECK_INT(2, site_get(&x.s, "/app/records/request/ZTC2022000006").status, 404);
        staff_close(&x);
}

TEST(staff_recorder_enters_late_with_a_reason)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "rec"));
        struct site_reply r = site_get(&x.s, "/app/records/request/new");
        CHECK(staff_has(&r, "Done on an earlier day"));
        r = staff_post(&x, "/app/records/request/new",
                       "_step=receive&_key=l1&title=a&body=b&channel=hotline&_day=2022-03-16");
        CHECK_INT(0, r.status, 400);
        CHECK(staff_has(&r, "needs a reason"));
        r = staff_post(&x, "/app/records/request/new",
                       "_step=receive&_key=l1&title=a&body=b&channel=hotline&_day=2022-03-16"
                       "&_because=came+by+letter");
        CHECK_INT(1, r.status, 201);
        staff_close(&x);
}

TEST(staff_figures_open_down_to_rows)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "h.a"));
        struct site_reply r = site_get(&x.s, "/app/figures/request.received?office=4313&rows=1");
        CHECK(staff_has(&r, "4 = 1 shown + 3 withheld"));
        CHECK(!staff_has(&r, "ZTC2022000002"));
        NEED(staff_as(&x, "lead"));
        r = site_get(&x.s, "/app/figures/request.received?by=channel");
        CHECK(staff_has(&r, "<meter"));
        CHECK(staff_has(&r, "by=channel&amp;value=hotline"));
        r = site_get(&x.s, "/app/figures/request.received?rows=1");
        CHECK(staff_has(&r, "4 = 4 shown + 0 withheld"));
        r = site_get(&x.s, "/app/figures/request.received?from=2022-03-18&to=2022-03-18");
        CHECK(staff_has(&r, "opening 0, in 4, out 0"));
        r = site_get(&x.s, "/app/figures/request.received?known=2022-03-18");
        CHECK(staff_has(&r, "then 4, now 4"));
        CHECK_INT(0, site_get(&x.s, "/app/figures/request.received?on=2030-01-01").status, 400);
        CHECK_INT(1, site_get(&x.s, "/app/figures/request.received?office=none").status, 404);
        CHECK_INT(2, site_get(&x.s, "/app/figures/request.received?by=title").status, 400);
        CHECK_INT(3,
                  site_get(&x.s, "/app/figures/request.received?from=2022-03-18&to=2022-03-01")
                          .status,
                  400);
        staff_close(&x);
}

TEST(staff_bulletin_opens_and_is_published)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "lead"));
        struct site_reply r = site_get(&x.s, "/app/bulletins/request");
        CHECK(staff_has(&r, "href=\"/app/figures/request.received?on=2022-03-18"));
        CHECK(staff_has(&r, "Publish this bulletin"));
        r = staff_post(&x, "/app/bulletins/request", "on=2022-03-18&office=4313");
        CHECK_INT(0, r.status, 303);
        r = site_get(&x.s, "/app/bulletins/request?done=published");
        CHECK(staff_has(&r, "published="));
        int64_t seq = (int64_t)x.s.t.w.log.tree.size - 1;
        const char *target = str_dupz(
                &x.s.t.a, str_printf(&x.s.t.a, "/app/bulletins/request?published=%d", (int)seq));
        r = site_get(&x.s, target);
        CHECK(staff_has(&r, "Nothing has changed."));
        NEED(town_do(&x.s.t, "rec", "request", 0, "receive",
                     "title=late&body=b&channel=hotline&urgent=false&day=2022-03-18&because=x")
                     .err == OK);
        r = site_get(&x.s, target);
        CHECK(staff_has(&r, "<td class=\"zt-num\">4</td><td class=\"zt-num\">5</td>"
                            "<td class=\"zt-num\">+1</td>"));
        CHECK(staff_has(&r, "ZTC2022000005"));
        CHECK_INT(1, site_get(&x.s, "/app/bulletins/request?published=1").status, 404);
        CHECK_INT(2, staff_post(&x, "/app/bulletins/request", "on=2030-01-01&office=4313").status,
                  400);
        NEED(staff_as(&x, "h.a"));
        r = site_get(&x.s, "/app/bulletins/request");
        CHECK(!staff_has(&r, "Publish this bulletin"));
        staff_close(&x);
}

TEST(staff_link_for_one_duty)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "disp"));
        struct site_reply r = site_get(&x.s, "/app/records/request/ZTC2022000002");
        struct str duty = str_dup(&x.s.t.a, staff_hidden(r.body, "duty"));
        NEED(duty.n > 0);
        const char *form =
                str_dupz(&x.s.t.a, str_printf(&x.s.t.a, "duty=%.*s&back=/app/", SP(duty)));
        r = staff_post(&x, "/app/links", form);
        CHECK_INT(0, r.status, 200);
        CHECK(staff_has(&r, "http://127.0.0.1:8311/link/"));
        NEED(staff_as(&x, "clerk"));
        CHECK_INT(1, staff_post(&x, "/app/links", form).status, 403);
        staff_close(&x);
}

/* Every page in both languages: no sentence is left in the other, nothing is left open. */
TEST(staff_pages_in_both_languages)
{
        static const char *const target[] = {
                "/app/",
                "/app/records/request",
                FOUR,
                "/app/records/request/new",
                "/app/figures",
                "/app/figures/request",
                "/app/figures/request.satisfaction?rows=1",
                "/app/bulletins",
                "/app/bulletins/request",
                "/app/offices",
                "/app/definitions",
                "/app/definitions/request",
                "/app/calendar?from=2022-03-18&within=5+workdays",
        };
        struct staff_town x;
        NEED(staff_open(&x));
        for (int zh = 0; zh < 2; zh++) {
                x.s.language = zh ? "zh-CN" : "en";
                NEED(staff_as(&x, "clerk"));
                for (size_t i = 0; i < LEN(target); i++) {
                        struct site_reply r = site_get(&x.s, target[i]);
                        CHECK_INT(i, r.status, 200);
                        CHECK_ROW(i, staff_has(&r, zh ? "<html lang=\"zh-CN\">"
                                                      : "<html lang=\"en\">"));
                        CHECK_ROW(i, str_ends(str_trim(r.body), S("</html>")));
                        CHECK_ROW(i, !staff_has(&r, "style=\""));
                }
        }
        staff_close(&x);
}

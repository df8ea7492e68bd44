/* Tables in forms, without a script: lines, more lines, what comes back, and how they are shown;
 * and the way from a record to those made for it. */
#include "visit.h"

#define DEFS "tests/unit/pages/defs"

static bool open_visit(struct visit *v)
{
        struct town *t = &v->s.t;
        page_sets(v->sets);
        if (!site_open_more(&v->s, t_dir(), v->sets, PAGE_SETS, DEFS)) return false;
        if (admin_password(&t->w, S("clerk"), S("a-long-enough-word"), &t->f) != OK) return false;
        struct site_reply form = site_get(&v->s, "/signin");
        return visit_post(v, &form, "/signin", "_login=clerk&_password=a-long-enough-word")
                       .status == 303;
}

#define NEW "/app/records/talk/new"
#define LINE(n, what, lead)                                                                        \
        "&table." n ".what=" what "&table." n ".lead=" lead "&table." n ".size=&table." n          \
        ".urgent=false&table." n ".who.name=&table." n ".who.phone="

static const struct {
        const char *what, *html;
} drawn[] = {
        { "a cell", "name=\"table.1.what\"" },
        { "its label", "-table.5.what\">What" },
        { "an office", "name=\"table.5.lead\" list=\"offices\"" },
        { "a box", "<input type=\"hidden\" name=\"table.3.urgent\" value=\"false\">" },
        { "a person", "name=\"table.2.who.phone\"" },
        { "more", "<button type=\"submit\" class=\"btn\" name=\"_more\" value=\"table\" "
                  "formnovalidate>More lines</button>" },
        { "the Enter key", "<button type=\"submit\" hidden></button>" },
};

TEST(tables_are_forms_of_lines)
{
        struct visit v;
        NEED(open_visit(&v));
        struct site_reply r = site_get(&v.s, NEW);
        for (size_t i = 0; i < LEN(drawn); i++)
                if (!has(&r, drawn[i].html)) CHECK_STR(i, S("missing"), drawn[i].what);
        CHECK(!has(&r, "table.6.what"));
        CHECK(!has(&r, "\"table.1.what\" required")); /* an empty line is none */
        /* more lines: nothing is done, what was typed stays */
        struct site_reply more = visit_post(&v, &r, NEW,
                                            "_step=enter&title=&_more=table" LINE("1", "first", "")
                                                    LINE("5", "", ""));
        CHECK_INT(-1, more.status, 200);
        CHECK(has(&more, "table.10.what") && !has(&more, "table.11.what"));
        CHECK(has(&more, "value=\"first\"") && !has(&more, "id=\"mistakes\""));
        site_close(&v.s);
}

TEST(tables_come_back_and_are_shown)
{
        struct visit v;
        NEED(open_visit(&v));
        struct site_reply r = site_get(&v.s, NEW);
        struct site_reply bad =
                visit_post(&v, &r, NEW,
                           "_step=enter&title=a" LINE("1", "road", "4313-RSJ") LINE("2", "", "")
                                   LINE("3", "bridge", "nowhere"));
        CHECK_INT(-1, bad.status, 400);
        CHECK(has(&bad, "row 3, Lead") && has(&bad, "-table.3.lead-e\""));
        CHECK(has(&bad, "value=\"bridge\"") && has(&bad, "value=\"nowhere\""));
        struct site_reply good =
                visit_post(&v, &r, NEW,
                           "_step=enter&title=a" LINE("1", "road", "4313-RSJ") LINE("2", "", "")
                                   LINE("3", "bridge",
                                        "4313-DL") "&table.3.urgent=true&table.3.who.name=王小明"
                                                   "&table.3.who.phone=13812345678");
        CHECK_INT(-1, good.status, 201);
        struct site_reply page = site_get(&v.s, "/app/records/talk/2022000001");
        CHECK(has(&page, "<th scope=\"col\">What</th>"));
        CHECK(has(&page, "<td>bridge</td>"));
        CHECK(has(&page, "<td>王** 138****5678</td>") && !has(&page, "13812345678"));
        CHECK(!has(&page, "Made for it"));
        struct site_reply done = visit_post(&v, &page, "/app/records/talk/2022000001/settle", "");
        CHECK_INT(-1, done.status, 303);
        page = site_get(&v.s, "/app/records/talk/2022000001");
        CHECK(has(&page, "Made for it"));
        CHECK(has(&page, "<a href=\"/app/records/task/2022000002\">2022000002 bridge</a>"));
        page = site_get(&v.s, "/app/records/task/2022000001");
        CHECK(has(&page, "2022000001 a"));
        site_close(&v.s);
}

/* The record page: what is suggested and offered stands in the forms, warnings above. */
#include "staff_town.h"

#define MATTER "/app/records/matter/M1"

static bool open_matter(struct staff_town *x)
{
        page_sets(x->set);
        if (!site_open_more(&x->s, t_dir(), x->set, PAGE_SETS, "tests/unit/loop/needs"))
                return false;
        struct town *t = &x->s.t;
        town_at(t, "2022-03-21 09:00");
        return town_do(t, "clerk", "line", 0, "add",
                       "topic=utilities&lead=4313-DL&text=In three days.")
                               .err == OK &&
               town_do(t, "clerk", "matter", 0, "enter",
                       "topic=power_supply&place=431302001&from=L1")
                               .err == OK &&
               site_news(&x->s);
}

TEST(staff_page_suggests_and_warns)
{
        struct staff_town x;
        NEED(open_matter(&x) && staff_as(&x, "disp"));
        struct site_reply r = site_get(&x.s, MATTER);
        CHECK_INT(0, r.status, 200);
        CHECK(staff_has(&r, "<li>lead: Power company (4313-DL), Catalogue L1</li>"));
        CHECK(staff_has(&r, "autocomplete=\"off\" value=\"4313-DL\""));
        CHECK(!staff_has(&r, "alert-warning"));
        r = staff_post(&x, MATTER "/assign", "_key=a&lead=431302001");
        CHECK_INT(1, r.status, 303);
        const char *to = str_dupz(&x.s.t.a, site_header(&r, "location"));
        r = site_get(&x.s, to);
        CHECK_INT(2, r.status, 200);
        CHECK(staff_has(&r, "alert-warning"));
        CHECK(staff_has(&r, "Warning: Handed down"));
        CHECK(staff_has(&r, "Warning: Another"));
        r = site_get(&x.s, MATTER); /* above only once; on the timeline for good */
        CHECK(!staff_has(&r, "alert-warning"));
        CHECK(staff_has(&r, "<li>Warning: Handed down</li>"));
        CHECK(staff_has(
                &r, "autocomplete=\"off\" value=\"431302001\"")); /* what stands is not replaced */
        NEED(staff_as(&x, "clerk"));
        r = site_get(&x.s, MATTER);
        CHECK(staff_has(&r, "In three days."));
        CHECK(staff_has(&r, "autocomplete=\"off\" value=\"4313-DL\""));
        staff_close(&x);
}

/* Papers on the staff pages: in my work, on the record, chosen in the form of a step, printed. */
#include "staff_town.h"

#define TRIAL "/app/records/trial/T2022-001"

static bool says(const struct site_reply *r, const char *text)
{
        size_t at;
        return str_find(r->body, str_c(text), &at);
}

TEST(staff_papers)
{
        struct staff_town x;
        page_sets(x.set);
        NEED(site_open_more(&x.s, t_dir(), x.set, PAGE_SETS, TOWN_LOOP));
        struct town *t = &x.s.t;
        int64_t id = town_do(t, "clerk", "trial", 0, "enter", "lead=4313-RSJ").record;
        CHECK_OK(-1, town_do(t, "clerk", "trial", id, "warn", "").err);
        NEED(staff_as(&x, "h.rsj"));
        struct site_reply r = site_get(&x.s, "/app/");
        CHECK(says(&r, "note N1"));
        r = site_get(&x.s, TRIAL);
        CHECK(says(&r, "/papers/1\">N1</a>"));
        CHECK(!says(&r, "name=\"_paper\"")); /* one only: nothing to choose */
        CHECK_OK(-1, town_do(t, "clerk", "trial", id, "warn", "").err);
        r = site_get(&x.s, TRIAL);
        CHECK(says(&r, "name=\"_paper\"") && says(&r, "<option value=\"N2\""));
        r = site_get(&x.s, TRIAL "/papers/1");
        CHECK_INT(-1, r.status, 200);
        CHECK(says(&r, "zt-bulletin"));
        CHECK_INT(-1, site_get(&x.s, TRIAL "/papers/3").status, 404);
        CHECK_INT(-1, staff_post(&x, TRIAL "/noted", "_paper=N3").status, 409);
        CHECK_INT(-1, staff_post(&x, TRIAL "/noted", "_paper=N2").status, 303);
        r = site_get(&x.s, "/app/");
        CHECK(says(&r, "note N1") && !says(&r, "note N2"));
        NEED(staff_as(&x, "h.dl"));
        CHECK_INT(-1, site_get(&x.s, TRIAL "/papers/1").status, 404);
        site_close(&x.s);
}

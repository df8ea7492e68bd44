/* test_staff_same.c: the staff pages where a matter, or a reply, seems to come twice. */
#include "lib/twice.h"
#include "staff_town.h"

#define NEW "/app/records/matter/new"

static bool open_town(struct staff_town *x)
{
        page_sets(x->set);
        return site_open(&x->s, t_dir(), x->set, PAGE_SETS) && staff_people(x) &&
               twice_ledger(&x->s.t) && site_news(&x->s) && staff_as(x, "clerk");
}

static int64_t enter(struct staff_town *x, const char *fields)
{
        struct outcome_of o = town_do(&x->s.t, "clerk", "matter", 0, "take", fields);
        if (!CHECK_OK(-1, o.err)) town_print(&o.faults);
        return o.record;
}

#define FIRST "title=门前路灯坏了&lead=4313-RSJ&contact=王五, 13800001111"

/* The form comes back filled in, with the list above; nothing is entered. */
TEST(staff_looks_for_the_same_before_entering)
{
        struct staff_town x;
        NEED(open_town(&x));
        enter(&x, FIRST);
        struct site_reply r = staff_post(&x, NEW, "_look=1&title=x");
        CHECK_INT(-1, r.status, 503); /* the index is being made */
        NEED(site_index(&x.s));
        NEED(staff_as(&x, "clerk"));
        r = site_get(&x.s, NEW);
        CHECK(staff_has(&r, "name=\"_look\"") && !staff_has(&r, "2022000001"));
        r = staff_post(&x, NEW,
                       "_look=1&title=%E8%B7%AF%E7%81%AF%E5%9D%8F%E4%BA%86"
                       "&contact.name=x&contact.phone=138+0000+1111&body=my+own+words");
        CHECK_INT(-1, r.status, 200);
        static const char *const has[] = {
                "/app/records/matter/2022000001\"",
                "the same telephone number",
                "50% of the text is in it",
                "HR bureau",
                "?step=supplement\"",
                "?step=hurry\"",
                "value=\"again=2022000001\"",
                "my own words",
                "value=\"138 0000 1111\"",
                "id=\"same\"",
        };
        for (size_t i = 0; i < LEN(has); i++) CHECK_ROW(i, staff_has(&r, has[i]));
        CHECK(!staff_has(&r, "13800001111") && !staff_has(&r, "王五"));
        r = site_get(&x.s, "/app/records/matter/2022000002");
        CHECK_INT(-1, r.status, 404);
        r = staff_post(&x, NEW, "_look=1&title=other+things");
        CHECK(staff_has(&r, "Nothing open to you seems to be the same matter."));
        r = staff_post(&x, NEW, "_look=1&title=x&place=nowhere");
        CHECK_INT(-1, r.status, 200); /* what is wrong is told, the rest is looked for */
        CHECK(staff_has(&r, "no office"));
        staff_close(&x);
}

/* "Repeat of this" fills the link, unless something is typed there. */
TEST(staff_enters_a_repeat)
{
        static const struct {
                const char *more;
                int status;
                const char *links;
        } row[] = {
                { "&_repeat=again%3D2022000001&again=", 201, "2022000001" },
                { "&_repeat=again%3D2022000001&again=2022000002", 201, "2022000002" },
                { "&_repeat=title%3D2022000001&again=", 201, "" },
                { "&_repeat=again%3D7&again=", 400, "" },
        };
        struct staff_town x;
        NEED(open_town(&x));
        enter(&x, FIRST);
        for (size_t i = 0; i < LEN(row); i++) {
                NEED(staff_as(&x, "clerk"));
                const char *form =
                        str_dupz(&x.s.t.a, str_printf(&x.s.t.a,
                                                      FORM_KEY "=k%zu&_step=take&title=other"
                                                               "&lead=4313-RSJ%s",
                                                      i, row[i].more));
                struct site_reply r = staff_post(&x, NEW, form);
                CHECK_INT(i, r.status, row[i].status);
                if (r.status == 400) {
                        CHECK_ROW(i, staff_has(&r, "name=\"_repeat\" value=\"again=7\""));
                        continue;
                }
                const char *page =
                        str_dupz(&x.s.t.a, str_printf(&x.s.t.a, "/app/records/matter/%lld",
                                                      2022000002LL + (long long)i));
                r = site_get(&x.s, page);
                CHECK_ROW(i, !row[i].links[0] || staff_has(&r, row[i].links));
        }
        staff_close(&x);
}

/* On an open record: at once for whoever may merge it, with the parent filled in. */
TEST(staff_record_tells_the_same_and_merges)
{
        struct staff_town x;
        NEED(open_town(&x));
        enter(&x, FIRST);
        enter(&x, "title=路灯坏了&lead=4313-RSJ");
        NEED(site_index(&x.s));
        NEED(staff_as(&x, "clerk"));
        struct site_reply r = site_get(&x.s, "/app/records/matter/2022000002");
        CHECK(staff_has(&r, "?same=1\"") && !staff_has(&r, "2022000001"));
        r = site_get(&x.s, "/app/records/matter/2022000002?same=1");
        CHECK(staff_has(&r, "2022000001") && !staff_has(&r, "parent=2022000001"));
        NEED(staff_as(&x, "disp"));
        r = site_get(&x.s, "/app/records/matter/2022000002");
        CHECK(staff_has(&r, "?step=merge&amp;parent=2022000001"));
        r = site_get(&x.s, "/app/records/matter/2022000002?step=merge&parent=2022000001");
        CHECK(staff_has(&r, "name=\"parent\" required"));
        CHECK(staff_has(&r, "value=\"2022000001\""));
        r = staff_post(&x, "/app/records/matter/2022000002/merge", "parent=77");
        CHECK_INT(-1, r.status, 400);
        r = staff_post(&x, "/app/records/matter/2022000002/merge", "parent=2022000001");
        CHECK_INT(-1, r.status, 303);
        r = site_get(&x.s, "/app/records/matter/2022000002");
        CHECK(staff_has(&r, "merged") && !staff_has(&r, "id=\"same\"")); /* no longer open */
        staff_close(&x);
}

TEST(staff_record_warns_of_replies)
{
        struct staff_town x;
        NEED(open_town(&x));
        for (int64_t i = 1; i <= 2; i++) {
                CHECK_INT(i, enter(&x, "title=甲&lead=4313-RSJ"), i);
                struct outcome_of o =
                        town_do(&x.s.t, "h.rsj", "matter", i, "reply", "reply=已处理，谢谢");
                CHECK_OK(i, o.err);
        }
        NEED(site_index(&x.s));
        NEED(staff_as(&x, "clerk"));
        struct site_reply r = site_get(&x.s, "/app/records/matter/2022000002");
        CHECK(staff_has(&r, "short: 6 characters, fewer than 8"));
        CHECK(staff_has(&r, "<a href=\"/app/records/matter/2022000001\">the same text as in"));
        staff_close(&x);
}

/* test_admin.c: the administration pages: offices, accounts, calendar, verify, what the audit
 * administrator reads. */
#include "staff_town.h"

#include "ask/list.h"
#include "view/beside_notice.h"

TEST(admin_offices_are_found_and_imported)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "sys"));
        struct site_reply r = site_get(&x.s, "/app/offices?office=431302001");
        CHECK(staff_has(&r, "431302001002"));
        CHECK(!staff_has(&r, "4313-RSJ"));
        r = site_get(&x.s, "/app/offices?name=Village");
        CHECK(staff_has(&r, "431302001001"));
        CHECK_INT(0, site_get(&x.s, "/app/offices?office=nothing").status, 404);
        r = staff_post(&x, "/app/offices",
                       "csv=code,parent,level,kind,name,name_en,from,to%0A"
                       "431321001,431321,township,area,新镇,New,,%0A");
        CHECK_INT(1, r.status, 303);
        r = site_get(&x.s, "/app/offices?office=431321");
        CHECK(staff_has(&r, "431321001"));
        r = staff_post(&x, "/app/offices",
                       "csv=code,parent,level,kind,name,name_en,from,to%0A"
                       "7,none,township,area,x,,,%0A");
        CHECK_INT(2, r.status, 400);
        CHECK(staff_has(&r, "none"));
        staff_close(&x);
}

TEST(admin_adds_accounts_with_links)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "sys"));
        struct site_reply r =
                staff_post(&x, "/app/accounts",
                           "csv=login,name,office,roles%0Av.1,New,431302001002,handler%0A");
        CHECK_INT(0, r.status, 201);
        CHECK(staff_has(&r, "http://127.0.0.1:8311/link/"));
        r = site_get(&x.s, "/app/accounts?login=v.1");
        CHECK(staff_has(&r, "/app/accounts/v.1"));
        CHECK(!staff_has(&r, "/app/accounts/clerk"));
        r = site_get(&x.s, "/app/accounts?office=4313-RSJ");
        CHECK(staff_has(&r, "/app/accounts/h.rsj"));
        CHECK(!staff_has(&r, "/app/accounts/h.a"));
        /* the system administrator makes no administrators, and the wrong lines are told */
        CHECK_ROW(1, staff_post(&x, "/app/accounts",
                                "csv=login,name,office,roles%0Av.2,New,4313,security%0A")
                                     .status >= 400);
        r = staff_post(&x, "/app/accounts",
                       "csv=login,name,office,roles%0Av.3,New,nowhere,clerk%0A");
        CHECK_INT(2, r.status, 400);
        CHECK(staff_has(&r, "nowhere"));
        staff_close(&x);
}

TEST(admin_security_changes_accounts)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "sec"));
        struct site_reply r =
                staff_post(&x, "/app/accounts/h.dl/posts", "posts=4313-DL+handler%0A4313+clerk");
        CHECK_INT(0, r.status, 303);
        r = site_get(&x.s, "/app/accounts/h.dl");
        CHECK(staff_has(&r, "4313 clerk"));
        CHECK_INT(1, staff_post(&x, "/app/accounts/sec/posts", "posts=4313+clerk").status, 403);
        r = staff_post(&x, "/app/accounts/h.a/disable", "to=");
        CHECK_INT(2, r.status, 409); /* the only handler of village A, with open duties */
        CHECK(staff_has(&r, "zt-alert"));
        r = staff_post(&x, "/app/accounts/h.a/disable", "to=h.louxing");
        CHECK_INT(3, r.status, 303);
        r = site_get(&x.s, "/app/accounts/h.a");
        CHECK(staff_has(&r, "Enable the account"));
        CHECK_INT(4, staff_post(&x, "/app/accounts/h.a/enable", "a=b").status, 303);
        CHECK_INT(5, site_get(&x.s, "/app/accounts/nothing").status, 404);
        staff_close(&x);
}

/* A reset shows the link once and ends the sessions there are. */
TEST(admin_reset_ends_sessions)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "clerk"));
        struct web_pair clerk = x.s.cookie[0];
        NEED(staff_as(&x, "sec"));
        struct site_reply r = staff_post(&x, "/app/accounts/clerk/reset", "a=b");
        CHECK_INT(0, r.status, 200);
        CHECK(staff_has(&r, "http://127.0.0.1:8311/link/"));
        x.s.cookies = 1;
        x.s.cookie[0] = clerk;
        CHECK_INT(1, site_get(&x.s, "/app/").status, 303);
        staff_close(&x);
}

TEST(admin_calendar_reckons)
{
        static const struct {
                const char *query;
                int status;
                const char *has;
        } row[] = {
                { "", 200, "2022" },
                { "?from=2022-03-18&within=5+workdays", 200, "2022-03-25 24:00" },
                { "?from=2022-03-18T09:30&within=30+minutes", 200, "2022-03-18 10:00" },
                { "?from=2022-03-18&within=5%E4%B8%AA%E5%B7%A5%E4%BD%9C%E6%97%A5", 200,
                  "2022-03-25 24:00" },
                { "?from=2022-13-18&within=5+workdays", 400, "expected a day" },
                { "?from=2022-03-18&within=soon", 400, "expected an allowance" },
                { "?from=2022-03-18&within=90000+days", 400, "ten years" },
        };
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "sys"));
        for (size_t i = 0; i < LEN(row); i++) {
                const char *target =
                        str_dupz(&x.s.t.a, str_printf(&x.s.t.a, "/app/calendar%s", row[i].query));
                struct site_reply r = site_get(&x.s, target);
                CHECK_INT(i, r.status, row[i].status);
                CHECK_ROW(i, staff_has(&r, row[i].has));
        }
        struct site_reply r = staff_post(&x, "/app/calendar",
                                         "text=local:+true%0Asource:+typhoon%0Aoff:%0A+-+{day:+"
                                         "2022-03-21,+name:+storm}%0Awork:+[]%0A");
        CHECK_INT(10, r.status, 303);
        r = site_get(&x.s, "/app/calendar?from=2022-03-18&within=5+workdays");
        CHECK(staff_has(&r, "2022-03-28 24:00"));
        staff_close(&x);
}

TEST(admin_verify_says_what_holds)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "aud"));
        struct site_reply r = site_get(&x.s, "/app/verify");
        CHECK(staff_has(&r, "zhitong/"));
        CHECK(!staff_has(&r, "What was looked at"));
        r = site_get(&x.s, "/app/verify?run=1");
        CHECK_INT(0, r.status, 200);
        CHECK(staff_has(&r, "Everything holds."));
        CHECK(!staff_has(&r, "does not hold"));
        staff_close(&x);
}

/* Somebody changed a cell in the database behind the program's back. */
TEST(admin_verify_says_what_does_not_hold)
{
        struct staff_town x;
        NEED(staff_open(&x));
        struct store *st = x.s.t.w.st;
        NEED(store_begin(st, STORE_WRITE) == OK);
        store_allow_tamper(st);
        NEED(store_exec(st, S("UPDATE j_request__owner SET day = day - 1 WHERE rowid = 1")) == OK);
        NEED(store_commit(st) == OK);
        NEED(staff_as(&x, "audit"));
        struct site_reply r = site_get(&x.s, "/app/verify?run=1");
        CHECK_INT(0, r.status, 200);
        CHECK(staff_has(&r, "does not hold"));
        CHECK(!staff_has(&r, "Everything holds."));
        staff_close(&x);
}

TEST(admin_audit_reads_looks_and_links)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "clerk"));
        CHECK_INT(0, site_get(&x.s, "/app/records/request/ZTC2022000003").status, 200);
        NEED(looks_flush(x.s.site.looks, x.s.t.w.st) == OK);
        NEED(staff_as(&x, "sec"));
        CHECK_INT(0, staff_post(&x, "/app/accounts/clerk2/reset", "a=b").status, 200);
        NEED(staff_as(&x, "audit"));
        struct site_reply r = site_get(&x.s, "/app/looks?record=ZTC2022000003");
        CHECK(staff_has(&r, "request/ZTC2022000003"));
        CHECK(staff_has(&r, "<td>clerk</td>"));
        r = site_get(&x.s, "/app/looks?login=disp");
        CHECK(staff_has(&r, "Nothing here."));
        CHECK_INT(1, site_get(&x.s, "/app/looks?login=nothing").status, 400);
        CHECK_INT(2, site_get(&x.s, "/app/looks?record=nothing").status, 400);
        CHECK_INT(3, site_get(&x.s, "/app/looks?from=nothing").status, 400);
        r = site_get(&x.s, "/app/links");
        CHECK(staff_has(&r, "clerk2"));
        CHECK(staff_has(&r, "not yet"));
        staff_close(&x);
}

TEST(admin_names_of_accounts_are_opened)
{
        struct staff_town x;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "sec"));
        struct site_reply r = site_get(&x.s, "/app/accounts?login=h.rsj");
        CHECK(staff_has(&r, "人社承办"));
        r = site_get(&x.s, "/app/accounts/h.rsj");
        CHECK(staff_has(&r, "人社承办"));
        staff_close(&x);
}

static struct str by_sms(void *ctx, struct str who)
{
        (void)ctx;
        return str_eq(who, S("requester")) ? S("sms") : STR_NONE;
}

/* One notice that was given up. */
static bool give_up(struct staff_town *x, struct notices *db)
{
        struct town *t = &x->s.t;
        struct notices_in in = {
                .st = t->w.st, .now = t->fake.now, .oldest_ms = 86400000, .way = by_sms
        };
        int64_t behind;
        struct notice n;
        if (notices_tail(db, &in, &behind) != OK) return false;
        struct outcome_of o = town_do(t, "clerk", "request", 0, "receive",
                                      "title=a&body=b&channel=hotline&contact=Wang, 13800001234");
        if (o.err != OK || notices_tail(db, &in, &behind) != OK) return false;
        if (notices_next(db, &t->a, t->fake.now, &n) != OK) return false;
        return notices_failed(db, n.id, S("timeout"), t->fake.now, MOMENT_NONE) == OK;
}

TEST(admin_tries_notices_again)
{
        struct staff_town x;
        struct notices *db = NULL;
        struct notice_counts c;
        NEED(staff_open(&x));
        NEED(staff_as(&x, "sys"));
        struct site_reply r = site_get(&x.s, "/app/notices");
        CHECK_INT(0, r.status, 200);
        CHECK(staff_has(&r, "No notice waits"));
        const char *path = str_dupz(&x.s.t.a, str_printf(&x.s.t.a, "%s/notices.db", x.s.site.data));
        NEED(notices_open(path, true, &db) == OK);
        NEED(give_up(&x, db));
        r = site_get(&x.s, "/app/notices");
        CHECK(staff_has(&r, "given up") && staff_has(&r, "timeout") &&
              staff_has(&r, "the requester"));
        CHECK(!staff_has(&r, "13800001234"));
        CHECK_INT(1, staff_post(&x, "/app/notices", "id=99").status, 404);
        CHECK_INT(2, staff_post(&x, "/app/notices", "id=x").status, 400);
        CHECK_OK(3, notices_count(db, &c));
        CHECK_INT(3, c.n[NOTICE_DEAD], 1);
        CHECK_INT(4, staff_post(&x, "/app/notices", "id=1").status, 303);
        CHECK_OK(5, notices_count(db, &c));
        CHECK_INT(5, c.n[NOTICE_WAITING], 1);
        notices_close(&db);
        staff_close(&x);
}

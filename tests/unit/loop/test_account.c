/* Accounts: three administrators apart, posts, disabling with hand-over, many at once, the first
 * administrators. */
#include "lib/t.h"
#include "lib/town.h"
#include "loop/admin.h"
#include "view/inforce.h"

static int64_t count(struct town *t, const char *sql)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (store_stmt(t->w.st, str_c(sql), &s) != OK || stmt_step(s) != ROW_GOT) return -1;
        return col_int(s, 0);
}

/* The call with its own list of faults; the first code, "" for OK. */
static struct faults f;
#define CODE(t, call)                                                                              \
        (faults_init(&f, &(t)->a, LANG_EN),                                                        \
         (call) == OK ? S("") : str_c(f.first ? f.first->code : "?"))

static int find(struct town *t, const char *login)
{
        return account_find(&t->w.inforce.accounts, str_c(login));
}

static bool add(struct town *t, int by, const char *csv)
{
        struct account_rows rows;
        int64_t n;
        if (accounts_read(&t->a, &t->w.inforce.offices, S("a.csv"), str_c(csv), &f, &rows) != OK)
                return false;
        return admin_accounts_by(&t->w, by, &rows, &f, &n) == OK;
}

static const char admins[] = "login,name,office,roles\n"
                             "sec,安全,4313,security\n"
                             "aud,审计,4313,audit\n";

TEST(account_administrators_apart)
{
        struct town t;
        NEED(town_open(&t, t_dir()));
        NEED(add(&t, -1, admins));
        static const struct {
                const char *csv, *code;
        } row[] = {
                { "x1,甲,4313,system security\n", "account.apart" },
                { "x2,甲,4313,audit\nx2,,431302,system\n", "account.apart" },
                { "sec,安全,4313,audit\n", "account.apart" }, /* one more for a known login */
                { "x3,甲,4313,system clerk\n", "" },
                { "x4,甲,4313,audit\nx4,,431302,audit\n", "" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct str csv = str_printf(&t.a, "login,name,office,roles\n%s", row[i].csv);
                faults_init(&f, &t.a, LANG_EN);
                bool ok = add(&t, -1, str_dupz(&t.a, csv));
                CHECK_INT(i, ok, row[i].code[0] == '\0');
                CHECK_STR(i, str_c(f.first ? f.first->code : ""), row[i].code);
        }
        CHECK(find(&t, "x1") < 0);
        struct post both[] = { { .role = ROLE_SECURITY }, { .role = ROLE_SYSTEM } };
        struct account_posts p = { S("clerk"), both, 2 };
        CHECK_STR(-1, CODE(&t, admin_account_posts(&t.w, -1, &p, &f)), "account.apart");
        struct post timer = { .role = ROLE_TIMER };
        p = (struct account_posts){ S("clerk"), &timer, 1 };
        CHECK_STR(-1, CODE(&t, admin_account_posts(&t.w, -1, &p, &f)), "account.role");
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

/* The system administrator adds; roles of administrators and posts of those who are there are the
 * security administrator's. */
TEST(account_added_by_the_system_administrator)
{
        struct town t;
        NEED(town_open(&t, t_dir()));
        int sys = find(&t, "sys");
        faults_init(&f, &t.a, LANG_EN);
        CHECK(add(&t, sys, "login,name,office,roles\nn1,新,4313,clerk handler\n"));
        CHECK(find(&t, "n1") >= 0);
        struct event e;
        CHECK_OK(-1, log_get(t.w.st, &t.a, (int64_t)t.w.log.tree.size - 1, &e));
        CHECK_INT(-1, e.actor, t.w.inforce.accounts.v[sys].id);
        CHECK(!add(&t, sys, "login,name,office,roles\nn2,新,4313,clerk audit\n"));
        CHECK_STR(-1, str_c(f.first->code), "account.administrator");
        CHECK(find(&t, "n2") < 0);
        faults_init(&f, &t.a, LANG_EN);
        CHECK(!add(&t, sys, "login,name,office,roles\nclerk,热线坐席,4313,leader\n"));
        CHECK_STR(-1, str_c(f.first->code), "account.known");
        town_close(&t);
}

TEST(account_posts_replaced)
{
        struct town t;
        NEED(town_open(&t, t_dir()));
        faults_init(&f, &t.a, LANG_EN);
        NEED(add(&t, -1, admins));
        int sec = find(&t, "sec");
        struct post posts[] = { { office_find(&t.w.inforce.offices, S("431302")), ROLE_LEADER, 0 },
                                { office_find(&t.w.inforce.offices, S("431321")), ROLE_CLERK, 0 } };
        struct account_posts p = { S("clerk"), posts, 2 };
        int64_t named = count(&t, "SELECT sum(named) FROM account");
        CHECK_STR(-1, CODE(&t, admin_account_posts(&t.w, sec, &p, &f)), "");
        const struct account *c = &t.w.inforce.accounts.v[find(&t, "clerk")];
        CHECK_INT(-1, c->posts_n, 2);
        CHECK_INT(-1, count(&t, "SELECT sum(named) FROM account"), named); /* the name stays */
        p.login = S("sec");
        CHECK_STR(-1, CODE(&t, admin_account_posts(&t.w, sec, &p, &f)), "account.own");
        p.login = S("nobody");
        CHECK_STR(-1, CODE(&t, admin_account_posts(&t.w, sec, &p, &f)), "account.none");
        p = (struct account_posts){ S("clerk"), NULL, 0 };
        CHECK_STR(-1, CODE(&t, admin_account_posts(&t.w, sec, &p, &f)), "");
        CHECK_INT(-1, t.w.inforce.accounts.v[find(&t, "clerk")].posts_n, 0);
        char token[65];
        CHECK_STR(-1, CODE(&t, admin_account_reset(&t.w, sec, S("sec"), &f, token)), "account.own");
        CHECK_STR(-1, CODE(&t, admin_account_reset(&t.w, sec, S("clerk"), &f, token)), "");
        CHECK(town_rebuild_same(&t));
        town_close(&t);
}

/* ---- disabling ---- */

static int64_t hand_to_bureau(struct town *t)
{
        struct outcome_of o = town_do(t, "clerk", "request", 0, "receive",
                                      "title=工资&body=欠薪&channel=hotline");
        return town_do(t, "disp", "request", o.record, "assign", "lead=4313-RSJ").err == OK
                       ? o.record
                       : 0;
}

TEST(account_disabled_with_hand_over)
{
        struct town t;
        struct handed h;
        NEED(town_open(&t, t_dir()));
        h = (struct handed){ .a = &t.a };
        int64_t record = hand_to_bureau(&t);
        NEED(record != 0);
        CHECK_STR(-1, CODE(&t, admin_account_disable(&t.w, -1, S("h.rsj"), STR_NONE, &f, &h)),
                  "account.last");
        CHECK_STR(-1, f.first->where, "4313-RSJ");
        CHECK_STR(-1, CODE(&t, admin_account_disable(&t.w, -1, S("h.rsj"), S("h.rsj"), &f, &h)),
                  "account.taker");
        CHECK_STR(-1, CODE(&t, admin_account_disable(&t.w, -1, S("h.rsj"), S("ghost"), &f, &h)),
                  "account.none");
        int sys = find(&t, "sys");
        CHECK_STR(-1, CODE(&t, admin_account_disable(&t.w, sys, S("sys"), STR_NONE, &f, &h)),
                  "account.own");
        CHECK_STR(-1, CODE(&t, admin_account_disable(&t.w, sys, S("h.rsj"), S("sys"), &f, &h)),
                  "account.own");
        uint64_t before = t.w.log.tree.size;
        CHECK_STR(-1, CODE(&t, admin_account_disable(&t.w, sys, S("h.rsj"), S("h.a"), &f, &h)), "");
        CHECK_INT(-1, t.w.log.tree.size - before, 2);
        CHECK_INT(-1, h.n, 1);
        CHECK_STR(-1, h.v[0].office, "4313-RSJ");
        CHECK_INT(-1, h.v[0].duties, 2); /* to sign for it, and to handle it */
        CHECK(t.w.inforce.accounts.v[find(&t, "h.rsj")].disabled);
        /* the one may not any more, the other may now */
        struct outcome_of o = town_do(&t, "h.rsj", "request", record, "sign", "");
        CHECK_STR(-1, str_c(outcome_code(&o)), "record.none");
        CHECK_OK(-1, town_do(&t, "h.a", "request", record, "sign", "").err);
        CHECK_STR(-1, CODE(&t, admin_account_disable(&t.w, -1, S("h.rsj"), STR_NONE, &f, &h)),
                  "account.disabled");
        CHECK(town_rebuild_same(&t));
        CHECK_STR(-1, CODE(&t, admin_account_enable(&t.w, -1, S("h.rsj"), &f)), "");
        CHECK_STR(-1, CODE(&t, admin_account_enable(&t.w, -1, S("h.rsj"), &f)), "account.enabled");
        CHECK_STR(-1, CODE(&t, admin_account_enable(&t.w, sys, S("sys"), &f)), "account.own");
        CHECK_OK(-1, town_do(&t, "h.rsj", "request", record, "reply", "reply=好").err);
        town_close(&t);
}

/* No hand-over is needed where nothing is owed, or where somebody else works. */
TEST(account_disabled_without_hand_over)
{
        struct town t;
        struct handed h;
        NEED(town_open(&t, t_dir()));
        h = (struct handed){ .a = &t.a };
        NEED(hand_to_bureau(&t) != 0);
        CHECK_STR(-1, CODE(&t, admin_account_disable(&t.w, -1, S("h.dl"), STR_NONE, &f, &h)), "");
        CHECK_INT(-1, h.n, 0);
        faults_init(&f, &t.a, LANG_EN);
        NEED(add(&t, -1, "login,name,office,roles\nh.rsj2,二号,4313-RSJ,handler\n"));
        CHECK_STR(-1, CODE(&t, admin_account_disable(&t.w, -1, S("h.rsj2"), STR_NONE, &f, &h)), "");
        CHECK_STR(-1, CODE(&t, admin_account_disable(&t.w, -1, S("h.rsj"), STR_NONE, &f, &h)),
                  "account.last"); /* a disabled one does not count */
        CHECK_STR(-1, CODE(&t, admin_account_enable(&t.w, -1, S("h.rsj2"), &f)), "");
        CHECK_STR(-1, CODE(&t, admin_account_disable(&t.w, -1, S("h.rsj"), STR_NONE, &f, &h)), "");
        /* importing him again does not bring him back */
        faults_init(&f, &t.a, LANG_EN);
        NEED(add(&t, -1, "login,name,office,roles\nh.rsj,人社承办,4313-RSJ,clerk\n"));
        CHECK(t.w.inforce.accounts.v[find(&t, "h.rsj")].disabled);
        town_close(&t);
}

/* ---- many ---- */

TEST(account_three_thousand)
{
        struct town t;
        struct account_rows rows;
        struct new_link *link;
        AUTO(buf_free) struct buf b = { .limit = 1 << 20 };
        int64_t n;
        size_t links;
        NEED(town_open(&t, t_dir()));
        buf_put(&b, S("login,name,office,roles\n"));
        for (int i = 0; i < 3000; i++) buf_printf(&b, "v%d,村情报员%d,431302001001,clerk\n", i, i);
        faults_init(&f, &t.a, LANG_EN);
        NEED(accounts_read(&t.a, &t.w.inforce.offices, S("v.csv"), buf_view(&b), &f, &rows) == OK);
        struct sys real = sys_real();
        int64_t from = real.boot_ms(real.ctx);
        CHECK_OK(-1, admin_accounts(&t.w, rows.v, rows.n, &f, &n));
        CHECK(real.boot_ms(real.ctx) - from < 20000); /* 3 s on a machine at rest; sanitizers */
        CHECK_INT(-1, n, 3000);
        CHECK_OK(-1, admin_links_new(&t.w, &t.a, &rows, &f, &link, &links));
        CHECK_INT(-1, links, 3000);
        CHECK_INT(-1, count(&t, "SELECT count(DISTINCT hash) FROM x_link"), 3000);
        CHECK_STR(-1, link[2999].login, "v2999");
        town_close(&t);
}

/* ---- the first administrators ---- */

TEST(account_first_setup)
{
        struct arena a = { 0 };
        struct sys_fake fake = { .now = { 1647561600000 }, .seed = 5 };
        struct sys sys = sys_fake(&fake);
        struct writer w;
        char token[65], other[65];
        struct faults g;
        faults_init(&g, &a, LANG_EN);
        const char *dir = str_dupz(&a, str_printf(&a, "%s/city", t_dir()));
        struct new_city n = { dir, S("first"), S("+08:00"), false, &sys };
        NEED(city_open_new(&n, &g) == OK && writer_open(dir, &sys, &g, &w) == OK);
        CHECK_OK(-1, admin_link_first(&w, &g, other));
        CHECK_OK(-1, admin_link_first(&w, &g, token)); /* the newer one holds */
        struct first_setup x = { .token = str_c(other),
                                 .office = S("1"),
                                 .office_name = S("小城, \"又名\""),
                                 .sys = S("root"),
                                 .security = S("safe"),
                                 .audit = S("watch"),
                                 .password = S("a good long one") };
        CHECK_INT(-1, first_setup(&w, &x, &g), ERR_NOT_FOUND);
        x.token = str_c(token);
        x.password = S("short");
        CHECK_INT(-1, first_setup(&w, &x, &g), ERR_INPUT);
        x.password = S("a good long one");
        x.audit = S("root");
        CHECK(first_setup(&w, &x, &g) != OK);
        x.audit = S("watch");
        faults_init(&g, &a, LANG_EN);
        CHECK_OK(-1, first_setup(&w, &x, &g));
        town_print(&g);
        const struct accounts *all = &w.inforce.accounts;
        CHECK_INT(-1, all->n, 3);
        int root = office_root(&w.inforce.offices);
        struct day day = day_of(fake.now, w.inforce.zone);
        static const struct {
                const char *login;
                enum role role;
        } row[] = { { "root", ROLE_SYSTEM }, { "safe", ROLE_SECURITY }, { "watch", ROLE_AUDIT } };
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_ROW(i, account_holds(all, account_find(all, str_c(row[i].login)), row[i].role,
                                           &w.inforce.offices, root, day));
        struct account_link link;
        CHECK_OK(-1, admin_link_find(w.st, &a, str_c(x.security_token), fake.now, &link));
        CHECK_INT(-1, link.kind, LINK_PASSWORD);
        CHECK_INT(-1, link.account, all->v[account_find(all, S("safe"))].id);
        CHECK_OK(-1, admin_link_find(w.st, &a, str_c(x.audit_token), fake.now, &link));
        CHECK_INT(-1, first_setup(&w, &x, &g), ERR_NOT_FOUND); /* once */
        writer_close(&w);
        arena_done(&a);
}

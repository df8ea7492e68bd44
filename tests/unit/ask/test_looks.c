/* What the audit administrator reads: looks, sign-ins, links; by record, account, day; page by
 * page. */
#include "ask/looks.h"

#include "lib/t.h"
#include "lib/town.h"
#include "view/beside_look.h"
#include "view/beside_sign.h"

struct ground {
        struct town t;
        struct reader who;
        struct ask k;
        struct faults f;
        int64_t record[2];
};

static bool ground_open(struct ground *g)
{
        if (!town_open(&g->t, t_dir())) return false;
        for (int i = 0; i < 2; i++) {
                struct outcome_of o = town_do(&g->t, "clerk", "request", 0, "receive",
                                              "title=a&body=b&channel=hotline");
                if (o.err != OK) return false;
                g->record[i] = o.record;
        }
        struct writer *w = &g->t.w;
        faults_init(&g->f, &g->t.a, LANG_EN);
        reader_init(&g->who, &g->t.a, &w->inforce, READER_CITY);
        g->k = (struct ask){ .st = w->st,
                             .keys = w->keys,
                             .in = &w->inforce,
                             .who = &g->who,
                             .a = &g->t.a,
                             .f = &g->f,
                             .lang = LANG_EN,
                             .now = g->t.fake.now };
        return true;
}

/* Ten looks: an hour apart from 2022-03-18 20:00, by accounts 1 and 2 in turn, at both records. */
static bool put_looks(struct ground *g)
{
        struct zone z = { 480 };
        struct moment from = moment_at((struct day){ 19069 }, 20 * 60, z);
        if (store_begin(g->t.w.st, STORE_WRITE) != OK) return false;
        for (int i = 0; i < 10; i++) {
                struct look_row x = { { from.ms + i * 3600000 },
                                      i % 2 ? 2 : 1,
                                      g->record[i < 7 ? 0 : 1],
                                      i == 9 ? S("reveal") : S("page") };
                if (look_row_put(g->t.w.st, &x) != OK) return false;
        }
        return store_commit(g->t.w.st) == OK;
}

static int find_login(const struct ground *g)
{
        return account_find(&g->t.w.inforce.accounts, S("sys"));
}

TEST(looks_by_record_account_and_day)
{
        struct ground g;
        NEED(ground_open(&g) && put_looks(&g));
        struct day d = { 19069 }, next = { 19070 };
        const struct {
                struct looks_in in;
                size_t n;
        } row[] = {
                { { .limit = 100 }, 10 },
                { { .record = g.record[0] }, 7 },
                { { .record = g.record[1] }, 3 },
                { { .record = 999 }, 0 },
                { { .account = 1 }, 5 },
                { { .account = 2, .record = g.record[0] }, 3 },
                { { .from = d, .to = d }, 4 }, /* 20, 21, 22, 23 o'clock */
                { { .from = next }, 6 },
                { { .to = d, .account = 1 }, 2 },
                { { .from = next, .record = g.record[1] }, 3 },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct looks_in in = row[i].in;
                struct looks_out out;
                if (in.from.v == 0) in.from = DAY_NONE;
                if (in.to.v == 0) in.to = DAY_NONE;
                CHECK_OK(i, looks_read(&g.k, &in, &out));
                CHECK_INT(i, out.n, row[i].n);
                CHECK_INT(i, out.next.n, 0);
        }
        struct looks_out out;
        struct looks_in in = { .from = DAY_NONE, .to = DAY_NONE, .limit = 1 };
        CHECK_OK(-1, looks_read(&g.k, &in, &out));
        CHECK_STR(-1, out.v[0].login, "clerk2"); /* the latest first */
        CHECK_STR(-1, out.v[0].how, "reveal");
        CHECK_STR(-1, out.v[0].ledger, "request");
        CHECK_STR(-1, out.v[0].number, "ZTC2022000002");
        CHECK(look_how_label(out.v[0].how, LANG_ZH).n > 0);
        town_close(&g.t);
}

TEST(looks_page_by_page)
{
        struct ground g;
        NEED(ground_open(&g) && put_looks(&g));
        struct looks_in in = { .from = DAY_NONE, .to = DAY_NONE, .limit = 3 };
        struct looks_out out;
        int64_t last = INT64_MAX;
        size_t seen = 0, pages = 0;
        do {
                NEED(looks_read(&g.k, &in, &out) == OK);
                for (size_t i = 0; i < out.n; i++) {
                        CHECK_ROW(seen, out.v[i].id < last);
                        last = out.v[i].id;
                        seen++;
                }
                in.after = out.next;
                pages++;
        } while (out.next.n && pages < 10);
        CHECK_INT(-1, seen, 10);
        CHECK_INT(-1, pages, 4);
        static const char *const bad[] = { "x", "0", "-1", "1.n", "3.i4" };
        for (size_t i = 0; i < LEN(bad); i++) {
                in.after = str_c(bad[i]);
                CHECK_INT(i, looks_read(&g.k, &in, &out), ERR_INPUT);
        }
        town_close(&g.t);
}

TEST(looks_at_signins_and_links)
{
        struct ground g;
        char token[65];
        NEED(ground_open(&g));
        NEED(store_begin(g.t.w.st, STORE_WRITE) == OK);
        for (int i = 0; i < 5; i++) {
                struct signin_row x = { .at = g.t.fake.now,
                                        .account = i % 2,
                                        .address = S("::1"),
                                        .ok = i == 1,
                                        .why = i == 1 ? STR_NONE : S("password") };
                CHECK_OK(i, signin_put(g.t.w.st, &x));
        }
        NEED(store_commit(g.t.w.st) == OK);
        CHECK_OK(-1, admin_account_reset(&g.t.w, find_login(&g), S("disp"), &g.f, token));
        struct looks_in in = { .from = DAY_NONE, .to = DAY_NONE, .limit = 4 };
        struct signins_out s;
        CHECK_OK(-1, signins_read(&g.k, &in, &s));
        CHECK_INT(-1, s.n, 4);
        CHECK_STR(-1, s.v[0].login, "");
        CHECK_STR(-1, s.v[1].login, "clerk");
        in.after = s.next;
        CHECK_OK(-1, signins_read(&g.k, &in, &s));
        CHECK_INT(-1, s.n, 1);
        CHECK_INT(-1, s.next.n, 0);
        in = (struct looks_in){ .account = 1, .from = DAY_NONE, .to = DAY_NONE };
        CHECK_OK(-1, signins_read(&g.k, &in, &s));
        CHECK_INT(-1, s.n, 2);
        struct links_out l;
        in.account = 0;
        CHECK_OK(-1, links_read(&g.k, &in, &l));
        CHECK_INT(-1, l.n, 1);
        CHECK_STR(-1, l.v[0].kind, "password");
        CHECK_STR(-1, l.v[0].login, "disp");
        CHECK_STR(-1, l.v[0].made_by, "sys");
        CHECK(!moment_is(l.v[0].used));
        town_close(&g.t);
}

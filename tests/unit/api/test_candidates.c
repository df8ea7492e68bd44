/* test_candidates.c: over the API: records that may be the same matter, what is warned of in
 * replies, a record that is to follow another; and how much nobody in particular may upload. */
#include "api_town.h"
#include "lib/twice.h"
#include "web/files.h"
#include "web/slow.h"

#define MATTER "/api/v1/ledgers/matter"

static bool open_town(struct site_town *s)
{
        return api_town(s, t_dir()) && twice_ledger(&s->t) && site_news(s) && api_as(s, "clerk");
}

static struct str enter(struct site_town *s, const char *fields)
{
        const char *body = str_dupz(
                &s->t.a, str_printf(&s->t.a, "{\"fields\":{\"lead\":\"4313-RSJ\",%s}}", fields));
        struct site_reply r = api_post(s, MATTER "/records", body, NULL);
        CHECK_INT(-1, r.status, 201);
        return api_member(s, &r, "number");
}

/* Numbers, each with a comma. */
static struct str numbers(struct site_town *s, const struct site_reply *r)
{
        const struct jval *v = jval_get(api_json(s, r), S("candidates"));
        struct str all = STR_NONE;
        for (size_t i = 0; v && i < v->n; i++)
                all = str_printf(&s->t.a, "%.*s%.*s,", SP(all),
                                 SP(jval_text(&v->items[i], S("number"))));
        return all;
}

TEST(api_candidates)
{
        static const struct {
                const char *body;
                int status;
                const char *want; /* numbers, or the code */
        } row[] = {
                { "{\"fields\":{\"contact\":{\"phone\":\"138 0000 1111\"}}}", 200, "2022000001," },
                { "{\"title\":\"路灯坏了\"}", 200, "2022000001," },
                { "{}", 200, "" },
                { "{\"titel\":\"x\"}", 400, "input.field" },
                { "{\"place\":\"nowhere\"}", 400, "input.office" },
        };
        struct site_town s;
        NEED(open_town(&s));
        enter(&s, "\"title\":\"门前路灯坏了\",\"contact\":\"王五, 13800001111\"");
        enter(&s, "\"title\":\"井盖丢失\"");
        struct site_reply r = api_post(&s, MATTER "/candidates", "{}", NULL);
        CHECK_INT(-1, r.status, 503); /* there is no index yet */
        NEED(site_index(&s));
        for (size_t i = 0; i < LEN(row); i++) {
                r = api_post(&s, MATTER "/candidates", row[i].body, NULL);
                CHECK_INT(i, r.status, row[i].status);
                CHECK_STR(i, r.status == 200 ? numbers(&s, &r) : api_code(&s, &r), row[i].want);
        }
        r = api_post(&s, MATTER "/candidates", row[0].body, NULL);
        const struct jval *v = jval_get(api_json(&s, &r), S("candidates"));
        NEED(v && v->n == 1);
        const struct jval *steps = jval_get(&v->items[0], S("steps"));
        CHECK(steps && steps->n == 2);
        CHECK_STR(-1, jval_text(&v->items[0], S("reason")), "the same telephone number");
        enter(&s, "\"title\":\"路灯坏了\"");
        r = site_get(&s, MATTER "/records/2022000003/candidates");
        CHECK_STR(-1, numbers(&s, &r), "2022000001,");
        CHECK_STR(-1, api_member(&s, &r, "behind"), "1");
        site_close(&s);
}

/* The same set as the list; nobody signed in is told nothing, whatever code he gives. */
TEST(api_candidates_are_for_readers)
{
        static const struct {
                const char *login;
                int status, of;
                const char *want;
        } row[] = {
                { "clerk", 200, 200, "2022000001," },
                { "h.rsj", 200, 200, "2022000001," },
                { "h.dl", 200, 404, "" },
                { "sys", 200, 404, "" },
                { "", 401, 401, "" },
        };
        struct site_town s;
        NEED(open_town(&s));
        enter(&s, "\"title\":\"门前路灯坏了\",\"contact\":\"王五, 13800001111\"");
        NEED(site_index(&s));
        for (size_t i = 0; i < LEN(row); i++) {
                NEED(api_as(&s, row[i].login));
                struct site_reply r =
                        api_post(&s, MATTER "/candidates",
                                 "{\"contact\":\"13800001111\",\"title\":\"门前路灯坏了\"}", NULL);
                CHECK_INT(i, r.status, row[i].status);
                CHECK_STR(i, numbers(&s, &r), row[i].want);
                r = site_get(&s, MATTER "/records/2022000001/candidates?code=ABCDEFGH");
                CHECK_INT(i, r.status, row[i].of);
        }
        site_close(&s);
}

TEST(api_merges_by_number)
{
        struct site_town s;
        NEED(open_town(&s));
        struct str up = enter(&s, "\"title\":\"甲\""), child = enter(&s, "\"title\":\"乙\"");
        const char *path =
                str_dupz(&s.t.a, str_printf(&s.t.a, MATTER "/records/%.*s/steps/merge", SP(child)));
        NEED(api_as(&s, "disp"));
        struct site_reply r = api_post(&s, path, "{\"fields\":{\"parent\":\"9\"}}", NULL);
        CHECK_INT(-1, r.status, 400);
        const char *body = str_dupz(&s.t.a, str_printf(&s.t.a, "{\"parent\":\"%.*s\"}", SP(up)));
        r = api_post(&s, path, body, NULL);
        CHECK_INT(-1, r.status, 200);
        CHECK_STR(-1, api_member(&s, &r, "state"), "merged");
        /* elsewhere it is no field */
        r = api_post(&s, "/api/v1/ledgers/organisation/records", body, NULL);
        CHECK_INT(-1, r.status, 400);
        site_close(&s);
}

TEST(api_warns_of_replies)
{
        struct site_town s;
        NEED(open_town(&s));
        for (int i = 0; i < 2; i++) {
                struct str number = enter(&s, "\"title\":\"甲\"");
                const char *path = str_dupz(
                        &s.t.a, str_printf(&s.t.a, MATTER "/records/%.*s/steps/reply", SP(number)));
                struct site_reply r = api_post(&s, path, "{\"reply\":\"已处理，谢谢\"}", NULL);
                CHECK_INT(i, r.status, 200);
        }
        NEED(site_index(&s));
        struct site_reply r = site_get(&s, MATTER "/records/2022000002");
        const struct jval *v = jval_get(api_json(&s, &r), S("warnings"));
        NEED(v && v->n == 2);
        CHECK_STR(0, jval_text(&v->items[0], S("code")), "text.short");
        CHECK_STR(1, jval_text(&v->items[1], S("code")), "text.same");
        CHECK_STR(1, jval_text(&v->items[1], S("record")), "2022000001");
        r = site_get(&s, "/api/v1/ledgers/matter");
        size_t at;
        CHECK(str_find(r.body, S("\"short\":8"), &at) && str_find(r.body, S("\"near\":200"), &at));
        site_close(&s);
}

/* Of nobody signed in only so many files an hour are taken from an address. */
TEST(api_uploads_of_nobody_are_slowed_down)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()));
        struct slows *x = s.site.slows;
        for (int i = 0; i < UPLOAD_FILES_MAX; i++)
                CHECK_INT(i, slows_upload(x, S("127.0.0.1"), 1, s.t.fake.now), 0);
        struct web w = { .a = &s.t.a, .site = &s.site, .now = s.t.fake.now, .who.account = -1 };
        struct web_request q = { .peer = S("127.0.0.1") };
        struct attachment file;
        w.q = &q;
        faults_init(&w.f, &s.t.a, LANG_EN);
        CHECK_INT(-1, web_file_take(&w, NULL, S("a.txt"), S("text\n"), &file), ERR_BUSY);
        CHECK_INT(-1, w.ans.status, 429);
        CHECK_STR(-1, str_c(w.f.first->code), "file.slow");
        w.who.account = 0; /* whoever is signed in is known */
        CHECK_OK(-1, web_file_take(&w, NULL, S("a.txt"), S("text\n"), &file));
        w.who.account = -1;
        w.now.ms += 3600000;
        CHECK_OK(-1, web_file_take(&w, NULL, S("a.txt"), S("text\n"), &file));
        site_close(&s);
}

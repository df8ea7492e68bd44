/* test_api.c: every route: what it does, and what it refuses. */
#include "api_town.h"

#include "web/signin.h"

#define RECORDS "/api/v1/ledgers/request/records"
#define GOOD    "{\"fields\":{\"title\":\"路灯不亮\",\"body\":\"东街\",\"channel\":\"hotline\"}}"

/* Who asks, for what, and the problem it comes to. */
static const struct {
        const char *login;
        enum web_method method;
        const char *target, *body;
        int status;
        const char *code;
} refused[] = {
        { "", WEB_GET, "/api/v1/nothing", NULL, 404, "path" },
        { "", WEB_DELETE, "/api/v1/ledgers", NULL, 405, "method" },
        { "", WEB_POST, "/api/v1/me", "{}", 405, "method" },
        { "", WEB_GET, "/api/v1/me", NULL, 401, "session.none" },
        { "", WEB_GET, "/api/v1/work", NULL, 401, "session.none" },
        { "", WEB_GET, RECORDS, NULL, 401, "session.none" },
        { "", WEB_GET, "/api/v1/verify", NULL, 401, "session.none" },
        { "clerk", WEB_GET, "/api/v1/verify", NULL, 403, "role" },
        { "clerk", WEB_GET, "/api/v1/looks", NULL, 403, "role" },
        { "clerk", WEB_GET, "/api/v1/accounts", NULL, 403, "role" },
        { "", WEB_GET, "/api/v1/ledgers/nothing", NULL, 404, "ledger.none" },
        { "clerk", WEB_GET, "/api/v1/ledgers/nothing/records", NULL, 404, "ledger.none" },
        { "clerk", WEB_GET, RECORDS "/NONE", NULL, 404, "record.unknown" },
        { "", WEB_GET, RECORDS "/NONE?code=ABCDEFGH", NULL, 404, "record.unknown" },
        { "", WEB_GET, RECORDS "/NONE", NULL, 401, "sign_in" },
        { "clerk", WEB_GET, RECORDS "?filter=nosuch%20%3D%201", NULL, 400, NULL },
        { "clerk", WEB_GET, RECORDS "?filter=%28", NULL, 400, NULL },
        { "clerk", WEB_GET, RECORDS "?view=none", NULL, 404, "view.unknown" },
        { "clerk", WEB_GET, RECORDS "?sort=none", NULL, 400, "list.sort" },
        { "clerk", WEB_GET, RECORDS "?limit=0", NULL, 400, "list.limit" },
        { "clerk", WEB_GET, RECORDS "?limit=1001", NULL, 400, "list.limit" },
        { "clerk", WEB_GET, RECORDS "?limit=x", NULL, 400, "query.number" },
        { "clerk", WEB_GET, RECORDS "?count=maybe", NULL, 400, "query.flag" },
        { "clerk", WEB_GET, RECORDS "?fields=titel", NULL, 400, "list.fields" },
        { "clerk", WEB_GET, RECORDS "?after=rubbish", NULL, 400, NULL },
        { "clerk", WEB_POST, RECORDS, "{", 400, "body.json" },
        { "clerk", WEB_POST, RECORDS, "[]", 400, "body.object" },
        { "clerk", WEB_POST, RECORDS, "{\"fields\":{},\"fields\":{}}", 400, "body.json" },
        { "clerk", WEB_POST, RECORDS, "{\"feilds\":{}}", 400, "input.field" },
        { "clerk", WEB_POST, RECORDS, "{\"fields\":{},\"titel\":\"x\"}", 400, "body.member" },
        { "clerk", WEB_POST, RECORDS, "{\"fields\":[]}", 400, "body.type" },
        { "clerk", WEB_POST, RECORDS, "{\"because\":1}", 400, "body.type" },
        { "clerk", WEB_POST, RECORDS, "{\"fields\":{\"titel\":\"x\"}}", 400, "input.field" },
        { "clerk", WEB_POST, RECORDS, "{\"fields\":{\"title\":7}}", 400, "input.value" },
        { "clerk", WEB_POST, RECORDS, "{\"fields\":{\"urgent\":1}}", 400, "input.value" },
        { "clerk", WEB_POST, RECORDS, "{\"fields\":{\"channel\":true}}", 400, "input.value" },
        { "clerk", WEB_POST, RECORDS, "{\"fields\":{}}", 400, "input.required" },
        { "clerk", WEB_POST, RECORDS, "{\"on\":\"yesterday\"}", 400, "body.day" },
        { "clerk", WEB_POST, RECORDS "?step=assign", GOOD, 400, "step.unknown" },
        { "h.a", WEB_POST, RECORDS, GOOD, 403, "role" },
        { "clerk", WEB_POST, RECORDS "/NONE/steps/answer", "{}", 404, "record.unknown" },
        { "clerk", WEB_GET, "/api/v1/figures/request.nothing", NULL, 404, NULL },
        { "clerk", WEB_GET, "/api/v1/figures/request.received?on=2099-01-01", NULL, 409,
          "day.future" },
        { "clerk", WEB_GET, "/api/v1/figures/request.received?from=2022-01-01", NULL, 400,
          "span.period" },
        { "clerk", WEB_GET, "/api/v1/figures/request.received?on=2022-02-30", NULL, 400,
          "query.day" },
        { "clerk", WEB_GET, "/api/v1/figures/request.received?office=none", NULL, 404,
          "office.none" },
        { "clerk2", WEB_GET, "/api/v1/ledgers/review/score", NULL, 403, "figure.office" },
        { "", WEB_GET, "/api/v1/ledgers/review/score", NULL, 404, "ledger.none" },
        { "clerk", WEB_GET, "/api/v1/ledgers/request/score", NULL, 404, "score.none" },
        { "clerk", WEB_GET, "/api/v1/ledgers/review/score?group=none", NULL, 404, "score.peers" },
        { "clerk", WEB_GET, "/api/v1/ledgers/review/score?tree=now", NULL, 400, "score.known" },
        { "clerk2", WEB_GET, "/api/v1/figures/organisation.open", NULL, 403, NULL },
        { "", WEB_GET, "/api/v1/figures/organisation.open", NULL, 404, "figure.unknown" },
        { "", WEB_GET, "/api/v1/bulletins/none", NULL, 404, NULL },
        { "", WEB_GET, "/api/v1/bulletins/request?format=pdf", NULL, 400, "bulletin.format" },
        { "clerk", WEB_POST, "/api/v1/bulletins/request/publish", "{}", 403, "role" },
        { "", WEB_GET, "/api/v1/offices?below=none", NULL, 404, "office.none" },
        { "", WEB_GET, "/api/v1/calendar/due?within=soon", NULL, 400, "query.allowance" },
        { "", WEB_GET, "/api/v1/calendar/due?within=4000%20days", NULL, 413, "clock.far" },
        { "", WEB_POST, "/api/v1/session", "{\"login\":\"clerk\"}", 400, "input.required" },
        { "", WEB_POST, "/api/v1/session", "{\"login\":\"nobody\",\"password\":\"x\"}", 401, NULL },
};

TEST(api_refuses_what_is_wrong)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()));
        for (size_t i = 0; i < LEN(refused); i++) {
                NEED(api_as(&s, refused[i].login));
                struct site_reply r =
                        site_do(&s, &(struct site_call){
                                            refused[i].method, refused[i].target,
                                            refused[i].body ? "content-type: application/json" : "",
                                            str_c(refused[i].body) });
                CHECK_INT(i, r.status, refused[i].status);
                CHECK_STR(i, r.type, "application/problem+json; charset=utf-8");
                if (refused[i].code) CHECK_STR(i, api_code(&s, &r), refused[i].code);
                CHECK_ROW(i, str_starts(api_member(&s, &r, "type"), S("urn:zhitong:")));
                CHECK_INT(i, jval_int(api_json(&s, &r), S("status"), 0), refused[i].status);
        }
        site_close(&s);
}

TEST(api_says_which_types_it_takes)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()) && api_as(&s, "clerk"));
        struct site_reply r = site_do(
                &s, &(struct site_call){ WEB_POST, RECORDS, "content-type: text/plain", S(GOOD) });
        CHECK_INT(-1, r.status, 415);
        r = site_do(&s, &(struct site_call){ WEB_DELETE, "/api/v1/ledgers", NULL, STR_NONE });
        CHECK_STR(-1, site_header(&r, "allow"), "GET, HEAD");
        /* a body over the limit */
        size_t n = API_BODY_BYTES_MAX;
        char *big = ARENA_NEW(&s.t.a, char, n + 8);
        memset(big, ' ', n + 7);
        big[0] = '{';
        big[n + 6] = '}';
        r = api_post(&s, RECORDS, big, NULL);
        CHECK_INT(-1, r.status, 413);
        CHECK_STR(-1, api_code(&s, &r), "body.long");
        site_close(&s);
}

TEST(api_nearest_name_is_told)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()) && api_as(&s, "clerk"));
        struct site_reply r = api_post(&s, RECORDS, "{\"fields\":{\"titel\":\"x\"}}", NULL);
        CHECK(str_find(r.body, S("did you mean 'title'"), &(size_t){ 0 }));
        s.language = "zh-CN";
        r = api_post(&s, RECORDS, "{\"fields\":{\"titel\":\"x\"}}", NULL);
        CHECK(str_find(r.body, S("是否指“title”"), &(size_t){ 0 }));
        r = api_post(&s, RECORDS "?lang=en", "{\"fields\":{\"titel\":\"x\"}}", NULL);
        CHECK(str_find(r.body, S("did you mean"), &(size_t){ 0 }));
        site_close(&s);
}

/* Values in every JSON form a type takes give what the command line's text gives. */
TEST(api_values_in_json)
{
        static const char body[] =
                "{\"fields\":{\"title\":\"停电\",\"body\":\"两次\",\"channel\":\"hotline\","
                "\"urgent\":true,\"place\":{\"code\":\"431302\",\"lat\":27.728,\"lon\":111.99},"
                "\"contact\":{\"name\":\"王小明\",\"phone\":\"13812345678\"},\"topic\":null}}";
        struct site_town s;
        NEED(api_town(&s, t_dir()) && api_as(&s, "clerk"));
        struct site_reply r = api_post(&s, RECORDS, body, NULL);
        CHECK_INT(-1, r.status, 201);
        struct str number = api_member(&s, &r, "number");
        r = site_get(&s, api_path(&s, number, ""));
        CHECK_INT(-1, r.status, 200);
        CHECK_STR(-1, api_member(&s, &r, "urgent"), "true");
        CHECK_STR(-1, api_member(&s, &r, "place"), "431302");
        CHECK_STR(-1, api_member(&s, &r, "contact"), "王** 138****5678");
        NEED(api_as(&s, "disp"));
        r = api_post(
                &s, api_path(&s, number, "/steps/assign"),
                "{\"fields\":{\"lead\":\"431302001001\",\"assist\":[\"431302\",\"4313-RSJ\"]}}",
                NULL);
        CHECK_INT(-1, r.status, 200);
        r = site_get(&s, api_path(&s, number, ""));
        const struct jval *assist = jval_get(api_json(&s, &r), S("assist"));
        CHECK(assist && assist->kind == JARRAY && assist->n == 2);
        site_close(&s);
}

TEST(api_entering_gives_a_receipt)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()));
        struct site_reply r = api_post(&s, RECORDS, GOOD, NULL);
        CHECK_INT(-1, r.status, 201);
        struct str number = api_member(&s, &r, "number"), code = api_member(&s, &r, "code");
        const struct jval *receipt = jval_get(api_json(&s, &r), S("receipt"));
        CHECK_STR(-1, api_member(&s, &r, "state"), "received");
        CHECK_INT(-1, code.n, 8);
        CHECK_INT(-1, jval_text(receipt, S("leaf")).n, 64);
        CHECK_STR(-1, site_header(&r, "location"), api_path(&s, number, ""));
        /* the receipt is the event of the log */
        struct event e;
        int64_t seq = jval_int(receipt, S("event"), -1);
        char hex[65];
        NEED(log_get(s.t.w.st, &s.t.a, seq, &e) == OK);
        CHECK_STR(-1, jval_text(receipt, S("leaf")), hash_hex(&e.leaf, hex).p);
        CHECK_STR(-1, site_header(&r, "etag"),
                  str_dupz(&s.t.a, str_printf(&s.t.a, "\"%lld\"", (long long)seq)));
        /* nothing from inside for a requester */
        CHECK(!jval_get(api_json(&s, &r), S("opened")));

        /* the code opens it, in header or query, in small letters too; others do not */
        struct str header = str_printf(&s.t.a, "zhitong-code: %.*s", SP(code));
        const char *path = api_path(&s, number, "");
        r = site_do(&s, &(struct site_call){ WEB_GET, path, str_dupz(&s.t.a, header), STR_NONE });
        CHECK_INT(-1, r.status, 200);
        CHECK(!jval_get(api_json(&s, &r), S("duties")));
        r = site_get(&s, str_dupz(&s.t.a, str_printf(&s.t.a, "%s?code=%.*s", path, SP(code))));
        CHECK_INT(-1, r.status, 200);
        r = site_get(&s, api_path(&s, number, "?code=22222222"));
        CHECK_INT(-1, r.status, 404);
        CHECK(!str_find(r.body, code, &(size_t){ 0 }));
        site_close(&s);
}

/* Trying codes gets slower and slower; a right one in between does not help against another. */
TEST(api_wrong_codes_are_slowed_down)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()));
        struct str number = api_request(&s, "一", "hotline");
        struct site_reply r = { 0 };
        for (int i = 0; i < 10 && r.status != 429; i++)
                r = site_get(&s, api_path(&s, number, "?code=22222222"));
        CHECK_INT(-1, r.status, 429);
        CHECK(site_header(&r, "retry-after").n > 0);
        CHECK_STR(-1, api_code(&s, &r), "follow.slow");
        site_close(&s);
}

/* Without `fields` the other members are the fields; both forms are one body for a key. */
TEST(api_short_bodies)
{
        static const char flat[] =
                "{\"because\":null,\"title\":\"路灯不亮\",\"body\":\"东街\",\"channel\":\"hotline\"}";
        struct site_town s;
        NEED(api_town(&s, t_dir()) && api_as(&s, "clerk"));
        struct site_reply one = api_post(&s, RECORDS, GOOD, "idempotency-key: same");
        struct site_reply two = api_post(&s, RECORDS, flat, "idempotency-key: same");
        CHECK_INT(-1, one.status, 201);
        CHECK_INT(-1, two.status, 201);
        CHECK(str_eq(api_member(&s, &one, "number"), api_member(&s, &two, "number")));
        two = api_post(&s, RECORDS, flat, NULL);
        CHECK(!str_eq(api_member(&s, &one, "number"), api_member(&s, &two, "number")));
        site_close(&s);
}

TEST(api_keys_are_honoured)
{
        struct site_town s;
        const char *key = "idempotency-key: 3f1c-1";
        NEED(api_town(&s, t_dir()));
        struct site_reply one = api_post(&s, RECORDS, GOOD, key);
        struct site_reply two = api_post(&s, RECORDS, GOOD, key);
        CHECK_INT(-1, one.status, 201);
        CHECK_INT(-1, two.status, 201);
        CHECK_STR(-1, two.body, str_dupz(&s.t.a, one.body));
        CHECK_STR(-1, site_header(&one, "idempotency-replayed"), "");
        CHECK_STR(-1, site_header(&two, "idempotency-replayed"), "true");
        /* the answer stays what it was when the record goes on */
        NEED(api_as(&s, "clerk"));
        struct str number = api_member(&s, &one, "number");
        struct site_reply r = api_post(&s, api_path(&s, number, "/steps/answer"),
                                       "{\"fields\":{\"reply\":\"好\"}}", NULL);
        CHECK_INT(-1, r.status, 200);
        NEED(api_as(&s, ""));
        two = api_post(&s, RECORDS, GOOD, key);
        CHECK_STR(-1, two.body, str_dupz(&s.t.a, one.body));
        /* another body, a bad key */
        r = api_post(&s, RECORDS,
                     "{\"fields\":{\"title\":\"别的\",\"body\":\"x\",\"channel\":\"hotline\"}}",
                     key);
        CHECK_INT(-1, r.status, 422);
        CHECK_STR(-1, api_code(&s, &r), "key.reused");
        r = api_post(&s, RECORDS, GOOD, "idempotency-key: a b");
        CHECK_STR(-1, api_code(&s, &r), "key.form");
        /* somebody else's key is another */
        s.peer = "10.0.0.9";
        r = api_post(&s, RECORDS, GOOD, key);
        CHECK_INT(-1, r.status, 201);
        CHECK(!str_eq(api_member(&s, &r, "number"), number));
        site_close(&s);
}

TEST(api_stale_versions_say_what_changed)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()) && api_as(&s, "clerk"));
        struct str number = api_request(&s, "一", "hotline");
        struct site_reply r = site_get(&s, api_path(&s, number, ""));
        struct str etag = str_dup(&s.t.a, site_header(&r, "etag"));
        const char *match = str_dupz(&s.t.a, str_printf(&s.t.a, "if-match: %.*s", SP(etag)));
        const char *path = api_path(&s, number, "/steps/answer");
        r = api_post(&s, api_path(&s, number, "/steps/hurry"), "{}", NULL);
        CHECK_INT(-1, r.status, 200);
        r = api_post(&s, path, "{\"fields\":{\"reply\":\"好\"}}", match);
        CHECK_INT(-1, r.status, 409);
        CHECK_STR(-1, api_code(&s, &r), "version.stale");
        const struct jval *changed = jval_get(api_json(&s, &r), S("changed"));
        CHECK(changed && changed->n == 1);
        if (changed && changed->n) CHECK_STR(-1, jval_text(&changed->items[0], S("step")), "hurry");
        match = str_dupz(&s.t.a, str_printf(&s.t.a, "if-match: %.*s", SP(site_header(&r, "etag"))));
        r = api_post(&s, path, "{\"fields\":{\"reply\":\"好\"}}", match);
        CHECK_INT(-1, r.status, 200);
        CHECK_STR(-1, api_member(&s, &r, "state"), "replied");
        r = api_post(&s, path, "{}", "if-match: W/\"3\"");
        CHECK_STR(-1, api_code(&s, &r), "version.form");
        site_close(&s);
}

TEST(api_offers_say_why_not)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()) && api_as(&s, "clerk"));
        struct str number = api_request(&s, "一", "hotline");
        struct site_reply r = site_get(&s, api_path(&s, number, "/steps"));
        CHECK_INT(-1, r.status, 200);
        const struct jval *steps = jval_get(api_json(&s, &r), S("steps"));
        bool answer = false, assign = false, recall = false;
        for (size_t i = 0; steps && i < steps->n; i++) {
                const struct jval *o = &steps->items[i];
                struct str name = jval_text(o, S("step"));
                bool may = jval_bool(o, S("may"));
                if (str_eq(name, S("answer"))) answer = may;
                if (str_eq(name, S("assign")))
                        assign = !may && str_eq(jval_text(o, S("code")), S("role"));
                if (str_eq(name, S("recall")))
                        recall = !may && str_eq(jval_text(o, S("code")), S("recall.none"));
                CHECK_ROW(i, may || jval_text(o, S("why")).n > 0);
        }
        CHECK(answer);
        CHECK(assign);
        CHECK(recall); /* entering a record cannot be recalled */
        site_close(&s);
}

TEST(api_session_from_password_to_sign_out)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()));
        NEED(admin_password(&s.t.w, S("clerk"), S("Loudi-2022-pass"), &s.t.f) == OK);
        struct site_reply r = api_post(&s, "/api/v1/session",
                                       "{\"login\":\"clerk\",\"password\":\"wrong-wrong\"}", NULL);
        CHECK_INT(-1, r.status, 401);
        r = api_post(&s, "/api/v1/session",
                     "{\"login\":\"clerk\",\"password\":\"Loudi-2022-pass\"}", NULL);
        CHECK_INT(-1, r.status, 201);
        CHECK_STR(-1, api_member(&s, &r, "account"), "clerk");
        s.bearer = api_member(&s, &r, "token");
        CHECK_INT(-1, s.bearer.n, 64);
        r = site_get(&s, "/api/v1/me");
        CHECK_INT(-1, r.status, 200);
        CHECK_STR(-1, api_member(&s, &r, "account"), "clerk");
        r = site_do(&s, &(struct site_call){ WEB_DELETE, "/api/v1/session", NULL, STR_NONE });
        CHECK_INT(-1, r.status, 204);
        r = site_get(&s, "/api/v1/me");
        CHECK_INT(-1, r.status, 401);
        site_close(&s);
}

/* A token of pages is none of the API's, and the other way round. */
TEST(api_takes_only_its_own_tokens)
{
        struct site_town s;
        char token[65];
        NEED(api_town(&s, t_dir()));
        struct writer *w = &s.t.w;
        struct session x = { .account_id = 1 };
        NEED(store_begin(w->st, STORE_WRITE) == OK);
        NEED(sessions_begin(s.site.sessions, w->st, &x, s.t.fake.now, token) == OK);
        NEED(store_commit(w->st) == OK);
        s.bearer = str_c(token);
        struct site_reply r = site_get(&s, "/api/v1/me");
        CHECK_INT(-1, r.status, 401);
        site_close(&s);
}

TEST(api_answers_of_the_city)
{
        static const struct {
                const char *login, *target, *has;
        } row[] = {
                { "", "/api/v1/ledgers", "\"ledger\":\"request\"" },
                { "clerk", "/api/v1/ledgers", "\"ledger\":\"organisation\"" },
                { "", "/api/v1/ledgers/request", "\"code\":\"hotline\"" },
                { "", "/api/v1/ledgers/request", "\"state\":\"received\"" },
                { "", "/api/v1/offices", "\"office\":\"431302001002\"" },
                { "", "/api/v1/offices?below=431302001", "\"office\":\"431302001001\"" },
                { "", "/api/v1/calendar/due?from=2022-05-13&within=5%20workdays",
                  "\"day\":\"2022-05-20\"" },
                { "", "/api/v1/figures", "\"figure\":\"request.received\"" },
                { "", "/api/v1/figures/request.received", "\"value\":0" },
                { "", "/api/v1/bulletins", "\"request\"" },
                { "lead", "/api/v1/bulletins/request", "\"figure\":\"request.received\"" },
                { "audit", "/api/v1/accounts", "\"account\":\"clerk\"" },
                { "aud", "/api/v1/verify", "\"ok\":true" },
                { "clerk", "/api/v1/work", "\"duties\":[" },
        };
        struct site_town s;
        NEED(api_town(&s, t_dir()));
        for (size_t i = 0; i < LEN(row); i++) {
                NEED(api_as(&s, row[i].login));
                struct site_reply r = site_get(&s, row[i].target);
                CHECK_INT(i, r.status, 200);
                if (!CHECK_ROW(i, str_find(r.body, str_c(row[i].has), &(size_t){ 0 })))
                        fprintf(stderr, "%.*s\n", SP(str_sub(r.body, 0, 400)));
                CHECK_ROW(i, !str_find(r.body, S("\"ledger\":\"organisation\""), &(size_t){ 0 }) ||
                                     row[i].login[0]);
        }
        site_close(&s);
}

TEST(api_bulletins_are_published_by_leaders)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()) && api_as(&s, "lead"));
        struct site_reply r = api_post(&s, "/api/v1/bulletins/request/publish", "{}", NULL);
        CHECK_INT(-1, r.status, 201);
        CHECK(jval_int(api_json(&s, &r), S("event"), -1) > 0);
        CHECK(api_member(&s, &r, "text").n > 0);
        r = site_get(&s, "/api/v1/bulletins/request?format=md");
        CHECK_STR(-1, r.type, "text/markdown; charset=utf-8");
        r = site_get(&s, "/api/v1/bulletins/request?format=html");
        CHECK(str_find(r.body, S("<p>"), &(size_t){ 0 }));
        NEED(api_as(&s, "sup2")); /* his office is not the whole city */
        r = api_post(&s, "/api/v1/bulletins/request/publish", "{}", NULL);
        CHECK_INT(-1, r.status, 403);
        site_close(&s);
}

TEST(api_looks_are_noted)
{
        struct site_town s;
        NEED(api_town(&s, t_dir()) && api_as(&s, "clerk"));
        struct str number = api_request(&s, "一", "hotline");
        struct site_reply r = site_get(&s, api_path(&s, number, ""));
        CHECK_INT(-1, looks_waiting(s.site.looks), 1);
        r = site_get(&s, RECORDS ".csv");
        CHECK_INT(-1, looks_waiting(s.site.looks), 2);
        r = site_get(&s, RECORDS);
        CHECK_INT(-1, looks_waiting(s.site.looks), 2);
        NEED(looks_flush(s.site.looks, s.t.w.st) == OK);
        NEED(api_as(&s, "audit"));
        r = site_get(&s, "/api/v1/looks");
        CHECK_INT(-1, r.status, 200);
        const struct jval *v = jval_get(api_json(&s, &r), S("looks"));
        CHECK(v && v->n == 2);
        CHECK(str_find(r.body, number, &(size_t){ 0 }));
        CHECK(str_find(r.body, S("\"how\":\"export\""), &(size_t){ 0 }));
        CHECK(str_find(r.body, S("\"account\":\"clerk\""), &(size_t){ 0 }));
        site_close(&s);
}

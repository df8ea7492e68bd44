/* test_factor.c: signing in to the API where a role asks for a one-time code. */
#include "api_town.h"

#include "log/box.h"
#include "view/beside_sign.h"
#include "web/totp.h"

#define PASSWORD "Loudi-2022-pass"

static bool asks_clerks(struct site_town *s)
{
        const struct defs *now = &s->t.w.inforce.city->defs;
        struct defs d = { ARENA_NEW(&s->t.a, struct defs_file, now->n), now->n };
        struct buf report = { .limit = 1 << 20 };
        for (size_t i = 0; i < d.n; i++) {
                d.f[i].path = str_dup(&s->t.a, now->f[i].path);
                d.f[i].text = str_dup(&s->t.a, now->f[i].text);
                if (str_eq(d.f[i].path, S("city.yaml")))
                        d.f[i].text = S("city: town\nlabel: {zh: 小城, en: Town}\n"
                                        "zone: \"+08:00\"\nsign_in: {totp: [clerk]}\n");
        }
        enum err e = admin_apply(&s->t.w, &d, LANG_EN, &s->t.f, &report);
        buf_free(&report);
        if (e == OK) e = admin_password(&s->t.w, S("clerk"), S(PASSWORD), &s->t.f);
        if (e != OK) town_print(&s->t.f);
        return e == OK && site_news(s);
}

/* As if he had set it up on the pages. */
static bool set_up(struct site_town *s, struct str secret)
{
        struct writer *w = &s->t.w;
        int i = account_find(&w->inforce.accounts, S("clerk"));
        if (i < 0) return false;
        int64_t id = w->inforce.accounts.v[i].id;
        struct totp_row row = { .confirmed = true };
        struct box_at at = { w->keys, box_factor(id), S("totp") };
        enum err e = keys_ensure(w->keys, at.subject);
        if (e == OK) e = box_close(&at, &s->t.sys, &s->t.a, secret, &row.cipher);
        if (e == OK) e = store_begin(w->st, STORE_WRITE);
        if (e == OK) e = totp_put(w->st, id, &row, s->t.fake.now);
        if (e == OK) e = store_commit(w->st);
        return e == OK;
}

static struct site_reply sign(struct site_town *s, const char *code)
{
        char body[200] = "{\"login\":\"clerk\",\"password\":\"" PASSWORD "\"}";
        if (code)
                (void)snprintf(body, sizeof body,
                               "{\"login\":\"clerk\",\"password\":\"" PASSWORD
                               "\",\"code\":\"%s\"}",
                               code);
        return api_post(s, "/api/v1/session", body, NULL);
}

TEST(api_one_time_code)
{
        struct site_town s;
        char code[9];
        NEED(api_town(&s, t_dir()) && asks_clerks(&s));
        struct site_reply r = sign(&s, "123456");
        CHECK_INT(-1, r.status, 403);
        CHECK_STR(-1, api_code(&s, &r), "code.enrol");

        char bytes[TOTP_SECRET_BYTES] = "a secret of the test";
        struct str secret = { bytes, sizeof bytes };
        NEED(set_up(&s, secret));
        r = sign(&s, NULL);
        CHECK_INT(-1, r.status, 401);
        CHECK_STR(-1, api_code(&s, &r), "code.needed");
        CHECK(!jval_get(api_json(&s, &r), S("token")));
        r = sign(&s, "000000");
        CHECK_INT(-1, r.status, 401);
        CHECK_STR(-1, api_code(&s, &r), "code.wrong");
        r = sign(&s, totp_code(secret, totp_step(s.t.fake.now), 6, code).p);
        CHECK_INT(-1, r.status, 201);
        s.bearer = api_member(&s, &r, "token");
        r = site_get(&s, "/api/v1/me");
        CHECK_INT(-1, r.status, 200);
        CHECK_STR(-1, api_member(&s, &r, "account"), "clerk");
        site_close(&s);
}

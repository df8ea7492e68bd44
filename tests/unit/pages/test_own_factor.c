/* The second factor of an account's own accord: set up, asked for from then on, switched off. */
#include "staff_town.h"

#include "log/box.h"
#include "view/beside_sign.h"
#include "web/totp.h"

#define GOOD "a good password"

/* The six digits of the app, `steps` half minutes from now. */
static const char *code_of(struct staff_town *x, int64_t account, int64_t steps)
{
        struct town *t = &x->s.t;
        struct totp_row row;
        struct str secret;
        char code[9];
        struct box_at at = { t->w.keys, box_factor(account), S("totp") };
        if (totp_get(t->w.st, &t->a, account, &row) != OK) BUG("no factor");
        if (box_open(&at, &t->a, row.cipher, &secret) != OK) BUG("box");
        (void)totp_code(secret, totp_step(t->fake.now) + steps, 6, code);
        return str_dupz(&t->a, str_c(code));
}

static struct site_reply with_code(struct staff_town *x, const char *target, const char *password,
                                   const char *code)
{
        x->s.t.fake.now.ms += 60000; /* who was wrong waits a little */
        struct site_reply me = site_get(&x->s, "/app/me");
        x->token = staff_hidden(me.body, FORM_TOKEN);
        return staff_post(
                x, target,
                str_dupz(&x->s.t.a, str_printf(&x->s.t.a, "_present=%s&_code=%s", password, code)));
}

static int64_t noted(struct staff_town *x, struct str why)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (store_stmt(x->s.t.w.st, S("SELECT count(*) FROM x_signin WHERE ok AND why = $1"), &s) !=
            OK)
                return -1;
        stmt_text(s, 1, why);
        return stmt_step(s) == ROW_GOT ? col_int(s, 0) : -1;
}

/* Eight groups of four. */
static bool shows_key_in_fours(const struct site_reply *r)
{
        size_t at;
        if (!str_find(r->body, S("id=\"secret\">"), &at)) return false;
        struct str key = str_sub(r->body, at + strlen("id=\"secret\">"), 40);
        for (size_t i = 0; i < 39; i++)
                if ((key.p[i] == ' ') != (i % 5 == 4)) return false;
        return key.n == 40 && key.p[39] == '<';
}

TEST(own_second_factor)
{
        struct staff_town x;
        NEED(staff_open(&x));
        struct town *t = &x.s.t;
        NEED(admin_password(&t->w, S("clerk"), S(GOOD), &t->f) == OK && staff_as(&x, "clerk"));
        int64_t id = t->w.inforce.accounts.v[account_find(&t->w.inforce.accounts, S("clerk"))].id;
        struct site_reply r = site_get(&x.s, "/app/me");
        CHECK(staff_has(&r, "Set it up") && !staff_has(&r, "Switch it off"));
        r = staff_post(&x, "/app/me/factor", "");
        CHECK_INT(0, r.status, 200);
        CHECK(shows_key_in_fours(&r) && staff_has(&r, "otpauth://totp/"));
        CHECK(staff_has(&r, "<svg") && staff_has(&r, "aria-label=\"The key as a QR code\""));
        CHECK(staff_has(&r, "action=\"/app/me/factor/code\""));
        /* not before it is confirmed */
        r = with_code(&x, "/app/me/factor/code", "", "000000");
        CHECK_INT(1, r.status, 401);
        r = site_get(&x.s, "/app/me");
        CHECK(staff_has(&r, "Set it up"));
        struct str before = x.s.cookie[0].value;
        r = with_code(&x, "/app/me/factor/code", "", code_of(&x, id, 2));
        CHECK_INT(2, r.status, 303);
        CHECK_STR(2, site_header(&r, "location"), "/app/me?done=factor");
        CHECK(!str_eq(x.s.cookie[0].value, before)); /* another session */
        r = site_get(&x.s, "/app/me?done=factor");
        CHECK(staff_has(&r, "in use from now on") && staff_has(&r, "Switch it off"));
        CHECK_INT(-1, noted(&x, S("factor on")), 1);
        r = with_code(&x, "/app/me/factor", "", "");
        CHECK_INT(3, r.status, 409); /* set up already */

        /* off again: password and code, and a code is good once */
        r = with_code(&x, "/app/me/factor/off", "wrong", code_of(&x, id, 2));
        CHECK_INT(4, r.status, 403);
        CHECK(staff_has(&r, "aria-invalid=\"true\""));
        r = with_code(&x, "/app/me/factor/off", GOOD, "000000");
        CHECK_INT(5, r.status, 401);
        r = with_code(&x, "/app/me/factor/off", GOOD, code_of(&x, id, 2));
        CHECK_INT(6, r.status, 303);
        r = site_get(&x.s, "/app/me?done=factor_off");
        CHECK(staff_has(&r, "Set it up"));
        CHECK_INT(-1, noted(&x, S("factor off")), 1);
        staff_close(&x);
}

/* Signing in asks for it. */
TEST(own_second_factor_is_asked_for)
{
        struct staff_town x;
        NEED(staff_open(&x));
        struct town *t = &x.s.t;
        NEED(admin_password(&t->w, S("clerk"), S(GOOD), &t->f) == OK && staff_as(&x, "clerk"));
        int64_t id = t->w.inforce.accounts.v[account_find(&t->w.inforce.accounts, S("clerk"))].id;
        struct site_reply r = staff_post(&x, "/app/me/factor", "");
        CHECK_INT(0, r.status, 200);
        for (int confirmed = 0; confirmed < 2; confirmed++) {
                if (confirmed) {
                        NEED(staff_as(&x, "clerk"));
                        r = with_code(&x, "/app/me/factor/code", "", code_of(&x, id, 2));
                        CHECK_INT(1, r.status, 303);
                }
                x.s.cookies = 0;
                r = site_get(&x.s, "/signin");
                struct str token = staff_hidden(r.body, FORM_TOKEN);
                r = site_post(&x.s, "/signin",
                              str_printf(&t->a, FORM_TOKEN "=%.*s&_login=clerk&_password=" GOOD,
                                         SP(token)));
                CHECK_INT(confirmed, r.status, 303);
                struct str to = site_header(&r, "location");
                CHECK_INT(confirmed, str_starts(to, S("/signin/code")), confirmed);
        }
        staff_close(&x);
}

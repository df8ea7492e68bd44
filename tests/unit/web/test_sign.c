/* Signing in through the service: passwords, slowing down, locks, second factors, changes, links. */
#include "web/signin.h"

#include <sodium.h>

#include "base/password.h"
#include "lib/site.h"
#include "lib/t.h"
#include "loop/admin.h"
#include "view/beside.h"
#include "web/link.h"
#include "web/totp.h"

#define GOOD "correct horse battery"

/* ---- handlers as pages and API have them ---- */

static enum err run_in(struct web *w)
{
        struct signin *x = ARENA_NEW(w->a, struct signin, 1);
        x->login = web_form(w, S("login"));
        x->password = web_form(w, S("password"));
        w->state = x;
        TRY(signin_check(w, x));
        web_administer(w, signin_write, x);
        return OK;
}

static enum err after_in(struct web *w)
{
        struct signin *x = w->state;
        TRY(signin_told(w, x));
        signin_cookie(w, x);
        web_text(w, 200, S("text/plain"), x->enrol ? S("enrol") : x->half ? S("half") : S("in"));
        return OK;
}

static enum err run_code(struct web *w)
{
        struct signin_code *x = ARENA_NEW(w->a, struct signin_code, 1);
        *x = (struct signin_code){ .w = w, .code = web_form(w, S("code")) };
        w->state = x;
        web_administer(w, signin_code_write, x);
        return OK;
}

static enum err after_code(struct web *w)
{
        struct signin_code *x = w->state;
        TRY(signin_code_told(w, x));
        signin_token_cookie(w, x->token);
        web_text(w, 200, S("text/plain"), S("in"));
        return OK;
}

static enum err run_enrol(struct web *w)
{
        struct signin_enrol *x = ARENA_NEW(w->a, struct signin_enrol, 1);
        x->w = w;
        w->state = x;
        web_administer(w, signin_enrol_write, x);
        return OK;
}

static enum err after_enrol(struct web *w)
{
        struct signin_enrol *x = w->state;
        if (w->job.err != OK) return w->job.err;
        web_text(w, 200, S("text/plain"), str_c(x->secret));
        return OK;
}

static enum err run_out(struct web *w)
{
        web_administer(w, signout_write, w);
        return OK;
}

static enum err after_out(struct web *w)
{
        signin_forget(w);
        web_text(w, 200, S("text/plain"), S("out"));
        return OK;
}

static enum err run_change(struct web *w)
{
        struct password_change *x = ARENA_NEW(w->a, struct password_change, 1);
        x->old = web_form(w, S("old"));
        x->new_ = web_form(w, S("new"));
        TRY(password_change_check(w, x));
        web_administer(w, password_change_write, x);
        return OK;
}

static enum err after_plain(struct web *w)
{
        if (w->job.err != OK) return w->job.err;
        web_text(w, 200, S("text/plain"), S("done"));
        return OK;
}

static enum err run_link_password(struct web *w)
{
        struct link_password *x = ARENA_NEW(w->a, struct link_password, 1);
        x->token = web_form(w, S("token"));
        x->password = web_form(w, S("password"));
        TRY(link_password_check(w, x));
        web_administer(w, link_password_write, x);
        return OK;
}

static enum err run_link_open(struct web *w)
{
        struct link_open *x = ARENA_NEW(w->a, struct link_open, 1);
        *x = (struct link_open){ .w = w, .token = web_form(w, S("token")) };
        w->state = x;
        web_administer(w, link_open_write, x);
        return OK;
}

static enum err after_link_open(struct web *w)
{
        struct link_open *x = w->state;
        if (w->job.err != OK) return w->job.err;
        signin_token_cookie(w, x->session);
        web_text(w, 200, S("text/plain"), S("open"));
        return OK;
}

static enum err see_duty(struct web *w)
{
        const struct ledger *l;
        TRY(web_ask_duty(w, &l));
        int64_t other = w->who.record == 1 ? 2 : 1;
        if (scope_check(&w->ask, l, w->who.record) != OK) return ERR_CORRUPT;
        if (scope_check(&w->ask, l, other) != ERR_NOT_FOUND) return ERR_CORRUPT;
        if (reader_reaches(&w->reader, &w->in->in, w->reader.top[0])) return ERR_CORRUPT;
        web_text(w, 200, S("text/plain"), l->name);
        return OK;
}

static enum err run_step(struct web *w)
{
        struct request *r = ARENA_NEW(w->a, struct request, 1);
        r->ledger = S("request");
        r->cmd = (struct command){ .who = web_actor(w, VIA_PAGE),
                                   .record = w->who.record,
                                   .step = web_form(w, S("step")),
                                   .day = DAY_NONE,
                                   .version = -1 };
        struct input *in = ARENA_NEW(w->a, struct input, 1);
        *in = (struct input){ S("reply"), web_form(w, S("reply")) };
        r->cmd.in = in;
        r->cmd.in_n = in->text.n ? 1 : 0;
        web_submit(w, r, 1);
        return OK;
}

static enum err see(struct web *w)
{
        web_text(w, 200, S("text/plain"), w->in->in.accounts.v[w->who.account].login);
        return OK;
}

static void fault(struct web *w, enum err e)
{
        struct str code = w->f.first ? str_c(w->f.first->code) : S("?");
        web_text(w, w->ans.status ? w->ans.status : web_status(e), S("text/plain"), code);
}

#define FORM (WEB_FORM | WEB_NO_TOKEN)
static const struct web_route routes[] = {
        { WEB_POST, "/in", "in", DOOR_ANY, 0, FORM, run_in, after_in },
        { WEB_POST, "/code", "code", DOOR_HALF, 0, FORM, run_code, after_code },
        { WEB_POST, "/enrol", "enrol", DOOR_HALF, 0, FORM, run_enrol, after_enrol },
        { WEB_POST, "/out", "out", DOOR_ANY, 0, FORM, run_out, after_out },
        { WEB_POST, "/change", "change", DOOR_SIGNED, 0, FORM, run_change, after_plain },
        { WEB_POST, "/link", "link", DOOR_ANY, 0, FORM, run_link_password, after_plain },
        { WEB_POST, "/open", "open", DOOR_ANY, 0, FORM, run_link_open, after_link_open },
        { WEB_GET, "/duty", "duty", DOOR_ANY, 0, 0, see_duty, NULL },
        { WEB_POST, "/step", "step", DOOR_ANY, 0, FORM, run_step, after_plain },
        { WEB_GET, "/me", "me", DOOR_SIGNED, 0, 0, see, NULL },
};
static const struct web_routes set = { SI("/"), routes, LEN(routes), fault, false };

static bool open_site(struct site_town *s)
{
        return site_open(s, t_dir(), &set, 1) &&
               admin_password(&s->t.w, S("clerk"), S(GOOD), &s->t.f) == OK &&
               admin_password(&s->t.w, S("sys"), S(GOOD), &s->t.f) == OK;
}

static struct site_reply sign(struct site_town *s, const char *login, const char *password)
{
        return site_post(s, "/in", str_printf(&s->t.a, "login=%s&password=%s", login, password));
}

static int64_t count(struct site_town *s, const char *sql)
{
        AUTO(stmt_done) struct stmt *q = NULL;
        if (store_stmt(s->t.w.st, str_c(sql), &q) != OK || stmt_step(q) != ROW_GOT) return -1;
        return col_int(q, 0);
}

static void pass_seconds(struct site_town *s, int64_t n)
{
        s->t.fake.now.ms += n * 1000;
}

/* ---- passwords ---- */

TEST(signin_and_out)
{
        struct site_town s;
        NEED(open_site(&s));
        struct site_reply r = sign(&s, "clerk", GOOD);
        CHECK_INT(-1, r.status, 200);
        CHECK_STR(-1, r.body, "in");
        CHECK_STR(-1, site_get(&s, "/me").body, "clerk");
        struct web_pair kept = s.cookie[0];
        CHECK_STR(-1, site_post(&s, "/out", STR_NONE).body, "out");
        CHECK_INT(-1, s.cookies, 0);
        s.cookie[s.cookies++] = kept; /* a copy of the cookie does not help */
        CHECK_INT(-1, site_get(&s, "/me").status, 401);
        CHECK_INT(-1, count(&s, "SELECT count(*) FROM x_signin WHERE ok = 1"), 1);
        CHECK_INT(-1, count(&s, "SELECT count(*) FROM x_signin WHERE address = '127.0.0.1'"), 1);
        site_close(&s);
}

/* Wrong password, no such login, no password set, disabled: one and the same answer. */
TEST(signin_tells_nothing)
{
        struct site_town s;
        struct handed h;
        NEED(open_site(&s));
        h = (struct handed){ .a = &s.t.a };
        CHECK_OK(-1, admin_password(&s.t.w, S("disp"), S(GOOD), &s.t.f));
        CHECK_OK(-1, admin_account_disable(&s.t.w, -1, S("disp"), STR_NONE, &s.t.f, &h));
        NEED(site_news(&s));
        static const char *const row[][2] = {
                { "clerk", "wrong wrong wrong" },
                { "nobody", GOOD },
                { "eval", GOOD },
                { "disp", GOOD },
                { "", "" },
                { "clerk", "" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct site_reply r = sign(&s, row[i][0], row[i][1]);
                CHECK_INT(i, r.status, 401);
                CHECK_STR(i, r.body, "signin.wrong");
                CHECK_INT(i, s.cookies, 0);
                pass_seconds(&s, 40);
        }
        CHECK_INT(-1, count(&s, "SELECT count(*) FROM x_signin WHERE ok = 0"), LEN(row));
        CHECK_INT(-1, count(&s, "SELECT count(*) FROM x_signin WHERE why = 'disabled'"), 1);
        CHECK_INT(-1, count(&s, "SELECT count(*) FROM x_signin WHERE account = 0"), 2);
        CHECK_INT(-1, count(&s, "SELECT count(*) FROM x_session"), 0);
        site_close(&s);
}

TEST(signin_slows_down)
{
        struct site_town s;
        NEED(open_site(&s));
        for (int i = 0; i < 3; i++) CHECK_INT(i, sign(&s, "clerk", "no").status, 401);
        struct site_reply r = sign(&s, "clerk", GOOD); /* the right one waits as well */
        CHECK_INT(-1, r.status, 429);
        CHECK_STR(-1, site_header(&r, "retry-after"), "1");
        CHECK_STR(-1, r.body, "signin.slow");
        pass_seconds(&s, 1);
        CHECK_INT(-1, sign(&s, "clerk", "no").status, 401);
        r = sign(&s, "clerk", GOOD);
        CHECK_STR(-1, site_header(&r, "retry-after"), "2");
        CHECK_INT(-1, sign(&s, "sys", GOOD).status, 200); /* others may go on */
        pass_seconds(&s, 2);
        CHECK_INT(-1, sign(&s, "clerk", GOOD).status, 200);
        site_close(&s);
}

TEST(signin_locks)
{
        struct site_town s;
        NEED(open_site(&s));
        for (int i = 0; i < 5; i++) {
                CHECK_INT(i, sign(&s, "clerk", "no").status, 401);
                pass_seconds(&s, 31);
        }
        CHECK_INT(-1, sign(&s, "clerk", GOOD).status, 401); /* locked: the right one too */
        CHECK_INT(-1, count(&s, "SELECT count(*) FROM x_signin WHERE why = 'locked'"), 1);
        /* what is in memory is gone after a restart, the lock is not */
        slows_free(s.site.slows);
        s.site.slows = slows_new();
        CHECK_INT(-1, sign(&s, "clerk", GOOD).status, 401);
        pass_seconds(&s, 15 * 60);
        CHECK_INT(-1, sign(&s, "clerk", GOOD).status, 200);
        CHECK_INT(-1, count(&s, "SELECT count(*) FROM x_lock"), 0);
        site_close(&s);
}

TEST(signin_unlocked_by_hand)
{
        struct site_town s;
        NEED(open_site(&s));
        for (int i = 0; i < 5; i++) {
                CHECK_INT(i, sign(&s, "clerk", "no").status, 401);
                pass_seconds(&s, 31);
        }
        CHECK_INT(-1, sign(&s, "clerk", GOOD).status, 401);
        CHECK_OK(-1, admin_account_unlock(&s.t.w, S("clerk"), &s.t.f));
        CHECK_INT(-1, admin_account_unlock(&s.t.w, S("nobody"), &s.t.f), ERR_NOT_FOUND);
        pass_seconds(&s, 31);
        CHECK_INT(-1, sign(&s, "clerk", GOOD).status, 200);
        site_close(&s);
}

/* Failures far apart do not add up; unknown logins lock as known ones do. */
TEST(signin_lock_window)
{
        struct site_town s;
        NEED(open_site(&s));
        for (int i = 0; i < 8; i++) {
                CHECK_INT(i, sign(&s, "clerk", "no").status, 401);
                pass_seconds(&s, 5 * 60);
        }
        CHECK_INT(-1, count(&s, "SELECT count(*) FROM x_signin WHERE why = 'locked'"), 0);
        for (int i = 0; i < 6; i++) {
                CHECK_INT(i, sign(&s, "ghost", "no").status, 401);
                pass_seconds(&s, 31);
        }
        CHECK_INT(-1, count(&s, "SELECT count(*) FROM x_signin WHERE why = 'locked'"), 1);
        site_close(&s);
}

TEST(signin_hashes_anew)
{
        struct site_town s;
        char old[crypto_pwhash_STRBYTES];
        struct str now;
        const struct hash none = { { 0 } };
        NEED(open_site(&s));
        NEED(crypto_pwhash_str_alg(old, GOOD, sizeof(GOOD) - 1, 1, 8192 << 10,
                                   crypto_pwhash_ALG_ARGON2ID13) == 0);
        CHECK_OK(-1, admin_password_hash(&s.t.w, 1, str_c(old), &none, &s.t.f));
        CHECK_STR(-1, sign(&s, "clerk", GOOD).body, "in");
        CHECK_OK(-1, beside_password_get(s.t.w.st, &s.t.a, 1, &now));
        CHECK(!str_eq(now, str_c(old)) && !password_needs_rehash(now));
        CHECK_STR(-1, sign(&s, "clerk", GOOD).body, "in");
        struct str after;
        CHECK_OK(-1, beside_password_get(s.t.w.st, &s.t.a, 1, &after));
        CHECK_STR(-1, after, str_dupz(&s.t.a, now)); /* nothing to do: left alone */
        site_close(&s);
}

TEST(password_rules)
{
        static const struct {
                const char *login, *password, *code;
        } row[] = {
                { "clerk", GOOD, "" },
                { "clerk", "一二三四五六七八九十", "" },
                { "clerk", "123456789", "password.short" },
                { "clerk", "一二三四五六七八九", "password.short" },
                { "clerk", "1234567890", "password.common" },
                { "clerk", "PassWord123", "password.common" },
                { "clerk", "aaaaaaaaaaaa", "password.common" },
                { "long.login.name", "long.login.name", "password.login" },
                { "long.login", "Long.Login2022", "password.login" },
                { "long.login", "long.login and more", "" },
                { "clerk", "\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe", "password.short" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct arena a = { 0 };
                struct faults f;
                faults_init(&f, &a, LANG_EN);
                enum err e = password_check(str_c(row[i].login), str_c(row[i].password), &f);
                CHECK_INT(i, e == OK, row[i].code[0] == '\0');
                CHECK_STR(i, str_c(f.first ? f.first->code : ""), row[i].code);
                arena_done(&a);
        }
}

TEST(password_changed_by_oneself)
{
        struct site_town s;
        NEED(open_site(&s));
        (void)sign(&s, "clerk", GOOD);
        struct web_pair first = s.cookie[0];
        (void)sign(&s, "clerk", GOOD);
        struct str bad = S("old=wrong&new=another good one");
        CHECK_STR(-1, site_post(&s, "/change", bad).body, "password.old");
        CHECK_STR(-1, site_post(&s, "/change", S("old=" GOOD "&new=short")).body, "password.short");
        CHECK_STR(-1, site_post(&s, "/change", S("old=" GOOD "&new=another good one")).body,
                  "done");
        CHECK_INT(-1, site_get(&s, "/me").status, 200);
        s.cookie[0] = first; /* his other session has ended */
        CHECK_INT(-1, site_get(&s, "/me").status, 401);
        s.cookies = 0;
        CHECK_INT(-1, sign(&s, "clerk", GOOD).status, 401);
        CHECK_INT(-1, sign(&s, "clerk", "another good one").status, 200);
        site_close(&s);
}

/* ---- second factors ---- */

static bool with_factor(struct site_town *s)
{
        struct str city = S("city: town\nlabel: {zh: 小城, en: Town}\nzone: \"+08:00\"\n"
                            "sign_in: {totp: [system]}\n");
        const struct defs *now = &s->t.w.inforce.city->defs;
        struct defs d = { ARENA_NEW(&s->t.a, struct defs_file, now->n), now->n };
        struct buf report = { .limit = 1 << 20 };
        for (size_t i = 0; i < d.n; i++) {
                d.f[i].path = str_dup(&s->t.a, now->f[i].path);
                d.f[i].text = str_dup(&s->t.a, now->f[i].text);
                if (str_eq(d.f[i].path, S("city.yaml"))) d.f[i].text = city;
        }
        enum err e = admin_apply(&s->t.w, &d, LANG_EN, &s->t.f, &report);
        buf_free(&report);
        if (e != OK) town_print(&s->t.f);
        return e == OK && site_news(s);
}

static int letter_value(char c)
{
        return c >= 'A' ? c - 'A' : c - '2' + 26;
}

static struct str secret_of(struct site_town *s, struct str base32)
{
        char *out = ARENA_NEW(&s->t.a, char, TOTP_SECRET_BYTES);
        for (size_t i = 0; i < TOTP_SECRET_BYTES * 8; i++)
                if (letter_value(base32.p[i / 5]) >> (4 - i % 5) & 1)
                        out[i / 8] = (char)(out[i / 8] | 1 << (7 - i % 8));
        return (struct str){ out, TOTP_SECRET_BYTES };
}

static struct site_reply give_code(struct site_town *s, struct str secret, int64_t steps)
{
        char code[9];
        (void)totp_code(secret, totp_step(s->t.fake.now) + steps, 6, code);
        return site_post(s, "/code", str_printf(&s->t.a, "code=%s", code));
}

TEST(signin_second_factor)
{
        struct site_town s;
        NEED(open_site(&s) && with_factor(&s));
        CHECK_STR(-1, sign(&s, "clerk", GOOD).body, "in"); /* no role of his asks for one */
        CHECK_STR(-1, sign(&s, "sys", GOOD).body, "enrol");
        CHECK_INT(-1, site_get(&s, "/me").status, 401);
        struct web_pair half = s.cookie[0];
        CHECK_STR(-1, site_post(&s, "/code", S("code=123456")).body, "signin.code");
        struct str first = site_post(&s, "/enrol", STR_NONE).body;
        struct str base32 = site_post(&s, "/enrol", STR_NONE).body; /* again: another secret */
        CHECK_INT(-1, base32.n, 32);
        CHECK(!str_eq(first, base32));
        struct str secret = secret_of(&s, base32);
        CHECK_STR(-1, give_code(&s, secret_of(&s, first), 0).body, "signin.code");
        CHECK_STR(-1, give_code(&s, secret, 0).body, "in");
        CHECK_STR(-1, site_get(&s, "/me").body, "sys");
        struct str full = s.cookie[0].value;
        CHECK(!str_eq(full, half.value)); /* another token */
        s.cookie[0] = half;
        CHECK_INT(-1, site_post(&s, "/enrol", STR_NONE).status, 401);
        /* the next time the code is asked for; one used already is not good again */
        CHECK_STR(-1, sign(&s, "sys", GOOD).body, "half");
        CHECK_STR(-1, site_post(&s, "/enrol", STR_NONE).body, "signin.enrolled");
        CHECK_STR(-1, give_code(&s, secret, 0).body, "signin.code");
        CHECK_STR(-1, give_code(&s, secret, 1).body, "in");
        site_close(&s);
}

TEST(signin_second_factor_locks_and_resets)
{
        struct site_town s;
        char token[65];
        NEED(open_site(&s) && with_factor(&s));
        (void)sign(&s, "sys", GOOD);
        struct str secret = secret_of(&s, site_post(&s, "/enrol", STR_NONE).body);
        CHECK_STR(-1, give_code(&s, secret, 0).body, "in");
        (void)sign(&s, "sys", GOOD);
        for (int i = 0; i < 5; i++)
                CHECK_INT(i, site_post(&s, "/code", S("code=000000")).status, 401);
        pass_seconds(&s, 60);
        CHECK_STR(-1, give_code(&s, secret, 0).body, "signin.code"); /* locked */
        pass_seconds(&s, 31);
        CHECK_INT(-1, sign(&s, "sys", GOOD).status, 401);
        /* the security administrator's reset ends the factor too: enrol again */
        CHECK_OK(-1, admin_account_reset(&s.t.w, -1, S("sys"), &s.t.f, token));
        CHECK_OK(-1, admin_account_unlock(&s.t.w, S("sys"), &s.t.f));
        s.cookies = 0;
        struct str body = str_printf(&s.t.a, "token=%s&password=another good one", token);
        CHECK_STR(-1, site_post(&s, "/link", body).body, "done");
        pass_seconds(&s, 31);
        CHECK_STR(-1, sign(&s, "sys", "another good one").body, "enrol");
        site_close(&s);
}

/* The secret does not lie in city.db: only with keys.db it opens. */
TEST(signin_secret_is_sealed)
{
        struct site_town s;
        struct str db;
        NEED(open_site(&s) && with_factor(&s));
        (void)sign(&s, "sys", GOOD);
        struct str base32 = site_post(&s, "/enrol", STR_NONE).body;
        CHECK_OK(-1, store_checkpoint(s.t.w.st, true));
        NEED(file_read(&s.t.a, s.t.w.path.db, 64u << 20, &db) == OK);
        size_t at;
        CHECK(!str_find(db, secret_of(&s, base32), &at));
        CHECK(!str_find(db, base32, &at));
        CHECK(str_find(db, S("x_totp"), &at));
        site_close(&s);
}

/* ---- links ---- */

static struct site_reply use_link(struct site_town *s, const char *token)
{
        return site_post(s, "/link",
                         str_printf(&s->t.a, "token=%s&password=another good one", token));
}

TEST(link_sets_a_password_once)
{
        struct site_town s;
        char old[65], token[65];
        NEED(open_site(&s));
        (void)sign(&s, "clerk", GOOD);
        CHECK_OK(-1, admin_account_reset(&s.t.w, -1, S("clerk"), &s.t.f, old));
        CHECK_OK(-1, admin_account_reset(&s.t.w, -1, S("clerk"), &s.t.f, token));
        CHECK_OK(-1, sessions_follow(s.site.sessions, s.t.w.st));
        CHECK_INT(-1, site_get(&s, "/me").status, 401); /* its sessions have ended */
        s.cookies = 0;
        CHECK_INT(-1, sign(&s, "clerk", GOOD).status, 401); /* nor the old password */
        CHECK_STR(-1, use_link(&s, old).body, "link.gone"); /* a newer one took its place */
        CHECK_STR(-1,
                  site_post(&s, "/link", str_printf(&s.t.a, "token=%s&password=short", token)).body,
                  "password.short");
        CHECK_STR(-1, use_link(&s, token).body, "done");
        CHECK_STR(-1, use_link(&s, token).body, "link.gone");
        CHECK_STR(-1, use_link(&s, "no such token").body, "link.gone");
        CHECK_STR(-1, sign(&s, "clerk", "another good one").body, "in");
        CHECK_OK(-1, admin_account_reset(&s.t.w, -1, S("clerk"), &s.t.f, token));
        pass_seconds(&s, 24 * 3600);
        CHECK_STR(-1, use_link(&s, token).body, "link.gone"); /* a day is over */
        site_close(&s);
}

/* ---- one duty ---- */

struct held_up {
        struct site_town s;
        int64_t record, other, duty;
};

static int64_t open_duty(struct held_up *h, int64_t record, const char *name)
{
        AUTO(stmt_done) struct stmt *q = NULL;
        struct str sql = str_printf(&h->s.t.a,
                                    "SELECT id FROM duty WHERE outcome = '' AND record = %" PRId64
                                    " AND name = '%s'",
                                    record, name);
        if (store_stmt(h->s.t.w.st, sql, &q) != OK || stmt_step(q) != ROW_GOT) return 0;
        return col_int(q, 0);
}

static struct outcome_of step(struct held_up *h, const char *login, int64_t record,
                              const char *name, const char *fields)
{
        struct outcome_of o = town_do(&h->s.t, login, "request", record, name, fields);
        if (o.err != OK) town_print(&o.faults);
        return o;
}

/* Two requests in the hands of the power company, which has signed for the first. */
static bool hand_to_power(struct held_up *h)
{
        int64_t *record[] = { &h->record, &h->other };
        if (!open_site(&h->s)) return false;
        for (size_t i = 0; i < LEN(record); i++) {
                struct outcome_of o =
                        step(h, "clerk", 0, "receive", "title=停电&body=一夜没电&channel=hotline");
                *record[i] = o.record;
                if (step(h, "disp", o.record, "assign", "lead=4313-DL").err != OK ||
                    step(h, "h.dl", o.record, "sign", "").err != OK)
                        return false;
        }
        h->duty = open_duty(h, h->record, "handle");
        return h->duty != 0;
}

static int account(struct held_up *h, const char *login)
{
        return account_find(&h->s.t.w.inforce.accounts, str_c(login));
}

TEST(link_for_one_duty)
{
        struct held_up h;
        char token[65], again[65];
        NEED(hand_to_power(&h));
        struct site_town *s = &h.s;
        CHECK_OK(-1, admin_link_duty(&s->t.w, account(&h, "disp"), h.duty, &s->t.f, token));
        CHECK_OK(-1, admin_link_duty(&s->t.w, account(&h, "sup"), h.duty, &s->t.f, again));
        CHECK_STR(-1, site_post(s, "/open", str_printf(&s->t.a, "token=%s", token)).body, "open");
        CHECK_STR(-1, site_get(s, "/duty").body, "request"); /* that record, and no other */
        CHECK_INT(-1, site_get(s, "/me").status, 401);
        /* steps of others, of other duties and of the record itself are refused */
        static const char *const no[] = { "answer", "assign",  "confirm", "sign",
                                          "void",   "receive", "redo",    "correct" };
        for (size_t i = 0; i < LEN(no); i++) {
                struct site_reply r = site_post(s, "/step", str_printf(&s->t.a, "step=%s", no[i]));
                CHECK_ROW(i, r.status >= 400 && r.status < 500);
        }
        /* the same link again, on another machine, is fine until the duty has ended */
        s->cookies = 0;
        CHECK_STR(-1, site_post(s, "/open", str_printf(&s->t.a, "token=%s", again)).body, "open");
        CHECK_STR(-1, site_post(s, "/open", str_printf(&s->t.a, "token=%s", again)).body, "open");
        struct site_reply r = site_post(s, "/step", S("step=reply&reply=已恢复供电"));
        CHECK_STR(-1, r.body, "done");
        CHECK_INT(-1, open_duty(&h, h.record, "handle"), 0);
        CHECK_INT(-1, open_duty(&h, h.other, "handle") != 0, 1);
        /* the event: nobody's account, the holder's office, by way of a page */
        struct event e;
        CHECK_OK(-1, log_get(s->t.w.st, &s->t.a, (int64_t)s->t.w.log.tree.size - 1, &e));
        CHECK_STR(-1, e.step, "reply");
        CHECK_INT(-1, e.actor, 0);
        CHECK_STR(-1, e.office, "4313-DL");
        CHECK_INT(-1, e.via, VIA_PAGE);
        CHECK_INT(-1, e.duty, h.duty);
        CHECK_STR(-1, site_get(s, "/duty").body, "link.gone");
        CHECK_STR(-1, site_post(s, "/open", str_printf(&s->t.a, "token=%s", token)).body,
                  "link.gone");
        site_close(s);
}

TEST(link_for_one_duty_ends_after_thirty_days)
{
        struct held_up h;
        char token[65];
        NEED(hand_to_power(&h));
        struct site_town *s = &h.s;
        CHECK_OK(-1, admin_link_duty(&s->t.w, -1, h.duty, &s->t.f, token));
        pass_seconds(s, INT64_C(30) * 86400 - 1);
        CHECK_STR(-1, site_post(s, "/open", str_printf(&s->t.a, "token=%s", token)).body, "open");
        pass_seconds(s, 1);
        CHECK_STR(-1, site_post(s, "/open", str_printf(&s->t.a, "token=%s", token)).body,
                  "link.gone");
        site_close(s);
}

TEST(link_for_one_duty_by_whom)
{
        static const struct {
                const char *login;
                enum err err;
        } row[] = {
                { "disp", OK },          { "sup", OK },
                { "clerk", ERR_DENIED }, { "h.dl", ERR_DENIED },
                { "sys", ERR_DENIED },   { "h.rsj", ERR_DENIED },
                { "eval", ERR_DENIED },  { "h.louxing", ERR_DENIED },
        };
        struct held_up h;
        char token[65];
        NEED(hand_to_power(&h));
        for (size_t i = 0; i < LEN(row); i++) {
                struct faults f;
                faults_init(&f, &h.s.t.a, LANG_EN);
                CHECK_INT(i,
                          admin_link_duty(&h.s.t.w, account(&h, row[i].login), h.duty, &f, token),
                          row[i].err);
        }
        struct faults f;
        faults_init(&f, &h.s.t.a, LANG_EN);
        CHECK_INT(-1, admin_link_duty(&h.s.t.w, -1, 12345, &f, token), ERR_NOT_FOUND);
        CHECK_OK(-1, step(&h, "h.dl", h.record, "reply", "reply=好了").err);
        CHECK_INT(-1, admin_link_duty(&h.s.t.w, -1, h.duty, &f, token), ERR_CONFLICT);
        CHECK_INT(-1, count(&h.s, "SELECT count(*) FROM x_link WHERE kind = 'duty'"), 2);
        site_close(&h.s);
}

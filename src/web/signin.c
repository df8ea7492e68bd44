/* signin.c: signing in: who it is, whether he must wait, what is counted. */
#include "web/signin.h"

#include <sodium.h>

#include "base/password.h"
#include "log/box.h"
#include "loop/admin_account.h"
#include "view/beside.h"
#include "view/beside_sign.h"
#include "web/browser.h"
#include "web/totp.h"

#define WINDOW_MS INT64_C(900000) /* failures of fifteen minutes count together */

/* ---- few hashes at a time -------------------------------------------------------------------- */

enum err signin_hash(struct web *w, struct str password, struct str *ret_encoded)
{
        slows_hash_begin(w->site->slows);
        enum err e = password_hash(w->a, password, ret_encoded);
        slows_hash_end(w->site->slows);
        return e;
}

static bool verify(const struct web *w, struct str encoded, struct str password)
{
        slows_hash_begin(w->site->slows);
        bool same = password_verify(encoded, password);
        slows_hash_end(w->site->slows);
        return same;
}

/* ---- checking -------------------------------------------------------------------------------- */

static enum err wait_first(struct web *w, struct str login)
{
        int64_t ms = slows_wait(w->site->slows, login, w->q->peer, w->now);
        if (ms == 0) return OK;
        int64_t s = (ms + 999) / 1000;
        web_retry(w, 429, s);
        return FAULT(&w->f, ERR_BUSY, "signin.slow", STR_NONE,
                     "尝试次数过多，请 %" PRId64 " 秒后再试",
                     "too many attempts: please wait %" PRId64 " seconds", s);
}

/* The desk's connection may be in the request's own transaction, or in none. */
static enum err hash_of_account(struct web *w, int64_t account, struct str *ret)
{
        *ret = STR_NONE;
        if (account == 0) return OK;
        enum err e = beside_password_get(w->desk->st, w->a, account, ret);
        return e == ERR_NOT_FOUND ? OK : e;
}

/* Does a role of the account ask for a second factor. */
static bool wants_factor(const struct web *w, const struct account *x)
{
        unsigned roles = web_sign_in(w)->totp;
        for (size_t i = 0; i < x->posts_n; i++)
                if (roles >> x->posts[i].role & 1) return true;
        return false;
}

/* Set up and confirmed, whether a role asks for it or not. */
static enum err has_factor(struct web *w, int64_t account, bool *ret)
{
        struct totp_row row;
        enum err e = totp_get(w->desk->st, w->a, account, &row);
        *ret = e == OK && row.confirmed;
        return store_failed(w->desk->st, e == ERR_NOT_FOUND ? OK : e, &w->f);
}

bool signin_factor_asked(const struct web *w)
{
        return wants_factor(w, &w->in->in.accounts.v[w->who.account]);
}

enum err signin_factor_has(struct web *w, bool *ret)
{
        return has_factor(w, w->who.account_id, ret);
}

enum err signin_check(struct web *w, struct signin *x)
{
        const struct accounts *all = &w->in->in.accounts;
        struct str encoded;
        x->w = w;
        x->login = str_sub(str_trim(x->login), 0, CODE_BYTES_MAX);
        TRY(wait_first(w, x->login));
        int i = account_find(all, x->login);
        x->account = i < 0 ? 0 : all->v[i].id;
        x->disabled = i >= 0 && all->v[i].disabled;
        TRY(has_factor(w, x->account, &x->factor));
        x->factor |= i >= 0 && wants_factor(w, &all->v[i]);
        TRY(store_failed(w->desk->st, hash_of_account(w, x->account, &encoded), &w->f));
        x->right = verify(w, encoded, x->password); /* an unknown login takes as long */
        if (x->right && password_needs_rehash(encoded))
                TRY(store_failed(w->desk->st, signin_hash(w, x->password, &x->rehash), &w->f));
        return OK;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* One more failure; the lock when there are enough. */
static enum err count_failure(struct writer *wr, const struct signin *x, struct lock_row lock)
{
        const struct sign_in *rule = web_sign_in(x->w);
        struct moment now = x->w->now;
        if (now.ms - lock.since.ms >= WINDOW_MS) lock = (struct lock_row){ .since = now };
        lock.failures++;
        if (lock.failures >= rule->failures) {
                lock.until.ms = now.ms + rule->locked_ms;
                lock.failures = 0;
                lock.since = now;
        }
        return lock_put(wr->st, x->login, &lock, (struct moment){ now.ms - WINDOW_MS });
}

static enum err note(struct writer *wr, const struct signin *x, bool ok, struct str why)
{
        struct signin_row row = { .at = x->w->now,
                                  .account = x->account,
                                  .address = x->w->q->peer,
                                  .ok = ok,
                                  .why = why };
        return signin_put(wr->st, &row);
}

static enum err refuse(struct writer *wr, const struct signin *x, const struct lock_row *lock,
                       bool locked)
{
        struct web *w = x->w;
        struct str why = locked ? S("locked") : x->right ? S("disabled") : S("password");
        slows_failed(w->site->slows, x->login, w->q->peer, w->now);
        /* while it is locked nothing is learnt and nothing counted */
        if (!locked && !x->right) TRY(count_failure(wr, x, *lock));
        return note(wr, x, false, why);
}

/* One session for this request's address and browser. */
static enum err open_session(struct writer *wr, struct web *w, struct session s,
                             char ret_token[static 65])
{
        s.address = w->q->peer;
        s.browser = browser_words(w->a, web_header(w->q, S("user-agent")));
        return sessions_begin(w->site->sessions, wr->st, &s, w->now, ret_token);
}

static enum err begin_session(struct writer *wr, struct signin *x)
{
        struct web *w = x->w;
        struct totp_row factor;
        struct session s = { .account_id = x->account, .half = x->factor, .api = x->api };
        if (x->rehash.n) TRY(beside_password_put(wr->st, x->account, x->rehash, w->now));
        TRY(lock_end(wr->st, x->login));
        TRY(note(wr, x, true, x->factor ? S("half") : STR_NONE));
        if (x->factor) {
                enum err e = totp_get(wr->st, w->a, x->account, &factor);
                if (e != OK && e != ERR_NOT_FOUND) return e;
                x->enrol = e == ERR_NOT_FOUND || !factor.confirmed;
        }
        TRY(open_session(wr, w, s, x->token));
        x->half = x->factor;
        return OK;
}

/* The account may have been disabled, or its password set, since the worker looked. */
static enum err still_good(struct writer *wr, struct signin *x)
{
        int i = account_by_id(&wr->inforce.accounts, x->account);
        struct str encoded;
        if (x->account == 0) return OK;
        x->disabled = i < 0 || wr->inforce.accounts.v[i].disabled;
        enum err e = beside_password_get(wr->st, x->w->a, x->account, &encoded);
        if (e == ERR_NOT_FOUND) x->right = false;
        return e == ERR_NOT_FOUND ? OK : e;
}

static enum err ended(struct writer *wr, enum err e, struct faults *f)
{
        if (e == OK) e = store_commit(wr->st);
        else store_rollback(wr->st);
        return store_unsaved(wr->st, e, f);
}

static enum err attempt(struct writer *wr, void *ctx)
{
        struct signin *x = ctx;
        struct lock_row lock;
        TRY(lock_get(wr->st, x->login, &lock));
        TRY(still_good(wr, x));
        bool locked = x->w->now.ms < lock.until.ms;
        if (locked || !x->right || x->disabled) return refuse(wr, x, &lock, locked);
        return begin_session(wr, x);
}

/* One transaction around `what`. */
static enum err within(struct writer *wr, enum err (*what)(struct writer *wr, void *ctx), void *ctx,
                       struct faults *f)
{
        enum err e = store_begin(wr->st, STORE_WRITE);
        if (e == OK) e = what(wr, ctx);
        return ended(wr, e, f);
}

enum err signin_write(struct writer *wr, void *ctx, struct faults *f)
{
        struct signin *x = ctx;
        x->token[0] = '\0';
        TRY(within(wr, attempt, x, f));
        x->done = x->token[0] != '\0';
        if (x->done && !x->half) slows_good(x->w->site->slows, x->login, x->w->q->peer);
        return OK;
}

enum err signin_told(struct web *w, const struct signin *x)
{
        if (w->job.err != OK) return w->job.err;
        if (x->done) return OK;
        w->ans.status = 401;
        return FAULT(&w->f, ERR_DENIED, "signin.wrong", STR_NONE, "账号或口令不对，或账号暂时锁定",
                     "the login or the password is wrong, or the account is locked for a while");
}

static void put_cookie(struct web *w, struct str value, int64_t age)
{
        struct web_set_cookie c = { .name = S("zt"), .value = value, .max_age_s = age };
        web_put_cookie(w, &c);
}

void signin_cookie(struct web *w, const struct signin *x)
{
        put_cookie(w, str_c(x->token), -1);
}

void signin_token_cookie(struct web *w, const char *token)
{
        put_cookie(w, str_c(token), -1);
}

void signin_forget(struct web *w)
{
        put_cookie(w, STR_NONE, 0);
}

/* ---- the second factor ----------------------------------------------------------------------- */

static enum err factor_open(struct writer *wr, struct web *w, const struct totp_row *row,
                            struct str *ret_secret)
{
        struct box_at at = { wr->keys, box_factor(w->who.account_id), S("totp") };
        return box_open(&at, w->a, row->cipher, ret_secret);
}

static enum err code_wrong(struct writer *wr, struct web *w)
{
        const struct account *c = &w->in->in.accounts.v[w->who.account];
        struct signin x = { .w = w, .account = c->id, .login = c->login };
        struct lock_row lock;
        slows_failed(w->site->slows, c->login, w->q->peer, w->now);
        TRY(lock_get(wr->st, c->login, &lock));
        TRY(count_failure(wr, &x, lock));
        return note(wr, &x, false, S("code"));
}

/* A full session in place of the half one: another token, so that a token seen before the second
 * factor is worth nothing. */
static enum err make_full(struct writer *wr, struct signin_code *x)
{
        struct web *w = x->w;
        const struct account *c = &w->in->in.accounts.v[w->who.account];
        struct signin about = { .w = w, .account = c->id, .login = c->login };
        struct session s = { .account_id = w->who.account_id, .api = w->who.api };
        TRY(sessions_end(w->site->sessions, wr->st, w->who.id));
        TRY(note(wr, &about, true, STR_NONE));
        TRY(lock_end(wr->st, c->login));
        TRY(open_session(wr, w, s, x->token));
        slows_good(w->site->slows, c->login, w->q->peer);
        return OK;
}

/* Is it the code of now? A wrong one counts; without a factor there is nothing to check against. */
static enum err code_right(struct writer *wr, struct signin_code *x, struct totp_row *ret, bool *is)
{
        struct web *w = x->w;
        struct str secret;
        struct lock_row lock;
        const struct account *c = &w->in->in.accounts.v[w->who.account];
        enum err e = totp_get(wr->st, w->a, w->who.account_id, ret);
        *is = false;
        if (e == ERR_NOT_FOUND) return OK;
        TRY(e);
        TRY(lock_get(wr->st, c->login, &lock));
        e = factor_open(wr, w, ret, &secret);
        if (e == ERR_CORRUPT || e == ERR_DENIED) return code_wrong(wr, w); /* keys lost: reset */
        TRY(e);
        bool locked = w->now.ms < lock.until.ms;
        if (locked || totp_check(secret, x->code, w->now, ret->step, &ret->step) != OK)
                return code_wrong(wr, w);
        *is = true;
        return OK;
}

static enum err note_own(struct writer *wr, struct web *w, struct str why)
{
        struct signin about = { .w = w, .account = w->who.account_id };
        return note(wr, &about, true, why);
}

static enum err take_code(struct writer *wr, void *ctx)
{
        struct signin_code *x = ctx;
        struct totp_row row;
        bool is;
        TRY(code_right(wr, x, &row, &is));
        if (!is) return OK;
        if (!row.confirmed) TRY(note_own(wr, x->w, S("factor on")));
        row.confirmed = true;
        TRY(totp_put(wr->st, x->w->who.account_id, &row, x->w->now));
        return make_full(wr, x);
}

static enum err drop_factor(struct writer *wr, void *ctx)
{
        struct signin_code *x = ctx;
        struct totp_row row;
        TRY(code_right(wr, x, &row, &x->done));
        if (!x->done) return OK;
        TRY(totp_end(wr->st, x->w->who.account_id));
        return note_own(wr, x->w, S("factor off"));
}

enum err signin_code_write(struct writer *wr, void *ctx, struct faults *f)
{
        struct signin_code *x = ctx;
        x->token[0] = '\0';
        TRY(within(wr, take_code, x, f));
        x->done = x->token[0] != '\0';
        return OK;
}

enum err signin_factor_off_write(struct writer *wr, void *ctx, struct faults *f)
{
        return within(wr, drop_factor, ctx, f);
}

enum err signin_code_told(struct web *w, const struct signin_code *x)
{
        if (w->job.err != OK) return w->job.err;
        if (x->done) return OK;
        w->ans.status = 401;
        return FAULT(&w->f, ERR_DENIED, "signin.code", S("code"), "动态验证码不对，或已用过",
                     "the one-time code is wrong, or was used already");
}

static enum err put_factor(struct writer *wr, void *ctx)
{
        struct signin_enrol *x = ctx;
        struct web *w = x->w;
        unsigned char secret[TOTP_SECRET_BYTES];
        struct totp_row row = { .step = 0 };
        const struct account *c = &w->in->in.accounts.v[w->who.account];
        enum err e = totp_get(wr->st, w->a, c->id, &row);
        if (e == OK && row.confirmed) return ERR_CONFLICT;
        if (e != OK && e != ERR_NOT_FOUND) return e;
        row = (struct totp_row){ .step = 0 };
        wr->sys.random(wr->sys.ctx, secret, sizeof secret);
        struct box_at at = { wr->keys, box_factor(c->id), S("totp") };
        struct str plain = { (const char *)secret, sizeof secret };
        TRY(box_close(&at, &wr->sys, w->a, plain, &row.cipher));
        TRY(totp_put(wr->st, c->id, &row, w->now));
        struct str base32 = base32_secret(secret, x->secret);
        x->url = totp_url(w->a, w->in->in.name, c->login, base32);
        sodium_memzero(secret, sizeof secret);
        return OK;
}

enum err signin_enrol_write(struct writer *wr, void *ctx, struct faults *f)
{
        struct signin_enrol *x = ctx;
        /* the key is synced before the commit that uses it (design 5) */
        enum err e = keys_ensure(wr->keys, box_factor(x->w->who.account_id));
        if (e != OK)
                return FAULT(f, e, "store", STR_NONE, "没有保存：%.*s", "not saved: %.*s",
                             SP(keys_why(wr->keys)));
        e = within(wr, put_factor, x, f);
        if (e != ERR_CONFLICT) return e;
        faults_init(f, f->a, f->lang);
        return FAULT(f, e, "signin.enrolled", STR_NONE,
                     "已设置过动态验证码；如更换设备，请安全管理员重置",
                     "one-time codes are set up already; for another device ask the security "
                     "administrator for a reset");
}

/* ---- out; another password ------------------------------------------------------------------- */

enum err signout_write(struct writer *wr, void *ctx, struct faults *f)
{
        struct web *w = ctx;
        if (w->who.account_id == 0 && w->who.duty == 0) return OK;
        enum err e = sessions_end(w->site->sessions, wr->st, w->who.id);
        return store_unsaved(wr->st, e, f);
}

enum err signin_own_password(struct web *w, struct str password)
{
        const struct account *c = &w->in->in.accounts.v[w->who.account];
        struct str encoded;
        TRY(wait_first(w, c->login));
        TRY(store_failed(w->desk->st, hash_of_account(w, c->id, &encoded), &w->f));
        if (verify(w, encoded, password)) return OK;
        slows_failed(w->site->slows, c->login, w->q->peer, w->now);
        return FAULT(&w->f, ERR_DENIED, "password.old", S("old"), "原口令不对",
                     "the present password is wrong");
}

enum err password_change_check(struct web *w, struct password_change *x)
{
        const struct account *c = &w->in->in.accounts.v[w->who.account];
        x->w = w;
        TRY(signin_own_password(w, x->old));
        TRY(password_check(c->login, x->new_, &w->f));
        return store_failed(w->desk->st, signin_hash(w, x->new_, &x->hash), &w->f);
}

enum err password_change_write(struct writer *wr, void *ctx, struct faults *f)
{
        struct password_change *x = ctx;
        const struct session *who = &x->w->who;
        TRY(admin_password_hash(wr, who->account_id, x->hash, &who->id, f));
        return sessions_end_all(x->w->site->sessions, wr->st, who->account_id, who->id);
}

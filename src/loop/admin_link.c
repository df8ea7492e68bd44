/* admin_link.c: passwords, the links that give somebody a way in, the first administrators. */
#include "base/password.h"
#include "base/utf8.h"
#include "loop/admin.h"
#include "loop/admin_in.h"
#include "view/beside.h"
#include "view/beside_session.h"
#include "view/beside_sign.h"
#include "view/held.h"

/* ---- what a password must be like ---- */

/* Length is the first rule (NIST SP 800-63B); then not what everybody tries first. */
#define PASSWORD_LEAST 10

static const struct str common[] = {
        SI("1234567890"),    SI("0123456789"),    SI("0987654321"),   SI("12345678910"),
        SI("123456789a"),    SI("a123456789"),    SI("abc1234567"),   SI("abcd123456"),
        SI("1234512345"),    SI("1231231231"),    SI("123123123123"), SI("5201314520"),
        SI("woaini1314"),    SI("woaini5201314"), SI("qwertyuiop"),   SI("qwerty1234"),
        SI("qwerty12345"),   SI("1q2w3e4r5t"),    SI("1qaz2wsx3edc"), SI("qazwsxedcrfv"),
        SI("asdfghjkl123"),  SI("password12"),    SI("password123"),  SI("password1234"),
        SI("passw0rd123"),   SI("p@ssw0rd123"),   SI("admin12345"),   SI("admin123456"),
        SI("administrator"), SI("iloveyou123"),   SI("welcome123"),   SI("changeme123"),
        SI("letmein1234"),   SI("zhitong123"),    SI("zhitong2022"),  SI("zhengfu123"),
};

static char lower(char c)
{
        if (c >= 'A' && c <= 'Z') return (char)(c | 32);
        return c;
}

static bool same_but_case(struct str a, struct str b)
{
        if (a.n != b.n) return false;
        for (size_t i = 0; i < a.n; i++)
                if (lower(a.p[i]) != lower(b.p[i])) return false;
        return true;
}

/* The login itself, or with figures behind it. */
static bool is_login(struct str login, struct str password)
{
        size_t n = password.n;
        while (n > login.n && password.p[n - 1] >= '0' && password.p[n - 1] <= '9') n--;
        return same_but_case(login, str_sub(password, 0, n));
}

static bool is_common(struct str s)
{
        bool one = true;
        for (size_t i = 1; i < s.n; i++) one &= s.p[i] == s.p[0];
        for (size_t i = 0; !one && i < LEN(common); i++) one = same_but_case(s, common[i]);
        return one;
}

enum err password_check(struct str login, struct str password, struct faults *f)
{
        if (!utf8_ok(password) || utf8_len(password) < PASSWORD_LEAST)
                return FAULT(f, ERR_INPUT, "password.short", S("password"), "口令至少 %d 个字符",
                             "a password has at least %d characters", PASSWORD_LEAST);
        if (password.n > PASSWORD_BYTES_MAX)
                return FAULT(f, ERR_LIMIT, "password.long", S("password"), "口令过长",
                             "the password is too long");
        if (is_login(login, password))
                return FAULT(f, ERR_INPUT, "password.login", S("password"), "口令不能就是账号",
                             "the password is not the login");
        if (is_common(password))
                return FAULT(f, ERR_INPUT, "password.common", S("password"),
                             "这是最常见的口令之一，请换一个",
                             "this is one of the most common passwords: choose another");
        return OK;
}

enum err admin_hash(struct arena *a, struct str password, struct str *ret, struct faults *f)
{
        enum err e = password_hash(a, password, ret);
        if (e == OK) return OK;
        return FAULT(f, e, "password.hash", S("password"), "口令暂时无法处理，请重试",
                     "the password cannot be worked on just now: try again");
}

/* ---- setting one ---- */

/* What is beside alone: no event, so no writer_commit. */
static enum err beside_end(struct writer *w, enum err e, struct faults *f)
{
        if (e == OK) e = store_commit(w->st);
        else store_rollback(w->st);
        return store_unsaved(w->st, e, f);
}

static enum err put_hash(struct writer *w, int64_t account, struct str hash, const struct hash *but)
{
        struct moment at = w->sys.now(w->sys.ctx);
        TRY(beside_password_put(w->st, account, hash, at));
        return session_rows_end(w->st, account, but);
}

enum err admin_password_hash(struct writer *w, int64_t account, struct str hash,
                             const struct hash *but, struct faults *f)
{
        TRY(store_unsaved(w->st, store_begin(w->st, STORE_WRITE), f));
        return beside_end(w, put_hash(w, account, hash, but), f);
}

enum err admin_password(struct writer *w, struct str login, struct str password, struct faults *f)
{
        AUTO(arena_done) struct arena a = { 0 };
        const struct hash none = { { 0 } };
        struct str hash;
        int i = account_find(&w->inforce.accounts, login);
        if (i < 0)
                return FAULT(f, ERR_NOT_FOUND, "account.none", login, "没有账号“%.*s”",
                             "there is no account %.*s", SP(login));
        TRY(password_check(login, password, f));
        TRY(admin_hash(&a, password, &hash, f));
        return admin_password_hash(w, w->inforce.accounts.v[i].id, hash, &none, f);
}

/* ---- links ---- */

static const struct str kinds[] = {
        [LINK_FIRST] = SI("first"),
        [LINK_PASSWORD] = SI("password"),
        [LINK_DUTY] = SI("duty"),
};
_Static_assert(LEN(kinds) == LINK_KIND_COUNT, "a name for each");

/* In the open transaction. */
static enum err put_link(struct writer *w, struct link_row *x, int64_t life_ms,
                         char ret_token[static 65])
{
        struct hash random;
        w->sys.random(w->sys.ctx, random.b, sizeof random.b);
        x->hash = hash_of(hash_hex(&random, ret_token));
        x->made = w->sys.now(w->sys.ctx);
        x->expires.ms = x->made.ms + life_ms;
        return link_put(w->st, x);
}

enum err admin_link_find(struct store *st, struct arena *a, struct str token, struct moment now,
                         struct account_link *ret)
{
        struct link_row x;
        struct held_duty d;
        struct hash h = hash_of(token);
        if (token.n != 64) return ERR_NOT_FOUND;
        TRY(link_get(st, a, &h, &x));
        int kind = -1;
        for (int i = 0; i < LINK_KIND_COUNT; i++)
                if (str_eq(kinds[i], x.kind)) kind = i;
        if (kind < 0) return ERR_CORRUPT;
        bool used = kind != LINK_DUTY && moment_is(x.used);
        if (used || now.ms >= x.expires.ms) return ERR_NOT_FOUND;
        if (kind == LINK_DUTY) {
                TRY(held_duty(st, a, x.duty, &d));
                if (!d.open) return ERR_NOT_FOUND;
        }
        *ret = (struct account_link){ .kind = (enum link_kind)kind,
                                      .id = x.id,
                                      .account = x.account,
                                      .duty = x.duty,
                                      .record = x.record,
                                      .ledger = x.ledger,
                                      .expires = x.expires,
                                      .used = x.used };
        return OK;
}

static enum err link_gone(struct faults *f)
{
        return FAULT(f, ERR_NOT_FOUND, "link.gone", STR_NONE, "链接无效：已用过、已过期，或不存在",
                     "the link is not good: used, expired, or never issued");
}

enum err admin_link_used(struct writer *w, int64_t link)
{
        TRY(store_begin(w->st, STORE_WRITE));
        enum err e = link_use(w->st, link, w->sys.now(w->sys.ctx));
        if (e == OK) return store_commit(w->st);
        store_rollback(w->st);
        return e;
}

static enum err reset_rows(struct writer *w, int64_t id, int64_t by, char ret_token[static 65])
{
        const struct hash none = { { 0 } };
        struct link_row x = { .kind = kinds[LINK_PASSWORD], .account = id, .made_by = by };
        TRY(beside_password_end(w->st, id));
        TRY(totp_end(w->st, id));
        TRY(session_rows_end(w->st, id, &none));
        TRY(link_end(w->st, x.kind, id));
        return put_link(w, &x, LINK_DAY_MS, ret_token);
}

enum err admin_account_reset(struct writer *w, int by, struct str login, struct faults *f,
                             char ret_token[static 65])
{
        int i = account_find(&w->inforce.accounts, login);
        if (i < 0)
                return FAULT(f, ERR_NOT_FOUND, "account.none", login, "没有账号“%.*s”",
                             "there is no account %.*s", SP(str_sub(login, 0, CODE_BYTES_MAX)));
        if (by >= 0 && by == i)
                return FAULT(f, ERR_DENIED, "account.own", login,
                             "不能重置自己的口令：请用修改口令",
                             "nobody resets himself: change the password instead");
        if (w->inforce.accounts.v[i].disabled)
                return FAULT(f, ERR_CONFLICT, "account.disabled", login, "账号“%.*s”已停用",
                             "the account %.*s is disabled", SP(login));
        TRY(store_unsaved(w->st, store_begin(w->st, STORE_WRITE), f));
        enum err e = reset_rows(w, w->inforce.accounts.v[i].id, admin_account_id(w, by), ret_token);
        return beside_end(w, e, f);
}

static enum err new_link(struct writer *w, struct arena *a, int64_t id, struct str *ret)
{
        char token[65];
        struct link_row x = { .kind = kinds[LINK_PASSWORD], .account = id };
        TRY(link_end(w->st, x.kind, id));
        TRY(put_link(w, &x, LINK_IMPORT_MS, token));
        *ret = str_dup(a, str_c(token));
        return OK;
}

static enum err new_links(struct writer *w, struct arena *a, const struct account_rows *rows,
                          struct new_link **ret, size_t *ret_n)
{
        struct new_link *v = ARENA_NEW(a, struct new_link, rows->n);
        size_t n = 0;
        for (size_t i = 0; i < rows->n; i++) {
                AUTO(arena_done) struct arena scratch = { 0 };
                struct str hash;
                int k = account_find(&w->inforce.accounts, rows->v[i].login);
                if (k < 0) continue;
                int64_t id = w->inforce.accounts.v[k].id;
                enum err e = beside_password_get(w->st, &scratch, id, &hash);
                if (e == OK) continue;
                if (e != ERR_NOT_FOUND) return e;
                v[n].login = str_dup(a, rows->v[i].login);
                TRY(new_link(w, a, id, &v[n].token));
                n++;
        }
        *ret = v;
        *ret_n = n;
        return OK;
}

enum err admin_links_new(struct writer *w, struct arena *a, const struct account_rows *rows,
                         struct faults *f, struct new_link **ret, size_t *ret_n)
{
        TRY(store_unsaved(w->st, store_begin(w->st, STORE_WRITE), f));
        return beside_end(w, new_links(w, a, rows, ret, ret_n), f);
}

enum err admin_link_password(struct writer *w, struct str token, struct str hash, struct faults *f,
                             int64_t *ret_account)
{
        AUTO(arena_done) struct arena a = { 0 };
        const struct hash none = { { 0 } };
        struct account_link x = { 0 };
        struct moment now = w->sys.now(w->sys.ctx);
        TRY(store_unsaved(w->st, store_begin(w->st, STORE_WRITE), f));
        enum err e = admin_link_find(w->st, &a, token, now, &x);
        if (e == ERR_NOT_FOUND || (e == OK && x.kind != LINK_PASSWORD)) e = link_gone(f);
        if (e == OK) e = put_hash(w, x.account, hash, &none);
        if (e == OK) e = link_use(w->st, x.id, now);
        TRY(beside_end(w, e, f));
        *ret_account = x.account;
        return OK;
}

/* ---- one duty ---- */

/* A dispatcher or supervisor at the holder, at the record's owner, or above one of them. */
static bool may_issue(const struct writer *w, int by, struct str holder, struct str owner)
{
        static const enum role roles[] = { ROLE_DISPATCHER, ROLE_SUPERVISOR };
        const struct inforce *in = &w->inforce;
        struct day today = day_of(w->sys.now(w->sys.ctx), in->zone);
        const struct str at[] = { holder, owner };
        for (size_t i = 0; i < LEN(at); i++) {
                int office = office_find(&in->offices, at[i]);
                for (size_t k = 0; office >= 0 && k < LEN(roles); k++)
                        if (account_holds(&in->accounts, by, roles[k], &in->offices, office, today))
                                return true;
        }
        return false;
}

static enum err duty_of(struct writer *w, struct arena *a, int64_t duty, struct faults *f,
                        struct held_duty *ret)
{
        enum err e = held_duty(w->st, a, duty, ret);
        if (e == ERR_NOT_FOUND)
                return FAULT(f, e, "duty.none", STR_NONE, "没有这项任务", "there is no such duty");
        TRY(store_unsaved(w->st, e, f));
        if (ret->open) return OK;
        return FAULT(f, ERR_CONFLICT, "duty.ended", STR_NONE, "任务已结束", "the duty has ended");
}

enum err admin_link_duty(struct writer *w, int by, int64_t duty, struct faults *f,
                         char ret_token[static 65])
{
        AUTO(arena_done) struct arena a = { 0 };
        struct held_duty d;
        struct rec r;
        TRY(duty_of(w, &a, duty, f, &d));
        int l = w->inforce.city ? city_ledger(w->inforce.city, d.ledger) : -1;
        if (l < 0) return store_unsaved(w->st, ERR_CORRUPT, f);
        const struct ledger *ledger = &w->inforce.city->ledgers[l];
        TRY(store_unsaved(w->st, rec_load(&w->view, &a, ledger, d.record, &r), f));
        if (by >= 0 && !may_issue(w, by, d.holder, r.owner))
                return FAULT(f, ERR_DENIED, "role", STR_NONE,
                             "只有管得到这件事项的交办员或督办员可以发出链接",
                             "only a dispatcher or supervisor who reaches the record issues links");
        struct link_row x = { .kind = kinds[LINK_DUTY],
                              .duty = duty,
                              .record = d.record,
                              .ledger = d.ledger,
                              .made_by = admin_account_id(w, by) };
        TRY(store_unsaved(w->st, store_begin(w->st, STORE_WRITE), f));
        return beside_end(w, put_link(w, &x, 30 * LINK_DAY_MS, ret_token), f);
}

/* ---- the first administrators ---- */

enum err admin_link_first(struct writer *w, struct faults *f, char ret_token[static 65])
{
        struct link_row x = { .kind = kinds[LINK_FIRST] };
        TRY(store_unsaved(w->st, store_begin(w->st, STORE_WRITE), f));
        enum err e = link_end(w->st, x.kind, 0);
        if (e == OK) e = put_link(w, &x, LINK_DAY_MS, ret_token);
        return beside_end(w, e, f);
}

static void put_cell(struct buf *b, struct str s, bool last)
{
        buf_putc(b, '"');
        for (size_t i = 0; i < s.n; i++) {
                if (s.p[i] == '"') buf_putc(b, '"');
                buf_putc(b, s.p[i]);
        }
        buf_put(b, last ? S("\"\n") : S("\","));
}

static enum err first_office(struct writer *w, const struct first_setup *x, struct faults *f)
{
        AUTO(buf_free) struct buf b = { .limit = 4096 };
        int64_t n;
        if (w->inforce.offices.n) return OK;
        buf_put(&b, S("code,name,parent,level,kind\n"));
        put_cell(&b, x->office, false);
        put_cell(&b, x->office_name, false);
        buf_put(&b, S(",city,area\n"));
        if (b.err != OK)
                return FAULT(f, b.err, "office.long", S("office"), "单位名称过长",
                             "the office's name is too long");
        return admin_offices(w, S("office"), buf_view(&b), f, &n);
}

static enum err first_accounts(struct writer *w, const struct first_setup *x, struct faults *f)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = 4096 };
        struct account_rows rows;
        int64_t n;
        struct str root = w->inforce.offices.o[office_root(&w->inforce.offices)].code;
        const struct {
                struct str login, role;
        } row[] = { { x->sys, S("system") },
                    { x->security, S("security") },
                    { x->audit, S("audit") } };
        buf_put(&b, S("login,name,office,roles\n"));
        for (size_t i = 0; i < LEN(row); i++) {
                put_cell(&b, row[i].login, false);
                put_cell(&b, row[i].login, false);
                put_cell(&b, root, false);
                put_cell(&b, row[i].role, true);
        }
        if (b.err != OK)
                return FAULT(f, b.err, "account.long", S("login"), "账号过长",
                             "the login is too long");
        TRY(accounts_read(&a, &w->inforce.offices, S("accounts"), buf_view(&b), f, &rows));
        if (rows.n != LEN(row))
                return FAULT(f, ERR_CONFLICT, "account.apart", S("login"),
                             "三个管理员须是三个不同的账号",
                             "the three administrators are three different accounts");
        rows.v[0].password = x->password;
        return admin_accounts(w, rows.v, rows.n, f, &n);
}

enum err first_setup(struct writer *w, struct first_setup *x, struct faults *f)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct account_link link = { .id = 0 };
        enum err e = admin_link_find(w->st, &a, x->token, w->sys.now(w->sys.ctx), &link);
        if (e == ERR_NOT_FOUND || (e == OK && link.kind != LINK_FIRST)) return link_gone(f);
        TRY(store_unsaved(w->st, e, f));
        TRY(password_check(x->sys, x->password, f));
        TRY(first_office(w, x, f));
        TRY(first_accounts(w, x, f));
        TRY(admin_account_reset(w, -1, x->security, f, x->security_token));
        TRY(admin_account_reset(w, -1, x->audit, f, x->audit_token));
        return store_unsaved(w->st, admin_link_used(w, link.id), f);
}

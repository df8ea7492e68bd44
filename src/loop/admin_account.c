/* admin_account.c: accounts and their posts. Passwords and links: admin_link.c. */
#include "loop/admin_account.h"

#include "loop/admin_in.h"
#include "view/beside.h"
#include "view/beside_session.h"
#include "view/beside_sign.h"
#include "view/held.h"
#include "view/lookup.h"

#define ADMINISTRATORS (1u << ROLE_SYSTEM | 1u << ROLE_SECURITY | 1u << ROLE_AUDIT)
#define WORKERS        (1u << ROLE_HANDLER | 1u << ROLE_CLERK | 1u << ROLE_DISPATCHER)

static bool has_role(unsigned roles, enum role r)
{
        return (roles >> r & 1) != 0;
}

/* ---- rules that hold whoever acts ---- */

enum err admin_find_account(const struct writer *w, struct str login, struct faults *f, int *ret)
{
        *ret = account_find(&w->inforce.accounts, login);
        if (*ret >= 0) return OK;
        return FAULT(f, ERR_NOT_FOUND, "account.none", login, "没有账号“%.*s”",
                     "there is no account %.*s", SP(str_sub(login, 0, CODE_BYTES_MAX)));
}

enum err admin_not_own(int by, int account, struct str login, struct faults *f)
{
        if (by < 0 || by != account) return OK;
        return FAULT(f, ERR_DENIED, "account.own", login, "不能更改自己的账号",
                     "nobody changes his own account");
}

/* Three administrators apart: one account is none or one of them. */
static enum err check_posts(const struct post *v, size_t n, struct str login, struct faults *f)
{
        unsigned held = 0;
        for (size_t i = 0; i < n; i++) held |= 1u << v[i].role;
        unsigned admins = held & ADMINISTRATORS;
        if (has_role(held, ROLE_TIMER))
                return FAULT(f, ERR_INPUT, "account.role", login, "角色 timer 不授予任何人",
                             "nobody holds the role timer");
        if ((admins & (admins - 1)) == 0) return OK;
        return FAULT(f, ERR_CONFLICT, "account.apart", login,
                     "系统、安全、审计三个管理员须由不同的账号担任：%.*s",
                     "the system, security and audit administrators are three different accounts: "
                     "%.*s",
                     SP(login));
}

/* ---- one account's event ---- */

struct account_put {
        int64_t id;
        struct str login, name;
        bool disabled;
        struct post *posts;
        size_t posts_n;
        int by;
};

static int by_post(const void *a, const void *b)
{
        const struct post *x = a, *y = b;
        return x->office != y->office ? x->office - y->office : (int)x->role - (int)y->role;
}

static void put_posts(struct city_event *x, const struct account_put *p)
{
        jout_key(&x->j, S("posts"));
        jout_open(&x->j, '[');
        if (p->posts_n) qsort(p->posts, p->posts_n, sizeof *p->posts, by_post);
        for (size_t i = 0; i < p->posts_n; i++) {
                if (i && by_post(&p->posts[i], &p->posts[i - 1]) == 0) continue;
                jout_open(&x->j, '{');
                jout_key_text(&x->j, S("office"), x->w->inforce.offices.o[p->posts[i].office].code);
                jout_key_text(&x->j, S("role"), role_name(p->posts[i].role));
                jout_close(&x->j);
        }
        jout_close(&x->j);
}

static enum err put_account(struct writer *w, const struct account_put *p, struct moment at,
                            struct faults *f)
{
        struct city_event x;
        TRY(check_posts(p->posts, p->posts_n, p->login, f));
        admin_event_init(&x, w, S("account"), at, f);
        x.e.actor = admin_account_id(w, p->by);
        if (p->by >= 0) x.e.via = VIA_PAGE;
        jout_key_int(&x.j, S("account"), p->id);
        jout_key_bool(&x.j, S("disabled"), p->disabled);
        jout_key_text(&x.j, S("login"), p->login);
        /* erased, or lost in a restore: the account goes on without a name */
        if (p->name.n && !keys_destroyed(w->keys, -p->id))
                admin_event_text(&x, S("name"), p->name, -p->id);
        put_posts(&x, p);
        enum err e = admin_event_put(&x);
        admin_event_done(&x);
        return e;
}

/* The name given last, so that each event has the account's whole state. */
static enum err name_of(struct writer *w, struct arena *a, int64_t id, struct str *ret)
{
        struct seal_at at = { w->st, w->keys, -id, 0, S("name") };
        *ret = STR_NONE;
        enum err e = lookup_sealed(w->st, -id, at.field, &at.seq);
        if (e == OK) e = seal_get(&at, a, ret, NULL);
        return e == ERR_NOT_FOUND || e == ERR_DENIED || e == ERR_CORRUPT ? OK : e;
}

/* The account as it stands, with room for more posts. */
static enum err account_now(struct writer *w, struct arena *a, int account, size_t more,
                            struct account_put *ret)
{
        const struct account *x = &w->inforce.accounts.v[account];
        size_t own = account_own(x);
        *ret = (struct account_put){ .id = x->id,
                                     .login = str_dup(a, x->login),
                                     .disabled = x->disabled,
                                     .posts = ARENA_NEW(a, struct post, own + more + 1),
                                     .posts_n = own,
                                     .by = -1 };
        for (size_t i = 0; i < own; i++) ret->posts[i] = x->posts[i];
        return name_of(w, a, x->id, &ret->name);
}

/* ---- adding ---- */

static enum err put_row(struct writer *w, const struct account_row *r, int by, struct moment at,
                        struct faults *f, int64_t *ret_id)
{
        AUTO(arena_done) struct arena a = { 0 };
        int i = account_find(&w->inforce.accounts, r->login);
        const struct account *old = i >= 0 ? &w->inforce.accounts.v[i] : NULL;
        struct account_put p = { .id = *ret_id, .login = r->login, .name = r->name, .by = by };
        size_t own = old ? account_own(old) : 0;
        p.posts = ARENA_NEW(&a, struct post, r->posts_n + own);
        for (size_t k = 0; k < r->posts_n; k++) p.posts[p.posts_n++] = r->posts[k];
        for (size_t k = 0; k < own; k++) p.posts[p.posts_n++] = old->posts[k];
        if (old) {
                p.id = old->id;
                p.disabled = old->disabled;
        }
        TRY(put_account(w, &p, at, f));
        *ret_id = p.id;
        return OK;
}

/* The hashes first: they take tens of milliseconds each, and nobody else can write meanwhile. */
static enum err hash_all(struct arena *a, const struct account_row *rows, size_t n,
                         struct faults *f, struct str **ret)
{
        *ret = ARENA_NEW(a, struct str, n);
        for (size_t i = 0; i < n; i++) {
                if (rows[i].password.n == 0) continue;
                TRY(password_check(rows[i].login, rows[i].password, f));
                TRY(admin_hash(a, rows[i].password, &(*ret)[i], f));
        }
        return OK;
}

/* The keys of the new accounts' names in one go: a sync for each would take seconds. */
static enum err make_keys(struct writer *w, const struct account_rows *rows, int64_t next,
                          struct faults *f)
{
        int64_t n = 0;
        for (size_t i = 0; i < rows->n; i++)
                n += account_find(&w->inforce.accounts, rows->v[i].login) < 0;
        enum err e = keys_ensure_many(w->keys, -(next + n - 1), n);
        return store_unsaved(w->st, writer_keys(w, e, f), f);
}

static enum err put_rows(struct writer *w, int by, const struct account_rows *rows,
                         const struct str *hash, struct faults *f, int64_t *ret_new)
{
        struct moment at;
        int64_t next = 1;
        TRY(writer_begin(w, f, &at));
        enum err e = store_unsaved(w->st, view_next(&w->view, S("account"), &next), f);
        if (e == OK) e = make_keys(w, rows, next, f);
        for (size_t i = 0; i < rows->n && e == OK; i++) {
                int64_t id = next;
                e = put_row(w, &rows->v[i], by, at, f, &id);
                if (e == OK && hash[i].n)
                        e = store_unsaved(w->st, beside_password_put(w->st, id, hash[i], at), f);
                if (id != next) continue;
                next++;
                (*ret_new)++;
        }
        if (e == OK) e = store_unsaved(w->st, inforce_accounts(w->st, &w->inforce), f);
        return admin_finish(w, e, f);
}

static enum err add(struct writer *w, int by, const struct account_rows *rows, struct faults *f,
                    int64_t *ret_new)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str *hash;
        *ret_new = 0;
        TRY(hash_all(&a, rows->v, rows->n, f, &hash));
        return put_rows(w, by, rows, hash, f, ret_new);
}

enum err admin_accounts(struct writer *w, const struct account_row *rows, size_t n,
                        struct faults *f, int64_t *ret_new)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct account_rows all = { ARENA_NEW(&a, struct account_row, n), n };
        for (size_t i = 0; i < n; i++) all.v[i] = rows[i];
        return add(w, -1, &all, f, ret_new);
}

static bool administers(const struct account_row *r)
{
        for (size_t i = 0; i < r->posts_n; i++)
                if (has_role(ADMINISTRATORS, r->posts[i].role)) return true;
        return false;
}

enum err admin_accounts_by(struct writer *w, int by, const struct account_rows *rows,
                           struct faults *f, int64_t *ret_new)
{
        size_t before = f->n;
        for (size_t i = 0; i < rows->n; i++) {
                struct str login = rows->v[i].login;
                if (by >= 0 && account_find(&w->inforce.accounts, login) >= 0)
                        FAULT(f, ERR_CONFLICT, "account.known", login,
                              "账号“%.*s”已存在：岗位由安全管理员调整",
                              "the account %.*s exists: its posts are the security "
                              "administrator's business",
                              SP(login));
                if (by >= 0 && administers(&rows->v[i]))
                        FAULT(f, ERR_DENIED, "account.administrator", login,
                              "管理员角色由安全管理员授予：%.*s",
                              "administrators' roles are given by the security administrator: %.*s",
                              SP(login));
        }
        if (f->n != before) return ERR_DENIED;
        return add(w, by, rows, f, ret_new);
}

/* ---- changing ---- */

/* One account's new state, alone in its transaction. */
static enum err change_account(struct writer *w, const struct account_put *p, struct faults *f)
{
        struct moment at;
        TRY(writer_begin(w, f, &at));
        enum err e = put_account(w, p, at, f);
        if (e == OK) e = store_unsaved(w->st, inforce_accounts(w->st, &w->inforce), f);
        return admin_finish(w, e, f);
}

enum err admin_account_posts(struct writer *w, int by, const struct account_posts *x,
                             struct faults *f)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct account_put p;
        int i;
        TRY(admin_find_account(w, x->login, f, &i));
        TRY(admin_not_own(by, i, x->login, f));
        TRY(store_unsaved(w->st, account_now(w, &a, i, x->n, &p), f));
        p.posts_n = 0;
        for (size_t k = 0; k < x->n; k++) p.posts[p.posts_n++] = x->v[k];
        p.by = by;
        return change_account(w, &p, f);
}

enum err admin_account_enable(struct writer *w, int by, struct str login, struct faults *f)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct account_put p;
        int i;
        TRY(admin_find_account(w, login, f, &i));
        TRY(admin_not_own(by, i, login, f));
        if (!w->inforce.accounts.v[i].disabled)
                return FAULT(f, ERR_CONFLICT, "account.enabled", login, "账号“%.*s”没有停用",
                             "the account %.*s is not disabled", SP(login));
        TRY(store_unsaved(w->st, account_now(w, &a, i, 0, &p), f));
        p.disabled = false;
        p.by = by;
        return change_account(w, &p, f);
}

enum err admin_account_unlock(struct writer *w, struct str login, struct faults *f)
{
        int i;
        TRY(admin_find_account(w, login, f, &i));
        enum err e = store_begin(w->st, STORE_WRITE);
        if (e == OK) e = lock_end(w->st, login);
        if (e == OK) e = store_commit(w->st);
        else store_rollback(w->st);
        return store_unsaved(w->st, e, f);
}

/* ---- disabling, with hand-over ---- */

struct leaving {
        struct writer *w;
        struct arena *a;
        int account, to; /* to -1: nobody */
        struct held *held;
        size_t held_n;
        struct account_put takes; /* of `to` */
        bool any;                 /* they have changed */
        struct handed *out;
        size_t out_cap;
};

static int64_t duties_of(const struct leaving *x, int office)
{
        struct str code = x->w->inforce.offices.o[office].code;
        for (size_t i = 0; i < x->held_n; i++)
                if (str_eq(x->held[i].office, code)) return x->held[i].duties;
        return 0;
}

static bool works_at(const struct account *c, int office)
{
        for (size_t i = 0; !c->disabled && i < account_own(c); i++)
                if (c->posts[i].office == office && has_role(WORKERS, c->posts[i].role))
                        return true;
        return false;
}

static bool others_work_at(const struct leaving *x, int office)
{
        const struct accounts *all = &x->w->inforce.accounts;
        for (size_t i = 0; i < all->n; i++)
                if ((int)i != x->account && works_at(&all->v[i], office)) return true;
        return false;
}

static void note_handed(struct leaving *x, int office)
{
        struct str code = x->w->inforce.offices.o[office].code;
        for (size_t i = 0; i < x->out->n; i++)
                if (str_eq(x->out->v[i].office, code)) return;
        __typeof__(x->out->v) v = ARENA_PUSH(x->a, x->out->v, x->out->n, x->out_cap);
        v->office = str_dup(x->a, code);
        v->duties = duties_of(x, office);
}

static void take(struct leaving *x, struct post post)
{
        x->takes.posts[x->takes.posts_n++] = post;
        x->any = true;
        if (duties_of(x, post.office)) note_handed(x, post.office);
}

/* Posts at offices that hold open duties go to `to`; without `to` nobody may be missed. */
static enum err hand_over(struct leaving *x, struct faults *f)
{
        const struct account *c = &x->w->inforce.accounts.v[x->account];
        size_t before = f->n;
        for (size_t i = 0; i < account_own(c); i++) {
                struct post post = c->posts[i];
                if (!has_role(WORKERS, post.role) || duties_of(x, post.office) == 0) continue;
                if (x->to >= 0) {
                        take(x, post);
                        continue;
                }
                if (others_work_at(x, post.office)) continue;
                struct str code = x->w->inforce.offices.o[post.office].code;
                FAULT(f, ERR_CONFLICT, "account.last", code,
                      "“%.*s”是 %.*s 最后一个经办账号，该单位还有 %" PRId64
                      " 项未完成任务：请指定接手的账号",
                      "%.*s is the last account working at %.*s, which has %" PRId64
                      " open duties: name who takes over",
                      SP(c->login), SP(code), duties_of(x, post.office));
        }
        return f->n == before ? OK : ERR_CONFLICT;
}

static enum err find_taker(struct writer *w, int by, int account, struct str to, struct faults *f,
                           int *ret)
{
        *ret = -1;
        if (to.n == 0) return OK;
        int i;
        TRY(admin_find_account(w, to, f, &i));
        TRY(admin_not_own(by, i, to, f));
        if (i == account || w->inforce.accounts.v[i].disabled)
                return FAULT(f, ERR_CONFLICT, "account.taker", to, "“%.*s”不能接手",
                             "%.*s cannot take over", SP(to));
        *ret = i;
        return OK;
}

static enum err put_leaving(struct leaving *x, struct account_put *p, struct faults *f)
{
        struct writer *w = x->w;
        struct moment at;
        const struct hash none = { { 0 } };
        TRY(writer_begin(w, f, &at));
        enum err e = OK;
        if (x->any) e = put_account(w, &x->takes, at, f);
        if (e == OK) e = put_account(w, p, at, f);
        if (e == OK) e = store_unsaved(w->st, session_rows_end(w->st, p->id, &none), f);
        if (e == OK && p->disabled)
                e = store_unsaved(w->st, link_end(w->st, S("password"), p->id), f);
        if (e == OK) e = store_unsaved(w->st, inforce_accounts(w->st, &w->inforce), f);
        return admin_finish(w, e, f);
}

enum err admin_account_disable(struct writer *w, int by, struct str login, struct str to,
                               struct faults *f, struct handed *ret)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct leaving x = { .w = w, .a = ret->a, .out = ret };
        struct account_put p;
        ret->n = 0;
        TRY(admin_find_account(w, login, f, &x.account));
        TRY(admin_not_own(by, x.account, login, f));
        const struct account *c = &w->inforce.accounts.v[x.account];
        if (c->disabled)
                return FAULT(f, ERR_CONFLICT, "account.disabled", login, "账号“%.*s”已停用",
                             "the account %.*s is disabled", SP(login));
        TRY(find_taker(w, by, x.account, to, f, &x.to));
        TRY(store_unsaved(w->st, held_by_office(w->st, &a, &x.held, &x.held_n), f));
        TRY(store_unsaved(w->st, account_now(w, &a, x.account, 0, &p), f));
        if (x.to >= 0) TRY(store_unsaved(w->st, account_now(w, &a, x.to, c->posts_n, &x.takes), f));
        TRY(hand_over(&x, f));
        p.disabled = true;
        p.by = x.takes.by = by;
        return put_leaving(&x, &p, f);
}

/* All its posts, or those at one office: p keeps the others. */
static enum err give_posts(struct leaving *x, struct account_put *p, struct str office,
                           struct faults *f)
{
        const struct offices *o = &x->w->inforce.offices;
        size_t n = 0;
        for (size_t i = 0; i < p->posts_n; i++) {
                struct post post = p->posts[i];
                bool goes = office.n == 0 || str_eq(o->o[post.office].code, office);
                if (goes) take(x, post);
                else p->posts[n++] = post;
        }
        p->posts_n = n;
        if (x->any) return OK;
        return FAULT(f, ERR_NOT_FOUND, "account.posts", p->login, "账号“%.*s”在该单位没有岗位",
                     "%.*s holds no post there", SP(p->login));
}

enum err admin_account_hand_over(struct writer *w, int by, const struct hand_over *h,
                                 struct faults *f, struct handed *ret)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct leaving x = { .w = w, .a = ret->a, .out = ret };
        struct account_put p;
        ret->n = 0;
        TRY(admin_find_account(w, h->login, f, &x.account));
        TRY(admin_not_own(by, x.account, h->login, f));
        TRY(find_taker(w, by, x.account, h->to, f, &x.to));
        if (x.to < 0)
                return FAULT(f, ERR_INPUT, "account.taker", S("to"), "请指定接手的账号",
                             "name the account that takes over");
        TRY(store_unsaved(w->st, held_by_office(w->st, &a, &x.held, &x.held_n), f));
        TRY(store_unsaved(w->st, account_now(w, &a, x.account, 0, &p), f));
        TRY(store_unsaved(w->st, account_now(w, &a, x.to, p.posts_n, &x.takes), f));
        p.by = x.takes.by = by;
        TRY(give_posts(&x, &p, h->office, f));
        return put_leaving(&x, &p, f);
}

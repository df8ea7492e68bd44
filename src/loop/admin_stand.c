/* admin_stand.c: stand-ins: who holds whose posts, from day to day. One event of the city each. */
#include "loop/admin_account.h"
#include "loop/admin_in.h"
#include "view/stand.h"

#define ADMINISTRATORS (1u << ROLE_SYSTEM | 1u << ROLE_SECURITY | 1u << ROLE_AUDIT)

struct standing {
        struct writer *w;
        struct arena a;
        struct faults *f;
        const struct stand_in *x;
        int account, principal; /* indexes */
        struct stand want;
        struct stand *all; /* those there are */
        size_t all_n;
};

static enum err read_all(struct standing *s, struct day from)
{
        return store_unsaved(s->w->st, stand_list(s->w->st, &s->a, from, &s->all, &s->all_n), s->f);
}

/* ---- what is refused ------------------------------------------------------------------------- */

static enum err check_days(const struct standing *s, struct day today)
{
        const struct stand *x = &s->want;
        if (x->first.v < today.v || (day_is(x->last) && x->last.v < x->first.v))
                return FAULT(s->f, ERR_INPUT, "stand.days", S("from"),
                             "起日不能早于今天，止日不能早于起日",
                             "it begins today or later, and does not end before");
        return OK;
}

static bool overlap(const struct stand *a, const struct stand *b)
{
        bool a_before = day_is(a->last) && a->last.v < b->first.v;
        bool b_before = day_is(b->last) && b->last.v < a->first.v;
        return !a_before && !b_before;
}

/* Nobody acts for one who acts for another himself, or is away himself. */
static enum err check_chain(const struct standing *s)
{
        for (size_t i = 0; i < s->all_n; i++) {
                const struct stand *o = &s->all[i];
                bool chained = o->account == s->want.acting_for || o->acting_for == s->want.account;
                if (!chained || !overlap(o, &s->want)) continue;
                return FAULT(s->f, ERR_CONFLICT, "stand.chain", s->x->login,
                             "这段时间内两个账号之一已在代理或被代理，不能连环代理",
                             "one of the two stands in, or is stood in for, on some of these days: "
                             "there are no chains");
        }
        return OK;
}

static unsigned administers(const struct account *x)
{
        unsigned roles = 0;
        for (size_t i = 0; i < account_own(x); i++) roles |= 1u << x->posts[i].role;
        return roles & ADMINISTRATORS;
}

static enum err check_posts(const struct standing *s)
{
        const struct accounts *all = &s->w->inforce.accounts;
        const struct account *a = &all->v[s->account], *b = &all->v[s->principal];
        bool any = false;
        for (size_t i = 0; i < account_own(b); i++) {
                const struct post *p = &b->posts[i];
                if (!stand_covers(&s->want, &s->w->inforce.offices, p)) continue;
                any = true;
                if (!(1u << p->role & ADMINISTRATORS & ~administers(a))) continue;
                return FAULT(s->f, ERR_DENIED, "stand.administrator", s->x->login,
                             "管理员岗位只能由同类管理员代理：%.*s",
                             "only such an administrator stands in for one: %.*s",
                             SP(role_label(p->role, s->f->lang)));
        }
        if (any) return OK;
        return FAULT(s->f, ERR_NOT_FOUND, "stand.none", s->x->acting_for,
                     "账号“%.*s”没有这样的岗位", "%.*s holds no such post", SP(b->login));
}

static enum err check(struct standing *s, int by)
{
        struct writer *w = s->w;
        struct day today = day_of(w->sys.now(w->sys.ctx), w->inforce.zone);
        const struct accounts *all = &w->inforce.accounts;
        TRY(admin_find_account(w, s->x->login, s->f, &s->account));
        TRY(admin_find_account(w, s->x->acting_for, s->f, &s->principal));
        TRY(admin_not_own(by, s->account, s->x->login, s->f));
        if (s->account == s->principal || all->v[s->account].disabled ||
            all->v[s->principal].disabled)
                return FAULT(s->f, ERR_CONFLICT, "stand.account", s->x->login,
                             "“%.*s”不能代理“%.*s”：须为两个未停用的账号",
                             "%.*s cannot stand in for %.*s: they are two accounts that are not "
                             "disabled",
                             SP(s->x->login), SP(s->x->acting_for));
        s->want = (struct stand){ .account = all->v[s->account].id,
                                  .acting_for = all->v[s->principal].id,
                                  .office = s->x->office,
                                  .role = s->x->role,
                                  .first = day_is(s->x->from) ? s->x->from : today,
                                  .last = s->x->to };
        TRY(check_days(s, today));
        TRY(check_posts(s));
        TRY(read_all(s, today));
        return check_chain(s);
}

/* ---- the events ------------------------------------------------------------------------------ */

static enum err append(struct city_event *x, int by)
{
        x->e.actor = admin_account_id(x->w, by);
        if (by >= 0) x->e.via = VIA_PAGE;
        return admin_event_put(x);
}

static enum err put(struct standing *s, int by, struct moment at, int64_t *ret_id)
{
        struct city_event x;
        char text[16];
        admin_event_init(&x, s->w, S("stand_in"), at, s->f);
        jout_key_int(&x.j, S("account"), s->want.account);
        jout_key_int(&x.j, S("for"), s->want.acting_for);
        jout_key_text(&x.j, S("from"), day_format(s->want.first, text));
        if (s->want.office.n) jout_key_text(&x.j, S("office"), s->want.office);
        if (s->want.role.n) jout_key_text(&x.j, S("role"), s->want.role);
        if (day_is(s->want.last)) jout_key_text(&x.j, S("to"), day_format(s->want.last, text));
        enum err e = append(&x, by);
        *ret_id = x.e.seq;
        admin_event_done(&x);
        return e;
}

static enum err finish(struct writer *w, enum err e, struct faults *f)
{
        if (e == OK) e = store_unsaved(w->st, inforce_accounts(w->st, &w->inforce), f);
        return admin_finish(w, e, f);
}

enum err admin_stand_in(struct writer *w, int by, const struct stand_in *x, struct faults *f,
                        int64_t *ret_id)
{
        struct standing s = { .w = w, .f = f, .x = x };
        struct moment at;
        enum err e = check(&s, by);
        if (e == OK) e = writer_begin(w, f, &at);
        if (e == OK) e = finish(w, put(&s, by, at, ret_id), f);
        arena_done(&s.a);
        return e;
}

static enum err put_end(struct writer *w, int by, int64_t id, struct moment at, struct faults *f)
{
        struct city_event x;
        admin_event_init(&x, w, S("stand_in_end"), at, f);
        jout_key_int(&x.j, S("stand"), id);
        enum err e = append(&x, by);
        admin_event_done(&x);
        return e;
}

/* Those of `all` that are meant: id, or (id 0) that pair. */
static enum err end_some(struct standing *s, int by, int64_t id, int64_t *ret_n)
{
        struct writer *w = s->w;
        struct moment at;
        struct day today = day_of(w->sys.now(w->sys.ctx), w->inforce.zone);
        size_t n = 0;
        TRY(read_all(s, today));
        for (size_t i = 0; i < s->all_n; i++) {
                const struct stand *x = &s->all[i];
                bool pair = x->account == s->want.account && x->acting_for == s->want.acting_for;
                if (id ? x->id == id : pair) s->all[n++] = *x;
        }
        if (n == 0)
                return FAULT(s->f, ERR_NOT_FOUND, "stand.over", STR_NONE, "没有这样的代理",
                             "there is no such stand-in");
        TRY(writer_begin(w, s->f, &at));
        enum err e = OK;
        for (size_t i = 0; e == OK && i < n; i++) e = put_end(w, by, s->all[i].id, at, s->f);
        *ret_n = (int64_t)n;
        return finish(w, e, s->f);
}

enum err admin_stand_end(struct writer *w, int by, int64_t id, struct faults *f)
{
        struct standing s = { .w = w, .f = f };
        int64_t n;
        enum err e = end_some(&s, by, id ? id : -1, &n);
        arena_done(&s.a);
        return e;
}

enum err admin_stand_end_all(struct writer *w, int by, struct str login, struct str acting_for,
                             struct faults *f, int64_t *ret_n)
{
        struct standing s = { .w = w, .f = f };
        TRY(admin_find_account(w, login, f, &s.account));
        TRY(admin_find_account(w, acting_for, f, &s.principal));
        s.want.account = w->inforce.accounts.v[s.account].id;
        s.want.acting_for = w->inforce.accounts.v[s.principal].id;
        enum err e = end_some(&s, by, 0, ret_n);
        arena_done(&s.a);
        return e;
}

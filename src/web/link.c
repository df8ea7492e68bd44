#include "web/link.h"

#include "view/held.h"
#include "view/where.h"
#include "web/signin.h"

static enum err gone(struct faults *f)
{
        return FAULT(f, ERR_NOT_FOUND, "link.gone", STR_NONE,
                     "链接无效：已用过、已过期，或任务已结束",
                     "the link is not good: used, expired, or its duty has ended");
}

/* Links are guessed no better than passwords. */
static enum err found(struct web *w, enum err e, struct faults *f)
{
        if (e == ERR_NOT_FOUND) {
                slows_failed(w->site->slows, S("link"), w->q->peer, w->now);
                return gone(f);
        }
        if (e == OK) return OK;
        return FAULT(f, e, "store", STR_NONE, "数据库出错", "the database failed");
}

enum err link_find(struct web *w, struct str token, struct account_link *ret)
{
        struct account_link x;
        TRY(found(w, admin_link_find(w->desk->st, w->a, token, w->now, &x), &w->f));
        *ret = x;
        return OK;
}

struct str link_url(const struct web *w, struct str token)
{
        return str_printf(w->a, "%.*s/link/%.*s", SP(w->site->base_url), SP(token));
}

enum err link_open_write(struct writer *wr, void *ctx, struct faults *f)
{
        struct link_open *x = ctx;
        struct web *w = x->w;
        struct account_link link;
        TRY(found(w, admin_link_find(wr->st, w->a, x->token, w->now, &link), f));
        if (link.kind != LINK_DUTY) return gone(f);
        struct session s = { .account = -1, .duty = link.duty, .record = link.record };
        enum err e = admin_link_used(wr, link.id);
        if (e == OK) e = sessions_begin(w->site->sessions, wr->st, &s, w->now, x->session);
        x->done = e == OK;
        return store_unsaved(wr->st, e, f);
}

enum err link_password_check(struct web *w, struct link_password *x)
{
        struct account_link link;
        x->w = w;
        TRY(link_find(w, x->token, &link));
        if (link.kind != LINK_PASSWORD) return gone(&w->f);
        int i = account_by_id(&w->in->in.accounts, link.account);
        if (i < 0 || w->in->in.accounts.v[i].disabled) return gone(&w->f);
        TRY(password_check(w->in->in.accounts.v[i].login, x->password, &w->f));
        enum err e = signin_hash(w, x->password, &x->hash);
        if (e == OK) return OK;
        return FAULT(&w->f, e, "password.hash", S("password"), "口令暂时无法处理，请重试",
                     "the password cannot be worked on just now: try again");
}

enum err link_password_write(struct writer *wr, void *ctx, struct faults *f)
{
        struct link_password *x = ctx;
        const struct hash none = { { 0 } };
        int64_t account;
        TRY(admin_link_password(wr, x->token, x->hash, f, &account));
        x->done = true;
        return sessions_end_all(x->w->site->sessions, wr->st, account, none);
}

enum err web_ask_duty(struct web *w, const struct ledger **ret_ledger)
{
        struct held_duty d;
        TRY(web_ask(w));
        enum err e = w->who.duty ? held_duty(w->desk->st, w->a, w->who.duty, &d) : ERR_NOT_FOUND;
        if (e != OK && e != ERR_NOT_FOUND) return ask_failed(&w->ask, e);
        const struct inforce *in = &w->in->in;
        int l = e == OK && d.open ? city_ledger(in->city, d.ledger) : -1;
        int office = l >= 0 ? office_find(&in->offices, d.holder) : -1;
        if (office < 0 || d.record != w->who.record) return gone(&w->f);
        reader_init_record(&w->reader, w->a, in, office, d.record);
        *ret_ledger = &in->city->ledgers[l];
        return OK;
}

#include "web/publish.h"

#include "loop/admin.h"

static enum err print(struct writer *wr, int account, struct publishing *p, struct faults *f)
{
        struct web *w = p->w;
        struct reader who;
        struct bulletin_out x;
        reader_init(&who, w->a, &wr->inforce, account);
        struct ask k = { .st = wr->st,
                         .keys = wr->keys,
                         .in = &wr->inforce,
                         .who = &who,
                         .a = w->a,
                         .f = f,
                         .lang = w->lang,
                         .now = w->now };
        TRY(ask_failed(&k, store_begin(wr->st, STORE_READ)));
        struct bulletin_in in = p->in;
        in.format = MARKDOWN_SOURCE;
        in.notes = true;
        in.base = S("/app/");
        enum err e = bulletin_render(&k, &in, &x);
        store_rollback(wr->st);
        if (e == OK) e = bulletin_kept(&k, x.text, p->in.format, &p->shown);
        if (e != OK) return e;
        p->text = x.text;
        p->scores = x.scores;
        return OK;
}

static enum err publish(struct writer *wr, void *ctx, struct faults *f)
{
        struct publishing *p = ctx;
        const struct bulletin_in *in = &p->in;
        const struct offices *o = &wr->inforce.offices;
        int office = in->office >= 0 ? in->office : office_root(o);
        int account = account_by_id(&wr->inforce.accounts, p->w->who.account_id);
        if (account < 0 || office < 0 || !bulletin_may_publish(&wr->inforce, account, office))
                return FAULT(f, ERR_DENIED, "role", STR_NONE,
                             "无权发布：须为该单位或其上级的领导、督办或交办",
                             "no right to publish: it is for a leader, supervisor or dispatcher of "
                             "the office or above");
        TRY(print(wr, account, p, f));
        struct publish x = { .bulletin = in->name,
                             .office = o->o[office].code,
                             .text = p->text,
                             .markdown = true,
                             .scores = p->scores,
                             .from = in->from,
                             .to = day_is(in->from) ? in->to : in->on,
                             .account = account };
        return admin_publish(wr, &x, f, &p->seq);
}

void web_publish(struct web *w, const struct bulletin_in *in)
{
        struct publishing *p = ARENA_NEW(w->a, struct publishing, 1);
        *p = (struct publishing){ .w = w, .in = *in };
        p->in.publish = true;
        w->state = p;
        web_administer(w, publish, p);
}

#include "web/reveal.h"

static enum err put_on_record(struct writer *wr, void *ctx, struct faults *f)
{
        struct revealing *x = ctx;
        const struct city *c = wr->inforce.city;
        int l = c ? city_ledger(c, x->ledger) : -1;
        struct reveal in = x->in;
        in.account = account_by_id(&wr->inforce.accounts, x->account_id);
        if (l < 0 || in.account < 0)
                return FAULT(f, ERR_CONFLICT, "reveal.gone", STR_NONE, "台账或账号已不在",
                             "the ledger or the account is gone");
        in.l = &c->ledgers[l];
        return admin_reveal(wr, &in, f, &x->seq);
}

void web_reveal(struct web *w, const struct reveal *in)
{
        struct revealing *x = ARENA_NEW(w->a, struct revealing, 1);
        *x = (struct revealing){ .in = *in,
                                 .ledger = in->l->name,
                                 .account_id = w->who.account_id };
        w->state = x;
        web_administer(w, put_on_record, x);
}

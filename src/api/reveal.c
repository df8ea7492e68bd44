/* reveal.c: one private field of a record, once, for a reason that stays on the record. */
#include "api/api_in.h"
#include "ask/show.h"
#include "loop/admin.h"

struct revealing {
        struct web *w;
        struct reveal in;
        int64_t account; /* id */
        int64_t seq;
};

static enum err put_on_record(struct writer *wr, void *ctx, struct faults *f)
{
        struct revealing *x = ctx;
        const struct city *c = wr->inforce.city;
        int l = c ? city_ledger(c, x->in.l->name) : -1;
        struct reveal in = x->in;
        in.account = account_by_id(&wr->inforce.accounts, x->account);
        if (l < 0 || in.account < 0)
                return FAULT(f, ERR_CONFLICT, "reveal.gone", STR_NONE, "台账或账号已不在",
                             "the ledger or the account is gone");
        in.l = &c->ledgers[l];
        return admin_reveal(wr, &in, f, &x->seq);
}

enum err api_reveal(struct web *w)
{
        static const struct str members[] = { SI("field"), SI("because") };
        struct revealing *x = ARENA_NEW(w->a, struct revealing, 1);
        struct jval *body;
        bool requester;
        x->w = w;
        TRY(api_ledger(w, &x->in.l));
        TRY(api_record(w, x->in.l, &x->in.record, &requester));
        if (requester)
                return FAULT(&w->f, ERR_DENIED, "role", STR_NONE, "须以账号登录，不用查询码",
                             "sign in with an account, not with a follow-code");
        TRY(api_body(w, members, LEN(members), &body));
        x->in.field = jval_text(body, S("field"));
        x->in.because = jval_text(body, S("because"));
        x->in.via = VIA_API;
        x->account = w->who.account_id;
        w->state = x;
        web_administer(w, put_on_record, x);
        return OK;
}

enum err api_revealed(struct web *w)
{
        const struct revealing *x = w->state;
        const struct ledger *l;
        struct str value;
        struct jout j;
        if (w->job.err != OK) return w->job.err;
        TRY(api_ledger(w, &l));
        TRY(show_bare(&w->ask, l, x->in.record, x->in.field, &value));
        web_json(w, 200, &j);
        jout_open(&j, '{');
        jout_key_text(&j, S("ledger"), l->name);
        jout_key_text(&j, S("number"), w->arg[1]);
        jout_key_text(&j, S("field"), x->in.field);
        jout_key_text(&j, S("value"), value);
        jout_key_int(&j, S("event"), x->seq);
        jout_close(&j);
        return OK;
}

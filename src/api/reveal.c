/* reveal.c: one private field of a record, once, for a reason that stays on the record. */
#include "web/reveal.h"
#include "api/api_in.h"
#include "ask/show.h"

enum err api_reveal(struct web *w)
{
        static const struct str members[] = { SI("field"), SI("because") };
        struct reveal in = { .via = VIA_API };
        struct jval *body;
        bool requester;
        TRY(api_ledger(w, &in.l));
        TRY(api_record(w, in.l, &in.record, &requester));
        if (requester)
                return FAULT(&w->f, ERR_DENIED, "role", STR_NONE, "须以账号登录，不用查询码",
                             "sign in with an account, not with a follow-code");
        TRY(api_body(w, members, LEN(members), &body));
        in.field = jval_text(body, S("field"));
        in.because = jval_text(body, S("because"));
        web_reveal(w, &in);
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

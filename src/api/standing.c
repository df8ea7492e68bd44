/* standing.c: who stands in for whom, and posts handed over. */
#include "api/api_in.h"
#include "loop/admin_account.h"
#include "view/stand.h"
#include "web/administer.h"

struct standing {
        struct web *w;
        struct stand_in in;
        struct hand_over hand;
        struct handed handed;
        int64_t id;
};

static struct standing *standing_of(struct web *w)
{
        struct standing *x = ARENA_NEW(w->a, struct standing, 1);
        *x = (struct standing){ .w = w, .handed.a = w->a };
        x->in.login = x->hand.login = w->arg[0];
        w->state = x;
        return x;
}

static int acting(const struct writer *wr, const struct web *w)
{
        return account_by_id(&wr->inforce.accounts, w->who.account_id);
}

/* ---- stand-ins ------------------------------------------------------------------------------- */

static void put_stand(struct web *w, const struct stand *s, struct jout *j)
{
        const struct accounts *all = &w->in->in.accounts;
        int a = account_by_id(all, s->account), b = account_by_id(all, s->acting_for);
        char text[16];
        jout_open(j, '{');
        jout_key_int(j, S("stand_in"), s->id);
        if (a >= 0) jout_key_text(j, S("account"), all->v[a].login);
        if (b >= 0) jout_key_text(j, S("for"), all->v[b].login);
        if (s->office.n) jout_key_text(j, S("office"), s->office);
        if (s->role.n) jout_key_text(j, S("role"), s->role);
        jout_key_text(j, S("from"), day_format(s->first, text));
        if (day_is(s->last)) jout_key_text(j, S("to"), day_format(s->last, text));
        jout_close(j);
}

/* Those in which the account has a part, from today on. */
enum err api_stand_ins(struct web *w)
{
        struct stand *v;
        struct jout j;
        size_t n;
        int at = account_find(&w->in->in.accounts, w->arg[0]);
        TRY(web_ask(w));
        if (at < 0)
                return FAULT(&w->f, ERR_NOT_FOUND, "account.none", S("login"), "没有账号“%.*s”",
                             "there is no account '%.*s'", SP(str_sub(w->arg[0], 0, 60)));
        int64_t id = w->in->in.accounts.v[at].id;
        TRY(ask_failed(&w->ask, stand_list(w->ask.st, w->a, ask_today(&w->ask), &v, &n)));
        web_json(w, 200, &j);
        jout_open(&j, '{');
        jout_key(&j, S("stand_ins"));
        jout_open(&j, '[');
        for (size_t i = 0; i < n; i++)
                if (v[i].account == id || v[i].acting_for == id) put_stand(w, &v[i], &j);
        jout_close(&j);
        jout_close(&j);
        return OK;
}

static enum err read_day(struct web *w, const struct jval *o, struct str name, struct day *ret)
{
        struct str s = jval_text(o, name);
        *ret = DAY_NONE;
        if (s.n == 0 || day_parse(s, ret) == OK) return OK;
        return FAULT(&w->f, ERR_INPUT, "query.day", name, "应为日期，如 2022-08-22",
                     "expected a day, as 2022-08-22");
}

static enum err stand_in(struct writer *wr, void *ctx, struct faults *f)
{
        struct standing *x = ctx;
        return admin_stand_in(wr, acting(wr, x->w), &x->in, f, &x->id);
}

enum err api_stand_in(struct web *w)
{
        static const struct str members[] = { SI("for"), SI("office"), SI("role"), SI("from"),
                                              SI("to") };
        struct standing *x = standing_of(w);
        struct jval *o;
        TRY(api_body(w, members, LEN(members), &o));
        x->in.acting_for = jval_text(o, S("for"));
        x->in.office = jval_text(o, S("office"));
        x->in.role = jval_text(o, S("role"));
        TRY(read_day(w, o, S("from"), &x->in.from));
        TRY(read_day(w, o, S("to"), &x->in.to));
        web_administer(w, stand_in, x);
        return OK;
}

enum err api_stood_in(struct web *w)
{
        const struct standing *x = w->state;
        struct jout j;
        if (w->job.err != OK) return w->job.err;
        web_json(w, 201, &j);
        jout_open(&j, '{');
        jout_key_int(&j, S("stand_in"), x->id);
        jout_close(&j);
        return OK;
}

static enum err end(struct writer *wr, void *ctx, struct faults *f)
{
        const struct standing *x = ctx;
        return admin_stand_end(wr, acting(wr, x->w), x->id, f);
}

enum err api_stand_end(struct web *w)
{
        struct standing *x = standing_of(w);
        if (num_parse_i64(w->arg[1], 1, INT64_MAX, &x->id) != OK)
                return FAULT(&w->f, ERR_NOT_FOUND, "stand.over", STR_NONE, "没有这样的代理",
                             "there is no such stand-in");
        web_administer(w, end, x);
        return OK;
}

enum err api_stand_ended(struct web *w)
{
        if (w->job.err != OK) return w->job.err;
        web_text(w, 204, STR_NONE, STR_NONE);
        return OK;
}

/* ---- hand-over ------------------------------------------------------------------------------- */

static enum err hand_over(struct writer *wr, void *ctx, struct faults *f)
{
        struct standing *x = ctx;
        int i = account_find(&wr->inforce.accounts, x->hand.login);
        struct hash none = { 0 };
        TRY(admin_account_hand_over(wr, acting(wr, x->w), &x->hand, f, &x->handed));
        return sessions_end_all(x->w->site->sessions, wr->st, wr->inforce.accounts.v[i].id, none);
}

enum err api_hand_over(struct web *w)
{
        static const struct str members[] = { SI("to"), SI("office") };
        struct standing *x = standing_of(w);
        struct jval *o;
        TRY(api_body(w, members, LEN(members), &o));
        x->hand.to = jval_text(o, S("to"));
        x->hand.office = jval_text(o, S("office"));
        web_administer(w, hand_over, x);
        return OK;
}

enum err api_handed_over(struct web *w)
{
        const struct standing *x = w->state;
        struct jout j;
        if (w->job.err != OK) return w->job.err;
        web_json(w, 200, &j);
        jout_open(&j, '{');
        jout_key(&j, S("handed"));
        jout_open(&j, '[');
        for (size_t i = 0; i < x->handed.n; i++) {
                jout_open(&j, '{');
                jout_key_text(&j, S("office"), x->handed.v[i].office);
                jout_key_int(&j, S("duties"), x->handed.v[i].duties);
                jout_close(&j);
        }
        jout_close(&j);
        jout_close(&j);
        return OK;
}

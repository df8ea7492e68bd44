/* session.c: signing in and out, who is signed in, and his work. */
#include "api/api_in.h"
#include "ask/work.h"
#include "web/own.h"
#include "web/signin.h"

struct signing {
        struct signin in;
        struct signin_code code;
};

/* ---- signing in ------------------------------------------------------------------------------ */

/* Password and code in one go: a half session is gone again before anybody could use it. */
static enum err sign_in_write(struct writer *wr, void *ctx, struct faults *f)
{
        struct signing *x = ctx;
        struct web *w = x->in.w;
        TRY(signin_write(wr, &x->in, f));
        if (!x->in.done || !x->in.half) return OK;
        struct session half = sessions_find(w->site->sessions, str_c(x->in.token), w->now,
                                            web_sign_in(w)->idle_ms);
        half.account = account_by_id(&w->in->in.accounts, half.account_id);
        w->who = half;
        if (half.account >= 0 && x->code.code.n && !x->in.enrol)
                TRY(signin_code_write(wr, &x->code, f));
        if (!x->code.done) TRY(signout_write(wr, w, f));
        return OK;
}

enum err api_sign_in(struct web *w)
{
        static const struct str members[] = { SI("login"), SI("password"), SI("code") };
        struct signing *x = ARENA_NEW(w->a, struct signing, 1);
        struct jval *o;
        TRY(api_body(w, members, LEN(members), &o));
        x->in.login = jval_text(o, S("login"));
        x->in.password = jval_text(o, S("password"));
        x->in.api = true;
        x->code.w = w;
        x->code.code = jval_text(o, S("code"));
        for (size_t i = 0; i < 2; i++)
                if (jval_text(o, members[i]).n == 0)
                        return FAULT(&w->f, ERR_INPUT, "input.required", members[i], "“%.*s”必填",
                                     "%.*s is required", SP(members[i]));
        w->state = x;
        TRY(signin_check(w, &x->in));
        web_administer(w, sign_in_write, x);
        return OK;
}

static enum err factor_told(struct web *w, const struct signing *x)
{
        if (!x->in.half || x->code.done) return OK;
        if (x->in.enrol) {
                w->ans.status = 403;
                return FAULT(&w->f, ERR_DENIED, "code.enrol", S("code"),
                             "该账号须先在网页上设置动态验证码",
                             "this account must set up its one-time codes on the pages first");
        }
        w->ans.status = 401;
        if (x->code.code.n == 0)
                return FAULT(&w->f, ERR_DENIED, "code.needed", S("code"),
                             "还须给出动态验证码（code）",
                             "the one-time code is needed too (code)");
        return FAULT(&w->f, ERR_DENIED, "code.wrong", S("code"), "动态验证码不对",
                     "the one-time code is wrong");
}

void api_posts(struct web *w, const struct account *x, struct jout *j)
{
        const struct offices *o = &w->in->in.offices;
        jout_key(j, S("posts"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->posts_n; i++) {
                const struct post *p = &x->posts[i];
                jout_open(j, '{');
                jout_key_text(j, S("office"), o->o[p->office].code);
                jout_key_text(j, S("office_name"),
                              office_name(o, p->office, day_of(w->now, w->in->in.zone), w->lang));
                jout_key_text(j, S("role"), role_name(p->role));
                jout_key_text(j, S("role_label"), role_label(p->role, w->lang));
                int b = p->acting_for ? account_by_id(&w->in->in.accounts, p->acting_for) : -1;
                if (b >= 0) jout_key_text(j, S("acting_for"), w->in->in.accounts.v[b].login);
                jout_close(j);
        }
        jout_close(j);
}

enum err api_signed_in(struct web *w)
{
        const struct signing *x = w->state;
        const struct accounts *all = &w->in->in.accounts;
        struct jout j;
        char text[40];
        TRY(signin_told(w, &x->in));
        TRY(factor_told(w, x));
        int i = account_by_id(all, x->in.account);
        if (i < 0) return ERR_NOT_FOUND;
        struct moment end = { w->now.ms + SESSION_LIFE_MS };
        web_json(w, 201, &j);
        jout_open(&j, '{');
        jout_key_text(&j, S("token"), str_c(x->in.half ? x->code.token : x->in.token));
        jout_key_text(&j, S("expires"), moment_format(end, w->in->in.zone, text));
        jout_key_int(&j, S("idle_minutes"), web_sign_in(w)->idle_ms / 60000);
        jout_key_text(&j, S("account"), all->v[i].login);
        api_posts(w, &all->v[i], &j);
        jout_close(&j);
        return OK;
}

enum err api_sign_out(struct web *w)
{
        web_administer(w, signout_write, w);
        return OK;
}

enum err api_signed_out(struct web *w)
{
        if (w->job.err != OK) return w->job.err;
        web_text(w, 204, STR_NONE, STR_NONE);
        return OK;
}

/* ---- his own sessions ------------------------------------------------------------------------ */

enum err api_sessions(struct web *w)
{
        struct own_session *v;
        struct jout j;
        size_t n;
        char text[40];
        TRY(web_ask(w));
        TRY(own_sessions(w, &v, &n));
        web_json(w, 200, &j);
        jout_open(&j, '{');
        jout_key(&j, S("sessions"));
        jout_open(&j, '[');
        for (size_t i = 0; i < n; i++) {
                const struct session_row *r = &v[i].row;
                jout_open(&j, '{');
                jout_key_text(&j, S("session"), v[i].name);
                jout_key_text(&j, S("by"), r->api ? S("api") : S("page"));
                jout_key_text(&j, S("address"), r->address);
                jout_key_text(&j, S("browser"), r->browser);
                jout_key_text(&j, S("since"), moment_format(r->began, w->in->in.zone, text));
                jout_key_text(&j, S("seen"), moment_format(r->seen, w->in->in.zone, text));
                jout_key_bool(&j, S("this"), v[i].this);
                jout_close(&j);
        }
        jout_close(&j);
        jout_close(&j);
        return OK;
}

enum err api_session_end(struct web *w)
{
        struct own_ending *x = ARENA_NEW(w->a, struct own_ending, 1);
        *x = (struct own_ending){ w, w->arg[0] };
        web_administer(w, own_end, x);
        return OK;
}

enum err api_session_ended(struct web *w)
{
        if (w->job.err != OK) return w->job.err;
        web_text(w, 204, STR_NONE, STR_NONE);
        return OK;
}

/* ---- who is signed in, and his work ---------------------------------------------------------- */

enum err api_me(struct web *w)
{
        const struct account *x = &w->in->in.accounts.v[w->who.account];
        struct jout j;
        web_json(w, 200, &j);
        jout_open(&j, '{');
        jout_key_text(&j, S("account"), x->login);
        api_posts(w, x, &j);
        jout_close(&j);
        return OK;
}

enum err api_work(struct web *w)
{
        struct work_in in = { .after = web_query(w, S("after")) };
        struct work_out x;
        struct jout j;
        TRY(web_ask(w));
        TRY(api_limit(w, &in.limit));
        TRY(api_flag(w, S("below"), &in.below));
        if (web_has_query(w, S("ledger"))) TRY(web_ledger(w, web_query(w, S("ledger")), &in.l));
        TRY(work_read(&w->ask, &in, &x));
        api_next(w, x.next);
        web_json(w, 200, &j);
        work_json(&w->ask, &x, &j);
        return OK;
}

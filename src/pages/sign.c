/* sign.c: signing in and out, the second factor, and one's own account. */
#include "web/signin.h"

#include "pages/public.h"
#include "pages/qr.h"
#include "web/token.h"

/* ---- signing in ---- */

static struct str next_of(const struct web *w, struct str given)
{
        return page_local(given, w->who.duty ? S("/duty") : S("/app/"));
}

static enum err signin_page(struct web *w, int status)
{
        struct page p;
        bool post = w->q->method == WEB_POST;
        struct str next = post ? web_form(w, S("_next")) : web_query(w, S("next"));
        struct form_input in = { .name = S("_next"), .type = S("hidden"), .value = next };
        page_begin(&p, w, TR(w, "Sign in"), PAGE_BARE);
        page_mistakes(&p);
        TAG(&p.h, "<section class=\"card zt-narrow\"><div class=\"card-body\">\n");
        form_begin(&p, S("/signin"), false);
        form_plain(&p, &in);
        in = (struct form_input){
                .name = S("_login"), .type = S("text"), .label = TR(w, "Login"), .required = true
        };
        form_plain(&p, &in);
        in = (struct form_input){ .name = S("_password"),
                                  .type = S("password"),
                                  .label = TR(w, "Password"),
                                  .required = true };
        form_plain(&p, &in);
        form_end(&p, TR(w, "Sign in"));
        HTML(&p.h, "<p class=\"form-hint\">{}</p>\n",
             L("To follow a request you need no account: its number and code are enough."));
        HTML(&p.h, "<p><a href=\"/follow\">{}</a></p>\n", L("Follow a request"));
        public_card_end(&p);
        return page_end(&p, status);
}

static enum err signin_form(struct web *w)
{
        if (w->who.account_id != 0 && !w->who.half) {
                web_redirect(w, next_of(w, web_query(w, S("next"))));
                return OK;
        }
        return signin_page(w, 200);
}

/* Slowed down, or without a login: the form again, with the sentence. */
static enum err signin_run(struct web *w)
{
        struct signin *x = ARENA_NEW(w->a, struct signin, 1);
        x->login = str_trim(web_form(w, S("_login")));
        x->password = web_form(w, S("_password"));
        x->w = w;
        w->state = x;
        enum err e = signin_check(w, x);
        if (e != OK) return signin_page(w, w->ans.status ? w->ans.status : web_status(e));
        web_administer(w, signin_write, x);
        return OK;
}

static enum err signin_after(struct web *w)
{
        struct signin *x = w->state;
        enum err e = signin_told(w, x);
        if (e == ERR_IO || e == ERR_BUSY || e == ERR_CORRUPT) return e;
        if (e != OK) return signin_page(w, w->ans.status ? w->ans.status : web_status(e));
        signin_cookie(w, x);
        struct str next = next_of(w, web_form(w, S("_next")));
        if (x->half)
                next = str_printf(w->a, "/signin/%s?next=%.*s", x->enrol ? "enrol" : "code",
                                  SP(web_encode(w->a, next, S("/"))));
        web_redirect(w, next);
        return OK;
}

/* ---- the second factor ---- */

/* Of a half session, or of an account's own accord. */
static bool of_own(const struct web *w)
{
        return str_starts(w->q->path, S("/app/me/"));
}

static void put_code(struct page *p)
{
        struct web *w = p->w;
        struct form_input in = { .name = S("_code"),
                                 .type = S("text"),
                                 .label = TR(w, "One-time code"),
                                 .hint = TR(w, "The six digits your app shows now."),
                                 .required = true };
        form_plain(p, &in);
}

static void code_form(struct page *p)
{
        struct web *w = p->w;
        bool post = w->q->method == WEB_POST;
        struct str next = post ? web_form(w, S("_next")) : web_query(w, S("next"));
        struct form_input in = { .name = S("_next"), .type = S("hidden"), .value = next };
        form_begin(p, of_own(w) ? S("/app/me/factor/code") : S("/signin/code"), false);
        form_plain(p, &in);
        put_code(p);
        form_end(p, TR(w, "Go on"));
}

static enum err code_page(struct web *w, int status)
{
        struct page p;
        page_begin(&p, w, TR(w, "The second factor"), PAGE_BARE);
        page_mistakes(&p);
        TAG(&p.h, "<section class=\"card zt-narrow\"><div class=\"card-body\">\n");
        code_form(&p);
        public_card_end(&p);
        return page_end(&p, status);
}

static enum err code_get(struct web *w)
{
        return code_page(w, 200);
}

static enum err code_run(struct web *w)
{
        struct signin_code *x = ARENA_NEW(w->a, struct signin_code, 1);
        *x = (struct signin_code){ .w = w, .code = str_trim(web_form(w, S("_code"))) };
        w->state = x;
        web_administer(w, signin_code_write, x);
        return OK;
}

static enum err code_after(struct web *w)
{
        const struct signin_code *x = w->state;
        enum err e = w->job.err;
        if (e == ERR_IO || e == ERR_BUSY || e == ERR_CORRUPT) return e;
        if (e != OK || !x->done)
                return code_page(w, w->ans.status ? w->ans.status : e != OK ? web_status(e) : 401);
        struct signin in = { .w = w, .done = true };
        memcpy(in.token, x->token, sizeof in.token);
        signin_cookie(w, &in);
        if (of_own(w)) page_done(w, S("/app/me"), S("factor"));
        else web_redirect(w, next_of(w, web_form(w, S("_next"))));
        return OK;
}

static enum err enrol_get(struct web *w)
{
        struct page p;
        struct form_input in = { .name = S("_next"),
                                 .type = S("hidden"),
                                 .value = web_query(w, S("next")) };
        page_begin(&p, w, TR(w, "The second factor"), PAGE_BARE);
        HTML(&p.h, "<section class=\"card zt-narrow\"><div class=\"card-body\">\n<p>{}</p>\n",
             L("Your role asks for a second factor: an app on your telephone that shows a new "
               "six-digit code every half minute. Have the app at hand, then go on."));
        form_begin(&p, S("/signin/enrol"), false);
        form_plain(&p, &in);
        form_end(&p, TR(w, "Go on"));
        public_card_end(&p);
        return page_end(&p, 200);
}

static enum err enrol_run(struct web *w)
{
        struct signin_enrol *x = ARENA_NEW(w->a, struct signin_enrol, 1);
        x->w = w;
        w->state = x;
        web_administer(w, signin_enrol_write, x);
        return OK;
}

/* A key as people copy it by hand; the apps leave out the blanks. */
static struct str in_fours(struct arena *a, struct str key)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < key.n; i += 4)
                all = str_printf(a, "%.*s%s%.*s", SP(all), i ? " " : "", SP(str_sub(key, i, 4)));
        return all;
}

static enum err enrol_after(struct web *w)
{
        struct page p;
        const struct signin_enrol *x = w->state;
        TRY(w->job.err);
        page_begin(&p, w, TR(w, "The second factor"), PAGE_BARE);
        HTML(&p.h,
             "<section class=\"card zt-narrow\"><div class=\"card-body\">\n<p>{}</p>\n"
             "<p><code id=\"secret\">{}</code></p>\n<p>{}</p>\n<p><code class=\"zt-wrap\">{}</code>"
             "</p>\n",
             L("Enter this key in the app:"), T(in_fours(w->a, str_c(x->secret))),
             L("or open this address on the telephone:"), T(x->url));
        HTML(&p.h, "<p>{}</p>\n", L("or let the app read this picture:"));
        qr_put(&p.h, x->url, TR(w, "The key as a QR code"));
        code_form(&p);
        public_card_end(&p);
        return page_end(&p, 200);
}

/* ---- signing out ---- */

static enum err signout_run(struct web *w)
{
        web_administer(w, signout_write, w);
        return OK;
}

static enum err signout_after(struct web *w)
{
        TRY(w->job.err);
        signin_forget(w);
        page_done(w, S("/"), S("signed_out"));
        return OK;
}

/* ---- one's own account ---- */

static void put_posts(struct page *p)
{
        struct web *w = p->w;
        const struct account *a = &w->in->in.accounts.v[w->who.account];
        public_card(p, TR(w, "My posts"));
        HTML(&p->h, "<p>{} <strong>{}</strong></p>\n<ul class=\"zt-list\">\n", L("Login"),
             T(a->login));
        for (size_t i = 0; i < a->posts_n; i++) {
                int b = account_by_id(&w->in->in.accounts, a->posts[i].acting_for);
                HTML(&p->h, "<li>{} · {}", T(role_label(a->posts[i].role, w->lang)),
                     T(office_name(&w->in->in.offices, a->posts[i].office, DAY_NONE, w->lang)));
                if (b >= 0)
                        HTML(&p->h, " ({} {})", L("stands in for"),
                             T(w->in->in.accounts.v[b].login));
                TAG(&p->h, "</li>\n");
        }
        HTML(&p->h, "</ul>\n<p><a href=\"/app/sessions\">{}</a></p>\n", L("Where I am signed in"));
        public_card_end(p);
}

static enum err put_factor(struct page *p)
{
        struct web *w = p->w;
        bool has;
        TRY(signin_factor_has(w, &has));
        public_card(p, TR(w, "The second factor"));
        if (has && signin_factor_asked(w)) {
                HTML(&p->h, "<p>{}</p>\n", L("Your role asks for it."));
        } else if (has) {
                struct form_input in = { .name = S("_present"),
                                         .type = S("password"),
                                         .label = TR(w, "Password"),
                                         .required = true };
                form_begin(p, S("/app/me/factor/off"), false);
                form_plain(p, &in);
                put_code(p);
                form_end(p, TR(w, "Switch it off"));
        } else {
                HTML(&p->h, "<p>{}</p>\n",
                     L("An app on your telephone shows a new six-digit code every half minute, "
                       "which is asked for besides the password."));
                form_begin(p, S("/app/me/factor"), false);
                form_end(p, TR(w, "Set it up"));
        }
        public_card_end(p);
        return OK;
}

static enum err me_page(struct web *w, int status)
{
        struct page p;
        struct form_input in = { .name = S("_old"),
                                 .type = S("password"),
                                 .label = TR(w, "Password until now"),
                                 .required = true };
        page_begin(&p, w, TR(w, "My account"), PAGE_STAFF);
        page_mistakes(&p);
        put_posts(&p);
        public_card(&p, TR(w, "Set another password"));
        form_begin(&p, S("/app/me/password"), false);
        form_plain(&p, &in);
        in.name = S("_password");
        in.label = TR(w, "New password");
        in.hint = TR(w, "At least ten characters. Your other sessions end.");
        form_plain(&p, &in);
        in.name = S("_again");
        in.label = TR(w, "New password, again");
        in.hint = STR_NONE;
        form_plain(&p, &in);
        form_end(&p, TR(w, "Set password"));
        public_card_end(&p);
        TRY(put_factor(&p));
        return page_end(&p, status);
}

static enum err me(struct web *w)
{
        return me_page(w, 200);
}

static enum err password_run(struct web *w)
{
        struct password_change *x = ARENA_NEW(w->a, struct password_change, 1);
        *x = (struct password_change){ .w = w,
                                       .old = web_form(w, S("_old")),
                                       .new_ = web_form(w, S("_password")) };
        enum err e = OK;
        w->state = x;
        if (!str_eq(x->new_, web_form(w, S("_again"))))
                e = FAULT(&w->f, ERR_INPUT, "password.again", S("_again"), "两次输入的新密码不一致",
                          "the new password was not typed the same twice");
        if (e == OK) e = password_change_check(w, x);
        if (e != OK) return me_page(w, w->ans.status ? w->ans.status : web_status(e));
        web_administer(w, password_change_write, x);
        return OK;
}

static enum err password_after(struct web *w)
{
        enum err e = w->job.err;
        if (e == ERR_IO || e == ERR_BUSY || e == ERR_CORRUPT) return e;
        if (e != OK) return me_page(w, web_status(e));
        page_done(w, S("/app/me"), S("password"));
        return OK;
}

static void place_at(struct faults *f, struct str from, struct str to)
{
        for (struct fault *x = f->first; x; x = x->next)
                if (str_eq(x->where, from)) x->where = to;
}

static enum err off_run(struct web *w)
{
        enum err e = OK;
        if (signin_factor_asked(w))
                e = FAULT(&w->f, ERR_CONFLICT, "factor.asked", STR_NONE,
                          "所任岗位须用动态验证码，不能停用",
                          "a role of yours asks for the second factor: it cannot be switched off");
        if (e == OK) e = signin_own_password(w, web_form(w, S("_present")));
        place_at(&w->f, S("old"), S("_present"));
        if (e != OK) return me_page(w, w->ans.status ? w->ans.status : web_status(e));
        struct signin_code *x = ARENA_NEW(w->a, struct signin_code, 1);
        *x = (struct signin_code){ .w = w, .code = str_trim(web_form(w, S("_code"))) };
        w->state = x;
        web_administer(w, signin_factor_off_write, x);
        return OK;
}

static enum err off_after(struct web *w)
{
        enum err e = signin_code_told(w, w->state);
        if (e == ERR_IO || e == ERR_BUSY || e == ERR_CORRUPT) return e;
        place_at(&w->f, S("code"), S("_code"));
        if (e != OK) return me_page(w, w->ans.status ? w->ans.status : web_status(e));
        page_done(w, S("/app/me"), S("factor_off"));
        return OK;
}

/* ---- routes ---- */

const struct web_route sign_routes[] = {
        { WEB_GET, "/signin", "signin.form", DOOR_ANY, 0, 0, signin_form, NULL },
        { WEB_POST, "/signin", "signin", DOOR_ANY, 0, WEB_FORM, signin_run, signin_after },
        { WEB_GET, "/signin/code", "signin.code.form", DOOR_HALF, 0, 0, code_get, NULL },
        { WEB_POST, "/signin/code", "signin.code", DOOR_HALF, 0, WEB_FORM, code_run, code_after },
        { WEB_GET, "/signin/enrol", "signin.enrol.form", DOOR_HALF, 0, 0, enrol_get, NULL },
        { WEB_POST, "/signin/enrol", "signin.enrol", DOOR_HALF, 0, WEB_FORM, enrol_run,
          enrol_after },
        { WEB_POST, "/signout", "signout", DOOR_ANY, 0, WEB_FORM, signout_run, signout_after },
        { WEB_GET, "/link/{token}", "link.form", DOOR_ANY, 0, WEB_BARE, once_page, NULL },
        { WEB_POST, "/link/{token}", "link", DOOR_ANY, 0, WEB_FORM | WEB_BARE, once_use,
          once_used },
        { WEB_GET, "/duty", "duty", DOOR_ANY, 0, 0, duty_page, NULL },
        { WEB_GET, "/duty/files/{file}", "duty.file", DOOR_ANY, 0, 0, duty_file, NULL },
        { WEB_POST, "/duty/{step}", "duty.step", DOOR_ANY, 0, WEB_FORM, duty_step, duty_stepped },
        { WEB_GET, "/app/me", "me", DOOR_SIGNED, 0, 0, me, NULL },
        { WEB_POST, "/app/me/factor", "me.factor", DOOR_SIGNED, 0, WEB_FORM, enrol_run,
          enrol_after },
        { WEB_POST, "/app/me/factor/code", "me.factor.code", DOOR_SIGNED, 0, WEB_FORM, code_run,
          code_after },
        { WEB_POST, "/app/me/factor/off", "me.factor.off", DOOR_SIGNED, 0, WEB_FORM, off_run,
          off_after },
        { WEB_POST, "/app/me/password", "me.password", DOOR_SIGNED, 0, WEB_FORM, password_run,
          password_after },
};
const size_t sign_routes_n = LEN(sign_routes);

/* link.c: one-time links (first administrators, passwords) and the page behind a one-duty link. */
#include "web/link.h"

#include "ask/offers.h"
#include "pages/public.h"
#include "web/files.h"
#include "web/signin.h"

static void plain(struct page *p, const char *name, struct str type, struct str label)
{
        struct form_input in = {
                .name = str_c(name), .type = type, .label = label, .required = true
        };
        form_plain(p, &in);
}

static void password_inputs(struct page *p)
{
        struct form_input in = { .name = S("password"),
                                 .type = S("password"),
                                 .label = TR(p->w, "New password"),
                                 .hint = TR(p->w, "At least ten characters."),
                                 .required = true };
        form_plain(p, &in);
        plain(p, "_again", S("password"), TR(p->w, "New password, again"));
}

/* ---- the forms ---- */

static void first_form(struct page *p, struct str action)
{
        struct web *w = p->w;
        HTML(&p->h, "<p>{}</p>\n",
             L("Three people administer a city, and no one of them can do the others' work: the "
               "system administrator keeps offices, definitions and accounts; the security "
               "administrator gives rights; the audit administrator watches both. Choose a login "
               "for each. You get the password of the first now, and a link for each of the "
               "others."));
        form_begin(p, action, false);
        if (office_root(&w->in->in.offices) < 0) {
                plain(p, "office", S("text"), TR(w, "Code of the city's own office"));
                plain(p, "office_name", S("text"), TR(w, "Name of the city's own office"));
        }
        plain(p, "system", S("text"), TR(w, "Login of the system administrator"));
        password_inputs(p);
        plain(p, "security", S("text"), TR(w, "Login of the security administrator"));
        plain(p, "audit", S("text"), TR(w, "Login of the audit administrator"));
        form_end(p, TR(w, "Set up"));
}

static enum err form_page(struct web *w, enum link_kind kind, int status)
{
        struct page p;
        static const struct str title[] = { [LINK_FIRST] = PO("Set up the administrators"),
                                            [LINK_PASSWORD] = PO("Set a password"),
                                            [LINK_DUTY] = PO("A task for you") };
        _Static_assert(LEN(title) == LINK_KIND_COUNT, "one row per kind");
        struct str action = web_encode(w->a, w->q->path, S("/"));
        page_begin(&p, w, tr(w->lang, title[kind]), PAGE_BARE);
        page_mistakes(&p);
        TAG(&p.h, "<section class=\"card zt-narrow\"><div class=\"card-body\">\n");
        if (kind == LINK_FIRST) {
                first_form(&p, action);
        } else if (kind == LINK_PASSWORD) {
                form_begin(&p, action, false);
                password_inputs(&p);
                form_end(&p, TR(w, "Set password"));
        } else {
                /* a button: programs that only look at links must not open it */
                HTML(&p.h, "<p>{}</p>\n",
                     L("This link opens one task and nothing else, until it is done."));
                form_begin(&p, action, false);
                form_end(&p, TR(w, "Open the task"));
        }
        public_card_end(&p);
        return page_end(&p, status);
}

enum err once_page(struct web *w)
{
        struct account_link link;
        TRY(link_find(w, w->arg[0], &link));
        return form_page(w, link.kind, 200);
}

/* ---- using one ---- */

struct using
{
        enum link_kind kind;
        struct first_setup first;
        struct link_password password;
        struct link_open open;
};

static enum err first_write(struct writer *wr, void *ctx, struct faults *f)
{
        return first_setup(wr, ctx, f);
}

static enum err check_again(struct web *w)
{
        if (str_eq(web_form(w, S("password")), web_form(w, S("_again")))) return OK;
        return FAULT(&w->f, ERR_INPUT, "password.again", S("_again"), "两次输入的新密码不一致",
                     "the new password was not typed the same twice");
}

static enum err use_password(struct web *w, struct using *x)
{
        x->password = (struct link_password){ .w = w,
                                              .token = w->arg[0],
                                              .password = web_form(w, S("password")) };
        TRY(check_again(w));
        TRY(link_password_check(w, &x->password));
        web_administer(w, link_password_write, &x->password);
        return OK;
}

static enum err use_first(struct web *w, struct using *x)
{
        x->first = (struct first_setup){ .token = w->arg[0],
                                         .office = str_trim(web_form(w, S("office"))),
                                         .office_name = str_trim(web_form(w, S("office_name"))),
                                         .sys = str_trim(web_form(w, S("system"))),
                                         .security = str_trim(web_form(w, S("security"))),
                                         .audit = str_trim(web_form(w, S("audit"))),
                                         .password = web_form(w, S("password")) };
        TRY(check_again(w));
        web_administer(w, first_write, &x->first);
        return OK;
}

enum err once_use(struct web *w)
{
        struct account_link link;
        struct using *x = ARENA_NEW(w->a, struct using, 1);
        TRY(link_find(w, w->arg[0], &link));
        x->kind = link.kind;
        w->state = x;
        enum err e = OK;
        switch (link.kind) {
        case LINK_FIRST: e = use_first(w, x); break;
        case LINK_PASSWORD: e = use_password(w, x); break;
        case LINK_DUTY:
                x->open = (struct link_open){ .w = w, .token = w->arg[0] };
                web_administer(w, link_open_write, &x->open);
                break;
        case LINK_KIND_COUNT: BUG("kind of link");
        }
        if (e == OK) return OK;
        return form_page(w, x->kind, w->ans.status ? w->ans.status : web_status(e));
}

static enum err set_up_page(struct web *w, const struct first_setup *x)
{
        struct page p;
        page_begin(&p, w, TR(w, "The administrators are set up"), PAGE_BARE);
        HTML(&p.h,
             "<section class=\"card\"><div class=\"card-body\">\n<p>{}</p>\n"
             "<dl class=\"zt-receipt\">\n",
             L("Give each of these links to its person. They are shown only now and work once."));
        HTML(&p.h, "<dt>{}</dt><dd><code class=\"zt-wrap\">{}</code></dd>\n", T(x->security),
             T(link_url(w, str_c(x->security_token))));
        HTML(&p.h, "<dt>{}</dt><dd><code class=\"zt-wrap\">{}</code></dd></dl>\n", T(x->audit),
             T(link_url(w, str_c(x->audit_token))));
        HTML(&p.h, "<p><a class=\"btn btn-primary\" href=\"/signin\">{}</a></p>\n", L("Sign in"));
        public_card_end(&p);
        return page_end(&p, 200);
}

enum err once_used(struct web *w)
{
        const struct using *x = w->state;
        enum err e = w->job.err;
        if (e == ERR_INPUT || e == ERR_CONFLICT) return form_page(w, x->kind, web_status(e));
        TRY(e);
        switch (x->kind) {
        case LINK_FIRST: return set_up_page(w, &x->first);
        case LINK_PASSWORD: page_done(w, S("/signin"), S("password")); return OK;
        case LINK_DUTY: {
                struct web_set_cookie c = { .name = S("zt"),
                                            .value = str_c(x->open.session),
                                            .max_age_s = -1 };
                web_put_cookie(w, &c);
                web_redirect(w, S("/duty"));
                return OK;
        }
        case LINK_KIND_COUNT: break;
        }
        BUG("kind of link");
}

/* ---- one duty ---- */

/* Of what the step just taken warned; none was: nothing. */
static void put_warned(struct page *p)
{
        const struct web *w = p->w;
        const struct request *r = w->job.req;
        int l = r ? city_ledger(w->in->in.city, r->ledger) : -1;
        if (l >= 0) page_warned(p, &w->in->in.city->ledgers[l], r->cmd.step, &r->out);
}

static enum err done_page(struct web *w)
{
        struct page p;
        page_begin(&p, w, TR(w, "Thank you: the task is done"), PAGE_BARE);
        put_warned(&p);
        HTML(&p.h, "<section class=\"card\"><div class=\"card-body\"><p>{}</p>\n",
             L("Nothing more is needed from you. You may close this page."));
        public_card_end(&p);
        return page_end(&p, 200);
}

static enum err put_steps(struct page *p, const struct shown *x)
{
        struct web *w = p->w;
        struct step_offer *o;
        size_t n, shown = 0;
        TRY(offers_read(&w->ask, x->l, &x->r, web_actor(w, VIA_PAGE), &o, &n));
        public_card(p, TR(w, "What you can do now"));
        for (size_t i = 0; i < n; i++) {
                const struct step *s = &x->l->steps[o[i].step];
                if (!o[i].may || s->retired || public_guarded(w, x, s)) continue;
                struct public_step one = { x, s, STR_NONE,
                                           str_printf(w->a, "/duty/%.*s", SP(s->name)) };
                public_step(p, &one);
                shown++;
        }
        if (shown == 0) HTML(&p->h, "<p>{}</p>\n", L("Nothing is needed from you at the moment."));
        public_card_end(p);
        return OK;
}

static void put_duty(struct page *p, const struct shown *x)
{
        struct web *w = p->w;
        const struct show_duty *d = show_owed(x, w->who.duty);
        if (!d) return;
        public_card(p, TR(w, "Your task"));
        HTML(&p->h,
             "<dl class=\"zt-facts\"><dt>{}</dt><dd>{}</dd>\n<dt>{}</dt><dd>{} {}</dd></dl>\n",
             T(d->label), T(d->holder), L("Due"), T(d->due), F(page_colour(&p->h, d->colour)));
        public_card_end(p);
}

static enum err show_duty(struct web *w, const struct ledger *l, int status)
{
        struct page p;
        struct shown x;
        struct look look = { .at = w->now, .record = w->who.record, .how = LOOK_LINK };
        TRY(show_read(&w->ask, l, w->who.record, false, &x));
        looks_note(w->site->looks, &look);
        page_begin(&p, w, x.r.number, PAGE_BARE);
        page_mistakes(&p);
        put_warned(&p);
        put_duty(&p, &x);
        TRY(put_steps(&p, &x));
        public_fields(&p, &x);
        page_files(&p, &x, S("/duty"), STR_NONE);
        public_events(&p, &x);
        return page_end(&p, status);
}

static enum err need_duty(struct web *w)
{
        if (w->who.duty) return OK;
        return FAULT(&w->f, ERR_NOT_FOUND, "duty.link", STR_NONE, "请用收到的链接打开任务",
                     "open the task by the link you were given");
}

enum err duty_page(struct web *w)
{
        const struct ledger *l;
        TRY(need_duty(w));
        TRY(web_ask_duty(w, &l));
        return show_duty(w, l, 200);
}

enum err duty_step(struct web *w)
{
        const struct ledger *l;
        struct request *r = ARENA_NEW(w->a, struct request, 1);
        TRY(need_duty(w));
        TRY(web_ask_duty(w, &l));
        int s = ledger_step(l, w->arg[0]);
        if (s < 0 || l->steps[s].enters)
                return FAULT(&w->f, ERR_NOT_FOUND, "step.unknown", STR_NONE, "没有这个环节",
                             "there is no such step");
        enum err e = form_request(w, l, &l->steps[s], r);
        if (e == ERR_INPUT) return show_duty(w, l, web_status(e));
        TRY(e);
        r->cmd.who = web_actor(w, VIA_PAGE);
        r->cmd.record = w->who.record;
        r->cmd.office = STR_NONE;
        r->cmd.day = DAY_NONE;
        web_submit(w, r, 1);
        return OK;
}

enum err duty_file(struct web *w)
{
        const struct ledger *l;
        TRY(need_duty(w));
        TRY(web_ask_duty(w, &l));
        return web_file_answer(w, l, w->who.record, false, w->arg[0]);
}

enum err duty_stepped(struct web *w)
{
        const struct ledger *l;
        enum err e = w->job.err;
        if (e == ERR_IO || e == ERR_BUSY || e == ERR_CORRUPT) return e;
        struct faults kept = w->f;
        if (e == OK) {
                if (web_ask_duty(w, &l) == ERR_NOT_FOUND) return done_page(w);
                w->f = kept;
                if (w->job.req[0].out.warned_n) return show_duty(w, l, 200);
                web_redirect(w, S("/duty"));
                return OK;
        }
        TRY(web_ask_duty(w, &l));
        public_place_faults(&w->f);
        return show_duty(w, l, web_status(e));
}

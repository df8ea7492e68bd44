#include "pages/public.h"

#include "ask/bulletin.h"
#include "ask/label.h"

/* ---- shared parts ---- */

void public_card(struct page *p, struct str title)
{
        HTML(&p->h,
             "<section class=\"card\"><div class=\"card-body\">\n"
             "<h2 class=\"card-title\">{}</h2>\n",
             T(title));
}

void public_card_end(struct page *p)
{
        TAG(&p->h, "</div></section>\n");
}

static bool is_by_requester(const struct step *s)
{
        for (size_t i = 0; i < s->by_n; i++)
                if (s->by[i].role == ROLE_REQUESTER) return true;
        return false;
}

const struct step *public_entering(const struct ledger *l)
{
        for (size_t i = 0; i < l->steps_n; i++) {
                const struct step *s = &l->steps[i];
                if (s->enters && !s->retired && is_by_requester(s)) return s;
        }
        return NULL;
}

enum err public_ledger(struct web *w, struct str name, const struct ledger **ret)
{
        const struct ledger *l;
        TRY(web_ledger(w, name, &l));
        if (!l->public)
                return FAULT(&w->f, ERR_NOT_FOUND, "ledger.unknown", name, "没有公开的台账“%.*s”",
                             "there is no public ledger \"%.*s\"", SP(str_sub(name, 0, 60)));
        *ret = l;
        return OK;
}

struct actor public_actor(void)
{
        return (struct actor){ .account = -1, .requester = true, .via = VIA_PAGE };
}

void public_inputs(struct page *p, const struct ledger *l, const struct step *s)
{
        for (size_t i = 0; i < s->ask_n; i++) {
                const struct field *f = &l->fields[s->ask[i]];
                struct form_field x = { .l = l,
                                        .field = s->ask[i],
                                        .required = f->required && s->enters };
                if (!f->retired) form_declared(p, &x);
        }
}

void public_follow_button(struct page *p, struct str number, struct str code)
{
        struct form_input in = { .type = S("hidden"), .name = S("_number"), .value = number };
        form_begin(p, S("/follow"), false);
        form_plain(p, &in);
        in.name = S("_code");
        in.value = code;
        form_plain(p, &in);
        form_end(p, TR(p->w, "See how it stands"));
}

/* ---- home ---- */

bool public_bulletin(const struct web *w, struct str name)
{
        const struct city *c = w->in->in.city;
        int own = city_ledger(c, name);
        return own >= 0 ? c->ledgers[own].public : bulletin_is_public(&w->ask, name);
}

static void put_bulletins(struct page *p)
{
        struct web *w = p->w;
        struct str *names;
        size_t n, shown = 0;
        bulletin_names(&w->ask, &names, &n);
        public_card(p, TR(w, "Bulletins"));
        for (size_t i = 0; i < n; i++) {
                if (!public_bulletin(w, names[i])) continue;
                if (shown++ == 0) TAG(&p->h, "<ul class=\"zt-list\">\n");
                HTML(&p->h, "<li><a href=\"{}\">{}</a></li>\n",
                     U(str_printf(w->a, "/bulletin/%.*s",
                                  SP(web_encode(w->a, names[i], STR_NONE)))),
                     T(bulletin_title(&w->ask, names[i])));
        }
        if (shown) TAG(&p->h, "</ul>\n");
        else page_empty(p, TR(w, "Nothing has been made public yet."), STR_NONE);
        public_card_end(p);
}

static bool cheap(const struct figure *f)
{
        return f->agg == AGG_COUNT || f->agg == AGG_SUM || f->agg == AGG_RATE;
}

static enum err put_figure(struct page *p, const struct ledger *l, int i)
{
        struct web *w = p->w;
        const struct figure *f = &l->figures[i];
        struct figure_in in = { .l = l,
                                .figure = i,
                                .on = ask_today(&w->ask),
                                .from = DAY_NONE,
                                .to = DAY_NONE,
                                .office = -1,
                                .by = -1 };
        struct figure_out x;
        TRY(figure_read(&w->ask, &in, &x));
        struct str unit = f->unit;
        HTML(&p->h,
             "<a class=\"zt-figure\" href=\"{}\"><span class=\"zt-value\">{}</span> "
             "<span class=\"zt-name\">{}{}{}</span></a>\n",
             U(str_printf(w->a, "/figures/%.*s.%.*s", SP(l->name), SP(f->name))),
             T(figure_told(&w->ask, &x, &x.all)), T(label_in(&f->label, f->name, w->lang)),
             T(unit.n ? S(" · ") : STR_NONE), T(unit));
        return OK;
}

/* One public ledger: what can be asked of it, and its numbers of today. */
static enum err put_ledger(struct page *p, const struct ledger *l)
{
        struct web *w = p->w;
        public_card(p, label_in(&l->label, l->name, w->lang));
        if (public_entering(l)) {
                HTML(&p->h, "<p>{}</p>\n<p class=\"btn-list\">",
                     L("Tell us what is wrong or what you need. You get a number and a code, and "
                       "can see at any time who has it and by when it will be answered."));
                HTML(&p->h,
                     "<a class=\"btn btn-primary\" href=\"{}\">{}</a> "
                     "<a class=\"btn\" href=\"/follow\">{}</a></p>\n",
                     U(str_printf(w->a, "/enter/%.*s", SP(l->name))), L("Enter a request"),
                     L("Follow a request"));
        }
        HTML(&p->h, "<h3>{}</h3>\n<div class=\"zt-figures\">\n", L("Numbers of today"));
        for (size_t i = 0; i < l->figures_n; i++)
                if (cheap(&l->figures[i])) TRY(put_figure(p, l, (int)i));
        TAG(&p->h, "</div>\n");
        public_card_end(p);
        return OK;
}

enum err public_home(struct web *w)
{
        struct page p;
        TRY(web_ask(w));
        const struct city *c = w->in->in.city;
        page_begin(&p, w, label_in(&c->label, c->name, w->lang), PAGE_PUBLIC);
        HTML(&p.h, "<p class=\"zt-lead\">{}</p>\n",
             L("What is asked of this city is taken in, assigned, answered by a promised day and "
               "rated by whoever asked. Every number published here can be opened."));
        for (size_t i = 0; i < c->ledgers_n; i++)
                if (c->ledgers[i].public) TRY(put_ledger(&p, &c->ledgers[i]));
        put_bulletins(&p);
        return page_end(&p, 200);
}

/* ---- entering ---- */

static enum err enter_page(struct web *w, const struct ledger *l, int status)
{
        struct page p;
        const struct step *s = public_entering(l);
        if (!s)
                return FAULT(&w->f, ERR_NOT_FOUND, "enter.none", l->name, "这里不能自行登记",
                             "nothing can be entered here by the public");
        struct str label = label_in(&l->label, l->name, w->lang);
        page_begin(&p, w,
                   str_printf(w->a, "%.*s%s%.*s", SP(TR(w, "Enter a request")),
                              w->lang == LANG_ZH ? "：" : ": ", SP(label)),
                   PAGE_PUBLIC);
        page_mistakes(&p);
        HTML(&p.h, "<section class=\"card\"><div class=\"card-body\">\n<p>{}</p>\n",
             L("No account is needed. What is marked as required must be filled in. Your name and "
               "telephone are only seen by those who handle the request."));
        form_begin_step(&p, str_printf(w->a, "/enter/%.*s", SP(l->name)), l, s);
        public_inputs(&p, l, s);
        form_end(&p, TR(w, "Send"));
        public_card_end(&p);
        return page_end(&p, status);
}

enum err public_enter_form(struct web *w)
{
        const struct ledger *l;
        TRY(web_ask(w));
        TRY(public_ledger(w, w->arg[0], &l));
        return enter_page(w, l, 200);
}

enum err public_enter(struct web *w)
{
        const struct ledger *l;
        struct request *r = ARENA_NEW(w->a, struct request, 1);
        TRY(web_ask(w));
        TRY(public_ledger(w, w->arg[0], &l));
        const struct step *s = public_entering(l);
        if (!s) return enter_page(w, l, 404);
        enum err e = form_request(w, l, s, r);
        if (e == ERR_INPUT) return enter_page(w, l, web_status(e));
        TRY(e);
        r->cmd.who = public_actor();
        /* not the public's to say */
        r->cmd.office = r->cmd.because = STR_NONE;
        r->cmd.day = DAY_NONE;
        web_submit(w, r, 1);
        return OK;
}

static void put_promise(struct page *p, const struct shown *x)
{
        if (x->promised.n == 0) return;
        HTML(&p->h, "<dt>{}</dt><dd>{}</dd>\n", L("You will have an answer by"), T(x->promised));
}

static enum err entered_page(struct web *w, const struct ledger *l, const struct outcome_of *o)
{
        struct page p;
        struct shown x;
        TRY(show_read(&w->ask, l, o->record, true, &x));
        page_begin(&p, w, TR(w, "Your request has been taken in"), PAGE_PUBLIC);
        page_warned(&p, l, w->job.req[0].cmd.step, o);
        HTML(&p.h, "<section class=\"card\"><div class=\"card-body\">\n<p>{}</p>\n",
             L("Please note down the number and the code, or print this page. With both you can "
               "follow the request; the code is shown only now, and only you know it."));
        HTML(&p.h, "<dl class=\"zt-receipt\"><dt>{}</dt><dd id=\"number\">{}</dd>\n", L("Number"),
             T(o->number));
        HTML(&p.h, "<dt>{}</dt><dd id=\"code\">{}</dd>\n", L("Follow-code"), T(o->code));
        put_promise(&p, &x);
        HTML(&p.h, "<dt>{}</dt><dd>{}</dd></dl>\n", L("Taken in by"), T(x.owner));
        page_explain(&p, x.explanation);
        public_follow_button(&p, o->number, o->code);
        public_card_end(&p);
        return page_end(&p, 200);
}

enum err public_entered(struct web *w)
{
        const struct ledger *l;
        const struct outcome_of *o = &w->job.req[0].out;
        TRY(web_ask(w));
        TRY(public_ledger(w, w->arg[0], &l));
        if (o->err == OK) return entered_page(w, l, o);
        if (o->err == ERR_IO || o->err == ERR_BUSY || o->err == ERR_CORRUPT) return o->err;
        return enter_page(w, l, web_status(o->err));
}

/* ---- language ---- */

enum err public_language(struct web *w)
{
        bool zh = str_eq(w->arg[0], S("zh"));
        if (!zh && !str_eq(w->arg[0], S("en")))
                return FAULT(&w->f, ERR_NOT_FOUND, "lang", STR_NONE, "没有这种语言",
                             "there is no such language");
        struct web_set_cookie c = { .name = S("lang"),
                                    .value = zh ? S("zh") : S("en"),
                                    .max_age_s = 31536000 };
        web_put_cookie(w, &c);
        web_redirect(w, page_local(web_query(w, S("back")), S("/")));
        return OK;
}

/* ---- routes ---- */

#define GET(path, name, run)                                                                       \
        {                                                                                          \
                WEB_GET, path, name, DOOR_ANY, 0, 0, run, NULL                                     \
        }
#define POST(path, name, run, after)                                                               \
        {                                                                                          \
                WEB_POST, path, name, DOOR_ANY, 0, WEB_FORM, run, after                            \
        }

const struct web_route public_routes[] = {
        GET("/", "home", public_home),
        GET("/enter/{ledger}", "enter.form", public_enter_form),
        POST("/enter/{ledger}", "enter", public_enter, public_entered),
        GET("/follow", "follow.form", follow_form),
        POST("/follow", "follow", follow_open, NULL),
        GET("/follow/{ledger}/{number}/{step}", "follow.again", follow_again),
        POST("/follow/{ledger}/{number}/{step}", "follow.step", follow_step, follow_stepped),
        POST("/follow/{ledger}/{number}/files/{file}", "follow.file", follow_file, NULL),
        GET("/bulletin/{name}", "bulletin", publish_bulletin),
        GET("/figures/{name}", "figure", publish_figure),
        GET("/figure/{name}", "figure.short", publish_figure),
        { WEB_GET, "/lang/{lang}", "lang", DOOR_ANY, 0, WEB_BARE, public_language, NULL },
};
const size_t public_routes_n = LEN(public_routes);

/* follow.c: a request seen by whoever asked, with its number and code. */
#include "ask/follow.h"

#include "ask/label.h"
#include "ask/offers.h"
#include "pages/public.h"
#include "web/files.h"
#include "web/signin.h"

struct followed {
        const struct ledger *l;
        int64_t record;
        struct str code;
};

/* ---- number and code ---- */

/* Sign-ins and codes are slowed apart: whoever mistypes a code may still sign in. */
static struct str slow_name(const struct web *w, struct str what)
{
        return str_printf(w->a, "follow %.*s", SP(what));
}

static enum err slowed(struct web *w, struct str number)
{
        int64_t ms =
                slows_wait(w->site->slows, slow_name(w, number), slow_name(w, w->q->peer), w->now);
        if (ms == 0) return OK;
        web_retry(w, 429, (ms + 999) / 1000);
        return FAULT(&w->f, ERR_BUSY, "follow.slow", S("_code"),
                     "尝试次数过多，请 %" PRId64 " 秒后再试",
                     "too many attempts: please wait %" PRId64 " seconds", (ms + 999) / 1000);
}

static enum err wrong(struct web *w, struct str number)
{
        slows_failed(w->site->slows, slow_name(w, number), slow_name(w, w->q->peer), w->now);
        return FAULT(&w->f, ERR_NOT_FOUND, "follow.wrong", S("_code"),
                     "编号或查询码不对，请核对后再试",
                     "the number or the code is not right: please check both");
}

/* Looks in the one ledger, or in all public ones. */
static enum err find(struct web *w, const struct ledger *only, struct str number,
                     struct followed *ret)
{
        const struct city *c = w->in->in.city;
        struct faults none;
        struct ask k = w->ask;
        TRY(slowed(w, number));
        faults_init(&none, w->a, w->lang);
        k.f = &none;
        for (size_t i = 0; i < c->ledgers_n; i++) {
                const struct ledger *l = &c->ledgers[i];
                if (!l->public || (only && l != only)) continue;
                enum err e = follow_check(&k, l, number, ret->code, &ret->record);
                if (e == ERR_NOT_FOUND) continue;
                if (e != OK) return ask_failed(&w->ask, e);
                ret->l = l;
                slows_good(w->site->slows, slow_name(w, number), slow_name(w, w->q->peer));
                return OK;
        }
        return wrong(w, number);
}

/* ---- the form ---- */

static enum err ask_page(struct web *w, int status)
{
        struct page p;
        struct form_input in = { .name = S("_number"),
                                 .type = S("text"),
                                 .label = TR(w, "Number"),
                                 .hint = TR(w, "As on the receipt."),
                                 .required = true };
        page_begin(&p, w, TR(w, "Follow a request"), PAGE_PUBLIC);
        page_mistakes(&p);
        TAG(&p.h, "<section class=\"card zt-narrow\"><div class=\"card-body\">\n");
        form_begin(&p, S("/follow"), false);
        form_plain(&p, &in);
        in.name = S("_code");
        in.label = TR(w, "Follow-code");
        in.hint = TR(w, "You got it with the number. Capital or small letters are the same.");
        form_plain(&p, &in);
        form_end(&p, TR(w, "See how it stands"));
        public_card_end(&p);
        return page_end(&p, status);
}

enum err follow_form(struct web *w)
{
        return ask_page(w, 200);
}

/* The address of a step posted, opened again as a link: the code is not in it. */
enum err follow_again(struct web *w)
{
        web_redirect(w, S("/follow"));
        return OK;
}

/* ---- what may be done now ---- */

static bool uses_asked(const struct expr *e, const struct step *s)
{
        if (e->op == E_PROP && e->prop == PROP_DAY) return true; /* known when it is taken */
        if (e->op == E_PROP && e->prop >= PROP_FIELDS)
                for (size_t i = 0; i < s->ask_n; i++)
                        if (s->ask[i] == e->prop - PROP_FIELDS) return true;
        for (size_t i = 0; i < e->n; i++)
                if (uses_asked(e->arg[i], s)) return true;
        return false;
}

/* A guard that nothing typed into the form can change, and that does not hold. */
bool public_guarded(const struct web *w, const struct shown *x, const struct step *s)
{
        struct rec_row row = { .city = w->in->in.city, .l = x->l, .r = &x->r };
        if (!s->when || s->need_n || uses_asked(s->when, s)) return false;
        return !rec_true(w->a, s->when, &row, OF_RECORD);
}

static struct str because_label(const struct web *w, const struct step *s)
{
        if (s->builtin == STEP_SUPPLEMENT) return TR(w, "What you want to add");
        return TR(w, "Reason");
}

void public_step(struct page *p, const struct public_step *x)
{
        struct web *w = p->w;
        const struct step *s = x->s;
        struct str label = label_in(&s->label, s->name, w->lang);
        struct form_input in = { .name = S("_code"), .type = S("hidden"), .value = x->code };
        bool open = str_eq(w->q->path, x->to);
        HTML(&p->h, "<details class=\"zt-step\"{}><summary>{}</summary>\n",
             F(html_markdown(open ? S(" open") : STR_NONE)), T(label));
        form_begin_step(p, x->to, x->x->l, s);
        form_version(p, x->x->r.version);
        if (x->code.n) form_plain(p, &in);
        public_inputs(p, x->x->l, s);
        in = (struct form_input){ .name = S("_because"),
                                  .type = S("note"),
                                  .label = because_label(w, s),
                                  .required = s->builtin == STEP_SUPPLEMENT };
        if (s->builtin != STEP_DECLARED) form_plain(p, &in);
        form_end(p, label);
        TAG(&p->h, "</details>\n");
}

static enum err put_steps(struct page *p, const struct shown *x, struct str code)
{
        struct web *w = p->w;
        struct step_offer *o;
        size_t n, shown = 0;
        TRY(offers_read(&w->ask, x->l, &x->r, public_actor(), &o, &n));
        public_card(p, TR(w, "What you can do now"));
        for (size_t i = 0; i < n; i++) {
                const struct step *s = &x->l->steps[o[i].step];
                if (!o[i].may || s->retired || public_guarded(w, x, s)) continue;
                struct public_step one = {
                        x, s, code,
                        str_printf(w->a, "/follow/%.*s/%.*s/%.*s", SP(x->l->name),
                                   SP(web_encode(w->a, x->r.number, STR_NONE)), SP(s->name))
                };
                public_step(p, &one);
                shown++;
        }
        if (shown == 0) HTML(&p->h, "<p>{}</p>\n", L("Nothing is needed from you at the moment."));
        public_card_end(p);
        return OK;
}

/* ---- how it stands ---- */

void public_stand(struct page *p, const struct shown *x)
{
        struct web *w = p->w;
        public_card(p, TR(w, "How it stands"));
        HTML(&p->h, "<dl class=\"zt-facts\"><dt>{}</dt><dd>{}</dd>\n", L("State"),
             F(page_kind(&p->h, &w->ask, x->l, x->r.state)));
        HTML(&p->h, "<dt>{}</dt><dd>{}</dd>\n", L("Taken in by"), T(x->owner));
        if (x->promised.n)
                HTML(&p->h, "<dt>{}</dt><dd>{} {}</dd>\n", L("You will have an answer by"),
                     T(x->promised), F(page_colour(&p->h, x->colour)));
        TAG(&p->h, "</dl>\n");
        page_explain(p, x->explanation);
        public_card_end(p);
}

void public_fields(struct page *p, const struct shown *x)
{
        public_card(p, TR(p->w, "What it is about"));
        TAG(&p->h, "<dl class=\"zt-facts\">\n");
        for (size_t i = 0; i < x->field_n; i++)
                HTML(&p->h, "<dt>{}</dt><dd>{}</dd>\n", T(x->field[i].label),
                     F(html_lines(&p->h, x->field[i].text)));
        TAG(&p->h, "</dl>\n");
        public_card_end(p);
}

void public_events(struct page *p, const struct shown *x)
{
        public_card(p, TR(p->w, "What has happened"));
        TAG(&p->h, "<ol class=\"zt-line\">\n");
        for (size_t i = 0; i < x->event_n; i++) {
                const struct show_event *e = &x->event[i];
                HTML(&p->h, "<li><span class=\"zt-when\">{}</span> <strong>{}</strong>",
                     T(e->known.n ? e->day : e->at), T(e->label));
                if (e->office.n) HTML(&p->h, " <span class=\"zt-by\">{}</span>", T(e->office));
                TAG(&p->h, "</li>\n");
        }
        TAG(&p->h, "</ol>\n");
        public_card_end(p);
}

/* taken: what came of a step; NULL: none was taken. */
static enum err show_page(struct web *w, const struct followed *x, int status,
                          const struct outcome_of *taken)
{
        struct page p;
        struct shown s;
        struct look look = { .at = w->now, .record = x->record, .how = LOOK_PAGE };
        TRY(show_read(&w->ask, x->l, x->record, true, &s));
        looks_note(w->site->looks, &look);
        page_begin(&p, w, s.r.number, PAGE_PUBLIC);
        if (taken) {
                HTML(&p.h, "<p class=\"alert alert-success\" role=\"status\">{}</p>\n",
                     L("The step has been taken."));
                page_warned(&p, x->l, w->arg[2], taken);
        }
        page_mistakes(&p);
        public_stand(&p, &s);
        TRY(put_steps(&p, &s, x->code));
        public_events(&p, &s);
        public_fields(&p, &s);
        page_files(&p, &s,
                   str_printf(w->a, "/follow/%.*s/%.*s", SP(s.l->name),
                              SP(web_encode(w->a, s.r.number, STR_NONE))),
                   x->code);
        return page_end(&p, status);
}

enum err follow_open(struct web *w)
{
        struct followed x = { .code = str_trim(web_form(w, S("_code"))) };
        TRY(web_ask(w));
        enum err e = find(w, NULL, str_trim(web_form(w, S("_number"))), &x);
        if (e == OK) return show_page(w, &x, 200, NULL);
        if (e != ERR_NOT_FOUND && e != ERR_BUSY) return e;
        return ask_page(w, w->ans.status ? w->ans.status : web_status(e));
}

/* ---- taking a step ---- */

enum err follow_step(struct web *w)
{
        const struct ledger *l;
        struct request *r = ARENA_NEW(w->a, struct request, 1);
        struct followed *x = ARENA_NEW(w->a, struct followed, 1);
        TRY(web_ask(w));
        TRY(public_ledger(w, w->arg[0], &l));
        x->code = str_trim(web_form(w, S("_code")));
        TRY(find(w, l, w->arg[1], x));
        int s = ledger_step(l, w->arg[2]);
        if (s < 0 || l->steps[s].enters)
                return FAULT(&w->f, ERR_NOT_FOUND, "step.unknown", STR_NONE, "没有这个环节",
                             "there is no such step");
        enum err e = form_request(w, l, &l->steps[s], r);
        if (e == ERR_INPUT) return show_page(w, x, web_status(e), NULL);
        TRY(e);
        r->cmd.who = public_actor();
        r->cmd.record = x->record;
        r->cmd.office = STR_NONE;
        r->cmd.day = DAY_NONE;
        w->state = x;
        web_submit(w, r, 1);
        return OK;
}

enum err follow_file(struct web *w)
{
        const struct ledger *l;
        struct followed x = { .code = str_trim(web_form(w, S("_code"))) };
        TRY(web_ask(w));
        TRY(public_ledger(w, w->arg[0], &l));
        TRY(find(w, l, w->arg[1], &x));
        return web_file_answer(w, l, x.record, true, w->arg[2]);
}

/* Mistakes about a reason stand at its input. */
void public_place_faults(struct faults *f)
{
        for (struct fault *x = f->first; x; x = x->next)
                if (str_eq(x->where, S("because"))) x->where = S("_because");
}

enum err follow_stepped(struct web *w)
{
        const struct followed *was = w->state;
        const struct outcome_of *o = &w->job.req[0].out;
        struct followed x = *was;
        TRY(web_ask(w));
        /* the city may have changed since `run`: another snapshot, other ledgers */
        TRY(public_ledger(w, w->arg[0], &x.l));
        if (o->err == OK) return show_page(w, &x, 200, o);
        if (o->err == ERR_IO || o->err == ERR_BUSY || o->err == ERR_CORRUPT) return o->err;
        public_place_faults(&w->f);
        return show_page(w, &x, web_status(o->err), NULL);
}

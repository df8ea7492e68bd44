/* staff_enter.c: entering a record for somebody who called, wrote or came. */
#include "ask/label.h"
#include "pages/staff.h"

struct entering {
        struct web *w;
        const struct ledger *l;
        const struct step *s;          /* NULL: none that this account may take */
        const struct staff_same *same; /* what was looked for; NULL */
};

/* The step of the name, or the first that may be taken. */
static enum err find_entry(struct web *w, struct str name, struct entering *ret)
{
        struct entering x = { .w = w };
        TRY(web_ledger(w, w->arg[0], &x.l));
        for (size_t i = 0; i < x.l->steps_n && !x.s; i++) {
                const struct step *s = &x.l->steps[i];
                if (staff_may_enter(w, s) && (name.n == 0 || str_eq(s->name, name))) x.s = s;
        }
        *ret = x;
        return OK;
}

static struct str new_url(const struct entering *x, const struct step *s)
{
        struct str u = str_printf(x->w->a, "/app/records/%.*s/new", SP(x->l->name));
        return s ? staff_with(x->w, u, S("step"), s->name) : u;
}

static void put_choice(struct page *p, const struct entering *x)
{
        size_t n = 0;
        for (size_t i = 0; i < x->l->steps_n; i++) n += staff_may_enter(x->w, &x->l->steps[i]);
        if (n < 2) return;
        TAG(&p->h, "<ul class=\"nav nav-tabs mb-3\">");
        for (size_t i = 0; i < x->l->steps_n; i++) {
                const struct step *s = &x->l->steps[i];
                struct str label = staff_label(x->w, &s->label, s->name);
                if (!staff_may_enter(x->w, s)) continue;
                if (s == x->s)
                        HTML(&p->h,
                             "<li class=\"nav-item\"><a class=\"nav-link active\""
                             " aria-current=\"page\" href=\"{}\">{}</a></li>",
                             U(new_url(x, s)), T(label));
                else
                        HTML(&p->h,
                             "<li class=\"nav-item\"><a class=\"nav-link\" href=\"{}\">{}</a></li>",
                             U(new_url(x, s)), T(label));
        }
        TAG(&p->h, "</ul>\n");
}

/* Always there, for what is found to take its place. */
static void put_same(struct page *p, const struct entering *x)
{
        TAG(&p->h, "<div id=\"same\" aria-live=\"polite\">\n");
        if (x->same) {
                HTML(&p->h, "<h2 class=\"card-title\">{}</h2>\n", L("May be the same matter"));
                staff_same_put(p, x->same);
        } else if (web_form(p->w, S("_repeat")).n) { /* chosen before a mistake was told */
                form_plain(p, &(struct form_input){ .name = S("_repeat"),
                                                    .type = S("hidden"),
                                                    .value = web_form(p->w, S("_repeat")) });
        }
        TAG(&p->h, "</div>\n");
}

static enum err put_page(struct entering *x, int status)
{
        struct web *w = x->w;
        struct page p;
        bool zh = w->lang == LANG_ZH;
        struct str ledger = staff_label(w, &x->l->label, x->l->name);
        struct str label = staff_label(w, &x->s->label, x->s->name);
        struct staff_form f = { .l = x->l, .s = x->s };
        struct form_input step = { .name = S("_step"), .type = S("hidden"), .value = x->s->name };
        page_begin(&p, w, str_printf(w->a, zh ? "%.*s：%.*s" : "%.*s: %.*s", SP(ledger), SP(label)),
                   PAGE_STAFF);
        put_choice(&p, x);
        page_mistakes(&p);
        TAG(&p.h, "<section class=\"card mb-3\"><div class=\"card-body\">");
        form_begin_step(&p, new_url(x, NULL), x->l, x->s);
        form_plain(&p, &step);
        put_same(&p, x);
        staff_step_inputs(&p, &f);
        form_end_with(&p, label,
                      &(struct form_button){ S("_look"), TR(w, "Look for the same"),
                                             new_url(x, NULL), S("same") });
        TAG(&p.h, "</div></section>\n");
        return page_end(&p, status);
}

static enum err may_not(const struct entering *x)
{
        return FAULT(&x->w->f, ERR_DENIED, "role", STR_NONE, "您的岗位不能在“%.*s”登记新事项",
                     "your posts may not enter records of \"%.*s\"",
                     SP(staff_label(x->w, &x->l->label, x->l->name)));
}

enum err staff_new(struct web *w)
{
        struct entering x;
        TRY(web_ask(w));
        TRY(find_entry(w, web_query(w, S("step")), &x));
        return x.s ? put_page(&x, 200) : may_not(&x);
}

/* The link field of the step to its own ledger; -1. */
static int repeat_field(const struct entering *x)
{
        for (size_t i = 0; i < x->s->ask_n; i++) {
                const struct field *f = &x->l->fields[x->s->ask[i]];
                bool own = f->type == F_LINK && !f->many && !f->retired && f->of_ledger >= 0;
                if (own && &x->w->in->in.city->ledgers[f->of_ledger] == x->l) return x->s->ask[i];
        }
        return -1;
}

/* The form again, as it is filled in so far, and what may be the same. */
static enum err look(struct entering *x)
{
        struct web *w = x->w;
        struct draft d;
        struct staff_same same = { .d = &d, .repeat = repeat_field(x) };
        size_t n;
        struct input *in = form_inputs(w, x->l, x->s, &n);
        enum err e = draft_read(&w->ask, x->l, in, n, &d);
        if (e != OK && e != ERR_INPUT) return e;
        TRY(web_candidates(w, &d, VIA_PAGE, &same.found));
        x->same = &same;
        e = put_page(x, 200);
        x->same = NULL;
        return e;
}

/* "FIELD=NUMBER" was chosen among what was found: unless something is typed there. */
static void take_repeat(const struct entering *x, struct command *c)
{
        struct str name, number;
        int f = repeat_field(x);
        if (f < 0 || !str_cut(web_form(x->w, S("_repeat")), '=', &name, &number) ||
            !str_eq(name, x->l->fields[f].name))
                return;
        struct input *in = ARENA_NEW(x->w->a, struct input, c->in_n);
        for (size_t i = 0; i < c->in_n; i++) {
                in[i] = c->in[i];
                if (str_eq(in[i].name, name) && str_trim(in[i].text).n == 0) in[i].text = number;
        }
        c->in = in;
}

enum err staff_enter(struct web *w)
{
        struct entering x;
        struct request *r = ARENA_NEW(w->a, struct request, 1);
        TRY(web_ask(w));
        TRY(find_entry(w, web_form(w, S("_step")), &x));
        if (!x.s) return may_not(&x);
        if (web_form(w, S("_look")).n) return look(&x);
        enum err e = form_request(w, x.l, x.s, r);
        if (e == ERR_INPUT) return put_page(&x, web_status(e));
        TRY(e);
        take_repeat(&x, &r->cmd);
        r->cmd.who = web_actor(w, VIA_PAGE);
        web_submit(w, r, 1);
        return OK;
}

/* ---- the receipt ----------------------------------------------------------------------------- */

static void put_promise(struct page *p, const struct shown *x)
{
        if (x->promised.n == 0) return;
        HTML(&p->h, "<dt class=\"col-4\">{}</dt><dd class=\"col-8\">{}</dd>", L("Promised by"),
             T(x->promised));
}

/* Is there anybody outside to follow it: a meeting, a list of tasks has nobody. */
static bool somebody_asks(const struct ledger *l)
{
        bool asks = l->promise.is;
        for (size_t i = 0; i < l->steps_n; i++)
                for (size_t k = 0; k < l->steps[i].by_n; k++)
                        asks |= l->steps[i].builtin == STEP_DECLARED &&
                                l->steps[i].by[k].role == ROLE_REQUESTER;
        return asks;
}

static enum err put_receipt(struct entering *x, const struct outcome_of *o)
{
        struct web *w = x->w;
        struct shown shown;
        struct page p;
        TRY(show_read(&w->ask, x->l, o->record, false, &shown));
        bool asked = somebody_asks(x->l);
        page_begin(&p, w, TR(w, "The record is entered"), PAGE_STAFF);
        HTML(&p.h, "<p class=\"alert alert-success\" role=\"status\">{}</p>\n",
             T(asked ? TR(w, "The record is entered. Read the number and the code out to whoever "
                             "asked: with them the way of the matter can be followed.")
                     : TR(w, "It has been entered.")));
        page_warned(&p, x->l, x->s->name, o);
        TAG(&p.h, "<section class=\"card mb-3\"><div class=\"card-body\"><dl class=\"row mb-0\">");
        HTML(&p.h, "<dt class=\"col-4\">{}</dt><dd class=\"col-8\"><a href=\"{}\">{}</a></dd>",
             L("Number"), U(staff_record_url(w, x->l, o->number)), T(o->number));
        if (asked && o->code.n)
                HTML(&p.h, "<dt class=\"col-4\">{}</dt><dd class=\"col-8\"><code>{}</code></dd>",
                     L("Follow-code"), T(o->code));
        put_promise(&p, &shown);
        TAG(&p.h, "</dl></div></section>\n");
        HTML(&p.h, "<p class=\"btn-list\"><a class=\"btn btn-primary\" href=\"{}\">{}</a>",
             U(staff_record_url(w, x->l, o->number)), L("Open the record"));
        HTML(&p.h, "<a class=\"btn\" href=\"{}\">{}</a></p>\n", U(new_url(x, x->s)),
             L("Enter another"));
        return page_end(&p, 201);
}

enum err staff_entered(struct web *w)
{
        struct entering x;
        struct outcome_of *o = &w->job.req[0].out;
        TRY(web_ask(w));
        TRY(find_entry(w, web_form(w, S("_step")), &x));
        if (!x.s) return may_not(&x);
        if (o->err == OK) return put_receipt(&x, o);
        staff_place_faults(x.l, &w->f);
        return put_page(&x, web_status(o->err));
}

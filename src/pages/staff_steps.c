/* staff_steps.c: the steps on a record: which may be taken, their forms, and taking them. */
#include "ask/label.h"
#include "pages/staff.h"

/* ---- inputs ---------------------------------------------------------------------------------- */

/* What stands in the record, as it is typed, else what a linked record offers. Sealed texts are not
 * put into inputs: a private one would come back masked, and the same text again would be sealed
 * again. */
static struct str input_text(struct web *w, const struct ledger *l, const struct rec *r, int field)
{
        struct str own = l->fields[field].private ? STR_NONE : offer_typed(&w->ask, l, r, field);
        return own.n ? own : offer_value(&w->ask, l, r, field);
}

static bool is_filled(const struct value *v)
{
        return v->type == T_MANY ? v->many_n > 0 : v->type != T_NULL;
}

/* Which step's form an address asks to be open, with numbers of records filled in. */
static bool is_asked(const struct web *w, const struct step *s)
{
        return w->q->method == WEB_GET && str_eq(web_query(w, S("step")), s->name);
}

/* The record that this one is to follow. */
static void put_parent(struct page *p, const struct staff_form *x)
{
        struct web *w = p->w;
        struct form_input in = { .name = S("parent"),
                                 .label = TR(w, "The record it follows"),
                                 .type = S("text"),
                                 .hint = TR(w, "Its number. Both then get one answer."),
                                 .required = true };
        if (!x->s->follows.is || x->s->follows.field >= 0) return;
        if (is_asked(w, x->s)) in.value = web_query(w, S("parent"));
        form_plain(p, &in);
}

/* A correction gives only what was wrong: nothing is prefilled, nothing required. */
static void put_field(struct page *p, const struct staff_form *x, int field)
{
        const struct field *f = &x->l->fields[field];
        bool correct = x->s->builtin == STEP_CORRECT;
        bool have = x->r && is_filled(&x->r->v[field]);
        struct form_field in = { .l = x->l,
                                 .field = field,
                                 .required = f->required && !have && !correct };
        if (f->retired) return;
        if (x->r && !correct) in.value = input_text(p->w, x->l, x->r, field);
        if (x->suggest && in.value.n == 0 && f->type == F_OFFICE)
                in.value = suggest_given(&p->w->ask, x->suggest, field);
        if ((f->type == F_LINK || f->type == F_CODE) && is_asked(p->w, x->s) &&
            web_has_query(p->w, f->name))
                in.value = web_query(p->w, f->name);
        form_declared(p, &in);
}

static bool needs_because(const struct step *s)
{
        return s->builtin == STEP_CORRECT || s->builtin == STEP_VOID || s->builtin == STEP_RECALL ||
               s->builtin == STEP_SUPPLEMENT;
}

static bool is_recorder(const struct web *w)
{
        const struct account *a = w->who.account < 0 ? NULL : &w->in->in.accounts.v[w->who.account];
        for (size_t i = 0; a && i < a->posts_n; i++)
                if (a->posts[i].role == ROLE_RECORDER) return true;
        return false;
}

static void put_late(struct page *p, const struct staff_form *x)
{
        struct web *w = p->w;
        struct form_input day = { .name = S("_day"),
                                  .label = TR(w, "Done on an earlier day"),
                                  .type = S("date"),
                                  .hint = TR(w, "Leave empty for today. An earlier day needs a "
                                                "reason.") };
        if (!is_recorder(w) || (!x->s->has_late && x->s->builtin != STEP_CORRECT)) return;
        form_plain(p, &day);
}

static void put_because(struct page *p, const struct staff_form *x)
{
        struct web *w = p->w;
        bool need = needs_because(x->s), late = is_recorder(w) && x->s->has_late;
        struct form_input in = { .name = S("_because"),
                                 .label = x->s->builtin == STEP_SUPPLEMENT ? TR(w, "Supplement")
                                                                           : TR(w, "Reason"),
                                 .type = S("text"),
                                 .required = need };
        if (need || late) form_plain(p, &in);
}

/* Whoever holds posts at several offices may say as which he acts. */
static void put_office(struct page *p)
{
        struct web *w = p->w;
        const struct reader *me = &w->reader;
        const struct offices *o = &w->in->in.offices;
        struct form_input in = { .name = S("_office"), .label = TR(w, "Acting for") };
        if (me->top_n < 2) return;
        struct form_choice *c = ARENA_NEW(w->a, struct form_choice, me->top_n + 1);
        c[0].label = TR(w, "the first of my posts that may");
        for (size_t i = 0; i < me->top_n; i++)
                c[i + 1] = (struct form_choice){ o->o[me->top[i]].code,
                                                 office_name(o, me->top[i], DAY_NONE, w->lang) };
        form_choose(p, &in, c, me->top_n + 1);
}

void staff_step_inputs(struct page *p, const struct staff_form *x)
{
        staff_paper_input(p, x);
        for (size_t i = 0; i < x->s->ask_n; i++) put_field(p, x, x->s->ask[i]);
        put_parent(p, x);
        put_late(p, x);
        put_because(p, x);
        put_office(p);
}

/* ---- forms ----------------------------------------------------------------------------------- */

static void put_hint(struct page *p, const struct staff_record *r, const struct step *s)
{
        bool sealed = false;
        if (s->builtin == STEP_CORRECT) {
                HTML(&p->h, "<p class=\"text-secondary\">{}</p>",
                     L("Fill in only what was wrong from the beginning: figures of past days are "
                       "put right too, and say so."));
                return;
        }
        for (size_t i = 0; i < s->ask_n; i++)
                sealed |= r->l->fields[s->ask[i]].sealed && is_filled(&r->x.r.v[s->ask[i]]);
        if (sealed)
                HTML(&p->h, "<p class=\"text-secondary\">{}</p>",
                     L("Texts left empty stay as they are."));
}

static void put_suggested(struct page *p, const struct suggested *x)
{
        if (x->n == 0) return;
        HTML(&p->h, "<p class=\"mb-1\">{}</p><ul class=\"text-secondary\">", L("Suggested"));
        for (size_t i = 0; i < x->n; i++) {
                const struct suggestion *s = &x->v[i];
                const struct field *f = &x->l->fields[s->field];
                HTML(&p->h, "<li>{}: {} ({}), {}</li>\n", T(staff_label(p->w, &f->label, f->name)),
                     T(s->name), T(s->office), T(suggest_source(&p->w->ask, s)));
        }
        TAG(&p->h, "</ul>\n");
}

static bool ends_open(const struct staff_record *r, const struct step *s)
{
        for (size_t i = 0; i < s->ends_n; i++)
                for (size_t k = 0; k < r->x.r.duties_n; k++) {
                        const struct rduty *d = &r->x.r.duties[k];
                        if (d->def == s->ends[i].duty && d->outcome == OUT_OPEN) return true;
                }
        return false;
}

static bool answers_asked(const struct staff_record *r, const struct step *s)
{
        for (size_t i = 0; i < r->x.r.acts_n; i++) {
                const struct ract *a = &r->x.r.acts[i];
                if (a->kind == ACT_ASKED && a->done < 0 && (s->answers >> a->step & 1)) return true;
        }
        return false;
}

/* Of the steps open to the reader: the one whose form was asked for or refused, else the first that
 * answers a request, else that ends what is owed, else that moves the record. -1: none. */
static int likely(const struct web *w, const struct staff_record *r)
{
        int best = -1, most = 0;
        for (size_t i = 0; i < r->offer_n; i++) {
                const struct step *s = &r->l->steps[r->offer[i].step];
                if (str_eq(r->tried, s->name) || is_asked(w, s)) return r->offer[i].step;
                if (!r->offer[i].may || s->builtin != STEP_DECLARED) continue;
                int rank = answers_asked(r, s) ? 3 : ends_open(r, s) ? 2 : s->to >= 0;
                if (rank > most) {
                        most = rank;
                        best = r->offer[i].step;
                }
        }
        return best;
}

static void put_form(struct page *p, const struct staff_record *r, const struct step *s,
                     const struct suggested *suggest, bool open)
{
        struct web *w = p->w;
        struct staff_form x = { .l = r->l, .s = s, .r = &r->x.r, .suggest = suggest };
        struct str label = staff_label(w, &s->label, s->name);
        if (open) TAG(&p->h, "<details class=\"card-body zt-step\" open>");
        else TAG(&p->h, "<details class=\"card-body zt-step\">");
        HTML(&p->h, "<summary>{}</summary>", T(label));
        put_hint(p, r, s);
        put_suggested(p, suggest);
        form_begin_step(p,
                        str_printf(w->a, "%.*s/%.*s", SP(staff_record_url(w, r->l, r->x.r.number)),
                                   SP(s->name)),
                        r->l, s);
        form_version(p, r->x.r.version);
        staff_step_inputs(p, &x);
        form_end(p, label);
        TAG(&p->h, "</details>\n");
}

static void put_may_not(struct page *p, const struct staff_record *r)
{
        size_t n = 0;
        for (size_t i = 0; i < r->offer_n; i++) n += !r->offer[i].may;
        if (n == 0) return;
        HTML(&p->h, "<details class=\"card-body zt-why\"><summary>{}</summary><dl class=\"mt-2\">",
             L("Steps not open to you now, and why"));
        for (size_t i = 0; i < r->offer_n; i++) {
                const struct step_offer *o = &r->offer[i];
                const struct step *s = &r->l->steps[o->step];
                if (o->may || s->retired) continue;
                HTML(&p->h, "<dt>{}</dt><dd class=\"text-secondary\">{}</dd>",
                     T(staff_label(p->w, &s->label, s->name)), T(o->why));
        }
        TAG(&p->h, "</dl></details>\n");
}

void staff_steps_put(struct page *p, const struct staff_record *r)
{
        size_t n = 0;
        int next = likely(p->w, r);
        staff_card(p, TR(p->w, "Steps"));
        for (size_t i = 0; i < r->offer_n; i++) {
                const struct step *s = &r->l->steps[r->offer[i].step];
                /* refused since the form was made: it stays, with what was typed */
                if (!r->offer[i].may && !str_eq(r->tried, s->name)) continue;
                put_form(p, r, s, &r->suggest[i], r->offer[i].step == next);
                n++;
        }
        if (n == 0)
                HTML(&p->h, "<div class=\"card-body text-secondary\">{}</div>",
                     L("There is no step you may take on this record now."));
        put_may_not(p, r);
        staff_card_end(p);
}

/* ---- taking a step --------------------------------------------------------------------------- */

void staff_place_faults(const struct ledger *l, struct faults *f)
{
        static const struct {
                struct str where, input;
        } ours[] = { { SI("because"), SI("_because") }, { SI("day"), SI("_day") } };
        for (struct fault *x = f->first; x; x = x->next)
                for (size_t i = 0; i < LEN(ours); i++)
                        if (str_eq(x->where, ours[i].where) && ledger_field(l, x->where) < 0)
                                x->where = ours[i].input;
}

static enum err find_step(struct web *w, const struct ledger *l, struct str name,
                          const struct step **ret)
{
        int s = ledger_step(l, name);
        if (s >= 0 && !l->steps[s].enters) {
                *ret = &l->steps[s];
                return OK;
        }
        return FAULT(&w->f, ERR_NOT_FOUND, "step.unknown", S("step"), "没有环节“%.*s”",
                     "there is no step %.*s", SP(str_sub(name, 0, 60)));
}

/* The same words as for a number that is not there. */
static enum err find_seen(struct web *w, const struct ledger *l, int64_t id)
{
        enum err e = scope_check(&w->ask, l, id);
        if (e != ERR_NOT_FOUND) return e;
        return FAULT(&w->f, e, "record.unknown", w->arg[1], "没有此事项，或无权查看",
                     "there is no such record, or it is not open to you");
}

/* The page again, with what was told at its inputs. */
static enum err again(struct web *w, enum err e, int64_t version)
{
        struct staff_record r;
        TRY(staff_record_read(w, &r));
        r.tried = w->arg[2];
        r.seen = version;
        staff_place_faults(r.l, &w->f);
        return staff_record_page(w, &r, web_status(e));
}

enum err staff_step(struct web *w)
{
        const struct ledger *l;
        const struct step *s;
        struct request *r = ARENA_NEW(w->a, struct request, 1);
        int64_t id;
        TRY(web_ask(w));
        TRY(web_ledger(w, w->arg[0], &l));
        TRY(show_number(&w->ask, l, w->arg[1], &id));
        TRY(find_seen(w, l, id));
        TRY(find_step(w, l, w->arg[2], &s));
        enum err e = form_request(w, l, s, r);
        if (e == ERR_INPUT) return again(w, e, -1);
        TRY(e);
        r->cmd.who = web_actor(w, VIA_PAGE);
        r->cmd.record = id;
        web_submit(w, r, 1);
        return OK;
}

static struct str list_url(struct web *w, const struct ledger *l)
{
        return str_printf(w->a, "/app/records/%.*s", SP(l->name));
}

static bool in_sight(struct web *w, const struct ledger *l, const struct outcome_of *o)
{
        return scope_check(&w->ask, l, o->record) == OK;
}

/* A step may take the record out of one's sight (it goes to another office): then to the list. */
static struct str after_url(struct web *w, const struct ledger *l, const struct outcome_of *o)
{
        if (!in_sight(w, l, o)) return list_url(w, l);
        struct str url = staff_record_url(w, l, o->number);
        return o->warned_n ? str_printf(w->a, "%.*s?warned=%" PRId64, SP(url), o->seq) : url;
}

/* Out of one's sight, but not without what it warned of. */
static enum err warned_page(struct web *w, const struct ledger *l, const struct outcome_of *o)
{
        struct page p;
        page_begin(&p, w, TR(w, "The step has been taken."), PAGE_STAFF);
        page_warned(&p, l, w->arg[2], o);
        HTML(&p.h, "<p><a class=\"btn\" href=\"{}\">{}</a></p>\n", U(list_url(w, l)),
             T(staff_label(w, &l->label, l->name)));
        return page_end(&p, 200);
}

enum err staff_stepped(struct web *w)
{
        const struct request *q = &w->job.req[0];
        const struct ledger *l;
        if (q->out.err == OK) {
                TRY(web_ask(w));
                TRY(web_ledger(w, w->arg[0], &l));
                if (q->out.warned_n && !in_sight(w, l, &q->out)) return warned_page(w, l, &q->out);
                page_done(w, after_url(w, l, &q->out), S("stepped"));
                return OK;
        }
        return again(w, q->out.err, q->cmd.version);
}

/* rights.c: who may take a step: roles held at offices, reaching down their subtree (design 9). */
#include <limits.h>

#include "loop/decide_in.h"
#include "view/sight.h"

static const struct account *account_of(const struct deciding *x)
{
        int i = x->in->cmd->who.account;
        return i < 0 ? NULL : &x->in->city->accounts->v[i];
}

/* Is `at` (code) the post's office or below it; strict: below only. */
static bool reaches(const struct deciding *x, const struct post *p, struct str at, bool strict)
{
        const struct offices *o = x->in->city->offices;
        int i = at.n ? office_find(o, at) : -1;
        if (i < 0) return false;
        if (strict && i == p->office) return false;
        return office_under(o, i, p->office, x->today);
}

static bool wanted_office(const struct deciding *x, const struct post *p)
{
        struct str want = x->in->cmd->office;
        return want.n == 0 || str_eq(want, x->in->city->offices->o[p->office].code);
}

/* The office a declared right speaks of, on this record or duty. */
static struct str office_for(const struct deciding *x, const struct by *b, const struct rduty *duty)
{
        struct rec_row row = { .city = x->in->city, .l = x->in->l, .r = x->in->rec, .duty = duty };
        if (b->at.kind == REL_NONE) return x->in->rec->owner;
        if (b->at.kind == REL_ABOVE) return duty ? duty->holder : x->in->rec->owner;
        if (b->at.kind == REL_HOLDER && !duty) return STR_NONE;
        return rec_office(&row, &b->at);
}

/* A recorder enters what was done on a day that is past, in the place of whoever did it; whether
 * the step allows that, and how far back, is check_late's question. */
static bool records_late(const struct deciding *x, const struct post *p, const struct by *b)
{
        struct day d = x->in->cmd->day;
        bool office_role = b->role != ROLE_REQUESTER && b->role != ROLE_TIMER;
        return p->role == ROLE_RECORDER && office_role && day_is(d) && d.v < x->today.v;
}

/* The first post that fits, before it one at the duty's very holder; entering steps have no
 * record yet: the post's own office becomes owner. */
static const struct post *post_for(const struct deciding *x, const struct by *b,
                                   const struct rduty *duty)
{
        const struct post *found = NULL;
        const struct account *c = account_of(x);
        for (size_t i = 0; c && !c->disabled && i < c->posts_n; i++) {
                const struct post *p = &c->posts[i];
                if ((p->role != b->role && !records_late(x, p, b)) || !wanted_office(x, p))
                        continue;
                if (!x->in->rec) return p;
                if (!reaches(x, p, office_for(x, b, duty), b->at.kind == REL_ABOVE)) continue;
                if (!duty || str_eq(x->in->city->offices->o[p->office].code, duty->holder))
                        return p;
                if (!found) found = p;
        }
        return found;
}

static bool person_may(const struct deciding *x, const struct by *b)
{
        const struct actor *w = &x->in->cmd->who;
        if (b->role == ROLE_REQUESTER) return w->requester;
        return b->role == ROLE_TIMER && w->via == VIA_TIMER;
}

/* Where a role must be held. */
static struct str rel_said(const struct deciding *x, const struct rel *at)
{
        bool zh = x->in->f->lang == LANG_ZH;
        const struct field *f = at->field >= 0 ? &x->in->l->fields[at->field] : NULL;
        switch (at->kind) {
        case REL_NONE: return STR_NONE;
        case REL_OWNER: return zh ? S("（受理单位）") : S(" (of the owner)");
        case REL_HOLDER: return zh ? S("（任务承办单位）") : S(" (of the duty's holder)");
        case REL_ABOVE: return zh ? S("（上级单位）") : S(" (of an office above)");
        case REL_PLACE:
        case REL_FIELD: break;
        }
        return str_printf(x->in->a, zh ? "（%.*s）" : " (%.*s)",
                          SP(f ? label_in(&f->label, f->name, x->in->f->lang) : at->name));
}

static struct str roles_said(const struct deciding *x)
{
        struct arena *a = x->in->a;
        struct str out = STR_NONE;
        for (size_t i = 0; i < x->s->by_n; i++) {
                const struct by *b = &x->s->by[i];
                out = str_printf(a, "%.*s%s%.*s%.*s", SP(out),
                                 i ? (x->in->f->lang == LANG_ZH ? "、" : ", ") : "",
                                 SP(role_label(b->role, x->in->f->lang)), SP(rel_said(x, &b->at)));
        }
        return out;
}

static enum err denied(const struct deciding *x)
{
        struct str step = label_in(&x->s->label, x->s->name, x->in->f->lang);
        return FAULT(x->in->f, ERR_DENIED, "role", x->s->name, "无权办理“%.*s”：须为 %.*s",
                     "no right to take step \"%.*s\": it is for %.*s", SP(step), SP(roles_said(x)));
}

static void use_post(struct deciding *x, const struct post *p, const struct rduty *duty)
{
        x->d->office = x->in->city->offices->o[p->office].code;
        x->d->acting_for = p->acting_for;
        x->duty = duty;
        x->d->duty = duty ? duty->id : 0;
}

/* May the step be taken on this duty: by a post at the holder itself (exact), or by one above it
 * or by a person. */
static bool take_duty(struct deciding *x, const struct rduty *u, bool exact)
{
        for (size_t k = 0; k < x->s->by_n; k++) {
                const struct post *p = post_for(x, &x->s->by[k], u);
                bool own = p && str_eq(x->in->city->offices->o[p->office].code, u->holder);
                if (p && own == exact) {
                        use_post(x, p, u);
                        return true;
                }
                if (exact || !person_may(x, &x->s->by[k])) continue;
                x->duty = u;
                x->d->duty = u->id;
                return true;
        }
        return false;
}

/* The paper that the command names, or any. */
static bool is_named(const struct deciding *x, const struct rduty *u)
{
        const struct rpaper *p = rec_paper(x->in->l, x->in->rec, u);
        return x->in->cmd->paper.n == 0 || (p && str_eq(p->number, x->in->cmd->paper));
}

/* The open ones of the step's kind: duties as they were opened, papers by their due times. */
static size_t duties_for(const struct deciding *x, const struct rduty **v)
{
        const struct rec *r = x->in->rec;
        size_t n = 0;
        for (size_t i = 0; i < r->duties_n; i++) {
                const struct rduty *u = &r->duties[i];
                if (u->def != x->s->on_duty || u->outcome != OUT_OPEN || !is_named(x, u)) continue;
                size_t at = n++;
                for (; x->s->on_paper >= 0 && at && v[at - 1]->due.ms > u->due.ms; at--)
                        v[at] = v[at - 1];
                v[at] = u;
        }
        return n;
}

/* A step on a duty: the open one of that kind whose holder the post is, or reaches. Exact holders
 * first. */
static enum err duty_rights(struct deciding *x)
{
        const struct rduty **v = ARENA_NEW(x->in->a, const struct rduty *, x->in->rec->duties_n);
        size_t n = duties_for(x, v);
        for (int exact = 1; exact >= 0; exact--)
                for (size_t i = 0; i < n; i++)
                        if (take_duty(x, v[i], exact)) return OK;
        if (n) return denied(x);
        const struct duty_def *def = &x->in->l->duties[x->s->on_duty];
        if (x->s->on_paper >= 0)
                return FAULT(x->in->f, ERR_CONFLICT, "paper.none", x->s->name,
                             "没有待签收的文书“%.*s”%s%.*s", "no paper \"%.*s\" is open%s%.*s",
                             SP(label_in(&def->label, def->name, x->in->f->lang)),
                             x->in->cmd->paper.n ? x->in->f->lang == LANG_ZH ? "：" : ": " : "",
                             SP(x->in->cmd->paper));
        return FAULT(x->in->f, ERR_CONFLICT, "duty.none", x->s->name, "没有未完成的任务“%.*s”",
                     "there is no open duty \"%.*s\"",
                     SP(label_in(&def->label, def->name, x->in->f->lang)));
}

/* Recall: whoever may take the step that is recalled. */
static enum err recall_rights(struct deciding *x)
{
        const struct event *last = x->in->last;
        const struct ledger *l = x->in->l;
        int step = last ? ledger_step(l, last->step) : -1;
        const struct rduty *duty = NULL;
        for (size_t i = 0; step >= 0 && i < x->in->rec->duties_n; i++)
                if (x->in->rec->duties[i].id == last->duty) duty = &x->in->rec->duties[i];
        for (size_t i = 0; step >= 0 && i < l->steps[step].by_n; i++) {
                const struct by *b = &l->steps[step].by[i];
                const struct post *p = post_for(x, b, duty);
                if (p) use_post(x, p, NULL);
                if (p || person_may(x, b)) return OK;
        }
        return FAULT(x->in->f, ERR_DENIED, "role", x->s->name, "能办理上一步的才可以撤回它",
                     "only who may take the last step may recall it");
}

/* A one-duty link: the steps on that very duty which a handler at its holder may take; nothing
 * else, whatever the office's own posts may do. */
static enum err link_rights(struct deciding *x)
{
        const struct rec *r = x->in->rec;
        for (size_t i = 0; r && x->s->on == ON_DUTY && i < r->duties_n; i++) {
                const struct rduty *u = &r->duties[i];
                bool this = u->id == x->in->cmd->who.duty && u->def == x->s->on_duty;
                for (size_t k = 0; this && u->outcome == OUT_OPEN && k < x->s->by_n; k++) {
                        const struct by *b = &x->s->by[k];
                        if (b->role != ROLE_HANDLER || b->at.kind != REL_HOLDER) continue;
                        x->d->office = u->holder;
                        x->duty = u;
                        x->d->duty = u->id;
                        return OK;
                }
        }
        return denied(x);
}

static bool unseen(const struct deciding *x)
{
        const struct actor *w = &x->in->cmd->who;
        const struct sight s = { x->in->a, x->in->city, x->in->l, x->in->rec, x->today };
        if (w->account >= 0) return !sight_has(&s, w->account, UINT_MAX);
        const struct rduty *u = w->duty ? rec_duty(x->in->rec, w->duty) : NULL;
        int office = u ? office_find(x->in->city->offices, u->holder) : -1;
        return office >= 0 && sight_office_recused(&s, office);
}

enum err decide_sight(const struct deciding *x)
{
        if (!x->in->rec || x->in->cmd->rule || x->in->cmd->follow || !unseen(x)) return OK;
        return FAULT(x->in->f, ERR_NOT_FOUND, "record.none", STR_NONE, "没有这条记录",
                     "there is no such record");
}

enum err decide_rights(struct deciding *x)
{
        if (x->in->cmd->who.duty) return link_rights(x);
        if (x->s->builtin == STEP_RECALL && x->s->by_n == 0) return recall_rights(x);
        if (x->s->on == ON_DUTY) return duty_rights(x);
        for (size_t i = 0; i < x->s->by_n; i++) {
                const struct by *b = &x->s->by[i];
                const struct post *p = post_for(x, b, NULL);
                if (p) {
                        use_post(x, p, NULL);
                        return OK;
                }
                if (person_may(x, b)) return OK;
        }
        return denied(x);
}

/* ---- recusal --------------------------------------------------------------------------------- */

/* The sentence does not tell why: that there is a complaint is not for whoever hears it. */
static enum err refuse_office(const struct deciding *x, struct str where, struct str office)
{
        int i = office_find(x->in->city->offices, office);
        return FAULT(x->in->f, ERR_CONFLICT, "office.recused", where,
                     "单位“%.*s”不能办理这一件：请交其他单位",
                     "office %.*s cannot handle this one: give it to another",
                     SP(office_name(x->in->city->offices, i, x->today, x->in->f->lang)));
}

static enum err check_given(const struct deciding *x, struct str where, struct str office)
{
        if (!sight_code_recused(x->in->city, x->in->l, x->now, office)) return OK;
        return refuse_office(x, where, office);
}

/* Its owner is not given it: a complaint may come in where it is about, and those above go on. */
enum err decide_recused(const struct deciding *x)
{
        const struct change *c = &x->d->c;
        const struct ledger *l = x->in->l;
        for (size_t i = 0; i < c->set_n; i++) {
                const struct change_set *s = &c->set[i];
                if (s->field < 0 || l->fields[s->field].type != F_OFFICE) continue;
                if (l->fields[s->field].recuse) continue;
                if (s->value.type == T_TEXT) TRY(check_given(x, s->name, s->value.text));
                for (size_t k = 0; k < s->value.many_n; k++)
                        TRY(check_given(x, s->name, s->value.many[k]));
        }
        struct str owner = x->in->rec ? x->in->rec->owner : c->owner;
        for (size_t i = 0; i < c->open_n; i++)
                if (!str_eq(c->open[i].holder, owner))
                        TRY(check_given(x, l->duties[c->open[i].def].name, c->open[i].holder));
        return OK;
}

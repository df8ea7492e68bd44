#include "loop/cross.h"

#include "base/limits.h"
#include "loop/cross_in.h"
#include "loop/decide_in.h"
#include "view/lookup.h"

static const struct step *step_of(const struct decide_in *in)
{
        int i = ledger_step(in->l, in->cmd->step);
        return i < 0 ? NULL : &in->l->steps[i];
}

/* ---- the record it follows ------------------------------------------------------------------- */

static struct str given(const struct command *c, struct str name)
{
        for (size_t i = 0; i < c->in_n; i++)
                if (str_eq(c->in[i].name, name)) return c->in[i].text;
        return STR_NONE;
}

enum err cross_context(struct writer *w, struct decide_in *in)
{
        const struct step *s = step_of(in);
        int64_t id = 0;
        struct record_ids child;
        if (!s || !in->rec || (!s->follows.is && s->builtin != STEP_RECALL)) return OK;
        TRY(lookup_children(w->st, in->a, in->l, in->rec->id, 1, &child));
        in->has_children = child.n > 0;
        if (!s->follows.is) return OK;
        const struct field *f = s->follows.field < 0 ? NULL : &in->l->fields[s->follows.field];
        struct str number = given(in->cmd, f ? f->name : S("parent"));
        const struct value *has = f ? &in->rec->v[s->follows.field] : NULL;
        enum err e = OK;
        if (number.n == 0 && has && has->type == T_NUMBER) id = has->i;
        else if (number.n) e = rec_find(&w->view, in->l, number, &id);
        if (e != OK && e != ERR_NOT_FOUND) return e;
        if (id == 0) return OK;
        struct rec *r = ARENA_NEW(in->a, struct rec, 1);
        TRY(rec_load(&w->view, in->a, in->l, id, r));
        in->parent = r;
        return OK;
}

/* ---- what it brings about -------------------------------------------------------------------- */

enum err cross_follow(struct crossing *x, const struct ledger *l, struct command *c,
                      const struct rec *source)
{
        const struct following *up = x->in->cmd->follow;
        struct following *f = ARENA_NEW(x->in->a, struct following, 1);
        *f = (struct following){ x->own->seq, up ? up->depth + 1 : 1,
                                 c->follow ? c->follow->meets : 0 };
        if (f->depth > CROSS_DEPTH_MAX)
                return FAULT(x->in->f, ERR_LIMIT, "cross.deep", l->name,
                             "一步牵动的其他记录至多 %d 层",
                             "a step reaches over to other records through %d levels at most",
                             CROSS_DEPTH_MAX);
        c->follow = f;
        c->version = -1;
        c->day = x->d->day;
        c->who = (struct actor){ .account = -1, .via = VIA_TIMER };
        struct request r = { .ledger = l->name, .cmd = *c };
        struct decide_in in = { .a = x->in->a,
                                .f = x->in->f,
                                .city = x->in->city,
                                .l = l,
                                .cmd = &r.cmd,
                                .source = source,
                                .now = x->in->now,
                                .link = x->in->link };
        return writer_follow(x->w, &r, &in);
}

static bool asks(const struct ledger *l, const struct step *s, struct str name)
{
        int f = ledger_field(l, name);
        for (size_t i = 0; f >= 0 && i < s->ask_n; i++)
                if (s->ask[i] == f) return true;
        return false;
}

/* Whom the step is for, and what it asks of what was filled in: one answer to all. */
static enum err take_child(struct crossing *x, const struct step *s, int64_t id)
{
        const struct decide_in *in = x->in;
        struct rec child;
        TRY(rec_load(&x->w->view, in->a, in->l, id, &child));
        struct rec_row row;
        if (!(s->from >> child.state & 1)) return OK;
        TRY(needs_find(in, s, &child, x->d->day, &row));
        if (!rec_true(in->a, s->when, &row, OF_RECORD)) return OK;
        struct input *same = ARENA_NEW(in->a, struct input, in->cmd->in_n);
        size_t n = 0;
        for (size_t i = 0; i < in->cmd->in_n; i++)
                if (asks(in->l, s, in->cmd->in[i].name)) same[n++] = in->cmd->in[i];
        struct command c = { .record = id, .step = s->name, .in = same, .in_n = n };
        if (s->builtin == STEP_VOID) c.because = x->own->number;
        return cross_follow(x, in->l, &c, NULL);
}

static enum err take_children(struct crossing *x, const struct step *s)
{
        struct record_ids child;
        TRY(lookup_children(x->w->st, x->in->a, x->in->l, x->own->record, CROSS_CHILDREN_MAX + 1,
                            &child));
        if (child.n > CROSS_CHILDREN_MAX)
                return FAULT(x->in->f, ERR_LIMIT, "also.many", x->own->number,
                             "并入的事项超过 %d 件", "more than %d records follow this one",
                             CROSS_CHILDREN_MAX);
        for (size_t i = 0; i < child.n; i++) TRY(take_child(x, s, child.v[i]));
        return OK;
}

/* One duty at most: that which is due first. None: it was done beyond what is owed. */
static enum err meet(struct crossing *x, const struct step_meets *m)
{
        const struct decide_in *in = x->in;
        struct rec own;
        struct following f = { 0 };
        TRY(rec_load(&x->w->view, in->a, in->l, x->own->record, &own));
        const struct value **v = ARENA_NEW(in->a, const struct value *, m->n);
        for (size_t i = 0; i < m->n; i++) {
                v[i] = &own.v[m->ours[i]];
                if (v[i]->type == T_NULL) return OK;
        }
        struct like_it like = { &in->city->ledgers[m->ledger], m->duty, m->theirs, v, m->n };
        struct command c = { .step = S("meet"), .follow = &f };
        enum err e = lookup_met(x->w->st, in->a, &like, &c.record, &f.meets);
        if (e == ERR_NOT_FOUND) return OK;
        TRY(e);
        return cross_follow(x, like.l, &c, NULL);
}

enum err cross_run(struct writer *w, const struct decide_in *in, const struct decision *d,
                   const struct outcome_of *own)
{
        const struct step *s = d->step < 0 ? NULL : &in->l->steps[d->step];
        struct crossing x = { w, in, d, own };
        /* on a duty whose group is not complete nothing has happened to the record yet */
        if (!s || (s->on == ON_DUTY && s->to >= 0 && d->c.state < 0)) return OK;
        if (s->has_also) TRY(take_children(&x, &in->l->steps[s->also]));
        if (s->meets.is) TRY(meet(&x, &s->meets));
        return cross_make(&x, s);
}

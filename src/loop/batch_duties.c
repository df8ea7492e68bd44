/* batch_duties.c: owner, promise and duties of imported records; see batch.h. */
#include "loop/batch_in.h"
#include "loop/decide_in.h"
#include "view/lookup.h"

enum err import_owner(const struct decide_in *in, struct change *c)
{
        int root = office_root(in->city->offices);
        c->owner = in->l->owner;
        if (c->owner.n == 0 && root >= 0) c->owner = in->city->offices->o[root].code;
        if (c->owner.n) return OK;
        return FAULT(in->f, ERR_CONFLICT, "owner.none", S("owner"), "还没有单位：先导入单位",
                     "there are no offices yet: import them first");
}

static int step_into(const struct ledger *l, int state)
{
        for (size_t i = 0; i < l->steps_n; i++)
                if (l->steps[i].enters && l->steps[i].to == state) return (int)i;
        return -1;
}

enum err import_duties(const struct decide_in *in, struct change *c, struct day day)
{
        int step = step_into(in->l, c->state);
        if (step < 0 || in->l->states[c->state].kind != KIND_OPEN) return OK;
        struct decision d = { .step = step, .c = *c, .day = day, .round = 1 };
        struct deciding x = { .in = in,
                              .s = &in->l->steps[step],
                              .d = &d,
                              .today = day_of(in->now, in->city->zone) };
        x.now = ARENA_NEW(in->a, struct rec, 1);
        rec_init(x.now, in->a, in->l);
        x.now->state = c->state;
        x.now->owner = c->owner;
        for (size_t i = 0; i < c->set_n; i++) x.now->v[c->set[i].field] = c->set[i].value;
        TRY(decide_promise(&x));
        TRY(decide_duties(&x));
        *c = d.c;
        return OK;
}

void import_end_duties(struct arena *a, const struct rec *r, struct change *c)
{
        for (size_t i = 0; i < r->duties_n; i++)
                if (r->duties[i].outcome == OUT_OPEN)
                        *ARENA_PUSH(a, c->end, c->end_n, c->end_cap) =
                                (struct change_end){ .duty = r->duties[i].id,
                                                     .outcome = OUT_WITHDRAWN };
}

void drop_empty(const struct ledger *l, struct change *c)
{
        size_t n = 0;
        for (size_t i = 0; i < c->set_n; i++) {
                const struct change_set *s = &c->set[i];
                bool flag = l->fields[s->field].type == F_FLAG && s->value.type == T_BOOL &&
                            !s->value.truth;
                bool nothing = s->value.type == T_NULL ||
                               (s->value.type == T_MANY && s->value.many_n == 0);
                if (s->sealed || !(flag || nothing)) c->set[n++] = *s;
        }
        c->set_n = n;
}

enum err point_of(struct writer *w, struct arena *a, const struct rec *r, struct str field,
                  struct str *ret)
{
        struct seal_at at = { w->st, w->keys, r->id, 0, field };
        TRY(lookup_sealed(w->st, r->id, field, &at.seq));
        return seal_get(&at, a, ret, NULL);
}

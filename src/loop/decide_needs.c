/* decide_needs.c: what the step looks at in records of other ledgers, and of what it warns. What
 * was found and what held stand in the event: replay never looks again. */
#include "loop/decide_in.h"

enum err needs_find(const struct decide_in *in, const struct step *s, const struct rec *now,
                    struct day day, struct rec_row *ret)
{
        const struct rec **need = ARENA_NEW(in->a, const struct rec *, s->need_n);
        for (size_t i = 0; i < s->need_n; i++) {
                struct needing x = {
                        .a = in->a, .city = in->city, .need = &s->need[i], .r = now, .day = day
                };
                struct rec *r = ARENA_NEW(in->a, struct rec, 1);
                ASSERT(in->link && in->link->need);
                TRY(in->link->need(in->link->ctx, &x, r));
                if (r->id) need[i] = r;
        }
        *ret = (struct rec_row){
                .city = in->city, .l = in->l, .r = now, .step = s, .need = need, .day = day
        };
        return OK;
}

enum err decide_needs(struct deciding *x)
{
        const struct decide_in *in = x->in;
        struct change *c = &x->d->c;
        TRY(needs_find(in, x->s, x->now, x->d->day, &x->row));
        if (!day_is(x->row.day)) x->row.day = x->today; /* only looked at, whether it is offered */
        for (size_t i = 0; i < x->s->need_n; i++)
                if (x->row.need[i])
                        *ARENA_PUSH(in->a, c->need, c->need_n, c->need_cap) =
                                (struct change_need){ in->city->ledgers[x->s->need[i].ledger].name,
                                                      x->row.need[i]->id };
        return OK;
}

void decide_warns(struct deciding *x)
{
        struct change *c = &x->d->c;
        for (size_t i = 0; i < x->s->warn_n; i++)
                if (rec_true(x->in->a, x->s->warn[i].when, &x->row, OF_RECORD))
                        *ARENA_PUSH(x->in->a, c->warned, c->warned_n, c->warned_cap) =
                                x->s->warn[i].name;
}

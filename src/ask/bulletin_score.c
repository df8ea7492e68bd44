/* bulletin_score.c: scorecards in bulletins. */
#include "ask/bulletin_in.h"
#include "ask/label.h"
#include "ask/score.h"

/* What it is made of belongs to the bulletin: papers, identities, small numbers, what is kept. */
static enum err put_papers(struct bulletin *x, const struct score_out *o)
{
        const struct score_def *s = &o->in.l->score;
        const struct figure_out *f;
        for (size_t i = 0; i < s->used_n; i++) {
                struct hole_item it = { .l = &x->k->in->city->ledgers[s->used[i].ledger],
                                        .figure = s->used[i].figure,
                                        .field = -1,
                                        .by = -1 };
                TRY(hole_figure(x, &it, bulletin_period(x), &f));
        }
        if (!x->in->publish) return OK;
        TRY(score_may_publish(x->k, o));
        struct str all = x->out->scores, one = score_keep(x->k, o);
        size_t at;
        if (one.n && str_find(all, one, &at)) return OK; /* it stands there twice */
        if (one.n == 0)
                return FAULT(x->k->f, ERR_LIMIT, "score.large", o->in.l->name,
                             "考核表太大，不能存证", "the scorecard is too large to be kept");
        x->out->scores =
                all.n ? str_printf(x->k->a, "%.*s,%.*s]", SP(str_sub(all, 0, all.n - 1)), SP(one))
                      : str_printf(x->k->a, "[%.*s]", SP(one));
        return OK;
}

enum err hole_score(struct bulletin *x, const struct hole *h, struct markdown_fill *ret)
{
        struct period s = bulletin_period(x);
        struct score_out o;
        struct score_table how = {
                .peers = h->peers, .items = h->items, .top = (size_t)h->top, .base = x->in->base
        };
        struct score_in in = { .l = h->l,
                               .on = day_is(s.from) ? DAY_NONE : s.to,
                               .from = s.from,
                               .to = s.to,
                               .office = bulletin_office(x),
                               .peers = -1 };
        if (x->in->known.is || x->in->now)
                return FAULT(x->k->f, ERR_INPUT, "score.known", h->l->name,
                             "考核按现在所知和当日的单位计算",
                             "a scorecard is reckoned as known now, by the offices of its day");
        TRY(score_read(x->k, &in, &o));
        TRY(put_papers(x, &o));
        ret->table = score_table(x->k, &o, &how);
        return OK;
}

#include "ask/offers.h"

#include "loop/history.h"

static enum err find_link(void *ctx, const struct ledger *l, struct str number, int64_t *ret)
{
        return rec_find(ctx, l, number, ret);
}

enum err offers_read(const struct ask *k, const struct ledger *l, const struct rec *r,
                     struct actor who, struct step_offer **ret, size_t *ret_n)
{
        struct command cmd = { .who = who, .record = r->id, .day = DAY_NONE, .version = -1 };
        struct view v = { .st = k->st, .city = k->in->city };
        struct linker link = { &v, find_link };
        struct decide_in in = { .a = k->a,
                                .f = k->f,
                                .city = k->in->city,
                                .l = l,
                                .cmd = &cmd,
                                .rec = r,
                                .now = k->now,
                                .link = &link };
        TRY(ask_failed(k, history_before_last(k->st, &in)));
        decide_offers(&in, ret, ret_n);
        return OK;
}

#include "loop/history.h"

#include "view/lookup.h"

enum err history_answer(struct writer *w, struct arena *a, int64_t seq, struct outcome_of *ret)
{
        struct event e;
        TRY(log_get(w->st, a, seq, &e));
        int i = city_ledger(w->inforce.city, e.ledger);
        if (i < 0) return ERR_CORRUPT;
        const struct ledger *l = &w->inforce.city->ledgers[i];
        struct change c;
        struct rec r;
        TRY(change_parse(a, l, &e, &ret->faults, &c));
        TRY(rec_load(&w->view, a, l, e.record, &r));
        ret->record = e.record;
        ret->seq = seq;
        ret->number = r.number;
        ret->ledger = l->name;
        ret->repeated = true;
        struct seal_at at = { w->st, w->keys, e.record, seq, S("code") };
        enum err code = c.enters ? seal_get(&at, a, &ret->code, NULL) : OK;
        return code == ERR_NOT_FOUND || code == ERR_DENIED ? OK : code;
}

enum err history_before_last(struct writer *w, struct decide_in *in)
{
        struct log_cursor *cur = NULL;
        TRY(log_read(w->st, in->a, 0, INT64_MAX, in->cmd->record, &cur));
        struct event *e = NULL, one;
        size_t n = 0, cap = 0;
        enum err err = OK;
        while (log_next(cur, in->a, &one, &err)) *ARENA_PUSH(in->a, e, n, cap) = one;
        log_read_done(&cur);
        TRY(err);
        struct rec *r = ARENA_NEW(in->a, struct rec, 1);
        rec_init(r, in->a, in->l);
        for (size_t i = 0; i < n; i++) {
                struct change *c = ARENA_NEW(in->a, struct change, 1);
                TRY(change_parse(in->a, in->l, &e[i], in->f, c));
                if (i + 1 == n) {
                        in->last = &e[i];
                        in->last_change = c;
                        in->prior = n > 1 ? r : NULL;
                        return OK;
                }
                rec_apply(in->a, in->l, r, &e[i], c);
        }
        return ERR_CORRUPT;
}

enum err history_clock_accepted(struct store *st, struct moment now, bool *ret)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct event e;
        struct jval *o;
        struct str why;
        *ret = false;
        enum err x = lookup_city_event(st, &a, S("clock"), &e);
        if (x == ERR_NOT_FOUND) return OK;
        TRY(x);
        if (jval_parse(&a, e.result, &o, &why) != OK) return ERR_CORRUPT;
        *ret = now.ms >= jval_int(o, S("wall"), INT64_MAX) - 300000;
        return OK;
}

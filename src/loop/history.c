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
        ret->warned = c.warned;
        ret->warned_n = c.warned_n;
        struct seal_at at = { w->st, w->keys, e.record, seq, S("code") };
        enum err code = c.enters ? seal_get(&at, a, &ret->code, NULL) : OK;
        return code == ERR_NOT_FOUND || code == ERR_DENIED ? OK : code;
}

struct past {
        struct event *e;
        struct change *c;
        size_t n, cap, c_n, c_cap;
};

static enum err past_read(struct store *st, struct decide_in *in, struct past *h)
{
        struct log_cursor *cur = NULL;
        struct event one;
        enum err last = OK;
        enum err e = log_read(st, in->a, 0, INT64_MAX, in->cmd->record, &cur);
        while (e == OK && log_next(cur, in->a, &one, &last)) {
                *ARENA_PUSH(in->a, h->e, h->n, h->cap) = one;
                e = change_parse(in->a, in->l, &one, in->f,
                                 ARENA_PUSH(in->a, h->c, h->c_n, h->c_cap));
                if (e == OK && h->c[h->c_n - 1].reveals.n) h->n--, h->c_n--; /* no step */
        }
        log_read_done(&cur);
        return e == OK ? last : e;
}

/* Without the events of batches that were taken back. */
static void past_drop(struct past *h)
{
        for (size_t i = h->n; i-- > 0;) {
                if (i >= h->n || !h->c[i].taken_back) continue;
                int64_t batch = h->e[i].batch;
                size_t n = 0;
                for (size_t k = 0; k < h->n; k++) {
                        if (h->e[k].batch == batch) continue;
                        h->e[n] = h->e[k];
                        h->c[n++] = h->c[k];
                }
                h->n = n;
        }
}

enum err history_before_last(struct store *st, struct decide_in *in)
{
        struct past h = { 0 };
        TRY(past_read(st, in, &h));
        past_drop(&h);
        if (h.n == 0) return ERR_CORRUPT;
        struct rec *r = ARENA_NEW(in->a, struct rec, 1);
        rec_init(r, in->a, in->l);
        for (size_t i = 0; i + 1 < h.n; i++) rec_apply(in->a, in->l, r, &h.e[i], &h.c[i]);
        in->last = h.e + h.n - 1;
        in->last_change = h.c + h.n - 1;
        in->prior = h.n > 1 ? r : NULL;
        return OK;
}

enum err history_settled(struct writer *w, const struct rec *r, int64_t own, struct faults *f)
{
        int64_t batch;
        bool any;
        TRY(view_importing(&w->view, &any));
        if (!any) return OK;
        TRY(lookup_importing(w->st, r->version, &batch));
        if (batch < 0 || batch == own) return OK;
        return FAULT(f, ERR_BUSY, "record.importing", r->number,
                     "该记录正在导入，批次 %" PRId64 " 结束后才能办理",
                     "the record is being imported: nothing can be done until batch %" PRId64
                     " is closed",
                     batch);
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

#include "loop/slices.h"

#include "loop/history.h"
#include "view/sight.h"

void slices_tell(struct slices *x, const struct ledger *l, const struct rec *r, struct change *c,
                 struct str to)
{
        for (size_t i = 0; i < c->tell_n; i++)
                if (str_eq(c->tell[i].to, to)) return;
        *ARENA_PUSH(&x->a, c->tell, c->tell_n, c->tell_cap) =
                (struct change_tell){ to, x->step,
                                      sight_code_recused(x->w->inforce.city, l, r, to) };
}

enum err slices_put(struct slices *x, const struct ledger *l, const struct rec *r,
                    const struct rduty *d, struct change *c, struct rec **ret_after)
{
        const struct city *city = x->w->inforce.city;
        struct event e = { .at = x->at,
                           .day = day_of(x->at, city->zone),
                           .via = x->via,
                           .cause = x->cause,
                           .batch = -1,
                           .ledger = l->name,
                           .version = city->version,
                           .record = r->id,
                           .duty = d ? d->id : 0,
                           .round = d ? d->round : r->round,
                           .step = x->step };
        struct completing done = { l, c, &e, r, &x->a };
        TRY(writer_record_event(x->w, &done, x->f, ret_after));
        view_keep(&x->w->view);
        x->events++;
        return OK;
}

static enum err take_record(struct slices *x, const struct ledger *l, int64_t id)
{
        struct rec *r = ARENA_NEW(&x->a, struct rec, 1);
        struct faults mute;
        TRY(store_unsaved(x->w->st, rec_load(&x->w->view, &x->a, l, id, r), x->f));
        faults_init(&mute, &x->a, LANG_EN);
        enum err e = history_settled(x->w, r, -1, &mute);
        if (e == ERR_BUSY || e == ERR_CONFLICT) return OK; /* of an import that is not closed */
        TRY(store_unsaved(x->w->st, e, x->f));
        return x->take(x, l, r);
}

static enum err slice(struct slices *x, const struct ledger *l, const struct record_ids *found,
                      int64_t *ret_last)
{
        struct writer *w = x->w;
        enum err e = OK;
        TRY(writer_begin(w, x->f, &x->at));
        int64_t start = w->sys.boot_ms(w->sys.ctx);
        for (size_t i = 0; e == OK && i < found->n; i++) {
                e = take_record(x, l, found->v[i]);
                *ret_last = found->v[i];
                arena_reset(&x->a);
                if (w->sys.boot_ms(w->sys.ctx) - start >= BATCH_SLICE_MS) break;
        }
        if (e == OK) return writer_commit(w, x->f);
        writer_rollback(w);
        return e;
}

/* The city may be another one after each pause: the ledger is found by its name. */
static enum err run_ledger(struct slices *x, struct str name)
{
        struct arena a = { 0 };
        int64_t last = 0;
        struct record_ids found = { .n = 1 };
        enum err e = OK;
        while (e == OK && found.n) {
                int i = city_ledger(x->w->inforce.city, name);
                if (i < 0) break;
                const struct ledger *l = &x->w->inforce.city->ledgers[i];
                e = store_unsaved(x->w->st, x->find(x, &a, l, last, &found), x->f);
                if (e == OK && found.n) e = slice(x, l, &found, &last);
                if (e == OK && found.n) e = writer_between(x->w, x->f);
                arena_reset(&a);
        }
        arena_done(&a);
        return e;
}

enum err slices_run(struct slices *x)
{
        struct arena names = { 0 };
        enum err e = OK;
        const struct city *c = x->w->inforce.city;
        size_t n = c ? c->ledgers_n : 0;
        struct str *name = ARENA_NEW(&names, struct str, n);
        for (size_t i = 0; i < n; i++) name[i] = str_dup(&names, c->ledgers[i].name);
        for (size_t i = 0; e == OK && i < n; i++) e = run_ledger(x, name[i]);
        arena_done(&x->a);
        arena_done(&names);
        return e;
}

#include "ask/fold.h"

static struct change_set *set_of(struct change *c, int field)
{
        for (size_t i = 0; i < c->set_n; i++)
                if (c->set[i].field == field) return &c->set[i];
        return NULL;
}

static void correct(const struct ask *k, struct fold *x, size_t at)
{
        const struct change *by = &x->c[at];
        for (size_t s = 0; s < by->set_n; s++) {
                struct change_set *to = NULL;
                for (size_t i = at; i-- > 0 && !to;)
                        if (!x->c[i].corrects) to = set_of(&x->c[i], by->set[s].field);
                if (!to && at > 0)
                        to = ARENA_PUSH(k->a, x->c[0].set, x->c[0].set_n, x->c[0].set_cap);
                if (to) *to = by->set[s];
        }
}

/* Events of a batch that was taken back are as if they had never been. */
static void drop_taken(struct fold *x)
{
        for (size_t i = x->n; i-- > 0;) {
                if (i >= x->n || !x->c[i].taken_back) continue;
                int64_t batch = x->e[i].batch;
                size_t n = 0;
                for (size_t k = 0; k < x->n; k++) {
                        if (x->e[k].batch == batch) continue;
                        x->e[n] = x->e[k];
                        x->c[n++] = x->c[k];
                }
                x->n = x->c_n = n;
        }
}

enum err fold_read(const struct ask *k, const struct ledger *l, int64_t record, struct fold *ret)
{
        struct fold x = { .l = l };
        struct log_cursor *cur = NULL;
        struct event e;
        enum err last = OK;
        TRY(ask_failed(k, log_read(k->st, k->a, 0, INT64_MAX, record, &cur)));
        while (log_next(cur, k->a, &e, &last)) *ARENA_PUSH(k->a, x.e, x.n, x.cap) = e;
        log_read_done(&cur);
        TRY(ask_failed(k, last));
        for (size_t i = 0; i < x.n; i++)
                TRY(change_parse(k->a, l, &x.e[i], k->f, ARENA_PUSH(k->a, x.c, x.c_n, x.c_cap)));
        drop_taken(&x);
        for (size_t i = 0; i < x.n; i++) {
                if (!x.c[i].corrects) continue;
                correct(k, &x, i);
                x.c[i].set_n = 0; /* laid over the past: nothing changes on its own day */
        }
        *ret = x;
        return OK;
}

void fold_step(const struct ask *k, const struct fold *x, size_t i, struct rec *r)
{
        rec_apply(k->a, x->l, r, &x->e[i], &x->c[i]);
}

struct rec *fold_image(const struct ask *k, const struct fold *x, size_t n)
{
        struct rec *r = ARENA_NEW(k->a, struct rec, 1);
        rec_init(r, k->a, x->l);
        for (size_t i = 0; i < n; i++) fold_step(k, x, i, r);
        return r;
}

enum err fold_on(const struct ask *k, const struct ledger *l, int64_t record, struct day day,
                 struct rec **ret)
{
        struct fold x;
        size_t n = 0;
        TRY(fold_read(k, l, record, &x));
        while (n < x.n && x.e[n].day.v <= day.v) n++;
        *ret = fold_image(k, &x, n);
        return OK;
}

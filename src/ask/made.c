#include "ask/made.h"

#include "ask/label.h"
#include "ask/scope.h"
#include "view/lookup.h"
#include "view/made.h"

static bool makes_by(const struct makes *m, int ledger, int link)
{
        return m->ledger == ledger && m->link == link;
}

/* Do records of ledger `from` say by this link for which one they were made? */
static bool is_origin(const struct city *c, const struct ledger *l, int from, int link)
{
        for (size_t i = 0; i < l->steps_n; i++)
                for (size_t m = 0; m < l->steps[i].makes_n; m++)
                        if (makes_by(&l->steps[i].makes[m], from, link)) return true;
        for (size_t i = 0; i < c->ledgers_n; i++)
                for (size_t k = 0; k < c->ledgers[i].rules_n; k++)
                        if (makes_by(&c->ledgers[i].rules[k].makes, from, link)) return true;
        return false;
}

struct gathering {
        const struct ask *k;
        int64_t record;
        struct made_shown *v;
        size_t n, cap;
};

/* One that the reader sees. */
static enum err add(struct gathering *g, const struct ledger *from, int64_t id, struct str name,
                    struct str label)
{
        const struct ask *k = g->k;
        struct view v = { .st = k->st, .city = k->in->city };
        struct rec r;
        enum err e = scope_check(k, from, id);
        if (e == ERR_NOT_FOUND) return OK;
        TRY(e);
        TRY(rec_load(&v, k->a, from, id, &r));
        *ARENA_PUSH(k->a, g->v, g->n, g->cap) =
                (struct made_shown){ .l = from,
                                     .record = r.id,
                                     .name = name,
                                     .label = label,
                                     .number = r.number,
                                     .text = label_record(k, from, r.id),
                                     .state = label_state(k, from, r.state),
                                     .kind = from->states[r.state].kind };
        return OK;
}

static enum err gather(struct gathering *g, const struct ledger *from, const struct field *link)
{
        const struct ask *k = g->k;
        struct record_ids ids;
        int field = (int)(link - from->fields);
        TRY(made_linked(k->st, k->a, from, field, g->record, &ids));
        for (size_t i = 0; i < ids.n; i++)
                TRY(add(g, from, ids.v[i], link->inverse.n ? link->inverse : from->name,
                        label_in(&from->label, from->name, k->lang)));
        return OK;
}

enum err made_read(const struct ask *k, const struct ledger *l, int64_t record,
                   struct made_shown **ret, size_t *ret_n)
{
        struct gathering g = { .k = k, .record = record };
        const struct city *c = k->in->city;
        for (size_t i = 0; i < c->ledgers_n; i++)
                for (size_t f = 0; f < c->ledgers[i].fields_n; f++) {
                        const struct field *x = &c->ledgers[i].fields[f];
                        if (x->type != F_LINK || &c->ledgers[x->of_ledger] != l) continue;
                        if (x->inverse.n || is_origin(c, l, (int)i, (int)f))
                                TRY(ask_failed(k, gather(&g, &c->ledgers[i], x)));
                }
        *ret = g.v;
        *ret_n = g.n;
        return OK;
}

enum err made_merged(const struct ask *k, const struct ledger *l, const struct rec *r,
                     struct made_shown **ret, size_t *ret_n)
{
        struct gathering g = { .k = k, .record = r->id };
        struct record_ids ids;
        bool zh = k->lang == LANG_ZH;
        if (r->parent)
                TRY(ask_failed(k,
                               add(&g, l, r->parent, S("parent"), zh ? S("主件") : S("Parent"))));
        TRY(ask_failed(k, lookup_children(k->st, k->a, l, r->id, MADE_MAX, &ids)));
        for (size_t i = 0; i < ids.n; i++)
                TRY(ask_failed(k, add(&g, l, ids.v[i], S("child"), zh ? S("并入") : S("Child"))));
        *ret = g.v;
        *ret_n = g.n;
        return OK;
}

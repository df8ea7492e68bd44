/* rules_made.c: a day of a rule that makes: first who has come, then who is gone. */
#include "loop/makes.h"
#include "loop/rules_in.h"
#include "view/made.h"

static struct made_ask ask_of(const struct city *c, const struct rule_item *item, int64_t limit)
{
        return (struct made_ask){ .c = c, .r = item->rule, .day = item->day, .limit = limit };
}

enum err rules_made(struct writer *w, struct arena *a, const struct rule_item *item,
                    struct rules_found *ret)
{
        struct made_ask q = ask_of(w->inforce.city, item, LIST_LIMIT_MAX);
        TRY(made_come(w->st, a, &q, &ret->come));
        return made_gone(w->st, a, &q, &ret->gone);
}

void rules_note_source(const struct rules_run *x, struct request *r)
{
        const struct ruling *k = r->cmd.rule;
        r->ledger = x->w->inforce.city->ledgers[k->def->each].name;
        r->cmd.record = k->source;
        r->cmd.in_n = 0;
}

/* ---- commands -------------------------------------------------------------------------------- */

/* Its texts are erased: that is noted. */
static void cannot(struct rules_run *x, const struct faults *why, struct request *r)
{
        rules_note_source(x, r);
        r->cmd.step = S("rule");
        r->cmd.rule->refused = str_c(why->first ? why->first->code : "makes");
}

/* False: there is nothing to do after all. */
static enum err come(struct rules_run *x, const struct rule_item *item, int64_t id,
                     struct request *r, bool *ret)
{
        struct rec *rec = ARENA_NEW(x->a, struct rec, 1);
        const struct city *c = x->w->inforce.city;
        const struct makes *m = &item->rule->makes;
        struct command enter = { 0 };
        struct faults why;
        faults_init(&why, x->a, x->f->lang);
        TRY(rec_load(&x->w->view, x->a, item->l, id, rec));
        struct making k = { .a = x->a, .f = &why, .city = c, .l = item->l, .m = m, .rec = rec };
        enum err e = makes_read(x->w, &k, &enter);
        if (e != OK && e != ERR_CONFLICT) return e;
        *r = rules_command(x->a, item);
        r->ledger = c->ledgers[m->ledger].name;
        r->cmd.step = enter.step;
        r->cmd.in = enter.in;
        r->cmd.in_n = enter.in_n;
        r->cmd.rule->source = id;
        if (e != OK) cannot(x, &why, r);
        *ret = !k.idle;
        return OK;
}

static enum err go(struct rules_run *x, const struct rule_item *item, int64_t id, struct request *r,
                   bool *ret)
{
        const struct city *c = x->w->inforce.city;
        const struct ledger *l = &c->ledgers[item->rule->makes.ledger];
        const struct step *s = &l->steps[item->rule->gone];
        struct rec rec;
        TRY(rec_load(&x->w->view, x->a, l, id, &rec));
        struct rec_row row = { .city = c, .l = l, .r = &rec };
        *r = rules_command(x->a, item);
        r->ledger = l->name;
        r->cmd.step = s->name;
        r->cmd.record = id;
        if (s->builtin == STEP_VOID) r->cmd.because = item->rule->key;
        *ret = rec_true(x->a, s->when, &row, OF_RECORD);
        return OK;
}

/* ---- the day --------------------------------------------------------------------------------- */

/* Where this process has come to, and in which half of the day. */
static struct hash half_name(const struct rules_run *x, const struct rule_item *item, bool gone)
{
        struct hash day = rules_day_name(x, item);
        char hex[65];
        return hash_of(str_printf(x->a, "%.*s %d", SP(hash_hex(&day, hex)), gone));
}

static enum err half(struct rules_run *x, const struct rule_item *item, bool gone, bool *ret_done)
{
        struct rules_at *at = &x->w->rules_at;
        struct hash name = half_name(x, item, gone);
        struct request *r = ARENA_NEW(x->a, struct request, RULES_SLICE);
        struct made_ask q = ask_of(x->w->inforce.city, item, RULES_SLICE);
        struct record_ids found;
        size_t n = 0, i = 0;
        *ret_done = false;
        if (hash_eq(&at->day, &name)) q.after = at->record;
        TRY(gone ? made_gone(x->w->st, x->a, &q, &found) : made_come(x->w->st, x->a, &q, &found));
        for (; i < found.n && (n == 0 || !rules_time_over(x)); i++) {
                bool any = false;
                TRY(gone ? go(x, item, found.v[i], &r[n], &any)
                         : come(x, item, found.v[i], &r[n], &any));
                n += any;
        }
        TRY(rules_run(x, r, n));
        if (rules_any_busy(r, n)) return OK;
        *ret_done = i == found.n && found.n < RULES_SLICE;
        if (*ret_done) return OK;
        *at = (struct rules_at){ name, found.v[i - 1] };
        x->did->more = true;
        return OK;
}

enum err rules_makes(struct rules_run *x, const struct rule_item *item)
{
        bool done;
        TRY(half(x, item, false, &done));
        if (done && item->rule->gone >= 0) TRY(half(x, item, true, &done));
        return done ? rules_finish_day(x, item) : OK;
}

#include "loop/rules.h"

#include "loop/admin_in.h"
#include "loop/rules_in.h"
#include "view/ruled.h"

bool rules_time_over(const struct rules_run *x)
{
        return x->w->sys.boot_ms(x->w->sys.ctx) - x->start >= RULES_SLICE_MS;
}

/* ---- commands -------------------------------------------------------------------------------- */

struct request rules_command(struct arena *a, const struct rule_item *x)
{
        struct request r = { .ledger = x->l->name, .at = { 0 } };
        const struct rule_def *d = x->rule;
        r.cmd = (struct command){ .record = x->record,
                                  .asked = x->asked,
                                  .day = x->day,
                                  .version = -1,
                                  .who = { .account = -1, .via = VIA_TIMER } };
        if (!d) {
                r.cmd.step = x->l->steps[x->step].name;
                return r;
        }
        r.cmd.rule = ARENA_NEW(a, struct ruling, 1);
        *r.cmd.rule = (struct ruling){ .def = d, .at = x->at, .duty = x->duty, .fell = x->fell };
        r.cmd.step = d->step >= 0 ? x->l->steps[d->step].name : S("rule");
        if (d->step >= 0 && x->l->steps[d->step].builtin == STEP_VOID) r.cmd.because = d->key;
        return r;
}

/* It was tried: that and why not is noted, so that it does not stand in the way. */
static bool to_be_noted(const struct request *r)
{
        const struct outcome_of *o = &r->out;
        if (!r->cmd.rule || (o->err != ERR_CONFLICT && o->err != ERR_INPUT && o->err != ERR_LIMIT))
                return false;
        const char *code = o->faults.first ? o->faults.first->code : "";
        return strcmp(code, "rule.idle") != 0 && strcmp(code, "rule.done") != 0;
}

static void note_refused(struct rules_run *x, struct request *r, size_t n)
{
        struct request *again = ARENA_NEW(x->a, struct request, n);
        size_t m = 0;
        for (size_t i = 0; i < n; i++) {
                if (r[i].out.err == OK) x->did->events++;
                if (!to_be_noted(&r[i])) continue;
                r[i].cmd.rule->refused = str_c(r[i].out.faults.first->code);
                again[m] = r[i];
                if (r[i].cmd.record == 0) rules_note_source(x, &again[m]);
                again[m++].cmd.step = S("rule");
        }
        if (m) writer_run(x->w, x->a, x->f->lang, again, m);
        for (size_t i = 0; i < m; i++) {
                x->did->refused += again[i].out.err == OK;
                x->did->events += again[i].out.err == OK;
        }
}

/* Nothing could be written: whoever asked hears why. */
static enum err told(struct rules_run *x, const struct request *r, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                const struct outcome_of *o = &r[i].out;
                if (o->err != ERR_IO && o->err != ERR_CORRUPT && o->err != ERR_BUSY) continue;
                if (x->did->events) return OK; /* the rest next time */
                const struct fault *k = o->faults.first;
                return faults_add(x->f, o->err, k ? k->code : "store", STR_NONE, "%.*s",
                                  SP(k ? k->text : STR_NONE));
        }
        return OK;
}

enum err rules_run(struct rules_run *x, struct request *r, size_t n)
{
        int64_t before = x->did->events;
        if (n == 0) return OK;
        writer_run(x->w, x->a, x->f->lang, r, n);
        note_refused(x, r, n);
        x->did->more |= x->did->events > before;
        return told(x, r, n);
}

/* ---- a day of an `every` rule ---------------------------------------------------------------- */

enum err rules_finish_day(struct rules_run *x, const struct rule_item *item)
{
        struct moment at;
        struct city_event e;
        TRY(writer_begin(x->w, x->f, &at));
        admin_event_init(&e, x->w, S("rule"), at, x->f);
        e.e.via = VIA_TIMER;
        jout_key_int(&e.j, S("at"), item->at);
        jout_key_text(&e.j, S("rule"), item->rule->key);
        enum err err = admin_event_put(&e);
        admin_event_done(&e);
        x->did->more = true;
        if (err == OK) return writer_commit(x->w, x->f);
        writer_rollback(x->w);
        return err;
}

/* Which day of which rule, and of which definitions. */
struct hash rules_day_name(const struct rules_run *x, const struct rule_item *item)
{
        return hash_of(str_printf(x->a, "%.*s %" PRId64 " %" PRId64, SP(item->rule->key), item->at,
                                  x->w->inforce.city->version));
}

/* Where this process has come to on the day, past records there was nothing to do for; another
 * process begins with what the log knows. */
static enum err day_begun(struct rules_run *x, const struct rule_item *item, int64_t *ret_after)
{
        struct hash name = rules_day_name(x, item);
        const struct rules_at *c = &x->w->rules_at;
        TRY(ruled_last_record(x->w->st, item->rule->key, item->day, ret_after));
        if (hash_eq(&c->day, &name) && c->record > *ret_after) *ret_after = c->record;
        return OK;
}

/* Of an import that is still open: the day waits for it. */
bool rules_any_busy(const struct request *r, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (r[i].out.err != OK && !to_be_noted(&r[i]) && r[i].out.err != ERR_CONFLICT)
                        return true;
        return false;
}

static enum err run_day(struct rules_run *x, const struct rule_item *item)
{
        struct writer *w = x->w;
        struct request *r = ARENA_NEW(x->a, struct request, RULES_SLICE);
        int64_t after;
        struct rule_window at;
        size_t n = 0, i = 0;
        TRY(day_begun(x, item, &after));
        TRY(ruled_records(w->st, x->a, w->inforce.city, item->rule, after, &at));
        for (; i < at.found.n && !rules_time_over(x); i++) {
                struct rec rec;
                struct rule_item one = *item;
                TRY(rec_load(&w->view, x->a, item->l, at.found.v[i], &rec));
                if (rec.entered.v >= item->day.v || /* the day begins without it */
                    !rule_wants(x->a, w->inforce.city, item->rule, &rec, NULL))
                        continue;
                one.record = rec.id;
                r[n++] = rules_command(x->a, &one);
        }
        TRY(rules_run(x, r, n));
        if (rules_any_busy(r, n)) return OK;
        bool all = i == at.found.n;
        if (all && at.end) return rules_finish_day(x, item);
        if (all || i)
                w->rules_at = (struct rules_at){ rules_day_name(x, item),
                                                 all ? at.last : at.found.v[i - 1] };
        x->did->more = true;
        return OK;
}

/* ---- the round ------------------------------------------------------------------------------- */

enum err rules_tick(struct writer *w, struct faults *f, struct rules_did *ret)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct rule_item *item;
        size_t n, k = 0;
        struct moment now = w->sys.now(w->sys.ctx);
        *ret = (struct rules_did){ 0 };
        struct rules_run x = { w, &a, f, ret, w->sys.boot_ms(w->sys.ctx) };
        if (w->stopped) return OK;
        enum err e = rules_due(w, &a, now, &item, &n);
        if (e != OK) return store_failed(w->st, e, f);
        if (n && item[0].record == 0 && item[0].rule->makes.ledger >= 0)
                return rules_makes(&x, &item[0]);
        if (n && item[0].record == 0) return run_day(&x, &item[0]);
        struct request *r = ARENA_NEW(&a, struct request, n);
        while (k < n && k < RULES_SLICE && item[k].record) {
                r[k] = rules_command(&a, &item[k]);
                k++;
        }
        return rules_run(&x, r, k);
}

/* ---- new definitions ------------------------------------------------------------------------- */

static bool same_days(const struct rule_def *a, const struct rule_def *b)
{
        return a->when == b->when && a->every == b->every && a->day_n == b->day_n;
}

static const struct rule_def *rule_of(const struct city *c, struct str key)
{
        for (size_t i = 0; c && i < c->ledgers_n; i++)
                for (size_t k = 0; k < c->ledgers[i].rules_n; k++)
                        if (str_eq(c->ledgers[i].rules[k].key, key)) return &c->ledgers[i].rules[k];
        return NULL;
}

static enum err begin_rule(struct writer *w, const struct rule_def *r, struct moment at,
                           struct faults *f)
{
        struct city_event e;
        admin_event_init(&e, w, S("rule"), at, f);
        jout_key_int(&e.j, S("at"), day_of(at, w->inforce.zone).v - 1);
        jout_key_text(&e.j, S("rule"), r->key);
        enum err err = admin_event_put(&e);
        admin_event_done(&e);
        return err;
}

enum err rules_begin(struct writer *w, const struct city *was, const struct city *is,
                     struct moment at, struct faults *f)
{
        for (size_t i = 0; i < is->ledgers_n; i++)
                for (size_t k = 0; k < is->ledgers[i].rules_n; k++) {
                        const struct rule_def *r = &is->ledgers[i].rules[k];
                        const struct rule_def *b = rule_of(was, r->key);
                        if (r->when == RULE_EVERY && (!b || !same_days(b, r)))
                                TRY(begin_rule(w, r, at, f));
                }
        return OK;
}

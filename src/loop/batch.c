#include "loop/batch.h"

#include "loop/batch_in.h"
#include "loop/history.h"
#include "view/lookup.h"

enum err batch_row_check(const struct batch_row *r, struct day today, struct str where,
                         struct faults *f)
{
        char a[16];
        if (r->day.v > today.v)
                return FAULT(f, ERR_INPUT, "day.future", where, "日期 %.*s 在将来",
                             "day %.*s lies in the future", SP(day_format(r->day, a)));
        if (!day_is(r->end)) return OK;
        if (r->end.v > today.v)
                return FAULT(f, ERR_INPUT, "day.future", where, "办结日期 %.*s 在将来",
                             "end day %.*s lies in the future", SP(day_format(r->end, a)));
        if (r->end.v < r->day.v) {
                char b[16];
                return FAULT(f, ERR_INPUT, "day.order", where, "办结日期 %.*s 早于受理日期 %.*s",
                             "end day %.*s is before day %.*s", SP(day_format(r->end, a)),
                             SP(day_format(r->day, b)));
        }
        return OK;
}

/* ---- city events of the batch ---- */

static enum err city_event(struct writer *w, struct str step, struct str result, struct faults *f,
                           int64_t *ret_seq)
{
        struct moment at;
        struct arena a = { 0 };
        TRY(writer_begin(w, f, &at));
        struct event e = { .at = at,
                           .day = day_of(at, w->inforce.zone),
                           .via = VIA_IMPORT,
                           .cause = -1,
                           .batch = -1,
                           .version = w->inforce.city->version,
                           .step = step,
                           .result = result };
        enum err x = writer_city_event(w, &a, &e, f);
        if (x == OK) x = writer_commit(w, f);
        else writer_rollback(w);
        if (ret_seq) *ret_seq = e.seq;
        arena_done(&a);
        return x;
}

static enum err batch_event(struct writer *w, struct str step, int64_t id, struct faults *f)
{
        char text[40];
        int n = snprintf(text, sizeof text, "{\"batch\":%" PRId64 "}", id);
        return city_event(w, step, (struct str){ text, (size_t)n }, f, NULL);
}

static enum err open_of(struct writer *w, const struct ledger *l, struct str source,
                        struct batch *b)
{
        struct batch_is is;
        enum err e = lookup_open_batch(w->st, l->name, source, &is);
        if (e == ERR_NOT_FOUND) return OK;
        TRY(e);
        b->id = is.id;
        b->resumed = true;
        if (l->key_n == 0) b->skip = is.done;
        return OK;
}

enum err batch_begin(struct writer *w, const struct ledger *l, struct str source, int64_t total,
                     struct faults *f, struct batch *ret)
{
        struct batch b = { .l = l, .because = source };
        TRY(store_unsaved(w->st, open_of(w, l, source, &b), f));
        if (!b.resumed) {
                struct buf text = { .limit = 1000 };
                struct jout j;
                jout_init(&j, &text, true);
                jout_open(&j, '{');
                jout_key_text(&j, S("ledger"), l->name);
                jout_key_text(&j, S("source"), source);
                jout_key_int(&j, S("total"), total);
                jout_close(&j);
                enum err e = city_event(w, S("batch_open"), buf_view(&text), f, &b.id);
                buf_free(&text);
                TRY(e);
        }
        *ret = b;
        return OK;
}

enum err batch_end(struct writer *w, const struct batch *b, struct faults *f)
{
        return batch_event(w, S("batch_close"), b->id, f);
}

/* ---- finding ---- */

static const struct change_set *set_of(const struct batch_row *r, int field)
{
        for (size_t i = 0; i < r->set_n; i++)
                if (r->set[i].field == field) return &r->set[i];
        return NULL;
}

enum err batch_find(struct view *v, struct arena *a, const struct ledger *l,
                    const struct batch_row *r, int64_t *ret)
{
        const struct value **key = ARENA_NEW(a, const struct value *, l->key_n);
        if (r->step && r->number.n) return rec_find(v, l, r->number, ret);
        if (r->step && l->key_n == 0) return ERR_CONFLICT;
        for (size_t i = 0; i < l->key_n; i++) {
                const struct change_set *k = set_of(r, l->key[i]);
                if (!k || k->value.type == T_NULL || k->value.type == T_MANY) return ERR_CONFLICT;
                key[i] = &k->value;
        }
        return lookup_key(v->st, a, l, key, ret);
}

/* ---- writing rows ---- */

struct writing {
        struct writer *w;
        struct batch *b;
        struct arena a;
        struct faults *f;
        struct moment at;
};

static struct event draft(const struct writing *x, int64_t record, struct day day, int64_t round,
                          struct str step)
{
        return (struct event){ .at = x->at,
                               .day = day,
                               .via = VIA_IMPORT,
                               .cause = -1,
                               .batch = x->b->id,
                               .ledger = x->b->l->name,
                               .version = x->w->inforce.city->version,
                               .record = record,
                               .round = round,
                               .step = step };
}

static enum err put_event(struct writing *x, struct change *c, struct event *e,
                          const struct rec *before, struct rec **after)
{
        struct completing k = { x->b->l, c, e, before, &x->a };
        return writer_record_event(x->w, &k, x->f, after);
}

static struct change_set *copy_sets(struct arena *a, const struct batch_row *r)
{
        struct change_set *s = ARENA_NEW(a, struct change_set, r->set_n);
        for (size_t i = 0; i < r->set_n; i++) s[i] = r->set[i];
        return s;
}

static int first_state(const struct ledger *l)
{
        for (size_t i = 0; i < l->steps_n; i++)
                if (l->steps[i].enters && l->steps[i].to >= 0) return l->steps[i].to;
        return -1;
}

static enum err enter_row(struct writing *x, const struct batch_row *r)
{
        const struct ledger *l = x->b->l;
        struct rec none, *one, *two;
        rec_init(&none, &x->a, l);
        bool later = day_is(r->end) && first_state(l) >= 0 && first_state(l) != r->state;
        struct change c = { .state = later ? first_state(l) : r->state,
                            .enters = true,
                            .number = r->number };
        c.set = copy_sets(&x->a, r);
        c.set_n = c.set_cap = r->set_n;
        drop_empty(l, &c);
        struct event e = draft(x, 0, r->day, 1, S("import"));
        struct decide_in in = {
                .a = &x->a, .f = x->f, .city = x->w->inforce.city, .l = l, .now = x->at
        };
        TRY(import_owner(&in, &c));
        if (!later) TRY(import_duties(&in, &c, r->day));
        TRY(put_event(x, &c, &e, &none, &one));
        x->b->loaded++;
        if (!later) return OK;
        struct change end = { .state = r->state };
        struct event ended = draft(x, e.record, r->end, 1, S("import"));
        return put_event(x, &end, &ended, one, &two);
}

/* Is the sealed text of the row the one the record has? */
static enum err text_same(struct writing *x, const struct rec *was, const struct change_set *s,
                          bool *ret)
{
        const struct value *v = &was->v[s->field];
        struct str old = STR_NONE;
        enum err e = ERR_NOT_FOUND;
        *ret = false;
        if (x->b->l->fields[s->field].type == F_PLACE) {
                if (!value_eq(v, &s->value)) return OK;
                e = point_of(x->w, &x->a, was, s->name, &old);
        } else if (v->type == T_NUMBER) {
                struct seal_at at = { x->w->st, x->w->keys, was->id, v->i, s->name };
                e = seal_get(&at, &x->a, &old, NULL);
        }
        if (e == ERR_NOT_FOUND) return OK;
        *ret = e == OK && str_eq(old, s->text);
        return e;
}

/* What of a known record differs from the row. A record whose texts are erased gets none again. */
static enum err differences(struct writing *x, const struct rec *was, const struct batch_row *r,
                            bool erased, struct change *c)
{
        for (size_t i = 0; i < r->set_n; i++) {
                struct change_set s = r->set[i];
                bool place = x->b->l->fields[s.field].type == F_PLACE, same;
                if (s.sealed && erased && !place) continue;
                if (erased) s.sealed = false; /* of a place its area is left */
                if (s.sealed) TRY(text_same(x, was, &s, &same));
                else same = value_eq(&was->v[s.field], &s.value);
                if (!same) *ARENA_PUSH(&x->a, c->set, c->set_n, c->set_cap) = s;
        }
        return OK;
}

static enum err update_row(struct writing *x, const struct batch_row *r, int64_t id)
{
        struct rec was, *after;
        TRY(store_unsaved(x->w->st, rec_load(&x->w->view, &x->a, x->b->l, id, &was), x->f));
        TRY(store_unsaved(x->w->st, history_settled(x->w, &was, x->b->id, x->f), x->f));
        struct change c = { .state = r->stays || was.state == r->state ? -1 : r->state };
        bool erased = keys_destroyed(x->w->keys, id);
        TRY(store_unsaved(x->w->st, differences(x, &was, r, erased, &c), x->f));
        if (c.state < 0 && c.set_n == 0) {
                x->b->unchanged++;
                return OK;
        }
        struct day today = day_of(x->at, x->w->inforce.zone), day = today;
        if (c.state >= 0 && day_is(r->end) && r->end.v >= was.last_day.v) day = r->end;
        c.corrects = c.state < 0;
        if (c.state >= 0 && x->b->l->states[c.state].kind != KIND_OPEN)
                import_end_duties(&x->a, &was, &c);
        struct event e = draft(x, id, day, was.round, c.corrects ? S("correct") : S("import"));
        if (c.corrects && !erased)
                *ARENA_PUSH(&x->a, c.texts, c.texts_n, c.texts_cap) = (struct change_set){
                        .field = -1, .name = S("because"), .sealed = true, .text = x->b->because
                };
        x->b->updated++;
        return put_event(x, &c, &e, &was, &after);
}

/* ---- steps ---- */

enum err batch_step_check(const struct step *s, struct str where, struct faults *f)
{
        bool others = s->makes_n || s->meets.is || s->has_also || s->follows.is;
        if (s->builtin == STEP_DECLARED && s->on == ON_RECORD && !s->enters && !others &&
            !s->asks.is && !s->answers)
                return OK;
        return FAULT(f, ERR_INPUT, "import.step", where,
                     "环节“%.*s”不能由导入办理：须在记录上、不牵动其他记录、不请示也不答复",
                     "step %.*s cannot be imported: only one on the record that reaches no other, "
                     "asks and answers nothing",
                     SP(label_in(&s->label, s->name, f->lang)));
}

static struct request step_request(const struct batch *b, const struct batch_row *r, int64_t record,
                                   struct moment at)
{
        return (struct request){ .ledger = b->l->name,
                                 .at = at,
                                 .cmd = { .who = { .account = -1, .via = VIA_IMPORT },
                                          .record = record,
                                          .step = r->step->name,
                                          .day = r->day,
                                          .version = -1,
                                          .in = r->in,
                                          .in_n = r->in_n,
                                          .because = b->because,
                                          .batch = b->id } };
}

/* What was refused, with the line that it is about. */
static enum err step_told(const struct batch *b, const struct batch_row *r,
                          const struct faults *own, enum err e, struct faults *f)
{
        for (const struct fault *k = own->first; k; k = k->next)
                (void)faults_add(f, k->err, k->code,
                                 str_printf(f->a, "%.*s:%" PRId64 "%s%.*s", SP(b->file), r->line,
                                            k->where.n ? " " : "", SP(k->where)),
                                 "%.*s", SP(k->text));
        return e;
}

enum err batch_step_try(struct writer *w, const struct batch *b, struct arena *a,
                        const struct batch_row *r, int64_t record, struct faults *f)
{
        struct request rq = step_request(b, r, record, w->sys.now(w->sys.ctx));
        struct faults own;
        faults_init(&own, a, f->lang);
        return step_told(b, r, &own, writer_row(w, a, &rq, b->l, &own, false), f);
}

static enum err step_row(struct writing *x, const struct batch_row *r, int64_t record)
{
        struct request rq = step_request(x->b, r, record, x->at);
        struct faults own;
        x->b->updated++;
        faults_init(&own, &x->a, x->f->lang);
        return step_told(x->b, r, &own, writer_row(x->w, &x->a, &rq, x->b->l, &own, true), x->f);
}

enum err batch_once(struct writer *w, const struct ledger *l, struct str source, bool dry,
                    struct str where, struct faults *f)
{
        struct batch_is half;
        int64_t id = 0;
        enum err e = lookup_open_batch(w->st, l->name, source, &half);
        if (e == OK && !dry) return batch_take_back(w, half.id, f, &id);
        if (e == OK || e == ERR_NOT_FOUND) e = lookup_standing_batch(w->st, l->name, source, &id);
        if (e == ERR_NOT_FOUND) return OK;
        TRY(store_unsaved(w->st, e, f));
        return FAULT(f, ERR_CONFLICT, "import.again", where,
                     "同一个文件已经导入（批次 %" PRId64
                     "），其中的环节不会办两次；要重来请先撤回该批次",
                     "this very file has been imported (batch %" PRId64
                     "); its steps are not taken "
                     "twice: take the batch back first",
                     id);
}

static enum err put_row(struct writing *x, const struct batch_row *r)
{
        int64_t id = 0;
        if (r->step) {
                enum err found = batch_find(&x->w->view, &x->a, x->b->l, r, &id);
                return found == OK ? step_row(x, r, id) : store_unsaved(x->w->st, found, x->f);
        }
        enum err e =
                x->b->l->key_n ? batch_find(&x->w->view, &x->a, x->b->l, r, &id) : ERR_NOT_FOUND;
        if (e == ERR_NOT_FOUND) return enter_row(x, r);
        TRY(store_unsaved(x->w->st, e, x->f));
        return update_row(x, r, id);
}

enum err batch_write(struct writer *w, struct batch *b, const struct batch_row *rows, size_t n,
                     struct faults *f, size_t *ret_done)
{
        struct writing x = { .w = w, .b = b, .f = f };
        struct batch before = *b;
        size_t done = 0;
        TRY(writer_between(w, f));
        TRY(writer_begin(w, f, &x.at));
        int64_t start = w->sys.boot_ms(w->sys.ctx);
        enum err e = OK;
        while (e == OK && done < n && done < GROUP_COMMANDS_MAX) {
                e = put_row(&x, &rows[done]);
                if (e == OK) view_keep(&w->view);
                done += e == OK;
                arena_reset(&x.a);
                if (w->sys.boot_ms(w->sys.ctx) - start >= BATCH_SLICE_MS) break;
        }
        arena_done(&x.a);
        if (e == OK) e = writer_commit(w, f);
        else writer_rollback(w);
        if (e != OK) *b = before;
        else *ret_done = done;
        return e;
}

/* ---- taking back ---- */

struct taking {
        struct writer *w;
        const struct ledger *l;
        struct arena a;
        int64_t *record;
        size_t n;
};

static enum err untouched(struct taking *t, int64_t id, struct faults *f)
{
        enum err e = OK;
        for (size_t i = 0; i < t->n; i++) {
                int64_t seq = 0;
                TRY(store_unsaved(t->w->st, lookup_gone_on(t->w->st, t->record[i], id, &seq), f));
                if (seq)
                        e = FAULT(f, ERR_CONFLICT, "batch.touched",
                                  str_printf(f->a, "record %" PRId64, t->record[i]),
                                  "导入之后已有办理（事件 %" PRId64 "），不能撤回",
                                  "it has gone on since the import (event %" PRId64 ")", seq);
        }
        return e;
}

static enum err take_one(struct taking *t, int64_t id, int64_t record, struct moment at,
                         struct faults *f)
{
        struct arena a = { 0 };
        struct rec was, *after;
        enum err e = store_unsaved(t->w->st, rec_load(&t->w->view, &a, t->l, record, &was), f);
        struct change c = { .state = -1, .taken_back = true };
        struct event ev = { .at = at,
                            .day = day_of(at, t->w->inforce.zone),
                            .via = VIA_IMPORT,
                            .cause = -1,
                            .batch = id,
                            .ledger = t->l->name,
                            .version = t->w->inforce.city->version,
                            .record = record,
                            .round = was.round,
                            .step = S("take_back") };
        struct completing x = { t->l, &c, &ev, &was, &a };
        if (e == OK) e = writer_record_event(t->w, &x, f, &after);
        if (e == OK) view_keep(&t->w->view);
        arena_done(&a);
        return e;
}

static enum err take_all(struct taking *t, int64_t id, struct faults *f)
{
        enum err e = OK;
        for (size_t i = 0; i < t->n && e == OK;) {
                struct moment at;
                TRY(writer_between(t->w, f));
                TRY(writer_begin(t->w, f, &at));
                for (size_t k = 0; k < 200 && i < t->n && e == OK; k++)
                        e = take_one(t, id, t->record[i++], at, f);
                if (e == OK) e = writer_commit(t->w, f);
                else writer_rollback(t->w);
        }
        return e == OK ? batch_event(t->w, S("batch_taken"), id, f) : e;
}

static enum err batch_ledger(struct taking *t, int64_t id, struct faults *f)
{
        struct batch_is is;
        struct str where = str_printf(f->a, "batch %" PRId64, id);
        enum err e = lookup_batch(t->w->st, &t->a, id, &is);
        if (e == ERR_NOT_FOUND)
                return FAULT(f, e, "batch.none", where, "没有这个批次", "there is no such batch");
        TRY(store_unsaved(t->w->st, e, f));
        if (str_eq(is.state, S("taken")))
                return FAULT(f, ERR_CONFLICT, "batch.taken", where, "该批次已经撤回",
                             "the batch has been taken back already");
        int i = city_ledger(t->w->inforce.city, is.ledger);
        if (i < 0) return ERR_CORRUPT;
        t->l = &t->w->inforce.city->ledgers[i];
        return OK;
}

enum err batch_take_back(struct writer *w, int64_t id, struct faults *f, int64_t *ret_records)
{
        struct taking t = { .w = w };
        enum err e = batch_ledger(&t, id, f);
        if (e == OK)
                e = store_unsaved(w->st, lookup_batch_records(w->st, &t.a, id, &t.record, &t.n), f);
        if (e == OK) e = untouched(&t, id, f);
        if (e == OK) e = take_all(&t, id, f);
        *ret_records = (int64_t)t.n;
        arena_done(&t.a);
        return e;
}

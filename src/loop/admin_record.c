/* admin_record.c: what is done to one record outside its flow: a private field shown, texts
 * erased. */
#include "base/utf8.h"
#include "loop/admin.h"
#include "loop/admin_in.h"
#include "loop/attach.h"
#include "view/beside_look.h"
#include "view/lookup.h"
#include "view/sight.h"

static struct event draft(const struct writer *w, const struct ledger *l, const struct rec *r,
                          struct moment at)
{
        return (struct event){ .at = at,
                               .day = day_of(at, w->inforce.zone),
                               .via = VIA_CLI,
                               .cause = -1,
                               .batch = -1,
                               .ledger = l->name,
                               .version = w->inforce.city->version,
                               .record = r->id,
                               .round = r->round };
}

/* ---- a private field shown ------------------------------------------------------------------- */

struct revealing {
        struct writer *w;
        const struct reveal *in;
        struct arena *a;
        struct faults *f;
        struct rec *r;
        int field;
};

static enum err find_field(struct revealing *x)
{
        const struct ledger *l = x->in->l;
        x->field = ledger_field(l, x->in->field);
        if (x->field < 0)
                return FAULT(x->f, ERR_INPUT, "reveal.field", S("field"), "台账没有字段“%.*s”",
                             "there is no field %.*s", SP(str_sub(x->in->field, 0, 60)));
        const struct field *f = &l->fields[x->field];
        if (!f->private)
                return FAULT(x->f, ERR_CONFLICT, "reveal.open", S("field"),
                             "“%.*s”不是隐私字段，无须申请", "%.*s is no private field",
                             SP(label_in(&f->label, f->name, x->f->lang)));
        return OK;
}

/* What was there when he asked; a text erased since then is not there. */
static enum err check_there(const struct revealing *x)
{
        const struct value *v = &x->r->v[x->field];
        const struct field *f = &x->in->l->fields[x->field];
        bool empty = v->type == T_NULL || (v->type == T_MANY && v->many_n == 0);
        if (empty)
                return FAULT(x->f, ERR_CONFLICT, "reveal.empty", S("field"), "“%.*s”没有填写",
                             "%.*s is empty", SP(label_in(&f->label, f->name, x->f->lang)));
        if (!keys_destroyed(x->w->keys, x->in->record)) return OK;
        return FAULT(x->f, ERR_CONFLICT, "seal.erased", x->r->number, "该记录的文字已擦除",
                     "the texts of this record are erased");
}

static enum err check_because(const struct revealing *x)
{
        struct str s = x->in->because;
        if (str_trim(s).n == 0)
                return FAULT(x->f, ERR_INPUT, "because", S("because"), "须写明理由",
                             "a reason is needed (because)");
        if (utf8_ok(s) && s.n <= TEXT_BYTES_MAX) return OK;
        return FAULT(x->f, ERR_INPUT, "input.value", S("because"), "“because”须为合法文本",
                     "because must be valid text");
}

#define ROLE(r) (1u << ROLE_##r)

static enum err check_right(const struct revealing *x, struct moment at)
{
        const unsigned roles =
                ROLE(CLERK) | ROLE(DISPATCHER) | ROLE(HANDLER) | ROLE(SUPERVISOR) | ROLE(EVALUATOR);
        const struct sight s = { x->a, x->w->inforce.city, x->in->l, x->r,
                                 day_of(at, x->w->inforce.zone) };
        if (!sight_has(&s, x->in->account, UINT32_MAX))
                return FAULT(x->f, ERR_NOT_FOUND, "record.unknown", STR_NONE,
                             "没有此事项，或无权查看",
                             "there is no such record, or it is not open to you");
        if (sight_has(&s, x->in->account, roles)) return OK;
        return FAULT(x->f, ERR_DENIED, "role", S("field"),
                     "无权查看隐私字段：须为经办该事项的坐席、交办、承办、督办或回访岗位",
                     "no right to see private fields: it is for a clerk, dispatcher, handler, "
                     "supervisor or evaluator on the record");
}

static enum err load(struct revealing *x)
{
        enum err e = rec_load(&x->w->view, x->a, x->in->l, x->in->record, x->r);
        if (e != ERR_NOT_FOUND) return store_unsaved(x->w->st, e, x->f);
        return FAULT(x->f, e, "record.none", STR_NONE, "没有这条记录", "there is no such record");
}

static enum err write_reveal(struct revealing *x, struct moment at, int64_t *ret_seq)
{
        struct writer *w = x->w;
        struct rec *after;
        struct change_set because = {
                .field = -1, .name = S("because"), .sealed = true, .text = x->in->because
        };
        struct change c = { .state = -1,
                            .reveals = x->in->l->fields[x->field].name,
                            .texts = &because,
                            .texts_n = 1 };
        struct event e = draft(w, x->in->l, x->r, at);
        e.actor = admin_account_id(w, x->in->account);
        e.via = x->in->via;
        e.step = S("reveal");
        struct completing done = { x->in->l, &c, &e, x->r, x->a };
        TRY(writer_record_event(w, &done, x->f, &after));
        const struct look_row look = { at, e.actor, x->in->record, S("reveal") };
        TRY(store_unsaved(w->st, look_row_put(w->st, &look), x->f));
        *ret_seq = e.seq;
        return OK;
}

enum err admin_reveal(struct writer *w, const struct reveal *in, struct faults *f, int64_t *ret_seq)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct rec r;
        struct moment at;
        struct revealing x = { .w = w, .in = in, .a = &a, .f = f, .r = &r };
        TRY(find_field(&x));
        TRY(check_because(&x));
        TRY(writer_begin(w, f, &at));
        enum err e = load(&x);
        if (e == OK) e = check_right(&x, at);
        if (e == OK) e = check_there(&x);
        if (e == OK) e = write_reveal(&x, at, ret_seq);
        if (e == OK) return writer_commit(w, f);
        writer_rollback(w);
        return e;
}

/* ---- what is kept no longer ------------------------------------------------------------------ */

static int64_t days_of(struct allowance keep)
{
        return (int64_t)keep.n * (keep.unit == UNIT_DAYS ? 1 : keep.unit == UNIT_MONTHS ? 30 : 365);
}

static bool for_ever(const struct ledger *l)
{
        return l->keep.n == 0 || days_of(l->keep) > KEEP_DAYS_MAX;
}

/* The first last day that is still kept: a record of 2017-08-22 kept for 5 years goes on
 * 2022-08-23. */
static struct day kept_from(const struct writer *w, const struct ledger *l)
{
        struct day today = day_of(w->sys.now(w->sys.ctx), w->inforce.zone);
        struct allowance keep = l->keep;
        if (keep.unit == UNIT_DAYS) return day_add(today, -keep.n);
        return day_add_months(today, keep.unit == UNIT_YEARS ? -12 * keep.n : -keep.n);
}

enum err admin_retain_list(struct writer *w, struct arena *a, struct faults *f,
                           struct retained **ret, size_t *ret_n)
{
        const struct city *c = w->inforce.city;
        size_t cap = 0;
        *ret = NULL;
        *ret_n = 0;
        for (size_t i = 0; c && i < c->ledgers_n; i++) {
                const struct ledger *l = &c->ledgers[i];
                struct ended_is *v;
                size_t n;
                if (for_ever(l)) continue;
                enum err e = lookup_ended_before(w->st, a, l, kept_from(w, l), &v, &n);
                TRY(store_unsaved(w->st, e, f));
                for (size_t k = 0; k < n; k++)
                        if (!keys_destroyed(w->keys, v[k].record))
                                *ARENA_PUSH(a, *ret, *ret_n, cap) =
                                        (struct retained){ v[k].record, str_dup(a, l->name),
                                                           v[k].number, v[k].last };
        }
        return OK;
}

/* ---- texts erased ---------------------------------------------------------------------------- */

struct erasing {
        const struct ledger *l;
        int64_t record;
        int account;
        bool retain;  /* because it is kept no longer … */
        bool goes_on; /* … unless it turned out to be */
};

static bool is_kept(const struct writer *w, const struct erasing *x, const struct rec *r)
{
        return x->l->states[r->state].kind == KIND_OPEN || for_ever(x->l) ||
               r->last_day.v >= kept_from(w, x->l).v;
}

static enum err write_erase(struct writer *w, struct erasing *x, struct faults *f)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct moment at;
        struct rec before = { .round = 1 }, *after;
        TRY(writer_begin(w, f, &at));
        enum err e = store_unsaved(w->st, rec_load(&w->view, &a, x->l, x->record, &before), f);
        x->goes_on = e == OK && x->retain && is_kept(w, x, &before);
        if (x->goes_on) {
                writer_rollback(w);
                return OK;
        }
        struct change c = { .state = -1 };
        if (x->retain) c.keep = allowance_format(&a, x->l->keep, LANG_EN);
        struct event ev = draft(w, x->l, &before, at);
        ev.record = x->record;
        ev.actor = admin_account_id(w, x->account);
        ev.step = S("erase");
        struct completing done = { x->l, &c, &ev, &before, &a };
        if (e == OK) e = writer_record_event(w, &done, f, &after);
        view_keep(&w->view);
        return admin_finish(w, e, f);
}

static enum err erase(struct writer *w, struct erasing *x, struct faults *f)
{
        enum err e = write_erase(w, x, f);
        /* said first, then done: if this is interrupted, erasing again destroys the key */
        if (e == OK && !x->goes_on) e = keys_destroy(w->keys, x->record);
        /* its files are unreadable already: what is left of them only takes room */
        enum err gone = e != OK || x->goes_on ? OK : attach_erase(w->st, w->path.data, x->record);
        (void)gone;
        if (e == OK || f->n) return e;
        return FAULT(f, e, "erase.key", STR_NONE, "密钥未能完全销毁，请再运行一次：%.*s",
                     "the key is not wholly destroyed yet, run it again: %.*s",
                     SP(keys_why(w->keys)));
}

enum err admin_erase(struct writer *w, int64_t record, const struct ledger *l, struct str because,
                     int account, struct faults *f)
{
        struct erasing x = { .l = l, .record = record, .account = account };
        (void)because; /* a reason would be one more text about the person: it is not kept */
        return erase(w, &x, f);
}

/* Between two of them others may write: also other definitions. */
enum err admin_retain(struct writer *w, const struct retained *v, size_t n, int64_t account,
                      struct faults *f, int64_t *ret_erased)
{
        *ret_erased = 0;
        for (size_t i = 0; i < n; i++) {
                int l = city_ledger(w->inforce.city, v[i].ledger);
                if (l < 0) continue;
                struct erasing x = { .l = &w->inforce.city->ledgers[l],
                                     .record = v[i].record,
                                     .account = account_by_id(&w->inforce.accounts, account),
                                     .retain = true };
                TRY(erase(w, &x, f));
                *ret_erased += !x.goes_on;
                TRY(writer_between(w, f));
        }
        return OK;
}

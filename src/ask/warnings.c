#include "ask/warnings.h"

#include "ask/label.h"
#include "base/utf8.h"
#include "view/keyed.h"

struct warning_list {
        const struct ask *k;
        struct index *index;
        const struct ledger *l;
        const struct rec *r;
        struct warning *v;
        size_t n, cap;
};

bool warnings_need_index(const struct ledger *l)
{
        for (size_t i = 0; i < l->fields_n; i++)
                if (l->fields[i].same.n) return true;
        return false;
}

static void warn(struct warning_list *x, const struct field *f, const char *code, struct str text,
                 struct str record)
{
        *ARENA_PUSH(x->k->a, x->v, x->n, x->cap) = (struct warning){ f->name, code, text, record };
}

static bool is_zh(const struct warning_list *x)
{
        return x->k->lang == LANG_ZH;
}

static void warn_empty(struct warning_list *x, const struct field *f)
{
        warn(x, f, "text.empty", is_zh(x) ? S("没有内容") : S("there is nothing in it"), STR_NONE);
}

static void check_short(struct warning_list *x, const struct field *f, struct str text)
{
        size_t n = utf8_len(str_trim(text));
        if ((int64_t)n >= f->short_of) return;
        warn(x, f, "text.short",
             str_printf(x->k->a,
                        is_zh(x) ? "太短：%zu 字，少于 %" PRId64 " 字"
                                 : "short: %zu characters, fewer than %" PRId64,
                        n, f->short_of),
             STR_NONE);
}

/* ---- the same text again ---- */

struct said { /* where and when a text was given */
        struct str office, folded;
        struct day day;
        int64_t seq;
};

static enum err read_said(const struct ask *k, const struct field *f, int64_t record, int64_t seq,
                          struct said *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        bool there;
        *ret = (struct said){ .seq = seq };
        struct str text = text_open(k, record, seq, f->name, &there);
        if (there) ret->folded = terms_fold(k->a, text);
        TRY(ask_failed(k,
                       store_stmt(k->st, S("SELECT office, day FROM event WHERE seq = $1"), &s)));
        stmt_int(s, 1, seq);
        enum row r = stmt_step(s);
        if (r != ROW_GOT) return ask_ended(k, s, r);
        ret->office = col_text(s, k->a, 0);
        ret->day = (struct day){ (int32_t)col_int(s, 1) };
        return OK;
}

static struct day before(struct day d, struct allowance w)
{
        if (w.unit == UNIT_DAYS) return day_add(d, -w.n);
        return day_add_months(d, w.unit == UNIT_YEARS ? -12 * w.n : -w.n);
}

/* What the earlier record says of the field now: *ret_same when that warns. */
static enum err is_same(const struct warning_list *x, int field, const struct said *mine,
                        int64_t record, struct rec *r, bool *ret_same)
{
        const struct ask *k = x->k;
        const struct field *f = &x->l->fields[field];
        struct view v = { .st = k->st, .city = k->in->city };
        struct said theirs;
        *ret_same = false;
        enum err e = rec_load(&v, k->a, x->l, record, r);
        if (e == ERR_NOT_FOUND) return OK;
        TRY(ask_failed(k, e));
        if (r->v[field].type != T_NUMBER || r->v[field].i >= mine->seq) return OK;
        TRY(read_said(k, f, record, r->v[field].i, &theirs));
        *ret_same = str_eq(theirs.folded, mine->folded) && str_eq(theirs.office, mine->office) &&
                    theirs.day.v >= before(mine->day, f->same).v;
        return OK;
}

static void name_record(struct warning_list *x, const struct field *f, struct str number)
{
        warn(x, f, "text.same",
             str_printf(x->k->a, is_zh(x) ? "与本单位 %.*s 的文字相同" : "the same text as in %.*s",
                        SP(number)),
             number);
}

static void count_records(struct warning_list *x, const struct field *f, bool more, int64_t n)
{
        struct arena *a = x->k->a;
        struct str text;
        if (n == 0) return;
        if (is_zh(x))
                text = str_printf(a, "%s %" PRId64 " 件文字相同", more ? "另有" : "本单位有", n);
        else
                text = str_printf(a, "%s %" PRId64 " other records of the office",
                                  more ? "and in" : "the same text as in", n);
        warn(x, f, "text.same", text, STR_NONE);
}

static enum err look_at_all(struct warning_list *x, int field, const struct said *mine,
                            struct posting_cursor *c)
{
        const struct field *f = &x->l->fields[field];
        int64_t at = INT64_MAX, named = 0, others = 0;
        for (int looked = 0; looked < WARNING_LOOK; looked++) {
                struct rec r;
                bool same;
                enum err e = postings_seek(index_store(x->index), c, at, &at);
                if (e != OK)
                        return FAULT(x->k->f, e, "search.index", STR_NONE, "检索库：%.*s",
                                     "the search index: %.*s", SP(index_why(x->index)));
                if (at == 0) break;
                if (at != x->r->id) {
                        TRY(is_same(x, field, mine, at, &r, &same));
                        e = same && named < WARNING_NAMES ? scope_check(x->k, x->l, at)
                                                          : ERR_NOT_FOUND;
                        if (e != OK && e != ERR_NOT_FOUND) return e;
                        if (e == OK) name_record(x, f, r.number), named++;
                        else others += same;
                }
                if (--at == 0) break;
        }
        count_records(x, f, named > 0, others);
        return OK;
}

static enum err check_same(struct warning_list *x, int field)
{
        const struct ask *k = x->k;
        const struct field *f = &x->l->fields[field];
        struct terms t = { .n = 0 };
        struct posting_cursor c;
        struct said mine;
        struct arena scratch = { 0 };
        if (!x->index || !k->keys) return OK;
        TRY(read_said(k, f, x->r->id, x->r->v[field].i, &mine));
        enum err e = keyed_put(&(struct keyed){ k->keys, k->a, x->l->name, f }, mine.folded, &t);
        if (e == ERR_NOT_FOUND || t.n == 0) return OK; /* nothing is indexed yet */
        TRY(e);
        postings_begin(&c, k->a, &scratch, t.v[0]);
        e = look_at_all(x, field, &mine, &c);
        arena_done(&scratch);
        return e;
}

/* ---- all of it ---- */

static enum err check_field(struct warning_list *x, int field)
{
        const struct field *f = &x->l->fields[field];
        const struct value *v = &x->r->v[field];
        bool there;
        if (f->short_of == 0 && f->same.n == 0) return OK;
        if (v->type != T_NUMBER) {
                if (f->required && x->l->states[x->r->state].kind == KIND_DONE) warn_empty(x, f);
                return OK;
        }
        struct str text = text_open(x->k, x->r->id, v->i, f->name, &there);
        if (!there) return OK;
        if (terms_fold(x->k->a, text).n == 0) {
                warn_empty(x, f);
                return OK;
        }
        check_short(x, f, text);
        return f->same.n ? check_same(x, field) : OK;
}

enum err warnings_read(const struct ask *k, struct index *index, const struct ledger *l,
                       const struct rec *r, struct warning **ret, size_t *ret_n)
{
        struct warning_list x = { .k = k, .index = index, .l = l, .r = r };
        for (int f = 0; f < (int)l->fields_n; f++) TRY(check_field(&x, f));
        *ret = x.v;
        *ret_n = x.n;
        return OK;
}

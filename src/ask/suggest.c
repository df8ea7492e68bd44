#include "ask/suggest.h"

#include "ask/label.h"
#include "base/limits.h"
#include "view/alike.h"
#include "view/schema.h"

struct suggesting {
        const struct ask *k;
        const struct rec *r;
        const struct step_need *need; /* whose keys make records alike; NULL: none */
        size_t level;                 /* how far the last key has given way */
        struct suggested *to;
};

static struct suggestion *add(struct suggesting *x, int field, struct str office)
{
        const struct offices *o = &x->k->in->offices;
        int i = office_find(o, office);
        if (i < 0 || !office_on(o, i, ask_today(x->k))) return NULL; /* it is no more */
        struct suggestion *s = ARENA_PUSH(x->k->a, x->to->v, x->to->n, x->to->cap);
        *s = (struct suggestion){ .field = field,
                                  .office = office,
                                  .name = label_office(x->k, office, ask_today(x->k)) };
        return s;
}

/* ---- what stands in the record needed -------------------------------------------------------- */

static void stands(struct suggesting *x, int field, const struct ledger *l, const struct rec *r)
{
        int theirs = ledger_field(l, x->to->l->fields[field].name);
        if (theirs < 0 || l->fields[theirs].type != F_OFFICE) return;
        const struct value *v = &r->v[theirs];
        size_t n = v->type == T_TEXT ? 1 : v->type == T_MANY ? v->many_n : 0;
        for (size_t i = 0; i < n; i++) {
                struct suggestion *s = add(x, field, v->type == T_TEXT ? v->text : v->many[i]);
                if (!s) continue;
                s->of = l;
                s->number = r->number;
        }
}

struct found { /* the record needed; l NULL: there is none for the reader */
        const struct ledger *l;
        struct rec r;
};

static enum err find(struct suggesting *x, const struct step_need *need, struct found *ret)
{
        const struct ask *k = x->k;
        struct view v = { .st = k->st, .city = k->in->city };
        struct needing q = {
                .a = k->a, .city = k->in->city, .need = need, .r = x->r, .day = ask_today(k)
        };
        const struct ledger *l = &k->in->city->ledgers[need->ledger];
        TRY(ask_failed(k, alike_need(&v, &q, &ret->r)));
        enum err e = ret->r.id ? scope_check_open(k, l, ret->r.id) : ERR_NOT_FOUND;
        ret->l = e == OK ? l : NULL;
        return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- where those alike went ------------------------------------------------------------------ */

/* A value and all below it, as IN (…); false: that is everything, or too long a list. */
static bool put_below(const struct suggesting *x, struct sql *q, const struct field *f,
                      struct str above)
{
        const struct offices *o = &x->k->in->offices;
        int top = f->type == F_TREE ? -1 : office_find(o, above);
        struct str *v = NULL;
        size_t n = 0, cap = 0;
        if (f->type == F_TREE) {
                const struct list *l = &x->k->in->city->lists[f->list];
                for (size_t i = 0; i < l->n; i++)
                        if (list_under(l, l->codes[i], above))
                                *ARENA_PUSH(x->k->a, v, n, cap) = l->codes[i];
        } else if (top >= 0) {
                if (top == office_root(o)) return false;
                for (int i = 0; i < (int)o->n && n <= SUGGEST_BELOW_MAX; i++)
                        if (office_under(o, i, top, DAY_NONE))
                                *ARENA_PUSH(x->k->a, v, n, cap) = o->o[i].code;
        }
        if (n > SUGGEST_BELOW_MAX) return false;
        if (n == 0) *ARENA_PUSH(x->k->a, v, n, cap) = above;
        sql_put(q, S(" AND "));
        alike_put(q, f);
        sql_put(q, S(" IN ("));
        for (size_t i = 0; i < n; i++) {
                if (i) sql_put(q, S(", "));
                sql_text(q, v[i]);
        }
        sql_put(q, S(")"));
        return true;
}

static bool has_levels(const struct field *f)
{
        return f->type == F_TREE || f->type == F_OFFICE || f->type == F_PLACE;
}

/* What lies above the value, so many levels up; empty: nothing does. */
static struct str risen(const struct suggesting *x, const struct field *f, struct str code)
{
        const struct offices *o = &x->k->in->offices;
        if (x->level == 0) return code;
        if (f->type != F_TREE) {
                int above[OFFICE_DEPTH_MAX], i = office_find(o, code);
                size_t n = i < 0 ? 0 : office_above(o, i, ask_today(x->k), above);
                return x->level < n ? o->o[above[x->level]].code : STR_NONE;
        }
        const struct list *l = &x->k->in->city->lists[f->list];
        int i = list_choice(l, code);
        for (size_t up = 0; up < x->level && i >= 0; up++) i = l->c[i].parent;
        return i < 0 ? STR_NONE : l->codes[i];
}

/* FROM and WHERE of the records alike that have a value in the field. *ret_any: the last key does
 * not ask for anything any more. */
static void put_alike(const struct suggesting *x, struct sql *q, int field, bool *ret_any)
{
        const struct ledger *l = x->to->l;
        const struct field *f = &l->fields[field];
        *ret_any = true;
        sql_put(q, S(" FROM "));
        sql_name(q, view_table(x->k->a, 'r', l, NULL));
        sql_put(q, S(" AS r"));
        if (f->many) {
                sql_put(q, S(" JOIN many AS m ON m.record = r.id AND m.field = "));
                sql_text(q, f->name);
        }
        sql_put(q, S(" WHERE r.kind <> 'void'"));
        for (size_t i = 0; i < x->need->n; i++) {
                const struct field *key = &l->fields[x->need->ours[i]];
                bool last = i + 1 == x->need->n;
                struct str v = alike_text(x->k->a, &x->r->v[x->need->ours[i]]);
                if (last && has_levels(key)) v = risen(x, key, v);
                if (v.n && put_below(x, q, key, v) && last) *ret_any = !has_levels(key);
        }
        sql_put(q, S(" AND r.entered > "));
        sql_int(q, day_add(ask_today(x->k), -SUGGEST_DAYS).v);
        sql_put(q, S(" AND r.id <> "));
        sql_int(q, x->r->id);
        sql_put(q, S(" AND "));
        scope_put(x->k, q, S("r"));
        if (f->many) return;
        sql_put(q, S(" AND r."));
        sql_name(q, column_of(x->k->a, f));
        sql_put(q, S(" IS NOT NULL"));
}

static enum err count_all(const struct suggesting *x, int field, bool *ret_any, int64_t *ret)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, x->k->a);
        sql_put(&q, S("SELECT count(DISTINCT r.id)"));
        put_alike(x, &q, field, ret_any);
        TRY(ask_stmt(x->k, &q, &s));
        enum row row = stmt_step(s);
        *ret = row == ROW_GOT ? col_int(s, 0) : 0;
        return row == ROW_ERR ? ask_ended(x->k, s, row) : OK;
}

static enum err count_each(struct suggesting *x, int field, int64_t total)
{
        struct sql q;
        bool any;
        size_t told = 0;
        AUTO(stmt_done) struct stmt *s = NULL;
        const struct field *f = &x->to->l->fields[field];
        sql_init(&q, x->k->a);
        sql_put(&q, S("SELECT "));
        if (f->many) sql_put(&q, S("m.value"));
        else sql_name(&q, column_of(x->k->a, f));
        sql_put(&q, S(" AS zt_office, count(*) AS zt_n"));
        put_alike(x, &q, field, &any);
        sql_put(&q, S(" GROUP BY 1 ORDER BY 2 DESC, 1"));
        TRY(ask_stmt(x->k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT && told < SUGGEST_MAX) {
                struct suggestion *g = add(x, field, col_text(s, x->k->a, 0));
                if (!g) continue;
                g->count = col_int(s, 1);
                g->total = total;
                told++;
        }
        return ask_ended(x->k, s, row == ROW_GOT ? ROW_NONE : row);
}

static enum err went(struct suggesting *x, int field)
{
        int64_t total = 0;
        bool any = false;
        for (x->level = 0; total == 0 && !any; x->level++) TRY(count_all(x, field, &any, &total));
        x->level--;
        return total ? count_each(x, field, total) : OK;
}

/* Without any key every record would be alike. */
static bool says_any(const struct rec *r, const struct step_need *need)
{
        for (size_t i = 0; i < need->n; i++)
                if (r->v[need->ours[i]].type != T_NULL) return true;
        return false;
}

/* ---- all of it ------------------------------------------------------------------------------- */

enum err suggest_read(const struct ask *k, const struct ledger *l, const struct rec *r,
                      const struct step *s, struct suggested *ret)
{
        struct suggesting x = { .k = k, .r = r, .to = ret };
        struct found *found = ARENA_NEW(k->a, struct found, s->need_n);
        *ret = (struct suggested){ .l = l, .s = s };
        for (size_t i = 0; i < s->need_n; i++) {
                TRY(find(&x, &s->need[i], &found[i]));
                if (!x.need && says_any(r, &s->need[i])) x.need = &s->need[i];
        }
        for (size_t i = 0; i < s->ask_n; i++) {
                if (l->fields[s->ask[i]].type != F_OFFICE) continue;
                for (size_t n = 0; n < s->need_n; n++)
                        if (found[n].l) stands(&x, s->ask[i], found[n].l, &found[n].r);
                if (x.need) TRY(went(&x, s->ask[i]));
        }
        return OK;
}

struct str suggest_given(const struct ask *k, const struct suggested *x, int field)
{
        const struct suggestion *first = NULL;
        struct str all = STR_NONE;
        for (size_t i = 0; i < x->n; i++) {
                const struct suggestion *s = &x->v[i];
                if (s->field != field || !s->of || (first && !x->l->fields[field].many)) continue;
                if (first && (s->of != first->of || !str_eq(s->number, first->number))) continue;
                all = str_printf(k->a, "%.*s%s%.*s", SP(all), first ? "," : "", SP(s->office));
                if (!first) first = s;
        }
        return all;
}

struct str suggest_source(const struct ask *k, const struct suggestion *x)
{
        if (x->of)
                return str_printf(k->a, "%.*s %.*s",
                                  SP(label_in(&x->of->label, x->of->name, k->lang)), SP(x->number));
        if (k->lang == LANG_ZH)
                return str_printf(k->a, "近%d天%" PRId64 "件中%" PRId64 "件", SUGGEST_DAYS,
                                  x->total, x->count);
        return str_printf(k->a, "%" PRId64 " of %" PRId64 " in the last %d days", x->count,
                          x->total, SUGGEST_DAYS);
}

void suggest_text(const struct ask *k, const struct suggested *x, struct buf *out)
{
        for (size_t i = 0; i < x->n; i++) {
                const struct suggestion *s = &x->v[i];
                const struct field *f = &x->l->fields[s->field];
                buf_printf(out, "%.*s  %.*s %.*s  %.*s\n",
                           SP(label_in(&f->label, f->name, k->lang)), SP(s->office), SP(s->name),
                           SP(suggest_source(k, s)));
        }
        if (x->n == 0)
                buf_put(out, k->lang == LANG_ZH ? S("没有可建议的单位\n")
                                                : S("there is nothing to suggest\n"));
}

void suggest_json(const struct ask *k, const struct suggested *x, struct jout *j)
{
        jout_open(j, '{');
        jout_key_text(j, S("ledger"), x->l->name);
        jout_key_text(j, S("step"), x->s->name);
        jout_key_int(j, S("days"), SUGGEST_DAYS);
        jout_key(j, S("suggestions"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->n; i++) {
                const struct suggestion *s = &x->v[i];
                jout_open(j, '{');
                jout_key_text(j, S("field"), x->l->fields[s->field].name);
                jout_key_text(j, S("office"), s->office);
                jout_key_text(j, S("name"), s->name);
                jout_key_text(j, S("source"), suggest_source(k, s));
                if (s->of) {
                        jout_key_text(j, S("ledger"), s->of->name);
                        jout_key_text(j, S("number"), s->number);
                } else {
                        jout_key_int(j, S("count"), s->count);
                        jout_key_int(j, S("of"), s->total);
                }
                jout_close(j);
        }
        jout_close(j);
        jout_close(j);
}

#include "view/alike.h"

#include "base/hash.h"
#include "base/limits.h"
#include "view/lookup.h"
#include "view/schema.h"

/* ---- keys ------------------------------------------------------------------------------------ */

void alike_put(struct sql *q, const struct field *f)
{
        sql_put(q, S("coalesce(CAST("));
        sql_name(q, column_of(q->a, f));
        sql_put(q, S(" AS TEXT), '')"));
}

struct str alike_text(struct arena *a, const struct value *v)
{
        switch (v->type) {
        case T_TEXT: return v->text;
        case T_BOOL: return v->truth ? S("1") : S("0");
        case T_NUMBER:
        case T_DAY:
        case T_MOMENT: return str_printf(a, "%" PRId64, v->i);
        case T_NULL: return STR_NONE;
        case T_MANY:
        case T_ERROR: break;
        }
        BUG("a key has one value");
}

/* ---- what fits ------------------------------------------------------------------------------- */

/* The values of one key that fit, nearest first; the empty one last. */
struct fit {
        struct str *v;
        size_t n, cap;
};

static void take(struct arena *a, struct fit *x, struct str code)
{
        *ARENA_PUSH(a, x->v, x->n, x->cap) = code;
}

static struct fit fits(const struct needing *x, int field, const struct field *f)
{
        struct fit all = { 0 };
        struct str own = alike_text(x->a, &x->r->v[field]);
        const struct offices *o = x->city->offices;
        bool office = f->type == F_OFFICE || f->type == F_PLACE;
        int top = office && o ? office_find(o, own) : -1;
        if (f->type == F_TREE) {
                const struct list *l = &x->city->lists[f->list];
                for (int i = list_choice(l, own); i >= 0; i = l->c[i].parent)
                        take(x->a, &all, l->codes[i]);
        } else if (top >= 0) {
                int above[OFFICE_DEPTH_MAX];
                size_t n = office_above(o, top, x->day, above);
                for (size_t k = 0; k < n; k++) take(x->a, &all, o->o[above[k]].code);
        }
        if (all.n == 0 && own.n) take(x->a, &all, own);
        take(x->a, &all, STR_NONE);
        return all;
}

struct seeking {
        const struct needing *x;
        const struct ledger *l;
        struct fit key[NEEDS_KEYS_MAX];
        size_t at[NEEDS_KEYS_MAX];
};

static enum err newest(struct store *st, const struct seeking *k, int64_t *ret)
{
        struct sql q;
        struct record_ids found;
        struct arena *a = k->x->a;
        sql_init(&q, a);
        sql_put(&q, S("SELECT id FROM "));
        sql_name(&q, view_table(a, 'r', k->l, NULL));
        sql_put(&q, S(" WHERE kind <> 'void'"));
        for (size_t i = 0; i < k->x->need->n; i++) {
                sql_put(&q, S(" AND "));
                alike_put(&q, &k->l->fields[k->x->need->theirs[i]]);
                sql_put(&q, S(" = "));
                sql_text(&q, k->key[i].v[k->at[i]]);
        }
        sql_put(&q, S(" AND (batch <= 0 OR batch NOT IN (SELECT id FROM batch WHERE state = 'open'"
                      ")) AND id <> "));
        sql_int(&q, k->x->r->id);
        sql_put(&q, S(" ORDER BY entered DESC, id DESC LIMIT 1"));
        TRY(lookup_ids(st, a, &q, &found));
        *ret = found.n ? found.v[0] : 0;
        return OK;
}

/* The next combination, the last key first; false after the last one. */
static bool next(struct seeking *k, size_t n)
{
        for (size_t i = n; i-- > 0;) {
                if (++k->at[i] < k->key[i].n) return true;
                k->at[i] = 0;
        }
        return false;
}

static enum err seek(struct store *st, const struct needing *x, const struct ledger *l,
                     int64_t *ret)
{
        struct seeking k = { .x = x, .l = l };
        size_t n = x->need->n;
        ASSERT(n > 0 && n <= NEEDS_KEYS_MAX);
        for (size_t i = 0; i < n; i++)
                k.key[i] = fits(x, x->need->ours[i], &l->fields[x->need->theirs[i]]);
        do TRY(newest(st, &k, ret));
        while (*ret == 0 && next(&k, n));
        return OK;
}

enum err alike_need(struct view *v, const struct needing *x, struct rec *ret)
{
        const struct ledger *l = &x->city->ledgers[x->need->ledger];
        int64_t id = 0;
        *ret = (struct rec){ 0 };
        if (x->need->link < 0) TRY(seek(v->st, x, l, &id));
        else if (x->r->v[x->need->link].type == T_NUMBER) id = x->r->v[x->need->link].i;
        if (id == 0) return OK;
        TRY(rec_load(v, x->a, l, id, ret));
        if (l->states[ret->state].kind == KIND_VOID) *ret = (struct rec){ 0 };
        return OK;
}

/* ---- indexes --------------------------------------------------------------------------------- */

/* Named by its keys: other keys are another index. */
static struct str index_name(struct arena *a, const struct ledger *l, const int *key, size_t n)
{
        struct str all = STR_NONE;
        char hex[65];
        for (size_t i = 0; i < n; i++)
                all = str_printf(a, "%.*s %.*s", SP(all), SP(l->fields[key[i]].name));
        struct hash h = hash_of(all);
        return str_printf(a, "r_%.*s_like%.*s", SP(l->name), SP(str_sub(hash_hex(&h, hex), 0, 12)));
}

static enum err make_index(struct store *st, struct arena *a, const struct ledger *l,
                           const int *key, size_t n)
{
        struct sql q;
        if (n == 0) return OK;
        sql_init(&q, a);
        sql_put(&q, S("CREATE INDEX IF NOT EXISTS "));
        sql_name(&q, index_name(a, l, key, n));
        sql_put(&q, S(" ON "));
        sql_name(&q, view_table(a, 'r', l, NULL));
        sql_put(&q, S(" ("));
        for (size_t i = 0; i < n; i++) {
                alike_put(&q, &l->fields[key[i]]);
                sql_put(&q, S(", "));
        }
        sql_put(&q, S("entered) WHERE kind <> 'void'"));
        enum err e = store_exec(st, buf_view(&q.text));
        sql_done(&q);
        return e;
}

static bool asks_office(const struct ledger *l, const struct step *s)
{
        for (size_t i = 0; i < s->ask_n; i++)
                if (l->fields[s->ask[i]].type == F_OFFICE) return true;
        return false;
}

static enum err step_indexes(struct store *st, struct arena *a, const struct city *c,
                             const struct ledger *l, const struct step *s)
{
        for (size_t i = 0; i < s->need_n; i++) {
                const struct step_need *x = &s->need[i];
                TRY(make_index(st, a, &c->ledgers[x->ledger], x->theirs, x->n));
                if (asks_office(l, s)) TRY(make_index(st, a, l, x->ours, x->n));
        }
        return OK;
}

enum err alike_schema(struct store *st, const struct city *c, struct faults *f)
{
        struct arena a = { 0 };
        enum err e = OK;
        for (size_t i = 0; c && i < c->ledgers_n; i++)
                for (size_t k = 0; k < c->ledgers[i].steps_n && e == OK; k++)
                        e = step_indexes(st, &a, c, &c->ledgers[i], &c->ledgers[i].steps[k]);
        arena_done(&a);
        return store_failed(st, e, f);
}

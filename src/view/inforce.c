#include "view/inforce.h"

#include "view/stand.h"

#include "base/map.h"

void inforce_done(struct inforce *x)
{
        struct arena a = x->a, people = x->people;
        *x = (struct inforce){ 0 };
        arena_done(&a);
        arena_done(&people);
}

struct loader {
        struct store *st;
        struct keys *keys;
        struct faults *f;
        struct inforce *x;
        struct defs *defs; /* every apply, oldest first */
        int64_t *defs_seq;
        size_t defs_n, defs_cap, seq_n, seq_cap, key_cap;
};

static enum err bad(const struct loader *l, int64_t seq, const char *what)
{
        return FAULT(l->f, ERR_CORRUPT, "city.event", str_printf(l->f->a, "event %" PRId64, seq),
                     "城市事件不可用：%s", "city event unusable: %s", what);
}

static enum err sealed_text(const struct loader *l, const struct event *e, struct str field,
                            struct str *ret)
{
        struct seal_at at = { l->st, l->keys, 0, e->seq, field };
        enum err x = seal_get(&at, &l->x->a, ret, NULL);
        return x == OK ? OK : bad(l, e->seq, "text");
}

static enum err take_open(struct loader *l, const struct event *e, const struct jval *o)
{
        struct str zone = jval_text(o, S("zone"));
        char hex[65];
        l->x->name = str_dup(&l->x->a, jval_text(o, S("city")));
        l->x->demo = jval_bool(o, S("demo"));
        struct str leaf = hash_hex(&e->leaf, hex);
        l->x->origin = str_printf(&l->x->a, "zhitong/%.*s", 16, leaf.p);
        return zone_parse(zone, &l->x->zone) == OK ? OK : bad(l, e->seq, "zone");
}

static enum err take_key(struct loader *l, const struct event *e, const struct jval *o)
{
        struct note_key *k = ARENA_PUSH(&l->x->a, l->x->keys, l->x->keys_n, l->key_cap);
        k->name = str_dup(&l->x->a, jval_text(o, S("name")));
        struct hash pub;
        if (hash_parse(jval_text(o, S("pub")), &pub) != OK) return bad(l, e->seq, "pub");
        memcpy(k->pub, pub.b, sizeof k->pub);
        return OK;
}

static enum err take_apply(struct loader *l, const struct event *e)
{
        struct str text;
        TRY(sealed_text(l, e, S("definitions"), &text));
        *ARENA_PUSH(&l->x->a, l->defs_seq, l->seq_n, l->seq_cap) = e->seq;
        struct defs *d = ARENA_PUSH(&l->x->a, l->defs, l->defs_n, l->defs_cap);
        return defs_parse(&l->x->a, text, d) == OK ? OK : bad(l, e->seq, "definitions");
}

static enum err take_offices(struct loader *l, const struct event *e)
{
        struct str text;
        struct offices next;
        TRY(sealed_text(l, e, S("offices"), &text));
        TRY(offices_read(&l->x->a, l->x->offices.n ? &l->x->offices : NULL, S("offices.csv"), text,
                         l->f, &next));
        l->x->offices = next;
        return OK;
}

static enum err take_calendar(struct loader *l, const struct event *e)
{
        struct str text;
        struct calendar_year y;
        TRY(sealed_text(l, e, S("calendar"), &text));
        TRY(calendar_parse(&l->x->a, S("calendar"), text, l->f, &y));
        l->x->calendar = calendar_with(&l->x->a, l->x->calendar, &y, e->seq);
        return OK;
}

static enum err take(struct loader *l, const struct event *e)
{
        struct jval *o;
        struct str why;
        if (jval_parse(&l->x->a, e->result, &o, &why) != OK) return bad(l, e->seq, "result");
        if (str_eq(e->step, S("open"))) return take_open(l, e, o);
        if (str_eq(e->step, S("key"))) return take_key(l, e, o);
        if (str_eq(e->step, S("apply"))) return take_apply(l, e);
        if (str_eq(e->step, S("offices"))) return take_offices(l, e);
        if (str_eq(e->step, S("calendar"))) return take_calendar(l, e);
        return OK;
}

static enum err take_all(struct loader *l)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(l->st,
                       S("SELECT seq FROM event WHERE record = 0 AND ledger = '' AND step IN"
                         " ('open', 'key', 'apply', 'offices', 'calendar') ORDER BY seq"),
                       &s));
        int64_t *seq = NULL;
        size_t n = 0, cap = 0;
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) *ARENA_PUSH(&l->x->a, seq, n, cap) = col_int(s, 0);
        if (row == ROW_ERR) return stmt_err(s);
        for (size_t i = 0; i < n; i++) {
                struct event e;
                TRY(log_get(l->st, &l->x->a, seq[i], &e));
                TRY(take(l, &e));
        }
        return OK;
}

/* Fields by the ledger's present numbers: a later version may have put some in between. */
static void renumber(struct expr *e, const struct ledger *from, const struct ledger *to)
{
        if (!e) return;
        if (e->op == E_PROP && e->prop >= PROP_FIELDS) {
                int f = ledger_field(to, from->fields[e->prop - PROP_FIELDS].name);
                ASSERT(f >= 0); /* fields are never deleted */
                e->prop = PROP_FIELDS + f;
        }
        for (size_t i = 0; i < e->n; i++) renumber(e->arg[i], from, to);
}

static const struct figure *former_of(struct arena *a, const struct figure *f,
                                      const struct ledger *from, const struct ledger *to)
{
        struct figure *first = NULL, *last = NULL;
        for (; f; f = f->before) {
                struct figure *g = ARENA_NEW(a, struct figure, 1);
                *g = *f;
                g->before = NULL;
                renumber(g->where, from, to);
                renumber(g->value, from, to);
                if (f->field >= 0) g->field = ledger_field(to, from->fields[f->field].name);
                if (f->a >= 0) g->a = ledger_figure(to, from->figures[f->a].name);
                if (f->b >= 0) g->b = ledger_figure(to, from->figures[f->b].name);
                if (last) last->before = g;
                else first = g;
                last = g;
        }
        return first;
}

/* A `since` changes which rows count. What is counted and at which office is one column of one
 * table. */
static bool same_shape(const struct figure *x, const struct ledger *lx, const struct figure *y,
                       const struct ledger *ly)
{
        if (x->of == OF_FIGURES && y->of == OF_FIGURES) return true; /* a rate has no column */
        bool rows = x->of == y->of && x->of_index == y->of_index;
        if (x->of == y->of && x->of == OF_DUTY)
                rows = str_eq(lx->duties[x->of_index].name, ly->duties[y->of_index].name);
        if (x->of == y->of && x->of == OF_STEP)
                rows = str_eq(lx->steps[x->of_index].name, ly->steps[y->of_index].name);
        if (x->of == y->of && x->of == OF_PAPER)
                rows = str_eq(lx->papers[x->of_index].name, ly->papers[y->of_index].name);
        if (x->of == y->of && x->of == OF_LINK)
                rows = str_eq(lx->fields[x->of_index].name, ly->fields[y->of_index].name);
        return rows && str_eq(x->at.name, y->at.name) && x->agg == y->agg && x->flow == y->flow &&
               x->digits == y->digits;
}

/* The definition of each figure that held before its `since`, from the definitions before. */
static enum err link_figure(const struct loader *k, struct figure *g, const struct ledger *l,
                            const struct ledger *old)
{
        int o = ledger_figure(old, g->name);
        if (!day_is(g->since) || o < 0) return OK;
        const struct figure *was = &old->figures[o];
        bool same = day_is(was->since) && was->since.v == g->since.v;
        if (same) was = was->before;
        if (was && !same_shape(g, l, was, old))
                return FAULT(
                        k->f, ERR_CONFLICT, "figure.shape", g->name,
                        "指标“%.*s”：自某日起只能改条件，统计对象、单位、算法、口径请另立指标",
                        "figure %.*s: a since may change its condition; another of, at, kind or "
                        "sum "
                        "is another figure",
                        SP(g->name));
        g->before = former_of(&k->x->a, was, old, l);
        return OK;
}

static enum err link_former(const struct loader *k, struct city *now, const struct city *former)
{
        for (size_t i = 0; i < now->ledgers_n; i++) {
                struct ledger *l = &now->ledgers[i];
                int o = city_ledger(former, l->name);
                for (size_t j = 0; o >= 0 && j < l->figures_n; j++)
                        TRY(link_figure(k, &l->figures[j], l, &former->ledgers[o]));
        }
        return OK;
}

static enum err build(struct loader *l)
{
        struct city *former = NULL;
        for (size_t i = 0; i < l->defs_n; i++) {
                struct city *c;
                enum err e = city_build(&l->x->a, &l->defs[i], &l->x->offices, l->f, &c);
                if (e != OK) return e;
                c->version = l->defs_seq[i];
                c->calendar = l->x->calendar;
                c->offices = &l->x->offices;
                c->accounts = &l->x->accounts;
                if (former) TRY(link_former(l, c, former));
                former = c;
        }
        l->x->city = former;
        return OK;
}

static enum err load_accounts(struct store *st, struct inforce *x)
{
        struct accounts *v = &x->accounts;
        size_t cap = 0;
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("SELECT id, login, disabled FROM account ORDER BY id"), &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct account *c = ARENA_PUSH(&x->people, v->v, v->n, cap);
                *c = (struct account){ .id = col_int(s, 0),
                                       .login = col_text(s, &x->people, 1),
                                       .disabled = col_int(s, 2) != 0 };
                map_set(&v->by_login, c->login, (int64_t)v->n - 1);
        }
        return row == ROW_NONE ? OK : stmt_err(s);
}

static enum err load_posts(struct store *st, struct inforce *x, size_t *caps)
{
        AUTO(stmt_done) struct stmt *p = NULL;
        TRY(store_stmt(st,
                       S("SELECT account, office, role FROM post ORDER BY account, office, role"),
                       &p));
        enum row row;
        while ((row = stmt_step(p)) == ROW_GOT) {
                int i = account_by_id(&x->accounts, col_int(p, 0));
                if (i < 0) return ERR_CORRUPT;
                struct account *c = &x->accounts.v[i];
                struct post *post = ARENA_PUSH(&x->people, c->posts, c->posts_n, caps[i]);
                post->office = office_find(&x->offices, col_text(p, &x->people, 1));
                if (role_parse(col_text(p, &x->people, 2), &post->role) != OK || post->office < 0)
                        return ERR_CORRUPT;
        }
        return row == ROW_NONE ? OK : stmt_err(p);
}

/* What the stand-ins of today hold besides, behind their own. */
static enum err load_stands(struct store *st, struct inforce *x, size_t *caps)
{
        struct stand *v;
        size_t n;
        bool has;
        struct day today = day_of(x->now, x->zone);
        TRY(store_has_table(st, S("stand"), &has)); /* data of before: the next rebuild makes it */
        if (!has) return OK;
        TRY(stand_list(st, &x->people, today, &v, &n));
        for (size_t i = 0; i < n; i++) {
                int to = account_by_id(&x->accounts, v[i].account);
                int from = account_by_id(&x->accounts, v[i].acting_for);
                if (to < 0 || from < 0) return ERR_CORRUPT;
                struct account *c = &x->accounts.v[to];
                const struct account *b = &x->accounts.v[from];
                size_t own = b->disabled || v[i].first.v > today.v ? 0 : account_own(b);
                for (size_t k = 0; k < own; k++) {
                        if (!stand_covers(&v[i], &x->offices, &b->posts[k])) continue;
                        struct post *post = ARENA_PUSH(&x->people, c->posts, c->posts_n, caps[to]);
                        *post = b->posts[k];
                        post->acting_for = b->id;
                }
        }
        return OK;
}

enum err inforce_accounts(struct store *st, struct inforce *x)
{
        arena_done(&x->people);
        x->accounts = (struct accounts){ .by_login = { .a = &x->people } };
        TRY(load_accounts(st, x));
        size_t *caps = ARENA_NEW(&x->people, size_t, x->accounts.n);
        TRY(load_posts(st, x, caps));
        return load_stands(st, x, caps);
}

bool inforce_passed(const struct inforce *x, struct moment now)
{
        return day_of(now, x->zone).v != day_of(x->now, x->zone).v;
}

static enum err load(struct loader *l)
{
        l->x->calendar = ARENA_NEW(&l->x->a, struct calendar, 1);
        TRY(take_all(l));
        return build(l);
}

enum err inforce_load(struct store *st, struct keys *keys, struct faults *f, struct inforce *ret)
{
        /* pointers into the struct (offices, accounts) are taken while building: build in place */
        struct moment now = ret->now;
        inforce_done(ret);
        ret->now = now;
        struct loader l = { .st = st, .keys = keys, .f = f, .x = ret };
        enum err e = load(&l);
        bool derived = false;
        if (e == OK) e = store_has_table(st, S("account"), &derived);
        if (e == OK && derived) e = inforce_accounts(st, ret);
        return store_failed(st, e, f);
}

enum err inforce_calendar(struct store *st, struct keys *keys, struct arena *a, int64_t version,
                          struct faults *f, struct calendar **ret)
{
        struct calendar *c = ARENA_NEW(a, struct calendar, 1);
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(
                st,
                S("SELECT seq FROM event WHERE record = 0 AND ledger = '' AND step = 'calendar'"
                  " AND seq <= $1 ORDER BY seq"),
                &s));
        stmt_int(s, 1, version);
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct str text;
                struct calendar_year y;
                int64_t seq = col_int(s, 0);
                struct seal_at at = { st, keys, 0, seq, S("calendar") };
                TRY(seal_get(&at, a, &text, NULL));
                TRY(calendar_parse(a, S("calendar"), text, f, &y));
                c = calendar_with(a, c, &y, seq);
        }
        *ret = c;
        return row == ROW_NONE ? OK : stmt_err(s);
}

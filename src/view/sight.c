#include "view/sight.h"

#include "view/openwork.h"
#include "view/rows.h"

/* ---- what the record says -------------------------------------------------------------------- */

static bool ledger_hides(const struct ledger *l)
{
        for (size_t i = 0; i < l->fields_n; i++)
                if (l->fields[i].confidential || l->fields[i].recuse) return true;
        return false;
}

bool sight_hides(const struct city *c)
{
        for (size_t i = 0; c && i < c->ledgers_n; i++)
                if (ledger_hides(&c->ledgers[i])) return true;
        return false;
}

bool sight_reads(enum role r)
{
        switch (r) {
        case ROLE_CLERK:
        case ROLE_RECORDER:
        case ROLE_DISPATCHER:
        case ROLE_HANDLER:
        case ROLE_SUPERVISOR:
        case ROLE_EVALUATOR:
        case ROLE_LEADER:
        case ROLE_AUDITOR: return true;
        case ROLE_REQUESTER:
        case ROLE_SYSTEM:
        case ROLE_SECURITY:
        case ROLE_AUDIT:
        case ROLE_TIMER:
        case ROLE_COUNT: return false;
        }
        BUG("role");
}

bool sight_secret(enum role r)
{
        return r == ROLE_DISPATCHER || r == ROLE_SUPERVISOR || r == ROLE_LEADER;
}

static bool is_confidential(const struct ledger *l, const struct rec *r)
{
        for (size_t i = 0; i < l->fields_n; i++)
                if (l->fields[i].confidential && r->v[i].type == T_BOOL && r->v[i].truth)
                        return true;
        return false;
}

struct set {
        struct arena *a;
        int64_t *v;
        size_t n, cap;
};

static bool set_has(const struct set *x, int64_t v)
{
        for (size_t i = 0; i < x->n; i++)
                if (x->v[i] == v) return true;
        return false;
}

static void set_add(struct set *x, int64_t v)
{
        if (!set_has(x, v)) *ARENA_PUSH(x->a, x->v, x->n, x->cap) = v;
}

/* The offices on the record, as numbers; those above them and how are the caller's. */
struct onto {
        const struct city *c;
        struct set *to;
        struct day day;
        bool very;       /* those alone; the root too */
        struct str last; /* the code added last: the duties of a record often have one holder */
};

static void on_add(struct onto *x, struct str code)
{
        int up[OFFICE_DEPTH_MAX];
        int i = code.n && !str_eq(code, x->last) ? office_find(x->c->offices, code) : -1;
        if (i < 0) return;
        x->last = code;
        if (x->very) {
                set_add(x->to, i + 1);
                return;
        }
        size_t n = office_above(x->c->offices, i, x->day, up);
        for (size_t u = 0; u + 1 < n; u++) set_add(x->to, up[u] + 1);
}

static void on_field(struct onto *x, const struct value *v)
{
        if (v->type == T_TEXT) on_add(x, v->text);
        for (size_t k = 0; k < v->many_n; k++) on_add(x, v->many[k]);
}

/* Who is complained of is no party to the handling: such a field brings nobody in. */
static void on_record(struct onto *x, const struct ledger *l, const struct rec *r)
{
        on_add(x, r->owner);
        for (size_t i = 0; i < l->fields_n; i++)
                if (l->fields[i].type == F_OFFICE && !l->fields[i].recuse) on_field(x, &r->v[i]);
        for (size_t i = 0; i < r->duties_n; i++)
                if (r->duties[i].outcome != OUT_WITHDRAWN && r->duties[i].outcome != OUT_RETURNED)
                        on_add(x, r->duties[i].holder);
}

static void recused_offices(const struct city *c, const struct ledger *l, const struct rec *r,
                            struct set *to)
{
        struct onto x = { .c = c, .to = to, .very = true };
        for (size_t i = 0; i < l->fields_n; i++)
                if (l->fields[i].recuse && l->fields[i].type == F_OFFICE) on_field(&x, &r->v[i]);
}

static void recused_accounts(const struct ledger *l, const struct rec *r, struct set *to)
{
        for (size_t i = 0; i < l->fields_n; i++) {
                const struct field *f = &l->fields[i];
                if (!f->recuse || f->type != F_ACCOUNT) continue;
                for (size_t k = 0; k < value_count(&r->v[i]); k++)
                        set_add(to, value_one(f, &r->v[i], k).i);
        }
}

/* ---- the tables ------------------------------------------------------------------------------ */

struct seen_by {
        struct set scope, office, account;
        bool confidential;
};

static void seen_by(const struct view *v, const struct projection *p, const struct rec *r,
                    struct seen_by *ret)
{
        *ret = (struct seen_by){ { .a = p->a }, { .a = p->a }, { .a = p->a }, false };
        if (!r->id) return;
        ret->confidential = is_confidential(p->l, r);
        /* by the tree of the day of the record's last event, so that what was put then goes now */
        struct onto x = { v->city, &ret->scope, r->last_day, ret->confidential, STR_NONE };
        on_record(&x, p->l, r);
        recused_offices(v->city, p->l, r, &ret->office);
        recused_accounts(p->l, r, &ret->account);
}

static enum err scope_row(struct view *v, struct str sql, int64_t office, int64_t record)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st, sql, &s));
        stmt_int(s, 1, office);
        stmt_int(s, 2, record);
        return stmt_run(s);
}

static enum err write_scope(struct view *v, int64_t record, const struct set *b,
                            const struct set *c)
{
        for (size_t i = 0; i < c->n; i++)
                if (!set_has(b, c->v[i]))
                        TRY(scope_row(v,
                                      S("INSERT INTO scope (office, record) VALUES ($1, $2)"
                                        " ON CONFLICT DO NOTHING"),
                                      c->v[i], record));
        for (size_t i = 0; i < b->n; i++)
                if (!set_has(c, b->v[i]))
                        TRY(scope_row(v, S("DELETE FROM scope WHERE office = $1 AND record = $2"),
                                      b->v[i], record));
        return OK;
}

static enum err hidden_row(struct view *v, bool put, int64_t record, int64_t office,
                           int64_t account)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(v->st,
                       put ? S("INSERT INTO hidden (record, office, account) VALUES ($1, $2, $3)"
                               " ON CONFLICT DO NOTHING")
                           : S("DELETE FROM hidden WHERE record = $1 AND office = $2"
                               " AND account = $3"),
                       &s));
        stmt_int(s, 1, record);
        stmt_int(s, 2, office);
        stmt_int(s, 3, account);
        return stmt_run(s);
}

/* What is in x and not in y. */
static enum err hidden_rows(struct view *v, bool put, int64_t record, const struct seen_by *x,
                            const struct seen_by *y)
{
        if (x->confidential && !y->confidential) TRY(hidden_row(v, put, record, 0, 0));
        for (size_t i = 0; i < x->office.n; i++)
                if (!set_has(&y->office, x->office.v[i]))
                        TRY(hidden_row(v, put, record, x->office.v[i], 0));
        for (size_t i = 0; i < x->account.n; i++)
                if (!set_has(&y->account, x->account.v[i]))
                        TRY(hidden_row(v, put, record, 0, x->account.v[i]));
        return OK;
}

enum err sight_write(struct view *v, const struct projection *p, const struct rec *after)
{
        struct seen_by b, c;
        seen_by(v, p, p->before, &b);
        seen_by(v, p, after, &c);
        const struct openwork_at was = { p->before, b.scope.v, b.scope.n },
                                 is = { after, c.scope.v, c.scope.n };
        TRY(write_scope(v, p->e->record, &b.scope, &c.scope));
        TRY(openwork_record(v, p->l, &was, &is));
        if (!ledger_hides(p->l)) return OK;
        TRY(hidden_rows(v, true, p->e->record, &c, &b));
        return hidden_rows(v, false, p->e->record, &b, &c);
}

/* ---- one account, one record ----------------------------------------------------------------- */

size_t sight_offices(struct arena *a, const struct offices *o, const struct account *who, int **ret)
{
        struct set x = { .a = a };
        int up[OFFICE_DEPTH_MAX];
        for (size_t i = 0; i < who->posts_n; i++) {
                size_t n = office_above(o, who->posts[i].office, DAY_NONE, up);
                for (size_t u = 0; u < n; u++) set_add(&x, up[u]);
        }
        for (int i = 0; i < (int)o->n; i++) {
                int heir = office_heir(o, i, DAY_NONE);
                if (heir >= 0 && heir != i && set_has(&x, heir)) set_add(&x, i);
        }
        *ret = ARENA_NEW(a, int, x.n);
        for (size_t i = 0; i < x.n; i++) (*ret)[i] = (int)x.v[i];
        return x.n;
}

bool sight_office_recused(const struct sight *x, int office)
{
        struct set out = { .a = x->a };
        recused_offices(x->city, x->l, x->r, &out);
        for (size_t i = 0; i < out.n; i++) {
                int at = (int)out.v[i] - 1, heir = office_heir(x->city->offices, at, DAY_NONE);
                if (office_under(x->city->offices, office, at, DAY_NONE) ||
                    (heir >= 0 && office_under(x->city->offices, office, heir, DAY_NONE)))
                        return true;
        }
        return false;
}

bool sight_code_recused(const struct city *c, const struct ledger *l, const struct rec *r,
                        struct str office)
{
        AUTO(arena_done) struct arena a = { 0 };
        const struct sight x = { .a = &a, .city = c, .l = l, .r = r };
        int i = ledger_hides(l) ? office_find(c->offices, office) : -1;
        return i >= 0 && sight_office_recused(&x, i);
}

bool sight_recused(const struct sight *x, int account)
{
        struct set out = { .a = x->a };
        if (account < 0 || !ledger_hides(x->l)) return false;
        const struct account *who = &x->city->accounts->v[account];
        recused_accounts(x->l, x->r, &out);
        if (set_has(&out, who->id)) return true;
        for (size_t i = 0; i < who->posts_n; i++)
                if (sight_office_recused(x, who->posts[i].office)) return true;
        return false;
}

bool sight_confidential(const struct sight *x)
{
        return is_confidential(x->l, x->r);
}

/* By the tree of today, and by that of the record's last day. `secret`: at the root it sees what is
 * confidential too. */
static bool office_sees(const struct sight *x, int office, bool secret)
{
        const struct offices *o = x->city->offices;
        struct set on = { .a = x->a };
        struct onto y = { .c = x->city, .to = &on, .very = true };
        bool very = is_confidential(x->l, x->r);
        if (office == office_root(o) && (!very || secret)) return true;
        on_record(&y, x->l, x->r);
        for (size_t i = 0; i < on.n; i++) {
                int at = (int)on.v[i] - 1;
                if (at == office) return true;
                if (!very && (office_under(o, at, office, x->day) ||
                              office_under(o, at, office, x->r->last_day)))
                        return true;
        }
        return false;
}

bool sight_office_has(const struct sight *x, int office)
{
        return !sight_office_recused(x, office) && office_sees(x, office, true);
}

bool sight_has(const struct sight *x, int account, unsigned roles)
{
        if (account < 0 || x->city->accounts->v[account].disabled) return false;
        if (sight_recused(x, account)) return false;
        const struct account *who = &x->city->accounts->v[account];
        for (size_t i = 0; i < who->posts_n; i++) {
                enum role role = who->posts[i].role;
                if (sight_reads(role) && (roles >> role & 1) &&
                    office_sees(x, who->posts[i].office, sight_secret(role)))
                        return true;
        }
        return false;
}

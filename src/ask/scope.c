#include "ask/scope.h"

#include "ask/ask.h"

static bool reads_records(enum role r)
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

static bool is_in(const int *v, size_t n, int x)
{
        for (size_t i = 0; i < n; i++)
                if (v[i] == x) return true;
        return false;
}

/* A record's scope rows hold the offices above each office as of the day it came onto the record.
 * So a post's own office is enough, but for offices that were elsewhere on some day before: those
 * are added. */
static bool always_under(const struct offices *o, int i, int top, const struct day *change,
                         size_t n)
{
        for (size_t k = 0; k < n; k++)
                if (office_on(o, i, change[k]) && !office_under(o, i, top, change[k])) return false;
        return true;
}

static size_t change_days(struct arena *a, const struct offices *o, struct day **ret)
{
        size_t n = 0, cap = 0;
        *ret = NULL;
        for (size_t i = 0; i < o->n; i++)
                for (size_t s = 0; o->o[i].spans_n > 1 && s < o->o[i].spans_n; s++) {
                        struct day from = o->o[i].spans[s].from;
                        *ARENA_PUSH(a, *ret, n, cap) = from;
                        if (day_is(from)) *ARENA_PUSH(a, *ret, n, cap) = day_add(from, -1);
                }
        return n;
}

static void add_below(struct reader *r, struct arena *a, const struct offices *o)
{
        struct day *change;
        size_t n = change_days(a, o, &change), cap = r->top_n;
        r->office = ARENA_NEW(a, int, r->top_n);
        r->office_n = r->top_n;
        for (size_t i = 0; i < r->top_n; i++) r->office[i] = r->top[i];
        for (size_t t = 0; n && t < r->top_n; t++)
                for (int i = 0; i < (int)o->n; i++) {
                        if (is_in(r->office, r->office_n, i)) continue;
                        if (!office_under(o, i, r->top[t], DAY_NONE)) continue;
                        if (always_under(o, i, r->top[t], change, n)) continue;
                        *ARENA_PUSH(a, r->office, r->office_n, cap) = i;
                }
}

void reader_init(struct reader *r, struct arena *a, const struct inforce *in, int account)
{
        *r = (struct reader){ .account = account, .all = account == READER_CITY };
        if (account < 0) return;
        ASSERT((size_t)account < in->accounts.n);
        const struct account *who = &in->accounts.v[account];
        if (who->disabled) return;
        r->top = ARENA_NEW(a, int, who->posts_n);
        for (size_t i = 0; i < who->posts_n; i++) {
                if (!reads_records(who->posts[i].role)) continue;
                r->all |= who->posts[i].office == office_root(&in->offices);
                if (!is_in(r->top, r->top_n, who->posts[i].office))
                        r->top[r->top_n++] = who->posts[i].office;
        }
        if (!r->all) add_below(r, a, &in->offices);
}

bool reader_reaches(const struct reader *r, const struct inforce *in, int office)
{
        if (r->all) return true;
        for (size_t i = 0; i < r->top_n; i++)
                if (office_under(&in->offices, office, r->top[i], DAY_NONE)) return true;
        return false;
}

void scope_put_closed(struct sql *q, struct str alias)
{
        sql_put(q, S("("));
        sql_name(q, alias);
        sql_put(q, S(".batch <= 0 OR "));
        sql_name(q, alias);
        sql_put(q, S(".batch NOT IN (SELECT id FROM batch WHERE state = 'open'))"));
}

void scope_put(const struct ask *k, struct sql *q, struct str alias)
{
        const struct reader *r = k->who;
        sql_put(q, S("("));
        scope_put_closed(q, alias);
        if (!r->all && r->office_n == 0) sql_put(q, S(" AND FALSE"));
        if (!r->all && r->office_n) {
                sql_put(q, S(" AND EXISTS (SELECT 1 FROM scope AS zt_s WHERE zt_s.record = "));
                sql_name(q, alias);
                sql_put(q, S(".id AND zt_s.office IN ("));
                for (size_t i = 0; i < r->office_n; i++) {
                        if (i) sql_put(q, S(", "));
                        sql_int(q, r->office[i] + 1);
                }
                sql_put(q, S("))"));
        }
        sql_put(q, S(")"));
}

enum err scope_check(const struct ask *k, const struct ledger *l, int64_t record)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT 1 FROM "));
        sql_name(&q, view_table(k->a, 'r', l, NULL));
        sql_put(&q, S(" AS r WHERE r.id = "));
        sql_int(&q, record);
        sql_put(&q, S(" AND "));
        scope_put(k, &q, S("r"));
        TRY(ask_stmt(k, &q, &s));
        enum row row = stmt_step(s);
        if (row == ROW_NONE) return ERR_NOT_FOUND;
        return row == ROW_GOT ? OK : ask_ended(k, s, row);
}

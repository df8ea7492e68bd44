#include "ask/scope.h"

#include "ask/ask.h"
#include "view/sight.h"

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
        for (size_t i = 0; i < o->n; i++)
                for (size_t s = 0; s < o->o[i].spans_n; s++)
                        if (o->o[i].spans[s].into >= 0)
                                *ARENA_PUSH(a, *ret, n, cap) = o->o[i].spans[s].to;
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
        bool city = account == READER_CITY;
        *r = (struct reader){ .account = account, .all = city, .whole = city };
        if (account < 0) return;
        ASSERT((size_t)account < in->accounts.n);
        const struct account *who = &in->accounts.v[account];
        if (who->disabled) return;
        r->top = ARENA_NEW(a, int, who->posts_n);
        for (size_t i = 0; i < who->posts_n; i++) {
                if (!sight_reads(who->posts[i].role)) continue;
                bool root = who->posts[i].office == office_root(&in->offices);
                r->all |= root;
                r->secret |= root && sight_secret(who->posts[i].role);
                if (!is_in(r->top, r->top_n, who->posts[i].office))
                        r->top[r->top_n++] = who->posts[i].office;
        }
        if (!r->all) add_below(r, a, &in->offices);
        r->id = who->id;
        r->hides = sight_hides(in->city);
        r->whole = r->all && !r->hides;
        if (r->hides) r->away_n = sight_offices(a, &in->offices, who, &r->away);
}

void reader_init_record(struct reader *r, struct arena *a, const struct inforce *in, int office,
                        int64_t record)
{
        struct post post = { .office = office, .role = ROLE_HANDLER };
        struct account nobody = { .posts = &post, .posts_n = 1 };
        *r = (struct reader){ .account = READER_PUBLIC, .record = record };
        r->top = r->office = ARENA_NEW(a, int, 1);
        r->top[0] = office;
        r->top_n = r->office_n = 1;
        r->hides = sight_hides(in->city);
        if (r->hides) r->away_n = sight_offices(a, &in->offices, &nobody, &r->away);
}

bool reader_reaches(const struct reader *r, const struct inforce *in, int office)
{
        if (r->record) return false;
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

/* Offices as their numbers in scope and hidden. */
static void put_offices(struct sql *q, const int *office, size_t n)
{
        sql_put(q, S(" IN ("));
        for (size_t i = 0; i < n; i++) {
                if (i) sql_put(q, S(", "));
                sql_int(q, office[i] + 1);
        }
        if (n == 0) sql_put(q, S("NULL"));
        sql_put(q, S(")"));
}

static void put_column(struct sql *q, struct str alias, struct str id)
{
        sql_name(q, alias);
        sql_put(q, S("."));
        sql_name(q, id);
}

static void put_recused(const struct reader *r, struct sql *q, struct str alias, struct str id)
{
        sql_put(q, S("NOT EXISTS (SELECT 1 FROM hidden AS zt_h WHERE zt_h.record = "));
        put_column(q, alias, id);
        sql_put(q, S(" AND (zt_h.office"));
        put_offices(q, r->away, r->away_n);
        if (r->id) {
                sql_put(q, S(" OR zt_h.account = "));
                sql_int(q, r->id);
        }
        sql_put(q, S("))"));
}

/* Only a post at a very office on it: `top`, not the offices below that are looked at besides. */
static void put_confidential(const struct reader *r, struct sql *q, struct str alias, struct str id)
{
        sql_put(q, S(" AND (NOT EXISTS (SELECT 1 FROM hidden AS zt_c WHERE zt_c.record = "));
        put_column(q, alias, id);
        sql_put(q, S(" AND zt_c.office = 0 AND zt_c.account = 0) OR EXISTS (SELECT 1 FROM scope"
                     " AS zt_v WHERE zt_v.record = "));
        put_column(q, alias, id);
        sql_put(q, S(" AND zt_v.office"));
        put_offices(q, r->top, r->top_n);
        sql_put(q, S("))"));
}

void scope_put_open(struct sql *q, struct str alias)
{
        sql_put(q, S("NOT EXISTS (SELECT 1 FROM hidden AS zt_h WHERE zt_h.record = "));
        put_column(q, alias, S("id"));
        sql_put(q, S(")"));
}

void scope_put_open_to(const struct ask *k, struct sql *q, struct str alias, struct str id)
{
        const struct reader *r = k->who;
        if (!r->hides) {
                sql_put(q, S("TRUE"));
                return;
        }
        sql_put(q, S("("));
        put_recused(r, q, alias, id);
        if (!r->secret) put_confidential(r, q, alias, id);
        sql_put(q, S(")"));
}

void scope_put(const struct ask *k, struct sql *q, struct str alias)
{
        const struct reader *r = k->who;
        sql_put(q, S("("));
        scope_put_closed(q, alias);
        if (!r->all && r->office_n == 0) sql_put(q, S(" AND FALSE"));
        if (r->record) {
                sql_put(q, S(" AND "));
                put_column(q, alias, S("id"));
                sql_put(q, S(" = "));
                sql_int(q, r->record);
        }
        if (!r->all && r->office_n) {
                sql_put(q, S(" AND EXISTS (SELECT 1 FROM scope AS zt_s WHERE zt_s.record = "));
                put_column(q, alias, S("id"));
                sql_put(q, S(" AND zt_s.office"));
                put_offices(q, r->office, r->office_n);
                sql_put(q, S(")"));
        }
        if (r->hides) {
                sql_put(q, S(" AND "));
                scope_put_open_to(k, q, alias, S("id"));
        }
        sql_put(q, S(")"));
}

typedef void put_scope(const struct ask *k, struct sql *q);

static void put_seen(const struct ask *k, struct sql *q)
{
        scope_put(k, q, S("r"));
}

static void put_open(const struct ask *k, struct sql *q)
{
        scope_put_open_to(k, q, S("r"), S("id"));
}

static enum err is_within(const struct ask *k, const struct ledger *l, int64_t record,
                          put_scope *put)
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT 1 FROM "));
        sql_name(&q, view_table(k->a, 'r', l, NULL));
        sql_put(&q, S(" AS r WHERE r.id = "));
        sql_int(&q, record);
        sql_put(&q, S(" AND "));
        put(k, &q);
        TRY(ask_stmt(k, &q, &s));
        enum row row = stmt_step(s);
        if (row == ROW_NONE) return ERR_NOT_FOUND;
        return row == ROW_GOT ? OK : ask_ended(k, s, row);
}

enum err scope_check(const struct ask *k, const struct ledger *l, int64_t record)
{
        return is_within(k, l, record, put_seen);
}

enum err scope_check_open(const struct ask *k, const struct ledger *l, int64_t record)
{
        return is_within(k, l, record, put_open);
}

#include "ask/walk.h"

#include "view/rows.h"

#define AHEAD       16
#define STREAMS_MAX 16 /* offices of a reader whose records are walked along */

/* The scope rows of an office of the reader's, so many read at a time. */
struct walk_office {
        int office;
        int64_t id[AHEAD];
        size_t at, n;
        bool end; /* there are none below those read */
};

void walk_begin(struct walk *x, const struct ask *k)
{
        const struct reader *who = k->who;
        *x = (struct walk){ .k = k };
        if (who->all || who->office_n > STREAMS_MAX) return; /* scope_put decides alone */
        x->none = who->office_n == 0;
        x->offices_n = who->office_n;
        x->office = ARENA_NEW(k->a, struct walk_office, x->offices_n);
        for (size_t i = 0; i < x->offices_n; i++) x->office[i].office = who->office[i];
}

static enum err office_seek(const struct ask *k, struct walk_office *c, int64_t at_most,
                            int64_t *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        enum row r = ROW_NONE;
        while (c->at < c->n && c->id[c->at] > at_most) c->at++;
        *ret = c->at < c->n ? c->id[c->at] : 0;
        if (*ret || c->end) return OK;
        TRY(ask_failed(k, store_stmt(k->st,
                                     S("SELECT record FROM scope WHERE office = $1 AND record <="
                                       " $2 ORDER BY record DESC LIMIT $3"),
                                     &s)));
        stmt_int(s, 1, c->office + 1);
        stmt_int(s, 2, at_most);
        stmt_int(s, 3, AHEAD);
        c->at = c->n = 0;
        while (c->n < AHEAD && (r = stmt_step(s)) == ROW_GOT) c->id[c->n++] = col_int(s, 0);
        c->end = c->n < AHEAD;
        *ret = c->n ? c->id[0] : 0;
        return ask_ended(k, s, r);
}

enum err walk_seek(struct walk *x, int64_t at_most, int64_t *ret)
{
        int64_t most = x->offices_n || x->none ? 0 : at_most, at;
        for (size_t i = 0; i < x->offices_n; i++) {
                TRY(office_seek(x->k, &x->office[i], at_most, &at));
                if (at > most) most = at;
        }
        *ret = most;
        return OK;
}

/* Always so many places, the last id again in those left over: one text a ledger. */
static void put_ids(struct sql *q, const int64_t *id, size_t n)
{
        sql_put(q, S(" AS r WHERE r.id IN ("));
        for (size_t i = 0; i < WALK_SLICE; i++) {
                if (i) sql_put(q, S(", "));
                sql_int(q, id[i < n ? i : n - 1]);
        }
        sql_put(q, S(") AND "));
}

enum err walk_read(const struct ask *k, const struct ledger *l, const int64_t *id, size_t n,
                   struct rec *ret[static WALK_SLICE])
{
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        ASSERT(n <= WALK_SLICE);
        for (size_t i = 0; i < WALK_SLICE; i++) ret[i] = NULL;
        if (n == 0) return OK;
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT "));
        rec_columns(&q, l, k->a);
        sql_put(&q, S(" FROM "));
        sql_name(&q, view_table(k->a, 'r', l, NULL));
        put_ids(&q, id, n);
        scope_put(k, &q, S("r"));
        TRY(ask_stmt(k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct rec *r = ARENA_NEW(k->a, struct rec, 1);
                TRY(rec_read(s, k->a, l, r));
                for (size_t i = 0; i < n; i++)
                        if (id[i] == r->id) ret[i] = r;
        }
        return ask_ended(k, s, row);
}

/* score_evidence.c: rows that lack the evidence an item asks for: they do not count. Read in one
 * pass over the journal, since most rows have it. As in a cell, a movement stands at the offices
 * above its own by the tree of its day, a row by that of the last day. */
#include "ask/figure_in.h"
#include "ask/score_in.h"
#include "view/schema.h"

struct lack { /* one row of the journal */
        int64_t record, item, seq, amount;
        struct day day;
        int office;
};
struct lacks {
        const struct ask *k;
        const struct score_in *in;
        const struct figure *f;
        struct lack *v;
        size_t n, cap;
        int *line; /* of an office, -1 */
        struct score_line *to;
        size_t item, used;
};

static bool each(const struct lacks *x)
{
        return x->f->flow != FLOW_STOCK;
}

static struct day last_day(const struct lacks *x)
{
        return day_is(x->in->from) ? x->in->to : x->in->on;
}

static void put_lacking(const struct lacks *x, struct sql *q, const struct ledger *l, int evidence)
{
        const struct field *f = &l->fields[evidence];
        struct arena *a = x->k->a;
        sql_put(q, S("SELECT j.record, j.item, j.day, j.seq, j.office, "));
        ask_column(q, "j.", 'a', (size_t)x->f->column);
        sql_put(q, S(" FROM "));
        sql_name(q, view_table(a, 'j', l, &l->tables[x->f->table]));
        sql_put(q, S(" AS j CROSS JOIN "));
        sql_name(q, view_table(a, 'r', l, NULL));
        sql_put(q, S(" AS r WHERE r.id = j.record AND j.day <= "));
        sql_int(q, last_day(x).v);
        if (each(x) && day_is(x->in->from)) {
                sql_put(q, S(" AND j.day >= "));
                sql_int(q, x->in->from.v);
        }
        sql_put(q, S(" AND "));
        ask_column(q, "j.", 'a', (size_t)x->f->column);
        sql_put(q, S(" <> 0 AND "));
        scope_put_closed(q, S("j"));
        if (has_column(f)) {
                sql_put(q, S(" AND r."));
                sql_name(q, column_of(a, f));
                sql_put(q, S(" IS NULL"));
                return;
        }
        sql_put(q, S(" AND NOT EXISTS (SELECT 1 FROM many AS m WHERE m.record = r.id"
                     " AND m.field = "));
        sql_text(q, f->name);
        sql_put(q, S(")"));
}

static enum err read_lacking(struct lacks *x, const struct ledger *l, int evidence)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        struct sql q;
        sql_init(&q, x->k->a);
        put_lacking(x, &q, l, evidence);
        TRY(ask_stmt(x->k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                if (x->n == ROWS_OF_FIGURE_MAX) return ERR_LIMIT;
                struct lack *r = ARENA_PUSH(x->k->a, x->v, x->n, x->cap);
                *r = (struct lack){ .record = col_int(s, 0),
                                    .item = col_int(s, 1),
                                    .day = { (int32_t)col_int(s, 2) },
                                    .seq = col_int(s, 3),
                                    .office = (int)col_int(s, 4) - 1,
                                    .amount = col_int(s, 5) };
                if (!each(x)) r->day = last_day(x);
                if (!each(x)) r->seq = 0;
        }
        return ask_ended(x->k, s, row);
}

/* The offices at which a row stands, one behind another: the rows of one thing at one office come
 * together. */
static enum err spread(struct lacks *x)
{
        const struct offices *o = &x->k->in->offices;
        size_t n = x->n;
        for (size_t i = 0; i < n; i++) {
                int up[OFFICE_DEPTH_MAX];
                if (x->v[i].office < 0 || (size_t)x->v[i].office >= o->n) return ERR_CORRUPT;
                size_t above = office_above(o, x->v[i].office, x->v[i].day, up);
                for (size_t u = 1; u < above; u++) {
                        struct lack r = x->v[i];
                        r.office = up[u];
                        *ARENA_PUSH(x->k->a, x->v, x->n, x->cap) = r;
                }
        }
        return OK;
}

static int by_thing(const void *px, const void *py)
{
        const struct lack *x = px, *y = py;
        if (x->office != y->office) return x->office < y->office ? -1 : 1;
        if (x->record != y->record) return x->record < y->record ? -1 : 1;
        if (x->item != y->item) return x->item < y->item ? -1 : 1;
        if (x->day.v != y->day.v) return x->day.v < y->day.v ? -1 : 1;
        return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static enum err take_off(struct lacks *x, int office, int64_t sum)
{
        int64_t gives = figure_gives(x->f->flow, sum);
        if (gives == 0 || x->line[office] < 0) return OK;
        struct score_cell *c = &x->to[x->line[office]].item[x->item];
        if (!c->less) c->less = ARENA_NEW(x->k->a, int64_t, x->in->l->score.used_n);
        c->without++;
        return num_add(c->less[x->used], gives, &c->less[x->used]);
}

static enum err take_lacking(struct lacks *x, const struct ledger *l, int evidence)
{
        x->n = 0;
        TRY(read_lacking(x, l, evidence));
        TRY(spread(x));
        if (x->n) qsort(x->v, x->n, sizeof *x->v, by_thing);
        for (size_t i = 0, next = 0; i < x->n; i = next) {
                int64_t sum = 0;
                for (next = i; next < x->n && by_thing(&x->v[i], &x->v[next]) == 0; next++)
                        TRY(num_add(sum, x->v[next].amount, &sum));
                TRY(take_off(x, x->v[i].office, sum));
        }
        return OK;
}

enum err score_evidence(const struct ask *k, const struct score_in *in, size_t item,
                        struct score_line *v, size_t n)
{
        const struct score_def *s = &in->l->score;
        const struct score_item *it = &s->items[item];
        bool *used = ARENA_NEW(k->a, bool, s->used_n);
        struct lacks x = { .k = k, .in = in, .to = v, .item = item };
        x.line = ARENA_NEW(k->a, int, k->in->offices.n);
        for (size_t i = 0; i < k->in->offices.n; i++) x.line[i] = -1;
        for (size_t i = 0; i < n; i++) x.line[v[i].office] = (int)i;
        expr_uses(it->value, used, s->used_n);
        for (size_t u = 0; u < s->used_n; u++) {
                if (!used[u]) continue;
                const struct ledger *l = &k->in->city->ledgers[s->used[u].ledger];
                x.f = &l->figures[s->used[u].figure];
                x.used = u;
                TRY(take_lacking(&x, l, it->evidence));
        }
        return OK;
}

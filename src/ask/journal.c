#include "ask/journal.h"

#include "ask/inside.h"

/* ---- groups: a hash table of numbers ---- */

struct groups {
        struct arena *a;
        struct journal_group *v;
        size_t n, cap;
        uint32_t *slot; /* index + 1 */
        size_t slots;
        bool each;
};

static size_t hash_of_group(const struct journal_group *g, bool each)
{
        uint64_t h =
                (uint64_t)g->record * 0x9E3779B97F4A7C15u ^ (uint64_t)g->item * 0xC2B2AE3D27D4EB4Fu;
        if (each) h ^= (uint64_t)g->seq * 0x165667B19E3779F9u ^ (uint64_t)(uint32_t)g->day.v << 32;
        h ^= h >> 29;
        h *= 0xBF58476D1CE4E5B9u;
        return (size_t)(h ^ h >> 32);
}

static bool same_group(const struct journal_group *x, const struct journal_group *y, bool each)
{
        if (x->record != y->record || x->item != y->item) return false;
        return !each || (x->day.v == y->day.v && x->seq == y->seq);
}

static struct journal_group *group_find(struct groups *g, const struct journal_group *key)
{
        size_t i = hash_of_group(key, g->each) & (g->slots - 1);
        while (g->slot[i] && !same_group(&g->v[g->slot[i] - 1], key, g->each))
                i = (i + 1) & (g->slots - 1);
        if (g->slot[i]) return &g->v[g->slot[i] - 1];
        struct journal_group *x = ARENA_PUSH(g->a, g->v, g->n, g->cap);
        *x = *key;
        g->slot[i] = (uint32_t)g->n;
        return x;
}

static void groups_grow(struct groups *g)
{
        g->slots = g->slots ? g->slots * 4 : 256;
        g->slot = ARENA_NEW(g->a, uint32_t, g->slots);
        for (size_t i = 0; i < g->n; i++) {
                size_t s = hash_of_group(&g->v[i], g->each) & (g->slots - 1);
                while (g->slot[s]) s = (s + 1) & (g->slots - 1);
                g->slot[s] = (uint32_t)i + 1;
        }
}

struct journal_row {
        struct journal_group at;
        int64_t amount;
        bool then; /* known then */
};

static enum err group_add(struct groups *g, const struct journal_row *r)
{
        if (g->n >= ROWS_OF_FIGURE_MAX) return ERR_LIMIT;
        if (2 * (g->n + 1) > g->slots) groups_grow(g);
        struct journal_group *x = group_find(g, &r->at);
        x->now += r->amount;
        if (r->then) x->then += r->amount;
        if (r->at.day.v >= x->day.v) {
                x->day = r->at.day;
                x->seq = r->at.seq;
        }
        if (day_is(r->at.late) && (!day_is(x->late) || r->at.late.v > x->late.v))
                x->late = r->at.late;
        return OK;
}

/* ---- the journal ---- */

/* The local day of an event; DAY_NONE when there is none such. */
static enum err day_of_event(const struct ask *k, int64_t seq, struct day *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        *ret = DAY_NONE;
        TRY(ask_failed(k, store_stmt(k->st, S("SELECT at FROM event WHERE seq = $1"), &s)));
        stmt_int(s, 1, seq);
        enum row row = stmt_step(s);
        if (row == ROW_GOT) *ret = day_of((struct moment){ col_int(s, 0) }, k->in->zone);
        return ask_ended(k, s, row);
}

/* Only rows known later. What an event of a later day posts on the days asked for is marked as
 * known on that later day, and marked rows have an index. */
static void put_later(struct sql *q, const struct journal_of *of, struct day event)
{
        if (day_is(of->known.day)) {
                sql_put(q, S(" AND j.known > "));
                sql_int(q, of->known.day.v);
                return;
        }
        sql_put(q, S(" AND j.by_seq > "));
        sql_int(q, of->known.seq);
        if (!day_is(event) || event.v <= of->to.v) return;
        sql_put(q, S(" AND j.known >= "));
        sql_int(q, event.v);
}

static enum err put_journal(const struct ask *k, struct sql *q, const struct journal_of *of)
{
        struct day event = DAY_NONE;
        const struct cell_of *c = &of->cell;
        if (of->only_later && !day_is(of->known.day)) TRY(day_of_event(k, of->known.seq, &event));
        sql_init(q, k->a);
        sql_put(q, S("SELECT j.record, j.item, j.day, j.seq, j.by_seq, j.known, j.office, "));
        ask_column(q, "j.", 'a', (size_t)of->column);
        if (c->dim) ask_column(q, ", j.", 'b', (size_t)c->dim);
        sql_put(q, S(" FROM "));
        sql_name(q, view_table(k->a, 'j', c->l, &c->l->tables[c->table]));
        sql_put(q, S(" AS j WHERE j.day <= "));
        sql_int(q, of->to.v);
        if (day_is(of->from)) {
                sql_put(q, S(" AND j.day >= "));
                sql_int(q, of->from.v);
        }
        if (of->only_later) put_later(q, of, event);
        sql_put(q, S(" AND "));
        ask_column(q, "j.", 'a', (size_t)of->column);
        sql_put(q, S(" <> 0 AND "));
        scope_put_closed(q, S("j"));
        return OK;
}

enum { J_RECORD, J_ITEM, J_DAY, J_SEQ, J_BY, J_KNOWN, J_OFFICE, J_AMOUNT, J_VALUE };

static void read_row(const struct stmt *s, const struct known *known, struct journal_row *r)
{
        r->at = (struct journal_group){ .record = col_int(s, J_RECORD),
                                        .item = col_int(s, J_ITEM),
                                        .day = { (int32_t)col_int(s, J_DAY) },
                                        .seq = col_int(s, J_SEQ),
                                        .late = DAY_NONE };
        if (!col_null(s, J_KNOWN)) r->at.late.v = (int32_t)col_int(s, J_KNOWN);
        r->amount = col_int(s, J_AMOUNT);
        r->then = true;
        if (!known->is) return;
        if (day_is(known->day)) r->then = !day_is(r->at.late) || r->at.late.v <= known->day.v;
        else r->then = col_int(s, J_BY) <= known->seq;
}

struct walk {
        const struct ask *k;
        const struct journal_of *of;
        struct inside in;
};

static enum err walk(struct walk *x, struct stmt *s, struct groups *g)
{
        struct arena scratch = { 0 };
        enum err e = OK;
        enum row row;
        while (e == OK && (row = stmt_step(s)) == ROW_GOT) {
                struct journal_row r;
                read_row(s, &x->of->known, &r);
                int64_t office = col_int(s, J_OFFICE) - 1;
                if (office < 0 || (size_t)office >= x->k->in->offices.n) {
                        e = ERR_CORRUPT;
                        break;
                }
                arena_reset(&scratch);
                struct str value = x->of->cell.dim ? col_text(s, &scratch, J_VALUE) : STR_NONE;
                struct day tree = x->of->each ? r.at.day : x->of->to;
                if (!inside_cell(&x->in, (int)office, value, tree)) continue;
                e = group_add(g, &r);
        }
        arena_done(&scratch);
        return e == OK ? ask_ended(x->k, s, row) : e;
}

static int by_group(const void *x, const void *y)
{
        const struct journal_group *a = x, *b = y;
        if (a->record != b->record) return a->record < b->record ? -1 : 1;
        if (a->item != b->item) return a->item < b->item ? -1 : 1;
        if (a->day.v != b->day.v) return a->day.v < b->day.v ? -1 : 1;
        return a->seq < b->seq ? -1 : a->seq > b->seq;
}

enum err journal_groups(const struct ask *k, const struct journal_of *of,
                        struct journal_group **ret, size_t *ret_n)
{
        struct walk x = { .k = k, .of = of };
        struct sql q;
        struct groups g = { .a = k->a, .each = of->each };
        AUTO(stmt_done) struct stmt *s = NULL;
        ASSERT(!of->only_later || of->known.is);
        inside_init(&x.in, k, &of->cell);
        TRY(put_journal(k, &q, of));
        TRY(ask_stmt(k, &q, &s));
        TRY(walk(&x, s, &g));
        size_t n = 0;
        for (size_t i = 0; i < g.n; i++)
                if (g.v[i].now || g.v[i].then) g.v[n++] = g.v[i];
        if (n) qsort(g.v, n, sizeof *g.v, by_group);
        *ret = g.v;
        *ret_n = n;
        return OK;
}

/* ---- by-values ---- */

enum err journal_values(const struct ask *k, const struct cell_of *at, struct day to,
                        struct cell_sums *ret)
{
        struct cell_of any = *at;
        struct inside in;
        struct sql q;
        AUTO(stmt_done) struct stmt *s = NULL;
        any.dim = 0;
        inside_init(&in, k, &any);
        *ret = (struct cell_sums){ .by_value = { .a = k->a } };
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT DISTINCT j.office, "));
        ask_column(&q, "j.", 'b', (size_t)at->dim);
        sql_put(&q, S(" FROM "));
        sql_name(&q, view_table(k->a, 'j', at->l, &at->l->tables[at->table]));
        sql_put(&q, S(" AS j WHERE j.day <= "));
        sql_int(&q, to.v);
        sql_put(&q, S(" AND "));
        scope_put_closed(&q, S("j"));
        TRY(ask_stmt(k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                int64_t office = col_int(s, 0) - 1;
                if (office < 0 || (size_t)office >= k->in->offices.n) return ERR_CORRUPT;
                if (inside_cell(&in, (int)office, STR_NONE, to))
                        cell_values_add(k, ret, at, col_text(s, k->a, 1));
        }
        return ask_ended(k, s, row);
}

#include "view/postings.h"

#include "base/limits.h"

#define IDS_MAX    (SEARCH_BLOCK_BYTES + 1) /* a step takes a byte or more */
#define STEP_BYTES 10

struct block {
        int64_t id[IDS_MAX];
        size_t n;
};

enum err postings_schema(struct store *st)
{
        return store_exec(st, S("CREATE TABLE IF NOT EXISTS posting (term INTEGER NOT NULL, "
                                "first INTEGER NOT NULL, ids BLOB NOT NULL, "
                                "PRIMARY KEY (term, first)) STRICT, WITHOUT ROWID"));
}

/* ---- blocks ---- */

static size_t step_put(unsigned char *p, uint64_t v)
{
        size_t n = 0;
        for (; v >= 0x80; v >>= 7) p[n++] = (unsigned char)(v & 0x7f) | 0x80;
        p[n++] = (unsigned char)v;
        return n;
}

static enum err block_read(int64_t first, struct str ids, int64_t *id, size_t *ret_n)
{
        size_t n = 0;
        id[n++] = first;
        for (size_t at = 0; at < ids.n;) {
                uint64_t v = 0;
                unsigned shift = 0;
                unsigned char c;
                do {
                        if (at == ids.n || shift > 56) return ERR_CORRUPT;
                        c = (unsigned char)ids.p[at++];
                        v |= (uint64_t)(c & 0x7f) << shift;
                        shift += 7;
                } while (c & 0x80);
                if (v == 0 || n == IDS_MAX) return ERR_CORRUPT;
                id[n] = id[n - 1] + (int64_t)v;
                n++;
        }
        *ret_n = n;
        return OK;
}

static enum err block_get(struct stmt *s, struct arena *a, int64_t *id, size_t *ret_n)
{
        return block_read(col_int(s, 0), col_blob(s, a, 1), id, ret_n);
}

/* As many of id as a block takes; how many. */
static enum err block_put(struct store *st, int64_t term, const int64_t *id, size_t n,
                          size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        unsigned char bytes[SEARCH_BLOCK_BYTES + STEP_BYTES] = { 0 };
        size_t used = 0, i = 1;
        for (; i < n; i++) {
                ASSERT(id[i] > id[i - 1]);
                size_t step = step_put(bytes + used, (uint64_t)(id[i] - id[i - 1]));
                if (used + step > SEARCH_BLOCK_BYTES) break;
                used += step;
        }
        TRY(store_stmt(st,
                       S("INSERT INTO posting (term, first, ids) VALUES ($1, $2, $3)"
                         " ON CONFLICT (term, first) DO UPDATE SET ids = excluded.ids"),
                       &s));
        stmt_int(s, 1, term);
        stmt_int(s, 2, id[0]);
        stmt_blob_view(s, 3, (struct str){ (const char *)bytes, used });
        *ret_n = i;
        return stmt_run(s);
}

static enum err block_delete(struct store *st, int64_t term, int64_t first)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("DELETE FROM posting WHERE term = $1 AND first = $2"), &s));
        stmt_int(s, 1, term);
        stmt_int(s, 2, first);
        return stmt_run(s);
}

/* The block a record belongs to; n = 0: before all of them. */
static enum err block_of(struct store *st, struct arena *a, int64_t term, int64_t record,
                         int64_t *id, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("SELECT first, ids FROM posting WHERE term = $1 AND first <= $2"
                         " ORDER BY first DESC LIMIT 1"),
                       &s));
        stmt_int(s, 1, term);
        stmt_int(s, 2, record);
        *ret_n = 0;
        enum row r = stmt_step(s);
        if (r == ROW_GOT) return block_get(s, a, id, ret_n);
        return r == ROW_NONE ? OK : stmt_err(s);
}

/* ---- adding ---- */

static int by_term(const void *a, const void *b)
{
        const struct posting *x = a, *y = b;
        if (x->term != y->term) return x->term < y->term ? -1 : 1;
        return (x->record > y->record) - (x->record < y->record);
}

/* Both ascending; false: b brings nothing new. */
static bool merge(struct block *x, const struct posting *v, size_t n, struct arena *a,
                  int64_t **ret, size_t *ret_n)
{
        int64_t *out = ARENA_NEW(a, int64_t, x->n + n);
        size_t i = 0, k = 0, m = 0;
        while (i < x->n || k < n) {
                bool old = k == n || (i < x->n && x->id[i] <= v[k].record);
                int64_t id = old ? x->id[i++] : v[k++].record;
                if (m == 0 || out[m - 1] != id) out[m++] = id;
        }
        *ret = out;
        *ret_n = m;
        return m > x->n;
}

static size_t steps_bytes(const int64_t *id, size_t n)
{
        unsigned char step[STEP_BYTES];
        size_t bytes = 0;
        for (size_t i = 1; i < n; i++) bytes += step_put(step, (uint64_t)(id[i] - id[i - 1]));
        return bytes;
}

/* A full block that grows at its end stays full; one that grows within is cut in two halves, else
 * each late comer would push one record out into a block of its own. */
static enum err write_blocks(struct store *st, int64_t term, const int64_t *id, size_t n,
                             bool within)
{
        size_t most = within && steps_bytes(id, n) > SEARCH_BLOCK_BYTES ? (n + 1) / 2 : n;
        for (size_t at = 0, put = 0; at < n; at += put)
                TRY(block_put(st, term, id + at, n - at < most ? n - at : most, &put));
        return OK;
}

/* The records of one term, ascending. From the last on: what is not below a block's first belongs
 * into it, the blocks after it begin above. */
static enum err add_term(struct store *st, struct arena *a, const struct posting *v, size_t n)
{
        struct block *x = ARENA_NEW(a, struct block, 1);
        while (n) {
                int64_t *id;
                size_t from = n, id_n;
                TRY(block_of(st, a, v[0].term, v[n - 1].record, x->id, &x->n));
                if (x->n == 0) from = 0;
                else
                        while (from && v[from - 1].record >= x->id[0]) from--;
                bool within = x->n && v[from].record < x->id[x->n - 1];
                if (merge(x, v + from, n - from, a, &id, &id_n))
                        TRY(write_blocks(st, v[0].term, id, id_n, within));
                n = from;
        }
        return OK;
}

enum err postings_add(struct store *st, struct posting *v, size_t n)
{
        AUTO(arena_done) struct arena a = { 0 };
        if (n) qsort(v, n, sizeof *v, by_term);
        for (size_t from = 0, to; from < n; from = to) {
                for (to = from + 1; to < n && v[to].term == v[from].term;) to++;
                TRY(add_term(st, &a, v + from, to - from));
                arena_reset(&a);
        }
        return OK;
}

/* ---- reading ---- */

void postings_begin(struct posting_cursor *c, struct arena *a, struct arena *scratch, int64_t term)
{
        *c = (struct posting_cursor){ term, scratch, ARENA_NEW(a, int64_t, IDS_MAX), 0 };
}

enum err postings_seek(struct store *st, struct posting_cursor *c, int64_t at_most, int64_t *ret)
{
        if (c->n == 0 || c->id[0] > at_most) {
                arena_reset(c->scratch);
                TRY(block_of(st, c->scratch, c->term, at_most, c->id, &c->n));
        }
        while (c->n > 1 && c->id[c->n - 1] > at_most) c->n--;
        *ret = c->n ? c->id[c->n - 1] : 0;
        return OK;
}

/* A step takes a byte or two. */
enum err postings_about(struct store *st, int64_t term, int64_t *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("SELECT coalesce(sum(n), 0) FROM (SELECT length(ids) + 1 AS n FROM posting"
                         " WHERE term = $1 LIMIT 16)"),
                       &s));
        stmt_int(s, 1, term);
        if (stmt_step(s) != ROW_GOT) return stmt_err(s) != OK ? stmt_err(s) : ERR_IO;
        *ret = col_int(s, 0);
        return OK;
}

/* ---- taking out ---- */

static bool is_in(const int64_t *v, size_t n, int64_t x)
{
        size_t from = 0, to = n;
        while (from < to) {
                size_t mid = (from + to) / 2;
                if (v[mid] < x) from = mid + 1;
                else to = mid;
        }
        return from < n && v[from] == x;
}

static enum err sweep_block(struct store *st, int64_t term, struct block *x, const int64_t *record,
                            size_t record_n)
{
        size_t n = 0, put;
        int64_t first = x->id[0];
        for (size_t i = 0; i < x->n; i++)
                if (!is_in(record, record_n, x->id[i])) x->id[n++] = x->id[i];
        if (n == x->n) return OK;
        if (n == 0 || x->id[0] != first) TRY(block_delete(st, term, first));
        if (n == 0) return OK;
        TRY(block_put(st, term, x->id, n, &put));
        ASSERT(put == n); /* fewer, and no step longer than two that were there */
        return OK;
}

struct swept {
        int64_t term, first;
        struct str ids;
};

static enum err read_blocks(struct store *st, struct arena *a, const struct posting_place *place,
                            int64_t blocks, struct swept **ret, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        size_t cap = 0;
        TRY(store_stmt(st,
                       S("SELECT first, ids, term FROM posting WHERE (term, first) > ($1, $2)"
                         " ORDER BY term, first LIMIT $3"),
                       &s));
        stmt_int(s, 1, place->term);
        stmt_int(s, 2, place->first);
        stmt_int(s, 3, blocks);
        enum row r;
        while ((r = stmt_step(s)) == ROW_GOT)
                *ARENA_PUSH(a, *ret, *ret_n, cap) =
                        (struct swept){ col_int(s, 2), col_int(s, 0), col_blob(s, a, 1) };
        return r == ROW_NONE ? OK : stmt_err(s);
}

enum err postings_sweep(struct store *st, const int64_t *record, size_t n,
                        struct posting_place *place, int64_t blocks, bool *ret_end)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct block *x = ARENA_NEW(&a, struct block, 1);
        struct swept *v = NULL;
        size_t v_n = 0;
        TRY(read_blocks(st, &a, place, blocks, &v, &v_n));
        for (size_t i = 0; i < v_n; i++) {
                TRY(block_read(v[i].first, v[i].ids, x->id, &x->n));
                TRY(sweep_block(st, v[i].term, x, record, n));
                *place = (struct posting_place){ v[i].term, v[i].first };
        }
        *ret_end = (int64_t)v_n < blocks;
        return OK;
}

enum err postings_sum(struct store *st, uint64_t *ret_sum, int64_t *ret_n)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(stmt_done) struct stmt *s = NULL;
        struct block *x = ARENA_NEW(&a, struct block, 1);
        uint64_t sum = 0xcbf29ce484222325u;
        int64_t n = 0;
        TRY(store_stmt(st, S("SELECT first, ids, term FROM posting ORDER BY term, first"), &s));
        enum row r;
        while ((r = stmt_step(s)) == ROW_GOT) {
                TRY(block_get(s, &a, x->id, &x->n));
                for (size_t i = 0; i < x->n; i++, n++) {
                        sum = (sum ^ (uint64_t)col_int(s, 2)) * 0x100000001b3u;
                        sum = (sum ^ (uint64_t)x->id[i]) * 0x100000001b3u;
                }
        }
        *ret_sum = sum;
        *ret_n = n;
        return r == ROW_NONE ? OK : stmt_err(s);
}

#include "log/log.h"

#include "log/row.h"

#define STORED_LEVEL(l) ((l) > 0 && (l) % 8 == 0) /* table node */

/* ---- schema ---------------------------------------------------------------------------------- */

#define T(text)                                                                                    \
        {                                                                                          \
                "" text, sizeof(text) - 1                                                          \
        }

/* seq stands behind every index entry already: it is the rowid. */
static const struct str tables[] = {
        T("CREATE TABLE event (seq INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, "
          "at INTEGER NOT NULL, day INTEGER NOT NULL, actor INTEGER NOT NULL, "
          "acting_for INTEGER NOT NULL, office TEXT NOT NULL, via INTEGER NOT NULL, "
          "cause INTEGER NOT NULL, batch INTEGER NOT NULL, ledger TEXT NOT NULL, "
          "version INTEGER NOT NULL, record INTEGER NOT NULL, duty INTEGER NOT NULL, "
          "round INTEGER NOT NULL, step TEXT NOT NULL, result TEXT NOT NULL, "
          "leaf BLOB NOT NULL) STRICT"),
        T("CREATE INDEX event_record ON event (record) WHERE record > 0"),
        T("CREATE INDEX event_city ON event (seq) WHERE record = 0"),
        T("CREATE TABLE node (level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL, "
          "PRIMARY KEY (level, idx)) STRICT, WITHOUT ROWID"),
        T("CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), epoch INTEGER NOT NULL, "
          "size INTEGER NOT NULL, frontier BLOB NOT NULL, at INTEGER, "
          "origin TEXT NOT NULL) STRICT"),
        T("INSERT INTO head (id, epoch, size, frontier, at, origin) "
          "VALUES (1, 0, 0, x'', NULL, '')"),
};

/* The last one also stops INSERT OR REPLACE where recursive_triggers is off (sqlite3 shell). */
const struct event_guard event_guards[] = {
        { T("event_no_update"), T("CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN "
                                  "SELECT RAISE(ABORT, 'events are never changed'); END") },
        { T("event_no_delete"), T("CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN "
                                  "SELECT RAISE(ABORT, 'events are never deleted'); END") },
        { T("event_dense"),
          T("CREATE TRIGGER event_dense BEFORE INSERT ON event "
            "WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), -1) + 1 FROM event) BEGIN "
            "SELECT RAISE(ABORT, 'events are appended without gaps'); END") },
};
const size_t event_guards_n = LEN(event_guards);

enum err log_schema(struct store *st)
{
        for (size_t i = 0; i < LEN(tables); i++) TRY(store_exec(st, tables[i]));
        for (size_t i = 0; i < LEN(event_guards); i++) TRY(store_exec(st, event_guards[i].ddl));
        return seal_schema(st);
}

/* ---- head ------------------------------------------------------------------------------------ */

/* The frontier as stored: the hashes of the set bits of size, lowest level first. */
static enum err frontier_unpack(struct str packed, int64_t size, struct frontier *ret)
{
        size_t n = 0;
        if (size < 0 || (uint64_t)size > MERKLE_SIZE_MAX) return ERR_CORRUPT;
        ret->size = (uint64_t)size;
        if (packed.n != (size_t)__builtin_popcountll(ret->size) * HASH_BYTES) return ERR_CORRUPT;
        for (int l = 0; l < MERKLE_LEVELS; l++) {
                if (!(ret->size >> l & 1)) continue;
                memcpy(ret->node[l].b, packed.p + n, HASH_BYTES);
                n += HASH_BYTES;
        }
        return OK;
}

static struct str frontier_pack(const struct frontier *f,
                                char out[static MERKLE_LEVELS * HASH_BYTES])
{
        size_t n = 0;
        for (int l = 0; l < MERKLE_LEVELS; l++) {
                if (!(f->size >> l & 1)) continue;
                memcpy(out + n, f->node[l].b, HASH_BYTES);
                n += HASH_BYTES;
        }
        return (struct str){ out, n };
}

enum err log_head(struct store *st, struct log_head *ret)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(stmt_done) struct stmt *s = NULL;
        struct log_head h = { .epoch = 0 };
        TRY(store_stmt(st, S("SELECT epoch, size, frontier, at, origin FROM head WHERE id = 1"),
                       &s));
        enum row r = stmt_step(s);
        if (r == ROW_ERR) return stmt_err(s);
        if (r == ROW_NONE) return ERR_CORRUPT;
        h.epoch = col_int(s, 0);
        h.at = col_null(s, 3) ? MOMENT_NONE : (struct moment){ col_int(s, 3) };
        struct str origin = col_text(s, &a, 4);
        if (origin.n >= sizeof h.origin) return ERR_CORRUPT;
        if (origin.n) memcpy(h.origin, origin.p, origin.n);
        TRY(frontier_unpack(col_blob(s, &a, 2), col_int(s, 1), &h.tree));
        *ret = h;
        return OK;
}

/* Reading the head costs less than to find out whether it must be read. */
enum err log_load(struct log *l, struct store *st)
{
        struct log_head h = { .epoch = 0 };
        ASSERT(store_in_tx(st));
        TRY(log_head(st, &h));
        l->st = st;
        l->tree = h.tree;
        l->epoch = h.epoch;
        l->at = h.at;
        memcpy(l->origin, h.origin, sizeof l->origin);
        l->scratch.limit = EVENT_BYTES_MAX;
        return OK;
}

void log_done(struct log *l)
{
        buf_free(&l->scratch);
        *l = (struct log){ .st = NULL };
}

enum err log_flush(struct log *l)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        char packed[MERKLE_LEVELS * HASH_BYTES];
        TRY(store_stmt(l->st,
                       S("UPDATE head SET epoch = $1, size = $2, frontier = $3, at = $4, "
                         "origin = $5 WHERE id = 1"),
                       &s));
        stmt_int(s, 1, l->epoch);
        stmt_int(s, 2, (int64_t)l->tree.size);
        stmt_blob(s, 3, frontier_pack(&l->tree, packed));
        if (moment_is(l->at)) stmt_int(s, 4, l->at.ms);
        else stmt_null(s, 4);
        stmt_text(s, 5, str_c(l->origin));
        TRY(stmt_run(s));
        return stmt_changes(s) == 1 ? OK : ERR_CORRUPT;
}

struct log_mark log_mark(const struct log *l)
{
        return (struct log_mark){ .tree = l->tree, .at = l->at, .epoch = l->epoch };
}

void log_undo(struct log *l, const struct log_mark *m)
{
        l->tree = m->tree;
        l->at = m->at;
        l->epoch = m->epoch;
}

/* ---- appending ------------------------------------------------------------------------------- */

static enum err insert_event(struct store *st, const struct event *e)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("INSERT INTO event (" EVENT_NAMES ") VALUES ($1, $2, $3, $4, $5, $6, $7, "
                         "$8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"),
                       &s));
        stmt_int(s, 1 + EVENT_COL_seq, e->seq);
        stmt_int(s, 1 + EVENT_COL_epoch, e->epoch);
        stmt_int(s, 1 + EVENT_COL_at, e->at.ms);
        stmt_int(s, 1 + EVENT_COL_day, e->day.v);
        stmt_int(s, 1 + EVENT_COL_actor, e->actor);
        stmt_int(s, 1 + EVENT_COL_acting_for, e->acting_for);
        stmt_text_view(s, 1 + EVENT_COL_office, e->office);
        stmt_int(s, 1 + EVENT_COL_via, (int64_t)e->via);
        stmt_int(s, 1 + EVENT_COL_cause, e->cause);
        stmt_int(s, 1 + EVENT_COL_batch, e->batch);
        stmt_text_view(s, 1 + EVENT_COL_ledger, e->ledger);
        stmt_int(s, 1 + EVENT_COL_version, e->version);
        stmt_int(s, 1 + EVENT_COL_record, e->record);
        stmt_int(s, 1 + EVENT_COL_duty, e->duty);
        stmt_int(s, 1 + EVENT_COL_round, e->round);
        stmt_text_view(s, 1 + EVENT_COL_step, e->step);
        stmt_text_view(s, 1 + EVENT_COL_result, e->result);
        stmt_blob_view(s, 1 + EVENT_COL_leaf, (struct str){ (const char *)e->leaf.b, HASH_BYTES });
        return stmt_run(s);
}

static enum err insert_node(void *ctx, int level, uint64_t index, const struct hash *h)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (!STORED_LEVEL(level)) return OK;
        TRY(store_stmt(ctx, S("INSERT INTO node (level, idx, hash) VALUES ($1, $2, $3)"), &s));
        stmt_int(s, 1, level);
        stmt_int(s, 2, (int64_t)index);
        stmt_blob(s, 3, (struct str){ (const char *)h->b, HASH_BYTES });
        return stmt_run(s);
}

enum err log_append(struct log *l, struct event *e)
{
        ASSERT(!moment_is(l->at) || e->at.ms >= l->at.ms);
        if (e->result.n == 0) e->result = S("{}");
        e->seq = (int64_t)l->tree.size;
        e->epoch = l->epoch;
        ASSERT(event_ok(e));
        e->leaf = event_leaf(e, &l->scratch);
        if (l->scratch.err != OK) return l->scratch.err;
        TRY(insert_event(l->st, e));
        TRY(merkle_add(&l->tree, &e->leaf, insert_node, l->st));
        l->at = e->at;
        if (e->seq == 0) log_origin(&e->leaf, l->origin);
        return OK;
}

void log_origin(const struct hash *first, char out[static LOG_ORIGIN_BYTES])
{
        char hex[65];
        struct str h = hash_hex(first, hex);
        (void)snprintf(out, LOG_ORIGIN_BYTES, "zhitong/%.16s", h.p);
}

/* ---- reading --------------------------------------------------------------------------------- */

struct log_cursor {
        struct stmt *s;
};

enum err event_row(const struct stmt *s, struct arena *a, struct event *ret)
{
        int64_t day = col_int(s, EVENT_COL_day), via = col_int(s, EVENT_COL_via);
        *ret = (struct event){
                .seq = col_int(s, EVENT_COL_seq),
                .epoch = col_int(s, EVENT_COL_epoch),
                .at = { col_int(s, EVENT_COL_at) },
                .actor = col_int(s, EVENT_COL_actor),
                .acting_for = col_int(s, EVENT_COL_acting_for),
                .office = col_text(s, a, EVENT_COL_office),
                .cause = col_int(s, EVENT_COL_cause),
                .batch = col_int(s, EVENT_COL_batch),
                .ledger = col_text(s, a, EVENT_COL_ledger),
                .version = col_int(s, EVENT_COL_version),
                .record = col_int(s, EVENT_COL_record),
                .duty = col_int(s, EVENT_COL_duty),
                .round = col_int(s, EVENT_COL_round),
                .step = col_text(s, a, EVENT_COL_step),
                .result = col_text(s, a, EVENT_COL_result),
        };
        bool day_fits = day >= INT32_MIN && day <= INT32_MAX;
        bool via_fits = via >= 0 && via < VIA_COUNT;
        if (day_fits) ret->day = (struct day){ (int32_t)day };
        if (via_fits) ret->via = (enum via)via;
        bool leaf_fits = col_blob_into(s, EVENT_COL_leaf, ret->leaf.b, HASH_BYTES);
        return day_fits && via_fits && leaf_fits ? OK : ERR_CORRUPT;
}

enum err log_read(struct store *st, struct arena *a, int64_t from, int64_t to, int64_t record,
                  struct log_cursor **ret)
{
        struct stmt *s;
        if (record == 0)
                TRY(store_stmt(st,
                               S("SELECT " EVENT_NAMES " FROM event "
                                 "WHERE seq >= $1 AND seq < $2 ORDER BY seq"),
                               &s));
        else /* record > 0 said again: else the index is not used */
                TRY(store_stmt(st,
                               S("SELECT " EVENT_NAMES " FROM event WHERE record = $3 AND "
                                 "record > 0 AND seq >= $1 AND seq < $2 ORDER BY seq"),
                               &s));
        stmt_int(s, 1, from);
        stmt_int(s, 2, to);
        if (record != 0) stmt_int(s, 3, record);
        *ret = ARENA_NEW(a, struct log_cursor, 1);
        (*ret)->s = s;
        return OK;
}

bool log_next(struct log_cursor *c, struct arena *a, struct event *ret, enum err *ret_err)
{
        enum row r = stmt_step(c->s);
        *ret_err = r == ROW_ERR ? stmt_err(c->s) : OK;
        if (r != ROW_GOT) return false;
        *ret_err = event_row(c->s, a, ret);
        return *ret_err == OK;
}

void log_read_done(struct log_cursor **c)
{
        if (*c) stmt_done(&(*c)->s);
        *c = NULL;
}

enum err log_get(struct store *st, struct arena *a, int64_t seq, struct event *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("SELECT " EVENT_NAMES " FROM event WHERE seq = $1"), &s));
        stmt_int(s, 1, seq);
        enum row r = stmt_step(s);
        if (r == ROW_ERR) return stmt_err(s);
        if (r == ROW_NONE) return ERR_NOT_FOUND;
        return event_row(s, a, ret);
}

static enum err collect_head(struct log *l, struct arena *a)
{
        AUTO(log_read_done) struct log_cursor *c = NULL;
        AUTO(arena_done) struct arena tmp = { 0 };
        struct event e;
        enum err err = OK;
        TRY(log_read(l->st, a, 0, INT64_MAX, 0, &c));
        while (log_next(c, &tmp, &e, &err)) {
                TRY(merkle_add(&l->tree, &e.leaf, NULL, NULL));
                if (e.seq == 0) log_origin(&e.leaf, l->origin);
                l->epoch = e.epoch;
                l->at = e.at;
                arena_reset(&tmp);
        }
        return err;
}

enum err log_rehead(struct store *st, struct arena *a)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        struct log_head h;
        struct log l = { .st = st, .at = MOMENT_NONE };
        enum err e = log_head(st, &h);
        if (e != ERR_CORRUPT) return e;
        TRY(collect_head(&l, a));
        TRY(store_stmt(st,
                       S("INSERT INTO head (id, epoch, size, frontier, at, origin) "
                         "VALUES (1, 0, 0, x'', NULL, '') ON CONFLICT (id) DO NOTHING"),
                       &s));
        TRY(stmt_run(s));
        return log_flush(&l);
}

/* ---- the stored tree ------------------------------------------------------------------------- */

/* Hashes of `count` neighbours from index `from` on at a stored level (or 0) into out. */
static enum err read_hashes(struct store *st, int level, uint64_t from, size_t count,
                            struct hash *out)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (level == 0)
                TRY(store_stmt(
                        st, S("SELECT leaf FROM event WHERE seq >= $1 AND seq < $2 ORDER BY seq"),
                        &s));
        else
                TRY(store_stmt(
                        st,
                        S("SELECT hash FROM node WHERE level = $3 AND idx >= $1 AND idx < $2 "
                          "ORDER BY idx"),
                        &s));
        stmt_int(s, 1, (int64_t)from);
        stmt_int(s, 2, (int64_t)(from + count));
        if (level != 0) stmt_int(s, 3, level);
        for (size_t i = 0; i < count; i++) {
                enum row r = stmt_step(s);
                if (r == ROW_ERR) return stmt_err(s);
                if (r == ROW_NONE) return ERR_NOT_FOUND;
                if (!col_blob_into(s, 0, out[i].b, HASH_BYTES)) return ERR_CORRUPT;
        }
        return OK;
}

static enum err read_node(void *ctx, int level, uint64_t index, struct hash *ret)
{
        struct hash h[1 << 7];
        int up = level % 8;
        size_t n = (size_t)1 << up;
        if (level < 0 || level >= MERKLE_LEVELS) return ERR_INPUT;
        TRY(read_hashes(ctx, level - up, index << up, n, h));
        for (; n > 1; n /= 2)
                for (size_t i = 0; i < n / 2; i++) h[i] = merkle_join(&h[2 * i], &h[2 * i + 1]);
        *ret = h[0];
        return OK;
}

struct merkle_reader log_reader(struct store *st)
{
        return (struct merkle_reader){ .ctx = st, .node = read_node };
}

enum err log_checkpoint(struct store *st, struct zone z, struct checkpoint *ret, struct arena *a)
{
        struct log_head h = { .epoch = 0 };
        TRY(log_head(st, &h));
        if (h.tree.size == 0) return ERR_NOT_FOUND;
        if (!moment_is(h.at)) return ERR_CORRUPT;
        *ret = (struct checkpoint){
                .origin = str_printf(a, "%s/%" PRId64, h.origin, h.epoch),
                .epoch = h.epoch,
                .size = h.tree.size,
                .root = merkle_root(&h.tree),
                .day = day_of(h.at, z),
        };
        return OK;
}

/* The log as a writer and a reader use it. What verify finds is in test_verify.c. */
#include "log/log.h"

#include <sqlite3.h>

#include "log_events.h"

/* ---- appending
 * ---------------------------------------------------------------------------------- */

TEST(log_begins_empty)
{
        struct ground g;
        struct log_head h;
        struct checkpoint c;
        ground_init(&g);
        CHECK_OK(-1, log_head(g.st, &h));
        CHECK_INT(-1, h.tree.size, 0);
        CHECK(!moment_is(h.at) && h.origin[0] == '\0');
        CHECK_INT(-1, log_checkpoint(g.st, CHINA, &c, &g.a), ERR_NOT_FOUND);
        NEED(store_begin(g.st, STORE_WRITE) == OK);
        CHECK_OK(-1, log_load(&g.log, g.st));
        CHECK_OK(-1, log_flush(&g.log));
        CHECK_OK(-1, store_commit(g.st));
        CHECK_OK(-1, log_head(g.st, &h));
        CHECK(!moment_is(h.at));
        ground_done(&g);
}

static bool same_event(const struct event *x, const struct event *y)
{
        return x->seq == y->seq && x->epoch == y->epoch && x->at.ms == y->at.ms &&
               x->day.v == y->day.v && x->actor == y->actor && x->acting_for == y->acting_for &&
               str_eq(x->office, y->office) && x->via == y->via && x->cause == y->cause &&
               x->batch == y->batch && str_eq(x->ledger, y->ledger) && x->version == y->version &&
               x->record == y->record && x->duty == y->duty && x->round == y->round &&
               str_eq(x->step, y->step) && str_eq(x->result, y->result) &&
               hash_eq(&x->leaf, &y->leaf);
}

TEST(log_gives_back_what_was_appended)
{
        struct ground g;
        struct event e = nth_event(0), full = nth_event(3), got;
        ground_init(&g);
        full.cause = full.batch = full.version = 0;
        full.office = S("雨禾路街道");
        full.result = S("{\"汉\":[1,-2,{}]}");
        NEED(store_begin(g.st, STORE_WRITE) == OK);
        CHECK_OK(-1, log_load(&g.log, g.st));
        g.log.epoch = 4;
        CHECK_OK(-1, log_append(&g.log, &e));
        CHECK_OK(-1, log_append(&g.log, &full));
        CHECK_OK(-1, log_flush(&g.log));
        CHECK_OK(-1, store_commit(g.st));
        CHECK_STR(-1, e.result, "{}");
        CHECK_INT(-1, full.seq, 1);
        CHECK_INT(-1, full.epoch, 4);
        struct hash leaf = event_leaf(&full, &g.log.scratch);
        CHECK_MEM(-1, full.leaf.b, leaf.b, HASH_BYTES);
        CHECK_OK(-1, log_get(g.st, &g.a, 0, &got));
        CHECK(same_event(&got, &e));
        CHECK_OK(-1, log_get(g.st, &g.a, 1, &got));
        CHECK(same_event(&got, &full));
        CHECK_INT(-1, log_get(g.st, &g.a, 2, &got), ERR_NOT_FOUND);
        CHECK_INT(-1, log_get(g.st, &g.a, -1, &got), ERR_NOT_FOUND);
        ground_done(&g);
}

/* The tree of the stored leaves, built anew. */
static struct hash root_of_leaves(struct ground *g, int64_t size)
{
        struct frontier f = { .size = 0 };
        struct event e;
        for (int64_t i = 0; i < size; i++) {
                ASSERT(log_get(g->st, &g->a, i, &e) == OK);
                ASSERT(merkle_add(&f, &e.leaf, NULL, NULL) == OK);
        }
        return merkle_root(&f);
}

TEST(log_head_is_the_tree)
{
        static const int64_t to[] = { 1, 2, 255, 256, 257, 300, 511, 512, 600 };
        struct ground g;
        struct log_head h;
        ground_init(&g);
        for (size_t i = 0; i < LEN(to); i++) {
                append_to(&g, to[i]);
                struct hash want = root_of_leaves(&g, to[i]);
                CHECK_OK(i, log_head(g.st, &h));
                struct hash got = merkle_root(&h.tree);
                CHECK_INT(i, h.tree.size, to[i]);
                CHECK_MEM(i, got.b, want.b, HASH_BYTES);
                CHECK_INT(i, h.at.ms, nth_event(to[i] - 1).at.ms);
                CHECK_INT(i, ground_number(g.st, S("SELECT count(*) FROM node")), to[i] / 256);
        }
        struct event first;
        char hex[65];
        CHECK_OK(-1, log_get(g.st, &g.a, 0, &first));
        CHECK_STR(-1, str_sub(str_c(h.origin), 0, 8), "zhitong/");
        CHECK(str_eq(str_from(str_c(h.origin), 8), str_sub(hash_hex(&first.leaf, hex), 0, 16)));
        ground_done(&g);
}

TEST(log_checkpoint_signs_the_head)
{
        struct ground g;
        struct note_secret k;
        struct checkpoint c, back;
        struct str why;
        AUTO(buf_free) struct buf note = { .limit = NOTE_BYTES_MAX };
        unsigned char seed[32] = { 1 };
        ground_init(&g);
        append_to(&g, 300);
        CHECK_OK(-1, log_checkpoint(g.st, CHINA, &c, &g.a));
        CHECK_INT(-1, c.size, 300);
        CHECK_INT(-1, c.day.v, nth_event(299).day.v);
        struct hash want = root_of_leaves(&g, 300);
        CHECK_MEM(-1, c.root.b, want.b, HASH_BYTES);
        note_secret_make(seed, S("city"), &k);
        note_sign(&k, &c, &note);
        CHECK_OK(-1, note_parse(&g.a, buf_view(&note), &k.key, 1, &back, &why));
        CHECK(str_eq(back.origin, c.origin) && back.size == 300 && back.epoch == c.epoch);
        ground_done(&g);
}

/* ---- savepoints, other connections
 * -------------------------------------------------------------- */

TEST(log_undo_goes_back_with_the_savepoint)
{
        /* from, tried and undone, then appended: also over the edge of a stored node */
        static const struct {
                int64_t from, undone, then;
        } row[] = {
                { 0, 1, 1 },   { 0, 300, 3 },   { 10, 20, 5 }, { 250, 10, 3 },
                { 255, 1, 1 }, { 255, 260, 1 }, { 256, 1, 0 }, { 511, 2, 2 },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct ground g;
                struct log_head h;
                ground_init(&g);
                append_to(&g, row[i].from);
                NEED(store_begin(g.st, STORE_WRITE) == OK);
                CHECK_OK(i, log_load(&g.log, g.st));
                struct log_mark m = log_mark(&g.log);
                NEED(store_mark(g.st) == OK);
                for (int64_t k = 0; k < row[i].undone; k++) {
                        struct event e = nth_event(row[i].from + k);
                        e.actor = 77; /* another event than the one to come */
                        CHECK_OK(i, k % 10 ? log_append(&g.log, &e)
                                           : append_sealed(&g, &e, row[i].from + k));
                }
                CHECK_OK(i, log_flush(&g.log));
                g.log.epoch++;
                store_undo(g.st);
                log_undo(&g.log, &m);
                CHECK_INT(i, g.log.tree.size, row[i].from);
                CHECK_INT(i, g.log.epoch, 0);
                for (int64_t k = 0; k < row[i].then; k++)
                        CHECK_OK(i, append_nth(&g, row[i].from + k));
                CHECK_OK(i, log_flush(&g.log));
                CHECK_OK(i, store_commit(g.st));
                struct hash want = root_of_leaves(&g, row[i].from + row[i].then), got;
                CHECK_OK(i, log_head(g.st, &h));
                got = merkle_root(&h.tree);
                CHECK_MEM(i, got.b, want.b, HASH_BYTES);
                struct faults f;
                int64_t n;
                faults_init(&f, &g.a, LANG_EN);
                const struct log_verify_in in = { .st = g.st, .keys = g.keys, .zone = CHINA };
                CHECK_OK(i, log_verify(&in, &g.a, &f, &n));
                ground_done(&g);
                CHECK_ROW(i, unlink(ground_path(&g, "city.db")) == 0 &&
                                     unlink(ground_path(&g, "keys.db")) == 0);
                arena_done(&g.a);
        }
}

TEST(log_load_sees_what_others_wrote)
{
        struct ground g;
        struct store *st2 = NULL;
        struct log two = { .st = NULL };
        struct event e = nth_event(5);
        ground_init(&g);
        append_to(&g, 5);
        NEED(store_open(ground_path(&g, "city.db"), STORE_OPEN, &st2) == OK);
        NEED(store_begin(st2, STORE_WRITE) == OK);
        CHECK_OK(-1, log_load(&two, st2));
        CHECK_INT(-1, two.tree.size, 5);
        CHECK_OK(-1, log_append(&two, &e));
        CHECK_OK(-1, log_flush(&two));
        CHECK_OK(-1, store_commit(st2));
        /* the first one lost an event with a rollback: as many, but not the same */
        NEED(store_begin(g.st, STORE_WRITE) == OK);
        CHECK_OK(-1, log_load(&g.log, g.st));
        CHECK_INT(-1, g.log.tree.size, 6);
        CHECK_OK(-1, append_nth(&g, 7));
        store_rollback(g.st);
        NEED(store_begin(st2, STORE_WRITE) == OK);
        CHECK_OK(-1, log_load(&two, st2));
        e = nth_event(6);
        CHECK_OK(-1, log_append(&two, &e));
        CHECK_OK(-1, log_flush(&two));
        CHECK_OK(-1, store_commit(st2));
        append_to(&g, 8);
        struct hash want = root_of_leaves(&g, 8), got = merkle_root(&g.log.tree);
        CHECK_MEM(-1, got.b, want.b, HASH_BYTES);
        log_done(&two);
        store_close(&st2);
        ground_done(&g);
}

TEST(log_append_over_the_limit)
{
        struct ground g;
        struct event e = nth_event(0);
        ground_init(&g);
        char *p = arena_get(&g.a, EVENT_BYTES_MAX + 20, 1);
        memset(p, 'x', EVENT_BYTES_MAX + 20);
        memcpy(p, "{\"a\":\"", 6);
        memcpy(p + EVENT_BYTES_MAX, "\"}", 2);
        e.result = (struct str){ p, EVENT_BYTES_MAX + 2 };
        NEED(store_begin(g.st, STORE_WRITE) == OK);
        CHECK_OK(-1, log_load(&g.log, g.st));
        CHECK_INT(-1, log_append(&g.log, &e), ERR_LIMIT);
        CHECK_INT(-1, g.log.tree.size, 0);
        CHECK_OK(-1, append_nth(&g, 0));
        CHECK_OK(-1, log_flush(&g.log));
        CHECK_OK(-1, store_commit(g.st));
        ground_done(&g);
}

/* ---- append-only
 * -------------------------------------------------------------------------------- */

#define REST                                                                                        \
        ", epoch, at, day, actor, acting_for, office, via, cause, batch, ledger, version, record, " \
        "duty, round, step, result, leaf "

/* Through the store the authorizer refuses; past it, on a connection without our settings, the
 * triggers do (S1). */
TEST(log_events_cannot_be_changed)
{
        static const char *const sql[] = {
                "UPDATE event SET step = 'x' WHERE seq = 3",
                "UPDATE event SET seq = 99 WHERE seq = 3",
                "DELETE FROM event WHERE seq = 4",
                "DELETE FROM event",
                "INSERT OR REPLACE INTO event SELECT 3" REST "FROM event WHERE seq = 2",
                "REPLACE INTO event SELECT * FROM event WHERE seq = 4",
                "INSERT INTO event SELECT 9" REST "FROM event WHERE seq = 2",
                "UPDATE OR REPLACE event SET seq = 3 WHERE seq = 4",
        };
        struct ground g;
        sqlite3 *db = NULL;
        ground_init(&g);
        append_to(&g, 5);
        NEED(sqlite3_open(ground_path(&g, "city.db"), &db) == SQLITE_OK);
        for (size_t i = 0; i < LEN(sql); i++) {
                CHECK_ROW(i, ground_run(g.st, str_c(sql[i])) != OK);
                CHECK_INT(i, sqlite3_exec(db, sql[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
                CHECK_INT(i, ground_number(g.st, S("SELECT count(*) FROM event")), 5);
        }
        (void)sqlite3_close(db);
        ground_done(&g);
}

/* ---- reading
 * ------------------------------------------------------------------------------------ */

TEST(log_read_ranges)
{
        static const struct {
                int64_t from, to, record, n, first;
        } row[] = {
                { 0, INT64_MAX, 0, 120, 0 }, { 0, 0, 0, 0, 0 },         { 5, 8, 0, 3, 5 },
                { 119, 500, 0, 1, 119 },     { 120, 500, 0, 0, 0 },     { 0, 500, 7, 3, 7 },
                { 8, 500, 7, 2, 57 },        { 0, 57, 7, 1, 7 },        { 0, 500, 49, 2, 49 },
                { 0, 500, 77, 0, 0 },        { INT64_MIN, 2, 0, 2, 0 },
        };
        struct ground g;
        ground_init(&g);
        append_to(&g, 120);
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(log_read_done) struct log_cursor *c = NULL;
                enum err err = ERR_IO;
                struct event e;
                int64_t n = 0, last = -1;
                CHECK_OK(i, log_read(g.st, &g.a, row[i].from, row[i].to, row[i].record, &c));
                while (log_next(c, &g.a, &e, &err)) {
                        if (n == 0) CHECK_INT(i, e.seq, row[i].first);
                        CHECK_ROW(i, e.seq > last && (!row[i].record || e.record == row[i].record));
                        struct event want;
                        if (row[i].record) { /* beside an open cursor */
                                CHECK_OK(i, log_get(g.st, &g.a, e.seq, &want));
                                CHECK_ROW(i, same_event(&e, &want));
                        }
                        last = e.seq;
                        n++;
                }
                CHECK_OK(i, err);
                CHECK_INT(i, n, row[i].n);
        }
        ground_done(&g);
}

TEST(log_read_of_a_record_uses_its_index)
{
        struct ground g;
        ground_init(&g);
        AUTO(stmt_done) struct stmt *s = NULL;
        NEED(store_stmt(g.st,
                        S("EXPLAIN QUERY PLAN SELECT * FROM event WHERE record = $3 AND record > 0 "
                          "AND "
                          "seq >= $1 AND seq < $2 ORDER BY seq"),
                        &s) == OK);
        NEED(stmt_step(s) == ROW_GOT);
        struct str plan = col_text(s, &g.a, 3);
        size_t at;
        CHECK(str_find(plan, S("USING INDEX event_record (record=? AND rowid>? AND rowid<?)"),
                       &at));
        CHECK(stmt_step(s) == ROW_NONE); /* no sorting */
        stmt_done(&s);
        ground_done(&g);
}

/* Proofs from the stored tree: events, nodes of level 8, and what lies between. */
TEST(log_proofs_from_the_stored_tree)
{
        static const uint64_t size[] = { 1, 2, 255, 256, 257, 512, 599, 600 };
        struct ground g;
        struct merkle_proof p;
        ground_init(&g);
        append_to(&g, 600);
        struct merkle_reader r = log_reader(g.st);
        for (size_t i = 0; i < LEN(size); i++) {
                struct hash root, want = root_of_leaves(&g, (int64_t)size[i]);
                CHECK_OK(i, merkle_root_at(&r, size[i], &root));
                CHECK_MEM(i, root.b, want.b, HASH_BYTES);
                for (uint64_t k = 0; k < size[i]; k += 1 + size[i] / 9) {
                        struct event e;
                        CHECK_OK(i, log_get(g.st, &g.a, (int64_t)k, &e));
                        CHECK_OK(i, merkle_inclusion(&r, k, size[i], &p));
                        CHECK_ROW(i, merkle_included(&e.leaf, k, size[i], &p, &root));
                }
                for (size_t k = 0; k <= i; k++) {
                        struct hash from;
                        CHECK_OK(i, merkle_root_at(&r, size[k], &from));
                        CHECK_OK(i, merkle_consistency(&r, size[k], size[i], &p));
                        CHECK_ROW(i, merkle_consistent(size[k], size[i], &from, &root, &p));
                }
        }
        struct hash h;
        CHECK_INT(-1, merkle_root_at(&r, 601, &h), ERR_NOT_FOUND);
        CHECK_INT(-1, merkle_root_at(&r, 1024, &h), ERR_NOT_FOUND);
        ground_done(&g);
}

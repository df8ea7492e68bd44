/* Logs forged with care: what fits itself is found by the order of events, by the head, or only
 * by an older checkpoint or anchor. */
#include "log_tamper.h"

/* ---- forged trees: everything fits, but the order, or an older checkpoint or anchor
 * --------------- */

static struct checkpoint checkpoint_at(struct ground *g, uint64_t size)
{
        struct checkpoint c;
        struct merkle_reader r = log_reader(g->st);
        ASSERT(log_checkpoint(g->st, CHINA, &c, &g->a) == OK);
        ASSERT(merkle_root_at(&r, size, &c.root) == OK);
        c.size = size;
        return c;
}

TEST(verify_forged_tree)
{
        static const struct {
                const char *sql[3];
                uint64_t since; /* 0 = none */
                const char *code, *where;
                size_t n;
        } row[] = {
                { { "DELETE FROM node WHERE 0" }, 0, "none", "none", 0 },
                { { "DELETE FROM node WHERE 0" }, 600, "none", "none", 0 },
                { { "UPDATE event SET step = 'x' WHERE seq = 17" }, 0, "none", "none", 0 },
                { { "UPDATE event SET step = 'x' WHERE seq = 17" }, 17, "none", "none", 0 },
                { { "UPDATE event SET step = 'x' WHERE seq = 17" },
                  18,
                  "log.since",
                  "epoch 0 size 18",
                  1 },
                { { "UPDATE event SET step = 'x' WHERE seq = 17" },
                  256,
                  "log.since",
                  "epoch 0 size 256",
                  1 },
                { { "UPDATE event SET step = 'x' WHERE seq = 17" },
                  600,
                  "log.since",
                  "epoch 0 size 600",
                  1 },
                { { "UPDATE event SET step = 'x' WHERE seq = 599" }, 599, "none", "none", 0 },
                { { "UPDATE event SET step = 'x' WHERE seq = 599" },
                  600,
                  "log.since",
                  "epoch 0 size 600",
                  1 },
                { { "UPDATE event SET step = 'x' WHERE seq = 0" }, 300, "log.since", "origin", 1 },
                { { "UPDATE event SET at = at - 60001 WHERE seq = 17" }, 0, "log.at", "seq 17", 1 },
                { { "UPDATE event SET at = at + 60001 WHERE seq = 17" }, 0, "log.at", "seq 18", 1 },
                { { "UPDATE event SET day = day + 1 WHERE seq = 17" }, 0, "log.day", "seq 17", 1 },
                { { "UPDATE event SET day = day - 300 WHERE seq = 17" }, 0, "none", "none", 0 },
                { { "UPDATE event SET epoch = 1 WHERE seq = 17" }, 0, "log.epoch", "seq 18", 1 },
                { { "UPDATE event SET epoch = 1 WHERE seq >= 17" }, 0, "none", "none", 0 },
                /* a text: the commitment replaced with another one */
                { { "UPDATE event SET result = replace(result, '\"seal\":\"', '\"seal\":\"00') "
                    "WHERE seq = 20" },
                  0,
                  "seal.stray",
                  "seq 20 text",
                  2 },
                { { "UPDATE event SET result = '{}' WHERE seq = 20" },
                  0,
                  "seal.stray",
                  "seq 20 text",
                  2 },
        };
        struct ground g;
        ground_init(&g);
        append_to(&g, SIZE);
        for (size_t i = 0; i < LEN(row); i++) {
                struct checkpoint c = checkpoint_at(&g, row[i].since ? row[i].since : 1);
                const char *path = tampered(&g, row[i].sql, true);
                struct found r = verify(&g, path, row[i].since ? &c : NULL, NULL, g.keys);
                CHECK_STR(i, str_c(r.code), row[i].code);
                CHECK_STR(i, r.where, row[i].where);
                CHECK_INT(i, r.n, row[i].n);
                if (!row[i].since) continue;
                struct anchor x = { c.epoch, c.size, c.root };
                r = verify(&g, path, NULL, &x, g.keys);
                CHECK_INT(i, r.n != 0, row[i].n != 0); /* the anchor tells the same */
                if (r.n) CHECK_STR(i, str_c(r.code), "log.anchor");
        }
        ground_done(&g);
}

/* An event and its own leaf reckoned anew, but nothing above it. */
TEST(verify_forged_leaf)
{
        static const struct {
                int64_t seq;
                const char *code, *where;
                size_t n;
        } row[] = {
                { 17, "log.node", "node 8/0", 2 }, /* the head, too, knows of that node */
                { 300, "log.node", "node 8/1", 2 },
                { 520, "log.head", "head", 1 },
                { 599, "log.head", "head", 1 },
        };
        static const char *const none[3] = { "DELETE FROM node WHERE 0" };
        struct ground g;
        ground_init(&g);
        append_to(&g, SIZE);
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(buf_free) struct buf b = { .limit = EVENT_BYTES_MAX };
                const char *path = tampered(&g, none, false);
                struct str guard[8];
                struct store *st = NULL;
                struct event e;
                NEED(store_open(path, STORE_OPEN, &st) == OK);
                store_allow_tamper(st);
                size_t n = guard_texts(&g, st, guard);
                NEED(store_begin(st, STORE_WRITE) == OK);
                drop_guards(st);
                CHECK_OK(i, log_get(st, &g.a, row[i].seq, &e));
                e.actor = 4711;
                struct hash leaf = event_leaf(&e, &b);
                char sql[100];
                (void)snprintf(sql, sizeof sql, "UPDATE event SET actor = 4711 WHERE seq = %d",
                               (int)e.seq);
                CHECK_OK(i, store_exec(st, str_c(sql)));
                CHECK_OK(i, forge_leaf(st, &e, &leaf));
                for (size_t k = 0; k < n; k++) CHECK_OK(i, store_exec(st, guard[k]));
                CHECK_OK(i, store_commit(st));
                store_close(&st);
                struct found r = verify(&g, path, NULL, NULL, g.keys);
                CHECK_STR(i, str_c(r.code), row[i].code);
                CHECK_STR(i, r.where, row[i].where);
                CHECK_INT(i, r.n, row[i].n);
        }
        ground_done(&g);
}

/* ---- checkpoints and anchors
 * ---------------------------------------------------------------------- */

TEST(verify_accepts_every_older_checkpoint)
{
        static const uint64_t size[] = { 1, 2, 17, 255, 256, 257, 511, 512, 513, 599, 600 };
        struct ground g;
        ground_init(&g);
        append_to(&g, SIZE);
        for (size_t i = 0; i < LEN(size); i++) {
                struct checkpoint c = checkpoint_at(&g, size[i]);
                struct anchor x = { c.epoch, c.size, c.root };
                struct found r = verify(&g, ground_path(&g, "city.db"), &c, &x, g.keys);
                CHECK_OK(i, r.err);
                CHECK_INT(i, r.events, SIZE);
        }
        ground_done(&g);
}

TEST(verify_refuses_other_checkpoints)
{
        struct ground g;
        ground_init(&g);
        append_to(&g, SIZE);
        struct checkpoint good = checkpoint_at(&g, 300), c[7];
        static const char *const where[] = { "epoch 0 size 300", "epoch 0 size 601",
                                             "epoch 1 size 300", "epoch 0 size 299",
                                             "origin",           "origin",
                                             "epoch 0 size 0" };
        for (size_t i = 0; i < LEN(c); i++) c[i] = good;
        c[0].root.b[31] ^= 1;
        c[1].size = 601;
        c[2].epoch = 1;
        c[3].size = 299;
        c[4].origin = S("zhitong/0000000000000000/0");
        c[5].origin = str_sub(good.origin, 0, good.origin.n - 2);
        c[6].size = 0;
        for (size_t i = 0; i < LEN(c); i++) {
                struct found r = verify(&g, ground_path(&g, "city.db"), &c[i], NULL, g.keys);
                CHECK_STR(i, str_c(r.code), "log.since");
                CHECK_STR(i, r.where, where[i]);
                CHECK_INT(i, r.n, 1);
        }
        ground_done(&g);
}

/* The whole file replaced by an older copy of itself: only the anchor, or a checkpoint, can tell.
 * */
TEST(verify_older_copy)
{
        struct ground g;
        struct log_head h;
        struct anchor x;
        ground_init(&g);
        append_to(&g, 300);
        CHECK_OK(-1, store_copy(g.st, ground_path(&g, "old.db")));
        append_to(&g, SIZE);
        CHECK_OK(-1, log_head(g.st, &h));
        x = (struct anchor){ h.epoch, h.tree.size, merkle_root(&h.tree) };
        struct checkpoint c = checkpoint_at(&g, SIZE);
        CHECK_INT(-1, verify(&g, ground_path(&g, "city.db"), &c, &x, g.keys).n, 0);
        CHECK_INT(-1, verify(&g, ground_path(&g, "old.db"), NULL, NULL, g.keys).n, 0);
        struct found r = verify(&g, ground_path(&g, "old.db"), NULL, &x, g.keys);
        CHECK_STR(-1, str_c(r.code), "log.anchor");
        CHECK_STR(-1, r.where, "epoch 0 size 600");
        r = verify(&g, ground_path(&g, "old.db"), &c, NULL, g.keys);
        CHECK_STR(-1, str_c(r.code), "log.since");
        CHECK_INT(-1, r.events, 300);
        ground_done(&g);
}

/* A restore from a backup of 300 events goes on in a new epoch (I5). */
TEST(verify_over_epochs)
{
        struct ground g, r;
        struct found got;
        ground_init(&g);
        append_to(&g, 300);
        CHECK_OK(-1, store_copy(g.st, ground_path(&g, "restored.db")));
        append_to(&g, SIZE);
        struct checkpoint within = checkpoint_at(&g, 250), edge = checkpoint_at(&g, 300);
        struct checkpoint lost = checkpoint_at(&g, 301);
        struct anchor stale = { 0, 301, lost.root };
        r = g;
        r.log = (struct log){ .st = NULL };
        const char *path = ground_path(&g, "restored.db");
        NEED(store_open(path, STORE_OPEN, &r.st) == OK);
        NEED(store_begin(r.st, STORE_WRITE) == OK);
        CHECK_OK(-1, log_load(&r.log, r.st));
        r.log.epoch++;
        for (int64_t i = 400; i < 450; i++) {
                struct event e = nth_event(i);
                e.cause = e.batch = -1;
                CHECK_OK(-1, log_append(&r.log, &e));
        }
        CHECK_OK(-1, log_flush(&r.log));
        CHECK_OK(-1, store_commit(r.st));
        log_done(&r.log);
        struct checkpoint now = checkpoint_at(&r, 350);
        store_close(&r.st);
        CHECK_INT(-1, now.epoch, 1);
        CHECK_INT(0, verify(&g, path, NULL, NULL, g.keys).n, 0);
        CHECK_INT(1, verify(&g, path, &within, NULL, g.keys).n, 0);
        CHECK_INT(2, verify(&g, path, &edge, NULL, g.keys).n, 0);
        CHECK_INT(3, verify(&g, path, &now, NULL, g.keys).n, 0);
        got = verify(&g, path, &lost, &stale, g.keys);
        CHECK_STR(4, str_c(got.code), "log.restored");
        CHECK_STR(4, got.where, "epoch 0 size 301");
        CHECK_INT(4, got.n, 2);
        got = verify(&g, ground_path(&g, "city.db"), &now, NULL,
                     g.keys); /* the lost one put back */
        CHECK_STR(5, str_c(got.code), "log.since");
        within.root.b[0] ^= 1;
        got = verify(&g, path, &within, NULL, g.keys);
        CHECK_STR(6, str_c(got.code), "log.since");
        ground_done(&g);
}

/* ---- a log with a node of level 16
 * ------------------------------------------------------------------ */

#define MANY 65800 /* 2^16 + 2^8 + 8 */

static void append_many(struct ground *g)
{
        ASSERT(store_begin(g->st, STORE_WRITE) == OK);
        ASSERT(log_load(&g->log, g->st) == OK);
        for (int64_t i = 0; i < MANY; i++) {
                struct event e = nth_event(i);
                ASSERT(log_append(&g->log, &e) == OK);
        }
        ASSERT(log_flush(&g->log) == OK);
        ASSERT(store_commit(g->st) == OK);
}

TEST(verify_upper_nodes)
{
        static const struct {
                const char *sql[3], *where;
                size_t n;
        } row[] = {
                { { "DELETE FROM node WHERE 0" }, "none", 0 },
                { { "UPDATE node SET hash = zeroblob(32) WHERE level = 16" }, "node 16/0", 1 },
                { { "DELETE FROM node WHERE level = 16" }, "node 16/0", 1 },
                { { "UPDATE node SET hash = zeroblob(32) WHERE level = 8 AND idx = 0" },
                  "node 8/0",
                  1 },
                { { "UPDATE node SET hash = zeroblob(32) WHERE level = 8 AND idx = 255" },
                  "node 8/255",
                  1 },
                { { "UPDATE node SET hash = zeroblob(32) WHERE level = 8 AND idx = 256" },
                  "node 8/256",
                  1 },
                { { "UPDATE node SET idx = 1 WHERE level = 16" }, "node 16/0", 2 },
                { { "UPDATE head SET frontier = CAST(substr(frontier, 1, 95) || x'07' AS BLOB)" },
                  "head",
                  1 },
                /* where events are missing, their stored node stands in; the missing trigger is
                 * one more */
                { { "DROP TRIGGER event_no_delete",
                    "DELETE FROM event WHERE seq BETWEEN 1000 AND 2000" },
                  "event_no_delete",
                  2 },
                { { "DROP TRIGGER event_no_delete",
                    "DELETE FROM event WHERE seq BETWEEN 1000 AND 2000",
                    "DELETE FROM node WHERE level = 8 AND idx = 5" },
                  "event_no_delete",
                  3 },
                { { "DROP TRIGGER event_no_delete",
                    "DELETE FROM event WHERE seq BETWEEN 1000 AND 2000",
                    "UPDATE node SET hash = zeroblob(32) WHERE level = 8 AND idx = 5" },
                  "event_no_delete",
                  4 },
        };
        struct ground g;
        ground_init(&g);
        append_many(&g);
        store_allow_tamper(g.st);
        for (size_t i = 0; i < LEN(row); i++) {
                const struct log_verify_in in = { .st = g.st, .zone = CHINA };
                struct faults f;
                int64_t events;
                faults_init(&f, &g.a, LANG_EN);
                NEED(store_begin(g.st, STORE_WRITE) == OK && store_mark(g.st) == OK);
                for (size_t k = 0; k < 3 && row[i].sql[k]; k++)
                        CHECK_OK(i, store_exec(g.st, str_c(row[i].sql[k])));
                CHECK_INT(i, log_verify(&in, &g.a, &f, &events), row[i].n ? ERR_CORRUPT : OK);
                CHECK_STR(i, f.first ? f.first->where : S("none"), row[i].where);
                CHECK_INT(i, f.n, row[i].n);
                store_undo(g.st);
                store_rollback(g.st);
        }
        ground_done(&g);
}

TEST(verify_proofs_over_upper_nodes)
{
        static const uint64_t size[] = { 1, 300, 65535, 65536, 65537, MANY };
        struct ground g;
        struct merkle_proof p;
        struct hash root[LEN(size)];
        struct event e;
        ground_init(&g);
        append_many(&g);
        struct merkle_reader r = log_reader(g.st);
        struct hash head = merkle_root(&g.log.tree);
        for (size_t i = 0; i < LEN(size); i++) {
                CHECK_OK(i, merkle_root_at(&r, size[i], &root[i]));
                for (size_t k = 0; k <= i; k++) {
                        uint64_t index = size[k] - 1;
                        CHECK_OK(i, merkle_consistency(&r, size[k], size[i], &p));
                        CHECK_ROW(i, merkle_consistent(size[k], size[i], &root[k], &root[i], &p));
                        CHECK_OK(i, merkle_inclusion(&r, index, size[i], &p));
                        CHECK_OK(i, log_get(g.st, &g.a, (int64_t)index, &e));
                        CHECK_ROW(i, merkle_included(&e.leaf, index, size[i], &p, &root[i]));
                }
        }
        CHECK_MEM(-1, root[LEN(size) - 1].b, head.b, HASH_BYTES);
        ground_done(&g);
}

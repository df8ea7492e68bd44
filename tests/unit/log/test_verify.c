/* What log_verify finds: each tampering, in a copy of one log of 600 events (two full tiles of
 * 256 and a tail of 88), must be named by its code and place, and nothing else must be blamed. */
#include <sqlite3.h>

#include "log_tamper.h"

/* ---- the table
 * ---------------------------------------------------------------------------------- */

#define CONTENT "content of event"
#define LEAF    "leaf of event"

static const struct {
        const char *sql[3];
        const char *code, *where;
        const char *text; /* a part of the English sentence, or NULL */
        size_t n;         /* findings in all */
} tamper[] = {
        { { "DELETE FROM node WHERE 0" }, "none", "none", NULL, 0 },
        /* one value of one event */
        { { "UPDATE event SET step = 'assigm' WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET step = '' WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET epoch = 1 WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET at = at + 1 WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET at = at + 99999999 WHERE seq = 17" },
          "log.leaf",
          "seq 17",
          CONTENT,
          1 },
        { { "UPDATE event SET day = day - 1 WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET actor = 0 WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET acting_for = 1 WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET office = 'yuhe ' WHERE seq = 17" },
          "log.leaf",
          "seq 17",
          CONTENT,
          1 },
        { { "UPDATE event SET via = 0 WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET cause = 3 WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET batch = 3 WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET ledger = '' WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET version = -1 WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET record = 18 WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET duty = 0 WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET round = 2 WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET result = '{}' WHERE seq = 17" }, "log.leaf", "seq 17", CONTENT, 1 },
        { { "UPDATE event SET step = 'x' WHERE seq = 0" }, "log.leaf", "seq 0", CONTENT, 1 },
        { { "UPDATE event SET step = 'x' WHERE seq = 255" }, "log.leaf", "seq 255", CONTENT, 1 },
        { { "UPDATE event SET step = 'x' WHERE seq = 256" }, "log.leaf", "seq 256", CONTENT, 1 },
        { { "UPDATE event SET step = 'x' WHERE seq = 550" }, "log.leaf", "seq 550", CONTENT, 1 },
        { { "UPDATE event SET step = 'x', at = at + 5 WHERE seq = 599" },
          "log.leaf",
          "seq 599",
          CONTENT,
          1 },
        { { "UPDATE event SET step = 'x' WHERE seq BETWEEN 250 AND 259" },
          "log.leaf",
          "seq 250",
          CONTENT,
          10 },
        /* with a text: the commitment changed, its text is not blamed */
        { { "UPDATE event SET result = replace(result, '0', '1') WHERE seq = 20" },
          "log.leaf",
          "seq 20",
          CONTENT,
          1 },
        /* the stored leaf */
        { { "UPDATE event SET leaf = CAST(substr(leaf, 1, 31) || x'07' AS BLOB) WHERE seq = 17" },
          "log.leaf",
          "seq 17",
          LEAF,
          1 },
        { { "UPDATE event SET leaf = CAST(substr(leaf, 1, 31) || x'07' AS BLOB) WHERE seq = 599" },
          "log.leaf",
          "seq 599",
          LEAF,
          1 },
        { { "UPDATE event SET leaf = zeroblob(32) WHERE seq = 17" },
          "log.leaf",
          "seq 17",
          LEAF,
          1 },
        { { "UPDATE event SET leaf = x'' WHERE seq = 17" }, "log.value", "seq 17", NULL, 1 },
        { { "UPDATE event SET leaf = zeroblob(33) WHERE seq = 599" },
          "log.value",
          "seq 599",
          NULL,
          1 },
        /* values no event can have */
        { { "UPDATE event SET result = '{},\"round\":1', round = 0 WHERE seq = 17" },
          "log.value",
          "seq 17",
          NULL,
          1 },
        { { "UPDATE event SET day = 4294967296 + day WHERE seq = 17" },
          "log.value",
          "seq 17",
          NULL,
          1 },
        { { "UPDATE event SET via = 6 WHERE seq = 17" }, "log.value", "seq 17", NULL, 1 },
        { { "UPDATE event SET via = via + 4294967296 WHERE seq = 17" },
          "log.value",
          "seq 17",
          NULL,
          1 },
        { { "UPDATE event SET cause = 17 WHERE seq = 17" }, "log.value", "seq 17", NULL, 1 },
        { { "UPDATE event SET actor = -1 WHERE seq = 17" }, "log.value", "seq 17", NULL, 1 },
        { { "UPDATE event SET at = 9223372036854775807 WHERE seq = 17" },
          "log.value",
          "seq 17",
          NULL,
          1 },
        { { "UPDATE event SET office = CAST(x'ff' AS TEXT) WHERE seq = 17" },
          "log.value",
          "seq 17",
          NULL,
          1 },
        { { "UPDATE event SET result = '' WHERE seq = 20" }, "log.value", "seq 20", NULL, 1 },
        /* order: two swapped, one moved below zero or far away */
        { { "UPDATE event SET seq = 9000 WHERE seq = 17",
            "UPDATE event SET seq = 17 WHERE seq = 18",
            "UPDATE event SET seq = 18 WHERE seq = 9000" },
          "log.leaf",
          "seq 17",
          NULL,
          2 },
        { { "UPDATE event SET seq = -1 WHERE seq = 17" }, "log.value", "seq -1", NULL, 2 },
        { { "INSERT INTO event SELECT -7, epoch, at, day, actor, acting_for, office, via, cause, "
            "batch, "
            "ledger, version, record, duty, round, step, result, leaf FROM event WHERE seq = 5" },
          "log.value",
          "seq -7",
          NULL,
          1 },
        /* deleted */
        { { "DELETE FROM event WHERE seq = 17" }, "log.missing", "seq 17", NULL, 1 },
        { { "DELETE FROM event WHERE seq = 20" }, "log.missing", "seq 20", NULL, 1 },
        { { "DELETE FROM event WHERE seq = 0" }, "log.missing", "seq 0", NULL, 1 },
        { { "DELETE FROM event WHERE seq BETWEEN 100 AND 400" },
          "log.missing",
          "seq 100-400",
          NULL,
          1 },
        { { "DELETE FROM event WHERE seq < 512" }, "log.missing", "seq 0-511", NULL, 1 },
        { { "DELETE FROM event WHERE seq IN (3, 5, 300, 580)" }, "log.missing", "seq 3", NULL, 4 },
        { { "DELETE FROM event WHERE seq = 599" }, "log.missing", "seq 599", NULL, 1 },
        { { "DELETE FROM event WHERE seq >= 500" }, "log.missing", "seq 500-599", NULL, 1 },
        { { "DELETE FROM event" }, "log.missing", "seq 0-599", NULL, 1 },
        /* deleted and changed at once: both are named */
        { { "DELETE FROM event WHERE seq = 17", "UPDATE event SET step = 'x' WHERE seq = 30" },
          "log.missing",
          "seq 17",
          NULL,
          2 },
        /* appended past the head */
        { { "INSERT INTO event SELECT 600, epoch, at, day, actor, acting_for, office, via, cause, "
            "batch, "
            "ledger, version, record, duty, round, step, result, leaf FROM event WHERE seq = 599" },
          "log.leaf",
          "seq 600",
          NULL,
          2 },
        { { "INSERT INTO event SELECT 1000000000000, epoch, at, day, actor, acting_for, office, "
            "via, "
            "cause, batch, ledger, version, record, duty, round, step, result, leaf FROM event "
            "WHERE seq = 599" },
          "log.missing",
          "seq 600-999999999999",
          NULL,
          1 },
        /* nodes */
        { { "UPDATE node SET hash = CAST(substr(hash, 1, 31) || x'07' AS BLOB) WHERE idx = 0" },
          "log.node",
          "node 8/0",
          NULL,
          1 },
        { { "UPDATE node SET hash = zeroblob(32) WHERE idx = 1" },
          "log.node",
          "node 8/1",
          NULL,
          1 },
        { { "UPDATE node SET hash = x'' WHERE idx = 1" }, "log.node", "node 8/1", NULL, 1 },
        { { "DELETE FROM node WHERE idx = 0" }, "log.node", "node 8/0", "missing", 1 },
        { { "DELETE FROM node" }, "log.node", "node 8/0", "missing", 2 },
        { { "UPDATE node SET idx = 2 WHERE idx = 1" }, "log.node", "node 8/1", NULL, 2 },
        { { "INSERT INTO node VALUES (8, 2, zeroblob(32))" },
          "log.node",
          "node 8/2",
          "too many",
          1 },
        { { "INSERT INTO node VALUES (16, 0, zeroblob(32))" },
          "log.node",
          "node 16/0",
          "too many",
          1 },
        { { "INSERT INTO node VALUES (7, 0, zeroblob(32))" },
          "log.node",
          "node 7/0",
          "too many",
          1 },
        { { "INSERT INTO node VALUES (-8, 0, zeroblob(32))" },
          "log.node",
          "node -8/0",
          "too many",
          1 },
        { { "INSERT INTO node VALUES (8, -1, zeroblob(32))" },
          "log.node",
          "node 8/-1",
          "too many",
          1 },
        /* with the leaf of another event */
        { { "UPDATE event SET step = (SELECT step FROM event WHERE seq = 18), "
            "leaf = (SELECT leaf FROM event WHERE seq = 18) WHERE seq = 17" },
          "log.leaf",
          "seq 17",
          NULL,
          1 },
        /* head: 596 and 616 have as many bits set as 600 */
        { { "UPDATE head SET size = 599" }, "log.head", "head", "missing or damaged", 1 },
        { { "UPDATE head SET size = 596" }, "log.head", "head", "size", 1 },
        { { "UPDATE head SET size = 616" }, "log.missing", "seq 600-615", NULL, 1 },
        { { "UPDATE head SET size = -1" }, "log.head", "head", "missing or damaged", 1 },
        { { "UPDATE head SET epoch = 1" }, "log.head", "head", "epoch", 1 },
        { { "UPDATE head SET at = at + 1" }, "log.head", "head", "time", 1 },
        { { "UPDATE head SET at = NULL" }, "log.head", "head", "time", 1 },
        { { "UPDATE head SET origin = 'zhitong/0000000000000000'" },
          "log.head",
          "head",
          "origin",
          1 },
        { { "UPDATE head SET origin = ''" }, "log.head", "head", "origin", 1 },
        { { "UPDATE head SET frontier = CAST(x'07' || substr(frontier, 2) AS BLOB)" },
          "log.head",
          "head",
          "frontier",
          1 },
        { { "UPDATE head SET frontier = CAST(substr(frontier, 1, 127) || x'07' AS BLOB)" },
          "log.head",
          "head",
          "frontier",
          1 },
        { { "UPDATE head SET frontier = x''" }, "log.head", "head", "missing or damaged", 1 },
        { { "DELETE FROM head" }, "log.head", "head", "missing or damaged", 1 },
        /* texts */
        { { "UPDATE sealed SET cipher = CAST(substr(cipher, 1, length(cipher) - 1) || x'07' AS "
            "BLOB) "
            "WHERE seq = 20 AND field = 'title'" },
          "seal.open",
          "seq 20 title",
          NULL,
          1 },
        { { "UPDATE sealed SET cipher = x'' WHERE seq = 20 AND field = 'text'" },
          "seal.open",
          "seq 20 text",
          NULL,
          1 },
        { { "DELETE FROM sealed WHERE seq = 20 AND field = 'title'" },
          "seal.missing",
          "seq 20",
          "1 comm",
          1 },
        { { "DELETE FROM sealed WHERE seq = 20" }, "seal.missing", "seq 20", "2 comm", 1 },
        { { "DELETE FROM sealed WHERE seq = 590" }, "seal.missing", "seq 590", NULL, 1 },
        { { "DELETE FROM sealed WHERE seq = 50" },
          "seal.missing",
          "seq 50",
          NULL,
          1 }, /* of an account */
        { { "UPDATE sealed SET field = 'a' WHERE seq = 20 AND field = 'text'",
            "UPDATE sealed SET field = 'text' WHERE seq = 20 AND field = 'title'",
            "UPDATE sealed SET field = 'title' WHERE seq = 20 AND field = 'a'" },
          "seal.open",
          "seq 20 text",
          NULL,
          2 },
        { { "UPDATE sealed SET cipher = (SELECT cipher FROM sealed WHERE seq = 30) WHERE seq = 10" },
          "seal.open",
          "seq 10 text",
          NULL,
          1 },
        { { "UPDATE sealed SET seq = 31 WHERE seq = 30" }, "seal.missing", "seq 30", NULL, 3 },
        { { "UPDATE sealed SET subject = 31 WHERE seq = 30" },
          "seal.open",
          "seq 30 text",
          NULL,
          1 },
        { { "UPDATE sealed SET subject = -99 WHERE seq = 30" },
          "seal.key",
          "seq 30 text",
          NULL,
          1 },
        { { "INSERT INTO sealed SELECT 700, subject, field, cipher FROM sealed WHERE seq = 30" },
          "seal.stray",
          "seq 700 text",
          NULL,
          1 },
        { { "INSERT INTO sealed SELECT -1, subject, field, cipher FROM sealed WHERE seq = 30" },
          "seal.stray",
          "seq -1 text",
          NULL,
          1 },
        { { "INSERT INTO sealed SELECT 30, subject, CAST(x'ff' AS TEXT), cipher FROM sealed "
            "WHERE seq = 30" },
          "seal.open",
          "seq 30 ?",
          NULL,
          2 },
        { { "DELETE FROM sealed" }, "seal.missing", "seq 0", NULL, SIZE / 10 },
};

TEST(verify_names_each_tampering)
{
        struct ground g;
        ground_init(&g);
        append_to(&g, SIZE);
        for (size_t i = 0; i < LEN(tamper); i++) {
                size_t at;
                struct found r = verify(&g, tampered(&g, tamper[i].sql, false), NULL, NULL, g.keys);
                CHECK_STR(i, str_c(r.code), tamper[i].code);
                CHECK_STR(i, r.where, tamper[i].where);
                CHECK_INT(i, r.n, tamper[i].n);
                CHECK_INT(i, r.err, tamper[i].n ? ERR_CORRUPT : OK);
                if (tamper[i].text) CHECK_ROW(i, str_find(r.text, str_c(tamper[i].text), &at));
        }
        ground_done(&g);
}

/* The same, for somebody without the keys: the log is verified all the same. */
TEST(verify_without_keys)
{
        static const char *const sealed[3] = { "DELETE FROM sealed" };
        static const char *const event[3] = { "DELETE FROM event WHERE seq = 17" };
        struct ground g;
        ground_init(&g);
        append_to(&g, SIZE);
        CHECK_INT(-1, verify(&g, tampered(&g, sealed, false), NULL, NULL, NULL).n, 0);
        CHECK_STR(-1, verify(&g, tampered(&g, event, false), NULL, NULL, NULL).where, "seq 17");
        ground_done(&g);
}

TEST(verify_sees_missing_guards)
{
        static const char *const guard[] = { "event_no_update", "event_no_delete", "event_dense" };
        struct ground g;
        ground_init(&g);
        append_to(&g, 3);
        for (size_t i = 0; i < LEN(guard); i++) {
                sqlite3 *db = NULL;
                const char *path = ground_path(&g, guard[i]);
                char sql[200];
                CHECK_OK(i, store_copy(g.st, path));
                NEED(sqlite3_open(path, &db) == SQLITE_OK);
                (void)snprintf(sql, sizeof sql, "DROP TRIGGER %s", guard[i]);
                CHECK_INT(i, sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
                struct found r = verify(&g, path, NULL, NULL, g.keys);
                CHECK_STR(i, str_c(r.code), "log.guard");
                CHECK_STR(i, r.where, guard[i]);
                CHECK_INT(i, r.n, 1);
                (void)snprintf(sql, sizeof sql,
                               "CREATE TRIGGER %s BEFORE UPDATE ON event BEGIN SELECT 1; END",
                               guard[i]);
                CHECK_INT(i, sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
                (void)sqlite3_close(db);
                CHECK_INT(i, verify(&g, path, NULL, NULL, g.keys).n, 1);
        }
        ground_done(&g);
}

/* ---- erased texts
 * ----------------------------------------------------------------------------------- */

TEST(verify_erased_texts)
{
        static const char *const none[3] = { "DELETE FROM node WHERE 0" };
        static const char *const gone[3] = { "DELETE FROM sealed WHERE subject = 10" };
        static const char *const extra[3] = {
                "INSERT INTO sealed SELECT 30, -3, field, cipher FROM sealed "
                "WHERE seq = 50"
        };
        struct ground g;
        ground_init(&g);
        append_to(&g, SIZE);
        CHECK_OK(-1, keys_destroy(g.keys, 10)); /* a record */
        CHECK_OK(-1, keys_destroy(g.keys, -3)); /* an account */
        CHECK_INT(0, verify(&g, tampered(&g, none, false), NULL, NULL, g.keys).n, 0);
        /* the rows of an erased record may be gone; a row too many is still seen */
        CHECK_INT(1, verify(&g, tampered(&g, gone, false), NULL, NULL, g.keys).n, 0);
        struct found r = verify(&g, tampered(&g, extra, false), NULL, NULL, g.keys);
        CHECK_STR(2, str_c(r.code), "seal.stray");
        CHECK_STR(2, r.where, "seq 30");
        ground_done(&g);
}

/* A restore without the keys' own backup: each text is told to be gone, once. */
TEST(verify_with_the_wrong_keys)
{
        struct ground g;
        struct keys *k = NULL;
        ground_init(&g);
        append_to(&g, 100);
        NEED(keys_open(ground_path(&g, "other.db"), true, &g.sys, &k) == OK);
        struct found r = verify(&g, ground_path(&g, "city.db"), NULL, NULL, k);
        CHECK_STR(-1, str_c(r.code), "seal.key");
        CHECK_STR(-1, r.where, "seq 0 text");
        CHECK_INT(-1, r.n, 15);
        keys_close(&k);
        ground_done(&g);
}

/* More findings than are kept: counted, and the run goes on. */
TEST(verify_counts_all_findings)
{
        static const char *const all[3] = { "UPDATE event SET step = step || 'x'" };
        struct ground g;
        ground_init(&g);
        append_to(&g, 1100);
        struct found r = verify(&g, tampered(&g, all, false), NULL, NULL, g.keys);
        CHECK_INT(-1, r.n, 1100);
        CHECK_INT(-1, r.events, 1100);
        ground_done(&g);
}

/* Inside the caller's transaction, which stays open. */
TEST(verify_inside_a_transaction)
{
        struct ground g;
        struct faults f;
        int64_t n;
        ground_init(&g);
        append_to(&g, 10);
        const struct log_verify_in in = { .st = g.st, .keys = g.keys, .zone = CHINA };
        faults_init(&f, &g.a, LANG_EN);
        NEED(store_begin(g.st, STORE_WRITE) == OK);
        CHECK_OK(-1, log_load(&g.log, g.st));
        CHECK_OK(-1, append_nth(&g, 10));
        CHECK_OK(-1, log_flush(&g.log));
        CHECK_OK(-1, log_verify(&in, &g.a, &f, &n));
        CHECK_INT(-1, n, 11);
        CHECK(store_in_tx(g.st));
        store_rollback(g.st);
        CHECK_OK(-1, log_verify(&in, &g.a, &f, &n));
        CHECK_INT(-1, n, 10);
        CHECK(!store_in_tx(g.st));
        ground_done(&g);
}

TEST(verify_empty_log)
{
        struct ground g;
        ground_init(&g);
        struct found r = verify(&g, ground_path(&g, "city.db"), NULL, NULL, g.keys);
        CHECK_OK(-1, r.err);
        CHECK_INT(-1, r.events, 0);
        struct anchor x = { 0, 1, hash_of(S("x")) };
        r = verify(&g, ground_path(&g, "city.db"), NULL, &x, g.keys);
        CHECK_STR(-1, str_c(r.code), "log.anchor");
        ground_done(&g);
}

/* The log and its keys when the N-th call to the disk fails, for N = 1, 2, 3 …: what was
 * acknowledged is there after the next opening, and a key whose destruction was acknowledged is
 * nowhere. */
#include "lib/fault.h"
#include "log/keys.h"
#include "unit/log/log_events.h"

#define KEY 32

static const enum fault_kind kinds[] = { FAULT_IO, FAULT_IO_FROM };

/* A folder of its own for each run: names carry kind and n. */
static const char *name_of(struct ground *g, const char *what, size_t kind, unsigned long n)
{
        return ground_path(g, str_dupz(&g->a, str_printf(&g->a, "%s-%zu-%lu.db", what, kind, n)));
}

static bool file_has(struct ground *g, const char *path, const char *tail, const void *key)
{
        struct str text;
        size_t at;
        const char *full = str_dupz(&g->a, str_printf(&g->a, "%s%s", path, tail));
        if (file_read(&g->a, full, 1u << 26, &text) != OK) return false;
        return str_find(text, (struct str){ key, KEY }, &at);
}

static bool anywhere(struct ground *g, const char *path, const void *key)
{
        return file_has(g, path, "", key) || file_has(g, path, "-wal", key) ||
               file_has(g, path, "-shm", key);
}

/* ---- keys
 * --------------------------------------------------------------------------------------- */

/* One run; false when no fault happened. */
static bool destroy_once(struct ground *g, size_t kind, unsigned long n)
{
        unsigned char key[KEY];
        const unsigned char *found;
        struct keys *k = NULL;
        const char *path = name_of(g, "destroy", kind, n);
        ASSERT(keys_open(path, true, &g->sys, &k) == OK);
        ASSERT(keys_ensure(k, 1) == OK && keys_find(k, 1, &found) == OK);
        memcpy(key, found, KEY);
        CHECK_ROW(n, anywhere(g, path, key));
        fault_at(kinds[kind], n);
        enum err e = keys_destroy(k, 1);
        bool met = fault_off();
        if (e == OK) CHECK_ROW(n, !anywhere(g, path, key));
        bool gone = keys_destroyed(k, 1);
        CHECK_ROW(n, e != OK || gone);
        /* in the same process, or in the next one */
        if (n % 2) {
                keys_close(&k);
                ASSERT(keys_open(path, false, &g->sys, &k) == OK);
        }
        CHECK_ROW(n, gone == keys_destroyed(k, 1));
        CHECK_OK(n, keys_destroy(k, 1));
        CHECK_ROW(n, !anywhere(g, path, key) && keys_destroyed(k, 1));
        CHECK_ROW(n, keys_find(k, 2, &found) == OK);
        keys_close(&k);
        return met;
}

TEST(fault_in_keys_destroy)
{
        struct ground g;
        ground_init(&g);
        for (size_t kind = 0; kind < LEN(kinds); kind++)
                for (unsigned long n = 1; destroy_once(&g, kind, n); n++) CHECK(n < 1000);
        ground_done(&g);
}

static bool ensure_once(struct ground *g, size_t kind, unsigned long n)
{
        struct keys *k = NULL;
        const unsigned char *found;
        unsigned char key[KEY] = { 0 };
        const char *path = name_of(g, "ensure", kind, n);
        fault_at(kinds[kind], n);
        enum err e = keys_open(path, true, &g->sys, &k);
        if (e == OK) e = keys_ensure(k, 1);
        if (e == OK) e = keys_find(k, 1, &found);
        if (e == OK) memcpy(key, found, KEY);
        bool met = fault_off();
        CHECK_ROW(n, met || e == OK);
        keys_close(&k);
        CHECK_OK(n, keys_open(path, true, &g->sys, &k));
        if (e == OK) { /* acknowledged: it is there, and the same */
                CHECK_OK(n, keys_find(k, 1, &found));
                CHECK_MEM(n, found, key, KEY);
        }
        CHECK_OK(n, keys_ensure(k, 1));
        keys_close(&k);
        return met;
}

TEST(fault_in_keys_ensure)
{
        struct ground g;
        ground_init(&g);
        for (size_t kind = 0; kind < LEN(kinds); kind++)
                for (unsigned long n = 1; ensure_once(&g, kind, n); n++) CHECK(n < 1000);
        ground_done(&g);
}

/* ---- the log
 * ------------------------------------------------------------------------------------ */

/* Ten events with their texts, in one transaction. */
static enum err append_some(struct ground *g, int64_t from)
{
        TRY(store_begin(g->st, STORE_WRITE));
        enum err e = log_load(&g->log, g->st);
        for (int64_t i = from; i < from + 10 && e == OK; i++) e = append_nth(g, i);
        if (e == OK) e = log_flush(&g->log);
        if (e == OK) return store_commit(g->st);
        store_rollback(g->st);
        return e;
}

static int64_t size_of(struct ground *g)
{
        struct log_head h;
        return log_head(g->st, &h) == OK ? (int64_t)h.tree.size : -1;
}

static bool append_once(struct ground *g, size_t kind, unsigned long n)
{
        struct faults f;
        int64_t events, before = size_of(g);
        const char *path = ground_path(g, "city.db");
        fault_at(kinds[kind], n);
        enum err e = append_some(g, before);
        bool met = fault_off();
        CHECK_ROW(n, met || e == OK);
        CHECK_INT(n, size_of(g), before + (e == OK ? 10 : 0));
        store_close(&g->st);
        ASSERT(store_open(path, STORE_OPEN, &g->st) == OK);
        int64_t after = size_of(g);
        /* a refused commit may still have reached the disk; an acknowledged one has */
        CHECK_ROW(n, after == before + 10 || (e != OK && after == before));
        const struct log_verify_in in = { .st = g->st, .keys = g->keys, .zone = CHINA };
        faults_init(&f, &g->a, LANG_EN);
        CHECK_OK(n, log_verify(&in, &g->a, &f, &events));
        CHECK_INT(n, events, after);
        return met;
}

TEST(fault_in_append_and_commit)
{
        struct ground g;
        ground_init(&g);
        append_to(&g, 240); /* a stored node closes on the way */
        for (size_t kind = 0; kind < LEN(kinds); kind++)
                for (unsigned long n = 1; append_once(&g, kind, n); n++) CHECK(n < 1000);
        ground_done(&g);
}

/* ---- files
 * -------------------------------------------------------------------------------------- */

TEST(fault_in_anchor_write)
{
        struct ground g;
        ground_init(&g);
        const char *path = ground_path(&g, "anchor");
        struct anchor old = { 1, 10, hash_of(S("old")) }, new = { 1, 11, hash_of(S("new")) }, got;
        for (int exists = 0; exists < 2; exists++)
                for (unsigned long n = 1;; n++) {
                        (void)unlink(path);
                        if (exists) CHECK_OK(n, anchor_write(path, &old, true));
                        fault_at(FAULT_IO, n);
                        enum err e = anchor_write(path, &new, true);
                        bool met = fault_off();
                        enum err r = anchor_read(path, &got);
                        CHECK_ROW(n, r == OK || (!exists && e != OK && r == ERR_NOT_FOUND));
                        if (r == OK) CHECK_ROW(n, got.size == 11 || (e != OK && got.size == 10));
                        CHECK_ROW(n, met || e == OK);
                        if (!met) break;
                }
        ground_done(&g);
}

TEST(fault_in_making_the_signing_key)
{
        struct ground g;
        struct note_secret k, again;
        ground_init(&g);
        for (unsigned long n = 1;; n++) {
                const char *path = name_of(&g, "signing", 0, n);
                fault_at(FAULT_IO, n);
                enum err e = note_secret_load(&g.a, path, S("k"), true, &g.sys, &k);
                bool met = fault_off();
                enum err r = note_secret_load(&g.a, path, S("k"), false, &g.sys, &again);
                CHECK_ROW(n, r == OK || (e != OK && r == ERR_NOT_FOUND));
                if (e == OK) CHECK_MEM(n, again.sec, k.sec, sizeof k.sec);
                CHECK_ROW(n, met || e == OK);
                if (!met) break;
        }
        ground_done(&g);
}

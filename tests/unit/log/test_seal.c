/* Sealed texts and their keys; above all that a destroyed key is nowhere any more. */
#include "log/seal.h"

#include "log/keys.h"
#include "log_ground.h"

#define KEY 32

/* ---- keys
 * --------------------------------------------------------------------------------------- */

static bool key_of(struct keys *k, int64_t subject, unsigned char out[static KEY])
{
        const unsigned char *key;
        if (keys_find(k, subject, &key) != OK) return false;
        memcpy(out, key, KEY);
        return true;
}

TEST(keys_are_made_in_blocks)
{
        static const struct {
                int64_t subject, keys_after;
        } row[] = {
                { 1, KEY_BLOCK },
                { KEY_BLOCK, KEY_BLOCK },
                { KEY_BLOCK + 1, 2 * KEY_BLOCK },
                { 2, 2 * KEY_BLOCK },
                { 0, 2 * KEY_BLOCK + 1 },
                { 0, 2 * KEY_BLOCK + 1 },
                { -1, 2 * KEY_BLOCK + 2 },
                { -9, 2 * KEY_BLOCK + 3 },
                { ((int64_t)1 << 53) - 5, 3 * KEY_BLOCK + 3 },
        };
        struct ground g;
        ground_init(&g);
        for (size_t i = 0; i < LEN(row); i++) {
                CHECK_OK(i, keys_ensure(g.keys, row[i].subject));
                CHECK_INT(i, ground_number(keys_store(g.keys), S("SELECT count(*) FROM key")),
                          row[i].keys_after);
        }
        CHECK_INT(-1, ground_number(keys_store(g.keys), S("SELECT count(DISTINCT key) FROM key")),
                  3 * KEY_BLOCK + 3);
        const unsigned char *key;
        CHECK_INT(-1, keys_find(g.keys, -2, &key), ERR_NOT_FOUND);
        ground_done(&g);
}

TEST(keys_stay_the_same)
{
        struct ground g;
        unsigned char before[40][KEY], after[KEY];
        struct stat st;
        ground_init(&g);
        for (int64_t s = -20; s < 20; s++) {
                CHECK_OK(s + 20, keys_ensure(g.keys, s));
                CHECK(key_of(g.keys, s, before[s + 20]));
        }
        CHECK(stat(ground_path(&g, "keys.db"), &st) == 0 && (st.st_mode & 0777) == 0600);
        keys_close(&g.keys);
        CHECK_OK(-1, keys_open(ground_path(&g, "keys.db"), false, &g.sys, &g.keys));
        for (int64_t s = 19; s >= -20; s--) {
                CHECK(key_of(g.keys, s, after));
                CHECK_MEM(s + 20, after, before[s + 20], KEY);
        }
        /* two subjects of one place in the cache */
        CHECK_OK(-1, keys_ensure(g.keys, 3 + KEYS_CACHE_MAX));
        CHECK(key_of(g.keys, 3 + KEYS_CACHE_MAX, before[0]));
        CHECK(key_of(g.keys, 3, after));
        CHECK_MEM(-1, after, before[23], KEY);
        ground_done(&g);
}

TEST(keys_open_refuses)
{
        struct ground g;
        struct keys *k = NULL;
        ground_init(&g);
        CHECK_INT(-1, keys_open(ground_path(&g, "none.db"), false, &g.sys, &k), ERR_NOT_FOUND);
        CHECK_INT(-1, keys_open("/nowhere/at/all.db", true, &g.sys, &k), ERR_IO);
        CHECK(!k);
        keys_close(&k);
        ground_done(&g);
}

/* ---- destroying
 * --------------------------------------------------------------------------------- */

/* How often the bytes stand in the file; a missing file has none. */
static size_t count_in(struct ground *g, const char *name, const unsigned char key[static KEY])
{
        struct str text;
        size_t n = 0, at;
        struct str what = { (const char *)key, KEY };
        if (file_read(&g->a, ground_path(g, name), 1u << 28, &text) != OK) return 0;
        while (str_find(text, what, &at)) {
                n++;
                text = str_from(text, at + 1);
        }
        return n;
}

static size_t count_all(struct ground *g, const char *stem, const unsigned char key[static KEY])
{
        static const char *const tail[] = { "", "-wal", "-shm", "-journal" };
        size_t n = 0;
        for (size_t i = 0; i < LEN(tail); i++)
                n += count_in(g, str_dupz(&g->a, str_printf(&g->a, "%s%s", stem, tail[i])), key);
        return n;
}

/* Keys made in every order; some in pages already moved to the file, some still in the log. */
static void make_many(struct ground *g)
{
        static const int64_t first[] = { 1, 9000, -1, 5000, 0, -50, 20000, -7, 2000, -49 };
        for (size_t i = 0; i < LEN(first); i++) {
                ASSERT(keys_ensure(g->keys, first[i]) == OK);
                if (i == 5) ASSERT(store_checkpoint(keys_store(g->keys), false) == OK);
        }
}

TEST(keys_destroyed_leave_no_byte)
{
        static const int64_t gone[] = {
                1, 2, 512, 1024, 9000, 5000, 19457, 20480, 0, -50, -7, -49
        };
        static const int64_t kept[] = { 3, 513, 1023, 9001, 2000, -1 };
        unsigned char key[LEN(gone)][KEY], keep[LEN(kept)][KEY], now[KEY];
        struct ground g;
        ground_init(&g);
        make_many(&g);
        for (size_t i = 0; i < LEN(gone); i++) CHECK_ROW(i, key_of(g.keys, gone[i], key[i]));
        for (size_t i = 0; i < LEN(kept); i++) CHECK_ROW(i, key_of(g.keys, kept[i], keep[i]));
        for (size_t i = 0; i < LEN(gone); i++) {
                CHECK_ROW(i, count_all(&g, "keys.db", key[i]) > 0); /* the search finds keys */
                CHECK_OK(i, keys_destroy(g.keys, gone[i]));
                CHECK_INT(i, count_all(&g, "keys.db", key[i]), 0);
                CHECK_ROW(i, keys_destroyed(g.keys, gone[i]));
                CHECK_ROW(i, !key_of(g.keys, gone[i], now));
                CHECK_INT(i, keys_ensure(g.keys, gone[i]), ERR_DENIED);
                CHECK_OK(i, keys_destroy(g.keys, gone[i]));
        }
        for (size_t i = 0; i < LEN(kept); i++) {
                CHECK_ROW(i, !keys_destroyed(g.keys, kept[i]) && key_of(g.keys, kept[i], now));
                CHECK_MEM(i, now, keep[i], KEY);
                /* what the file's design rests on: a key stands in one place */
                CHECK_INT(i, count_in(&g, "keys.db", keep[i]), 1);
        }
        keys_close(&g.keys);
        for (size_t i = 0; i < LEN(gone); i++) CHECK_INT(i, count_all(&g, "keys.db", key[i]), 0);
        CHECK_OK(-1, keys_open(ground_path(&g, "keys.db"), false, &g.sys, &g.keys));
        for (size_t i = 0; i < LEN(gone); i++) CHECK_ROW(i, keys_destroyed(g.keys, gone[i]));
        ground_done(&g);
}

TEST(keys_destroyed_before_they_were_made)
{
        struct ground g;
        unsigned char key[KEY];
        ground_init(&g);
        CHECK_OK(-1, keys_destroy(g.keys, 5));
        CHECK_OK(-1, keys_destroy(g.keys, -5));
        CHECK_OK(-1, keys_ensure(g.keys, 4));
        CHECK_INT(-1, keys_ensure(g.keys, 5), ERR_DENIED);
        CHECK_INT(-1, keys_ensure(g.keys, -5), ERR_DENIED);
        CHECK(!key_of(g.keys, 5, key) && keys_destroyed(g.keys, 5));
        CHECK_INT(-1, ground_number(keys_store(g.keys), S("SELECT count(*) FROM key")),
                  KEY_BLOCK - 1);
        ground_done(&g);
}

/* Another connection that reads keeps the write-ahead log from being cut: told as ERR_BUSY, and
 * made good by the next call, or after a crash by the next opening. */
TEST(keys_destroyed_while_another_reads)
{
        struct ground g;
        struct keys *late = NULL;
        struct store *reader = NULL;
        struct str db, wal;
        unsigned char key[KEY], other[KEY];
        ground_init(&g);
        CHECK_OK(-1, keys_ensure(g.keys, 1));
        CHECK(key_of(g.keys, 1, key) && key_of(g.keys, 2, other));
        NEED(store_open(ground_path(&g, "keys.db"), STORE_OPEN, &reader) == OK);
        NEED(store_begin(reader, STORE_READ) == OK);
        CHECK_INT(-1, ground_number(reader, S("SELECT count(*) FROM key")), KEY_BLOCK);
        store_busy_ms(keys_store(g.keys), 0);
        CHECK_INT(-1, keys_destroy(g.keys, 1), ERR_BUSY);
        CHECK(keys_destroyed(g.keys, 1));
        CHECK(count_all(&g, "keys.db", key) > 0);
        /* the crash: the files as they are now */
        NEED(file_read(&g.a, ground_path(&g, "keys.db"), 1u << 28, &db) == OK);
        NEED(file_read(&g.a, ground_path(&g, "keys.db-wal"), 1u << 28, &wal) == OK);
        NEED(file_write(ground_path(&g, "late.db"), db, 0600) == OK);
        NEED(file_write(ground_path(&g, "late.db-wal"), wal, 0600) == OK);
        CHECK(count_all(&g, "late.db", key) > 0);
        CHECK_OK(-1, keys_open(ground_path(&g, "late.db"), false, &g.sys, &late));
        CHECK_INT(-1, count_all(&g, "late.db", key), 0);
        CHECK(count_all(&g, "late.db", other) > 0);
        CHECK(keys_destroyed(late, 1) && !keys_destroyed(late, 2));
        keys_close(&late);
        /* the reader goes: calling again finishes the work */
        store_rollback(reader);
        CHECK_OK(-1, keys_destroy(g.keys, 1));
        CHECK_INT(-1, count_all(&g, "keys.db", key), 0);
        store_close(&reader);
        ground_done(&g);
}

TEST(keys_copy_is_whole_and_private)
{
        struct ground g;
        struct keys *k = NULL;
        unsigned char key[KEY], again[KEY];
        struct stat st;
        ground_init(&g);
        CHECK_OK(-1, keys_ensure(g.keys, 1));
        CHECK(key_of(g.keys, 7, key));
        CHECK_OK(-1, keys_destroy(g.keys, 8));
        CHECK_OK(-1, keys_copy(g.keys, ground_path(&g, "copy.db")));
        CHECK(stat(ground_path(&g, "copy.db"), &st) == 0 && (st.st_mode & 0777) == 0600);
        CHECK_INT(-1, keys_copy(g.keys, ground_path(&g, "copy.db")), ERR_CONFLICT);
        CHECK_OK(-1, keys_open(ground_path(&g, "copy.db"), false, &g.sys, &k));
        CHECK(key_of(k, 7, again) && keys_destroyed(k, 8));
        CHECK_MEM(-1, again, key, KEY);
        keys_close(&k);
        ground_done(&g);
}

/* ---- texts
 * -------------------------------------------------------------------------------------- */

static struct seal_at place(struct ground *g, int64_t subject, int64_t seq, struct str field)
{
        return (struct seal_at){ g->st, g->keys, subject, seq, field };
}

static enum err put(struct ground *g, const struct seal_at *at, struct str value, struct seal *ret)
{
        *ret = seal_make(&g->sys, at->field, value);
        TRY(store_begin(at->st, STORE_WRITE));
        enum err e = seal_put(at, value, ret);
        if (e == OK) return store_commit(at->st);
        store_rollback(at->st);
        return e;
}

static struct str filled(struct arena *a, size_t n)
{
        char *p = arena_get(a, n + 1, 1);
        for (size_t i = 0; i < n; i++) p[i] = (char)('a' + i % 26);
        return (struct str){ p, n };
}

TEST(seal_round_trip)
{
        static const struct {
                int64_t subject, seq;
                const char *field;
                size_t bytes;
        } row[] = {
                { 1, 0, "title", 0 },
                { 1, 0, "text", 1 },
                { 1, 1, "title", 26 },
                { 2, 1, "title", TEXT_BYTES_MAX },
                { 0, 2, "definition", SEAL_BYTES_MAX },
                { -3, 3, "phone", 11 },
                { (int64_t)1 << 53, (int64_t)1 << 53, "x", 5 },
                { 1, 9, "0123456789012345678901234567890123456789012345678901234567890123", 5 },
        };
        struct ground g;
        ground_init(&g);
        for (size_t i = 0; i < LEN(row); i++) {
                struct seal_at at = place(&g, row[i].subject, row[i].seq, str_c(row[i].field));
                struct str value = filled(&g.a, row[i].bytes), got = S("?");
                struct seal s;
                struct hash h;
                CHECK_OK(i, keys_ensure(g.keys, row[i].subject));
                CHECK_OK(i, put(&g, &at, value, &s));
                char n = (char)at.field.n;
                struct str piece[] = { { (const char *)s.salt, 32 }, { &n, 1 }, at.field, value };
                struct hash want = hash_pieces(piece, LEN(piece));
                CHECK_MEM(i, s.commitment.b, want.b, HASH_BYTES);
                CHECK_OK(i, seal_get(&at, &g.a, &got, &h));
                CHECK_ROW(i, str_eq(got, value));
                CHECK_MEM(i, h.b, want.b, HASH_BYTES);
                CHECK_OK(i, seal_get(&at, &g.a, &got, NULL));
        }
        ground_done(&g);
}

TEST(seal_put_and_get_refuse)
{
        struct ground g;
        struct seal s;
        struct str got, big;
        struct keys *stranger = NULL;
        ground_init(&g);
        struct seal_at at = place(&g, 1, 4, S("title"));
        CHECK_INT(-1, put(&g, &at, S("x"), &s), ERR_NOT_FOUND); /* no key yet */
        CHECK_OK(-1, keys_ensure(g.keys, 1));
        CHECK_INT(-1, seal_get(&at, &g.a, &got, NULL), ERR_NOT_FOUND);
        CHECK_OK(-1, put(&g, &at, S("x"), &s));
        CHECK_INT(-1, put(&g, &at, S("y"), &s), ERR_CONFLICT);
        big = filled(&g.a, SEAL_BYTES_MAX + 1);
        at.field = S("big");
        CHECK_INT(-1, put(&g, &at, big, &s), ERR_LIMIT);
        CHECK_INT(-1, seal_get(&at, &g.a, &got, NULL), ERR_NOT_FOUND);
        at.field = S("title");
        /* another city's keys.db: nothing there, or a key that does not fit */
        NEED(keys_open(ground_path(&g, "strange.db"), true, &g.sys, &stranger) == OK);
        at.keys = stranger;
        CHECK_INT(-1, seal_get(&at, &g.a, &got, NULL), ERR_CORRUPT);
        CHECK_OK(-1, keys_ensure(stranger, 1));
        CHECK_INT(-1, seal_get(&at, &g.a, &got, NULL), ERR_CORRUPT);
        keys_close(&stranger);
        /* never changed, never deleted */
        CHECK_INT(-1, ground_run(g.st, S("UPDATE sealed SET seq = 5")), ERR_CONFLICT);
        CHECK_INT(-1, ground_run(g.st, S("DELETE FROM sealed")), ERR_CONFLICT);
        CHECK_INT(-1, ground_number(g.st, S("SELECT count(*) FROM sealed")), 1);
        ground_done(&g);
}

TEST(seal_is_tied_to_its_place)
{
        static const char *const change[] = {
                "UPDATE sealed SET seq = 8 WHERE seq = 7",
                "UPDATE sealed SET subject = 2 WHERE seq = 7",
                "UPDATE sealed SET field = 'titles' WHERE seq = 7",
                "UPDATE sealed SET cipher = substr(cipher, 1, length(cipher) - 1) WHERE seq = 7",
                "UPDATE sealed SET cipher = CAST(cipher || x'00' AS BLOB) WHERE seq = 7",
                "UPDATE sealed SET cipher = x'' WHERE seq = 7",
                "UPDATE sealed SET cipher = zeroblob(71) WHERE seq = 7",
                "UPDATE sealed SET cipher = zeroblob(72) WHERE seq = 7",
                "UPDATE sealed SET cipher = (SELECT cipher FROM sealed WHERE seq = 6) WHERE seq = 7",
        };
        static const struct {
                int64_t subject, seq;
                const char *field;
        } where[] = {
                { 1, 8, "title" }, { 2, 7, "title" }, { 1, 7, "titles" },
                { 1, 7, "title" }, { 1, 7, "title" }, { 1, 7, "title" },
                { 1, 7, "title" }, { 1, 7, "title" }, { 1, 7, "title" },
        };
        struct ground g;
        struct seal s;
        struct str got;
        ground_init(&g);
        CHECK_OK(-1, keys_ensure(g.keys, 1));
        struct seal_at at = place(&g, 1, 7, S("title")), six = place(&g, 1, 6, S("title"));
        CHECK_OK(-1, put(&g, &at, S("value"), &s));
        CHECK_OK(-1, put(&g, &six, S("other"), &s));
        for (size_t i = 0; i < LEN(change); i++) {
                struct seal_at moved =
                        place(&g, where[i].subject, where[i].seq, str_c(where[i].field));
                NEED(store_begin(g.st, STORE_WRITE) == OK);
                CHECK_OK(i, store_exec(g.st, S("DROP TRIGGER sealed_no_update")));
                CHECK_OK(i, store_exec(g.st, str_c(change[i])));
                CHECK_INT(i, seal_get(&moved, &g.a, &got, NULL), ERR_CORRUPT);
                store_rollback(g.st);
                CHECK_OK(i, seal_get(&at, &g.a, &got, NULL));
        }
        ground_done(&g);
}

TEST(seal_with_one_bit_changed)
{
        struct ground g;
        struct seal s;
        struct seal_plain plain;
        const unsigned char *key;
        ground_init(&g);
        CHECK_OK(-1, keys_ensure(g.keys, 1));
        struct seal_at at = place(&g, 1, 7, S("title"));
        CHECK_OK(-1, put(&g, &at, S("value"), &s));
        AUTO(stmt_done) struct stmt *q = NULL;
        NEED(store_stmt(g.st, S("SELECT cipher FROM sealed"), &q) == OK && stmt_step(q) == ROW_GOT);
        struct str c = col_blob(q, &g.a, 0);
        stmt_done(&q);
        NEED(keys_find(g.keys, 1, &key) == OK);
        CHECK_OK(-1, seal_open(key, &at, c, &g.a, &plain));
        CHECK_STR(-1, plain.value, "value");
        for (size_t i = 0; i < c.n * 8; i++) {
                char *p = arena_get(&g.a, c.n, 1);
                memcpy(p, c.p, c.n);
                p[i / 8] = (char)(p[i / 8] ^ (1 << i % 8));
                CHECK_INT(i, seal_open(key, &at, (struct str){ p, c.n }, &g.a, &plain),
                          ERR_CORRUPT);
        }
        ground_done(&g);
}

/* Two connections to keys.db, as the writer and a reader have them. */
TEST(seal_of_a_destroyed_key_does_not_open)
{
        struct ground g;
        struct seal s;
        struct str got;
        struct keys *reader = NULL;
        ground_init(&g);
        NEED(keys_open(ground_path(&g, "keys.db"), false, &g.sys, &reader) == OK);
        CHECK_OK(-1, keys_ensure(g.keys, 1));
        struct seal_at at = place(&g, 1, 7, S("title")), two = place(&g, 2, 8, S("title"));
        CHECK_OK(-1, put(&g, &at, S("value"), &s));
        CHECK_OK(-1, put(&g, &two, S("value"), &s));
        at.keys = two.keys = reader;
        CHECK_OK(-1, seal_get(&at, &g.a, &got, NULL)); /* now it is in the reader's cache */
        CHECK_OK(-1, keys_destroy(g.keys, 1));
        CHECK_INT(-1, seal_get(&at, &g.a, &got, NULL), ERR_DENIED);
        CHECK_OK(-1, seal_get(&two, &g.a, &got, NULL));
        CHECK(keys_destroyed(reader, 1) && !keys_destroyed(reader, 2));
        at.keys = g.keys;
        CHECK_INT(-1, seal_get(&at, &g.a, &got, NULL), ERR_DENIED);
        at.seq = 9;
        CHECK_INT(-1, put(&g, &at, S("more"), &s), ERR_DENIED);
        keys_close(&reader);
        ground_done(&g);
}

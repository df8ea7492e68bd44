/* keys.db: one random key per subject.
 *
 * What must stay true: when keys_destroy has returned OK, no byte of the key is in keys.db,
 * keys.db-wal or keys.db-shm. Therefore a key stands in exactly one place of the file all its
 * life: rows are only ever added at the end (id counts up, so SQLite never moves a row to split
 * or merge pages), never deleted, and overwritten in place with zeros of the same length; then
 * the write-ahead log, which may hold older pages, is cut to nothing and synced. A crash in
 * between is made good by the next keys_open or keys_destroy (column wiped).
 *
 * The cache is emptied when another connection has written to keys.db, so a key destroyed by
 * another thread or process is not used again here. */
#include "log/keys.h"

#include <errno.h>
#include <sodium.h>

_Static_assert(SEAL_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key length");

enum slot_state { SLOT_EMPTY, SLOT_KEY, SLOT_GONE };

struct slot {
        int64_t subject;
        enum slot_state state;
        unsigned char key[SEAL_KEY_BYTES];
};

struct keys {
        struct arena a; /* holds this struct too */
        struct store *st;
        struct sys sys;
        const char *wal; /* path of the write-ahead log */
        int64_t version; /* PRAGMA data_version when the cache was filled */
        bool held;
        struct buf scratch;
        struct slot slot[KEYS_CACHE_MAX]; /* by the low bits of the subject */
};

static void forget(struct keys *k)
{
        sodium_memzero(k->slot, sizeof k->slot);
}

static enum err end(struct keys *k, enum err e)
{
        if (e == OK) return store_commit(k->st);
        store_rollback(k->st);
        return e;
}

static enum err schema(struct keys *k)
{
        static const struct str ddl[] = {
#define T(text) { "" text, sizeof(text) - 1 }
                T("CREATE TABLE key (id INTEGER PRIMARY KEY, subject INTEGER NOT NULL UNIQUE, "
                  "key BLOB NOT NULL CHECK (length(key) = 32)) STRICT"),
                T("CREATE TABLE destroyed (subject INTEGER PRIMARY KEY, "
                  "wiped INTEGER NOT NULL) STRICT"),
#undef T
        };
        bool has;
        enum err e = OK;
        TRY(store_has_table(k->st, S("key"), &has));
        if (has) return OK;
        TRY(store_begin(k->st, STORE_WRITE));
        for (size_t i = 0; i < LEN(ddl) && e == OK; i++) e = store_exec(k->st, ddl[i]);
        return end(k, e);
}

static void fd_close(const int *fd)
{
        if (*fd >= 0) (void)close(*fd);
}

/* The second half of destroying: nothing older than the last commit is left in any file. ERR_BUSY
 * while another connection reads. */
static enum err wipe(struct keys *k)
{
        struct stmt *s;
        TRY(store_checkpoint(k->st, true));
        AUTO(fd_close) int fd = open(k->wal, O_RDONLY | O_CLOEXEC);
        /* unsynced, a power loss could bring its old bytes back */
        bool synced = fd < 0 ? errno == ENOENT : fsync(fd) == 0;
        if (!synced) return ERR_IO;
        TRY(store_begin(k->st, STORE_WRITE));
        enum err e = store_stmt(k->st, S("UPDATE destroyed SET wiped = 1 WHERE wiped = 0"), &s);
        if (e == OK) e = stmt_run(s);
        return end(k, e);
}

static enum err needs_wipe(struct keys *k, bool *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(k->st, S("SELECT 1 FROM destroyed WHERE wiped = 0 LIMIT 1"), &s));
        enum row r = stmt_step(s);
        if (r == ROW_ERR) return stmt_err(s);
        *ret = r == ROW_GOT;
        return OK;
}

static enum err open_at(struct keys *k, const char *path, bool create)
{
        bool unfinished = false;
        TRY(store_open(path, create ? STORE_CREATE : STORE_OPEN, &k->st));
        TRY(store_secure_delete(k->st));
        if (create) TRY(schema(k));
        TRY(needs_wipe(k, &unfinished));
        if (!unfinished) return OK;
        enum err e = wipe(k);
        return e == ERR_BUSY ? OK : e; /* another process reads: the next open tries again */
}

enum err keys_open(const char *path, bool create, const struct sys *sys, struct keys **ret)
{
        struct arena a = { 0 };
        struct keys *k = ARENA_NEW(&a, struct keys, 1);
        k->sys = *sys;
        k->wal = str_dupz(&a, str_printf(&a, "%s-wal", path));
        k->scratch.limit = SEAL_BYTES_MAX + 256;
        k->a = a;
        enum err e = open_at(k, path, create);
        if (e == OK) *ret = k;
        else keys_close(&k);
        return e;
}

void keys_close(struct keys **k)
{
        struct keys *gone = *k;
        if (!gone) return;
        *k = NULL;
        forget(gone);
        store_close(&gone->st);
        buf_free(&gone->scratch);
        struct arena a = gone->a; /* gone lies in it */
        arena_done(&a);
}

/* Empties the cache if another connection has committed since. */
static enum err refresh(struct keys *k)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (k->held) return OK;
        TRY(store_stmt(k->st, S("PRAGMA data_version"), &s));
        if (stmt_step(s) != ROW_GOT) return stmt_err(s) != OK ? stmt_err(s) : ERR_IO;
        int64_t version = col_int(s, 0);
        if (version != k->version) forget(k);
        k->version = version;
        return OK;
}

enum err keys_hold(struct keys *k)
{
        k->held = false;
        TRY(refresh(k));
        k->held = true;
        return OK;
}

void keys_release(struct keys *k)
{
        k->held = false;
}

static struct slot *slot_of(struct keys *k, int64_t subject)
{
        return &k->slot[(uint64_t)subject % KEYS_CACHE_MAX];
}

/* Reads the subject's row into its slot; SLOT_EMPTY when there is none. */
static enum err load(struct keys *k, int64_t subject, struct slot *slot)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        sodium_memzero(slot, sizeof *slot);
        TRY(store_stmt(k->st,
                       S("SELECT (SELECT key FROM key WHERE subject = $1), "
                         "EXISTS (SELECT 1 FROM destroyed WHERE subject = $1)"),
                       &s));
        stmt_int(s, 1, subject);
        if (stmt_step(s) != ROW_GOT) return stmt_err(s) != OK ? stmt_err(s) : ERR_IO;
        slot->subject = subject;
        if (col_int(s, 1)) {
                slot->state = SLOT_GONE;
                return OK;
        }
        if (col_blob_into(s, 0, slot->key, sizeof slot->key)) slot->state = SLOT_KEY;
        return OK;
}

static enum err find(struct keys *k, int64_t subject, struct slot **ret)
{
        struct slot *slot = slot_of(k, subject);
        TRY(refresh(k));
        if (slot->state == SLOT_EMPTY || slot->subject != subject) TRY(load(k, subject, slot));
        *ret = slot;
        return OK;
}

enum err keys_find(struct keys *k, int64_t subject, const unsigned char **ret)
{
        struct slot *slot;
        TRY(find(k, subject, &slot));
        switch (slot->state) {
        case SLOT_EMPTY: return ERR_NOT_FOUND;
        case SLOT_GONE: return ERR_DENIED;
        case SLOT_KEY: *ret = slot->key; return OK;
        }
        BUG("slot state");
}

struct store *keys_store(struct keys *k)
{
        return k->st;
}

struct str keys_why(const struct keys *k)
{
        return store_why(k->st);
}

struct buf *keys_scratch(struct keys *k)
{
        buf_reset(&k->scratch);
        return &k->scratch;
}

static void remember(struct keys *k, int64_t subject, const unsigned char *key)
{
        struct slot *slot = slot_of(k, subject);
        slot->subject = subject;
        slot->state = SLOT_KEY;
        memcpy(slot->key, key, SEAL_KEY_BYTES);
}

/* Makes those of n subjects from `from` on that have no key and never had one. */
static enum err make_inside(struct keys *k, int64_t from, int64_t n)
{
        unsigned char key[SEAL_KEY_BYTES];
        for (int64_t subject = from; subject < from + n; subject++) {
                struct stmt *s;
                TRY(store_stmt(k->st,
                               S("INSERT INTO key (subject, key) SELECT $1, $2 WHERE NOT EXISTS "
                                 "(SELECT 1 FROM destroyed WHERE subject = $1) "
                                 "ON CONFLICT (subject) DO NOTHING"),
                               &s));
                k->sys.random(k->sys.ctx, key, sizeof key);
                stmt_int(s, 1, subject);
                stmt_blob(s, 2, (struct str){ (const char *)key, sizeof key });
                enum err e = stmt_run(s);
                if (e == OK && stmt_changes(s) == 1) remember(k, subject, key);
                sodium_memzero(key, sizeof key);
                stmt_done(&s); /* lets go of its copy of the key */
                TRY(e);
        }
        return OK;
}

static enum err make(struct keys *k, int64_t from, int64_t n)
{
        TRY(store_begin(k->st, STORE_WRITE));
        enum err e = end(k, make_inside(k, from, n));
        if (e != OK) forget(k);
        return e;
}

enum err keys_ensure(struct keys *k, int64_t subject)
{
        struct slot *slot;
        TRY(find(k, subject, &slot));
        if (slot->state == SLOT_KEY) return OK;
        if (slot->state == SLOT_GONE) return ERR_DENIED;
        if (subject > 0) TRY(make(k, (subject - 1) / KEY_BLOCK * KEY_BLOCK + 1, KEY_BLOCK));
        else TRY(make(k, subject, 1));
        if (slot->state != SLOT_KEY || slot->subject != subject) TRY(load(k, subject, slot));
        return slot->state == SLOT_KEY ? OK
                                       : ERR_DENIED; /* destroyed by another process just now */
}

enum err keys_ensure_many(struct keys *k, int64_t from, int64_t n)
{
        return n > 0 ? make(k, from, n) : OK;
}

static enum err destroy_inside(struct keys *k, int64_t subject)
{
        struct stmt *s;
        TRY(store_stmt(k->st,
                       S("INSERT INTO destroyed (subject, wiped) VALUES ($1, 0) "
                         "ON CONFLICT (subject) DO UPDATE SET wiped = 0"),
                       &s));
        stmt_int(s, 1, subject);
        TRY(stmt_run(s));
        TRY(store_stmt(k->st, S("UPDATE key SET key = zeroblob(32) WHERE subject = $1"), &s));
        stmt_int(s, 1, subject);
        return stmt_run(s);
}

enum err keys_destroy(struct keys *k, int64_t subject)
{
        TRY(store_begin(k->st, STORE_WRITE));
        enum err e = end(k, destroy_inside(k, subject));
        forget(k);
        return e == OK ? wipe(k) : e;
}

bool keys_destroyed(struct keys *k, int64_t subject)
{
        struct slot *slot;
        return find(k, subject, &slot) == OK && slot->state == SLOT_GONE;
}

enum err keys_copy(struct keys *k, const char *path)
{
        return store_copy(k->st, path);
}

static enum err put_key(struct keys *to, int64_t subject, const unsigned char *key)
{
        struct stmt *s;
        TRY(store_begin(to->st, STORE_WRITE));
        enum err e = store_stmt(to->st, S("INSERT INTO key (subject, key) VALUES ($1, $2)"), &s);
        if (e == OK) {
                stmt_int(s, 1, subject);
                stmt_blob(s, 2, (struct str){ (const char *)key, SEAL_KEY_BYTES });
                e = stmt_run(s);
                stmt_done(&s); /* lets go of its copy of the key */
        }
        return end(to, e);
}

enum err keys_copy_city(struct keys *k, const char *path)
{
        struct keys *to = NULL;
        const unsigned char *key;
        if (file_exists(path)) return ERR_CONFLICT;
        TRY(keys_find(k, 0, &key));
        enum err e = keys_open(path, true, &k->sys, &to);
        if (e == OK) e = put_key(to, 0, key);
        if (e == OK) e = store_checkpoint(to->st, true);
        keys_close(&to);
        return e;
}

static enum err give_up_inside(struct keys *k, struct stmt *subjects, int64_t *ret_subjects)
{
        enum row row;
        while ((row = stmt_step(subjects)) == ROW_GOT) {
                struct stmt *s;
                TRY(store_stmt(
                        k->st,
                        S("INSERT INTO destroyed (subject, wiped) SELECT $1, 1 WHERE NOT EXISTS "
                          "(SELECT 1 FROM key WHERE subject = $1) "
                          "ON CONFLICT (subject) DO NOTHING"),
                        &s));
                stmt_int(s, 1, col_int(subjects, 0));
                TRY(stmt_run(s));
                *ret_subjects += stmt_changes(s);
        }
        return row == ROW_NONE ? OK : stmt_err(subjects);
}

enum err keys_give_up(struct keys *k, struct store *st, int64_t *ret_subjects)
{
        AUTO(stmt_done) struct stmt *subjects = NULL;
        *ret_subjects = 0;
        TRY(store_stmt(st, S("SELECT DISTINCT subject FROM sealed"), &subjects));
        TRY(store_begin(k->st, STORE_WRITE));
        enum err e = end(k, give_up_inside(k, subjects, ret_subjects));
        forget(k);
        return e;
}

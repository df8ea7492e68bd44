#include "bench/lib/rows.h"

#include <sqlite3.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/sys.h"
#include "store/fault.h"

/* Records: 'T' db n text: a statement text, numbered from 0 · 'S' number, then a value for each
 * parameter:
 * 'i' int64, 't' n bytes, 'b' n bytes, 'n' · 'B' db, 'C' db: begin, commit · 'M': a mark. */

/* ---- recording ------------------------------------------------------------------------------- */

static struct {
        FILE *f;
        bool mute;
        struct arena a;
        struct map texts;
} rec;

static void put(const void *p, size_t n)
{
        if (!rec.mute && fwrite(p, 1, n, rec.f) != n) BUG("rows cannot be written");
}

static void put_tag(char c)
{
        put(&c, 1);
}

static void put_bytes(char tag, const char *p, size_t n)
{
        uint32_t size = (uint32_t)n;
        put_tag(tag);
        put(&size, sizeof size);
        put(p, n);
}

static char db_of(sqlite3_stmt *s)
{
        const char *name = sqlite3_db_filename(sqlite3_db_handle(s), "main");
        size_t n = name ? strlen(name) : 0;
        return n >= 7 && memcmp(name + n - 7, "keys.db", 7) == 0 ? 'k' : 'c';
}

static uint32_t text_number(sqlite3_stmt *s)
{
        char db = db_of(s);
        struct str sql = str_c(sqlite3_sql(s));
        struct str key = str_printf(&rec.a, "%c", db);
        key = str_join(&rec.a, key, sql);
        rec.texts.a = &rec.a;
        int64_t at = map_at(&rec.texts, key);
        if (at >= 0) return (uint32_t)at;
        at = (int64_t)rec.texts.n;
        map_set(&rec.texts, key, at);
        put_tag('T');
        put_bytes(db, sql.p, sql.n);
        return (uint32_t)at;
}

static int nibble(char c)
{
        return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/* One literal as sqlite3_expanded_sql writes it; the rest of the text. */
static const char *put_value(const char *p)
{
        struct arena a = { 0 };
        size_t n = 0;
        char *out = ARENA_NEW(&a, char, strlen(p) + 1);
        if (*p == '\'') {
                for (p++; *p != '\'' || p[1] == '\''; p++) {
                        if (*p == '\'') p++;
                        out[n++] = *p;
                }
                put_bytes('t', out, n);
                p++;
        } else if (*p == 'x') {
                for (p += 2; *p != '\''; p += 2)
                        out[n++] = (char)(nibble(p[0]) << 4 | nibble(p[1]));
                put_bytes('b', out, n);
                p++;
        } else if (*p == 'N') {
                put_tag('n');
                p += 4;
        } else {
                char *end;
                int64_t v = strtoll(p, &end, 10);
                if (end == p || *end == '.') BUG("value of a row");
                put_tag('i');
                put(&v, sizeof v);
                p = end;
        }
        arena_done(&a);
        return p;
}

/* The statement's text with ?n beside the one with values: parameters come once each, in order. */
static void put_values(const char *sql, const char *full)
{
        int64_t next = 1;
        while (*sql) {
                if (*sql != '?') {
                        if (*sql++ != *full++) BUG("texts of a row differ");
                        continue;
                }
                char *end;
                int64_t number = strtoll(sql + 1, &end, 10);
                sql = end;
                if (number > next) BUG("parameters out of order");
                rec.mute = number < next; /* used again */
                full = put_value(full);
                rec.mute = false;
                next += number == next;
        }
}

static int on_trace(unsigned what, void *ctx, void *p, void *x)
{
        sqlite3_stmt *s = p;
        const char *sql = sqlite3_sql(s);
        (void)what, (void)ctx;
        if (!rec.f || !sql || strncmp(x, "--", 2) == 0) return 0; /* a trigger's own statements */
        if (strcmp(sql, "BEGIN IMMEDIATE") == 0 || strcmp(sql, "COMMIT") == 0) {
                put_tag(*sql);
                put_tag(db_of(s));
                return 0;
        }
        if (sqlite3_stmt_readonly(s) || strncmp(sql, "PRAGMA", 6) == 0)
                return 0; /* savepoints too */
        char *full = sqlite3_expanded_sql(s);
        if (!full) BUG("a row is too long");
        uint32_t number = text_number(s);
        put_tag('S');
        put(&number, sizeof number);
        put_values(sql, full);
        sqlite3_free(full);
        return 0;
}

static int on_open(sqlite3 *db, const char **why, const struct sqlite3_api_routines *api)
{
        (void)why, (void)api;
        return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, on_trace, NULL);
}

/* sqlite3_auto_extension takes any function. */
static void (*opener(void))(void)
{
        int (*f)(sqlite3 *, const char **, const struct sqlite3_api_routines *) = on_open;
        void (*g)(void);
        _Static_assert(sizeof f == sizeof g, "function pointers");
        memcpy(&g, &f, sizeof g);
        return g;
}

void recording_begin(const char *path)
{
        rec.f = fopen(path, "w");
        if (!rec.f || sqlite3_auto_extension(opener()) != SQLITE_OK) BUG("recording");
}

void recording_mark(void)
{
        put_tag('M');
}

void recording_end(void)
{
        if (fclose(rec.f) != 0) BUG("rows cannot be written");
        (void)sqlite3_cancel_auto_extension(opener());
        arena_done(&rec.a);
        memset(&rec, 0, sizeof rec);
}

/* ---- the floor ------------------------------------------------------------------------------- */

struct floor {
        struct arena a;
        sqlite3 *city, *keys;
        sqlite3_stmt **s;
        size_t n, cap;
        sqlite3_stmt *begin[2], *commit[2];
        const char *p, *end;
};

static void check(int rc, sqlite3 *db)
{
        if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW) return;
        fprintf(stderr, "bench: floor: %s\n", sqlite3_errmsg(db));
        exit(1);
}

static sqlite3 *open_as_engine(struct arena *a, const char *dir, const char *file, bool secure)
{
        sqlite3 *db = NULL;
        const char *path = str_dupz(a, str_printf(a, "%s/data/%s", dir, file));
        check(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                              store_fault_vfs()),
              db);
        check(sqlite3_exec(db,
                           "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                           "PRAGMA recursive_triggers=ON; PRAGMA cell_size_check=ON;"
                           "PRAGMA secure_delete=FAST; PRAGMA journal_mode=WAL;",
                           NULL, NULL, NULL),
              db);
        if (secure) check(sqlite3_exec(db, "PRAGMA secure_delete=ON", NULL, NULL, NULL), db);
        (void)sqlite3_wal_autocheckpoint(db, STORE_WAL_PAGES);
        return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, struct str sql)
{
        sqlite3_stmt *s = NULL;
        check(sqlite3_prepare_v3(db, sql.p, (int)sql.n, SQLITE_PREPARE_PERSISTENT, &s, NULL), db);
        return s;
}

static struct str get_bytes(const char **p)
{
        uint32_t n;
        memcpy(&n, *p, sizeof n);
        struct str s = { *p + sizeof n, n };
        *p = s.p + n;
        return s;
}

/* Binds what stands at p, up to the next record; returns where that begins. */
static const char *bind_values(sqlite3_stmt *s, const char *p, const char *end)
{
        for (int i = 1; p < end; i++) {
                struct str v;
                int64_t n;
                switch (*p) {
                case 'i':
                        memcpy(&n, p + 1, sizeof n);
                        p += 1 + sizeof n;
                        (void)sqlite3_bind_int64(s, i, n);
                        break;
                case 't':
                        p++;
                        v = get_bytes(&p);
                        (void)sqlite3_bind_text(s, i, v.p, (int)v.n, SQLITE_STATIC);
                        break;
                case 'b':
                        p++;
                        v = get_bytes(&p);
                        (void)sqlite3_bind_blob(s, i, v.p, (int)v.n, SQLITE_STATIC);
                        break;
                case 'n':
                        p++;
                        (void)sqlite3_bind_null(s, i);
                        break;
                default: return p;
                }
        }
        return p;
}

static const char *skip_values(const char *p, const char *end)
{
        while (p < end && (*p == 'i' || *p == 't' || *p == 'b' || *p == 'n')) {
                char tag = *p++;
                if (tag == 'i') p += sizeof(int64_t);
                if (tag == 't' || tag == 'b') (void)get_bytes(&p);
        }
        return p;
}

static void prepare_all(struct floor *f)
{
        for (const char *p = f->p; p < f->end;) {
                char tag = *p++;
                if (tag == 'T') {
                        char db = *p++;
                        struct str sql = get_bytes(&p);
                        *ARENA_PUSH(&f->a, f->s, f->n, f->cap) =
                                prepare(db == 'k' ? f->keys : f->city, sql);
                } else if (tag == 'S') {
                        p = skip_values(p + sizeof(uint32_t), f->end);
                } else if (tag != 'M') {
                        p++;
                }
        }
}

struct floor *floor_open(struct arena *a, const char *dir, const char *rows)
{
        struct floor *f = ARENA_NEW(a, struct floor, 1);
        struct str text;
        f->city = open_as_engine(&f->a, dir, "city.db", false);
        f->keys = open_as_engine(&f->a, dir, "keys.db", true);
        if (file_read(&f->a, rows, (size_t)1 << 32, &text) != OK) BUG("rows");
        f->p = text.p;
        f->end = text.p + text.n;
        prepare_all(f);
        sqlite3 *const db[] = { f->city, f->keys };
        for (size_t i = 0; i < LEN(db); i++) {
                f->begin[i] = prepare(db[i], S("BEGIN IMMEDIATE"));
                f->commit[i] = prepare(db[i], S("COMMIT"));
        }
        return f;
}

static void step(sqlite3_stmt *s)
{
        int rc = sqlite3_step(s);
        if (rc != SQLITE_DONE) check(rc == SQLITE_ROW ? SQLITE_ERROR : rc, sqlite3_db_handle(s));
        (void)sqlite3_reset(s);
}

int64_t floor_run(struct floor *f)
{
        int64_t n = 0;
        while (f->p < f->end) {
                char tag = *f->p++;
                uint32_t number;
                switch (tag) {
                case 'M': return n;
                case 'T':
                        f->p++;
                        (void)get_bytes(&f->p);
                        break;
                case 'B': step(f->begin[*f->p++ == 'k']); break;
                case 'C': step(f->commit[*f->p++ == 'k']); break;
                case 'S':
                        memcpy(&number, f->p, sizeof number);
                        f->p = bind_values(f->s[number], f->p + sizeof number, f->end);
                        step(f->s[number]);
                        n++;
                        break;
                default: BUG("rows");
                }
        }
        return n;
}

void floor_close(struct floor **p)
{
        struct floor *f = *p;
        *p = NULL;
        for (size_t i = 0; i < f->n; i++) (void)sqlite3_finalize(f->s[i]);
        for (size_t i = 0; i < LEN(f->begin); i++) {
                (void)sqlite3_finalize(f->begin[i]);
                (void)sqlite3_finalize(f->commit[i]);
        }
        (void)sqlite3_close(f->city);
        (void)sqlite3_close(f->keys);
        arena_done(&f->a);
}

/* Hardening of a connection: settings, limits, and the two guards which see every
 * statement before it runs (authorizer) and every commit before it happens (commit hook).
 *
 * What must stay true: events are never changed (S1), and nothing is committed but by store_commit
 * (S2). The authorizer is asked when a statement is prepared, so it costs nothing when it runs. */
#include "store/sqlite.h"

int64_t monotonic_ms(void)
{
        struct timespec t;
        if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) BUG("clock_gettime");
        return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool is_event(const char *table)
{
        return table && sqlite3_stricmp(table, "event") == 0;
}

/* A PRAGMA that only tells something, or marks the file. */
static bool pragma_allowed(const char *name, const char *value)
{
        static const char *const tells[] = {
                "application_id",     "busy_timeout",       "cell_size_check", "compile_options",
                "data_version",       "foreign_key_list",   "foreign_keys",    "freelist_count",
                "index_info",         "index_list",         "index_xinfo",     "integrity_check",
                "page_count",         "page_size",          "quick_check",     "query_only",
                "recursive_triggers", "secure_delete",      "synchronous",     "table_info",
                "table_list",         "table_xinfo",        "trusted_schema",  "user_version",
                "foreign_key_check",  "wal_autocheckpoint",
        };
        static const char *const takes_value[] = {
                "application_id", "foreign_key_check", "foreign_key_list", "index_info",
                "index_list",     "index_xinfo",       "integrity_check",  "quick_check",
                "table_info",     "table_list",        "table_xinfo",      "user_version",
        };
        const char *const *list = value ? takes_value : tells;
        size_t n = value ? LEN(takes_value) : LEN(tells);
        for (size_t i = 0; i < n; i++)
                if (name && sqlite3_stricmp(name, list[i]) == 0) return true;
        return false;
}

/* Meaning of a and b: the table of action codes at sqlite3_set_authorizer in SQLite's manual. */
static int authorize(void *ctx, int action, const char *a, const char *b, const char *schema,
                     const char *trigger)
{
        const struct store *st = ctx;
        bool deny = false;
        (void)schema, (void)trigger;
        switch (action) {
        case SQLITE_UPDATE:
        case SQLITE_DELETE:
        case SQLITE_DROP_TABLE:
        case SQLITE_DROP_VTABLE: deny = is_event(a) && !st->tamper; break;
        case SQLITE_DROP_TRIGGER:
        case SQLITE_ALTER_TABLE: deny = is_event(b) && !st->tamper; break;
        case SQLITE_TRANSACTION:
        case SQLITE_SAVEPOINT: deny = !st->inside; break;
        case SQLITE_PRAGMA: deny = !st->inside && !pragma_allowed(a, b); break;
        case SQLITE_ATTACH:
        case SQLITE_DETACH: deny = !st->copying; break;
        case SQLITE_FUNCTION: deny = b && sqlite3_stricmp(b, "load_extension") == 0; break;
        default: break;
        }
        return deny ? SQLITE_DENY : SQLITE_OK;
}

static int on_commit(void *ctx)
{
        const struct store *st = ctx;
        return !st->committing; /* keeps S2 */
}

static void set_limits(sqlite3 *db)
{
        static const struct {
                int id, value;
        } limit[] = {
                { SQLITE_LIMIT_LENGTH, STORE_VALUE_MAX },
                { SQLITE_LIMIT_SQL_LENGTH, STORE_SQL_BYTES_MAX },
                { SQLITE_LIMIT_VARIABLE_NUMBER, STORE_PARAMS_MAX },
                { SQLITE_LIMIT_COLUMN, 1000 },
                { SQLITE_LIMIT_EXPR_DEPTH, 1000 },
                { SQLITE_LIMIT_COMPOUND_SELECT, 64 },
                { SQLITE_LIMIT_TRIGGER_DEPTH, 16 },
                { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000 },
                { SQLITE_LIMIT_ATTACHED, 0 },
                { SQLITE_LIMIT_WORKER_THREADS, 0 },
        };
        for (size_t i = 0; i < LEN(limit); i++)
                (void)sqlite3_limit(db, limit[i].id, limit[i].value);
}

static enum err set_config(struct store *st)
{
        static const struct {
                int id, on;
        } config[] = {
                { SQLITE_DBCONFIG_DEFENSIVE, 1 },
                { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
                { SQLITE_DBCONFIG_DQS_DML, 0 },
                { SQLITE_DBCONFIG_DQS_DDL, 0 },
                { SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
                { SQLITE_DBCONFIG_ENABLE_TRIGGER, 1 },
                { SQLITE_DBCONFIG_ENABLE_VIEW, 1 },
                { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
                { SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0 },
                { SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0 },
                { SQLITE_DBCONFIG_LEGACY_ALTER_TABLE, 0 },
        };
        for (size_t i = 0; i < LEN(config); i++) {
                int now = -1;
                int rc = sqlite3_db_config(st->db, config[i].id, config[i].on, &now);
                if (rc != SQLITE_OK || now != config[i].on)
                        return store_refuse(st, ERR_IO, "this SQLite lacks a setting we rely on");
        }
        return OK;
}

/* Runs a PRAGMA and gives its first value as text ("" without one). */
static enum err pragma(struct store *st, const char *sql, char *out, size_t cap)
{
        sqlite3_stmt *h = NULL;
        int rc = sqlite3_prepare_v3(st->db, sql, -1, 0, &h, NULL);
        out[0] = '\0';
        if (rc == SQLITE_OK) rc = sqlite3_step(h);
        if (rc == SQLITE_ROW && sqlite3_column_text(h, 0))
                (void)snprintf(out, cap, "%s", (const char *)sqlite3_column_text(h, 0));
        enum err e = rc == SQLITE_ROW || rc == SQLITE_DONE ? OK : store_fail(st, sql, rc);
        (void)sqlite3_finalize(h);
        return e;
}

enum err guard_init(struct store *st)
{
        static const char *const settings[] = {
                "PRAGMA page_size=4096",        /* faster than 8192 and 16384, measured */
                "PRAGMA synchronous=FULL",      /* keeps I4 */
                "PRAGMA recursive_triggers=ON", /* else OR REPLACE passes the triggers of event */
                "PRAGMA cell_size_check=ON",
                "PRAGMA secure_delete=FAST", /* ON is Debian's default; keys.db asks for it */
        };
        char got[32];
        sqlite3_extended_result_codes(st->db, 1);
        store_busy_ms(st, STORE_BUSY_MS);
        set_limits(st->db);
        TRY(set_config(st));
        for (size_t i = 0; i < LEN(settings); i++) TRY(pragma(st, settings[i], got, sizeof got));
        TRY(pragma(st, st->read_only ? "PRAGMA journal_mode" : "PRAGMA journal_mode=WAL", got,
                   sizeof got));
        if (!st->read_only && !str_eq(str_c(got), S("wal")) && !str_eq(str_c(got), S("memory")))
                return store_refuse(st, ERR_IO, "the file cannot have a write-ahead log");
        if (sqlite3_wal_autocheckpoint(st->db, STORE_WAL_PAGES) != SQLITE_OK)
                return store_refuse(st, ERR_IO, "sqlite3_wal_autocheckpoint");
        (void)sqlite3_set_authorizer(st->db, authorize, st);
        (void)sqlite3_commit_hook(st->db, on_commit, st);
        return OK;
}

#include "view/schema.h"

#include "view/alike.h"

#include <limits.h>

/* To be raised with every change of a derived table: a city whose tables are others is not opened
 * before a rebuild (view_known). */
#define SCHEMA_NUMBER 1

static const struct str common[] = {
        SI("CREATE TABLE IF NOT EXISTS derived (schema INTEGER PRIMARY KEY) STRICT"),
        /* the key's columns first: else SQLite 3.40's quick_check sees NULLs where there are none
         * */
        SI("CREATE TABLE IF NOT EXISTS many (record INTEGER NOT NULL, field TEXT NOT NULL,"
           " pos INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (record, field, pos))"
           " STRICT, WITHOUT ROWID"),
        SI("CREATE INDEX IF NOT EXISTS many_value ON many (field, value, record)"),
        SI("CREATE TABLE IF NOT EXISTS duty (id INTEGER PRIMARY KEY, ledger TEXT NOT NULL,"
           " record INTEGER NOT NULL, name TEXT NOT NULL, holder TEXT NOT NULL, round INTEGER NOT "
           "NULL,"
           " lead INTEGER NOT NULL, start INTEGER NOT NULL, due INTEGER NOT NULL, due_day INTEGER "
           "NOT NULL,"
           " provisional INTEGER NOT NULL, within TEXT NOT NULL, calendar INTEGER NOT NULL,"
           " outcome TEXT NOT NULL, late INTEGER NOT NULL, opened INTEGER NOT NULL, ended INTEGER,"
           " ended_at INTEGER, opened_seq INTEGER NOT NULL, ended_seq INTEGER, seen INTEGER NOT "
           "NULL, parent INTEGER NOT NULL, former INTEGER NOT NULL, clock TEXT NOT NULL)"
           " STRICT"),
        SI("CREATE INDEX IF NOT EXISTS duty_record ON duty (record)"),
        /* both in the order of a page, with all that counting asks for: no row of duty is looked at
         */
        SI("CREATE INDEX IF NOT EXISTS duty_open ON duty (holder, ledger, due, id, record, due_day)"
           " WHERE outcome = ''"),
        SI("CREATE INDEX IF NOT EXISTS duty_due ON duty (ledger, due, id, record, due_day)"
           " WHERE outcome = ''"),
        SI("CREATE TABLE IF NOT EXISTS open_work (office INTEGER NOT NULL, what INTEGER NOT NULL,"
           " ledger TEXT NOT NULL, due INTEGER NOT NULL, item INTEGER NOT NULL,"
           " record INTEGER NOT NULL, due_day INTEGER NOT NULL,"
           " PRIMARY KEY (office, what, ledger, due, item)) STRICT, WITHOUT ROWID"),
        SI("CREATE TABLE IF NOT EXISTS paper (id INTEGER PRIMARY KEY, ledger TEXT NOT NULL,"
           " record INTEGER NOT NULL, name TEXT NOT NULL, number TEXT NOT NULL, office TEXT NOT "
           "NULL,"
           " day INTEGER NOT NULL, seq INTEGER NOT NULL, seen INTEGER NOT NULL) STRICT"),
        SI("CREATE INDEX IF NOT EXISTS paper_record ON paper (record)"),
        SI("CREATE TABLE IF NOT EXISTS act (record INTEGER NOT NULL, n INTEGER NOT NULL,"
           " ledger TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER NOT NULL, done INTEGER,"
           " duty INTEGER NOT NULL, round INTEGER NOT NULL, step TEXT NOT NULL,"
           " at INTEGER NOT NULL, until INTEGER, due INTEGER, text TEXT NOT NULL,"
           " PRIMARY KEY (record, n)) STRICT, WITHOUT ROWID"),
        SI("CREATE INDEX IF NOT EXISTS act_silent ON act (until)"
           " WHERE kind = 'asked' AND done IS NULL AND until IS NOT NULL"),
        SI("CREATE TABLE IF NOT EXISTS rule_done (rule TEXT NOT NULL, at INTEGER NOT NULL,"
           " record INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (rule, at, record))"
           " STRICT, WITHOUT ROWID"),
        SI("CREATE INDEX IF NOT EXISTS rule_done_day ON rule_done (rule, at) WHERE record = 0"),
        SI("CREATE TABLE IF NOT EXISTS rule_wait (rule TEXT NOT NULL, due INTEGER NOT NULL,"
           " duty INTEGER NOT NULL, record INTEGER NOT NULL, PRIMARY KEY (rule, due, duty))"
           " STRICT, WITHOUT ROWID"),
        SI("CREATE INDEX IF NOT EXISTS rule_wait_record ON rule_wait (record)"),
        SI("CREATE TABLE IF NOT EXISTS scope (office INTEGER NOT NULL, record INTEGER NOT NULL,"
           " PRIMARY KEY (office, record)) STRICT, WITHOUT ROWID"),
        SI("CREATE TABLE IF NOT EXISTS hidden (record INTEGER NOT NULL, office INTEGER NOT NULL,"
           " account INTEGER NOT NULL, PRIMARY KEY (record, office, account)) STRICT,"
           " WITHOUT ROWID"),
        SI("CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL)"
           " STRICT, WITHOUT ROWID"),
        SI("CREATE TABLE IF NOT EXISTS batch (id INTEGER PRIMARY KEY, ledger TEXT NOT NULL,"
           " state TEXT NOT NULL, source TEXT NOT NULL, total INTEGER NOT NULL, done INTEGER NOT "
           "NULL)"
           " STRICT"),
        SI("CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE,"
           " disabled INTEGER NOT NULL, named INTEGER NOT NULL) STRICT"),
        SI("CREATE TABLE IF NOT EXISTS post (account INTEGER NOT NULL, office TEXT NOT NULL,"
           " role TEXT NOT NULL, PRIMARY KEY (account, office, role)) STRICT, WITHOUT ROWID"),
        SI("CREATE TABLE IF NOT EXISTS stand (id INTEGER PRIMARY KEY, account INTEGER NOT NULL,"
           " acting_for INTEGER NOT NULL, office TEXT NOT NULL, role TEXT NOT NULL,"
           " first INTEGER NOT NULL, last INTEGER, ended INTEGER) STRICT"),
        SI("CREATE TABLE IF NOT EXISTS closing (month INTEGER PRIMARY KEY) STRICT"),
};

static enum err run(struct sql *q, struct store *st, struct faults *f)
{
        enum err e = store_exec(st, buf_view(&q->text));
        sql_done(q);
        return store_failed(st, e, f);
}

static enum err record_table(struct store *st, const struct ledger *l, struct arena *a,
                             struct faults *f)
{
        struct sql q;
        struct str name = view_table(a, 'r', l, NULL);
        sql_init(&q, a);
        sql_put(&q, S("CREATE TABLE IF NOT EXISTS "));
        sql_name(&q, name);
        sql_put(&q, S(" (id INTEGER PRIMARY KEY, number TEXT NOT NULL, state TEXT NOT NULL,"
                      " kind TEXT NOT NULL, owner TEXT NOT NULL, entered INTEGER NOT NULL,"
                      " last_day INTEGER NOT NULL, round INTEGER NOT NULL, parent INTEGER NOT NULL,"
                      " version INTEGER NOT NULL, process INTEGER NOT NULL, batch INTEGER NOT NULL,"
                      " promised INTEGER, promised_start INTEGER, promised_provisional INTEGER NOT "
                      "NULL,"
                      " promised_within TEXT, promised_calendar INTEGER NOT NULL,"
                      " seen INTEGER NOT NULL, acts INTEGER NOT NULL"));
        for (size_t i = 0; i < l->fields_n; i++) {
                if (!has_column(&l->fields[i])) continue;
                sql_put(&q, S(", "));
                sql_name(&q, column_of(a, &l->fields[i]));
                sql_put(&q, S(" "));
                sql_put(&q, str_c(column_type(&l->fields[i])));
        }
        sql_put(&q, S(") STRICT"));
        TRY(run(&q, st, f));
        static const struct {
                struct str suffix, on;
        } index[] = {
                { SI("_number"), SI(" (number)") },
                { SI("_open"), SI(" (state, id) WHERE kind = 'open'") },
                { SI("_due"), SI(" (promised, id) WHERE kind = 'open'") },
                { SI("_child"), SI(" (parent, id) WHERE parent > 0") },
        };
        for (size_t i = 0; i < LEN(index); i++) {
                sql_init(&q, a);
                sql_put(&q, i == 0 ? S("CREATE UNIQUE INDEX IF NOT EXISTS ")
                                   : S("CREATE INDEX IF NOT EXISTS "));
                sql_name(&q, str_join(a, name, index[i].suffix));
                sql_put(&q, S(" ON "));
                sql_name(&q, name);
                sql_put(&q, index[i].on);
                TRY(run(&q, st, f));
        }
        return OK;
}

/* The way back over a link: what was made for a record, and that it was (made.h). */
static enum err link_indexes(struct store *st, const struct ledger *l, struct arena *a,
                             struct faults *f)
{
        struct str name = view_table(a, 'r', l, NULL);
        for (size_t i = 0; i < l->fields_n; i++) {
                struct sql q;
                if (l->fields[i].type != F_LINK || !has_column(&l->fields[i])) continue;
                struct str column = column_of(a, &l->fields[i]);
                sql_init(&q, a);
                sql_put(&q, S("CREATE INDEX IF NOT EXISTS "));
                sql_name(&q, str_printf(a, "%.*s_link%zu", SP(name), i));
                sql_put(&q, S(" ON "));
                sql_name(&q, name);
                sql_put(&q, S(" ("));
                sql_name(&q, column);
                sql_put(&q, S(", id) WHERE "));
                sql_name(&q, column);
                sql_put(&q, S(" IS NOT NULL"));
                TRY(run(&q, st, f));
        }
        return OK;
}

/* An import finds the row it had loaded before by the ledger's key. */
static enum err key_index(struct store *st, const struct ledger *l, struct arena *a,
                          struct faults *f)
{
        if (l->key_n == 0) return OK;
        struct sql q;
        struct str name = view_table(a, 'r', l, NULL);
        sql_init(&q, a);
        sql_put(&q, S("CREATE INDEX IF NOT EXISTS "));
        sql_name(&q, str_join(a, name, S("_key")));
        sql_put(&q, S(" ON "));
        sql_name(&q, name);
        for (size_t i = 0; i < l->key_n; i++) {
                sql_put(&q, i ? S(", ") : S(" ("));
                sql_name(&q, column_of(a, &l->fields[l->key[i]]));
        }
        sql_put(&q, S(")"));
        return run(&q, st, f);
}

/* Records of one place, the latest first: may it be the same matter again? */
static enum err place_indexes(struct store *st, const struct ledger *l, struct arena *a,
                              struct faults *f)
{
        struct str name = view_table(a, 'r', l, NULL);
        for (size_t i = 0; i < l->fields_n; i++) {
                struct sql q;
                if (l->fields[i].type != F_PLACE || !has_column(&l->fields[i])) continue;
                struct str column = column_of(a, &l->fields[i]);
                sql_init(&q, a);
                sql_put(&q, S("CREATE INDEX IF NOT EXISTS "));
                sql_name(&q, str_printf(a, "%.*s_at_%.*s", SP(name), SP(column)));
                sql_put(&q, S(" ON "));
                sql_name(&q, name);
                sql_put(&q, S(" ("));
                sql_name(&q, column);
                sql_put(&q, S(", entered) WHERE "));
                sql_name(&q, column);
                sql_put(&q, S(" IS NOT NULL"));
                TRY(run(&q, st, f));
        }
        return OK;
}

static void pair_columns(struct sql *q, const struct cell_table *t)
{
        char c[32];
        for (size_t i = 0; i < t->figures_n; i++) {
                for (int m = 0; m < 2; m++) {
                        int n = snprintf(c, sizeof c, "%c%zu", m ? 'm' : 'p', i);
                        sql_put(q, S(", "));
                        sql_name(q, (struct str){ c, (size_t)n });
                        sql_put(q, S(" INTEGER NOT NULL"));
                }
        }
}

/* I3: every declared identity as a CHECK on each wide row. */
static void checks(struct sql *q, const struct ledger *l, int table)
{
        char c[64];
        for (size_t i = 0; i < l->identities_n; i++) {
                const struct identity *x = &l->identities[i];
                if (x->table != table) continue;
                sql_put(q, S(", CHECK (0"));
                for (size_t k = 0; k < l->tables[table].figures_n; k++) {
                        if (x->coef[k] == 0) continue;
                        int n = snprintf(c, sizeof c, " %c %" PRId64 " * (p%zu - m%zu)",
                                         x->coef[k] < 0 ? '-' : '+',
                                         x->coef[k] < 0 ? -x->coef[k] : x->coef[k], k, k);
                        sql_put(q, (struct str){ c, (size_t)n });
                }
                sql_put(q, S(" = 0)"));
        }
}

static enum err cell_tables(struct store *st, const struct ledger *l, int ti, struct arena *a,
                            struct faults *f)
{
        const struct cell_table *t = &l->tables[ti];
        static const struct {
                char prefix;
                struct str head, key;
        } kind[] = {
                { 'c',
                  SI(" (batch INTEGER NOT NULL, day INTEGER NOT NULL, office INTEGER NOT NULL,"
                     " by INTEGER NOT NULL, value TEXT NOT NULL"),
                  SI(", PRIMARY KEY (batch, day, office, by, value)) STRICT, WITHOUT ROWID") },
                { 'k',
                  SI(" (office INTEGER NOT NULL, by INTEGER NOT NULL, value TEXT NOT NULL,"
                     " month INTEGER NOT NULL"),
                  SI(", PRIMARY KEY (office, by, value, month)) STRICT, WITHOUT ROWID") },
        };
        for (size_t i = 0; i < LEN(kind); i++) {
                struct sql q;
                sql_init(&q, a);
                sql_put(&q, S("CREATE TABLE IF NOT EXISTS "));
                sql_name(&q, view_table(a, kind[i].prefix, l, t));
                sql_put(&q, kind[i].head);
                pair_columns(&q, t);
                checks(&q, l, ti);
                sql_put(&q, kind[i].key);
                TRY(run(&q, st, f));
        }
        return OK;
}

static enum err journal_table(struct store *st, const struct ledger *l, int ti, struct arena *a,
                              struct faults *f)
{
        const struct cell_table *t = &l->tables[ti];
        struct str name = view_table(a, 'j', l, t);
        struct sql q;
        char c[32];
        sql_init(&q, a);
        sql_put(&q, S("CREATE TABLE IF NOT EXISTS "));
        sql_name(&q, name);
        sql_put(&q, S(" (id INTEGER PRIMARY KEY, batch INTEGER NOT NULL, day INTEGER NOT NULL,"
                      " seq INTEGER NOT NULL, by_seq INTEGER NOT NULL, known INTEGER,"
                      " record INTEGER NOT NULL, item INTEGER NOT NULL, office INTEGER NOT NULL"));
        for (size_t i = 0; i < t->by_n; i++) {
                int n = snprintf(c, sizeof c, ", b%zu TEXT NOT NULL", i + 1);
                sql_put(&q, (struct str){ c, (size_t)n });
        }
        for (size_t i = 0; i < t->figures_n; i++) {
                int n = snprintf(c, sizeof c, ", a%zu INTEGER NOT NULL", i);
                sql_put(&q, (struct str){ c, (size_t)n });
        }
        sql_put(&q, S(") STRICT"));
        TRY(run(&q, st, f));
        static const struct {
                struct str suffix, on;
        } index[] = {
                { SI("_known"), SI(" (known, day) WHERE known IS NOT NULL") },
                { SI("_batch"), SI(" (batch) WHERE batch > 0") },
        };
        for (size_t i = 0; i < LEN(index); i++) {
                sql_init(&q, a);
                sql_put(&q, S("CREATE INDEX IF NOT EXISTS "));
                sql_name(&q, str_join(a, name, index[i].suffix));
                sql_put(&q, S(" ON "));
                sql_name(&q, name);
                sql_put(&q, index[i].on);
                TRY(run(&q, st, f));
        }
        return OK;
}

static bool has_distinct(const struct ledger *l, int ti)
{
        for (size_t i = 0; i < l->figures_n; i++)
                if (l->figures[i].table == ti && l->figures[i].agg == AGG_DISTINCT) return true;
        return false;
}

static enum err presence_table(struct store *st, const struct ledger *l, int ti, struct arena *a,
                               struct faults *f)
{
        if (!has_distinct(l, ti)) return OK;
        struct sql q;
        sql_init(&q, a);
        sql_put(&q, S("CREATE TABLE IF NOT EXISTS "));
        sql_name(&q, view_table(a, 'p', l, &l->tables[ti]));
        sql_put(&q,
                S(" (figure TEXT NOT NULL, office INTEGER NOT NULL, by INTEGER NOT NULL,"
                  " value TEXT NOT NULL, key TEXT NOT NULL, day INTEGER NOT NULL, batch INTEGER "
                  "NOT NULL,"
                  " plus INTEGER NOT NULL, minus INTEGER NOT NULL,"
                  " PRIMARY KEY (figure, office, by, value, key, day, batch)) STRICT,"
                  " WITHOUT ROWID"));
        return run(&q, st, f);
}

static enum err put_number(struct store *st)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("INSERT INTO derived (schema) VALUES ($1) ON CONFLICT DO NOTHING"),
                       &s));
        stmt_int(s, 1, SCHEMA_NUMBER);
        return stmt_run(s);
}

enum err view_known(struct store *st, bool *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_has_table(st, S("derived"), ret));
        if (!*ret) return OK;
        TRY(store_stmt(st, S("SELECT min(schema), max(schema) FROM derived"), &s));
        enum row row = stmt_step(s);
        if (row == ROW_ERR) return stmt_err(s);
        *ret = row == ROW_GOT && col_int(s, 0) == SCHEMA_NUMBER && col_int(s, 1) == SCHEMA_NUMBER;
        return OK;
}

enum err view_schema(struct store *st, const struct city *c, struct faults *f)
{
        struct arena a = { 0 };
        enum err e = OK;
        for (size_t i = 0; i < LEN(common) && e == OK; i++) e = store_exec(st, common[i]);
        if (e == OK) e = put_number(st);
        if (e != OK) e = store_failed(st, e, f);
        for (size_t i = 0; c && i < c->ledgers_n && e == OK; i++) {
                const struct ledger *l = &c->ledgers[i];
                e = record_table(st, l, &a, f);
                if (e == OK) e = key_index(st, l, &a, f);
                if (e == OK) e = link_indexes(st, l, &a, f);
                if (e == OK) e = place_indexes(st, l, &a, f);
                for (size_t t = 0; t < l->tables_n && e == OK; t++) {
                        e = cell_tables(st, l, (int)t, &a, f);
                        if (e == OK) e = journal_table(st, l, (int)t, &a, f);
                        if (e == OK) e = presence_table(st, l, (int)t, &a, f);
                }
        }
        arena_done(&a);
        return e == OK && c ? alike_schema(st, c, f) : e;
}

enum err view_tables(struct store *st, struct arena *a, struct str **ret, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        size_t cap = 0;
        *ret = NULL;
        *ret_n = 0;
        TRY(store_stmt(
                st,
                S("SELECT name FROM sqlite_schema WHERE type = 'table' AND (name GLOB '[rckjp]_*'"
                  " OR name IN ('derived','many','duty','open_work','act','paper','scope',"
                  "'hidden','counter','batch','account','post','stand','closing',"
                  "'rule_done','rule_wait')) ORDER BY name"),
                &s));
        enum row r;
        while ((r = stmt_step(s)) == ROW_GOT) *ARENA_PUSH(a, *ret, *ret_n, cap) = col_text(s, a, 0);
        return r == ROW_NONE ? OK : stmt_err(s);
}

enum err view_drop(struct store *st)
{
        struct arena a = { 0 };
        struct str *t;
        size_t n;
        enum err e = view_tables(st, &a, &t, &n);
        for (size_t i = 0; i < n && e == OK; i++) {
                struct sql q;
                sql_init(&q, &a);
                sql_put(&q, S("DROP TABLE "));
                sql_name(&q, t[i]);
                e = store_exec(st, buf_view(&q.text));
                sql_done(&q);
        }
        arena_done(&a);
        return e;
}

#include "view/beside_notice.h"

#include "base/json.h"

#define SLICE_EVENTS 2000 /* looked at in one transaction */
#define EXPIRE_ROWS  1000 /* dropped in one */

struct notices {
        struct arena a;
        struct store *st;
};

static const struct str names[] = {
        [NOTICE_WAITING] = SI("waiting"),
        [NOTICE_SENT] = SI("sent"),
        [NOTICE_DEAD] = SI("dead"),
        [NOTICE_WITHHELD] = SI("withheld"),
};

struct str notice_state_name(enum notice_state s)
{
        ASSERT(s < NOTICE_STATES);
        return names[s];
}

/* ---- opening --------------------------------------------------------------------------------- */

static const struct str tables[] = {
        SI("CREATE TABLE IF NOT EXISTS x_notice (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL,"
           " ledger TEXT NOT NULL, record INTEGER NOT NULL, who TEXT NOT NULL, way TEXT NOT NULL,"
           " text TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL, at INTEGER NOT NULL,"
           " next INTEGER NOT NULL, error TEXT NOT NULL) STRICT"),
        /* nothing is told twice */
        SI("CREATE UNIQUE INDEX IF NOT EXISTS x_notice_once ON x_notice (seq, who, way, text)"),
        SI("CREATE INDEX IF NOT EXISTS x_notice_next ON x_notice (next, id)"
           " WHERE state = 'waiting'"),
        SI("CREATE INDEX IF NOT EXISTS x_notice_first ON x_notice (record, who, id)"
           " WHERE state = 'waiting'"),
        SI("CREATE INDEX IF NOT EXISTS x_notice_state ON x_notice (state, next)"),
        SI("CREATE TABLE IF NOT EXISTS x_notice_done (one INTEGER PRIMARY KEY CHECK (one = 1),"
           " origin TEXT NOT NULL, epoch INTEGER NOT NULL, done INTEGER NOT NULL) STRICT"),
};

static enum err make_tables(struct store *st)
{
        TRY(store_begin(st, STORE_WRITE));
        enum err e = OK;
        for (size_t i = 0; e == OK && i < LEN(tables); i++) e = store_exec(st, tables[i]);
        if (e == OK) return store_commit(st);
        store_rollback(st);
        return e;
}

enum err notices_open(const char *path, bool write, struct notices **ret)
{
        struct store *st = NULL;
        if (!write && !file_exists(path)) return ERR_NOT_FOUND;
        enum err e = store_open(path, write ? STORE_CREATE : STORE_OPEN, &st);
        if (e == OK && write) e = make_tables(st);
        if (e != OK) {
                store_close(&st);
                return e;
        }
        struct arena a = { 0 };
        struct notices *x = ARENA_NEW(&a, struct notices, 1);
        x->a = a;
        x->st = st;
        *ret = x;
        return OK;
}

void notices_close(struct notices **p)
{
        struct notices *x = *p;
        *p = NULL;
        if (!x) return;
        store_close(&x->st);
        struct arena a = x->a;
        arena_done(&a);
}

struct str notices_why(const struct notices *x)
{
        return x ? store_why(x->st) : STR_NONE;
}

/* ---- following the log ----------------------------------------------------------------------- */

struct tailing {
        struct notices *x;
        const struct notices_in *in;
        struct arena a, row;
        int64_t done, size;
};

static enum err read_done(struct tailing *t, const struct log_head *h, bool *ret_is)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(t->x->st, S("SELECT origin, epoch, done FROM x_notice_done"), &s));
        enum row row = stmt_step(s);
        if (row == ROW_ERR) return stmt_err(s);
        *ret_is = row == ROW_GOT && str_eq(col_text(s, &t->a, 0), str_c(h->origin)) &&
                  col_int(s, 1) == h->epoch && col_int(s, 2) <= t->size;
        t->done = *ret_is ? col_int(s, 2) : t->size;
        return OK;
}

static enum err write_done(struct tailing *t, const struct log_head *h)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(t->x->st,
                       S("INSERT INTO x_notice_done (one, origin, epoch, done)"
                         " VALUES (1, $1, $2, $3) ON CONFLICT (one) DO UPDATE SET"
                         " origin = excluded.origin, epoch = excluded.epoch, done = excluded.done"),
                       &s));
        stmt_text(s, 1, str_c(h->origin));
        stmt_int(s, 2, h->epoch);
        stmt_int(s, 3, t->done);
        return stmt_run(s);
}

static enum err note(struct tailing *t, const struct event *e, const struct jval *tell)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        struct str who = jval_text(tell, S("to")), text = jval_text(tell, S("text"));
        if (jval_bool(tell, S("withheld"))) return OK; /* he is recused */
        struct str way = who.n ? t->in->way(t->in->ctx, who) : STR_NONE;
        if (way.n == 0) return OK;
        TRY(store_stmt(t->x->st,
                       S("INSERT INTO x_notice (seq, ledger, record, who, way, text, state, tries,"
                         " at, next, error) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, $8,"
                         " '') ON CONFLICT (seq, who, way, text) DO NOTHING"),
                       &s));
        stmt_int(s, 1, e->seq);
        stmt_text(s, 2, e->ledger);
        stmt_int(s, 3, e->record);
        stmt_text(s, 4, who);
        stmt_text(s, 5, way);
        stmt_text(s, 6, text);
        stmt_int(s, 7, e->at.ms);
        stmt_int(s, 8, t->in->now.ms);
        return stmt_run(s);
}

/* Only the cheap question is asked of most events. */
static enum err look(struct tailing *t, const struct event *e)
{
        size_t at;
        struct jval *o;
        struct str why;
        if (e->record == 0 || e->batch >= 0 || e->via == VIA_IMPORT) return OK;
        if (e->at.ms < t->in->now.ms - t->in->oldest_ms) return OK;
        if (!str_find(e->result, S("\"tells\":["), &at)) return OK;
        if (jval_parse(&t->row, e->result, &o, &why) != OK) return OK; /* verify's business */
        const struct jval *tells = jval_get(o, S("tells"));
        for (size_t i = 0; tells && tells->kind == JARRAY && i < tells->n; i++)
                TRY(note(t, e, &tells->items[i]));
        return OK;
}

static enum err look_through(struct tailing *t)
{
        AUTO(log_read_done) struct log_cursor *cur = NULL;
        struct event e;
        enum err last = OK, x = OK;
        int64_t to = t->size - t->done > SLICE_EVENTS ? t->done + SLICE_EVENTS : t->size;
        TRY(log_read(t->in->st, &t->a, t->done, to, 0, &cur));
        while (x == OK && log_next(cur, &t->row, &e, &last)) {
                x = look(t, &e);
                arena_reset(&t->row);
        }
        t->done = to;
        return x == OK ? last : x;
}

static enum err tail_in(struct tailing *t, const struct log_head *h)
{
        bool is = false;
        TRY(read_done(t, h, &is));
        if (is && t->done == t->size) return OK;
        if (is) TRY(look_through(t));
        return write_done(t, h);
}

enum err notices_tail(struct notices *x, const struct notices_in *in, int64_t *ret_behind)
{
        struct tailing t = { .x = x, .in = in };
        struct log_head h;
        TRY(log_head(in->st, &h));
        t.size = (int64_t)h.tree.size;
        TRY(store_begin(x->st, STORE_WRITE));
        enum err e = tail_in(&t, &h);
        if (e == OK) e = store_commit(x->st);
        else store_rollback(x->st);
        if (e == OK) *ret_behind = t.size - t.done;
        arena_done(&t.row);
        arena_done(&t.a);
        return e;
}

/* ---- rows ------------------------------------------------------------------------------------ */

#define COLUMNS                                                                                    \
        "SELECT id, seq, ledger, record, who, way, text, state, tries, at, next, error"            \
        " FROM x_notice AS n "

static struct notice row_of(const struct stmt *s, struct arena *a)
{
        struct notice x = { .id = col_int(s, 0),
                            .seq = col_int(s, 1),
                            .ledger = col_text(s, a, 2),
                            .record = col_int(s, 3),
                            .who = col_text(s, a, 4),
                            .way = col_text(s, a, 5),
                            .text = col_text(s, a, 6),
                            .tries = col_int(s, 8),
                            .at = { col_int(s, 9) },
                            .next = { col_int(s, 10) },
                            .error = col_text(s, a, 11) };
        struct str state = col_text(s, a, 7);
        for (size_t i = 0; i < LEN(names); i++)
                if (str_eq(state, names[i])) x.state = (enum notice_state)i;
        return x;
}

enum err notices_next(struct notices *x, struct arena *a, struct moment now, struct notice *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(x->st,
                       S(COLUMNS "WHERE state = 'waiting' AND next <= $1 AND NOT EXISTS"
                                 " (SELECT 1 FROM x_notice AS o WHERE o.state = 'waiting'"
                                 " AND o.record = n.record AND o.who = n.who AND o.id < n.id)"
                                 " ORDER BY next, id LIMIT 1"),
                       &s));
        stmt_int(s, 1, now.ms);
        enum row row = stmt_step(s);
        if (row != ROW_GOT) return row == ROW_NONE ? ERR_NOT_FOUND : stmt_err(s);
        *ret = row_of(s, a);
        return OK;
}

/* A connection commits only what was begun. */
static enum err write_one(struct notices *x, struct stmt *s)
{
        TRY(store_begin(x->st, STORE_WRITE));
        enum err e = stmt_run(s);
        if (e == OK) return store_commit(x->st);
        store_rollback(x->st);
        return e;
}

/* What became of a notice; `tries` more were made. */
static enum err put_state(struct notices *x, int64_t id, enum notice_state state, int tries,
                          struct moment next, struct str error)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(x->st,
                       S("UPDATE x_notice SET state = $1, tries = tries + $2, next = $3, error = $4"
                         " WHERE id = $5"),
                       &s));
        stmt_text(s, 1, names[state]);
        stmt_int(s, 2, tries);
        stmt_int(s, 3, next.ms);
        stmt_text(s, 4, error);
        stmt_int(s, 5, id);
        return write_one(x, s);
}

enum err notices_sent(struct notices *x, int64_t id, struct moment now)
{
        return put_state(x, id, NOTICE_SENT, 1, now, STR_NONE);
}

enum err notices_failed(struct notices *x, int64_t id, struct str error, struct moment now,
                        struct moment next)
{
        bool again = moment_is(next);
        return put_state(x, id, again ? NOTICE_WAITING : NOTICE_DEAD, 1, again ? next : now, error);
}

enum err notices_withheld(struct notices *x, int64_t id, struct moment now)
{
        return put_state(x, id, NOTICE_WITHHELD, 0, now, STR_NONE);
}

enum err notices_postpone(struct notices *x, struct str way, struct moment until)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(x->st,
                       S("UPDATE x_notice SET next = $1 WHERE state = 'waiting' AND next < $1"
                         " AND way = $2"),
                       &s));
        stmt_int(s, 1, until.ms);
        stmt_text(s, 2, way);
        return write_one(x, s);
}

enum err notices_reroute(struct notices *x, int64_t id, struct str way)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(x->st, S("UPDATE OR IGNORE x_notice SET way = $1 WHERE id = $2"), &s));
        stmt_text(s, 1, way);
        stmt_int(s, 2, id);
        return write_one(x, s);
}

enum err notices_retry(struct notices *x, int64_t id, struct moment now, int64_t *ret_retried)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(x->st,
                       S("UPDATE x_notice SET state = 'waiting', tries = 0, next = $1"
                         " WHERE state = 'dead' AND ($2 = 0 OR id = $2)"),
                       &s));
        stmt_int(s, 1, now.ms);
        stmt_int(s, 2, id);
        TRY(write_one(x, s));
        *ret_retried = stmt_changes(s);
        return OK;
}

enum err notices_expire(struct notices *x, struct moment before)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(x->st,
                       S("DELETE FROM x_notice WHERE id IN (SELECT id FROM x_notice"
                         " WHERE state IN ('sent', 'dead', 'withheld') AND next < $1 LIMIT $2)"),
                       &s));
        stmt_int(s, 1, before.ms);
        stmt_int(s, 2, EXPIRE_ROWS);
        return write_one(x, s);
}

enum err notices_count(struct notices *x, struct notice_counts *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        AUTO(arena_done) struct arena a = { 0 };
        struct notice_counts c = { 0 };
        enum row row;
        TRY(store_stmt(x->st, S("SELECT state, count(*) FROM x_notice GROUP BY state"), &s));
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct str state = col_text(s, &a, 0);
                for (size_t i = 0; i < LEN(names); i++)
                        if (str_eq(state, names[i])) c.n[i] = col_int(s, 1);
        }
        if (row == ROW_ERR) return stmt_err(s);
        *ret = c;
        return OK;
}

enum err notices_list(struct notices *x, struct arena *a, int64_t before, int64_t limit,
                      struct notice **ret, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        size_t cap = 0;
        enum row row;
        *ret = NULL;
        *ret_n = 0;
        TRY(store_stmt(x->st,
                       S(COLUMNS "WHERE state <> 'sent' AND ($1 = 0 OR id < $1)"
                                 " ORDER BY id DESC LIMIT $2"),
                       &s));
        stmt_int(s, 1, before);
        stmt_int(s, 2, limit);
        while ((row = stmt_step(s)) == ROW_GOT) *ARENA_PUSH(a, *ret, *ret_n, cap) = row_of(s, a);
        return row == ROW_NONE ? OK : stmt_err(s);
}

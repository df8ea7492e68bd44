#include "view/index.h"

#include <sys/stat.h>

#include "base/json.h"
#include "view/keyed.h"

#define SWEEP_BLOCKS 4000 /* in one commit: some 20 ms */
#define SLICE_LEAST  64
#define INDEX_FORM   3 /* rises with what is made of a text: older files are begun anew */

struct index {
        struct arena a;
        struct store *st;
        const char *path;
        dev_t dev; /* the file that was opened */
        ino_t ino;
};

/* What the index was made of, and how far it is. */
struct progress {
        struct str origin, fields;
        int64_t epoch, done;
        bool sweeping;
        struct posting_place place;
};

struct updating {
        struct index *x;
        const struct index_in *in;
        struct arena a, slice;
        struct progress is;
        int64_t size; /* events of the log */
        struct str fields;
        int64_t until_ms; /* INT64_MAX: no end */
};

bool index_takes(const struct field *f)
{
        if (!f->sealed || f->private) return false;
        for (size_t i = 0; i < f->rows_n; i++)
                if (index_takes(&f->rows[i])) return true;
        return f->type == F_NOTE || (f->search && f->type != F_PERSON && f->type != F_FILE);
}

struct str index_text(struct arena *a, const struct field *f, struct str text)
{
        struct jval *v;
        struct str why;
        struct buf b = { .limit = (size_t)2 * ROWS_BYTES_MAX };
        if (f->type != F_ROWS) return text;
        if (jval_parse(a, text, &v, &why) != OK || v->kind != JARRAY) return STR_NONE;
        for (size_t i = 0; i < v->n; i++)
                for (size_t c = 0; c < f->rows_n; c++) {
                        struct str cell = jval_text(&v->items[i], f->rows[c].name);
                        if (cell.n && index_takes(&f->rows[c])) buf_printf(&b, "%.*s\n", SP(cell));
                }
        struct str out = str_dup(a, buf_view(&b));
        buf_free(&b);
        return out;
}

struct store *index_store(struct index *x)
{
        return x->st;
}

struct str index_why(const struct index *x)
{
        return x ? store_why(x->st) : STR_NONE;
}

static int64_t now_ms(void)
{
        struct timespec t;
        if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) BUG("clock_gettime");
        return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- opening ---- */

static enum err make_tables(struct store *st)
{
        static const struct str ddl[] = {
                SI("CREATE TABLE IF NOT EXISTS state (id INTEGER PRIMARY KEY CHECK (id = 1),"
                   " origin TEXT NOT NULL, fields TEXT NOT NULL, epoch INTEGER NOT NULL,"
                   " done INTEGER NOT NULL, sweeping INTEGER NOT NULL, term INTEGER NOT NULL,"
                   " first INTEGER NOT NULL) STRICT"),
                SI("CREATE TABLE IF NOT EXISTS gone (record INTEGER PRIMARY KEY,"
                   " sweeping INTEGER NOT NULL) STRICT"),
        };
        TRY(postings_schema(st));
        for (size_t i = 0; i < LEN(ddl); i++) TRY(store_exec(st, ddl[i]));
        return OK;
}

static enum err open_store(const char *path, bool write, struct store **ret)
{
        bool made = true;
        TRY(store_open(path, write ? STORE_CREATE : STORE_OPEN_READ, ret));
        if (!write) {
                TRY(store_has_table(*ret, S("state"), &made));
                return made ? OK : ERR_NOT_FOUND; /* another process is just making it */
        }
        TRY(store_secure_delete(*ret));
        TRY(store_begin(*ret, STORE_WRITE));
        TRY(make_tables(*ret));
        return store_commit(*ret);
}

/* Nothing in the file but what the log gives again. */
static void remove_file(const char *path)
{
        struct arena a = { 0 };
        static const char *const tail[] = { "", "-wal", "-shm" };
        for (size_t i = 0; i < LEN(tail); i++)
                (void)unlink(str_dupz(&a, str_printf(&a, "%s%s", path, tail[i])));
        arena_done(&a);
}

enum err index_open(const char *path, bool write, struct index **ret)
{
        struct store *st = NULL;
        enum err e = open_store(path, write, &st);
        if (write && e == ERR_IO) {
                store_close(&st);
                remove_file(path);
                e = open_store(path, write, &st);
        }
        if (e != OK) {
                store_close(&st);
                return e;
        }
        struct arena a = { 0 };
        struct index *x = ARENA_NEW(&a, struct index, 1);
        struct stat file;
        x->path = str_dupz(&a, str_c(path));
        if (stat(path, &file) == 0) {
                x->dev = file.st_dev;
                x->ino = file.st_ino;
        }
        x->a = a;
        x->st = st;
        *ret = x;
        return OK;
}

bool index_moved(const struct index *x)
{
        struct stat file;
        return stat(x->path, &file) != 0 || file.st_dev != x->dev || file.st_ino != x->ino;
}

void index_close(struct index **p)
{
        struct index *x = *p;
        *p = NULL;
        if (!x) return;
        store_close(&x->st);
        struct arena a = x->a;
        arena_done(&a);
}

/* ---- state ---- */

static void put_field(struct buf *b, struct str in, const struct field *f)
{
        if (!index_takes(f) && !keyed_takes(f)) return;
        buf_printf(b, "%.*s.%.*s %d%d\n", SP(in), SP(f->name), index_takes(f), keyed_takes(f));
        for (size_t i = 0; i < f->rows_n; i++) put_field(b, f->name, &f->rows[i]);
}

/* Names of the fields looked at, and which key the keyed terms are made with: when they change,
 * older texts must be looked at again. */
static struct str fields_of(struct arena *a, const struct city *c, int64_t key)
{
        struct buf b = { .limit = 4u << 20 };
        char hex[65];
        buf_printf(&b, "%d %" PRId64 "\n", INDEX_FORM, key);
        for (size_t i = 0; i < c->ledgers_n; i++)
                for (size_t k = 0; k < c->ledgers[i].fields_n; k++)
                        put_field(&b, c->ledgers[i].name, &c->ledgers[i].fields[k]);
        struct hash h = hash_of(buf_view(&b));
        buf_free(&b);
        return str_dup(a, hash_hex(&h, hex));
}

static enum err state_read(struct store *st, struct arena *a, struct progress *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        *ret = (struct progress){ .done = 0 };
        TRY(store_stmt(st,
                       S("SELECT origin, fields, epoch, done, sweeping, term, first FROM state"
                         " WHERE id = 1"),
                       &s));
        enum row r = stmt_step(s);
        if (r != ROW_GOT) return r == ROW_NONE ? OK : stmt_err(s);
        *ret = (struct progress){ .origin = col_text(s, a, 0),
                                  .fields = col_text(s, a, 1),
                                  .epoch = col_int(s, 2),
                                  .done = col_int(s, 3),
                                  .sweeping = col_int(s, 4) != 0,
                                  .place = { col_int(s, 5), col_int(s, 6) } };
        return OK;
}

static enum err state_write(struct store *st, const struct progress *x)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st,
                       S("INSERT INTO state (id, origin, fields, epoch, done, sweeping, term,"
                         " first) VALUES (1, $1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO"
                         " UPDATE SET origin = excluded.origin, fields = excluded.fields,"
                         " epoch = excluded.epoch, done = excluded.done,"
                         " sweeping = excluded.sweeping, term = excluded.term,"
                         " first = excluded.first"),
                       &s));
        stmt_text(s, 1, x->origin);
        stmt_text(s, 2, x->fields);
        stmt_int(s, 3, x->epoch);
        stmt_int(s, 4, x->done);
        stmt_int(s, 5, x->sweeping);
        stmt_int(s, 6, x->place.term);
        stmt_int(s, 7, x->place.first);
        return stmt_run(s);
}

static enum err empty(struct store *st)
{
        TRY(store_exec(st, S("DROP TABLE posting")));
        TRY(store_exec(st, S("DROP TABLE gone")));
        return make_tables(st);
}

/* In the write transaction: another process may have gone on meanwhile. */
static enum err state_begin(struct updating *u)
{
        struct log_head h;
        struct progress was;
        TRY(log_head(u->in->st, &h));
        TRY(state_read(u->x->st, &u->a, &was));
        u->size = (int64_t)h.tree.size;
        u->is = was;
        if (str_eq(was.origin, str_c(h.origin)) && str_eq(was.fields, u->fields) &&
            was.epoch == h.epoch && was.done <= u->size)
                return OK;
        u->is = (struct progress){ .origin = str_dup(&u->a, str_c(h.origin)),
                                   .fields = u->fields,
                                   .epoch = h.epoch };
        TRY(empty(u->x->st));
        return state_write(u->x->st, &u->is);
}

/* ---- a slice of events ---- */

struct gathering {
        struct updating *u;
        struct posting *v;
        size_t n, cap;
        struct terms terms;
};

static const struct field *field_of(const struct city *c, struct str ledger, struct str field)
{
        int l = city_ledger(c, ledger);
        int f = l < 0 ? -1 : ledger_field(&c->ledgers[l], field);
        return f < 0 ? NULL : &c->ledgers[l].fields[f];
}

/* A text that does not open is none: erased, or verify's business. */
static enum err gather(struct gathering *g, const struct stmt *s)
{
        struct arena *a = &g->u->slice;
        struct str text;
        struct seal_at at = { .st = g->u->in->st,
                              .keys = g->u->in->keys,
                              .subject = col_int(s, 1),
                              .seq = col_int(s, 0),
                              .field = col_text(s, a, 2) };
        struct str ledger = col_text(s, a, 3);
        const struct field *f = field_of(g->u->in->city, ledger, at.field);
        if (!f || (!index_takes(f) && !keyed_takes(f))) return OK;
        enum err e = seal_get(&at, a, &text, NULL);
        if (e == ERR_IO || e == ERR_BUSY || e == ERR_LIMIT) return e;
        if (e != OK) return OK;
        g->terms.n = 0;
        if (index_takes(f)) terms_put(&g->terms, a, index_text(a, f, text));
        TRY(keyed_put(&(struct keyed){ g->u->in->keys, a, ledger, f }, text, &g->terms));
        for (size_t i = 0; i < g->terms.n; i++)
                *ARENA_PUSH(a, g->v, g->n, g->cap) = (struct posting){ g->terms.v[i], at.subject };
        return OK;
}

static enum err gather_texts(struct gathering *g, int64_t from, int64_t to)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(g->u->in->st,
                       S("SELECT s.seq, s.subject, s.field, e.ledger FROM sealed AS s"
                         " CROSS JOIN event AS e ON e.seq = s.seq"
                         " WHERE s.seq >= $1 AND s.seq < $2 AND s.subject > 0 ORDER BY s.seq"),
                       &s));
        stmt_int(s, 1, from);
        stmt_int(s, 2, to);
        enum row r;
        while ((r = stmt_step(s)) == ROW_GOT) TRY(gather(g, s));
        return r == ROW_NONE ? OK : stmt_err(s);
}

/* Records that were erased in the slice wait for the next pass. */
static enum err note_gone(struct updating *u, int64_t from, int64_t to)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(u->in->st,
                       S("SELECT record FROM event WHERE seq >= $1 AND seq < $2"
                         " AND step = 'erase' AND record > 0"),
                       &s));
        stmt_int(s, 1, from);
        stmt_int(s, 2, to);
        enum row r;
        while ((r = stmt_step(s)) == ROW_GOT) {
                AUTO(stmt_done) struct stmt *ins = NULL;
                TRY(store_stmt(u->x->st,
                               S("INSERT INTO gone (record, sweeping) VALUES ($1, 0)"
                                 " ON CONFLICT (record) DO UPDATE SET sweeping = 0"),
                               &ins));
                stmt_int(ins, 1, col_int(s, 0));
                TRY(stmt_run(ins));
        }
        return r == ROW_NONE ? OK : stmt_err(s);
}

static enum err do_slice(struct updating *u, int64_t events)
{
        struct gathering g = { .u = u };
        int64_t from = u->is.done, to = u->size - from > events ? from + events : u->size;
        TRY(gather_texts(&g, from, to));
        TRY(postings_add(u->x->st, g.v, g.n));
        TRY(note_gone(u, from, to));
        u->is.done = to;
        return state_write(u->x->st, &u->is);
}

/* Runs one step of the work in a transaction of search.db. */
static enum err in_transaction(struct updating *u, enum err (*fn)(struct updating *, int64_t),
                               int64_t n)
{
        TRY(store_begin(u->x->st, STORE_WRITE));
        enum err e = state_begin(u);
        if (e == OK) e = fn(u, n);
        if (e != OK) store_rollback(u->x->st);
        else e = store_commit(u->x->st);
        arena_reset(&u->slice);
        return e;
}

/* Long slices share the work on a block among many texts; short ones keep to the budget. */
static enum err catch_up(struct updating *u)
{
        int64_t events = SLICE_LEAST;
        do {
                int64_t from = now_ms();
                TRY(in_transaction(u, do_slice, events));
                int64_t took = now_ms() - from, left = u->until_ms - now_ms();
                if (left <= took) break;
                if (left / 4 > took && events < SEARCH_SLICE_MAX) events *= 2;
        } while (u->is.done < u->size);
        return OK;
}

/* ---- erased records ---- */

static enum err read_gone(struct updating *u, int64_t **ret, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        size_t cap = 0;
        TRY(store_stmt(u->x->st, S("SELECT record FROM gone WHERE sweeping = 1 ORDER BY record"),
                       &s));
        enum row r;
        *ret = NULL;
        *ret_n = 0;
        while ((r = stmt_step(s)) == ROW_GOT)
                *ARENA_PUSH(&u->slice, *ret, *ret_n, cap) = col_int(s, 0);
        return r == ROW_NONE ? OK : stmt_err(s);
}

/* Records erased while a pass is on its way wait for the next one: it has begun without them. */
static enum err do_sweep(struct updating *u, int64_t blocks)
{
        int64_t *record;
        size_t n;
        bool end;
        if (!u->is.sweeping) {
                TRY(store_exec(u->x->st, S("UPDATE gone SET sweeping = 1")));
                u->is.sweeping = true;
                u->is.place = (struct posting_place){ INT64_MIN, 0 };
        }
        TRY(read_gone(u, &record, &n));
        TRY(postings_sweep(u->x->st, record, n, &u->is.place, blocks, &end));
        if (end) {
                u->is.sweeping = false;
                TRY(store_exec(u->x->st, S("DELETE FROM gone WHERE sweeping = 1")));
        }
        return state_write(u->x->st, &u->is);
}

static enum err waiting(struct updating *u, int64_t *ret)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(u->x->st, S("SELECT count(*) FROM gone"), &s));
        enum row r = stmt_step(s);
        if (r != ROW_GOT) return r == ROW_NONE ? ERR_CORRUPT : stmt_err(s);
        *ret = col_int(s, 0);
        return OK;
}

static enum err sweep(struct updating *u, int64_t *ret_waiting)
{
        bool swept = false;
        TRY(waiting(u, ret_waiting));
        while (*ret_waiting && now_ms() < u->until_ms) {
                TRY(in_transaction(u, do_sweep, SWEEP_BLOCKS));
                TRY(waiting(u, ret_waiting));
                swept = true;
        }
        /* what was taken out still stands in the write-ahead log; a reader may hold it: then the
         * next pass, or whoever writes last, moves it */
        if (swept && *ret_waiting == 0 && store_checkpoint(u->x->st, true) == ERR_IO) return ERR_IO;
        return OK;
}

/* ---- all of it ---- */

static enum err look(struct updating *u, bool *ret_anew)
{
        struct log_head h;
        int64_t key;
        TRY(keys_ensure(u->in->keys, SEAL_TERMS));
        TRY(seal_term(u->in->keys, S("index"), STR_NONE, &key));
        u->fields = fields_of(&u->a, u->in->city, key);
        TRY(log_head(u->in->st, &h));
        TRY(state_read(u->x->st, &u->a, &u->is));
        u->size = (int64_t)h.tree.size;
        *ret_anew = !str_eq(u->is.origin, str_c(h.origin)) || u->is.epoch != h.epoch ||
                    u->is.done > u->size || !str_eq(u->is.fields, u->fields);
        return OK;
}

enum err index_update(struct index *x, const struct index_in *in, int64_t *ret_behind)
{
        struct updating u = { .x = x, .in = in };
        bool anew;
        int64_t gone = 0;
        u.until_ms = in->budget_ms ? now_ms() + in->budget_ms : INT64_MAX;
        enum err e = look(&u, &anew);
        if (e == OK && (anew || u.is.done < u.size)) e = catch_up(&u);
        if (e == OK && u.is.done == u.size) e = sweep(&u, &gone);
        if (e == OK) *ret_behind = u.size - u.is.done + gone;
        arena_done(&u.slice);
        arena_done(&u.a);
        return e;
}

enum err index_behind(struct index *x, struct store *st, int64_t *ret)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct log_head h;
        struct progress is;
        TRY(log_head(st, &h));
        TRY(state_read(x->st, &a, &is));
        bool same = str_eq(is.origin, str_c(h.origin)) && is.epoch == h.epoch;
        *ret = (int64_t)h.tree.size - (same ? is.done : 0);
        return OK;
}

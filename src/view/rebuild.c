/* rebuild.c: derived tables dropped and replayed from the log (I1), and their ordered digest. */
#include "view/cells.h"
#include "view/inforce.h"
#include "view/schema.h"

#define REBUILD_GROUP 500 /* events summed before cells are written */

struct replay {
        struct view v;
        struct inforce *x;
        struct faults *f;
        struct arena a;   /* the cursor */
        struct arena one; /* what one event takes */
};

static enum err replay_record(struct replay *r, const struct event *e)
{
        int i = r->v.city ? city_ledger(r->v.city, e->ledger) : -1;
        if (i < 0)
                return FAULT(r->f, ERR_CORRUPT, "replay.ledger",
                             str_printf(r->f->a, "event %" PRId64, e->seq), "未知台账“%.*s”",
                             "unknown ledger %.*s", SP(e->ledger));
        const struct ledger *l = &r->v.city->ledgers[i];
        struct change c;
        struct rec before, *after;
        TRY(change_parse(&r->one, l, e, r->f, &c));
        if (c.enters) {
                rec_init(&before, &r->one, l);
        } else {
                enum err x = rec_load(&r->v, &r->one, l, e->record, &before);
                if (x != OK)
                        return FAULT(r->f, x, "replay.record",
                                     str_printf(r->f->a, "event %" PRId64, e->seq),
                                     "事件所指记录 %" PRId64 " 不存在",
                                     "record %" PRId64 " of the event is missing", e->record);
        }
        after = rec_copy(&r->one, l, &before);
        rec_apply(&r->one, l, after, e, &c);
        struct projection p = { l, e, &c, &before, after, &r->one };
        TRY(view_project(&r->v, &p, r->f));
        view_keep(&r->v);
        return OK;
}

static enum err replay_all(struct replay *r, int64_t *ret_events)
{
        struct log_cursor *cur = NULL;
        TRY(log_read(r->v.st, &r->a, 0, INT64_MAX, 0, &cur));
        struct event e;
        enum err x = OK, last = OK;
        int64_t n = 0;
        while (x == OK && log_next(cur, &r->one, &e, &last)) {
                x = view_month(&r->v, e.at, r->x->zone, r->f);
                if (x == OK)
                        x = e.ledger.n ? replay_record(r, &e)
                                       : view_project_city(&r->v, &e, &r->one, r->f);
                if (x == OK && ++n % REBUILD_GROUP == 0) x = view_flush(&r->v, r->f);
                arena_reset(&r->one);
        }
        log_read_done(&cur);
        if (x == OK) x = last;
        if (x == OK) x = view_flush(&r->v, r->f);
        *ret_events = n;
        return x;
}

enum err view_rebuild(struct store *st, struct keys *keys, struct inforce *x, struct faults *f,
                      int64_t *ret_events)
{
        *ret_events = 0;
        TRY(view_drop(st));
        TRY(inforce_load(st, keys, f, x));
        TRY(view_schema(st, x->city, f));
        struct replay r = { .x = x, .f = f };
        enum err e = view_open(&r.v, st, x->city);
        if (e == OK) e = replay_all(&r, ret_events);
        view_close(&r.v);
        arena_done(&r.a);
        arena_done(&r.one);
        if (e == OK) e = inforce_accounts(st, x);
        return store_failed(st, e, f);
}

/* ---- digest ---- */

/* What a table is ordered by: its natural key. A journal row's own id is not content. */
static struct str order_of(struct arena *a, struct stmt *s, char kind)
{
        struct str out = STR_NONE;
        for (int i = 0; i < col_count(s); i++) {
                struct str c = col_name(s, a, i);
                if (kind == 'j' && str_eq(c, S("id"))) continue;
                out = str_printf(a, "%.*s%s%.*s", SP(out), out.n ? ", " : "", SP(c));
        }
        return out;
}

struct digest_row {
        struct buf now, last; /* the row's numbers, for closings that repeat */
        struct buf key, last_key;
};

static void put_columns(struct buf *b, struct stmt *s, struct arena *a, int from, int to)
{
        for (int i = from; i < to; i++) {
                if (col_null(s, i)) {
                        buf_putc(b, 'n');
                        continue;
                }
                struct str t = col_text(s, a, i);
                buf_printf(b, "%zu:", t.n);
                buf_put(b, t);
        }
}

static bool zeros(struct stmt *s, int from)
{
        for (int i = from; i < col_count(s); i++)
                if (col_int(s, i) != 0) return false;
        return true;
}

/* Does this row count: see view_digests. Number columns of c begin at 5, of k at 4, of p at 7. */
static bool counts(struct digest_row *d, struct stmt *s, struct arena *a, char kind)
{
        if (kind == 'c') return !zeros(s, 5);
        if (kind == 'p') return !zeros(s, 7);
        if (kind != 'k') return true;
        buf_reset(&d->key);
        buf_reset(&d->now);
        put_columns(&d->key, s, a, 0, 3);
        put_columns(&d->now, s, a, 4, col_count(s));
        bool same_cell = str_eq(buf_view(&d->key), buf_view(&d->last_key));
        bool repeats = same_cell ? str_eq(buf_view(&d->now), buf_view(&d->last)) : zeros(s, 4);
        buf_reset(&d->last_key);
        buf_reset(&d->last);
        buf_put(&d->last_key, buf_view(&d->key));
        buf_put(&d->last, buf_view(&d->now));
        return !repeats;
}

static enum err digest_rows(struct stmt *s, char kind, struct view_digest *ret)
{
        struct arena a = { 0 };
        struct digest_row d = { { .limit = 1 << 20 },
                                { .limit = 1 << 20 },
                                { .limit = 1 << 20 },
                                { .limit = 1 << 20 } };
        struct buf line = { .limit = 1 << 24 };
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                arena_reset(&a);
                if (!counts(&d, s, &a, kind)) continue;
                buf_reset(&line);
                put_columns(&line, s, &a, 0, col_count(s));
                const struct str piece[] = { { (const char *)ret->hash.b, HASH_BYTES },
                                             buf_view(&line) };
                ret->hash = hash_pieces(piece, LEN(piece));
                ret->rows++;
        }
        struct buf *bufs[] = { &d.now, &d.last, &d.key, &d.last_key, &line };
        for (size_t i = 0; i < LEN(bufs); i++) buf_free(bufs[i]);
        arena_done(&a);
        return row == ROW_NONE ? OK : stmt_err(s);
}

static enum err digest_table(struct store *st, struct arena *a, struct view_digest *ret)
{
        struct sql q;
        char kind = ' ';
        if (ret->table.n > 1 && ret->table.p[1] == '_') kind = ret->table.p[0];
        AUTO(stmt_done) struct stmt *probe = NULL;
        sql_init(&q, a);
        sql_put(&q, S("SELECT * FROM "));
        sql_name(&q, ret->table);
        sql_put(&q, S(" LIMIT 0"));
        enum err e = sql_stmt(&q, st, &probe);
        sql_done(&q);
        TRY(e);
        struct str cols = order_of(a, probe, kind);
        stmt_done(&probe);
        sql_init(&q, a);
        sql_put(&q, S("SELECT "));
        sql_put(&q, cols);
        sql_put(&q, S(" FROM "));
        sql_name(&q, ret->table);
        sql_put(&q, S(" ORDER BY "));
        sql_put(&q, cols);
        AUTO(stmt_done) struct stmt *s = NULL;
        e = sql_stmt(&q, st, &s);
        sql_done(&q);
        TRY(e);
        return digest_rows(s, kind, ret);
}

enum err view_digests(struct store *st, struct arena *a, struct view_digest **ret, size_t *ret_n,
                      struct hash *ret_all)
{
        struct str *t;
        size_t n;
        TRY(view_tables(st, a, &t, &n));
        struct view_digest *d = ARENA_NEW(a, struct view_digest, n);
        struct hash all = { { 0 } };
        for (size_t i = 0; i < n; i++) {
                d[i].table = t[i];
                TRY(digest_table(st, a, &d[i]));
                const struct str piece[] = { { (const char *)all.b, HASH_BYTES },
                                             t[i],
                                             { (const char *)d[i].hash.b, HASH_BYTES } };
                all = hash_pieces(piece, LEN(piece));
        }
        *ret = d;
        *ret_n = n;
        *ret_all = all;
        return OK;
}

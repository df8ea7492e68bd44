/* log_tamper.h: a log of 600 events (two full tiles of 256 and a tail of 88), copies of it that
 * were tampered with, and what log_verify says of them. */
#ifndef ZT_TESTS_LOG_TAMPER_H
#define ZT_TESTS_LOG_TAMPER_H

#include "log_events.h"

#define SIZE 600

/* ---- ground
 * ------------------------------------------------------------------------------------- */

struct found {
        size_t n;
        const char *code;
        struct str where, text;
        int64_t events;
        enum err err;
};

/* Verifies through a connection of its own. */
static inline struct found verify(struct ground *g, const char *path,
                                  const struct checkpoint *since, const struct anchor *anchor,
                                  struct keys *keys)
{
        struct found r = { .code = "none", .where = S("none") };
        struct faults f, zh;
        struct store *st = NULL;
        struct log_verify_in in = { .keys = keys, .since = since, .anchor = anchor, .zone = CHINA };
        faults_init(&f, &g->a, LANG_EN);
        faults_init(&zh, &g->a, LANG_ZH);
        ASSERT(store_open(path, STORE_OPEN, &st) == OK);
        in.st = st;
        r.err = log_verify(&in, &g->a, &f, &r.events);
        CHECK_INT(-1, log_verify(&in, &g->a, &zh, &r.events), r.err);
        store_close(&st);
        r.n = f.n;
        CHECK_INT(-1, zh.n, f.n);
        if (!f.first) return r;
        for (const struct fault *x = f.first, *y = zh.first; x && y; x = x->next, y = y->next)
                CHECK(x->err == ERR_CORRUPT && str_eq(x->where, y->where) && x->text.n &&
                      y->text.n);
        r.code = f.first->code;
        r.where = f.first->where;
        r.text = f.first->text;
        return r;
}

/* The guards out of the way, as somebody has it who owns the file. */
static inline void drop_guards(struct store *st)
{
        static const char *const sql[] = {
                "DROP TRIGGER event_no_update",  "DROP TRIGGER event_no_delete",
                "DROP TRIGGER event_dense",      "DROP TRIGGER sealed_no_update",
                "DROP TRIGGER sealed_no_delete",
        };
        for (size_t i = 0; i < LEN(sql); i++) ASSERT(store_exec(st, str_c(sql[i])) == OK);
}

/* The texts of the triggers, to put them back. */
static inline size_t guard_texts(struct ground *g, struct store *st, struct str text[static 8])
{
        AUTO(stmt_done) struct stmt *s = NULL;
        size_t n = 0;
        ASSERT(store_stmt(st, S("SELECT sql FROM sqlite_schema WHERE type = 'trigger'"), &s) == OK);
        while (stmt_step(s) == ROW_GOT && n < 8) text[n++] = col_text(s, &g->a, 0);
        return n;
}

/* Leaves, nodes and head reckoned anew over the events as they are: a forged tree. */
static inline enum err forge_node(void *ctx, int level, uint64_t index, const struct hash *h)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        if (level % 8 != 0) return OK;
        TRY(store_stmt(ctx, S("INSERT INTO node (level, idx, hash) VALUES ($1, $2, $3)"), &s));
        stmt_int(s, 1, level);
        stmt_int(s, 2, (int64_t)index);
        stmt_blob(s, 3, (struct str){ (const char *)h->b, HASH_BYTES });
        return stmt_run(s);
}

static inline enum err forge_leaf(struct store *st, const struct event *e, const struct hash *leaf)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(store_stmt(st, S("UPDATE event SET leaf = $1 WHERE seq = $2"), &s));
        stmt_blob(s, 1, (struct str){ (const char *)leaf->b, HASH_BYTES });
        stmt_int(s, 2, e->seq);
        return stmt_run(s);
}

static inline enum err forge(struct ground *g, struct store *st)
{
        struct log l = { .st = NULL };
        struct event e;
        TRY(log_load(&l, st));
        int64_t size = (int64_t)l.tree.size;
        TRY(store_exec(st, S("DELETE FROM node")));
        l.tree.size = 0;
        for (int64_t i = 0; i < size; i++) {
                TRY(log_get(st, &g->a, i, &e));
                struct hash leaf = event_leaf(&e, &l.scratch);
                TRY(forge_leaf(st, &e, &leaf));
                TRY(merkle_add(&l.tree, &leaf, forge_node, st));
                l.at = e.at;
                l.epoch = e.epoch;
                if (i == 0) log_origin(&leaf, l.origin);
        }
        TRY(log_flush(&l));
        log_done(&l);
        return OK;
}

/* A copy of the log, tampered with. */
static inline const char *tampered(struct ground *g, const char *const sql[static 3], bool forged)
{
        struct str guard[8];
        struct store *st = NULL;
        const char *path = ground_path(g, "tampered.db");
        (void)unlink(path);
        ASSERT(store_copy(g->st, path) == OK);
        ASSERT(store_open(path, STORE_OPEN, &st) == OK);
        store_allow_tamper(st);
        size_t n = guard_texts(g, st, guard);
        ASSERT(store_begin(st, STORE_WRITE) == OK);
        drop_guards(st);
        for (size_t i = 0; i < 3 && sql[i]; i++)
                if (store_exec(st, str_c(sql[i])) != OK) BUG(store_why(st).p);
        if (forged) ASSERT(forge(g, st) == OK);
        for (size_t i = 0; i < n; i++) ASSERT(store_exec(st, guard[i]) == OK);
        ASSERT(store_commit(st) == OK);
        store_close(&st);
        return path;
}

#endif

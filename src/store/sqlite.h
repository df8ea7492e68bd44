/* sqlite.h: what the SQLite files of this folder share. Nobody else includes it.
 *
 * sqlite.c opens, closes and runs transactions; sqlite_guard.c hardens a connection; sqlite_stmt.c
 * keeps the statements; sqlite_text.c rewrites SQL text. */
#ifndef ZT_STORE_SQLITE_H
#define ZT_STORE_SQLITE_H

#include <sqlite3.h>

#include "base/limits.h"
#include "store/store.h"

/* FRESH → ROW while rows come → ENDED after the last one or an error; reset makes it FRESH. What
 * SQLite knows is reset as soon as it is ENDED, so that it holds no snapshot. */
enum stmt_state { STMT_FRESH, STMT_ROW, STMT_ENDED };

struct stmt {
        sqlite3_stmt *h;
        struct store *st;
        struct buf text; /* as the caller wrote it: the key of the cache */
        uint64_t hash;
        uint64_t used;     /* tick of the last store_stmt that gave it */
        struct stmt *next; /* in the same bucket */
        enum stmt_state state;
        bool bound; /* some parameter has been */
        enum err err;
        enum err bind_err; /* a value that could not be bound: told by the next step */
};

enum { STMT_BUCKETS = 1024 };

/* The statements of store_begin and its kin, in the order of tx_text. */
enum tx_stmt {
        TX_READ,
        TX_WRITE,
        TX_COMMIT,
        TX_ROLLBACK,
        TX_MARK,
        TX_KEEP,
        TX_UNDO,
        TX_STMT_COUNT
};

enum tx_state { TX_NONE, TX_READING, TX_WRITING };

struct store {
        struct arena a; /* holds this struct too */
        sqlite3 *db;
        struct stmt *bucket[STMT_BUCKETS];
        struct stmt *all[STORE_STMTS_MAX];
        size_t n;
        uint64_t tick;
        struct buf rewritten; /* the text at hand with ?n and a NUL */
        sqlite3_stmt *tx_stmt[TX_STMT_COUNT];
        enum tx_state tx;
        int marks;
        bool lost;       /* the transaction cannot be committed any more */
        bool inside;     /* our own BEGIN, COMMIT, PRAGMA… is being run: the guard lets it pass */
        bool committing; /* store_commit is at work */
        bool read_only;  /* opened with STORE_OPEN_READ */
        bool copying;    /* VACUUM INTO attaches its target */
        bool tamper;
        bool reading;        /* a statement that only reads is being stepped: the deadline counts */
        int64_t deadline_ms; /* on CLOCK_MONOTONIC; 0 = none */
        int64_t changes;
        char why[512];
        struct arena scratch; /* functions.c: emptied after each call */
        bool (*workdays)(const void *ctx, int64_t from, int64_t to, int64_t *ret);
        const void *workdays_ctx;
};

/* sqlite_guard.c: settings, limits, authorizer, commit hook. */
MUST_USE enum err guard_init(struct store *st);
int64_t monotonic_ms(void);

/* functions.c: the functions zt_… of our SQL */
MUST_USE enum err functions_init(struct store *st);

/* sqlite_stmt.c */
void stmts_close(struct store *st);

/* sqlite_text.c: $n becomes ?n outside literals, quoted names and comments; other parameters are
 * refused. The result ends with a NUL. */
MUST_USE enum err text_rewrite(struct buf *out, struct str sql, const char **ret_why);
/* Only white space, semicolons and comments? */
bool text_blank(const char *tail);

/* sqlite.c: err for a result code; remembers the words for store_why. */
enum err store_fail(struct store *st, const char *doing, int rc);
enum err store_refuse(struct store *st, enum err e, const char *why);
/* One statement from the caller's text. */
MUST_USE enum err store_prepare(struct store *st, struct str sql, unsigned flags,
                                sqlite3_stmt **ret);

#endif

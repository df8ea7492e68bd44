/* writer.h: the one writer of a city: group commit, savepoints, idempotency, the clock guard
 * (design 4).
 *
 * A city's folder:
 *   city.yaml ledgers/ lists/ texts/ bulletins/   drafts (put in force by apply)
 *   data/city.db data/keys.db data/lock           the data; keys.db has its own backup
 *   data/search.db                                the search index: made anew when gone
 *   audit/signing.key audit/anchor                outside the data: the audit administrator's
 * One process writes at a time (file lock on data/lock); many may read. A group of commands:
 * BEGIN IMMEDIATE, log_load, each command whole or not at all, cells and head flushed, one
 * COMMIT (fsync), then the answers. If the commit fails every command of the group is refused
 * with ERR_IO and nothing is acknowledged (I4). Not thread-safe: one owner. */
#ifndef ZT_LOOP_WRITER_H
#define ZT_LOOP_WRITER_H

#include "loop/command.h"
#include "view/inforce.h"

struct paths {
        const char *dir, *data, *db, *keys, *search, *lock, *audit, *key, *anchor;
};
struct paths paths_of(struct arena *a, const char *dir);

/* How far a day of a rule has been looked through (rules.c); forgotten with the process. */
struct rules_at {
        struct hash day;
        int64_t record;
};
struct writer {
        struct arena a; /* lives as long as the writer */
        struct paths path;
        struct sys sys;
        int lock_fd;
        struct store *st;
        struct keys *keys;
        struct log log;
        struct inforce inforce;
        struct view view;
        struct moment
                wall0; /* wall and boot clock when opened: a jump between them stops writing */
        int64_t boot0;
        bool stopped;
        bool writes;      /* the command at hand has begun to */
        uint64_t begun;   /* events when the transaction began */
        int closed_begun; /* and the month closed last */
        /* long work calls it between its slices, outside of any transaction: others may write
         * meanwhile (turns of the command line). NULL: nobody waits. An error ends the work. */
        enum err (*between)(void *ctx, struct writer *w, struct faults *f);
        void *between_ctx;
        struct rules_at rules_at;
        struct day succeeded; /* the day of which succeed_today has done its work; none: DAY 0 */
};

/* What came of a command. On refusal `faults` says why; else the rest. */
struct outcome_of {
        enum err err;
        struct faults faults;
        int64_t record, seq;             /* seq: also the record's new version */
        struct str number, code, ledger; /* code: follow-code of a new record */
        bool repeated;       /* the same key was used before: this is the former answer */
        int64_t duties_late; /* duties ended late by it */
        /* Of a record just entered: the leaf of its event, and the record as the event left it but
         * for its values and papers (in the arena of the outcome). NULL: read it from the log. */
        struct hash leaf;
        const struct rec *entered;
        struct str *warned; /* names of the step's warnings that held */
        size_t warned_n;
};

/* Opens an existing city for writing. Faults say what to do (no city, locked by pid, damaged). */
MUST_USE enum err writer_open(const char *dir, const struct sys *sys, struct faults *f,
                              struct writer *ret);
/* Also a city whose derived tables are missing or another program's: to be rebuilt. */
MUST_USE enum err writer_open_any(const char *dir, const struct sys *sys, struct faults *f,
                                  struct writer *ret);
/* Refuses derived tables that are not this program's, and names the way out. */
MUST_USE enum err writer_known(const char *dir, struct store *st, struct faults *f);
void writer_close(struct writer *w);
/* Runs the commands as one group. a and lang are for the outcomes. cmd[i].ledger is by name. */
struct request {
        struct str ledger;
        struct command cmd;
        struct moment
                at; /* a demo city lives its script: recorded at this time if it is later than the
                           * sys clock and the command before; elsewhere passed over, as is 0 */
        /* the outcome's own arena and language, where commands of several people make a group;
         * NULL: those given to writer_run */
        struct arena *a;
        enum lang lang;
        struct outcome_of out;
};
void writer_run(struct writer *w, struct arena *a, enum lang lang, struct request *r, size_t n);
/* Moves the write-ahead log into the file; call when idle. */
void writer_idle(struct writer *w);

/* ---- one city, several writing processes, one after the other ---- */

/* Lets go of the file lock, and takes it again (waits up to wait_ms; ERR_BUSY). In between another
 * process may write; writer_refresh afterwards sees what it did. Outside of transactions only. */
void writer_yield(struct writer *w);
MUST_USE enum err writer_regain(struct writer *w, int64_t wait_ms);
/* What the events from `from` on mean for who keeps the city in memory. */
enum news {
        NEWS_NONE,     /* records only */
        NEWS_ACCOUNTS, /* accounts and their posts */
        NEWS_CITY,     /* offices, calendars, keys */
        NEWS_APPLIED   /* definitions */
};
MUST_USE enum err writer_news(struct writer *w, uint64_t from, enum news *ret);
/* After others have written: the head, what is in force and what is remembered of the tables are
 * read anew. */
MUST_USE enum err writer_refresh(struct writer *w, struct faults *f, enum news *ret);
/* Where long work is cut in slices. */
static inline enum err writer_between(struct writer *w, struct faults *f)
{
        return w->between ? w->between(w->between_ctx, w, f) : OK;
}

/* ---- inside loop/ ---- */
/* Begins the write transaction and loads the head; gives `at` after the clock guard. */
MUST_USE enum err writer_begin(struct writer *w, struct faults *f, struct moment *ret_at);
/* What keys.db answered: OK and ERR_DENIED (erased) as they are, else a fault with its reason. */
MUST_USE enum err writer_keys(struct writer *w, enum err e, struct faults *f);
/* Without an event there is nothing to keep: what was closed on the way is rolled back, so that the
 * derived tables follow from the log alone. */
MUST_USE enum err writer_commit(struct writer *w, struct faults *f);
void writer_rollback(struct writer *w);
/* An event of the city in the open transaction: sealed texts of subject; fills e->seq. */
struct city_text {
        struct str field, text;
        int64_t subject;
};
MUST_USE enum err writer_city_event(struct writer *w, struct arena *a, struct event *e,
                                    struct faults *f);
/* Completes a decided change of a record (ids, numbers, seals), appends and projects it. */
struct completing {
        const struct ledger *l;
        struct change *c;
        struct event *e;          /* without seq, record (when entering), result */
        const struct rec *before; /* id 0 when it enters */
        struct arena *a;
};
MUST_USE enum err writer_record_event(struct writer *w, struct completing *x, struct faults *f,
                                      struct rec **ret_after);
/* A command of an import's row at r->at: decided, and if `write` written, in the open
 * transaction. */
MUST_USE enum err writer_row(struct writer *w, struct arena *a, struct request *r,
                             const struct ledger *l, struct faults *f, bool write);
struct str number_format(struct arena *a, struct str form, int64_t n, struct day day,
                         struct str ledger, struct str kind);

#endif

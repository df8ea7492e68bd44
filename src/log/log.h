/* log.h: the append-only event log in the database, its tree, head and epochs.
 *
 * Tables: event (see event.h; triggers refuse UPDATE and DELETE), node(level, idx, hash) for
 * levels 8, 16, 24 …, head(one row: epoch, size, frontier, at, origin). Only log_append writes
 * events. A writer: log_load at the start of each transaction (reloads the frontier only if
 * another process moved the head), log_append per event, log_flush before store_commit.
 * Savepoints: log_mark before, log_undo after store_undo. The anchor file (outside the data
 * folder) is written after commits. */
#ifndef ZT_LOG_LOG_H
#define ZT_LOG_LOG_H

#include "base/sys.h"
#include "log/event.h"
#include "log/merkle.h"
#include "log/note.h"
#include "log/seal.h"

/* "zhitong/<first 16 hex of event 0's leaf>": names the log; a checkpoint adds "/<epoch>". */
#define LOG_ORIGIN_BYTES 32
void log_origin(const struct hash *first, char out[static LOG_ORIGIN_BYTES]);

/* The zero value is ready for log_load. */
struct log {
        struct store *st;
        struct frontier tree;
        int64_t epoch;    /* of the events to come: counted up by who opens a new one */
        struct moment at; /* of the last event; MOMENT_NONE when empty */
        char origin[LOG_ORIGIN_BYTES]; /* empty before event 0 */
        struct buf scratch;
};
struct log_mark {
        struct frontier tree;
        struct moment at;
        int64_t epoch;
};
/* The stored head. */
struct log_head {
        struct frontier tree;
        int64_t epoch;
        struct moment at; /* MOMENT_NONE when empty */
        char origin[LOG_ORIGIN_BYTES];
};

MUST_USE enum err log_schema(struct store *st); /* in a transaction; the tables and seal_schema */
MUST_USE enum err log_load(struct log *l, struct store *st); /* inside a transaction */
void log_done(struct log *l);
/* Gives seq, epoch and leaf, and {} for an empty result; e->at must be >= the last at, and e
 * event_ok (ASSERT). ERR_LIMIT: over EVENT_BYTES_MAX. After an error: store_undo or rollback,
 * and log_undo. */
MUST_USE enum err log_append(struct log *l, struct event *e);
MUST_USE enum err log_flush(struct log *l);
struct log_mark log_mark(const struct log *l);
void log_undo(struct log *l, const struct log_mark *m);
/* ERR_CORRUPT: there is none, or it cannot be one. */
MUST_USE enum err log_head(struct store *st, struct log_head *ret);

/* Makes a head that is missing or unreadable again from the events as they stand; a readable one
 * stays, right or wrong. Inside a write transaction. Whether the events are those that were is
 * verify's question, with the anchor or a checkpoint. */
MUST_USE enum err log_rehead(struct store *st, struct arena *a);

/* Reading, in seq order, from `from` up to (not including) `to`; record 0 = all. At most one cursor
 * over all and one over a record at a time on a connection. */
struct log_cursor;
MUST_USE enum err log_read(struct store *st, struct arena *a, int64_t from, int64_t to,
                           int64_t record, struct log_cursor **ret);
/* false at the end; ret_err tells whether it was an error. Texts live in `a` given here. */
bool log_next(struct log_cursor *c, struct arena *a, struct event *ret, enum err *ret_err);
void log_read_done(struct log_cursor **c);
MUST_USE enum err log_get(struct store *st, struct arena *a, int64_t seq, struct event *ret);
/* Proofs from the stored tree, committed or not; ERR_NOT_FOUND: a leaf or node is missing. */
struct merkle_reader log_reader(struct store *st);

/* Head as a checkpoint (unsigned struct; note_sign writes it). ERR_NOT_FOUND: no event yet. */
MUST_USE enum err log_checkpoint(struct store *st, struct zone z, struct checkpoint *ret,
                                 struct arena *a);

/* The anchor: "epoch size roothex" + checksum, fixed width, written in place after a commit
 * (sync only when asked). Reading a torn or missing anchor gives ERR_NOT_FOUND; a damaged one
 * ERR_CORRUPT. */
struct anchor {
        int64_t epoch;
        uint64_t size;
        struct hash root;
};
MUST_USE enum err anchor_write(const char *path, const struct anchor *x, bool sync);
MUST_USE enum err anchor_read(const char *path, struct anchor *ret);

/* verify: the log alone, in one reading transaction. Every event's canonical form and leaf,
 * dense seq, `at` and epoch never back, day not in the future of at, the stored nodes, the head,
 * the triggers, and (if given) that the checkpoint or anchor is a prefix. Also that every sealed
 * row opens to its commitment in its event and that no commitment lacks its row, unless its key
 * was destroyed. A change is named where it is: a spoilt leaf, node or head does not make the
 * others wrong as well. Findings are faults (ERR_CORRUPT); `where` is "seq 17", "node 8/3",
 * "head", "seq 17 title", …:
 *   log.leaf     content and leaf of an event differ      log.missing  events are gone (middle or
 *   end)
 *   log.value    a column holds what no event can hold    log.at .day .epoch  the order is broken
 *   log.node     a stored node is wrong, missing, extra   log.head     the head is not that of
 *   the events
 *   log.guard    a trigger is missing or changed
 *   log.anchor   the log is older than the anchor, or another one: file put back or forged
 *   log.since    the same of the checkpoint               log.restored a restore has cut off what
 *   it covers
 *   seal.open    a text does not open at its place        seal.key     its key is missing
 *   seal.missing a commitment has no text                 seal.stray   a text has no event or
 *   commitment
 * OK: nothing found. ERR_CORRUPT: see f. Others (ERR_IO, …): it could not be done. ret_events
 * counts what was read, whatever is returned. */
struct log_verify_in {
        struct store *st;
        struct keys *keys;              /* NULL: the texts are not looked at */
        const struct checkpoint *since; /* may be NULL */
        const struct anchor *anchor;    /* may be NULL */
        struct zone zone;
};
MUST_USE enum err log_verify(const struct log_verify_in *in, struct arena *a, struct faults *f,
                             int64_t *ret_events);

#endif

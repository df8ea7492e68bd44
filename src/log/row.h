/* row.h: table event inside log/: its columns, their order and their reader, from one list. */
#ifndef ZT_LOG_ROW_H
#define ZT_LOG_ROW_H

#include "log/event.h"
#include "store/store.h"

/* F(first column) X(each other one) */
#define EVENT_COLS(F, X)                                                                           \
        F(seq)                                                                                     \
        X(epoch)                                                                                   \
        X(at)                                                                                      \
        X(day)                                                                                     \
        X(actor)                                                                                   \
        X(acting_for)                                                                              \
        X(office)                                                                                  \
        X(via)                                                                                     \
        X(cause)                                                                                   \
        X(batch)                                                                                   \
        X(ledger)                                                                                  \
        X(version)                                                                                 \
        X(record)                                                                                  \
        X(duty)                                                                                    \
        X(round)                                                                                   \
        X(step)                                                                                    \
        X(result)                                                                                  \
        X(leaf)

#define X(name) EVENT_COL_##name,
enum { EVENT_COLS(X, X) EVENT_COL_COUNT };
#undef X

/* "seq, epoch, …", for SELECT and INSERT. */
#define EVENT_NAME(name)       #name
#define EVENT_COMMA_NAME(name) ", " #name
#define EVENT_NAMES            EVENT_COLS(EVENT_NAME, EVENT_COMMA_NAME)

/* The row under s, whose columns are EVENT_NAMES; texts in a. ERR_CORRUPT: a value does not fit its
 * member (which is then 0); the rest is read all the same. */
MUST_USE enum err event_row(const struct stmt *s, struct arena *a, struct event *ret);

/* The triggers that keep S1, as they must stand in the database. */
struct event_guard {
        struct str name, ddl;
};
extern const struct event_guard event_guards[];
extern const size_t event_guards_n;

#endif

/* looks.h: who opened which record, when, how (design 9: beside, at least six months).
 *
 * Workers note a look in memory (bounded; thread-safe); the writer writes them at least once a
 * second, and at the end. When the list is full the look is not lost: looks_note waits for the
 * writer. */
#ifndef ZT_WEB_LOOKS_H
#define ZT_WEB_LOOKS_H

#include "base/time.h"
#include "store/store.h"
#include "view/inforce.h"

enum look_how { LOOK_PAGE, LOOK_API, LOOK_EXPORT, LOOK_ROWS, LOOK_LINK, LOOK_REVEAL, LOOK_COUNT };
struct look {
        struct moment at;
        int64_t account; /* id; 0 = a requester with the follow-code, or a one-duty link */
        int64_t record;
        enum look_how how;
};
struct looks;
struct looks *looks_new(void);
void looks_free(struct looks *x);
void looks_note(struct looks *x, const struct look *l);
size_t looks_waiting(struct looks *x);
/* Writes what waits; in the writer, outside of a transaction. */
MUST_USE enum err looks_flush(struct looks *x, struct store *st);
/* "page", "api", … as they stand in x_look. */
struct str look_how_name(enum look_how h);
/* Removes looks and sign-ins older than the city keeps them (city.yaml keep_looks); in the writer,
 * once a day is enough. */
MUST_USE enum err looks_expire(struct store *st, const struct inforce *in, struct moment now);

#endif

/* beside_session.h: table x_session, who is signed in (beside.h).
 *
 * Only the SHA-256 of a token is kept. Times are ms UTC. The functions that write need a write
 * transaction of the caller. */
#ifndef ZT_VIEW_BESIDE_SESSION_H
#define ZT_VIEW_BESIDE_SESSION_H

#include "base/hash.h"
#include "base/time.h"
#include "store/store.h"

struct session_row {
        struct hash id;
        int64_t account, duty, record;
        bool half, api;
        struct moment began, seen;
        struct str address, browser; /* where it began; empty: not known */
};
MUST_USE enum err session_rows(struct store *st, struct arena *a, struct session_row **ret,
                               size_t *ret_n);
MUST_USE enum err session_row_put(struct store *st, const struct session_row *x);
MUST_USE enum err session_row_seen(struct store *st, const struct hash *id, struct moment seen);
MUST_USE enum err session_row_end(struct store *st, const struct hash *id);
/* All of an account but one (zero hash: none). */
MUST_USE enum err session_rows_end(struct store *st, int64_t account, const struct hash *but);
/* Those begun before `began`, or not seen since `seen`. */
MUST_USE enum err session_rows_expire(struct store *st, struct moment began, struct moment seen);

#endif

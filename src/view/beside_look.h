/* beside_look.h: table x_look, who opened which record (beside.h).
 *
 * Kept at least six months; only the audit administrator reads it (ask/looks.h). Writing needs a
 * write transaction of the caller. */
#ifndef ZT_VIEW_BESIDE_LOOK_H
#define ZT_VIEW_BESIDE_LOOK_H

#include "base/time.h"
#include "store/store.h"

struct look_row {
        struct moment at;
        int64_t account, record;
        struct str how;
};
MUST_USE enum err look_row_put(struct store *st, const struct look_row *x);
/* Removes those before `before`, at most LOOKS_MAX of them at once. */
MUST_USE enum err look_rows_expire(struct store *st, struct moment before);

#endif

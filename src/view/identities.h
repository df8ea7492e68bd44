/* identities.h: invariant I3, looked at: every declared identity holds in every cell and closing.
 *
 * The database refuses a row that breaks one (CHECK); this reads them again with the definitions in
 * force, so that a file which was written past the CHECKs, or under other definitions, is
 * noticed. */
#ifndef ZT_VIEW_IDENTITIES_H
#define ZT_VIEW_IDENTITIES_H

#include "view/inforce.h"

struct identities_out {
        int64_t identities, cells; /* identities × their rows of cells and closings */
};
/* Findings are faults "identity" (ERR_CORRUPT), `where` is "request@owner 4313 2022-08-22": the
 * first few of each identity. OK: none. Also runs the database's own quick check
 * ("store.check"). */
MUST_USE enum err view_identities(struct store *st, const struct inforce *in, struct arena *a,
                                  struct faults *f, struct identities_out *ret);

#endif

/* search.h: what asks the search index over HTTP, the same for the API and the pages. */
#ifndef ZT_WEB_SEARCH_H
#define ZT_WEB_SEARCH_H

#include "ask/candidates.h"
#include "ask/search.h"
#include "ask/show.h"
#include "web/web.h"

/* Of the query: ledger, after; `in` brings text and limit, index and ledger are put there. Told:
 * words that cannot be looked for (ERR_INPUT, ERR_LIMIT), no such ledger, ERR_BUSY while there is
 * no index yet. */
MUST_USE enum err web_search(struct web *w, struct search_in *in, struct search_out *ret);

/* NULL: there is none yet; nothing is told. */
MUST_USE enum err web_index(struct web *w, struct index **ret);
/* What may be the same matter, with what the signed-in account may do. Told: ERR_BUSY while there
 * is no index yet. */
MUST_USE enum err web_candidates(struct web *w, const struct draft *d, enum via via,
                                 struct candidates *ret);
/* show_warnings with the index there is. */
MUST_USE enum err web_warnings(struct web *w, struct shown *x);

#endif

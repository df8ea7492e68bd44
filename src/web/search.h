/* search.h: search over HTTP, the same for the API and the pages. */
#ifndef ZT_WEB_SEARCH_H
#define ZT_WEB_SEARCH_H

#include "ask/search.h"
#include "web/web.h"

/* Of the query: ledger, after; `in` brings text and limit, index and ledger are put there. Told:
 * words that cannot be looked for (ERR_INPUT, ERR_LIMIT), no such ledger, ERR_BUSY while there is
 * no index yet. */
MUST_USE enum err web_search(struct web *w, struct search_in *in, struct search_out *ret);

#endif

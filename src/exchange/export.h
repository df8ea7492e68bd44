/* export.h: records out, as CSV (BOM, CRLF, safe in spreadsheets) or JSON Lines.
 *
 * The same records, in the same scope, as a list with the same filter (I6). Values are codes,
 * numbers and ISO days, so that an export can be imported again; texts are opened, private
 * fields masked. Written page by page to `out`, which is emptied through `flush` as it fills. */
#ifndef ZT_EXCHANGE_EXPORT_H
#define ZT_EXCHANGE_EXPORT_H

#include "ask/list.h"
#include "exchange/write.h"

struct export_in {
        const struct ledger *l;
        struct str filter;
        enum write_format form;
        void *ctx;
        /* takes what is in out and empties it */
        enum err (*flush)(void *ctx, struct buf *out);
        void (*seen)(void *ctx, int64_t record); /* each record written; may be NULL */
};
/* k->a is not used for rows: each page has its own arena. */
MUST_USE enum err export_run(const struct ask *k, const struct export_in *in, int64_t *ret_records);

#endif

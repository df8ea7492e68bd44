/* list.h: a page of a ledger's records, as one reader may see them.
 *
 * Filter: CQL2 over the record's properties (sealed fields refused by its checker), with the view's
 * `where`, if a view is named. Order: by id, latest first, or by a property ("entered",
 * "-promised"), then by id; records without a value come last. Pages follow each other by key, so a
 * page costs the same wherever it lies. The total is counted only when asked for. Fast (an index or
 * a key serves): no filter, state = 'x' of an open state, kind = 'open', number = 'x', the ledger's
 * key; order by id. Other filters read records from the latest until the page is full; other orders
 * read all that match. */
#ifndef ZT_ASK_LIST_H
#define ZT_ASK_LIST_H

#include "ask/ask.h"

struct list_in {
        const struct ledger *l;
        struct str filter, view, sort,
                after; /* empty: none, none, the view's or by id, first page */
        int64_t limit; /* 0 = 50; at most LIST_LIMIT_MAX */
        bool count;
        bool rest; /* duties, papers, many-values too */
        bool open; /* only what is hidden from nobody: what is read will be read by others */
};
struct list_out {
        struct rec *v;
        size_t n;
        struct str next;    /* for `after`; empty: this was the last page */
        int64_t total;      /* -1: not counted */
        struct str *column; /* the view's, or the ledger's own choice */
        size_t columns_n;
};
MUST_USE enum err list_read(const struct ask *k, const struct list_in *in, struct list_out *ret);
/* As JSON: one object a record with the columns asked for, clear values as declared (codes,
 * numbers), texts opened, private ones masked. */
void list_json(const struct ask *k, const struct list_in *in, const struct list_out *x,
               struct jout *j);
/* Title and label lines for the terminal: columns padded, one record a line. */
void list_text(const struct ask *k, const struct list_in *in, const struct list_out *x,
               struct buf *out);
/* A record's properties as members of an open JSON object: NULL columns = all. */
void record_json(const struct ask *k, const struct ledger *l, const struct rec *r,
                 const struct str *column, size_t n, struct jout *j);

#endif

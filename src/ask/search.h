/* search.h: records found by words in their texts, the newest first, as one reader may see them.
 *
 * All pieces between white space must be found, each as it stands (路灯 is two characters side by
 * side, road a whole word); the index (view/index.h) proposes records, the reader's scope is asked
 * of the same condition as everywhere (I6), and the sealed texts themselves decide: a record whose
 * texts do not open is no hit. Looked at are the record's texts as they stand, then those that
 * were replaced. Pages follow each other by record. A page may be shorter than its limit, even
 * empty, with `next` set: so many candidates were looked at (SEARCH_LOOK_MAX). */
#ifndef ZT_ASK_SEARCH_H
#define ZT_ASK_SEARCH_H

#include "ask/ask.h"
#include "view/index.h"
#include "view/terms.h"

struct search_in {
        struct index *index;
        struct str text;
        const struct ledger *l; /* NULL: of every ledger */
        struct str after;       /* of the page before; empty: the first */
        int64_t limit;          /* 0 = 50; at most LIST_LIMIT_MAX */
};
struct search_hit {
        const struct ledger *l;
        struct rec *r;
        struct str title;   /* masked */
        struct str field;   /* name of the field the snippet is from */
        struct str snippet; /* masked, one line */
};
struct search_out {
        struct search_hit *v;
        size_t n;
        struct phrases what; /* that were looked for */
        struct str next;     /* empty: that was all */
        int64_t behind;      /* events that are not indexed yet */
};
MUST_USE enum err search_find(const struct ask *k, const struct search_in *in,
                              struct search_out *ret);
void search_json(const struct ask *k, const struct search_out *x, struct jout *j);
void search_text(const struct ask *k, const struct search_out *x, struct buf *out);

#endif

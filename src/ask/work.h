/* work.h: my work today: the open duties of a reader's offices, the most urgent first.
 *
 * An account sees the duties held by the offices of its posts, or with `below` by those under them
 * too; the city's owner sees all. Duties on records of open batches are left out. */
#ifndef ZT_ASK_WORK_H
#define ZT_ASK_WORK_H

#include "ask/due.h"

struct work_in {
        const struct ledger *l; /* NULL: of every ledger */
        bool below;
        struct str after; /* token of the page before */
        int64_t limit;    /* 0 = 50; at most LIST_LIMIT_MAX */
        bool count;
};
struct work_item {
        const struct ledger *l;
        struct rec *r; /* its own row; the rest of it (rec_load_rest) only when it has acts */
        const struct rduty *d;
        struct str paper; /* its number, when what is owed is the receipt of a paper; else empty */
        struct str label, title, holder, due;
        enum colour colour;
        int64_t days_left;
};
struct work_out {
        struct work_item *v;
        size_t n;
        struct str next;    /* empty: the last page */
        int64_t open, past; /* when counted: all of them, and those past due; each at most
                             * WORK_COUNT_MAX + 1, which means more than the limit */
};
MUST_USE enum err work_read(const struct ask *k, const struct work_in *in, struct work_out *ret);
void work_json(const struct ask *k, const struct work_out *x, struct jout *j);

#endif

/* made.h: records that rules make, and records made for one. */
#ifndef ZT_VIEW_MADE_H
#define ZT_VIEW_MADE_H

#include "view/view.h"

/* A day of a rule that makes. */
struct made_ask {
        const struct city *c;
        const struct rule_def *r;
        struct day day;
        int64_t after, limit; /* ids */
        int64_t only;         /* of this record alone; 0 = of all */
};
/* Records the rule is about that fit, were there before the day, and for which none stands that is
 * alike in the rule's key; but those refused that day already. By id. */
MUST_USE enum err made_come(struct store *st, struct arena *a, const struct made_ask *q,
                            struct record_ids *ret);
/* Records it has made, in a state from which `gone` may be taken, whose own no longer fits; but
 * those that it was tried on that day already. By id. */
MUST_USE enum err made_gone(struct store *st, struct arena *a, const struct made_ask *q,
                            struct record_ids *ret);
/* Records of ledger `l` whose link `field` is this record, at most MADE_MAX, the latest first. */
MUST_USE enum err made_linked(struct store *st, struct arena *a, const struct ledger *l, int field,
                              int64_t record, struct record_ids *ret);

#endif

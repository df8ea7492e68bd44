/* made.h: the way back over links: the records made for one, or that lead to it by a link with an
 * `inverse`. Only those that the reader sees. */
#ifndef ZT_ASK_MADE_H
#define ZT_ASK_MADE_H

#include "ask/ask.h"

struct made_shown {
        const struct ledger *l;
        int64_t record;
        struct str name, label;         /* inverse or ledger; what it is called */
        struct str number, text, state; /* text: number and title */
        enum kind kind;
};
/* At most MADE_MAX of each link, the latest first. */
MUST_USE enum err made_read(const struct ask *k, const struct ledger *l, int64_t record,
                            struct made_shown **ret, size_t *ret_n);

/* What it was merged into (name: parent), and what was merged into it (child), at most MADE_MAX. */
MUST_USE enum err made_merged(const struct ask *k, const struct ledger *l, const struct rec *r,
                              struct made_shown **ret, size_t *ret_n);

#endif

/* suggest.h: to which offices a record could go: what is suggested for the office fields that a
 * step asks.
 *
 * First what stands in the record of each ledger that the step needs (city/step.h, view/alike.h) in
 * fields of the same names, unless that record is hidden from the reader. Then where the records of
 * this ledger that were alike in the same keys, entered within the last SUGGEST_DAYS days and not
 * void, went: each office with their number, most first, at most SUGGEST_MAX. Alike are those with
 * the same value or one below it (trees, offices, areas); if there is none, the last key gives way:
 * what lies above it, level by level, then any. Only records that the reader sees are counted.
 *
 * Costs: for each record needed one question by index for each combination of levels (alike.h); for
 * each office field two questions a level, by the index of the keys and the day of entry: as many
 * rows as are alike are read, never the ledger. Among 100,000 records of a year one question takes
 * 0.04 ms for a topic in a village, 2 ms for a topic of eleven in the whole city. */
#ifndef ZT_ASK_SUGGEST_H
#define ZT_ASK_SUGGEST_H

#include "ask/ask.h"

struct suggestion {
        int field;               /* of the step's ledger */
        struct str office, name; /* its code; what it is called */
        const struct ledger *of; /* it stands in the record `number` of this ledger; NULL: … */
        struct str number;
        int64_t count, total; /* … `count` of the `total` records alike went there */
};
struct suggested {
        const struct ledger *l;
        const struct step *s;
        struct suggestion *v; /* by field as they are asked; the records needed first */
        size_t n, cap;
};
/* r: the record as it is. Nothing is suggested for steps that need or ask nothing of the kind. */
MUST_USE enum err suggest_read(const struct ask *k, const struct ledger *l, const struct rec *r,
                               const struct step *s, struct suggested *ret);
/* The code the record needed gives for the field (of many: several, by commas); empty: none. */
struct str suggest_given(const struct ask *k, const struct suggested *x, int field);
/* "catalogue ZD2022-0001", "12 of 15 in the last 90 days". */
struct str suggest_source(const struct ask *k, const struct suggestion *x);
void suggest_text(const struct ask *k, const struct suggested *x, struct buf *out);
void suggest_json(const struct ask *k, const struct suggested *x, struct jout *j);

#endif

/* candidates.h: records that may be the same matter as one that is being entered, or stands.
 *
 * Three sources propose, in this order: the same telephone number; the same place within
 * CANDIDATE_DAYS, and where both have an exact point, no farther than the field's `near`; texts in
 * which at least CANDIDATE_SHARE percent of the words and pairs of characters of the draft stand,
 * looked for by its rarest ones. Each looks at CANDIDATE_LOOK records at most, the latest first;
 * CANDIDATES_MAX are shown, those of the last twelve months first. What the sealed texts say now
 * decides, the index only proposes: nothing of an erased record is shown, even while the index
 * lags. Void records are left out; one that was merged stands for its parent.
 *
 * The reader sees records in his scope only (I6), and learns of no others, not even how many. */
#ifndef ZT_ASK_CANDIDATES_H
#define ZT_ASK_CANDIDATES_H

#include "ask/draft.h"
#include "base/json.h"
#include "view/index.h"

struct candidate {
        struct rec *r;
        struct str child; /* number of a record merged into it, by which it was found; empty */
        bool contact, place;
        int64_t metres; /* between the two points; -1: they are not both known */
        int share;      /* of the draft's text that stands in it, percent; 0: under the threshold */
        struct str title, state, office, due; /* in words; office: whose turn it is */
        bool supplement, hurry; /* may be added to, may be hurried: by candidates_offer */
};
struct candidates {
        struct candidate *v;
        size_t n;
        int64_t behind; /* events that the index has not seen */
};
MUST_USE enum err candidates_find(const struct ask *k, struct index *index, const struct draft *d,
                                  struct candidates *ret);
/* What the actor may do with each: progress instead of a new record. */
MUST_USE enum err candidates_offer(const struct ask *k, const struct ledger *l, struct actor who,
                                   struct candidates *x);
/* "the same telephone number", "60 m away", … for people. */
struct str candidate_why(const struct ask *k, const struct candidate *c);
void candidates_json(const struct ask *k, const struct draft *d, const struct candidates *x,
                     struct jout *j);
void candidates_text(const struct ask *k, const struct draft *d, const struct candidates *x,
                     struct buf *out);

#endif

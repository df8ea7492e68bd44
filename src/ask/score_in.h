/* score_in.h: what the files of scorecards share (inside ask/). */
#ifndef ZT_ASK_SCORE_IN_H
#define ZT_ASK_SCORE_IN_H

#include "ask/score.h"

/* Rows behind the item's figures whose record lacks the evidence, taken from every line. */
MUST_USE enum err score_evidence(const struct ask *k, const struct score_in *in, size_t item,
                                 struct score_line *v, size_t n);
/* The appeals of the period beside their lines. */
MUST_USE enum err score_appeals(const struct ask *k, struct score_out *x);
/* The latest taking of a step on a record of the period; seq 0: none. */
MUST_USE enum err score_taken(const struct ask *k, const struct score_out *x, int step,
                              int64_t *ret_seq);

struct str score_total_words(const struct ask *k, struct str total, struct str unassessed);

#endif

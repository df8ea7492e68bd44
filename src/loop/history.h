/* history.h: what the writer reads back from the log (inside loop/; history_before_last also for
 * ask/offers). */
#ifndef ZT_LOOP_HISTORY_H
#define ZT_LOOP_HISTORY_H

#include "loop/decide.h"
#include "loop/writer.h"

/* The former answer of a repeated command, from its event. */
MUST_USE enum err history_answer(struct writer *w, struct arena *a, int64_t seq,
                                 struct outcome_of *ret);
/* For recall: the record's last event, its change, and the image before it. */
MUST_USE enum err history_before_last(struct store *st, struct decide_in *in);
/* Nobody else goes on with a record while an import that has touched it is open: what the import
 * did is not seen yet, and may be taken back. `own`: the import that asks, or -1. */
MUST_USE enum err history_settled(struct writer *w, const struct rec *r, int64_t own,
                                  struct faults *f);
/* Did the system administrator accept a clock that had gone back, and does it run on from there. */
MUST_USE enum err history_clock_accepted(struct store *st, struct moment now, bool *ret);

#endif

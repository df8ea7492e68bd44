/* reckon.h: open promises and duties whose due time rests on a year that was not arranged, by the
 * calendar in force: one event each (step reckon, caused by the notice) where the time moved or is
 * settled now; whoever was told the former time is told. A promise never becomes earlier (I7), a
 * duty is not moved into the past, clocks that stand still are left. May be called again: it goes
 * on with what is left. */
#ifndef ZT_LOOP_RECKON_H
#define ZT_LOOP_RECKON_H

#include "loop/writer.h"

/* Outside of transactions; in slices, with writer_between. ret_events may be NULL. */
MUST_USE enum err reckon_provisional(struct writer *w, enum via via, struct faults *f,
                                     int64_t *ret_events);

#endif

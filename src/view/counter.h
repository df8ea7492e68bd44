/* counter.h: the numbers given last, in memory until they are written with the group's cells
 * (inside view/). A counter only ever goes up. */
#ifndef ZT_VIEW_COUNTER_H
#define ZT_VIEW_COUNTER_H

#include "view/view.h"

struct counters;
struct counters *counters_new(void);
void counters_free(struct counters **p);

/* Numbers up to `used` are taken. */
MUST_USE enum err counter_take(struct view *v, struct str name, int64_t used);
MUST_USE enum err counters_flush(struct view *v);
void counters_keep(struct counters *c);
void counters_undo(struct counters *c);
void counters_clear(struct counters *c); /* read them again */

#endif

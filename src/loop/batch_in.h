/* batch_in.h: pieces of an import (inside loop/). */
#ifndef ZT_LOOP_BATCH_IN_H
#define ZT_LOOP_BATCH_IN_H

#include "loop/decide.h"
#include "loop/writer.h"

/* The office an imported record belongs to. */
MUST_USE enum err import_owner(const struct decide_in *in, struct change *c);
/* Promise and duties of a record imported in the state in which an entering step leaves it. */
MUST_USE enum err import_duties(const struct decide_in *in, struct change *c, struct day day);
/* A record that an import closes keeps no open duties; they end as withdrawn, without a verdict. */
void import_end_duties(struct arena *a, const struct rec *r, struct change *c);
/* Sets that say nothing new of an empty record. */
void drop_empty(const struct ledger *l, struct change *c);
/* The sealed point of a place. */
MUST_USE enum err point_of(struct writer *w, struct arena *a, const struct rec *r, struct str field,
                           struct str *ret);

#endif

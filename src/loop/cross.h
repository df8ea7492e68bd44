/* cross.h: what a step does with other records: it follows one, takes its children along, meets a
 * duty (inside loop/).
 *
 * The events come one after the other in the transaction of the command, and are caused by its own
 * (`cause`). Each is decided like any other; if one is refused, the whole command is. */
#ifndef ZT_LOOP_CROSS_H
#define ZT_LOOP_CROSS_H

#include "loop/decide.h"
#include "loop/writer.h"

/* Loads what decide looks at of other records. */
MUST_USE enum err cross_context(struct writer *w, struct decide_in *in);
/* After the command's own event. */
MUST_USE enum err cross_run(struct writer *w, const struct decide_in *in, const struct decision *d,
                            const struct outcome_of *own);
/* writer.c: decides and writes one command more in the open transaction; faults to in->f. */
MUST_USE enum err writer_follow(struct writer *w, struct request *r, struct decide_in *in);

#endif

/* recent.h: images of the records written lately, so that their next step need not read them
 * (inside view/).
 *
 * Copies go in and come out: nothing here is shared. An image is what rec_load would read from
 * the tables of this connection, so whatever writes a record's rows puts or forgets it. Two
 * generations of RECENT_BYTES each: when the younger is full it becomes the older one, and that
 * goes. */
#ifndef ZT_VIEW_RECENT_H
#define ZT_VIEW_RECENT_H

#include "view/rec.h"

struct recent;
struct recent *recent_new(void);
void recent_free(struct recent **p);

bool recent_get(const struct recent *x, struct arena *a, const struct ledger *l, int64_t id,
                struct rec *ret);
void recent_put(struct recent *x, const struct ledger *l, const struct rec *r);
void recent_forget(struct recent *x, int64_t id);
void recent_keep(struct recent *x);  /* the command's images stay */
void recent_undo(struct recent *x);  /* its records are as before: forgotten */
void recent_clear(struct recent *x); /* somebody else has written */

#endif

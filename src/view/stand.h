/* stand.h: who stands in for whom (inside view/, and for administration): city events
 *   stand_in      {account, for, from, office?, role?, to?}   the stand's id is the event's seq
 *   stand_in_end  {stand}
 * From day to day, both in it; without `to` until it is ended. Office and role limit it to those
 * posts. A stand-in holds the other's own posts as they are on the day, not those that the other
 * holds for somebody else; one of a disabled account holds nothing. */
#ifndef ZT_VIEW_STAND_H
#define ZT_VIEW_STAND_H

#include "base/json.h"
#include "view/view.h"

struct stand {
        int64_t id, account, acting_for; /* account ids */
        struct str office, role;         /* empty = all */
        struct day first, last;          /* last DAY_NONE: open */
};
/* Does the post fall under it? */
bool stand_covers(const struct stand *x, const struct offices *o, const struct post *p);
/* Not ended, and not over by `from`; by id. */
MUST_USE enum err stand_list(struct store *st, struct arena *a, struct day from, struct stand **ret,
                             size_t *ret_n);

/* The events, into the table. */
MUST_USE enum err stand_take(struct view *v, const struct event *e, const struct jval *o);
MUST_USE enum err stand_end(struct view *v, const struct event *e, const struct jval *o);

#endif

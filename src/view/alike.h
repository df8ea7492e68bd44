/* alike.h: records of a ledger that are alike in the fields of a `needs` (city/step.h).
 *
 * What a step needs is the one record, not void and not of an open batch, whose keys fit: each is
 * the same as the record's own, or lies above it (of trees, offices and areas), or is empty. The
 * first key decides first, then the second …: the same before the next above, empty last; then the
 * newest. It is found by an index on the keys: one question, answered by one row, for each
 * combination of levels, the nearest first, until one answers. */
#ifndef ZT_VIEW_ALIKE_H
#define ZT_VIEW_ALIKE_H

#include "store/sqlgen.h"
#include "view/view.h"

struct needing {
        struct arena *a;
        const struct city *city;
        const struct step_need *need;
        const struct rec *r; /* with what is filled in; id 0 when it is being entered */
        struct day day;      /* of the tree of offices */
};
/* ret->id is 0 when there is none. */
MUST_USE enum err alike_need(struct view *v, const struct needing *x, struct rec *ret);

/* A key as it stands in the index: a text, empty when there is no value. One term. */
void alike_put(struct sql *q, const struct field *f);
/* The value so written. */
struct str alike_text(struct arena *a, const struct value *v);
/* The indexes of every `needs`: on the ledger looked at, and on the step's own where it asks for
 * offices (ask/suggest.h). */
MUST_USE enum err alike_schema(struct store *st, const struct city *c, struct faults *f);

#endif

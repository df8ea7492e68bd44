/* openwork.h: what is open, at each office that has others below it, in the order in which it is
 * due, so that a page of it is read off an index however much there is.
 *
 * A row of open_work stands at an office, as its number (index + 1):
 *   OPEN_DUTY    a duty that an office below it holds, by the tree as it stands now (new offices
 *                bring a replay). What it holds itself is in the index duty_open, and all that the
 *                city has, which is what stands below the root, in duty_due
 *   OPEN_RECORD  a record that is open, by its promise (none: OPEN_NEVER), at the offices of its
 *                scope (view/sight.h); all of the city's are in the index _due of their table
 * `item` is the duty, or the record again; due_day is DAY_FAR while the duty's clock stands still,
 * else 0. Where to look is all that the rows say; whether the reader may see it is asked of scope
 * and hidden, as always. */
#ifndef ZT_VIEW_OPENWORK_H
#define ZT_VIEW_OPENWORK_H

#include "view/view.h"

enum open_what { OPEN_DUTY, OPEN_RECORD };
#define OPEN_NEVER INT64_MAX

/* From p->before to `after`. */
MUST_USE enum err openwork_duties(struct view *v, const struct projection *p,
                                  const struct rec *after);
/* A record and the offices of its scope, as numbers. */
struct openwork_at {
        const struct rec *r;
        const int64_t *office;
        size_t n;
};
MUST_USE enum err openwork_record(struct view *v, const struct ledger *l,
                                  const struct openwork_at *before,
                                  const struct openwork_at *after);

#endif

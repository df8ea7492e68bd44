/* project.h: pieces of projection that the writer needs too (inside view/ and loop/). */
#ifndef ZT_VIEW_PROJECT_H
#define ZT_VIEW_PROJECT_H

#include "view/view.h"

/* Counter of a ledger's record numbers (paper empty) or of one kind of its papers, per year or
 * "". */
struct str number_counter(struct arena *a, const struct ledger *l, struct str paper,
                          struct str per);

#endif

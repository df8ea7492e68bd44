/* openwork.h: open_work held against the duties, the records and the tree of the offices. */
#ifndef ZT_TESTS_OPENWORK_H
#define ZT_TESTS_OPENWORK_H

#include "lib/town.h"

/* Every open duty and record stands at the offices it is for, and nothing else does. Differences
 * are printed. */
bool openwork_agrees(struct town *t);

#endif

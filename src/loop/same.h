/* same.h: do two definitions make the same derived tables from the same log? (inside loop/)
 *
 * Labels, texts, steps, clocks, guards and bulletins may differ: events hold their results. Fields,
 * states' kinds, figures, identities, dimensions, the order of duties and papers, and trees may
 * not. */
#ifndef ZT_LOOP_SAME_H
#define ZT_LOOP_SAME_H

#include "city/city.h"

bool definitions_same(const struct city *a, const struct city *b);

#endif

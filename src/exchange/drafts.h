/* drafts.h: the definition files of a city folder, before they are in force.
 *
 * Reads city.yaml and the folders ledgers, lists, texts and bulletins; hidden files are passed
 * over, any other file in those folders is a mistake. What else lies in the folder (data,
 * calendars) is not looked at. Apart from city/, which reads no files. */
#ifndef ZT_EXCHANGE_DRAFTS_H
#define ZT_EXCHANGE_DRAFTS_H

#include "city/city.h"

MUST_USE enum err defs_load(struct arena *a, const char *dir, struct faults *f, struct defs *ret);

#endif

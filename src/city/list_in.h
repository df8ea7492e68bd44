/* list_in.h: reading a list; only for list.c and city.c. */
#ifndef ZT_CITY_LIST_IN_H
#define ZT_CITY_LIST_IN_H

#include "city/city.h"
#include "city/reader.h"

void list_build(struct reader *r, const struct ynode *root, struct str name, struct list *ret);

#endif

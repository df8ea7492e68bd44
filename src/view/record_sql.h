/* record_sql.h: what expressions over records look at, as SQL: the row of r_L is named r. For
 * where.h. */
#ifndef ZT_VIEW_RECORD_SQL_H
#define ZT_VIEW_RECORD_SQL_H

#include "city/city.h"
#include "store/sqlgen.h"

/* A property of the record itself, or a field's column. False: it is none of a record. */
bool record_prop(struct sql *q, struct arena *a, const struct ledger *l, int prop);
/* The values of a field of many. */
void record_many(struct sql *q, const struct ledger *l, int prop);
/* What stands in IN (…) for codes that are `above` or below it. False: all are, nothing is put. */
bool record_under(struct sql *q, const struct city *c, const struct offices *o,
                  const struct field *f, struct str above);
/* A condition over r; NULL: TRUE. */
void record_where(struct sql *q, struct arena *a, const struct city *c, const struct ledger *l,
                  const struct expr *e);

#endif

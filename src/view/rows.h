/* rows.h: a record's derived rows (inside view/; ask/ reads pages of records through
 * rec_columns). */
#ifndef ZT_VIEW_ROWS_H
#define ZT_VIEW_ROWS_H

#include "store/sqlgen.h"
#include "view/view.h"

/* The columns of r_L in the order rec_read expects; nothing before them in the SELECT. */
void rec_columns(struct sql *q, const struct ledger *l, struct arena *a);
MUST_USE enum err rec_read(struct stmt *s, struct arena *a, const struct ledger *l, struct rec *r);
/* many, duties, papers of a record read by rec_read */
MUST_USE enum err rec_load_rest(struct view *v, struct arena *a, const struct ledger *l,
                                struct rec *r);
MUST_USE enum err rec_write(struct view *v, const struct projection *p);
MUST_USE enum err rec_delete(struct view *v, const struct ledger *l, int64_t id, struct arena *a);
/* The local day at whose end an open duty becomes late. */
struct day duty_due_day(const struct city *c, const struct rduty *d);

#endif

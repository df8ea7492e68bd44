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
/* The columns of duty in the order duty_read expects; nothing before them in the SELECT. What its
 * record's acts say of it (held, else_due) is not in them. */
void duty_columns(struct sql *q);
MUST_USE enum err duty_read(struct stmt *s, struct arena *a, const struct ledger *l,
                            struct rduty *d);
MUST_USE enum err rec_write(struct view *v, const struct projection *p);
MUST_USE enum err rec_delete(struct view *v, const struct ledger *l, int64_t id, struct arena *a);
/* The local day at whose end an open duty becomes late; DAY_FAR while its clock is stopped. */
#define DAY_FAR ((struct day){ 2932896 }) /* 9999-12-31 */
struct day duty_due_day(const struct city *c, const struct rduty *d);

#endif

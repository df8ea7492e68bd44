/* plan.h: the statements of a ledger's tables that a writer needs for every event, built once
 * (inside view/). A view that was not opened (readers make one for a look at a record) has no
 * plans: its statements are built each time. */
#ifndef ZT_VIEW_PLAN_H
#define ZT_VIEW_PLAN_H

#include "store/sqlgen.h"
#include "view/view.h"

/* The rows of one kind (the record, a duty, a step, a paper) that some figure of a cell table
 * counts, and what those figures and the table's dimensions read of them. */
struct row_plan {
        enum of of;
        int of_index;
        int *prop;
        size_t n;
};
struct table_plan { /* of a cell table */
        struct sql_kept cell, presence, journal, close_row, close_add;
        struct row_plan *row;
        size_t row_n, row_cap;
};
struct ledger_plan {
        struct sql_kept load, find, insert;
        struct map updates; /* set of changed columns → index into update */
        struct sql_kept **update;
        size_t update_n, update_cap;
        struct table_plan *table;
};

struct plans *plans_new(const struct city *c);
void plans_free(struct plans **p);
struct arena *plan_arena(struct view *v);
/* NULL: this view keeps none. */
struct ledger_plan *plan_of(struct view *v, const struct ledger *l);
struct table_plan *plan_table(struct view *v, const struct ledger *l, int table);
/* NULL: no figure of the table counts such rows. */
const struct row_plan *plan_row(struct view *v, const struct ledger *l, int table, enum of of,
                                int of_index);
/* The update of these columns (bytes that are the same for the same set). */
struct sql_kept *plan_update(struct view *v, const struct ledger *l, struct str columns);

/* The table's name, unless the text is there already. */
void sql_table(struct sql *q, char prefix, const struct ledger *l, const struct cell_table *t);
/* sql_init, with a plan's text if there is one. */
#define PLAN_SQL(q, a, v, plan, which)                                                             \
        sql_init_kept((q), (a), plan_arena(v), (plan) ? &(plan)->which : NULL)

#endif

/* props.h: the properties of an expression as SQL columns: records are r, duties d, papers p,
 * values of a field m.
 *
 * So a filter, a figure's `where` and its `at` mean in SQL what rec.h gives the evaluator. A duty
 * that is open is late when its due day lies before `today`. Steps have no columns: their rows are
 * folded (fold.h). */
#ifndef ZT_ASK_PROPS_H
#define ZT_ASK_PROPS_H

#include "ask/ask.h"
#include "view/where.h"

struct row_sql {
        const struct ask *k;
        const struct ledger *l;
        enum of of; /* OF_RECORD, OF_DUTY, OF_PAPER, OF_LINK */
        struct day today;
        int link; /* OF_LINK: the field; a row for each of its values */
};

/* e (NULL: nothing) as a condition. */
void row_where(const struct row_sql *x, struct sql *q, const struct expr *e);
/* e as a value, in the form of columns. */
void row_value(const struct row_sql *x, struct sql *q, const struct expr *e);
/* The column of a property. */
void row_prop(const struct row_sql *x, struct sql *q, int prop);
/* The code of the office of a relation; NULL when there is none. */
void row_office(const struct row_sql *x, struct sql *q, const struct rel *at);
/* "FROM r_… AS r", and for duties and papers of one kind JOIN … AND d.name = …; for the values of a
 * field JOIN many AS m. */
void row_from(const struct row_sql *x, struct sql *q, int of_index);
/* The text form a by-value has in cells ("" for none) of a record's field. */
void row_by(const struct row_sql *x, struct sql *q, int field);

#endif

/* where.h: an expression (city/expr.h) as SQL, through store/sqlgen.
 *
 * What is written is one SQL term in parentheses or a function call: a condition for T_BOOL, else a
 * value in the form columns have (below). It gives for every row what expr_eval gives for it: TRUE,
 * FALSE or NULL (tests/unit/view/test_where.c holds the two together). Where SQL databases differ
 * or have no exact arithmetic, the functions zt_… of store/functions.c are used. The expression was
 * checked without mistakes against the same props.
 *
 * Columns: numbers INTEGER scaled by the property's digits (REAL for a real one), flags 0/1, days
 * INTEGER since 1970, moments INTEGER ms UTC, texts TEXT compared by code point; NULL = no value.
 *
 * SQLite's parser has room for 100 symbols: an expression as deep as allowed takes some 75 of them,
 * the statement around it should stay below 25 (a dozen per subselect). */
#ifndef ZT_VIEW_WHERE_H
#define ZT_VIEW_WHERE_H

#include "city/expr.h"
#include "store/sqlgen.h"

/* How the caller's tables give a property. A callback may be called several times for one. */
struct where_cols {
        void *ctx;
        /* the value, as one term (a column, or an expression in parentheses) */
        void (*column)(void *ctx, struct sql *q, int prop);
        /* T_MANY: a SELECT without parentheses whose only column is named `value`, never NULL:
         * the values of this row. NULL when no property is T_MANY. */
        void (*many)(void *ctx, struct sql *q, int prop);
        /* what stands in IN (…): the codes that are `above` or below it, a SELECT or a list of
         * parameters, not empty, without NULL. NULL when no property is a tree or office. */
        void (*under)(void *ctx, struct sql *q, int prop, struct str above);
};

void where_put(struct sql *q, const struct expr *e, const struct props *props, struct zone zone,
               const struct where_cols *cols);
/* The calendar of workdays() for this connection; must live until the next call. */
void where_calendar(struct store *st, const struct calendar *cal);

#endif

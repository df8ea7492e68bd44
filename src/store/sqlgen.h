/* sqlgen.h: the only place that builds SQL, and only from declared names.
 *
 * Names (tables, columns) pass sql_name, which admits [a-z][a-z0-9_]* up to 60 bytes and quotes them;
 * values go as parameters only. A struct sql collects text and the parameters in order. */
#ifndef ZT_STORE_SQLGEN_H
#define ZT_STORE_SQLGEN_H

#include "base/buf.h"
#include "store/store.h"

enum sqlarg { SQL_INT, SQL_TEXT, SQL_NULL };
struct sql {
        struct buf text;
        struct arena *a;
        struct sql_arg {
                enum sqlarg kind;
                int64_t i;
                struct str s;
        } * args;
        size_t n, cap;
};

void sql_init(struct sql *q, struct arena *a);
void sql_done(struct sql *q);
void sql_put(struct sql *q, struct str literal_part); /* from literals of this program only */
void sql_name(struct sql *q, struct str name);        /* BUG if not an identifier */
void sql_int(struct sql *q, int64_t v);               /* a parameter */
void sql_text(struct sql *q, struct str v);           /* a parameter */
void sql_null(struct sql *q);                         /* a NULL parameter */
/* Prepares and binds. */
MUST_USE enum err sql_stmt(struct sql *q, struct store *st, struct stmt **ret);

#endif

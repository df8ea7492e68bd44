/* sqlgen.h: the only place that builds SQL, and only from declared names.
 *
 * Names (tables, columns) pass sql_name, which admits [a-z][a-z0-9_]* up to 60 bytes and quotes
 * them;
 * values go as parameters only. A struct sql collects text and the parameters in order.
 *
 * A place that builds the same text again and again keeps it: after sql_init_kept with a text
 * that has been kept, what is put and named is passed over and only the parameters are taken. */
#ifndef ZT_STORE_SQLGEN_H
#define ZT_STORE_SQLGEN_H

#include "base/buf.h"
#include "store/store.h"

enum sqlarg { SQL_INT, SQL_TEXT, SQL_NULL };
struct sql_kept {
        struct str text; /* empty until the first sql_stmt; lives in the arena of sql_init_kept */
        uint64_t hash;
        size_t n; /* parameters */
};
struct sql {
        struct buf text;
        struct arena *a;
        struct arena *keep;
        struct sql_kept *kept;
        struct sql_arg {
                enum sqlarg kind;
                int64_t i;
                struct str s;
        } * args;
        size_t n, cap;
};

void sql_init(struct sql *q, struct arena *a);
/* a: of the parameters, this once. The same k must mean the same text; NULL: as sql_init. */
void sql_init_kept(struct sql *q, struct arena *a, struct arena *keep, struct sql_kept *k);
/* The text is there: names that cost something to make need not be put. */
static inline bool sql_built(const struct sql *q)
{
        return q->kept && q->kept->text.n;
}
void sql_done(struct sql *q);
void sql_put(struct sql *q, struct str literal_part); /* from literals of this program only */
void sql_name(struct sql *q, struct str name);        /* BUG if not an identifier */
void sql_int(struct sql *q, int64_t v);               /* a parameter */
void sql_text(struct sql *q, struct str v); /* a parameter: lives until the statement is reset */
void sql_null(struct sql *q);               /* a NULL parameter */
/* Prepares and binds. */
MUST_USE enum err sql_stmt(struct sql *q, struct store *st, struct stmt **ret);

#endif

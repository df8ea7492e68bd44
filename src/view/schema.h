/* schema.h: columns of the derived tables (inside view/). */
#ifndef ZT_VIEW_SCHEMA_H
#define ZT_VIEW_SCHEMA_H

#include "store/sqlgen.h"
#include "view/view.h"

struct str column_of(struct arena *a, const struct field *f); /* f_NAME */
const char *column_type(const struct field *f);
/* a field with a column: not many (those stand in table many) */
static inline bool has_column(const struct field *f)
{
        return !f->many;
}

#endif

/* names.c: names of the derived tables, and their SQL. */
#include "view/schema.h"

struct str view_table(struct arena *a, char prefix, const struct ledger *l,
                      const struct cell_table *t)
{
        char head[2] = { prefix, '_' };
        struct str name = str_join(a, (struct str){ head, 2 }, l->name);
        return t ? str_join(a, name, str_join(a, S("__"), t->at.name)) : name;
}

struct str column_of(struct arena *a, const struct field *f)
{
        return str_join(a, S("f_"), f->name);
}

const char *column_type(const struct field *f)
{
        if (f->sealed) return "INTEGER";
        switch (f->type) {
        case F_FLAG: return "INTEGER NOT NULL";
        case F_INT:
        case F_DECIMAL:
        case F_MONEY:
        case F_DAY:
        case F_MOMENT:
        case F_ACCOUNT:
        case F_LINK: return "INTEGER";
        case F_TEXT:
        case F_NOTE:
        case F_CODE:
        case F_CHOICE:
        case F_TREE:
        case F_PERIOD:
        case F_OFFICE:
        case F_PERSON:
        case F_PLACE:
        case F_FILE:
        case F_ROWS:
        case F_TYPE_COUNT: return "TEXT";
        }
        BUG("field type");
}

#include "view/record_sql.h"

#include "view/schema.h"
#include "view/where.h"

bool record_prop(struct sql *q, struct arena *a, const struct ledger *l, int prop)
{
        static const struct str plain[PROP_FIELDS] = {
                [PROP_NUMBER] = SI("r.number"),
                [PROP_STATE] = SI("r.state"),
                [PROP_KIND] = SI("r.kind"),
                [PROP_OWNER] = SI("nullif(r.owner, '')"),
                [PROP_ENTERED] = SI("r.entered"),
                [PROP_ROUND] = SI("r.round"),
                [PROP_PARENT] = SI("nullif(r.parent, 0)"),
                [PROP_PROMISED] = SI("r.promised"),
        };
        if (prop < PROP_FIELDS) {
                sql_put(q, plain[prop]);
                return plain[prop].n > 0;
        }
        sql_put(q, S("r."));
        sql_name(q, column_of(a, &l->fields[prop - PROP_FIELDS]));
        return true;
}

void record_many(struct sql *q, const struct ledger *l, int prop)
{
        sql_put(q, S("SELECT zt_v.value AS value FROM many AS zt_v WHERE zt_v.record = r.id"
                     " AND zt_v.field = "));
        sql_text(q, l->fields[prop - PROP_FIELDS].name);
}

static void put_code(struct sql *q, struct str code, size_t *n)
{
        if ((*n)++) sql_put(q, S(", "));
        sql_text(q, code);
}

/* The offices below the root are all: no list is needed. */
bool record_under(struct sql *q, const struct city *c, const struct offices *o,
                  const struct field *f, struct str above)
{
        size_t n = 0;
        if (f && f->type == F_TREE) {
                const struct list *l = &c->lists[f->list];
                for (size_t i = 0; i < l->n; i++)
                        if (list_under(l, l->c[i].code, above)) put_code(q, l->c[i].code, &n);
        } else {
                int top = office_find(o, above);
                if (top >= 0 && top == office_root(o) && !(f && f->many)) return false;
                for (int i = 0; top >= 0 && i < (int)o->n; i++)
                        if (office_under(o, i, top, DAY_NONE)) put_code(q, o->o[i].code, &n);
        }
        if (n == 0) put_code(q, above, &n);
        return true;
}

/* ---- conditions ------------------------------------------------------------------------------ */

struct of_record {
        struct arena *a;
        const struct city *c;
        const struct ledger *l;
};

static void column(void *ctx, struct sql *q, int prop)
{
        const struct of_record *x = ctx;
        if (!record_prop(q, x->a, x->l, prop)) BUG("no property of a record");
}

static void many(void *ctx, struct sql *q, int prop)
{
        const struct of_record *x = ctx;
        record_many(q, x->l, prop);
}

static void under(void *ctx, struct sql *q, int prop, struct str above)
{
        const struct of_record *x = ctx;
        const struct field *f = prop >= PROP_FIELDS ? &x->l->fields[prop - PROP_FIELDS] : NULL;
        if (record_under(q, x->c, x->c->offices, f, above)) return;
        sql_put(q, S("SELECT "));
        column(ctx, q, prop);
}

void record_where(struct sql *q, struct arena *a, const struct city *c, const struct ledger *l,
                  const struct expr *e)
{
        struct of_record x = { a, c, l };
        struct where_cols cols = { .ctx = &x, .column = column, .many = many, .under = under };
        if (e) where_put(q, e, &l->props_record, c->zone, &cols);
        else sql_put(q, S("TRUE"));
}

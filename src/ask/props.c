#include "ask/props.h"

#include "view/schema.h"

static void field_column(const struct row_sql *x, struct sql *q, int field)
{
        sql_put(q, S("r."));
        sql_name(q, column_of(x->k->a, &x->l->fields[field]));
}

static void late_column(const struct row_sql *x, struct sql *q)
{
        sql_put(q, S("(CASE WHEN d.outcome = '' THEN d.due_day < "));
        sql_int(q, x->today.v);
        sql_put(q, S(" ELSE d.late END)"));
}

void row_prop(const struct row_sql *x, struct sql *q, int prop)
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
                [PROP_HOLDER] = SI("nullif(d.holder, '')"),
                [PROP_OUTCOME] = SI("nullif(d.outcome, '')"),
                [PROP_DUE] = SI("d.due"),
                [PROP_OPENED] = SI("d.opened"),
                [PROP_ENDED] = SI("d.ended"),
        };
        if (prop >= PROP_FIELDS) field_column(x, q, prop - PROP_FIELDS);
        else if (prop == PROP_LATE) late_column(x, q);
        else if (prop == PROP_ROUND && x->of == OF_DUTY) sql_put(q, S("d.round"));
        else if (plain[prop].n) sql_put(q, plain[prop]);
        else BUG("a step's property has no column");
}

static void column(void *ctx, struct sql *q, int prop)
{
        row_prop(ctx, q, prop);
}

static void many(void *ctx, struct sql *q, int prop)
{
        const struct row_sql *x = ctx;
        sql_put(q, S("SELECT zt_v.value AS value FROM many AS zt_v WHERE zt_v.record = r.id"
                     " AND zt_v.field = "));
        sql_text(q, x->l->fields[prop - PROP_FIELDS].name);
}

static void put_code(struct sql *q, struct str code, size_t *n)
{
        if ((*n)++) sql_put(q, S(", "));
        sql_text(q, code);
}

/* The offices below the root are all: no list is needed. */
static void under(void *ctx, struct sql *q, int prop, struct str above)
{
        const struct row_sql *x = ctx;
        const struct city *c = x->k->in->city;
        const struct field *f = prop >= PROP_FIELDS ? &x->l->fields[prop - PROP_FIELDS] : NULL;
        size_t n = 0;
        if (f && f->type == F_TREE) {
                const struct list *l = &c->lists[f->list];
                for (size_t i = 0; i < l->n; i++)
                        if (list_under(l, l->c[i].code, above)) put_code(q, l->c[i].code, &n);
        } else {
                const struct offices *o = &x->k->in->offices;
                int top = office_find(o, above);
                if (top >= 0 && top == office_root(o) && !(f && f->many)) {
                        sql_put(q, S("SELECT "));
                        row_prop(x, q, prop);
                        return;
                }
                for (int i = 0; top >= 0 && i < (int)o->n; i++)
                        if (office_under(o, i, top, DAY_NONE)) put_code(q, o->o[i].code, &n);
        }
        if (n == 0) put_code(q, above, &n);
}

void row_value(const struct row_sql *x, struct sql *q, const struct expr *e)
{
        struct row_sql own = *x;
        struct where_cols cols = { .ctx = &own, .column = column, .many = many, .under = under };
        where_calendar(x->k->st, x->k->in->calendar);
        where_put(q, e, ledger_props(x->l, x->of), x->k->in->zone, &cols);
}

void row_where(const struct row_sql *x, struct sql *q, const struct expr *e)
{
        if (e) row_value(x, q, e);
        else sql_put(q, S("TRUE"));
}

void row_office(const struct row_sql *x, struct sql *q, const struct rel *at)
{
        switch (at->kind) {
        case REL_OWNER: row_prop(x, q, PROP_OWNER); return;
        case REL_HOLDER:
                if (x->of == OF_DUTY) row_prop(x, q, PROP_HOLDER);
                else sql_put(q, S("NULL"));
                return;
        case REL_PLACE:
        case REL_FIELD: field_column(x, q, at->field); return;
        case REL_NONE:
        case REL_ABOVE: break;
        }
        sql_put(q, S("NULL"));
}

void row_from(const struct row_sql *x, struct sql *q, int of_index)
{
        sql_put(q, S(" FROM "));
        sql_name(q, view_table(x->k->a, 'r', x->l, NULL));
        sql_put(q, S(" AS r"));
        if (x->of == OF_DUTY) {
                sql_put(q, S(" JOIN duty AS d ON d.record = r.id AND d.name = "));
                sql_text(q, x->l->duties[of_index].name);
        } else if (x->of == OF_PAPER) {
                sql_put(q, S(" JOIN paper AS p ON p.record = r.id AND p.name = "));
                sql_text(q, x->l->papers[of_index].name);
        } else {
                ASSERT(x->of == OF_RECORD);
        }
}

void row_by(const struct row_sql *x, struct sql *q, int field)
{
        const struct field *f = &x->l->fields[field];
        if (f->type == F_FLAG) {
                sql_put(q, S("(CASE WHEN "));
                field_column(x, q, field);
                sql_put(q, S(" = 1 THEN 'true' ELSE 'false' END)"));
                return;
        }
        sql_put(q, S("coalesce(CAST("));
        field_column(x, q, field);
        sql_put(q, S(" AS TEXT), '')"));
}

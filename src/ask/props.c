#include "ask/props.h"

#include "view/record_sql.h"
#include "view/schema.h"

/* A field of many values has one in each of its rows. */
static void field_column(const struct row_sql *x, struct sql *q, int field)
{
        const struct field *f = &x->l->fields[field];
        if (x->of == OF_LINK && field == x->link && f->many) {
                sql_put(q, f->type == F_OFFICE ? S("m.value") : S("CAST(m.value AS INTEGER)"));
                return;
        }
        sql_put(q, S("r."));
        sql_name(q, column_of(x->k->a, f));
}

static void late_column(const struct row_sql *x, struct sql *q)
{
        /* of a paper of which nothing is owed there is no d */
        sql_put(q, S("(CASE WHEN d.outcome = '' THEN d.due_day < "));
        sql_int(q, x->today.v);
        sql_put(q, S(" ELSE coalesce(d.late, 0) END)"));
}

/* A review lies below what it reviews, and is handed down to nobody (view/rec.c). */
#define HANDED_DOWN(d) "coalesce(" d ".parent > 0 AND " d ".name <> 'review', 0)"

void row_prop(const struct row_sql *x, struct sql *q, int prop)
{
        static const struct str plain[PROP_FIELDS] = {
                [PROP_HOLDER] = SI("nullif(d.holder, '')"),
                [PROP_OUTCOME] = SI("nullif(d.outcome, '')"),
                [PROP_DUE] = SI("d.due"),
                [PROP_OPENED] = SI("d.opened"),
                [PROP_ENDED] = SI("d.ended"),
                [PROP_ASSISTING] = SI("coalesce(d.lead = 0, 0)"),
                [PROP_HANDED_DOWN] = SI(HANDED_DOWN("d")),
                [PROP_AGAIN] =
                        SI("EXISTS (SELECT 1 FROM duty AS o WHERE o.record = d.record"
                           " AND o.name = d.name AND o.opened_seq < d.opened_seq"
                           " AND o.lead = d.lead AND " HANDED_DOWN("o") " = " HANDED_DOWN("d") ")"),
        };
        if (prop == PROP_LATE) late_column(x, q);
        else if (prop == PROP_ROUND && (x->of == OF_DUTY || x->of == OF_PAPER))
                sql_put(q, S("coalesce(d.round, r.round)"));
        else if (prop < PROP_FIELDS && plain[prop].n) sql_put(q, plain[prop]);
        else if (prop >= PROP_FIELDS) field_column(x, q, prop - PROP_FIELDS);
        else if (!record_prop(q, x->k->a, x->l, prop)) BUG("a step's property has no column");
}

static void column(void *ctx, struct sql *q, int prop)
{
        row_prop(ctx, q, prop);
}

static void many(void *ctx, struct sql *q, int prop)
{
        const struct row_sql *x = ctx;
        record_many(q, x->l, prop);
}

static void under(void *ctx, struct sql *q, int prop, struct str above)
{
        const struct row_sql *x = ctx;
        const struct field *f = prop >= PROP_FIELDS ? &x->l->fields[prop - PROP_FIELDS] : NULL;
        if (record_under(q, x->k->in->city, &x->k->in->offices, f, above)) return;
        sql_put(q, S("SELECT "));
        row_prop(x, q, prop);
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
                if (x->of == OF_RECORD || x->of == OF_LINK) sql_put(q, S("NULL"));
                else row_prop(x, q, PROP_HOLDER);
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
                sql_put(q, S(" LEFT JOIN duty AS d ON d.record = p.record AND d.name = p.name"
                             " AND d.opened_seq = p.seq"));
        } else if (x->of == OF_LINK && x->l->fields[x->link].many) {
                sql_put(q, S(" JOIN many AS m ON m.record = r.id AND m.field = "));
                sql_text(q, x->l->fields[x->link].name);
        } else if (x->of == OF_LINK) {
                sql_put(q, S(" JOIN (SELECT 1) AS m ON "));
                field_column(x, q, x->link);
                sql_put(q, S(" IS NOT NULL"));
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

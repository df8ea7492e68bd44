#include "view/made.h"

#include "base/limits.h"
#include "view/lookup.h"
#include "view/record_sql.h"
#include "view/schema.h"
#include "view/where.h"

static const struct ledger *each_of(const struct made_ask *q)
{
        return &q->c->ledgers[q->r->each];
}

static const struct ledger *made_of(const struct made_ask *q)
{
        return &q->c->ledgers[q->r->makes.ledger];
}

static void put_table(struct sql *s, struct arena *a, const struct ledger *l)
{
        sql_name(s, view_table(a, 'r', l, NULL));
}

static void put_column(struct sql *s, struct arena *a, const struct field *f)
{
        sql_name(s, column_of(a, f));
}

/* r fits what the rule looks for. */
static void put_fits(struct sql *s, struct arena *a, const struct made_ask *q)
{
        sql_put(s, S("r.kind <> 'void' AND "));
        record_where(s, a, q->c, each_of(q), q->r->where);
}

/* What the rule did that day about the record of this column. */
static void put_done(struct sql *s, const struct made_ask *q, struct str column)
{
        sql_put(s, S("EXISTS (SELECT 1 FROM rule_done AS d WHERE d.rule = "));
        sql_text(s, q->r->key);
        sql_put(s, S(" AND d.at = "));
        sql_int(s, q->day.v);
        sql_put(s, S(" AND d.record = "));
        sql_put(s, column);
        sql_put(s, S(")"));
}

/* The field of r that the map puts there, or r itself. */
static void put_source(struct sql *s, struct arena *a, const struct made_ask *q, int field)
{
        const struct makes *m = &q->r->makes;
        for (size_t i = 0; i < m->map_n; i++) {
                if (m->map[i].to != field) continue;
                sql_put(s, S("r."));
                put_column(s, a, &each_of(q)->fields[m->map[i].from]);
                return;
        }
        ASSERT(field == m->link);
        sql_put(s, S("r.id"));
}

/* m would be alike. */
static void put_alike(struct sql *s, struct arena *a, const struct made_ask *q)
{
        for (size_t i = 0; i < q->r->key_n; i++) {
                int f = q->r->key_of[i];
                sql_put(s, S(" AND m."));
                put_column(s, a, &made_of(q)->fields[f]);
                sql_put(s, f == q->r->makes.link ? S(" = ") : S(" IS "));
                put_source(s, a, q, f);
        }
        if (!q->r->each_round) return;
        sql_put(s, S(" AND "));
        put_done(s, q, S("m.id"));
}

static void put_page(struct sql *s, const struct made_ask *q, struct str column)
{
        sql_put(s, S(" AND "));
        sql_put(s, column);
        sql_put(s, S(" > "));
        sql_int(s, q->after);
        sql_put(s, S(" ORDER BY "));
        sql_put(s, column);
        sql_put(s, S(" LIMIT "));
        sql_int(s, q->limit);
}

enum err made_come(struct store *st, struct arena *a, const struct made_ask *q,
                   struct record_ids *ret)
{
        struct sql s;
        where_calendar(st, q->c->calendar);
        sql_init(&s, a);
        sql_put(&s, S("SELECT r.id FROM "));
        put_table(&s, a, each_of(q));
        sql_put(&s, S(" AS r WHERE "));
        put_fits(&s, a, q);
        sql_put(&s, S(" AND r.entered < ")); /* the day begins without it */
        sql_int(&s, q->day.v);
        if (q->only) {
                sql_put(&s, S(" AND r.id = "));
                sql_int(&s, q->only);
        }
        sql_put(&s, S(" AND NOT EXISTS (SELECT 1 FROM "));
        put_table(&s, a, made_of(q));
        sql_put(&s, S(" AS m WHERE m.kind <> 'void'"));
        put_alike(&s, a, q);
        sql_put(&s, S(") AND NOT "));
        put_done(&s, q, S("r.id"));
        put_page(&s, q, S("r.id"));
        return lookup_ids(st, a, &s, ret);
}

static void put_states(struct sql *s, const struct ledger *l, const struct step *step)
{
        size_t n = 0;
        for (size_t i = 0; i < l->states_n; i++) {
                if (!(step->from >> i & 1)) continue;
                sql_put(s, n++ ? S(", ") : S(" AND m.state IN ("));
                sql_text(s, l->states[i].name);
        }
        sql_put(s, S(")"));
}

enum err made_gone(struct store *st, struct arena *a, const struct made_ask *q,
                   struct record_ids *ret)
{
        struct sql s;
        const struct ledger *l = made_of(q);
        *ret = (struct record_ids){ 0 };
        if (q->r->gone < 0 || l->steps[q->r->gone].from == 0) return OK;
        where_calendar(st, q->c->calendar);
        sql_init(&s, a);
        sql_put(&s, S("SELECT DISTINCT x.record FROM rule_done AS x JOIN "));
        put_table(&s, a, l);
        sql_put(&s, S(" AS m ON m.id = x.record WHERE x.rule = "));
        sql_text(&s, q->r->key);
        put_states(&s, l, &l->steps[q->r->gone]);
        sql_put(&s, S(" AND NOT EXISTS (SELECT 1 FROM "));
        put_table(&s, a, each_of(q));
        sql_put(&s, S(" AS r WHERE r.id = m."));
        put_column(&s, a, &l->fields[q->r->makes.link]);
        sql_put(&s, S(" AND "));
        put_fits(&s, a, q);
        sql_put(&s, S(") AND NOT "));
        put_done(&s, q, S("x.record"));
        put_page(&s, q, S("x.record"));
        return lookup_ids(st, a, &s, ret);
}

enum err made_linked(struct store *st, struct arena *a, const struct ledger *l, int field,
                     int64_t record, struct record_ids *ret)
{
        struct sql s;
        sql_init(&s, a);
        sql_put(&s, S("SELECT r.id FROM "));
        put_table(&s, a, l);
        if (l->fields[field].many) {
                sql_put(&s, S(" AS r JOIN many AS m ON m.record = r.id WHERE m.field = "));
                sql_text(&s, l->fields[field].name);
                sql_put(&s, S(" AND m.value = "));
                sql_text(&s, str_printf(a, "%" PRId64, record));
        } else {
                sql_put(&s, S(" AS r WHERE r."));
                put_column(&s, a, &l->fields[field]);
                sql_put(&s, S(" = "));
                sql_int(&s, record);
        }
        sql_put(&s, S(" ORDER BY r.id DESC LIMIT "));
        sql_int(&s, MADE_MAX);
        return lookup_ids(st, a, &s, ret);
}

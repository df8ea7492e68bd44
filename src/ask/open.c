#include "ask/open.h"

#include "view/rows.h"

static int duty_def(const struct ledger *l, struct str name)
{
        for (size_t i = 0; i < l->duties_n; i++)
                if (str_eq(l->duties[i].name, name)) return (int)i;
        return -1;
}

/* Empty: the duty's own. */
static int clock_of(const struct ledger *l, int def, struct str name)
{
        for (size_t i = 0; i < l->clocks_n; i++)
                if (str_eq(l->clocks[i].name, name)) return (int)i;
        return l->duties[def].clock;
}

/* Due times are ends of days for the most part: the rows are few, however many duties are open. */
enum err open_by_colour(const struct ask *k, struct open_count **ret, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        const struct city *city = k->in->city;
        struct open_count *v = ARENA_NEW(k->a, struct open_count, city->ledgers_n);
        for (size_t i = 0; i < city->ledgers_n; i++) v[i].l = &city->ledgers[i];
        TRY(ask_failed(k,
                       store_stmt(k->st,
                                  S("SELECT ledger, name, due, count(*), due_day, clock FROM duty "
                                    "WHERE outcome = '' GROUP BY 1, 2, 3, 5, 6"),
                                  &s)));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                int i = city_ledger(city, col_text(s, k->a, 0));
                struct rduty d = { .due = { col_int(s, 2) }, .outcome = OUT_OPEN };
                d.def = i < 0 ? -1 : duty_def(v[i].l, col_text(s, k->a, 1));
                if (d.def >= 0) d.clock = clock_of(v[i].l, d.def, col_text(s, k->a, 5));
                if (col_int(s, 4) == DAY_FAR.v) d.held = d.due; /* its clock stands still */
                if (d.def >= 0) v[i].n[duty_colour(k, v[i].l, &d)] += col_int(s, 3);
        }
        TRY(ask_ended(k, s, row));
        *ret = v;
        *ret_n = city->ledgers_n;
        return OK;
}

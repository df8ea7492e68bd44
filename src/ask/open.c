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

/* A moment after which everything of the ledger is green: the later it is due, the greener. */
static int64_t all_green_after(const struct ask *k, const struct ledger *l)
{
        for (int days = 1; days <= CLOCK_DAYS_MAX; days *= 2) {
                struct rduty d = { .due = { k->now.ms + (int64_t)days * 86400000 },
                                   .outcome = OUT_OPEN };
                bool green = true;
                for (size_t i = 0; green && i < l->clocks_n; i++) {
                        d.clock = (int)i;
                        green = duty_colour(k, l, &d) == COLOUR_GREEN;
                }
                if (green) return d.due.ms;
        }
        return INT64_MAX;
}

/* Those due soon, by due time. Due times are ends of days for the most part: the rows are few. */
static enum err count_soon(const struct ask *k, int64_t until, struct open_count *to)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(ask_failed(k, store_stmt(k->st,
                                     S("SELECT name, due, count(*), due_day, clock FROM duty"
                                       " WHERE outcome = '' AND ledger = $1 AND due <= $2"
                                       " GROUP BY 2, 4, 1, 5"),
                                     &s)));
        stmt_text(s, 1, to->l->name);
        stmt_int(s, 2, until);
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT) {
                struct rduty d = { .due = { col_int(s, 1) }, .outcome = OUT_OPEN };
                d.def = duty_def(to->l, col_text(s, k->a, 0));
                if (d.def < 0) continue;
                d.clock = clock_of(to->l, d.def, col_text(s, k->a, 4));
                if (col_int(s, 3) == DAY_FAR.v) d.held = d.due; /* its clock stands still */
                to->n[duty_colour(k, to->l, &d)] += col_int(s, 2);
        }
        return ask_ended(k, s, row);
}

/* The rest is counted along the index. */
static enum err count_green(const struct ask *k, int64_t after, struct open_count *to)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        TRY(ask_failed(k, store_stmt(k->st,
                                     S("SELECT count(*), coalesce(sum(due_day = $3), 0) FROM duty"
                                       " WHERE outcome = '' AND ledger = $1 AND due > $2"),
                                     &s)));
        stmt_text(s, 1, to->l->name);
        stmt_int(s, 2, after);
        stmt_int(s, 3, DAY_FAR.v);
        enum row row = stmt_step(s);
        if (row == ROW_GOT) {
                to->n[COLOUR_NONE] += col_int(s, 1);
                to->n[COLOUR_GREEN] += col_int(s, 0) - col_int(s, 1);
        }
        return ask_ended(k, s, row);
}

enum err open_by_colour(const struct ask *k, struct open_count **ret, size_t *ret_n)
{
        const struct city *city = k->in->city;
        struct open_count *v = ARENA_NEW(k->a, struct open_count, city->ledgers_n);
        for (size_t i = 0; i < city->ledgers_n; i++) {
                v[i].l = &city->ledgers[i];
                if (v[i].l->duties_n == 0) continue;
                int64_t green = all_green_after(k, v[i].l);
                TRY(count_soon(k, green, &v[i]));
                TRY(count_green(k, green, &v[i]));
        }
        *ret = v;
        *ret_n = city->ledgers_n;
        return OK;
}

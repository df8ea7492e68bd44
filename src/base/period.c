#include "base/period.h"

static bool first_of_month(struct day d)
{
        int y, m, dd;
        day_to_ymd(d, &y, &m, &dd);
        return dd == 1;
}

static bool last_of_month(struct day d)
{
        return first_of_month(day_add(d, 1));
}

/* Month ends go to month ends: 30 April to 31 March. */
static struct day months(struct day d, int n)
{
        return last_of_month(d) ? day_add(day_add_months(day_add(d, 1), n), -1)
                                : day_add_months(d, n);
}

static int months_of(struct period s)
{
        return day_month(day_add(s.to, 1)) - day_month(s.from);
}

enum period_unit period_unit(struct period s)
{
        if (!day_is(s.from)) return PERIOD_OTHER;
        if (s.from.v == s.to.v) return PERIOD_DAY;
        if (s.to.v - s.from.v == 6 && day_weekday(s.from) == 1) return PERIOD_WEEK;
        if (!first_of_month(s.from) || !last_of_month(s.to)) return PERIOD_OTHER;
        int n = months_of(s), first = day_month(s.from);
        if (n == 1) return PERIOD_MONTH;
        if (n == 3 && first % 3 == 0) return PERIOD_QUARTER;
        return n == 12 && first % 12 == 0 ? PERIOD_YEAR : PERIOD_OTHER;
}

struct period period_year_before(struct period s)
{
        if (period_unit(s) == PERIOD_WEEK)
                return (struct period){ day_add(s.from, -364), day_add(s.to, -364) };
        return (struct period){ day_is(s.from) ? day_add_months(s.from, -12) : DAY_NONE,
                                months(s.to, -12) };
}

bool period_before(struct period s, struct period *ret)
{
        static const int back[] = { [PERIOD_MONTH] = 1, [PERIOD_QUARTER] = 3, [PERIOD_YEAR] = 12 };
        enum period_unit u = period_unit(s);
        *ret = (struct period){ DAY_NONE, months(s.to, -1) };
        if (!day_is(s.from)) return true;
        if (u == PERIOD_OTHER) return false;
        ret->to = day_add(s.from, -1);
        if (u == PERIOD_DAY) ret->from = ret->to;
        else if (u == PERIOD_WEEK) ret->from = day_add(s.from, -7);
        else ret->from = day_add_months(s.from, -back[u]);
        return true;
}

struct period period_of(enum period_unit u, struct day d)
{
        int y, m, dd;
        day_to_ymd(d, &y, &m, &dd);
        if (u == PERIOD_DAY) return (struct period){ d, d };
        if (u == PERIOD_WEEK) {
                struct day monday = day_add(d, 1 - day_weekday(d));
                return (struct period){ monday, day_add(monday, 6) };
        }
        int n = u == PERIOD_MONTH ? 1 : u == PERIOD_QUARTER ? 3 : 12;
        struct day first = day_add(d, 1 - dd);
        first = day_add_months(first, -((m - 1) % n));
        return (struct period){ first, day_add(day_add_months(first, n), -1) };
}

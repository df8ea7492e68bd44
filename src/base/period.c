#include "base/period.h"

#include "base/num.h"

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

void period_week(struct day d, int *ret_year, int *ret_week)
{
        int m, dd;
        struct day thursday = day_add(d, 4 - day_weekday(d));
        day_to_ymd(thursday, ret_year, &m, &dd);
        *ret_week = (thursday.v - period_of(PERIOD_YEAR, thursday).from.v) / 7 + 1;
}

/* The week's year and number are those of its Thursday; the fourth of January is in the first. */
static bool parse_week(struct day first, int year, struct str s, struct period *ret)
{
        int64_t week;
        int y, w;
        if (s.n != 2 || num_parse_i64(s, 1, 53, &week) != OK) return false;
        struct day monday = period_of(PERIOD_WEEK, day_add(first, 3)).from;
        *ret = period_of(PERIOD_WEEK, day_add(monday, 7 * ((int)week - 1)));
        period_week(ret->from, &y, &w);
        return y == year;
}

/* What stands behind 2022-: 08, Q3, W34. */
static bool parse_part(struct day first, int year, struct str s, struct period *ret)
{
        int64_t n;
        if (str_starts(s, S("W"))) return parse_week(first, year, str_from(s, 1), ret);
        bool quarter = str_starts(s, S("Q"));
        if (quarter) s = str_from(s, 1);
        if (s.n != (quarter ? 1u : 2u) || num_parse_i64(s, 1, quarter ? 4 : 12, &n) != OK)
                return false;
        *ret = period_of(quarter ? PERIOD_QUARTER : PERIOD_MONTH,
                         day_add_months(first, ((int)n - 1) * (quarter ? 3 : 1)));
        return true;
}

bool period_parse(struct str s, struct period *ret)
{
        struct str year_text, rest = STR_NONE;
        struct day first;
        int64_t year;
        if (day_parse(s, &first) == OK) {
                *ret = (struct period){ first, first };
                return true;
        }
        bool part = str_cut(s, '-', &year_text, &rest);
        if (!part) year_text = s;
        if (year_text.n != 4 || num_parse_i64(year_text, 1900, 2999, &year) != OK ||
            day_from_ymd((int)year, 1, 1, &first) != OK)
                return false;
        if (part) return parse_part(first, (int)year, rest, ret);
        *ret = period_of(PERIOD_YEAR, first);
        return true;
}

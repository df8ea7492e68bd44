/* allowance.c: allowances as text ("13 workdays", "13个工作日"). */
#include "base/num.h"
#include "city/clock.h"

/* The first Chinese word of a unit is the one written. */
static const struct {
        struct str one, many; /* English */
        struct str zh[4];
} units[] = {
        [UNIT_MINUTES] = { { "minute", 6 }, { "minutes", 7 }, { { "分钟", 6 } } },
        [UNIT_HOURS] = { { "hour", 4 }, { "hours", 5 }, { { "小时", 6 }, { "个小时", 9 } } },
        [UNIT_WORKHOURS] = { { "workhour", 8 },
                             { "workhours", 9 },
                             { { "个工作小时", 15 }, { "工作小时", 12 } } },
        [UNIT_DAYS] = { { "day", 3 }, { "days", 4 }, { { "日", 3 }, { "天", 3 } } },
        [UNIT_WORKDAYS] = { { "workday", 7 },
                            { "workdays", 8 },
                            { { "个工作日", 12 }, { "工作日", 9 } } },
        [UNIT_MONTHS] = { { "month", 5 }, { "months", 6 }, { { "个月", 6 } } },
        [UNIT_YEARS] = { { "year", 4 }, { "years", 5 }, { { "年", 3 } } },
};
_Static_assert(LEN(units) == UNIT_COUNT, "words for each unit");

static bool is_unit(enum unit u, struct str word, bool space)
{
        if (space && (str_eq(word, units[u].one) || str_eq(word, units[u].many))) return true;
        for (size_t i = 0; i < LEN(units[u].zh); i++)
                if (word.n && str_eq(word, units[u].zh[i])) return true;
        return false;
}

enum err allowance_parse(struct str s, struct allowance *ret)
{
        size_t digits = 0;
        int64_t n;
        while (digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9') digits++;
        struct str word = str_from(s, digits);
        bool space = str_starts(word, S(" "));
        if (space) word = str_from(word, 1);
        for (enum unit u = 0; u < UNIT_COUNT; u++) {
                if (!is_unit(u, word, space)) continue;
                TRY(num_parse_i64(str_sub(s, 0, digits), 0, INT32_MAX, &n));
                *ret = (struct allowance){ (int32_t)n, u };
                return OK;
        }
        return ERR_INPUT;
}

struct str allowance_format(struct arena *a, struct allowance w, enum lang lang)
{
        ASSERT(w.unit < UNIT_COUNT && w.n >= 0);
        if (lang == LANG_ZH) return str_printf(a, "%d%.*s", (int)w.n, SP(units[w.unit].zh[0]));
        return str_printf(a, "%d %.*s", (int)w.n,
                          SP(w.n == 1 ? units[w.unit].one : units[w.unit].many));
}

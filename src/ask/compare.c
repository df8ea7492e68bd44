#include "ask/compare.h"

#include "ask/label.h"

enum err compare_period(const struct ask *k, struct period now, enum hole_compare how,
                        struct period *ret)
{
        if (how == COMPARE_YOY || how == COMPARE_LAST_YEAR) {
                *ret = period_year_before(now);
                return OK;
        }
        if (period_before(now, ret)) return OK;
        return FAULT(k->f, ERR_INPUT, "compare.unlike", S("from"),
                     "环比须是整周、整月、整季或整年（或一天）",
                     "with the period before only a whole week, month, quarter or year (or a day) "
                     "can be compared");
}

enum err compare_figures(struct compared *x)
{
        const struct amount *now = &x->now.all, *then = &x->then.all;
        x->unit = period_unit(x->now.period ? (struct period){ x->now.in.from, x->now.in.to }
                                            : (struct period){ DAY_NONE, x->now.in.on });
        x->points = x->now.percent;
        x->none = now->none || then->none || now->small || then->small ||
                  (!x->points && then->v <= 0) || (x->points && then->den == 0);
        if (x->none) return OK;
        int64_t by = now->v - then->v;
        int8_t more = x->now.digits;
        if (!x->points) {
                TRY(num_mul(by, 100, &by));
                return num_ratio(by, then->v, 1, ROUND_HALF_UP, &x->v);
        }
        int64_t unit = 1;
        for (int i = 0; i < more; i++) unit *= 10;
        return num_ratio(by, unit, 1, ROUND_HALF_UP, &x->v);
}

struct str compare_heading(const struct ask *k, enum hole_compare how, enum period_unit unit)
{
        static const char *const on[][2] = {
                [PERIOD_DAY] = { "比上日", "On the day" },
                [PERIOD_WEEK] = { "比上周", "On the week" },
                [PERIOD_MONTH] = { "环比", "On the month" },
                [PERIOD_QUARTER] = { "环比", "On the quarter" },
                [PERIOD_YEAR] = { "比上年", "On the year" },
                [PERIOD_OTHER] = { "比上月", "On the month" },
        };
        bool year = how == COMPARE_YOY || how == COMPARE_LAST_YEAR;
        if (how == COMPARE_LAST_YEAR)
                return k->lang == LANG_ZH ? S("上年同期") : S("A year before");
        if (how == COMPARE_LAST_PERIOD) return k->lang == LANG_ZH ? S("上期") : S("Before");
        if (year && unit != PERIOD_YEAR) return k->lang == LANG_ZH ? S("同比") : S("On the year");
        return str_c(on[unit][k->lang == LANG_ZH ? 0 : 1]);
}

static struct str tenths(const struct ask *k, int64_t v)
{
        return label_number(k, v < 0 ? -v : v, 1);
}

struct str compare_short(const struct ask *k, const struct compared *x)
{
        if (x->none) return S("—");
        struct str n = tenths(k, x->v);
        return str_printf(k->a, "%s%.*s%s",
                          x->v > 0   ? "+"
                          : x->v < 0 ? "−"
                                     : "",
                          SP(n), x->points ? (k->lang == LANG_ZH ? "个百分点" : " points") : "%");
}

static struct str on_what(const struct ask *k, const struct compared *x)
{
        static const char *const unit[] = {
                [PERIOD_DAY] = "day",         [PERIOD_WEEK] = "week", [PERIOD_MONTH] = "month",
                [PERIOD_QUARTER] = "quarter", [PERIOD_YEAR] = "year", [PERIOD_OTHER] = "month"
        };
        if (k->lang == LANG_ZH) return compare_heading(k, x->how, x->unit);
        return x->how == COMPARE_YOY ? S("year") : str_c(unit[x->unit]);
}

struct str compare_words(const struct ask *k, const struct compared *x)
{
        bool zh = k->lang == LANG_ZH;
        struct str on = on_what(k, x), n = tenths(k, x->v);
        const char *other = x->now.def == x->then.def ? ""
                            : zh                      ? "（口径有变）"
                                                      : " (defined otherwise then)";
        if (x->none)
                return zh ? str_printf(k->a, "%.*s无可比基数", SP(on))
                          : str_printf(k->a, "with nothing to compare it with a %.*s before",
                                       SP(on));
        if (x->v == 0)
                return zh ? str_printf(k->a, "%.*s持平%s", SP(on), other)
                          : str_printf(k->a, "the same as the %.*s before%s", SP(on), other);
        if (zh)
                return str_printf(k->a, "%.*s%s%.*s%s%s", SP(on),
                                  x->points ? (x->v > 0 ? "提高" : "降低")
                                            : (x->v > 0 ? "增长" : "下降"),
                                  SP(n), x->points ? "个百分点" : "%", other);
        return str_printf(k->a, "%s %.*s%s on the %.*s before%s", x->v > 0 ? "up" : "down", SP(n),
                          x->points ? " points" : "%", SP(on), other);
}

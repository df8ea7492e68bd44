/* diff_series.c: the section `series` of a ledger in one line that can be compared. */
#include "city/diff_text.h"

struct str diff_series(const struct side *s)
{
        static const struct str step[] = { [SERIES_MONTH] = SI("month"),
                                           [SERIES_QUARTER] = SI("quarter"),
                                           [SERIES_YEAR] = SI("year") };
        const struct series_def *x = &s->l->series;
        if (!x->is) return STR_NONE;
        struct str all = diff_add(s, diff_field(s, x->value), step[x->step]);
        for (size_t i = 0; i < x->of_n; i++) all = diff_add(s, all, diff_field(s, x->of[i]));
        all = diff_add(s, all, diff_field(s, x->unit));
        if (x->yoy) all = diff_add(s, all, S("yoy"));
        if (x->mom) all = diff_add(s, all, S("mom"));
        if (x->points) all = diff_add(s, all, S("points"));
        if (x->base) all = diff_add(s, all, str_printf(s->a, "base %d", x->base));
        return all;
}

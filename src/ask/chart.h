/* chart.h: numbers as a picture: bars, or lines by time. SVG with presentation attributes only (no
 * style), so that it prints and every policy lets it be. */
#ifndef ZT_ASK_CHART_H
#define ZT_ASK_CHART_H

#include "base/arena.h"

#define CHART_NAMES_MAX 12
struct chart_point {
        bool is;         /* there is a value */
        int64_t v;       /* what is drawn; below zero as zero */
        struct str text; /* what is written */
};
struct chart {
        const struct str *name; /* of what: at most CHART_NAMES_MAX */
        size_t names;
        const struct str *label; /* of the bars' groups, or the periods */
        size_t points;
        const struct chart_point *v; /* by point: points × names */
        bool time;
};
struct str chart_svg(struct arena *a, const struct chart *c);

#endif

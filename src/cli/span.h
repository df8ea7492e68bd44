/* span.h: of which day or period, and of which office, a figure or bulletin is asked. */
#ifndef ZT_CLI_SPAN_H
#define ZT_CLI_SPAN_H

#include "ask/figure.h"
#include "cli/cli.h"

struct span {
        struct day on, from, to; /* a day (today when nothing is said), or a period */
        int office;              /* index; -1: not said */
        struct day known;        /* DAY_NONE: not said */
        bool now;                /* --tree now */
};
/* From --on, --from, --to, --office, --known, --tree. Every mistake told. */
MUST_USE enum err span_read(struct cli *c, const struct reading *r, struct span *ret);

/* A figure's value, and a row that makes a difference, as lines for people. */
struct telling {
        struct cli *c;
        const struct ask *k;
        const struct figure_out *x;
};
void tell_amount(const struct telling *t, const struct amount *v);
/* "386, now 385; 1 row changed since" and those rows */
void tell_change(const struct telling *t, const struct figure_change *x);

#endif

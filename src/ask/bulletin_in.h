/* bulletin_in.h: what fills the holes of a bulletin (inside ask/). */
#ifndef ZT_ASK_BULLETIN_IN_H
#define ZT_ASK_BULLETIN_IN_H

#include "ask/bulletin.h"
#include "ask/compare.h"

struct bulletin {
        const struct ask *k;
        const struct bulletin_in *in;
        struct bulletin_out *out;
        const struct ledger *home; /* NULL: a file that names ledgers itself */
        struct str text;
        size_t cap, notes_cap;
        size_t picked;               /* of the records picked, so many have found a place */
        struct markdown_notes notes; /* the papers of out->figure */
};
struct period
bulletin_period(const struct bulletin *x); /* of the bulletin; as of today if no day was given */
int bulletin_office(const struct bulletin *x);

/* A figure of the bulletin: one whose papers follow, and that is compared when the bulletin is
 * published. */
MUST_USE enum err hole_figure(struct bulletin *x, const struct hole_item *it, struct period s,
                              const struct figure_out **ret);
/* A cell of a table: at another office, or with all by-values. */
struct hole_at {
        struct period when;
        int office;
        bool split; /* by the item's field */
};
MUST_USE enum err hole_read(const struct bulletin *x, const struct hole_item *it,
                            const struct hole_at *at, struct figure_out *ret);
/* The address of the page that shows its rows. */
struct str hole_address(const struct bulletin *x, const struct figure_out *f);
/* "334/345"; empty when it is no ratio. */
struct str hole_fraction(const struct ask *k, const struct figure_out *f);

/* A ratio of fewer than the figure's declared `small`. */
bool hole_small(const struct figure_out *f);

/* bulletin_value.c: {{received}}, {{received yoy}} */
MUST_USE enum err hole_value(struct bulletin *x, const struct hole_item *it,
                             struct markdown_cell *ret);
/* bulletin_table.c: {{received, done by topic}}; as a picture too. */
MUST_USE enum err hole_table(struct bulletin *x, const struct hole *h, struct markdown_fill *ret);
/* bulletin_series.c: {{series indicator measure=gdp yoy}} */
MUST_USE enum err hole_series(struct bulletin *x, const struct hole *h, struct markdown_fill *ret);
/* bulletin_score.c: {{score}} */
MUST_USE enum err hole_score(struct bulletin *x, const struct hole *h, struct markdown_fill *ret);
/* bulletin_view.c: {{view urgent}} */
MUST_USE enum err hole_view(struct bulletin *x, const struct hole *h, struct markdown_fill *ret);

#endif

/* diff_in.h: the things of a city as texts that can be compared; only for diff*.c. */
#ifndef ZT_CITY_DIFF_IN_H
#define ZT_CITY_DIFF_IN_H

#include "city/city.h"

enum {
        ATTR_FIXED = 1, /* may not change */
        ATTR_MEANS = 2, /* what a figure counts: changes with a new `since` only */
        ATTR_LONG = 4   /* a long text: that it changed is told, not what it says */
};
/* One property of a thing; empty when it is not declared. */
struct attr {
        const char *zh, *en;
        struct str v;
        unsigned flags;
};
#define ATTRS_MAX 48
struct thing {
        struct str name;
        bool retired;
        struct day since; /* figures */
        struct attr attr[ATTRS_MAX];
        size_t n;
};
struct things {
        struct thing *v;
        size_t n;
};

/* One of the two cities, and the ledger looked at (NULL: the city itself). */
struct side {
        struct arena *a;
        enum lang lang;
        const struct city *c;
        const struct ledger *l;
};
enum fate {
        MAY_GO,  /* nothing that happened hangs on it */
        MAY_REST /* events and records name it: it is retired, never deleted */
};
struct sort {
        const char *zh, *en;
        enum fate fate;
        struct things (*all)(const struct side *s);
};
extern const struct sort diff_sorts[]; /* of a ledger */
extern const size_t diff_sorts_n;

struct thing diff_ledger(const struct side *s); /* the ledger itself */
struct thing diff_city(const struct side *s);
struct things diff_choices(const struct side *s, const struct list *l);
struct things diff_files(const struct side *s); /* texts and bulletins */

/* Of the ledger, in files of their own: diff_steps.c, diff_figures.c, diff_score.c,
 * diff_series.c. */
struct things diff_steps(const struct side *s);
struct things diff_happenings(const struct side *s);
struct things diff_figures(const struct side *s);
struct things diff_tables(const struct side *s);
struct things diff_identities(const struct side *s);
struct things diff_views(const struct side *s);
struct things diff_scores(const struct side *s);
struct str diff_series(const struct side *s); /* empty: it has none */

#endif

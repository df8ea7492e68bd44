/* score.h: a scorecard: points of offices from figures (language: docs/ledgers.md, "score";
 * decisions/0008). Part of ledger.h.
 *
 * Points, caps, floors and weights are scaled by `digits`. An item's points are its value, rounded
 * half up, not above its cap, not below its floor; a group's those of its items, not above its
 * weight; the whole is groups + bonus - minus. */
#ifndef ZT_CITY_SCORE_H
#define ZT_CITY_SCORE_H

#include "base/frac.h"
#include "city/expr.h"
#include "city/field.h"
#include "city/office.h"

enum score_part { SCORE_GROUP, SCORE_BONUS, SCORE_MINUS };
struct score_item {
        struct str name;
        struct label label;
        enum score_part part;
        int group; /* -1 */
        /* a property of it is an index into score_def.used */
        struct expr *value;
        struct str text; /* as it was written */
        bool capped;
        int64_t cap, floor;
        int64_t small;
        int evidence; /* field of the figures' ledger, -1 */
};
struct score_group {
        struct str name;
        struct label label;
        int64_t weight;
};
/* Offices compared with each other: of one kind, and one level if it says so. */
struct score_peers {
        struct str name;
        bool any_level;
        enum level level;
        enum office_kind kind;
};
struct score_figure {
        struct str name; /* as the values say it */
        int ledger, figure;
};
struct score_def {
        bool is;
        struct score_group *groups;
        size_t groups_n;
        struct score_item *items; /* those of the groups in order, bonus, minus */
        size_t items_n;
        struct score_figure *used; /* each figure once */
        size_t used_n;
        struct score_peers *peers;
        size_t peers_n;
        int64_t total;
        int8_t digits;
        bool rank;
        int appeal, freeze; /* steps, -1 */
};

/* The value of an item whose figures have these values: exact. ERR_LIMIT: it leaves 64 bits. */
MUST_USE enum err score_value(const struct expr *e, const struct frac *used, struct frac *ret);
/* Rounded and kept between floor and cap. */
MUST_USE enum err score_points(const struct score_def *s, const struct score_item *it,
                               struct frac v, int64_t *ret);
/* What the item's `small` looks at: sets counted[i] for figures that are divided by, or that are
 * ratios themselves (ratio[i]); where there is none for all of its figures. */
void score_counted(const struct expr *e, const bool *ratio, bool *counted, size_t n);
/* Whom an office of that kind and level is compared with: an index, -1 nobody. */
int score_peers_of(const struct score_def *s, enum level level, enum office_kind kind);

#endif

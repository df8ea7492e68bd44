/* hole.h: what stands between {{ and }} in a bulletin (the language: docs/ledgers.md, "bulletins").
 *
 *   {{on}} {{from}} {{to}} {{day}} {{period}} {{office}} {{city}} {{ledger}}
 *                  a word
 *   {{received}} {{request.received}} {{received channel=hotline}}
 *                  a figure, or one by-value of it
 *   {{received yoy}} mom · last_year last_period
 *                  compared; the value then
 *   {{received, done, satisfaction by topic}}
 *                  a table: by a field, by office (those directly below), by week, month, quarter
 *                  or year; … ranked, … top 10: in order of the first figure, only the first ten
 *   {{chart received by month}}
 *                  the same as a picture
 *   {{series indicator measure=gdp lead=4313 yoy}}
 *                  a value of a series: of period=2020, or the last one that had ended; yoy mom
 *                  base points: what stands beside it; table, chart: all of them up to then
 *   {{score review peers county items top 10}}
 *                  the scorecard of a ledger (of this one, if none is named): its groups, or with
 *                  `items` all its items; only these peers; only so many
 *   {{view urgent top 5}}
 *                  records of a declared view, without persons; … picked: those that whoever prints
 *                  it names
 *
 * Tables, charts and views are paragraphs of their own. */
#ifndef ZT_CITY_HOLE_H
#define ZT_CITY_HOLE_H

#include "city/city.h"

#define HOLE_ITEMS_MAX 12
#define HOLE_TOP_MAX   200

enum hole_kind { HOLE_WORD, HOLE_FIGURE, HOLE_TABLE, HOLE_VIEW, HOLE_SERIES, HOLE_SCORE };
enum hole_compare {
        COMPARE_NONE,
        COMPARE_YOY, /* on the same period a year before: 同比 */
        COMPARE_MOM, /* on the period before: 环比 */
        COMPARE_LAST_YEAR,
        COMPARE_LAST_PERIOD, /* the values of then */
        COMPARE_COUNT
};
enum hole_by { BY_NONE, BY_FIELD, BY_OFFICE, BY_WEEK, BY_MONTH, BY_QUARTER, BY_YEAR };

struct hole_item {
        const struct ledger *l;
        int figure;
        int field; /* of the one by-value asked for, -1 */
        struct str value;
        int by; /* BY_FIELD: the field in this ledger, -1 */
        enum hole_compare compare;
};
struct hole {
        enum hole_kind kind;
        struct str word;
        struct hole_item item[HOLE_ITEMS_MAX];
        size_t n;
        enum hole_by by;
        bool chart, ranked;
        int64_t top;            /* 0 = all */
        const struct ledger *l; /* view, series */
        int peers;              /* score: only these, -1 */
        bool items;             /* score */
        int view;
        bool picked; /* view: the records picked for this issue */
        /* series; of empty: the bulletin's office; period empty: the last */
        struct str of[SERIES_OF_MAX], period;
        int beside; /* enum series_beside (ask/series.h), -1: the value */
        bool table; /* or chart */
        bool named; /* the name of its period */
};
/* `text` without braces; `home` the ledger whose bulletin it is, NULL: none. ERR_INPUT told at
 * `where`. */
struct hole_in {
        const struct city *c;
        const struct ledger *home;
        struct str text, where;
        struct faults *f;
};
MUST_USE enum err hole_parse(const struct hole_in *in, struct hole *ret);
/* A table, chart or list: not part of a sentence. */
bool hole_is_block(const struct hole *h);
/* Is the hole from `at` to `end` a paragraph of its own. */
bool hole_alone(struct str text, size_t at, size_t end);

#endif

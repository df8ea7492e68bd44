/* makes.h: a record that a step, or a rule, enters in a ledger (ledger.h; docs/ledgers.md). */
#ifndef ZT_CITY_MAKES_H
#define ZT_CITY_MAKES_H

#include "city/expr.h"

struct makes_map {
        int to, from; /* field of the record made; of the record it is made for, or of its row */
        bool of_row;
};
struct makes {
        int ledger, step;  /* -1: nothing is made; the step enters there */
        int each;          /* rows field, a record for each of its rows; -1 */
        int link;          /* field of the record made that leads back; -1 */
        struct expr *when; /* over the record it is made for; NULL: see makes_idle */
        struct makes_map *map;
        size_t map_n;
};

#endif

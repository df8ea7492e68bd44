/* rule.h: what happens by itself (ledger.h; the language: docs/ledgers.md, "rules"). */
#ifndef ZT_CITY_RULE_H
#define ZT_CITY_RULE_H

#include "city/flow.h"
#include "city/makes.h"

enum rule_when {
        RULE_EVERY, /* on days of the calendar, in each record */
        RULE_AT,    /* by the due time of an open duty */
        RULE_LAPSE  /* when a request has gone unanswered past its time */
};
enum rule_every {
        EVERY_DAY,
        EVERY_WORKDAY,
        EVERY_WEEK,
        EVERY_MONTH,
        EVERY_QUARTER,
        EVERY_YEAR,
        EVERY_MONDAY,
        EVERY_TUESDAY,
        EVERY_WEDNESDAY,
        EVERY_THURSDAY,
        EVERY_FRIDAY,
        EVERY_SATURDAY,
        EVERY_SUNDAY,
        EVERY_MONTHLY /* day_n of the month, or its last */
};
struct rule_def {
        struct str name, key; /* key: LEDGER.NAME, as it stands in the log */
        struct label label;
        struct str words; /* "every quarter", "at due - 1 workday", "on lapse" */
        enum rule_when when;
        enum rule_every every;
        int day_n;
        enum { AT_DUE, AT_BEFORE, AT_AFTER } at;
        struct allowance by; /* before or after due */
        int each;            /* the ledger of the records it is about: index in the city */
        int duty;            /* at: only of this kind; -1 any */
        struct expr *where;
        int step, opens, paper; /* of `each`: one of them, else -1 */
        struct makes makes;     /* or this */
        int *key_of;            /* makes: fields of the record made in which only one is alike */
        size_t key_n;
        bool each_round; /* only among those of the same day of the rule */
        int gone;        /* step of the record made when its source is no longer found; -1 */
};

#endif

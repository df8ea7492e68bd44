/* expr_props.h: the properties that the tests of expressions share: one of every kind. */
#ifndef ZT_TESTS_EXPR_PROPS_H
#define ZT_TESTS_EXPR_PROPS_H

#include "base/err.h"
#include "city/expr.h"

enum tprop {
        P_STATE,
        P_URGENT,
        P_DIRECT,
        P_COUNT,
        P_AMOUNT,
        P_PRICE,
        P_RATIO,
        P_TITLE,
        P_CODE,
        P_LEAD,
        P_TOPIC,
        P_GRADE,
        P_ASSIST,
        P_TAGS,
        P_ENTERED,
        P_ENDED,
        P_DUE,
        P_TOLD,
        P_BODY,
        P_N
};

static const struct str test_states[] = { { "received", 8 }, { "handling", 8 }, { "closed", 6 } };
static const struct str test_grades[] = { { "county", 6 }, { "city", 4 }, { "province", 8 } };
static const struct str test_tags[] = { { "tax", 3 }, { "land", 4 }, { "热线", 6 } };

#define NAMED(s) .name = { s, sizeof(s) - 1 }
static const struct prop test_prop[P_N] = {
        [P_STATE] = { NAMED("state"), T_TEXT, .codes = test_states, .codes_n = 3 },
        [P_URGENT] = { NAMED("urgent"), T_BOOL },
        [P_DIRECT] = { NAMED("direct"), T_BOOL },
        [P_COUNT] = { NAMED("count"), T_NUMBER },
        [P_AMOUNT] = { NAMED("amount"), T_NUMBER, .digits = 2 },
        [P_PRICE] = { NAMED("price"), T_NUMBER, .digits = 4 },
        [P_RATIO] = { NAMED("ratio"), T_NUMBER, .real = true },
        [P_TITLE] = { NAMED("title"), T_TEXT },
        [P_CODE] = { NAMED("code"), T_TEXT },
        [P_LEAD] = { NAMED("lead"), T_TEXT, .office = true },
        [P_TOPIC] = { NAMED("topic"), T_TEXT, .tree = true },
        [P_GRADE] = { NAMED("grade"), T_TEXT, .codes = test_grades, .codes_n = 3, .ranked = true },
        [P_ASSIST] = { NAMED("assist"), T_MANY, .office = true },
        [P_TAGS] = { NAMED("tags"), T_MANY, .codes = test_tags, .codes_n = 3 },
        [P_ENTERED] = { NAMED("entered"), T_DAY },
        [P_ENDED] = { NAMED("ended"), T_DAY },
        [P_DUE] = { NAMED("due"), T_MOMENT },
        [P_TOLD] = { NAMED("told"), T_MOMENT },
        [P_BODY] = { NAMED("body"), T_TEXT, .sealed = true },
};
static const struct props test_props = { .p = test_prop, .n = P_N };

#endif

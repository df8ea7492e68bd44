/* identity_in.h: the ways a row can be; only for identity*.c.
 *
 * cases_add for each condition, cases_close, then cases_set(i) for i < n and cond_holds of any of
 * the conditions. A dimension is one thing asked about; a case takes one option of each. */
#ifndef ZT_CITY_IDENTITY_IN_H
#define ZT_CITY_IDENTITY_IN_H

#include "base/limits.h"
#include "city/ledger.h"

enum dim_kind {
        DIM_STATE, /* options: states; as a value: the literals are the names of states */
        DIM_KIND,  /* hangs on DIM_STATE: no option of its own */
        DIM_FLAG,  /* options: 0 1 */
        DIM_VALUE, /* options: positions among the literals, or NO_VALUE */
        DIM_ATOM   /* options: enum tri */
};
enum tri { NO, YES, UNKNOWN };
#define NO_VALUE (-1)

/* Positions: with literals l0 < l1 < …, 2k + 1 is lk, 2k what lies before it, 2n what lies behind
 * the last. */
struct dim {
        enum dim_kind kind;
        struct str key;       /* what is asked about, normalised */
        const struct expr *e; /* the value or the atom */
        struct value *lit;    /* ascending, without repeats */
        size_t lit_n, lit_cap;
        bool ordered;  /* compared by < and the like */
        int *by_state; /* DIM_STATE, DIM_KIND: position by state */
        int *option;
        size_t option_n, option_cap;
        size_t at;     /* the option of this case */
        size_t stride; /* cases between two options */
        bool told;     /* does the counterexample depend on it? */
        bool lasting;  /* stays what it was when the row began */
};
struct cases {
        struct arena *a;
        const struct ledger *l;
        const struct props *props;
        enum of of;
        struct dim *dim;
        size_t dim_n, dim_cap;
        struct map by_key;
        size_t n; /* cases; CHECK_CASES_MAX + 1 if there are more */
};

/* A condition with its dimensions. */
struct cond {
        const struct expr *e;
        struct cond **arg; /* of AND, OR, NOT and what else joins conditions */
        size_t n;
        size_t dim; /* of an atom or flag */
        bool compares,
                turned; /* an atom that compares with literals; the literal stands on the left */
        struct expr *const *lit;
        size_t lit_n;
};

void cases_init(struct cases *c, struct arena *a, const struct ledger *l, enum of of);
struct cond *cases_add(struct cases *c, const struct expr *where);
void cases_close(struct cases *c);
void cases_set(struct cases *c, size_t i);
/* Is the condition (NULL: none) TRUE in the case? */
bool cond_holds(struct cases *c, const struct cond *where);
/* Have both cases the same option of every dimension that is told? */
bool cases_agree(const struct cases *c, size_t i, size_t k);
/* Can a row of case i come to be one of case k? Not if something that stays differs. */
bool cases_follow(const struct cases *c, size_t i, size_t k);
/* "state = closed, direct = FALSE": the case, in the dimensions that are told; "…" if none is. */
struct str cases_words(const struct cases *c, enum lang lang);

#endif

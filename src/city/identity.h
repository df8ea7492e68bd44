/* identity.h: are a ledger's linear equations true in every state? (design 8, language)
 *
 * For an identity between figures of one kind of row, every way a row can be is tried: each figure
 * counts it (1) or not (0), and the equation must hold. A way a row can be is a choice for each
 * thing the figures' `where` ask about:
 * - state: every state, built-in ones too; kind follows from it.
 * - a flag: TRUE or FALSE.
 * - whatever is compared with literals (=, <>, IN, <, BETWEEN, IS NULL, reached): each literal,
 *   another value — with < and the like: one in each gap between literals, if there is any — and
 *   NULL. All codes of a list written out leave no other; what is never NULL (number, owner,
 *   entered, round; holder and opened of a duty; office and day of a step) has no NULL.
 * - every other atom (LIKE, two fields compared, under, has): TRUE, FALSE, and NULL where it can
 *   be; the same text (normalised) is the same atom in all figures.
 * This never calls a false equation true. It may call a true one false when atoms hang together in
 * a way not listed here; the counterexample shows it.
 *
 * Stock and net figures move as rows do, so states suffice. An `each` figure of records or duties
 * counts every time a row begins to fit: there all pairs (before, after) are tried. Steps, papers
 * and links happen once. `first` figures depend on the whole past and are refused. Sums of one
 * field go as counts do. Over CHECK_CASES_MAX cases is an error. A counterexample is told in words.
 * Of a figure with earlier versions each is tried with what was in force beside it. Pure. */
#ifndef ZT_CITY_IDENTITY_H
#define ZT_CITY_IDENTITY_H

#include "city/ledger.h"

/* "a = b + c - 2 d" over figure names into figure indexes and coefficients (left minus right). Each
 * figure once, none with 0. */
struct linear {
        int *figure;
        int64_t *coef;
        size_t n;
};
MUST_USE enum err identity_parse(struct arena *a, const struct ledger *l, struct str text,
                                 struct str where, struct faults *f, struct linear *ret);
/* Figures that count, or that sum one field; of one kind of row, one `at` and one `kind`. */
MUST_USE enum err identity_prove(struct arena *a, const struct ledger *l, const struct linear *e,
                                 struct str where, struct faults *f);

#endif

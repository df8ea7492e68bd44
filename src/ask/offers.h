/* offers.h: the steps somebody may take now on a record, and why not the others.
 *
 * The same rules as when the step is taken (loop/decide.h): state, right, and what recall needs.
 * Guards, days and inputs are looked at only then. One line for each step of the ledger that does
 * not enter a record, in the order they are declared, built-ins last. */
#ifndef ZT_ASK_OFFERS_H
#define ZT_ASK_OFFERS_H

#include "ask/ask.h"
#include "loop/decide.h"

/* r: the whole record, with its duties (show_read, rec_load). who.account: index or -1. */
MUST_USE enum err offers_read(const struct ask *k, const struct ledger *l, const struct rec *r,
                              struct actor who, struct step_offer **ret, size_t *ret_n);

#endif

/* offers.h: the steps somebody may take now on a record, and why not the others.
 *
 * The same rules as when the step is taken (loop/decide.h): state, right, and what recall needs.
 * Guards, days and inputs are looked at only then. One line for each step of the ledger that does
 * not enter a record, in the order they are declared, built-ins last. */
#ifndef ZT_ASK_OFFERS_H
#define ZT_ASK_OFFERS_H

#include "ask/ask.h"
#include "loop/decide.h"
#include "loop/writer.h"

/* r: the whole record, with its duties (show_read, rec_load). who.account: index or -1. */
MUST_USE enum err offers_read(const struct ask *k, const struct ledger *l, const struct rec *r,
                              struct actor who, struct step_offer **ret, size_t *ret_n);
/* A clear value of the record as it is typed into a form; empty: none. */
struct str offer_typed(const struct ask *k, const struct ledger *l, const struct rec *r, int field);
/* What `offer: LINK.FIELD` offers for a field where nothing stands yet: the value of the record
 * linked to, as it is typed. Empty: there is none, the reader does not see that record, or part of
 * the value is masked for him. */
struct str offer_value(const struct ask *k, const struct ledger *l, const struct rec *r, int field);

/* "warnings": [{name, text}] of a step that was taken. */
void warnings_json(const struct ask *k, const struct ledger *l, struct str step,
                   const struct outcome_of *o, struct jout *j);

#endif

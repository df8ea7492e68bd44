/* follow.h: the follow-code of a record: what a requester without an account shows.
 *
 * A wrong number, a wrong code, an imported record (it has none), an erased one and one of an open
 * batch all give the same ERR_NOT_FOUND with the same sentence. Whoever asks slows repeated
 * mistakes down; letters may be small. */
#ifndef ZT_ASK_FOLLOW_H
#define ZT_ASK_FOLLOW_H

#include "ask/ask.h"

MUST_USE enum err follow_check(const struct ask *k, const struct ledger *l, struct str number,
                               struct str code, int64_t *ret_record);

#endif

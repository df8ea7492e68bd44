/* beside.h: tables beside the log: neither derived nor evidence, not in digests (design 3).
 *
 * x_key: idempotency keys of successful commands, written in their transaction, good for a day.
 * x_password: password hashes of accounts.
 * x_file: which record names an attachment: beside_file.h. x_session: beside_session.h;
 * x_lock, x_signin, x_totp, x_link: beside_sign.h; x_look: beside_look.h. */
#ifndef ZT_VIEW_BESIDE_H
#define ZT_VIEW_BESIDE_H

#include "base/hash.h"
#include "base/time.h"
#include "store/store.h"

MUST_USE enum err beside_schema(struct store *st);
/* Makes what a city of a former version does not have yet; outside of a transaction. */
MUST_USE enum err beside_ensure(struct store *st);
/* ERR_NOT_FOUND: not used since `since`. */
MUST_USE enum err beside_key_get(struct store *st, struct str scope, struct str key,
                                 struct moment since, struct hash *ret_body, int64_t *ret_seq);
struct beside_key {
        struct str scope, key;
        struct hash body;
        int64_t seq;
        struct moment at;
};
/* Keeps it; keys of the scope that are older than `since` go. */
MUST_USE enum err beside_key_put(struct store *st, const struct beside_key *k, struct moment since);
MUST_USE enum err beside_password_put(struct store *st, int64_t account, struct str hash,
                                      struct moment at);
/* ERR_NOT_FOUND: the account has none. */
MUST_USE enum err beside_password_get(struct store *st, struct arena *a, int64_t account,
                                      struct str *ret);
/* Nobody signs in with it any more. */
MUST_USE enum err beside_password_end(struct store *st, int64_t account);

#endif

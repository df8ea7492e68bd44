/* beside_sign.h: tables x_lock, x_signin, x_totp and x_link (beside.h): how accounts sign in.
 *
 * The functions that write need a write transaction of the caller. */
#ifndef ZT_VIEW_BESIDE_SIGN_H
#define ZT_VIEW_BESIDE_SIGN_H

#include "base/hash.h"
#include "base/time.h"
#include "store/store.h"

/* ---- locks: by login as it was typed, so that an unknown login locks like a known one ---- */

struct lock_row {
        int64_t failures; /* since `since` */
        struct moment since, until;
};
/* Zero when there is none. */
MUST_USE enum err lock_get(struct store *st, struct str login, struct lock_row *ret);
/* Keeps it; rows with neither a failure nor a lock since `before` go. */
MUST_USE enum err lock_put(struct store *st, struct str login, const struct lock_row *x,
                           struct moment before);
MUST_USE enum err lock_end(struct store *st, struct str login);

/* ---- attempts ---- */

struct signin_row {
        int64_t id;
        struct moment at;
        int64_t account;         /* 0: no such login; what was typed is not kept */
        struct str address, why; /* why: "" ok, password, locked, disabled, code */
        bool ok;
};
MUST_USE enum err signin_put(struct store *st, const struct signin_row *x);
MUST_USE enum err signin_expire(struct store *st, struct moment before);

/* ---- second factors ---- */

struct totp_row {
        struct str cipher; /* box.h */
        bool confirmed;    /* a first code was given */
        int64_t step;      /* the last used: no code is good twice */
};
MUST_USE enum err totp_get(struct store *st, struct arena *a, int64_t account,
                           struct totp_row *ret); /* ERR_NOT_FOUND */
MUST_USE enum err totp_put(struct store *st, int64_t account, const struct totp_row *x,
                           struct moment at);
MUST_USE enum err totp_end(struct store *st, int64_t account);

/* ---- links ---- */

struct link_row {
        int64_t id;
        struct hash hash;
        struct str kind, ledger;
        int64_t account, duty, record, made_by; /* made_by 0: the owner at the command line */
        struct moment made, expires, used;      /* used: first; MOMENT_NONE */
};
MUST_USE enum err link_put(struct store *st, const struct link_row *x);
MUST_USE enum err link_get(struct store *st, struct arena *a, const struct hash *h,
                           struct link_row *ret); /* ERR_NOT_FOUND */
MUST_USE enum err link_use(struct store *st, int64_t id, struct moment at);
/* Unused ones of that kind of an account: a newer one takes their place. */
MUST_USE enum err link_end(struct store *st, struct str kind, int64_t account);

#endif

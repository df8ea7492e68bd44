/* session.h: who is signed in; slowing down and locking of sign-ins; second factor; one-time and
 * one-duty links (design 9, 10).
 *
 * A session is a random 32-byte token; only its SHA-256 is kept (x_session), in memory as well so
 * that a request costs no query. It ends at sign-out, when idle longer than the city's `idle`,
 * after 12 hours in any case, when the account is disabled or its password changes. The time it was
 * last seen is written once a minute and at the end. Thread-safe: one lock for the table in memory.
 * Writing goes through the writer: the functions that take a struct store run there. */
#ifndef ZT_WEB_SESSION_H
#define ZT_WEB_SESSION_H

#include "base/hash.h"
#include "base/sys.h"
#include "store/store.h"

struct session {
        int account;        /* index into accounts in force; -1 = nobody */
        int64_t account_id; /* 0 = nobody */
        struct hash id;     /* SHA-256 of the token */
        bool half;          /* the second factor is still open */
        bool api;           /* came by POST /api/v1/session */
        int64_t duty;       /* a one-duty link: the duty it may be used for; 0 */
        int64_t record;     /* and its record */
        /* Where it begins, for sessions_begin; kept beside only, and empty in what is found. */
        struct str address, browser;
};

struct sessions; /* opaque */

struct sessions *sessions_new(const struct sys *sys);
void sessions_free(struct sessions *s);
/* What is in the database; expired ones are left out. */
MUST_USE enum err sessions_load(struct sessions *s, struct store *st, struct moment now);
/* Another process (the command line) has written: sessions that it ended end here. */
MUST_USE enum err sessions_follow(struct sessions *s, struct store *st);
/* The live session of a token, marked as seen now; account_id 0 when there is none. */
struct session sessions_find(struct sessions *s, struct str token, struct moment now,
                             int64_t idle_ms);
/* Begins one: the token goes to the client, once. In the writer: kept in the database. */
MUST_USE enum err sessions_begin(struct sessions *s, struct store *st, const struct session *x,
                                 struct moment now, char ret_token[static 65]);
MUST_USE enum err sessions_end(struct sessions *s, struct store *st, struct hash id);
/* All of an account (disabled, password set), but one (zero hash: none). */
MUST_USE enum err sessions_end_all(struct sessions *s, struct store *st, int64_t account_id,
                                   struct hash but);
size_t sessions_count(struct sessions *s); /* open ones, for /metrics */
/* Times last seen, and the expired ones removed; in the writer, once a minute and at the end. */
MUST_USE enum err sessions_flush(struct sessions *s, struct store *st, struct moment now);

#endif

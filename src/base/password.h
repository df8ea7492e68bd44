/* password.h: password hashes: argon2id with the parameters OWASP gives (19 MiB, 2 passes, 1 lane).
 *
 * The encoded text is libsodium's ($argon2id$…), under PASSWORD_BYTES with its NUL. A hash takes about
 * 30 ms and 19 MiB: callers bound how many run at once. Verification takes the time of the hash whether
 * it matches or not. */
#ifndef ZT_BASE_PASSWORD_H
#define ZT_BASE_PASSWORD_H

#include "base/err.h"

#define PASSWORD_BYTES 128

/* ERR_LIMIT: memory could not be had, or the password is longer than 1,024 bytes. */
MUST_USE enum err password_hash(struct str password, char out[static PASSWORD_BYTES]);
bool password_verify(struct str password, struct str encoded);
/* Made with other parameters: hash anew at the next sign-in. */
bool password_needs_rehash(struct str encoded);

#endif

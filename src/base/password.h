/* password.h: argon2id by libsodium, with the parameters of the OWASP Password Storage Cheat Sheet:
 * 19 MiB, 2 passes, 1 lane. One hash takes tens of milliseconds and the memory: the caller lets few
 * run at a time. An encoded hash names its algorithm, parameters and salt
 * ("$argon2id$v=19$m=19456,t=2,p=1$…"), so the parameters may rise later: password_needs_rehash
 * says which to make anew after the next good sign-in. What a password must be like (length, words)
 * is the caller's rule. sys_init must have run. */
#ifndef ZT_BASE_PASSWORD_H
#define ZT_BASE_PASSWORD_H

#include "base/arena.h"
#include "base/err.h"

/* ERR_INPUT: empty; ERR_LIMIT: over PASSWORD_BYTES_MAX; ERR_BUSY: no memory for it just now. */
MUST_USE enum err password_hash(struct arena *a, struct str password, struct str *ret_encoded);
/* Compares in constant time. An empty `encoded` (no such account) takes as long and is false, so
 * that time does not tell which logins exist. */
bool password_verify(struct str encoded, struct str password);
/* Made with other parameters than password_hash uses now, or no hash at all. */
bool password_needs_rehash(struct str encoded);

#endif

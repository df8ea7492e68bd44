/* totp.h: time-based one-time codes (RFC 6238): SHA-1, six digits, steps of 30 seconds, one step of
 * grace either way. Pure. The secret is 20 bytes; people and programs get it in base32 (RFC 4648,
 * without padding). */
#ifndef ZT_WEB_TOTP_H
#define ZT_WEB_TOTP_H

#include "base/arena.h"
#include "base/err.h"
#include "base/time.h"

#define TOTP_SECRET_BYTES 20

/* The step of a moment; moments before 1970 have none (0). */
int64_t totp_step(struct moment now);
/* The code of a step, `digits` figures (6 here; the RFC's own examples have 8). */
struct str totp_code(struct str secret, int64_t step, int digits, char out[static 9]);
/* The step whose code this is, later than `last`; ERR_DENIED: none. Every candidate is computed and
 * compared in constant time. Spaces in the code are passed over. */
MUST_USE enum err totp_check(struct str secret, struct str code, struct moment now, int64_t last,
                             int64_t *ret_step);
/* 32 letters and a NUL. */
struct str base32_secret(const unsigned char secret[static TOTP_SECRET_BYTES], char out[static 33]);
/* otpauth://totp/ISSUER:LOGIN?secret=…&issuer=ISSUER */
struct str totp_url(struct arena *a, struct str issuer, struct str login, struct str base32);

#endif

/* num.h: numbers from and to text. Whole text, range-checked, no white space, no leading '+'. */
#ifndef ZT_BASE_NUM_H
#define ZT_BASE_NUM_H

#include "base/err.h"

MUST_USE enum err num_parse_i64(struct str s, int64_t min, int64_t max, int64_t *ret);
/* Decimal text ("-12.30") to an integer scaled by 10^digits (0..9). More fraction digits than
 * `digits` are ERR_INPUT unless they are zeros; overflow is ERR_LIMIT. */
MUST_USE enum err num_parse_scaled(struct str s, int digits, int64_t *ret);
/* Scaled integer to text with exactly `digits` fraction digits; at most 24 bytes into out. */
struct str num_format_scaled(int64_t v, int digits, char out[static 24]);
/* a+b, a*b with overflow told. */
MUST_USE enum err num_add(int64_t a, int64_t b, int64_t *ret);
MUST_USE enum err num_mul(int64_t a, int64_t b, int64_t *ret);
enum round { ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN };
/* n / d scaled by 10^digits under the rule; d must not be 0; ERR_LIMIT on overflow. Half up is
 * away from zero. */
MUST_USE enum err num_ratio(int64_t n, int64_t d, int digits, enum round r, int64_t *ret);
/* Lower-case hex of exactly 2n digits to bytes. */
MUST_USE enum err num_parse_hex(struct str s, void *ret_bytes, size_t n);

#endif

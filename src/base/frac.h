/* frac.h: fractions: exact arithmetic where a division may stand (points of scorecards). Always in
 * lowest terms, den > 0. NULL (is = false) goes through every operation; a division by zero is
 * NULL; what does not fit in 64 bits is ERR_LIMIT. Pure. */
#ifndef ZT_BASE_FRAC_H
#define ZT_BASE_FRAC_H

#include "base/num.h"

struct frac {
        bool is;
        int64_t num, den;
};
#define FRAC_NONE ((struct frac){ 0 })

/* v / 10^digits, digits 0…18. */
struct frac frac_scaled(int64_t v, int digits);
MUST_USE enum err frac_add(struct frac a, struct frac b, struct frac *ret);
MUST_USE enum err frac_sub(struct frac a, struct frac b, struct frac *ret);
MUST_USE enum err frac_mul(struct frac a, struct frac b, struct frac *ret);
MUST_USE enum err frac_div(struct frac a, struct frac b, struct frac *ret);

#endif

/* box.h: a short secret closed under a subject's key, for a table beside the log: the secret of a
 * second factor. Neither evidence nor committed to; in keys.db stands its key, so that city.db and
 * its backups alone do not open it. */
#ifndef ZT_LOG_BOX_H
#define ZT_LOG_BOX_H

#include "log/seal.h"

/* Subject of an account's second factor: apart from its name's. */
static inline int64_t box_factor(int64_t account)
{
        return -(INT64_C(1) << 40) - account;
}
/* The subject's key must be there (keys_ensure). `name` is bound in, as the place is. */
struct box_at {
        struct keys *keys;
        int64_t subject;
        struct str name; /* 1..CODE_BYTES_MAX bytes */
};
MUST_USE enum err box_close(const struct box_at *at, const struct sys *sys, struct arena *a,
                            struct str value, struct str *ret_cipher);
/* ERR_CORRUPT: it does not open here, or its key is missing (a restore without the keys). */
MUST_USE enum err box_open(const struct box_at *at, struct arena *a, struct str cipher,
                           struct str *ret);

#endif

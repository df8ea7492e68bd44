/* keys.h: the keys inside seal.h: what seal.c and verify.c need of keys.c. */
#ifndef ZT_LOG_KEYS_H
#define ZT_LOG_KEYS_H

#include "log/seal.h"

#define SEAL_KEY_BYTES 32

/* The subject's key, for use at once: the pointer dies with the next call on k. ERR_DENIED: it was
 * destroyed; ERR_NOT_FOUND: it was never made, or keys.db is not the one that belongs here. */
MUST_USE enum err keys_find(struct keys *k, int64_t subject, const unsigned char **ret);
/* Room for one sealed text; seal.c leaves nothing readable in it. */
struct buf *keys_scratch(struct keys *k);

/* The connection to keys.db: for tests. */
struct store *keys_store(struct keys *k);

/* A sealed row opened: salt ‖ value in plain (in a) and the commitment they make. ERR_CORRUPT: it
 * does not open with this key at this place. */
struct seal_plain {
        struct str value;
        struct hash commitment;
};
MUST_USE enum err seal_open(const unsigned char *key, const struct seal_at *at, struct str cipher,
                            struct arena *a, struct seal_plain *ret);

#endif

/* hash.h: SHA-256 (libcrypto), hex and Base64 of hashes. */
#ifndef ZT_BASE_HASH_H
#define ZT_BASE_HASH_H

#include "base/buf.h"

#define HASH_BYTES 32
struct hash {
        unsigned char b[HASH_BYTES];
};

struct hash hash_of(struct str s);
/* SHA-256 over several pieces. */
struct hash hash_pieces(const struct str *piece, size_t n);
bool hash_eq(const struct hash *a, const struct hash *b);
MUST_USE enum err hash_parse(struct str hex, struct hash *ret);
struct str hash_hex(const struct hash *h, char out[static 65]);
/* Base64 with padding (RFC 4648), for checkpoint notes. */
void base64_put(struct buf *b, const void *bytes, size_t n);
/* ret_bytes may be written on failure too. */
MUST_USE enum err base64_parse(struct str s, void *ret_bytes, size_t cap, size_t *ret_n);

#endif

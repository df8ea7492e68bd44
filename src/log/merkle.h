/* merkle.h: the tree of RFC 9162 section 2.1 over event leaves. Pure.
 *
 * node = SHA-256(0x01 ‖ left ‖ right). The frontier holds the roots of the complete subtrees of the
 * current size, one per set bit, largest first by level. */
#ifndef ZT_LOG_MERKLE_H
#define ZT_LOG_MERKLE_H

#include "base/hash.h"

#define MERKLE_LEVELS   48
#define MERKLE_SIZE_MAX (((uint64_t)1 << MERKLE_LEVELS) - 1)

struct frontier {
        uint64_t size;
        struct hash node[MERKLE_LEVELS]; /* node[l] is meaningful when bit l of size is set */
};

/* Told of each complete subtree as it closes: 2^level leaves, number index from the left. */
typedef enum err (*merkle_node_fn)(void *ctx, int level, uint64_t index, const struct hash *h);

/* Adds one leaf; on_node may be NULL. An error (of on_node, or ERR_LIMIT at MERKLE_SIZE_MAX) leaves
 * the frontier as it was. */
MUST_USE enum err merkle_add(struct frontier *f, const struct hash *leaf, merkle_node_fn on_node,
                             void *ctx);
struct hash merkle_root(const struct frontier *f); /* size 0: SHA-256 of the empty text */
struct hash merkle_join(const struct hash *l, const struct hash *r);

/* Gives the hash of a complete subtree. */
struct merkle_reader {
        void *ctx;
        enum err (*node)(void *ctx, int level, uint64_t index, struct hash *ret);
};
struct merkle_proof {
        struct hash h[2 * MERKLE_LEVELS];
        size_t n;
};
/* What the tree was when it had `size` leaves; index >= size and from > to are ERR_INPUT. */
MUST_USE enum err merkle_root_at(const struct merkle_reader *r, uint64_t size, struct hash *ret);
MUST_USE enum err merkle_inclusion(const struct merkle_reader *r, uint64_t index, uint64_t size,
                                   struct merkle_proof *ret);
MUST_USE enum err merkle_consistency(const struct merkle_reader *r, uint64_t from, uint64_t to,
                                     struct merkle_proof *ret);
bool merkle_included(const struct hash *leaf, uint64_t index, uint64_t size,
                     const struct merkle_proof *p, const struct hash *root);
bool merkle_consistent(uint64_t from, uint64_t to, const struct hash *root_from,
                       const struct hash *root_to, const struct merkle_proof *p);

#endif

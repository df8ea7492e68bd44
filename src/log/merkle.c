#include "log/merkle.h"

struct hash merkle_join(const struct hash *l, const struct hash *r)
{
        unsigned char text[1 + 2 * HASH_BYTES];
        text[0] = 0x01;
        memcpy(text + 1, l->b, HASH_BYTES);
        memcpy(text + 1 + HASH_BYTES, r->b, HASH_BYTES);
        return hash_of((struct str){ (const char *)text, sizeof text });
}

enum err merkle_add(struct frontier *f, const struct hash *leaf, merkle_node_fn on_node, void *ctx)
{
        struct hash h = *leaf;
        int level = 0;
        if (f->size >= MERKLE_SIZE_MAX) return ERR_LIMIT;
        for (; f->size >> level & 1; level++) {
                h = merkle_join(&f->node[level], &h);
                if (on_node) TRY(on_node(ctx, level + 1, f->size >> (level + 1), &h));
        }
        f->node[level] = h; /* only now: an error above leaves the frontier as it was */
        f->size++;
        return OK;
}

struct hash merkle_root(const struct frontier *f)
{
        if (f->size == 0) return hash_of(STR_NONE);
        int level = __builtin_ctzll(f->size);
        struct hash h = f->node[level];
        while (++level < MERKLE_LEVELS)
                if (f->size >> level & 1) h = merkle_join(&f->node[level], &h);
        return h;
}

/* The largest power of two smaller than n (n >= 2). */
static uint64_t split(uint64_t n)
{
        return (uint64_t)1 << (63 - __builtin_clzll(n - 1));
}

/* MTH(D[from:from+n]) where `from` is a multiple of a power of two >= n, so that the range is made
 * of one complete subtree per set bit of n. n >= 1. */
static enum err range_root(const struct merkle_reader *r, uint64_t from, uint64_t n,
                           struct hash *ret)
{
        struct hash h, left;
        int level = __builtin_ctzll(n);
        uint64_t end = from + n;
        ASSERT(n > 0 && from <= MERKLE_SIZE_MAX && n <= MERKLE_SIZE_MAX);
        end -= (uint64_t)1 << level;
        TRY(r->node(r->ctx, level, end >> level, &h));
        while (++level < MERKLE_LEVELS) {
                if (!(n >> level & 1)) continue;
                end -= (uint64_t)1 << level;
                TRY(r->node(r->ctx, level, end >> level, &left));
                h = merkle_join(&left, &h);
        }
        *ret = h;
        return OK;
}

enum err merkle_root_at(const struct merkle_reader *r, uint64_t size, struct hash *ret)
{
        if (size > MERKLE_SIZE_MAX) return ERR_INPUT;
        if (size > 0) return range_root(r, 0, size, ret);
        *ret = hash_of(STR_NONE);
        return OK;
}

/* Both proofs list the sibling of each step down the tree, from the leaf up. The steps are found
 * from the root down, so the list is turned round at the end. */
static void turn(struct merkle_proof *p)
{
        for (size_t i = 0; i < p->n / 2; i++) {
                struct hash h = p->h[i];
                p->h[i] = p->h[p->n - 1 - i];
                p->h[p->n - 1 - i] = h;
        }
}

/* PATH(m, D_n) of RFC 9162 2.1.3.1. */
enum err merkle_inclusion(const struct merkle_reader *r, uint64_t index, uint64_t size,
                          struct merkle_proof *ret)
{
        struct merkle_proof p = { .n = 0 };
        uint64_t from = 0, n = size, m = index;
        if (index >= size || size > MERKLE_SIZE_MAX) return ERR_INPUT;
        while (n > 1) {
                uint64_t k = split(n);
                ASSERT(p.n < LEN(p.h));
                if (m < k) {
                        TRY(range_root(r, from + k, n - k, &p.h[p.n++]));
                        n = k;
                } else {
                        TRY(range_root(r, from, k, &p.h[p.n++]));
                        from += k;
                        m -= k;
                        n -= k;
                }
        }
        turn(&p);
        *ret = p;
        return OK;
}

/* SUBPROOF(m, D_n, true) of RFC 9162 2.1.4.1; empty when one of the sizes is 0 or both are equal.
 * */
enum err merkle_consistency(const struct merkle_reader *r, uint64_t from, uint64_t to,
                            struct merkle_proof *ret)
{
        struct merkle_proof p = { .n = 0 };
        uint64_t at = 0, n = to, m = from;
        bool whole = true; /* the verifier knows MTH(D_m): it is the old root itself */
        if (from > to || to > MERKLE_SIZE_MAX) return ERR_INPUT;
        while (m > 0 && m < n) {
                uint64_t k = split(n);
                ASSERT(p.n < LEN(p.h));
                if (m <= k) {
                        TRY(range_root(r, at + k, n - k, &p.h[p.n++]));
                        n = k;
                } else {
                        TRY(range_root(r, at, k, &p.h[p.n++]));
                        at += k;
                        m -= k;
                        n -= k;
                        whole = false;
                }
        }
        if (m > 0 && !whole) TRY(range_root(r, at, m, &p.h[p.n++]));
        turn(&p);
        *ret = p;
        return OK;
}

/* RFC 9162 2.1.3.2. */
bool merkle_included(const struct hash *leaf, uint64_t index, uint64_t size,
                     const struct merkle_proof *p, const struct hash *root)
{
        if (index >= size || size > MERKLE_SIZE_MAX || p->n > LEN(p->h)) return false;
        uint64_t fn = index, sn = size - 1;
        struct hash r = *leaf;
        for (size_t i = 0; i < p->n; i++) {
                if (sn == 0) return false;
                if (fn & 1 || fn == sn) {
                        r = merkle_join(&p->h[i], &r);
                        while (!(fn & 1) && fn != 0) {
                                fn >>= 1;
                                sn >>= 1;
                        }
                } else {
                        r = merkle_join(&r, &p->h[i]);
                }
                fn >>= 1;
                sn >>= 1;
        }
        return sn == 0 && hash_eq(&r, root);
}

/* RFC 9162 2.1.4.2, and the two cases without a path. */
bool merkle_consistent(uint64_t from, uint64_t to, const struct hash *root_from,
                       const struct hash *root_to, const struct merkle_proof *p)
{
        struct hash none = hash_of(STR_NONE), fr, sr;
        if (from > to || to > MERKLE_SIZE_MAX || p->n > LEN(p->h)) return false;
        if (from == 0)
                return p->n == 0 && hash_eq(root_from, &none) &&
                       (to > 0 || hash_eq(root_to, &none));
        if (from == to) return p->n == 0 && hash_eq(root_from, root_to);
        uint64_t fn = from - 1, sn = to - 1;
        size_t at = 0;
        while (fn & 1) {
                fn >>= 1;
                sn >>= 1;
        }
        if (fn == 0) { /* `from` is a power of two: its root begins the path */
                fr = sr = *root_from;
        } else {
                if (p->n == 0) return false;
                fr = sr = p->h[at++];
        }
        for (; at < p->n; at++) {
                if (sn == 0) return false;
                if (fn & 1 || fn == sn) {
                        fr = merkle_join(&p->h[at], &fr);
                        sr = merkle_join(&p->h[at], &sr);
                        while (!(fn & 1) && fn != 0) {
                                fn >>= 1;
                                sn >>= 1;
                        }
                } else {
                        sr = merkle_join(&sr, &p->h[at]);
                }
                fn >>= 1;
                sn >>= 1;
        }
        return sn == 0 && hash_eq(&fr, root_from) && hash_eq(&sr, root_to);
}

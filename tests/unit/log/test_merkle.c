/* The tree: the reference vectors of certificate-transparency (RFC 6962, the same tree), all
 * pairs of sizes up to 70 against a tree written after the definition, and proofs that were
 * tampered with.
 */
#include "log/merkle.h"

#include "lib/t.h"

#define SIZE_ALL 70 /* every size up to this one, in every pair */

/* ---- the definition, MTH of RFC 9162 2.1.1
 * ------------------------------------------------------ */

static struct hash leaves[SIZE_ALL + 1];

static struct hash naive(uint64_t from, uint64_t n)
{
        if (n == 0) return hash_of(STR_NONE);
        if (n == 1) return leaves[from];
        uint64_t k = 1;
        while (k * 2 < n) k *= 2;
        struct hash l = naive(from, k), r = naive(from + k, n - k);
        struct str piece[] = { S("\x01"), { (const char *)l.b, 32 }, { (const char *)r.b, 32 } };
        return hash_pieces(piece, LEN(piece));
}

static enum err naive_node(void *ctx, int level, uint64_t index, struct hash *ret)
{
        uint64_t n = (uint64_t)1 << level;
        (void)ctx;
        ASSERT((index + 1) * n <= LEN(leaves)); /* only complete subtrees are asked for */
        *ret = naive(index * n, n);
        return OK;
}

static const struct merkle_reader reader = { NULL, naive_node };

static void make_leaves(void)
{
        for (size_t i = 0; i < LEN(leaves); i++) {
                unsigned char text[2] = { 0, (unsigned char)i };
                leaves[i] = hash_of((struct str){ (const char *)text, sizeof text });
        }
}

static struct hash hex(const char *text)
{
        struct hash h;
        ASSERT(hash_parse(str_c(text), &h) == OK);
        return h;
}

/* ---- vectors
 * ------------------------------------------------------------------------------------ */

#define H01 "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
#define H03 "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
#define H23 "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
#define H45 "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
#define H47 "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
#define H67 "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
#define L0  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
#define L1  "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
#define L4  "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"

static const struct {
        struct str input;
        const char *root; /* of the tree that ends with it */
} vector[] = {
        { { "", 0 }, L0 },
        { { "\x00", 1 }, H01 },
        { { "\x10", 1 }, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77" },
        { { "\x20\x21", 2 }, H03 },
        { { "\x30\x31", 2 }, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4" },
        { { "\x40\x41\x42\x43", 4 },
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef" },
        { { "\x50\x51\x52\x53\x54\x55\x56\x57", 8 },
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c" },
        { { "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16 },
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" },
};

static void vector_leaves(void)
{
        for (size_t i = 0; i < LEN(vector); i++) {
                struct str piece[] = { { "\x00", 1 }, vector[i].input };
                leaves[i] = hash_pieces(piece, LEN(piece));
        }
}

TEST(merkle_roots_of_the_reference_vectors)
{
        struct frontier f = { .size = 0 };
        char got[65];
        vector_leaves();
        struct hash none = merkle_root(&f);
        CHECK_STR(-1, hash_hex(&none, got),
                  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (size_t i = 0; i < LEN(vector); i++) {
                CHECK_OK(i, merkle_add(&f, &leaves[i], NULL, NULL));
                struct hash root = merkle_root(&f);
                CHECK_STR(i, hash_hex(&root, got), vector[i].root);
        }
}

TEST(merkle_proofs_of_the_reference_vectors)
{
        static const struct {
                bool inclusion;
                uint64_t a, b; /* index, size; or from, to */
                const char *h[4];
        } row[] = {
                { true, 0, 1, { NULL } },          { true, 0, 8, { L1, H23, H47 } },
                { true, 5, 8, { L4, H67, H03 } },  { true, 2, 3, { H01 } },
                { true, 1, 5, { L0, H23, L4 } },   { false, 1, 1, { NULL } },
                { false, 1, 8, { L1, H23, H47 } }, { false, 6, 8, { H45, H67, H03 } },
                { false, 2, 5, { H23, L4 } },
        };
        vector_leaves();
        for (size_t i = 0; i < LEN(row); i++) {
                struct merkle_proof p;
                char got[65];
                size_t n = 0;
                CHECK_OK(i, row[i].inclusion ? merkle_inclusion(&reader, row[i].a, row[i].b, &p)
                                             : merkle_consistency(&reader, row[i].a, row[i].b, &p));
                while (n < 4 && row[i].h[n]) n++;
                CHECK_INT(i, p.n, n);
                for (size_t k = 0; k < n && k < p.n; k++)
                        CHECK_STR(i, hash_hex(&p.h[k], got), row[i].h[k]);
                struct hash to = hex(vector[row[i].b - 1].root);
                if (row[i].inclusion) {
                        CHECK_ROW(i,
                                  merkle_included(&leaves[row[i].a], row[i].a, row[i].b, &p, &to));
                } else {
                        struct hash from = hex(vector[row[i].a - 1].root);
                        CHECK_ROW(i, merkle_consistent(row[i].a, row[i].b, &from, &to, &p));
                }
        }
}

/* ---- every size
 * --------------------------------------------------------------------------------- */

static struct hash root_of[SIZE_ALL + 1];

struct seen {
        size_t n;
        bool right;
};

static enum err look(void *ctx, int level, uint64_t index, const struct hash *h)
{
        struct seen *s = ctx;
        uint64_t n = (uint64_t)1 << level;
        struct hash want = naive(index * n, n);
        s->right = s->right && hash_eq(h, &want);
        s->n++;
        return OK;
}

TEST(merkle_frontier_is_the_tree_of_the_definition)
{
        struct frontier f = { .size = 0 };
        struct seen seen = { .right = true };
        make_leaves();
        for (uint64_t n = 0; n <= SIZE_ALL; n++) {
                struct hash want = naive(0, n), got = merkle_root(&f), at;
                CHECK_MEM(n, got.b, want.b, HASH_BYTES);
                CHECK_OK(n, merkle_root_at(&reader, n, &at));
                CHECK_MEM(n, at.b, want.b, HASH_BYTES);
                CHECK_INT(n, f.size, n);
                CHECK_INT(n, seen.n, n - (uint64_t)__builtin_popcountll(n)); /* inner nodes */
                root_of[n] = want;
                if (n < SIZE_ALL) CHECK_OK(n, merkle_add(&f, &leaves[n], look, &seen));
        }
        CHECK(seen.right);
}

static uint64_t seed = 1;
static uint64_t draw(uint64_t below)
{
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        return (seed >> 33) % below;
}

/* One change of a proof; false when there is none of this kind. */
static bool spoil(struct merkle_proof *p, int kind)
{
        size_t i = p->n ? draw(p->n) : 0, k = p->n ? draw(p->n) : 0;
        struct hash h;
        switch (kind) {
        case 0: /* one bit */
                if (p->n == 0) return false;
                p->h[i].b[draw(HASH_BYTES)] ^= (unsigned char)(1u << draw(8));
                return true;
        case 1: /* one less */
                if (p->n == 0) return false;
                memmove(&p->h[i], &p->h[i + 1], (p->n - i - 1) * sizeof p->h[0]);
                p->n--;
                return true;
        case 2: /* one more: a real node */
                memmove(&p->h[i + 1], &p->h[i], (p->n - i) * sizeof p->h[0]);
                p->h[i] = leaves[draw(SIZE_ALL)];
                p->n++;
                return true;
        case 3: /* two swapped */
                if (i == k || hash_eq(&p->h[i], &p->h[k])) return false;
                h = p->h[i];
                p->h[i] = p->h[k];
                p->h[k] = h;
                return true;
        default: /* longer than any */ p->n = LEN(p->h) + 1; return true;
        }
}

TEST(merkle_inclusion_of_every_leaf_in_every_size)
{
        struct merkle_proof p, q;
        make_leaves();
        for (uint64_t n = 0; n <= SIZE_ALL; n++) root_of[n] = naive(0, n);
        for (uint64_t n = 1; n <= SIZE_ALL; n++)
                for (uint64_t i = 0; i < n; i++) {
                        CHECK_OK(n, merkle_inclusion(&reader, i, n, &p));
                        CHECK_ROW(n, merkle_included(&leaves[i], i, n, &p, &root_of[n]));
                        for (uint64_t k = 0; k <= SIZE_ALL; k++) {
                                if (k != i)
                                        CHECK_ROW(n, !merkle_included(&leaves[i], k, n, &p,
                                                                      &root_of[n]));
                                if (k != n)
                                        CHECK_ROW(n, !merkle_included(&leaves[i], i, n, &p,
                                                                      &root_of[k]));
                        }
                        CHECK_ROW(n, !merkle_included(&leaves[n], i, n, &p, &root_of[n]));
                        for (int kind = 0; kind < 5; kind++) {
                                q = p;
                                if (spoil(&q, kind))
                                        CHECK_ROW(n, !merkle_included(&leaves[i], i, n, &q,
                                                                      &root_of[n]));
                        }
                }
}

TEST(merkle_consistency_of_every_pair_of_sizes)
{
        struct merkle_proof p, q;
        make_leaves();
        for (uint64_t n = 0; n <= SIZE_ALL; n++) root_of[n] = naive(0, n);
        for (uint64_t to = 0; to <= SIZE_ALL; to++)
                for (uint64_t from = 0; from <= to; from++) {
                        CHECK_OK(to, merkle_consistency(&reader, from, to, &p));
                        CHECK_ROW(to,
                                  merkle_consistent(from, to, &root_of[from], &root_of[to], &p));
                        for (uint64_t k = 0; k <= SIZE_ALL; k++) {
                                if (k != from)
                                        CHECK_ROW(to, !merkle_consistent(from, to, &root_of[k],
                                                                         &root_of[to], &p));
                                if (k != to && from > 0)
                                        CHECK_ROW(to, !merkle_consistent(from, to, &root_of[from],
                                                                         &root_of[k], &p));
                        }
                        for (int kind = 0; kind < 5; kind++) {
                                q = p;
                                if (spoil(&q, kind))
                                        CHECK_ROW(to, !merkle_consistent(from, to, &root_of[from],
                                                                         &root_of[to], &q));
                        }
                }
}

/* ---- edges
 * -------------------------------------------------------------------------------------- */

TEST(merkle_refuses_what_is_out_of_range)
{
        struct merkle_proof p = { .n = 0 };
        struct hash h;
        make_leaves();
        CHECK_INT(0, merkle_inclusion(&reader, 0, 0, &p), ERR_INPUT);
        CHECK_INT(1, merkle_inclusion(&reader, 5, 5, &p), ERR_INPUT);
        CHECK_INT(2, merkle_inclusion(&reader, 0, MERKLE_SIZE_MAX + 1, &p), ERR_INPUT);
        CHECK_INT(3, merkle_consistency(&reader, 6, 5, &p), ERR_INPUT);
        CHECK_INT(4, merkle_consistency(&reader, 0, MERKLE_SIZE_MAX + 1, &p), ERR_INPUT);
        CHECK_INT(5, merkle_root_at(&reader, MERKLE_SIZE_MAX + 1, &h), ERR_INPUT);
        h = naive(0, 1);
        CHECK(!merkle_included(&h, 1, 1, &p, &h));
        CHECK(!merkle_included(&h, 0, MERKLE_SIZE_MAX + 1, &p, &h));
        CHECK(!merkle_consistent(2, 1, &h, &h, &p));
        CHECK(!merkle_consistent(1, MERKLE_SIZE_MAX + 1, &h, &h, &p));
        CHECK(!merkle_consistent(0, 5, &h, &h, &p)); /* the empty tree has another root */
        CHECK(!merkle_consistent(3, 5, &h, &h, &p));
}

static enum err refuse(void *ctx, int level, uint64_t index, const struct hash *h)
{
        (void)ctx, (void)index, (void)h;
        return level == 2 ? ERR_IO : OK;
}

TEST(merkle_add_leaves_the_frontier_on_error)
{
        struct frontier f = { .size = 0 }, before;
        make_leaves();
        for (int i = 0; i < 3; i++) CHECK_OK(i, merkle_add(&f, &leaves[i], refuse, NULL));
        before = f;
        CHECK_INT(-1, merkle_add(&f, &leaves[3], refuse, NULL), ERR_IO);
        CHECK_MEM(-1, &f, &before, sizeof f);
        CHECK_OK(-1, merkle_add(&f, &leaves[3], NULL, NULL));
        struct hash want = naive(0, 4), got = merkle_root(&f);
        CHECK_MEM(-1, got.b, want.b, HASH_BYTES);
        f.size = MERKLE_SIZE_MAX;
        CHECK_INT(-1, merkle_add(&f, &leaves[3], NULL, NULL), ERR_LIMIT);
}

/* A tree of equal leaves: each level has one node, so a reader for any size is easy to write. */
static enum err equal_node(void *ctx, int level, uint64_t index, struct hash *ret)
{
        const struct hash *by_level = ctx;
        (void)index;
        ASSERT(level >= 0 && level < MERKLE_LEVELS);
        *ret = by_level[level];
        return OK;
}

TEST(merkle_proofs_at_great_sizes)
{
        static const uint64_t size[] = { 1,
                                         (uint64_t)1 << 20,
                                         ((uint64_t)1 << 31) - 1,
                                         ((uint64_t)1 << 32) + 1,
                                         123456789012345,
                                         (uint64_t)1 << 47,
                                         MERKLE_SIZE_MAX - 1,
                                         MERKLE_SIZE_MAX };
        struct hash by_level[MERKLE_LEVELS];
        struct merkle_reader r = { by_level, equal_node };
        struct merkle_proof p;
        by_level[0] = hash_of(S("leaf"));
        for (int l = 1; l < MERKLE_LEVELS; l++)
                by_level[l] = merkle_join(&by_level[l - 1], &by_level[l - 1]);
        for (size_t i = 0; i < LEN(size); i++)
                for (size_t k = 0; k <= i; k++) {
                        struct hash from, to;
                        CHECK_OK(i, merkle_root_at(&r, size[k], &from));
                        CHECK_OK(i, merkle_root_at(&r, size[i], &to));
                        CHECK_OK(i, merkle_consistency(&r, size[k], size[i], &p));
                        CHECK_ROW(i, merkle_consistent(size[k], size[i], &from, &to, &p));
                        CHECK_OK(i, merkle_inclusion(&r, size[k] - 1, size[i], &p));
                        CHECK_ROW(i, merkle_included(&by_level[0], size[k] - 1, size[i], &p, &to));
                }
}

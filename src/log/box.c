/* box.c: the form of a sealed text (seal.c), with a random nonce and seq -1: no event's. */
#include "log/box.h"

#include <sodium.h>

#include "log/keys.h"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES

/* What ties the cipher to its place: subject and name. */
static struct hash place_of(const struct box_at *at)
{
        unsigned char n[8];
        for (int i = 0; i < 8; i++)
                n[i] = (unsigned char)((uint64_t)at->subject >> (56 - 8 * i) & 0xff);
        const struct str piece[] = { S("box"), { (const char *)n, sizeof n }, at->name };
        return hash_pieces(piece, LEN(piece));
}

enum err box_close(const struct box_at *at, const struct sys *sys, struct arena *a,
                   struct str value, struct str *ret_cipher)
{
        const unsigned char *key;
        unsigned long long n = 0;
        struct hash ad = place_of(at);
        if (value.n > SEAL_BYTES_MAX) return ERR_LIMIT;
        TRY(keys_find(at->keys, at->subject, &key));
        unsigned char *out = ARENA_NEW(a, unsigned char, NONCE_BYTES + value.n + TAG_BYTES);
        sys->random(sys->ctx, out, NONCE_BYTES);
        int rc = crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, &n,
                                                            (const unsigned char *)value.p, value.n,
                                                            ad.b, sizeof ad.b, NULL, out, key);
        ASSERT(rc == 0 && n == value.n + TAG_BYTES);
        *ret_cipher = (struct str){ (const char *)out, NONCE_BYTES + (size_t)n };
        return OK;
}

enum err box_open(const struct box_at *at, struct arena *a, struct str cipher, struct str *ret)
{
        const unsigned char *key;
        unsigned long long n = 0;
        struct hash ad = place_of(at);
        if (cipher.n < NONCE_BYTES + TAG_BYTES) return ERR_CORRUPT;
        enum err e = keys_find(at->keys, at->subject, &key);
        if (e != OK) return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
        const unsigned char *c = (const unsigned char *)cipher.p;
        unsigned char *out = ARENA_NEW(a, unsigned char, cipher.n - NONCE_BYTES - TAG_BYTES + 1);
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, &n, NULL, c + NONCE_BYTES,
                                                       cipher.n - NONCE_BYTES, ad.b, sizeof ad.b, c,
                                                       key) != 0)
                return ERR_CORRUPT;
        *ret = (struct str){ (const char *)out, (size_t)n };
        return OK;
}

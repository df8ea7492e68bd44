#include "base/password.h"

#include <sodium.h>

#include "base/limits.h"

enum { PASSES = 2, MEMORY = 19456 << 10 };

/* The hash of nobody's password: 32 bytes of zero, which argon2id gives for no known password. */
static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

enum err password_hash(struct arena *a, struct str password, struct str *ret_encoded)
{
        char encoded[crypto_pwhash_STRBYTES];
        if (password.n == 0) return ERR_INPUT;
        if (password.n > PASSWORD_BYTES_MAX) return ERR_LIMIT;
        if (crypto_pwhash_str_alg(encoded, password.p, password.n, PASSES, MEMORY,
                                  crypto_pwhash_ALG_ARGON2ID13) != 0)
                return ERR_BUSY;
        *ret_encoded = str_dup(a, str_c(encoded));
        return OK;
}

/* libsodium wants a C string; false if the text is too long to be a hash. */
static bool to_c(struct str encoded, char out[static crypto_pwhash_STRBYTES])
{
        if (encoded.n == 0 || encoded.n >= crypto_pwhash_STRBYTES) return false;
        memcpy(out, encoded.p, encoded.n);
        out[encoded.n] = '\0';
        return true;
}

bool password_verify(struct str encoded, struct str password)
{
        char text[crypto_pwhash_STRBYTES];
        bool is = to_c(encoded, text);
        if (password.n == 0 || password.n > PASSWORD_BYTES_MAX) return false;
        bool same = crypto_pwhash_str_verify(is ? text : nobody, password.p, password.n) == 0;
        return is && same;
}

bool password_needs_rehash(struct str encoded)
{
        char text[crypto_pwhash_STRBYTES];
        return !to_c(encoded, text) || crypto_pwhash_str_needs_rehash(text, PASSES, MEMORY) != 0;
}

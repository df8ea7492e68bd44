#include "base/password.h"

#include <sodium.h>

#define OPS    2
#define MEMORY ((size_t)19456 * 1024)
#define LONGEST 1024

_Static_assert(PASSWORD_BYTES >= crypto_pwhash_STRBYTES, "libsodium's encoded form fits");

enum err password_hash(struct str password, char out[static PASSWORD_BYTES])
{
        if (password.n > LONGEST) return ERR_LIMIT;
        memset(out, 0, PASSWORD_BYTES);
        if (crypto_pwhash_str(out, password.p ? password.p : "", password.n, OPS, MEMORY) != 0) return ERR_LIMIT;
        return OK;
}

/* libsodium reads the encoded text up to its NUL. */
static bool encoded_copy(struct str encoded, char out[static PASSWORD_BYTES])
{
        if (encoded.n == 0 || encoded.n >= PASSWORD_BYTES) return false;
        memset(out, 0, PASSWORD_BYTES);
        memcpy(out, encoded.p, encoded.n);
        return true;
}

bool password_verify(struct str password, struct str encoded)
{
        char e[PASSWORD_BYTES];
        if (!encoded_copy(encoded, e) || password.n > LONGEST) return false;
        return crypto_pwhash_str_verify(e, password.p ? password.p : "", password.n) == 0;
}

bool password_needs_rehash(struct str encoded)
{
        char e[PASSWORD_BYTES];
        return !encoded_copy(encoded, e) || crypto_pwhash_str_needs_rehash(e, OPS, MEMORY) != 0;
}

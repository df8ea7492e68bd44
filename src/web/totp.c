/* OpenSSL's plain SHA1 is taken as base/hash.c takes its SHA-256 (see there). */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "web/totp.h"

#include <openssl/sha.h>
#include <sodium.h>

#include "web/request.h"

#define STEP_MS 30000
#define BLOCK   64u /* of SHA-1, bytes */
_Static_assert(BLOCK == SHA_CBLOCK, "size");

int64_t totp_step(struct moment now)
{
        return now.ms < 0 ? 0 : now.ms / STEP_MS;
}

/* HMAC-SHA-1 (RFC 2104) of eight bytes under a key of at most one block. */
static void hmac_sha1(struct str key, const unsigned char text[static 8],
                      unsigned char out[static SHA_DIGEST_LENGTH])
{
        unsigned char in[BLOCK + 8] = { 0 }, last[BLOCK + SHA_DIGEST_LENGTH] = { 0 };
        ASSERT(key.n <= BLOCK);
        memcpy(in, key.p, key.n);
        memcpy(last, key.p, key.n);
        for (size_t i = 0; i < BLOCK; i++) {
                in[i] ^= 0x36;
                last[i] ^= 0x5c;
        }
        memcpy(in + BLOCK, text, 8);
        const unsigned char *inner = SHA1(in, sizeof in, last + BLOCK);
        const unsigned char *outer = SHA1(last, sizeof last, out);
        ASSERT(inner && outer);
        sodium_memzero(in, sizeof in);
        sodium_memzero(last, sizeof last);
}

struct str totp_code(struct str secret, int64_t step, int digits, char out[static 9])
{
        unsigned char counter[8], mac[SHA_DIGEST_LENGTH];
        ASSERT(digits >= 6 && digits <= 8);
        for (int i = 0; i < 8; i++)
                counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i) & 0xff);
        hmac_sha1(secret, counter, mac);
        unsigned at = mac[19] & 15u; /* dynamic truncation (RFC 4226, 5.3) */
        uint32_t v = (mac[at] & 0x7fu) << 24 | (uint32_t)mac[at + 1] << 16 |
                     (uint32_t)mac[at + 2] << 8 | mac[at + 3];
        for (int i = digits; i-- > 0; v /= 10) out[i] = (char)('0' + v % 10);
        out[digits] = '\0';
        return (struct str){ out, (size_t)digits };
}

enum err totp_check(struct str secret, struct str code, struct moment now, int64_t last,
                    int64_t *ret_step)
{
        char given[6], want[9];
        size_t n = 0;
        int64_t found = -1, step = totp_step(now);
        for (size_t i = 0; i < code.n; i++) {
                if (code.p[i] == ' ') continue;
                if (n == sizeof given) return ERR_DENIED;
                given[n++] = code.p[i];
        }
        if (n != sizeof given) return ERR_DENIED;
        for (int64_t k = step - 1; k <= step + 1; k++) {
                (void)totp_code(secret, k, 6, want);
                if (sodium_memcmp(given, want, sizeof given) == 0 && k > last && found < 0)
                        found = k;
        }
        if (found < 0) return ERR_DENIED;
        *ret_step = found;
        return OK;
}

struct str base32_secret(const unsigned char secret[static TOTP_SECRET_BYTES], char out[static 33])
{
        static const char letter[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        for (size_t i = 0; i < 32; i++) {
                size_t bit = 5 * i, at = bit / 8;
                unsigned two = (unsigned)secret[at] << 8;
                if (at + 1 < TOTP_SECRET_BYTES) two |= secret[at + 1];
                out[i] = letter[two >> (11 - bit % 8) & 31];
        }
        out[32] = '\0';
        return (struct str){ out, 32 };
}

struct str totp_url(struct arena *a, struct str issuer, struct str login, struct str base32)
{
        struct str who = web_encode(a, issuer, STR_NONE);
        return str_printf(a, "otpauth://totp/%.*s:%.*s?secret=%.*s&issuer=%.*s", SP(who),
                          SP(web_encode(a, login, STR_NONE)), SP(base32), SP(who));
}

#include "base/password.h"

#include <sodium.h>
#include <time.h>

#include "base/limits.h"
#include "lib/t.h"

TEST(password_round)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str one = STR_NONE, two = STR_NONE;
        NEED(password_hash(&a, S("correct horse"), &one) == OK);
        NEED(password_hash(&a, S("correct horse"), &two) == OK);
        CHECK(str_starts(one, S("$argon2id$v=19$m=19456,t=2,p=1$")));
        CHECK(!str_eq(one, two)); /* each its own salt */
        CHECK(password_verify(one, S("correct horse")));
        CHECK(password_verify(two, S("correct horse")));
        CHECK(!password_verify(one, S("correct hors")));
        CHECK(!password_verify(one, S("correct horse ")));
        CHECK(!password_verify(one, S("")));
        CHECK(!password_needs_rehash(one));
}

TEST(password_any_bytes)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str encoded = STR_NONE;
        NEED(password_hash(&a, S("口令\0\xFF"), &encoded) == OK);
        CHECK(password_verify(encoded, S("口令\0\xFF")));
        CHECK(!password_verify(encoded, S("口令")));
}

TEST(password_limits)
{
        AUTO(arena_done) struct arena a = { 0 };
        char *p = arena_get(&a, PASSWORD_BYTES_MAX + 1, 1);
        memset(p, 'x', PASSWORD_BYTES_MAX + 1);
        struct str encoded = STR_NONE;
        CHECK_INT(0, password_hash(&a, S(""), &encoded), ERR_INPUT);
        CHECK_INT(1, password_hash(&a, (struct str){ p, PASSWORD_BYTES_MAX + 1 }, &encoded),
                  ERR_LIMIT);
        CHECK_INT(2, encoded.n, 0);
        CHECK_OK(3, password_hash(&a, (struct str){ p, PASSWORD_BYTES_MAX }, &encoded));
        CHECK(password_verify(encoded, (struct str){ p, PASSWORD_BYTES_MAX }));
        CHECK(!password_verify(encoded, (struct str){ p, PASSWORD_BYTES_MAX + 1 }));
}

#define FORTY "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define LONG  FORTY FORTY FORTY FORTY /* longer than any hash */

TEST(password_other_hashes)
{
        static const char *const bad[] = {
                "",
                "x",
                "$argon2id$",
                "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$A",
                "$2y$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
        };
        for (size_t i = 0; i < LEN(bad); i++) {
                CHECK_ROW(i, !password_verify(str_c(bad[i]), S("secret")));
                CHECK_ROW(i, password_needs_rehash(str_c(bad[i])));
        }
        /* cheaper and older ones verify, and are told as old */
        static const struct {
                int alg;
                unsigned long long passes;
                size_t memory;
        } row[] = {
                { crypto_pwhash_ALG_ARGON2ID13, 1, 8192 << 10 },
                { crypto_pwhash_ALG_ARGON2ID13, 2, 8192 << 10 },
                { crypto_pwhash_ALG_ARGON2I13, 3, 19456 << 10 },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                char text[crypto_pwhash_STRBYTES];
                NEED(crypto_pwhash_str_alg(text, "secret", 6, row[i].passes, row[i].memory,
                                           row[i].alg) == 0);
                CHECK_ROW(i, password_verify(str_c(text), S("secret")));
                CHECK_ROW(i, password_needs_rehash(str_c(text)));
        }
}

static int64_t cost_us(struct str encoded)
{
        struct timespec t0, t1;
        (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t0);
        for (int i = 0; i < 3; i++) CHECK(!password_verify(encoded, S("wrong")));
        (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t1);
        return (t1.tv_sec - t0.tv_sec) * 1000000 + (t1.tv_nsec - t0.tv_nsec) / 1000;
}

/* No account costs what a wrong password costs (within a factor: other programs run beside). */
TEST(password_of_nobody)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str encoded = STR_NONE;
        NEED(password_hash(&a, S("secret"), &encoded) == OK);
        int64_t somebody = cost_us(encoded), nobody = cost_us(S(""));
        CHECK(nobody * 3 > somebody && nobody < somebody * 3);
}

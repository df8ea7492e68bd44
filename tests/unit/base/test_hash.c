#include "base/hash.h"

#include <string.h>

#include "lib/t.h"

/* FIPS 180-4 and the long vector of its examples. */
TEST(hash_vectors)
{
        static const struct {
                const char *s, *hex;
        } row[] = {
                { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
                { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
                { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
        };
        char hex[65];
        for (size_t i = 0; i < LEN(row); i++) {
                struct hash h = hash_of(str_c(row[i].s)), back = { 0 };
                CHECK_STR(i, hash_hex(&h, hex), row[i].hex);
                CHECK_OK(i, hash_parse(str_c(row[i].hex), &back));
                CHECK_ROW(i, hash_eq(&h, &back));
                back.b[31] ^= 1;
                CHECK_ROW(i, !hash_eq(&h, &back));
        }
        AUTO(buf_free) struct buf b = { .limit = 1000000 };
        while (b.n < 1000000) buf_putc(&b, 'a');
        struct hash h = hash_of(buf_view(&b));
        CHECK_STR(-1, hash_hex(&h, hex),
                  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
        CHECK_INT(-1, hash_parse(S("BA7816BF"), &h), ERR_INPUT);
}

TEST(hash_of_pieces_is_hash_of_the_whole)
{
        struct hash whole = hash_of(S("abcdef"));
        const struct str piece[] = { S(""), S("ab"), STR_NONE, S("cde"), S("f"), STR_NONE };
        struct hash h = hash_pieces(piece, LEN(piece));
        CHECK(hash_eq(&h, &whole));
        struct hash none = hash_pieces(NULL, 0), empty = hash_of(STR_NONE);
        CHECK(hash_eq(&none, &empty));
}

TEST(base64_round_trip)
{
        static const struct {
                const char *plain, *text;
        } row[] = {
                /* RFC 4648, 10 */
                { "f", "Zg==" },
                { "fo", "Zm8=" },
                { "foo", "Zm9v" },
                { "foob", "Zm9vYg==" },
                { "fooba", "Zm9vYmE=" },
                { "foobar", "Zm9vYmFy" },
                { "\xfb\xff\xbf", "+/+/" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(buf_free) struct buf b = { .limit = 100 };
                char back[16];
                size_t n = 0;
                buf_put(&b, S("k "));
                base64_put(&b, row[i].plain, strlen(row[i].plain));
                CHECK_STR(i, str_from(buf_view(&b), 2), row[i].text);
                CHECK_OK(i, base64_parse(str_c(row[i].text), back, sizeof back, &n));
                CHECK_STR(i, ((struct str){ back, n }), row[i].plain);
        }
}

TEST(base64_refuses)
{
        static const char *const wrong[] = {
                "",         "Zg",
                "Zg=",      "Zg===",
                "Zm9vZ",    "Zm9v\n",
                " Zm9v",    "Zm 9v",
                "Zm9-",     "Zh==", /* bits that no byte has */
                "Zg==Zg==", "=",
                "====",     "Zm9vYmFyZm9vYmFyZm9vYmFy", /* more than there is room for */
        };
        for (size_t i = 0; i < LEN(wrong); i++) {
                char back[16];
                size_t n = 99;
                CHECK_INT(i, base64_parse(str_c(wrong[i]), back, sizeof back, &n), ERR_INPUT);
                CHECK_INT(i, n, 99);
        }
}

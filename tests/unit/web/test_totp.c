/* One-time codes: the examples of RFC 6238 (appendix B) and RFC 4226 (appendix D), the window,
 * replay, base32. */
#include "web/totp.h"

#include "lib/t.h"

static const struct str secret = SI("12345678901234567890");

TEST(totp_rfc_6238)
{
        static const struct {
                int64_t seconds;
                const char *code;
        } row[] = {
                { 59, "94287082" },         { 1111111109, "07081804" }, { 1111111111, "14050471" },
                { 1234567890, "89005924" }, { 2000000000, "69279037" }, { 20000000000, "65353130" },
        };
        char out[9];
        for (size_t i = 0; i < LEN(row); i++) {
                struct moment at = { row[i].seconds * 1000 };
                CHECK_STR(i, totp_code(secret, totp_step(at), 8, out), row[i].code);
        }
}

TEST(totp_rfc_4226)
{
        static const char *const code[] = { "755224", "287082", "359152", "969429", "338314",
                                            "254676", "287922", "162583", "399871", "520489" };
        char out[9];
        for (size_t i = 0; i < LEN(code); i++)
                CHECK_STR(i, totp_code(secret, (int64_t)i, 6, out), code[i]);
}

TEST(totp_window_and_replay)
{
        /* step 1 holds from 30 s; its code is 287082 */
        static const struct {
                int64_t ms, last;
                const char *code;
                enum err err;
                int64_t step;
        } row[] = {
                { 30000, 0, "287082", OK, 1 },
                { 59999, 0, "287082", OK, 1 },
                { 60000, 0, "287082", OK, 1 }, /* one step late */
                { 89999, 0, "287082", OK, 1 },
                { 90000, 0, "287082", ERR_DENIED, 0 }, /* two */
                { 1, -1, "287082", OK, 1 },            /* one early */
                { 30000, 1, "287082", ERR_DENIED, 0 }, /* used already */
                { 30000, 0, "359152", OK, 2 },         /* the next one */
                { 60000, 1, "359152", OK, 2 },
                { 30000, 0, "287 082", OK, 1 },
                { 30000, 0, "28708", ERR_DENIED, 0 },
                { 30000, 0, "2870822", ERR_DENIED, 0 },
                { 30000, 0, "", ERR_DENIED, 0 },
                { 30000, 0, "287083", ERR_DENIED, 0 },
                { 30000, 0, "28708\xc2", ERR_DENIED, 0 },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                int64_t step = 0;
                struct moment now = { row[i].ms };
                CHECK_INT(i, totp_check(secret, str_c(row[i].code), now, row[i].last, &step),
                          row[i].err);
                CHECK_INT(i, step, row[i].step);
        }
}

TEST(totp_secret_for_programs)
{
        struct arena a = { 0 };
        char out[33];
        struct str s = base32_secret((const unsigned char *)secret.p, out);
        CHECK_STR(-1, s, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        unsigned char ff[TOTP_SECRET_BYTES];
        memset(ff, 0xff, sizeof ff);
        CHECK_STR(-1, base32_secret(ff, out), "77777777777777777777777777777777");
        CHECK_STR(-1, totp_url(&a, S("my city"), S("a@b"), S("GEZD")),
                  "otpauth://totp/my%20city:a%40b?secret=GEZD&issuer=my%20city");
        arena_done(&a);
}

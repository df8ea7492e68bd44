/* Checkpoints as signed notes: the vector of Go's sumdb/note, one of our own, and every refusal. */
#include "log/note.h"

#include <sodium.h>

#include "base/limits.h"
#include "lib/t.h"

#define ROOT_B64 "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
#define ORIGIN   "zhitong/0123456789abcdef/3"

static struct note_secret secret_of(unsigned char fill, struct str name)
{
        unsigned char seed[32];
        struct note_secret k;
        memset(seed, fill, sizeof seed);
        note_secret_make(seed, name, &k);
        return k;
}

static struct checkpoint sample(void)
{
        struct checkpoint c = { .origin = S(ORIGIN), .epoch = 3, .size = 1234 };
        memset(c.root.b, 1, sizeof c.root.b);
        ASSERT(day_from_ymd(2022, 8, 22, &c.day) == OK);
        return c;
}

static struct str sign(struct arena *a, const struct note_secret *k, const struct checkpoint *c)
{
        AUTO(buf_free) struct buf b = { .limit = NOTE_BYTES_MAX };
        note_sign(k, c, &b);
        ASSERT(b.err == OK);
        return str_dup(a, buf_view(&b));
}

/* Any text with a right signature: for texts that no checkpoint gives. */
static struct str sign_text(struct arena *a, const struct note_secret *k, const char *text)
{
        unsigned char sig[68];
        AUTO(buf_free) struct buf b = { .limit = NOTE_BYTES_MAX };
        struct note_id id = note_key_id(&k->key);
        memcpy(sig, id.b, 4);
        (void)crypto_sign_detached(sig + 4, NULL, (const unsigned char *)text, strlen(text),
                                   k->sec);
        buf_put(&b, str_c(text));
        buf_put(&b, S("\n\xe2\x80\x94 "));
        buf_put(&b, k->key.name);
        buf_putc(&b, ' ');
        base64_put(&b, sig, sizeof sig);
        buf_putc(&b, '\n');
        return str_dup(a, buf_view(&b));
}

/* golang.org/x/mod/sumdb/note, note_test.go: Ed25519 gives the same bytes everywhere. */
TEST(note_key_of_the_reference_vector)
{
        static const char sig_b64[] =
                "o/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdn"
                "gotpRZb6KE6RyyBwJnAM=";
        static const char text[] = "If you think cryptography is the answer to your problem,\n"
                                   "then you don't know what your problem is.\n";
        unsigned char seed[33], pub[33], sig[68];
        size_t n;
        struct note_secret k;
        struct buf b = { .limit = 200 };
        NEED(base64_parse(S("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"), seed, 33, &n) == OK);
        NEED(base64_parse(S("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), pub, 33, &n) == OK);
        note_secret_make(seed + 1, S("PeterNeumann"), &k);
        CHECK_MEM(-1, k.key.pub, pub + 1, 32);
        struct note_id id = note_key_id(&k.key);
        CHECK_MEM(-1, id.b, "\xc7\x4f\x20\xa3", 4);
        memcpy(sig, id.b, 4);
        (void)crypto_sign_detached(sig + 4, NULL, (const unsigned char *)text, sizeof text - 1,
                                   k.sec);
        base64_put(&b, sig, sizeof sig);
        CHECK_STR(-1, str_sub(buf_view(&b), 0, 4), "x08g");
        CHECK_STR(-1, str_from(buf_view(&b), 4), sig_b64);
        buf_free(&b);
        note_secret_done(&k);
        struct note_secret none = { .key.name = STR_NONE };
        CHECK_MEM(-1, &k, &none, sizeof k);
}

/* Signed with another program (openssl pkeyutl -rawin), key hash by sha256sum. */
#define FIXED_NOTE                                                                                 \
        ORIGIN "\n1234\n" ROOT_B64 "\nday 2022-08-22\n\n\xe2\x80\x94 yuhe/log "                    \
               "U4/WYrf4Wq+i220WSm4sychFm/fyhlnomnAPhdJbiMjX/ThGzE/DTgsABJm+Ms8Z5/iYHe2CWvs/"      \
               "UyTRsitbI6a6KQI=\n"

TEST(note_of_a_fixed_seed)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct note_secret k = secret_of(7, S("yuhe/log"));
        struct checkpoint c = sample(), got;
        struct str why;
        struct str note = sign(&a, &k, &c);
        CHECK_STR(-1, note, FIXED_NOTE);
        CHECK_OK(-1, note_parse(&a, note, &k.key, 1, &got, &why));
        CHECK_STR(-1, got.origin, ORIGIN);
        CHECK_INT(-1, got.epoch, 3);
        CHECK_INT(-1, got.size, 1234);
        CHECK_INT(-1, got.day.v, c.day.v);
        CHECK_MEM(-1, got.root.b, c.root.b, HASH_BYTES);
        c.day = DAY_NONE;
        CHECK_OK(-1, note_parse(&a, sign(&a, &k, &c), &k.key, 1, &got, &why));
        CHECK(!day_is(got.day));
}

#define HEAD3 ORIGIN "\n1234\n" ROOT_B64 "\n"

TEST(note_text_refused)
{
        static const struct {
                const char *text, *why;
        } row[] = {
                { HEAD3, NULL },
                { HEAD3 "day 2022-08-22\n", NULL },
                { "zhitong/0123456789abcdef/0\n0\n" ROOT_B64 "\n", NULL },
                { "", "line 1: not an origin of Zhitong" },
                { "\n", "line 1: not an origin of Zhitong" },
                { "zhitong/0123456789abcdef\n1\n" ROOT_B64 "\n",
                  "line 1: not an origin of Zhitong" },
                { "zhitong/0123456789abcdef/\n1\n" ROOT_B64 "\n",
                  "line 1: not an origin of Zhitong" },
                { "zhitong/0123456789abcdef/03\n1\n" ROOT_B64 "\n",
                  "line 1: not an origin of Zhitong" },
                { "zhitong/0123456789abcdef/-3\n1\n" ROOT_B64 "\n",
                  "line 1: not an origin of Zhitong" },
                { "zhitong/0123456789abcdef/3/4\n1\n" ROOT_B64 "\n",
                  "line 1: not an origin of Zhitong" },
                { "zhitong/0123456789ABCDEF/3\n1\n" ROOT_B64 "\n",
                  "line 1: not an origin of Zhitong" },
                { "zhitong/0123456789abcde/3\n1\n" ROOT_B64 "\n",
                  "line 1: not an origin of Zhitong" },
                { "example.com/log\n1\n" ROOT_B64 "\n", "line 1: not an origin of Zhitong" },
                { ORIGIN " \n1\n" ROOT_B64 "\n", "line 1: not an origin of Zhitong" },
                { ORIGIN "\n01\n" ROOT_B64 "\n", "line 2: not a tree size" },
                { ORIGIN "\n-1\n" ROOT_B64 "\n", "line 2: not a tree size" },
                { ORIGIN "\n+1\n" ROOT_B64 "\n", "line 2: not a tree size" },
                { ORIGIN "\n\n" ROOT_B64 "\n", "line 2: not a tree size" },
                { ORIGIN "\n1 \n" ROOT_B64 "\n", "line 2: not a tree size" },
                { ORIGIN "\n281474976710656\n" ROOT_B64 "\n", "line 2: not a tree size" },
                { ORIGIN "\n281474976710655\n" ROOT_B64 "\n", NULL },
                { ORIGIN "\n1\n", "line 3: not the Base64 of a root" },
                { ORIGIN "\n1\nAQEB\n", "line 3: not the Base64 of a root" },
                { ORIGIN "\n1\n" ROOT_B64 "=\n", "line 3: not the Base64 of a root" },
                { ORIGIN "\n1\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQF=\n",
                  "line 3: not the Base64 of a root" },
                { ORIGIN "\n1\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE\n",
                  "line 3: not the Base64 of a root" },
                { HEAD3 "day 2022-02-30\n", "line 4: not a day" },
                { HEAD3 "day 2022-08-22 \n", "line 4: not a day" },
                { HEAD3 "day 2022-08-22\nday 2022-08-22\n",
                  "a line that does not belong here before the signatures" },
                { HEAD3 "note\n", "a line that does not belong here before the signatures" },
                { HEAD3 "\n", "a signature line that is not “— name Base64”" },
                { HEAD3 "day 2022-08-22\r\n", "line 4: not a day" },
                { HEAD3 "\x01", "not UTF-8, or with control characters" },
                { "\xff\n", "not UTF-8, or with control characters" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct note_secret k = secret_of(7, S("k"));
        for (size_t i = 0; i < LEN(row); i++) {
                struct checkpoint c;
                struct str why = S("none");
                enum err e = note_parse(&a, sign_text(&a, &k, row[i].text), &k.key, 1, &c, &why);
                CHECK_INT(i, e, row[i].why ? ERR_INPUT : OK);
                CHECK_STR(i, why, row[i].why ? row[i].why : "none");
        }
}

#define DASH       "\xe2\x80\x94 "
#define BAD_LINE   "a signature line that is not “— name Base64”"
#define BAD_BASE64 "a signature that is not Base64"
#define BAD_SIG    "a signature by a known key that does not verify"
#define NO_KEY     "no signature by a known key"

TEST(note_signatures)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct note_secret k = secret_of(7, S("k")), other = secret_of(8, S("other"));
        struct note_secret twin = secret_of(9, S("k")); /* the same name, another key */
        struct checkpoint c = sample(), got;
        const char *text = HEAD3 "day 2022-08-22\n";
        struct str one = sign(&a, &k, &c), head = str_c(text);
        struct str sig = str_from(one, head.n + 1); /* the line by k, and so on */
        struct str by_other = str_from(sign(&a, &other, &c), head.n + 1);
        struct str by_twin = str_from(sign(&a, &twin, &c), head.n + 1);
        c.size++;
        struct str of_another = str_from(sign(&a, &k, &c), head.n + 1);
        const struct note_key k_other[] = { k.key, other.key };
        struct note_key broken = k.key; /* what the text claims, but not the key */
        broken.pub[0] ^= 1;
        const struct {
                struct str tail[3];
                const struct note_key *keys;
                size_t n;
                const char *why;
        } row[] = {
                { { sig }, &k.key, 1, NULL },
                { { sig, by_other }, &k.key, 1, NULL }, /* a stranger's is passed over */
                { { by_other, sig }, &k.key, 1, NULL },
                { { by_other, sig }, k_other, 2, NULL },
                { { sig, by_twin }, &k.key, 1, NULL },
                { { sig, sig }, &k.key, 1, NULL },
                { { by_other }, &k.key, 1, NO_KEY },
                { { by_twin }, &k.key, 1, NO_KEY },
                { { sig }, &broken, 1, NO_KEY },
                { { sig }, NULL, 0, NO_KEY },
                { { of_another }, &k.key, 1, BAD_SIG },
                { { sig, of_another }, &k.key, 1, BAD_SIG },
                { { by_other, of_another }, k_other, 2, BAD_SIG },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                struct str note = str_join(&a, head, S("\n")), why = S("none");
                for (size_t t = 0; t < 3; t++) note = str_join(&a, note, row[i].tail[t]);
                enum err e = note_parse(&a, note, row[i].keys, row[i].n, &got, &why);
                CHECK_INT(i, e, row[i].why ? ERR_INPUT : OK);
                CHECK_STR(i, why, row[i].why ? row[i].why : "none");
        }
}

/* A note with one good signature, and something after it. */
TEST(note_signature_lines)
{
        static const struct {
                const char *tail, *why;
        } row[] = {
                { "", NULL },
                { DASH "a AAAAAAA=\n", NULL },
                { "x", "the last line has no end" },
                { "\n", BAD_LINE },
                { DASH "a\n", BAD_LINE },
                { "- a AAAAAAA=\n", BAD_LINE },
                { DASH " AAAAAAA=\n", BAD_LINE },
                { DASH "a+b AAAAAAA=\n", BAD_LINE },
                { DASH "a AAAAA\n", BAD_BASE64 },
                { DASH "a AAAA\n", BAD_BASE64 }, /* three bytes: no signature after the key hash */
                { DASH "a AAAAAAA= \n", BAD_BASE64 },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct note_secret k = secret_of(7, S("k"));
        struct checkpoint c = sample(), got;
        struct str note = sign(&a, &k, &c), why = S("none");
        for (size_t i = 0; i < LEN(row); i++) {
                struct str text = str_join(&a, note, str_c(row[i].tail));
                CHECK_INT(i, note_parse(&a, text, &k.key, 1, &got, &why),
                          row[i].why ? ERR_INPUT : OK);
                if (row[i].why) CHECK_STR(i, why, row[i].why);
        }
        CHECK_INT(-1, note_parse(&a, str_sub(note, 0, note.n - 1), &k.key, 1, &got, &why),
                  ERR_INPUT);
        CHECK_STR(-1, why, "the last line has no end");
        CHECK_INT(-1,
                  note_parse(&a, str_sub(note, 0, strlen(HEAD3 "day 2022-08-22\n\n")), &k.key, 1,
                             &got, &why),
                  ERR_INPUT);
        CHECK_STR(-1, why, "no signature");
}

/* Every byte of a note counts: changed, left out or doubled, it is refused. */
TEST(note_with_one_byte_changed)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct note_secret k = secret_of(7, S("k"));
        struct checkpoint c = sample();
        struct str note = sign(&a, &k, &c), why;
        for (size_t i = 0; i < note.n; i++)
                for (int bit = 0; bit < 10; bit++) {
                        char *p = arena_get(&a, note.n + 1, 1);
                        struct checkpoint got;
                        struct str spoilt = { p, note.n };
                        memcpy(p, note.p, note.n);
                        if (bit < 8) p[i] = (char)(p[i] ^ (1 << bit));
                        else memmove(p + i + 1, note.p + i, note.n - i);
                        if (bit == 8) spoilt.n++;
                        if (bit == 9) {
                                memmove(p + i, note.p + i + 1, note.n - i - 1);
                                spoilt.n--;
                        }
                        CHECK_INT(i, note_parse(&a, spoilt, &k.key, 1, &got, &why), ERR_INPUT);
                }
}

TEST(note_limits)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = 1u << 20 };
        struct note_secret k = secret_of(7, S("k"));
        struct checkpoint c = sample(), got;
        struct str why = S("none");
        buf_put(&b, sign(&a, &k, &c));
        for (int i = 1; i < NOTE_SIGS_MAX; i++) buf_put(&b, S("\xe2\x80\x94 a AAAAAAA=\n"));
        CHECK_OK(-1, note_parse(&a, buf_view(&b), &k.key, 1, &got, &why));
        buf_put(&b, S("\xe2\x80\x94 a AAAAAAA=\n"));
        CHECK_INT(-1, note_parse(&a, buf_view(&b), &k.key, 1, &got, &why), ERR_INPUT);
        CHECK_STR(-1, why, "too many signatures");
        while (b.n <= NOTE_BYTES_MAX) buf_put(&b, S("\xe2\x80\x94 a AAAAAAA=\n"));
        CHECK_INT(-1, note_parse(&a, buf_view(&b), &k.key, 1, &got, &why), ERR_INPUT);
        CHECK_STR(-1, why, "longer than any checkpoint");
        struct buf small = { .limit = 100 };
        note_sign(&k, &c, &small);
        CHECK_INT(-1, small.err, ERR_LIMIT);
        buf_free(&small);
}

TEST(note_names)
{
        static const struct {
                struct str name;
                bool ok;
        } row[] = {
                { { "k", 1 }, true },
                { { "example.com/log", 15 }, true },
                { { "雨禾", 6 }, true },
                { { "", 0 }, false },
                { { "a b", 3 }, false },
                { { "a+b", 3 }, false },
                { { "a\nb", 3 }, false },
                { { "a\tb", 3 }, false },
                { { "a\xc2\xa0", 3 }, false },    /* no-break space */
                { { "\xe3\x80\x80", 3 }, false }, /* ideographic space */
                { { "\xe2\x80\xa8", 3 }, false }, /* line separator */
                { { "\xff", 1 }, false },
                { { "0123456789012345678901234567890123456789012345678901234567890123", 64 },
                  true },
                { { "01234567890123456789012345678901234567890123456789012345678901234", 65 },
                  false },
        };
        for (size_t i = 0; i < LEN(row); i++) CHECK_INT(i, note_name_ok(row[i].name), row[i].ok);
}

/* ---- the key file
 * ------------------------------------------------------------------------------- */

TEST(note_key_file_is_made_once)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct sys_fake f = { .seed = 5 };
        struct sys sys = sys_fake(&f);
        const char *path = str_dupz(&a, str_printf(&a, "%s/signing.key", t_dir()));
        struct note_secret k, again;
        struct stat st;
        CHECK_INT(-1, note_secret_load(&a, path, S("k"), false, &sys, &k), ERR_NOT_FOUND);
        CHECK_OK(-1, note_secret_load(&a, path, S("k"), true, &sys, &k));
        CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600 && st.st_size == 65);
        CHECK_OK(-1, note_secret_load(&a, path, S("k"), true, &sys, &again));
        CHECK_MEM(-1, again.sec, k.sec, sizeof k.sec);
        CHECK_OK(-1, note_secret_load(&a, path, S("k"), false, &sys, &again));
        CHECK_MEM(-1, again.key.pub, k.key.pub, sizeof k.key.pub);
        CHECK_STR(-1, again.key.name, "k");
}

TEST(note_key_file_refused)
{
        static const char hex[] =
                "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
        static const struct {
                int cut; /* bytes of hex */
                const char *tail;
                unsigned mode;
                enum err want;
        } row[] = {
                { 64, "\n", 0600, OK },          { 64, "", 0600, OK },
                { 64, "\n", 0400, OK },          { 64, "\n", 0640, ERR_DENIED },
                { 64, "\n", 0604, ERR_DENIED },  { 64, "\n\n", 0600, ERR_INPUT },
                { 63, "\n", 0600, ERR_INPUT },   { 63, "G\n", 0600, ERR_INPUT },
                { 63, "F\n", 0600, ERR_INPUT },  { 0, "", 0600, ERR_INPUT },
                { 64, "00\n", 0600, ERR_INPUT },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct sys_fake f = { .seed = 5 };
        struct sys sys = sys_fake(&f);
        for (size_t i = 0; i < LEN(row); i++) {
                struct note_secret k;
                const char *path = str_dupz(&a, str_printf(&a, "%s/key%zu", t_dir(), i));
                struct str text = str_printf(&a, "%.*s%s", row[i].cut, hex, row[i].tail);
                NEED(file_write(path, text, 0600) == OK && chmod(path, row[i].mode) == 0);
                CHECK_INT(i, note_secret_load(&a, path, S("k"), true, &sys, &k), row[i].want);
        }
        struct note_secret k;
        CHECK_INT(-1, note_secret_load(&a, "/nowhere/at/all/key", S("k"), true, &sys, &k), ERR_IO);
        CHECK_INT(-1, note_secret_load(&a, "/nowhere/key", S("a b"), true, &sys, &k), ERR_INPUT);
}

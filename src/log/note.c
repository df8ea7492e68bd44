#include "log/note.h"

#include <errno.h>
#include <sodium.h>

#include "base/limits.h"
#include "base/num.h"
#include "base/utf8.h"

#define ALG_ED25519     0x01 /* C2SP signed-note */
#define ID_BYTES        4
#define SIG_BYTES       (ID_BYTES + crypto_sign_BYTES)
#define SEED_BYTES      crypto_sign_SEEDBYTES
#define OTHER_SIG_BYTES 8000 /* of other algorithms, which are passed over: ML-DSA-87 has 4,627 */
#define SIZE_MAX_AT     ((int64_t)1 << 48) /* merkle.h */
#define DASH            S("\xe2\x80\x94 ")

/* ---- keys ------------------------------------------------------------------------------------ */

/* The first 4 bytes of SHA-256(name ‖ "\n" ‖ 0x01 ‖ key). */
struct note_id note_key_id(const struct note_key *k)
{
        static const unsigned char alg[] = { '\n', ALG_ED25519 };
        struct str piece[] = { k->name,
                               { (const char *)alg, sizeof alg },
                               { (const char *)k->pub, sizeof k->pub } };
        struct hash h = hash_pieces(piece, LEN(piece));
        struct note_id id;
        memcpy(id.b, h.b, ID_BYTES);
        return id;
}

/* signed-note: not empty, UTF-8, no Unicode spaces, no plus. */
bool note_name_ok(struct str name)
{
        if (name.n == 0 || name.n > CODE_BYTES_MAX || !utf8_ok(name)) return false;
        for (size_t at = 0; at < name.n;) {
                uint32_t c = utf8_next(name, &at);
                if (c <= 0x20 || c == '+' || c == 0x85 || c == 0xa0 || c == 0x1680 ||
                    (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
                    c == 0x205f || c == 0x3000)
                        return false;
        }
        return true;
}

void note_secret_make(const unsigned char seed[static 32], struct str name, struct note_secret *ret)
{
        ASSERT(note_name_ok(name));
        *ret = (struct note_secret){ .key.name = name };
        if (crypto_sign_seed_keypair(ret->key.pub, ret->sec, seed) != 0) BUG("ed25519");
}

void note_secret_done(struct note_secret *k)
{
        sodium_memzero(k, sizeof *k);
}

static void fd_close(const int *fd)
{
        if (*fd >= 0) (void)close(*fd);
}

/* The key file into a buffer of the caller, who wipes it: file_read would leave copies. */
static enum err read_seed(const char *path, char *hex, size_t cap, size_t *ret_n)
{
        AUTO(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
        struct stat st;
        size_t n = 0;
        if (fd < 0) return errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_IO;
        if (fstat(fd, &st) != 0) return ERR_IO;
        if (st.st_mode & 077) return ERR_DENIED;
        while (n < cap) {
                ssize_t r = read(fd, hex + n, cap - n);
                if (r < 0 && errno == EINTR) continue;
                if (r < 0) return ERR_IO;
                if (r == 0) break;
                n += (size_t)r;
        }
        *ret_n = n;
        return OK;
}

static enum err make_seed(const char *path, const struct sys *sys, char hex[static 66])
{
        unsigned char seed[SEED_BYTES];
        sys->random(sys->ctx, seed, sizeof seed);
        (void)sodium_bin2hex(hex, 66, seed, sizeof seed);
        sodium_memzero(seed, sizeof seed);
        hex[64] = '\n';
        hex[65] = '\0';
        return file_write(path, (struct str){ hex, 65 }, 0600);
}

enum err note_secret_load(struct arena *a, const char *path, struct str name, bool create,
                          const struct sys *sys, struct note_secret *ret)
{
        char hex[67]; /* one more than fits: a longer file is refused */
        unsigned char seed[SEED_BYTES];
        size_t n = 0;
        if (!note_name_ok(name)) return ERR_INPUT;
        enum err e = read_seed(path, hex, sizeof hex, &n);
        if (e == ERR_NOT_FOUND && create) {
                e = make_seed(path, sys, hex);
                n = 65;
        }
        if (e == OK && n == 65 && hex[64] == '\n') n = 64;
        if (e == OK) e = num_parse_hex((struct str){ hex, n }, seed, sizeof seed);
        if (e == OK) note_secret_make(seed, str_dup(a, name), ret);
        sodium_memzero(hex, sizeof hex);
        sodium_memzero(seed, sizeof seed);
        return e;
}

/* ---- writing --------------------------------------------------------------------------------- */

static void put_text(const struct checkpoint *c, struct buf *out)
{
        buf_put(out, c->origin);
        buf_printf(out, "\n%" PRIu64 "\n", c->size);
        base64_put(out, c->root.b, HASH_BYTES);
        buf_putc(out, '\n');
        if (!day_is(c->day)) return;
        char day[16];
        buf_put(out, S("day "));
        buf_put(out, day_format(c->day, day));
        buf_putc(out, '\n');
}

void note_sign(const struct note_secret *k, const struct checkpoint *c, struct buf *out)
{
        unsigned char sig[SIG_BYTES];
        struct note_id id = note_key_id(&k->key);
        size_t from = out->n;
        put_text(c, out);
        if (out->err != OK) return;
        memcpy(sig, id.b, ID_BYTES);
        if (crypto_sign_detached(sig + ID_BYTES, NULL, (const unsigned char *)out->p + from,
                                 out->n - from, k->sec) != 0)
                BUG("ed25519");
        buf_put(out, S("\n"));
        buf_put(out, DASH);
        buf_put(out, k->key.name);
        buf_putc(out, ' ');
        base64_put(out, sig, sizeof sig);
        buf_putc(out, '\n');
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Next line, which must end with a line feed. */
static bool line(struct str *rest, struct str *ret)
{
        return rest->n > 0 && str_cut(*rest, '\n', ret, rest);
}

/* Decimal digits without leading zeros. */
static bool whole_number(struct str s, int64_t max, int64_t *ret)
{
        if (s.n == 0 || (s.n > 1 && s.p[0] == '0') || s.p[0] == '-') return false;
        return num_parse_i64(s, 0, max, ret) == OK;
}

/* zhitong/<16 hex>/<epoch> */
static bool parse_origin(struct str s, struct checkpoint *c)
{
        unsigned char first[8];
        c->origin = s;
        return str_starts(s, S("zhitong/")) && s.n > 25 && s.p[24] == '/' &&
               num_parse_hex(str_sub(s, 8, 16), first, sizeof first) == OK &&
               whole_number(str_from(s, 25), (int64_t)1 << 53, &c->epoch);
}

static bool parse_root(struct str s, struct checkpoint *c)
{
        size_t n;
        return s.n == 44 && base64_parse(s, c->root.b, HASH_BYTES, &n) == OK && n == HASH_BYTES;
}

/* The signed text. *rest is left after the empty line. NULL, or why not. */
static const char *parse_text(struct str *rest, struct checkpoint *c)
{
        struct str l;
        int64_t size;
        if (!line(rest, &l) || !parse_origin(l, c)) return "line 1: not an origin of Zhitong";
        if (!line(rest, &l) || !whole_number(l, SIZE_MAX_AT - 1, &size))
                return "line 2: not a tree size";
        c->size = (uint64_t)size;
        if (!line(rest, &l) || !parse_root(l, c)) return "line 3: not the Base64 of a root";
        if (!line(rest, &l)) return "line 4: missing";
        c->day = DAY_NONE;
        if (str_starts(l, S("day "))) {
                if (day_parse(str_from(l, 4), &c->day) != OK) return "line 4: not a day";
                if (!line(rest, &l)) return "line 5: missing";
        }
        return l.n == 0 ? NULL : "a line that does not belong here before the signatures";
}

/* One signature line: NULL and whether it verified, or why it is refused. */
static const char *parse_sig(struct str l, struct str signed_text, const struct note_key *keys,
                             size_t n, bool *ret_good)
{
        struct str name, b64;
        unsigned char sig[OTHER_SIG_BYTES];
        size_t sig_n;
        if (!str_starts(l, DASH) || !str_cut(str_from(l, DASH.n), ' ', &name, &b64) ||
            !note_name_ok(name))
                return "a signature line that is not “— name Base64”";
        if (base64_parse(b64, sig, sizeof sig, &sig_n) != OK || sig_n <= ID_BYTES)
                return "a signature that is not Base64";
        *ret_good = false;
        for (size_t i = 0; i < n && !*ret_good; i++) {
                struct note_id id = note_key_id(&keys[i]);
                if (!str_eq(name, keys[i].name) || memcmp(sig, id.b, ID_BYTES) != 0) continue;
                if (sig_n != SIG_BYTES ||
                    crypto_sign_verify_detached(sig + ID_BYTES,
                                                (const unsigned char *)signed_text.p, signed_text.n,
                                                keys[i].pub) != 0)
                        return "a signature by a known key that does not verify";
                *ret_good = true;
        }
        return NULL;
}

static const char *parse(struct str text, const struct note_key *keys, size_t n,
                         struct checkpoint *c)
{
        struct str rest = text, l;
        bool any = false, good = false;
        const char *why = parse_text(&rest, c);
        if (why) return why;
        struct str signed_text = str_sub(text, 0, text.n - rest.n - 1);
        if (rest.n == 0) return "no signature";
        for (int i = 0; rest.n > 0; i++) {
                if (i == NOTE_SIGS_MAX) return "too many signatures";
                if (!line(&rest, &l)) return "the last line has no end";
                why = parse_sig(l, signed_text, keys, n, &good);
                if (why) return why;
                any = any || good;
        }
        return any ? NULL : "no signature by a known key";
}

enum err note_parse(struct arena *a, struct str text, const struct note_key *keys, size_t n,
                    struct checkpoint *ret, struct str *ret_why)
{
        struct checkpoint c = { .size = 0 };
        const char *why = text.n > NOTE_BYTES_MAX ? "longer than any checkpoint"
                          : !utf8_ok(text)        ? "not UTF-8, or with control characters"
                                                  : parse(text, keys, n, &c);
        if (why) {
                *ret_why = str_c(why);
                return ERR_INPUT;
        }
        c.origin = str_dup(a, c.origin);
        *ret = c;
        return OK;
}

/* Row of sealed: cipher = 24 bytes of nonce ‖ XChaCha20-Poly1305(32 bytes of salt ‖ value). The
 * associated data, subject ‖ seq ‖ field with both numbers as 8 bytes big-endian, ties the
 * cipher to its row: moved to another row it does not open. */
#include <sodium.h>

#include "log/keys.h"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define SALT_BYTES  32
#define OVERHEAD    (NONCE_BYTES + SALT_BYTES + TAG_BYTES)

struct place {
        unsigned char b[16 + CODE_BYTES_MAX];
        size_t n;
};

static struct place place_of(const struct seal_at *at)
{
        struct place p = { .n = 16 + at->field.n };
        ASSERT(at->field.n > 0 && at->field.n <= CODE_BYTES_MAX);
        for (int i = 0; i < 8; i++) {
                p.b[i] = (unsigned char)((uint64_t)at->subject >> (56 - 8 * i) & 0xff);
                p.b[8 + i] = (unsigned char)((uint64_t)at->seq >> (56 - 8 * i) & 0xff);
        }
        memcpy(p.b + 16, at->field.p, at->field.n);
        return p;
}

static struct hash commitment_of(struct str salt, struct str field, struct str value)
{
        /* the length byte tells where the name ends: "ab" + "c" is not "a" + "bc" */
        char n = (char)field.n;
        struct str piece[] = { salt, { &n, 1 }, field, value };
        return hash_pieces(piece, LEN(piece));
}

struct seal seal_make(const struct sys *sys, struct str field, struct str value)
{
        unsigned char salt[SALT_BYTES];
        sys->random(sys->ctx, salt, sizeof salt);
        return seal_salted(salt, field, value);
}

struct seal seal_salted(const unsigned char salt[static 32], struct str field, struct str value)
{
        struct seal s;
        _Static_assert(sizeof s.salt == SALT_BYTES, "salt");
        memcpy(s.salt, salt, sizeof s.salt);
        s.commitment = commitment_of((struct str){ (const char *)salt, SALT_BYTES }, field, value);
        return s;
}

enum err seal_schema(struct store *st)
{
        static const struct str ddl[] = {
#define T(text) { "" text, sizeof(text) - 1 }
                /* by seq first: rows are then added at the end of the tree, and verify reads them
                 * beside the events in one pass */
                T("CREATE TABLE sealed (seq INTEGER NOT NULL, subject INTEGER NOT NULL, "
                  "field TEXT NOT NULL, cipher BLOB NOT NULL, "
                  "PRIMARY KEY (seq, subject, field)) STRICT, WITHOUT ROWID"),
                T("CREATE TRIGGER sealed_no_update BEFORE UPDATE ON sealed BEGIN "
                  "SELECT RAISE(ABORT, 'sealed texts are never changed'); END"),
                T("CREATE TRIGGER sealed_no_delete BEFORE DELETE ON sealed BEGIN "
                  "SELECT RAISE(ABORT, 'sealed texts are never deleted'); END"),
#undef T
        };
        for (size_t i = 0; i < LEN(ddl); i++) TRY(store_exec(st, ddl[i]));
        return OK;
}

/* nonce ‖ cipher into out; encrypted in place, so out never keeps the text. */
static enum err close_text(const struct seal_at *at, struct str value, const struct seal *s,
                           struct buf *out)
{
        const unsigned char *key;
        /* Another salt, another commitment: as good as random, and one call to the system less.
         * The same nonce comes again only for the same field and value under the same salt: the
         * same cipher. */
        const unsigned char *nonce = s->commitment.b;
        _Static_assert(NONCE_BYTES <= HASH_BYTES, "a commitment is long enough");
        unsigned long long n = 0;
        struct place ad = place_of(at);
        TRY(keys_find(at->keys, at->subject, &key));
        buf_put(out, (struct str){ (const char *)nonce, NONCE_BYTES });
        buf_put(out, (struct str){ (const char *)s->salt, SALT_BYTES });
        buf_put(out, value);
        for (size_t i = 0; i < TAG_BYTES; i++) buf_putc(out, '\0');
        if (out->err != OK) return out->err;
        unsigned char *text = (unsigned char *)out->p + NONCE_BYTES;
        int rc = crypto_aead_xchacha20poly1305_ietf_encrypt(text, &n, text, SALT_BYTES + value.n,
                                                            ad.b, ad.n, NULL, nonce, key);
        ASSERT(rc == 0 && n == SALT_BYTES + value.n + TAG_BYTES);
        return OK;
}

enum err seal_put(const struct seal_at *at, struct str value, const struct seal *s)
{
        AUTO(stmt_done) struct stmt *ins = NULL;
        struct buf *out = keys_scratch(at->keys);
        if (value.n > SEAL_BYTES_MAX) return ERR_LIMIT;
        TRY(close_text(at, value, s, out));
        TRY(store_stmt(
                at->st,
                S("INSERT INTO sealed (seq, subject, field, cipher) VALUES ($1, $2, $3, $4)"),
                &ins));
        stmt_int(ins, 1, at->seq);
        stmt_int(ins, 2, at->subject);
        stmt_text_view(ins, 3, at->field);
        stmt_blob_view(ins, 4, buf_view(out));
        return stmt_run(ins);
}

enum err seal_open(const unsigned char *key, const struct seal_at *at, struct str cipher,
                   struct arena *a, struct seal_plain *ret)
{
        unsigned long long n = 0;
        if (at->field.n == 0 || at->field.n > CODE_BYTES_MAX || cipher.n < OVERHEAD)
                return ERR_CORRUPT;
        struct place ad = place_of(at);
        const unsigned char *c = (const unsigned char *)cipher.p;
        size_t plain_n = cipher.n - NONCE_BYTES - TAG_BYTES;
        char *plain = arena_get(a, plain_n, 1);
        if (crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)plain, &n, NULL,
                                                       c + NONCE_BYTES, cipher.n - NONCE_BYTES,
                                                       ad.b, ad.n, c, key) != 0)
                return ERR_CORRUPT;
        ASSERT(n == plain_n);
        ret->value = (struct str){ plain + SALT_BYTES, plain_n - SALT_BYTES };
        ret->commitment = commitment_of((struct str){ plain, SALT_BYTES }, at->field, ret->value);
        return OK;
}

enum err seal_get(const struct seal_at *at, struct arena *a, struct str *ret,
                  struct hash *ret_commitment)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        const unsigned char *key;
        struct seal_plain plain;
        TRY(store_stmt(
                at->st,
                S("SELECT cipher FROM sealed WHERE seq = $1 AND subject = $2 AND field = $3"), &s));
        stmt_int(s, 1, at->seq);
        stmt_int(s, 2, at->subject);
        stmt_text(s, 3, at->field);
        enum row r = stmt_step(s);
        if (r == ROW_ERR) return stmt_err(s);
        if (r == ROW_NONE) return ERR_NOT_FOUND;
        enum err e = keys_find(at->keys, at->subject, &key);
        if (e != OK) return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
        TRY(seal_open(key, at, col_blob(s, a, 0), a, &plain));
        *ret = plain.value;
        if (ret_commitment) *ret_commitment = plain.commitment;
        return OK;
}

enum err seal_term(struct keys *k, struct str kind, struct str text, int64_t *ret)
{
        const unsigned char *key;
        struct hash h;
        crypto_auth_hmacsha256_state st;
        _Static_assert(sizeof h.b == crypto_auth_hmacsha256_BYTES, "size");
        TRY(keys_find(k, SEAL_TERMS, &key));
        crypto_auth_hmacsha256_init(&st, key, SEAL_KEY_BYTES);
        crypto_auth_hmacsha256_update(&st, (const unsigned char *)kind.p, kind.n);
        crypto_auth_hmacsha256_update(&st, (const unsigned char *)"", 1);
        crypto_auth_hmacsha256_update(&st, (const unsigned char *)text.p, text.n);
        crypto_auth_hmacsha256_final(&st, h.b);
        sodium_memzero(&st, sizeof st);
        uint64_t v = 0;
        for (size_t i = 0; i < 8; i++) v = v << 8 | h.b[i];
        *ret = (int64_t)(v >> 1) + INT64_MIN;
        return OK;
}

#include "web/files.h"

#include <sodium.h>

#include "base/num.h"
#include "exchange/upload.h"
#include "web/slow.h"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define TOKEN_MAX   4096

/* ---- tokens ---------------------------------------------------------------------------------- */

/* A key of its own out of the site's secret. */
static struct hash key_of(const struct web *w)
{
        struct hash h;
        crypto_auth_hmacsha256_state st;
        const struct str what = S("file token");
        _Static_assert(sizeof h.b == crypto_auth_hmacsha256_BYTES, "size");
        crypto_auth_hmacsha256_init(&st, w->site->secret, sizeof w->site->secret);
        crypto_auth_hmacsha256_update(&st, (const unsigned char *)what.p, what.n);
        crypto_auth_hmacsha256_final(&st, h.b);
        return h;
}

/* Whose it is and what for: bound in, so that a token of another does not open. */
static struct str bound(const struct web *w, const struct ledger *l)
{
        return str_printf(w->a, "%.*s %.*s", SP(l->name), SP(web_scope(w)));
}

struct str web_file_token(const struct web *w, const struct ledger *l, const struct attachment *x)
{
        AUTO(buf_free) struct buf plain = { .limit = TOKEN_MAX };
        struct hash key = key_of(w);
        struct str ad = bound(w, l);
        unsigned long long n = 0;
        buf_int(&plain, w->now.ms);
        buf_putc(&plain, ' ');
        attachments_format(x, 1, &plain);
        ASSERT(plain.err == OK); /* names have their limit */
        unsigned char *raw = arena_get(w->a, NONCE_BYTES + plain.n + TAG_BYTES, 1);
        w->site->sys.random(w->site->sys.ctx, raw, NONCE_BYTES);
        (void)crypto_aead_xchacha20poly1305_ietf_encrypt(
                raw + NONCE_BYTES, &n, (const unsigned char *)plain.p, plain.n,
                (const unsigned char *)ad.p, ad.n, NULL, raw, key.b);
        size_t raw_n = NONCE_BYTES + (size_t)n;
        size_t text_n = sodium_base64_encoded_len(raw_n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        char *text = arena_get(w->a, text_n, 1);
        (void)sodium_bin2base64(text, text_n, raw, raw_n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        return str_c(text);
}

static bool unseal(const struct web *w, const struct ledger *l, struct str token,
                   struct str *ret_plain)
{
        struct hash key = key_of(w);
        struct str ad = bound(w, l);
        size_t raw_n = 0;
        unsigned long long n = 0;
        if (token.n > (size_t)2 * TOKEN_MAX) return false;
        unsigned char *raw = arena_get(w->a, token.n + 1, 1);
        unsigned char *plain = arena_get(w->a, token.n + 1, 1);
        if (sodium_base642bin(raw, token.n, token.p, token.n, NULL, &raw_n, NULL,
                              sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
            raw_n < NONCE_BYTES + TAG_BYTES)
                return false;
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(
                    plain, &n, NULL, raw + NONCE_BYTES, raw_n - NONCE_BYTES,
                    (const unsigned char *)ad.p, ad.n, raw, key.b) != 0)
                return false;
        *ret_plain = (struct str){ (const char *)plain, (size_t)n };
        return true;
}

enum err web_file_open(struct web *w, const struct ledger *l, const struct field *f,
                       struct str token, struct attachment *ret)
{
        struct str plain, at, text;
        struct attachment *v;
        int64_t ms;
        size_t n;
        bool ours = unseal(w, l, token, &plain) && str_cut(plain, ' ', &at, &text) &&
                    num_parse_i64(at, 0, INT64_MAX, &ms) == OK &&
                    attachments_parse(w->a, text, &v, &n) == OK && n == 1;
        if (!ours)
                return FAULT(&w->f, ERR_INPUT, "file.token", f->name,
                             "附件凭据无效：须由本人在同一台账上传取得",
                             "this is no token of a file that you uploaded for this ledger");
        if (w->now.ms - ms > FILE_WAIT_MS)
                return FAULT(&w->f, ERR_INPUT, "file.expired", f->name,
                             "附件“%.*s”上传已超过一小时，请重新上传",
                             "the file '%.*s' was uploaded over an hour ago: send it again",
                             SP(v[0].name));
        *ret = v[0];
        return OK;
}

enum err web_file_tokens(struct web *w, const struct ledger *l, const struct field *f,
                         struct str tokens, struct input_file *ret)
{
        struct attachment *v = ARENA_NEW(w->a, struct attachment, FILES_OF_FIELD_MAX + 1);
        size_t n = 0;
        while (tokens.n) {
                size_t k = 0;
                while (k < tokens.n && !memchr(" ,\t\r\n", tokens.p[k], 5)) k++;
                struct str one = str_sub(tokens, 0, k);
                tokens = str_from(tokens, k + 1);
                if (one.n == 0) continue;
                if (n > FILES_OF_FIELD_MAX) break; /* input_files says how many it takes */
                TRY(web_file_open(w, l, f, one, &v[n]));
                n++;
        }
        *ret = (struct input_file){ f->name, v, n };
        return OK;
}

/* Who is not signed in fills the disk as slowly as people do. */
static enum err slow_down(struct web *w, struct str where, size_t bytes)
{
        if (w->who.account >= 0) return OK;
        int64_t ms = slows_upload(w->site->slows, w->q->peer, (int64_t)bytes, w->now);
        if (ms <= 0) return OK;
        web_retry(w, 429, (ms + 999) / 1000);
        return FAULT(&w->f, ERR_BUSY, "file.slow", where,
                     "同一地址一小时内上传的附件过多，请稍后再传",
                     "too many files were sent from this address within the hour: try again later");
}

enum err web_file_take(struct web *w, const struct field *field, struct str name, struct str bytes,
                       struct attachment *ret)
{
        const struct upload x = { .data = w->site->data,
                                  .a = w->a,
                                  .sys = &w->site->sys,
                                  .f = &w->f,
                                  .where = field ? field->name : S("file"),
                                  .field = field };
        TRY(slow_down(w, x.where, bytes.n));
        return upload_take(&x, name, bytes, ret);
}

/* ---- going out ------------------------------------------------------------------------------- */

/* Plain letters for old clients, all of it in UTF-8 for the others (RFC 8187). */
static struct str disposition(struct web *w, const char *how, struct str name)
{
        char *plain = ARENA_NEW(w->a, char, name.n + 1);
        size_t n = 0;
        for (size_t i = 0; i < name.n; i++) {
                char c = name.p[i];
                bool ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                          (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
                if ((c & 0xc0) == 0x80) continue; /* one _ for each letter, not for each byte */
                plain[n++] = '_';
                if (ok) plain[n - 1] = c;
        }
        return str_printf(w->a, "%s; filename=\"%.*s\"; filename*=UTF-8''%.*s", how, (int)n, plain,
                          SP(web_encode(w->a, name, STR_NONE)));
}

static enum err failed(struct web *w, enum err e, struct str name)
{
        if (e == ERR_NOT_FOUND || e == ERR_CORRUPT)
                return FAULT(&w->f, ERR_CORRUPT, "file.damaged", STR_NONE,
                             "附件“%.*s”已损坏或不在了，请告知系统管理员",
                             "the file '%.*s' is damaged or gone: tell the system administrator",
                             SP(name));
        return FAULT(&w->f, e, "file.read", STR_NONE, "附件读不出来", "the file cannot be read");
}

enum err web_file_answer(struct web *w, const struct ledger *l, int64_t record, bool requester,
                         struct str file)
{
        struct view v = { .st = w->ask.st, .city = w->ask.in->city };
        struct record_file f;
        struct rec r;
        int fd = -1;
        TRY(ask_failed(&w->ask, rec_load(&v, w->a, l, record, &r)));
        TRY(files_find(&w->ask, l, &r, requester, file, &f));
        enum err e = files_open(w->site->data, &f.x, &fd);
        if (e != OK) return failed(w, e, f.shown);
        bool show = web_has_query(w, S("show")) && upload_shows(f.x.type);
        w->ans.status = 200;
        w->ans.type = f.x.type;
        w->ans.fd = fd;
        w->ans.fd_bytes = f.x.bytes;
        web_put_header(w->a, &w->ans, S("Content-Disposition"),
                       disposition(w, show ? "inline" : "attachment", f.x.name));
        web_put_header(w->a, &w->ans, S("Content-Security-Policy"),
                       S("default-src 'none'; sandbox; frame-ancestors 'none'"));
        web_put_header(w->a, &w->ans, S("Cross-Origin-Resource-Policy"), S("same-origin"));
        return OK;
}

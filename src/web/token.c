#include "web/token.h"

#include <sodium.h>

#define DAY_MS INT64_C(86400000)

/* "S" + the session's id, or "V" + the visitor's cookie; false: neither. */
static bool whose(const struct web *w, struct str visitor, struct str *ret_kind, struct str *ret)
{
        bool session = w->who.account_id != 0 || w->who.duty != 0;
        *ret_kind = session ? S("S") : S("V");
        *ret = session ? (struct str){ (const char *)w->who.id.b, HASH_BYTES } : visitor;
        return session || (visitor.n == 64);
}

static struct hash make(const struct web *w, struct str kind, struct str who, int64_t day)
{
        struct hash h;
        char number[24];
        int n = snprintf(number, sizeof number, "%" PRId64, day);
        crypto_auth_hmacsha256_state st;
        _Static_assert(sizeof h.b == crypto_auth_hmacsha256_BYTES, "size");
        crypto_auth_hmacsha256_init(&st, w->site->secret, sizeof w->site->secret);
        const struct str piece[] = { S("form"), kind, who, { number, (size_t)n } };
        for (size_t i = 0; i < LEN(piece); i++)
                crypto_auth_hmacsha256_update(&st, (const unsigned char *)piece[i].p, piece[i].n);
        crypto_auth_hmacsha256_final(&st, h.b);
        return h;
}

/* A cookie just set in this answer serves its further forms too. */
static struct str visitor_cookie(struct web *w)
{
        struct str v = web_cookie(w->q, S("zv"));
        char hex[65];
        struct hash random;
        if (v.n == 64) return v;
        if (w->visitor.n) return w->visitor;
        w->site->sys.random(w->site->sys.ctx, random.b, sizeof random.b);
        w->visitor = str_dup(w->a, hash_hex(&random, hex));
        struct web_set_cookie c = { .name = S("zv"), .value = w->visitor, .max_age_s = -1 };
        web_put_cookie(w, &c);
        return w->visitor;
}

struct str web_form_token(struct web *w)
{
        struct str kind, who, visitor = STR_NONE;
        char hex[65];
        if (!whose(w, visitor, &kind, &who)) {
                visitor = visitor_cookie(w);
                bool is = whose(w, visitor, &kind, &who);
                ASSERT(is);
        }
        struct hash h = make(w, kind, who, w->now.ms / DAY_MS);
        return str_dup(w->a, hash_hex(&h, hex));
}

bool web_form_token_good(const struct web *w)
{
        struct str kind, who;
        struct hash given;
        bool good = false;
        if (!whose(w, web_cookie(w->q, S("zv")), &kind, &who)) return false;
        if (hash_parse(web_form(w, S(FORM_TOKEN)), &given) != OK) return false;
        for (int64_t back = 0; back <= 1; back++) {
                struct hash want = make(w, kind, who, w->now.ms / DAY_MS - back);
                good |= sodium_memcmp(want.b, given.b, sizeof want.b) == 0;
        }
        return good;
}

#include "ask/token.h"

#include "base/limits.h"
#include "base/num.h"

static struct str hex_of(struct arena *a, struct str s)
{
        static const char digit[] = "0123456789abcdef";
        char *out = ARENA_NEW(a, char, 2 * s.n);
        for (size_t i = 0; i < s.n; i++) {
                out[2 * i] = digit[(unsigned char)s.p[i] >> 4];
                out[2 * i + 1] = digit[(unsigned char)s.p[i] & 15];
        }
        return (struct str){ out, 2 * s.n };
}

struct str token_format(struct arena *a, const struct token *t)
{
        switch (t->kind) {
        case TOKEN_ID: return str_printf(a, "%" PRId64, t->id);
        case TOKEN_NONE: return str_printf(a, "%" PRId64 ".n", t->id);
        case TOKEN_INT: return str_printf(a, "%" PRId64 ".i%" PRId64, t->id, t->i);
        case TOKEN_TEXT: return str_printf(a, "%" PRId64 ".t%.*s", t->id, SP(hex_of(a, t->text)));
        }
        BUG("token");
}

static enum err text_parse(struct arena *a, struct str hex, struct token *t)
{
        if (hex.n % 2 || hex.n / 2 > TEXT_BYTES_MAX) return ERR_INPUT;
        char *out = ARENA_NEW(a, char, hex.n / 2);
        TRY(num_parse_hex(hex, out, hex.n / 2));
        t->text = (struct str){ out, hex.n / 2 };
        return OK;
}

enum err token_parse(struct arena *a, struct str s, struct token *ret)
{
        struct token t = { .kind = TOKEN_ID };
        struct str id = s, rest = STR_NONE;
        if (str_cut(s, '.', &id, &rest)) {
                if (str_eq(rest, S("n"))) t.kind = TOKEN_NONE;
                else if (str_starts(rest, S("i"))) t.kind = TOKEN_INT;
                else if (str_starts(rest, S("t"))) t.kind = TOKEN_TEXT;
                else return ERR_INPUT;
                rest = str_from(rest, 1);
        }
        if (num_parse_i64(id, 1, INT64_MAX, &t.id) != OK) return ERR_INPUT;
        if (t.kind == TOKEN_INT && num_parse_i64(rest, INT64_MIN, INT64_MAX, &t.i) != OK)
                return ERR_INPUT;
        if (t.kind == TOKEN_TEXT) TRY(text_parse(a, rest, &t));
        if (!str_eq(token_format(a, &t), s)) return ERR_INPUT;
        *ret = t;
        return OK;
}

#include "web/request.h"

#include <string.h>
#include <unistd.h>

#include "base/utf8.h"

struct str web_method_name(enum web_method m)
{
        static const struct str name[] = {
                [WEB_GET] = SI("GET"),
                [WEB_HEAD] = SI("HEAD"),
                [WEB_POST] = SI("POST"),
                [WEB_DELETE] = SI("DELETE"),
        };
        _Static_assert(LEN(name) == WEB_METHOD_COUNT, "one name a method");
        ASSERT(m < WEB_METHOD_COUNT);
        return name[m];
}

struct str web_header(const struct web_request *q, struct str name)
{
        for (size_t i = 0; i < q->header_n; i++)
                if (str_eq(q->header[i].name, name)) return q->header[i].value;
        return STR_NONE;
}

static int hex_digit(char c)
{
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
}

/* One name or value of a form: "+" is a blank. */
static enum err form_decode(struct arena *a, struct str s, struct str *ret)
{
        char *out = arena_get(a, s.n, 1);
        size_t n = 0;
        for (size_t i = 0; i < s.n; i++) {
                char c = s.p[i];
                if (c == '%') {
                        if (s.n - i < 3) return ERR_INPUT;
                        int hi = hex_digit(s.p[i + 1]), lo = hex_digit(s.p[i + 2]);
                        if (hi < 0 || lo < 0) return ERR_INPUT;
                        c = (char)(unsigned char)(hi * 16 + lo);
                        i += 2;
                } else if (c == '+') {
                        c = ' ';
                }
                out[n++] = c;
        }
        struct str decoded = { out, n };
        if (!utf8_ok(decoded)) return ERR_INPUT;
        *ret = decoded;
        return OK;
}

enum err web_pairs(struct arena *a, struct str encoded, struct web_pair **ret, size_t *ret_n)
{
        struct web_pair *v = NULL;
        size_t n = 0, cap = 0;
        for (struct str piece; str_split(&encoded, '&', &piece);) {
                struct str name = piece, value = STR_NONE;
                if (piece.n == 0) continue;
                if (n == WEB_PAIRS_MAX) return ERR_LIMIT;
                (void)str_cut(piece, '=', &name, &value);
                struct web_pair *x = ARENA_PUSH(a, v, n, cap);
                TRY(form_decode(a, name, &x->name));
                TRY(form_decode(a, value, &x->value));
        }
        *ret = v;
        *ret_n = n;
        return OK;
}

static struct str unquoted(struct str s)
{
        if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"') return str_sub(s, 1, s.n - 2);
        return s;
}

struct str web_cookie(const struct web_request *q, struct str name)
{
        for (size_t i = 0; i < q->header_n; i++) {
                struct str rest = q->header[i].value, piece, key, value;
                if (!str_eq(q->header[i].name, S("cookie"))) continue;
                while (str_split(&rest, ';', &piece))
                        if (str_cut(piece, '=', &key, &value) && str_eq(str_trim(key), name))
                                return unquoted(str_trim(value));
        }
        return STR_NONE;
}

static bool unreserved(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.' || c == '_' || c == '~';
}

struct str web_encode(struct arena *a, struct str s, struct str keep)
{
        static const char digit[] = "0123456789ABCDEF";
        ASSERT(s.n < SIZE_MAX / 3);
        char *out = arena_get(a, s.n * 3, 1);
        size_t n = 0;
        for (size_t i = 0; i < s.n; i++) {
                char c = s.p[i];
                if (unreserved(c) || (keep.n && memchr(keep.p, c, keep.n))) {
                        out[n++] = c;
                        continue;
                }
                out[n++] = '%';
                out[n++] = digit[(unsigned char)c >> 4];
                out[n++] = digit[(unsigned char)c & 15];
        }
        return (struct str){ out, n };
}

void web_answer_init(struct web_answer *x)
{
        *x = (struct web_answer){ .body.limit = WEB_ANSWER_BYTES_MAX, .fd = -1 };
}

void web_answer_done(struct web_answer *x)
{
        buf_free(&x->body);
        if (x->fd >= 0) (void)close(x->fd);
        web_answer_init(x);
}

void web_put_header(struct arena *a, struct web_answer *x, struct str name, struct str value)
{
        struct web_pair *h = ARENA_PUSH(a, x->header, x->header_n, x->header_cap);
        h->name = name;
        h->value = value;
}

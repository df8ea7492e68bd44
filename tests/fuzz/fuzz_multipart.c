/* A multipart body is refused, or its parts are pieces of it, names and values are text, and the
 * same parts written again as a form are read as the same. The first line is the boundary. */
#include "fuzz.h"
#include "web/multipart.h"

#include "base/utf8.h"

static bool within(struct str piece, struct str whole)
{
        return piece.n == 0 || (piece.p >= whole.p && piece.p + piece.n <= whole.p + whole.n);
}

static void put_again(struct buf *b, const struct web_part *p, struct str line)
{
        buf_put(b, line);
        buf_put(b, S("\r\nContent-Disposition: form-data; name=\""));
        for (size_t i = 0; i < p->name.n; i++) {
                char c = p->name.p[i];
                if (c == '"' || c == '\\') buf_putc(b, '\\');
                if (c == '\r') buf_put(b, S("%0D"));
                else if (c == '\n') buf_put(b, S("%0A"));
                else buf_putc(b, c);
        }
        buf_put(b, p->is_file ? S("\"; filename=\"f\"\r\n\r\n") : S("\"\r\n\r\n"));
        buf_put(b, p->body);
        buf_put(b, S("\r\n"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = size * 16 + 4096 };
        struct str s = { (const char *)data, size }, boundary, body;
        struct web_part *v = NULL, *again;
        size_t n = 4711, n_again;
        if (!str_cut(s, '\n', &boundary, &body)) return 0;
        struct str type = str_printf(&a, "multipart/form-data; boundary=\"%.*s\"", SP(boundary));
        enum err e = multipart_parse(&a, type, body, &v, &n);
        if (e != OK) {
                ASSERT((e == ERR_INPUT || e == ERR_LIMIT) && n == 4711 && !v);
                return 0;
        }
        ASSERT(n <= WEB_PAIRS_MAX);
        bool plain = true; /* %22 in a name cannot be told from a quote */
        for (size_t i = 0; i < n; i++) {
                ASSERT(within(v[i].body, body) && utf8_ok(v[i].name) && v[i].name.n);
                ASSERT(v[i].is_file || utf8_ok(v[i].body));
                plain = plain && !memchr(v[i].name.p, '%', v[i].name.n) &&
                        !memchr(v[i].name.p, '\t', v[i].name.n);
        }
        if (!plain) return 0;
        struct str line = str_join(&a, S("--"), boundary);
        struct str same = str_printf(&a, "multipart/form-data; boundary=\"%.*s\"", SP(boundary));
        size_t at;
        if (str_find(boundary, S("\""), &at) || str_find(boundary, S("\\"), &at)) return 0;
        for (size_t i = 0; i < n; i++) put_again(&b, &v[i], line);
        buf_put(&b, line);
        buf_put(&b, S("--\r\n"));
        ASSERT(b.err == OK);
        ASSERT(multipart_parse(&a, same, buf_view(&b), &again, &n_again) == OK && n == n_again);
        for (size_t i = 0; i < n; i++) {
                ASSERT(str_eq(v[i].name, again[i].name) && str_eq(v[i].body, again[i].body));
                ASSERT(v[i].is_file == again[i].is_file);
        }
        return 0;
}

/* A path is refused, or has no piece that is empty, "." or ".."; encoded again it is decoded to
 * itself. */
#include "fuzz.h"
#include "serve/parse.h"

#include "base/utf8.h"

static bool decode(struct arena *a, struct str s, struct str *ret)
{
        char *p = arena_get(a, s.n + 1, 1);
        size_t n = 4711;
        if (s.n) memcpy(p, s.p, s.n);
        p[s.n] = '!'; /* nobody writes behind the end */
        bool ok = path_decode(p, s.n, &n);
        ASSERT(p[s.n] == '!' && (ok ? n <= s.n : n == 4711));
        *ret = (struct str){ p, n };
        return ok;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str s = { (const char *)data, size }, path, again, rest, piece;
        if (!decode(&a, s, &path)) return 0;
        ASSERT(path.n > 0 && path.p[0] == '/' && utf8_ok(path) && !memchr(path.p, '\\', path.n));
        for (rest = str_from(path, 1); rest.n;) {
                if (!str_cut(rest, '/', &piece, &rest)) piece = rest, rest = STR_NONE;
                ASSERT(piece.n > 0 && !str_eq(piece, S(".")) && !str_eq(piece, S("..")));
        }
        ASSERT(decode(&a, web_encode(&a, path, S("/")), &again) && str_eq(path, again));
        return 0;
}

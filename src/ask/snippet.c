#include "ask/snippet.h"

#define BEFORE 16 /* characters */
#define WHOLE  60

static bool inside_character(struct str s, size_t at)
{
        return at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80;
}

struct str snippet_around(struct arena *a, struct str masked, const struct phrase *p)
{
        size_t from = 0, to = 0, end, n = 0;
        if (!phrase_find(p, a, masked, &from, &to)) from = to = 0;
        for (int i = 0; i < BEFORE && from > 0; i++) do
                        from--;
                while (from > 0 && inside_character(masked, from));
        for (end = from; end < masked.n && (n < WHOLE || end < to); n++) do
                        end++;
                while (inside_character(masked, end));
        struct str s = str_printf(a, "%s%.*s%s", from ? "…" : "",
                                  SP(str_sub(masked, from, end - from)), end < masked.n ? "…" : "");
        char *line = ARENA_NEW(a, char, s.n);
        for (size_t i = 0; i < s.n; i++) {
                line[i] = s.p[i];
                if (s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\t') line[i] = ' ';
        }
        return (struct str){ line, s.n };
}

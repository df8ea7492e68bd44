/* Whatever the text, in a hole it is neither markup nor the end of an attribute; it reads back as it
 * was; nothing else of the page changes. */
#include "base/limits.h"
#include "fuzz.h"
#include "pages/html.h"

static const struct {
        struct str entity;
        char c;
} entities[] = { { SI("&amp;"), '&' },
                 { SI("&lt;"), '<' },
                 { SI("&gt;"), '>' },
                 { SI("&quot;"), '"' },
                 { SI("&#39;"), '\'' } };

static struct str unescape(struct arena *a, struct str s)
{
        char *out = ARENA_NEW(a, char, s.n + 1);
        size_t n = 0;
        while (s.n) {
                size_t i = 0;
                while (i < LEN(entities) && !str_starts(s, entities[i].entity)) i++;
                ASSERT(i < LEN(entities) || s.p[0] != '&'); /* no bare ampersand */
                out[n++] = i < LEN(entities) ? entities[i].c : s.p[0];
                s = str_from(s, i < LEN(entities) ? entities[i].entity.n : 1);
        }
        return (struct str){ out, n };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        if (size > TEXT_BYTES_MAX) return 0;
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = 1u << 20 };
        struct html h = { &b, &a, LANG_EN };
        struct str text = { (const char *)data, size }, rest = S("<p title=\""), out;
        HTML(&h, "<p title=\"{}\">{}</p>{}", T(text), F(html_lines(&h, text)), I(-7));
        ASSERT(b.err == OK && str_starts(buf_view(&b), rest));
        out = str_from(buf_view(&b), rest.n);
        size_t n = 0;
        while (n < out.n && out.p[n] != '"') n++;
        out = str_sub(out, 0, n);
        for (size_t i = 0; i < out.n; i++) ASSERT(out.p[i] != '<' && out.p[i] != '>');
        ASSERT(str_eq(unescape(&a, out), text));
        ASSERT(str_ends(buf_view(&b), S("</p>-7")));
        return 0;
}

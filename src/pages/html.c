#include "pages/html.h"

/* The five characters that can end a text or a quoted attribute, or begin something else there. */
static struct str entity(char c)
{
        switch (c) {
        case '&': return S("&amp;");
        case '<': return S("&lt;");
        case '>': return S("&gt;");
        case '"': return S("&quot;");
        case '\'': return S("&#39;");
        default: return STR_NONE;
        }
}

static void put_text(struct buf *b, struct str s)
{
        size_t from = 0;
        for (size_t i = 0; i < s.n; i++) {
                struct str e = entity(s.p[i]);
                if (e.n == 0) continue;
                buf_put(b, str_sub(s, from, i - from));
                buf_put(b, e);
                from = i + 1;
        }
        buf_put(b, str_from(s, from));
}

/* "//host" and "/\host" are other sites to a browser. */
static bool is_local(struct str s)
{
        return s.n > 0 && s.p[0] == '/' && (s.n == 1 || (s.p[1] != '/' && s.p[1] != '\\'));
}

static void put_hole(struct html *h, const struct hole *v)
{
        switch (v->kind) {
        case HOLE_TEXT: put_text(h->b, v->s); return;
        case HOLE_INT: buf_int(h->b, v->i); return;
        case HOLE_URL:
                if (!is_local(v->s)) BUG("a link that is not local");
                put_text(h->b, v->s);
                return;
        case HOLE_FRAG: buf_put(h->b, v->s); return;
        case HOLE_MSG: put_text(h->b, tr(h->lang, v->s)); return;
        }
        BUG("kind of hole");
}

void html_put(struct html *h, struct str lit, const struct hole *v, size_t n)
{
        size_t used = 0, at;
        while (str_find(lit, S("{}"), &at)) {
                if (used == n) BUG("more holes than values");
                buf_put(h->b, str_sub(lit, 0, at));
                put_hole(h, &v[used++]);
                lit = str_from(lit, at + 2);
        }
        buf_put(h->b, lit);
        if (used != n) BUG("more values than holes");
}

struct frag html_cut(struct html *h, size_t from)
{
        ASSERT(from <= h->b->n);
        struct frag f = { STR_NONE };
        if (from < h->b->n) f.html = str_dup(h->a, str_from(buf_view(h->b), from));
        h->b->n = from;
        return f;
}

struct frag html_lines(struct html *h, struct str text)
{
        size_t from = h->b->n;
        struct str line, rest = text;
        bool first = true;
        while (str_split(&rest, '\n', &line)) {
                if (!first) buf_put(h->b, S("<br>"));
                first = false;
                if (str_ends(line, S("\r"))) line.n--;
                put_text(h->b, line);
        }
        return html_cut(h, from);
}

struct frag html_markdown(struct str rendered)
{
        return (struct frag){ rendered };
}

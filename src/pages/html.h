/* html.h: HTML out, escaped by construction: no function takes markup as text (style 3.8).
 *
 * HTML(h, "<td>{}</td>", T(text)) takes a literal with {} holes and typed values; every value is
 * escaped for text and for double-quoted attributes alike. There is no raw value: markup made
 * elsewhere is a struct frag, which only these functions produce. Attributes are always
 * double-quoted in the literal. The number of holes is asserted. No inline script, no style=
 * (the CSP forbids both). */
#ifndef ZT_PAGES_HTML_H
#define ZT_PAGES_HTML_H

#include "base/arena.h"
#include "base/buf.h"

struct html {
        struct buf *b;
        struct arena *a;
        enum lang lang;
};
struct frag {
        struct str html;
};

enum hole_kind { HOLE_TEXT, HOLE_INT, HOLE_URL, HOLE_FRAG, HOLE_MSG };
struct hole {
        enum hole_kind kind;
        struct str s;
        int64_t i;
};
#define T(x)   ((struct hole){ HOLE_TEXT, (x), 0 })       /* text */
#define I(x)   ((struct hole){ HOLE_INT, STR_NONE, (x) }) /* whole number */
#define U(x)   ((struct hole){ HOLE_URL, (x), 0 })        /* a local path: begins with one "/" */
#define F(x)   ((struct hole){ HOLE_FRAG, (x).html, 0 })  /* a fragment */
#define L(lit) ((struct hole){ HOLE_MSG, S(lit), 0 })     /* a sentence of po/, translated */

#define HTML(h, lit, ...)                                                                          \
        html_put((h), S(lit), (const struct hole[]){ __VA_ARGS__ },                                \
                 sizeof((const struct hole[]){ __VA_ARGS__ }) / sizeof(struct hole))
#define TAG(h, lit) html_put((h), S(lit), NULL, 0) /* no holes */
void html_put(struct html *h, struct str lit, const struct hole *v, size_t n);
/* What was put since `from` (a position of h->b) as a fragment; taken out of the buffer. */
struct frag html_cut(struct html *h, size_t from);
/* Text with line ends as <br>; an HTML fragment that markdown.h rendered (escaped there). */
struct frag html_lines(struct html *h, struct str text);
struct frag html_markdown(struct str rendered);

/* po.h: sentences by their English text; zh from po/zh.po. Every language's table is const, made at
 * build time by tools/po; a missing sentence is a mistake of the build. */
struct str tr(enum lang lang, struct str english);
#define TR(w, lit) tr((w)->lang, S(lit))
/* A sentence in a static table, for tr(lang, …) later. */
#define PO(lit) SI(lit)

#endif

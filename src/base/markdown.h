/* markdown.h: Markdown (CommonMark with tables, libcmark-gfm) with {{holes}}, as HTML, Markdown or
 * text. A hole that is a paragraph of its own may be filled with a table, or with a picture.
 *
 * In HTML a table stands in a frame of its own, which scrolls where the page is narrower.
 *
 * What fills a hole becomes a node of the parsed tree, never Markdown source: it cannot make
 * markup. A hole is {{name}} in running text; in code, addresses and raw HTML (which is left out of
 * HTML) nothing is filled. Safe for several threads. */
#ifndef ZT_BASE_MARKDOWN_H
#define ZT_BASE_MARKDOWN_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum markdown_format { MARKDOWN_TEXT, MARKDOWN_SOURCE, MARKDOWN_HTML };

struct markdown_cell {
        struct str text;
        struct str url, title; /* a link with a title; empty url: plain text */
        int note;              /* number of the note that says more; 0: none */
};
struct markdown_table {
        const struct markdown_cell *cell; /* by row; the first is the heading */
        size_t columns, rows, left; /* the first `left` columns stand left, the others right */
};
struct markdown_notes { /* at the end, numbered; may grow while holes are filled */
        struct str title, *v;
        size_t n;
};
struct markdown_fill { /* one of them */
        struct markdown_cell cell;
        const struct markdown_table *table;
        struct str svg; /* made by us, and only for MARKDOWN_HTML */
};
/* Looks up a hole by its name (trimmed). Not OK: rendering ends with that error. A
 * table or picture within a sentence: ERR_INPUT. */
typedef enum err (*markdown_hole)(void *ctx, struct str name, struct markdown_fill *ret);

struct markdown_in {
        struct str text;
        enum markdown_format format;
        markdown_hole hole; /* NULL: holes stay as they are */
        void *ctx;
        const struct markdown_notes *notes; /* not of MARKDOWN_TEXT; NULL: none, and no marks */
};
/* Text within HTML, also in a quoted attribute. */
void markdown_escape(struct buf *b, struct str s);
MUST_USE enum err markdown_render(struct arena *a, const struct markdown_in *in, struct str *ret);

#endif

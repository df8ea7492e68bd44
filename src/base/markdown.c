#include "base/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <pthread.h>

void markdown_escape(struct buf *b, struct str s)
{
        for (size_t i = 0; i < s.n; i++) switch (s.p[i]) {
                case '<': buf_put(b, S("&lt;")); break;
                case '>': buf_put(b, S("&gt;")); break;
                case '&': buf_put(b, S("&amp;")); break;
                case '"': buf_put(b, S("&quot;")); break;
                default: buf_putc(b, s.p[i]);
                }
}

/* Exported by the library, without a header of it that says so. */
extern cmark_node_type CMARK_NODE_TABLE, CMARK_NODE_TABLE_ROW, CMARK_NODE_TABLE_CELL;

static pthread_once_t registered = PTHREAD_ONCE_INIT;

/* The library hands out texts of its own allocator. */
static struct str taken(struct arena *a, char *text)
{
        void (*release)(void *) = cmark_get_default_mem_allocator()->free;
        struct str s = str_dup(a, str_c(text));
        release(text);
        return s;
}

static cmark_node *parse(cmark_parser *p, struct str text)
{
        cmark_syntax_extension *table = cmark_find_syntax_extension("table");
        if (table) cmark_parser_attach_syntax_extension(p, table);
        cmark_parser_feed(p, text.p ? text.p : "", text.n);
        return cmark_parser_finish(p);
}

static cmark_node *text_node(struct arena *a, struct str s)
{
        cmark_node *n = cmark_node_new(CMARK_NODE_TEXT);
        cmark_node_set_literal(n, str_dupz(a, s));
        return n;
}

static cmark_node *cell_node(struct arena *a, const struct markdown_cell *x)
{
        cmark_node *text = text_node(a, x->text);
        if (x->url.n == 0) return text;
        cmark_node *link = cmark_node_new(CMARK_NODE_LINK);
        cmark_node_set_url(link, str_dupz(a, x->url));
        cmark_node_set_title(link, str_dupz(a, x->title));
        cmark_node_append_child(link, text);
        return link;
}

static cmark_node *mark_node(struct arena *a, enum markdown_format f, int note)
{
        if (f != MARKDOWN_HTML) return text_node(a, str_printf(a, "[%d]", note));
        cmark_node *n = cmark_node_new(CMARK_NODE_CUSTOM_INLINE);
        cmark_node_set_on_enter(n, str_dupz(a, str_printf(a, "<sup>%d</sup>", note)));
        return n;
}

/* A table's cell takes no node of ours: there the mark is text. */
static void put_mark(struct arena *a, cmark_node *before, enum markdown_format f, int note)
{
        cmark_node *n = mark_node(a, f, note);
        if (cmark_node_insert_before(before, n)) return;
        cmark_node_free(n);
        cmark_node_insert_before(before, mark_node(a, MARKDOWN_SOURCE, note));
}

static cmark_node *row_node(struct arena *a, const struct markdown_table *t, size_t row)
{
        cmark_syntax_extension *ext = cmark_find_syntax_extension("table");
        cmark_node *n = cmark_node_new_with_ext(CMARK_NODE_TABLE_ROW, ext);
        cmark_gfm_extensions_set_table_row_is_header(n, row == 0);
        for (size_t i = 0; i < t->columns; i++) {
                /* without what the parser keeps of a cell: the library would not free it */
                cmark_node *cell = cmark_node_new(CMARK_NODE_TABLE_CELL);
                cmark_node_set_syntax_extension(cell, ext);
                cmark_node_append_child(cell, cell_node(a, &t->cell[row * t->columns + i]));
                cmark_node_append_child(n, cell);
        }
        return n;
}

static cmark_node *table_node(struct arena *a, const struct markdown_table *t)
{
        cmark_syntax_extension *ext = cmark_find_syntax_extension("table");
        cmark_node *n = cmark_node_new_with_ext(CMARK_NODE_TABLE, ext);
        uint8_t *align = ARENA_NEW(a, uint8_t, t->columns);
        for (size_t i = 0; i < t->columns; i++) align[i] = i < t->left ? 'l' : 'r';
        cmark_gfm_extensions_set_table_columns(n, (uint16_t)t->columns);
        cmark_gfm_extensions_set_table_alignments(n, (uint16_t)t->columns, align); /* copied */
        for (size_t i = 0; i < t->rows; i++) cmark_node_append_child(n, row_node(a, t, i));
        return n;
}

static cmark_node *svg_node(struct arena *a, struct str svg)
{
        cmark_node *n = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
        cmark_node_set_on_enter(n, str_dupz(a, svg));
        return n;
}

/* Instead of the paragraph that holds nothing else. */
static enum err fill_block(struct arena *a, const struct markdown_fill *x, cmark_node *text,
                           bool whole)
{
        cmark_node *p = cmark_node_parent(text);
        if (!whole || cmark_node_get_type(p) != CMARK_NODE_PARAGRAPH ||
            cmark_node_first_child(p) != text || cmark_node_last_child(p) != text)
                return ERR_INPUT;
        cmark_node *block = x->table ? table_node(a, x->table) : svg_node(a, x->svg);
        cmark_node_replace(p, block);
        cmark_node_free(p);
        return OK;
}

/* The pieces of one text node before it, the rest of its text in it. */
static enum err fill_text(struct arena *a, const struct markdown_in *in, cmark_node *n)
{
        struct str all = str_dup(a, str_c(cmark_node_get_literal(n))), rest = all;
        size_t open, close;
        bool any = false;
        while (str_find(rest, S("{{"), &open) && str_find(str_from(rest, open), S("}}"), &close)) {
                struct markdown_fill x = { 0 };
                TRY(in->hole(in->ctx, str_trim(str_sub(rest, open + 2, close - 2)), &x));
                if (x.table || x.svg.n) return fill_block(a, &x, n, close + 2 == all.n);
                if (open) cmark_node_insert_before(n, text_node(a, str_sub(rest, 0, open)));
                cmark_node_insert_before(n, cell_node(a, &x.cell));
                if (x.cell.note && in->notes && in->format != MARKDOWN_TEXT)
                        put_mark(a, n, in->format, x.cell.note);
                rest = str_from(rest, open + close + 2);
                any = true;
        }
        if (any) cmark_node_set_literal(n, str_dupz(a, rest));
        return OK;
}

static enum err fill_all(struct arena *a, const struct markdown_in *in, cmark_node *root)
{
        cmark_node **text = NULL;
        size_t n = 0, cap = 0;
        cmark_consolidate_text_nodes(root);
        cmark_iter *i = cmark_iter_new(root);
        for (cmark_event_type e; (e = cmark_iter_next(i)) != CMARK_EVENT_DONE;) {
                cmark_node *x = cmark_iter_get_node(i);
                if (e == CMARK_EVENT_ENTER && cmark_node_get_type(x) == CMARK_NODE_TEXT)
                        *ARENA_PUSH(a, text, n, cap) = x;
        }
        cmark_iter_free(i);
        for (size_t k = 0; k < n; k++) TRY(fill_text(a, in, text[k]));
        return OK;
}

/* ---- around it ------------------------------------------------------------------------------- */

static cmark_node *custom(const char *enter, const char *exit)
{
        cmark_node *n = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
        cmark_node_set_on_enter(n, enter);
        cmark_node_set_on_exit(n, exit);
        return n;
}

static void frame_tables(cmark_node *root)
{
        static const char frame[] =
                "<div class=\"table-responsive\" role=\"group\" tabindex=\"0\">";
        for (cmark_node *n = cmark_node_first_child(root), *next; n; n = next) {
                next = cmark_node_next(n);
                if (cmark_node_get_type(n) != CMARK_NODE_TABLE) continue;
                cmark_node *f = custom(frame, "</div>");
                cmark_node_replace(n, f);
                cmark_node_append_child(f, n);
        }
}

static cmark_node *with_text(cmark_node *n, cmark_node *text)
{
        cmark_node_append_child(n, text);
        return n;
}

static void put_notes(struct arena *a, cmark_node *root, const struct markdown_notes *x, bool html)
{
        cmark_node *at = root, *list = cmark_node_new(CMARK_NODE_LIST);
        cmark_node *head = cmark_node_new(CMARK_NODE_HEADING);
        if (html) {
                at = custom("<section class=\"zt-notes\">", "</section>");
                cmark_node_append_child(root, at);
        } else {
                cmark_node_append_child(root, cmark_node_new(CMARK_NODE_THEMATIC_BREAK));
        }
        cmark_node_set_heading_level(head, 2);
        cmark_node_append_child(at, with_text(head, text_node(a, x->title)));
        cmark_node_set_list_type(list, CMARK_ORDERED_LIST);
        cmark_node_set_list_start(list, 1);
        cmark_node_set_list_tight(list, 1);
        for (size_t i = 0; i < x->n; i++) {
                cmark_node *p = cmark_node_new(CMARK_NODE_PARAGRAPH);
                (void)with_text(p, text_node(a, x->v[i]));
                cmark_node_append_child(list, with_text(cmark_node_new(CMARK_NODE_ITEM), p));
        }
        cmark_node_append_child(at, list);
}

static struct str put(struct arena *a, cmark_node *root, enum markdown_format f,
                      cmark_llist *extensions)
{
        switch (f) {
        case MARKDOWN_TEXT: return taken(a, cmark_render_plaintext(root, CMARK_OPT_DEFAULT, 0));
        case MARKDOWN_SOURCE: return taken(a, cmark_render_commonmark(root, CMARK_OPT_DEFAULT, 0));
        case MARKDOWN_HTML: return taken(a, cmark_render_html(root, CMARK_OPT_DEFAULT, extensions));
        }
        BUG("format");
}

enum err markdown_render(struct arena *a, const struct markdown_in *in, struct str *ret)
{
        if (pthread_once(&registered, cmark_gfm_core_extensions_ensure_registered) != 0)
                BUG("once");
        cmark_parser *p = cmark_parser_new(CMARK_OPT_DEFAULT);
        cmark_node *root = parse(p, in->text);
        enum err e = in->hole ? fill_all(a, in, root) : OK;
        bool html = in->format == MARKDOWN_HTML;
        if (e == OK && html) frame_tables(root);
        if (e == OK && in->notes && in->notes->n && in->format != MARKDOWN_TEXT)
                put_notes(a, root, in->notes, html);
        if (e == OK) *ret = put(a, root, in->format, cmark_parser_get_syntax_extensions(p));
        cmark_node_free(root);
        cmark_parser_free(p);
        return e;
}

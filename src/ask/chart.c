#include "ask/chart.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/markdown.h"

#define WIDE   640
#define LABELS 170 /* left of the bars */
#define BARS   380
#define BAR    14
#define HIGH   220 /* of the lines */
#define EDGE   30

static const char *const colours[] = { "#206bc4", "#d63939", "#2fb344", "#f76707",
                                       "#ae3ec9", "#0ca678", "#4263eb", "#f59f00",
                                       "#d6336c", "#74b816", "#17a2b8", "#626976" };
_Static_assert(LEN(colours) == CHART_NAMES_MAX, "a colour for each");
/* On paper without colours. */
static const char *const dashes[] = { "none", "6 3", "2 3", "9 3 2 3" };
static const char *const shades[] = { "1", "0.55", "0.25" };

struct drawing {
        const struct chart *c;
        int64_t max;
        struct buf *b;
};

static const struct chart_point *point(const struct drawing *d, size_t at, size_t name)
{
        return &d->c->v[at * d->c->names + name];
}

static int64_t value(const struct chart_point *p)
{
        return p->is ? p->v : 0;
}

static int part(const struct drawing *d, int64_t v, int of)
{
        int64_t max = d->max;
        for (; max > INT32_MAX; max /= 2) v /= 2;
        return v <= 0 ? 0 : (int)(v * of / max);
}

static void put_label(const struct drawing *d, int x, int y, const char *anchor, struct str s)
{
        buf_printf(d->b, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-size=\"12\">", x, y,
                   anchor);
        markdown_escape(d->b, s);
        buf_put(d->b, S("</text>"));
}

static void put_box(const struct drawing *d, size_t i, int x, int y, int wide)
{
        buf_printf(d->b,
                   "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" "
                   "fill-opacity=\"%s\" stroke=\"%s\"/>",
                   x, y, wide, BAR - 2, colours[i], shades[i % LEN(shades)], colours[i]);
}

static void put_dash(const struct drawing *d, size_t i, int x, int y)
{
        buf_printf(d->b,
                   "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" "
                   "stroke-width=\"2\" stroke-dasharray=\"%s\"/>",
                   x, y, x + 24, y, colours[i], dashes[i % LEN(dashes)]);
}

/* What is what, when there are several. */
static void put_legend(const struct drawing *d, int y)
{
        for (size_t i = 0; d->c->names > 1 && i < d->c->names; i++) {
                int x = 10 + (int)(i % 4) * 155, at = y + (int)(i / 4) * 18;
                if (d->c->time) put_dash(d, i, x, at - 4);
                else put_box(d, i, x, at - 10, 20);
                put_label(d, x + 30, at, "start", d->c->name[i]);
        }
}

static int legend_height(const struct drawing *d)
{
        return d->c->names > 1 ? ((int)d->c->names + 3) / 4 * 18 + 6 : 0;
}

static void begin(const struct drawing *d, int height)
{
        buf_printf(d->b,
                   "<figure><svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%d\" "
                   "height=\"%d\" viewBox=\"0 0 %d %d\" fill=\"currentColor\" aria-label=\"",
                   WIDE, height, WIDE, height);
        for (size_t i = 0; i < d->c->names; i++) {
                if (i) buf_put(d->b, S(", "));
                markdown_escape(d->b, d->c->name[i]);
        }
        buf_put(d->b, S("\">\n"));
}

static void put_bars(const struct drawing *d)
{
        int step = (int)d->c->names * BAR + 10, top = legend_height(d);
        begin(d, (int)d->c->points * step + top + 10);
        put_legend(d, 14);
        for (size_t l = 0; l < d->c->points; l++) {
                int y = top + 5 + (int)l * step;
                put_label(d, LABELS - 6, y + step / 2, "end", d->c->label[l]);
                for (size_t i = 0; i < d->c->names; i++) {
                        int at = y + (int)i * BAR, n = part(d, value(point(d, l, i)), BARS);
                        put_box(d, i, LABELS, at, n);
                        put_label(d, LABELS + n + 5, at + BAR - 3, "start", point(d, l, i)->text);
                }
                buf_putc(d->b, '\n');
        }
}

static int across(const struct drawing *d, size_t l)
{
        size_t gaps = d->c->points > 1 ? d->c->points - 1 : 0;
        return gaps ? EDGE + (int)(l * (WIDE - 2 * EDGE) / gaps) : WIDE / 2;
}

static int height(const struct drawing *d, const struct chart_point *p, int top)
{
        return top + HIGH - part(d, value(p), HIGH - EDGE);
}

/* Where there is no value the line is broken. */
static void put_line(const struct drawing *d, size_t i, int top)
{
        bool open = false;
        for (size_t l = 0; l < d->c->points; l++) {
                const struct chart_point *p = point(d, l, i);
                if (p->is && !open)
                        buf_printf(d->b,
                                   "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" "
                                   "stroke-dasharray=\"%s\" points=\"",
                                   colours[i], dashes[i % LEN(dashes)]);
                if (p->is)
                        buf_printf(d->b, "%s%d,%d", open ? " " : "", across(d, l),
                                   height(d, p, top));
                else if (open) buf_put(d->b, S("\"/>\n"));
                open = p->is;
        }
        if (open) buf_put(d->b, S("\"/>\n"));
}

static void put_points(const struct drawing *d, size_t i, int top)
{
        put_line(d, i, top);
        for (size_t l = 0; l < d->c->points; l++) {
                const struct chart_point *p = point(d, l, i);
                int y = height(d, p, top);
                if (p->is)
                        buf_printf(d->b, "<circle cx=\"%d\" cy=\"%d\" r=\"3\" fill=\"%s\"/>",
                                   across(d, l), y, colours[i]);
                if (d->c->points <= 12) /* above its point, of every second line below it */
                        put_label(d, across(d, l), i % 2 ? y + 16 : y - 7, "middle", p->text);
        }
        buf_putc(d->b, '\n');
}

static void put_lines(const struct drawing *d)
{
        int top = legend_height(d);
        size_t n = d->c->points, each = n > 6 ? (n + 5) / 6 : 1;
        begin(d, top + HIGH + EDGE);
        put_legend(d, 14);
        buf_printf(d->b,
                   "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"currentColor\"/>\n",
                   EDGE, top + HIGH, WIDE - EDGE, top + HIGH);
        for (size_t l = 0; l < n; l += each)
                put_label(d, across(d, l), top + HIGH + 22, "middle", d->c->label[l]);
        for (size_t i = 0; i < d->c->names; i++) put_points(d, i, top);
}

struct str chart_svg(struct arena *a, const struct chart *c)
{
        AUTO(buf_free) struct buf b = { .limit = (size_t)TEXT_BYTES_MAX * 4 };
        struct drawing d = { c, 1, &b };
        for (size_t i = 0; i < c->points * c->names; i++)
                if (value(&c->v[i]) > d.max) d.max = value(&c->v[i]);
        if (c->time) put_lines(&d);
        else put_bars(&d);
        buf_put(&b, S("</svg></figure>\n"));
        return str_dup(a, buf_view(&b));
}

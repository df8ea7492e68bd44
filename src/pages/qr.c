#include "pages/qr.h"

#include <qrencode.h>

enum { QUIET = 4, DARK = 1 }; /* modules of the quiet zone; the bit of a dark module */

/* A box for each run of dark modules in a row. */
static void put_row(struct html *h, const QRcode *q, int y)
{
        const unsigned char *row = q->data + (ptrdiff_t)y * q->width;
        for (int x = 0, n; x < q->width; x += n) {
                for (n = 1; x + n < q->width && ((row[x + n] ^ row[x]) & DARK) == 0;) n++;
                if (row[x] & DARK) HTML(h, "M{} {}h{}v1h-{}z", I(x), I(y), I(n), I(n));
        }
}

void qr_put(struct html *h, struct str text, struct str label)
{
        QRcode *q = QRcode_encodeString8bit(str_dupz(h->a, text), 0, QR_ECLEVEL_M);
        if (!q) return;
        int side = q->width + 2 * QUIET;
        HTML(h,
             "<p><svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"{}\""
             " width=\"240\" height=\"240\" viewBox=\"0 0 {} {}\" shape-rendering=\"crispEdges\">"
             "<path fill=\"#fff\" d=\"M0 0h{}v{}h-{}z\"/>"
             "<path transform=\"translate({} {})\" d=\"",
             T(label), I(side), I(side), I(side), I(side), I(side), I(QUIET), I(QUIET));
        for (int y = 0; y < q->width; y++) put_row(h, q, y);
        TAG(h, "\"/></svg></p>\n");
        QRcode_free(q);
}

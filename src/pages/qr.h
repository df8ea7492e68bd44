/* qr.h: a text as a QR code, drawn into the page as SVG: no picture is fetched, nothing is stored.
 *
 * Black on white whatever the page's colours are, with the quiet zone scanners need. A text too
 * long for a code draws nothing: whoever asks for one shows the text as well. */
#ifndef ZT_PAGES_QR_H
#define ZT_PAGES_QR_H

#include "pages/html.h"

/* label: what it is, for whoever does not see it. */
void qr_put(struct html *h, struct str text, struct str label);

#endif

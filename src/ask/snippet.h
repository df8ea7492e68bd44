/* snippet.h: what is shown of a text around what was found in it. Pure. */
#ifndef ZT_ASK_SNIPPET_H
#define ZT_ASK_SNIPPET_H

#include "view/terms.h"

/* One line of some 60 characters. The text comes masked (label_text): when the words are among what
 * was masked, its beginning is shown. */
struct str snippet_around(struct arena *a, struct str masked, const struct phrase *p);

#endif

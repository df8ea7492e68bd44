/* po.h: the table of sentences that tools/po makes of po/zh.po. Only po.c looks at it; everybody
 * else calls tr (html.h). Sorted by the English text, by byte. */
#ifndef ZT_PAGES_PO_H
#define ZT_PAGES_PO_H

#include "base/str.h"

struct po_row {
        struct str en, zh;
};
extern const struct po_row po_table[];
extern const size_t po_table_n;

#endif

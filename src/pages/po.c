#include "pages/po.h"

#include "pages/html.h"

/* Without a translation the English sentence stands: a reader can do more with it than with an
 * aborted page. tools/lint refuses a source that asks for one. */
struct str tr(enum lang lang, struct str english)
{
        if (lang == LANG_EN) return english;
        size_t low = 0, high = po_table_n;
        while (low < high) {
                size_t mid = low + (high - low) / 2;
                int c = str_cmp(po_table[mid].en, english);
                if (c == 0) return po_table[mid].zh;
                if (c < 0) low = mid + 1;
                else high = mid;
        }
        return english;
}

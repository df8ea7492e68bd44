/* import.h: a clerk's file into a ledger (design 4, 10).
 *
 * Columns find their fields by the ledger's `import:` map, by a map file (`表头 = field` a
 * line), else by a field's name or label; columns nobody knows are mistakes unless the map says
 * `表头 =`. The whole file is checked first; nothing is loaded if a row is wrong, unless the
 * wrong rows are put aside (`errors`): then in = loaded + updated + unchanged + rejected. The
 * file put aside has the same columns and one more that says what is wrong, and can be imported
 * again when it is mended. A last row that says 合计 or Total is no record; its numbers must be the
 * sums of their columns (exchange/totals.h). */
#ifndef ZT_EXCHANGE_IMPORT_H
#define ZT_EXCHANGE_IMPORT_H

#include "loop/batch.h"

struct import_in {
        struct str ledger, file, raw; /* file: its name, for messages and form; raw: its bytes */
        struct str map;               /* text of a map file; empty = none */
        bool dry, aside;              /* check only; put wrong rows aside into *rejects */
        enum lang lang;
        struct buf *rejects; /* CSV with BOM; used when aside */
};
struct import_out {
        int64_t in, loaded, updated, unchanged, rejected;
        int64_t batch; /* -1: nothing was written */
        bool resumed, gb18030;
        /* Told, and done all the same; in the arena of the faults. Headers of the ledger's map that
         * the file does not have and that what enters wants: state, days, required fields. Lines of
         * rows in a state that is not open and without the end day that the map names. */
        struct str *missing;
        int64_t *no_end;
        size_t missing_n, no_end_n;
};
MUST_USE enum err import_run(struct writer *w, const struct import_in *in, struct faults *f,
                             struct import_out *ret);

#endif

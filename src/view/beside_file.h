/* beside_file.h: x_file: which record and event name an attachment's file, written in the event's
 * transaction. A file without a row here belongs to nobody and is swept after a day; the sealed
 * text alone could not tell, when the record's key is destroyed. */
#ifndef ZT_VIEW_BESIDE_FILE_H
#define ZT_VIEW_BESIDE_FILE_H

#include "store/store.h"

struct beside_file {
        struct str file;
        int64_t record, seq;
        struct str field;
};
/* ERR_CONFLICT: it has a record already. */
MUST_USE enum err beside_file_put(struct store *st, const struct beside_file *x);
/* ERR_NOT_FOUND: nobody names it. */
MUST_USE enum err beside_file_get(struct store *st, struct arena *a, struct str file,
                                  struct beside_file *ret);
/* Files by name, after `after`, at most `limit`. */
MUST_USE enum err beside_file_list(struct store *st, struct arena *a, struct str after,
                                   int64_t limit, struct beside_file **ret, size_t *ret_n);
/* The files of one record. */
MUST_USE enum err beside_file_of(struct store *st, struct arena *a, int64_t record,
                                 struct beside_file **ret, size_t *ret_n);

#endif

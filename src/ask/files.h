/* files.h: the attachments of a record, as its reader may open them.
 *
 * Whoever sees the record sees its files (I6): callers have asked the scope, or checked the
 * follow-code. Of an erased record there are none. */
#ifndef ZT_ASK_FILES_H
#define ZT_ASK_FILES_H

#include "ask/ask.h"
#include "log/files.h"

struct record_file {
        int field;
        struct str shown; /* the name as it is shown: numbers and names of persons masked */
        struct attachment x;
};
/* In the order of fields; a requester's are those he sent, and what came with the answer. */
MUST_USE enum err files_read(const struct ask *k, const struct ledger *l, const struct rec *r,
                             bool requester, struct record_file **ret, size_t *ret_n);
/* One of them by its file's name. ERR_NOT_FOUND (with a fault). */
MUST_USE enum err files_find(const struct ask *k, const struct ledger *l, const struct rec *r,
                             bool requester, struct str file, struct record_file *ret);
/* 1.2 MB */
struct str files_size(struct arena *a, int64_t bytes);
/* "name (1.2 MB), …": the sealed text of a file field as people read it, names not masked. */
struct str files_label(const struct ask *k, struct str sealed);

struct files_checked {
        int64_t files, erased;
};
/* Every file that a record names lies there and is what was put; every one that stands in a record
 * is kept from the sweep (x_file). Mistakes go to f; ERR_CORRUPT: there were some. */
MUST_USE enum err files_verify(const struct ask *k, const char *data, struct files_checked *ret);

#endif

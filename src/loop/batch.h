/* batch.h: many records at once from a file: checked before, written in slices, taken back as one
 * (design 4).
 *
 * batch_begin opens (event batch_open) or resumes the open batch of the same file; its records
 * are invisible to figures and lists until batch_end closes it (event batch_close). Rows enter
 * directly in a mapped state (step `import`): a row that has an end day enters in the state of
 * the ledger's first entering step on its day and reaches its state on the end day; a row in
 * that very state opens the duties that step opens; no verdicts are given. A row whose key is
 * known changes that record: a new state is a step `import`, other values alone are a
 * correction; the same values are left alone. */
#ifndef ZT_LOOP_BATCH_H
#define ZT_LOOP_BATCH_H

#include "loop/writer.h"

struct batch_row {
        int64_t line;
        struct str number; /* empty = given by the ledger's form */
        int state;
        struct day day, end; /* end DAY_NONE = none */
        struct change_set *set;
        size_t set_n;
};
struct batch {
        int64_t id;
        const struct ledger *l;
        struct str because; /* of corrections: the file's name */
        bool resumed;
        int64_t skip; /* rows of a ledger without key that a former run has written */
        int64_t loaded, updated, unchanged;
};

/* A row's own mistakes against the city: day in the future, end before day, day before the last. */
MUST_USE enum err batch_row_check(const struct batch_row *r, struct day today, struct str where,
                                  struct faults *f);
MUST_USE enum err batch_begin(struct writer *w, const struct ledger *l, struct str source,
                              int64_t total, struct faults *f, struct batch *ret);
/* Writes as many rows as fit into one slice (BATCH_SLICE_MS, at least one) in one commit. */
MUST_USE enum err batch_write(struct writer *w, struct batch *b, const struct batch_row *rows,
                              size_t n, struct faults *f, size_t *ret_done);
MUST_USE enum err batch_end(struct writer *w, const struct batch *b, struct faults *f);
/* Every record as if the batch had never been; refused, naming the records, when others have
 * gone on since. `account` -1: the command line's owner. */
MUST_USE enum err batch_take_back(struct writer *w, int64_t id, struct faults *f,
                                  int64_t *ret_records);
/* The record that has the row's key; ERR_NOT_FOUND. ERR_CONFLICT: a key field is not given. */
MUST_USE enum err batch_find(struct view *v, struct arena *a, const struct ledger *l,
                             const struct batch_row *r, int64_t *ret);

#endif

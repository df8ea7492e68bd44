/* batch.h: many records at once from a file: checked before, written in slices, taken back as one
 * (design 4).
 *
 * batch_begin opens (event batch_open) or resumes the open batch of the same file; its records
 * are invisible to figures and lists until batch_end closes it (event batch_close). Rows enter
 * directly in a mapped state (step `import`): a row that has an end day enters in the state of
 * the ledger's first entering step on its day and reaches its state on the end day; a row in
 * that very state opens the duties that step opens; no verdicts are given. A row whose key is
 * known changes that record: a new state is a step `import`, other values alone are a
 * correction; the same values are left alone.
 *
 * A row that names a step takes it on the record with its key or number, on the row's day: decided
 * as any other, but nobody's right is asked for, and it may lie as far back as the record's last
 * day. A file with such rows would do the same again: it is taken once (batch_once), and what was
 * written of one that is refused on the way is taken back whole. */
#ifndef ZT_LOOP_BATCH_H
#define ZT_LOOP_BATCH_H

#include "loop/writer.h"

struct batch_row {
        int64_t line;
        struct str number; /* empty = given by the ledger's form */
        int state;
        bool stays;          /* the file gives no state: a record that is known keeps its own */
        struct day day, end; /* end DAY_NONE = none */
        struct change_set *set;
        size_t set_n;
        const struct step *step; /* that the row takes, with these inputs; NULL: it is a record */
        const struct input *in;
        size_t in_n;
};
struct batch {
        int64_t id;
        const struct ledger *l;
        struct str because; /* of corrections: the file's name */
        struct str file;    /* the name alone, for messages */
        bool resumed;
        int64_t skip; /* rows of a ledger without key that a former run has written */
        int64_t loaded, updated, unchanged;
};

/* A row's own mistakes against the city: day in the future, end before day, day before the last. */
MUST_USE enum err batch_row_check(const struct batch_row *r, struct day today, struct str where,
                                  struct faults *f);
/* Steps on the record alone; what reaches over to others, asks or answers is for people. */
MUST_USE enum err batch_step_check(const struct step *s, struct str where, struct faults *f);
/* Would the step be taken now? Nothing is written. */
MUST_USE enum err batch_step_try(struct writer *w, const struct batch *b, struct arena *a,
                                 const struct batch_row *r, int64_t record, struct faults *f);
/* Refused: the same file stands already. What an import of it that was broken off has written is
 * taken back (not if dry: then that is refused too). */
MUST_USE enum err batch_once(struct writer *w, const struct ledger *l, struct str source, bool dry,
                             struct str where, struct faults *f);
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
/* The record that has the row's key; of a step also its number. ERR_NOT_FOUND. ERR_CONFLICT: a key
 * field is not given. */
MUST_USE enum err batch_find(struct view *v, struct arena *a, const struct ledger *l,
                             const struct batch_row *r, int64_t *ret);

#endif

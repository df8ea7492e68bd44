/* legal.h: invariant I8: a record's events in the order (day, seq) are a legal run of its ledger.
 *
 * Every event is held against the definitions in force when it happened (event.version):
 *   the first enters: a step without `from`, or `import` of a batch
 *   each later step's `from` holds the state before, and it leads where the step says
 *   `import`, `correct`, `erase` and `take_back` may come in any state; only `erase` follows a
 *   `take_back`
 *   days never go back, but for `correct`, which may take effect earlier
 * Reads only the log. Findings are faults (ERR_CORRUPT), `where` is "seq 17":
 *   legal.version  no such definitions     legal.ledger  not this ledger's record
 *   legal.first    not entered, or twice   legal.step    no such step
 *   legal.from     from a wrong state      legal.to      to another state than the step's
 *   legal.day      before the day before   legal.result  cannot be read with the ledger
 *   legal.turn     a step barred before, or an answer where nothing was asked
 *   legal.looked   a record looked at, or a warning, that the step does not declare */
#ifndef ZT_LOOP_LEGAL_H
#define ZT_LOOP_LEGAL_H

#include "view/inforce.h"

struct legal_in {
        struct store *st;
        struct keys *keys;
        const struct inforce *in;
};
struct legal_out {
        int64_t records, events;
};
/* OK: nothing found; ERR_CORRUPT: see f; others: it could not be done. */
MUST_USE enum err legal_check(const struct legal_in *in, struct arena *a, struct faults *f,
                              struct legal_out *ret);

#endif

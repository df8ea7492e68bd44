/* succeed.h: what stands open at offices that have ended goes on at their successors: one event a
 * record (step succeed, caused by the import of the offices): its owner, the office fields by which
 * its duties find their holder, and its open duties. Clocks go on as they are; the new holder is
 * told. What is done stays where it was done: the ended office lies below its successor
 * (city/office.h). */
#ifndef ZT_LOOP_SUCCEED_H
#define ZT_LOOP_SUCCEED_H

#include "loop/writer.h"

/* Outside of transactions; in slices, with writer_between. May be called again: it goes on with
 * what is left, and what has ended since. ret_events may be NULL. */
MUST_USE enum err succeed_all(struct writer *w, enum via via, struct faults *f,
                              int64_t *ret_events);

/* The same, once a day: an office may have ended at midnight. For whoever comes round often. */
MUST_USE enum err succeed_today(struct writer *w, struct faults *f);

/* What a new tree would hand on today. Refused ("office.open", one fault an office, with the first
 * few records): it ends an office without a successor where open duties stand. */
struct succession {
        int64_t offices, ended; /* in all; those that have a successor today */
        int64_t duties, records;
};
MUST_USE enum err succeed_check(struct writer *w, const struct offices *next, struct day today,
                                struct faults *f, struct succession *ret);

#endif

/* rules_in.h: what rules.c and rules_made.c share. */
#ifndef ZT_LOOP_RULES_IN_H
#define ZT_LOOP_RULES_IN_H

#include "loop/rules.h"

struct rules_run {
        struct writer *w;
        struct arena *a;
        struct faults *f;
        struct rules_did *did;
        int64_t start; /* boot ms */
};
bool rules_time_over(const struct rules_run *x);
struct request rules_command(struct arena *a, const struct rule_item *x);
MUST_USE enum err rules_run(struct rules_run *x, struct request *r, size_t n);
/* Of an import that is still open: the day waits for it. */
bool rules_any_busy(const struct request *r, size_t n);
/* Which day of which rule, and of which definitions. */
struct hash rules_day_name(const struct rules_run *x, const struct rule_item *item);
MUST_USE enum err rules_finish_day(struct rules_run *x, const struct rule_item *item);

/* ---- rules that make (rules_made.c) ---- */
MUST_USE enum err rules_makes(struct rules_run *x, const struct rule_item *item);
/* What could not be made is noted on the record it was to be made for. */
void rules_note_source(const struct rules_run *x, struct request *r);

#endif

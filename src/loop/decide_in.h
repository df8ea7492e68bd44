/* decide_in.h: what decide.c, rights.c and open.c share. */
#ifndef ZT_LOOP_DECIDE_IN_H
#define ZT_LOOP_DECIDE_IN_H

#include "loop/decide.h"

struct deciding {
        const struct decide_in *in;
        const struct step *s;
        struct decision *d;
        struct rec *now;          /* image with inputs and settings applied, for rules and guards */
        const struct rduty *duty; /* acted on; NULL on record steps */
        struct day today;
};

/* rights.c: finds the post that may, and the duty acted on; fills d->office. */
MUST_USE enum err decide_rights(struct deciding *x);
/* open.c: promise, duties opened and ended, group completion. */
/* Does the step take effect, or does it only end its duty because others of the group are not
 * done yet? */
bool decide_whole(const struct deciding *x);
MUST_USE enum err decide_duties(struct deciding *x);
MUST_USE enum err decide_promise(struct deciding *x);
void decide_end(struct deciding *x, const struct rduty *u, enum outcome o);

#endif

/* cross_in.h: what cross.c and makes.c share. */
#ifndef ZT_LOOP_CROSS_IN_H
#define ZT_LOOP_CROSS_IN_H

#include "loop/cross.h"

struct crossing {
        struct writer *w;
        const struct decide_in *in;
        const struct decision *d;
        const struct outcome_of *own;
};
/* A command more, caused by the one at hand. source: the record it is made for; NULL. */
MUST_USE enum err cross_follow(struct crossing *x, const struct ledger *l, struct command *c,
                               const struct rec *source);
/* What the step makes in other ledgers (makes.c). */
MUST_USE enum err cross_make(struct crossing *x, const struct step *s);

#endif

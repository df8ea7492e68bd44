/* makes.h: a record made for another: what goes into it (inside loop/).
 *
 * Values come as inputs, as text, and pass the same gate as anybody's: a sealed text is opened with
 * the key of the record it is made for, and sealed anew with that of the one made. */
#ifndef ZT_LOOP_MAKES_H
#define ZT_LOOP_MAKES_H

#include "loop/decide.h"
#include "loop/writer.h"

struct making {
        struct arena *a;
        struct faults *f;
        const struct city *city;
        const struct ledger *l; /* of rec */
        const struct makes *m;
        const struct rec *rec;  /* it is made for */
        const struct jval *row; /* of the table m->each; NULL */
        bool idle;              /* set: nothing of what it needs is there (makes_read) */
};
/* The command that enters it: step and inputs. idle: of the fields that the other ledger requires
 * the map fills some, and none has a value; then, unless `when` or `each` says, nothing is made. */
MUST_USE enum err makes_read(struct writer *w, struct making *k, struct command *ret);

/* A rule that makes: the source of the record at hand, or of the one to be made, goes to
 * in->source; refused when one like it is there. */
MUST_USE enum err makes_context(struct writer *w, struct decide_in *in);

#endif

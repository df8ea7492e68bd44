/* decide.h: may this step be taken now, by this post, with these inputs? (design 3, 4)
 *
 * Pure: declared context + command → the change of one event, or a refusal that says why (code,
 * where, sentence). No clock, no database, no globals: `now` is given, links and what the step
 * needs are looked up through `link` (declared context), ids, numbers and seals are filled in by
 * the writer afterwards. */
#ifndef ZT_LOOP_DECIDE_H
#define ZT_LOOP_DECIDE_H

#include "loop/command.h"

struct decide_in {
        struct arena *a;
        struct faults *f;
        const struct city *city;
        const struct ledger *l;
        const struct command *cmd;
        const struct rec *rec;    /* NULL when the step enters a record */
        const struct rec *parent; /* the record it is to follow; NULL */
        bool has_children;
        const struct rec *source; /* the record for which this one is made; NULL */
        /* recall only: the last event of the record, and the image before it */
        const struct event *last;
        const struct change *last_change;
        const struct rec *prior;
        struct moment now;
        const struct linker *link;
};
struct decision {
        int step;
        struct change c;
        struct day day;
        struct str office;  /* code of the post acted with */
        int64_t acting_for; /* and for whom as stand-in; 0 = itself */
        int64_t duty;       /* the duty acted on, 0 = none */
        int64_t round;
};
MUST_USE enum err decide(const struct decide_in *in, struct decision *ret);
/* The steps a post may take now on a record, and why not the others (codes as decide's refusals).
 * */
struct step_offer {
        int step;
        bool may;
        const char *code; /* why not */
        struct str why;
};
void decide_offers(const struct decide_in *in, struct step_offer **ret, size_t *ret_n);

/* Requests of the record that nobody has answered in time: what the timer does about each, in the
 * order in which they fell due. The command is: actor via VIA_TIMER, `step`, `asked`, `day`. Until
 * it has run no figure is wrong: a duty that silence extends is judged by the longer time from the
 * asking on. (Records that may have some: lookup_silent.) */
struct lapse {
        int64_t asked; /* seq of the request */
        int step;
        struct moment fell;
        struct day day; /* on which it counts: when it fell due, or the record's last */
};
struct lapses {
        struct lapse *v;
        size_t n;
};
struct lapses decide_lapses(struct arena *a, const struct city *c, const struct ledger *l,
                            const struct rec *r, struct moment now);

#endif

/* decide_in.h: what decide*.c, rights.c and open.c share. */
#ifndef ZT_LOOP_DECIDE_IN_H
#define ZT_LOOP_DECIDE_IN_H

#include "loop/decide.h"

struct deciding {
        const struct decide_in *in;
        const struct step *s;
        struct decision *d;
        struct rec *now;          /* image with inputs and settings applied, for rules and guards */
        const struct rduty *duty; /* acted on; NULL on record steps */
        const struct ract *asked; /* the request it answers; NULL */
        const struct rduty *about; /* the duty of that request; NULL */
        bool silent; /* nobody has answered in time: the timer takes the answer that silence is */
        struct day today;
        struct rec_row row; /* of when, set and warn: `now`, and the records needed */
};

/* rights.c: finds the post that may, and the duty acted on; fills d->office. */
MUST_USE enum err decide_rights(struct deciding *x);
/* For whom does not see the record there is none: asked before anything that would tell of it. */
MUST_USE enum err decide_sight(const struct deciding *x);

/* open.c: promise, duties opened and ended, group completion, duties handed down. */
/* Does the step take effect, or does it only end its duty because others of the group are not
 * done yet? Never on a duty handed down: its end goes up for review. */
bool decide_whole(const struct deciding *x);
/* Is it on a duty that was handed down, or on the review of one? */
bool decide_inner(const struct deciding *x);
MUST_USE enum err decide_duties(struct deciding *x);
MUST_USE enum err decide_promise(struct deciding *x);
/* The step's paper, and what is owed of it. */
MUST_USE enum err decide_paper(struct deciding *x);
void decide_end(struct deciding *x, const struct rduty *u, enum outcome o);
bool decide_ending(const struct deciding *x, int64_t duty);
/* A late entry counts from its day, at the same time of day. */
struct moment decide_start(const struct deciding *x);
/* The office above `code` on the day; empty at the root. */
struct str decide_above(const struct deciding *x, struct str code);

/* decide.c */
MUST_USE enum err decide_day(struct deciding *x);

/* decide_needs.c: the records that the step needs, as the row of its expressions. `now`: the record
 * with what is filled in. */
MUST_USE enum err needs_find(const struct decide_in *in, const struct step *s,
                             const struct rec *now, struct day day, struct rec_row *ret);
MUST_USE enum err decide_needs(struct deciding *x);
void decide_warns(struct deciding *x);

/* decide_rules.c: what a rule does, in place of anybody's right. */
MUST_USE enum err decide_rule_right(struct deciding *x);
MUST_USE enum err decide_rule(struct deciding *x);

/* decide_cross.c: what reaches over to other records. */
MUST_USE enum err decide_parent(struct deciding *x);
MUST_USE enum err decide_meet(struct deciding *x);

/* decide_asks.c: whose turn it is. */
/* The request that the step answers, if there is one. */
void decide_find(struct deciding *x);
/* There is something to answer, and the right to it: above means above the holder of the duty asked
 * about. Other steps: decide_rights. */
MUST_USE enum err decide_answerer(struct deciding *x);
/* Limits and bars; that the same is not asked twice. */
MUST_USE enum err decide_turn(struct deciding *x);
/* What the step asks, answers and bars, and who is told. */
MUST_USE enum err decide_asks(struct deciding *x);
void decide_tells(struct deciding *x);
/* Nothing is given to an office that the record recuses, whoever gives it: rights.c. */
MUST_USE enum err decide_recused(const struct deciding *x);

/* decide_whose.c: whose turn it is and until when, added to the refusal just said. */
void decide_whose(const struct decide_in *in);
/* Why a step is not possible now: what the ledger says, or else the condition itself. */
struct str decide_guard_said(const struct deciding *x);
/* A due time; a dash where there is none. */
struct str decide_due_said(const struct deciding *x, struct moment m);
/* Who is to answer a request: office and roles. */
struct str decide_answerer_said(const struct deciding *x, const struct ract *act);

/* decide_clocks.c: clocks extended, stopped and freed. */
MUST_USE enum err decide_clocks(struct deciding *x);
/* The due time if this step extends the duty; MOMENT_NONE if the clock is not one of its. Refused
 * as the step itself would be. */
MUST_USE enum err decide_extended(struct deciding *x, const struct step *s, const struct rduty *d,
                                  struct moment *ret);

/* A provisional due time by the calendar of today: of an open duty, or (NULL) of the promise.
 * Clocks that stand still are reckoned when they are freed. */
MUST_USE enum err decide_anew(const struct decide_in *in, const struct rduty *d, struct due *ret);

#endif

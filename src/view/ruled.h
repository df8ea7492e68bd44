/* ruled.h: what rules have done and what waits for them, from the log alone (rebuild, digests).
 *
 * rule_done: one row for each thing a rule did or was refused (record > 0), and for each day of an
 * `every` rule that is finished (record 0): rule is LEDGER.NAME, `at` what it was done about: the
 * day, or of `at` rules the duty, or the moment of a lapse. rule_wait: open duties an `at` rule has
 * not come to, by the time they are judged by; only those for which its condition holds. */
#ifndef ZT_VIEW_RULED_H
#define ZT_VIEW_RULED_H

#include "view/view.h"

/* Would the rule act on this record now (duty: of an `at` rule; else NULL)? Condition, state and
 * guard of its step. */
bool rule_wants(struct arena *a, const struct city *c, const struct rule_def *r,
                const struct rec *rec, const struct rduty *duty);

/* ---- projection ---- */
/* After an event: what it did by a rule is done; what its record waits for is noted anew. */
MUST_USE enum err ruled_project(struct view *v, const struct projection *p, const struct rec *r);
/* Event `rule` of the city: a day of an `every` rule is finished. */
MUST_USE enum err ruled_day(struct view *v, int64_t seq, const struct jval *o);

/* ---- questions ---- */
struct rule_thing {
        struct str rule; /* LEDGER.NAME */
        int64_t at, record;
};
MUST_USE enum err ruled_done(struct store *st, const struct rule_thing *x, bool *ret);
/* The last finished day; ERR_NOT_FOUND: the rule has not begun. */
MUST_USE enum err ruled_last_day(struct store *st, struct str rule, struct day *ret);
/* The last record a day's work has come to; 0 = none yet. */
MUST_USE enum err ruled_last_record(struct store *st, struct str rule, struct day d, int64_t *ret);
/* Duties that wait for an `at` rule, the earliest first. */
struct rule_waits {
        int64_t record, duty;
        struct moment due;
};
MUST_USE enum err ruled_waiting(struct store *st, struct arena *a, struct str rule, int64_t limit,
                                struct rule_waits **ret, size_t *ret_n);
/* Records after `after`, in order, that an `every` rule may have something to do for, at most
 * RULES_SLICE: of the next RULES_LOOK of its ledger those in a state and of a kind it is about. */
struct rule_window {
        struct record_ids found;
        int64_t last; /* up to where that was looked; */
        bool end;     /* there is none behind it */
};
MUST_USE enum err ruled_records(struct store *st, struct arena *a, const struct city *c,
                                const struct rule_def *r, int64_t after, struct rule_window *ret);

#endif

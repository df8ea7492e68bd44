/* rules.h: what happens by itself, done when somebody comes round: the server once a second, or the
 * command line.
 *
 * Three sources: days of `every` rules, duties that wait for `at` rules, and requests that nobody
 * has answered in time, with the `on: lapse` rules that go by them. What was missed comes in the
 * order in which it fell due, each thing once, dated by its day (or, if the record has gone on
 * since, by its last). What has been done stands in the log (view/ruled.h): it does not matter who
 * comes round, how often, or that somebody was killed in the middle. What a rule cannot do is
 * noted with the reason (event `rule`) and not tried again. */
#ifndef ZT_LOOP_RULES_H
#define ZT_LOOP_RULES_H

#include "loop/writer.h"

/* The first day after `after`, and not after `today`, on which the rule falls due; DAY_NONE. */
struct day rules_next_day(const struct rule_def *r, const struct calendar *cal, struct day after,
                          struct day today);
/* When an `at` rule falls due for a duty that is judged by `due`. */
MUST_USE enum err rules_moment(const struct rule_def *r, const struct clock_rules *k,
                               struct moment due, struct moment *ret);

struct rule_item {
        struct moment fell;
        const struct rule_def *rule; /* NULL: a lapse */
        const struct ledger *l;      /* of the record */
        int64_t record;              /* 0: a whole day of an `every` rule */
        int64_t at, duty, asked;
        int step; /* lapse: what silence is */
        struct day day;
        size_t order; /* among those that fall due together */
};
/* What has fallen due and is not done: the earliest, in their order. The rest comes when these are
 * done. */
MUST_USE enum err rules_due(struct writer *w, struct arena *a, struct moment now,
                            struct rule_item **ret, size_t *ret_n);

struct rules_did {
        int64_t events, refused; /* refused: of these, rules that could not */
        bool more;               /* come again soon */
};
/* Does some of it: about RULES_SLICE_MS. Outside of any transaction. */
MUST_USE enum err rules_tick(struct writer *w, struct faults *f, struct rules_did *ret);

/* Of a day of a rule that makes, not done yet: for which records it will make one, and which ones
 * it made are gone; at most LIST_LIMIT_MAX each. */
struct rules_found {
        struct record_ids come, gone;
};
MUST_USE enum err rules_made(struct writer *w, struct arena *a, const struct rule_item *item,
                             struct rules_found *ret);

/* ---- inside loop/ ---- */
/* In the transaction of new definitions: `every` rules that are new, or go by other days, begin
 * today. */
MUST_USE enum err rules_begin(struct writer *w, const struct city *was, const struct city *is,
                              struct moment at, struct faults *f);

#endif

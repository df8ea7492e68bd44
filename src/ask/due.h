/* due.h: how urgent a duty or promise is, and how its due time came about.
 *
 * Colours (domain 3.4): green; yellow from the moment on when no more than the clock's `yellow` is
 * left, red when no more than its `red`; without `colour` yellow is 1 working day and red 0: past
 * due. */
#ifndef ZT_ASK_DUE_H
#define ZT_ASK_DUE_H

#include "ask/ask.h"

enum colour { COLOUR_NONE, COLOUR_GREEN, COLOUR_YELLOW, COLOUR_RED };
struct str colour_name(enum colour c); /* "" green yellow red */
struct str colour_label(enum colour c, enum lang lang);
/* Of an open duty; none when it has ended or its clock is stopped. */
enum colour duty_colour(const struct ask *k, const struct ledger *l, const struct rduty *d);
/* Of the promise, while the record is open. */
enum colour promise_colour(const struct ask *k, const struct ledger *l, const struct rec *r);
/* The due time in words; of one whose clock is stopped, since when. */
struct str duty_due_said(const struct ask *k, const struct rduty *d);
/* "stopped: Hearing", "runs again, due …", "extended by 5 workdays, due …". d NULL: the promise. */
struct str clock_move_said(const struct ask *k, const struct ledger *l, const struct rduty *d,
                           const struct change_clock *m);
/* Worked days after today up to the due day; negative when past. */
int64_t due_days_left(const struct ask *k, struct moment due);
/* "3 working days left", "due today", "overdue by 2 working days": by whatever clock it was
 * reckoned, what is left is told in working days. */
struct str due_left_said(const struct ask *k, int64_t days_left);

/* The lines of clock_explain by the calendar the due time was reckoned with. */
MUST_USE enum err promise_explain(const struct ask *k, const struct ledger *l, const struct rec *r,
                                  struct str *ret);
/* With what was stopped and extended; r: the record of the duty. */
MUST_USE enum err duty_explain(const struct ask *k, const struct ledger *l, const struct rec *r,
                               const struct rduty *d, struct str *ret);

#endif

/* books.h: what tests of the loop do again and again in a town (town.h): a step that must be taken,
 * what is due by itself, and that all books agree afterwards. Everything here CHECKs. */
#ifndef ZT_TESTS_LIB_BOOKS_H
#define ZT_TESTS_LIB_BOOKS_H

#include "ask/ask.h"
#include "lib/town.h"

const struct ledger *town_ledger(struct town *t, const char *name);
/* town_do, and it must be taken. */
struct outcome_of town_done(struct town *t, const char *login, const char *ledger, int64_t record,
                            const char *step, const char *fields);
/* Comes round until nothing is due; how many events that were. */
int64_t town_tick(struct town *t);
/* Questions of this account, or READER_CITY, in English, now. *who lives as long. */
struct ask town_asking(struct town *t, struct reader *who, int account);
/* I1, I2, I3, I8: the model of the last `back` days says what the figures say (and, if ahead is not
 * 0, so many days later), rows are as the log says, every step was legal, cells recounted, and a
 * rebuild makes the same tables. */
void town_books(struct town *t, const char *ledger, int back, int ahead);

#endif

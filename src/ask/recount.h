/* recount.h: do the books hold? (I2) For `zhitong verify`.
 *
 *   cells    for every figure, office, by-value: Σ cells to today = the rows counted again by
 *            the definition in force, over records, duties and papers in SQL, over steps and
 *            first entries by folding every record from the log                      recount.cell
 *   days     on every day: Σ journal of the day = Σ cells of the day                 recount.day
 *   months   closings = Σ cells up to the month's end                                recount.month
 *   keys     presence of distinct keys = the rows that have them                     recount.key
 * Flows of records and duties are left to days and months once their definition or the offices have
 * changed. Nothing of view/cells.c is used. Each mismatch is a fault (ERR_CORRUPT) whose `where`
 * names figure, office, by-value and day: "request.received 431302 channel=hotline 2022-08-22". One
 * reading transaction of the caller; costs a few scans of each table. */
#ifndef ZT_ASK_RECOUNT_H
#define ZT_ASK_RECOUNT_H

#include "ask/ask.h"

/* OK, or ERR_CORRUPT with faults, or what kept it from being done. ret_cells: numbers compared. */
MUST_USE enum err recount_all(const struct ask *k, int64_t *ret_cells);
MUST_USE enum err recount_ledger(const struct ask *k, const struct ledger *l, int64_t *ret_cells);

#endif

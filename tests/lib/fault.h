/* fault.h: makes the N-th call to the outside fail, in the programs of tests/fault/ only.
 *
 *      for (unsigned long n = 1;; n++) {
 *              fault_at(FAULT_IO, n);
 *              enum err e = file_write(path, S("new"), 0600);
 *              if (!fault_off()) {              // fewer than n calls: the loop is over
 *                      CHECK_OK(n, e);
 *                      break;
 *              }
 *              CHECK_ROW(n, e != OK);           // and here: what must be true after a failure
 *      }
 *
 * FAULT_IO: open, read, write, sync, truncate, rename, mkdir of our own code and of SQLite's files
 * (its fsync excepted); they fail with ENOSPC when they write, else EIO. FAULT_IO_FROM: the N-th
 * and all after it, as on a full or dead disk. FAULT_MEMORY: SQLite's allocations (our own abort).
 * Calls are counted from fault_at on, in all threads. */
#ifndef ZT_TESTS_FAULT_H
#define ZT_TESTS_FAULT_H

#include <stdbool.h>

enum fault_kind { FAULT_IO, FAULT_IO_FROM, FAULT_MEMORY };

void fault_at(enum fault_kind kind, unsigned long n);
/* No more faults; whether one has happened since fault_at. */
bool fault_off(void);

#endif

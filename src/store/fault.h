/* fault.h: disks that fail or are slow, for tests and benches only.
 *
 * A thin layer between SQLite and the system's files, named "zt-fault". While something is
 * installed, store_open uses it; connections that are open already do not change. Calls are counted
 * over all connections from the installing on. Installing again starts from zero; NULL takes it
 * away from connections opened later and makes it harmless for those still open. */
#ifndef ZT_STORE_FAULT_H
#define ZT_STORE_FAULT_H

#include "base/err.h"

enum store_fault_op { FAULT_WRITE, FAULT_READ, FAULT_SYNC, FAULT_TRUNCATE, FAULT_OP_COUNT };

struct store_fault {
        enum store_fault_op op;
        int64_t at;  /* the at-th call of op fails, counted from 1; 0 = none */
        bool onward; /* and every later one: the disk stays broken */
        bool full;   /* SQLITE_FULL instead of SQLITE_IOERR */
        bool half;   /* a failing write writes its first half: a torn page */
        int sync_ms; /* each sync takes so much longer */
};

struct store_fault_stats {
        int64_t calls[FAULT_OP_COUNT];
        int64_t failed;
};

void store_fault_install(const struct store_fault *f);
struct store_fault_stats store_fault_stats(void);
/* For store_open: the name of the layer, or NULL for the system's own. */
const char *store_fault_vfs(void);

#endif

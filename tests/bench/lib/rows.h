/* rows.h: the floor. Every INSERT, UPDATE, DELETE, BEGIN and COMMIT that one run of the engine
 * gave to its two databases, with the bound values, is kept in a file (recording); a program
 * that knows nothing but SQLite then gives the same statements, prepared, with the same values,
 * to a copy of the databases as they were before (floor): the same rows, indexes and triggers,
 * the same settings, commits and syncs. */
#ifndef ZT_BENCH_ROWS_H
#define ZT_BENCH_ROWS_H

#include "base/arena.h"
#include "base/err.h"

/* Connections opened between begin and end are heard. */
void recording_begin(const char *path);
void recording_mark(void); /* floor_run stops here */
void recording_end(void);

struct floor;
/* Opens data/city.db and data/keys.db of the folder as the engine does, prepares every statement.
 * */
struct floor *floor_open(struct arena *a, const char *dir, const char *rows);
/* Up to the next mark; the number of statements. */
int64_t floor_run(struct floor *f);
void floor_close(struct floor **f);

#endif

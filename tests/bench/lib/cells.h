/* cells.h: a city whose cells are written by SQL, not lived: so many requests a day at each of some
 * offices, from CELLS_FIRST on, with the closings of every month; and the floor of what is read from
 * them: bare SQLite looks up the closings before and at the end of a period, or its days, and adds
 * up their columns. */
#ifndef ZT_BENCH_CELLS_H
#define ZT_BENCH_CELLS_H

#include "ask/ask.h"
#include "base/period.h"
#include "bench/lib/city.h"

#define CELLS_FIRST  18993 /* 2022-01-01 */
#define CELLS_DAYS   455   /* to 2023-03-31 */
#define CELLS_CLOSED 637   /* February 2023 is closed, March not yet */

struct cells {
        struct bcity *c;
        const int *at;        /* offices */
        const int64_t *worth; /* requests a day, of each */
        int n;
};
/* All of these end the bench when something is refused. */
void cells_run(struct bcity *c, struct str sql);
/* Of a table, for the (by, value) listed. */
void cells_fill(const struct cells *x, const struct ledger *l, const struct cell_table *t,
                struct str values);
void cells_commit(struct bcity *c); /* with the months closed */
/* The months that are closed and open last. */
struct period cells_closed(void);
struct period cells_open(void);
/* A question on the day after the last. */
struct ask cells_ask(struct bcity *c, const struct reader *who, struct arena *a, struct faults *f);

struct floor_read;
/* The cells of the table at all offices, of the whole. */
void floor_table(struct floor_read *f, const struct ledger *l, const struct cell_table *t,
                 struct period s);
/* The best of five, in ms of processor time; `read` says which tables. */
double floor_ms(const struct cells *x, void (*read)(struct floor_read *f, const void *ctx),
                const void *ctx, int64_t *ret_rows);

#endif

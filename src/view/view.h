/* view.h: derived tables, made from events alone; dropped and replayed by rebuild (I1).
 *
 * Per ledger L: r_L (one typed row a record), and per office relation T of its figures c_L__T
 * (cells: one wide row per batch, day, office, dimension, value with a plus/minus pair a figure;
 * identities are CHECKs, I3), k_L__T (month closings: cumulative cells, a row only for months
 * with movement), j_L__T (journal: which row moved), p_L__T (presence of distinct keys). For all
 * ledgers: many, duty, open_work, paper, scope, counter, batch, account, post, closing.
 *
 * Cells of a commit are summed in memory (struct cells) and flushed once by view_flush; those of a
 * command that is undone are dropped by view_undo. A batch that is not closed posts under its own
 * number and is invisible: readers take batch 0 only; closing merges it. */
#ifndef ZT_VIEW_VIEW_H
#define ZT_VIEW_VIEW_H

#include "log/log.h"
#include "view/change.h"

#define COLS_MAX LEDGER_FIGURES_MAX

struct cells;    /* tally.h */
struct plans;    /* plan.h */
struct recent;   /* recent.h */
struct counters; /* counter.h */

struct view {
        struct store *st;
        const struct city *city;
        struct cells *cells;
        struct plans *plans;
        struct recent *recent;
        struct counters *counters;
        int open_batches;   /* -1 = not known */
        int64_t open_batch; /* one that is known to be open; -1 */
        /* last month (time.h day_month) that is closed; INT_MIN before the first event */
        int closed;
};

struct record_ids { /* what a question for records finds, in its order */
        int64_t *v;
        size_t n;
};

/* Names of derived tables into an arena: prefix r c k j p. */
struct str view_table(struct arena *a, char prefix, const struct ledger *l,
                      const struct cell_table *t);

/* Creates what is missing for every ledger of the city, and the tables common to all. */
MUST_USE enum err view_schema(struct store *st, const struct city *c, struct faults *f);
/* Are the tables those of this program: another makes them anew by a rebuild. */
MUST_USE enum err view_known(struct store *st, bool *ret);
/* Drops every derived table. */
MUST_USE enum err view_drop(struct store *st);
/* Every derived table (name), in the order of digests. */
MUST_USE enum err view_tables(struct store *st, struct arena *a, struct str **ret, size_t *ret_n);

/* A record with its duties, many-values and papers. ERR_NOT_FOUND. */
MUST_USE enum err rec_load(struct view *v, struct arena *a, const struct ledger *l, int64_t id,
                           struct rec *ret);
MUST_USE enum err rec_find(struct view *v, const struct ledger *l, struct str number,
                           int64_t *ret_id);

/* Posts one event of a record: rows, journal, cells in memory. `before` has id 0 when it enters. */
struct projection {
        const struct ledger *l;
        const struct event *e;
        const struct change *c;
        const struct rec *before, *after;
        struct arena *a;
};
MUST_USE enum err view_project(struct view *v, const struct projection *p, struct faults *f);
/* An event of the city itself (office, account, apply, batch_open, …). */
MUST_USE enum err view_project_city(struct view *v, const struct event *e, struct arena *a,
                                    struct faults *f);
/* Is any batch open? */
MUST_USE enum err view_importing(struct view *v, bool *ret);
/* What the last command did in memory joins what the group did, or is dropped. */
void view_keep(struct view *v);
void view_undo(struct view *v);
/* Writes the group's cells; before store_commit. */
MUST_USE enum err view_flush(struct view *v, struct faults *f);

/* Next id of "record", "duty", "paper", "account" or number of a "number:…" counter (not taken
 * yet). */
MUST_USE enum err view_next(struct view *v, struct str counter, int64_t *ret);

#endif

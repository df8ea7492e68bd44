/* model.h: the figures of a ledger counted naively from the log, to be held against what view/
 * keeps.
 *
 * Nothing of cells.c or project.c is used: each record's images are made event by event,
 * corrections are laid over the images, and every figure is counted row by row in every cell, of
 * every office and by-value. Batches that are open or taken back are as if they were not there.
 * Slow on purpose. */
#ifndef ZT_TESTS_MODEL_H
#define ZT_TESTS_MODEL_H

#include "lib/town.h"

/* Flows are counted from `from` to `on`, stocks as of `on`; known: by who knew only what had been
 * recorded up to that day (DAY_NONE: everything). */
struct model_look {
        const char *ledger;
        struct day from, on, known;
};
/* Cells as summed from the days, the same through the month closings, presence, and the journal;
 * with `known` the journal alone. Differences are printed. */
bool model_agrees(struct town *t, const struct model_look *look);
/* Each record's row against its image; who sees it; numbers and ids without gaps. */
bool model_rows_agree(struct town *t, const char *ledger);
/* The log is whole, and replaying it makes the same derived tables. */
bool model_log_agrees(struct town *t);

/* ---- inside the model ---- */

#define MODEL_COLS 64
struct model_cell {
        struct str name; /* "office/dim/value" */
        int64_t stock[MODEL_COLS], plus[MODEL_COLS], minus[MODEL_COLS];
        bool met;
};
struct model_event {
        struct event e;
        struct change c;
        struct rec *after;
};
struct model_record {
        int64_t id, last; /* its last event, dropped or not */
        bool importing;   /* which belongs to an open batch */
        struct model_event *v;
        size_t n, cap;
};
struct model {
        struct town *t;
        struct arena a;
        const struct ledger *l;
        struct model_look look;
        struct model_record *r;
        size_t n, cap;
        int table; /* the cell table counted now */
        struct map cell_map, key_map;
        struct model_cell *cells;
        size_t cells_n, cells_cap;
        int64_t *keys; /* rows per cell, figure and key, by key_map */
        struct str *key_names;
        size_t keys_n, keys_cap, names_n, names_cap;
};
/* Reads the log and makes the images; false with words on stderr. */
bool model_init(struct model *m, struct town *t, const struct model_look *look);
void model_done(struct model *m);
/* Counts one table's cells anew. */
void model_count(struct model *m, int table);
struct model_cell *model_cell(struct model *m, int office, int dim, struct str value);
struct str model_key(struct model *m, struct str cell, int figure, struct str key);
/* The office and those above it on the day, nearest first. */
size_t model_offices(const struct model *m, int office, struct day d, int out[static 16]);
/* A by-value and what stands above it. */
size_t model_values(const struct model *m, int field, struct str value, struct day d,
                    struct str out[static 16]);

#endif

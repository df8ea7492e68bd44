/* tally.h: the cells of a group of commands, summed in memory before they are written (inside
 * view/).
 *
 * Each kind of entry is found by what names it and made, empty, when it is not there. What a
 * command changes can be undone until it is kept. Journal rows are those of the event at hand
 * alone. The pointer an entry is given by dies with the next call. */
#ifndef ZT_VIEW_TALLY_H
#define ZT_VIEW_TALLY_H

#include "view/view.h"

struct cell_ref { /* one cell */
        const struct ledger *l;
        int table, office, dim;
        struct day day;
        int64_t batch;
        struct str value;
};
struct cell {
        struct cell_ref at;
        int64_t *n;      /* 2 per column: plus, minus */
        int64_t touched; /* the command that changed it last */
};
struct presence_ref { /* one key of a distinct figure in a cell */
        struct cell_ref at;
        int figure;
        struct str key;
};
struct presence {
        struct presence_ref at;
        int64_t n[2]; /* plus, minus */
        int64_t touched;
};
struct jrow_ref { /* a journal row, which shows what happened to one row on one day at one place */
        const struct ledger *l;
        int table, office;
        struct day day;
        int64_t seq, record, item;
        struct str *by; /* per dimension of the table */
};
struct jrow { /* the ones that cancel are not written */
        struct jrow_ref at;
        int64_t *amount; /* per column */
};

struct slots { /* open addressing: index + 1 of an entry, and the hash of each entry */
        uint32_t *at;
        uint64_t *hash;
        size_t cap, n, hash_cap;
};
struct cells {
        struct arena self; /* holds this struct too */
        struct arena group, command;
        struct slots cell_slots, presence_slots, jrow_slots;
        struct cell *cell;
        size_t cell_n, cell_cap;
        struct presence *presence;
        size_t presence_n, presence_cap;
        struct jrow *jrow;
        size_t jrow_n, jrow_cap;
        struct tally_undo *undo;
        size_t undo_n, undo_cap;
        int64_t command_no;
};

struct cells *cells_new(void);
void cells_free(struct cells **p);

struct cell *tally_cell(struct cells *c, const struct cell_ref *r);
struct presence *tally_presence(struct cells *c, const struct presence_ref *r);
struct jrow *tally_jrow(struct cells *c, const struct jrow_ref *r);
void tally_jrows_done(struct cells *c); /* written: the next event begins anew */

void tally_keep(struct cells *c);  /* the command's changes stay */
void tally_undo(struct cells *c);  /* they never were */
void tally_clear(struct cells *c); /* all is written */

#endif

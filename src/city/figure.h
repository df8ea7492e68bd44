/* figure.h: figures, cell tables, identities, views and the import map of a ledger. Part of
 * ledger.h. */
#ifndef ZT_CITY_FIGURE_H
#define ZT_CITY_FIGURE_H

#include "base/num.h"
#include "city/expr.h"
#include "city/field.h"

enum of { OF_RECORD, OF_DUTY, OF_STEP, OF_PAPER, OF_LINK, OF_FIGURES };
enum agg { AGG_COUNT, AGG_SUM, AGG_DISTINCT, AGG_AVG, AGG_MAX, AGG_RATE, AGG_SHARE };
enum flow { FLOW_STOCK, FLOW_FIRST, FLOW_EACH, FLOW_NET };
struct figure {
        struct str name;
        struct label label;
        enum of of;
        int of_index; /* duty, step, paper, link field */
        struct rel at;
        int table; /* index into ledger.tables; -1 for rate and share */
        /* within the table: counted and summed figures in order; -1 for distinct, max, rate */
        int column;
        struct expr *where; /* NULL = all */
        enum agg agg;
        int field;          /* sum, distinct: field index */
        struct expr *value; /* avg, max: expression */
        int a, b;           /* rate, share: figures */
        enum flow flow;
        struct str unit;
        int8_t digits;        /* as counted: a sum's are those of its field */
        int8_t shown, powers; /* as shown: in a unit by so many powers of ten greater */
        enum round round;
        struct day since; /* DAY_NONE = from the beginning */
        int64_t small;
        int expr_text_at;            /* line of the file, for messages */
        struct str text;             /* the declaration in one line, for papers of the figure */
        const struct figure *before; /* in force before `since`; NULL = none (city loader) */
};

/* One wide cell table: the figures of one `at`. */
struct cell_table {
        struct rel at;
        int *by; /* fields (choice, tree, flag, office, link, period …): dimension d = by[d - 1] */
        size_t by_n;  /* dimension 0 = all */
        int *figures; /* figures with a column, in column order (avg has two: sum, count) */
        size_t figures_n;
};
struct identity {
        int table;
        int64_t *coef; /* per column of the table: Σ coef · column = 0 */
        struct str text;
};

struct view_def {
        struct str name;
        struct label label;
        struct str *columns;
        size_t columns_n;
        struct expr *where;
        struct str sort;
};
enum import_part { PART_WHOLE, PART_LAT, PART_LON }; /* of a place: its area, or its point */
struct import_def {
        bool is;
        /* columns, n of each */
        struct str *header; /* 表头 */
        int *field;
        enum import_part *part;
        struct str *format; /* of a day or moment: yyyy MM dd HH mm ss and marks; empty = ISO */
        size_t n;
        struct str formats;     /* the one format said for all columns, if one was */
        struct str *state_from; /* values of the state column */
        int *state_to;
        size_t states_n;
        struct str state_column;  /* its header; empty = none */
        struct str number_column; /* its header; empty = none */
        struct str step_column;   /* its header; empty = none */
        int day_field,
                end_field; /* day or moment: when it was entered, when it came to its end; -1 */
};

#endif

/* figure.h: the value of a declared figure, with its papers: definition, office, as-of, numerator
 * and denominator, and the very rows (design 8).
 *
 *   as of a day     stock: what stands at its end · each, first: all movements up to it ·
 *                   net: in − out
 *   over a period   stock: what stands at the end of `to`, with opening, in and out ·
 *                   each, first: what came in within it · net: in − out within it ·
 *                   distinct: keys present at any time in it
 * A rate is two figures and a rounding rule; 0/0 has no value. An average likewise is a sum and a
 * count. A share by values divides each value by the whole. A maximum is read from the rows as they
 * stood. `known`: only what was known then (the end of that day, or after that event).
 *
 * `now`: every day is counted by the offices' tree of today, not by that of its own day: what an
 * office with today's subtree would have had. The rows stay where they stood; a row counts where it
 * stood on its day, at every office that is above that one today.
 *
 * A figure belongs to its office and is always whole (I6). A reader opens figures of offices his
 * posts reach; those of a public ledger are open to all, but there values below the declared small
 * number are kept back. ERR_DENIED otherwise. */
#ifndef ZT_ASK_FIGURE_H
#define ZT_ASK_FIGURE_H

#include "ask/journal.h"
#include "ask/label.h"

struct figure_in {
        const struct ledger *l;
        int figure;
        struct day on;       /* as of its end; not used when `from` is a day */
        struct day from, to; /* a period, both days in it; from DAY_NONE: none */
        int office;          /* index; -1 = the root */
        int by;              /* field; -1 = no by-values */
        bool one;            /* only the by-value `value` */
        struct str value;
        struct known known;
        bool now; /* by the tree of today */
};
struct amount {
        struct str value, label; /* of the by-value */
        int depth;               /* in its tree */
        bool none;               /* there is no value: 0/0, no row for a maximum */
        bool small;              /* kept back */
        int64_t v;               /* scaled by figure_out.digits; shown: figure_number */
        int64_t num, den; /* rate, share, average: num scaled by num_digits, den by den_digits */
        int64_t opening, in, out; /* a stock's, over a period */
};
struct figure_out {
        struct figure_in in;      /* as asked, with the root filled in */
        const struct figure *def; /* in force on the last day */
        struct day last;          /* `on` or `to` */
        bool period, ratio, percent;
        int8_t digits, num_digits, den_digits;
        struct amount all; /* or the one by-value asked for */
        struct amount *by; /* every by-value with its label, in the order of its tree */
        size_t by_n;
};
MUST_USE enum err figure_read(const struct ask *k, const struct figure_in *in,
                              struct figure_out *ret);
/* An amount, scaled by x->digits, in the unit and with the digits in which the figure is shown. */
struct str figure_number(const struct ask *k, const struct figure_out *x, int64_t v);
/* The same as a number, scaled by *ret_digits. */
int64_t figure_shown(const struct figure_out *x, int64_t v, int8_t *ret_digits);
/* Of a rate or an average both parts, each as its own figure is shown: "334/345",
 * "238.4/521.29 亿元". Empty where there are none, or they are kept back. */
struct str figure_fraction(const struct ask *k, const struct figure_out *x, const struct amount *v,
                           struct str between);
/* The unit of the amounts of its rows: that of the field summed. Empty: they are counted. */
struct str figure_row_unit(const struct figure_out *x);
/* "386", "96.8%", "1226.60", "—" (no value), "<5" (kept back). */
struct str figure_text(const struct ask *k, const struct figure_out *x, const struct amount *v);
/* The same, and of a rate without value its parts: "—（0/0）". */
struct str figure_told(const struct ask *k, const struct figure_out *x, const struct amount *v);
/* The definition that held on a day. */
const struct figure *figure_on(const struct figure *f, struct day d);
/* ledger.figure, or a figure of `home`: "request.received". Unknown: a fault with the nearest
 * name. */
MUST_USE enum err figure_find(const struct ask *k, struct str name, const struct ledger *home,
                              const struct ledger **ret_l, int *ret_figure);
/* A field figures can be broken down by; told with what there is if not. */
MUST_USE enum err figure_by(const struct ask *k, const struct ledger *l, int figure,
                            struct str name, int *ret_field);

/* ---- the rows ---- */

struct figure_row {
        int64_t record, item;
        struct day day; /* movements: when it counted */
        int64_t seq;
        struct day late;   /* became known later, on this day; DAY_NONE */
        int64_t amount;    /* what it gives to the figure (rates: to the denominator) */
        int64_t num;       /* rates: to the numerator */
        bool hidden;       /* not for this reader: only counted */
        struct str number; /* of the record */
        struct str state;  /* label */
        struct str title;  /* its first text, opened; only when asked for */
        struct str key;    /* distinct: the key itself (record is 0) */
        struct linked to;  /* of: link: whom it links to; of a key: what that is called */
};
struct figure_rows {
        struct figure_row *v; /* those shown, first to last */
        size_t n;
        bool movements;          /* of a flow: else rows are records, duties, … */
        int64_t shown, withheld; /* rows in all, whatever the page */
        int64_t sum;             /* Σ amount of both = the figure (a rate's denominator) */
        int64_t sum_num;
        struct str after; /* put by who shows pages: where the next one begins; empty: none */
};
struct rows_page {
        size_t from, limit; /* limit 0 = all */
        bool titles;
};
/* The rows behind x->all; with a by-value when x->in.one. Not for maxima: one row that has it. */
MUST_USE enum err figure_rows(const struct ask *k, const struct figure_out *x,
                              const struct rows_page *page, struct figure_rows *ret);

/* What changed since it was known so: "published 812, now 809: −3, these three". */
struct figure_change {
        struct amount then, now;
        struct figure_row *v; /* amount = the difference a row makes */
        size_t n;
        int64_t withheld;
};
MUST_USE enum err figure_since_known(const struct ask *k, const struct figure_in *in,
                                     struct known known, struct figure_change *ret);

/* ---- as JSON (design 10) ---- */

void figure_json(const struct ask *k, const struct figure_out *x, const struct figure_rows *rows,
                 struct jout *j);

#endif

/* score.h: a scorecard: points of offices, reckoned from figures (language: docs/ledgers.md,
 * "score"; decisions/0008).
 *
 * All peers of the city are reckoned in one pass over the cells, whatever part is asked for: the
 * mean that a small number takes, and a place, are the same from every desk. Points are scaled by
 * the scorecard's digits. A line:
 *   item    value (exact) → rounded → floor, cap;  or the mean of its peers;  or not assessed
 *   group   Σ items, at most its weight
 *   total   Σ groups + Σ bonus − Σ minus
 *
 * A reader may see the scorecard of an office whose figures he may open (figure.h). What is made of
 * a figure that is kept back from him is kept back too. */
#ifndef ZT_ASK_SCORE_H
#define ZT_ASK_SCORE_H

#include "ask/figure.h"
#include "base/markdown.h"

struct score_in {
        const struct ledger *l;
        struct day on, from, to; /* as of figure_in */
        int office;              /* index: lines of it and of those below; -1 = the root */
        int peers;               /* only these, -1 = all */
};
enum score_how { SCORE_OWN, SCORE_MEAN, SCORE_NONE };
struct score_cell { /* an item of an office */
        enum score_how how;
        bool kept;      /* not for this reader */
        int64_t points; /* SCORE_NONE: 0 */
        int64_t of;     /* SCORE_MEAN: the mean of so many */
        /* rows that lack the evidence, in all; what they take from each figure (NULL: nothing) */
        int64_t without, *less;
};
struct score_appeal {
        int64_t seq, record;
        struct str number; /* empty: not for this reader */
        struct day day, answered;
        bool open;
        struct str answer; /* label of the step */
};
struct score_line {
        int office, peers, rank; /* rank 0: none */
        struct str code, name;
        struct amount *figure;   /* by score_def.used */
        struct score_cell *item; /* by score_def.items */
        int64_t *group;          /* by score_def.groups */
        int64_t bonus, minus, total;
        int64_t unassessed; /* points that could not be had */
        bool kept;
        struct score_appeal *appeal;
        size_t appeal_n;
};
struct score_change { /* an item, a figure (used ≥ 0), or else the total of an office */
        int office, item, used;
        struct str then, now;
        struct figure_change rows; /* of a figure, if they can be told */
};
struct score_since {
        int64_t seq, size; /* of the event (0: none); of the log then, under this root */
        struct moment at;
        struct str root, bulletin;
        struct score_change *v;
        size_t n;
};
struct score_out {
        struct score_in in; /* as asked, with the root and the day filled in */
        struct day last;
        struct figure_out *figure; /* papers of score_def.used: their amounts are the lines' */
        struct score_line *v;      /* by peers; then by points if ranked, else by code */
        size_t n;
        struct score_since since; /* by score_since */
};
/* ERR_NOT_FOUND: the ledger has none; ERR_DENIED; ERR_LIMIT told with the item. */
MUST_USE enum err score_read(const struct ask *k, const struct score_in *in, struct score_out *ret);
/* Is it open to all: its ledger, and all those it draws on. */
bool score_is_public(const struct ask *k, const struct ledger *l);
/* A group of peers by its name; told. */
MUST_USE enum err score_peers_find(const struct ask *k, const struct ledger *l, struct str name,
                                   int *ret);

/* "91.50"; with needless zeros left out. */
struct str score_text(const struct ask *k, const struct ledger *l, int64_t points);
/* "40", "38.5*" (a mean), "—", "…" (kept back). */
struct str score_cell_text(const struct ask *k, const struct ledger *l, const struct score_cell *c);
/* "91.5"; "72.5 (20 not assessed)". */
struct str score_total_text(const struct ask *k, const struct ledger *l,
                            const struct score_line *v);
struct str score_peers_label(const struct ask *k, const struct score_peers *p);
/* The figure of a line as it was asked for: amount in .all. */
struct figure_out score_figure(const struct score_out *x, const struct score_line *v, size_t used);
void score_json(const struct ask *k, const struct score_out *x, struct jout *j);
/* A line for each office, a column for each group or item; every number opens the office's card. */
struct score_table {
        int peers; /* only these; -1 */
        bool items;
        size_t top;      /* 0: all */
        struct str base; /* before the addresses of cards, as of bulletins; "/": none */
};
const struct markdown_table *score_table(const struct ask *k, const struct score_out *x,
                                         const struct score_table *how);
/* A line for each office, a column for each item; points as decimals, empty: not assessed. */
void score_csv(const struct ask *k, const struct score_out *x, struct buf *out);

/* ---- published ---- */

/* Points and figures of every line, as they are kept with a published bulletin: one JSON text. */
struct str score_keep(const struct ask *k, const struct score_out *x);
/* The latest publication of this very scorecard (ledger, period, office), and what is different
 * now: into x->since. */
MUST_USE enum err score_since(const struct ask *k, struct score_out *x);
/* May it be published: its `freeze` was taken since the last time. ERR_CONFLICT told. */
MUST_USE enum err score_may_publish(const struct ask *k, const struct score_out *x);

#endif

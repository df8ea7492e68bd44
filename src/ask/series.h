/* series.h: values by period with what stands beside them: on the year (同比), on the period before
 * (环比), on a base year, in points. Computed, never typed; every value is a record's, and every
 * revision of it stays readable.
 *
 * A value in percent is compared in points, any other in percent, both with two digits. Where there
 * is nothing to compare with, or it is not above zero, there is none. Values of a public ledger are
 * open to all; of others a reader sees those of the records he may see. */
#ifndef ZT_ASK_SERIES_H
#define ZT_ASK_SERIES_H

#include "ask/journal.h"

enum series_beside { BESIDE_YOY, BESIDE_MOM, BESIDE_BASE, BESIDE_POINTS, BESIDE_COUNT };
struct series_in {
        const struct ledger *l;
        struct str of[SERIES_OF_MAX]; /* one value for each field of the declaration's `of` */
        struct str from, to;          /* periods; empty: all */
        struct known known;           /* by its day only */
};
struct series_revision {
        int64_t seq;
        struct day known;
        int64_t v;
};
struct series_point {
        int period;
        struct str name; /* 2022-08 */
        int64_t record;
        struct str number;
        int64_t v; /* scaled by the value field's digits */
        struct str unit;
        struct series_revision *was; /* earlier values, first to last */
        size_t was_n;
        struct {
                bool is;
                int64_t v; /* two digits */
        } beside[BESIDE_COUNT];
};
struct series_out {
        struct series_in in;
        struct series_point *v; /* by period */
        size_t n;
};
/* ERR_INPUT told: no series, a bad period. */
MUST_USE enum err series_read(const struct ask *k, const struct series_in *in,
                              struct series_out *ret);
/* What there are values of: `of` values, of_n each. */
MUST_USE enum err series_list(const struct ask *k, const struct ledger *l, struct str **ret,
                              size_t *ret_n);
/* One of the fields it is of; ERR_INPUT told. */
MUST_USE enum err series_take(const struct ask *k, struct series_in *in, struct str field,
                              struct str value);
bool series_has(const struct ledger *l, enum series_beside b);

/* "1682.8" without needless zeros; "+33.98%", "+3.5个百分点", "—". */
struct str series_number(const struct ask *k, const struct ledger *l, int64_t v);
struct str series_short(const struct ask *k, const struct series_point *p, enum series_beside b);
/* "比2016年增长33.98%", "同比提高3.5个百分点". */
struct str series_words(const struct ask *k, const struct ledger *l, const struct series_point *p,
                        enum series_beside b);
struct str series_heading(const struct ask *k, const struct ledger *l, enum series_beside b);
/* "民营经济增加值，娄底市": what it is of. */
struct str series_name(const struct ask *k, const struct ledger *l, const struct str *of);
/* {"series", "things": [{"of": {…}, "label"}]} within an open object. */
void series_list_json(const struct ask *k, const struct ledger *l, const struct str *of, size_t n,
                      struct jout *j);
void series_json(const struct ask *k, const struct series_out *x, struct jout *j);

#endif

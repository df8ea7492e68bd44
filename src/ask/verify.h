/* verify.h: do the log, the runs, the figures and the identities hold: what `zhitong verify
 * --quick` looks at, asked over a reading connection (the replay of I1 is the command line's).
 *
 * Costs a scan of the log and a few of every table. */
#ifndef ZT_ASK_VERIFY_H
#define ZT_ASK_VERIFY_H

#include "ask/ask.h"

struct verify_check {
        struct str check, text; /* log I8 I2 I3; what was looked at, in words */
        bool ok;
};
#define VERIFY_CHECKS 4
/* OK: everything holds. ERR_CORRUPT: what does not stands in k->f, each with its place. Others: it
 * could not be finished. anchor may be NULL. */
MUST_USE enum err verify_quick(const struct ask *k, const struct anchor *anchor,
                               struct verify_check ret[static VERIFY_CHECKS], size_t *ret_n);
/* One of them: I8, I2 (the whole city's figures, whoever asks), I3. */
MUST_USE enum err verify_runs(const struct ask *k, struct verify_check *ret);
MUST_USE enum err verify_figures(const struct ask *k, struct verify_check *ret);
MUST_USE enum err verify_identities(const struct ask *k, struct verify_check *ret);

#endif

/* ask.h: what every question gets: where the data lies, what is in force, who asks, in which
 * language.
 *
 * ask/ reads only. Answers live in the arena. One struct ask belongs to one thread and one
 * connection; questions that must agree with each other (a page, a bulletin) are asked in one read
 * transaction of the caller. Records of batches that are not closed are invisible everywhere
 * (scope.h). */
#ifndef ZT_ASK_ASK_H
#define ZT_ASK_ASK_H

#include "ask/scope.h"
#include "view/inforce.h"

struct ask {
        struct store *st;
        struct keys *keys;        /* NULL: texts cannot be opened and show as missing */
        const struct inforce *in; /* definitions in force: in->city is not NULL */
        const struct reader *who;
        struct arena *a;
        struct faults *f;
        enum lang lang;
        struct moment now;
        struct kept_cells *kept; /* what this answer has read (cell.h); NULL: nothing is kept */
};

static inline struct day ask_today(const struct ask *k)
{
        return day_of(k->now, k->in->zone);
}

/* "database: …" in k->f; gives e back. */
enum err ask_failed(const struct ask *k, enum err e);
/* Prepares q, ends it, and tells what failed. */
MUST_USE enum err ask_stmt(const struct ask *k, struct sql *q, struct stmt **ret);
/* After a loop of stmt_step: OK, or the error told. */
MUST_USE enum err ask_ended(const struct ask *k, const struct stmt *s, enum row last);
/* *to += n; a sum that does not fit is told (figure.limit). */
MUST_USE enum err ask_add(const struct ask *k, int64_t n, int64_t *to);
/* SQL of a number (a column's, say): "c12" from 'c' and 12. */
void ask_column(struct sql *q, const char *before, char letter, size_t n);
/* A number scaled to digits, half up where it has more. ERR_LIMIT: it does not fit. */
MUST_USE enum err ask_scale(const struct value *v, int digits, int64_t *ret);
/* The text a value has as a by-value in cells; empty for none. */
struct str ask_by(struct arena *a, const struct value *v);
/* "; did you mean …" or empty. */
struct str ask_hint(const struct ask *k, struct str want, const struct str *names, size_t n);

#endif

/* warnings.h: what stands in a record's replies and may not be good enough: for whoever reviews
 * them. Nothing is refused. Only fields that declare `short` or `same` are looked at:
 *   text.empty   nothing but white space and marks, or nothing at all where it is required and the
 *                record is done
 *   text.short   fewer characters than `short`
 *   text.same    the same text, but for case, width, white space and marks, came from the same
 *                office in an earlier record, no longer ago than `same`
 * Reckoned when they are read, from the opened texts; earlier records with the same text are
 * proposed by the index (view/keyed.h), so those of the last second may be missing. Records in the
 * reader's scope are named, at most WARNING_NAMES; the others are counted. */
#ifndef ZT_ASK_WARNINGS_H
#define ZT_ASK_WARNINGS_H

#include "ask/ask.h"
#include "base/json.h"
#include "view/index.h"

struct warning {
        struct str field;
        const char *code;
        struct str text;   /* for people */
        struct str record; /* number of the earlier record; empty: none is named */
};
/* Is the index asked for anything in records of this ledger. */
bool warnings_need_index(const struct ledger *l);
/* r: as the reader's scope was asked for it before. index NULL: what needs none. */
MUST_USE enum err warnings_read(const struct ask *k, struct index *index, const struct ledger *l,
                                const struct rec *r, struct warning **ret, size_t *ret_n);

#endif

/* keyed.h: terms of the index that tell nobody what they stand for: HMACs under a key of the city
 * (log/seal.h, seal_term). By them records with the same telephone, and the same text again, are
 * found. The key stands in keys.db; terms of their own kind, negative, beside those of terms.h. */
#ifndef ZT_VIEW_KEYED_H
#define ZT_VIEW_KEYED_H

#include "city/field.h"
#include "log/seal.h"
#include "view/terms.h"

/* Persons (their telephones), and fields with `same` (the folded text). */
bool keyed_takes(const struct field *f);

struct keyed {
        struct keys *keys;
        struct arena *a;
        struct str ledger;
        const struct field *f;
};
/* Adds the terms of a text of the field, each once. */
MUST_USE enum err keyed_put(const struct keyed *x, struct str text, struct terms *ret);

/* The telephone numbers in a person's text: digits only, at least seven, mobile ones without the
 * country's prefix. */
size_t keyed_numbers(struct arena *a, struct str person, struct str **ret);

#endif

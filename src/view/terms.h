/* terms.h: what a text can be found by. Pure.
 *
 * A text is read as units: a Han character (kana and hangul too) is one, and so is a word of other
 * letters and digits, folded (case, width, normal form). Terms are the characters, the pairs of
 * characters that stand side by side, and the words: so 灯 and 路灯 match in 门前路灯坏了, and
 * "5g" in 5G基站. Numbers of seven digits and more are no terms: they are telephones and identity
 * cards. A term is a number: a character's code point and its neighbour's, or a hash of the word
 * (two words may share one: whoever finds a record by it looks into its text, phrase_find). */
#ifndef ZT_VIEW_TERMS_H
#define ZT_VIEW_TERMS_H

#include "base/arena.h"
#include "base/err.h"

struct term_unit {
        int64_t key;     /* 0: a number that is not looked for */
        size_t from, to; /* where it stands in the text */
        bool han;
        bool joined; /* begins where the unit before ended */
};
struct units {
        struct arena *a; /* for folding */
        struct str text;
        size_t at, end;
};
bool units_next(struct units *x, struct term_unit *ret);

struct terms {
        int64_t *v;
        size_t n, cap;
};
/* Adds every term of the text, with repeats. */
void terms_put(struct terms *x, struct arena *a, struct str text);
/* Ascending, each once, pairs and words only: what texts are compared by. */
void terms_to_set(struct terms *x);
/* The text's characters and words, folded, without anything between them. */
struct str terms_fold(struct arena *a, struct str text);

/* What is searched for: pieces between white space, all of which must be found. */
struct phrase {
        struct term_unit *u;
        size_t n, cap;
};
struct phrases {
        struct phrase *v;
        size_t n, cap;
        struct terms terms; /* that a record must have, ascending, each once */
};
/* ERR_INPUT: there is nothing in it that could be found. */
MUST_USE enum err phrases_read(struct arena *a, struct str text, struct phrases *ret);
/* Where the phrase first stands in the text. */
bool phrase_find(const struct phrase *p, struct arena *a, struct str text, size_t *ret_from,
                 size_t *ret_to);

#endif

/* like.h: the pattern language of LIKE: % is any run of characters, _ is one character, \ makes the
 * next one plain (a last \ is plain itself). Case-sensitive, by code point. Time is at most
 * |text| × |pattern|, whatever the pattern. Pure. */
#ifndef ZT_BASE_LIKE_H
#define ZT_BASE_LIKE_H

#include "base/str.h"

bool like_match(struct str text, struct str pattern);
/* The plain text a pattern begins with, up to its first wildcard, unescaped into out (at least
 * pattern.n bytes). */
struct str like_prefix(struct str pattern, char *out);

#endif

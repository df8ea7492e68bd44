/* mask.h: what is shown of a private text by default. Pure.
 *
 *   telephone   138****5678, 0738****235      the first three, the last three or four digits
 *   ID number   431302********1234            18 characters: the first six, the last four
 *   name        王**                          the first character
 *   other text  诉**                          the same
 * Shorter digit runs (an age, a house number) count as other text. */
#ifndef ZT_ASK_MASK_H
#define ZT_ASK_MASK_H

#include "base/arena.h"

struct str mask_text(struct arena *a, struct str s);
/* A person {"name", "phone", …}: each member masked, in one line: "王** 138****5678". */
struct str mask_person(struct arena *a, struct str json);
/* The same, not masked. */
struct str bare_person(struct arena *a, struct str json);
/* Running text: mobile, telephone, ID and bank card numbers keep their ends (138****5678), each of
 * the given names its first character. Numbers of records (ZTC2022000017) stay. */
struct str mask_within(struct arena *a, struct str s, const struct str *name, size_t n);

#endif

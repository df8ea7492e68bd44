/* str.h: text as (pointer, length). Not NUL-terminated, never owned; UTF-8 unless said otherwise.
 * C strings exist only at the border (argv, SQLite, libyaml) and are converted there. */
#ifndef ZT_BASE_STR_H
#define ZT_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
        const char *p;
        size_t n;
};

#define S(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
#define SI(lit)                                                                                    \
        {                                                                                          \
                "" lit, sizeof(lit) - 1                                                            \
        } /* in static initialisers */
#define STR_NONE ((struct str){ 0 })

struct str str_c(const char *c); /* view of a C string; NULL gives the empty str */
bool str_eq(struct str a, struct str b);
int str_cmp(struct str a, struct str b); /* by byte = by code point; <0, 0, >0 */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
struct str str_from(struct str s, size_t at);          /* s[at..]; at past the end gives empty */
struct str str_sub(struct str s, size_t at, size_t n); /* clipped */
struct str str_trim(struct str s);                     /* ASCII white space off both ends */
bool str_find(struct str s, struct str what, size_t *ret_at);
/* Next piece of *rest up to `sep` (not in the piece); false when *rest was exhausted before. An
 * empty input gives no piece. */
bool str_split(struct str *rest, char sep, struct str *ret_piece);
/* Cuts at the first `sep`: true and both halves, or false and nothing written. */
bool str_cut(struct str s, char sep, struct str *ret_head, struct str *ret_tail);
uint64_t str_hash(struct str s); /* for maps in memory only: another machine gives another */
/* Edit distance up to `max` (more gives max + 1); for "did you mean". Bytes. */
size_t str_distance(struct str a, struct str b, size_t max);

#endif

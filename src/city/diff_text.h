/* diff_text.h: the pieces diff_*.c write the things of a ledger with; each is empty for what is not
 * declared, and a name for an index (-1: none). */
#ifndef ZT_CITY_DIFF_TEXT_H
#define ZT_CITY_DIFF_TEXT_H

#include "city/diff_in.h"

void diff_put(struct thing *t, const char *zh, const char *en, struct str v);
void diff_put_as(struct thing *t, const char *zh, const char *en, struct str v, unsigned flags);
void diff_put_label(const struct side *s, struct thing *t, const struct label *x);
struct things diff_things(const struct side *s, size_t n);

struct str diff_yes(const struct side *s, bool is);
struct str diff_number(const struct side *s, int64_t v);
struct str diff_label(const struct side *s, const struct label *x);
struct str diff_condition(const struct side *s, const struct expr *e);
struct str diff_allowance(const struct side *s, struct allowance w); /* the canonical form */
struct str diff_day(const struct side *s, struct day d);
struct str diff_minute(const struct side *s, int m);
struct str diff_under(const struct side *s, enum under u, int duty);

struct str diff_field(const struct side *s, int i);
struct str diff_state(const struct side *s, int i);
struct str diff_step(const struct side *s, int i);
struct str diff_duty(const struct side *s, int i);
struct str diff_clock(const struct side *s, int i);
struct str diff_paper(const struct side *s, int i);

struct str diff_add(const struct side *s, struct str all, struct str one); /* x, y */
struct str diff_pair(const struct side *s, struct str name, struct str v); /* name: v */
/* The names in `mask` of n things, sorted: the order of declaration is no change. */
struct str diff_names(const struct side *s, uint64_t mask, size_t n,
                      struct str (*name)(const struct side *s, int i));
struct str diff_fields(const struct side *s, const int *v, size_t n);

#endif

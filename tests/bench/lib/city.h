/* city.h: the demo city's offices, posts and ledgers in a folder of the bench, and a made-up
 * life for it: requests come in, are assigned, signed for, replied to and rated, by whom the
 * demo's posts allow, each step hours or days after the one before. The clock is injected, the
 * randomness of keys and salts real. */
#ifndef ZT_BENCH_CITY_H
#define ZT_BENCH_CITY_H

#include "loop/admin.h"

struct bcity {
        struct arena a;
        struct sys_fake clock;
        struct sys sys;
        struct faults f;
        const char *dir;
        struct writer w;
};

/* All of these end the bench when something is refused. */
void bcity_make(struct bcity *c, const char *dir);
void bcity_open(struct bcity *c, const char *dir); /* c->clock as it was left */
void bcity_close(struct bcity *c);
/* A definition file besides those of the demo. */
void bcity_define(struct bcity *c, struct str path, struct str text);
void bench_fail(const struct faults *f, const char *what) __attribute__((noreturn));

struct life;
/* So many records are entered in two years. */
struct life *life_new(struct bcity *c, int64_t records);
/* The next n commands, on n different records, as they would come; moves the clock. They live
 * until the next call. life_learn takes what came of them. */
void life_group(struct life *x, struct request *r, size_t n);
void life_learn(struct life *x, const struct request *r, size_t n);
int64_t life_entered(const struct life *x);

uint64_t bench_random(uint64_t *state); /* xorshift */

#endif

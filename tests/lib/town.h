/* town.h: a whole city in a temporary folder, for tests of loop/ and ask/: the shipped
 * definitions, a small tree of offices, some accounts, an injected clock that starts on
 * 2022-03-19 08:00 +08:00.
 */
#ifndef ZT_TESTS_TOWN_H
#define ZT_TESTS_TOWN_H

#include "loop/admin.h"
#include "loop/batch.h"

struct town {
        struct arena a;
        struct sys_fake fake;
        struct sys sys;
        struct faults f;
        const char *dir;
        enum lang lang; /* of outcomes; English unless changed */
        struct writer w;
};

/* share: definitions from the repository's share/; false when it could not be made (faults
 * printed). */
bool town_open(struct town *t, const char *dir);
/* share/'s definitions and those of another folder besides (NULL: none), e.g. TOWN_LOOP. */
bool town_open_more(struct town *t, const char *dir, const char *folder);
#define TOWN_LOOP "tests/unit/loop/defs"
/* The same with definition files of the caller (path, text pairs) instead of share/'s ledgers. */
bool town_open_defs(struct town *t, const char *dir, const struct defs *d);
void town_close(struct town *t);
/* Moves the clock. */
void town_at(struct town *t, const char *local);
/* "title=…&lead=…": one command; login "requester" or an account; returns its outcome. */
struct outcome_of town_do(struct town *t, const char *login, const char *ledger, int64_t record,
                          const char *step, const char *fields);
/* Code of the first fault, "" for none. */
const char *outcome_code(const struct outcome_of *o);
void town_print(const struct faults *f);
/* Rebuilds in the same file and tells whether the digests agree. */
bool town_rebuild_same(struct town *t);

#endif

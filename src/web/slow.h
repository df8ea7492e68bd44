/* slow.h: who fails often waits: attempts by name (a login, a number) and by address, in memory.
 *
 * From the third failure on each further try waits 1, 2, 4 … 30 seconds after the last; ten quiet
 * minutes forget it. Bounded: a fixed table; under a flood of names the address still counts.
 * Thread-safe: one lock. */
#ifndef ZT_WEB_SLOW_H
#define ZT_WEB_SLOW_H

#include "base/arena.h"
#include "base/err.h"
#include "base/time.h"

struct slows;
struct slows *slows_new(void);
void slows_free(struct slows *s); /* accepts NULL */
/* Milliseconds still to wait, 0 = go on. */
int64_t slows_wait(struct slows *s, struct str name, struct str address, struct moment now);
void slows_failed(struct slows *s, struct str name, struct str address, struct moment now);
/* Around a password's hash, which takes 19 MiB and tens of milliseconds: waits until fewer than two
 * are under way in the process. */
void slows_hash_begin(struct slows *s);
void slows_hash_end(struct slows *s);
/* Files sent from an address by nobody signed in: at most UPLOAD_FILES_MAX and UPLOAD_BYTES_MAX an
 * hour. Milliseconds until the next is taken; 0: this one counts. */
int64_t slows_upload(struct slows *s, struct str address, int64_t bytes, struct moment now);
/* The name is forgiven; the address only half: others may be tried from there. */
void slows_good(struct slows *s, struct str name, struct str address);

#endif

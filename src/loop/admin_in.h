/* admin_in.h: what admin.c and admin_account.c share: one event of the city (inside loop/). */
#ifndef ZT_LOOP_ADMIN_IN_H
#define ZT_LOOP_ADMIN_IN_H

#include "base/json.h"
#include "loop/writer.h"

/* admin_event_init opens the result's object; keys in ascending order; admin_event_put closes,
 * seals and appends it in the open transaction; admin_event_done in any case. */
struct city_event {
        struct writer *w;
        struct arena a;
        struct faults *f;
        struct event e;
        struct buf result;
        struct jout j;
        struct {
                struct seal seal;
                struct str field, text;
        } text[2]; /* sealed, text_n of them */
        size_t text_n;
        int64_t subject; /* of all */
};
void admin_event_init(struct city_event *x, struct writer *w, struct str step, struct moment at,
                      struct faults *f);
void admin_event_done(struct city_event *x);
/* A sealed text of the event: the commitment goes into the result under `field`. */
void admin_event_text(struct city_event *x, struct str field, struct str text, int64_t subject);
MUST_USE enum err admin_event_put(struct city_event *x);
/* Commits when e is OK; after a refusal the former city stands in memory again. */
MUST_USE enum err admin_finish(struct writer *w, enum err e, struct faults *f);
/* password_hash, told. */
MUST_USE enum err admin_hash(struct arena *a, struct str password, struct str *ret,
                             struct faults *f);
/* Index of a login; and not the acting administrator's own (admin_account.h). */
MUST_USE enum err admin_find_account(const struct writer *w, struct str login, struct faults *f,
                                     int *ret);
MUST_USE enum err admin_not_own(int by, int account, struct str login, struct faults *f);
/* Id of an account by its index; 0 for -1. */
int64_t admin_account_id(const struct writer *w, int account);

#endif

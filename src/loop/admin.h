/* admin.h: what is done to the city itself: opening it, definitions, offices, calendars,
 * accounts, keys.
 *
 * Each is one event (an account one each) in one transaction; definitions, offices and calendars
 * bring the derived tables along: where what they hold changes, everything is replayed in the
 * same transaction. */
#ifndef ZT_LOOP_ADMIN_H
#define ZT_LOOP_ADMIN_H

#include "loop/writer.h"

struct new_city {
        const char *dir;
        struct str name, zone; /* code of the city; zone as zone_parse reads it */
        bool demo;
        const struct sys *sys;
};
/* Makes data/ and audit/ with an empty log: event 0, the signing key, derived tables. Refuses a
 * folder that has data already. Draft files are not its business. */
MUST_USE enum err city_open_new(const struct new_city *n, struct faults *f);

/* Checks, compares, puts in force. `report` gets the diff for people. */
MUST_USE enum err admin_apply(struct writer *w, const struct defs *d, enum lang lang,
                              struct faults *f, struct buf *report);
MUST_USE enum err admin_offices(struct writer *w, struct str file, struct str csv, struct faults *f,
                                int64_t *ret_rows);
MUST_USE enum err admin_calendar(struct writer *w, struct str file, struct str text,
                                 struct faults *f);
/* New accounts, or posts added to known logins; passwords (may be empty) are hashed beside. */
MUST_USE enum err admin_accounts(struct writer *w, const struct account_row *rows, size_t n,
                                 struct faults *f, int64_t *ret_new);
MUST_USE enum err admin_password(struct writer *w, struct str login, struct str password,
                                 struct faults *f);
/* Destroys the record's key and says so in the log. */
MUST_USE enum err admin_erase(struct writer *w, int64_t record, const struct ledger *l,
                              struct str because, int account, struct faults *f);
/* Keeps the text of a published bulletin, sealed, with what it was printed for. */
struct publish {
        struct str bulletin, office, text;
        struct day from, to; /* from DAY_NONE: as of `to` */
        int account;
};
MUST_USE enum err admin_publish(struct writer *w, const struct publish *p, struct faults *f,
                                int64_t *ret_seq);
/* The clock is right although it went back. */
MUST_USE enum err admin_clock(struct writer *w, int account, struct faults *f);
/* After a restore: a new epoch that names the last known head. */
MUST_USE enum err admin_epoch(struct writer *w, const struct anchor *known, struct faults *f);
/* From now on this key signs checkpoints. */
MUST_USE enum err admin_key(struct writer *w, const struct note_key *key, struct faults *f);
/* Drops and replays every derived table. */
MUST_USE enum err admin_rebuild(struct writer *w, struct faults *f, int64_t *ret_events);

#endif

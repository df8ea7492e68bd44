/* admin.h: what is done to the city itself: opening it, definitions, offices, calendars,
 * accounts, keys.
 *
 * Each is one event (an account one each) in one transaction; definitions, offices and calendars
 * bring the derived tables along: where what they hold changes, everything is replayed in the
 * same transaction. */
#ifndef ZT_LOOP_ADMIN_H
#define ZT_LOOP_ADMIN_H

#include "loop/admin_account.h"
#include "loop/succeed.h"
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
/* Then hands on what is open at offices that have ended (succeed.h). */
MUST_USE enum err admin_offices(struct writer *w, struct str file, struct str csv, struct faults *f,
                                int64_t *ret_rows);
/* Only what it would do. */
MUST_USE enum err admin_offices_dry(struct writer *w, struct str file, struct str csv,
                                    struct faults *f, struct succession *ret);
/* Then reckons anew what was provisional (reckon.h). */
MUST_USE enum err admin_calendar(struct writer *w, struct str file, struct str text,
                                 struct faults *f);
/* Destroys the record's key and says so in the log. */
MUST_USE enum err admin_erase(struct writer *w, int64_t record, const struct ledger *l,
                              struct str because, int account, struct faults *f);
/* Shows nothing by itself: puts on record who is to see which private field, why, and among the
 * looks. It is for accounts that see the record and hold there (or above) clerk, dispatcher,
 * handler, supervisor or evaluator. The record itself stays as it is: version, last day, figures.
 * The caller has asked its own reader (ask/scope.h) before, and opens the value after. */
struct reveal {
        int64_t record;
        const struct ledger *l;
        struct str field, because;
        int account; /* index */
        enum via via;
};
MUST_USE enum err admin_reveal(struct writer *w, const struct reveal *x, struct faults *f,
                               int64_t *ret_seq);
/* Records done or void whose last day is so far back that their ledger no longer keeps them, not
 * erased yet; by ledger and number. */
struct retained {
        int64_t record;
        struct str ledger, number;
        struct day last;
};
MUST_USE enum err admin_retain_list(struct writer *w, struct arena *a, struct faults *f,
                                    struct retained **ret, size_t *ret_n);
/* Erases them one by one, each whole, unless one went on meanwhile; the event says for how long
 * its ledger keeps records. account: its id. */
MUST_USE enum err admin_retain(struct writer *w, const struct retained *v, size_t n,
                               int64_t account, struct faults *f, int64_t *ret_erased);
/* Keeps the text of a published bulletin, sealed, with what it was printed for. */
struct publish {
        struct str bulletin, office, text;
        bool markdown;       /* the text is Markdown */
        struct str scores;   /* kept with it, sealed too; may be empty */
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

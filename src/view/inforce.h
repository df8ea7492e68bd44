/* inforce.h: the city as the log put it in force: definitions, offices, accounts, calendar, keys.
 *
 * City events (event.ledger empty), their steps and results; sealed texts lie under subject 0,
 * names of accounts under -(account id):
 *   open      {city, demo, zone}                        event 0
 *   key       {name, pub}                               who may sign checkpoints from now on
 *   apply     {definitions: text}                       defs_format
 *   offices   {offices: text, rows}                     one CSV
 *   calendar  {calendar: text, year}                    one year's file, 0 = local layer
 *   account   {account, disabled, login, name: text, posts: [{office, role}]}   whole state of
 *   one account
 *   stand_in  {account, for, from, office?, role?, to?}  stand_in_end  {stand}   view/stand.h
 *   batch_open {ledger, source, total}  batch_close {batch}  batch_taken {batch}
 *   publish   {bulletin, from?, office, on, root, score?: text, size, text: text}
 *   epoch     {root, size}                              head known before a restore
 *   (a calendar's notice is followed by events `reckon` of the records whose due times it moves)
 *   clock     {}                                        the system administrator lets time go on */
#ifndef ZT_VIEW_INFORCE_H
#define ZT_VIEW_INFORCE_H

#include "view/view.h"

struct inforce {
        struct arena a;          /* owns everything below, but for the accounts */
        struct arena people;     /* owns the accounts: they change oftener than the rest */
        const struct city *city; /* NULL before the first apply */
        struct offices offices;
        struct accounts accounts;
        struct calendar *calendar;
        struct note_key *keys; /* that may have signed checkpoints, oldest first */
        size_t keys_n;
        struct str name;   /* of the city, from event 0 */
        struct str origin; /* zhitong/<16 hex of event 0's leaf> */
        struct zone zone;
        bool demo;
        struct moment
                now; /* as of which stand-ins hold their posts; kept by inforce_load. 0: none */
};
void inforce_done(struct inforce *x);
/* Everything up to the end of the log. `accounts` come from the derived tables. */
MUST_USE enum err inforce_load(struct store *st, struct keys *keys, struct faults *f,
                               struct inforce *ret);
/* The accounts anew, as of x->now; indexes stay, pointers to the former ones do not. */
MUST_USE enum err inforce_accounts(struct store *st, struct inforce *x);
/* Has the day of x->now passed at `now`? Then the accounts are to be read anew as of that. */
bool inforce_passed(const struct inforce *x, struct moment now);
/* The calendar that held at a version (seq), for explanations. */
MUST_USE enum err inforce_calendar(struct store *st, struct keys *keys, struct arena *a,
                                   int64_t version, struct faults *f, struct calendar **ret);

/* Drops every derived table and replays the log into it, inside the caller's write transaction.
 * x is loaded anew from the log. */
MUST_USE enum err view_rebuild(struct store *st, struct keys *keys, struct inforce *x,
                               struct faults *f, int64_t *ret_events);
/* Ordered digest of every derived table: one hash a table, and one over all. Rows of zeros and
 * closings equal to the one before do not count: they depend on how commits were grouped. */
struct view_digest {
        struct str table;
        struct hash hash;
        int64_t rows;
};
MUST_USE enum err view_digests(struct store *st, struct arena *a, struct view_digest **ret,
                               size_t *ret_n, struct hash *ret_all);

/* A view on a loaded city; closed month read from the database. */
MUST_USE enum err view_open(struct view *v, struct store *st, const struct city *c);
void view_close(struct view *v);
/* Another process has written: what is remembered of the tables does not hold. */
void view_forget(struct view *v);
/* Before the commands of a moment: closes the months before its month. Flushes first. */
MUST_USE enum err view_month(struct view *v, struct moment at, struct zone z, struct faults *f);

#endif

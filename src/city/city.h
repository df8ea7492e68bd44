/* city.h: what a city put in force: settings, lists, ledgers, texts, bulletins. Immutable.
 *
 * Definition files (a struct defs) come from a folder (drafts: exchange/drafts.h) or from the log
 * (in force): same reader.
 *   city.yaml  ledgers/NAME.yaml  lists/NAME.yaml  texts/NAME.{zh,en}.md  bulletins/NAME.md
 * Calendars, offices and accounts are events of their own and are put in beside. */
#ifndef ZT_CITY_CITY_H
#define ZT_CITY_CITY_H

#include "base/buf.h"
#include "city/ledger.h"

struct defs_file {
        struct str path, text;
};
struct defs {
        struct defs_file *f; /* ascending by path */
        size_t n;
};
/* What a path is, and the NAME in it (a text's and bulletin's with its ".zh" or ".en", if it has
 * one). */
enum defs_kind { DEFS_CITY, DEFS_LEDGER, DEFS_LIST, DEFS_TEXT, DEFS_BULLETIN, DEFS_KIND_COUNT };
enum defs_kind defs_kind(struct str path, struct str *ret_name); /* DEFS_KIND_COUNT: none of them */
/* One canonical JSON object path → text, and back: how they stand in the log. */
void defs_format(const struct defs *d, struct buf *out);
MUST_USE enum err defs_parse(struct arena *a, struct str json, struct defs *ret);

struct choice {
        struct str code;
        struct label label;
        int parent; /* index, -1 */
        struct day since, retired;
};
struct list {
        struct str name;
        struct label label;
        struct choice *c; /* parents before children; order = rank */
        size_t n;
        bool tree;         /* some choice has a parent */
        struct str *codes; /* of c, for struct prop */
};

/* city.yaml `sign_in`: how accounts sign in. */
struct sign_in {
        int64_t idle_ms;   /* a session ends when nothing came for so long */
        int failures;      /* so many wrong passwords in a row lock the login … */
        int64_t locked_ms; /* … for so long */
        unsigned totp;     /* 1 << ROLE_…: who holds one of these gives a code besides */
        int keep_months;   /* the log of looks and of sign-ins */
};
#define SIGN_IN_USUAL                                                                              \
        {                                                                                          \
                .idle_ms = INT64_C(60000) * 30, .failures = 5, .locked_ms = INT64_C(60000) * 15,   \
                .keep_months = 12                                                                  \
        }

struct city {
        struct str name; /* code of the city: [a-z0-9-] */
        struct label label;
        struct str zone_name;
        struct zone zone;
        enum lang lang;
        int open_minute, close_minute, end_minute;
        struct sign_in sign_in;
        struct defs defs;
        struct list *lists;
        size_t lists_n;
        struct ledger *ledgers;
        size_t ledgers_n;
        int64_t version; /* seq of the apply event, -1 for a draft */
        /* put in beside, may be NULL in a draft */
        const struct offices *offices;
        const struct accounts *accounts;
        const struct calendar *calendar;
};

/* Parses and checks everything; every mistake to f. offices may be NULL (codes in files are then
 * not looked up). ret is usable only on OK. */
MUST_USE enum err city_build(struct arena *a, const struct defs *d, const struct offices *offices,
                             struct faults *f, struct city **ret);
/* Words used that the engine does not run yet, as faults "apply.unrun", one each by name. */
MUST_USE enum err city_runs(const struct city *c, struct faults *f);
/* What a change from old (NULL = nothing) to new does, in lines for people: ledgers, fields,
 * states, steps, choices added, changed, retired; figures changed (with since). Deleted fields,
 * states, steps, choices or changed types are faults "diff.…". */
MUST_USE enum err city_diff(const struct city *old, const struct city *new_, struct faults *f,
                            enum lang lang, struct buf *out);
int city_ledger(const struct city *c, struct str name);
int city_list(const struct city *c, struct str name);
int list_choice(const struct list *l, struct str code);
/* Is code the same as or below above in a tree list. */
bool list_under(const struct list *l, struct str code, struct str above);
struct str city_text(const struct city *c, struct str name, enum lang lang); /* .p NULL: none */
/* bulletins/NAME.LANG.md, else bulletins/NAME.md; .p NULL if there is neither. */
struct str city_bulletin(const struct city *c, struct str name, enum lang lang);
struct clock_rules city_clock(const struct city *c, int end_minute); /* end -1 = the city's */

#endif

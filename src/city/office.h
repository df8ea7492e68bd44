/* office.h: the tree of offices with the days on which it held, and the posts of accounts.
 * Immutable.
 *
 * An office is known by its code for ever; its number (index + 1, in order of first appearance) is
 * what cells use. A row of offices.csv (code,parent,level,kind,name,name_en,from,to,into) is one
 * span: the same code may come again with another parent and later days. Days empty = always.
 * Levels: city county township village; kinds: area bureau firm. The root has no parent.
 *
 * `into` names the successor of an office that ends (towns merge): from the day after its last the
 * ended office lies below it, with everything that still stands there. So its balances, scope and
 * figures go on at the successor, and what it was before stays as it was. */
#ifndef ZT_CITY_OFFICE_H
#define ZT_CITY_OFFICE_H

#include "base/err.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/time.h"

enum level { LEVEL_CITY, LEVEL_COUNTY, LEVEL_TOWNSHIP, LEVEL_VILLAGE, LEVEL_COUNT };
extern const struct str level_names[LEVEL_COUNT]; /* city county township village */
enum office_kind { OFFICE_AREA, OFFICE_BUREAU, OFFICE_FIRM, OFFICE_KIND_COUNT };

struct office_span {
        struct day from, to; /* DAY_NONE = open end; to is the last day it held */
        int parent;          /* index, -1 = root */
        int into;            /* index of the successor after `to`, -1 = none */
        enum level level;
        enum office_kind kind;
        struct str zh, en;
};
struct office {
        struct str code;
        struct office_span *spans; /* ascending by day */
        size_t spans_n;
};
struct offices {
        struct office *o;
        size_t n;
        int root; /* of the latest days; -1 when there are no offices */
        struct map by_code;
};

/* Adds the rows of one CSV (header line required; table.h) to a copy of `old` (NULL = none); old
 * numbers stay. A row with the code and the first day of a span of `old` replaces that span: so a
 * span is given its end or another name, and the same file read twice changes nothing. Nothing is
 * shared with `old` or csv. Kind defaults to area; days are 2022-08-22 or, from Excel, 2022/8/22.
 * Refused: unknown parent, parent that did not exist on some day of the span, cycle, two roots on
 * one day, overlapping spans, bad code ([A-Za-z0-9._-], at most CODE_BYTES_MAX), depth over
 * OFFICE_DEPTH_MAX, bad day, no name, a successor that does not exist on the day after, is the
 * office itself, or of an office that does not end. Every mistake to f: "offices.csv:7". */
MUST_USE enum err offices_read(struct arena *a, const struct offices *old, struct str file,
                               struct str csv, struct faults *f, struct offices *ret);
int office_find(const struct offices *o, struct str code); /* index or -1 */
/* Span of that day, or NULL if it did not exist then. DAY_NONE = the latest span. */
const struct office_span *office_on(const struct offices *o, int i, struct day d);
struct str office_name(const struct offices *o, int i, struct day d, enum lang lang);
/* The office itself and all above it on that day, nearest first; count (<= OFFICE_DEPTH_MAX). An
 * office that did not exist on that day stands below its successor, else where it stood last, or
 * first: what is left there still belongs to somebody. So for office_under. */
size_t office_above(const struct offices *o, int i, struct day d, int out[static OFFICE_DEPTH_MAX]);
/* The first day after `after` on which the office, or one above it, gets another parent;
 * DAY_NONE. */
struct day office_moves(const struct offices *o, int i, struct day after);
/* The office that goes on with what an ended one leaves, on that day: itself while it exists, else
 * its successor's successor …; -1 when it ended without one (or has not begun). DAY_NONE: in the
 * end. */
int office_heir(const struct offices *o, int i, struct day d);
/* Is `i` the office `top` or below it on that day. */
bool office_under(const struct offices *o, int i, int top, struct day d);
int office_root(
        const struct offices *o); /* index of the latest root, -1 when there are no offices */

enum role {
        ROLE_REQUESTER,
        ROLE_CLERK,
        ROLE_RECORDER,
        ROLE_DISPATCHER,
        ROLE_HANDLER,
        ROLE_SUPERVISOR,
        ROLE_EVALUATOR,
        ROLE_LEADER,
        ROLE_AUDITOR,
        ROLE_SYSTEM,
        ROLE_SECURITY,
        ROLE_AUDIT,
        ROLE_TIMER,
        ROLE_COUNT
};
struct str role_name(enum role r);
struct str role_label(enum role r, enum lang lang); /* 热线坐席 … */
MUST_USE enum err role_parse(struct str s, enum role *ret);

struct post {
        int office; /* index */
        enum role role;
        int64_t acting_for; /* held as the stand-in of this account (id); 0: its own */
};
struct account {
        int64_t id; /* from 1, never reused */
        struct str login;
        bool disabled;
        struct post *posts; /* its own first */
        size_t posts_n;
};
/* The posts of its own: the first so many. */
size_t account_own(const struct account *x);
struct accounts {
        struct account *v; /* ascending by id */
        size_t n;
        struct map by_login;
};
int account_find(const struct accounts *x, struct str login); /* index or -1 */
int account_by_id(const struct accounts *x, int64_t id);      /* index or -1 */
/* Does the account hold the role at `at` or at an office above it on that day. A disabled one holds
 * nothing. */
bool account_holds(const struct accounts *x, int account, enum role r, const struct offices *o,
                   int at, struct day d);

/* One account of accounts.csv (login,name,office,roles [,password]); roles separated by spaces.
 * Logins are [a-z0-9._@-], at most CODE_BYTES_MAX. The same login on a further line adds posts at
 * another office; its name and password there are empty or the same. The role timer is nobody's.
 * Refused besides: unknown office or role, no name, a post twice. Nothing is shared with csv. */
struct account_row {
        struct str login, name, password;
        int line;
        struct post *posts;
        size_t posts_n;
};
struct account_rows {
        struct account_row *v; /* in the order of their first lines */
        size_t n;
};
MUST_USE enum err accounts_read(struct arena *a, const struct offices *o, struct str file,
                                struct str csv, struct faults *f, struct account_rows *ret);

#endif

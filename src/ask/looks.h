/* looks.h: what only the audit administrator may read: who opened which record, who signed in,
 * which links were issued. Lists with the latest first, paged by key (token.h's bare ids). The
 * caller has checked the role. */
#ifndef ZT_ASK_LOOKS_H
#define ZT_ASK_LOOKS_H

#include "ask/ask.h"

struct look_line {
        int64_t id;
        struct moment at;
        struct str login;          /* empty: a requester with the code, or a one-duty link */
        struct str ledger, number; /* of the record */
        int64_t record;
        struct str how; /* page api export rows link reveal */
};
struct looks_in {
        int64_t record;      /* 0 = any */
        int64_t account;     /* id; 0 = any */
        struct day from, to; /* DAY_NONE = open */
        int64_t limit;       /* 0 = 50 */
        struct str after;    /* `next` of the page before */
};
struct looks_out {
        struct look_line *v;
        size_t n;
        struct str next; /* empty: that was all */
};
/* ERR_INPUT told: `after` is no such place. */
MUST_USE enum err looks_read(const struct ask *k, const struct looks_in *in, struct looks_out *ret);

struct signin_line {
        int64_t id;
        struct moment at;
        struct str login, address; /* login empty: there is no such account */
        bool ok;
        struct str why; /* password locked disabled code; half: the code is still to come */
};
struct signins_out {
        struct signin_line *v;
        size_t n;
        struct str next;
};
/* Of looks_in: account, from, to, limit, after. */
MUST_USE enum err signins_read(const struct ask *k, const struct looks_in *in,
                               struct signins_out *ret);

struct link_line {
        int64_t id;
        struct str kind;           /* first password duty */
        struct str login;          /* whose password */
        struct str ledger, number; /* of the duty's record */
        int64_t duty;
        struct str made_by; /* empty: at the command line */
        struct moment made, expires, used;
};
struct links_out {
        struct link_line *v;
        size_t n;
        struct str next;
};
/* Of looks_in: account, from, to, limit, after. */
MUST_USE enum err links_read(const struct ask *k, const struct looks_in *in, struct links_out *ret);

/* Names of looks_read for people. */
struct str look_how_label(struct str how, enum lang lang);

#endif

/* scope.h: who asks, and which records he may see (I6).
 *
 * A reader is the operating system's owner at the command line (the whole city), the public (no
 * records; figures of public ledgers only), or an account: it sees the records on which an office
 * stands that one of its posts reaches down to, and everything when a post is at the root. The
 * three administrators' roles and the roles of nobody (requester, timer) reach no records. A record
 * that is confidential is for posts at the very offices on it, and for the root's dispatchers,
 * supervisors and leaders; one that names an office or account as recused is never for a person
 * with a post there or below, or for that account (view/sight.h). One SQL condition serves lists,
 * record pages, exports, work, search and the rows of figures; nothing else decides. */
#ifndef ZT_ASK_SCOPE_H
#define ZT_ASK_SCOPE_H

#include "city/ledger.h"
#include "store/sqlgen.h"

struct ask;
struct inforce;

enum { READER_CITY = -1, READER_PUBLIC = -2 };

struct reader {
        int account; /* index into accounts, READER_CITY or READER_PUBLIC */
        bool all;    /* every record, but for those hidden from him */
        bool whole;  /* and none is hidden from him */
        bool hides;  /* there may be records hidden from him */
        bool secret; /* sees confidential records, whatever their offices */
        int64_t id;  /* of the account; 0 */
        int *away;   /* offices that keep a record from him when it names them as recused */
        size_t away_n;
        int *top; /* offices of his posts, without repeats */
        size_t top_n;
        int *office; /* their numbers in `scope`: tops, and offices that came under them later */
        size_t office_n;
        int64_t record; /* a one-duty link: this record alone, and no figures; 0 = no such limit */
};

/* The reader of an account (index), or READER_CITY or READER_PUBLIC. A disabled account sees
 * nothing. */
void reader_init(struct reader *r, struct arena *a, const struct inforce *in, int account);
/* Somebody at an office, for one record alone: a one-duty link. */
void reader_init_record(struct reader *r, struct arena *a, const struct inforce *in, int office,
                        int64_t record);
/* May he open whole figures of that office: is it his, or below his. */
bool reader_reaches(const struct reader *r, const struct inforce *in, int office);

/* The condition for table r_… under the alias: one term in parentheses. */
void scope_put(const struct ask *k, struct sql *q, struct str alias);
/* Only: not hidden from the reader, though an office of his is on it; `id` is the column under the
 * alias with the record's id. TRUE for who sees the whole city. */
void scope_put_open_to(const struct ask *k, struct sql *q, struct str alias, struct str id);
/* Only: hidden from nobody: not confidential, and no party of it recused. */
void scope_put_open(struct sql *q, struct str alias);
/* Only: its batch is closed (or it came by none). */
void scope_put_closed(struct sql *q, struct str alias);
/* Does the reader see this record: ERR_NOT_FOUND when he does not, or when there is none. */
MUST_USE enum err scope_check(const struct ask *k, const struct ledger *l, int64_t record);
/* Is nothing of it kept from him (scope_put_open_to)? */
MUST_USE enum err scope_check_open(const struct ask *k, const struct ledger *l, int64_t record);

#endif

/* scope.h: who asks, and which records he may see (I6).
 *
 * A reader is the operating system's owner at the command line (the whole city), the public (no
 * records; figures of public ledgers only), or an account: it sees the records on which an office
 * stands that one of its posts reaches down to, and everything when a post is at the root. The
 * three administrators' roles and the roles of nobody (requester, timer) reach no records. One SQL
 * condition serves lists, record pages, exports and the rows of figures; nothing else decides. */
#ifndef ZT_ASK_SCOPE_H
#define ZT_ASK_SCOPE_H

#include "city/ledger.h"
#include "store/sqlgen.h"

struct ask;
struct inforce;

enum { READER_CITY = -1, READER_PUBLIC = -2 };

struct reader {
        int account; /* index into accounts, READER_CITY or READER_PUBLIC */
        bool all;    /* sees every record */
        int *top;    /* offices of his posts, without repeats */
        size_t top_n;
        int *office; /* their numbers in `scope`: tops, and offices that came under them later */
        size_t office_n;
};

/* The reader of an account (index), or READER_CITY or READER_PUBLIC. A disabled account sees
 * nothing. */
void reader_init(struct reader *r, struct arena *a, const struct inforce *in, int account);
/* May he open whole figures of that office: is it his, or below his. */
bool reader_reaches(const struct reader *r, const struct inforce *in, int office);

/* The condition for table r_… under the alias: one term in parentheses. */
void scope_put(const struct ask *k, struct sql *q, struct str alias);
/* Only: its batch is closed (or it came by none). */
void scope_put_closed(struct sql *q, struct str alias);
/* Does the reader see this record: ERR_NOT_FOUND when he does not, or when there is none. */
MUST_USE enum err scope_check(const struct ask *k, const struct ledger *l, int64_t record);

#endif

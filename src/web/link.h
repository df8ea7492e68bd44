/* link.h: one-time links and one-duty links: /link/TOKEN (design 9).
 *
 *   first     sets up the city's administrators (init prints it; 24 hours, once)
 *   password  sets an account's password (reset, bulk import; 24 hours, 30 days from an import;
 *             once)
 *   duty      lets a handler without an account (a power company) work on one duty: until the duty
 *             ends, at most 30 days; any number of times
 *
 * Only the SHA-256 of a token is kept (x_link). What was issued, by whom, and when it was used is
 * for the audit administrator. Making and using are done in loop/admin_account.h; here is what
 * pages need. */
#ifndef ZT_WEB_LINK_H
#define ZT_WEB_LINK_H

#include "loop/admin_account.h"
#include "web/web.h"

/* The link of a token, looked up on the desk's connection: ERR_NOT_FOUND told with one sentence for
 * unknown, used and expired ones. Opens no ask. */
MUST_USE enum err link_find(struct web *w, struct str token, struct account_link *ret);
/* BASE/link/TOKEN */
struct str link_url(const struct web *w, struct str token);

/* kind duty: begins the session that may work on it. In the writer; ctx: struct link_open. */
struct link_open {
        struct web *w;
        struct str token;
        char session[65]; /* for signin's cookie `zt` */
        bool done;
};
enum err link_open_write(struct writer *wr, void *ctx, struct faults *f);
/* kind password: sets it and signs nobody in. In the writer. Hash made before by signin_hash. */
struct link_password {
        struct web *w;
        struct str token, password, hash;
        bool done;
};
MUST_USE enum err link_password_check(struct web *w, struct link_password *x);
enum err link_password_write(struct writer *wr, void *ctx, struct faults *f);

/* The question's context for a one-duty session: reads as its holder, that record alone; also gives
 * ledger and duty. ERR_NOT_FOUND: the duty has ended. Instead of web_ask. */
MUST_USE enum err web_ask_duty(struct web *w, const struct ledger **ret_ledger);

#endif

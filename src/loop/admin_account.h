/* admin_account.h: accounts: their posts, passwords, and the links that give somebody a way in.
 *
 * Every function is one transaction of its own. `by` is the index of the acting administrator, or
 * -1 for the city folder's owner at the command line. Whatever the way in:
 *   an account holds at most one of the roles system, security, audit; nobody holds timer
 *   nobody changes his own posts, nor is handed posts by himself
 * Whether `by` may do this kind of thing at all is web/administer.h's table (pages and API).
 *
 * Rows of x_session end here; whoever keeps sessions in memory ends them there as well
 * (web/session.h). */
#ifndef ZT_LOOP_ADMIN_ACCOUNT_H
#define ZT_LOOP_ADMIN_ACCOUNT_H

#include "loop/writer.h"

/* New accounts, or posts added to known logins; passwords (may be empty) are hashed beside. */
MUST_USE enum err admin_accounts(struct writer *w, const struct account_row *rows, size_t n,
                                 struct faults *f, int64_t *ret_new);
/* The same by the system administrator: new logins only, and no administrators. */
MUST_USE enum err admin_accounts_by(struct writer *w, int by, const struct account_rows *rows,
                                    struct faults *f, int64_t *ret_new);
/* The posts of an account, in place of those it has. */
struct account_posts {
        struct str login;
        const struct post *v;
        size_t n;
};
MUST_USE enum err admin_account_posts(struct writer *w, int by, const struct account_posts *p,
                                      struct faults *f);

/* Disables it. Refused ("account.last") while it is the last enabled clerk, dispatcher or handler
 * at an office that holds open duties, unless `to` (may be empty) takes over: that account gets its
 * posts there in the same transaction. */
struct handed {
        struct {
                struct str office;
                int64_t duties; /* open there */
        } * v;
        size_t n;
        struct arena *a;
};
MUST_USE enum err admin_account_disable(struct writer *w, int by, struct str login, struct str to,
                                        struct faults *f, struct handed *ret);
/* Its posts, or those at one office (may be empty), go to the other account, in one transaction;
 * its sessions end. Who holds none any more may still sign in: disable is another thing. */
struct hand_over {
        struct str login, to, office;
};
MUST_USE enum err admin_account_hand_over(struct writer *w, int by, const struct hand_over *h,
                                          struct faults *f, struct handed *ret);
MUST_USE enum err admin_account_enable(struct writer *w, int by, struct str login,
                                       struct faults *f);
MUST_USE enum err admin_account_unlock(struct writer *w, struct str login, struct faults *f);

/* ---- stand-ins (view/stand.h): admin_stand.c ---- */

/* `login` holds the posts of `acting_for` from day to day (from NONE: today; to NONE: until it is
 * ended); office and role (may be empty) limit it. Refused: oneself, a disabled account, days past,
 * no such post; who stands in for somebody or is stood in for on some of the days himself (chains);
 * and an administrator's post, but for who is such an administrator already. */
struct stand_in {
        struct str login, acting_for, office, role;
        struct day from, to;
};
MUST_USE enum err admin_stand_in(struct writer *w, int by, const struct stand_in *x,
                                 struct faults *f, int64_t *ret_id);
/* Ends one (by its id), or all of that login for the other; ret_n: how many. ERR_NOT_FOUND. */
MUST_USE enum err admin_stand_end(struct writer *w, int by, int64_t id, struct faults *f);
MUST_USE enum err admin_stand_end_all(struct writer *w, int by, struct str login,
                                      struct str acting_for, struct faults *f, int64_t *ret_n);

/* ---- passwords ---- */

/* At least ten characters, not the login, not one of the most common; told with where
 * "password". */
MUST_USE enum err password_check(struct str login, struct str password, struct faults *f);
MUST_USE enum err admin_password(struct writer *w, struct str login, struct str password,
                                 struct faults *f);
/* A hash made elsewhere of a password that was checked. Ends the account's sessions but `but`. */
MUST_USE enum err admin_password_hash(struct writer *w, int64_t account, struct str hash,
                                      const struct hash *but, struct faults *f);

/* ---- links: the token goes to one person, once; only its hash is kept ---- */

enum link_kind { LINK_FIRST, LINK_PASSWORD, LINK_DUTY, LINK_KIND_COUNT };
#define LINK_DAY_MS    INT64_C(86400000)
#define LINK_IMPORT_MS (30 * LINK_DAY_MS) /* of a bulk import: letters travel */
struct account_link {
        enum link_kind kind;
        int64_t id, account, duty, record;
        struct str ledger;
        struct moment expires, used;
};
/* ERR_NOT_FOUND (not told): unknown, used, expired, or its duty has ended. */
MUST_USE enum err admin_link_find(struct store *st, struct arena *a, struct str token,
                                  struct moment now, struct account_link *ret);
/* The old password, second factor and sessions end; a link to set a new one. */
MUST_USE enum err admin_account_reset(struct writer *w, int by, struct str login, struct faults *f,
                                      char ret_token[static 65]);
/* Links for accounts that have no password yet, one each: logins and tokens into a. */
struct new_link {
        struct str login, token;
};
MUST_USE enum err admin_links_new(struct writer *w, struct arena *a,
                                  const struct account_rows *rows, struct faults *f,
                                  struct new_link **ret, size_t *ret_n);
/* Uses the link: the password is set. ERR_NOT_FOUND (told) when it is not good any more. */
MUST_USE enum err admin_link_password(struct writer *w, struct str token, struct str hash,
                                      struct faults *f, int64_t *ret_account);
/* A link for one open duty, by a dispatcher or supervisor who reaches its holder or its record's
 * owner. ERR_DENIED, ERR_NOT_FOUND, ERR_CONFLICT (it has ended) told. */
MUST_USE enum err admin_link_duty(struct writer *w, int by, int64_t duty, struct faults *f,
                                  char ret_token[static 65]);
MUST_USE enum err admin_link_used(struct writer *w, int64_t link);

/* ---- the first administrators ---- */

MUST_USE enum err admin_link_first(struct writer *w, struct faults *f, char ret_token[static 65]);
/* The page behind it: the root office if there are no offices, and the three administrators, the
 * system's with a password, the others with links. The link is used up. */
struct first_setup {
        struct str token;
        struct str office, office_name;           /* when there are no offices yet */
        struct str sys, security, audit;          /* logins */
        struct str password;                      /* of the system administrator */
        char security_token[65], audit_token[65]; /* out */
};
MUST_USE enum err first_setup(struct writer *w, struct first_setup *x, struct faults *f);

#endif

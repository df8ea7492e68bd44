/* sight.h: whom a record is for: the offices on it and those above them, less whoever is recused.
 *
 * Two derived tables say so, and ask/scope.c reads nothing else (I6):
 *   scope   the offices on the record and those above them, but the root; while the record is
 *           confidential the very offices on it alone (the root too, if it is one)
 *   hidden  (record, 0, 0): it is confidential; (record, office, 0) and (record, 0, account): who
 *           is recused, as the record names them. "At that office or below it" is asked of the
 *           tree of today, when somebody reads.
 * decide asks the same of the record's image (sight_has). */
#ifndef ZT_VIEW_SIGHT_H
#define ZT_VIEW_SIGHT_H

#include "view/view.h"

/* Is there a ledger that can hide records from those who would see them. */
bool sight_hides(const struct city *c);
/* Rows of scope, hidden and open_work that the event brings and takes: from p->before to `after`.
 */
MUST_USE enum err sight_write(struct view *v, const struct projection *p, const struct rec *after);

/* The offices whose posts, and whose lower offices' posts, are asked about for recusal: that of
 * each post of the account and those above it today, and those that have gone into one of them: who
 * goes on with an office's work is a party where it was. Indexes, without repeats. */
size_t sight_offices(struct arena *a, const struct offices *o, const struct account *who,
                     int **ret);
/* Do posts of this role reach records at all. */
bool sight_reads(enum role r);
/* Posts of these roles at the root see confidential records too. */
bool sight_secret(enum role r);

/* Does the account (index) see the record with a post of one of the roles (1 << ROLE_…)? */
struct sight {
        struct arena *a;
        const struct city *city;
        const struct ledger *l;
        const struct rec *r;
        struct day day; /* today: the tree that is asked */
};
bool sight_has(const struct sight *x, int account, unsigned roles);
/* And posts at the office: those that see what is confidential, if any do. */
bool sight_office_has(const struct sight *x, int office);
bool sight_confidential(const struct sight *x);
/* Is the account, or an office or one above it, recused? */
bool sight_recused(const struct sight *x, int account);
bool sight_office_recused(const struct sight *x, int office);
/* The same by its code: of a holder, or of who would be told. */
bool sight_code_recused(const struct city *c, const struct ledger *l, const struct rec *r,
                        struct str office);

#endif

/* public.h: what the files of the public pages share (inside pages/).
 *
 *   public.c    /   /enter/L   /lang/…      home, entering, the table of routes
 *   follow.c    /follow   /follow/L/N/S     a request by its number and code, and its steps
 *   publish.c   /bulletin/N   /figures/L.F  what is published
 *   sign.c      /signin…   /signout   /app/me    signing in and out, one's own account
 *   link.c      /link/T   /duty             one-time and one-duty links
 * The requester acts without an account even when somebody is signed in. The follow-code never
 * stands in an address: it travels in the body of forms only. */
#ifndef ZT_PAGES_PUBLIC_H
#define ZT_PAGES_PUBLIC_H

#include "ask/figure.h"
#include "ask/show.h"
#include "pages/page.h"

/* The step by which a requester enters a record; NULL: this ledger has none. */
const struct step *public_entering(const struct ledger *l);
/* A public ledger of that name; ERR_NOT_FOUND told. */
MUST_USE enum err public_ledger(struct web *w, struct str name, const struct ledger **ret);
struct actor public_actor(void);
/* The declared inputs of a step. */
void public_inputs(struct page *p, const struct ledger *l, const struct step *s);
/* <div class="card"> with a heading; ends with public_card_end. */
void public_card(struct page *p, struct str title);
void public_card_end(struct page *p);
/* A record's state and promise, what it is about, what has happened. */
void public_stand(struct page *p, const struct shown *x);
void public_fields(struct page *p, const struct shown *x);
void public_events(struct page *p, const struct shown *x);
/* The form of one step; code: the follow-code that goes with it, may be empty. */
struct public_step {
        const struct shown *x;
        const struct step *s;
        struct str code, to;
};
void public_step(struct page *p, const struct public_step *x);
/* A guard that nothing typed into the form can change, and that does not hold. */
bool public_guarded(const struct web *w, const struct shown *x, const struct step *s);
/* Mistakes about a reason stand at its input. */
void public_place_faults(struct faults *f);
/* Is every ledger the bulletin draws on public? */
bool public_bulletin(const struct web *w, struct str name);
/* The hidden number and code of a request that has been shown, and the way to its page. */
void public_follow_button(struct page *p, struct str number, struct str code);

enum err public_home(struct web *w);
enum err public_enter_form(struct web *w);
enum err public_enter(struct web *w);
enum err public_entered(struct web *w);
enum err public_language(struct web *w);
enum err follow_form(struct web *w);
enum err follow_open(struct web *w);
enum err follow_again(struct web *w);
enum err follow_step(struct web *w);
enum err follow_stepped(struct web *w);
enum err follow_file(struct web *w);
enum err publish_bulletin(struct web *w);
enum err publish_figure(struct web *w);
enum err once_page(struct web *w);
enum err once_use(struct web *w);
enum err once_used(struct web *w);
enum err duty_page(struct web *w);
enum err duty_step(struct web *w);
enum err duty_stepped(struct web *w);
enum err duty_file(struct web *w);

#endif

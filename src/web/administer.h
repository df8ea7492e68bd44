/* administer.h: what each of the three administrators may do: one table for pages and API.
 *
 * An account holds at most one of the three roles. Nobody changes his own posts. What depends on
 * whom it is done to is checked in loop/admin_account.c. */
#ifndef ZT_WEB_ADMINISTER_H
#define ZT_WEB_ADMINISTER_H

#include "web/web.h"

enum administer {
        ADMINISTER_OFFICES,     /* import of offices */
        ADMINISTER_CALENDARS,   /* and days off */
        ADMINISTER_DEFINITIONS, /* check, diff, apply */
        ADMINISTER_ADD,         /* new accounts, without administrators' roles */
        ADMINISTER_POSTS,       /* roles of accounts, administrators' among them */
        ADMINISTER_STAND,       /* stand-ins */
        ADMINISTER_DISABLE,     /* disable and enable */
        ADMINISTER_RESET,       /* one-time link for a password; also ends the second factor */
        ADMINISTER_UNLOCK,
        ADMINISTER_LOOKS, /* who opened which record */
        ADMINISTER_SIGNINS,
        ADMINISTER_LINKS, /* links issued */
        ADMINISTER_VERIFY,
        ADMINISTER_PUBLISHED,
        ADMINISTER_ACCOUNTS, /* the list of accounts */
        ADMINISTER_COUNT
};
/* 1 << ROLE_… of those who may, for the doors of routes. */
unsigned administer_roles(enum administer what);
bool web_may_administer(const struct web *w, enum administer what);
struct str administer_name(enum administer what, enum lang lang);

#endif

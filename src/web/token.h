/* token.h: form tokens (against forged forms, CSRF).
 *
 * HMAC-SHA256(site.secret, whose ‖ day): whose is the session, or, for somebody not signed in, the
 * random visitor cookie `zv`, which the first form sets. Good on its day and the next. */
#ifndef ZT_WEB_TOKEN_H
#define ZT_WEB_TOKEN_H

#include "web/web.h"

/* The hidden inputs. Like all inputs of ours they begin with "_", as no declared field does. */
#define FORM_TOKEN "_token" /* its value is web_form_token (web.h) */
#define FORM_KEY   "_key"   /* the idempotency key, read by web_key (web.h) */

/* Compares the posted field in constant time. */
bool web_form_token_good(const struct web *w);

#endif

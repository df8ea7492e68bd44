/* browser.h: a browser in words that its owner knows again, "Firefox, Windows". Pure.
 *
 * Only words of our own tables come out, whatever a User-Agent says; empty: none that we know. It
 * is a help for the eye, not a proof: a User-Agent says what it likes. */
#ifndef ZT_WEB_BROWSER_H
#define ZT_WEB_BROWSER_H

#include "base/arena.h"

struct str browser_words(struct arena *a, struct str user_agent);

#endif

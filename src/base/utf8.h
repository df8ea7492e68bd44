/* utf8.h: checks and folding of text (utf8proc). */
#ifndef ZT_BASE_UTF8_H
#define ZT_BASE_UTF8_H

#include "base/arena.h"
#include "base/err.h"

/* Well-formed UTF-8 (RFC 3629, no surrogates) without NUL and control characters other than tab and
 * line feed and carriage return. */
bool utf8_ok(struct str s);
size_t utf8_len(struct str s); /* code points of well-formed text */
/* Full Unicode case folding after NFC; for CASEI and search. */
struct str utf8_fold(struct arena *a, struct str s);
/* Next code point; advances *at; 0xFFFD on malformed bytes. */
uint32_t utf8_next(struct str s, size_t *at);

#endif

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
/* What a code point is to search: a character that is a word of its own (Han, kana, hangul), part
 * of a word (letters, marks, digits of other scripts), or neither. */
enum utf8_kind { UTF8_OTHER, UTF8_WORD, UTF8_HAN };
enum utf8_kind utf8_kind(uint32_t c);

#endif

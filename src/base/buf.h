/* buf.h: growing output with a limit given at creation and a sticky error: put, put, put, look
 * once.
 * struct buf b = { .limit = N }; freed by buf_free (AUTO(buf_free)). limit 0 is a BUG. */
#ifndef ZT_BASE_BUF_H
#define ZT_BASE_BUF_H

#include "base/err.h"

struct buf {
        char *p;
        size_t n, cap, limit;
        enum err err; /* ERR_LIMIT once a put did not fit; nothing is written after that */
};

void buf_free(struct buf *b);
void buf_reset(struct buf *b); /* empty, keeps storage, clears the error */
void buf_put(struct buf *b, struct str s);
void buf_putc(struct buf *b, char c);
void buf_int(struct buf *b, int64_t v);
char *buf_take(struct buf *b, size_t n); /* n bytes for the caller to write now; NULL: no room */
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_hex(struct buf *b, const void *bytes, size_t n);
struct str buf_view(const struct buf *b); /* dies at the next put */

#endif

/* token.h: where a page of a list ended, as a short text. Opaque to whoever gets it.
 *
 *   1234            sorted by id: the last record's id
 *   1234.n          sorted by a property that the record has no value for
 *   1234.i20220822  its number, day or moment
 *   1234.tE58A9E…   its text, in hex
 * Stable: it says where the page ended, not how many rows came before. Pure. */
#ifndef ZT_ASK_TOKEN_H
#define ZT_ASK_TOKEN_H

#include "base/arena.h"
#include "base/err.h"

enum token_kind { TOKEN_ID, TOKEN_NONE, TOKEN_INT, TOKEN_TEXT };
struct token {
        enum token_kind kind;
        int64_t id, i;
        struct str text;
};
struct str token_format(struct arena *a, const struct token *t);
/* ERR_INPUT unless token_format could have written it. */
MUST_USE enum err token_parse(struct arena *a, struct str s, struct token *ret);

#endif

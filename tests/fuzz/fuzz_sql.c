/* Any bytes as SQL text: the rewriting changes nothing but a `$` before a digit; what SQLite thinks
 * of it is an error or a statement, never more. */
#include "base/err.h"
#include "fuzz.h"
#include "store/sqlite.h"

static void try_prepare(struct str s)
{
        struct store *st = NULL;
        struct stmt *stmt = NULL;
        ASSERT(store_open(":memory:", STORE_CREATE, &st) == OK);
        enum err e = store_stmt(st, s, &stmt);
        ASSERT((e == OK) == (stmt != NULL));
        ASSERT(e == OK || e == ERR_IO || e == ERR_LIMIT);
        ASSERT(e == OK || store_why(st).n > 0);
        ASSERT(!store_in_tx(st));
        stmt_done(&stmt);
        store_close(&st);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        AUTO(buf_free) struct buf b = { .limit = STORE_SQL_BYTES_MAX + 1 };
        struct str s = { (const char *)data, size };
        const char *why = NULL;
        if (text_rewrite(&b, s, &why) != OK) {
                ASSERT(why != NULL);
                return 0;
        }
        ASSERT(b.n == size + 1 && b.p[size] == '\0');
        for (size_t i = 0; i < size; i++) {
                if (b.p[i] == s.p[i]) continue;
                ASSERT(s.p[i] == '$' && b.p[i] == '?' && i + 1 < size);
                ASSERT(s.p[i + 1] >= '0' && s.p[i + 1] <= '9');
        }
        (void)text_blank(b.p);
        if (size < 2000) try_prepare(s);
        return 0;
}

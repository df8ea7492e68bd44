/* A page mark is refused, or is exactly what would be written again. */
#include "ask/token.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str s = { (const char *)data, size };
        struct token t, again;
        enum err e = token_parse(&a, s, &t);
        ASSERT(e == OK || e == ERR_INPUT);
        if (e != OK) return 0;
        ASSERT(t.id > 0 && str_eq(token_format(&a, &t), s));
        ASSERT(token_parse(&a, token_format(&a, &t), &again) == OK && again.id == t.id);
        return 0;
}

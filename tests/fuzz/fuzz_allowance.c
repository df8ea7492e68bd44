/* Any bytes as an allowance: what is read can be written and read again, in both languages, and a
 * clock of it is due not before it starts. */
#include "city/clock.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        AUTO(arena_done) struct arena a = { 0 };
        static const struct calendar cal = { 0 };
        struct clock_rules r = { &cal, { 480 }, 540, 1020, 1440 };
        struct clock c = { .start = { 1660552200000 } };
        struct allowance back;
        struct due due;
        if (allowance_parse((struct str){ (const char *)data, size }, &c.within) != OK) return 0;
        ASSERT(c.within.n >= 0 && c.within.unit < UNIT_COUNT);
        for (enum lang lang = LANG_ZH; lang <= LANG_EN; lang++) {
                struct str s = allowance_format(&a, c.within, lang);
                ASSERT(allowance_parse(s, &back) == OK);
                ASSERT(back.n == c.within.n && back.unit == c.within.unit);
        }
        enum err e = clock_due(&r, &c, c.start, &due);
        ASSERT(e == ERR_LIMIT || (e == OK && due.at.ms >= c.start.ms));
        return 0;
}

/* Telephone numbers of a person: digits only, 7 to 18 of them, and reading one gives it again; a
 * folded text stays as it is when it is folded again. */
#include "base/utf8.h"
#include "fuzz.h"
#include "view/keyed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str s = { (const char *)data, size }, *v, *again;
        size_t n = keyed_numbers(&a, s, &v);
        ASSERT(n <= size / 7);
        for (size_t i = 0; i < n; i++) {
                ASSERT(v[i].n >= 7 && v[i].n <= 18);
                for (size_t k = 0; k < v[i].n; k++) ASSERT(v[i].p[k] >= '0' && v[i].p[k] <= '9');
                ASSERT(keyed_numbers(&a, v[i], &again) == 1 && str_eq(again[0], v[i]));
        }
        if (!utf8_ok(s)) return 0;
        struct str folded = terms_fold(&a, s);
        ASSERT(str_eq(terms_fold(&a, folded), folded));
        return 0;
}

/* Any bytes as offices.csv: faults, or a tree in which on every day each office that is stands
 * below the one root; the same file read again changes nothing. */
#include "city/office.h"
#include "fuzz.h"

static void check_day(const struct offices *o, int i, struct day d)
{
        int up[OFFICE_DEPTH_MAX];
        size_t n = office_above(o, i, d, up);
        ASSERT(n >= 1 && up[0] == i);
        for (size_t k = 0; k < n; k++) {
                const struct office_span *s = office_on(o, up[k], d);
                ASSERT(s && s->zh.n > 0 && office_under(o, i, up[k], d));
                ASSERT((s->parent < 0) == (k + 1 == n)); /* the last is the root */
        }
}

static void check_tree(const struct offices *o)
{
        for (size_t i = 0; i < o->n; i++) {
                ASSERT(office_find(o, o->o[i].code) == (int)i && o->o[i].spans_n > 0);
                for (size_t k = 0; k < o->o[i].spans_n; k++) {
                        const struct office_span *s = &o->o[i].spans[k];
                        struct day from = s->from, to = s->to;
                        if (day_is(from)) check_day(o, (int)i, from);
                        if (day_is(to)) check_day(o, (int)i, to);
                        if (!day_is(from) && !day_is(to)) check_day(o, (int)i, (struct day){ 0 });
                }
        }
        ASSERT((office_root(o) < 0) == (o->n == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct str csv = { (const char *)data, size };
        struct offices o = { 0 }, again = { 0 };
        struct faults f;
        faults_init(&f, &a, size % 2 ? LANG_ZH : LANG_EN);
        enum err e = offices_read(&a, NULL, S("f"), csv, &f, &o);
        ASSERT((e == OK) == (f.n == 0));
        for (const struct fault *x = f.first; x; x = x->next)
                ASSERT(x->where.n > 0 && x->text.n > 0);
        if (e != OK) return 0;
        check_tree(&o);
        ASSERT(offices_read(&a, &o, S("f"), csv, &f, &again) == OK && again.n == o.n);
        for (size_t i = 0; i < o.n; i++) ASSERT(o.o[i].spans_n == again.o[i].spans_n);
        return 0;
}

/* Rules that make records for each other, over two ledgers; what one ledger shows stands in
 * tests/reject (380 to 391). */
#include "city/city.h"

#include "lib/t.h"

/* Two ledgers that link to each other, with a rule in each. */
static struct str faults_of(struct arena *a, const char *rule, const char *back)
{
        const char *names[] = { "left", "right" }, *rules[] = { rule, back };
        struct defs d = { .f = ARENA_NEW(a, struct defs_file, 3), .n = 3 };
        struct faults f;
        struct city *c = NULL;
        d.f[0] = (struct defs_file){ S("city.yaml"), S("city: x\n") };
        for (size_t i = 0; i < 2; i++)
                d.f[i + 1] = (struct defs_file){
                        str_printf(a, "ledgers/%s.yaml", names[i]),
                        str_printf(
                                a,
                                "ledger: %s\nfields:\n  title: {type: text}\n"
                                "  code: {type: code}\n  of_it: {type: link, of: %s}\n"
                                "states:\n  new: {kind: open}\n  shut: {kind: done}\n"
                                "steps:\n"
                                "  enter: {to: new, by: clerk@owner, ask: [title, code, of_it]}\n"
                                "  close: {from: new, to: shut, by: clerk@owner}\n"
                                "rules:\n  make: {%s}\n",
                                names[i], names[1 - i], rules[i])
                };
        faults_init(&f, a, LANG_EN);
        if (city_build(a, &d, NULL, &f, &c) == OK) return STR_NONE;
        struct str all = STR_NONE;
        for (const struct fault *x = f.first; x; x = x->next)
                all = str_printf(a, "%.*s%s%s %.*s", SP(all), all.n ? "; " : "", x->code,
                                 SP(x->where));
        return all;
}

TEST(ends_rules_between_ledgers)
{
        static const struct {
                const char *rule, *back, *want;
        } row[] = {
                { "every: month, each: right, makes: left",
                  "every: month, each: left, makes: right",
                  "rule.endless ledgers/left.yaml:13:3; rule.endless ledgers/right.yaml:13:3" },
                /* a condition on either ends it */
                { "every: month, each: right, makes: left, where: kind = 'done'",
                  "every: month, each: left, makes: right", "" },
                { "every: month, each: right, makes: left",
                  "every: month, each: left, makes: right, where: code IS NULL", "" },
                /* so does a key of the records' own: as many as there are codes */
                { "every: month, each: right, makes: left, map: {code: code}, key: [code]",
                  "every: month, each: left, makes: right, map: {code: code}, key: [code]", "" },
                /* one way is no circle */
                { "every: month, each: right, makes: left", "every: month, do: close", "" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_STR(i, faults_of(&a, row[i].rule, row[i].back), row[i].want);
}

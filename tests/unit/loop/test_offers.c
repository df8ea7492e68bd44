/* Which steps are offered on a record: not one whose guard nothing that is asked can still change. */
#include "loop/decide.h"

#include "lib/t.h"
#include "lib/town.h"

static struct defs_file files[] = {
        { SI("city.yaml"), SI("city: loudi\n") },
        { SI("ledgers/site.yaml"),
          SI("ledger: site\n"
             "fields:\n"
             "  name: {type: text}\n"
             "  grade: {type: choice, of: grades, ranked: true}\n"
             "states: {listed: {kind: open}}\n"
             "steps:\n"
             "  list: {to: listed, by: clerk, ask: [name, grade]}\n"
             "  city: {from: listed, when: grade = 'county', by: clerk, set: {grade: \"'city'\"}}\n"
             "  province: {from: listed, when: grade = 'city', say: only of city grade, by: clerk,\n"
             "             ask: [name], set: {grade: \"'province'\"}}\n"
             "  regrade: {from: listed, when: grade = 'province', by: clerk, ask: [grade]}\n") },
        { SI("lists/grades.yaml"),
          SI("list: grades\nchoices: [{code: county}, {code: city}, {code: province}]\n") },
};

static struct str offered(struct town *t, int64_t record, const char *step, struct str *why)
{
        const struct ledger *l = &t->w.inforce.city->ledgers[0];
        struct command c = { .who = { .account = account_find(&t->w.inforce.accounts, S("clerk")) },
                             .record = record,
                             .day = DAY_NONE,
                             .version = -1 };
        struct rec r;
        struct step_offer *o;
        size_t n;
        if (rec_load(&t->w.view, &t->a, l, record, &r) != OK) return S("none");
        struct decide_in in = { .a = &t->a,
                                .f = &t->f,
                                .city = t->w.inforce.city,
                                .l = l,
                                .cmd = &c,
                                .rec = &r,
                                .now = t->fake.now };
        decide_offers(&in, &o, &n);
        for (size_t i = 0; i < n; i++) {
                if (!str_eq(l->steps[o[i].step].name, str_c(step))) continue;
                *why = o[i].why;
                return o[i].may ? S("may") : str_c(o[i].code);
        }
        return S("none");
}

TEST(offers_look_at_the_guard)
{
        static const struct {
                const char *taken, *step, *want;
        } row[] = {
                { "", "city", "may" },
                { "", "province", "step.when" },
                { "", "regrade", "may" }, /* the grade that is given decides */
                { "city", "city", "step.when" },
                { "", "province", "may" },
                { "province", "province", "step.when" },
        };
        struct town t = { 0 };
        struct defs d = { .f = files, .n = LEN(files) };
        NEED(town_open_defs(&t, t_dir(), &d));
        struct outcome_of o = town_do(&t, "clerk", "site", 0, "list", "name=one&grade=county");
        NEED(o.err == OK);
        for (size_t i = 0; i < LEN(row); i++) {
                struct str why = STR_NONE;
                if (*row[i].taken)
                        CHECK_OK(i, town_do(&t, "clerk", "site", o.record, row[i].taken, "").err);
                CHECK_STR(i, offered(&t, o.record, row[i].step, &why), row[i].want);
        }
        town_close(&t);
}

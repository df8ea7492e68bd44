/* Which days are worked: the real notices, the local layer, reading and refusing. */
#include "city/calendar.h"

#include "../../lib/t.h"
#include "clocks.h"

TEST(calendar_real_days)
{
        static const struct {
                const char *day;
                enum day_kind kind;
                bool arranged;
                const char *name;
        } row[] = {
                { "2022-05-13", DAY_WORKED, true, "" },
                { "2022-05-14", DAY_WEEKEND, true, "" },
                { "2022-04-02", DAY_MAKE_UP, true, "清明" },
                { "2022-05-04", DAY_HOLIDAY, true, "劳动节" },
                { "2022-12-31", DAY_HOLIDAY, true, "元旦" }, /* by the notice for 2023 */
                { "2018-12-29", DAY_MAKE_UP, true, "元旦" }, /* by the notice for 2019 */
                { "2020-02-01", DAY_HOLIDAY, true, "春节" }, /* made longer while it ran */
                { "2026-01-04", DAY_MAKE_UP, true, "元旦" },
                { "2026-02-28", DAY_MAKE_UP, true, "春节" },
                { "2026-12-31", DAY_WORKED, true, "" },
                { "2027-01-01", DAY_WORKED, false, "" },
                { "2027-01-02", DAY_WEEKEND, false, "" },
                { "2015-12-31", DAY_WORKED, false, "" },
                { "1971-01-02", DAY_WEEKEND, false, "" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        const struct calendar *c = arranged(&a, FIRST_YEAR, LAST_YEAR);
        for (size_t i = 0; i < LEN(row); i++) {
                struct day d = day(row[i].day);
                struct day_why why = calendar_day(c, d);
                CHECK_INT(i, why.kind, row[i].kind);
                CHECK_INT(i, why.arranged, row[i].arranged);
                CHECK_INT(i, why.worked, row[i].kind == DAY_WORKED || row[i].kind == DAY_MAKE_UP);
                CHECK_STR(i, why.name, row[i].name);
                CHECK_INT(i, calendar_works(c, d), why.worked);
                CHECK_INT(i, calendar_arranged(c, d), why.arranged);
        }
        /* the notice for 2026: 33 days off, 6 make-up days, 248 working days */
        CHECK_INT(-1, c->years[c->years_n - 1].off_n, 33);
        CHECK_INT(-1, c->years[c->years_n - 1].work_n, 6);
        CHECK_INT(-1, calendar_workdays(c, day("2025-12-31"), day("2026-12-31")), 248);
}

TEST(calendar_local_layer)
{
        static const struct {
                const char *day;
                enum day_kind kind;
                bool arranged;
                const char *name;
        } row[] = {
                { "2026-08-03", DAY_LOCAL_OFF, true, "台风" },
                { "2026-08-04", DAY_WORKED, true, "" },
                { "2026-08-08", DAY_LOCAL_WORK, true, "补台风" },
                { "2026-02-28", DAY_LOCAL_OFF, true, "" },     /* over a make-up day */
                { "2026-10-07", DAY_LOCAL_WORK, true, "" },    /* over a holiday */
                { "2031-03-03", DAY_LOCAL_OFF, true, "州庆" }, /* in a year not arranged */
                { "2031-03-04", DAY_WORKED, false, "" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        const struct calendar *c =
                with_local(&a, arranged(&a, 2026, 2026),
                           "local: true\n"
                           "off: [{day: 2026-02-28}, {day: 2026-08-03, name: 台风},\n"
                           "  {day: 2031-03-03, name: 州庆}]\n"
                           "work: [{day: 2026-08-08, name: 补台风}, {day: 2026-10-07}]\n");
        for (size_t i = 0; i < LEN(row); i++) {
                struct day_why why = calendar_day(c, day(row[i].day));
                CHECK_INT(i, why.kind, row[i].kind);
                CHECK_INT(i, why.arranged, row[i].arranged);
                CHECK_STR(i, why.name, row[i].name);
        }
        CHECK_INT(-1, calendar_workdays(c, day("2025-12-31"), day("2026-12-31")), 248 - 2 + 2);
}

TEST(calendar_workdays_of_ranges)
{
        static const struct {
                const char *from, *to;
                int64_t want;
        } row[] = {
                { "2022-05-13", "2022-06-01", 13 },  { "2022-05-13", "2022-05-13", 0 },
                { "2022-05-13", "2022-05-15", 0 },   { "2022-05-12", "2022-05-13", 1 },
                { "2022-06-01", "2022-05-13", -13 }, { "2022-05-15", "2022-05-13", 0 },
                { "2022-03-31", "2022-04-08", 5 },   { "2025-12-31", "2026-01-06", 3 },
                { "1969-12-26", "1970-01-02", 5 },   { "1969-12-20", "1969-12-21", 0 },
        };
        AUTO(arena_done) struct arena a = { 0 };
        const struct calendar *c = arranged(&a, FIRST_YEAR, LAST_YEAR);
        for (size_t i = 0; i < LEN(row); i++)
                CHECK_INT(i, calendar_workdays(c, day(row[i].from), day(row[i].to)), row[i].want);
}

/* A local layer of random days: off and work never share one. */
static const char *random_local(struct arena *a, uint64_t *seed)
{
        AUTO(buf_free) struct buf b = { .limit = 1 << 16 };
        const char *list[] = { "local: true\noff:\n", "work:\n" };
        for (int k = 0; k < 2; k++) {
                struct day d = day_add(day("2024-06-01"), k);
                buf_put(&b, str_c(list[k]));
                for (int i = 0; i < 40; i++) {
                        char text[16];
                        d = day_add(d, 2 * (1 + chance(seed, 20)));
                        buf_printf(&b, "- {day: %.*s}\n", SP(day_format(d, text)));
                }
        }
        return str_dupz(a, buf_view(&b));
}

TEST(calendar_agrees_with_a_naive_loop)
{
        AUTO(arena_done) struct arena a = { 0 };
        uint64_t seed = 2026;
        const struct calendar *c = arranged(&a, FIRST_YEAR, LAST_YEAR);
        c = with_local(&a, c, random_local(&a, &seed));
        for (int i = 0; i < 2000; i++) {
                struct day from = { day("2014-01-01").v + chance(&seed, 16 * 365) };
                struct day to = { from.v + chance(&seed, i % 2 ? 60 : 1500) };
                int64_t n = 0;
                for (struct day d = from; d.v < to.v;) n += calendar_works(c, d = day_add(d, 1));
                CHECK_INT(from.v, calendar_workdays(c, from, to), n);
                CHECK_INT(from.v, calendar_workdays(c, to, from), -n);

                struct day next = calendar_next_work(c, from);
                CHECK_ROW(from.v, calendar_works(c, next) && next.v >= from.v);
                CHECK_INT(from.v, calendar_workdays(c, day_add(from, -1), next), 1);
        }
}

TEST(calendar_with_puts_in_and_replaces)
{
        AUTO(arena_done) struct arena a = { 0 };
        static struct calendar_day tuesday[] = { { { 0 }, { "x", 1 } } };
        const struct calendar zero = { 0 };
        tuesday[0].day = day("2025-03-04");
        struct calendar_year y25 = { .year = 2025, .off = tuesday, .off_n = 1 };
        struct calendar_year y24 = { .year = 2024 }, y26 = { .year = 2026 },
                             again = { .year = 2025 };

        const struct calendar *one = calendar_with(&a, &zero, &y25, 7);
        const struct calendar *all = calendar_with(&a, calendar_with(&a, one, &y26, 8), &y24, 9);
        const struct calendar *redone = calendar_with(&a, all, &again, 10);
        CHECK_INT(-1, zero.years_n, 0);
        CHECK_INT(-1, one->years_n, 1);
        CHECK_INT(-1, all->years_n, 3);
        for (size_t i = 0; i < 3; i++) CHECK_INT(i, all->years[i].year, 2024 + (int)i);
        CHECK_INT(-1, redone->years_n, 3);
        CHECK_INT(-1, redone->version, 10);
        CHECK_INT(-1, all->version, 9);
        CHECK(!calendar_works(all, tuesday[0].day));
        CHECK(calendar_works(redone, tuesday[0].day));
        CHECK(!calendar_arranged(one, day("2024-05-05")));
        CHECK(calendar_arranged(all, day("2024-05-05")));
}

TEST(calendar_reads)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct calendar_year y;
        faults_init(&f, &a, LANG_EN);
        NEED(calendar_parse(&a, S("f"),
                            S("year: 2027\nsource: notice\noff:\n- {day: 2027-01-01, name: 元旦}\n"
                              "- {name: 春节, day: '2027-02-06'}\nwork:\n- {day: 2027-02-20}\n"),
                            &f, &y) == OK);
        CHECK_INT(-1, y.year, 2027);
        CHECK_STR(-1, y.source, "notice");
        CHECK_INT(-1, y.off_n, 2);
        CHECK_INT(-1, y.work_n, 1);
        CHECK_STR(-1, y.off[1].name, "春节");
        CHECK_INT(-1, y.off[1].day.v, day("2027-02-06").v);
        CHECK_STR(-1, y.work[0].name, "");
        CHECK_OK(-1, calendar_parse(&a, S("f"), S("year: 2027\noff:\nwork: []\n"), &f, &y));
        CHECK_INT(-1, y.off_n + y.work_n, 0);
        CHECK_OK(-1, calendar_parse(&a, S("f"), S("local: true\n"), &f, &y));
        CHECK_INT(-1, y.year, 0);
}

TEST(calendar_refuses)
{
        static const struct {
                const char *text, *want;
        } row[] = {
                { "a: [\n", "yaml.syntax f:2:1" },
                { "- 2026\n", "calendar.form f:1:1" },
                { "off: []\n", "calendar.form f:1:1" },
                { "year: 2026\nlocal: true\n", "calendar.form f:1:1" },
                { "local: false\n", "calendar.form f:1:8" },
                { "local: [true]\n", "calendar.form f:1:8" },
                { "year: next\n", "calendar.year f:1:7" },
                { "year: 1948\n", "calendar.year f:1:7" },
                { "year: [2026]\n", "calendar.year f:1:7" },
                { "year: 2026\nyeer: 2026\nday: 1\n", "calendar.key f:2:1; calendar.key f:3:1" },
                { "year: 2026\nsource: {a: 1}\n", "calendar.form f:2:9" },
                { "year: 2026\noff: 2026-01-01\n", "calendar.form f:2:6" },
                { "year: 2026\noff: {day: 2026-01-01}\n", "calendar.form f:2:6" },
                { "year: 2026\noff: [2026-01-01]\n", "calendar.form f:2:7" },
                { "year: 2026\noff:\n- {name: x}\n", "calendar.day f:3:3" },
                { "year: 2026\noff:\n- {day: 2026-02-30}\n- {day: 1.1.2026}\n- {day: [1]}\n",
                  "calendar.day f:3:9; calendar.day f:4:9; calendar.day f:5:9" },
                { "year: 2026\noff:\n- {day: 2026-01-01, names: x}\n", "calendar.key f:3:21" },
                { "year: 2026\noff:\n- {day: 2026-01-01, name: [x]}\n", "calendar.form f:3:27" },
                { "year: 2026\noff: [{day: 2025-12-31}, {day: 2027-01-01}]\n",
                  "calendar.year f:2:13; calendar.year f:2:32" },
                { "year: 2026\noff: [{day: 2026-01-02}, {day: 2026-01-01}]\n",
                  "calendar.order f:2:32" },
                { "year: 2026\noff: [{day: 2026-01-02}, {day: 2026-01-02}]\n",
                  "calendar.order f:2:32" },
                { "year: 2026\nwork: [{day: 2026-01-05}]\n",
                  "calendar.work f:2:14" }, /* a Monday */
                { "year: 2026\noff: [{day: 2026-01-04}]\nwork: [{day: 2026-01-04}]\n",
                  "calendar.both f:3:8" },
                { "local: true\noff: [{day: 2026-01-05}]\nwork: [{day: 2026-01-05}]\n",
                  "calendar.both f:3:8" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                for (enum lang lang = LANG_ZH; lang <= LANG_EN; lang++) {
                        struct calendar_year y;
                        struct faults f;
                        struct str got = STR_NONE;
                        faults_init(&f, &a, lang);
                        CHECK_INT(i, calendar_parse(&a, S("f"), str_c(row[i].text), &f, &y),
                                  ERR_INPUT);
                        for (const struct fault *x = f.first; x; x = x->next)
                                got = str_printf(&a, "%.*s%s%s %.*s", SP(got), got.n ? "; " : "",
                                                 x->code, SP(x->where));
                        CHECK_STR(i, got, row[i].want);
                }
        }
}

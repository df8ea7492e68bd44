/* test_series.c: values by period, with what stands beside them. */
#include "mini.h"

#include "ask/series.h"

static const struct mini_file files[] = {
        { "lists/measures.yaml", "list: measures\n"
                                 "choices:\n"
                                 "  - {code: private, label: {zh: 民营经济增加值, en: Private}}\n"
                                 "  - {code: share, label: {zh: 占比, en: Share}}\n" },
        { "lists/units.yaml", "list: units\n"
                              "choices:\n"
                              "  - {code: yi, label: 亿元}\n"
                              "  - {code: percent, label: \"%\"}\n" },
        { "ledgers/indicator.yaml",
          "ledger: indicator\n"
          "public: true\n"
          "fields:\n"
          "  measure: {type: choice, of: measures, required: true}\n"
          "  lead: {type: office, required: true}\n"
          "  period: {type: period, required: true}\n"
          "  amount: {type: decimal, digits: 3, required: true}\n"
          "  unit: {type: choice, of: units}\n"
          "key: [measure, lead, period]\n"
          "states: {reported: {kind: open}, frozen: {kind: done}}\n"
          "steps:\n"
          "  report: {to: reported, by: recorder@lead, ask: [measure, lead, period, amount, unit]}\n"
          "  revise: {from: reported, by: recorder@lead, ask: amount}\n"
          "  freeze: {from: reported, to: frozen, by: recorder@lead}\n"
          "series: {value: amount, unit: unit, period: year, of: [measure, lead],"
          " compare: [yoy, base 2016, points], revised: known}\n" },
};

static int64_t value(struct mini *m, const char *measure, const char *period, const char *amount,
                     const char *at)
{
        mini_step(m, 0, "report", at);
        mini_set(m, "measure", measure);
        mini_set(m, "lead", "4313");
        mini_set(m, "period", period);
        mini_set(m, "amount", amount);
        mini_set(m, "unit", str_eq(str_c(measure), S("share")) ? "percent" : "yi");
        mini_state(m, "reported");
        return mini_done(m);
}

static void life(struct mini *m)
{
        m->l = &m->in.city->ledgers[city_ledger(m->in.city, S("indicator"))];
        (void)value(m, "private", "2016", "1256", "2023-01-02 09:00");
        (void)value(m, "private", "2019", "1500.5", "2023-01-02 09:00");
        int64_t id = value(m, "private", "2020", "1680", "2023-01-03 09:00");
        (void)value(m, "share", "2016", "68.3", "2023-01-03 09:00");
        (void)value(m, "share", "2020", "71.8", "2023-01-03 09:00");
        int64_t gone = value(m, "share", "2021", "99", "2023-01-03 09:00");
        mini_step(m, id, "revise", "2023-02-01 09:00");
        mini_set(m, "amount", "1682.8");
        (void)mini_done(m);
        mini_step(m, gone, "void", "2023-02-01 09:00");
        mini_state(m, "voided");
        (void)mini_done(m);
}

TEST(series_are_computed_and_revised)
{
        static const struct {
                const char *measure, *known, *period;
                int at; /* -1: the last */
                size_t n, was;
                enum series_beside beside;
                const char *number, *zh, *en;
        } row[] = {
                { "private", "", "", -1, 3, 1, BESIDE_BASE, "1682.8", "比2016年增长33.98%",
                  "+33.98% on 2016" },
                { "private", "", "", -1, 3, 1, BESIDE_YOY, "1682.8", "同比增长12.15%",
                  "+12.15% on the year before" },
                { "private", "2023-01-31", "", -1, 3, 0, BESIDE_BASE, "1680", "比2016年增长33.76%",
                  "+33.76% on 2016" },
                { "private", "", "", 0, 3, 0, BESIDE_BASE, "1256", "比2016年无可比基数",
                  "— on 2016" },
                { "private", "", "2020", 0, 1, 1, BESIDE_BASE, "1682.8", "比2016年增长33.98%",
                  "+33.98% on 2016" },
                { "share", "", "", -1, 2, 0, BESIDE_BASE, "71.8", "比2016年提高3.5个百分点",
                  "+3.5 points on 2016" },
        };
        struct mini m;
        mini_open(&m, files, LEN(files));
        life(&m);
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct ask k = mini_ask(&m, &a, &f);
                struct series_out x;
                struct series_in in = { .l = m.l, .from = str_c(row[i].period) };
                k.lang = LANG_ZH;
                if (*row[i].known)
                        in.known = (struct known){ .is = true, .day = mini_date(row[i].known) };
                CHECK_OK(i, series_take(&k, &in, S("measure"), str_c(row[i].measure)));
                CHECK_OK(i, series_take(&k, &in, S("lead"), S("4313")));
                if (!CHECK_OK(i, series_read(&k, &in, &x))) continue;
                if (!CHECK_INT(i, x.n, row[i].n)) continue;
                const struct series_point *p = &x.v[row[i].at < 0 ? x.n - 1 : (size_t)row[i].at];
                CHECK_INT(i, p->was_n, row[i].was);
                CHECK_STR(i, series_number(&k, m.l, p->v), row[i].number);
                CHECK_STR(i, series_words(&k, m.l, p, row[i].beside), row[i].zh);
                k.lang = LANG_EN;
                CHECK_STR(i, series_words(&k, m.l, p, row[i].beside), row[i].en);
        }
        mini_close(&m);
}

TEST(series_lists_its_things_and_refuses_what_is_none)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct mini m;
        struct str *of;
        size_t n;
        struct series_out x;
        mini_open(&m, files, LEN(files));
        life(&m);
        struct ask k = mini_ask(&m, &a, &f);
        struct series_in in = { .l = m.l, .from = S("2020-13") };
        k.lang = LANG_ZH;
        if (CHECK_OK(0, series_list(&k, m.l, &of, &n)) && CHECK_INT(0, n, 2)) {
                CHECK_STR(0, of[0], "private");
                CHECK_STR(0, series_name(&k, m.l, of + 2), "占比 · 娄底市");
        }
        CHECK_INT(0, series_take(&k, &in, S("mesure"), S("x")), ERR_INPUT);
        CHECK_INT(0, series_read(&k, &in, &x), ERR_INPUT);
        in.l = &m.in.city->ledgers[city_ledger(m.in.city, S("request"))];
        CHECK_INT(0, series_read(&k, &in, &x), ERR_NOT_FOUND);
        mini_close(&m);
}

TEST(series_periods)
{
        static const struct {
                enum series_step step;
                const char *text;
                bool ok;
        } row[] = {
                { SERIES_MONTH, "2022-08", true },   { SERIES_MONTH, "2022-13", false },
                { SERIES_MONTH, "2022", false },     { SERIES_MONTH, "2022-8", false },
                { SERIES_QUARTER, "2022-Q4", true }, { SERIES_QUARTER, "2022-Q5", false },
                { SERIES_QUARTER, "2022-4", false }, { SERIES_YEAR, "2022", true },
                { SERIES_YEAR, "2022-01", false },   { SERIES_YEAR, "202", false },
                { SERIES_YEAR, "", false },          { SERIES_QUARTER, "2022-W1", false },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                char out[16];
                int p = 0;
                bool ok = series_period(row[i].step, str_c(row[i].text), &p);
                CHECK_INT(i, ok, row[i].ok);
                if (ok) CHECK_STR(i, series_period_text(row[i].step, p, out), row[i].text);
        }
}

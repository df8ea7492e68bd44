/* test_money.c: sums of a subset in a greater unit, shares with both their parts, thresholds, what
 * arrived in a period, grades that rise. */
#include "mini.h"

#include "ask/figure.h"

static const struct mini_file files[] = {
        { "lists/grades.yaml", "list: grades\n"
                               "choices: [{code: county}, {code: city}, {code: province}]\n" },
        { "ledgers/deal.yaml",
          "ledger: deal\n"
          "fields:\n"
          "  home: {type: flag}\n"
          "  money: {type: money, unit: 万元}\n"
          "  amount: {type: money, unit: 万元}\n"
          "  grade: {type: choice, of: grades, ranked: true}\n"
          "states: {signed: {kind: open}, ended: {kind: done}}\n"
          "steps:\n"
          "  sign: {to: signed, by: clerk@owner, ask: [home, money, grade]}\n"
          "  report: {from: signed, by: clerk@owner, ask: amount}\n"
          "  rise: {from: signed, by: clerk@owner, ask: grade}\n"
          "  end: {from: signed, to: ended, by: clerk@owner}\n"
          "figures:\n"
          "  all: {of: record, at: owner, count: true}\n"
          "  homes: {of: record, at: owner, where: home = TRUE, count: true}\n"
          "  money: {of: record, at: owner, sum: money, unit: 亿元, digits: 2}\n"
          "  down: {of: record, at: owner, sum: money, unit: 亿元, digits: 0, round: down}\n"
          "  yuan: {of: record, at: owner, sum: money, unit: 元, digits: 0}\n"
          "  home_money: {of: record, at: owner, where: home = TRUE, sum: money, unit: 亿元, digits: 1}\n"
          "  large: {of: record, at: owner, where: money >= 10000, count: true}\n"
          "  large_money: {of: record, at: owner, where: money >= 10000, sum: money}\n"
          "  share: {rate: [homes, all]}\n"
          "  money_share: {rate: [home_money, money]}\n"
          "  each_money: {rate: [homes, money], digits: 3}\n"
          "  arrived: {of: step report, at: owner, sum: amount, kind: each, unit: 亿元, digits: 1}\n"
          "  just_city: {of: record, at: owner, where: grade = 'city', count: true}\n"
          "  city_up: {of: record, at: owner, where: \"reached(grade, 'city')\", count: true}\n" },
};

static int64_t sign(struct mini *m, const char *home, const char *money, const char *day)
{
        mini_step(m, 0, "sign", day);
        mini_set(m, "home", home);
        mini_set(m, "money", money);
        mini_set(m, "grade", "county");
        mini_state(m, "signed");
        return mini_done(m);
}

static void then(struct mini *m, int64_t id, const char *step, const char *field, const char *value,
                 const char *day)
{
        mini_step(m, id, step, day);
        mini_set(m, field, value);
        (void)mini_done(m);
}

static void life(struct mini *m)
{
        m->l = &m->in.city->ledgers[city_ledger(m->in.city, S("deal"))];
        int64_t a = sign(m, "true", "23840.50", "2023-01-05 09:00");
        int64_t b = sign(m, "false", "10000", "2023-02-05 09:00");
        (void)sign(m, "false", "9999.99", "2023-03-05 09:00");
        then(m, a, "report", "amount", "5000", "2023-04-01 09:00");
        then(m, a, "rise", "grade", "city", "2023-04-02 09:00");
        then(m, b, "report", "amount", "10500", "2023-07-31 09:00");
        then(m, b, "report", "amount", "1", "2023-08-01 09:00");
        then(m, b, "rise", "grade", "city", "2023-08-02 09:00");
        then(m, b, "rise", "grade", "province", "2023-08-03 09:00");
}

TEST(money_of_a_subset)
{
        static const struct {
                const char *figure, *from, *day, *value, *parts, *unit;
        } row[] = {
                { "money", "", "2023-08-22", "4.38", "", "万元" },
                { "down", "", "2023-08-22", "4", "", "万元" },
                { "yuan", "", "2023-08-22", "438404900", "", "万元" },
                { "money", "", "2023-02-28", "3.38", "", "万元" },
                { "home_money", "", "2023-08-22", "2.4", "", "万元" },
                { "share", "", "2023-08-22", "33.3%", "1/3", "" },
                { "money_share", "", "2023-08-22", "54.4%", "2.4/4.38 亿元", "万元" },
                { "money_share", "", "2022-12-31", "—", "0.0/0.00 亿元", "万元" },
                { "each_money", "", "2023-08-22", "0.002%", "1/4.38 亿元", "万元" },
                { "large", "", "2023-08-22", "2", "", "" },
                { "large_money", "", "2023-08-22", "33840.50", "", "万元" },
                { "arrived", "2023-01-01", "2023-07-31", "1.6", "", "万元" },
                { "arrived", "2023-08-01", "2023-08-22", "0.0", "", "万元" },
                { "just_city", "", "2023-04-30", "1", "", "" },
                { "just_city", "", "2023-08-02", "2", "", "" },
                { "just_city", "", "2023-08-22", "1", "", "" },
                { "city_up", "", "2023-03-31", "0", "", "" },
                { "city_up", "", "2023-08-22", "2", "", "" },
        };
        struct mini m;
        mini_open(&m, files, LEN(files));
        life(&m);
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct ask k = mini_ask(&m, &a, &f);
                struct figure_out x;
                struct figure_in in = { .l = m.l,
                                        .figure = ledger_figure(m.l, str_c(row[i].figure)),
                                        .on = mini_date(row[i].day),
                                        .from = DAY_NONE,
                                        .office = -1,
                                        .by = -1 };
                if (*row[i].from) in.from = mini_date(row[i].from), in.to = in.on;
                if (!CHECK_OK(i, figure_read(&k, &in, &x))) continue;
                CHECK_STR(i, figure_text(&k, &x, &x.all), row[i].value);
                CHECK_STR(i, figure_fraction(&k, &x, &x.all, S("/")), row[i].parts);
                CHECK_STR(i, figure_row_unit(&x), row[i].unit);
        }
        mini_close(&m);
}

/* test_bulletin_table.c: comparisons, tables, charts and records in a bulletin. */
#include "issue.h"

/* Requests by channel and topic, in July and August 2023 and August 2022. */
static void life(struct mini *m)
{
        static const struct {
                const char *day, *channel, *lead;
                bool done;
                const char *rating;
        } row[] = {
                { "2022-08-03 09:00", "hotline", "4313-GA", true, "satisfied" },
                { "2022-08-04 09:00", "hotline", "4313-GA", false, "" },
                { "2023-07-05 09:00", "visit", "4313-GD", true, "satisfied" },
                { "2023-07-06 09:00", "visit", "4313-GD", true, "satisfied" },
                { "2023-07-07 09:00", "hotline", "4313-GA", true, "dissatisfied" },
                { "2023-08-01 09:00", "hotline", "431302", true, "satisfied" },
                { "2023-08-02 09:00", "hotline", "431302", false, "" },
                { "2023-08-03 09:00", "visit", "4313-GD", false, "" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                int64_t id = issue_receive(m, row[i].day, row[i].channel, row[i].lead);
                if (row[i].done) issue_close(m, id, row[i].day, row[i].rating);
        }
}

static const struct {
        enum lang lang;
        enum markdown_format format;
        const char *text, *from, *to, *want;
} row[] = {
        /* numbers of another time, and the word for it */
        { LANG_ZH, MARKDOWN_TEXT, "受理{{request.received last_period}}件", "2023-08-01",
          "2023-08-31", "受理5件" }, /* a stock at the end of July */
        { LANG_ZH, MARKDOWN_TEXT, "{{request.received mom}}", "2023-08-01", "2023-08-31",
          "环比增长60.0%" },
        { LANG_EN, MARKDOWN_TEXT, "{{request.received mom}}", "2023-08-01", "2023-08-31",
          "up 60.0% on the month before" },
        { LANG_ZH, MARKDOWN_TEXT, "{{request.received yoy}}", "2023-08-01", "2023-08-31",
          "同比增长300.0%" },
        { LANG_ZH, MARKDOWN_TEXT, "{{request.received yoy}}", "2022-08-01", "2022-08-31",
          "同比无可比基数" },
        { LANG_ZH, MARKDOWN_TEXT, "{{request.satisfaction mom}}", "2023-08-01", "2023-08-31",
          "环比提高5.0个百分点" },
        { LANG_EN, MARKDOWN_TEXT, "{{request.satisfaction mom}}", "2023-08-01", "2023-08-31",
          "up 5.0 points on the month before" },
        { LANG_ZH, MARKDOWN_TEXT, "{{request.received mom}}", "2023-01-01", "2023-12-31",
          "比上年增长300.0%" },
        /* one by-value */
        { LANG_ZH, MARKDOWN_SOURCE, "{{request.received channel=visit}}", "2023-08-01",
          "2023-08-31",
          "[3](figures/request.received?from=2023-08-01&to=2023-08-31&office=4313"
          "&by=channel&value=visit&rows=1)" },
        /* tables */
        { LANG_ZH, MARKDOWN_TEXT, "{{request.received, request.satisfaction by channel}}", "",
          "2023-08-31", "| 渠道 | 受理 | 满意率 |" },
        { LANG_ZH, MARKDOWN_TEXT, "{{request.received, request.satisfaction by channel}}", "",
          "2023-08-31", "| 热线直接 | 5 | 66.7%（2/3） |" },
        { LANG_ZH, MARKDOWN_TEXT, "{{request.received, request.satisfaction by channel}}", "",
          "2023-08-31", "| 合计 | 8 | 80.0%（4/5） |" },
        { LANG_EN, MARKDOWN_TEXT, "{{request.received, request.received mom by channel}}",
          "2023-08-01", "2023-08-31", "| Total | 8 | +60.0% |" },
        { LANG_EN, MARKDOWN_TEXT, "{{request.received by channel ranked top 1}}", "2023-08-01",
          "2023-08-31", "| Rank | Channel | Received |" },
        { LANG_EN, MARKDOWN_TEXT, "{{request.received by channel ranked top 1}}", "2023-08-01",
          "2023-08-31", "| 1 | Hotline | 5 |" },
        { LANG_ZH, MARKDOWN_TEXT, "{{request.received by office}}", "", "2023-08-31",
          "| 本级 | 8 |" },
        { LANG_ZH, MARKDOWN_TEXT, "{{request.received by month}}", "", "2023-08-31",
          "| 2023年7月 | 5 |" },
        { LANG_ZH, MARKDOWN_TEXT, "{{request.received by quarter}}", "", "2023-08-31",
          "| 2023年第3季度 | 8 |" },
        { LANG_ZH, MARKDOWN_HTML, "{{request.received by channel}}", "", "2023-08-31",
          "<td align=\"right\"><a "
          "href=\"figures/request.received?on=2023-08-31&amp;office=4313"
          "&amp;by=channel&amp;value=hotline&amp;rows=1\">5</a></td>" },
        /* pictures: SVG in HTML, the table elsewhere */
        { LANG_ZH, MARKDOWN_HTML, "{{chart request.received by channel}}", "", "2023-08-31",
          "<svg xmlns" },
        { LANG_ZH, MARKDOWN_HTML, "{{chart request.received, request.open by month}}", "",
          "2023-08-31", "<polyline" },
        { LANG_ZH, MARKDOWN_TEXT, "{{chart request.received by channel}}", "", "2023-08-31",
          "| 热线直接 | 5 |" },
};

TEST(bulletin_tables_and_comparisons)
{
        struct mini m;
        mini_open(&m, NULL, 0);
        life(&m);
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct ask k = issue_ask(&m, row[i].text, &a, &f);
                struct bulletin_out x = { 0 };
                struct bulletin_in in = issue(row[i].from, row[i].to);
                in.format = row[i].format;
                k.lang = row[i].lang;
                if (!CHECK_OK(i, bulletin_render(&k, &in, &x))) {
                        if (f.first) fprintf(stderr, "%.*s\n", SP(f.first->text));
                        continue;
                }
                CHECK_ROW(i, says(x.text, row[i].want));
        }
        mini_close(&m);
}

TEST(bulletin_refuses_what_is_not_alike)
{
        struct mini m;
        struct mini_file file = { "bulletins/x.md", "{{request.received mom}}" };
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct bulletin_out x;
        mini_open(&m, &file, 1);
        life(&m);
        struct ask k = mini_ask(&m, &a, &f);
        struct bulletin_in in = issue("2023-08-01", "2023-08-22");
        CHECK_INT(0, bulletin_render(&k, &in, &x), ERR_INPUT);
        CHECK(f.first && str_eq(str_c(f.first->code), S("compare.unlike")));
        mini_close(&m);
}

/* Every figure of a table has its rows, and the parts of a list of choices make the whole. */
TEST(bulletin_table_adds_up)
{
        struct mini m;
        struct mini_file file = { "bulletins/x.md", "{{request.received by channel}}" };
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct bulletin_out x;
        struct figure_rows rows;
        struct rows_page page = { 0 };
        mini_open(&m, &file, 1);
        life(&m);
        struct ask k = mini_ask(&m, &a, &f);
        struct bulletin_in in = issue("", "2023-08-31");
        if (CHECK_OK(0, bulletin_render(&k, &in, &x)) && CHECK_INT(0, x.figure_n, 1) &&
            CHECK_OK(0, figure_rows(&k, &x.figure[0], &page, &rows))) {
                CHECK_INT(0, x.figure[0].all.v, 8);
                CHECK_INT(0, rows.sum, 8);
        }
        mini_close(&m);
}

/* A view in a bulletin: numbers that open, texts masked, no persons. */
TEST(bulletin_shows_records_of_a_view)
{
        struct mini m;
        struct mini_file file[] = {
                { "ledgers/case.yaml",
                  "ledger: case\n"
                  "fields:\n"
                  "  title: {type: text}\n"
                  "  who: {type: person}\n"
                  "  note: {type: note, private: true}\n"
                  "states: {in: {kind: open}, out: {kind: done}}\n"
                  "steps:\n"
                  "  enter: {to: in, by: clerk@owner, ask: [title, who, note]}\n"
                  "  end: {from: in, to: out, by: clerk@owner}\n"
                  "views:\n"
                  "  shown: {columns: [number, title, who, note, entered]}\n" },
                { "bulletins/x.md", "{{view case.shown}}\n\n{{view case.shown top 1}}" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct bulletin_out x;
        mini_open(&m, file, LEN(file));
        m.l = &m.in.city->ledgers[city_ledger(m.in.city, S("case"))];
        mini_step(&m, 0, "enter", "2023-08-01 09:00");
        mini_set(&m, "title", "甲<b>乙</b> 13900000001");
        mini_set(&m, "note", "丙");
        mini_state(&m, "in");
        (void)mini_done(&m);
        struct ask k = mini_ask(&m, &a, &f);
        struct bulletin_in in = issue("", "2023-08-31");
        in.format = MARKDOWN_HTML;
        in.base = S("/app/");
        if (CHECK_OK(0, bulletin_render(&k, &in, &x))) {
                CHECK(says(x.text, "甲&lt;b&gt;乙&lt;/b&gt;"));
                CHECK(says(x.text, "href=\"/app/records/case/"));
                CHECK(!has(x.text, "13900000001"));
                CHECK(!has(x.text, "丙"));
        }
        mini_close(&m);
}

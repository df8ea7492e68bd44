/* test_bulletin_issue.c: the name of a period, cases picked for an issue, what small numbers and
 * empty denominators come to, a page by itself, and that what is read once is what is read. */
#include "ask/cell.h"
#include "issue.h"

TEST(bulletin_names_its_period)
{
        static const struct {
                enum lang lang;
                const char *from, *to, *want;
        } row[] = {
                { LANG_ZH, "", "2022-08-22", "[2022年8月22日]" },
                { LANG_ZH, "2022-08-22", "2022-08-22", "[2022年8月22日]" },
                { LANG_ZH, "2022-08-15", "2022-08-21", "[2022年第33周（8月15日至8月21日）]" },
                { LANG_ZH, "2020-12-28", "2021-01-03", "[2020年第53周（12月28日至1月3日）]" },
                { LANG_ZH, "2022-07-01", "2022-07-31", "[2022年7月]" },
                { LANG_ZH, "2022-04-01", "2022-06-30", "[2022年第2季度]" },
                { LANG_ZH, "2021-01-01", "2021-12-31", "[2021年]" },
                { LANG_ZH, "2022-08-01", "2022-08-22", "[2022年8月1日至8月22日]" },
                { LANG_ZH, "2021-12-20", "2022-01-10", "[2021年12月20日至2022年1月10日]" },
                { LANG_EN, "2022-08-22", "2022-08-22", "[2022-08-22]" },
                { LANG_EN, "2022-08-15", "2022-08-21",
                  "[week 33 of 2022 (2022-08-15 to 2022-08-21)]" },
                { LANG_EN, "2022-07-01", "2022-07-31", "[July 2022]" },
                { LANG_EN, "2022-04-01", "2022-06-30", "[quarter 2 of 2022]" },
                { LANG_EN, "2021-01-01", "2021-12-31", "[2021]" },
                { LANG_EN, "2022-08-01", "2022-08-22", "[2022-08-01 to 2022-08-22]" },
        };
        struct mini m;
        struct mini_file file = { "bulletins/x.md", "[{{period}}]" };
        mini_open(&m, &file, 1);
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct ask k = mini_ask(&m, &a, &f);
                struct bulletin_out x = { 0 };
                struct bulletin_in in = issue(row[i].from, row[i].to);
                k.lang = row[i].lang;
                if (CHECK_OK(i, bulletin_render(&k, &in, &x)))
                        CHECK_ROW(i, says(x.text, row[i].want));
        }
        mini_close(&m);
}

/* What a table by time compares is its own periods, and of those only what has one like it. */
TEST(bulletin_tables_by_time_compare_like_with_like)
{
        static const struct {
                const char *hole, *from, *to, *want;
        } row[] = {
                { "{{request.received mom by month}}", "2022-01-01", "2022-12-31",
                  "| 月份 | 受理环比 |" },
                { "{{request.received mom by week}}", "2022-08-01", "2022-08-31",
                  "| 周 | 受理比上周 |" },
                { "{{request.received mom by month}}", "2022-06-01", "2022-08-22",
                  "| 2022年8月 | — |" },
                { "{{request.received, request.received last_period by month}}", "2022-06-01",
                  "2022-08-22", "| 2022年8月 | 0 | — |" },
                { "{{request.received mom by channel}}", "2022-08-01", "2022-08-22", NULL },
                { "{{request.received last_period}}", "2022-08-01", "2022-08-22", NULL },
        };
        struct mini m;
        mini_open(&m, NULL, 0);
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct ask k = issue_ask(&m, row[i].hole, &a, &f);
                struct bulletin_out x = { 0 };
                struct bulletin_in in = issue(row[i].from, row[i].to);
                k.lang = LANG_ZH;
                enum err e = bulletin_render(&k, &in, &x);
                CHECK_INT(i, e, row[i].want ? OK : ERR_INPUT);
                if (row[i].want) {
                        CHECK_ROW(i, says(x.text, row[i].want));
                } else {
                        CHECK_ROW(i, f.first && str_eq(str_c(f.first->code), S("compare.unlike")));
                }
        }
        mini_close(&m);
}

TEST(bulletin_without_denominator_says_so_everywhere)
{
        static const struct {
                enum lang lang;
                enum markdown_format format;
                const char *hole, *want;
        } row[] = {
                { LANG_ZH, MARKDOWN_TEXT, "满意率{{request.satisfaction}}。", "满意率—（0/0）。" },
                { LANG_EN, MARKDOWN_TEXT, "{{request.satisfaction}}.", "— (0/0)." },
                { LANG_ZH, MARKDOWN_TEXT, "{{request.satisfaction}}", "满意率 — = 0/0：" },
                { LANG_ZH, MARKDOWN_TEXT, "{{request.satisfaction by channel}}", "| —（0/0） |" },
                { LANG_ZH, MARKDOWN_HTML, "{{chart request.satisfaction by channel}}",
                  ">—（0/0）</text>" },
                { LANG_ZH, MARKDOWN_HTML, "{{chart request.satisfaction by month}}",
                  ">—（0/0）</text>" },
        };
        struct mini m;
        mini_open(&m, NULL, 0);
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct ask k = issue_ask(&m, row[i].hole, &a, &f);
                struct bulletin_out x = { 0 };
                struct bulletin_in in = issue("", "2022-08-22");
                in.format = row[i].format;
                k.lang = row[i].lang;
                if (CHECK_OK(i, bulletin_render(&k, &in, &x)))
                        CHECK_ROW(i, says(x.text, row[i].want));
        }
        mini_close(&m);
}

/* Seven here and six below: what is kept back cannot be had by taking the rest from the whole. */
static void seven(struct mini *m)
{
        static const struct {
                const char *route, *lead;
                int n;
        } row[] = { { "visit", "431302", 6 },
                    { "hotline", "431321", 3 },
                    { "report", "4313-GA", 8 } };
        m->l = &m->in.city->ledgers[city_ledger(m->in.city, S("help"))];
        for (size_t i = 0; i < LEN(row); i++)
                for (int n = 0; n < row[i].n; n++) {
                        mini_step(m, 0, "promise", "2022-08-01 09:00");
                        mini_set(m, "route", row[i].route);
                        mini_set(m, "lead", row[i].lead);
                        mini_state(m, "promised");
                        (void)mini_done(m);
                }
}

TEST(bulletin_keeps_small_numbers_back)
{
        static const struct {
                bool outside;
                enum markdown_format format;
                const char *hole, *want, *not ;
        } row[] = {
                { false, MARKDOWN_TEXT, "{{help.all by route}}", "| 3 |", "<5" },
                { true, MARKDOWN_TEXT, "{{help.all by route}}", "| <5 |", "| 3 |" },
                /* 17 less 8 less 6 would be 3 */
                { true, MARKDOWN_TEXT, "{{help.all by route}}", "| — |", "| 6 |" },
                { true, MARKDOWN_TEXT, "{{help.all by route}}", "| 17 |", "| 3 |" },
                { true, MARKDOWN_HTML, "{{chart help.all by route}}", "&lt;5</text>", ">3</text>" },
                { true, MARKDOWN_HTML, "{{chart help.all by route}}", ">—</text>", ">6</text>" },
                { true, MARKDOWN_TEXT, "{{help.all by route ranked}}", "|  | ", "| 3 |" },
        };
        struct mini m;
        mini_open(&m, mini_help, LEN(mini_help));
        seven(&m);
        struct reader open;
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct mini_file file[] = { mini_help[0], { "bulletins/x.md", row[i].hole } };
                mini_apply(&m, file, LEN(file));
                struct ask k = mini_ask(&m, &a, &f);
                struct bulletin_out x = { 0 };
                struct bulletin_in in = issue("", "2022-08-22");
                reader_init(&open, &a, &m.in, READER_PUBLIC);
                if (row[i].outside) k.who = &open;
                k.lang = LANG_ZH;
                in.format = row[i].format;
                if (!CHECK_OK(i, bulletin_render(&k, &in, &x))) continue;
                CHECK_ROW(i, says(x.text, row[i].want));
                CHECK_ROW(i, !has(x.text, row[i].not ));
        }
        mini_close(&m);
}

static const char cases[] =
        "ledger: case\n"
        "fields:\n"
        "  title: {type: text}\n"
        "  who: {type: person}\n"
        "  clerk: {type: account}\n"
        "  note: {type: note, private: true}\n"
        "states: {in: {kind: open}, out: {kind: done}}\n"
        "steps:\n"
        "  enter: {to: in, by: clerk@owner, ask: [title, who, clerk, note]}\n"
        "  end: {from: in, to: out, by: clerk@owner}\n"
        "figures:\n"
        "  ended: {of: record, at: owner, where: \"kind = 'done'\", count: true}\n"
        "  share: {rate: [ended, open], digits: 1, small: 5}\n"
        "views:\n"
        "  shown: {columns: [number, title, who, clerk, note],"
        " where: \"kind = 'open'\"}\n";

/* What is confidential, or has a party who may not see it, stands in no bulletin: others read it. */
TEST(bulletin_shows_no_hidden_case)
{
        static const char hush[] =
                "ledger: tip\n"
                "fields:\n"
                "  title: {type: text, required: true}\n"
                "  hush: {type: flag, confidential: true}\n"
                "  against: {type: office, recuse: true}\n"
                "states: {in: {kind: open}}\n"
                "steps: {enter: {to: in, by: clerk, ask: [title, hush, against]}}\n"
                "views: {shown: {columns: [number, title]}}\n";
        static const char *const row[][3] = { { "甲事", "", "" },
                                              { "乙事", "hush", "true" },
                                              { "丙事", "against", "431302" } };
        struct mini m;
        struct mini_file file[] = { { "ledgers/tip.yaml", hush },
                                    { "bulletins/x.md",
                                      "{{view tip.shown top 9}}\n\n{{view tip.shown picked}}" } };
        mini_open(&m, file, LEN(file));
        m.l = &m.in.city->ledgers[city_ledger(m.in.city, S("tip"))];
        struct str number[LEN(row)];
        for (size_t i = 0; i < LEN(row); i++) {
                struct view v = { .st = m.st, .city = m.in.city };
                struct rec r;
                mini_step(&m, 0, "enter", "2023-08-01 09:00");
                mini_set(&m, "title", row[i][0]);
                if (i) mini_set(&m, row[i][1], row[i][2]);
                mini_state(&m, "in");
                int64_t id = mini_done(&m);
                NEED(rec_load(&v, &m.a, m.l, id, &r) == OK);
                number[i] = r.number;
        }
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct ask k = mini_ask(&m, &a, &f);
        struct bulletin_out x = { 0 };
        struct bulletin_in in = issue("", "2023-08-31");
        if (CHECK_OK(0, bulletin_render(&k, &in, &x)))
                CHECK(says(x.text, "甲事") && !has(x.text, "乙事") && !has(x.text, "丙事"));
        for (size_t i = 0; i < LEN(row); i++) {
                faults_init(&f, &a, LANG_EN);
                bulletin_pick(&a, str_join(&a, S("tip/"), number[i]), &in);
                CHECK_INT(i, bulletin_render(&k, &in, &x) == OK, i == 0);
                if (i && f.first) CHECK_STR(i, str_c(f.first->code), "bulletin.pick");
        }
        mini_close(&m);
}

TEST(bulletin_shows_the_cases_picked)
{
        struct mini m;
        struct mini_file file[] = { { "ledgers/case.yaml", cases },
                                    { "bulletins/x.md", "{{view case.shown picked}}" } };
        mini_open(&m, file, LEN(file));
        m.l = &m.in.city->ledgers[city_ledger(m.in.city, S("case"))];
        struct str number[3];
        for (int i = 0; i < 3; i++) {
                static const char *const title[] = { "甲事，李明办 13900000001", "乙事", "丙事" };
                mini_step(&m, 0, "enter", "2023-08-01 09:00");
                mini_set(&m, "title", title[i]);
                mini_set(&m, "who", "{\"name\":\"李明\"}");
                mini_set(&m, "note", "丁");
                mini_state(&m, "in");
                struct view v = { .st = m.st, .city = m.in.city };
                struct rec r;
                int64_t id = mini_done(&m);
                NEED(rec_load(&v, &m.a, m.l, id, &r) == OK);
                number[i] = str_printf(&m.a, "case/%.*s", SP(r.number));
        }
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct ask k = mini_ask(&m, &a, &f);
        struct bulletin_out x = { 0 };
        struct bulletin_in in = issue("", "2023-08-31");
        size_t first, second;
        bulletin_pick(&a, str_printf(&a, "%.*s, %.*s,", SP(number[2]), SP(number[0])), &in);
        CHECK_INT(0, in.picked_n, 2);
        if (CHECK_OK(0, bulletin_render(&k, &in, &x))) {
                CHECK(x.picks && !has(x.text, "乙事"));
                CHECK(str_find(x.text, S("丙事"), &first) && str_find(x.text, S("甲事"), &second) &&
                      first < second); /* in the order picked */
                CHECK(says(x.text, "甲事，李**办 139****0001"));
                CHECK(!has(x.text, "李明") && !has(x.text, "丁") && !has(x.text, "who"));
        }
        in.picked_n = 0;
        if (CHECK_OK(1, bulletin_render(&k, &in, &x))) CHECK(x.picks && !has(x.text, "甲事"));
        /* what is not in the view, and what has no place */
        mini_step(&m, 1, "end", "2023-08-02 09:00");
        mini_state(&m, "out");
        (void)mini_done(&m);
        static const char *const wrong[] = { "case/C1'", "case/none", "request/ZTC1", "none" };
        for (size_t i = 0; i < LEN(wrong); i++) {
                faults_init(&f, &a, LANG_EN);
                bulletin_pick(&a, str_c(wrong[i]), &in);
                enum err e = bulletin_render(&k, &in, &x);
                CHECK_ROW(i,
                          e != OK && f.first && str_eq(str_c(f.first->code), S("bulletin.pick")));
        }
        bulletin_pick(&a, number[0], &in);
        faults_init(&f, &a, LANG_EN);
        CHECK_INT(2, bulletin_render(&k, &in, &x), ERR_NOT_FOUND);
        mini_close(&m);
}

/* A rate of fewer than its minimum: printed, not published; in a table of what is published "…". */
TEST(bulletin_with_a_rate_of_too_few_is_not_published)
{
        struct mini m;
        struct mini_file file[] = { { "ledgers/case.yaml", cases },
                                    { "bulletins/x.md", "{{case.share}}" },
                                    { "bulletins/y.md", "{{case.share by office ranked}}" } };
        mini_open(&m, file, LEN(file));
        m.l = &m.in.city->ledgers[city_ledger(m.in.city, S("case"))];
        for (int i = 0; i < 4; i++) {
                mini_step(&m, 0, "enter", "2023-08-01 09:00");
                mini_state(&m, "in");
                (void)mini_done(&m);
        }
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct ask k = mini_ask(&m, &a, &f);
        struct bulletin_out x = { 0 };
        struct bulletin_in in = issue("", "2023-08-31");
        CHECK_OK(0, bulletin_render(&k, &in, &x));
        in.publish = true;
        CHECK_INT(0, bulletin_render(&k, &in, &x), ERR_CONFLICT);
        CHECK(f.first && str_eq(str_c(f.first->code), S("figure.small")));
        in.name = S("y"); /* the whole is a rate of too few too */
        CHECK_INT(1, bulletin_render(&k, &in, &x), ERR_CONFLICT);
        mini_close(&m);
}

TEST(bulletin_is_a_page_by_itself)
{
        struct mini m;
        struct mini_file file[] = { { "bulletins/x.md",
                                      "{{request.satisfaction}}\n\n{{request.received"
                                      " by channel}}" },
                                    { "bulletins/y.md", "# A heading\n\n{{request.received}}" } };
        static const char *const want[] = { "<!doctype html>",
                                            "thead { display: table-header-group; }",
                                            "<h1>x</h1>",
                                            "2022年8月",
                                            "<div class=\"table-responsive\"",
                                            "</a><sup>1</sup>",
                                            "<section class=\"zt-notes\">",
                                            "<li>满意率 — = 0/0：",
                                            "</html>" };
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct bulletin_out x = { 0 };
        struct str page = STR_NONE, kept = STR_NONE;
        mini_open(&m, file, LEN(file));
        struct ask k = mini_ask(&m, &a, &f);
        struct bulletin_in in = issue("2022-08-01", "2022-08-31");
        k.lang = LANG_ZH;
        in.format = MARKDOWN_HTML;
        in.notes = true;
        CHECK_OK(0, bulletin_render(&k, &in, &x));
        CHECK_OK(0, bulletin_page(&k, &in, &x, &page));
        for (size_t i = 0; i < LEN(want); i++) CHECK_ROW(i, says(page, want[i]));
        in.name = S("y");
        CHECK_OK(1, bulletin_render(&k, &in, &x));
        CHECK_OK(1, bulletin_page(&k, &in, &x, &page));
        CHECK(!has(page, "<h1>y</h1>") && says(page, "<h1>A heading</h1>"));
        /* kept as Markdown, it comes out the same as HTML and as text */
        in.name = S("x");
        in.format = MARKDOWN_SOURCE;
        CHECK_OK(2, bulletin_render(&k, &in, &x));
        CHECK_OK(2, bulletin_kept(&k, x.text, MARKDOWN_HTML, &kept));
        CHECK(says(kept, "<li>满意率 — = 0/0：") && says(kept, "<th align=\"right\">受理</th>"));
        CHECK_OK(2, bulletin_kept(&k, x.text, MARKDOWN_TEXT, &kept));
        CHECK(says(kept, "| 热线直接 | 0 |"));
        mini_close(&m);
}

static bool same(const struct amount *a, const struct amount *b)
{
        return a->v == b->v && a->num == b->num && a->den == b->den && a->none == b->none &&
               a->opening == b->opening && a->in == b->in && a->out == b->out;
}

/* Every figure at every office, with and without what was read before, alone and together. */
TEST(cells_kept_are_the_cells)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct mini m;
        struct faults f;
        int office[64], n = 0;
        mini_open(&m, mini_help, LEN(mini_help));
        mini_live(&m, 160, 11);
        const struct ledger *l = &m.in.city->ledgers[city_ledger(m.in.city, S("help"))];
        struct ask k = mini_ask(&m, &a, &f), kept = k;
        kept.kept = kept_cells_new(&a);
        for (; n < (int)m.in.offices.n && n < (int)LEN(office); n++) office[n] = n;
        struct day last = mini_last(&m), month = period_of(PERIOD_MONTH, last).from;
        const struct period when[] = { { DAY_NONE, last },
                                       { DAY_NONE, day_add(month, -1) },
                                       { DAY_NONE, day_add(last, -40) },
                                       { day_add_months(month, -1), day_add(month, -1) },
                                       { day_add(last, -50), day_add(last, -20) } };
        for (size_t w = 0; w < LEN(when); w++)
                for (int o = 0; o < n; o++)
                        for (int g = 0; g < (int)l->figures_n; g++) {
                                struct figure_in in = { .l = l,
                                                        .figure = g,
                                                        .office = office[o],
                                                        .on = when[w].to,
                                                        .from = when[w].from,
                                                        .to = when[w].to,
                                                        .by = -1 };
                                struct figure_out x, y;
                                kept_cells_together(&kept, office, o % 2 ? (size_t)n : 0);
                                NEED(figure_read(&k, &in, &x) == OK);
                                NEED(figure_read(&kept, &in, &y) == OK);
                                CHECK_ROW(g, same(&x.all, &y.all));
                        }
        CHECK(kept.kept->n > (size_t)n);
        mini_close(&m);
}

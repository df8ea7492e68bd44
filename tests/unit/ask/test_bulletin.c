/* test_bulletin.c: numbers in sentences, and what became of a published one. */
#include "issue.h"

/* Five requests: two done (one rated satisfied), one declined, two open. */
static void small_life(struct mini *m)
{
        for (int i = 0; i < 5; i++)
                (void)issue_receive(m, "2022-08-01 09:00", i % 2 ? "hotline" : "visit", "");
        issue_close(m, 1, "2022-08-02 09:00", "satisfied");
        issue_close(m, 2, "2022-08-02 09:00", "dissatisfied");
        mini_step(m, 3, "decline", "2022-08-03 10:00");
        mini_state(m, "declined");
        (void)mini_done(m);
        mini_step(m, 4, "assign", "2022-08-04 10:00");
        mini_set(m, "lead", "4313-GA");
        mini_state(m, "assigned");
        (void)mini_done(m);
}

TEST(bulletin_prints_the_newspaper_sentence)
{
        static const struct {
                enum lang lang;
                enum markdown_format format;
                const char *want;
        } row[] = {
                { LANG_ZH, MARKDOWN_TEXT,
                  "截至2022年8月22日，“营商环境直通车诉求”共受理诉求5件，交办1件，2件正在办理中，办结2件"
                  "（其中2件直接答复办结），满意率50.0%。" },
                { LANG_ZH, MARKDOWN_TEXT,
                  "满意率 50.0% = 1/2：request.satisfaction，娄底市，2022-08-22；定义（第1版）" },
                { LANG_EN, MARKDOWN_TEXT,
                  "5 business requests have been received and 1 assigned; 2 are in hand" },
                { LANG_EN, MARKDOWN_SOURCE,
                  "[50.0%](figures/request.satisfaction?on=2022-08-22&office=4313&rows=1"
                  " \"1/2\")" },
                { LANG_EN, MARKDOWN_HTML,
                  "<a "
                  "href=\"figures/request.satisfaction?on=2022-08-22&amp;office=4313&amp;rows=1\""
                  " title=\"1/2\">50.0%</a>" },
        };
        struct mini m;
        mini_open(&m, NULL, 0);
        small_life(&m);
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct ask k = mini_ask(&m, &a, &f);
                struct bulletin_out x = { 0 };
                struct bulletin_in in = issue("", "2022-08-22");
                in.name = S("request");
                in.format = row[i].format;
                k.lang = row[i].lang;
                if (!CHECK_OK(i, bulletin_render(&k, &in, &x))) continue;
                CHECK_ROW(i, says(x.text, row[i].want));
        }
        mini_close(&m);
}

TEST(bulletin_cannot_be_made_markup)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct mini m;
        struct faults f;
        struct mini_file file = {
                "bulletins/x.md",
                "# {{city}}\n\n| a | b |\n|---|---|\n| {{request.open}} | `{{request.open}}` |\n\n"
                "<script>{{request.open}}</script>\n\n_{{request.on_time}}_ {{ on }}\n"
        };
        mini_open(&m, &file, 1);
        struct ask k = mini_ask(&m, &a, &f);
        struct bulletin_out x;
        struct bulletin_in in = issue("", "2022-08-22");
        in.format = MARKDOWN_HTML;
        k.lang = LANG_ZH;
        CHECK_OK(0, bulletin_render(&k, &in, &x));
        CHECK(says(x.text, "<h1>娄底</h1>"));
        CHECK(says(x.text, "<td><a href"));
        CHECK(says(x.text, "<code>{{request.open}}</code>"));
        CHECK(says(x.text, "<em><a href=\"figures/request.on_time?"));
        CHECK(says(x.text, "2022年8月22日"));
        CHECK(!has(x.text, "<script"));
        in.name = S("reqest");
        CHECK_INT(0, bulletin_render(&k, &in, &x), ERR_NOT_FOUND);
        CHECK(f.first && has(f.first->text, "request"));
        mini_close(&m);
}

TEST(bulletin_published_is_compared_with_now)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct mini m;
        struct faults f;
        mini_open(&m, NULL, 0);
        small_life(&m);
        int64_t seq =
                mini_city(&m, "publish",
                          "{\"bulletin\":\"request\",\"office\":\"4313\",\"on\":\"2022-08-04\"}",
                          "text", "as it was printed");
        mini_step(&m, 0, "receive", "2022-08-10 09:00"); /* a late entry */
        mini_day(&m, "2022-08-03");
        mini_set(&m, "channel", "visit");
        mini_state(&m, "received");
        int64_t late = mini_done(&m);
        mini_step(&m, 5, "answer", "2022-08-10 09:00"); /* not late: of another day */
        mini_set(&m, "direct", "true");
        mini_state(&m, "replied");
        (void)mini_done(&m);
        struct ask k = mini_ask(&m, &a, &f);
        struct bulletin_since x;
        if (CHECK_OK(0, bulletin_changes(&k, seq, &x))) {
                CHECK_STR(0, x.text, "as it was printed");
                CHECK_INT(0, x.n, 2); /* received and open */
                for (size_t i = 0; i < x.n; i++) {
                        CHECK_INT(i, x.v[i].change.now.v - x.v[i].change.then.v, 1);
                        CHECK_INT(i, x.v[i].change.n, 1);
                        CHECK_INT(i, x.v[i].change.v[0].record, late);
                        CHECK_INT(i, x.v[i].change.v[0].amount, 1);
                }
        }
        int64_t *all;
        size_t n;
        CHECK_OK(0, bulletin_published(&k, S("request"), &all, &n));
        CHECK_INT(0, n, 1);
        mini_close(&m);
}

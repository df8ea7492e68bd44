/* test_show.c: one record for people. */
#include "mini.h"

#include "ask/show.h"

static int64_t one_request(struct mini *m)
{
        mini_step(m, 0, "receive", "2022-08-01 09:00");
        mini_set(m, "title", "供电不稳");
        mini_set(m, "body", "厂区每天停电两次");
        mini_set(m, "contact", "{\"name\":\"王小明\",\"phone\":\"13812345678\"}");
        mini_set(m, "channel", "hotline");
        mini_state(m, "received");
        mini_duty(m, "dispatch", "4313", "2022-08-02 24:00");
        m->c.promise = true;
        m->c.promised_start = m->e.at;
        m->c.promised = mini_moment("2022-08-15 24:00");
        m->c.promised_within = S("10 workdays");
        m->c.promised_calendar = m->in.calendar->version;
        int64_t id = mini_done(m);
        mini_step(m, id, "assign", "2022-08-03 10:00");
        mini_day(m, "2022-08-02");
        mini_set(m, "lead", "4313-GD");
        mini_state(m, "assigned");
        mini_end(m, "dispatch", OUT_DONE, true);
        mini_duty(m, "handle", "4313-GD", "2022-08-08 24:00");
        mini_paper(m, "dispatch_sheet", "交办2022-1");
        (void)mini_done(m);
        mini_step(m, id, "reply", "2022-08-05 10:00");
        mini_set(m, "reply", "已更换变压器");
        mini_state(m, "replied");
        (void)mini_done(m);
        return id;
}

static struct str shown(const struct ask *k, const struct ledger *l, int64_t id, bool requester,
                        bool json)
{
        struct shown x;
        AUTO(buf_free) struct buf out = { .limit = 1 << 18 };
        struct jout j;
        if (!CHECK_OK(0, show_read(k, l, id, requester, &x))) return STR_NONE;
        if (json) {
                jout_init(&j, &out, false);
                show_json(k, &x, &j);
        } else {
                show_text(k, &x, &out);
        }
        CHECK_OK(0, out.err);
        return str_dup(k->a, buf_view(&out));
}

TEST(show_says_everything_once)
{
        static const struct {
                const char *what;
                bool zh, json, requester, in;
        } row[] = {
                { "供电不稳", true, false, false, true },
                { "联系人：王** 138****5678", true, false, false, true },
                { "13812345678", true, false, false, false },
                { "13812345678", false, true, false, false },
                { "13812345678", false, true, true, false },
                { "承诺时限：2022-08-15 24:00（10个工作日）", true, false, false, true },
                { "第1–", true, false, false, true },
                { "交办　娄底市　第1轮　2022-08-02 24:00 前　已完成（逾期）", true, false, false,
                  true },
                { "办理　市供电公司　第1轮　2022-08-08 24:00 前　未完成　绿灯，剩1个工作日", true,
                  false, false, true },
                { "Handle, Power, round 1, by 2022-08-08 24:00: open", false, false, false, true },
                { "（计入 2022-08-02，2022-08-03 补录）", true, false, false, true },
                { "counts on 2022-08-02, known since 2022-08-03", false, false, false, true },
                { "交办2022-1 2022-08-02", true, false, false, true },
                { "答复：已更换变压器", true, false, true, true },
                { "\"reply\":\"已更换变压器\"", false, true, true, true },
                { "市供电公司，2022-08-08 24:00 前", true, false, false, true },
                { "市供电公司，2022-08-08 24:00 前", true, false, true, false },
                { "\"duties\"", false, true, true, false },
                { "\"lead\"", false, true, true, false },
                { "\"outcome\":\"done\",\"late\":true", false, true, false, true },
        };
        struct mini m;
        mini_open(&m, NULL, 0);
        int64_t id = one_request(&m);
        for (size_t i = 0; i < LEN(row); i++) {
                AUTO(arena_done) struct arena a = { 0 };
                struct faults f;
                struct ask k = mini_ask(&m, &a, &f);
                k.lang = row[i].zh ? LANG_ZH : LANG_EN;
                struct str s = shown(&k, m.l, id, row[i].requester, row[i].json);
                size_t at;
                bool in = str_find(s, str_c(row[i].what), &at);
                if (!CHECK_ROW(i, in == row[i].in)) fprintf(stderr, "%.*s\n", SP(s));
        }
        mini_close(&m);
}

TEST(what_is_left_in_words)
{
        static const struct {
                int64_t left;
                const char *zh, *en;
        } row[] = {
                { 5, "剩5个工作日", "5 working days left" },
                { 1, "剩1个工作日", "1 working day left" },
                { 0, "今天到期", "due today" },
                { -1, "已逾期", "overdue" },
                { -2, "已超2个工作日", "overdue by 2 working days" },
        };
        AUTO(arena_done) struct arena a = { 0 };
        for (size_t i = 0; i < LEN(row); i++) {
                struct ask k = { .a = &a, .lang = LANG_ZH };
                CHECK_STR(i, due_left_said(&k, row[i].left), row[i].zh);
                k.lang = LANG_EN;
                CHECK_STR(i, due_left_said(&k, row[i].left), row[i].en);
        }
}

TEST(show_after_erasure_and_to_others)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct mini m;
        struct faults f;
        struct shown x;
        int64_t id = 0;
        size_t at;
        mini_open(&m, NULL, 0);
        struct reader other;
        reader_init(&other, &m.a, &m.in, mini_account(&m, "u", "431321 handler"));
        id = one_request(&m);
        struct ask k = mini_ask(&m, &a, &f);
        CHECK_OK(0, show_number(&k, m.l, S("R000001"), &id));
        CHECK_INT(0, show_number(&k, m.l, S("R000009"), &id), ERR_NOT_FOUND);
        k.who = &other;
        CHECK_INT(0, show_read(&k, m.l, id, false, &x), ERR_NOT_FOUND);
        k.who = &m.who;
        CHECK_OK(0, keys_destroy(m.keys, id));
        k.lang = LANG_ZH;
        struct str s = shown(&k, m.l, id, false, false);
        CHECK(str_find(s, S("标题：（已擦除）"), &at));
        CHECK(!str_find(s, S("供电不稳"), &at));
        mini_close(&m);
}

TEST(colours_by_what_is_left)
{
        static const struct {
                const char *now;
                enum colour want;
        } row[] = {
                { "2022-08-03 12:00", COLOUR_GREEN },
                { "2022-08-05 23:00", COLOUR_GREEN }, /* a Friday; due on Monday at 24:00 */
                { "2022-08-08 00:00", COLOUR_YELLOW },
                { "2022-08-08 23:59", COLOUR_YELLOW },
                { "2022-08-09 00:00", COLOUR_RED },
                { "2022-08-20 00:00", COLOUR_RED },
        };
        AUTO(arena_done) struct arena a = { 0 };
        struct mini m;
        struct faults f;
        mini_open(&m, NULL, 0);
        struct ask k = mini_ask(&m, &a, &f);
        struct rduty d = { .def = ledger_duty(m.l, S("handle")),
                           .clock = m.l->duties[ledger_duty(m.l, S("handle"))].clock,
                           .due = mini_moment("2022-08-08 24:00") };
        for (size_t i = 0; i < LEN(row); i++) {
                k.now = mini_moment(row[i].now);
                CHECK_INT(i, duty_colour(&k, m.l, &d), row[i].want);
        }
        mini_close(&m);
}

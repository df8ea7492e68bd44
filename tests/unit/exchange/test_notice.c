/* notices.yaml, the bytes that go out, what a notice says and to whom, and the table of notices. */
#include <sys/stat.h>

#include "lib/t.h"
#include "lib/town.h"

#include "ask/ask.h"
#include "exchange/notice.h"

/* ---- the file ---- */

static const struct {
        const char *text, *code; /* NULL: fits */
} file_row[] = {
        { "", NULL },
        { "# nothing yet\n", NULL },
        { "sms: {url: \"https://x.example/?p={{phone}}&t={{text}}\"}\n", NULL },
        { "sms: {url: \"https://x.example/\"}\n", "notices.holes" },
        { "sms: {url: \"ftp://x.example/{{phone}}{{text}}\"}\n", "notices.url" },
        { "sms: {body: \"{{phone}} {{text}}\"}\n", "key.missing" },
        { "sms: {url: \"https://x/{{phone}}{{text}}\", headers: [\"A: b\\r\\nC: d\"]}\n",
          "notices.line" },
        { "robots: {default: {kind: wecom, url: \"https://x.example/k\"}}\n", NULL },
        { "robots: {default: {kind: slack, url: \"https://x.example/k\"}}\n", "value.word" },
        { "robots: {\"two words\": {kind: wecom, url: \"https://x.example/k\"}}\n",
          "notices.office" },
        { "mail: {4313-RSJ: a@b.example}\n", "notices.smtp" },
        { "smtp: {url: \"smtp://m.example\", from: z@b.example}\nmail: {4313-RSJ: nobody}\n",
          "notices.mail" },
        { "retry: {tries: 0}\n", "value.int" },
        { "robot: {}\n", "key.unknown" },
};

TEST(notice_file)
{
        for (size_t i = 0; i < LEN(file_row); i++) {
                struct arena a = { 0 };
                struct faults f;
                struct notice_config c;
                faults_init(&f, &a, LANG_EN);
                enum err e =
                        notice_config_read(&a, S("notices.yaml"), str_c(file_row[i].text), &f, &c);
                CHECK_INT(i, e != OK, file_row[i].code != NULL);
                if (file_row[i].code && f.first)
                        CHECK_STR(i, str_c(f.first->code), file_row[i].code);
                arena_done(&a);
        }
}

TEST(notice_file_is_for_its_owner)
{
        struct arena a = { 0 };
        struct faults f;
        struct notice_config c;
        const char *path = str_dupz(&a, str_printf(&a, "%s/notices.yaml", t_dir()));
        faults_init(&f, &a, LANG_EN);
        CHECK_INT(-1, notice_config_load(&a, t_dir(), &f, &c), ERR_NOT_FOUND);
        CHECK_INT(-1, (int64_t)f.n, 0);
        CHECK_OK(-1, file_write(path, S("link: https://x.example\n"), 0600));
        CHECK_OK(-1, notice_config_load(&a, t_dir(), &f, &c));
        CHECK_STR(-1, c.link, "https://x.example");
        CHECK(chmod(path, 0640) == 0);
        CHECK_INT(-1, notice_config_load(&a, t_dir(), &f, &c), ERR_DENIED);
        CHECK_STR(-1, str_c(f.first->code), "notices.mode");
        arena_done(&a);
}

static const char all_ways[] =
        "link: https://12345.example/follow\n"
        "sms: {url: \"https://x.example/?p={{phone}}\", body: \"{{text}}\"}\n"
        "smtp: {url: \"smtp://m.example\", from: z@b.example}\n"
        "robots:\n"
        "  default: {kind: wecom, url: \"https://x.example/a\"}\n"
        "  4313-RSJ: {kind: feishu, url: \"https://x.example/b\", secret: s}\n"
        "mail: {4313-CGJ: c@b.example}\n";

static struct notice_config config_of(struct arena *a, const char *text)
{
        struct faults f;
        struct notice_config c;
        faults_init(&f, a, LANG_EN);
        if (notice_config_read(a, S("notices.yaml"), str_c(text), &f, &c) != OK) BUG("test's file");
        return c;
}

TEST(notice_ways)
{
        struct arena a = { 0 };
        struct notice_config c = config_of(&a, all_ways), none = config_of(&a, "");
        CHECK_STR(-1, notice_way(&a, &c, S("requester")), "sms");
        CHECK_STR(-1, notice_way(&a, &c, S("4313-RSJ")), "robot 4313-RSJ");
        CHECK_STR(-1, notice_way(&a, &c, S("4313-CGJ")), "mail");
        CHECK_STR(-1, notice_way(&a, &c, S("431302")), "robot default");
        CHECK_STR(-1, notice_way(&a, &none, S("requester")), "");
        CHECK(notice_robot_of(&c, S("robot 4313-RSJ"))->kind == ROBOT_FEISHU);
        CHECK(notice_robot_of(&c, S("robot 4313-ZZZ")) == NULL);
        arena_done(&a);
}

TEST(notice_again_waits_longer)
{
        struct arena a = { 0 };
        struct sys_fake fake = { .seed = 3 };
        struct sys sys = sys_fake(&fake);
        struct notice_config c =
                config_of(&a, "retry: {tries: 5, first_seconds: 10, most_seconds: 40}\n");
        static const int64_t whole[] = { 10000, 20000, 40000, 40000 };
        for (int64_t n = 1; n <= 4; n++) {
                int64_t wait = notice_again(&c, &sys, n, (struct moment){ 0 }).ms;
                CHECK_ROW(n, wait <= whole[n - 1] && wait >= whole[n - 1] / 2);
        }
        CHECK(!moment_is(notice_again(&c, &sys, 5, (struct moment){ 0 })));
        arena_done(&a);
}

/* ---- the bytes ---- */

/* The HMAC values were reckoned with openssl dgst -sha256 -hmac KEY. */
TEST(notice_robot_bodies)
{
        struct arena a = { 0 };
        struct notice_post p;
        struct moment now = { 1600000000123 };
        struct notice_robot r = { .kind = ROBOT_WECOM,
                                  .url = S("https://x/?key=k"),
                                  .secret = S("") };
        notice_robot_post(&a, &r, S("a \"b\"\n县"), now, &p);
        CHECK_STR(-1, p.url, "https://x/?key=k");
        CHECK_STR(-1, p.body, "{\"msgtype\":\"text\",\"text\":{\"content\":\"a \\\"b\\\"\\n县\"}}");
        r.kind = ROBOT_DINGTALK;
        r.secret = S("SECabc");
        notice_robot_post(&a, &r, S("x"), now, &p);
        CHECK_STR(
                -1, p.url,
                "https://x/?key=k&timestamp=1600000000123&sign=dX%2FFIkzCbxUw3eUs8sFyyR7rHPCvxGGVWJEP%2BDCXMMg%3D");
        r.kind = ROBOT_FEISHU;
        notice_robot_post(&a, &r, S("x"), now, &p);
        CHECK_STR(
                -1, p.body,
                "{\"timestamp\":\"1600000000\",\"sign\":\"I5DG+X0JW7CHeTFcYEcWK0GRyeF0JHnOenO1RgUv07k="
                "\",\"msg_type\":\"text\",\"content\":{\"text\":\"x\"}}");
        arena_done(&a);
}

TEST(notice_long_texts_keep_whole_characters)
{
        struct arena a = { 0 };
        struct notice_post p;
        struct buf long_text = { .limit = 10000 };
        struct notice_robot r = { .kind = ROBOT_WECOM, .url = S("https://x") };
        for (int i = 0; i < 1000; i++) buf_put(&long_text, S("县"));
        notice_robot_post(&a, &r, buf_view(&long_text), (struct moment){ 0 }, &p);
        struct jval *o;
        struct str why;
        CHECK_OK(-1, jval_parse(&a, p.body, &o, &why));
        CHECK_INT(-1, (int64_t)jval_text(jval_get(o, S("text")), S("content")).n, 1998);
        buf_free(&long_text);
        arena_done(&a);
}

static const struct {
        enum robot_kind kind;
        const char *answer;
        bool took;
} answer_row[] = {
        { ROBOT_WECOM, "{\"errcode\":0,\"errmsg\":\"ok\"}", true },
        { ROBOT_WECOM, "{\"errcode\":93000}", false },
        { ROBOT_DINGTALK, "{\"errcode\":0}", true },
        { ROBOT_FEISHU, "{\"code\":0}", true },
        { ROBOT_FEISHU, "{\"StatusCode\":0,\"StatusMessage\":\"success\"}", true },
        { ROBOT_FEISHU, "{\"code\":19021}", false },
        { ROBOT_WECOM, "<html>busy</html>", false },
        { ROBOT_WECOM, "", false },
        { ROBOT_WECOM, "[0]", false },
};

TEST(notice_robot_answers)
{
        struct arena a = { 0 };
        for (size_t i = 0; i < LEN(answer_row); i++)
                CHECK_ROW(i, notice_robot_took(&a, answer_row[i].kind,
                                               str_c(answer_row[i].answer)) == answer_row[i].took);
        arena_done(&a);
}

TEST(notice_sms_values_are_encoded)
{
        struct arena a = { 0 };
        struct notice_post p;
        struct notice_letter l = { .to = S("+8613800001234"), .text = S("a\"b&c 县") };
        struct notice_sms s = { .url = S("https://x/?p={{phone}}&t={{text}}"), .body = S("") };
        notice_sms_post(&a, &s, &l, &p);
        CHECK_STR(-1, p.url, "https://x/?p=%2B8613800001234&t=a%22b%26c%20%E5%8E%BF");
        s.url = S("https://x/");
        s.body = S("{\"to\":\"{{phone}}\",\"x\":\"{{text}}\"}");
        s.type = S("application/json");
        notice_sms_post(&a, &s, &l, &p);
        CHECK_STR(-1, p.body, "{\"to\":\"+8613800001234\",\"x\":\"a\\\"b&c 县\"}");
        s.body = S("to={{phone}}&x={{text}}");
        s.type = S("application/x-www-form-urlencoded");
        notice_sms_post(&a, &s, &l, &p);
        CHECK_STR(-1, p.body, "to=%2B8613800001234&x=a%22b%26c%20%E5%8E%BF");
        arena_done(&a);
}

TEST(notice_mail_bytes)
{
        struct arena a = { 0 };
        struct notice_smtp s = { .from = S("z@b.example") };
        struct notice_letter l = { .subject = S("诉求 1"),
                                   .text = S("您好"),
                                   .to = S("a@b.example") };
        CHECK_STR(-1, notice_mail_message(&a, &s, &l, (struct moment){ 1600000000000 }, 7),
                  "From: <z@b.example>\r\nTo: <a@b.example>\r\n"
                  "Subject: =?UTF-8?B?6K+J5rGCIDE=?=\r\n"
                  "Date: Sun, 13 Sep 2020 12:26:40 +0000\r\nMessage-ID: <notice.7@b.example>\r\n"
                  "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                  "Content-Transfer-Encoding: base64\r\n\r\n5oKo5aW9\r\n");
        arena_done(&a);
}

static const struct {
        const char *person, *phone, *mail;
} person_row[] = {
        { "{\"name\":\"王\",\"phone\":\"13800001234\"}", "13800001234", "" },
        { "{\"name\":\"王\",\"phone\":\"+86 138-0000-1234\"}", "+8613800001234", "" },
        { "{\"name\":\"李 2 号\",\"phone\":\"\"}", "", "" },
        { "{\"name\":\"王\",\"phone\":\"x.y@b.example\"}", "", "x.y@b.example" },
        { "王小明 0738-8312345", "07388312345", "" },
        { "王小明", "", "" },
        { "431302199001011234", "", "" }, /* an ID number is no telephone */
        { "a@b", "", "" },
        { "", "", "" },
};

TEST(notice_addresses)
{
        struct arena a = { 0 };
        for (size_t i = 0; i < LEN(person_row); i++) {
                CHECK_STR(i, notice_phone(&a, str_c(person_row[i].person)), person_row[i].phone);
                CHECK_STR(i, notice_address(&a, str_c(person_row[i].person)), person_row[i].mail);
        }
        arena_done(&a);
}

/* ---- what it says ---- */

static struct ask asking(struct town *t)
{
        return (struct ask){ .st = t->w.st,
                             .keys = t->w.keys,
                             .in = &t->w.inforce,
                             .a = &t->a,
                             .f = &t->f,
                             .lang = LANG_EN,
                             .now = t->fake.now };
}

static int64_t entered(struct town *t, const char *title)
{
        struct str in = str_printf(&t->a,
                                   "title=%s&body=No light at night.&channel=hotline"
                                   "&contact=Wang Xiaoming 13800001234",
                                   title);
        struct outcome_of o = town_do(t, "clerk", "request", 0, "receive", str_dupz(&t->a, in));
        if (!CHECK_OK(-1, o.err)) town_print(&o.faults);
        return o.record;
}

static bool says(struct str text, const char *piece)
{
        size_t at;
        return str_find(text, str_c(piece), &at);
}

TEST(notice_says_to_whom_it_belongs)
{
        struct town t;
        NEED(town_open(&t, t_dir()));
        int64_t id = entered(&t, "Lamp");
        struct notice_config c = config_of(&t.a, all_ways);
        struct ask k = asking(&t);
        struct notice_letter l;
        const char *why = "";
        struct notice n = { .id = 1,
                            .seq = (int64_t)t.w.log.tree.size - 1,
                            .record = id,
                            .ledger = S("request"),
                            .who = S("requester"),
                            .way = S("sms"),
                            .text = S("received") };
        CHECK_OK(-1, notice_open(&k, &c, &n, &l, &why));
        CHECK_STR(-1, l.to, "13800001234");
        CHECK(says(l.text, "2022000001") && says(l.text, "the code ") && says(l.text, "2022-"));
        CHECK(says(l.text, "https://12345.example/follow") && !says(l.text, "{{"));
        CHECK(!says(l.text, "Wang") && !says(l.text, "light"));
        struct str told = l.text;
        n.who = S("4313-RSJ");
        n.way = S("robot 4313-RSJ");
        CHECK_OK(-1, notice_open(&k, &c, &n, &l, &why));
        size_t at = 0;
        CHECK(str_find(told, S("the code "), &at));
        struct str code = str_sub(told, at + 9, 8); /* nobody else is given it */
        CHECK(code.n == 8 && !says(l.text, str_dupz(&t.a, code)));
        CHECK(!says(l.text, "12345.example") && !says(l.text, "Wang") && !says(l.text, "1380000"));
        n.text = S("no_such_text");
        CHECK_INT(-1, notice_open(&k, &c, &n, &l, &why), ERR_DENIED);
        CHECK_STR(-1, str_c(why), "no text");
        n.text = S("reckon"); /* has one of ours */
        CHECK_OK(-1, notice_open(&k, &c, &n, &l, &why));
        CHECK(says(l.text, "2022000001") && says(l.text, "due 2022-"));
        const struct ledger *ledger =
                &t.w.inforce.city->ledgers[city_ledger(t.w.inforce.city, S("request"))];
        CHECK_OK(-1, admin_erase(&t.w, id, ledger, S("asked for"), -1, &t.f));
        n.who = S("requester");
        n.way = S("sms");
        CHECK_INT(-1, notice_open(&k, &c, &n, &l, &why), ERR_DENIED);
        CHECK_STR(-1, str_c(why), "erased");
        town_close(&t);
}

/* ---- the table ---- */

static struct str sms_only(void *ctx, struct str who)
{
        (void)ctx;
        return str_eq(who, S("requester")) ? S("sms") : STR_NONE;
}

static int64_t tail(struct notices *x, struct town *t, int64_t days)
{
        struct notices_in in = {
                .st = t->w.st, .now = t->fake.now, .oldest_ms = days * 86400000, .way = sms_only
        };
        int64_t behind = -1;
        CHECK_OK(-1, notices_tail(x, &in, &behind));
        return behind;
}

static struct str counted(struct notices *x, struct arena *a)
{
        struct notice_counts c = { 0 };
        CHECK_OK(-1, notices_count(x, &c));
        return str_printf(a, "%" PRId64 " %" PRId64 " %" PRId64, c.n[0], c.n[1], c.n[2]);
}

TEST(notices_follow_the_log)
{
        struct town t;
        struct notices *x = NULL;
        struct notice n;
        NEED(town_open(&t, t_dir()));
        const char *path = str_dupz(&t.a, str_printf(&t.a, "%s/notices.db", t_dir()));
        (void)entered(&t, "before"); /* there was no table yet: not told */
        CHECK_INT(-1, notices_open(path, false, &x), ERR_NOT_FOUND);
        NEED(notices_open(path, true, &x) == OK);
        CHECK_INT(-1, tail(x, &t, 7), 0);
        CHECK_STR(-1, counted(x, &t.a), "0 0 0");
        int64_t one = entered(&t, "one"), two = entered(&t, "two");
        CHECK_INT(-1, tail(x, &t, 7), 0);
        CHECK_INT(-1, tail(x, &t, 7), 0);
        CHECK_STR(-1, counted(x, &t.a), "2 0 0");
        notices_close(&x); /* a restart notes nothing twice */
        NEED(notices_open(path, true, &x) == OK);
        (void)tail(x, &t, 7);
        CHECK_STR(-1, counted(x, &t.a), "2 0 0");
        CHECK_OK(-1, notices_next(x, &t.a, t.fake.now, &n));
        CHECK_INT(-1, n.record, one);
        CHECK_STR(-1, n.text, "received");
        struct moment later = { t.fake.now.ms + 60000 };
        CHECK_OK(-1, notices_failed(x, n.id, S("timeout"), t.fake.now, later));
        CHECK_OK(-1, notices_next(x, &t.a, t.fake.now, &n));
        CHECK_INT(-1, n.record, two);
        CHECK_OK(-1, notices_sent(x, n.id, t.fake.now));
        CHECK_INT(-1, notices_next(x, &t.a, t.fake.now, &n), ERR_NOT_FOUND);
        CHECK_OK(-1, notices_next(x, &t.a, later, &n));
        CHECK_INT(-1, n.tries, 1);
        CHECK_STR(-1, n.error, "timeout");
        CHECK_OK(-1, notices_failed(x, n.id, S("http 500"), later, MOMENT_NONE));
        CHECK_STR(-1, counted(x, &t.a), "0 1 1");
        int64_t again = 0;
        CHECK_OK(-1, notices_retry(x, n.id, later, &again));
        CHECK_INT(-1, again, 1);
        CHECK_OK(-1, notices_retry(x, n.id, later, &again));
        CHECK_INT(-1, again, 0);
        CHECK_STR(-1, counted(x, &t.a), "1 1 0");
        notices_close(&x);
        town_close(&t);
}

/* What one person is told about one matter comes in its order; a way that is down is left alone; what
 * is old is not told. */
TEST(notices_order_and_pause)
{
        struct town t;
        struct notices *x = NULL;
        struct notice n;
        NEED(town_open(&t, t_dir()));
        NEED(notices_open(str_dupz(&t.a, str_printf(&t.a, "%s/notices.db", t_dir())), true, &x) ==
             OK);
        (void)tail(x, &t, 7);
        int64_t one = entered(&t, "one");
        struct outcome_of o = town_do(&t, "clerk", "request", one, "decline",
                                      "reason=not ours&channel_told=the court");
        if (!CHECK_OK(-1, o.err)) town_print(&o.faults);
        int64_t two = entered(&t, "two");
        (void)tail(x, &t, 7);
        CHECK_STR(-1, counted(x, &t.a), "3 0 0");
        struct moment soon = { t.fake.now.ms + 60000 };
        CHECK_OK(-1, notices_next(x, &t.a, t.fake.now, &n));
        CHECK_STR(-1, n.text, "received");
        CHECK_OK(-1, notices_failed(x, n.id, S("answer"), t.fake.now, soon));
        CHECK_OK(-1, notices_next(x, &t.a, t.fake.now, &n)); /* not the refusal of the first */
        CHECK_INT(-1, n.record, two);
        CHECK_OK(-1, notices_postpone(x, S("sms"), soon));
        CHECK_INT(-1, notices_next(x, &t.a, t.fake.now, &n), ERR_NOT_FOUND);
        CHECK_OK(-1, notices_next(x, &t.a, soon, &n));
        town_at(&t, "2022-04-20 08:00");
        int64_t old = entered(&t, "old");
        town_at(&t, "2022-04-30 08:00");
        (void)tail(x, &t, 7);
        CHECK(old > 0);
        CHECK_STR(-1, counted(x, &t.a), "3 0 0");
        notices_close(&x);
        town_close(&t);
}

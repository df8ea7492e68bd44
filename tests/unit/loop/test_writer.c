#include "lib/t.h"
#include "lib/town.h"

TEST(writer_walks_one_request)
{
        struct town t;
        NEED(town_open(&t, t_dir()));
        town_at(&t, "2022-03-21 09:00");
        struct outcome_of o = town_do(
                &t, "requester", "request", 0, "receive",
                "title=停电&body=厂区停电两小时&channel=hotline&contact=王女士,13000000001");
        if (o.err != OK) town_print(&o.faults);
        NEED(o.err == OK);
        CHECK_STR(-1, o.number, "ZTC2022000001");
        CHECK_INT(-1, o.code.n, 8);
        int64_t id = o.record;
        static const struct {
                const char *at, *login, *step, *fields, *code;
        } row[] = {
                { "2022-03-21 09:10", "h.dl", "sign", "", "record.none" },
                { "2022-03-21 09:10", "clerk", "assign", "lead=4313-DL", "role" },
                { "2022-03-21 09:10", "disp", "assign", "lead=4313-XX", "input.office" },
                { "2022-03-21 09:10", "disp", "assign", "lead=4313-DL&rating=satisfied",
                  "input.unasked" },
                { "2022-03-21 09:10", "disp", "assign", "", "duty.holder" },
                { "2022-03-21 09:10", "disp", "assign", "lead=4313-DL&assist=431302", "" },
                { "2022-03-21 09:20", "disp", "recall", "because=错了", "" },
                { "2022-03-21 09:30", "disp", "assign", "lead=4313-DL&assist=431302", "" },
                { "2022-03-22 09:00", "h.rsj", "sign", "", "record.none" },
                { "2022-03-22 09:00", "h.dl", "reply", "reply=x", "step.from" },
                { "2022-03-22 09:00", "h.dl", "sign", "", "" },
                { "2022-03-22 09:00", "disp", "recall", "because=迟", "role" },
                { "2022-03-23 09:00", "h.louxing", "reply", "reply=已配合", "" },
                { "2022-03-24 09:00", "h.dl", "reply", "reply=已恢复供电", "" },
                { "2022-03-25 09:00", "requester", "confirm", "solved=true&rating=very_satisfied",
                  "" },
                { "2022-03-26 09:00", "eval", "redo", "why=又停电", "" },
                { "2022-03-26 10:00", "h.dl", "sign", "", "" },
                { "2022-04-12 10:00", "h.dl", "reply", "reply=更换变压器", "" },
                { "2022-04-13 10:00", "clerk", "correct", "topic=power", "because" },
                { "2022-04-13 10:00", "clerk", "correct", "channel=visit&because=登记有误", "" },
                { "2022-04-13 10:00", "clerk", "correct", "channel=visit&because=登记有误",
                  "correct.nothing" },
        };
        for (size_t i = 0; i < LEN(row); i++) {
                town_at(&t, row[i].at);
                o = town_do(&t, row[i].login, "request", id, row[i].step, row[i].fields);
                if (!CHECK_STR(i, str_c(outcome_code(&o)), row[i].code)) town_print(&o.faults);
        }
        CHECK(town_rebuild_same(&t));
        int64_t events;
        struct log_verify_in in = { .st = t.w.st, .keys = t.w.keys, .zone = { 480 } };
        struct faults f;
        faults_init(&f, &t.a, LANG_EN);
        CHECK_OK(-1, log_verify(&in, &t.a, &f, &events));
        town_print(&f);
        town_close(&t);
}

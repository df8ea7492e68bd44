/* Explanations, whole, in both languages. */
#include "../../lib/t.h"
#include "clocks.h"

struct golden {
        const char *start, *within, *more, *from, *to,
                *reason; /* one extension and one stop at most */
        int end_minute;
        const char *zh, *en;
};

static const struct golden golden[] = {
        { .start = "2022-05-13 10:00",
          .within = "5 workdays",
          .zh = "2022-05-13 周五     起算日，不计入\n"
                "2022-05-14 – 05-15  周末，不计\n"
                "2022-05-16 – 05-20  第1–5个工作日\n"
                "2022-05-20 24:00    届满\n",
          .en = "2022-05-13 Fri      start day, not counted\n"
                "2022-05-14 – 05-15  weekend, not counted\n"
                "2022-05-16 – 05-20  workdays 1–5\n"
                "2022-05-20 24:00    due\n" },
        /* holidays and make-up days have names */
        { .start = "2026-02-13 10:00",
          .within = "3 workdays",
          .end_minute = 1050,
          .zh = "2026-02-13 周五     起算日，不计入\n"
                "2026-02-14 周六     补班（春节），第1个工作日\n"
                "2026-02-15 – 02-23  放假（春节），不计\n"
                "2026-02-24 – 02-25  第2–3个工作日\n"
                "2026-02-25 17:30    届满\n",
          .en = "2026-02-13 Fri      start day, not counted\n"
                "2026-02-14 Sat      make-up day (春节), workday 1\n"
                "2026-02-15 – 02-23  holiday (春节), not counted\n"
                "2026-02-24 – 02-25  workdays 2–3\n"
                "2026-02-25 17:30    due\n" },
        /* two make-up days in a row, local days */
        { .start = "2022-10-07 10:00",
          .within = "4 workdays",
          .zh = "2022-10-07 周五     起算日，不计入\n"
                "2022-10-08 – 10-09  补班（国庆节），第1–2个工作日\n"
                "2022-10-10 周一     第3个工作日\n"
                "2022-10-11 周二     本地放假（州庆），不计\n"
                "2022-10-12 周三     第4个工作日\n"
                "2022-10-12 24:00    届满\n",
          .en = "2022-10-07 Fri      start day, not counted\n"
                "2022-10-08 – 10-09  make-up day (国庆节), workdays 1–2\n"
                "2022-10-10 Mon      workday 3\n"
                "2022-10-11 Tue      local day off (州庆), not counted\n"
                "2022-10-12 Wed      workday 4\n"
                "2022-10-12 24:00    due\n" },
        { .start = "2022-10-14 10:00",
          .within = "1 workday",
          .zh = "2022-10-14 周五   起算日，不计入\n"
                "2022-10-15 周六   本地上班，第1个工作日\n"
                "2022-10-15 24:00  届满\n",
          .en = "2022-10-14 Fri    start day, not counted\n"
                "2022-10-15 Sat    local working day, workday 1\n"
                "2022-10-15 24:00  due\n" },
        { .start = "2022-10-21 10:00",
          .within = "1 workday",
          .zh = "2022-10-21 周五     起算日，不计入\n"
                "2022-10-22 – 10-23  周末，不计\n"
                "2022-10-24 周一     本地放假，不计\n"
                "2022-10-25 周二     第1个工作日\n"
                "2022-10-25 24:00    届满\n",
          .en = "2022-10-21 Fri      start day, not counted\n"
                "2022-10-22 – 10-23  weekend, not counted\n"
                "2022-10-24 Mon      local day off, not counted\n"
                "2022-10-25 Tue      workday 1\n"
                "2022-10-25 24:00    due\n" },
        /* over the year's end, one line; provisional behind the arranged years */
        { .start = "2022-12-29 10:00",
          .within = "2 workdays",
          .zh = "2022-12-29 周四          起算日，不计入\n"
                "2022-12-30 周五          第1个工作日\n"
                "2022-12-31 – 2023-01-02  放假（元旦），不计\n"
                "2023-01-03 周二          第2个工作日\n"
                "2023-01-03 24:00         届满\n",
          .en = "2022-12-29 Thu           start day, not counted\n"
                "2022-12-30 Fri           workday 1\n"
                "2022-12-31 – 2023-01-02  holiday (元旦), not counted\n"
                "2023-01-03 Tue           workday 2\n"
                "2023-01-03 24:00         due\n" },
        { .start = "2026-12-29 10:00",
          .within = "4 workdays",
          .zh = "2026-12-29 周二     起算日，不计入\n"
                "2026-12-30 – 12-31  第1–2个工作日\n"
                "2027-01-01 周五     第3个工作日（暂定）\n"
                "2027-01-02 – 01-03  周末，不计（暂定）\n"
                "2027-01-04 周一     第4个工作日（暂定）\n"
                "2027-01-04 24:00    届满（暂定）\n"
                "暂定：日历中没有2027年的放假安排，导入后重新计算\n",
          .en = "2026-12-29 Tue      start day, not counted\n"
                "2026-12-30 – 12-31  workdays 1–2\n"
                "2027-01-01 Fri      workday 3 (provisional)\n"
                "2027-01-02 – 01-03  weekend, not counted (provisional)\n"
                "2027-01-04 Mon      workday 4 (provisional)\n"
                "2027-01-04 24:00    due (provisional)\n"
                "provisional: the calendar has no notice for 2027; "
                "reckoned anew once it is imported\n" },
        /* stops and extensions */
        { .start = "2022-08-15 10:00",
          .within = "3 workdays",
          .more = "2 workdays",
          .from = "2022-08-16 10:00",
          .to = "2022-08-18 15:00",
          .reason = "听证",
          .zh = "2022-08-15 周一                 起算日，不计入\n"
                "2022-08-16 10:00 – 08-18 15:00  中止：听证\n"
                "2022-08-16 – 08-17              日终仍在中止，不计\n"
                "2022-08-18 – 08-19              第1–2个工作日\n"
                "2022-08-20 – 08-21              周末，不计\n"
                "2022-08-22 周一                 第3个工作日\n"
                "2022-08-22 周一                 延长2个工作日\n"
                "2022-08-23 – 08-24              第4–5个工作日\n"
                "2022-08-24 24:00                届满\n",
          .en = "2022-08-15 Mon                  start day, not counted\n"
                "2022-08-16 10:00 – 08-18 15:00  held: 听证\n"
                "2022-08-16 – 08-17              held at the day's end, not counted\n"
                "2022-08-18 – 08-19              workdays 1–2\n"
                "2022-08-20 – 08-21              weekend, not counted\n"
                "2022-08-22 Mon                  workday 3\n"
                "2022-08-22 Mon                  extended by 2 workdays\n"
                "2022-08-23 – 08-24              workdays 4–5\n"
                "2022-08-24 24:00                due\n" },
        /* within one day: told, and without effect */
        { .start = "2022-08-15 10:00",
          .within = "1 workday",
          .from = "2022-08-16 10:00",
          .to = "2022-08-16 15:00",
          .zh = "2022-08-15 周一           起算日，不计入\n"
                "2022-08-16 10:00 – 15:00  中止\n"
                "2022-08-16 周二           第1个工作日\n"
                "2022-08-16 24:00          届满\n",
          .en = "2022-08-15 Mon            start day, not counted\n"
                "2022-08-16 10:00 – 15:00  held\n"
                "2022-08-16 Tue            workday 1\n"
                "2022-08-16 24:00          due\n" },
        /* still held */
        { .start = "2022-08-15 10:00",
          .within = "1 workday",
          .from = "2022-08-16 10:00",
          .reason = "检测",
          .zh = "2022-08-15 周一          起算日，不计入\n"
                "2022-08-16 10:00 – 至今  中止：检测（尚未恢复，暂按此刻恢复计算）\n"
                "2022-08-16 – 08-22       日终仍在中止，不计\n"
                "2022-08-23 周二          第1个工作日\n"
                "2022-08-23 24:00         届满\n",
          .en = "2022-08-15 Mon          start day, not counted\n"
                "2022-08-16 10:00 – now  held: 检测 (still held; reckoned as if freed now)\n"
                "2022-08-16 – 08-22      held at the day's end, not counted\n"
                "2022-08-23 Tue          workday 1\n"
                "2022-08-23 24:00        due\n" },
        /* the last day moves on */
        { .start = "2026-09-20 10:00",
          .within = "15 days",
          .zh = "2026-09-20 周日     起算日，不计入\n"
                "2026-09-21 – 10-05  第1–15日\n"
                "2026-10-05 – 10-07  放假（国庆节），期限顺延\n"
                "2026-10-08 24:00    届满\n",
          .en = "2026-09-20 Sun      start day, not counted\n"
                "2026-09-21 – 10-05  days 1–15\n"
                "2026-10-05 – 10-07  holiday (国庆节), the last day moves on\n"
                "2026-10-08 24:00    due\n" },
        { .start = "2022-08-19 18:00",
          .within = "0 workdays",
          .end_minute = 1050,
          .zh = "2022-08-19 周五     起算日，当日为限\n"
                "2022-08-19 周五     已过当日截止时间，期限顺延\n"
                "2022-08-20 – 08-21  周末，期限顺延\n"
                "2022-08-22 17:30    届满\n",
          .en = "2022-08-19 Fri      start day, due the same day\n"
                "2022-08-19 Fri      past the day's end, the last day moves on\n"
                "2022-08-20 – 08-21  weekend, the last day moves on\n"
                "2022-08-22 17:30    due\n" },
        { .start = "2026-01-31 10:00",
          .within = "1 month",
          .more = "1 month",
          .zh = "2026-01-31 周六     起算日，不计入\n"
                "2026-02-28 周六     1个月后的对应日（当月无31日，为月末），共28日\n"
                "2026-02-01 – 02-28  第1–28日\n"
                "2026-02-28 周六     延长1个月\n"
                "2026-03-31 周二     2个月后的对应日，共59日\n"
                "2026-03-01 – 03-31  第29–59日\n"
                "2026-03-31 24:00    届满\n",
          .en = "2026-01-31 Sat      start day, not counted\n"
                "2026-02-28 Sat      1 month on: the same-numbered day "
                "(no day 31: the month's end), 28 days\n"
                "2026-02-01 – 02-28  days 1–28\n"
                "2026-02-28 Sat      extended by 1 month\n"
                "2026-03-31 Tue      2 months on: the same-numbered day, 59 days\n"
                "2026-03-01 – 03-31  days 29–59\n"
                "2026-03-31 24:00    due\n" },
        /* hours */
        { .start = "2022-08-19 17:30",
          .within = "24 hours",
          .more = "30 minutes",
          .from = "2022-08-19 20:00",
          .to = "2022-08-20 00:00",
          .reason = "停电",
          .zh = "2022-08-19 17:30          起算\n"
                "2022-08-19 17:30 – 20:00  计2小时30分钟\n"
                "2022-08-19 20:00 – 24:00  中止：停电，不计\n"
                "2022-08-20 00:00 – 21:30  计21小时30分钟\n"
                "2022-08-20 21:30          延长30分钟\n"
                "2022-08-20 21:30 – 22:00  计30分钟\n"
                "2022-08-20 22:00          届满\n",
          .en = "2022-08-19 17:30          start\n"
                "2022-08-19 17:30 – 20:00  2 h 30 min counted\n"
                "2022-08-19 20:00 – 24:00  held: 停电, not counted\n"
                "2022-08-20 00:00 – 21:30  21 h 30 min counted\n"
                "2022-08-20 21:30          extended by 30 minutes\n"
                "2022-08-20 21:30 – 22:00  30 min counted\n"
                "2022-08-20 22:00          due\n" },
        { .start = "2022-08-19 16:00",
          .within = "20 workhours",
          .zh = "2022-08-19 16:00          起算\n"
                "2022-08-19 16:00 – 17:00  计1小时\n"
                "2022-08-20 – 08-21        周末，不计\n"
                "2022-08-22 – 08-23        计16小时\n"
                "2022-08-24 09:00 – 12:00  计3小时\n"
                "2022-08-24 12:00          届满\n",
          .en = "2022-08-19 16:00          start\n"
                "2022-08-19 16:00 – 17:00  1 h counted\n"
                "2022-08-20 – 08-21        weekend, not counted\n"
                "2022-08-22 – 08-23        16 h counted\n"
                "2022-08-24 09:00 – 12:00  3 h counted\n"
                "2022-08-24 12:00          due\n" },
        { .start = "2022-08-19 16:00",
          .within = "0 minutes",
          .zh = "2022-08-19 16:00  起算\n"
                "2022-08-19 16:00  届满\n",
          .en = "2022-08-19 16:00  start\n"
                "2022-08-19 16:00  due\n" },
        { .start = "2022-08-19 16:00",
          .within = "11 years",
          .zh = "2022-08-19 周五          起算日，不计入\n"
                "2033-08-19 周五          11年后的对应日，共4018日\n"
                "2022-08-20 – 2032-08-26  第1–3660日\n"
                "超过3660日，不再计算\n",
          .en = "2022-08-19 Fri           start day, not counted\n"
                "2033-08-19 Fri           11 years on: the same-numbered day, 4018 days\n"
                "2022-08-20 – 2032-08-26  days 1–3660\n"
                "beyond 3660 days: not reckoned\n" },
};

TEST(clock_explains)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct clock_rules r = { .zone = beijing, .open_minute = 540, .close_minute = 1020 };
        r.cal = with_local(&a, arranged(&a, FIRST_YEAR, LAST_YEAR),
                           "local: true\noff: [{day: 2022-10-11, name: 州庆}, {day: 2022-10-24}]\n"
                           "work: [{day: 2022-10-15}]\n");
        for (size_t i = 0; i < LEN(golden); i++) {
                const struct golden *g = &golden[i];
                AUTO(buf_free) struct buf zh = { .limit = 1 << 16 }, en = { .limit = 1 << 16 };
                struct clock c = { .start = at(g->start), .within = within(g->within) };
                struct clock_stop stop = { .to = MOMENT_NONE };
                struct allowance more;
                if (g->from) {
                        stop.from = at(g->from);
                        if (g->to) stop.to = at(g->to);
                        stop.reason = str_c(g->reason);
                        c.stops = &stop;
                        c.stops_n = 1;
                }
                if (g->more) {
                        more = within(g->more);
                        c.more = &more;
                        c.more_n = 1;
                }
                r.end_minute = g->end_minute ? g->end_minute : 1440;
                clock_explain(&r, &c, at("2022-08-23 12:00"), LANG_ZH, &zh);
                CHECK_STR(i, buf_view(&zh), g->zh);
                clock_explain(&r, &c, at("2022-08-23 12:00"), LANG_EN, &en);
                CHECK_STR(i, buf_view(&en), g->en);
        }
}

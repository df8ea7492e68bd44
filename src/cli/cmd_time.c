/* cmd_time.c: calendars, and when something is due. */
#include "cli/cli.h"
#include "loop/admin.h"

enum err run_calendar_import(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        const char *path = operand_z(c, 1);
        struct str text;
        enum err e = file_read(&c->a, path, YAML_BYTES_MAX, &text);
        if (e != OK)
                return REFUSE(c, e, "file.read", str_c(path), "文件不存在、无法读取或过大",
                              "the file is not there, cannot be read, or is too long");
        TRY(writing_open(c, 0, &w));
        TRY(admin_calendar(&w, operand(c, 1), text, &c->f));
        if (c->json) json_done(c);
        else TELL(c, "日历已导入\n", "the calendar is in force\n");
        return OK;
}

/* A day stands for its beginning: for days it does not matter, hours run from there. */
static enum err read_from(struct cli *c, struct str s, struct zone z, struct moment *ret)
{
        struct day d;
        if (day_parse(s, &d) == OK) {
                *ret = moment_at(d, 0, z);
                return OK;
        }
        if (moment_parse(s, z, ret) == OK) return OK;
        return USAGE(c, "usage.moment", s, "应为日期或时刻，如 2022-05-13 或 \"2022-05-13 09:30\"",
                     "expected a day or a moment, as 2022-05-13 or \"2022-05-13 09:30\"");
}

static void tell_due(struct cli *c, const struct clock_rules *r, const struct clock *k,
                     const struct due *due)
{
        struct buf lines = { .limit = 1u << 20 };
        struct str at = due_text(c, r->zone, due->at);
        clock_explain(r, k, k->start, c->lang, &lines);
        if (!c->json) {
                buf_printf(&c->out, "%.*s%s\n", SP(at),
                           !due->provisional    ? ""
                           : c->lang == LANG_ZH ? "（暂定）"
                                                : " (provisional)");
                buf_put(&c->out, buf_view(&lines));
                buf_free(&lines);
                return;
        }
        struct jout j;
        char day[16];
        struct str rest = buf_view(&lines), line;
        json_begin(c, &j);
        jout_key_text(&j, S("due"), at);
        jout_key_text(&j, S("day"), day_format(clock_due_day(r, due->at), day));
        jout_key_bool(&j, S("provisional"), due->provisional);
        jout_key_text(&j, S("within"), allowance_format(&c->a, k->within, LANG_EN));
        jout_key(&j, S("lines"));
        jout_open(&j, '[');
        while (str_split(&rest, '\n', &line))
                if (line.n) jout_text(&j, line);
        jout_close(&j);
        json_end(c, &j);
        buf_free(&lines);
}

enum err run_due(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        struct clock k = { 0 };
        struct due due;
        TRY(reading_open_any(c, 0, &r));
        struct clock_rules rules = { .cal = r.in.calendar,
                                     .zone = r.in.zone,
                                     .open_minute = 540,
                                     .close_minute = 1020,
                                     .end_minute = 1440 };
        if (r.in.city) rules = city_clock(r.in.city, -1);
        (void)read_from(c, operand(c, 1), rules.zone, &k.start);
        if (allowance_parse(operand(c, 2), &k.within) != OK)
                USAGE(c, "usage.allowance", operand(c, 2),
                      "应为期限，如 \"13 workdays\"、13个工作日、30分钟、2个月",
                      "expected an allowance, as \"13 workdays\", \"30 minutes\", \"2 months\"");
        TRY(cli_checked(c));
        if (clock_due(&rules, &k, k.start, &due) != OK)
                return REFUSE(c, ERR_LIMIT, "clock.far", operand(c, 2),
                              "时限超出可计算范围（十年）",
                              "the due time lies beyond what can be reckoned (ten years)");
        tell_due(c, &rules, &k, &due);
        return OK;
}

/* cmd_init.c: a new city: drafts, an empty log, every shipped calendar; with --demo a whole one. */
#include "base/embed.h"
#include "cli/init.h"
#include "loop/admin.h"

static bool name_fits(struct str s)
{
        for (size_t i = 0; i < s.n; i++) {
                char ch = s.p[i];
                bool word = (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9');
                if (!word && (ch != '-' || i == 0)) return false;
        }
        return s.n > 0 && s.n <= NAME_BYTES_MAX;
}

/* --name, or the folder's own name if it can be one. */
static struct str city_name(const struct cli *c, const char *dir)
{
        struct str s = str_c(dir);
        if (has_opt(c, OPT_NAME)) return opt_value(c, OPT_NAME);
        while (s.n > 1 && s.p[s.n - 1] == '/') s.n--;
        size_t at = s.n;
        while (at && s.p[at - 1] != '/') at--;
        struct str base = str_from(s, at);
        return name_fits(base) ? base : S("city");
}

static enum err put_calendars(struct cli *c, const char *dir)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        enum err e = writer_open(dir, &c->sys, &c->f, &w);
        for (size_t i = 0; e == OK && i < embed_files_n; i++) {
                struct str path = str_c(embed_files[i].path);
                struct str text = { (const char *)embed_files[i].data, embed_files[i].size };
                if (!str_starts(path, S("calendars/")) || !str_ends(path, S(".yaml"))) continue;
                e = admin_calendar(&w, path, text, &c->f);
        }
        return e;
}

/* Whoever opens it first becomes the system administrator: it is told here only. */
static enum err put_first_link(struct cli *c, const char *dir, char ret_token[static 65])
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        TRY(writer_open(dir, &c->sys, &c->f, &w));
        return admin_link_first(&w, &c->f, ret_token);
}

static enum err make_city(struct cli *c, const struct drafting *d, char ret_token[static 65])
{
        struct new_city n = {
                .dir = d->dir, .name = d->name, .zone = d->zone, .demo = d->demo, .sys = &c->sys
        };
        TRY(city_open_new(&n, &c->f));
        TRY(put_calendars(c, d->dir));
        if (d->demo && !d->empty) return demo_fill(c, d->dir);
        return put_first_link(c, d->dir, ret_token);
}

static void tell_next(struct cli *c, const char *dir, const char *token)
{
        TELL(c,
             "\n接下来：\n"
             "  1. 单位    zhitong office import %s offices.csv\n"
             "  2. 定义    zhitong check %s && zhitong apply %s\n"
             "  3. 管理员  zhitong account add %s admin --office 根单位代码 --role system\n"
             "             zhitong account passwd %s admin\n"
             "或者：zhitong serve %s，然后在 24 小时内打开一次性链接\n"
             "  /link/%s\n",
             "\nNext:\n"
             "  1. offices        zhitong office import %s offices.csv\n"
             "  2. definitions    zhitong check %s && zhitong apply %s\n"
             "  3. administrator  zhitong account add %s admin --office ROOT-CODE --role system\n"
             "                    zhitong account passwd %s admin\n"
             "Or: zhitong serve %s, and within 24 hours open the one-time link\n"
             "  /link/%s\n",
             dir, dir, dir, dir, dir, dir, token);
}

static void tell_demo(struct cli *c, const char *dir)
{
        TELL(c,
             "\n演示城市的时钟停在它的最后一件事上；--now 可以拨动。试试：\n"
             "  zhitong bulletin %s request\n"
             "  zhitong figure %s request.satisfaction --rows\n"
             "  zhitong verify %s\n"
             "  zhitong serve %s      然后打开 http://127.0.0.1:8311\n"
             "演示账号的口令都是 " DEMO_PASSWORD
             "：rx1 坐席，pd1 交办，h.4313-cgj 承办，ld1 领导，sj1 审计\n",
             "\nThe demo city's clock stands at its last event; --now moves it. Try:\n"
             "  zhitong bulletin %s request\n"
             "  zhitong figure %s request.satisfaction --rows\n"
             "  zhitong verify %s\n"
             "  zhitong serve %s      and open http://127.0.0.1:8311\n"
             "The password of every demo account is " DEMO_PASSWORD
             ": rx1 clerk, pd1 dispatcher, h.4313-cgj handler, ld1 leader, sj1 auditor\n",
             dir, dir, dir, dir);
}

static void tell_made(struct cli *c, const struct drafting *d, const char *token)
{
        struct jout j;
        if (c->json) {
                json_begin(c, &j);
                jout_key_text(&j, S("city"), d->name);
                jout_key_text(&j, S("folder"), str_c(d->dir));
                jout_key_bool(&j, S("demo"), d->demo);
                jout_key_int(&j, S("written"), d->written);
                jout_key_text(&j, S("kept"), d->kept);
                if (token[0]) jout_key_text(&j, S("link"), str_printf(&c->a, "/link/%s", token));
                json_end(c, &j);
                return;
        }
        TELL(c, "城市“%.*s”建在 %s，写入 %" PRId64 " 个定义文件\n",
             "city '%.*s' is made in %s; %" PRId64 " definition files written\n", SP(d->name),
             d->dir, d->written);
        if (d->kept.n) TELL(c, "保留原有：%.*s\n", "left as they were: %.*s\n", SP(d->kept));
        if (!token[0]) tell_demo(c, d->dir);
        else tell_next(c, d->dir, token);
}

/* The demo city is the same on every machine; the secrets of an empty one are real. */
static void start_clock(struct cli *c, struct moment begin, bool empty)
{
        struct sys real = c->sys;
        c->clock = (struct sys_fake){ .now = begin, .seed = 20220822 };
        c->sys = sys_fake(&c->clock);
        if (empty) c->sys.random = real.random;
}

enum err run_init(struct cli *c)
{
        const char *dir = operand_z(c, 0);
        bool demo = has_opt(c, OPT_DEMO);
        char token[65] = "";
        struct drafting d = { .dir = paths_of(&c->a, dir).dir,
                              .name = city_name(c, dir),
                              .demo = demo,
                              .empty = has_opt(c, OPT_EMPTY),
                              .zone = has_opt(c, OPT_ZONE) ? opt_value(c, OPT_ZONE)
                                                           : S("Asia/Shanghai") };
        struct zone zone = { 480 };
        struct moment begin = demo_begin();
        if (!name_fits(d.name))
                USAGE(c, "city.name", S("--name"), "城市代码“%.*s”：用小写字母、数字和连字符",
                      "city code '%.*s': small letters, digits and hyphens", SP(d.name));
        if (zone_parse(d.zone, &zone) != OK)
                USAGE(c, "city.zone", S("--zone"), "不认识的时区“%.*s”（如 Asia/Shanghai、+08:00）",
                      "unknown zone '%.*s' (such as Asia/Shanghai or +08:00)", SP(d.zone));
        if (c->f.n == 0 && file_exists(paths_of(&c->a, dir).db))
                REFUSE(c, ERR_CONFLICT, "city.exists", str_c(dir), "这里已有城市数据",
                       "there is a city here already");
        if ((d.empty && !demo) || (has_opt(c, OPT_NOW) && !d.empty))
                USAGE(c, "usage.empty", S("--empty"), "须写作 --demo --empty --now TIME",
                      "expected --demo --empty --now TIME");
        if (has_opt(c, OPT_NOW) && moment_parse(opt_value(c, OPT_NOW), zone, &begin) != OK)
                USAGE(c, "usage.moment", S("--now"), "“%.*s”不是时刻，应如 \"2022-08-22 18:00\"",
                      "'%.*s' is no moment, expected as \"2022-08-22 18:00\"",
                      SP(opt_value(c, OPT_NOW)));
        TRY(cli_checked(c));
        if (demo) start_clock(c, begin, d.empty);
        TRY(drafts_write(c, &d));
        TRY(make_city(c, &d, token));
        tell_made(c, &d, token);
        return OK;
}

/* cmd_serve.c: the server of one city. */
#include <fcntl.h>

#include "api/api.h"
#include "cli/cli.h"
#include "pages/page.h"
#include "serve/serve.h"

#define KEEP_MAX 3650

static int minute_of_option(struct cli *c)
{
        struct str at = opt_value(c, OPT_BACKUP_AT), hour, minute;
        int64_t h, m;
        if (!has_opt(c, OPT_BACKUP_AT)) return 150;
        if (str_cut(at, ':', &hour, &minute) && num_parse_i64(hour, 0, 23, &h) == OK &&
            num_parse_i64(minute, 0, 59, &m) == OK)
                return (int)(h * 60 + m);
        USAGE(c, "usage.time", S("--backup-at"), "“%.*s”不是时刻，应如 02:30",
              "'%.*s' is no time of day, expected as 02:30", SP(at));
        return 0;
}

/* Of a demo city: where its clock begins. */
static enum err start_of_clock(struct cli *c, struct moment *ret)
{
        *ret = MOMENT_NONE;
        if (!has_opt(c, OPT_NOW)) return OK;
        TRY(cli_clock(c, operand_z(c, 0))); /* a demo? a moment? */
        *ret = c->clock.now;
        return OK;
}

static int open_log(struct cli *c)
{
        if (!has_opt(c, OPT_LOG)) return STDERR_FILENO;
        const char *path = str_dupz(&c->a, opt_value(c, OPT_LOG));
        int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
        if (fd < 0)
                REFUSE(c, ERR_IO, "file.write", str_c(path), "写不了文件",
                       "the file cannot be written");
        return fd;
}

/* At once: whoever started the server waits for this line. */
static void ready(void *ctx, struct str url)
{
        struct cli *c = ctx;
        struct jout j;
        if (c->json) {
                json_begin(c, &j);
                jout_key_text(&j, S("url"), url);
                json_end(c, &j);
        } else {
                TELL(c, "服务地址：%.*s\n", "serving at %.*s\n", SP(url));
        }
        cli_flush(c);
}

enum err run_serve(struct cli *c)
{
        struct sys real = c->sys;
        struct serve_options o = {
                .dir = operand_z(c, 0),
                .listen = has_opt(c, OPT_LISTEN) ? opt_value(c, OPT_LISTEN) : S("127.0.0.1:8311"),
                .proxy = opt_value(c, OPT_PROXY),
                .workers = (int)opt_int(c, OPT_WORKERS, 1, WEB_WORKERS_MAX, 0),
                .backup_minute = minute_of_option(c),
                .backup_keep = (int)opt_int(c, OPT_BACKUP_KEEP, 1, KEEP_MAX, 14),
                .lang = c->lang,
                .argv = c->argv,
        };
        if (has_opt(c, OPT_BACKUP_DIR))
                o.backup_dir = str_dupz(&c->a, opt_value(c, OPT_BACKUP_DIR));
        o.log_fd = open_log(c);
        TRY(cli_checked(c));
        TRY(start_of_clock(c, &o.now));
        o.sys = real;
        struct web_routes sets[1 + PAGE_SETS] = { api_set };
        page_sets(sets + 1);
        o.routes = sets;
        o.routes_n = LEN(sets);
        return serve_run(&o, &c->f, ready, c);
}

/* cmd_help.c: help and version. */
#include "cli/cli.h"

#define VERSION "0.1.0"

enum err run_help(struct cli *c)
{
        const struct command_def *d = c->args.cmd;
        if (d && d->run == run_help && c->args.n == 0) d = NULL;
        if (d && d->run == run_help) {
                d = command_find(operand(c, 0), operand(c, 1));
                if (!d)
                        return USAGE(c, "usage.command", operand(c, 0), "没有命令“%.*s”",
                                     "there is no command '%.*s'", SP(operand(c, 0)));
        }
        if (c->json) {
                struct jout j;
                jout_init(&j, &c->out, false);
                help_json(c->lang, &j);
                buf_putc(&c->out, '\n');
                return OK;
        }
        if (d) help_command(d, c->lang, &c->out);
        else help_all(c->lang, &c->out);
        return OK;
}

enum err run_version(struct cli *c)
{
        if (!c->json) {
                buf_put(&c->out, S("zhitong " VERSION "\n"));
                return OK;
        }
        struct jout j;
        json_begin(c, &j);
        jout_key_text(&j, S("version"), S(VERSION));
        json_end(c, &j);
        return OK;
}

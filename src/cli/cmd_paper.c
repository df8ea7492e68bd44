/* cmd_paper.c: a paper of a record as it is handed over. */
#include "ask/paper.h"
#include "cli/cli.h"

enum err run_paper(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        enum markdown_format format = opt_format(c);
        const struct show_paper *p;
        struct shown x;
        struct paper_out out;
        TRY(cli_checked(c));
        TRY(reading_record(c, &r, &x));
        TRY(paper_numbered(&r.ask, &x, operand(c, 2), &p));
        TRY(paper_render(&r.ask, &x, p, format, &out));
        if (!c->json) {
                buf_printf(&c->out, "%.*s\n", SP(str_trim(out.text)));
                return OK;
        }
        struct jout j;
        jout_init(&j, &c->out, false);
        paper_json(p, &out, &j);
        buf_putc(&c->out, '\n');
        return OK;
}

/* cmd_paper.c: a paper of a record as it is handed over. */
#include "ask/paper.h"
#include "cli/cli.h"

enum err run_paper(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        enum markdown_format format = opt_format(c);
        const struct ledger *l;
        const struct show_paper *p;
        struct shown x;
        struct paper_out out;
        struct str name[2];
        int64_t record;
        TRY(split_name(c, operand(c, 1), '/', "LEDGER/NUMBER", name));
        TRY(cli_checked(c));
        TRY(reading_open(c, 0, &r));
        TRY(reading_as(c, &r));
        TRY(find_ledger(c, r.in.city, name[0], &l));
        TRY(show_number(&r.ask, l, name[1], &record));
        TRY(show_read(&r.ask, l, record, false, &x));
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

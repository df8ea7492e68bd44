/* cmd_list.c: lists of records, and one record. */
#include "ask/list.h"
#include "ask/show.h"
#include "cli/cli.h"

enum err run_list(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        struct list_in in = { .filter = opt_value(c, OPT_WHERE),
                              .view = opt_value(c, OPT_VIEW),
                              .sort = opt_value(c, OPT_SORT),
                              .after = opt_value(c, OPT_AFTER),
                              .limit = opt_int(c, OPT_LIMIT, 1, LIST_LIMIT_MAX, 0),
                              .count = has_opt(c, OPT_COUNT) };
        struct list_out x;
        TRY(cli_checked(c));
        TRY(reading_open(c, 0, &r));
        TRY(reading_as(c, &r));
        TRY(find_ledger(c, r.in.city, operand(c, 1), &in.l));
        TRY(list_read(&r.ask, &in, &x));
        if (c->json) {
                struct jout j;
                jout_init(&j, &c->out, false);
                list_json(&r.ask, &in, &x, &j);
                buf_putc(&c->out, '\n');
                return OK;
        }
        list_text(&r.ask, &in, &x, &c->out);
        return OK;
}

enum err run_show(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        AUTO(index_close) struct index *index = NULL;
        struct shown x;
        TRY(reading_record(c, &r, &x));
        if (warnings_need_index(x.l)) TRY(cli_index(c, &r, &index));
        TRY(show_warnings(&r.ask, index, &x));
        if (!c->json) {
                show_text(&r.ask, &x, &c->out);
                return OK;
        }
        struct jout j;
        jout_init(&j, &c->out, false);
        show_json(&r.ask, &x, &j);
        buf_putc(&c->out, '\n');
        return OK;
}

/* cmd_search.c: records by words in their texts. The index is brought up to date first, unless
 * another process is at it. */
#include "ask/search.h"
#include "cli/cli.h"

static enum err index_failed(struct cli *c, enum err e, struct str why)
{
        return REFUSE(c, e, "search.index", STR_NONE, "检索库打不开或无法更新：%.*s",
                      "the search index cannot be opened or brought up to date: %.*s", SP(why));
}

enum err cli_index(struct cli *c, struct reading *r, struct index **ret)
{
        int64_t behind;
        enum err e = index_open(r->path.search, true, ret);
        if (e != OK) return index_failed(c, e, str_c(r->path.search));
        struct index_in in = { .st = r->st, .keys = r->keys, .city = r->in.city };
        e = index_update(*ret, &in, &behind);
        if (e == OK || e == ERR_BUSY) return OK;
        return index_failed(c, e, index_why(*ret));
}

enum err run_search(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        AUTO(index_close) struct index *index = NULL;
        struct search_in in = { .text = operand(c, 1),
                                .after = opt_value(c, OPT_AFTER),
                                .limit = opt_int(c, OPT_LIMIT, 1, LIST_LIMIT_MAX, 0) };
        struct search_out x;
        TRY(cli_checked(c));
        TRY(reading_open(c, 0, &r));
        TRY(reading_as(c, &r));
        if (has_opt(c, OPT_LEDGER)) TRY(find_ledger(c, r.in.city, opt_value(c, OPT_LEDGER), &in.l));
        TRY(cli_index(c, &r, &index));
        in.index = index;
        TRY(search_find(&r.ask, &in, &x));
        if (!c->json) {
                search_text(&r.ask, &x, &c->out);
                return OK;
        }
        struct jout j;
        jout_init(&j, &c->out, false);
        search_json(&r.ask, &x, &j);
        buf_putc(&c->out, '\n');
        return OK;
}

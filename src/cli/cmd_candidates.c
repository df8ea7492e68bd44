/* cmd_candidates.c: records that may be the same matter as one to be entered, or as one that
 * stands. */
#include "ask/candidates.h"
#include "ask/show.h"
#include "cli/cli.h"

static enum err read_inputs(struct cli *c, const struct ledger *l, struct input **ret,
                            size_t *ret_n)
{
        struct input *in = ARENA_NEW(&c->a, struct input, c->args.n);
        size_t n = 0;
        for (size_t i = 2; i < c->args.n; i++) {
                struct str name, text;
                if (!str_cut(operand(c, i), '=', &name, &text) || name.n == 0) {
                        USAGE(c, "usage.field", operand(c, i), "应写作 字段=值",
                              "expected FIELD=VALUE");
                        continue;
                }
                int f = cli_field(l, name);
                in[n++] = (struct input){ f < 0 ? name : l->fields[f].name, text };
        }
        *ret = in;
        *ret_n = n;
        return cli_checked(c);
}

static enum err read_record(struct reading *r, const struct ledger *l, struct str number,
                            struct draft *ret)
{
        struct shown x;
        int64_t record;
        TRY(show_number(&r->ask, l, number, &record));
        TRY(show_read(&r->ask, l, record, false, &x));
        return draft_of(&r->ask, l, &x.r, ret);
}

static enum err read_draft(struct cli *c, struct reading *r, struct draft *ret)
{
        const struct ledger *l;
        struct str name = operand(c, 1), number = STR_NONE;
        struct input *in;
        size_t n;
        (void)str_cut(operand(c, 1), '/', &name, &number);
        TRY(find_ledger(c, r->in.city, name, &l));
        if (number.n && c->args.n > 2)
                return USAGE(c, "usage.candidates", operand(c, 2),
                             "已登记的事项（台账/编号）不带字段",
                             "a record that stands (LEDGER/NUMBER) takes no fields");
        if (number.n) return read_record(r, l, number, ret);
        TRY(read_inputs(c, l, &in, &n));
        return draft_read(&r->ask, l, in, n, ret);
}

enum err run_candidates(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        AUTO(index_close) struct index *index = NULL;
        struct draft d;
        struct candidates x;
        TRY(reading_open(c, 0, &r));
        TRY(reading_as(c, &r));
        TRY(read_draft(c, &r, &d));
        TRY(cli_index(c, &r, &index));
        TRY(candidates_find(&r.ask, index, &d, &x));
        if (r.who.account >= 0)
                TRY(candidates_offer(&r.ask, d.l,
                                     (struct actor){ .account = r.who.account, .via = VIA_CLI },
                                     &x));
        if (!c->json) {
                candidates_text(&r.ask, &d, &x, &c->out);
                return OK;
        }
        struct jout j;
        jout_init(&j, &c->out, false);
        candidates_json(&r.ask, &d, &x, &j);
        buf_putc(&c->out, '\n');
        return OK;
}

/* cmd_suggest.c: to which offices a record could go. */
#include "ask/show.h"
#include "ask/suggest.h"
#include "cli/cli.h"

static enum err find_step(struct cli *c, const struct ledger *l, const struct step **ret)
{
        struct str name = operand(c, 2);
        int i = ledger_step(l, name);
        for (size_t k = 0; i < 0 && k < l->steps_n; k++)
                if (str_eq(l->steps[k].label.zh, name) || str_eq(l->steps[k].label.en, name))
                        i = (int)k;
        if (i < 0)
                return REFUSE(c, ERR_INPUT, "step.unknown", name, "台账“%.*s”没有环节“%.*s”",
                              "ledger %.*s has no step \"%.*s\"", SP(l->name),
                              SP(str_sub(name, 0, 60)));
        *ret = &l->steps[i];
        return OK;
}

enum err run_suggest(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        const struct step *s;
        struct shown record;
        struct suggested x;
        TRY(reading_record(c, &r, &record));
        TRY(find_step(c, record.l, &s));
        TRY(suggest_read(&r.ask, record.l, &record.r, s, &x));
        if (!c->json) {
                suggest_text(&r.ask, &x, &c->out);
                return OK;
        }
        struct jout j;
        jout_init(&j, &c->out, false);
        suggest_json(&r.ask, &x, &j);
        buf_putc(&c->out, '\n');
        return OK;
}

/* cmd_series.c: values by period with what stands beside them. */
#include "ask/label.h"
#include "ask/series.h"
#include "cli/cli.h"

/* FIELD=VALUE for each field the series is of. */
static enum err take_of(struct cli *c, struct reading *r, struct series_in *in, size_t *ret_given)
{
        *ret_given = 0;
        for (size_t i = 2; i < c->args.n; i++) {
                struct str name, value;
                if (!str_cut(operand(c, i), '=', &name, &value))
                        return USAGE(c, "usage.field", operand(c, i), "应写作 字段=值",
                                     "should be written FIELD=VALUE");
                TRY(series_take(&r->ask, in, name, value));
                (*ret_given)++;
        }
        return OK;
}

static void tell_list(struct cli *c, const struct ask *k, const struct ledger *l,
                      const struct str *of, size_t n)
{
        size_t each = l->series.of_n;
        for (size_t i = 0; i < n; i++) {
                for (size_t f = 0; f < each; f++)
                        buf_printf(&c->out, "%s%.*s=%.*s", f ? " " : "",
                                   SP(l->fields[l->series.of[f]].name), SP(of[i * each + f]));
                buf_printf(&c->out, "  %.*s\n", SP(series_name(k, l, of + i * each)));
        }
        if (n == 0) TELL(c, "还没有数值\n", "there are no values yet\n");
}

static void json_list(struct cli *c, const struct ask *k, const struct ledger *l,
                      const struct str *of, size_t n)
{
        struct jout j;
        json_begin(c, &j);
        series_list_json(k, l, of, n, &j);
        json_end(c, &j);
}

static void tell_point(struct cli *c, const struct ask *k, const struct ledger *l,
                       const struct series_point *p)
{
        buf_printf(&c->out, "  %.*s  %.*s %.*s", SP(p->name), SP(series_number(k, l, p->v)),
                   SP(p->unit));
        for (int b = 0; b < BESIDE_COUNT; b++)
                if (p->beside[b].is)
                        buf_printf(&c->out, c->lang == LANG_ZH ? "，%.*s" : ", %.*s",
                                   SP(series_words(k, l, p, (enum series_beside)b)));
        buf_printf(&c->out, "  %.*s", SP(p->number));
        for (size_t i = 0; i < p->was_n; i++)
                TELL(c, "  （%.*s 前为 %.*s）", "  (%.*s, as known on %.*s)",
                     SP(c->lang == LANG_ZH ? label_day(k, p->was[i].known)
                                           : series_number(k, l, p->was[i].v)),
                     SP(c->lang == LANG_ZH ? series_number(k, l, p->was[i].v)
                                           : label_day(k, p->was[i].known)));
        buf_putc(&c->out, '\n');
}

static enum err run_one(struct cli *c, struct reading *r, const struct series_in *in)
{
        struct series_out x;
        TRY(series_read(&r->ask, in, &x));
        if (c->json) {
                struct jout j;
                jout_init(&j, &c->out, false);
                series_json(&r->ask, &x, &j);
                buf_putc(&c->out, '\n');
                return OK;
        }
        buf_printf(&c->out, "%.*s\n", SP(series_name(&r->ask, in->l, in->of)));
        for (size_t i = 0; i < x.n; i++) tell_point(c, &r->ask, in->l, &x.v[i]);
        if (x.n == 0) TELL(c, "  没有数值\n", "  there are no values\n");
        return OK;
}

enum err run_series(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        struct series_in in = { .from = opt_value(c, OPT_FROM), .to = opt_value(c, OPT_TO) };
        struct day known = opt_day(c, OPT_KNOWN);
        size_t given, n;
        struct str *of;
        TRY(cli_checked(c));
        TRY(reading_open(c, 0, &r));
        TRY(reading_as(c, &r));
        TRY(find_ledger(c, r.in.city, operand(c, 1), &in.l));
        if (day_is(known)) in.known = (struct known){ .is = true, .day = known };
        TRY(take_of(c, &r, &in, &given));
        if (given == in.l->series.of_n && in.l->series.is) return run_one(c, &r, &in);
        TRY(series_list(&r.ask, in.l, &of, &n));
        if (c->json) json_list(c, &r.ask, in.l, of, n);
        else tell_list(c, &r.ask, in.l, of, n);
        return OK;
}

/* cmd_figure.c: a figure with its papers and its rows. */
#include "ask/label.h"
#include "cli/span.h"

/* ---- the span -------------------------------------------------------------------------------- */

static void check_future(struct cli *c, enum opt o, struct day d, struct day today)
{
        char a[16], b[16];
        if (!day_is(d) || d.v <= today.v) return;
        REFUSE(c, ERR_CONFLICT, "day.future", str_printf(&c->a, "--%.*s", SP(opt_defs[o].name)),
               "%.*s 在将来（今天是 %.*s）", "%.*s lies in the future (today is %.*s)",
               SP(day_format(d, a)), SP(day_format(today, b)));
}

static void check_period(struct cli *c, const struct span *x)
{
        if (has_opt(c, OPT_FROM) != has_opt(c, OPT_TO))
                USAGE(c, "usage.period", S("--from"), "期间须同时给出 --from 和 --to",
                      "a period has both --from and --to");
        if (has_opt(c, OPT_FROM) && has_opt(c, OPT_ON))
                USAGE(c, "usage.period", S("--on"), "--on 与 --from、--to 只能用一种",
                      "either --on, or --from and --to");
        if (day_is(x->from) && day_is(x->to) && x->to.v < x->from.v)
                USAGE(c, "usage.period", S("--to"), "期间的末日早于首日",
                      "the period ends before it begins");
}

/* --on: a day, or a period. */
static void read_on(struct cli *c, struct span *x)
{
        struct period s;
        struct day d;
        struct str text = opt_value(c, OPT_ON);
        if (!has_opt(c, OPT_ON) || day_parse(text, &d) == OK || !period_parse(text, &s)) {
                x->on = opt_day(c, OPT_ON);
                return;
        }
        x->from = s.from;
        x->to = s.to;
}

enum err span_read(struct cli *c, const struct reading *r, struct span *ret)
{
        struct day today = ask_today(&r->ask);
        struct span x = { .from = opt_day(c, OPT_FROM),
                          .to = opt_day(c, OPT_TO),
                          .known = opt_day(c, OPT_KNOWN),
                          .office = -1 };
        check_period(c, &x);
        read_on(c, &x);
        check_future(c, OPT_ON, x.on, today);
        check_future(c, has_opt(c, OPT_ON) ? OPT_ON : OPT_TO, x.to, today);
        check_future(c, OPT_KNOWN, x.known, today);
        if (!day_is(x.on)) x.on = today;
        x.now = str_eq(opt_value(c, OPT_TREE), S("now"));
        if (has_opt(c, OPT_TREE) && !x.now && !str_eq(opt_value(c, OPT_TREE), S("then")))
                USAGE(c, "usage.value", S("--tree"), "应为 then 或 now", "expected then or now");
        if (has_opt(c, OPT_OFFICE)) {
                struct str code = opt_value(c, OPT_OFFICE);
                x.office = office_find(&r->in.offices, code);
                if (x.office < 0)
                        REFUSE(c, ERR_NOT_FOUND, "office.none", S("--office"), "没有单位“%.*s”",
                               "there is no office '%.*s'", SP(str_sub(code, 0, 60)));
        }
        TRY(cli_checked(c));
        *ret = x;
        return OK;
}

/* ---- words ----------------------------------------------------------------------------------- */

static struct str number(const struct telling *t, int64_t v, int digits)
{
        return label_number(t->k, v, digits);
}

static void tell_head(const struct telling *t)
{
        struct cli *c = t->c;
        const struct figure_in *in = &t->x->in;
        const struct figure *f = &in->l->figures[in->figure];
        struct str office = label_office(t->k, t->k->in->offices.o[in->office].code, t->x->last);
        buf_printf(&c->out, "%.*s.%.*s  %.*s\n", SP(in->l->name), SP(f->name),
                   SP(label_in(&f->label, f->name, c->lang)));
        if (t->x->period)
                TELL(c, "  单位    %.*s\n  期间    %.*s 至 %.*s\n",
                     "  office  %.*s\n  period  %.*s to %.*s\n", SP(office),
                     SP(label_day(t->k, in->from)), SP(label_day(t->k, in->to)));
        else
                TELL(c, "  单位    %.*s\n  截至    %.*s\n", "  office  %.*s\n  as of   %.*s\n",
                     SP(office), SP(label_day(t->k, in->on)));
        if (in->one) TELL(c, "  其中    %.*s\n", "  of it   %.*s\n", SP(t->x->all.label));
        if (in->now) TELL(c, "  口径    现行单位\n", "  tree    that of today\n");
        if (in->known.is)
                TELL(c, "  已知于  %.*s\n", "  known   %.*s\n", SP(label_day(t->k, in->known.day)));
}

void tell_amount(const struct telling *t, const struct amount *v)
{
        struct cli *c = t->c;
        struct str unit = t->x->def->unit;
        buf_put(&c->out, figure_text(t->k, t->x, v));
        if (unit.n && !t->x->percent && !v->none) buf_printf(&c->out, " %.*s", SP(unit));
        if (v->small) return;
        if (t->x->ratio)
                buf_printf(&c->out, c->lang == LANG_ZH ? "（%.*s）" : " (%.*s)",
                           SP(figure_fraction(t->k, t->x, v, S(" / "))));
        else if (t->x->period && t->x->in.l->figures[t->x->in.figure].flow == FLOW_STOCK)
                buf_printf(&c->out,
                           c->lang == LANG_ZH ? "（期初 %.*s，加 %.*s，减 %.*s）"
                                              : " (opening %.*s, in %.*s, out %.*s)",
                           SP(figure_number(t->k, t->x, v->opening)),
                           SP(figure_number(t->k, t->x, v->in)),
                           SP(figure_number(t->k, t->x, v->out)));
}

static void tell_papers(const struct telling *t)
{
        struct cli *c = t->c;
        TELL(c, "  定义    %.*s\n", "  means   %.*s\n", SP(t->x->def->text));
        if (day_is(t->x->def->since))
                TELL(c, "  自      %.*s\n", "  since   %.*s\n",
                     SP(label_day(t->k, t->x->def->since)));
        TELL(c, "  数值    ", "  value   ");
        tell_amount(t, &t->x->all);
        buf_putc(&c->out, '\n');
}

static void tell_by(const struct telling *t)
{
        struct cli *c = t->c;
        for (size_t i = 0; i < t->x->by_n; i++) {
                const struct amount *v = &t->x->by[i];
                buf_printf(&c->out, "    %*s%.*s  ", v->depth * 2, "", SP(v->label));
                tell_amount(t, v);
                buf_putc(&c->out, '\n');
        }
}

/* ---- rows ------------------------------------------------------------------------------------ */

static void tell_row(const struct telling *t, const struct figure_rows *rows,
                     const struct figure_row *r)
{
        struct cli *c = t->c;
        if (r->record) buf_printf(&c->out, "    %.*s", SP(r->number));
        else buf_printf(&c->out, "    %.*s", SP(r->key));
        if (rows->movements) buf_printf(&c->out, "  %.*s", SP(label_day(t->k, r->day)));
        if (t->x->ratio)
                buf_printf(&c->out, "  %.*s/%.*s", SP(number(t, r->num, t->x->num_digits)),
                           SP(number(t, r->amount, t->x->den_digits)));
        else
                buf_printf(&c->out, "  %s%.*s", r->amount > 0 ? "+" : "",
                           SP(number(t, r->amount, t->x->digits)));
        struct str unit = figure_row_unit(t->x);
        if (unit.n) buf_printf(&c->out, " %.*s", SP(unit));
        if (r->state.n) buf_printf(&c->out, "  %.*s", SP(r->state));
        if (r->title.n) buf_printf(&c->out, "  %.*s", SP(r->title));
        if (r->to.text.n && !str_eq(r->to.text, r->key))
                buf_printf(&c->out, "  %s%.*s", r->record ? "→ " : "", SP(r->to.text));
        if (day_is(r->late))
                TELL(c, "  （%.*s 补知）", "  (known on %.*s)", SP(label_day(t->k, r->late)));
        buf_putc(&c->out, '\n');
}

static void tell_rows(const struct telling *t, const struct figure_rows *rows)
{
        struct cli *c = t->c;
        TELL(c, "  依据    %" PRId64 " 行 = 列出 %" PRId64 " + 不可见 %" PRId64 "\n",
             "  rows    %" PRId64 " = %" PRId64 " shown + %" PRId64 " withheld\n",
             rows->shown + rows->withheld, rows->shown, rows->withheld);
        for (size_t i = 0; i < rows->n; i++) tell_row(t, rows, &rows->v[i]);
}

void tell_change(const struct telling *t, const struct figure_change *x)
{
        struct cli *c = t->c;
        struct figure_rows none = { .movements = false };
        tell_amount(t, &x->then);
        TELL(c, " → ", " -> ");
        tell_amount(t, &x->now);
        TELL(c, "；变动 %zu 行，另有不可见 %" PRId64 "\n",
             "; %zu rows changed, %" PRId64 " withheld\n", x->n, x->withheld);
        for (size_t i = 0; i < x->n; i++) tell_row(t, &none, &x->v[i]);
}

static enum err tell_since(const struct telling *t, struct known known)
{
        struct figure_change x;
        struct figure_in in = t->x->in;
        in.known = KNOWN_NOW;
        TRY(figure_since_known(t->k, &in, known, &x));
        TELL(t->c, "  其后    ", "  since   ");
        tell_change(t, &x);
        return OK;
}

/* ---- the command ----------------------------------------------------------------------------- */

static enum err figure_asked(struct cli *c, struct reading *r, struct figure_in *in)
{
        struct span s;
        TRY(span_read(c, r, &s));
        *in = (struct figure_in){
                .on = s.on, .from = s.from, .to = s.to, .office = s.office, .by = -1, .now = s.now
        };
        if (day_is(s.known)) in->known = (struct known){ .is = true, .day = s.known };
        TRY(figure_find(&r->ask, operand(c, 1), NULL, &in->l, &in->figure));
        if (has_opt(c, OPT_BY))
                TRY(figure_by(&r->ask, in->l, in->figure, opt_value(c, OPT_BY), &in->by));
        in->one = has_opt(c, OPT_VALUE);
        in->value = opt_value(c, OPT_VALUE);
        if (!in->one || in->by >= 0) return OK;
        return USAGE(c, "usage.value", S("--value"), "须与 --by 合用", "only together with --by");
}

enum err run_figure(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        struct figure_in in;
        struct figure_out x;
        struct figure_rows rows = { 0 };
        struct rows_page page = { .titles = true };
        bool want = has_opt(c, OPT_ROWS);
        TRY(reading_open(c, 0, &r));
        TRY(reading_as(c, &r));
        TRY(figure_asked(c, &r, &in));
        TRY(figure_read(&r.ask, &in, &x));
        if (want) TRY(figure_rows(&r.ask, &x, &page, &rows));
        if (c->json) {
                struct jout j;
                jout_init(&j, &c->out, false);
                figure_json(&r.ask, &x, want ? &rows : NULL, &j);
                buf_putc(&c->out, '\n');
                return OK;
        }
        struct telling t = { c, &r.ask, &x };
        tell_head(&t);
        tell_papers(&t);
        if (in.by >= 0 && !in.one) tell_by(&t);
        if (want) tell_rows(&t, &rows);
        return in.known.is ? tell_since(&t, in.known) : OK;
}

/* cmd_score.c: a scorecard: as a table, one office's card with its figures, CSV, JSON. */
#include "ask/label.h"
#include "ask/score.h"
#include "cli/span.h"

static enum err fill(void *ctx, struct str name, struct markdown_fill *ret)
{
        (void)name;
        ret->table = ctx;
        return OK;
}

static enum err put_table(struct cli *c, const struct ask *k, const struct score_out *x,
                          enum markdown_format format)
{
        struct score_table how = { .peers = -1, .items = format != MARKDOWN_TEXT };
        struct markdown_table t = *score_table(k, x, &how);
        struct markdown_in md = {
                .text = S("{{score}}"), .format = format, .hole = fill, .ctx = &t
        };
        struct str text;
        TRY(markdown_render(k->a, &md, &text));
        buf_put(&c->out, text);
        if (!str_ends(text, S("\n"))) buf_putc(&c->out, '\n');
        return OK;
}

/* ---- one card -------------------------------------------------------------------------------- */

static void tell_figures(struct cli *c, const struct ask *k, const struct score_out *x,
                         const struct score_line *v, const struct score_item *it)
{
        const struct score_def *s = &x->in.l->score;
        bool *used = ARENA_NEW(k->a, bool, s->used_n);
        expr_uses(it->value, used, s->used_n);
        for (size_t u = 0; u < s->used_n; u++) {
                if (!used[u]) continue;
                struct figure_out f = score_figure(x, v, u);
                struct str part = figure_fraction(k, &f, &f.all, S("/"));
                buf_printf(&c->out, "      %.*s = %.*s%s%.*s\n", SP(s->used[u].name),
                           SP(figure_text(k, &f, &f.all)), part.n ? " = " : "", SP(part));
        }
}

static void tell_card(struct cli *c, const struct ask *k, const struct score_out *x,
                      const struct score_line *v)
{
        const struct score_def *s = &x->in.l->score;
        for (size_t i = 0; i < s->items_n; i++) {
                const struct score_item *it = &s->items[i];
                const struct score_cell *cell = &v->item[i];
                buf_printf(&c->out, "  %.*s  %.*s  (%.*s)\n",
                           SP(label_in(&it->label, it->name, k->lang)),
                           SP(score_cell_text(k, x->in.l, cell)), SP(it->text));
                if (cell->how == SCORE_MEAN)
                        TELL(c, "      数量不足，取同组%" PRId64 "家的平均分\n",
                             "      too few: the mean of %" PRId64 " peers\n", cell->of);
                if (cell->without)
                        TELL(c, "      无依据不计的：%" PRId64 " 件\n",
                             "      not counted, without evidence: %" PRId64 "\n", cell->without);
                tell_figures(c, k, x, v, it);
        }
}

static void tell_appeals(struct cli *c, const struct ask *k, const struct score_line *v)
{
        for (size_t i = 0; i < v->appeal_n; i++) {
                const struct score_appeal *a = &v->appeal[i];
                TELL(c, "  %.*s申诉 %.*s（%.*s）：", "  %.*s appealed %.*s (%.*s): ", SP(v->name),
                     SP(label_day(k, a->day)), SP(a->number));
                if (a->open) TELL(c, "未处理\n", "open\n");
                else
                        buf_printf(&c->out, "%.*s %.*s\n", SP(a->answer),
                                   SP(label_day(k, a->answered)));
        }
}

/* ---- what was published ---------------------------------------------------------------------- */

static void tell_changed(struct cli *c, const struct ask *k, const struct score_out *x,
                         const struct score_change *v)
{
        const struct score_def *s = &x->in.l->score;
        struct str what = c->lang == LANG_ZH ? S("总分") : S("total");
        if (v->item >= 0) {
                const struct score_item *it = &s->items[v->item];
                what = label_in(&it->label, it->name, k->lang);
        }
        if (v->used >= 0) what = s->used[v->used].name;
        TELL(c, "  %.*s %.*s：发布时 %.*s，现在 %.*s", "  %.*s %.*s: published %.*s, now %.*s",
             SP(label_office(k, k->in->offices.o[v->office].code, x->last)), SP(what), SP(v->then),
             SP(v->now));
        for (size_t i = 0; i < v->rows.n; i++)
                if (!v->rows.v[i].hidden) buf_printf(&c->out, " %.*s", SP(v->rows.v[i].number));
        buf_putc(&c->out, '\n');
}

static void tell_since(struct cli *c, const struct ask *k, const struct score_out *x)
{
        const struct score_since *p = &x->since;
        if (p->seq == 0) return;
        TELL(c, "留痕 %" PRId64 "，%.*s 发布（通报 %.*s），当时留痕 %" PRId64 " 条，树根 %.*s\n",
             "event %" PRId64 ", published %.*s (bulletin %.*s); the log then: %" PRId64
             " events, root %.*s\n",
             p->seq, SP(label_moment(k, p->at)), SP(p->bulletin), p->size, SP(p->root));
        if (p->n == 0) TELL(c, "  没有变动\n", "  nothing has changed\n");
        for (size_t i = 0; i < p->n; i++) tell_changed(c, k, x, &p->v[i]);
}

static enum err tell(struct cli *c, const struct ask *k, const struct score_out *x)
{
        const struct ledger *l = x->in.l;
        buf_printf(&c->out, "%.*s  %.*s", SP(l->name), SP(label_in(&l->label, l->name, c->lang)));
        if (day_is(x->in.from))
                buf_printf(&c->out, "  %.*s – %.*s\n", SP(label_day(k, x->in.from)),
                           SP(label_day(k, x->last)));
        else buf_printf(&c->out, "  %.*s\n", SP(label_day(k, x->last)));
        if (x->n == 0) TELL(c, "没有考核对象\n", "nobody is scored\n");
        else TRY(put_table(c, k, x, MARKDOWN_TEXT));
        for (size_t i = 0; i < x->n; i++)
                if (x->v[i].office == x->in.office) tell_card(c, k, x, &x->v[i]);
        for (size_t i = 0; i < x->n; i++) tell_appeals(c, k, &x->v[i]);
        tell_since(c, k, x);
        return OK;
}

/* ---- the command ----------------------------------------------------------------------------- */

static enum err asked(struct cli *c, struct reading *r, struct score_in *in)
{
        struct span s;
        TRY(span_read(c, r, &s));
        *in = (struct score_in){
                .on = s.on, .from = s.from, .to = s.to, .office = s.office, .peers = -1
        };
        TRY(find_ledger(c, r->in.city, operand(c, 1), &in->l));
        if (!has_opt(c, OPT_GROUP)) return OK;
        return score_peers_find(&r->ask, in->l, opt_value(c, OPT_GROUP), &in->peers);
}

enum err run_score(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        struct score_in in;
        struct score_out x;
        struct str form = opt_value(c, OPT_SCORE_FORMAT);
        bool csv = str_eq(form, S("csv")), md = str_eq(form, S("md")),
             html = str_eq(form, S("html"));
        if (form.n && !csv && !md && !html && !str_eq(form, S("text")))
                USAGE(c, "usage.value", S("--format"), "应为 text、md、html 或 csv",
                      "expected text, md, html or csv");
        TRY(cli_checked(c));
        TRY(reading_open(c, 0, &r));
        TRY(reading_as(c, &r));
        TRY(asked(c, &r, &in));
        TRY(score_read(&r.ask, &in, &x));
        TRY(score_since(&r.ask, &x));
        if (c->json) {
                struct jout j;
                jout_init(&j, &c->out, false);
                score_json(&r.ask, &x, &j);
                buf_putc(&c->out, '\n');
                return OK;
        }
        if (csv) {
                score_csv(&r.ask, &x, &c->out);
                return OK;
        }
        if (md || html) return put_table(c, &r.ask, &x, md ? MARKDOWN_SOURCE : MARKDOWN_HTML);
        return tell(c, &r.ask, &x);
}

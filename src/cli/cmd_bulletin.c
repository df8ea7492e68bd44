/* cmd_bulletin.c: bulletins: printed, published, and what has changed since. */
#include "ask/bulletin.h"
#include "ask/label.h"
#include "cli/span.h"
#include "loop/admin.h"

static enum err render(struct cli *c, struct reading *r, struct bulletin_in *in,
                       struct bulletin_out *ret)
{
        struct span s;
        *in = (struct bulletin_in){ .name = operand(c, 1), .format = opt_format(c) };
        TRY(span_read(c, r, &s));
        in->on = s.on;
        in->from = s.from;
        in->to = s.to;
        in->office = s.office;
        in->now = s.now;
        in->publish = has_opt(c, OPT_PUBLISH);
        in->notes = in->format != MARKDOWN_TEXT;
        in->picked = c->args.operand + 2;
        in->picked_n = c->args.n > 2 ? c->args.n - 2 : 0;
        if (day_is(s.known)) in->known = (struct known){ .is = true, .day = s.known };
        return bulletin_render(&r->ask, in, ret);
}

/* HTML as a page by itself. */
static enum err put_text(struct cli *c, const struct ask *k, const struct bulletin_in *in,
                         const struct bulletin_out *x)
{
        struct str text = x->text;
        if (in->format == MARKDOWN_HTML) TRY(bulletin_page(k, in, x, &text));
        buf_put(&c->out, text);
        if (!str_ends(text, S("\n"))) buf_putc(&c->out, '\n');
        return OK;
}

static void put_json(struct cli *c, const struct ask *k, const struct bulletin_in *in,
                     const struct bulletin_out *x)
{
        struct jout j;
        jout_init(&j, &c->out, false);
        bulletin_json(k, in, x, &j);
        buf_putc(&c->out, '\n');
}

/* ---- publishing ------------------------------------------------------------------------------ */

static enum err may_publish(struct cli *c, const struct inforce *in, int account, int office)
{
        if (bulletin_may_publish(in, account, office)) return OK;
        return REFUSE(
                c, ERR_DENIED, "role", S("--as"),
                "账号“%.*s”无权发布：须为该单位或其上级的领导、督办或交办",
                "account '%.*s' may not publish: it is for a leader, supervisor or dispatcher of "
                "the office or above",
                SP(in->accounts.v[account].login));
}

/* Kept as Markdown, whose numbers open on the pages; printed as it was asked for. */
static enum err render_kept(struct cli *c, struct reading *r, struct bulletin_in *in,
                            struct bulletin_out *ret, struct str *ret_kept)
{
        enum markdown_format format = opt_format(c);
        TRY(render(c, r, in, ret));
        in->format = MARKDOWN_SOURCE;
        in->notes = true;
        in->base = S("/app/");
        TRY(bulletin_render(&r->ask, in, ret));
        *ret_kept = ret->text;
        in->format = format;
        return bulletin_kept(&r->ask, *ret_kept, format, &ret->text);
}

static enum err publish(struct cli *c, struct writer *w, struct reading *r)
{
        struct bulletin_in in;
        struct bulletin_out x;
        struct str kept;
        int account;
        int64_t seq;
        TRY(account_as(c, &r->in, &account));
        TRY(render_kept(c, r, &in, &x, &kept));
        int office = in.office >= 0 ? in.office : office_root(&r->in.offices);
        TRY(may_publish(c, &r->in, account, office));
        struct publish p = { .bulletin = in.name,
                             .office = r->in.offices.o[office].code,
                             .text = kept,
                             .markdown = true,
                             .scores = x.scores,
                             .from = in.from,
                             .to = day_is(in.from) ? in.to : in.on,
                             .account = account };
        TRY(admin_publish(w, &p, &c->f, &seq));
        if (c->json) {
                put_json(c, &r->ask, &in, &x);
                return OK;
        }
        TRY(put_text(c, &r->ask, &in, &x));
        TELL(c, "已发布，留痕 %" PRId64 "\n", "published, event %" PRId64 "\n", seq);
        return OK;
}

/* The writer's lock is taken first: nothing comes between what is printed and what is kept. */
static enum err run_publish(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        AUTO(reading_close) struct reading r = { 0 };
        TRY(writing_open(c, 0, &w));
        TRY(reading_open(c, 0, &r));
        return publish(c, &w, &r);
}

/* ---- what was published ---------------------------------------------------------------------- */

static void tell_since(struct cli *c, const struct ask *k, const struct bulletin_since *x)
{
        struct str day = label_day(k, day_is(x->in.from) ? x->in.to : x->in.on);
        TELL(c, "留痕 %" PRId64 "，%.*s 发布，截至 %.*s\n",
             "event %" PRId64 ", published %.*s, as of %.*s\n", x->event.seq,
             SP(label_moment(k, x->event.at)), SP(day));
        TELL(c, "  当时的留痕：%" PRId64 " 条，树根 %.*s\n",
             "  the log then: %" PRId64 " events, root %.*s\n", x->size, SP(x->root));
        if (x->n == 0) TELL(c, "  没有变动\n", "  nothing has changed\n");
        for (size_t i = 0; i < x->n; i++) {
                const struct figure_in *in = &x->v[i].was.in;
                struct telling t = { c, k, &x->v[i].was };
                struct str by = bulletin_difference(k, t.x, &x->v[i].change);
                buf_printf(&c->out, "  %.*s  %.*s%s", SP(in->l->figures[in->figure].name), SP(by),
                           by.n ? "  " : "");
                tell_change(&t, &x->v[i].change);
        }
}

static enum err run_published(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        struct jout j;
        int64_t *seq;
        size_t n;
        TRY(reading_open(c, 0, &r));
        TRY(reading_as(c, &r));
        TRY(bulletin_published(&r.ask, operand(c, 1), &seq, &n));
        if (c->json) {
                json_begin(c, &j);
                jout_key(&j, S("published"));
                jout_open(&j, '[');
        }
        for (size_t i = 0; i < n; i++) {
                struct bulletin_since x;
                TRY(bulletin_changes(&r.ask, seq[i], &x));
                if (c->json) bulletin_since_json(&r.ask, &x, &j);
                else tell_since(c, &r.ask, &x);
        }
        if (c->json) {
                jout_close(&j);
                json_end(c, &j);
        } else if (n == 0) {
                TELL(c, "还没有发布过\n", "nothing was published yet\n");
        }
        return OK;
}

enum err run_bulletin(struct cli *c)
{
        AUTO(reading_close) struct reading r = { 0 };
        struct bulletin_in in;
        struct bulletin_out x;
        if (has_opt(c, OPT_PUBLISHED)) return run_published(c);
        if (has_opt(c, OPT_PUBLISH) && has_opt(c, OPT_TREE))
                return USAGE(c, "usage.tree", S("--tree"), "发布的通报按当日的单位计",
                             "what is published is counted by the offices of its day");
        if (has_opt(c, OPT_PUBLISH)) return run_publish(c);
        TRY(reading_open(c, 0, &r));
        TRY(reading_as(c, &r));
        TRY(render(c, &r, &in, &x));
        if (c->json) put_json(c, &r.ask, &in, &x);
        else TRY(put_text(c, &r.ask, &in, &x));
        return OK;
}

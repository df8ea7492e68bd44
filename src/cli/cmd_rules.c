/* cmd_rules.c: what happens by itself, done now; for cities without a server, and to look ahead. */
#include "cli/cli.h"
#include "loop/rules.h"

static struct str record_name(struct cli *c, struct writer *w, const struct rule_item *x)
{
        struct rec r;
        if (x->record == 0 || rec_load(&w->view, &c->a, x->l, x->record, &r) != OK)
                return x->l->name;
        return str_printf(&c->a, "%.*s/%.*s", SP(x->l->name), SP(r.number));
}

static struct str thing_name(const struct rule_item *x)
{
        return x->rule ? x->rule->key : x->l->steps[x->step].name;
}

static void tell_due(struct cli *c, struct writer *w, const struct rule_item *v, size_t n)
{
        struct jout j;
        char text[40];
        if (c->json) {
                json_begin(c, &j);
                jout_key(&j, S("due"));
                jout_open(&j, '[');
        }
        for (size_t i = 0; i < n; i++) {
                struct str at = moment_short(v[i].fell, w->inforce.zone, text);
                struct str what = record_name(c, w, &v[i]), rule = thing_name(&v[i]);
                if (!c->json) {
                        buf_printf(&c->out, "%.*s  %.*s  %.*s\n", SP(at), SP(rule), SP(what));
                        continue;
                }
                jout_open(&j, '{');
                jout_key_text(&j, S("at"), at);
                jout_key_text(&j, S("of"), what);
                jout_key_text(&j, S("rule"), rule);
                jout_close(&j);
        }
        if (!c->json) return;
        jout_close(&j);
        json_end(c, &j);
}

static enum err list_due(struct cli *c, struct writer *w)
{
        struct rule_item *v;
        size_t n;
        enum err e = rules_due(w, &c->a, w->sys.now(w->sys.ctx), &v, &n);
        if (e != OK)
                return REFUSE(c, e, "store", STR_NONE, "数据库：%.*s", "database: %.*s",
                              SP(store_why(w->st)));
        tell_due(c, w, v, n);
        if (!c->json)
                TELL(c, "到期 %zu 项；没有办理\n", "%zu things are due; nothing is done\n", n);
        return OK;
}

enum err run_rules(struct cli *c)
{
        AUTO(writer_close) struct writer w = { .lock_fd = -1 };
        struct rules_did one, all = { .more = true };
        struct jout j;
        TRY(writing_open(c, 0, &w));
        TRY(need_definitions(c, &w.inforce, w.path.dir));
        if (has_opt(c, OPT_DRY_RUN)) return list_due(c, &w);
        while (all.more) {
                TRY(rules_tick(&w, &c->f, &one));
                all.events += one.events;
                all.refused += one.refused;
                all.more = one.more;
                if (one.more) TRY(writer_between(&w, &c->f));
        }
        if (!c->json) {
                TELL(c, "办理了 %" PRId64 " 项，其中 %" PRId64 " 项办不了（已记明原因）\n",
                     "%" PRId64 " things are done; %" PRId64
                     " of them could not be (the reason is noted)\n",
                     all.events, all.refused);
                return OK;
        }
        json_begin(c, &j);
        jout_key_int(&j, S("events"), all.events);
        jout_key_int(&j, S("refused"), all.refused);
        json_end(c, &j);
        return OK;
}

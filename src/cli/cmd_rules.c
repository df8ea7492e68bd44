/* cmd_rules.c: what happens by itself, done now; for cities without a server, and to look ahead. */
#include "cli/cli.h"
#include "loop/rules.h"
#include "loop/succeed.h"

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

struct listing {
        struct cli *c;
        struct writer *w;
        struct jout j;
        size_t n;
};

static void put_thing(struct listing *x, const struct rule_item *item, struct str step)
{
        char text[40];
        struct cli *c = x->c;
        struct str at = moment_short(item->fell, x->w->inforce.zone, text);
        struct str what = record_name(c, x->w, item), rule = thing_name(item);
        x->n++;
        if (!c->json) {
                buf_printf(&c->out, "%.*s  %.*s  %.*s%s%.*s\n", SP(at), SP(rule), SP(what),
                           step.n ? "  " : "", SP(step));
                return;
        }
        jout_open(&x->j, '{');
        jout_key_text(&x->j, S("at"), at);
        jout_key_text(&x->j, S("of"), what);
        jout_key_text(&x->j, S("rule"), rule);
        if (step.n) jout_key_text(&x->j, S("step"), step);
        jout_close(&x->j);
}

/* Each record for which one will be made, and each that goes. */
static enum err put_found(struct listing *x, const struct rule_item *item)
{
        const struct makes *m = &item->rule->makes;
        const struct ledger *made = &x->w->inforce.city->ledgers[m->ledger];
        struct rules_found found;
        struct rule_item one = *item;
        TRY(rules_made(x->w, &x->c->a, item, &found));
        for (size_t i = 0; i < found.come.n; i++) {
                one.record = found.come.v[i];
                put_thing(x, &one, made->steps[m->step].name);
        }
        one.l = made;
        for (size_t i = 0; i < found.gone.n; i++) {
                one.record = found.gone.v[i];
                put_thing(x, &one, made->steps[item->rule->gone].name);
        }
        return OK;
}

static enum err put_due(struct listing *x)
{
        struct rule_item *v;
        size_t n;
        TRY(rules_due(x->w, &x->c->a, x->w->sys.now(x->w->sys.ctx), &v, &n));
        for (size_t i = 0; i < n; i++) {
                if (v[i].record == 0 && v[i].rule->makes.ledger >= 0) TRY(put_found(x, &v[i]));
                else put_thing(x, &v[i], STR_NONE);
        }
        return OK;
}

static enum err list_due(struct cli *c, struct writer *w)
{
        struct listing x = { .c = c, .w = w };
        if (c->json) {
                json_begin(c, &x.j);
                jout_key(&x.j, S("due"));
                jout_open(&x.j, '[');
        }
        enum err e = put_due(&x);
        if (e != OK)
                return REFUSE(c, e, "store", STR_NONE, "数据库：%.*s", "database: %.*s",
                              SP(store_why(w->st)));
        if (c->json) {
                jout_close(&x.j);
                json_end(c, &x.j);
                return OK;
        }
        TELL(c, "到期 %zu 项；没有办理\n", "%zu things are due; nothing is done\n", x.n);
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
        TRY(succeed_today(&w, &c->f));
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

/* decide_whose.c: whose turn it is and until when, said with a refusal: the open duties and the
 * requests that wait. Whoever hears it sees the record (decide_sight), or has a follow-code. */
#include "loop/decide_in.h"

struct str decide_due_said(const struct deciding *x, struct moment m)
{
        char text[40];
        if (!moment_is(m)) return S("–");
        return str_dup(x->in->a, moment_due_short(m, x->in->city->zone, text));
}

struct str decide_guard_said(const struct deciding *x)
{
        struct buf b = { .limit = TEXT_BYTES_MAX };
        struct str say = label_in(&x->s->say, STR_NONE, x->in->f->lang);
        if (say.n) return say;
        expr_format(x->s->when, &b);
        say = b.err == OK ? str_dup(x->in->a, buf_view(&b)) : STR_NONE;
        buf_free(&b);
        return say;
}

static struct str office_said(const struct deciding *x, struct str code)
{
        const struct offices *o = x->in->city->offices;
        int i = code.n ? office_find(o, code) : -1;
        return i < 0 ? code : office_name(o, i, x->today, x->in->f->lang);
}

struct str decide_answerer_said(const struct deciding *x, const struct ract *act)
{
        const struct step_asks *asks = &x->in->l->steps[act->step].asks;
        bool zh = x->in->f->lang == LANG_ZH;
        struct str who = office_said(x, act->text);
        for (size_t k = 0; k < asks->by_n; k++)
                who = str_printf(x->in->a, "%.*s%s%.*s", SP(who),
                                 k       ? zh ? "、" : ", "
                                 : who.n ? " "
                                         : "",
                                 SP(role_label(asks->by[k].role, x->in->f->lang)));
        return who;
}

static void put_one(const struct deciding *x, struct str *all, struct str who, struct str what,
                    struct str until)
{
        bool zh = x->in->f->lang == LANG_ZH;
        *all = str_printf(x->in->a, zh ? "%.*s%s%.*s“%.*s”（%.*s）" : "%.*s%s%.*s: %.*s (%.*s)",
                          SP(*all), all->n ? (zh ? "，" : ", ") : "", SP(who), SP(what), SP(until));
}

static struct str until_said(const struct deciding *x, const struct rduty *d)
{
        bool zh = x->in->f->lang == LANG_ZH;
        if (duty_held(d)) return zh ? S("已中止计时") : S("its clock is stopped");
        return str_printf(x->in->a, zh ? "%.*s 前" : "by %.*s", SP(decide_due_said(x, d->due)));
}

static struct str turns_said(const struct deciding *x)
{
        const struct rec *r = x->in->rec;
        const struct ledger *l = x->in->l;
        struct str all = STR_NONE;
        for (size_t i = 0; i < r->duties_n; i++) {
                const struct rduty *d = &r->duties[i];
                const struct duty_def *def = &l->duties[d->def];
                if (d->outcome != OUT_OPEN) continue;
                put_one(x, &all, office_said(x, d->holder),
                        label_in(&def->label, def->name, x->in->f->lang), until_said(x, d));
        }
        for (size_t i = 0; i < r->acts_n; i++) {
                const struct ract *act = &r->acts[i];
                if (act->kind != ACT_ASKED || act->done >= 0) continue;
                const struct step *s = &l->steps[act->step];
                bool zh = x->in->f->lang == LANG_ZH;
                put_one(x, &all, decide_answerer_said(x, act),
                        str_printf(x->in->a, zh ? "答复%.*s" : "an answer to \"%.*s\"",
                                   SP(label_in(&s->label, s->name, x->in->f->lang))),
                        str_printf(x->in->a, zh ? "%.*s 前" : "by %.*s",
                                   SP(decide_due_said(x, act->until))));
        }
        return all;
}

void decide_whose(const struct decide_in *in)
{
        const struct deciding x = { .in = in, .today = day_of(in->now, in->city->zone) };
        struct fault *last = in->f->last;
        int account = in->cmd->who.account;
        if (!in->rec || account < 0 || !last || in->cmd->rule || in->cmd->follow) return;
        struct str turns = turns_said(&x);
        bool zh = in->f->lang == LANG_ZH;
        if (turns.n == 0) turns = zh ? S("没有未完成的任务") : S("nothing is open");
        last->text = str_printf(in->a, zh ? "%.*s。现在：%.*s" : "%.*s. Now: %.*s", SP(last->text),
                                SP(turns));
}

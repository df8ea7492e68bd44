/* candidates_out.c: candidates for the terminal and as JSON. */
#include "ask/candidates.h"
#include "ask/label.h"

static void and_so(struct arena *a, struct str *all, bool zh, struct str one)
{
        *all = all->n ? str_printf(a, "%.*s%s%.*s", SP(*all), zh ? "；" : "; ", SP(one)) : one;
}

struct str candidate_why(const struct ask *k, const struct candidate *c)
{
        struct arena *a = k->a;
        struct str all = STR_NONE;
        bool zh = k->lang == LANG_ZH;
        if (c->contact)
                and_so(a, &all, zh, zh ? S("联系电话相同") : S("the same telephone number"));
        if (c->place && c->metres < 0)
                and_so(a, &all, zh, zh ? S("地点相同") : S("the same place"));
        if (c->place && c->metres >= 0)
                and_so(a, &all, zh,
                       str_printf(a, zh ? "相距%" PRId64 "米" : "%" PRId64 " m away", c->metres));
        if (c->share)
                and_so(a, &all, zh,
                       str_printf(a, zh ? "文字相同%d%%" : "%d%% of the text is in it", c->share));
        if (c->child.n)
                and_so(a, &all, zh,
                       str_printf(a, zh ? "经已并入的 %.*s" : "by %.*s, merged into it",
                                  SP(c->child)));
        return all;
}

static void put_why(const struct candidate *c, struct jout *j)
{
        jout_key(j, S("why"));
        jout_open(j, '[');
        if (c->contact) {
                jout_open(j, '{');
                jout_key_text(j, S("code"), S("contact"));
                jout_close(j);
        }
        if (c->place) {
                jout_open(j, '{');
                jout_key_text(j, S("code"), S("place"));
                if (c->metres >= 0) jout_key_int(j, S("metres"), c->metres);
                jout_close(j);
        }
        if (c->share) {
                jout_open(j, '{');
                jout_key_text(j, S("code"), S("text"));
                jout_key_int(j, S("share"), c->share);
                jout_close(j);
        }
        jout_close(j);
}

static void put_candidate(const struct ask *k, const struct draft *d, const struct candidate *c,
                          struct jout *j)
{
        char day[16];
        jout_open(j, '{');
        jout_key_text(j, S("number"), c->r->number);
        jout_key_text(j, S("title"), c->title);
        jout_key_text(j, S("state"), d->l->states[c->r->state].name);
        jout_key_text(j, S("state_label"), c->state);
        jout_key_text(j, S("entered"), day_format(c->r->entered, day));
        jout_key_text(j, S("office"), c->office);
        if (c->due.n) jout_key_text(j, S("due"), c->due);
        if (c->child.n) jout_key_text(j, S("merged"), c->child);
        jout_key_text(j, S("reason"), candidate_why(k, c));
        put_why(c, j);
        jout_key(j, S("steps"));
        jout_open(j, '[');
        if (c->supplement) jout_text(j, S("supplement"));
        if (c->hurry) jout_text(j, S("hurry"));
        jout_close(j);
        jout_close(j);
}

void candidates_json(const struct ask *k, const struct draft *d, const struct candidates *x,
                     struct jout *j)
{
        jout_open(j, '{');
        jout_key_text(j, S("ledger"), d->l->name);
        jout_key(j, S("candidates"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->n; i++) put_candidate(k, d, &x->v[i], j);
        jout_close(j);
        jout_key_int(j, S("behind"), x->behind);
        jout_close(j);
}

void candidates_text(const struct ask *k, const struct draft *d, const struct candidates *x,
                     struct buf *out)
{
        bool zh = k->lang == LANG_ZH;
        for (size_t i = 0; i < x->n; i++) {
                const struct candidate *c = &x->v[i];
                buf_printf(out, "%.*s/%.*s  %.*s  %.*s\n    %.*s", SP(d->l->name), SP(c->r->number),
                           SP(c->state), SP(c->title), SP(c->office));
                if (c->due.n) buf_printf(out, zh ? "　%.*s 前" : ", by %.*s", SP(c->due));
                buf_printf(out, zh ? "　受理于 %.*s\n    %.*s\n" : ", entered %.*s\n    %.*s\n",
                           SP(label_day(k, c->r->entered)), SP(candidate_why(k, c)));
        }
        if (x->n == 0)
                buf_put(out,
                        zh ? S("没有疑似重复的事项\n") : S("no record seems to be the same\n"));
        if (x->behind)
                buf_printf(out,
                           zh ? "检索库还差 %" PRId64 " 条留痕\n"
                              : "the index is %" PRId64 " events behind\n",
                           x->behind);
}

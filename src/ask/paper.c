#include "ask/paper.h"

#include "ask/label.h"

static enum err none(const struct ask *k, struct str where)
{
        return FAULT(k->f, ERR_NOT_FOUND, "paper.unknown", where, "该事项没有这份文书",
                     "the record has no such paper");
}

enum err paper_find(const struct ask *k, const struct shown *x, int64_t id,
                    const struct show_paper **ret)
{
        for (size_t i = 0; i < x->paper_n; i++)
                if (x->paper[i].p->id == id) {
                        *ret = &x->paper[i];
                        return OK;
                }
        return none(k, S("paper"));
}

enum err paper_numbered(const struct ask *k, const struct shown *x, struct str number,
                        const struct show_paper **ret)
{
        for (size_t i = 0; i < x->paper_n; i++)
                if (str_eq(x->paper[i].p->number, number)) {
                        *ret = &x->paper[i];
                        return OK;
                }
        return none(k, str_sub(number, 0, 60));
}

/* ---- its text ---- */

struct writing {
        const struct ask *k;
        const struct shown *x;
        const struct show_paper *p;
        const struct rduty *about; /* NULL: the promise to the requester */
};

/* What is owed of it, else what was opened with it: of the lead's duties the one due last. */
static const struct rduty *about(const struct shown *x, const struct rpaper *p)
{
        const struct rduty *found = rec_owed(x->l, &x->r, p);
        if (found) return found;
        for (size_t i = 0; i < x->r.duties_n; i++) {
                const struct rduty *d = &x->r.duties[i];
                if (d->opened_seq != p->seq || !d->lead) continue;
                if (!found || d->due.ms > found->due.ms) found = d;
        }
        return found;
}

static struct str word(const struct writing *w, struct str name)
{
        const struct ask *k = w->k;
        const struct shown *x = w->x;
        const struct city *c = k->in->city;
        const struct rpaper *p = w->p->p;
        struct str to = w->about ? w->about->holder : x->r.owner;
        struct moment due = w->about ? w->about->due : x->r.promised;
        if (str_eq(name, S("number"))) return x->r.number;
        if (str_eq(name, S("paper"))) return p->number;
        if (str_eq(name, S("due"))) return moment_is(due) ? label_due(k, due) : STR_NONE;
        if (str_eq(name, S("ledger"))) return label_in(&x->l->label, x->l->name, k->lang);
        if (str_eq(name, S("office"))) return label_office(k, to, p->day);
        if (str_eq(name, S("issuer"))) return w->p->office;
        if (str_eq(name, S("city"))) return label_in(&c->label, c->name, k->lang);
        if (str_eq(name, S("on"))) return label_long_day(k, p->day);
        return STR_NONE; /* the code: only whoever raised the matter has it */
}

static enum err fill(void *ctx, struct str name, struct markdown_fill *ret)
{
        *ret = (struct markdown_fill){ .cell.text = word(ctx, name) };
        return OK;
}

enum err paper_render(const struct ask *k, const struct shown *x, const struct show_paper *p,
                      enum markdown_format format, struct paper_out *ret)
{
        const struct city *c = k->in->city;
        struct str name = x->l->papers[p->p->def].text;
        struct writing w = { k, x, p, about(x, p->p) };
        struct markdown_in in = {
                .text = city_text(c, name, k->lang), .format = format, .hole = fill, .ctx = &w
        };
        if (!in.text.p) return none(k, name);
        *ret = (struct paper_out){ .label = p->line.label, .number = p->p->number };
        return markdown_render(k->a, &in, &ret->text);
}

void paper_json(const struct show_paper *p, const struct paper_out *x, struct jout *j)
{
        jout_open(j, '{');
        jout_key_int(j, S("paper"), p->p->id);
        jout_key_text(j, S("name"), p->line.name);
        jout_key_text(j, S("label"), x->label);
        jout_key_text(j, S("number"), x->number);
        jout_key_text(j, S("text"), x->text);
        jout_close(j);
}

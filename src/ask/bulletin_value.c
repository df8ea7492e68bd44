/* bulletin_value.c: numbers in sentences. */
#include "ask/bulletin_in.h"
#include "ask/label.h"

enum err hole_read(const struct bulletin *x, const struct hole_item *it, const struct hole_at *at,
                   struct figure_out *ret)
{
        bool one = it->field >= 0;
        struct figure_in in = { .l = it->l,
                                .figure = it->figure,
                                .on = day_is(at->when.from) ? DAY_NONE : at->when.to,
                                .from = at->when.from,
                                .to = at->when.to,
                                .office = at->office,
                                .by = one         ? it->field
                                      : at->split ? it->by
                                                  : -1,
                                .one = one,
                                .value = it->value,
                                .known = x->in->known,
                                .now = x->in->now };
        return figure_read(x->k, &in, ret);
}

static bool same(const struct figure_in *a, const struct hole_item *it, struct period s)
{
        return a->l == it->l && a->figure == it->figure && a->by == it->field &&
               str_eq(a->value, it->value) && a->from.v == s.from.v && a->to.v == s.to.v;
}

/* "满意率 96.8% = 334/345：request.satisfaction，娄底市，2022-08-22；定义（第1版）…" */
static struct str paper_of(const struct bulletin *x, const struct figure_out *f)
{
        const struct ask *k = x->k;
        const struct figure *g = &f->in.l->figures[f->in.figure];
        struct str part = hole_fraction(k, f), of = label_in(&g->label, g->name, k->lang);
        struct str when = label_day(k, f->in.on);
        if (f->period)
                when = str_printf(k->a, "%.*s – %.*s", SP(label_day(k, f->in.from)),
                                  SP(label_day(k, f->in.to)));
        if (f->in.one) of = str_printf(k->a, "%.*s·%.*s", SP(of), SP(f->all.label));
        return str_printf(k->a,
                          k->lang == LANG_ZH
                                  ? "%.*s %.*s%s%.*s：%.*s.%.*s，%.*s，%.*s；定义（第%" PRId64
                                    "版）%.*s"
                                  : "%.*s %.*s%s%.*s: %.*s.%.*s, %.*s, %.*s; definition "
                                    "(version %" PRId64 ") %.*s",
                          SP(of), SP(figure_text(k, f, &f->all)), part.n ? " = " : "", SP(part),
                          SP(f->in.l->name), SP(g->name),
                          SP(label_office(k, k->in->offices.o[f->in.office].code, f->last)),
                          SP(when), f->in.l->version, SP(f->def->text));
}

enum err hole_figure(struct bulletin *x, const struct hole_item *it, struct period s,
                     const struct figure_out **ret)
{
        struct bulletin_out *o = x->out;
        struct hole_at at = { s, bulletin_office(x), false };
        struct figure_out f;
        for (size_t i = 0; i < o->figure_n; i++) {
                *ret = &o->figure[i];
                if (same(&o->figure[i].in, it, s)) return OK;
        }
        TRY(hole_read(x, it, &at, &f));
        struct figure_out *own = ARENA_PUSH(x->k->a, o->figure, o->figure_n, x->cap);
        *own = f;
        *ret = own;
        *ARENA_PUSH(x->k->a, x->notes.v, x->notes.n, x->notes_cap) = paper_of(x, own);
        return OK;
}

struct str hole_address(const struct bulletin *x, const struct figure_out *f)
{
        const struct ask *k = x->k;
        const struct figure_in *in = &f->in;
        const struct figure *g = &in->l->figures[in->figure];
        struct str when = f->period
                                  ? str_printf(k->a, "from=%.*s&to=%.*s",
                                               SP(label_day(k, in->from)), SP(label_day(k, in->to)))
                                  : str_printf(k->a, "on=%.*s", SP(label_day(k, in->on)));
        struct str by = STR_NONE;
        if (in->one)
                by = str_printf(k->a, "&by=%.*s&value=%.*s", SP(in->l->fields[in->by].name),
                                SP(in->value));
        return str_printf(k->a, "%.*sfigures/%.*s.%.*s?%.*s&office=%.*s%s%.*s&rows=1",
                          SP(x->in->base), SP(in->l->name), SP(g->name), SP(when),
                          SP(k->in->offices.o[in->office].code), in->now ? "&tree=now" : "",
                          SP(by));
}

struct str hole_fraction(const struct ask *k, const struct figure_out *f)
{
        return figure_fraction(k, f, &f->all, S("/"));
}

/* The number of its paper. */
static int note_of(const struct bulletin *x, const struct figure_out *f)
{
        return (int)(f - x->out->figure) + 1;
}

static enum err compared(struct bulletin *x, const struct hole_item *it, struct markdown_cell *ret)
{
        const struct figure_out *f;
        struct period s = bulletin_period(x), then;
        struct compared c = { .how = it->compare };
        TRY(compare_period(x->k, s, it->compare, &then));
        TRY(hole_figure(x, it, then, &f));
        ret->url = hole_address(x, f);
        ret->text = figure_told(x->k, f, &f->all);
        ret->title = hole_fraction(x->k, f);
        ret->note = note_of(x, f);
        if (it->compare == COMPARE_LAST_YEAR || it->compare == COMPARE_LAST_PERIOD) return OK;
        c.then = *f;
        TRY(hole_figure(x, it, s, &f));
        c.now = *f;
        TRY(compare_figures(&c));
        ret->title = ret->text; /* the value then, which opens */
        ret->text = compare_words(x->k, &c);
        return OK;
}

enum err hole_value(struct bulletin *x, const struct hole_item *it, struct markdown_cell *ret)
{
        const struct figure_out *f;
        if (it->compare != COMPARE_NONE) return compared(x, it, ret);
        TRY(hole_figure(x, it, bulletin_period(x), &f));
        ret->text = figure_told(x->k, f, &f->all);
        ret->url = hole_address(x, f);
        ret->title = hole_fraction(x->k, f);
        if (f->ratio) ret->note = note_of(x, f);
        return OK;
}

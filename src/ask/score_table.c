/* score_table.c: a scorecard as a table: a line for each office, a column for each group or
 * item. */
#include "ask/label.h"
#include "ask/score.h"

struct card {
        const struct ask *k;
        const struct score_out *o;
        const struct score_table *h;
        bool bonus, minus, many; /* there are such items; several groups of peers are shown */
        struct markdown_table *t;
        struct markdown_cell *c;
        size_t row, col;
};

static struct markdown_cell *next_cell(struct card *d)
{
        return &d->c[d->row * d->t->columns + d->col++];
}

static const struct score_def *def_of(const struct card *d)
{
        return &d->o->in.l->score;
}

static bool shown(const struct card *d, const struct score_line *v)
{
        return d->h->peers < 0 || v->peers == d->h->peers;
}

/* The page that opens the line. */
static struct str address(const struct card *d, const struct score_line *v)
{
        const struct ask *k = d->k;
        const struct score_in *in = &d->o->in;
        if (str_eq(d->h->base, S("/"))) return STR_NONE; /* there is none for the public */
        struct str when = day_is(in->from)
                                  ? str_printf(k->a, "from=%.*s&to=%.*s",
                                               SP(label_day(k, in->from)), SP(label_day(k, in->to)))
                                  : str_printf(k->a, "on=%.*s", SP(label_day(k, in->on)));
        return str_printf(k->a, "%.*sscore/%.*s?%.*s&office=%.*s", SP(d->h->base), SP(in->l->name),
                          SP(when), SP(v->code));
}

static void put_heads(struct card *d)
{
        const struct ask *k = d->k;
        const struct score_def *s = def_of(d);
        bool zh = k->lang == LANG_ZH;
        if (s->rank) next_cell(d)->text = zh ? S("名次") : S("Place");
        next_cell(d)->text = zh ? S("单位") : S("Office");
        if (d->many) next_cell(d)->text = zh ? S("组别") : S("Peers");
        for (size_t i = 0; d->h->items && i < s->items_n; i++)
                next_cell(d)->text = label_in(&s->items[i].label, s->items[i].name, k->lang);
        for (size_t i = 0; !d->h->items && i < s->groups_n; i++)
                next_cell(d)->text =
                        str_printf(k->a, zh ? "%.*s（%.*s分）" : "%.*s (%.*s)",
                                   SP(label_in(&s->groups[i].label, s->groups[i].name, k->lang)),
                                   SP(score_text(k, d->o->in.l, s->groups[i].weight)));
        if (d->bonus) next_cell(d)->text = zh ? S("加分") : S("Bonus");
        if (d->minus) next_cell(d)->text = zh ? S("扣分") : S("Deduction");
        next_cell(d)->text = zh ? S("总分") : S("Points");
}

static void put_points(struct card *d, const struct score_line *v, int64_t points)
{
        struct markdown_cell *c = next_cell(d);
        c->text = v->kept ? S("…") : score_text(d->k, d->o->in.l, points);
        c->url = address(d, v);
}

static void put_line(struct card *d, const struct score_line *v)
{
        const struct ask *k = d->k;
        const struct score_def *s = def_of(d);
        if (s->rank) next_cell(d)->text = v->rank ? label_number(k, v->rank, 0) : S("—");
        next_cell(d)->text = v->name;
        if (d->many) next_cell(d)->text = score_peers_label(k, &s->peers[v->peers]);
        for (size_t i = 0; d->h->items && i < s->items_n; i++) {
                struct markdown_cell *c = next_cell(d);
                c->text = score_cell_text(k, d->o->in.l, &v->item[i]);
                c->url = address(d, v);
        }
        for (size_t i = 0; !d->h->items && i < s->groups_n; i++) put_points(d, v, v->group[i]);
        if (d->bonus) put_points(d, v, v->bonus);
        if (d->minus) put_points(d, v, v->minus);
        struct markdown_cell *c = next_cell(d);
        c->text = score_total_text(k, d->o->in.l, v);
        c->url = address(d, v);
}

static void put_table(struct card *d)
{
        const struct score_def *s = def_of(d);
        struct arena *a = d->k->a;
        size_t n = 0, top = d->h->top ? (size_t)d->h->top : d->o->n;
        for (size_t i = 0; i < s->items_n; i++) {
                d->bonus |= s->items[i].part == SCORE_BONUS && !d->h->items;
                d->minus |= s->items[i].part == SCORE_MINUS && !d->h->items;
        }
        d->many = d->h->peers < 0 && s->peers_n > 1;
        d->t = ARENA_NEW(a, struct markdown_table, 1);
        d->t->left = 1u + s->rank + d->many;
        d->t->columns =
                d->t->left + (d->h->items ? s->items_n : s->groups_n) + d->bonus + d->minus + 1;
        d->c = ARENA_NEW(a, struct markdown_cell, d->t->columns * (d->o->n + 1));
        put_heads(d);
        for (size_t i = 0; i < d->o->n && n < top; i++) {
                if (!shown(d, &d->o->v[i])) continue;
                d->row = ++n;
                d->col = 0;
                put_line(d, &d->o->v[i]);
        }
        d->t->rows = n + 1;
        d->t->cell = d->c;
}

const struct markdown_table *score_table(const struct ask *k, const struct score_out *x,
                                         const struct score_table *how)
{
        struct card d = { .k = k, .o = x, .h = how };
        put_table(&d);
        return d.t;
}

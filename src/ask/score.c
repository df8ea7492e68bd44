#include "ask/score.h"

#include "ask/cell.h"
#include "ask/figure_in.h"
#include "ask/label.h"
#include "ask/score_in.h"

struct scoring {
        const struct ask *k;
        struct score_out *x;
        const struct score_def *s;
        struct score_line *v; /* of all peers of the city */
        size_t n, cap;
        bool *counted; /* by item and figure: what `small` looks at */
};

/* ---- whose lines ----------------------------------------------------------------------------- */

static void list_lines(struct scoring *g)
{
        const struct offices *o = &g->k->in->offices;
        const struct score_def *s = g->s;
        for (int p = 0; p < (int)s->peers_n; p++)
                for (int i = 0; i < (int)o->n; i++) {
                        const struct office_span *at = office_on(o, i, g->x->last);
                        if (!at || score_peers_of(s, at->level, at->kind) != p) continue;
                        struct score_line *v = ARENA_PUSH(g->k->a, g->v, g->n, g->cap);
                        *v = (struct score_line){ .office = i, .peers = p, .code = o->o[i].code };
                        v->figure = ARENA_NEW(g->k->a, struct amount, s->used_n);
                        v->item = ARENA_NEW(g->k->a, struct score_cell, s->items_n);
                        v->group = ARENA_NEW(g->k->a, int64_t, s->groups_n);
                }
}

static bool asked(const struct scoring *g, const struct score_line *v)
{
        const struct score_in *in = &g->x->in;
        return (in->peers < 0 || v->peers == in->peers) &&
               office_under(&g->k->in->offices, v->office, in->office, g->x->last);
}

/* ---- figures --------------------------------------------------------------------------------- */

static struct figure_in figure_of(const struct scoring *g, size_t used, int office)
{
        const struct score_in *in = &g->x->in;
        const struct score_figure *u = &g->s->used[used];
        return (struct figure_in){ .l = &g->k->in->city->ledgers[u->ledger],
                                   .figure = u->figure,
                                   .on = in->on,
                                   .from = in->from,
                                   .to = in->to,
                                   .office = office,
                                   .by = -1 };
}

static int by_number(const void *x, const void *y)
{
        const int *a = x, *b = y;
        return *a < *b ? -1 : *a > *b;
}

/* The cells of all of them are read together; whose they are was looked at before, for all of
 * them. */
static enum err read_figures(struct scoring *g)
{
        struct reader city;
        struct ask all = *g->k;
        int *office = ARENA_NEW(all.a, int, g->n);
        reader_init(&city, all.a, all.in, READER_CITY);
        all.who = &city;
        if (!all.kept) all.kept = kept_cells_new(all.a);
        for (size_t i = 0; i < g->n; i++) office[i] = g->v[i].office;
        if (g->n) qsort(office, g->n, sizeof *office, by_number);
        kept_cells_together(&all, office, g->n);
        g->x->figure = ARENA_NEW(all.a, struct figure_out, g->s->used_n);
        for (size_t u = 0; u < g->s->used_n; u++)
                for (size_t i = 0; i < g->n; i++) {
                        struct figure_in in = figure_of(g, u, g->v[i].office);
                        TRY(figure_read(&all, &in, &g->x->figure[u]));
                        g->v[i].figure[u] = g->x->figure[u].all;
                }
        kept_cells_together(&all, NULL, 0);
        return OK;
}

/* ---- points ---------------------------------------------------------------------------------- */

static int64_t less_of(const struct score_cell *c, size_t used)
{
        return c->less ? c->less[used] : 0;
}

/* Every figure as it is shown, without what lacks the evidence. */
static void values_of(const struct scoring *g, const struct score_line *v,
                      const struct score_cell *c, struct frac *ret)
{
        for (size_t u = 0; u < g->s->used_n; u++) {
                const struct amount *x = &v->figure[u];
                int8_t digits;
                int64_t n = figure_shown(&g->x->figure[u], x->v - less_of(c, u), &digits);
                ret[u] = x->none ? FRAC_NONE : frac_scaled(n, (int)digits);
        }
}

static bool fewer(int64_t v, int digits, int64_t small)
{
        for (int i = 0; i < digits; i++)
                if (num_mul(small, 10, &small) != OK) return true;
        return v < small;
}

static bool is_small(const struct scoring *g, const struct score_item *it, const bool *counted,
                     const struct score_line *v, const struct score_cell *c)
{
        for (size_t u = 0; u < g->s->used_n; u++) {
                const struct figure_out *f = &g->x->figure[u];
                const struct amount *x = &v->figure[u];
                if (!counted[u]) continue;
                if (f->ratio ? fewer(x->den, (int)f->den_digits, it->small)
                             : fewer(x->v - less_of(c, u), (int)f->digits, it->small))
                        return true;
        }
        return false;
}

static enum err too_large(const struct scoring *g, const struct score_item *it,
                          const struct score_line *v)
{
        return FAULT(g->k->f, ERR_LIMIT, "score.limit", v->code, "考核项“%.*s”的分值太大，算不准",
                     "the points of item %.*s are too large to be exact", SP(it->name));
}

/* value: of the figures as they are; what lacks the evidence of this item is taken off first. */
static enum err reckon_cell(const struct scoring *g, size_t item, const struct frac *value,
                            struct score_line *v)
{
        const struct score_item *it = &g->s->items[item];
        const bool *counted = g->counted + item * g->s->used_n;
        struct score_cell *c = &v->item[item];
        struct frac points;
        if (c->less) {
                struct frac *own = ARENA_NEW(g->k->a, struct frac, g->s->used_n);
                values_of(g, v, c, own);
                value = own;
        }
        if (score_value(it->value, value, &points) != OK) return too_large(g, it, v);
        c->how = !points.is ? SCORE_NONE : SCORE_OWN;
        if (it->small && (c->how == SCORE_NONE || is_small(g, it, counted, v, c)))
                c->how = SCORE_MEAN; /* if there is one */
        if (c->how == SCORE_OWN && score_points(g->s, it, points, &c->points) != OK)
                return too_large(g, it, v);
        return OK;
}

/* Whose number is too small takes the mean of those peers who have enough. */
static enum err take_means(struct scoring *g, size_t item, int peers)
{
        int64_t sum = 0, n = 0, mean = 0;
        for (size_t i = 0; i < g->n; i++) {
                const struct score_cell *c = &g->v[i].item[item];
                if (g->v[i].peers != peers || c->how != SCORE_OWN) continue;
                TRY(num_add(sum, c->points, &sum));
                n++;
        }
        if (n) TRY(num_ratio(sum, n, 0, ROUND_HALF_UP, &mean));
        for (size_t i = 0; i < g->n; i++) {
                struct score_cell *c = &g->v[i].item[item];
                if (g->v[i].peers != peers || c->how != SCORE_MEAN) continue;
                if (n == 0) c->how = SCORE_NONE;
                c->points = mean;
                c->of = n;
        }
        return OK;
}

/* What the `small` of each item looks at. */
static void list_counted(struct scoring *g)
{
        const struct score_def *s = g->s;
        bool *ratio = ARENA_NEW(g->k->a, bool, s->used_n);
        g->counted = ARENA_NEW(g->k->a, bool, s->items_n * s->used_n);
        for (size_t u = 0; u < s->used_n; u++) ratio[u] = g->x->figure[u].ratio;
        for (size_t i = 0; i < s->items_n; i++)
                score_counted(s->items[i].value, ratio, g->counted + i * s->used_n, s->used_n);
}

static enum err reckon_items(struct scoring *g)
{
        static const struct score_cell whole = { .less = NULL };
        const struct score_def *s = g->s;
        struct frac *value = ARENA_NEW(g->k->a, struct frac, s->used_n);
        list_counted(g);
        for (size_t i = 0; i < s->items_n; i++)
                if (s->items[i].evidence >= 0) TRY(score_evidence(g->k, &g->x->in, i, g->v, g->n));
        for (size_t v = 0; v < g->n; v++) {
                values_of(g, &g->v[v], &whole, value);
                for (size_t i = 0; i < s->items_n; i++) TRY(reckon_cell(g, i, value, &g->v[v]));
        }
        for (size_t i = 0; i < s->items_n; i++)
                for (int p = 0; s->items[i].small && p < (int)s->peers_n; p++)
                        TRY(take_means(g, i, p));
        return OK;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static enum err add_group(const struct score_def *s, size_t group, struct score_line *v)
{
        int64_t weight = s->groups[group].weight, sum = 0, could = 0;
        for (size_t i = 0; i < s->items_n; i++) {
                if (s->items[i].group != (int)group) continue;
                TRY(num_add(sum, v->item[i].points, &sum));
                if (v->item[i].how != SCORE_NONE) TRY(num_add(could, s->items[i].cap, &could));
        }
        v->group[group] = sum < weight ? sum : weight;
        if (could < weight) v->unassessed += weight - could;
        return num_add(v->total, v->group[group], &v->total);
}

static enum err add_up(const struct score_def *s, struct score_line *v)
{
        for (size_t i = 0; i < s->groups_n; i++) TRY(add_group(s, i, v));
        for (size_t i = 0; i < s->items_n; i++) {
                if (s->items[i].part == SCORE_BONUS)
                        TRY(num_add(v->bonus, v->item[i].points, &v->bonus));
                if (s->items[i].part == SCORE_MINUS)
                        TRY(num_add(v->minus, v->item[i].points, &v->minus));
        }
        TRY(num_add(v->total, v->bonus, &v->total));
        return num_add(v->total, -v->minus, &v->total);
}

static int by_points(const void *px, const void *py)
{
        const struct score_line *x = px, *y = py;
        if (x->peers != y->peers) return x->peers - y->peers;
        if (x->rank != y->rank) return x->rank - y->rank;
        return str_cmp(x->code, y->code);
}

/* One and as many places lower as there are peers with more points. */
static void take_ranks(struct scoring *g)
{
        for (size_t i = 0; g->s->rank && i < g->n; i++) {
                g->v[i].rank = 1;
                for (size_t o = 0; o < g->n; o++)
                        g->v[i].rank +=
                                g->v[o].peers == g->v[i].peers && g->v[o].total > g->v[i].total;
        }
        if (g->n) qsort(g->v, g->n, sizeof *g->v, by_points);
}

/* What is made of a figure that is not for the reader is not for him either. */
static void keep_back(const struct scoring *g, struct score_line *v)
{
        const struct score_def *s = g->s;
        bool *used = ARENA_NEW(g->k->a, bool, s->used_n);
        for (size_t u = 0; u < s->used_n; u++) {
                struct figure_out f = score_figure(g->x, v, u);
                v->figure[u].small = figure_kept_back(g->k, &f, &v->figure[u]);
                v->kept |= v->figure[u].small;
        }
        for (size_t i = 0; v->kept && i < s->items_n; i++) {
                for (size_t u = 0; u < s->used_n; u++) used[u] = false;
                expr_uses(s->items[i].value, used, s->used_n);
                for (size_t u = 0; u < s->used_n; u++)
                        v->item[i].kept |= used[u] && v->figure[u].small;
        }
        if (v->kept) v->rank = 0;
}

/* A mean of points that are kept back would tell them, of one peer to the digit. The office itself
 * hears its own. */
static void keep_means(const struct scoring *g, struct score_line *v)
{
        if (reader_reaches(g->k->who, g->k->in, v->office)) return;
        for (size_t i = 0; i < g->s->items_n; i++) {
                if (v->item[i].how != SCORE_MEAN) continue;
                for (size_t o = 0; o < g->n; o++) {
                        const struct score_cell *c = &g->v[o].item[i];
                        if (g->v[o].peers == v->peers && c->how == SCORE_OWN && c->kept)
                                v->item[i].kept = v->kept = true;
                }
        }
        if (v->kept) v->rank = 0;
}

static void take_asked(struct scoring *g)
{
        struct score_out *x = g->x;
        x->v = ARENA_NEW(g->k->a, struct score_line, g->n);
        for (size_t i = 0; i < g->n; i++) keep_back(g, &g->v[i]);
        for (size_t i = 0; i < g->n; i++) {
                if (!asked(g, &g->v[i])) continue;
                keep_means(g, &g->v[i]);
                g->v[i].name = label_office(g->k, g->v[i].code, x->last);
                x->v[x->n++] = g->v[i];
        }
}

/* ---- all of it ------------------------------------------------------------------------------- */

bool score_is_public(const struct ask *k, const struct ledger *l)
{
        bool open = l->public;
        for (size_t u = 0; u < l->score.used_n; u++)
                open = open && k->in->city->ledgers[l->score.used[u].ledger].public;
        return open;
}

static enum err may_read(const struct scoring *g)
{
        const struct ask *k = g->k;
        int office = g->x->in.office;
        if (score_is_public(k, g->x->in.l) || reader_reaches(k->who, k->in, office)) return OK;
        return FAULT(k->f, ERR_DENIED, "figure.office", STR_NONE, "无权查看单位“%.*s”的考核",
                     "the scorecard of office %.*s is not open to you",
                     SP(k->in->offices.o[office].code));
}

static enum err check_in(const struct ask *k, struct score_in *in)
{
        if (!in->l->score.is)
                return FAULT(k->f, ERR_NOT_FOUND, "score.none", in->l->name, "台账“%.*s”没有考核",
                             "the ledger %.*s has no scorecard", SP(in->l->name));
        if (in->office < 0) in->office = office_root(&k->in->offices);
        if (in->office < 0) return ERR_NOT_FOUND;
        if (!day_is(in->from) && !day_is(in->on)) in->on = ask_today(k);
        if (day_is(in->from) && !day_is(in->to)) in->to = ask_today(k);
        if (!day_is(in->from) || in->from.v <= in->to.v) return OK;
        return FAULT(k->f, ERR_INPUT, "figure.period", STR_NONE, "期间的起日晚于止日",
                     "the period ends before it begins");
}

enum err score_read(const struct ask *k, const struct score_in *in, struct score_out *ret)
{
        struct score_out x = { .in = *in };
        struct scoring g = { .k = k, .x = &x, .s = &in->l->score };
        TRY(check_in(k, &x.in));
        x.last = day_is(x.in.from) ? x.in.to : x.in.on;
        TRY(may_read(&g));
        list_lines(&g);
        TRY(read_figures(&g));
        TRY(reckon_items(&g));
        for (size_t i = 0; i < g.n; i++)
                if (add_up(g.s, &g.v[i]) != OK) return too_large(&g, &g.s->items[0], &g.v[i]);
        take_ranks(&g);
        take_asked(&g);
        if (g.s->appeal >= 0) TRY(score_appeals(k, &x));
        *ret = x;
        return OK;
}

struct figure_out score_figure(const struct score_out *x, const struct score_line *v, size_t used)
{
        struct figure_out f = x->figure[used];
        f.in.office = v->office;
        f.all = v->figure[used];
        return f;
}

enum err score_peers_find(const struct ask *k, const struct ledger *l, struct str name, int *ret)
{
        const struct score_def *s = &l->score;
        struct str *names = ARENA_NEW(k->a, struct str, s->peers_n);
        for (size_t i = 0; i < s->peers_n; i++) {
                names[i] = s->peers[i].name;
                *ret = (int)i;
                if (str_eq(name, names[i])) return OK;
        }
        return FAULT(k->f, ERR_NOT_FOUND, "score.peers", name, "没有考核分组“%.*s”%.*s",
                     "there are no peers %.*s%.*s", SP(name),
                     SP(ask_hint(k, name, names, s->peers_n)));
}

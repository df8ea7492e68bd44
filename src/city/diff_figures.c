/* diff_figures.c: figures, identities and views as texts that can be compared. */
#include "city/diff_text.h"

static struct str rows_of(const struct side *s, const struct figure *g)
{
        if (g->of == OF_DUTY) return str_join(s->a, S("duty "), diff_duty(s, g->of_index));
        if (g->of == OF_STEP) return str_join(s->a, S("step "), diff_step(s, g->of_index));
        if (g->of == OF_PAPER) return str_join(s->a, S("paper "), diff_paper(s, g->of_index));
        if (g->of == OF_LINK) return str_join(s->a, S("link "), diff_field(s, g->of_index));
        return g->of == OF_RECORD ? S("record") : STR_NONE;
}

static struct str aggregate(const struct side *s, const struct figure *g)
{
        struct str f = diff_field(s, g->field), e = diff_condition(s, g->value);
        switch (g->agg) {
        case AGG_COUNT: return S("count");
        case AGG_SUM: return str_join(s->a, S("sum "), f);
        case AGG_DISTINCT: return str_join(s->a, S("distinct "), f);
        case AGG_AVG: return str_join(s->a, S("avg "), e);
        case AGG_MAX: return str_join(s->a, S("max "), e);
        case AGG_RATE:
        case AGG_SHARE: break;
        }
        struct str a = s->l->figures[g->a].name, b = s->l->figures[g->b].name;
        return str_printf(s->a, "%s %.*s / %.*s", g->agg == AGG_RATE ? "rate" : "share", SP(a),
                          SP(b));
}

static void put_figure(const struct side *s, const struct figure *g, struct thing *t)
{
        static const char *const flow[] = { "stock", "first", "each", "net" };
        static const char *const rounding[] = { "half_up", "half_even", "down" };
        bool rounds = g->agg == AGG_RATE || g->agg == AGG_SHARE || g->agg == AGG_AVG ||
                      (g->agg == AGG_SUM && (g->powers || g->shown != g->digits));
        const struct {
                const char *zh, *en;
                struct str v;
        } means[] = {
                { "统计", "of", rows_of(s, g) },
                { "计入单位", "at", g->at.name },
                { "条件", "where", diff_condition(s, g->where) },
                { "算法", "what", aggregate(s, g) },
                { "口径", "kind", g->of == OF_FIGURES ? STR_NONE : str_c(flow[g->flow]) },
                { "小数位数", "digits", rounds ? diff_number(s, g->shown) : STR_NONE },
                { "舍入", "round", rounds ? str_c(rounding[g->round]) : STR_NONE },
        };
        for (size_t i = 0; i < LEN(means); i++)
                diff_put_as(t, means[i].zh, means[i].en, means[i].v, ATTR_MEANS);
        diff_put(t, "自", "since", diff_day(s, g->since));
        diff_put_label(s, t, &g->label);
        diff_put(t, "计量单位", "unit", g->unit);
        diff_put(t, "小数目不公开", "small", g->small ? diff_number(s, g->small) : STR_NONE);
}

struct things diff_figures(const struct side *s)
{
        struct things all = diff_things(s, s->l->figures_n);
        for (size_t i = 0; i < all.n; i++) {
                all.v[i].name = s->l->figures[i].name;
                all.v[i].since = s->l->figures[i].since;
                put_figure(s, &s->l->figures[i], &all.v[i]);
        }
        return all;
}

/* What the figures of one `at` are broken down by. */
struct things diff_tables(const struct side *s)
{
        struct things all = diff_things(s, s->l->tables_n);
        for (size_t i = 0; i < all.n; i++) {
                const struct cell_table *x = &s->l->tables[i];
                all.v[i].name = x->at.name;
                diff_put(&all.v[i], "分列", "by", diff_fields(s, x->by, x->by_n));
        }
        return all;
}

struct things diff_identities(const struct side *s)
{
        struct things all = diff_things(s, s->l->identities_n);
        for (size_t i = 0; i < all.n; i++) {
                const struct identity *x = &s->l->identities[i];
                struct str at = x->table < 0 ? STR_NONE : s->l->tables[x->table].at.name;
                all.v[i].name = str_printf(s->a, "%.*s (at: %.*s)", SP(x->text), SP(at));
        }
        return all;
}

struct things diff_views(const struct side *s)
{
        struct things all = diff_things(s, s->l->views_n);
        for (size_t i = 0; i < all.n; i++) {
                const struct view_def *x = &s->l->views[i];
                struct thing *t = &all.v[i];
                struct str columns = STR_NONE;
                for (size_t k = 0; k < x->columns_n; k++)
                        columns = diff_add(s, columns, x->columns[k]);
                t->name = x->name;
                diff_put_label(s, t, &x->label);
                diff_put(t, "列", "columns", columns);
                diff_put(t, "条件", "where", diff_condition(s, x->where));
                diff_put(t, "排序", "sort", x->sort);
        }
        return all;
}

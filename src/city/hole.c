#include "city/hole.h"

#include "city/ledger_in.h"

struct holing {
        const struct hole_in *in;
        struct str rest, token; /* token empty: the end */
        struct hole *h;
};

static void next(struct holing *x)
{
        struct str s = str_trim(x->rest);
        size_t n = 0;
        if (str_starts(s, S(","))) n = 1;
        else
                while (n < s.n && s.p[n] != ',' && s.p[n] != ' ' && s.p[n] != '\t' &&
                       s.p[n] != '\n')
                        n++;
        x->token = str_sub(s, 0, n);
        x->rest = str_from(s, n);
}

static bool take(struct holing *x, struct str word)
{
        if (!str_eq(x->token, word)) return false;
        next(x);
        return true;
}

/* ---- names that do not exist ----------------------------------------------------------------- */

static enum err unknown(const struct holing *x, const struct near *near)
{
        struct reader r = { .a = x->in->f->a, .f = x->in->f };
        struct str hint = near_hint(&r, near);
        return FAULT(x->in->f, ERR_INPUT, "hole.unknown", x->in->where, "“{{%.*s}}”不知填什么%.*s",
                     "nothing is known to fill {{%.*s}} with%.*s", SP(x->in->text), SP(hint));
}

static enum err wrong(const struct holing *x, const char *zh, const char *en)
{
        return FAULT(x->in->f, ERR_INPUT, "hole.form", x->in->where, "“{{%.*s}}”：%s",
                     "{{%.*s}}: %s", SP(x->in->text), x->in->f->lang == LANG_ZH ? zh : en);
}

static enum err take_of(const struct holing *x, struct str name, const struct ledger **ret,
                        struct str *ret_name)
{
        const struct city *c = x->in->c;
        struct str ledger;
        *ret = x->in->home;
        *ret_name = name;
        if (!str_cut(name, '.', &ledger, ret_name)) return OK;
        int i = city_ledger(c, ledger);
        if (i >= 0) {
                *ret = &c->ledgers[i];
                return OK;
        }
        struct near near = near_init(ledger);
        for (size_t k = 0; k < c->ledgers_n; k++) near_try(&near, c->ledgers[k].name);
        return unknown(x, &near);
}

/* ---- figures --------------------------------------------------------------------------------- */

static enum err take_figure(struct holing *x, struct hole_item *it)
{
        struct str name;
        struct words words = bulletin_words(x->in->home != NULL);
        TRY(take_of(x, x->token, &it->l, &name));
        it->figure = it->l ? ledger_figure(it->l, name) : -1;
        it->field = it->by = -1;
        if (it->figure >= 0) {
                next(x);
                return OK;
        }
        struct near near = near_init(name);
        for (size_t i = 0; i < words.n; i++) near_try(&near, words.v[i]);
        for (size_t i = 0; it->l && i < it->l->figures_n; i++)
                near_try(&near, it->l->figures[i].name);
        return unknown(x, &near);
}

/* The table of cells in which a figure, or a rate's numerator, stands. */
static const struct cell_table *table_of(const struct hole_item *it)
{
        const struct figure *f = &it->l->figures[it->figure];
        int table = f->of != OF_FIGURES ? f->table : f->a < 0 ? -1 : it->l->figures[f->a].table;
        return table < 0 ? NULL : &it->l->tables[table];
}

/* A field by which the figure is broken down. */
static enum err take_by_field(const struct holing *x, const struct hole_item *it, struct str name,
                              int *ret)
{
        const struct cell_table *t = table_of(it);
        struct near near = near_init(name);
        for (size_t i = 0; t && i < t->by_n; i++) {
                *ret = t->by[i];
                if (str_eq(it->l->fields[*ret].name, name)) return OK;
                near_try(&near, it->l->fields[*ret].name);
        }
        struct reader r = { .a = x->in->f->a, .f = x->in->f };
        struct str hint = near_hint(&r, &near);
        *ret = -1;
        return FAULT(x->in->f, ERR_INPUT, "hole.by", x->in->where, "指标“%.*s”不能按“%.*s”分列%.*s",
                     "the figure '%.*s' is not broken down by '%.*s'%.*s",
                     SP(it->l->figures[it->figure].name), SP(name), SP(hint));
}

/* FIELD=VALUE */
static enum err take_value(struct holing *x, struct hole_item *it)
{
        struct str name, value;
        if (!str_cut(x->token, '=', &name, &value)) return OK;
        TRY(take_by_field(x, it, name, &it->field));
        const struct field *f = &it->l->fields[it->field];
        it->value = value;
        next(x);
        if (f->type == F_FLAG && !str_eq(value, S("true")) && !str_eq(value, S("false")))
                return wrong(x, "应为 true 或 false", "true or false should stand here");
        if (f->type != F_CHOICE && f->type != F_TREE) return OK;
        const struct list *l = &x->in->c->lists[f->list];
        struct near near = near_init(value);
        if (list_choice(l, value) >= 0) return OK;
        for (size_t i = 0; i < l->n; i++) near_try(&near, l->c[i].code);
        return unknown(x, &near);
}

static void take_compare(struct holing *x, struct hole_item *it)
{
        static const struct str words[COMPARE_COUNT] = { [COMPARE_YOY] = SI("yoy"),
                                                         [COMPARE_MOM] = SI("mom"),
                                                         [COMPARE_LAST_YEAR] = SI("last_year"),
                                                         [COMPARE_LAST_PERIOD] =
                                                                 SI("last_period") };
        for (int i = COMPARE_YOY; i < COMPARE_COUNT; i++)
                if (it->compare == COMPARE_NONE && take(x, words[i]))
                        it->compare = (enum hole_compare)i;
}

static enum err take_item(struct holing *x)
{
        struct hole *h = x->h;
        if (h->n == HOLE_ITEMS_MAX)
                return wrong(x, "一张表至多12个指标", "a table has 12 figures at most");
        struct hole_item *it = &h->item[h->n++];
        *it = (struct hole_item){ 0 };
        TRY(take_figure(x, it));
        TRY(take_value(x, it));
        take_compare(x, it);
        return OK;
}

/* ---- tables ---------------------------------------------------------------------------------- */

/* All figures in the same rows: by fields of one name that hold the same kind of thing. */
static enum err take_fields(struct holing *x)
{
        struct hole *h = x->h;
        struct str name = x->token;
        for (size_t i = 0; i < h->n; i++) {
                struct hole_item *it = &h->item[i];
                if (it->field >= 0)
                        return wrong(x, "已限于一个分列值，不能再按字段分列",
                                     "one by-value cannot be broken down by a field again");
                TRY(take_by_field(x, it, name, &it->by));
                const struct field *p = &it->l->fields[it->by],
                                   *q = &h->item[0].l->fields[h->item[0].by];
                if (p->type != q->type || p->list != q->list || p->of_ledger != q->of_ledger)
                        return wrong(x, "这些指标的同名字段内容不同",
                                     "the fields of that name are not the same kind of thing");
        }
        next(x);
        h->by = BY_FIELD;
        return OK;
}

static enum err take_break(struct holing *x)
{
        static const struct {
                struct str word;
                enum hole_by by;
        } words[] = { { SI("office"), BY_OFFICE },
                      { SI("week"), BY_WEEK },
                      { SI("month"), BY_MONTH },
                      { SI("quarter"), BY_QUARTER },
                      { SI("year"), BY_YEAR } };
        if (!take(x, S("by"))) return OK;
        for (size_t i = 0; i < LEN(words) && x->h->by == BY_NONE; i++)
                if (take(x, words[i].word)) x->h->by = words[i].by;
        return x->h->by == BY_NONE ? take_fields(x) : OK;
}

static enum err take_top(struct holing *x)
{
        if (!take(x, S("top"))) return OK;
        if (num_parse_i64(x->token, 1, HOLE_TOP_MAX, &x->h->top) != OK)
                return wrong(x, "top 后应为 1 至 200 的数", "top should be followed by 1 to 200");
        next(x);
        return OK;
}

/* One scale for all. */
static bool alike(const struct hole *h)
{
        const struct figure *a = &h->item[0].l->figures[h->item[0].figure];
        for (size_t i = 0; i < h->n; i++) {
                const struct figure *b = &h->item[i].l->figures[h->item[i].figure];
                if ((a->of == OF_FIGURES) != (b->of == OF_FIGURES) || !str_eq(a->unit, b->unit) ||
                    h->item[i].compare != COMPARE_NONE)
                        return false;
        }
        return true;
}

static enum err check_end(const struct holing *x)
{
        const struct hole *h = x->h;
        if (x->token.n) return wrong(x, "后面的词不认识", "what follows is not understood");
        if (h->by == BY_NONE && (h->chart || h->ranked || h->top))
                return wrong(x, "chart、ranked、top 须与 by 连用",
                             "chart, ranked and top need a by");
        if (h->by == BY_NONE && h->n > 1)
                return wrong(x, "几个指标要用 by 列成表", "several figures need a by");
        if (h->chart && !alike(h))
                return wrong(x, "图中的指标须同一单位，且不作比较",
                             "the figures of a chart are of one unit and not compared");
        if (h->by >= BY_WEEK && h->ranked)
                return wrong(x, "按时间分列的表不排名", "a table by time is not ranked");
        return OK;
}

/* ---- views ----------------------------------------------------------------------------------- */

static enum err take_view(struct holing *x)
{
        struct str name;
        struct hole *h = x->h;
        h->kind = HOLE_VIEW;
        TRY(take_of(x, x->token, &h->l, &name));
        struct near near = near_init(name);
        for (size_t i = 0; h->l && i < h->l->views_n; i++) {
                near_try(&near, h->l->views[i].name);
                if (!str_eq(h->l->views[i].name, name)) continue;
                h->view = (int)i;
                next(x);
                h->picked = take(x, S("picked"));
                if (!h->picked) TRY(take_top(x));
                return x->token.n ? wrong(x, "后面的词不认识", "what follows is not understood")
                                  : OK;
        }
        return unknown(x, &near);
}

/* ---- series ---------------------------------------------------------------------------------- */

/* FIELD=VALUE, or period=2020 */
static enum err take_series_value(struct holing *x, struct str name, struct str value)
{
        struct hole *h = x->h;
        const struct series_def *s = &h->l->series;
        struct near near = near_init(name);
        int period;
        for (size_t i = 0; i < s->of_n; i++) {
                struct str of = h->l->fields[s->of[i]].name;
                near_try(&near, of);
                if (str_eq(of, name)) h->of[i] = value;
                if (str_eq(of, name)) return OK;
        }
        if (!str_eq(name, S("period"))) return unknown(x, &near);
        h->period = value;
        return series_period(s->step, value, &period)
                       ? OK
                       : wrong(x, "期间应为 2022-08、2022-Q3 或 2022 这样的形式",
                               "a period is written 2022-08, 2022-Q3 or 2022, as the series says");
}

static bool has_beside(const struct series_def *s, int i)
{
        return i == 0 ? s->yoy : i == 1 ? s->mom : i == 2 ? s->base != 0 : s->points;
}

/* The words of enum series_beside, in its order; else its period, a table or a chart. */
static enum err take_beside(struct holing *x)
{
        static const struct str words[] = { SI("yoy"), SI("mom"), SI("base"), SI("points") };
        struct hole *h = x->h;
        for (int i = 0; i < (int)LEN(words) && h->beside < 0; i++)
                if (take(x, words[i])) h->beside = i;
        if (h->beside >= 0 && !has_beside(&h->l->series, h->beside))
                return wrong(x, "数列没有声明这一比较", "the series does not declare this");
        if (h->beside < 0) h->named = take(x, S("period"));
        if (h->beside < 0 && !h->named) h->table = take(x, S("table"));
        if (h->beside < 0 && !h->named && !h->table) h->chart = take(x, S("chart"));
        return x->token.n ? wrong(x, "后面的词不认识", "what follows is not understood") : OK;
}

static enum err take_series(struct holing *x)
{
        struct hole *h = x->h;
        struct str name, value;
        h->kind = HOLE_SERIES;
        h->l = x->in->home;
        if (!str_cut(x->token, '=', &name, &value)) {
                int i = city_ledger(x->in->c, x->token);
                h->l = i < 0 ? NULL : &x->in->c->ledgers[i];
                next(x);
        }
        if (!h->l || !h->l->series.is) return wrong(x, "没有这样的数列", "there is no such series");
        while (str_cut(x->token, '=', &name, &value)) {
                TRY(take_series_value(x, name, value));
                next(x);
        }
        for (size_t i = 0; i < h->l->series.of_n; i++)
                if (h->of[i].n == 0 && h->l->fields[h->l->series.of[i]].type != F_OFFICE)
                        return wrong(x, "须写明数列 of 的每个字段（单位除外）",
                                     "each field of the series' `of` but an office must be given");
        return take_beside(x);
}

/* ---- scorecards ------------------------------------------------------------------------------ */

/* One word, or two: city bureau. */
static enum err take_peers(struct holing *x)
{
        const struct score_def *s = &x->h->l->score;
        if (!take(x, S("peers"))) return OK;
        for (int i = 0; i < (int)s->peers_n; i++) {
                struct holing try = *x;
                struct str rest = s->peers[i].name, word;
                bool all = true;
                while (all && str_split(&rest, ' ', &word)) all = take(&try, word);
                if (!all) continue;
                *x = try;
                x->h->peers = i;
                return OK;
        }
        return wrong(x, "考核没有这一组别", "the scorecard has no such peers");
}

static enum err take_score(struct holing *x)
{
        struct hole *h = x->h;
        int i = city_ledger(x->in->c, x->token);
        h->kind = HOLE_SCORE;
        h->l = i < 0 ? x->in->home : &x->in->c->ledgers[i];
        if (i >= 0) next(x);
        if (!h->l || !h->l->score.is)
                return wrong(x, "没有这样的考核", "there is no such scorecard");
        TRY(take_peers(x));
        h->items = take(x, S("items"));
        TRY(take_top(x));
        return x->token.n ? wrong(x, "后面的词不认识", "what follows is not understood") : OK;
}

/* A figure may have the name too. */
static bool is_score(const struct holing *x)
{
        const struct ledger *l = x->in->home;
        return str_eq(x->token, S("score")) && (!l || ledger_figure(l, S("score")) < 0);
}

/* ---- all of it ------------------------------------------------------------------------------- */

static bool more(const struct holing *x)
{
        return str_trim(x->rest).n > 0;
}

enum err hole_parse(const struct hole_in *in, struct hole *ret)
{
        struct holing x = { in, in->text, STR_NONE, ret };
        struct words words = bulletin_words(in->home != NULL);
        *ret = (struct hole){ .view = -1, .peers = -1, .beside = -1 };
        next(&x);
        for (size_t i = 0; i < words.n; i++)
                if (!more(&x) && str_eq(x.token, words.v[i])) {
                        ret->word = words.v[i];
                        return OK;
                }
        if (more(&x) && take(&x, S("view"))) return take_view(&x);
        if (more(&x) && take(&x, S("series"))) return take_series(&x);
        if (is_score(&x) && take(&x, S("score"))) return take_score(&x);
        ret->chart = more(&x) && take(&x, S("chart"));
        do TRY(take_item(&x));
        while (take(&x, S(",")));
        TRY(take_break(&x));
        ret->kind = ret->by == BY_NONE ? HOLE_FIGURE : HOLE_TABLE;
        ret->ranked = take(&x, S("ranked"));
        TRY(take_top(&x));
        return check_end(&x);
}

bool hole_is_block(const struct hole *h)
{
        return h->kind == HOLE_TABLE || h->kind == HOLE_VIEW || h->kind == HOLE_SCORE ||
               (h->kind == HOLE_SERIES && (h->table || h->chart));
}

/* Nothing but white space up to an empty line, or the end. */
static bool clear(struct str text, size_t at, int step)
{
        int lines = 0;
        for (; at < text.n && lines < 2; at += (size_t)step) {
                if (text.p[at] == '\n') lines++;
                else if (text.p[at] != ' ' && text.p[at] != '\t' && text.p[at] != '\r')
                        return false;
        }
        return true;
}

bool hole_alone(struct str text, size_t at, size_t end)
{
        return clear(text, at - 1, -1) && clear(text, end, 1);
}

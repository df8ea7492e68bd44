/* score_out.c: scorecards in words, as JSON, as CSV, and as they are kept when published. */
#include "base/csv.h"

#include "ask/figure_in.h"
#include "ask/label.h"
#include "ask/score_in.h"

/* ---- in words -------------------------------------------------------------------------------- */

struct str score_text(const struct ask *k, const struct ledger *l, int64_t points)
{
        struct str s = label_number(k, points, (int)l->score.digits);
        size_t dot;
        if (!str_find(s, S("."), &dot)) return s;
        while (s.p[s.n - 1] == '0') s.n--;
        if (s.p[s.n - 1] == '.') s.n--;
        return s;
}

struct str score_cell_text(const struct ask *k, const struct ledger *l, const struct score_cell *c)
{
        if (c->kept) return S("…");
        if (c->how == SCORE_NONE) return S("—");
        struct str s = score_text(k, l, c->points);
        return c->how == SCORE_MEAN ? str_join(k->a, s, S("*")) : s;
}

struct str score_total_words(const struct ask *k, struct str total, struct str unassessed)
{
        if (str_eq(unassessed, S("0"))) return total;
        return str_printf(k->a,
                          k->lang == LANG_ZH ? "%.*s（%.*s分未评）" : "%.*s (%.*s not assessed)",
                          SP(total), SP(unassessed));
}

struct str score_total_text(const struct ask *k, const struct ledger *l, const struct score_line *v)
{
        if (v->kept) return S("…");
        return score_total_words(k, score_text(k, l, v->total), score_text(k, l, v->unassessed));
}

struct str score_peers_label(const struct ask *k, const struct score_peers *p)
{
        static const char *const level[LEVEL_COUNT][2] = {
                [LEVEL_CITY] = { "市", "city" },
                [LEVEL_COUNTY] = { "区县", "county" },
                [LEVEL_TOWNSHIP] = { "乡镇街道", "township" },
                [LEVEL_VILLAGE] = { "村社区", "village" }
        };
        static const char *const kind[OFFICE_KIND_COUNT][2] = {
                [OFFICE_AREA] = { "", "areas" },
                [OFFICE_BUREAU] = { "部门", "bureaus" },
                [OFFICE_FIRM] = { "企业", "firms" }
        };
        int en = k->lang == LANG_EN;
        const char *at = p->any_level ? "" : level[p->level][en];
        if (!en && !p->any_level && p->kind != OFFICE_AREA)
                return str_printf(k->a, "%s级%s", p->level == LEVEL_COUNTY ? "县" : at,
                                  kind[p->kind][0]);
        return str_printf(k->a, "%s%s%s", at, en && *at ? " " : "", kind[p->kind][en]);
}

/* ---- as JSON --------------------------------------------------------------------------------- */

static void put_points(const struct ask *k, const struct score_out *x, struct str key, int64_t v,
                       struct jout *j)
{
        jout_key_text(j, key, score_text(k, x->in.l, v));
}

static void put_label(const struct ask *k, const struct label *label, struct str name,
                      struct jout *j)
{
        jout_key_text(j, S("name"), name);
        jout_key_text(j, S("label"), label_in(label, name, k->lang));
}

static struct str part_name(const struct score_def *s, const struct score_item *it)
{
        return it->part == SCORE_BONUS   ? S("bonus")
               : it->part == SCORE_MINUS ? S("minus")
                                         : s->groups[it->group].name;
}

static void item_def_json(const struct ask *k, const struct score_out *x,
                          const struct score_item *it, struct jout *j)
{
        jout_open(j, '{');
        put_label(k, &it->label, it->name, j);
        jout_key_text(j, S("group"), part_name(&x->in.l->score, it));
        jout_key_text(j, S("points"), it->text);
        if (it->capped) put_points(k, x, S("cap"), it->cap, j);
        put_points(k, x, S("floor"), it->floor, j);
        if (it->small) jout_key_int(j, S("small"), it->small);
        jout_close(j);
}

static void defs_json(const struct ask *k, const struct score_out *x, struct jout *j)
{
        const struct score_def *s = &x->in.l->score;
        jout_key(j, S("groups"));
        jout_open(j, '[');
        for (size_t i = 0; i < s->groups_n; i++) {
                jout_open(j, '{');
                put_label(k, &s->groups[i].label, s->groups[i].name, j);
                put_points(k, x, S("weight"), s->groups[i].weight, j);
                jout_close(j);
        }
        jout_close(j);
        jout_key(j, S("items"));
        jout_open(j, '[');
        for (size_t i = 0; i < s->items_n; i++) item_def_json(k, x, &s->items[i], j);
        jout_close(j);
}

static void figure_json_of(const struct ask *k, const struct score_out *x,
                           const struct score_line *v, size_t used, struct jout *j)
{
        struct figure_out f = score_figure(x, v, used);
        jout_open(j, '{');
        jout_key_text(j, S("figure"),
                      str_printf(k->a, "%.*s.%.*s", SP(f.in.l->name),
                                 SP(f.in.l->figures[f.in.figure].name)));
        jout_key_text(j, S("value"), figure_text(k, &f, &f.all));
        if (f.ratio && !f.all.small) {
                jout_key_text(j, S("numerator"), label_number(k, f.all.num, (int)f.num_digits));
                jout_key_text(j, S("denominator"), label_number(k, f.all.den, (int)f.den_digits));
        }
        jout_close(j);
}

static void cell_json(const struct ask *k, const struct score_out *x, const struct score_line *v,
                      size_t item, struct jout *j)
{
        const struct score_def *s = &x->in.l->score;
        const struct score_cell *c = &v->item[item];
        jout_open(j, '{');
        jout_key_text(j, S("item"), s->items[item].name);
        if (c->kept) jout_key_bool(j, S("kept_back"), true);
        else if (c->how == SCORE_NONE) jout_key_bool(j, S("not_assessed"), true);
        else put_points(k, x, S("points"), c->points, j);
        if (!c->kept && c->how == SCORE_MEAN) jout_key_int(j, S("mean_of"), c->of);
        if (!c->kept && c->without) jout_key_int(j, S("without_evidence"), c->without);
        jout_close(j);
}

static void appeals_json(const struct ask *k, const struct score_line *v, struct jout *j)
{
        jout_key(j, S("appeals"));
        jout_open(j, '[');
        for (size_t i = 0; i < v->appeal_n; i++) {
                const struct score_appeal *a = &v->appeal[i];
                jout_open(j, '{');
                if (a->number.n) jout_key_text(j, S("record"), a->number);
                jout_key_text(j, S("day"), label_day(k, a->day));
                jout_key_bool(j, S("open"), a->open);
                if (!a->open) jout_key_text(j, S("answer"), a->answer);
                if (!a->open) jout_key_text(j, S("answered"), label_day(k, a->answered));
                jout_close(j);
        }
        jout_close(j);
}

static void totals_json(const struct ask *k, const struct score_out *x, const struct score_line *v,
                        struct jout *j)
{
        const struct score_def *s = &x->in.l->score;
        if (v->kept) {
                jout_key_bool(j, S("kept_back"), true);
                return;
        }
        jout_key(j, S("groups"));
        jout_open(j, '{');
        for (size_t i = 0; i < s->groups_n; i++)
                put_points(k, x, s->groups[i].name, v->group[i], j);
        jout_close(j);
        put_points(k, x, S("bonus"), v->bonus, j);
        put_points(k, x, S("minus"), v->minus, j);
        put_points(k, x, S("total"), v->total, j);
        put_points(k, x, S("not_assessed"), v->unassessed, j);
        if (v->rank) jout_key_int(j, S("rank"), v->rank);
}

static void line_json(const struct ask *k, const struct score_out *x, const struct score_line *v,
                      struct jout *j)
{
        const struct score_def *s = &x->in.l->score;
        jout_open(j, '{');
        jout_key_text(j, S("office"), v->code);
        jout_key_text(j, S("name"), v->name);
        jout_key_text(j, S("peers"), s->peers[v->peers].name);
        totals_json(k, x, v, j);
        jout_key(j, S("items"));
        jout_open(j, '[');
        for (size_t i = 0; i < s->items_n; i++) cell_json(k, x, v, i, j);
        jout_close(j);
        jout_key(j, S("figures"));
        jout_open(j, '[');
        for (size_t i = 0; i < s->used_n; i++) figure_json_of(k, x, v, i, j);
        jout_close(j);
        if (s->appeal >= 0) appeals_json(k, v, j);
        jout_close(j);
}

static void since_json(const struct ask *k, const struct score_out *x, struct jout *j)
{
        const struct score_since *p = &x->since;
        const struct score_def *s = &x->in.l->score;
        jout_key(j, S("published"));
        jout_open(j, '{');
        jout_key_int(j, S("seq"), p->seq);
        jout_key_text(j, S("bulletin"), p->bulletin);
        jout_key_text(j, S("at"), label_moment(k, p->at));
        jout_key_int(j, S("size"), p->size);
        jout_key_text(j, S("root"), p->root);
        jout_key(j, S("changed"));
        jout_open(j, '[');
        for (size_t i = 0; i < p->n; i++) {
                const struct score_change *c = &p->v[i];
                jout_open(j, '{');
                jout_key_text(j, S("office"), k->in->offices.o[c->office].code);
                if (c->item >= 0) jout_key_text(j, S("item"), s->items[c->item].name);
                if (c->used >= 0) jout_key_text(j, S("figure"), s->used[c->used].name);
                jout_key_text(j, S("then"), c->then);
                jout_key_text(j, S("now"), c->now);
                jout_key(j, S("records"));
                jout_open(j, '[');
                for (size_t r = 0; r < c->rows.n; r++)
                        if (!c->rows.v[r].hidden) jout_text(j, c->rows.v[r].number);
                jout_close(j);
                jout_close(j);
        }
        jout_close(j);
        jout_close(j);
}

void score_json(const struct ask *k, const struct score_out *x, struct jout *j)
{
        jout_open(j, '{');
        jout_key_text(j, S("score"), x->in.l->name);
        if (day_is(x->in.from)) jout_key_text(j, S("from"), label_day(k, x->in.from));
        jout_key_text(j, day_is(x->in.from) ? S("to") : S("on"), label_day(k, x->last));
        jout_key_text(j, S("office"), k->in->offices.o[x->in.office].code);
        jout_key_int(j, S("version"), x->in.l->version);
        defs_json(k, x, j);
        jout_key(j, S("lines"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->n; i++) line_json(k, x, &x->v[i], j);
        jout_close(j);
        if (x->since.seq) since_json(k, x, j);
        jout_close(j);
}

/* ---- as CSV ---------------------------------------------------------------------------------- */

static void head_csv(const struct ask *k, const struct score_def *s, struct buf *out)
{
        bool zh = k->lang == LANG_ZH;
        csv_cell(out, zh ? S("单位代码") : S("Code"), true);
        csv_cell(out, zh ? S("单位") : S("Office"), false);
        csv_cell(out, zh ? S("组别") : S("Peers"), false);
        if (s->rank) csv_cell(out, zh ? S("名次") : S("Place"), false);
        for (size_t i = 0; i < s->items_n; i++)
                csv_cell(out, label_in(&s->items[i].label, s->items[i].name, k->lang), false);
        csv_cell(out, zh ? S("总分") : S("Points"), false);
        csv_cell(out, zh ? S("未评分值") : S("Not assessed"), false);
        csv_end(out);
}

static void line_csv(const struct ask *k, const struct score_out *x, const struct score_line *v,
                     struct buf *out)
{
        const struct score_def *s = &x->in.l->score;
        csv_cell(out, v->code, true);
        csv_cell(out, v->name, false);
        csv_cell(out, score_peers_label(k, &s->peers[v->peers]), false);
        if (s->rank) csv_cell(out, v->rank ? label_number(k, v->rank, 0) : STR_NONE, false);
        for (size_t i = 0; i < s->items_n; i++) {
                const struct score_cell *c = &v->item[i];
                bool is = !c->kept && c->how != SCORE_NONE;
                csv_cell(out, is ? score_text(k, x->in.l, c->points) : STR_NONE, false);
        }
        csv_cell(out, v->kept ? STR_NONE : score_text(k, x->in.l, v->total), false);
        csv_cell(out, v->kept ? STR_NONE : score_text(k, x->in.l, v->unassessed), false);
        csv_end(out);
}

void score_csv(const struct ask *k, const struct score_out *x, struct buf *out)
{
        csv_bom(out);
        head_csv(k, &x->in.l->score, out);
        for (size_t i = 0; i < x->n; i++) line_csv(k, x, &x->v[i], out);
}

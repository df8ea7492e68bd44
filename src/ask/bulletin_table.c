/* bulletin_table.c: tables of figures: by a field, by office, by time. */
#include "ask/bulletin_in.h"
#include "ask/cell.h"
#include "ask/chart.h"
#include "ask/figure_in.h"
#include "ask/label.h"

#define LINES_MAX 500

/* For a by-value, an office or a period. */
struct draft_line {
        struct str label, brief; /* brief: below a picture, of a period */
        int depth, rank;         /* in its tree; rank 0: none */
        bool rest;               /* what stands at the office itself */
        struct figure_out *v;    /* of each item, its value in .all */
        struct figure_out *then; /* compared with; .in.l NULL: not, or with nothing like it */
};
struct draft_lines {
        struct draft_line *v;
        size_t n, cap;
};
struct table {
        struct bulletin *x;
        const struct hole *h;
        struct draft_lines lines;
};

static struct draft_line *add_line(struct table *t, struct str label, int depth)
{
        struct draft_line *l = ARENA_PUSH(t->x->k->a, t->lines.v, t->lines.n, t->lines.cap);
        *l = (struct draft_line){ .label = label, .depth = depth };
        l->v = ARENA_NEW(t->x->k->a, struct figure_out, t->h->n);
        l->then = ARENA_NEW(t->x->k->a, struct figure_out, t->h->n);
        return l;
}

/* ---- what stands in a line ------------------------------------------------------------------- */

static bool by_time(const struct table *t)
{
        return t->h->by >= BY_WEEK;
}

/* A part of a week or month, at the ends of a table by time, has no period before it. */
static bool unlike(const struct table *t, const struct hole_item *it, struct period s)
{
        struct period then;
        bool before = it->compare == COMPARE_MOM || it->compare == COMPARE_LAST_PERIOD;
        return by_time(t) && before && !period_before(s, &then);
}

/* The items at one office over one period; then too where they are compared. */
static enum err read_line(struct table *t, struct draft_line *l, const struct hole_at *at)
{
        for (size_t i = 0; i < t->h->n; i++) {
                const struct hole_item *it = &t->h->item[i];
                struct hole_at then = *at;
                TRY(hole_read(t->x, it, at, &l->v[i]));
                if (it->compare == COMPARE_NONE || unlike(t, it, at->when)) continue;
                TRY(compare_period(t->x->k, at->when, it->compare, &then.when));
                TRY(hole_read(t->x, it, &then, &l->then[i]));
        }
        return OK;
}

static bool zero(const struct draft_line *l, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                const struct amount *v = &l->v[i].all;
                if (v->v || v->num || v->den || v->small) return false;
        }
        return true;
}

static bool additive(const struct figure_out *f)
{
        return !f->ratio && (f->def->agg == AGG_COUNT || f->def->agg == AGG_SUM);
}

/* ---- by a field ------------------------------------------------------------------------------ */

static struct draft_line *line_of(struct table *t, const struct amount *v)
{
        for (size_t i = 0; i < t->lines.n; i++)
                if (str_eq(t->lines.v[i].v[0].in.value, v->value)) return &t->lines.v[i];
        struct draft_line *l = add_line(t, v->label, v->depth);
        for (size_t i = 0; i < t->h->n; i++) l->v[i].in.value = l->then[i].in.value = v->value;
        return l;
}

/* One by-value of what was read for all of them; 0 where it does not occur. */
static void take_value(struct figure_out *to, const struct figure_out *all, struct str value)
{
        *to = *all;
        to->all = (struct amount){ .value = value, .none = all->ratio || all->def->agg == AGG_MAX };
        for (size_t i = 0; i < all->by_n; i++)
                if (str_eq(all->by[i].value, value)) to->all = all->by[i];
        to->in.one = true;
        to->in.value = value;
        to->by_n = 0;
}

static enum err lines_by_field(struct table *t)
{
        size_t n = t->h->n;
        struct draft_line all = { .v = ARENA_NEW(t->x->k->a, struct figure_out, n),
                                  .then = ARENA_NEW(t->x->k->a, struct figure_out, n) };
        struct hole_at at = { bulletin_period(t->x), bulletin_office(t->x), true };
        TRY(read_line(t, &all, &at));
        for (size_t i = 0; i < n; i++)
                for (size_t k = 0; k < all.v[i].by_n; k++) (void)line_of(t, &all.v[i].by[k]);
        for (size_t k = 0; k < t->lines.n; k++)
                for (size_t i = 0; i < n; i++) {
                        struct draft_line *l = &t->lines.v[k];
                        struct str value = l->v[i].in.value;
                        take_value(&l->v[i], &all.v[i], value);
                        if (all.then[i].in.l) take_value(&l->then[i], &all.then[i], value);
                }
        return OK;
}

/* ---- by office ------------------------------------------------------------------------------- */

/* What is left beside a number that is kept back would tell it. */
static bool any_small(const struct table *t, size_t item)
{
        for (size_t l = 0; l < t->lines.n; l++)
                if (t->lines.v[l].v[item].all.small) return true;
        return false;
}

/* What stands at the office itself, and not at one below it. */
static void put_rest(struct table *t, const struct draft_line *whole)
{
        const struct ask *k = t->x->k;
        struct draft_line rest = *whole;
        rest.v = ARENA_NEW(k->a, struct figure_out, t->h->n);
        for (size_t i = 0; i < t->h->n; i++) {
                struct figure_out *v = &rest.v[i];
                *v = whole->v[i];
                v->ratio = false;
                v->all.none = !additive(&whole->v[i]) || any_small(t, i) || v->all.small;
                v->all.small = false;
                v->all.num = v->all.den = 0;
                if (v->all.none) v->all.v = 0;
                for (size_t l = 0; l < t->lines.n && !v->all.none; l++)
                        v->all.v -= t->lines.v[l].v[i].all.v;
                v->all.small = figure_kept_back(k, v, &v->all);
        }
        bool hidden = false;
        for (size_t i = 0; i < t->h->n; i++) hidden |= any_small(t, i);
        if (zero(&rest, t->h->n) && !hidden) return;
        struct draft_line *l = add_line(t, k->lang == LANG_ZH ? S("本级") : S("Itself"), 0);
        l->v = rest.v;
        l->rest = true;
}

/* Directly below, on the day; ascending. */
static size_t offices_below(const struct table *t, int parent, struct day on, int **ret)
{
        const struct offices *o = &t->x->k->in->offices;
        int *v = ARENA_NEW(t->x->k->a, int, o->n);
        size_t n = 0;
        for (size_t i = 0; i < o->n; i++) {
                const struct office_span *s = office_on(o, (int)i, on);
                if (s && s->parent == parent) v[n++] = (int)i;
        }
        *ret = v;
        return n;
}

static enum err lines_by_office(struct table *t)
{
        const struct ask *k = t->x->k;
        int *below;
        struct hole_at at = { bulletin_period(t->x), bulletin_office(t->x), false };
        int own = at.office;
        struct draft_line whole = { .v = ARENA_NEW(k->a, struct figure_out, t->h->n),
                                    .then = ARENA_NEW(k->a, struct figure_out, t->h->n) };
        TRY(read_line(t, &whole, &at));
        size_t n = offices_below(t, own, at.when.to, &below);
        kept_cells_together(k, below, n);
        for (size_t i = 0; i < n; i++) {
                at.office = below[i];
                struct str name = label_office(k, k->in->offices.o[below[i]].code, at.when.to);
                struct draft_line *l = add_line(t, name, 0);
                TRY(read_line(t, l, &at));
                if (zero(l, t->h->n)) t->lines.n--;
        }
        kept_cells_together(k, NULL, 0);
        if (!t->h->top) put_rest(t, &whole);
        return OK;
}

/* ---- by time --------------------------------------------------------------------------------- */

/* "26周", "7月", and the year where it begins. */
static struct str brief(const struct ask *k, enum period_unit u, struct period s)
{
        int y, m, d, n;
        bool zh = k->lang == LANG_ZH;
        day_to_ymd(s.from, &y, &m, &d);
        if (u == PERIOD_YEAR) return str_printf(k->a, "%d", y);
        n = u == PERIOD_QUARTER ? (m - 1) / 3 + 1 : m;
        if (u == PERIOD_WEEK) period_week(s.from, &y, &n);
        const char *zh_unit = u == PERIOD_WEEK ? "周" : u == PERIOD_MONTH ? "月" : "季度";
        const char *en_unit = u == PERIOD_WEEK ? "w" : u == PERIOD_MONTH ? "m" : "q";
        struct str year = n == 1 ? str_printf(k->a, zh ? "%d年" : "%d ", y) : STR_NONE;
        if (zh) return str_printf(k->a, "%.*s%d%s", SP(year), n, zh_unit);
        return str_printf(k->a, "%.*s%s%d", SP(year), en_unit, n);
}

static const enum period_unit units[] = { [BY_WEEK] = PERIOD_WEEK,
                                          [BY_MONTH] = PERIOD_MONTH,
                                          [BY_QUARTER] = PERIOD_QUARTER,
                                          [BY_YEAR] = PERIOD_YEAR };

/* The weeks, months … of the bulletin's period; without one those of the year so far. */
static enum err lines_by_time(struct table *t)
{
        enum period_unit u = units[t->h->by];
        struct period all = bulletin_period(t->x);
        if (!day_is(all.from)) all.from = period_of(PERIOD_YEAR, all.to).from;
        for (struct day d = all.from; d.v <= all.to.v;) {
                struct period s = period_of(u, d);
                struct str label = label_period(t->x->k, s), shortly = brief(t->x->k, u, s);
                d = day_add(s.to, 1);
                if (s.from.v < all.from.v) s.from = all.from;
                if (s.to.v > all.to.v) s.to = all.to;
                struct hole_at at = { s, bulletin_office(t->x), false };
                if (t->lines.n == LINES_MAX) break;
                struct draft_line *l = add_line(t, label, 0);
                l->brief = shortly;
                TRY(read_line(t, l, &at));
        }
        return OK;
}

/* ---- order ----------------------------------------------------------------------------------- */

/* There is a number to go by: none that is kept back, no rate of fewer than its minimum. */
static bool has_place(const struct draft_line *l)
{
        const struct amount *v = &l->v[0].all;
        return !l->rest && !v->none && !v->small && !hole_small(&l->v[0]);
}

static int by_first(const void *px, const void *py)
{
        const struct draft_line *p = px, *q = py;
        const struct amount *a = &p->v[0].all, *b = &q->v[0].all;
        if (p->rest != q->rest) return p->rest - q->rest;
        if (has_place(p) != has_place(q)) return has_place(q) - has_place(p);
        return a->v == b->v ? str_cmp(p->label, q->label) : a->v > b->v ? -1 : 1;
}

static void rank(struct table *t)
{
        struct draft_line *v = t->lines.v;
        if (t->lines.n) qsort(v, t->lines.n, sizeof *v, by_first);
        for (size_t i = 0; i < t->lines.n; i++) {
                if (!has_place(&v[i])) continue;
                bool same = i > 0 && v[i].v[0].all.v == v[i - 1].v[0].all.v;
                v[i].rank = same ? v[i - 1].rank : (int)i + 1;
                v[i].depth = 0;
        }
}

/* ---- as a table ------------------------------------------------------------------------------ */

static enum err cell(struct table *t, const struct draft_line *l, size_t i,
                     struct markdown_cell *ret)
{
        const struct ask *k = t->x->k;
        const struct hole_item *it = &t->h->item[i];
        const struct figure_out *f = &l->v[i];
        struct compared c = { .now = l->v[i], .then = l->then[i], .how = it->compare };
        bool then = it->compare == COMPARE_LAST_YEAR || it->compare == COMPARE_LAST_PERIOD;
        if (it->compare != COMPARE_NONE && !l->then[i].in.l) {
                ret->text = S("—");
                return OK;
        }
        if (then) f = &l->then[i];
        bool small = hole_small(f) || (it->compare != COMPARE_NONE && hole_small(&l->then[i]));
        if (t->x->in->publish && small) {
                ret->text = S("…");
                return OK;
        }
        struct str part = l->rest ? STR_NONE : hole_fraction(k, f);
        ret->text = figure_text(k, f, &f->all);
        if (part.n)
                ret->text = str_printf(k->a, k->lang == LANG_ZH ? "%.*s（%.*s）" : "%.*s (%.*s)",
                                       SP(ret->text), SP(part));
        if (!l->rest) ret->url = hole_address(t->x, f);
        if (it->compare == COMPARE_NONE || then) return OK;
        TRY(compare_figures(&c));
        ret->title = figure_text(k, &c.then, &c.then.all);
        ret->url = hole_address(t->x, &c.then);
        ret->text = compare_short(k, &c);
        return OK;
}

/* Of the periods that are compared. */
static enum period_unit unit_of(const struct table *t)
{
        return by_time(t) ? units[t->h->by] : period_unit(bulletin_period(t->x));
}

static struct str heading(const struct table *t, size_t i)
{
        const struct ask *k = t->x->k;
        const struct hole_item *it = &t->h->item[i];
        const struct figure *f = &it->l->figures[it->figure];
        struct str s = label_in(&f->label, f->name, k->lang);
        if (it->field >= 0) {
                struct day last = bulletin_period(t->x).to;
                struct str of = label_by(k, it->l, it->field, it->value, last);
                s = str_printf(k->a, "%.*s·%.*s", SP(s), SP(of));
        }
        if (it->compare != COMPARE_NONE) {
                struct str on = compare_heading(k, it->compare, unit_of(t));
                if (k->lang == LANG_ZH) return str_join(k->a, s, on);
                return str_printf(k->a, "%.*s, %c%.*s", SP(s), on.p[0] | 0x20, SP(str_from(on, 1)));
        }
        if (f->unit.n && f->of != OF_FIGURES)
                return str_printf(k->a, k->lang == LANG_ZH ? "%.*s（%.*s）" : "%.*s (%.*s)", SP(s),
                                  SP(f->unit));
        return s;
}

static struct str first_heading(const struct table *t)
{
        static const char *const words[][2] = { [BY_OFFICE] = { "单位", "Office" },
                                                [BY_WEEK] = { "周", "Week" },
                                                [BY_MONTH] = { "月份", "Month" },
                                                [BY_QUARTER] = { "季度", "Quarter" },
                                                [BY_YEAR] = { "年度", "Year" } };
        const struct hole *h = t->h;
        if (h->by == BY_FIELD) {
                const struct field *f = &h->item[0].l->fields[h->item[0].by];
                return label_in(&f->label, f->name, t->x->k->lang);
        }
        return str_c(words[h->by][t->x->k->lang == LANG_ZH ? 0 : 1]);
}

static enum err put_line(struct table *t, const struct draft_line *l, struct markdown_cell *c)
{
        const struct ask *k = t->x->k;
        size_t left = 0;
        if (t->h->ranked) c[left++].text = l->rank ? str_printf(k->a, "%d", l->rank) : STR_NONE;
        c[left].text = l->label;
        for (int d = 0; d < l->depth; d++) c[left].text = str_join(k->a, S("　"), c[left].text);
        left++;
        for (size_t i = 0; i < t->h->n; i++) TRY(cell(t, l, i, &c[left + i]));
        return OK;
}

static enum err put_table(struct table *t, struct markdown_fill *ret)
{
        struct arena *a = t->x->k->a;
        struct markdown_table *m = ARENA_NEW(a, struct markdown_table, 1);
        m->left = t->h->ranked ? 2 : 1;
        m->columns = m->left + t->h->n;
        m->rows = t->lines.n + 1;
        struct markdown_cell *c = ARENA_NEW(a, struct markdown_cell, m->rows * m->columns);
        if (t->h->ranked) c[0].text = t->x->k->lang == LANG_ZH ? S("名次") : S("Rank");
        c[m->left - 1].text = first_heading(t);
        for (size_t i = 0; i < t->h->n; i++) c[m->left + i].text = heading(t, i);
        for (size_t i = 0; i < t->lines.n; i++)
                TRY(put_line(t, &t->lines.v[i], c + (i + 1) * m->columns));
        m->cell = c;
        ret->table = m;
        return OK;
}

/* The whole, at the bulletin's office: with its papers. */
static enum err put_whole(struct table *t)
{
        const struct ask *k = t->x->k;
        struct draft_line *l = NULL;
        if (!by_time(t)) l = add_line(t, k->lang == LANG_ZH ? S("合计") : S("Total"), 0);
        for (size_t i = 0; i < t->h->n; i++) {
                const struct hole_item *it = &t->h->item[i];
                const struct figure_out *f;
                struct period s = bulletin_period(t->x);
                TRY(hole_figure(t->x, it, s, &f));
                if (l) l->v[i] = *f;
                if (!l || it->compare == COMPARE_NONE) continue;
                TRY(compare_period(k, s, it->compare, &s));
                TRY(hole_figure(t->x, it, s, &f));
                l->then[i] = *f;
        }
        return OK;
}

/* ---- as a picture ---------------------------------------------------------------------------- */

static enum err put_chart(struct table *t, struct markdown_fill *ret)
{
        const struct ask *k = t->x->k;
        const struct hole *h = t->h;
        struct str *name = ARENA_NEW(k->a, struct str, h->n);
        struct str *label = ARENA_NEW(k->a, struct str, t->lines.n);
        struct chart_point *v = ARENA_NEW(k->a, struct chart_point, t->lines.n * h->n);
        struct chart c = { .names = h->n, .points = t->lines.n, .time = by_time(t) };
        for (size_t i = 0; i < h->n; i++) {
                const struct figure_out *f;
                TRY(hole_figure(t->x, &h->item[i], bulletin_period(t->x), &f));
                name[i] = heading(t, i);
        }
        for (size_t l = 0; l < t->lines.n; l++) {
                label[l] = t->lines.v[l].brief.n ? t->lines.v[l].brief : t->lines.v[l].label;
                for (size_t i = 0; i < h->n; i++) {
                        const struct figure_out *f = &t->lines.v[l].v[i];
                        bool small = t->x->in->publish && hole_small(f);
                        v[l * h->n + i] =
                                (struct chart_point){ !f->all.none && !f->all.small && !small,
                                                      f->all.v,
                                                      small ? S("…") : figure_told(k, f, &f->all) };
                }
        }
        c.name = name;
        c.label = label;
        c.v = v;
        ret->svg = chart_svg(k->a, &c);
        return OK;
}

static enum err too_long(const struct table *t)
{
        return FAULT(t->x->k->f, ERR_LIMIT, "table.long", t->x->in->name,
                     "表有 %zu 行，至多 %d 行：请加 top",
                     "a table of %zu lines, at most %d: say top", t->lines.n, LINES_MAX);
}

enum err hole_table(struct bulletin *x, const struct hole *h, struct markdown_fill *ret)
{
        struct table t = { .x = x, .h = h };
        switch (h->by) {
        case BY_NONE: BUG("a table by nothing");
        case BY_FIELD: TRY(lines_by_field(&t)); break;
        case BY_OFFICE: TRY(lines_by_office(&t)); break;
        case BY_WEEK:
        case BY_MONTH:
        case BY_QUARTER:
        case BY_YEAR: TRY(lines_by_time(&t)); break;
        }
        if (h->ranked) rank(&t);
        if (h->top && t.lines.n > (size_t)h->top) t.lines.n = (size_t)h->top;
        if (t.lines.n > LINES_MAX) return too_long(&t);
        if (h->chart && x->in->format == MARKDOWN_HTML) return put_chart(&t, ret);
        TRY(put_whole(&t));
        return put_table(&t, ret);
}

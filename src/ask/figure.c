#include "ask/figure.h"

#include "ask/figure_in.h"
#include "ask/inside.h"
#include "ask/label.h"
#include "base/num.h"

const struct figure *figure_on(const struct figure *f, struct day d)
{
        while (f && day_is(f->since) && d.v < f->since.v) f = f->before;
        return f;
}

/* ---- one column in one cell ---- */

int64_t figure_gives(enum flow flow, int64_t sum)
{
        bool moves_in = flow == FLOW_EACH || flow == FLOW_FIRST;
        return moves_in && sum < 0 ? 0 : sum;
}

static struct day last_day(const struct figure_in *in)
{
        return day_is(in->from) ? in->to : in->on;
}

struct cell_of figure_cell(const struct ask *k, const struct figure_in *in, int table, int dim)
{
        return (struct cell_of){ .l = in->l,
                                 .table = table,
                                 .office = in->office,
                                 .dim = dim,
                                 .one = in->one,
                                 .value = in->value,
                                 .fixed = in->now,
                                 .tree = ask_today(k) };
}

struct journal_of figure_journal(const struct figure_in *in, const struct cell_of *at, int column,
                                 enum flow flow)
{
        struct journal_of j = { .cell = *at,
                                .column = column,
                                .from = DAY_NONE,
                                .to = last_day(in),
                                .known = in->known,
                                .each = flow != FLOW_STOCK };
        if (flow != FLOW_STOCK && day_is(in->from)) j.from = in->from;
        return j;
}

static enum err groups_sum(const struct ask *k, const struct journal_of *of, enum flow flow,
                           int64_t *ret)
{
        struct journal_group *g;
        size_t n;
        *ret = 0;
        TRY(journal_groups(k, of, &g, &n));
        for (size_t i = 0; i < n; i++)
                TRY(ask_add(k, figure_gives(flow, of->known.is ? g[i].then : g[i].now), ret));
        return OK;
}

enum err figure_by_journal(const struct ask *k, const struct figure_in *in,
                           const struct cell_of *at, int column, enum flow flow, struct flowed *ret)
{
        struct journal_of j = figure_journal(in, at, column, flow);
        struct flowed x = { 0 };
        TRY(groups_sum(k, &j, flow, &x.value));
        if (flow == FLOW_STOCK && day_is(in->from)) {
                j.to = day_add(in->from, -1);
                TRY(groups_sum(k, &j, flow, &x.opening));
                j = figure_journal(in, at, column, FLOW_EACH);
                TRY(groups_sum(k, &j, FLOW_EACH, &x.in));
                x.out = x.opening + x.in - x.value;
        }
        *ret = x;
        return OK;
}

/* What rows known later give: Σ(now − then). */
static enum err later(const struct ask *k, const struct journal_of *of, enum flow flow,
                      int64_t *ret)
{
        struct journal_group *g;
        size_t n;
        *ret = 0;
        TRY(journal_groups(k, of, &g, &n));
        for (size_t i = 0; i < n; i++)
                TRY(ask_add(k, figure_gives(flow, g[i].now) - figure_gives(flow, g[i].then), ret));
        return OK;
}

/* Taken back to what was known then. A balance needs only the rows known later; movements need
 * all. */
static enum err as_known(const struct ask *k, const struct figure_in *in, const struct cell_of *at,
                         int column, enum flow flow, struct flowed *x)
{
        struct journal_of j = figure_journal(in, at, column, flow);
        int64_t d;
        j.only_later = flow == FLOW_STOCK || flow == FLOW_NET;
        TRY(later(k, &j, flow, &d));
        x->value -= d;
        if (flow != FLOW_STOCK || !day_is(in->from)) return OK;
        j.to = day_add(in->from, -1);
        TRY(later(k, &j, flow, &d));
        x->opening -= d;
        j = figure_journal(in, at, column, FLOW_EACH);
        TRY(later(k, &j, FLOW_EACH, &d));
        x->in -= d;
        x->out = x->opening + x->in - x->value;
        return OK;
}

struct sums { /* up to the day before the period, and to its end */
        struct cell_sums open, close;
};

static enum err sums_read(const struct ask *k, const struct figure_in *in, const struct cell_of *at,
                          struct sums *ret)
{
        ret->open = (struct cell_sums){ .by_value = { .a = k->a } };
        if (day_is(in->from)) TRY(cell_read(k, at, day_add(in->from, -1), &ret->open));
        return cell_read(k, at, last_day(in), &ret->close);
}

static struct flowed column_of_sums(const struct ask *k, const struct sums *s,
                                    const struct cell_of *at, int column, enum flow flow)
{
        const int64_t *b =
                cell_sums_of(k, &s->open, at, at->dim ? at->value : STR_NONE) + 2 * (size_t)column;
        const int64_t *c =
                cell_sums_of(k, &s->close, at, at->dim ? at->value : STR_NONE) + 2 * (size_t)column;
        struct flowed x = { .opening = b[0] - b[1], .in = c[0] - b[0], .out = c[1] - b[1] };
        switch (flow) {
        case FLOW_STOCK: x.value = c[0] - c[1]; break;
        case FLOW_FIRST:
        case FLOW_EACH: x.value = x.in; break;
        case FLOW_NET: x.value = x.in - x.out; break;
        }
        return x;
}

/* ---- one amount ---- */

struct reading {
        const struct ask *k;
        struct figure_out *x;
        struct cell_of at;
        struct sums sums, whole; /* of the values asked for; of the cell without by-values */
        size_t by_cap;
};

static enum err counted(const struct reading *r, const struct figure *f, const struct cell_of *at,
                        int more, struct flowed *ret)
{
        const struct sums *s = at->dim ? &r->sums : &r->whole;
        if (at->fixed)
                return figure_by_journal(r->k, &r->x->in, at, f->column + more, f->flow, ret);
        *ret = column_of_sums(r->k, s, at, f->column + more, f->flow);
        if (!r->x->in.known.is) return OK;
        struct cell_of one = *at;
        one.one = true;
        return as_known(r->k, &r->x->in, &one, f->column + more, f->flow, ret);
}

static enum err ratio(const struct figure_out *x, struct amount *v)
{
        int64_t n = v->num, d = v->den;
        v->none = d == 0;
        if (v->none) return OK;
        for (int i = 0; i < x->den_digits - x->num_digits; i++) TRY(num_mul(n, 10, &n));
        for (int i = 0; i < x->num_digits - x->den_digits; i++) TRY(num_mul(d, 10, &d));
        if (x->percent) TRY(num_mul(n, 100, &n));
        return num_ratio(n, d, x->digits, x->def->round, &v->v);
}

static enum err ratio_of(const struct reading *r, const struct cell_of *at, struct amount *v)
{
        const struct figure *f = &r->x->in.l->figures[r->x->in.figure];
        const struct figure *a = &r->x->in.l->figures[f->a], *b = &r->x->in.l->figures[f->b];
        struct cell_of whole = r->at;
        struct flowed num, den;
        whole.dim = 0;
        TRY(counted(r, a, at, 0, &num));
        TRY(counted(r, b, f->agg == AGG_SHARE ? &whole : at, 0, &den));
        v->num = num.value;
        v->den = den.value;
        return ratio(r->x, v);
}

static enum err average_of(const struct reading *r, const struct cell_of *at, struct amount *v)
{
        const struct figure *f = &r->x->in.l->figures[r->x->in.figure];
        struct flowed num, den;
        TRY(counted(r, f, at, 0, &num));
        TRY(counted(r, f, at, 1, &den));
        v->num = num.value;
        v->den = den.value;
        return ratio(r->x, v);
}

static enum err distinct_of(const struct reading *r, const struct cell_of *at, struct amount *v)
{
        const struct cell_sums *s = at->dim ? &r->sums.close : &r->whole.close;
        int64_t i;
        bool there = map_get(&s->by_value, at->dim ? at->value : STR_NONE, &i);
        ASSERT(!there || s->v);
        v->v = there ? s->v[i].n[0] : 0;
        return OK;
}

static enum err amount_of(const struct reading *r, const struct cell_of *at, struct amount *v)
{
        const struct figure *f = &r->x->in.l->figures[r->x->in.figure];
        struct flowed x;
        switch (f->agg) {
        case AGG_COUNT:
        case AGG_SUM:
                TRY(counted(r, f, at, 0, &x));
                v->v = x.value;
                if (!r->x->period || f->flow != FLOW_STOCK) return OK;
                v->opening = x.opening;
                v->in = x.in;
                v->out = x.out;
                return OK;
        case AGG_DISTINCT: return distinct_of(r, at, v);
        case AGG_AVG: return average_of(r, at, v);
        case AGG_MAX: return figure_max(r->k, &r->x->in, at, v, NULL);
        case AGG_RATE:
        case AGG_SHARE: return ratio_of(r, at, v);
        }
        BUG("aggregate");
}

/* ---- small numbers ---- */

static bool below(const struct figure *f, int64_t v, int digits)
{
        int64_t small = f->small;
        for (int i = 0; i < digits; i++)
                if (num_mul(small, 10, &small) != OK) return true;
        return v > 0 && v < small;
}

bool figure_kept_back(const struct ask *k, const struct figure_out *x, const struct amount *v)
{
        const struct ledger *l = x->in.l;
        const struct figure *f = &l->figures[x->in.figure];
        if (reader_reaches(k->who, k->in, x->in.office)) return false;
        if (!x->ratio) return below(f, v->v, x->digits);
        const struct figure *a = f->a >= 0 ? &l->figures[f->a] : f;
        const struct figure *b = f->b >= 0 ? &l->figures[f->b] : f;
        return below(f, v->den, x->den_digits) || below(b, v->den, x->den_digits) ||
               (a != f && below(a, v->num, x->num_digits));
}

static void keep_back(const struct reading *r, struct amount *v)
{
        v->small = figure_kept_back(r->k, r->x, v);
        if (v->small) v->v = v->num = v->den = v->opening = v->in = v->out = 0;
}

/* ---- by-values ---- */

static int depth_of(const struct ask *k, const struct field *f, struct str value, struct day on)
{
        int n = 0, up[OFFICE_DEPTH_MAX];
        if (f->type == F_TREE) {
                const struct list *l = &k->in->city->lists[f->list];
                int i = list_choice(l, value);
                for (i = i < 0 ? -1 : l->c[i].parent; i >= 0; i = l->c[i].parent) n++;
        } else if (f->type == F_OFFICE || f->type == F_PLACE) {
                int i = office_find(&k->in->offices, value);
                n = i < 0 ? 0 : (int)office_above(&k->in->offices, i, on, up) - 1;
        }
        return n;
}

struct order {
        const struct ask *k;
        const struct field *f;
};

/* Choices in the order of their list, offices by code, the rest by text; no value last. */
static int by_value(const void *px, const void *py, void *ctx)
{
        const struct amount *a = px, *b = py;
        const struct order *o = ctx;
        if (a->value.n == 0 || b->value.n == 0) return (a->value.n == 0) - (b->value.n == 0);
        if (o->f->type == F_CHOICE || o->f->type == F_TREE) {
                const struct list *l = &o->k->in->city->lists[o->f->list];
                int i = list_choice(l, a->value), j = list_choice(l, b->value);
                if (i != j) return i < j ? -1 : 1;
        }
        if (o->f->type == F_LINK || o->f->type == F_ACCOUNT)
                if (a->value.n != b->value.n) return a->value.n < b->value.n ? -1 : 1;
        return str_cmp(a->value, b->value);
}

static void add_value(struct reading *r, struct map *have, struct str value)
{
        int64_t seen;
        if (map_get(have, value, &seen)) return;
        map_set(have, value, 1);
        ARENA_PUSH(r->k->a, r->x->by, r->x->by_n, r->by_cap)->value = value;
}

/* Every choice of the list, used or not; of other fields the values that occur. */
static void list_values(struct reading *r)
{
        const struct field *f = &r->x->in.l->fields[r->x->in.by];
        struct map have = { .a = r->k->a };
        if (f->type == F_FLAG) {
                add_value(r, &have, S("true"));
                add_value(r, &have, S("false"));
        }
        if (f->type == F_CHOICE || f->type == F_TREE) {
                const struct list *l = &r->k->in->city->lists[f->list];
                for (size_t i = 0; i < l->n; i++)
                        if (!day_is(l->c[i].retired)) add_value(r, &have, l->c[i].code);
        }
        for (size_t i = 0; i < r->sums.open.n; i++) add_value(r, &have, r->sums.open.v[i].value);
        for (size_t i = 0; i < r->sums.close.n; i++) add_value(r, &have, r->sums.close.v[i].value);
        struct order o = { r->k, f };
        if (r->x->by_n) qsort_r(r->x->by, r->x->by_n, sizeof *r->x->by, by_value, &o);
}

static bool is_zero(const struct amount *v)
{
        return v->v == 0 && v->num == 0 && v->den == 0 && v->opening == 0 && v->in == 0 &&
               v->out == 0;
}

/* Those of one parent: value `from` and what follows at its depth. */
static size_t one_more(const struct figure_out *x, size_t at)
{
        int depth = x->by[at].depth;
        do at++;
        while (at < x->by_n && x->by[at].depth > depth);
        return at < x->by_n && x->by[at].depth == depth ? at : x->by_n;
}

/* The only number kept back would be the whole less the others: the least of those goes too. */
static void hide_second(struct figure_out *x, size_t from)
{
        struct amount *least = NULL;
        size_t small = 0;
        for (size_t i = from; i < x->by_n; i = one_more(x, i)) {
                struct amount *v = &x->by[i];
                small += v->small;
                if (!v->small && v->v > 0 && (!least || v->v < least->v)) least = v;
        }
        if (small == 1 && least)
                *least = (struct amount){ .value = least->value,
                                          .label = least->label,
                                          .depth = least->depth,
                                          .none = true };
}

static bool adds_up(const struct figure_out *x)
{
        return !x->ratio && (x->def->agg == AGG_COUNT || x->def->agg == AGG_SUM);
}

static void hide_told(struct figure_out *x)
{
        for (size_t i = 0; i < x->by_n && adds_up(x); i++)
                if (i == 0 || x->by[i].depth > x->by[i - 1].depth) hide_second(x, i);
}

/* One value alone is no more than it is among the others. */
static enum err hide_one(const struct ask *k, struct figure_out *x)
{
        struct figure_in in = x->in;
        struct figure_out all;
        if (!x->in.l->figures[in.figure].small || !adds_up(x)) return OK;
        if (reader_reaches(k->who, k->in, in.office)) return OK;
        in.one = false;
        TRY(figure_read(k, &in, &all));
        for (size_t i = 0; i < all.by_n; i++)
                if (all.by[i].none && str_eq(all.by[i].value, in.value)) x->all = all.by[i];
        return OK;
}

static enum err read_values(struct reading *r)
{
        const struct figure_in *in = &r->x->in;
        const struct field *f = &in->l->fields[in->by];
        list_values(r);
        size_t n = 0;
        for (size_t i = 0; i < r->x->by_n; i++) {
                struct amount *v = &r->x->by[i];
                struct cell_of at = r->at;
                at.one = true;
                at.value = v->value;
                TRY(amount_of(r, &at, v));
                keep_back(r, v);
                bool choice = f->type == F_CHOICE || f->type == F_TREE || f->type == F_FLAG;
                if (is_zero(v) && !v->small && (!choice || v->value.n == 0)) continue;
                v->label = label_by(r->k, in->l, in->by, v->value, r->x->last);
                v->depth = depth_of(r->k, f, v->value, r->at.fixed ? r->at.tree : r->x->last);
                r->x->by[n++] = *v;
        }
        r->x->by_n = n;
        hide_told(r->x);
        return OK;
}

/* ---- all of it ---- */

static int table_of(const struct figure_in *in)
{
        const struct figure *f = &in->l->figures[in->figure];
        return f->of == OF_FIGURES ? in->l->figures[f->a].table : f->table;
}

static int dim_of(const struct ledger *l, int table, int field)
{
        for (size_t d = 0; d < l->tables[table].by_n; d++)
                if (l->tables[table].by[d] == field) return (int)d + 1;
        return -1;
}

static enum err may_read(const struct ask *k, const struct figure_in *in)
{
        if (in->l->public || reader_reaches(k->who, k->in, in->office)) return OK;
        struct str code = k->in->offices.o[in->office].code;
        return FAULT(k->f, ERR_DENIED, "figure.office", STR_NONE, "无权查看单位“%.*s”的指标",
                     "the figures of office %.*s are not open to you", SP(code));
}

static enum err check_known(const struct ask *k, const struct figure_in *in, struct day last)
{
        const struct figure *f = &in->l->figures[in->figure];
        if (!in->known.is) return OK;
        if (f->agg == AGG_DISTINCT || f->agg == AGG_MAX)
                return FAULT(
                        k->f, ERR_INPUT, "figure.known", STR_NONE,
                        "指标“%.*s”（不同值、最大值）不能按当时所知计算",
                        "%.*s counts distinct values or takes a maximum: it has no value as known"
                        " then",
                        SP(f->name));
        if (day_is(in->known.day) && in->known.day.v < last.v)
                return FAULT(k->f, ERR_INPUT, "figure.known", STR_NONE,
                             "“所知日期”不能早于指标的截止日期",
                             "known may not lie before the figure's day");
        return OK;
}

static enum err check_period(const struct ask *k, const struct figure_in *in)
{
        if (!day_is(in->from) || in->from.v <= in->to.v) return OK;
        return FAULT(k->f, ERR_INPUT, "figure.period", STR_NONE, "期间的起日晚于止日",
                     "the period ends before it begins");
}

static void papers(struct figure_out *x)
{
        const struct ledger *l = x->in.l;
        const struct figure *f = &l->figures[x->in.figure];
        x->last = last_day(&x->in);
        x->period = day_is(x->in.from);
        x->def = figure_on(f, x->last);
        if (!x->def) x->def = f;
        x->digits = f->digits;
        if (f->of == OF_FIGURES || f->agg == AGG_AVG) x->digits = x->def->digits;
        x->ratio = f->of == OF_FIGURES || f->agg == AGG_AVG;
        x->percent = f->of == OF_FIGURES;
        if (f->of == OF_FIGURES) {
                x->num_digits = l->figures[f->a].digits;
                x->den_digits = l->figures[f->b].digits;
        } else if (f->agg == AGG_AVG) {
                x->num_digits = f->digits;
        }
        if (f->agg == AGG_COUNT || f->agg == AGG_DISTINCT) x->digits = 0;
}

static enum err read_cells(struct reading *r)
{
        const struct figure_in *in = &r->x->in;
        const struct figure *f = &in->l->figures[in->figure];
        struct cell_of whole = r->at;
        whole.dim = 0;
        if (f->agg == AGG_MAX) return OK;
        if (f->agg == AGG_DISTINCT) {
                struct keys_of of = { in->figure, in->from, r->x->last };
                if (in->by >= 0) TRY(presence_read(r->k, &r->at, &of, &r->sums.close));
                return presence_read(r->k, &whole, &of, &r->whole.close);
        }
        if (r->at.fixed) {
                bool values = in->by >= 0 && !in->one;
                return values ? journal_values(r->k, &r->at, r->x->last, &r->sums.close) : OK;
        }
        if (in->by >= 0) TRY(sums_read(r->k, in, &r->at, &r->sums));
        return sums_read(r->k, in, &whole, &r->whole);
}

enum err figure_read(const struct ask *k, const struct figure_in *in, struct figure_out *ret)
{
        struct figure_out x = { .in = *in };
        if (x.in.office < 0) x.in.office = office_root(&k->in->offices);
        if (!day_is(x.in.from) && !day_is(x.in.on)) x.in.on = ask_today(k);
        if (day_is(x.in.from) && !day_is(x.in.to)) x.in.to = ask_today(k);
        if (x.in.office < 0) return ERR_NOT_FOUND;
        TRY(check_period(k, &x.in));
        TRY(may_read(k, &x.in));
        papers(&x);
        TRY(check_known(k, &x.in, x.last));
        int table = table_of(&x.in), dim = in->by < 0 ? 0 : dim_of(in->l, table, in->by);
        ASSERT(table >= 0 && dim >= 0);
        struct reading r = { .k = k, .x = &x };
        r.at = figure_cell(k, &x.in, table, dim);
        if (r.at.fixed && inside_settled(k, &r.at, x.last)) r.at.fixed = false;
        TRY(read_cells(&r));
        struct cell_of all = r.at;
        all.one = true;
        if (!in->one) all.dim = 0;
        TRY(amount_of(&r, &all, &x.all));
        keep_back(&r, &x.all);
        if (in->one && in->by >= 0) {
                x.all.value = in->value;
                x.all.label = label_by(k, in->l, in->by, in->value, x.last);
                TRY(hide_one(k, &x));
        } else if (in->by >= 0) {
                TRY(read_values(&r));
        }
        *ret = x;
        return OK;
}

/* ---- in words ---- */

int64_t figure_shown(const struct figure_out *x, int64_t v, int8_t *ret_digits)
{
        const struct figure *f = x->def;
        int64_t n = v, d = 1, shown;
        int down = f->powers + x->digits;
        *ret_digits = x->digits;
        if (f->agg != AGG_SUM || (f->powers == 0 && f->shown == x->digits)) return v;
        for (; down > 0; down--) d *= 10;
        for (; down < 0; down++)
                if (num_mul(n, 10, &n) != OK) return v;
        if (num_ratio(n, d, f->shown, f->round, &shown) != OK) return v;
        *ret_digits = f->shown;
        return shown;
}

struct str figure_number(const struct ask *k, const struct figure_out *x, int64_t v)
{
        int8_t digits;
        int64_t shown = figure_shown(x, v, &digits);
        return label_number(k, shown, digits);
}

/* The part of a rate that is figure `f`. */
static struct str part(const struct ask *k, const struct figure_out *x, int f, int64_t v,
                       int8_t digits)
{
        struct figure_out one = { .in = x->in, .def = &x->in.l->figures[f], .digits = digits };
        return figure_number(k, &one, v);
}

struct str figure_fraction(const struct ask *k, const struct figure_out *x, const struct amount *v,
                           struct str between)
{
        const struct figure *f = x->def, *all = x->in.l->figures;
        if (!x->ratio || v->small) return STR_NONE;
        if (f->of != OF_FIGURES)
                return str_printf(k->a, "%.*s%.*s%.*s", SP(label_number(k, v->num, x->num_digits)),
                                  SP(between), SP(label_number(k, v->den, x->den_digits)));
        struct str a = all[f->a].unit, b = all[f->b].unit;
        bool both = str_eq(a, b); /* then it is said once */
        return str_printf(k->a, "%.*s%s%.*s%.*s%.*s%s%.*s",
                          SP(part(k, x, f->a, v->num, x->num_digits)), both || !a.n ? "" : " ",
                          SP(both ? STR_NONE : a), SP(between),
                          SP(part(k, x, f->b, v->den, x->den_digits)), b.n ? " " : "", SP(b));
}

struct str figure_row_unit(const struct figure_out *x)
{
        const struct figure *f = x->def;
        if (f->of == OF_FIGURES) f = &x->in.l->figures[f->b];
        return f->agg == AGG_SUM ? x->in.l->fields[f->field].unit : STR_NONE;
}

struct str figure_text(const struct ask *k, const struct figure_out *x, const struct amount *v)
{
        if (v->small) {
                const struct figure *f = &x->in.l->figures[x->in.figure];
                return f->small && !x->ratio ? str_printf(k->a, "<%" PRId64, f->small) : S("…");
        }
        if (v->none) return S("—");
        struct str n = figure_number(k, x, v->v);
        return x->percent ? str_join(k->a, n, S("%")) : n;
}

struct str figure_told(const struct ask *k, const struct figure_out *x, const struct amount *v)
{
        struct str text = figure_text(k, x, v), parts = STR_NONE;
        if (v->none) parts = figure_fraction(k, x, v, S("/"));
        if (parts.n == 0) return text;
        return str_printf(k->a, k->lang == LANG_ZH ? "%.*s（%.*s）" : "%.*s (%.*s)", SP(text),
                          SP(parts));
}

enum err figure_find(const struct ask *k, struct str name, const struct ledger *home,
                     const struct ledger **ret_l, int *ret_figure)
{
        const struct city *c = k->in->city;
        struct str ledger, figure = name;
        const struct ledger *l = home;
        if (str_cut(name, '.', &ledger, &figure)) {
                int i = city_ledger(c, ledger);
                struct str *names = ARENA_NEW(k->a, struct str, c->ledgers_n);
                for (size_t n = 0; n < c->ledgers_n; n++) names[n] = c->ledgers[n].name;
                if (i < 0)
                        return FAULT(k->f, ERR_NOT_FOUND, "ledger.unknown", name,
                                     "没有台账“%.*s”%.*s", "there is no ledger %.*s%.*s",
                                     SP(ledger), SP(ask_hint(k, ledger, names, c->ledgers_n)));
                l = &c->ledgers[i];
        }
        int i = l ? ledger_figure(l, figure) : -1;
        if (i < 0) {
                size_t n = l ? l->figures_n : 0;
                struct str *names = ARENA_NEW(k->a, struct str, n);
                for (size_t x = 0; x < n; x++) names[x] = l->figures[x].name;
                return FAULT(k->f, ERR_NOT_FOUND, "figure.unknown", name, "没有指标“%.*s”%.*s",
                             "there is no figure %.*s%.*s", SP(name),
                             SP(ask_hint(k, figure, names, n)));
        }
        *ret_l = l;
        *ret_figure = i;
        return OK;
}

enum err figure_by(const struct ask *k, const struct ledger *l, int figure, struct str name,
                   int *ret_field)
{
        struct figure_in in = { .l = l, .figure = figure };
        const struct cell_table *t = &l->tables[table_of(&in)];
        int field = ledger_field(l, name);
        for (size_t d = 0; d < t->by_n; d++) {
                if (t->by[d] != field) continue;
                *ret_field = field;
                return OK;
        }
        struct str *names = ARENA_NEW(k->a, struct str, t->by_n), list = STR_NONE;
        for (size_t d = 0; d < t->by_n; d++) {
                names[d] = l->fields[t->by[d]].name;
                list = str_printf(k->a, "%.*s%s%.*s", SP(list), d ? ", " : "", SP(names[d]));
        }
        return FAULT(k->f, ERR_INPUT, "figure.by", name,
                     "指标“%.*s”不能按“%.*s”分列%.*s（可用：%.*s）",
                     "%.*s cannot be broken down by %.*s%.*s (there is: %.*s)",
                     SP(l->figures[figure].name), SP(name), SP(ask_hint(k, name, names, t->by_n)),
                     SP(list));
}

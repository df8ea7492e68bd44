#include "ask/series.h"

#include "ask/label.h"
#include "ask/list.h"
#include "ask/props.h"
#include "log/log.h"
#include "view/change.h"

bool series_has(const struct ledger *l, enum series_beside b)
{
        const struct series_def *s = &l->series;
        switch (b) {
        case BESIDE_YOY: return s->yoy;
        case BESIDE_MOM: return s->mom;
        case BESIDE_BASE: return s->base != 0;
        case BESIDE_POINTS: return s->points;
        case BESIDE_COUNT: break;
        }
        return false;
}

/* Everybody's: a public ledger's values are open like its figures. */
static struct ask whole(const struct ask *k, const struct ledger *l, struct reader *all)
{
        struct ask x = *k;
        if (!l->public) return x;
        reader_init(all, k->a, k->in, READER_CITY);
        x.who = all;
        return x;
}

/* ---- the records ----------------------------------------------------------------------------- */

static void quote(struct buf *b, struct str s)
{
        buf_putc(b, '\'');
        for (size_t i = 0; i < s.n; i++) {
                if (s.p[i] == '\'') buf_putc(b, '\'');
                buf_putc(b, s.p[i]);
        }
        buf_putc(b, '\'');
}

/* "kind <> 'void' AND measure = 'x' AND lead = '4313'" */
static struct str filter_of(const struct ask *k, const struct series_in *in)
{
        AUTO(buf_free) struct buf b = { .limit = TEXT_BYTES_MAX };
        const struct ledger *l = in->l;
        buf_put(&b, S("kind <> 'void'"));
        for (size_t i = 0; i < l->series.of_n; i++) {
                const struct field *f = &l->fields[l->series.of[i]];
                const struct prop *p = &l->props_record.p[PROP_FIELDS + l->series.of[i]];
                buf_printf(&b, " AND %.*s", SP(f->name));
                if (in->of[i].n == 0) {
                        buf_put(&b, S(" IS NULL"));
                        continue;
                }
                buf_put(&b, S(" = "));
                if (p->type == T_TEXT) quote(&b, in->of[i]);
                else buf_put(&b, in->of[i]);
        }
        return str_dup(k->a, buf_view(&b));
}

static int by_period(const void *px, const void *py)
{
        const struct series_point *a = px, *b = py;
        if (a->period != b->period) return a->period < b->period ? -1 : 1;
        return a->record < b->record ? -1 : a->record > b->record;
}

/* false: it has no value in a period of the series. */
static bool point_of(const struct ask *k, const struct ledger *l, const struct rec *r,
                     struct series_point *ret)
{
        const struct series_def *s = &l->series;
        const struct value *p = &r->v[s->period], *v = &r->v[s->value];
        int period;
        if (p->type != T_TEXT || v->type != T_NUMBER || !series_period(s->step, p->text, &period))
                return false;
        const struct field *f = &l->fields[s->value];
        *ret = (struct series_point){
                .period = period,
                .name = p->text,
                .record = r->id,
                .number = r->number,
                .v = v->i,
                .unit = s->unit < 0 ? f->unit : label_field(k, l, r, s->unit, MASKED),
        };
        return true;
}

static enum err read_records(const struct ask *k, struct series_out *x)
{
        struct reader all;
        struct ask city = whole(k, x->in.l, &all);
        struct list_in in = { .l = x->in.l,
                              .filter = filter_of(k, &x->in),
                              .limit = LIST_LIMIT_MAX };
        size_t cap = 0;
        do {
                struct list_out page;
                TRY(list_read(&city, &in, &page));
                for (size_t i = 0; i < page.n; i++) {
                        struct series_point p;
                        if (point_of(k, x->in.l, &page.v[i], &p))
                                *ARENA_PUSH(k->a, x->v, x->n, cap) = p;
                }
                in.after = page.next;
        } while (in.after.n);
        if (x->n) qsort(x->v, x->n, sizeof *x->v, by_period);
        return OK;
}

/* The last record of a period counts: the key says there is one. */
static void one_each(struct series_out *x)
{
        size_t n = 0;
        for (size_t i = 0; i < x->n; i++) {
                if (i + 1 < x->n && x->v[i + 1].period == x->v[i].period) continue;
                x->v[n++] = x->v[i];
        }
        x->n = n;
}

/* ---- revisions ------------------------------------------------------------------------------- */

static enum err revision_of(const struct ask *k, const struct series_in *in, const struct event *e,
                            bool *ret_is, int64_t *ret)
{
        struct change c;
        TRY(change_parse(k->a, in->l, e, k->f, &c));
        *ret_is = false;
        for (size_t i = 0; i < c.set_n; i++) {
                if (c.set[i].field != in->l->series.value || c.set[i].value.type != T_NUMBER)
                        continue;
                *ret_is = true;
                *ret = c.set[i].value.i;
        }
        return OK;
}

static bool known_by(const struct ask *k, const struct series_in *in, const struct event *e)
{
        return !in->known.is || !day_is(in->known.day) ||
               day_of(e->at, k->in->zone).v <= in->known.day.v;
}

/* All values it has had, as the log says them; the last that was known is the value. */
static enum err read_revisions(const struct ask *k, const struct series_in *in,
                               struct series_point *p, bool *ret_known)
{
        struct event *e = NULL, one;
        size_t n = 0, cap = 0, was_cap = 0;
        struct log_cursor *cur = NULL;
        enum err last = OK;
        TRY(ask_failed(k, log_read(k->st, k->a, 0, INT64_MAX, p->record, &cur)));
        while (log_next(cur, k->a, &one, &last)) *ARENA_PUSH(k->a, e, n, cap) = one;
        log_read_done(&cur);
        TRY(ask_failed(k, last));
        for (size_t i = 0; i < n; i++) {
                bool is;
                int64_t v;
                if (!known_by(k, in, &e[i])) continue;
                TRY(revision_of(k, in, &e[i], &is, &v));
                if (!is) continue;
                *ARENA_PUSH(k->a, p->was, p->was_n, was_cap) =
                        (struct series_revision){ e[i].seq, day_of(e[i].at, k->in->zone), v };
        }
        *ret_known = p->was_n > 0;
        if (*ret_known) p->v = p->was[--p->was_n].v;
        return OK;
}

static enum err with_revisions(const struct ask *k, struct series_out *x)
{
        size_t n = 0;
        for (size_t i = 0; i < x->n; i++) {
                bool known;
                TRY(read_revisions(k, &x->in, &x->v[i], &known));
                if (known) x->v[n++] = x->v[i];
        }
        x->n = n;
        return OK;
}

/* ---- beside ---------------------------------------------------------------------------------- */

static const struct series_point *at_period(const struct series_out *x, int period)
{
        for (size_t i = 0; i < x->n; i++)
                if (x->v[i].period == period) return &x->v[i];
        return NULL;
}

static bool percent(const struct series_point *p)
{
        return str_eq(p->unit, S("%")) || str_eq(p->unit, S("％"));
}

/* v − w with two digits, or in percent of w. */
static bool difference(const struct ledger *l, const struct series_point *p,
                       const struct series_point *q, bool points, int64_t *ret)
{
        int64_t by = p->v - q->v, unit = 1;
        if (!str_eq(p->unit, q->unit)) return false;
        for (int i = 0; i < l->fields[l->series.value].digits; i++) unit *= 10;
        if (points) return num_ratio(by, unit, 2, ROUND_HALF_UP, ret) == OK;
        return q->v > 0 && num_mul(by, 100, &by) == OK &&
               num_ratio(by, q->v, 2, ROUND_HALF_UP, ret) == OK;
}

static void put_beside(struct series_out *x, struct series_point *p)
{
        const struct ledger *l = x->in.l;
        const struct series_def *s = &l->series;
        int a_year = series_periods_a_year(s->step);
        const int other[] = { [BESIDE_YOY] = p->period - a_year,
                              [BESIDE_MOM] = p->period - 1,
                              [BESIDE_BASE] = s->base * a_year + p->period % a_year,
                              [BESIDE_POINTS] = p->period - a_year };
        for (int b = 0; b < BESIDE_COUNT; b++) {
                const struct series_point *q =
                        series_has(l, (enum series_beside)b) ? at_period(x, other[b]) : NULL;
                if (!q || q == p) continue;
                if (b == BESIDE_POINTS && !percent(p)) continue; /* points are of percent */
                p->beside[b].is = difference(l, p, q, percent(p), &p->beside[b].v);
        }
}

static enum err cut_to(const struct ask *k, struct series_out *x)
{
        int from = INT32_MIN, to = INT32_MAX;
        const struct series_def *s = &x->in.l->series;
        size_t n = 0;
        if ((x->in.from.n && !series_period(s->step, x->in.from, &from)) ||
            (x->in.to.n && !series_period(s->step, x->in.to, &to)))
                return FAULT(k->f, ERR_INPUT, "series.period", S("period"),
                             "期间应为 2022-08、2022-Q3 或 2022 这样的形式",
                             "a period is written 2022-08, 2022-Q3 or 2022, as the series says");
        for (size_t i = 0; i < x->n; i++)
                if (x->v[i].period >= from && x->v[i].period <= to) x->v[n++] = x->v[i];
        x->n = n;
        return OK;
}

enum err series_read(const struct ask *k, const struct series_in *in, struct series_out *ret)
{
        struct series_out x = { .in = *in };
        if (!in->l->series.is)
                return FAULT(k->f, ERR_NOT_FOUND, "series.none", in->l->name, "台账 %.*s 没有数列",
                             "ledger %.*s has no series", SP(in->l->name));
        TRY(read_records(k, &x));
        one_each(&x);
        TRY(with_revisions(k, &x));
        for (size_t i = 0; i < x.n; i++) put_beside(&x, &x.v[i]);
        TRY(cut_to(k, &x));
        *ret = x;
        return OK;
}

enum err series_take(const struct ask *k, struct series_in *in, struct str field, struct str value)
{
        const struct series_def *s = &in->l->series;
        struct str names[SERIES_OF_MAX];
        for (size_t i = 0; i < s->of_n; i++) {
                names[i] = in->l->fields[s->of[i]].name;
                if (!str_eq(names[i], field)) continue;
                in->of[i] = value;
                return OK;
        }
        return FAULT(k->f, ERR_INPUT, "series.of", field, "数列没有“%.*s”%.*s",
                     "the series is of no '%.*s'%.*s", SP(field),
                     SP(ask_hint(k, field, names, s->of_n)));
}

enum err series_list(const struct ask *k, const struct ledger *l, struct str **ret, size_t *ret_n)
{
        AUTO(stmt_done) struct stmt *s = NULL;
        struct reader all;
        struct ask city = whole(k, l, &all);
        struct row_sql x = { k, l, OF_RECORD, ask_today(k), -1 };
        struct sql q;
        size_t cap = 0, n = l->series.of_n;
        *ret = NULL;
        *ret_n = 0;
        if (n == 0)
                return FAULT(k->f, ERR_NOT_FOUND, "series.none", l->name, "台账 %.*s 没有数列",
                             "ledger %.*s has no series", SP(l->name));
        sql_init(&q, k->a);
        sql_put(&q, S("SELECT DISTINCT "));
        for (size_t i = 0; i < n; i++) {
                if (i) sql_put(&q, S(", "));
                row_by(&x, &q, l->series.of[i]);
        }
        sql_put(&q, S(" "));
        row_from(&x, &q, -1);
        sql_put(&q, S(" WHERE "));
        scope_put(&city, &q, S("r"));
        for (size_t i = 0; i < n; i++) {
                sql_put(&q, i ? S(", ") : S(" ORDER BY "));
                row_by(&x, &q, l->series.of[i]);
        }
        TRY(ask_stmt(k, &q, &s));
        enum row row;
        while ((row = stmt_step(s)) == ROW_GOT)
                for (size_t i = 0; i < n; i++)
                        *ARENA_PUSH(k->a, *ret, *ret_n, cap) = col_text(s, k->a, (int)i);
        *ret_n /= n;
        return ask_ended(k, s, row);
}

/* ---- in words -------------------------------------------------------------------------------- */

static struct str trimmed(struct str s)
{
        size_t at;
        if (!str_find(s, S("."), &at)) return s;
        while (s.n && s.p[s.n - 1] == '0') s.n--;
        if (s.n && s.p[s.n - 1] == '.') s.n--;
        return s;
}

struct str series_number(const struct ask *k, const struct ledger *l, int64_t v)
{
        return trimmed(label_number(k, v, l->fields[l->series.value].digits));
}

static struct str size_of(const struct ask *k, int64_t v)
{
        return trimmed(label_number(k, v < 0 ? -v : v, 2));
}

struct str series_short(const struct ask *k, const struct series_point *p, enum series_beside b)
{
        int64_t v = p->beside[b].v;
        if (!p->beside[b].is) return S("—");
        return str_printf(k->a, "%s%.*s%s",
                          v > 0   ? "+"
                          : v < 0 ? "−"
                                  : "",
                          SP(size_of(k, v)),
                          !percent(p)          ? "%"
                          : k->lang == LANG_ZH ? "个百分点"
                                               : " points");
}

struct str series_heading(const struct ask *k, const struct ledger *l, enum series_beside b)
{
        bool zh = k->lang == LANG_ZH;
        switch (b) {
        case BESIDE_YOY:
        case BESIDE_POINTS: return zh ? S("同比") : S("On the year before");
        case BESIDE_MOM:
                if (l->series.step == SERIES_YEAR)
                        return zh ? S("比上年") : S("On the year before");
                return zh ? S("环比") : S("On the period before");
        case BESIDE_BASE: return str_printf(k->a, zh ? "比%d年" : "On %d", l->series.base);
        case BESIDE_COUNT: break;
        }
        BUG("beside");
}

struct str series_words(const struct ask *k, const struct ledger *l, const struct series_point *p,
                        enum series_beside b)
{
        struct str on = series_heading(k, l, b), n;
        int64_t v = p->beside[b].v;
        bool points = percent(p);
        if (k->lang != LANG_ZH) {
                struct str s = series_short(k, p, b);
                struct str lower = str_dup(k->a, on);
                return str_printf(k->a, "%.*s on%.*s", SP(s), SP(str_from(lower, 2)));
        }
        if (!p->beside[b].is) return str_printf(k->a, "%.*s无可比基数", SP(on));
        if (v == 0) return str_printf(k->a, "%.*s持平", SP(on));
        n = size_of(k, v);
        return str_printf(k->a, "%.*s%s%.*s%s", SP(on),
                          points ? (v > 0 ? "提高" : "降低") : (v > 0 ? "增长" : "下降"), SP(n),
                          points ? "个百分点" : "%");
}

struct str series_name(const struct ask *k, const struct ledger *l, const struct str *of)
{
        struct str s = STR_NONE;
        for (size_t i = 0; i < l->series.of_n; i++) {
                struct str one = label_by(k, l, l->series.of[i], of[i], ask_today(k));
                s = s.n ? str_printf(k->a, "%.*s · %.*s", SP(s), SP(one)) : one;
        }
        return s;
}

/* ---- as JSON --------------------------------------------------------------------------------- */

static void put_point(const struct ask *k, const struct series_out *x, const struct series_point *p,
                      struct jout *j)
{
        static const struct str name[] = { [BESIDE_YOY] = SI("yoy"),
                                           [BESIDE_MOM] = SI("mom"),
                                           [BESIDE_BASE] = SI("base"),
                                           [BESIDE_POINTS] = SI("points") };
        const struct ledger *l = x->in.l;
        jout_open(j, '{');
        jout_key_text(j, S("period"), p->name);
        jout_key_text(j, S("value"), series_number(k, l, p->v));
        if (p->unit.n) jout_key_text(j, S("unit"), p->unit);
        jout_key_text(j, S("number"), p->number);
        for (int b = 0; b < BESIDE_COUNT; b++) {
                if (!series_has(l, (enum series_beside)b)) continue;
                jout_key(j, name[b]);
                if (p->beside[b].is) jout_text(j, trimmed(label_number(k, p->beside[b].v, 2)));
                else jout_null(j);
        }
        if (p->was_n) {
                jout_key(j, S("was"));
                jout_open(j, '[');
                for (size_t i = 0; i < p->was_n; i++) {
                        jout_open(j, '{');
                        jout_key_text(j, S("value"), series_number(k, l, p->was[i].v));
                        jout_key_text(j, S("known"), label_day(k, p->was[i].known));
                        jout_key_int(j, S("seq"), p->was[i].seq);
                        jout_close(j);
                }
                jout_close(j);
        }
        jout_close(j);
}

static void put_of(const struct ask *k, const struct ledger *l, const struct str *of,
                   struct jout *j)
{
        jout_key(j, S("of"));
        jout_open(j, '{');
        for (size_t i = 0; i < l->series.of_n; i++)
                jout_key_text(j, l->fields[l->series.of[i]].name, of[i]);
        jout_close(j);
        jout_key_text(j, S("label"), series_name(k, l, of));
}

void series_list_json(const struct ask *k, const struct ledger *l, const struct str *of, size_t n,
                      struct jout *j)
{
        jout_key_text(j, S("series"), l->name);
        jout_key(j, S("things"));
        jout_open(j, '[');
        for (size_t i = 0; i < n; i++) {
                jout_open(j, '{');
                put_of(k, l, of + i * l->series.of_n, j);
                jout_close(j);
        }
        jout_close(j);
}

void series_json(const struct ask *k, const struct series_out *x, struct jout *j)
{
        const struct ledger *l = x->in.l;
        jout_open(j, '{');
        jout_key_text(j, S("series"), l->name);
        put_of(k, l, x->in.of, j);
        if (l->series.base) jout_key_int(j, S("base"), l->series.base);
        jout_key(j, S("values"));
        jout_open(j, '[');
        for (size_t i = 0; i < x->n; i++) put_point(k, x, &x->v[i], j);
        jout_close(j);
        jout_close(j);
}

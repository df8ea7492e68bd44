#include "city/identity.h"

#include "city/identity_in.h"
#include "city/reader.h"

#define COEF_MAX 1000000 /* of one figure: a sum of sums stays far from 64 bits */

/* ---- parsing ---- */

/* side = side; a side is ± [number [*]] name …, or 0. */
struct scan {
        struct arena *a;
        const struct ledger *l;
        struct faults *f;
        struct str where, text;
        size_t at;
        struct linear out;
        size_t cap;
};

static bool is_name(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static char peek(struct scan *s)
{
        while (s->at < s->text.n && strchr(" \t\r\n", s->text.p[s->at])) s->at++;
        if (s->at == s->text.n) return 0;
        return s->text.p[s->at];
}

static bool skip(struct scan *s, char c)
{
        if (peek(s) != c || s->at == s->text.n) return false;
        s->at++;
        return true;
}

static struct str place(const struct scan *s, size_t at)
{
        return str_printf(s->a, "%.*s:%zu", SP(s->where), at + 1);
}

static enum err unexpected(struct scan *s)
{
        struct str rest = str_sub(str_from(s->text, s->at), 0, 20);
        if (rest.n == 0)
                return FAULT(s->f, ERR_INPUT, "identity.form", place(s, s->at), "勾稽关系不完整",
                             "the identity ends too early");
        return FAULT(s->f, ERR_INPUT, "identity.form", place(s, s->at),
                     "“%.*s”不该在这里：勾稽关系应如 a = b + c - 2 d",
                     "'%.*s' should not stand here: an identity is like a = b + c - 2 d", SP(rest));
}

/* Adds coef times the figure; false told if the sum is too large. */
static enum err term_put(struct scan *s, int figure, int64_t coef, size_t at)
{
        size_t i = 0;
        while (i < s->out.n && s->out.figure[i] != figure) i++;
        if (i == s->out.n) {
                ASSERT(i < s->cap);
                s->out.figure[s->out.n++] = figure;
        }
        s->out.coef[i] += coef;
        if (s->out.coef[i] >= -COEF_MAX && s->out.coef[i] <= COEF_MAX) return OK;
        return FAULT(s->f, ERR_LIMIT, "identity.number", place(s, at), "系数超过 %d",
                     "the factor is over %d", COEF_MAX);
}

static enum err figure_unknown(const struct scan *s, struct str name, size_t at)
{
        struct reader r = { .a = s->a, .f = s->f };
        struct near near = near_init(name);
        for (size_t i = 0; i < s->l->figures_n; i++) near_try(&near, s->l->figures[i].name);
        struct str hint = near_hint(&r, &near);
        return FAULT(s->f, ERR_INPUT, "identity.name", place(s, at), "没有名为“%.*s”的指标%.*s",
                     "there is no figure '%.*s'%.*s", SP(name), SP(hint));
}

/* [number [*]] name, or 0. */
static enum err term_read(struct scan *s, int64_t sign)
{
        int64_t coef = 1;
        size_t from = (peek(s), s->at), to = from;
        while (to < s->text.n && s->text.p[to] >= '0' && s->text.p[to] <= '9') to++;
        if (to > from) {
                struct str digits = str_sub(s->text, from, to - from);
                s->at = to;
                if (num_parse_i64(digits, 0, COEF_MAX, &coef) != OK)
                        return FAULT(s->f, ERR_LIMIT, "identity.number", place(s, from),
                                     "系数超过 %d", "the factor is over %d", COEF_MAX);
                bool times = skip(s, '*');
                if (coef == 0 && !times && !is_name(peek(s))) return OK;
        }
        from = (peek(s), s->at);
        while (s->at < s->text.n && is_name(s->text.p[s->at])) s->at++;
        struct str name = str_sub(s->text, from, s->at - from);
        if (name.n == 0) return unexpected(s);
        int figure = ledger_figure(s->l, name);
        return figure < 0 ? figure_unknown(s, name, from) : term_put(s, figure, sign * coef, from);
}

static enum err side_read(struct scan *s, int64_t sign)
{
        bool minus = skip(s, '-');
        do {
                TRY(term_read(s, minus ? -sign : sign));
                minus = peek(s) == '-';
        } while (skip(s, '+') || skip(s, '-'));
        return OK;
}

enum err identity_parse(struct arena *a, const struct ledger *l, struct str text, struct str where,
                        struct faults *f, struct linear *ret)
{
        struct scan s = {
                .a = a, .l = l, .f = f, .where = where, .text = text, .cap = l->figures_n
        };
        s.out.figure = ARENA_NEW(a, int, s.cap);
        s.out.coef = ARENA_NEW(a, int64_t, s.cap);
        TRY(side_read(&s, 1));
        if (!skip(&s, '=')) return unexpected(&s);
        TRY(side_read(&s, -1));
        if (peek(&s) != '\0' || s.at < text.n) return unexpected(&s);
        size_t n = 0;
        for (size_t i = 0; i < s.out.n; i++) {
                if (s.out.coef[i] == 0) continue;
                s.out.figure[n] = s.out.figure[i];
                s.out.coef[n++] = s.out.coef[i];
        }
        s.out.n = n;
        if (n == 0)
                return FAULT(f, ERR_INPUT, "identity.empty", where, "两边相消，什么也没有说",
                             "both sides cancel out: it says nothing");
        *ret = s.out;
        return OK;
}

/* ---- may these figures stand together? ---- */

struct proof {
        struct arena *a;
        const struct ledger *l;
        const struct linear *e;
        struct str where;
        struct faults *f;
        const struct figure **g; /* of each term, the version in force */
        struct cond **cond;
        struct cases cases;
        bool *in; /* cases × terms: is the row counted; one row more: no such row */
};

static bool same_rel(const struct rel *x, const struct rel *y)
{
        return x->kind == y->kind && str_eq(x->name, y->name) &&
               (x->kind != REL_FIELD || x->field == y->field);
}

static enum err refuse_figure(const struct proof *p, const struct figure *g)
{
        if (g->agg != AGG_COUNT && g->agg != AGG_SUM)
                return FAULT(p->f, ERR_INPUT, "identity.agg", p->where,
                             "指标 %.*s 不是计数（count）或求和（sum），不能列入勾稽关系",
                             "%.*s is neither a count nor a sum: it cannot stand in an identity",
                             SP(g->name));
        if (g->flow != FLOW_FIRST) return OK;
        return FAULT(
                p->f, ERR_INPUT, "identity.first", p->where,
                "指标 %.*s 每件只计一次（kind: first），各类之和会多于总数，不能列入勾稽关系",
                "%.*s counts each record once (kind: first); its parts sum to more than the whole: "
                "it cannot stand in an identity",
                SP(g->name));
}

static enum err refuse_pair(const struct proof *p, const struct figure *x, const struct figure *y)
{
        if (x->of != y->of || x->of_index != y->of_index)
                return FAULT(
                        p->f, ERR_INPUT, "identity.of", p->where,
                        "%.*s 与 %.*s 统计的不是同一类行（of），不能列入同一勾稽关系",
                        "%.*s and %.*s count different rows (of): one identity cannot hold both",
                        SP(x->name), SP(y->name));
        if (!same_rel(&x->at, &y->at))
                return FAULT(
                        p->f, ERR_INPUT, "identity.at", p->where,
                        "%.*s 与 %.*s 计入的单位不同（at），不能列入同一勾稽关系",
                        "%.*s and %.*s belong to different offices (at): one identity cannot hold "
                        "both",
                        SP(x->name), SP(y->name));
        if (x->flow != y->flow)
                return FAULT(p->f, ERR_INPUT, "identity.kind", p->where,
                             "%.*s 与 %.*s 的口径（kind）不同，不能列入同一勾稽关系",
                             "%.*s and %.*s are of different kinds: one identity cannot hold both",
                             SP(x->name), SP(y->name));
        if (x->agg == y->agg && (x->agg == AGG_COUNT || x->field == y->field)) return OK;
        return FAULT(p->f, ERR_INPUT, "identity.sum", p->where,
                     "%.*s 与 %.*s 不是同样的计数或同一字段的求和，不能列入同一勾稽关系",
                     "%.*s and %.*s are not both counts or sums of one field: one identity cannot "
                     "hold both",
                     SP(x->name), SP(y->name));
}

static enum err figures_check(const struct proof *p)
{
        for (size_t i = 0; i < p->e->n; i++) TRY(refuse_figure(p, p->g[i]));
        for (size_t i = 1; i < p->e->n; i++) TRY(refuse_pair(p, p->g[0], p->g[i]));
        return OK;
}

/* ---- trying all cases ---- */

/* What one side comes to when the row goes from case `before` to case `after` (a case of in[]). */
static int64_t moved(const struct proof *p, size_t before, size_t after, size_t i)
{
        size_t n = p->e->n;
        return p->in[after * n + i] && !p->in[before * n + i];
}

static bool holds(const struct proof *p, size_t before, size_t after)
{
        int64_t sum = 0;
        for (size_t i = 0; i < p->e->n; i++) sum += p->e->coef[i] * moved(p, before, after, i);
        return sum == 0;
}

/* "open + done + void = 0": the terms of one sign. */
static struct str side_words(const struct proof *p, bool left, size_t before, size_t after)
{
        struct str s = STR_NONE;
        int64_t sum = 0;
        for (size_t i = 0; i < p->e->n; i++) {
                int64_t coef = left ? p->e->coef[i] : -p->e->coef[i];
                if (coef < 0) continue;
                sum += coef * moved(p, before, after, i);
                const char *plus = s.n ? " + " : "";
                struct str name = p->g[i]->name;
                s = coef == 1 ? str_printf(p->a, "%.*s%s%.*s", SP(s), plus, SP(name))
                              : str_printf(p->a, "%.*s%s%" PRId64 " %.*s", SP(s), plus, coef,
                                           SP(name));
        }
        if (s.n == 0) return S("0 = 0");
        return str_printf(p->a, "%.*s = %" PRId64, SP(s), sum);
}

/* Are the same figures 1 in all cases that agree with case i in what is told? */
static bool tells_enough(const struct proof *p, size_t i)
{
        size_t n = p->e->n;
        for (size_t k = 0; k < p->cases.n; k++)
                if (cases_agree(&p->cases, i, k) &&
                    memcmp(&p->in[i * n], &p->in[k * n], n * sizeof *p->in) != 0)
                        return false;
        return true;
}

/* The case in words, without what does not matter. Empty if it is that there is no row yet. */
static struct str case_words(struct proof *p, size_t i)
{
        if (i == p->cases.n) return STR_NONE;
        for (size_t k = 0; k < p->cases.dim_n; k++) p->cases.dim[k].told = true;
        for (size_t k = p->cases.dim_n; k-- > 0;) {
                p->cases.dim[k].told = false;
                if (!tells_enough(p, i)) p->cases.dim[k].told = true;
        }
        cases_set(&p->cases, i);
        return cases_words(&p->cases, p->f->lang);
}

static enum err counterexample(struct proof *p, size_t before, size_t after)
{
        struct str left = side_words(p, true, before, after),
                   right = side_words(p, false, before, after);
        struct str from = case_words(p, before), to = case_words(p, after);
        if (from.n)
                return FAULT(
                        p->f, ERR_INPUT, "identity.false", p->where,
                        "勾稽关系不成立：由 %.*s 变为 %.*s 时，%.*s，而 %.*s；把这种情形也加进等式，或改指标的 where",
                        "the identity fails: from %.*s to %.*s: %.*s, %.*s; let such a row "
                        "count on both sides, or change a where",
                        SP(from), SP(to), SP(left), SP(right));
        return FAULT(
                p->f, ERR_INPUT, "identity.false", p->where,
                "勾稽关系不成立：%.*s 时，%.*s，而 %.*s；把这种情形也加进等式，或改指标的 where",
                "the identity fails: %.*s: %.*s, %.*s; let such a row count on both sides, "
                "or change a where",
                SP(to), SP(left), SP(right));
}

/* Rows that change while the figure counts each time one begins to fit. */
static bool by_pairs(const struct figure *g)
{
        return g->flow == FLOW_EACH &&
               (g->of == OF_RECORD || g->of == OF_DUTY || g->of == OF_PAPER);
}

/* Fills in[]; ERR_LIMIT told if there are too many cases. */
static enum err cases_try(struct proof *p)
{
        size_t n = p->e->n;
        cases_init(&p->cases, p->a, p->l, p->g[0]->of);
        p->cond = ARENA_NEW(p->a, struct cond *, n);
        for (size_t i = 0; i < n; i++)
                if (p->g[i]->where) p->cond[i] = cases_add(&p->cases, p->g[i]->where);
        cases_close(&p->cases);
        size_t cases = p->cases.n, tries = by_pairs(p->g[0]) ? cases * cases : cases;
        if (tries > CHECK_CASES_MAX)
                return FAULT(
                        p->f, ERR_LIMIT, "identity.cases", p->where,
                        "要验证的情形超过 %d 种：请把条件写得简单些，或拆成几条勾稽关系",
                        "more than %d cases to try: make the conditions simpler, or the identity "
                        "several",
                        CHECK_CASES_MAX);
        p->in = ARENA_NEW(p->a, bool, (cases + 1) * n);
        for (size_t k = 0; k < cases; k++) {
                cases_set(&p->cases, k);
                for (size_t i = 0; i < n; i++) p->in[k * n + i] = cond_holds(&p->cases, p->cond[i]);
        }
        return OK;
}

/* Proves it with the versions in p->g. */
static enum err prove(struct proof *p)
{
        TRY(figures_check(p));
        TRY(cases_try(p));
        size_t cases = p->cases.n;
        for (size_t k = 0; k < cases; k++)
                if (!holds(p, cases, k)) return counterexample(p, cases, k);
        for (size_t k = 0; k < cases && by_pairs(p->g[0]); k++)
                for (size_t m = 0; m < cases; m++)
                        if (cases_follow(&p->cases, k, m) && !holds(p, k, m))
                                return counterexample(p, k, m);
        return OK;
}

/* ---- versions of figures ---- */

/* The version in force on the day; NULL before the first. */
static const struct figure *version_on(const struct figure *g, struct day d)
{
        while (g && day_is(g->since) && (!day_is(d) || g->since.v > d.v)) g = g->before;
        return g;
}

/* Proves it for the figures in force on the day; a day on which one of them was not yet has nothing
 * to prove. */
static enum err prove_on(struct proof *p, struct day d)
{
        for (size_t i = 0; i < p->e->n; i++) {
                p->g[i] = version_on(&p->l->figures[p->e->figure[i]], d);
                if (!p->g[i]) return OK;
        }
        return prove(p);
}

enum err identity_prove(struct arena *a, const struct ledger *l, const struct linear *e,
                        struct str where, struct faults *f)
{
        struct proof p = { .a = a, .l = l, .e = e, .where = where, .f = f };
        p.g = ARENA_NEW(a, const struct figure *, e->n);
        struct day last = { INT32_MAX };
        TRY(prove_on(&p, last));
        /* each earlier day on which some version came into force, and the time before all of them
         */
        for (size_t i = 0; i < e->n; i++)
                for (const struct figure *g = &l->figures[e->figure[i]]; g; g = g->before)
                        if (day_is(g->since)) TRY(prove_on(&p, g->since));
        return prove_on(&p, DAY_NONE);
}

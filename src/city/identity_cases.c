#include "city/identity_in.h"

__extension__ typedef __int128 wide;

void cases_init(struct cases *c, struct arena *a, const struct ledger *l, enum of of)
{
        *c = (struct cases){ .a = a, .l = l, .props = ledger_props(l, of), .of = of };
        c->by_key.a = a;
}

static struct str text_of(struct arena *a, const struct expr *e)
{
        AUTO(buf_free) struct buf b = { .limit = (size_t)EXPR_BYTES_MAX * 4 };
        expr_format(e, &b);
        ASSERT(b.err == OK);
        return str_dup(a, buf_view(&b));
}

/* ---- what an atom asks ---- */

static bool is_order(enum eop op)
{
        return op == E_LT || op == E_GT || op == E_LE || op == E_GE || op == E_BETWEEN;
}

static bool is_comparison(enum eop op)
{
        return op == E_EQ || op == E_NE || op == E_IN || is_order(op);
}

/* The thing that the atom compares with literals, which then stand in x; NULL if it does not. */
static const struct expr *compared(const struct expr *e, struct cond *x)
{
        if (e->op == E_IS_NULL) return e->arg[0]->op == E_LIT ? NULL : e->arg[0];
        if (e->op != E_REACHED && !is_comparison(e->op)) return NULL;
        x->turned = e->n == 2 && e->arg[0]->op == E_LIT;
        x->lit = e->arg + !x->turned;
        x->lit_n = e->n - 1;
        const struct expr *thing = e->arg[x->turned];
        if (thing->op == E_LIT || thing->type == T_BOOL) return NULL;
        for (size_t i = 0; i < x->lit_n; i++)
                if (x->lit[i]->op != E_LIT || x->lit[i]->type != thing->type) return NULL;
        return thing;
}

/* Made of conditions, by AND and the like; also (a) = (b) and (a) IS NULL. */
static bool joins(const struct expr *e)
{
        bool compares = e->op == E_EQ || e->op == E_NE || e->op == E_IS_NULL;
        return e->op == E_AND || e->op == E_OR || e->op == E_NOT ||
               (compares && e->arg[0]->type == T_BOOL);
}

/* count(), and sums of it: never NULL, never below 0. */
static bool is_count(const struct expr *e)
{
        return e->op == E_COUNT || (e->op == E_ADD && is_count(e->arg[0]) && is_count(e->arg[1]));
}

static bool never_null(const struct cases *c, const struct expr *e)
{
        if (e->op != E_PROP) return is_count(e);
        switch (e->prop) {
        case PROP_NUMBER:
        case PROP_STATE:
        case PROP_KIND:
        case PROP_OWNER:
        case PROP_ENTERED:
        case PROP_ROUND: return true;
        case PROP_HOLDER:
        case PROP_OPENED: return c->of == OF_DUTY;
        case PROP_OFFICE:
        case PROP_DAY: return c->of == OF_STEP;
        default: return false;
        }
}

static bool atom_may_null(const struct cases *c, const struct expr *e)
{
        if (e->op == E_HAS) return e->arg[1]->op != E_LIT;
        if (e->op == E_UNDER) return e->arg[0]->type != T_MANY && !never_null(c, e->arg[0]);
        return true;
}

/* What a row keeps from its beginning to its end. */
static bool lasting(const struct cases *c, const struct expr *e)
{
        if (!e || e->op != E_PROP) return false;
        switch (e->prop) {
        case PROP_NUMBER:
        case PROP_ENTERED: return true;
        case PROP_ROUND:
        case PROP_OPENED:
        case PROP_ASSISTING:
        case PROP_HANDED_DOWN:
        case PROP_AGAIN: return c->of == OF_DUTY || c->of == OF_PAPER;
        default: return false;
        }
}

/* ---- dimensions ---- */

static size_t dim_put(struct cases *c, enum dim_kind kind, const struct expr *e, struct str key)
{
        int64_t at = map_at(&c->by_key, key);
        if (at >= 0) return (size_t)at;
        map_set(&c->by_key, key, (int64_t)c->dim_n);
        *ARENA_PUSH(c->a, c->dim, c->dim_n, c->dim_cap) =
                (struct dim){ .kind = kind, .e = e, .key = key, .lasting = lasting(c, e) };
        return c->dim_n - 1;
}

/* <0, 0, >0 of two literals of one type. */
static int lit_cmp(const struct value *x, const struct value *y)
{
        if (x->type == T_TEXT) return str_cmp(x->text, y->text);
        wide a = x->i, b = y->i;
        for (int8_t i = x->digits; i < y->digits; i++) a *= 10;
        for (int8_t i = y->digits; i < x->digits; i++) b *= 10;
        return (a > b) - (a < b);
}

/* Index of the literal; it is put in if it is not there. */
static size_t lit_put(struct cases *c, struct dim *d, const struct value *v)
{
        size_t at = 0;
        while (at < d->lit_n && lit_cmp(&d->lit[at], v) < 0) at++;
        if (at < d->lit_n && lit_cmp(&d->lit[at], v) == 0) return at;
        (void)ARENA_PUSH(c->a, d->lit, d->lit_n, d->lit_cap);
        memmove(&d->lit[at + 1], &d->lit[at], (d->lit_n - 1 - at) * sizeof *d->lit);
        d->lit[at] = *v;
        return at;
}

static void lit_put_text(struct cases *c, struct dim *d, struct str s)
{
        (void)lit_put(c, d, &(struct value){ .type = T_TEXT, .text = s });
}

static size_t state_put(struct cases *c)
{
        size_t at = dim_put(c, DIM_STATE, NULL, S("state"));
        for (size_t i = 0; i < c->l->states_n; i++)
                lit_put_text(c, &c->dim[at], c->l->states[i].name);
        return at;
}

static bool is_builtin(const struct expr *e, enum prop_builtin p)
{
        return e->op == E_PROP && e->prop == (int)p;
}

/* The dimension of a thing that is compared. */
static size_t thing_put(struct cases *c, const struct expr *e)
{
        if (is_builtin(e, PROP_STATE)) return state_put(c);
        if (!is_builtin(e, PROP_KIND)) return dim_put(c, DIM_VALUE, e, text_of(c->a, e));
        (void)state_put(c);
        size_t at = dim_put(c, DIM_KIND, e, S("kind"));
        for (enum kind k = 0; k < KIND_COUNT; k++) lit_put_text(c, &c->dim[at], kind_name(k));
        return at;
}

static void atom_add(struct cases *c, const struct expr *e, struct cond *x)
{
        const struct expr *thing = compared(e, x);
        if (!thing) {
                x->dim = dim_put(c, DIM_ATOM, e, text_of(c->a, e));
                return;
        }
        x->compares = true;
        x->dim = thing_put(c, thing);
        struct dim *d = &c->dim[x->dim];
        d->ordered |= is_order(e->op);
        for (size_t i = 0; i < x->lit_n; i++) (void)lit_put(c, d, &x->lit[i]->lit);
        if (e->op != E_REACHED) return;
        const struct prop *p = &c->props->p[thing->prop];
        for (size_t i = 0; i < p->codes_n; i++) lit_put_text(c, d, p->codes[i]);
}

struct cond *cases_add(struct cases *c, const struct expr *e)
{
        struct cond *x = ARENA_NEW(c->a, struct cond, 1);
        x->e = e;
        if (joins(e)) {
                x->n = e->n;
                x->arg = ARENA_NEW(c->a, struct cond *, e->n);
                for (size_t i = 0; i < e->n; i++) x->arg[i] = cases_add(c, e->arg[i]);
        } else if (e->op == E_PROP) {
                x->dim = dim_put(c, DIM_FLAG, e, text_of(c->a, e));
        } else if (e->op != E_LIT) {
                atom_add(c, e, x);
        }
        return x;
}

/* ---- options ---- */

static void option(struct cases *c, struct dim *d, int v)
{
        *ARENA_PUSH(c->a, d->option, d->option_n, d->option_cap) = v;
}

/* Numbers, days and moments of a field are whole multiples of a step; reals are not. Values are
 * taken as multiples of 10^-18 here. */
struct grid {
        wide step, least;
        bool any; /* every number is possible */
};

static struct grid grid_of(const struct expr *e)
{
        struct grid g = { .step = 1, .any = e->type == T_TEXT || e->real };
        for (int8_t i = e->digits; i < 18; i++) g.step *= 10;
        /* rounds count from 1 (log/event.h) */
        g.least = is_builtin(e, PROP_ROUND) ? g.step : is_count(e) ? 0 : -((wide)1 << 126);
        return g;
}

static wide lit_wide(const struct value *v)
{
        wide x = v->i;
        for (int8_t i = v->digits; i < 18; i++) x *= 10;
        return x;
}

/* Can the thing have the value of the literal? */
static bool is_point(const struct grid *g, const struct value *v)
{
        if (g->any) return true;
        return lit_wide(v) % g->step == 0 && lit_wide(v) >= g->least;
}

/* Is there a value before literal k and behind the one before it? */
static bool is_gap(const struct grid *g, const struct dim *d, size_t k)
{
        if (g->any || k == d->lit_n) return true;
        wide above = g->least, lit = k ? lit_wide(&d->lit[k - 1]) : g->least;
        if (k && lit >= g->least) {
                above = lit - lit % g->step; /* the step at or next to it … */
                while (above <= lit) above += g->step;
        }
        return above < lit_wide(&d->lit[k]);
}

/* Another value of a closed list is one of its codes: puts the first that is not among the literals
 * there. False if the list is open. */
static bool another_code(struct cases *c, struct dim *d)
{
        if (d->e->op != E_PROP) return false;
        const struct prop *p = &c->props->p[d->e->prop];
        size_t n = d->lit_n;
        for (size_t i = 0; i < p->codes_n && d->lit_n == n; i++) lit_put_text(c, d, p->codes[i]);
        return p->codes_n > 0;
}

static void value_options(struct cases *c, struct dim *d)
{
        struct grid g = grid_of(d->e);
        bool closed = !d->ordered && another_code(c, d);
        for (size_t k = 0; k <= d->lit_n; k++) {
                if (d->ordered && is_gap(&g, d, k)) option(c, d, (int)(2 * k));
                if (k < d->lit_n && is_point(&g, &d->lit[k])) option(c, d, (int)(2 * k + 1));
        }
        if (!d->ordered && !closed) option(c, d, (int)(2 * d->lit_n));
        if (!never_null(c, d->e)) option(c, d, NO_VALUE);
}

static int lit_position(struct cases *c, struct dim *d, struct str s)
{
        return (int)(2 * lit_put(c, d, &(struct value){ .type = T_TEXT, .text = s }) + 1);
}

static void state_options(struct cases *c, struct dim *d)
{
        d->by_state = ARENA_NEW(c->a, int, c->l->states_n);
        for (size_t i = 0; i < c->l->states_n; i++) {
                const struct state *s = &c->l->states[i];
                struct str name = d->kind == DIM_KIND ? kind_name(s->kind) : s->name;
                d->by_state[i] = lit_position(c, d, name);
                if (d->kind == DIM_STATE) option(c, d, (int)i);
        }
        if (d->kind == DIM_KIND) option(c, d, 0);
}

void cases_close(struct cases *c)
{
        c->n = 1;
        for (size_t i = 0; i < c->dim_n; i++) {
                struct dim *d = &c->dim[i];
                switch (d->kind) {
                case DIM_STATE:
                case DIM_KIND: state_options(c, d); break;
                case DIM_FLAG:
                        option(c, d, NO);
                        option(c, d, YES);
                        break;
                case DIM_VALUE: value_options(c, d); break;
                case DIM_ATOM:
                        option(c, d, YES);
                        option(c, d, NO);
                        if (atom_may_null(c, d->e)) option(c, d, UNKNOWN);
                        break;
                }
                ASSERT(d->option_n > 0);
        }
        for (size_t i = c->dim_n;
             i-- > 0 && c->n <= CHECK_CASES_MAX;) { /* the last turns fastest */
                c->dim[i].stride = c->n;
                c->n *= c->dim[i].option_n;
        }
        if (c->n > CHECK_CASES_MAX) c->n = CHECK_CASES_MAX + 1;
}

void cases_set(struct cases *c, size_t i)
{
        ASSERT(i < c->n && c->n <= CHECK_CASES_MAX);
        for (size_t k = 0; k < c->dim_n; k++) {
                struct dim *d = &c->dim[k];
                d->at = i / d->stride % d->option_n;
        }
}

bool cases_agree(const struct cases *c, size_t i, size_t k)
{
        for (size_t m = 0; m < c->dim_n; m++) {
                const struct dim *d = &c->dim[m];
                if (d->told && i / d->stride % d->option_n != k / d->stride % d->option_n)
                        return false;
        }
        return true;
}

bool cases_follow(const struct cases *c, size_t i, size_t k)
{
        for (size_t m = 0; m < c->dim_n; m++) {
                const struct dim *d = &c->dim[m];
                if (d->lasting && i / d->stride % d->option_n != k / d->stride % d->option_n)
                        return false;
        }
        return true;
}

/* ---- evaluation ---- */

/* Where the thing stands among d's literals. */
static int position(const struct cases *c, const struct dim *d)
{
        if (!d->by_state) return d->option[d->at];
        const struct dim *s = &c->dim[map_at(&c->by_key, S("state"))];
        return d->by_state[s->option[s->at]];
}

static enum tri tri(bool x)
{
        return x ? YES : NO;
}

/* <0, 0, >0: the position against literal i. */
static int against(struct cases *c, const struct cond *x, int pos, size_t i)
{
        int at = (int)(2 * lit_put(c, &c->dim[x->dim], &x->lit[i]->lit) + 1);
        return (pos > at) - (pos < at);
}

static enum tri reached(const struct cases *c, const struct cond *x, int pos)
{
        const struct dim *d = &c->dim[x->dim];
        const struct prop *p = &c->props->p[d->e->prop];
        if (pos % 2 == 0) return NO; /* no code of the list */
        bool on = false;
        for (size_t i = 0; i < p->codes_n; i++) {
                on |= str_eq(p->codes[i], x->lit[0]->lit.text);
                if (on && str_eq(p->codes[i], d->lit[pos / 2].text)) return YES;
        }
        return NO;
}

static enum tri compare(struct cases *c, const struct cond *x)
{
        enum eop op = x->e->op;
        int pos = position(c, &c->dim[x->dim]);
        if (op == E_IS_NULL) return tri(pos == NO_VALUE);
        if (pos == NO_VALUE) return UNKNOWN;
        if (op == E_REACHED) return reached(c, x, pos);
        int first = against(c, x, pos, 0);
        if (x->turned) first = -first;
        if (op == E_EQ) return tri(first == 0);
        if (op == E_NE) return tri(first != 0);
        if (op == E_LT) return tri(first < 0);
        if (op == E_GT) return tri(first > 0);
        if (op == E_LE) return tri(first <= 0);
        if (op == E_GE) return tri(first >= 0);
        if (op == E_BETWEEN) return tri(first >= 0 && against(c, x, pos, 1) <= 0);
        ASSERT(op == E_IN);
        for (size_t i = 0; i < x->lit_n; i++)
                if (against(c, x, pos, i) == 0) return YES;
        return NO;
}

static enum tri eval(struct cases *c, const struct cond *x);

/* AND ends at NO, OR at YES. */
static enum tri chain(struct cases *c, const struct cond *x)
{
        enum tri end = x->e->op == E_AND ? NO : YES, all = end == NO ? YES : NO;
        for (size_t i = 0; i < x->n; i++) {
                enum tri t = eval(c, x->arg[i]);
                if (t == end) return t;
                if (t == UNKNOWN) all = t;
        }
        return all;
}

static enum tri eval_joined(struct cases *c, const struct cond *x)
{
        enum eop op = x->e->op;
        if (op == E_AND || op == E_OR) return chain(c, x);
        enum tri first = eval(c, x->arg[0]);
        if (op == E_IS_NULL) return tri(first == UNKNOWN);
        if (first == UNKNOWN) return UNKNOWN;
        if (op == E_NOT) return tri(first == NO);
        enum tri second = eval(c, x->arg[1]);
        return second == UNKNOWN ? UNKNOWN : tri((first == second) == (op == E_EQ));
}

static enum tri eval(struct cases *c, const struct cond *x)
{
        if (x->arg) return eval_joined(c, x);
        if (x->compares) return compare(c, x);
        if (x->e->op == E_LIT) return tri(x->e->lit.truth);
        const struct dim *d = &c->dim[x->dim];
        return (enum tri)d->option[d->at];
}

bool cond_holds(struct cases *c, const struct cond *where)
{
        return !where || eval(c, where) == YES;
}

/* ---- words ---- */

static struct str lit_words(struct arena *a, const struct value *v)
{
        struct expr e = { .op = E_LIT, .type = v->type, .lit = *v };
        return v->type == T_TEXT ? v->text : text_of(a, &e);
}

static struct str gap_words(const struct cases *c, const struct dim *d, size_t k, enum lang lang)
{
        struct str key = d->key, low = STR_NONE, high = STR_NONE;
        if (!d->ordered || d->lit_n == 0)
                return lang == LANG_ZH ? str_printf(c->a, "%.*s 为其他值", SP(key))
                                       : str_printf(c->a, "%.*s is another value", SP(key));
        if (k > 0) low = lit_words(c->a, &d->lit[k - 1]);
        if (k < d->lit_n) high = lit_words(c->a, &d->lit[k]);
        if (k == 0) return str_printf(c->a, "%.*s < %.*s", SP(key), SP(high));
        if (k == d->lit_n) return str_printf(c->a, "%.*s > %.*s", SP(key), SP(low));
        return str_printf(c->a, "%.*s < %.*s < %.*s", SP(low), SP(key), SP(high));
}

static struct str dim_words(const struct cases *c, const struct dim *d, enum lang lang)
{
        static const char *const truth[] = { "FALSE", "TRUE", "NULL" };
        int v = d->option[d->at];
        switch (d->kind) {
        case DIM_KIND: return STR_NONE; /* the state says it */
        case DIM_STATE: return str_printf(c->a, "state = %.*s", SP(c->l->states[v].name));
        case DIM_FLAG: return str_printf(c->a, "%.*s = %s", SP(d->key), truth[v]);
        case DIM_ATOM: return str_printf(c->a, "(%.*s) = %s", SP(d->key), truth[v]);
        case DIM_VALUE: break;
        }
        if (v == NO_VALUE) return str_printf(c->a, "%.*s = NULL", SP(d->key));
        if (v % 2 == 0) return gap_words(c, d, (size_t)v / 2, lang);
        struct str lit = lit_words(c->a, &d->lit[v / 2]);
        return str_printf(c->a, "%.*s = %.*s", SP(d->key), SP(lit));
}

struct str cases_words(const struct cases *c, enum lang lang)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < c->dim_n; i++) {
                struct str s = c->dim[i].told ? dim_words(c, &c->dim[i], lang) : STR_NONE;
                const char *comma = all.n && s.n ? (lang == LANG_ZH ? "、" : ", ") : "";
                all = str_printf(c->a, "%.*s%s%.*s", SP(all), comma, SP(s));
        }
        return all.n ? all : S("…");
}

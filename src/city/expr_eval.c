/* The evaluator. What it must agree on with view/where.c is in expr.h, base/arith and base/like. */
#include "base/like.h"
#include "base/utf8.h"
#include "city/expr_in.h"

struct run {
        struct arena *a;
        const struct props *props;
        const struct expr_env *env;
        const struct expr_row *row;
};

static const struct value none = { .type = T_NULL };

static struct value truth(bool t)
{
        return (struct value){ .type = T_BOOL, .truth = t };
}

static struct value eval(const struct run *r, const struct expr *e);

static struct value number(struct num n, int8_t digits)
{
        if (!n.is) return none;
        if (n.real) return (struct value){ .type = T_NUMBER, .real = true, .d = n.d };
        return (struct value){ .type = T_NUMBER, .digits = digits, .i = n.i };
}

/* The number of v, real or with so many digits. */
static struct num brought(const struct value *v, bool real, int digits)
{
        if (v->type == T_NULL) return NUM_NONE;
        ASSERT(v->type == T_NUMBER);
        struct num n = v->real ? num_double(v->d) : num_exact(v->i);
        if (real) return num_to_real(n, v->digits);
        ASSERT(!v->real && v->digits <= digits);
        return num_scale(n, digits - v->digits);
}

static int64_t local_day(const struct run *r, const struct value *v)
{
        if (v->type == T_DAY) return v->i;
        return day_of((struct moment){ v->i }, r->env->zone).v;
}

/* The operand as it meets the others: with common digits, or as a local day. */
static struct value met(const struct run *r, const struct expr *x, struct expr_meet m)
{
        struct value v = eval(r, x);
        if (v.type == T_NULL) return v;
        if (m.type == T_NUMBER) return number(brought(&v, m.real, m.digits), m.digits);
        if (m.type == T_DAY) {
                v.i = local_day(r, &v);
                v.type = T_DAY;
        }
        return v;
}

/* Of two values of one type that are. */
static int compare(const struct value *x, const struct value *y)
{
        ASSERT(x->type == y->type);
        if (x->type == T_TEXT) return str_cmp(x->text, y->text);
        if (x->type == T_BOOL) return (x->truth > y->truth) - (x->truth < y->truth);
        if (x->type == T_NUMBER && x->real) return (x->d > y->d) - (x->d < y->d);
        return (x->i > y->i) - (x->i < y->i);
}

static struct value ordered(enum eop op, int c)
{
        if (op == E_EQ) return truth(c == 0);
        if (op == E_NE) return truth(c != 0);
        if (op == E_LT) return truth(c < 0);
        if (op == E_GT) return truth(c > 0);
        if (op == E_LE) return truth(c <= 0);
        return truth(c >= 0);
}

/* A word or a truth value as it stands meets others without being brought anywhere: most of what
 * figures ask, each time a record moves. */
static bool is_plain(const struct expr *x)
{
        return x->op == E_LIT && (x->lit.type == T_TEXT || x->lit.type == T_BOOL);
}

static struct value eval_compare(const struct run *r, const struct expr *e)
{
        if (is_plain(e->arg[1])) {
                struct value v = eval(r, e->arg[0]);
                return v.type == T_NULL ? none : ordered(e->op, compare(&v, &e->arg[1]->lit));
        }
        struct expr_meet m = expr_meet(e);
        struct value x = met(r, e->arg[0], m), y = met(r, e->arg[1], m);
        if (x.type == T_NULL || y.type == T_NULL) return none;
        return ordered(e->op, compare(&x, &y));
}

static struct value eval_between(const struct run *r, const struct expr *e)
{
        struct expr_meet m = expr_meet(e);
        struct value v = met(r, e->arg[0], m), from = met(r, e->arg[1], m),
                     to = met(r, e->arg[2], m);
        if (v.type == T_NULL || from.type == T_NULL || to.type == T_NULL) return none;
        return truth(compare(&from, &v) <= 0 && compare(&v, &to) <= 0);
}

static struct value eval_in(const struct run *r, const struct expr *e)
{
        struct expr_meet m = expr_meet(e);
        struct value v = met(r, e->arg[0], m);
        bool unknown = false;
        if (v.type == T_NULL) return none;
        for (size_t i = 1; i < e->n; i++) {
                if (is_plain(e->arg[i])) {
                        if (compare(&v, &e->arg[i]->lit) == 0) return truth(true);
                        continue;
                }
                struct value x = met(r, e->arg[i], m);
                if (x.type == T_NULL) unknown = true;
                else if (compare(&v, &x) == 0) return truth(true);
        }
        return unknown ? none : truth(false);
}

/* AND looks for FALSE, OR for TRUE. */
static struct value eval_chain(const struct run *r, const struct expr *e)
{
        bool sought = e->op == E_OR, unknown = false;
        for (size_t i = 0; i < e->n; i++) {
                struct value v = eval(r, e->arg[i]);
                if (v.type == T_NULL) unknown = true;
                else if (v.truth == sought) return v;
        }
        return unknown ? none : truth(!sought);
}

static enum arith arith_of(enum eop op)
{
        if (op == E_ADD) return ARITH_ADD;
        if (op == E_SUB) return ARITH_SUB;
        if (op == E_MUL) return ARITH_MUL;
        if (op == E_DIV) return ARITH_DIV;
        if (op == E_MOD) return ARITH_MOD;
        if (op == E_IDIV) return ARITH_IDIV;
        ASSERT(op == E_POW);
        return ARITH_POW;
}

static struct value eval_arith(const struct run *r, const struct expr *e)
{
        struct value x = eval(r, e->arg[0]);
        if (e->op == E_NEG) return number(num_negate(brought(&x, e->real, e->digits)), e->digits);
        struct value y = eval(r, e->arg[1]);
        struct expr_meet m = expr_meet(e);
        int to_x = (int)m.digits, to_y = (int)m.digits;
        if (e->op == E_MUL) { /* factors keep their digits */
                to_x = (int)e->arg[0]->digits;
                to_y = (int)e->arg[1]->digits;
        }
        struct num a = brought(&x, e->real, to_x), b = brought(&y, e->real, to_y);
        return number(num_arith(arith_of(e->op), a, b), e->digits);
}

static struct value eval_days(const struct run *r, const struct expr *e)
{
        struct value from = eval(r, e->arg[0]), to = eval(r, e->arg[1]);
        if (from.type == T_NULL || to.type == T_NULL) return none;
        int64_t a = local_day(r, &from), b = local_day(r, &to), n = b - a;
        if (e->op == E_WORKDAYS && !expr_workdays(r->env->cal, a, b, &n)) return none;
        return number(num_exact(n), 0);
}

static struct value eval_casei(const struct run *r, const struct expr *e)
{
        if (e->lit.type == T_TEXT) return e->lit;
        struct value v = eval(r, e->arg[0]);
        if (v.type == T_TEXT) v.text = utf8_fold(r->a, v.text);
        return v;
}

static struct value eval_reached(const struct run *r, const struct expr *e)
{
        const struct prop *p = &r->props->p[e->arg[0]->prop];
        struct value v = eval(r, e->arg[0]);
        bool on = false;
        if (v.type == T_NULL) return none;
        for (size_t i = 0; i < p->codes_n; i++) {
                if (str_eq(p->codes[i], e->arg[1]->lit.text)) on = true;
                if (on && str_eq(p->codes[i], v.text)) return truth(true);
        }
        return truth(false);
}

static struct value eval_has(const struct run *r, const struct expr *e)
{
        struct value many = eval(r, e->arg[0]), v = eval(r, e->arg[1]);
        if (v.type == T_NULL) return none;
        for (size_t i = 0; i < many.many_n; i++)
                if (str_eq(many.many[i], v.text)) return truth(true);
        return truth(false);
}

static struct value eval_under(const struct run *r, const struct expr *e)
{
        const struct expr *field = e->arg[0];
        struct value v = eval(r, field);
        struct str above = e->arg[1]->lit.text;
        if (field->type == T_TEXT) {
                if (v.type == T_NULL) return none;
                return truth(r->env->under(r->env->ctx, field->prop, v.text, above));
        }
        for (size_t i = 0; i < v.many_n; i++)
                if (r->env->under(r->env->ctx, field->prop, v.many[i], above)) return truth(true);
        return truth(false);
}

static struct value eval_count(const struct run *r, const struct expr *e)
{
        return number(num_exact((int64_t)eval(r, e->arg[0]).many_n), 0);
}

static struct value eval_level(const struct run *r, const struct expr *e)
{
        struct value v = eval(r, e->arg[0]);
        struct str level = v.type == T_TEXT ? r->env->level(r->env->ctx, v.text) : STR_NONE;
        return level.n ? (struct value){ .type = T_TEXT, .text = level } : none;
}

static struct value eval_like(const struct run *r, const struct expr *e)
{
        struct value text = eval(r, e->arg[0]), pattern = eval(r, e->arg[1]);
        if (text.type == T_NULL || pattern.type == T_NULL) return none;
        return truth(like_match(text.text, pattern.text));
}

/* Callers may leave many_n 0 or give T_NULL for a field without values: both are NULL here. */
static struct value eval_prop(const struct run *r, const struct expr *e)
{
        struct value v = r->row->get(r->row->ctx, e->prop);
        if (v.type == T_MANY && v.many_n == 0) return none;
        ASSERT(v.type == e->type || v.type == T_NULL);
        if (v.type == T_NUMBER) v = number(brought(&v, e->real, e->digits), e->digits);
        return v;
}

static struct value eval_not(const struct run *r, const struct expr *e)
{
        struct value v = eval(r, e->arg[0]);
        if (v.type != T_NULL) v.truth = !v.truth;
        return v;
}

static struct value eval(const struct run *r, const struct expr *e)
{
        switch (e->op) {
        case E_LIT: return e->lit;
        case E_PROP: return eval_prop(r, e);
        case E_AND:
        case E_OR: return eval_chain(r, e);
        case E_NOT: return eval_not(r, e);
        case E_EQ:
        case E_NE:
        case E_LT:
        case E_GT:
        case E_LE:
        case E_GE: return eval_compare(r, e);
        case E_IS_NULL: return truth(eval(r, e->arg[0]).type == T_NULL);
        case E_LIKE: return eval_like(r, e);
        case E_BETWEEN: return eval_between(r, e);
        case E_IN: return eval_in(r, e);
        case E_ADD:
        case E_SUB:
        case E_MUL:
        case E_DIV:
        case E_NEG:
        case E_MOD:
        case E_IDIV:
        case E_POW: return eval_arith(r, e);
        case E_CASEI: return eval_casei(r, e);
        case E_DAYS:
        case E_WORKDAYS: return eval_days(r, e);
        case E_REACHED: return eval_reached(r, e);
        case E_HAS: return eval_has(r, e);
        case E_UNDER: return eval_under(r, e);
        case E_COUNT: return eval_count(r, e);
        case E_LEVEL: return eval_level(r, e);
        }
        BUG("expression");
}

struct value expr_eval(struct arena *a, const struct expr *e, const struct props *props,
                       const struct expr_env *env, const struct expr_row *row)
{
        struct run r = { .a = a, .props = props, .env = env, .row = row };
        ASSERT(e->type != T_ERROR && e->type != T_NULL);
        return eval(&r, e);
}

bool expr_true(struct arena *a, const struct expr *e, const struct props *props,
               const struct expr_env *env, const struct expr_row *row)
{
        struct value v = expr_eval(a, e, props, env, row);
        return v.type == T_BOOL && v.truth;
}

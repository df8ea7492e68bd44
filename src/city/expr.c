#include "city/expr.h"

#include "city/calendar.h"
#include "city/expr_in.h"

void expr_uses(const struct expr *e, bool *used, size_t n)
{
        if (e->op == E_PROP && e->prop >= 0) {
                ASSERT((size_t)e->prop < n);
                used[e->prop] = true;
        }
        for (size_t i = 0; i < e->n; i++) expr_uses(e->arg[i], used, n);
}

static bool same_value(const struct value *x, const struct value *y)
{
        return x->type == y->type && x->truth == y->truth && x->digits == y->digits &&
               x->i == y->i && str_eq(x->text, y->text);
}

bool expr_same(const struct expr *x, const struct expr *y)
{
        if (x->op != y->op || x->n != y->n || x->temporal != y->temporal) return false;
        if (x->op == E_LIT && !same_value(&x->lit, &y->lit)) return false;
        if (!str_eq(x->name, y->name)) return false;
        for (size_t i = 0; i < x->n; i++)
                if (!expr_same(x->arg[i], y->arg[i])) return false;
        return true;
}

struct expr_meet expr_meet(const struct expr *e)
{
        ASSERT(e->n > 0);
        struct expr_meet m = { .type = e->arg[0]->type };
        for (size_t i = 0; i < e->n; i++) {
                const struct expr *x = e->arg[i];
                if (x->type == T_DAY) m.type = T_DAY;
                m.real |= x->real;
                if (x->digits > m.digits) m.digits = x->digits;
        }
        return m;
}

bool expr_workdays(const struct calendar *cal, int64_t from, int64_t to, int64_t *ret)
{
        if (from < EXPR_DAY_FIRST || from > EXPR_DAY_LAST) return false;
        if (to < EXPR_DAY_FIRST || to > EXPR_DAY_LAST) return false;
        static const struct calendar unarranged; /* Monday to Friday */
        *ret = calendar_workdays(cal ? cal : &unarranged, (struct day){ (int32_t)from },
                                 (struct day){ (int32_t)to });
        return true;
}

/* Near: a third of the letters may differ and one more, but not all. */
struct str expr_nearest(struct str name, const struct str *names, size_t n)
{
        size_t best = name.n / 3 + 2;
        struct str near = STR_NONE;
        for (size_t i = 0; i < n; i++) {
                if (names[i].n == 0) continue;
                size_t d = str_distance(name, names[i], best);
                if (d >= best || d >= name.n) continue;
                best = d;
                near = names[i];
        }
        return near;
}

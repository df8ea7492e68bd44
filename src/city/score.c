#include "city/score.h"

#include "base/num.h"

enum err score_value(const struct expr *e, const struct frac *used, struct frac *ret)
{
        struct frac x, y;
        if (e->op == E_LIT || e->op == E_PROP) {
                *ret = e->op == E_PROP ? used[e->prop] : frac_scaled(e->lit.i, (int)e->lit.digits);
                return OK;
        }
        TRY(score_value(e->arg[0], used, &x));
        if (e->op == E_NEG) return frac_sub(frac_scaled(0, 0), x, ret);
        TRY(score_value(e->arg[1], used, &y));
        if (e->op == E_ADD) return frac_add(x, y, ret);
        if (e->op == E_SUB) return frac_sub(x, y, ret);
        if (e->op == E_MUL) return frac_mul(x, y, ret);
        ASSERT(e->op == E_DIV);
        return frac_div(x, y, ret);
}

enum err score_points(const struct score_def *s, const struct score_item *it, struct frac v,
                      int64_t *ret)
{
        int64_t p;
        ASSERT(v.is);
        TRY(num_ratio(v.num, v.den, (int)s->digits, ROUND_HALF_UP, &p));
        if (it->capped && p > it->cap) p = it->cap;
        *ret = p < it->floor ? it->floor : p;
        return OK;
}

static bool divided_by(const struct expr *e, const bool *ratio, bool below, bool *counted)
{
        bool any = false;
        if (e->op == E_PROP && (below || ratio[e->prop])) any = counted[e->prop] = true;
        for (size_t i = 0; i < e->n; i++)
                any |= divided_by(e->arg[i], ratio, below || (e->op == E_DIV && i == 1), counted);
        return any;
}

void score_counted(const struct expr *e, const bool *ratio, bool *counted, size_t n)
{
        for (size_t i = 0; i < n; i++) counted[i] = false;
        if (!divided_by(e, ratio, false, counted)) expr_uses(e, counted, n);
}

int score_peers_of(const struct score_def *s, enum level level, enum office_kind kind)
{
        for (size_t i = 0; i < s->peers_n; i++)
                if (s->peers[i].kind == kind &&
                    (s->peers[i].any_level || s->peers[i].level == level))
                        return (int)i;
        return -1;
}

#include "ask/ask.h"

#include "base/num.h"

enum err ask_failed(const struct ask *k, enum err e)
{
        if (e == OK) return OK;
        return FAULT(k->f, e, "store", STR_NONE, "数据库：%.*s", "database: %.*s",
                     SP(store_why(k->st)));
}

enum err ask_stmt(const struct ask *k, struct sql *q, struct stmt **ret)
{
        enum err e = sql_stmt(q, k->st, ret);
        sql_done(q);
        return ask_failed(k, e);
}

enum err ask_ended(const struct ask *k, const struct stmt *s, enum row last)
{
        return last == ROW_ERR ? ask_failed(k, stmt_err(s)) : OK;
}

enum err ask_add(const struct ask *k, int64_t n, int64_t *to)
{
        enum err e = num_add(*to, n, to);
        return e == OK ? OK : store_sum_over(k->f);
}

void ask_column(struct sql *q, const char *before, char letter, size_t n)
{
        char text[64];
        int len = snprintf(text, sizeof text, "%s%c%zu", before, letter, n);
        ASSERT(len > 0 && (size_t)len < sizeof text);
        sql_put(q, (struct str){ text, (size_t)len });
}

struct str ask_hint(const struct ask *k, struct str want, const struct str *names, size_t n)
{
        struct str best = STR_NONE;
        size_t least = want.n / 3 + 1;
        for (size_t i = 0; i < n; i++) {
                size_t d = str_distance(want, names[i], least);
                if (names[i].n == 0 || d > least || (d == least && best.n)) continue;
                least = d;
                best = names[i];
        }
        if (best.n == 0) return STR_NONE;
        return str_printf(k->a, k->lang == LANG_ZH ? "；是否指“%.*s”" : "; did you mean '%.*s'",
                          SP(best));
}

enum err ask_scale(const struct value *v, int digits, int64_t *ret)
{
        int64_t n = v->i, unit = 1;
        if (v->real) {
                double d = v->d;
                for (int i = 0; i < digits; i++) d *= 10;
                if (!(d > -9e15 && d < 9e15)) return ERR_LIMIT;
                *ret = (int64_t)(d < 0 ? d - 0.5 : d + 0.5);
                return OK;
        }
        for (int i = 0; i < digits - v->digits; i++) TRY(num_mul(n, 10, &n));
        for (int i = 0; i < v->digits - digits; i++) unit *= 10;
        return num_ratio(n, unit, 0, ROUND_HALF_UP, ret);
}

struct str ask_by(struct arena *a, const struct value *v)
{
        if (v->type == T_TEXT) return v->text;
        if (v->type == T_BOOL) return v->truth ? S("true") : S("false");
        if (v->type != T_NUMBER) return STR_NONE;
        char text[24];
        return str_dup(a, num_format_scaled(v->i, v->digits, text));
}

/* diff_text.c */
#include "city/diff_text.h"

#include "base/limits.h"

void diff_put(struct thing *t, const char *zh, const char *en, struct str v)
{
        diff_put_as(t, zh, en, v, 0);
}

void diff_put_as(struct thing *t, const char *zh, const char *en, struct str v, unsigned flags)
{
        ASSERT(t->n < ATTRS_MAX);
        t->attr[t->n++] = (struct attr){ .zh = zh, .en = en, .v = v, .flags = flags };
}

void diff_put_label(const struct side *s, struct thing *t, const struct label *x)
{
        diff_put(t, "名称", "label", diff_label(s, x));
}

struct things diff_things(const struct side *s, size_t n)
{
        return (struct things){ ARENA_NEW(s->a, struct thing, n), n };
}

/* ---- values ---- */

struct str diff_yes(const struct side *s, bool is)
{
        return !is ? STR_NONE : s->lang == LANG_ZH ? S("是") : S("yes");
}

struct str diff_number(const struct side *s, int64_t v)
{
        return str_printf(s->a, "%" PRId64, v);
}

struct str diff_label(const struct side *s, const struct label *x)
{
        if (x->zh.n == 0 || x->en.n == 0 || str_eq(x->zh, x->en)) return x->zh.n ? x->zh : x->en;
        return str_printf(s->a, "%.*s / %.*s", SP(x->zh), SP(x->en));
}

struct str diff_condition(const struct side *s, const struct expr *e)
{
        AUTO(buf_free) struct buf b = { .limit = (size_t)EXPR_BYTES_MAX * 4 };
        if (!e) return STR_NONE;
        expr_format(e, &b);
        ASSERT(b.err == OK);
        return str_dup(s->a, buf_view(&b));
}

struct str diff_allowance(const struct side *s, struct allowance w)
{
        return allowance_format(s->a, w, LANG_EN);
}

struct str diff_day(const struct side *s, struct day d)
{
        char text[16];
        return day_is(d) ? str_dup(s->a, day_format(d, text)) : STR_NONE;
}

struct str diff_minute(const struct side *s, int m)
{
        return m < 0 ? STR_NONE : str_printf(s->a, "%02d:%02d", m / 60, m % 60);
}

struct str diff_under(const struct side *s, enum under u, int duty)
{
        switch (u) {
        case UNDER_NONE: return STR_NONE;
        case UNDER_PROMISE: return S("promise");
        case UNDER_DUTY: return diff_duty(s, duty);
        case UNDER_THIS: return S("this");
        }
        BUG("under");
}

/* ---- names ---- */

struct str diff_field(const struct side *s, int i)
{
        return i < 0 ? STR_NONE : s->l->fields[i].name;
}

struct str diff_state(const struct side *s, int i)
{
        return i < 0 ? STR_NONE : s->l->states[i].name;
}

struct str diff_step(const struct side *s, int i)
{
        return i < 0 ? STR_NONE : s->l->steps[i].name;
}

struct str diff_duty(const struct side *s, int i)
{
        return i < 0 ? STR_NONE : s->l->duties[i].name;
}

struct str diff_clock(const struct side *s, int i)
{
        return i < 0 ? STR_NONE : s->l->clocks[i].name;
}

struct str diff_paper(const struct side *s, int i)
{
        return i < 0 ? STR_NONE : s->l->papers[i].name;
}

struct str diff_add(const struct side *s, struct str all, struct str one)
{
        if (all.n == 0 || one.n == 0) return all.n ? all : one;
        return str_printf(s->a, "%.*s, %.*s", SP(all), SP(one));
}

struct str diff_pair(const struct side *s, struct str name, struct str v)
{
        return str_printf(s->a, "%.*s: %.*s", SP(name), SP(v));
}

static int by_str(const void *a, const void *b)
{
        return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

struct str diff_names(const struct side *s, uint64_t mask, size_t n,
                      struct str (*name)(const struct side *s, int i))
{
        struct str *v = ARENA_NEW(s->a, struct str, n), all = STR_NONE;
        size_t count = 0;
        for (size_t i = 0; i < n; i++)
                if (mask >> i & 1) v[count++] = name(s, (int)i);
        if (count) qsort(v, count, sizeof *v, by_str);
        for (size_t i = 0; i < count; i++) all = diff_add(s, all, v[i]);
        return all;
}

struct str diff_fields(const struct side *s, const int *v, size_t n)
{
        struct str all = STR_NONE;
        for (size_t i = 0; i < n; i++) all = diff_add(s, all, diff_field(s, v[i]));
        return all;
}

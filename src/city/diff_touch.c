/* diff_touch.c: which of the records that stand a change touches; compared as texts, as in diff. */
#include "city/diff_in.h"
#include "city/touch.h"

struct touches {
        struct side old, now;
        struct touch *v;
        size_t n, cap;
};

static bool is_label(const struct attr *x)
{
        return str_eq(str_c(x->en), S("label"));
}

static bool is_other(const struct thing *was, const struct thing *is)
{
        bool other = was->retired != is->retired;
        for (size_t i = 0; i < is->n; i++)
                other |= !is_label(&is->attr[i]) && !str_eq(was->attr[i].v, is->attr[i].v);
        return other;
}

static const struct thing *find(const struct things *all, struct str name)
{
        for (size_t i = 0; i < all->n; i++)
                if (str_eq(all->v[i].name, name)) return &all->v[i];
        return NULL;
}

static void put(struct touches *x, const struct sort *sort, struct touch t)
{
        t.zh = sort->zh;
        t.en = sort->en;
        t.l = x->old.l;
        *ARENA_PUSH(x->old.a, x->v, x->n, x->cap) = t;
}

/* The states of a step, by name in the old ledger. */
static uint64_t states_of(const struct ledger *old, const struct ledger *l, int step)
{
        uint64_t mask = 0;
        if (step < 0 || l->steps[step].enters) return 0;
        for (size_t i = 0; i < l->states_n; i++) {
                int at = ledger_state(old, l->states[i].name);
                if (l->steps[step].from >> i & 1 && at >= 0) mask |= UINT64_C(1) << at;
        }
        return mask;
}

/* The duty a step is taken on, in the old ledger; -1: on the record. */
static int duty_of(const struct ledger *old, const struct ledger *l, int step)
{
        if (step < 0 || l->steps[step].on != ON_DUTY || l->steps[step].on_duty < 0) return -1;
        struct str name = l->duties[l->steps[step].on_duty].name;
        for (size_t i = 0; i < old->duties_n; i++)
                if (str_eq(old->duties[i].name, name)) return (int)i;
        return -1;
}

/* From its states of before and of now, or on its duty. */
static void put_step(struct touches *x, const struct sort *sort, struct str name)
{
        const struct ledger *was = x->old.l, *is = x->now.l;
        int a = ledger_step(was, name), b = ledger_step(is, name), duty = duty_of(was, is, b);
        struct touch t = { .name = name, .states = states_of(was, was, a) | states_of(was, is, b) };
        if (duty < 0) duty = duty_of(was, was, a);
        if (duty >= 0) t = (struct touch){ .name = name, .how = TOUCH_DUTY, .index = duty };
        if (duty >= 0 || t.states) put(x, sort, t);
}

static int duty_named(const struct ledger *l, struct str name)
{
        for (size_t i = 0; i < l->duties_n; i++)
                if (str_eq(l->duties[i].name, name)) return (int)i;
        return -1;
}

static int clock_named(const struct ledger *l, struct str name)
{
        for (size_t i = 0; i < l->clocks_n; i++)
                if (str_eq(l->clocks[i].name, name)) return (int)i;
        return -1;
}

/* A thing that was there and is different. */
static void put_changed(struct touches *x, const struct sort *sort, struct str name)
{
        const struct ledger *l = x->old.l;
        struct str kind = str_c(sort->en);
        struct touch t = { .name = name, .index = -1 };
        if (str_eq(kind, S("step"))) {
                put_step(x, sort, name);
        } else if (str_eq(kind, S("state"))) {
                t.states = UINT64_C(1) << ledger_state(l, name);
                put(x, sort, t);
        } else {
                bool duty = str_eq(kind, S("duty")) || str_eq(kind, S("paper"));
                t.how = duty ? TOUCH_DUTY : str_eq(kind, S("clock")) ? TOUCH_CLOCK : TOUCH_FIELD;
                t.index = duty                   ? duty_named(l, name)
                          : t.how == TOUCH_CLOCK ? clock_named(l, name)
                                                 : ledger_field(l, name);
                if (t.index >= 0) put(x, sort, t);
        }
}

static bool touches_records(const struct sort *sort)
{
        static const struct str kinds[] = { SI("field"), SI("state"), SI("clock"),
                                            SI("duty"),  SI("step"),  SI("paper") };
        for (size_t i = 0; i < LEN(kinds); i++)
                if (str_eq(str_c(sort->en), kinds[i])) return true;
        return false;
}

static void compare(struct touches *x, const struct sort *sort)
{
        struct things was = sort->all(&x->old), is = sort->all(&x->now);
        for (size_t i = 0; i < is.n; i++) {
                const struct thing *before = find(&was, is.v[i].name);
                bool step = str_eq(str_c(sort->en), S("step"));
                if (before ? is_other(before, &is.v[i]) : step) put_changed(x, sort, is.v[i].name);
        }
}

void city_touches(struct arena *a, const struct city *old, const struct city *new_,
                  struct touch **ret, size_t *ret_n)
{
        struct touches x = { .old = { .a = a, .c = old }, .now = { .a = a, .c = new_ } };
        for (size_t i = 0; old && i < new_->ledgers_n; i++) {
                int at = city_ledger(old, new_->ledgers[i].name);
                if (at < 0) continue;
                x.old.l = &old->ledgers[at];
                x.now.l = &new_->ledgers[i];
                for (size_t k = 0; k < diff_sorts_n; k++)
                        if (touches_records(&diff_sorts[k])) compare(&x, &diff_sorts[k]);
        }
        *ret = x.v;
        *ret_n = x.n;
}

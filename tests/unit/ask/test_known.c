/* test_known.c: what was known then is what was answered then; late rows are named. */
#include "mini.h"

#include "ask/figure.h"

struct snapshot {
        struct figure_in in;
        struct amount v;
};
struct album {
        struct arena a;
        struct snapshot *v;
        size_t n, cap;
        int64_t seq;
};

static bool is_kept(const struct figure *f)
{
        return f->agg != AGG_DISTINCT && f->agg != AGG_MAX;
}

static void take(struct mini *m, struct album *x, const struct figure_in *in)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct ask k = mini_ask(m, &a, &f);
        struct figure_out out;
        if (!CHECK_OK(0, figure_read(&k, in, &out))) return;
        struct snapshot *s = ARENA_PUSH(&x->a, x->v, x->n, x->cap);
        s->in = *in;
        s->v = out.all;
        for (size_t i = 0; i < out.by_n; i += 2) {
                s = ARENA_PUSH(&x->a, x->v, x->n, x->cap);
                s->in = *in;
                s->in.one = true;
                s->in.value = str_dup(&x->a, out.by[i].value);
                s->v = out.by[i];
        }
}

static void take_all(struct mini *m, struct album *x, struct day on)
{
        static const char *const offices[] = { "4313", "431302", "4313-GA" };
        for (size_t n = 0; n < m->in.city->ledgers_n; n++) {
                const struct ledger *l = &m->in.city->ledgers[n];
                for (size_t i = 0; i < l->figures_n * LEN(offices) * 2; i++) {
                        const struct figure *g = &l->figures[i / 2 % l->figures_n];
                        struct figure_in in = { .l = l,
                                                .figure = (int)(i / 2 % l->figures_n),
                                                .on = on,
                                                .to = on,
                                                .from = i % 2 ? day_add(on, -25) : DAY_NONE,
                                                .by = -1,
                                                .office = mini_office(
                                                        m, offices[i / 2 / l->figures_n]) };
                        int table = g->of == OF_FIGURES ? l->figures[g->a].table : g->table;
                        if (is_kept(g) && l->tables[table].by_n) in.by = l->tables[table].by[0];
                        if (is_kept(g)) take(m, x, &in);
                }
        }
        x->seq = (int64_t)m->e.seq;
}

static bool same(const struct amount *x, const struct amount *y)
{
        return x->v == y->v && x->num == y->num && x->den == y->den && x->none == y->none &&
               x->opening == y->opening && x->in == y->in && x->out == y->out;
}

static void look_again(struct mini *m, const struct snapshot *s, const struct known *known)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct ask k = mini_ask(m, &a, &f);
        struct figure_in in = s->in;
        struct figure_out then, now;
        struct figure_change c;
        const struct figure *g = &in.l->figures[in.figure];
        in.known = *known;
        if (!CHECK_OK(0, figure_read(&k, &in, &then))) return;
        bool held = same(&then.all, &s->v);
        if (!held)
                fprintf(stderr,
                        "%.*s office %d '%.*s' %s: then %" PRId64 " (%" PRId64 "/%" PRId64
                        "; %" PRId64 " +%" PRId64 " -%" PRId64 "), again %" PRId64 " (%" PRId64
                        "/%" PRId64 "; %" PRId64 " +%" PRId64 " -%" PRId64 ")\n",
                        SP(g->name), in.office, SP(in.value), day_is(in.from) ? "period" : "on",
                        s->v.v, s->v.num, s->v.den, s->v.opening, s->v.in, s->v.out, then.all.v,
                        then.all.num, then.all.den, then.all.opening, then.all.in, then.all.out);
        CHECK(held);
        in.known = KNOWN_NOW;
        if (!in.one) in.by = -1;
        CHECK_OK(0, figure_read(&k, &in, &now));
        CHECK_OK(0, figure_since_known(&k, &in, *known, &c));
        int64_t sum = 0, num = 0;
        for (size_t i = 0; i < c.n; i++) {
                sum += c.v[i].amount;
                num += c.v[i].num;
        }
        if (g->agg == AGG_SHARE && in.one) return;
        CHECK_INT(in.figure, sum, now.ratio ? now.all.den - then.all.den : now.all.v - then.all.v);
        if (now.ratio) CHECK_INT(in.figure, num, now.all.num - then.all.num);
}

TEST(known_then_is_what_was_said_then)
{
        struct mini m;
        struct album x = { 0 };
        mini_open(&m, mini_help, LEN(mini_help));
        mini_live(&m, 160, 11);
        struct day on = mini_last(&m);
        take_all(&m, &x, on);
        CHECK(x.n > 300);
        mini_live(&m, 120, 12);
        struct known seq = { .is = true, .day = DAY_NONE, .seq = x.seq };
        for (size_t i = 0; i < x.n; i++) look_again(&m, &x.v[i], &seq);
        arena_done(&x.a);
        mini_close(&m);
}

/* The same by days: nothing else happens on the last day. */
TEST(known_by_the_end_of_a_day)
{
        struct mini m;
        struct album x = { 0 };
        mini_open(&m, mini_help, LEN(mini_help));
        mini_live(&m, 120, 13);
        struct day on = mini_last(&m);
        take_all(&m, &x, on);
        m.e.at = moment_at(day_add(on, 1), 60, (struct zone){ 480 });
        mini_live(&m, 100, 14);
        struct known day = { .is = true, .day = on };
        for (size_t i = 0; i < x.n; i += 3) look_again(&m, &x.v[i], &day);
        arena_done(&x.a);
        mini_close(&m);
}

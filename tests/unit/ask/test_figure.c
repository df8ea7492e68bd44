/* test_figure.c: a figure and its rows are one number; balances are what the rows were. */
#include "mini.h"

#include "ask/figure.h"

/* One question: its value, the sum of its rows, the balance of its period. */
static void check_amount(struct mini *m, const struct figure_in *in, const char *name)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct ask k = mini_ask(m, &a, &f);
        struct figure_out x;
        struct figure_rows rows;
        enum err e = figure_read(&k, in, &x);
        if (e != OK && f.n) fprintf(stderr, "%s: %.*s\n", name, SP(f.first->text));
        if (!CHECK_OK(0, e)) return;
        if (!CHECK_OK(0, figure_rows(&k, &x, &(struct rows_page){ .limit = 10 }, &rows))) return;
        int64_t want = x.ratio ? x.all.den : x.all.v;
        if (in->l->figures[in->figure].agg == AGG_MAX && x.all.none) want = 0;
        if (x.in.l->figures[in->figure].agg == AGG_SHARE && in->one) return;
        bool same = rows.sum == want && (!x.ratio || rows.sum_num == x.all.num);
        if (!same)
                fprintf(stderr,
                        "%s office %d by %d '%.*s': value %" PRId64 " num %" PRId64
                        ", rows %" PRId64 " num %" PRId64 "\n",
                        name, in->office, in->by, SP(in->value), want, x.all.num, rows.sum,
                        rows.sum_num);
        CHECK(same);
        if (x.period && !x.ratio && in->l->figures[in->figure].flow == FLOW_STOCK &&
            in->l->figures[in->figure].agg < AGG_DISTINCT)
                CHECK_INT(0, x.all.opening + x.all.in - x.all.out, x.all.v);
}

static void check_values(struct mini *m, struct figure_in *in, const char *name)
{
        const struct ledger *l = in->l;
        const struct figure *g = &l->figures[in->figure];
        int table = g->of == OF_FIGURES ? l->figures[g->a].table : g->table;
        for (size_t d = 0; d < l->tables[table].by_n; d++) {
                struct arena a = { 0 };
                struct faults f;
                struct ask k = mini_ask(m, &a, &f);
                struct figure_out x;
                in->by = l->tables[table].by[d];
                CHECK_OK(0, figure_read(&k, in, &x));
                for (size_t i = 0; i < x.by_n; i++) {
                        struct figure_in one = *in;
                        struct figure_out y;
                        one.one = true;
                        one.value = x.by[i].value;
                        if (i % 3 == 0) check_amount(m, &one, name);
                        CHECK_OK(0, figure_read(&k, &one, &y));
                        CHECK_INT(i, y.all.v, x.by[i].v);
                }
                arena_done(&a);
        }
        in->by = -1;
}

static void check_figures(struct mini *m, const char *ledger, struct day on, struct day from)
{
        static const char *const offices[] = { "4313", "431302", "431302001", "4313-GA" };
        const struct ledger *l = &m->in.city->ledgers[city_ledger(m->in.city, str_c(ledger))];
        for (size_t i = 0; i < l->figures_n; i++)
                for (size_t o = 0; o < LEN(offices); o++) {
                        struct figure_in in = { .l = l,
                                                .figure = (int)i,
                                                .on = on,
                                                .from = from,
                                                .to = on,
                                                .office = mini_office(m, offices[o]),
                                                .by = -1 };
                        char name[64];
                        (void)snprintf(name, sizeof name, "%.*s", SP(l->figures[i].name));
                        check_amount(m, &in, name);
                        if (o < 2) check_values(m, &in, name);
                }
}

TEST(figure_is_the_sum_of_its_rows)
{
        struct mini m;
        mini_open(&m, mini_help, LEN(mini_help));
        mini_live(&m, 400, 20220822);
        struct day last = mini_last(&m);
        for (int back = 0; back < 120; back += 17) {
                struct day on = day_add(last, -back);
                check_figures(&m, "help", on, DAY_NONE);
                check_figures(&m, "request", on, DAY_NONE);
                check_figures(&m, "help", on, day_add(on, -40));
                check_figures(&m, "request", on, day_add(on, -40));
        }
        mini_close(&m);
}

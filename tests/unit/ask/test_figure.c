/* test_figure.c: a figure and its rows are one number; balances are what the rows were. */
#include "mini.h"

#include "ask/figure.h"
#include "ask/fold.h"
#include "ask/recount.h"

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
        mini_live(&m, 250, 20220822);
        struct day last = mini_last(&m);
        for (int back = 0; back < 120; back += 39) {
                struct day on = day_add(last, -back);
                check_figures(&m, "help", on, DAY_NONE);
                check_figures(&m, "request", on, DAY_NONE);
                check_figures(&m, "help", on, day_add(on, -40));
                check_figures(&m, "request", on, day_add(on, -40));
        }
        mini_close(&m);
}

/* The definition of a stock, a sum and a flow changes on a day; months before keep the old one. */
TEST(figure_follows_its_definition_of_the_day)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = 1 << 16 };
        struct mini m;
        struct faults f;
        size_t at;
        int64_t n;
        const struct str text = str_c(mini_help[0].text),
                         was = S("where: \"kind = 'done'\", sum: money"),
                         now = S("where: \"kind <> 'void'\", sum: money, since: 2022-05-01");
        mini_open(&m, mini_help, LEN(mini_help));
        mini_live(&m, 220, 31);
        if (!CHECK(str_find(text, was, &at))) return;
        buf_put(&b, str_sub(text, 0, at));
        buf_put(&b, now);
        buf_put(&b, str_from(text, at + was.n));
        struct mini_file file = { mini_help[0].path, str_dupz(&m.a, buf_view(&b)) };
        struct ask k = mini_ask(&m, &a, &f);
        const struct ledger *l = &m.in.city->ledgers[city_ledger(m.in.city, S("help"))];
        struct figure_in in = { .l = l,
                                .figure = ledger_figure(l, S("money")),
                                .on = mini_date("2022-04-30"),
                                .from = DAY_NONE,
                                .office = -1,
                                .by = -1 };
        struct figure_out before, after;
        CHECK_OK(0, figure_read(&k, &in, &before));
        mini_apply(&m, &file, 1);
        k = mini_ask(&m, &a, &f);
        in.l = l = &m.in.city->ledgers[city_ledger(m.in.city, S("help"))];
        CHECK_OK(0, figure_read(&k, &in, &after));
        CHECK_INT(0, after.all.v, before.all.v);
        CHECK(!day_is(after.def->since));
        in.on = mini_date("2022-05-01");
        CHECK_OK(0, figure_read(&k, &in, &after));
        CHECK(day_is(after.def->since));
        CHECK(after.all.v > before.all.v);
        check_figures(&m, "help", mini_date("2022-04-30"), DAY_NONE);
        check_figures(&m, "help", mini_date("2022-05-03"), DAY_NONE);
        check_figures(&m, "help", mini_last(&m), mini_date("2022-04-20"));
        CHECK_OK(0, recount_all(&k, &n));
        for (const struct fault *x = f.first; x; x = x->next)
                fprintf(stderr, "%.*s: %.*s\n", SP(x->where), SP(x->text));
        mini_close(&m);
}

TEST(figure_rows_follow_offices_that_move)
{
        static const char rows[] = "431302002,431302,township,area,花山街道,Huashan,,2022-04-30\n"
                                   "431302002,431321,township,area,花山街道,Huashan,2022-05-01,\n";
        struct mini m;
        mini_open(&m, mini_help, LEN(mini_help));
        mini_live(&m, 200, 51);
        mini_offices(&m, rows);
        mini_live(&m, 60, 52);
        check_figures(&m, "help", mini_date("2022-04-30"), DAY_NONE);
        check_figures(&m, "help", mini_date("2022-05-02"), DAY_NONE);
        check_figures(&m, "request", mini_last(&m), mini_date("2022-04-20"));
        check_figures(&m, "help", mini_last(&m), mini_date("2022-04-20"));
        mini_close(&m);
}

/* ---- by the tree of today ---- */

/* One life in two cities: in the first the offices change on the way, in the second they always
 * were as they are in the end. What the first gives by the tree of today, the second gives. */
static const struct {
        const char *rows, *always; /* offices.csv */
        const char *ended;         /* an office that ended in the first, as the second has it */
} reform[] = {
        /* a township goes to the other county */
        { "431302002,431302,township,area,花山街道,Huashan,,2022-04-30,\n"
          "431302002,431321,township,area,花山街道,Huashan,2022-05-01,,\n",
          "431302002,431321,township,area,花山街道,Huashan,,,\n", NULL },
        /* towns merge: what is left at the one lies below the other */
        { "431321001,431321,township,area,永丰镇,,,2022-04-19,431302001\n",
          "431321001,431302001,township,area,永丰镇,,,,\n", "431321001" },
        /* a county ends and goes into the other, its towns too; one town later goes under a bureau */
        { "431321001,431321,township,area,永丰镇,,,2022-04-19,\n"
          "431321001,431302,township,area,永丰镇,,2022-04-20,2022-05-10,\n"
          "431321001,4313-GA,township,area,永丰镇,,2022-05-11,,\n"
          "431321,4313,county,area,双峰县,,,2022-04-19,431302\n",
          "431321001,4313-GA,township,area,永丰镇,,,,\n"
          "431321,431302,county,area,双峰县,,,,\n",
          "431321" },
        /* nothing but a name */
        { "431302001,431302,township,area,旧名街道,,,2022-04-19,\n"
          "431302001,431302,township,area,新名街道,,2022-04-20,,\n",
          "", NULL },
};

static void same_amounts(int row, const char *what, const struct figure_out *x,
                         const struct figure_out *y)
{
        CHECK_INT(row, x->by_n, y->by_n);
        for (size_t i = 0; i <= x->by_n && i <= y->by_n; i++) {
                const struct amount *a = i ? &x->by[i - 1] : &x->all;
                const struct amount *b = i ? &y->by[i - 1] : &y->all;
                bool same = str_eq(a->value, b->value) && a->none == b->none && a->v == b->v &&
                            a->num == b->num && a->den == b->den && a->opening == b->opening &&
                            a->in == b->in && a->out == b->out;
                if (CHECK_ROW(row, same)) continue;
                fprintf(stderr,
                        "%s '%.*s': %" PRId64 " (%" PRId64 "+%" PRId64 "-%" PRId64 ") is %" PRId64
                        " (%" PRId64 "+%" PRId64 "-%" PRId64 ")\n",
                        what, SP(a->value), a->v, a->opening, a->in, a->out, b->v, b->opening,
                        b->in, b->out);
        }
}

static int64_t compare_one(struct mini *m, struct mini *always, struct figure_in in, int row)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f, g;
        struct ask k = mini_ask(m, &a, &f), j = mini_ask(always, &a, &g);
        struct figure_in was = in;
        struct figure_out x, y, then;
        char what[80];
        in.now = true;
        was.l = &always->in.city->ledgers[in.l - m->in.city->ledgers];
        (void)snprintf(what, sizeof what, "%.*s at %.*s by %d", SP(in.l->figures[in.figure].name),
                       SP(m->in.offices.o[in.office].code), in.by);
        CHECK_OK(row, figure_read(&k, &in, &x));
        CHECK_OK(row, figure_read(&j, &was, &y));
        same_amounts(row, what, &x, &y);
        in.now = false;
        CHECK_OK(row, figure_read(&k, &in, &then));
        if (in.by < 0) {
                in.now = true;
                check_amount(m, &in, what);
        }
        return then.all.v != x.all.v || then.all.num != x.all.num;
}

static int64_t compare_at(struct mini *m, struct mini *always, const char *office, struct day on,
                          int row)
{
        int64_t differ = 0;
        const struct ledger *l = &m->in.city->ledgers[city_ledger(m->in.city, S("help"))];
        for (size_t i = 0; i < l->figures_n; i++)
                for (int period = 0; period < 2; period++) {
                        struct figure_in in = { .l = l,
                                                .figure = (int)i,
                                                .on = on,
                                                .from = period ? day_add(on, -20) : DAY_NONE,
                                                .to = on,
                                                .office = mini_office(m, office),
                                                .by = -1 };
                        differ += compare_one(m, always, in, row);
                        const struct figure *f = &l->figures[i];
                        int table = f->of == OF_FIGURES ? l->figures[f->a].table : f->table;
                        for (size_t d = 0; d < l->tables[table].by_n; d++) {
                                in.by = l->tables[table].by[d];
                                (void)compare_one(m, always, in, row);
                        }
                }
        return differ;
}

TEST(figure_by_the_tree_of_today)
{
        static const char *const offices[] = { "4313",      "431302",    "431321", "431302001",
                                               "431302002", "431321001", "4313-GA" };
        static const char *const days[] = { "2022-04-19", "2022-04-20", "2022-05-05",
                                            "2022-06-01" };
        for (size_t i = 0; i < LEN(reform); i++) {
                struct mini m, always;
                struct faults f;
                AUTO(arena_done) struct arena a = { 0 };
                int64_t n, differ = 0;
                mini_open(&m, mini_help, LEN(mini_help));
                mini_open(&always, mini_help, LEN(mini_help));
                mini_offices(&always, reform[i].always);
                mini_live(&m, 90, 51);
                mini_live(&always, 90, 51);
                mini_offices(&m, reform[i].rows);
                mini_live(&m, 40, 52);
                mini_live(&always, 40, 52);
                for (size_t o = 0; o < LEN(offices); o++)
                        for (size_t d = LEN(days) - T_TIMES(LEN(days)); d < LEN(days); d++)
                                differ += compare_at(&m, &always, offices[o], mini_date(days[d]),
                                                     (int)i);
                CHECK_ROW(i, (differ > 0) == (reform[i].always[0] != 0));
                struct ask k = mini_ask(&m, &a, &f);
                CHECK_OK(i, recount_all(&k, &n));
                for (const struct fault *x = f.first; x; x = x->next)
                        fprintf(stderr, "%.*s: %.*s\n", SP(x->where), SP(x->text));
                mini_close(&m);
                mini_close(&always);
        }
}

/* Distinct keys and the maximum against a count by hand, on every tenth day. */
static void check_by_hand(struct mini *m, const struct ledger *l, struct day on)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct faults f;
        struct ask k = mini_ask(m, &a, &f);
        struct figure_out firms, most;
        struct figure_in in = { .l = l,
                                .figure = ledger_figure(l, S("firms")),
                                .on = on,
                                .from = DAY_NONE,
                                .office = -1,
                                .by = -1 };
        int firm = ledger_field(l, S("firm")), money = ledger_field(l, S("money"));
        int64_t best = -1, n = 0;
        bool have[10] = { false };
        for (int64_t id = 1; id < 300; id++) {
                struct view v = { .st = m->st, .city = m->in.city };
                struct rec now, *r;
                if (rec_load(&v, &a, l, id, &now) != OK) continue;
                CHECK_OK(0, fold_on(&k, l, id, on, &r));
                if (r->id == 0 || l->states[r->state].kind != KIND_DONE) continue;
                if (r->v[money].type == T_NUMBER && r->v[money].i > best) best = r->v[money].i;
                int which = r->v[firm].type == T_TEXT ? r->v[firm].text.p[1] - '0' : 0;
                if (which && !have[which]) n++;
                have[which] = true;
        }
        CHECK_OK(0, figure_read(&k, &in, &firms));
        CHECK_INT(on.v, firms.all.v, n);
        in.figure = ledger_figure(l, S("most"));
        CHECK_OK(0, figure_read(&k, &in, &most));
        CHECK_INT(on.v, most.all.none ? -1 : most.all.v, best);
}

TEST(figure_distinct_and_maximum_of_past_days)
{
        struct mini m;
        mini_open(&m, mini_help, LEN(mini_help));
        mini_live(&m, 220, 41);
        const struct ledger *l = &m.in.city->ledgers[city_ledger(m.in.city, S("help"))];
        struct day last = mini_last(&m);
        for (int back = 0; back < 130; back += 10) check_by_hand(&m, l, day_add(last, -back));
        mini_close(&m);
}

TEST(figure_keeps_back_small_numbers_and_other_offices)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct mini m;
        struct faults f;
        mini_open(&m, mini_help, LEN(mini_help));
        struct reader county, open;
        reader_init(&county, &m.a, &m.in, mini_account(&m, "u", "431302 leader"));
        reader_init(&open, &m.a, &m.in, READER_PUBLIC);
        m.l = &m.in.city->ledgers[city_ledger(m.in.city, S("help"))];
        for (int i = 0; i < 7; i++) {
                mini_step(&m, 0, "promise", "2022-08-01 09:00");
                mini_set(&m, "route", i < 4 ? "visit" : "hotline");
                mini_state(&m, "promised");
                (void)mini_done(&m);
        }
        struct ask k = mini_ask(&m, &a, &f);
        struct figure_in in = { .l = m.l,
                                .figure = ledger_figure(m.l, S("all")),
                                .on = mini_last(&m),
                                .from = DAY_NONE,
                                .office = -1,
                                .by = ledger_field(m.l, S("route")) };
        static const struct {
                const char *value, *whole, *kept_back;
        } row[] = { { "visit", "4", "<5" }, { "hotline", "3", "<5" }, { "report", "0", "0" } };
        for (int who = 0; who < 3; who++) {
                const struct reader *readers[] = { &m.who, &county, &open };
                struct figure_out x;
                struct figure_rows rows;
                k.who = readers[who];
                if (!CHECK_OK(who, figure_read(&k, &in, &x))) continue;
                CHECK_STR(who, figure_text(&k, &x, &x.all), "7");
                for (size_t i = 0; i < x.by_n; i++)
                        for (size_t r = 0; r < LEN(row); r++)
                                if (str_eq(x.by[i].value, str_c(row[r].value)))
                                        CHECK_STR(r, figure_text(&k, &x, &x.by[i]),
                                                  who ? row[r].kept_back : row[r].whole);
                CHECK_OK(who, figure_rows(&k, &x, &(struct rows_page){ 0 }, &rows));
                CHECK_INT(who, rows.sum, 7);
                CHECK_INT(who, rows.shown + rows.withheld, 7);
                CHECK_INT(who, rows.withheld, who ? 7 : 0);
        }
        struct ledger closed = *m.l;
        closed.public = false;
        in.l = &closed;
        struct figure_out x;
        CHECK_INT(0, figure_read(&k, &in, &x), ERR_DENIED);
        k.who = &county;
        in.office = mini_office(&m, "431302001");
        CHECK_OK(0, figure_read(&k, &in, &x));
        mini_close(&m);
}

/* 11 less 8 would be the 3 that are kept back: 8 goes too, among the others and alone. */
TEST(figure_keeps_back_what_would_tell)
{
        AUTO(arena_done) struct arena a = { 0 };
        struct mini m;
        struct faults f;
        struct reader open;
        struct figure_out x;
        struct figure_rows rows;
        mini_open(&m, mini_help, LEN(mini_help));
        reader_init(&open, &m.a, &m.in, READER_PUBLIC);
        m.l = &m.in.city->ledgers[city_ledger(m.in.city, S("help"))];
        for (int i = 0; i < 11; i++) {
                mini_step(&m, 0, "promise", "2022-08-01 09:00");
                mini_set(&m, "route", i < 8 ? "visit" : "hotline");
                mini_state(&m, "promised");
                (void)mini_done(&m);
        }
        struct ask k = mini_ask(&m, &a, &f);
        struct figure_in in = { .l = m.l,
                                .figure = ledger_figure(m.l, S("all")),
                                .on = mini_last(&m),
                                .from = DAY_NONE,
                                .office = -1,
                                .by = ledger_field(m.l, S("route")) };
        static const struct {
                const char *value, *inside, *outside;
        } row[] = { { "visit", "8", "—" }, { "hotline", "3", "<5" }, { "report", "0", "0" } };
        for (int who = 0; who < 2; who++) {
                k.who = who ? &open : &m.who;
                for (size_t r = 0; r < LEN(row); r++) {
                        const char *want = who ? row[r].outside : row[r].inside;
                        in.one = false;
                        if (!CHECK_OK(r, figure_read(&k, &in, &x))) continue;
                        CHECK_STR(r, figure_text(&k, &x, &x.all), "11");
                        for (size_t i = 0; i < x.by_n; i++)
                                if (str_eq(x.by[i].value, str_c(row[r].value)))
                                        CHECK_STR(r, figure_text(&k, &x, &x.by[i]), want);
                        in.one = true;
                        in.value = str_c(row[r].value);
                        if (!CHECK_OK(r, figure_read(&k, &in, &x))) continue;
                        CHECK_STR(r, figure_text(&k, &x, &x.all), want);
                        CHECK_OK(r, figure_rows(&k, &x, &(struct rows_page){ 0 }, &rows));
                        CHECK_INT(r, rows.withheld, 0);
                }
        }
        mini_close(&m);
}

TEST(figure_as_json)
{
        AUTO(arena_done) struct arena a = { 0 };
        AUTO(buf_free) struct buf b = { .limit = 1 << 16 };
        struct mini m;
        struct faults f;
        struct figure_out x;
        struct figure_rows rows;
        struct jout j;
        mini_open(&m, NULL, 0);
        mini_step(&m, 0, "receive", "2022-08-01 09:00");
        mini_set(&m, "title", "供电不稳");
        mini_set(&m, "channel", "visit");
        mini_state(&m, "received");
        (void)mini_done(&m);
        struct ask k = mini_ask(&m, &a, &f);
        struct figure_in in = { .l = m.l,
                                .on = mini_date("2022-08-22"),
                                .from = DAY_NONE,
                                .office = -1,
                                .by = -1,
                                .figure = ledger_figure(m.l, S("waiting")) };
        CHECK_OK(0, figure_read(&k, &in, &x));
        CHECK_OK(0, figure_rows(&k, &x, &(struct rows_page){ .titles = true }, &rows));
        jout_init(&j, &b, false);
        figure_json(&k, &x, &rows, &j);
        CHECK_STR(
                0, buf_view(&b),
                "{\"figure\":\"request.waiting\",\"value\":1,\"on\":\"2022-08-22\",\"offic"
                "e\":\"4313\","
                "\"office_name\":\"Loudi\",\"definition\":\"of: record, at: owner, where: "
                "\\\"state = 'received'"
                "\\\", count: "
                "TRUE\",\"version\":1,\"label\":\"Waiting\",\"rows\":[{\"record\":1,\"number\":"
                "\"R000001\",\"state\":\"Received\",\"title\":\"供电不稳\",\"amount\":1}],\"shown\":1,"
                "\"withheld\":0}");
        in.figure = ledger_figure(m.l, S("satisfaction"));
        CHECK_OK(0, figure_read(&k, &in, &x));
        CHECK_STR(0, figure_text(&k, &x, &x.all), "—");
        buf_reset(&b);
        jout_init(&j, &b, false);
        figure_json(&k, &x, NULL, &j);
        CHECK(str_starts(buf_view(&b),
                         S("{\"figure\":\"request.satisfaction\",\"value\":null,\"numerator\":0,"
                           "\"denominator\":0,")));
        mini_close(&m);
}

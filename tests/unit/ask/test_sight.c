/* test_sight.c: confidential records and recused offices and accounts: one set of records for each
 * reader, whichever way he asks; and figures stay whole. */
#include "lib/t.h"
#include "ask/figure.h"
#include "ask/list.h"
#include "ask/search.h"
#include "ask/show.h"
#include "ask/work.h"
#include "exchange/export.h"
#include "lib/hidden.h"
#include "loop/legal.h"

/* What is entered by whom, assigned to whom, and who sees it: a letter each of
 * clerk · disp · eval · rec · sup · lead · clerk2 · h.louxing · h.a · h.rsj · sys */
static const char *const people[] = { "clerk",  "disp",      "eval", "rec",   "sup", "lead",
                                      "clerk2", "h.louxing", "h.a",  "h.rsj", "sys" };
static const struct {
        const char *by, *more, *lead, *seen;
} row[] = {
        { "clerk", "", "431302001001", "yyyyyyyyy--" },
        { "clerk", "", "4313-RSJ", "yyyyyy---y-" },
        { "clerk", "&hush=true", "431302001001", "yyyyyy--y--" },
        { "clerk", "&hush=false", "431302001001", "yyyyyyyyy--" },
        { "clerk2", "&hush=true", "431302001001", "-y--yyyyy--" },
        { "clerk2", "&hush=true", "", "-y--yyyy---" },
        { "clerk", "&against=431302", "431302001001", "yyyyyy-----" },
        { "clerk", "&against=431302001001", "431302001001", "yyyyyyyy---" },
        { "clerk", "&against=4313-RSJ", "", "yyyyyy-----" },
        { "clerk", "&against=4313-RSJ", "4313-RSJ", "yyyyyy-----" },
        { "clerk", "&party=clerk", "4313-RSJ", "-yyyyy---y-" },
        { "clerk2", "&party=h.a&hush=true", "431302001001", "-y--yyyy---" },
        { "clerk2", "&against=4313-RSJ&hush=true", "", "-y--yyyy---" },
        { "clerk", "&parties=clerk、h.rsj,rec", "4313-RSJ", "-yy-yy-----" },
        { "clerk2", "&parties=h.a&party=eval", "431302001001", "yy-yyyyy---" },
};

struct ground {
        struct town t;
        const struct ledger *l;
        int64_t record[LEN(row)];
        struct index *index;
        struct reader who;
        struct faults f;
        struct ask k;
};

static int64_t enter(struct ground *g, size_t i)
{
        /* an office complained of is given nothing: it is named after it has the record */
        const bool after = row[i].lead[0] && strncmp(row[i].more, "&against=", 9) == 0;
        struct str fields = str_printf(&g->t.a, "title=诉求%zu&body=路灯不亮&channel=hotline%s", i,
                                       after ? "" : row[i].more);
        struct outcome_of o =
                town_do(&g->t, row[i].by, "request", 0, "receive", str_dupz(&g->t.a, fields));
        if (!CHECK_OK(i, o.err)) town_print(&o.faults);
        if (o.err != OK || !row[i].lead[0]) return o.record;
        fields = str_printf(&g->t.a, "lead=%s", row[i].lead);
        struct outcome_of d =
                town_do(&g->t, "disp", "request", o.record, "assign", str_dupz(&g->t.a, fields));
        if (!CHECK_OK(i, d.err)) town_print(&d.faults);
        if (!after) return o.record;
        fields = str_printf(&g->t.a, "accused=%s", row[i].more + 9);
        struct outcome_of m =
                town_do(&g->t, "disp", "request", o.record, "mark", str_dupz(&g->t.a, fields));
        if (!CHECK_OK(i, m.err)) town_print(&m.faults);
        return o.record;
}

static bool leader(struct town *t)
{
        static const char csv[] = "login,name,office,roles\nlead,领导,4313,leader\n";
        struct account_rows rows;
        int64_t n;
        return accounts_read(&t->a, &t->w.inforce.offices, S("a.csv"), str_c(csv), &t->f, &rows) ==
                       OK &&
               admin_accounts(&t->w, rows.v, rows.n, &t->f, &n) == OK;
}

static const struct ledger *ledger_of(struct ground *g)
{
        const struct city *c = g->t.w.inforce.city;
        return &c->ledgers[city_ledger(c, S("request"))];
}

static bool ground_open(struct ground *g)
{
        *g = (struct ground){ .index = NULL };
        if (!town_open(&g->t, t_dir()) || !hidden_fields(&g->t) || !leader(&g->t)) return false;
        for (size_t i = 0; i < LEN(row); i++)
                if ((g->record[i] = enter(g, i)) == 0) return false;
        g->l = ledger_of(g);
        const char *path = str_dupz(&g->t.a, str_printf(&g->t.a, "%s/search.db", t_dir()));
        struct index_in in = { g->t.w.st, g->t.w.keys, g->t.w.inforce.city, 0 };
        int64_t behind;
        return index_open(path, true, &g->index) == OK &&
               index_update(g->index, &in, &behind) == OK && behind == 0;
}

static void ground_close(struct ground *g)
{
        index_close(&g->index);
        town_close(&g->t);
}

static void as(struct ground *g, int account)
{
        struct writer *w = &g->t.w;
        faults_init(&g->f, &g->t.a, LANG_EN);
        reader_init(&g->who, &g->t.a, &w->inforce, account);
        g->l = ledger_of(g);
        g->k = (struct ask){ .st = w->st,
                             .keys = w->keys,
                             .in = &w->inforce,
                             .who = &g->who,
                             .a = &g->t.a,
                             .f = &g->f,
                             .lang = LANG_EN,
                             .now = g->t.fake.now };
}

static int account_of(const struct ground *g, const char *login)
{
        return account_find(&g->t.w.inforce.accounts, str_c(login));
}

/* ---- every way, as a set of bits --------------------------------------------------------------- */

static uint64_t bit_of(const struct ground *g, int64_t record)
{
        for (size_t i = 0; i < LEN(row); i++)
                if (g->record[i] == record) return UINT64_C(1) << i;
        return UINT64_C(1) << 63;
}

static uint64_t listed(struct ground *g, const char *filter, const char *sort)
{
        struct list_in in = {
                .l = g->l, .filter = str_c(filter), .sort = str_c(sort), .count = true
        };
        struct list_out x = { .n = 0 };
        uint64_t set = 0;
        CHECK_OK(-1, list_read(&g->k, &in, &x));
        for (size_t i = 0; i < x.n; i++) set |= bit_of(g, x.v[i].id);
        CHECK_INT(-1, x.total, x.n);
        return set;
}

static uint64_t opened(struct ground *g)
{
        uint64_t set = 0;
        for (size_t i = 0; i < LEN(row); i++) {
                struct shown x;
                enum err e = show_read(&g->k, g->l, g->record[i], false, &x);
                CHECK_ROW(i, e == OK || e == ERR_NOT_FOUND);
                CHECK_INT(i, scope_check(&g->k, g->l, g->record[i]), e);
                if (e == OK) set |= UINT64_C(1) << i;
        }
        return set;
}

static uint64_t found(struct ground *g)
{
        struct search_in in = { .index = g->index, .text = S("路灯") };
        struct search_out x = { .n = 0 };
        uint64_t set = 0;
        CHECK_OK(-1, search_find(&g->k, &in, &x));
        for (size_t i = 0; i < x.n; i++) set |= bit_of(g, x.v[i].r->id);
        return set;
}

/* The figure is whole: what is not shown is counted as withheld. */
static uint64_t counted(struct ground *g)
{
        struct figure_in in = { .l = g->l,
                                .figure = ledger_figure(g->l, S("received")),
                                .office = office_root(&g->t.w.inforce.offices),
                                .by = -1,
                                .on = ask_today(&g->k),
                                .from = DAY_NONE,
                                .to = DAY_NONE };
        struct figure_out x;
        struct figure_rows r;
        uint64_t set = 0;
        if (!CHECK_OK(-1, figure_read(&g->k, &in, &x))) return 0;
        if (!CHECK_OK(-1, figure_rows(&g->k, &x, &(struct rows_page){ 0 }, &r))) return 0;
        for (size_t i = 0; i < r.n; i++) set |= bit_of(g, r.v[i].record);
        CHECK_INT(-1, r.shown + r.withheld, LEN(row));
        CHECK_INT(-1, x.all.v, LEN(row));
        return set;
}

struct exported {
        struct ground *g;
        uint64_t set;
};

static enum err drop(void *ctx, struct buf *out)
{
        (void)ctx;
        buf_reset(out);
        return OK;
}

static void saw(void *ctx, int64_t record)
{
        struct exported *x = ctx;
        x->set |= bit_of(x->g, record);
}

static uint64_t exported(struct ground *g)
{
        struct exported x = { g, 0 };
        struct export_in in = {
                .l = g->l, .form = WRITE_CSV, .ctx = &x, .flush = drop, .seen = saw
        };
        int64_t n;
        CHECK_OK(-1, export_run(&g->k, &in, &n));
        return x.set;
}

/* Whose duties stand in the work of offices below: no others, and none is counted. */
static void check_work(struct ground *g, size_t who, uint64_t set)
{
        struct work_in in = { .below = true, .count = true };
        struct work_out x;
        if (!CHECK_OK(who, work_read(&g->k, &in, &x))) return;
        for (size_t i = 0; i < x.n; i++) CHECK_ROW(who, bit_of(g, x.v[i].r->id) & set);
        CHECK_INT(who, x.open, x.n);
}

static uint64_t wanted(size_t who)
{
        uint64_t set = 0;
        for (size_t i = 0; i < LEN(row); i++)
                if (row[i].seen[who] == 'y') set |= UINT64_C(1) << i;
        return set;
}

static void check_reader(struct ground *g, size_t who, uint64_t want)
{
        CHECK_INT(who, opened(g), want);
        CHECK_INT(who, listed(g, "", ""), want);
        CHECK_INT(who, listed(g, "", "-number"), want);
        CHECK_INT(who, listed(g, "kind = 'open'", ""), want);
        CHECK_INT(who, listed(g, "state = 'assigned' OR state = 'received'", "entered"), want);
        CHECK_INT(who, found(g), want);
        CHECK_INT(who, exported(g), want);
        CHECK_INT(who, counted(g), want);
        check_work(g, who, want);
}

TEST(sight_is_the_same_every_way)
{
        struct ground g;
        NEED(ground_open(&g));
        for (size_t i = 0; i < LEN(people); i++) {
                as(&g, account_of(&g, people[i]));
                check_reader(&g, i, wanted(i));
        }
        as(&g, READER_CITY);
        check_reader(&g, LEN(people), (UINT64_C(1) << LEN(row)) - 1);
        CHECK(town_rebuild_same(&g.t));
        as(&g, account_of(&g, "clerk2"));
        CHECK_INT(-1, opened(&g), wanted(6));
        ground_close(&g);
}

/* ---- steps, links, corrections --------------------------------------------------------------- */

TEST(sight_rules_steps_too)
{
        static const struct {
                size_t record;
                const char *login, *step, *code;
        } step[] = {
                { 0, "h.a", "sign", "" },
                { 2, "h.a", "sign", "" },
                { 6, "h.a", "sign", "record.none" },
                { 7, "h.a", "sign", "record.none" },
                { 8, "clerk", "hurry", "" },
                { 10, "clerk", "hurry", "record.none" },
                { 10, "rec", "hurry", "" },
                { 12, "clerk2", "hurry", "" },
                { 5, "clerk2", "hurry", "" },
        };
        struct ground g;
        NEED(ground_open(&g));
        for (size_t i = 0; i < LEN(step); i++) {
                struct outcome_of o = town_do(&g.t, step[i].login, "request",
                                              g.record[step[i].record], step[i].step, "");
                CHECK_STR(i, str_c(outcome_code(&o)), step[i].code);
        }
        ground_close(&g);
}

TEST(sight_follows_corrections)
{
        struct ground g;
        NEED(ground_open(&g));
        struct outcome_of root =
                town_do(&g.t, "clerk", "request", g.record[0], "correct", "against=4313&because=x");
        CHECK_STR(-1, str_c(outcome_code(&root)), "input.recuse");
        static const struct {
                size_t record;
                const char *login, *fields, *reader;
                bool sees;
        } turn[] = {
                { 2, "clerk", "hush=false&because=x", "h.louxing", true },
                { 2, "clerk", "hush=true&because=x", "h.louxing", false },
                { 0, "clerk", "against=431302&because=x", "h.louxing", false },
                { 0, "clerk", "against=431321&because=x", "h.louxing", true },
                { 1, "clerk", "party=h.rsj&because=x", "h.rsj", false },
                { 1, "clerk", "party=h.dl&because=x", "h.rsj", true },
                { 1, "clerk", "parties=h.rsj,h.dl&because=x", "h.rsj", false },
                { 1, "clerk", "parties=h.dl&because=x", "h.rsj", true },
                { 1, "clerk", "parties=eval;h.rsj&because=x", "eval", false },
                { 1, "clerk", "parties=&because=x", "eval", true },
        };
        for (size_t i = 0; i < LEN(turn); i++) {
                int64_t id = g.record[turn[i].record];
                struct outcome_of o =
                        town_do(&g.t, turn[i].login, "request", id, "correct", turn[i].fields);
                if (!CHECK_OK(i, o.err)) town_print(&o.faults);
                as(&g, account_of(&g, turn[i].reader));
                CHECK_INT(i, scope_check(&g.k, g.l, id), turn[i].sees ? OK : ERR_NOT_FOUND);
        }
        CHECK(town_rebuild_same(&g.t));
        ground_close(&g);
}

TEST(sight_of_a_link_ends_where_recusal_begins)
{
        struct ground g;
        NEED(ground_open(&g));
        const struct inforce *in = &g.t.w.inforce;
        int a = office_find(&in->offices, S("431302001001")),
            rsj = office_find(&in->offices, S("4313-RSJ"));
        const struct {
                size_t record;
                int office;
                enum err want;
        } link[] = { { 0, a, OK },
                     { 2, a, OK },
                     { 6, a, ERR_NOT_FOUND },
                     { 7, a, ERR_NOT_FOUND },
                     { 1, rsj, OK },
                     { 9, rsj, ERR_NOT_FOUND } };
        for (size_t i = 0; i < LEN(link); i++) {
                as(&g, READER_PUBLIC);
                reader_init_record(&g.who, &g.t.a, in, link[i].office, g.record[link[i].record]);
                CHECK_INT(i, scope_check(&g.k, g.l, g.record[link[i].record]), link[i].want);
                CHECK_INT(i, scope_check(&g.k, g.l, g.record[4]), ERR_NOT_FOUND);
        }
        ground_close(&g);
}

/* A town that comes under another county later: those above it see what was its, but nothing
 * that is confidential. */
TEST(sight_of_moved_offices)
{
        static const char csv[] = "code,parent,level,kind,name,name_en,from,to\n"
                                  "431302001,431302,township,area,乐坪街道,Leping,,2022-03-31\n"
                                  "431302001,431321,township,area,乐坪街道,Leping,2022-04-01,\n";
        struct ground g;
        int64_t n;
        NEED(ground_open(&g));
        NEED(admin_offices(&g.t.w, S("offices.csv"), str_c(csv), &g.t.f, &n) == OK);
        struct account_rows rows;
        NEED(accounts_read(&g.t.a, &g.t.w.inforce.offices, S("a.csv"),
                           S("login,name,office,roles\nsf,双峰,431321,handler\n"), &g.t.f,
                           &rows) == OK &&
             admin_accounts(&g.t.w, rows.v, rows.n, &g.t.f, &n) == OK);
        town_at(&g.t, "2022-04-06 08:00");
        as(&g, account_of(&g, "sf"));
        CHECK_OK(0, scope_check(&g.k, g.l, g.record[0]));
        CHECK_INT(2, scope_check(&g.k, g.l, g.record[2]), ERR_NOT_FOUND);
        CHECK_INT(4, scope_check(&g.k, g.l, g.record[4]), ERR_NOT_FOUND);
        ground_close(&g);
}
